//! Axes: which range, which ticks, which numbers beside them.

use super::Scale;
use super::label::{breadth, decade, number, power};
use super::style::TICK;

/// Empty space beyond the data at either end, as a share of the axis.
const PADDING: f64 = 0.045;
/// Pixels between ticks of a vertical axis, at least.
const APART: f64 = 24.0;
/// Pixels between the labels of a horizontal axis, at least.
const GAP: f64 = 9.0;

/// An axis fitted to its data: a place between 0 and 1 for every value, and ticks.
#[derive(Debug, Clone)]
pub(super) struct Axis {
    scale: Scale,
    /// The range drawn, in the coordinates of [`Axis::along`].
    low: f64,
    high: f64,
    /// Where 0 stands on an axis of logarithms, if it does.
    zero: Option<f64>,
    /// The size below which [`Scale::SignedLog`] is even.
    unit: f64,
    ticks: Vec<(f64, String)>,
    minor: Vec<f64>,
}

/// Which way an axis runs: numbers need more room along a horizontal one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Across,
    Up,
}

impl Axis {
    /// The axis that shows all of `values`, `length` pixels long; those that have no place on `scale` are ignored.
    pub(super) fn fitted(scale: Scale, values: &[f64], length: f64, way: Way) -> Self {
        let shown: Vec<f64> =
            values.iter().copied().filter(|value| has_place(scale, *value) && (scale.is_signed() || *value != 0.0)).collect();
        let mut axis = Self { scale, low: 0.0, high: 1.0, zero: None, unit: 1.0, ticks: Vec::new(), minor: Vec::new() };
        match scale {
            Scale::Linear => axis.fit_linear(&shown, length, way),
            Scale::SignedLog => axis.fit_signed(&shown, length),
            Scale::Widths if between_powers_of_two(&shown) => axis.fit_doublings(&shown, length),
            Scale::Log | Scale::Widths => axis.fit_decades(&shown, length, way),
            Scale::LogAndZero => {
                axis.fit_decades(&shown, length, way);
                if values.contains(&0.0) {
                    axis.make_room_for_zero();
                }
            }
        }
        axis
    }

    /// Where `value` is, between 0 and 1; nothing where it has no place.
    pub(super) fn place(&self, value: f64) -> Option<f64> {
        has_place(self.scale, value).then(|| self.share(self.along(value)))
    }

    /// The same with what lies beyond an end moved to that end.
    pub(super) fn place_within(&self, value: f64) -> f64 {
        match value {
            value if value.is_nan() => 0.0,
            value if !self.scale.is_signed() && value <= 0.0 => self.zero.map_or(0.0, |zero| self.share(zero)),
            value => self.share(self.along(value).clamp(self.low, self.high)),
        }
    }

    /// Ticks with their labels, between 0 and 1.
    pub(super) fn ticks(&self) -> impl Iterator<Item = (f64, &str)> {
        self.ticks.iter().map(|(at, label)| (self.share(*at), label.as_str()))
    }

    /// Ticks without labels.
    pub(super) fn minor(&self) -> impl Iterator<Item = f64> {
        self.minor.iter().map(|at| self.share(*at))
    }

    /// Where the axis is broken between 0 and the rest.
    pub(super) fn break_at(&self) -> Option<f64> {
        self.zero.map(|zero| self.share(zero + 0.55 * (self.first_positive() - zero)))
    }

    fn first_positive(&self) -> f64 {
        self.ticks.get(1).map_or(self.high, |(at, _)| *at)
    }

    fn share(&self, along: f64) -> f64 {
        (along - self.low) / (self.high - self.low)
    }

    fn along(&self, value: f64) -> f64 {
        match self.scale {
            Scale::Linear => value,
            Scale::SignedLog => (value / self.unit).asinh() / std::f64::consts::LN_10,
            _ if value == 0.0 => self.zero.unwrap_or(self.low),
            _ => value.log10(),
        }
    }

