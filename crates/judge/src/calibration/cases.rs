//! Truths to try a claim on: clean, corrected and violated ones.

use super::Truth;
use super::rates::Case;
use crate::claim::{Bound, Growth, Symbol};

/// Corrections inside the class: (kind, size at the smallest width, power of M).
const CORRECTIONS: [(&str, f64, f64); 3] =
    [("holds, approached from above", 1.0, 0.5), ("holds, approached from below", -0.45, 0.5), ("holds, behind a transient", 8.0, 1.0)];

/// Truths of which the claim holds and truths of which it fails: the claim's own rate clean and corrected, rates beyond
/// it on either side, a violation behind a transient, and no dependence on the width at all.
pub fn cases_of(bound: &Bound) -> Vec<Case> {
    let (a, b) = (bound.rate.exponent(Symbol::M).to_f64(), bound.rate.exponent(Symbol::LogM).to_f64());
    if a == 0.0 && b > 0.0 {
        return cases_of_logarithm(bound, b);
    }
    let case = |kind, truth, holds| Case { kind, truth, bound: bound.clone(), holds };
    let law = |by: f64| Truth::Law { power: a + by, log: b };
    let corrected = |by: f64, size, rate| Truth::Corrected { power: a + by, log: b, size, rate };
    let holds = |by: f64| match bound.growth {
        Growth::AtMost => by <= 0.0,
        Growth::AtLeast => by >= 0.0,
        Growth::Exactly => by == 0.0,
        Growth::Below => by < 0.0,
    };
    let mut cases = vec![case(if holds(0.0) { "the rate itself" } else { "the rate itself (o asks for less)" }, law(0.0), holds(0.0))];
    // A strict bound holds of decays beyond its rate alone.
    let centre = if bound.growth == Growth::Below { -0.25 } else { 0.0 };
    cases.extend(CORRECTIONS.map(|(kind, size, rate)| case(kind, corrected(centre, size, rate), true)));
    for by in [-0.3, -0.1, 0.1, 0.3] {
        let kind = match (holds(by), by.abs() < 0.2) {
            (true, true) => "holds with 0.1 to spare",
            (true, false) => "holds with 0.3 to spare",
            (false, true) => "violated by 0.1",
            (false, false) => "violated by 0.3",
        };
        cases.push(case(kind, law(by), holds(by)));
        if !holds(by) && by.abs() > 0.2 {
            let (size, rate) = if by > 0.0 { (8.0, 1.0) } else { (-0.45, 0.5) };
            cases.push(case("violated by 0.3 behind a correction", corrected(by, size, rate), false));
        }
    }
    if (a, b) != (0.0, 0.0) {
        let grows = if a == 0.0 { b } else { a };
        let constant_holds = match bound.growth {
            Growth::AtMost | Growth::Below => grows > 0.0,
            Growth::AtLeast => grows < 0.0,
            Growth::Exactly => false,
        };
        cases.push(case("no dependence on the width", Truth::power(0.0), constant_holds));
    }
    if bound.growth == Growth::Below {
        cases.push(case("holds by a logarithm", Truth::Law { power: a, log: b - 0.3 }, true));
    }
    cases
}

/// Truths outside every family, of which the claim's own rate is the limit: what a calibration inside the class cannot see. `span` is log(M_max/M_min) of
/// the design. The last of them is undecidable: nobody sees a crossover that lies beyond the range.
pub fn cases_beyond(bound: &Bound, span: f64) -> Vec<Case> {
    let (a, log) = (bound.rate.exponent(Symbol::M).to_f64(), bound.rate.exponent(Symbol::LogM).to_f64());
    // A strict bound holds of decays beyond its rate alone.
    let power = if bound.growth == Growth::Below { a - 0.25 } else { a };
    let away = if bound.growth == Growth::AtLeast { 0.3 } else { -0.3 };
    [
        ("beyond the families: from below by three quarters", Truth::Corrected { power, log, size: -0.74, rate: 0.63 }),
        (
            "beyond the families: two corrections, one from below",
            Truth::TwiceCorrected { power, log, sizes: [-0.6, 0.5], rates: [0.5, 1.0] },
        ),
        ("beyond the families: two corrections from above", Truth::TwiceCorrected { power, log, sizes: [1.0, 3.0], rates: [0.5, 1.5] }),
        ("beyond the families: two periods of an oscillation", Truth::Oscillating { power, log, amplitude: 0.1, period: span / 2.0 }),
        (
            "beyond the families: two regimes, the second from the middle on",
            Truth::TwoRegimes { power, log, before: 0.3, until: span / 2.0 },
        ),
        (UNDECIDABLE, Truth::TwoRegimes { power, log, before: away, until: 1.5 * span }),
    ]
    .map(|(kind, truth)| Case { kind, truth, bound: bound.clone(), holds: true })
    .to_vec()
}

/// The kind of truths that no method can see over their range.
pub const UNDECIDABLE: &str = "undecidable: the law itself begins beyond the range";

/// The same for log(M)^b: its own corrections are offsets, and the rivals are constants and powers.
fn cases_of_logarithm(bound: &Bound, b: f64) -> Vec<Case> {
    // Order of growth against the claimed rate: -1 slower, 0 the same, 1 faster.
    let holds = |order: i32| match bound.growth {
        Growth::AtMost => order <= 0,
        Growth::AtLeast => order >= 0,
        Growth::Exactly => order == 0,
        Growth::Below => order < 0,
    };
    let mut truths = vec![("the rate itself", Truth::Law { power: 0.0, log: b }, 0)];
    if b == 1.0 {
        truths.push(("a logarithm with an offset", Truth::OffsetLog { offset: 3.0 }, 0));
        truths.push(("a logarithm with an offset", Truth::OffsetLog { offset: -2.0 }, 0));
    }
    truths.push(("another power of the logarithm", Truth::Law { power: 0.0, log: b + b.min(1.0) }, 1));
    truths.push(("another power of the logarithm", Truth::Law { power: 0.0, log: b - (b / 2.0).min(1.0) }, -1));
    if b != 1.0 {
        truths.push(("a logarithm with an offset", Truth::OffsetLog { offset: 3.0 }, if b > 1.0 { -1 } else { 1 }));
    }
    truths.extend([
        ("a small power", Truth::power(0.25), 1),
        ("a small power with an offset", Truth::OffsetPower { offset: 2.0, power: 0.25 }, 1),
        ("a power", Truth::power(0.5), 1),
        ("no dependence on the width", Truth::power(0.0), -1),
        ("decay", Truth::power(-0.25), -1),
    ]);
    truths.into_iter().map(|(kind, truth, order)| Case { kind, truth, bound: bound.clone(), holds: holds(order) }).collect()
}
