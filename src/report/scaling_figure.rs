//! The figure of a scaling law: replicates, medians, the fit with its band, and the shape of the claimed rate, on logarithmic axes.

use kuva::plot::legend::{LegendEntry, LegendShape};
use kuva::plot::scatter::{MarkerShape, ScatterPlot};
use kuva::render::plots::Plot;

use crate::stats::WidthGroup;

use super::axis::{Axis, Scale};
use super::figure::{Band, Curve, Drawing, band, frame, ink, line, plain, points};

/// Values against width on logarithmic axes.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ScalingPlot {
    /// The headline.
    pub title: String,
    /// A smaller line under it: sample sizes, the verdict.
    pub note: String,
    /// Label of the horizontal axis with its unit.
    pub x_label: String,
    /// Label of the vertical axis with its unit.
    pub y_label: String,
    /// The measurements.
    pub groups: Vec<WidthGroup>,
    /// The fitted law with its band.
    pub fit: Option<Band>,
    /// The claimed rate, anchored at the data.
    pub claim: Option<Curve>,
}

/// More replicates than this at a width are drawn as a span from the 5 % to the 95 % quantile.
const DOTS: usize = 40;

impl ScalingPlot {
    pub(super) fn drawing(&self) -> Drawing {
        let widths: Vec<f64> = self.groups.iter().map(|group| group.width).collect();
        let x = Axis::widths(&widths);
        let y = Axis::fitted(Scale::Log, self.heights());
        let mut plots = Vec::new();
        let mut legend = Vec::new();

        let few = self.groups.iter().all(|group| group.values.len() <= DOTS);
        let medians: Vec<f64> = self.groups.iter().map(|group| quantile(group, 0.5)).collect();
        let place = |x_values: &[f64], y_values: &[f64]| points((&x, Scale::Log, x_values), (&y, Scale::Log, y_values));

        if let Some(fit) = &self.fit {
            let low = place(&fit.x, &fit.low);
            let high = place(&fit.x, &fit.high);
            if low.len() == high.len() {
                let at = low.iter().map(|point| point.0).collect();
                let edges = (low.iter().map(|p| p.1).collect(), high.iter().map(|p| p.1).collect());
                plots.push(Plot::Band(band(at, edges.0, edges.1, ink::VERMILLION)));
            }
        }
        if let Some(claim) = &self.claim {
            plots.push(Plot::Line(line(place(&claim.x, &claim.y), ink::BLACK, 1.6).with_dashed()));
        }
        if let Some(fit) = &self.fit {
            plots.push(Plot::Line(line(place(&fit.x, &fit.y), ink::VERMILLION, 2.0)));
        }
        let alone = self.groups.iter().all(|group| group.values.len() == 1);
        if few && !alone {
            let dots = self.groups.iter().flat_map(|group| place(&vec![group.width; group.values.len()], &group.values));
            let dots = ScatterPlot::new().with_data(dots.collect::<Vec<_>>()).with_color(ink::SKY).with_marker_opacity(0.55).with_size(2.6);
            plots.push(Plot::Scatter(dots));
            legend.push(entry("one replicate", ink::SKY, LegendShape::CircleSize(2.6)));
        }
        let mut middle =
            ScatterPlot::new().with_data(place(&widths, &medians)).with_color(ink::BLUE).with_marker(MarkerShape::Diamond).with_size(4.6);
        if !few {
            middle = middle.with_y_err_asymmetric(self.groups.iter().map(|group| {
                let (low, mid, high) = (quantile(group, 0.05), quantile(group, 0.5), quantile(group, 0.95));
                (y.place(mid) - y.place(low), y.place(high) - y.place(mid))
            }));
        }
        plots.push(Plot::Scatter(middle));
        let name = match (alone, few) {
            (true, _) => "measurement",
            (false, true) => "median",
            (false, false) => "median, 5 % to 95 % of replicates",
        };
        legend.push(entry(name, ink::BLUE, LegendShape::Marker(MarkerShape::Diamond)));
        if let Some(fit) = &self.fit {
            legend.push(entry(&fit.label, ink::VERMILLION, LegendShape::Line));
            legend.push(entry(&fit.band_label, "#f6dcc9", LegendShape::Rect));
        }
        if let Some(claim) = &self.claim {
            let mut dashed = entry(&claim.label, ink::BLACK, LegendShape::Line);
            dashed.dasharray = Some("5 3".to_owned());
            legend.push(dashed);
        }
        let layout = frame(&self.title, &self.note, (&self.x_label, &self.y_label), x, y).with_legend_entries(legend);
        (plots, layout)
    }

    /// Every height that is drawn.
    fn heights(&self) -> impl Iterator<Item = f64> + '_ {
        let few = self.groups.iter().all(|group| group.values.len() <= DOTS);
        let (lowest, highest) = if few { (0.0, 1.0) } else { (0.05, 0.95) };
        let measured = self.groups.iter().flat_map(move |group| [quantile(group, lowest), quantile(group, highest)]);
        let fitted = self.fit.iter().flat_map(|fit| fit.low.iter().chain(&fit.high).chain(&fit.y).copied());
        let claimed = self.claim.iter().flat_map(|claim| claim.y.iter().copied());
        measured.chain(fitted).chain(claimed)
    }
}

fn entry(label: &str, color: &str, shape: LegendShape) -> LegendEntry {
    LegendEntry { label: plain(label), color: color.to_owned(), shape, dasharray: None }
}

/// The quantile of a width's values, between order statistics.
fn quantile(group: &WidthGroup, share: f64) -> f64 {
    let mut sorted = group.values.clone();
    sorted.sort_by(f64::total_cmp);
    let Some(last) = sorted.len().checked_sub(1) else {
        return f64::NAN;
    };
    let rank = share * last as f64;
    let (below, above) = (sorted[rank.floor() as usize], sorted[rank.ceil() as usize]);
    below + rank.fract() * (above - below)
}