    fn fit_linear(&mut self, values: &[f64], length: f64, way: Way) {
        let (low, high) = extremes(values).unwrap_or((0.0, 1.0));
        // Zero is shown where it is close: a curve that starts at 0 starts at the corner.
        let low = if low > 0.0 && low < 0.3 * high { 0.0 } else { low };
        let span = if high - low > 1e-9 * high.abs().max(low.abs()) { high - low } else { low.abs().max(1.0) };
        let (low, high) = if high > low { (low, high) } else { (low - span / 2.0, high + span / 2.0) };
        self.low = if low == 0.0 && way == Way::Up { 0.0 } else { low - PADDING * span };
        self.high = high + PADDING * span;
        let mut step = nice_step(span, (length / (1.6 * APART)).clamp(2.0, 6.0));
        let mut ticks = multiples(step, self.low, self.high);
        // One tick alone tells no distance.
        if ticks.len() < 2 {
            step = nice_step(0.4 * step, 1.0);
            ticks = multiples(step, self.low, self.high);
        }
        self.ticks = ticks.into_iter().map(|tick| (tick, number(tick, step))).collect();
    }

    fn fit_signed(&mut self, values: &[f64], length: f64) {
        let mut sizes: Vec<f64> = values.iter().map(|value| value.abs()).filter(|size| *size > 0.0).collect();
        sizes.sort_unstable_by(f64::total_cmp);
        let (least, most) = (sizes.get(sizes.len() / 2).copied().unwrap_or(1.0), sizes.last().copied().unwrap_or(1.0));
        let (first, last) = (least.log10().floor() as i32, most.log10().floor() as i32);
        self.unit = 10f64.powi(first);
        let (low, high) = extremes(&values.iter().map(|value| self.along(*value)).collect::<Vec<_>>()).unwrap_or((-1.0, 1.0));
        let span = (high - low).max(1.0);
        (self.low, self.high) = (low - PADDING * span, high + PADDING * span);
        let step = (APART * (self.high - self.low) / length).ceil().max(1.0) as i32;
        let plain = -3 <= first && last <= 4;
        let name = |exponent: i32| if plain { decade(exponent) } else { power(10, exponent) };
        let sized = (first..=last).filter(|exponent| (last - exponent) % step == 0).flat_map(|exponent| {
            let (size, label) = (10f64.powi(exponent), name(exponent));
            [(-size, format!("−{label}")), (size, label)]
        });
        let ticks = sized.chain([(0.0, "0".to_owned())]).map(|(value, label)| (self.along(value), label));
        self.ticks = ticks.filter(|(at, _)| (self.low..=self.high).contains(at)).collect();
        self.ticks.sort_by(|one, other| one.0.total_cmp(&other.0));
        // The even part has no room for the smallest beside 0.
        let apart = APART / 2.0 * (self.high - self.low) / length;
        self.ticks.dedup_by(|next, last| next.0 - last.0 < apart);
    }

    fn fit_doublings(&mut self, widths: &[f64], length: f64) {
        let logs: Vec<f64> = widths.iter().map(|width| width.log2()).collect();
        let (low, high) = extremes(&logs).map_or((0.0, 1.0), |(low, high)| (low.round(), high.round()));
        let span = (high - low).max(1.0);
        (self.low, self.high) = ((low - PADDING * span) * 2f64.log10(), (low + span + PADDING * span) * 2f64.log10());
        let name = |log2: i32| if low >= 0.0 && high <= 17.0 { 2f64.powi(log2).to_string() } else { power(2, log2) };
        let widest = breadth(&name(high as i32), TICK) + GAP;
        let step = (span * widest / length).ceil().max(1.0) as i32;
        let all = low as i32..=high as i32;
        // Counted from the widest, which is always named.
        self.ticks =
            all.clone().filter(|log2| (high as i32 - log2) % step == 0).map(|log2| (f64::from(log2) * 2f64.log10(), name(log2))).collect();
        self.minor = all.filter(|log2| (high as i32 - log2) % step != 0).map(|log2| f64::from(log2) * 2f64.log10()).collect();
    }

    fn fit_decades(&mut self, values: &[f64], length: f64, way: Way) {
        let logs: Vec<f64> = values.iter().map(|value| value.log10()).collect();
        let (low, high) = extremes(&logs).unwrap_or((0.0, 1.0));
        // A flat series gets room above and below.
        let slack = (0.1 - (high - low)).max(0.0) / 2.0;
        let span = high - low + 2.0 * slack;
        (self.low, self.high) = (low - slack - PADDING * span, high + slack + PADDING * span);
        self.tick_decades(length, way);
    }

