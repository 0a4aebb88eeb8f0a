//! The large simulation: kinds of cases by designs by noises.

use super::rates::{Case, Rates, simulate};
use super::{Design, Noise, Shape, Truth, expected_summary, in_parallel};
use crate::claim::{Bound, Exponent, Growth, Rate, Symbol};
use crate::verdict::{Protocol, Verdict, expected_verdict};

use Growth::{AtLeast, AtMost, Below, Exactly};

/// One cell: a case on a design with a noise.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// The case.
    pub case: Case,
    /// Whether truth and claim differ by at least twice the margin, or not at all.
    pub separated: bool,
    /// Name of the design.
    pub design: &'static str,
    /// Name of the noise.
    pub noise: &'static str,
    /// Standard error of log y at a width, the median one.
    pub error_a_width: f64,
    /// Whether the design is well planned: at least ten widths over a factor of 512 and an error of at most 0.03 a width.
    pub planned: bool,
    /// Whether the design decides the case: see [`is_decided_by_design`].
    pub decidable: bool,
    /// What came out.
    pub rates: Rates,
}

/// A kind of cases.
const LOG_POWERS: &str = "a log power against another log power";

/// Cases, designs and noises; its cells are all their combinations.
#[derive(Debug, Clone)]
pub struct Suite {
    cases: Vec<(Case, bool)>,
    designs: Vec<(&'static str, Design)>,
    noises: Vec<(&'static str, Noise)>,
}

impl Suite {
    /// The whole suite.
    pub fn full() -> Self {
        Self { cases: cases(), designs: designs(), noises: noises() }
    }

    /// The part with these designs and noises.
    #[must_use]
    pub fn with(mut self, designs: &[&str], noises: &[&str]) -> Self {
        self.designs.retain(|(name, _)| designs.contains(name));
        self.noises.retain(|(name, _)| noises.contains(name));
        self
    }

    /// Runs every cell with this many trials, the cells of a design and a noise in parallel. `progress` hears of cells done and of how many there are.
    pub fn run(&self, seed: u64, trials: usize, protocol: &Protocol, mut progress: impl FnMut(usize, usize)) -> Vec<Cell> {
        let total = self.cases.len() * self.designs.len() * self.noises.len();
        let numbered: Vec<(usize, &(Case, bool))> = self.cases.iter().enumerate().collect();
        let mut cells = Vec::with_capacity(total);
        for (design_name, design) in &self.designs {
            for (noise_name, noise) in &self.noises {
                let error = median_error(design, noise);
                let planned = design.cells.len() >= 10 && design.span() >= 512f64.ln() - 1e-9 && error <= 0.03;
                let run = |(number, (case, separated)): &(usize, &(Case, bool))| {
                    let name = format!("{number}|{design_name}|{noise_name}");
                    let rates = simulate(case, design, noise, trials, (seed, &name), protocol);
                    let (case, separated) = (case.clone(), *separated);
                    let decidable = separated && is_decided_by_design(&case, design, noise, protocol);
                    let (design, noise) = (*design_name, *noise_name);
                    Cell { case, separated, design, noise, error_a_width: error, planned, decidable, rates }
                };
                for cell in in_parallel(&numbered, run) {
                    cells.push(cell);
                    progress(cells.len(), total);
                }
            }
        }
        cells
    }
}

/// Whether a design decides a case, told in advance and from no data: judged without noise, with the standard errors that the design
/// is to have and at a confidence of 99.5 %, the verdict is the right one. That leaves four runs in five at 95 %: the quantile is the
/// sum of those of 97.5 % and of 80 %, the same sum as in a minimum detectable deviation.
pub fn is_decided_by_design(case: &Case, design: &Design, noise: &Noise, protocol: &Protocol) -> bool {
    let mut summary = expected_summary(design, noise);
    let first = summary.points.first().map_or(0.0, |point| point.x);
    summary.points.iter_mut().for_each(|point| point.location = case.truth.log_value(point.x, first));
    // Without replicates the residuals tell the noise.
    let spare = summary.points.len().saturating_sub(3) as f64;
    summary.degrees = summary.degrees.map(|degrees| if degrees < 4.0 { spare } else { degrees });
    let right = if case.holds { Verdict::Supported } else { Verdict::Refuted };
    expected_verdict(&case.bound, &summary, &Protocol { confidence: 0.995, ..*protocol }) == right
}

/// The designs by name.
fn designs() -> Vec<(&'static str, Design)> {
    let octaves = |from: i32, to: i32, n| Design::balanced("", &(from..=to).map(|k| 2f64.powi(k)).collect::<Vec<_>>(), n);
    let unbalanced = (7..=16).zip([10, 8, 8, 5, 5, 4, 4, 3, 2, 2]).map(|(k, n)| (2f64.powi(k), n)).collect();
    let odd = [97.0, 151.0, 260.0, 391.0, 777.0, 1300.0, 3001.0, 7919.0, 20011.0, 50021.0];
    vec![
        ("6 widths x 5", octaves(7, 12, 5)),
        ("8 widths x 5", octaves(7, 14, 5)),
        ("10 widths x 3", octaves(7, 16, 3)),
        ("12 widths x 10", octaves(6, 17, 10)),
        ("10 widths unbalanced", Design { name: String::new(), cells: unbalanced }),
        ("10 odd widths x 4", Design::balanced("", &odd, 4)),
        ("16 widths x 1", octaves(5, 20, 1)),
    ]
}

/// The noises by name.
fn noises() -> Vec<(&'static str, Noise)> {
    let shaped = |shape| Noise { shape, ..Noise::normal(0.05) };
    vec![
        ("normal 0.01", Noise::normal(0.01)),
        ("normal 0.02", Noise::normal(0.02)),
        ("normal 0.05", Noise::normal(0.05)),
        ("normal 0.1", Noise::normal(0.1)),
        ("normal 0.2", Noise::normal(0.2)),
        ("drifting 0.05", Noise { drift: -0.2, ..Noise::normal(0.05) }),
        ("heavy-tailed 0.05", shaped(Shape::HeavyTailed)),
        ("outliers 0.05", shaped(Shape::Outliers)),
        ("scattered 0.05", shaped(Shape::Scattered)),
    ]
}

fn median_error(design: &Design, noise: &Noise) -> f64 {
    let mut errors: Vec<f64> = design.cells.iter().map(|(_, n)| noise.sigma / (*n as f64).sqrt()).collect();
    errors.sort_by(f64::total_cmp);
    errors[errors.len() / 2]
}

/// Cases with whether they are separated.
fn cases() -> Vec<(Case, bool)> {
    let mut cases = Vec::new();
    let mut add = |kind, truth, growth, (n, d): (i64, i64), b: i64, holds, separated| {
        let rate = Rate::power(Symbol::M, Exponent::ratio(n, d)).times(Symbol::LogM, Exponent::integer(b));
        cases.push((Case { kind, truth, bound: Bound::new(growth, rate), holds }, separated));
    };
    for power @ (n, d) in [(-1, 1), (-1, 2), (-1, 6), (0, 1), (1, 4)] {
        let a = n as f64 / d as f64;
        let law = Truth::power(a);
        let beyond = |by: i64| (10 * n + by * d, 10 * d);
        add("clean law", law, AtMost, power, 0, true, true);
        add("clean law", law, AtLeast, power, 0, true, true);
        add("clean law", law, Exactly, power, 0, true, true);
        add("loose claim", law, AtMost, beyond(3), 0, true, true);
        add("small violation", law, AtMost, beyond(-1), 0, false, true);
        add("small violation", law, Exactly, beyond(1), 0, false, true);
        add("large violation", law, AtMost, beyond(-3), 0, false, true);
        add("large violation", law, AtLeast, beyond(3), 0, false, true);
        add("large violation", law, Exactly, beyond(-3), 0, false, true);
    }
    for (power @ (n, d), b) in [((-1, 6), 3), ((-1, 2), 1), ((-1, 1), 2), ((1, 2), -1)] {
        let law = Truth::Law { power: n as f64 / d as f64, log: b as f64 };
        add("polylog", law, AtMost, power, b, true, true);
        add("polylog", law, Exactly, power, b, true, true);
        add("polylog violated", law, AtMost, (10 * n - 3 * d, 10 * d), b, false, true);
        add("polylog violated", law, Exactly, (10 * n + 3 * d, 10 * d), b, false, true);
    }
    for power @ (n, d) in [(-1, 1), (-1, 2), (0, 1)] {
        let a = n as f64 / d as f64;
        let corrected = |size, rate| Truth::Corrected { power: a, log: 0.0, size, rate };
        for (size, rate) in [(1.0, 0.5), (2.0, 1.0), (-0.45, 0.5), (0.5, 0.35), (-0.3, 1.0)] {
            add("correction", corrected(size, rate), AtMost, power, 0, true, true);
            add("correction", corrected(size, rate), Exactly, power, 0, true, true);
            add("correction violated", corrected(size, rate), AtMost, (10 * n - 3 * d, 10 * d), 0, false, true);
            add("correction violated", corrected(size, rate), AtLeast, (10 * n + 3 * d, 10 * d), 0, false, true);
        }
        for (size, rate) in [(8.0, 1.0), (12.0, 1.5)] {
            add("transient", corrected(size, rate), AtMost, power, 0, true, true);
            add("transient masks violation", corrected(size, rate), AtMost, (10 * n - 3 * d, 10 * d), 0, false, true);
        }
    }
    for offset in [-2.0, 0.0, 3.0] {
        let truth = Truth::OffsetLog { offset };
        add("logarithm", truth, Exactly, (0, 1), 1, true, true);
        add("logarithm", truth, AtMost, (0, 1), 1, true, true);
        add("logarithm against a power", truth, AtLeast, (1, 4), 0, false, true);
        add("logarithm against a constant", truth, AtMost, (0, 1), 0, false, false);
    }
    add("logarithm under a small power", Truth::OffsetLog { offset: 0.0 }, AtMost, (1, 10), 0, true, true);
    add("small power against a logarithm", Truth::power(0.05), Exactly, (0, 1), 1, false, false);
    for power in [0.25, 0.4] {
        add("power against a logarithm", Truth::power(power), Exactly, (0, 1), 1, false, true);
        add("power against a logarithm", Truth::power(power), AtMost, (0, 1), 1, false, true);
        add("power against a logarithm", Truth::OffsetPower { offset: 2.0, power }, Exactly, (0, 1), 1, false, true);
    }
    for offset in [0.0, 3.0, 20.0] {
        let truth = Truth::OffsetLog { offset };
        for b in [2, 3] {
            add(LOG_POWERS, truth, Exactly, (0, 1), b, false, true);
            add(LOG_POWERS, truth, AtLeast, (0, 1), b, false, true);
            add(LOG_POWERS, truth, AtMost, (0, 1), b, true, true);
        }
    }
    for log in [2.0, 3.0] {
        let truth = Truth::Law { power: 0.0, log };
        add(LOG_POWERS, truth, Exactly, (0, 1), 1, false, true);
        add(LOG_POWERS, truth, AtMost, (0, 1), 1, false, true);
        add(LOG_POWERS, truth, AtLeast, (0, 1), 1, true, true);
    }
    add("strict bound", Truth::power(-0.25), Below, (0, 1), 0, true, true);
    add("strict bound violated", Truth::power(-0.5), Below, (-1, 2), 0, false, true);
    add("strict bound held by a logarithm", Truth::Law { power: -0.5, log: -0.3 }, Below, (-1, 2), 0, true, false);
    add("strict bound held by a logarithm", Truth::Law { power: 0.0, log: -0.3 }, Below, (0, 1), 0, true, false);
    for (offset, growth) in [(0.0, Exactly), (3.0, Exactly), (20.0, Exactly), (3.0, AtMost)] {
        let rate = Rate::power(Symbol::LogM, Exponent::ratio(1, 2));
        cases.push((Case { kind: LOG_POWERS, truth: Truth::OffsetLog { offset }, bound: Bound::new(growth, rate), holds: false }, true));
    }
    cases
}
