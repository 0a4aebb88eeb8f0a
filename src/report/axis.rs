//! Axes: which range, which ticks, which numbers beside them.

use std::sync::Arc;

use kuva::render::layout::{Layout, TickFormat};
use kuva::render::render_utils::{generate_ticks_log, generate_ticks_with_step};

/// How values are spread along an axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scale {
    /// Equal differences are equal lengths.
    #[default]
    Linear,
    /// Equal ratios are equal lengths; values that are not positive are left out.
    Log,
}

impl Scale {
    /// Whether `value` has a place on this axis.
    pub(super) fn shows(self, value: f64) -> bool {
        value.is_finite() && (self == Self::Linear || value > 0.0)
    }
}

/// Empty space beyond the data at either end, as a share of the axis.
const PADDING: f64 = 0.045;
/// Fewer powers of ten than this get ticks between them.
const FEW_DECADES: f64 = 3.0;
/// More powers of ten than this do not all get a tick.
const MANY_DECADES: f64 = 10.0;

/// An axis fitted to its data: a map from values to the coordinates that are drawn, and ticks.
pub(super) struct Axis {
    spread: Spread,
    /// The range drawn, in drawn coordinates.
    low: f64,
    high: f64,
    step: Option<f64>,
    minor: bool,
    format: TickFormat,
}

/// From values to drawn coordinates.
#[derive(Clone, Copy)]
enum Spread {
    Linear,
    /// Decades, the value divided by 10^k: the library draws nothing below 1e-10.
    Decades(i32),
    /// log2 of the value, for widths that are powers of two.
    Doublings,
    /// log10 of the value, for ranges too wide for a tick at every power of ten.
    Orders,
}

impl Axis {
    /// The axis that shows all of `values`; those that have no place on `scale` are ignored.
    pub(super) fn fitted(scale: Scale, values: impl Iterator<Item = f64>) -> Self {
        match scale {
            Scale::Linear => Self::linear(values),
            Scale::Log => Self::decades(values),
        }
    }

    /// The axis of widths: ticks at powers of two where every width is one, else at powers of ten.
    pub(super) fn widths(widths: &[f64]) -> Self {
        let doublings = widths.iter().all(|width| *width >= 1.0 && width.log2().fract() == 0.0);
        if !doublings || widths.is_empty() {
            return Self::decades(widths.iter().copied());
        }
        let (low, high) = extremes(widths.iter().map(|width| width.log2())).unwrap_or((0.0, 1.0));
        let (low, high, span) = (low, high.max(low + 1.0), (high - low).max(1.0));
        let format = if high <= 16.0 {
            TickFormat::Custom(Arc::new(|log2: f64| format!("{}", 2f64.powf(log2).round())))
        } else {
            TickFormat::Custom(Arc::new(|log2: f64| power(2, log2.round() as i32)))
        };
        Self {
            spread: Spread::Doublings,
            low: low - PADDING * span,
            high: high + PADDING * span,
            step: Some((span / 9.0).ceil()),
            minor: false,
            format,
        }
    }

    fn linear(values: impl Iterator<Item = f64>) -> Self {
        let (low, high) = extremes(values.filter(|v| v.is_finite())).unwrap_or((0.0, 1.0));
        // Zero is shown where it is close: a curve that starts at 0 starts at the corner.
        let low = if low > 0.0 && low < 0.3 * high { 0.0 } else { low };
        let span = if high > low { high - low } else { low.abs().max(1.0) };
        let (low, high) = if high > low { (low, high) } else { (low - span / 2.0, high + span / 2.0) };
        let step = nice_step(span, 6.0);
        let floor = if low == 0.0 { 0.0 } else { low - PADDING * span };
        let top = high + PADDING * span;
        let format = TickFormat::Custom(Arc::new(move |v| number((v / step).round() * step, step)));
        Self { spread: Spread::Linear, low: floor, high: top, step: Some(step), minor: false, format }
    }

    fn decades(values: impl Iterator<Item = f64>) -> Self {
        let (low, high) = extremes(values.filter(|v| Scale::Log.shows(*v))).unwrap_or((1.0, 10.0));
        let (low, high) = (low.log10(), high.log10());
        // A flat series gets room above and below.
        let slack = (0.15 - (high - low)).max(0.0) / 2.0;
        let span = high - low + 2.0 * slack;
        let (low, high) = (low - slack - PADDING * span, high + slack + PADDING * span);
        if high - low > MANY_DECADES {
            return Self {
                spread: Spread::Orders,
                low,
                high,
                step: Some(((high - low) / 8.0).ceil()),
                minor: false,
                format: TickFormat::Custom(Arc::new(|log10: f64| power(10, log10.round() as i32))),
            };
        }
        let shift = low.floor() as i32;
        let (low, high) = (10f64.powf(low - f64::from(shift)), 10f64.powf(high - f64::from(shift)));
        let scientific = shift < -2 || high * 10f64.powi(shift) > 99_999.0;
        if high / low < 8.0 {
            let step = nice_step(high - low, 6.0);
            let unit = 10f64.powi(shift);
            let format = if scientific {
                TickFormat::Custom(Arc::new(move |v| with_power((v / step).round() * step, step, shift)))
            } else {
                TickFormat::Custom(Arc::new(move |v| number((v / step).round() * step * unit, step * unit)))
            };
            return Self { spread: Spread::Decades(shift), low, high, step: Some(step), minor: false, format };
        }
        let decades = high.log10().floor() - low.log10().ceil() + 1.0;
        let many = high.log10().ceil() - low.log10().floor() > FEW_DECADES;
        let format = TickFormat::Custom(Arc::new(move |v: f64| {
            let decade = (v * (1.0 + 1e-9)).log10().floor() as i32;
            let mantissa = (v / 10f64.powi(decade)).round() as i32;
            match (scientific || many, mantissa) {
                (true, 1) => power(10, decade + shift),
                // Two powers of ten tell the scale; 2 and 5 between them need no label.
                (true, _) if decades >= 2.0 => String::new(),
                (true, _) => format!("{mantissa}×{}", power(10, decade + shift)),
                (false, _) => {
                    let unit = 10f64.powi(decade + shift);
                    number(f64::from(mantissa) * unit, unit)
                }
            }
        }));
        Self { spread: Spread::Decades(shift), low, high, step: None, minor: many, format }
    }

