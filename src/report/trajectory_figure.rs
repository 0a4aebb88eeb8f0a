//! The figure of trajectories: one curve a width, shaded from narrow to wide.

use kuva::plot::LineStyle;
use kuva::plot::legend::{LegendEntry, LegendPosition, LegendShape};
use kuva::render::plots::Plot;

use super::axis::{Axis, Scale};
use super::figure::{Curve, Drawing, frame, line, plain, points};

/// Values against steps, one curve a width.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TrajectoryPlot {
    /// The headline.
    pub title: String,
    /// A smaller line under it.
    pub note: String,
    /// Label of the horizontal axis with its unit.
    pub x_label: String,
    /// Label of the vertical axis with its unit.
    pub y_label: String,
    /// How steps are spread.
    pub x_scale: Scale,
    /// How values are spread.
    pub y_scale: Scale,
    /// The curves in the order of the legend, usually narrowest first.
    pub curves: Vec<Curve>,
    /// What the curves differ in, above the legend, such as `width M`.
    pub legend_title: String,
}

/// A curve is drawn with at most about this many points.
const POINTS: usize = 800;

/// Stops of the cividis map, dark to light, ending before it is too pale for white paper: lightness rises
/// steadily, so order survives greyscale print and colour blindness.
const RAMP: [(u8, u8, u8); 5] = [(0, 34, 78), (53, 69, 108), (107, 111, 116), (158, 149, 110), (214, 188, 78)];

impl TrajectoryPlot {
    pub(super) fn drawing(&self) -> Drawing {
        let x = Axis::fitted(self.x_scale, self.curves.iter().flat_map(|curve| curve.x.iter().copied()));
        let y = Axis::fitted(self.y_scale, self.curves.iter().flat_map(|curve| curve.y.iter().copied()));
        let mut plots = Vec::new();
        let mut legend = Vec::new();
        for (index, curve) in self.curves.iter().enumerate() {
            let drawn = points((&x, self.x_scale, &curve.x), (&y, self.y_scale, &curve.y));
            let color = shade(index, self.curves.len());
            let style = dash(index);
            legend.push(LegendEntry {
                label: plain(&curve.label),
                color: color.clone(),
                shape: LegendShape::Line,
                dasharray: style.dasharray(),
            });
            plots.push(Plot::Line(line(thinned(drawn), &color, 1.9).with_line_style(style)));
        }
        let mut layout = frame(&self.title, &self.note, (&self.x_label, &self.y_label), x, y)
            .with_legend_entries(legend)
            .with_legend_position(LegendPosition::OutsideRightTop);
        if !self.legend_title.is_empty() {
            layout = layout.with_legend_title(plain(&self.legend_title));
        }
        (plots, layout)
    }
}

/// Every n-th point and the last.
fn thinned(points: Vec<(f64, f64)>) -> Vec<(f64, f64)> {
    let stride = points.len().div_ceil(POINTS).max(1);
    let last = points.len().saturating_sub(1);
    points.into_iter().enumerate().filter(|(index, _)| index % stride == 0 || *index == last).map(|(_, point)| point).collect()
}

fn dash(index: usize) -> LineStyle {
    match index % 4 {
        0 => LineStyle::Solid,
        1 => LineStyle::Dashed,
        2 => LineStyle::DashDot,
        _ => LineStyle::Dotted,
    }
}

/// The colour of curve `index` of `count`, interpolated along [`RAMP`].
fn shade(index: usize, count: usize) -> String {
    let along = if count > 1 { index as f64 / (count - 1) as f64 } else { 0.0 } * (RAMP.len() - 1) as f64;
    let from = (along.floor() as usize).min(RAMP.len() - 2);
    let share = along - from as f64;
    let mix = |a: u8, b: u8| (f64::from(a) + share * (f64::from(b) - f64::from(a))).round() as u8;
    let (a, b) = (RAMP[from], RAMP[from + 1]);
    format!("#{:02x}{:02x}{:02x}", mix(a.0, b.0), mix(a.1, b.1), mix(a.2, b.2))
}
