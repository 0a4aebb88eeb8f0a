//! One chart between its axes.

use super::axis::{Axis, Way};
use super::label::{clipped, folded};
use super::pen::{Path, marker_class, text, upright};
use super::style::{TICK, class, dashes};
use super::{Chart, Layer, Shape};

/// Where a chart stands: the space between its axes, in pixels.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) width: f64,
    pub(super) height: f64,
}

/// Room left of a frame for the labels of the vertical axis.
pub(super) const LEFT: f64 = 74.0;
/// Room below a frame for the labels of the horizontal axis.
pub(super) const BELOW: f64 = 40.0;

/// A chart with its axes.
pub(super) struct Placed<'a> {
    chart: &'a Chart,
    frame: Frame,
    x: &'a Axis,
    y: Axis,
}

impl<'a> Placed<'a> {
    /// `x` is the axis that the charts of a stack share.
    pub(super) fn new(chart: &'a Chart, frame: Frame, x: &'a Axis) -> Self {
        let ys: Vec<f64> = match chart.y_range {
            Some((low, high)) => vec![low, high],
            None => chart.layers.iter().flat_map(|layer| layer.shape.ys()).collect(),
        };
        Self { chart, frame, x, y: Axis::fitted(chart.y_scale, &ys, frame.height, Way::Up) }
    }

    /// The chart; the labels of the horizontal axis where it is the last of its stack.
    pub(super) fn draw(&self, is_last: bool) -> String {
        let Frame { left, top, width, height } = self.frame;
        let mut svg = self.grid();
        for layer in &self.chart.layers {
            svg.push_str(&self.layer(layer));
        }
        svg.push_str(&self.axes());
        for (at, label) in self.y.ticks() {
            svg.push_str(&text("ink", "end", left - 7.0, top + (1.0 - at) * height + 4.0, label));
        }
        let lines = folded(&self.chart.y_label, TICK, height + 14.0);
        for (index, line) in lines.iter().enumerate() {
            let at = left - 59.0 + 12.5 * (index as f64 - 0.5 * (lines.len() - 1) as f64);
            svg.push_str(&upright("ink", at, top + height / 2.0, line));
        }
        if is_last {
            for (at, label) in self.x.ticks() {
                svg.push_str(&text("ink", "middle", left + at * width, top + height + 17.0, label));
            }
            svg.push_str(&text(
                "ink",
                "middle",
                left + width / 2.0,
                top + height + 34.0,
                &clipped(&self.chart.x_label, TICK, width + 20.0),
            ));
        }
        svg
    }

    fn grid(&self) -> String {
        let Frame { left, top, width, height } = self.frame;
        let mut path = Path::default();
        for (at, _) in self.y.ticks() {
            path.segment((left, top + (1.0 - at) * height), (left + width, top + (1.0 - at) * height));
        }
        for (at, _) in self.x.ticks() {
            path.segment((left + at * width, top), (left + at * width, top + height));
        }
        path.element("grid", "")
    }

    /// Both axes with their ticks, outside the frame.
    fn axes(&self) -> String {
        let Frame { left, top, width, height } = self.frame;
        let bottom = top + height;
        let mut path = Path::default();
        path.go(left, top);
        path.draw(left, bottom);
        path.draw(left + width, bottom);
        let of_y = self.y.ticks().map(|(at, _)| (at, 4.0)).chain(self.y.minor().map(|at| (at, 2.0)));
        for (at, long) in of_y {
            path.segment((left - long, bottom - at * height), (left, bottom - at * height));
        }
        for (at, long) in self.x.ticks().map(|(at, _)| (at, 4.0)).chain(self.x.minor().map(|at| (at, 2.0))) {
            path.segment((left + at * width, bottom), (left + at * width, bottom + long));
        }
        if let Some(at) = self.y.break_at() {
            // Two slanted strokes where the axis goes over to 0.
            for shift in [-2.0, 2.0] {
                let y = bottom - at * height + shift;
                path.segment((left - 4.0, y + 2.0), (left + 4.0, y - 2.0));
            }
        }
        path.element("axis", "")
    }

    fn point(&self, x: f64, y: f64) -> Option<(f64, f64)> {
        let Frame { left, top, width, height } = self.frame;
        let (x, y) = (self.x.place(x)?, self.y.place(y)?);
        (-1e-9..=1.0 + 1e-9).contains(&y).then_some((left + x * width, top + (1.0 - y) * height))
    }

    /// The same with y moved into the frame.
    fn point_within(&self, x: f64, y: f64) -> Option<(f64, f64)> {
        let Frame { left, top, width, height } = self.frame;
        Some((left + self.x.place(x)? * width, top + (1.0 - self.y.place_within(y)) * height))
    }

    fn layer(&self, layer: &Layer) -> String {
        let ink = class(layer.ink);
        let mut path = Path::default();
        match &layer.shape {
            Shape::Points(marker, at) => {
                at.iter().filter_map(|&[x, y]| self.point(x, y)).for_each(|(x, y)| path.mark(*marker, x, y));
                path.element(&format!("{ink} {}", marker_class(*marker)), "")
            }
            Shape::Line(dash, at) => {
                let at: Vec<(f64, f64)> = at
                    .iter()
                    .filter(|[x, y]| self.point(*x, *y).is_some() || self.is_beyond(*y))
                    .filter_map(|&[x, y]| self.point_within(x, y))
                    .collect();
                line(&mut path, &at);
                path.element(&format!("{ink} l"), dashes(*dash))
            }
            Shape::Band(at) => {
                let edge = |which: usize| at.iter().filter_map(move |point| self.point_within(point[0], point[which]));
                let outline: Vec<(f64, f64)> = edge(2).chain(edge(1).collect::<Vec<_>>().into_iter().rev()).collect();
                line(&mut path, &outline);
                if let Some(&(x, y)) = outline.first() {
                    path.close(x, y);
                }
                path.element(&format!("{ink} b"), "")
            }
            Shape::Bars(at) => {
                for &[x, low, high] in at {
                    self.bar(&mut path, x, low, high);
                }
                path.element(&format!("{ink} e"), "")
            }
            Shape::Rule(dash, y) => {
                if let Some(at) = self.y.place(*y).filter(|at| (0.0..=1.0).contains(at)) {
                    let y = self.frame.top + (1.0 - at) * self.frame.height;
                    path.segment((self.frame.left, y), (self.frame.left + self.frame.width, y));
                }
                path.element(&format!("{ink} l"), dashes(*dash))
            }
        }
    }

    /// Whether a value is on the axis' scale, if not in its range.
    fn is_beyond(&self, y: f64) -> bool {
        self.chart.y_range.is_some() && self.y.place(y).is_some()
    }

    /// An interval with a cap at each end that is inside.
    fn bar(&self, path: &mut Path, x: f64, low: f64, high: f64) {
        let (Some(from), Some(to)) = (self.point_within(x, low), self.point_within(x, high)) else { return };
        path.segment(from, to);
        for (end, value) in [(from, low), (to, high)] {
            let inside =
                self.y.place(value).is_some_and(|place| (0.0..=1.0).contains(&place)) && (self.chart.y_scale.is_signed() || value > 0.0);
            if inside {
                path.segment((end.0 - 2.5, end.1), (end.0 + 2.5, end.1));
            }
        }
    }
}

fn line(path: &mut Path, at: &[(f64, f64)]) {
    for (index, &(x, y)) in at.iter().enumerate() {
        if index == 0 { path.go(x, y) } else { path.draw(x, y) }
    }
}