    /// The coordinate of `value` that is drawn.
    pub(super) fn place(&self, value: f64) -> f64 {
        match self.spread {
            Spread::Linear => value,
            Spread::Decades(shift) => 10f64.powf(value.log10() - f64::from(shift)),
            Spread::Doublings => value.log2(),
            Spread::Orders => value.log10(),
        }
    }

    /// Puts this axis on the horizontal of `layout`.
    pub(super) fn horizontal(self, layout: Layout) -> Layout {
        let mut layout = layout.with_x_axis_min(self.low).with_x_axis_max(self.high).with_x_tick_format(self.format);
        layout.log_x = matches!(self.spread, Spread::Decades(_));
        layout.x_tick_step = self.step;
        layout
    }

    /// Puts this axis on the vertical of `layout`.
    pub(super) fn vertical(self, layout: Layout) -> Layout {
        let digits = self.labels().map(|label| breadth(&label)).fold(1.0, f64::max).ceil();
        let mut layout = layout.with_y_axis_min(self.low).with_y_axis_max(self.high).with_y_tick_format(self.format);
        layout.log_y = matches!(self.spread, Spread::Decades(_));
        layout.y_tick_step = self.step;
        if layout.log_y {
            // The room that the library leaves for the labels of a logarithmic axis is that of its own spelling of this range, which
            // it uses for nothing else here: a range with one tick of as many digits as the widest label has.
            let tick = 2.0 * 10f64.powf(digits - 1.0);
            layout.y_range = (0.9 * tick, 1.1 * tick);
        }
        layout
    }

    /// The labels of the ticks.
    fn labels(&self) -> impl Iterator<Item = String> + '_ {
        let ticks = match self.step {
            Some(step) => generate_ticks_with_step(self.low, self.high, step),
            None => generate_ticks_log(self.low, self.high),
        };
        ticks.into_iter().map(|tick| self.format.format(tick))
    }

    /// Whether the ticks are whole powers of ten, with 2 to 9 between them unlabelled.
    pub(super) fn has_minor_ticks(&self) -> bool {
        self.minor
    }

    /// The range in drawn coordinates.
    pub(super) fn range(&self) -> (f64, f64) {
        (self.low, self.high)
    }
}

fn extremes(values: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    values.fold(None, |range, value| match range {
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

/// `value` with the decimals that multiples of `step` need; a power of ten where that is shorter.
fn number(value: f64, step: f64) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    let largest = value.abs().max(step);
    if largest >= 99_999.5 || step < 1e-4 {
        let decade = value.abs().log10().floor() as i32;
        return with_power(value / 10f64.powi(decade), step / 10f64.powi(decade), decade);
    }
    let decimals = (-(step * 1.000_001).log10().floor()).max(0.0) as usize;
    format!("{value:.decimals$}").replace('-', "−")
}

fn with_power(mantissa: f64, step: f64, exponent: i32) -> String {
    let decimals = (-(step * 1.000_001).log10().floor()).max(0.0) as usize;
    format!("{mantissa:.decimals$}×{}", power(10, exponent)).replace('-', "−")
}

/// The breadth of a label in digits.
fn breadth(label: &str) -> f64 {
    label
        .chars()
        .map(|c| {
            if c.is_ascii_digit() {
                1.0
            } else if c == '.' {
                0.5
            } else if c == '×' {
                1.3
            } else {
                0.65
            }
        })
        .sum()
}

/// `base` with `exponent` in superscripts.
fn power(base: u32, exponent: i32) -> String {
    const RAISED: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    let mut text = base.to_string();
    for c in exponent.to_string().chars() {
        text.push(c.to_digit(10).map_or('⁻', |digit| RAISED[digit as usize]));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_short_as_their_step_allows() {
        assert_eq!(number(0.30000000000000004, 0.1), "0.3");
        assert_eq!(number(-0.25, 0.05), "−0.25");
        assert_eq!(number(2000.0, 1000.0), "2000");
        assert_eq!(number(2.5e6, 5e5), "2.5×10⁶");
        assert_eq!(power(10, -12), "10⁻¹²");
    }

    #[test]
    fn steps_are_one_two_or_five() {
        for (span, step) in [(1.0, 0.2), (10.0, 2.0), (7.0, 2.0), (0.03, 0.005), (240.0, 50.0)] {
            assert!((nice_step(span, 6.0) / step - 1.0).abs() < 1e-12, "{span}");
        }
    }
}