    fn tick_decades(&mut self, length: f64, way: Way) {
        let (first, last) = (self.low.ceil() as i32, self.high.floor() as i32);
        let within = |at: &f64| self.low <= *at && *at <= self.high;
        let at = |mantissa: u8, decade: i32| f64::from(decade) + f64::from(mantissa).log10();
        if last - first >= 2 || (last > first && self.high - self.low > 1.6) {
            let room = match way {
                Way::Up => APART,
                Way::Across => breadth("10⁻¹²", TICK) + GAP,
            };
            let step = (f64::from(last - first + 1) * room / length).ceil().max(1.0) as i32;
            let whole: Vec<i32> = (first..=last).filter(|decade| decade % step == 0).collect();
            // One way of writing them for the whole axis.
            let plain = whole.iter().all(|exponent| (-3..=4).contains(exponent));
            let name = |exponent: i32| if plain { decade(exponent) } else { power(10, exponent) };
            self.ticks = whole.iter().map(|&exponent| (f64::from(exponent), name(exponent))).collect();
            self.minor = match step {
                1 => each(&[2, 3, 4, 5, 6, 7, 8, 9], first, last).map(|(mantissa, decade)| at(mantissa, decade)).filter(within).collect(),
                _ => (first..=last).filter(|decade| decade % step != 0).map(f64::from).collect(),
            };
            return;
        }
        // Less than two decades: the first of these that gives ticks enough.
        for mantissas in [[1, 2, 5].as_slice(), &[1, 2, 3, 5, 7]] {
            let ticks: Vec<(f64, String)> = each(mantissas, first, last)
                .filter(|&(mantissa, decade)| within(&at(mantissa, decade)))
                .map(|(mantissa, decade)| (at(mantissa, decade), number(f64::from(mantissa) * 10f64.powi(decade), 10f64.powi(decade))))
                .collect();
            let apart =
                ticks.windows(2).map(|pair| (pair[1].0 - pair[0].0) / (self.high - self.low) * length).fold(f64::INFINITY, f64::min);
            if ticks.len() >= 3 && apart >= APART / 2.0 {
                self.ticks = ticks;
                return;
            }
        }
        let (low, high) = (10f64.powf(self.low), 10f64.powf(self.high));
        let mut step = nice_step(high - low, (length / (1.8 * APART)).clamp(2.0, 5.0));
        let mut ticks = multiples(step, low, high);
        if ticks.len() < 2 {
            step = nice_step(0.4 * step, 1.0);
            ticks = multiples(step, low, high);
        }
        self.ticks = ticks.into_iter().map(|tick| (tick.log10(), number(tick, step))).collect();
    }

    /// Puts 0 a little below the lowest tick.
    fn make_room_for_zero(&mut self) {
        let zero = self.low - 0.14 * (self.high - self.low);
        self.zero = Some(zero);
        self.low = zero - 0.04 * (self.high - self.low);
        self.ticks.insert(0, (zero, "0".to_owned()));
    }
}

/// These multiples of the powers of ten from just below `first` to `last`.
fn each(mantissas: &[u8], first: i32, last: i32) -> impl Iterator<Item = (u8, i32)> {
    (first - 1..=last).flat_map(move |decade| mantissas.iter().map(move |&mantissa| (mantissa, decade)))
}

/// Whether the first and the last of these widths are powers of two, up to rounding; curves have points between them.
fn between_powers_of_two(widths: &[f64]) -> bool {
    extremes(widths).is_some_and(|(low, high)| [low.log2(), high.log2()].iter().all(|log2| (log2 - log2.round()).abs() < 1e-9))
}

/// Whether a value can be shown; differences of larger ones may not be finite.
fn has_place(scale: Scale, value: f64) -> bool {
    value.abs() <= 1e300 && (scale.is_signed() || value > 0.0 || (scale == Scale::LogAndZero && value == 0.0))
}

fn extremes(values: &[f64]) -> Option<(f64, f64)> {
    values.iter().fold(None, |range, &value| match range {
        None => Some((value, value)),
        Some((low, high)) => Some((value.min(low), value.max(high))),
    })
}

/// The step 1, 2 or 5 times a power of ten that gives about `ticks` ticks over `span`.
fn nice_step(span: f64, ticks: f64) -> f64 {
    let raw = span / ticks;
    let decade = 10f64.powf(raw.log10().floor());
    let mantissa = [1.0, 2.0, 5.0, 10.0].into_iter().find(|m| m * decade >= raw * 0.999);
    mantissa.unwrap_or(10.0) * decade
}

/// The multiples of `step` from `low` to `high`.
fn multiples(step: f64, low: f64, high: f64) -> Vec<f64> {
    let (first, last) = ((low / step - 1e-9).ceil(), (high / step + 1e-9).floor());
    // None where the range is not of numbers.
    let count = if last - first <= 100.0 { (last - first) as i32 + 1 } else { 0 };
    (0..count).map(|k| (first + f64::from(k)) * step).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(scale: Scale, values: &[f64]) -> Vec<String> {
        Axis::fitted(scale, values, 260.0, Way::Up).ticks().map(|(_, label)| label.to_owned()).collect()
    }

    #[test]
    fn steps_are_one_two_or_five() {
        for (span, step) in [(1.0, 0.2), (10.0, 2.0), (7.0, 2.0), (0.03, 0.005), (240.0, 50.0)] {
            assert!((nice_step(span, 6.0) / step - 1.0).abs() < 1e-12, "{span}");
        }
    }

    #[test]
    fn ticks_are_what_a_reader_expects() {
        assert_eq!(labels(Scale::Linear, &[0.0, 10.0]), ["0", "2", "4", "6", "8", "10"]);
        assert_eq!(labels(Scale::Log, &[1e-7, 1e-3]), ["10⁻⁷", "10⁻⁶", "10⁻⁵", "10⁻⁴", "10⁻³"]);
        assert_eq!(labels(Scale::Log, &[0.01, 10.0]), ["0.01", "0.1", "1", "10"]);
        assert_eq!(labels(Scale::Log, &[0.2, 3.0]), ["0.2", "0.5", "1", "2"]);
        assert_eq!(labels(Scale::Log, &[0.98, 1.04]), ["0.9", "1.0", "1.1"]);
        assert_eq!(labels(Scale::Widths, &[64.0, 90.5, 256.0_f64.ln().exp()]), ["64", "128", "256"]);
        assert_eq!(labels(Scale::Widths, &[100.0, 1600.0]), ["100", "200", "500", "1000"]);
        assert_eq!(Axis::fitted(Scale::Linear, &[-1.3, -0.2], 92.0, Way::Up).ticks.len(), 2);
        assert_eq!(labels(Scale::LogAndZero, &[0.0, 1.0, 100.0]), ["0", "1", "10", "100"]);
        assert_eq!(labels(Scale::SignedLog, &[-1e4, -3.0, -0.2, 0.5]), ["−10000", "−1000", "−100", "−10", "−1", "0", "1"]);
        assert!(labels(Scale::SignedLog, &[-5e21, -0.4, -0.3]).len() >= 3);
    }

    #[test]
    fn no_axis_has_one_label_alone() {
        for low in [1e-7, 0.2, 0.97, 1.0, 1.9, 12.0, 640.0] {
            for wide in [1.0, 1.02, 1.1, 1.3, 2.5, 8.0] {
                for length in [80.0, 170.0, 260.0] {
                    for scale in [Scale::Linear, Scale::Log] {
                        let axis = Axis::fitted(scale, &[low, wide * low], length, Way::Up);
                        assert!(axis.ticks.len() >= 2, "{scale:?} from {low} to {} on {length}: {:?}", wide * low, axis.ticks);
                    }
                }
            }
        }
    }

    #[test]
    fn every_value_shown_has_its_place_inside() {
        for scale in [Scale::Linear, Scale::SignedLog, Scale::Log, Scale::Widths, Scale::LogAndZero] {
            let values = [0.5, 2.0, 1024.0, 0.0, -3.0, f64::NAN];
            let axis = Axis::fitted(scale, &values, 260.0, Way::Up);
            let places: Vec<f64> = values.iter().filter_map(|value| axis.place(*value)).collect();
            assert!(places.iter().all(|place| (0.0..=1.0).contains(place)), "{scale:?}: {places:?}");
            assert_eq!(
                places.len(),
                match scale {
                    Scale::Linear | Scale::SignedLog => 5,
                    Scale::LogAndZero => 4,
                    _ => 3,
                }
            );
        }
    }
}
