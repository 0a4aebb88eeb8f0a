//! The figure of a scaling law: replicates, medians, the fit with its band, and the shape of the claimed rate, on logarithmic axes.

use kuva::plot::BandPlot;
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

/// How the replicates of a plot are drawn.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Manner {
    /// One value a width.
    Alone,
    /// A dot each, and the median.
    Dots,
    /// The median with a span.
    Spans,
}

/// A width's values in three numbers: ends and median.
struct Spread {
    width: f64,
    low: f64,
    median: f64,
    high: f64,
}

/// Both axes of a plot.
struct Axes {
    x: Axis,
    y: Axis,
}

impl Axes {
    fn place(&self, x: &[f64], y: &[f64]) -> Vec<(f64, f64)> {
        points((&self.x, Scale::Log, x), (&self.y, Scale::Log, y))
    }
}

impl ScalingPlot {
    pub(super) fn drawing(&self) -> Drawing {
        let manner = self.manner();
        let spreads = self.spreads(manner);
        let widths: Vec<f64> = self.groups.iter().map(|group| group.width).collect();
        let axes = Axes { x: Axis::widths(&widths), y: Axis::fitted(Scale::Log, self.heights(&spreads)) };
        let mut plots = Vec::new();
        if let Some(fit) = &self.fit {
            plots.push(Plot::Band(edges(fit, &axes)));
        }
        if let Some(claim) = &self.claim {
            plots.push(Plot::Line(line(axes.place(&claim.x, &claim.y), ink::BLACK, 1.6).with_dashed()));
        }
        if let Some(fit) = &self.fit {
            plots.push(Plot::Line(line(axes.place(&fit.x, &fit.y), ink::VERMILLION, 2.0)));
        }
        if manner == Manner::Dots {
            plots.push(Plot::Scatter(self.dots(&axes)));
        }
        plots.push(Plot::Scatter(middles(&spreads, manner, &axes)));
        let legend = self.legend(manner);
        let layout = frame(&self.title, &self.note, (&self.x_label, &self.y_label), axes.x, axes.y).with_legend_entries(legend);
        (plots, layout)
    }

    fn manner(&self) -> Manner {
        match self.groups.iter().map(|group| group.values.len()).max() {
            Some(0 | 1) => Manner::Alone,
            Some(most) if most > DOTS => Manner::Spans,
            _ => Manner::Dots,
        }
    }

    fn spreads(&self, manner: Manner) -> Vec<Spread> {
        let (lowest, highest) = if manner == Manner::Spans { (0.05, 0.95) } else { (0.0, 1.0) };
        let spread = |group: &WidthGroup| {
            let mut sorted: Vec<f64> = group.values.iter().copied().filter(|value| Scale::Log.shows(*value)).collect();
            sorted.sort_unstable_by(f64::total_cmp);
            let at = |share| quantile(&sorted, share);
            Some(Spread { width: group.width, low: at(lowest)?, median: at(0.5)?, high: at(highest)? })
        };
        self.groups.iter().filter_map(spread).collect()
    }

    /// Every height that is drawn.
    fn heights<'a>(&'a self, spreads: &'a [Spread]) -> impl Iterator<Item = f64> + 'a {
        let measured = spreads.iter().flat_map(|spread| [spread.low, spread.high]);
        let fitted = self.fit.iter().flat_map(|fit| fit.low.iter().chain(&fit.high).chain(&fit.y).copied());
        let claimed = self.claim.iter().flat_map(|claim| claim.y.iter().copied());
        measured.chain(fitted).chain(claimed)
    }

    fn dots(&self, axes: &Axes) -> ScatterPlot {
        let dots = self.groups.iter().flat_map(|group| axes.place(&vec![group.width; group.values.len()], &group.values));
        ScatterPlot::new().with_data(dots.collect::<Vec<_>>()).with_color(ink::SKY).with_marker_opacity(0.55).with_size(2.6)
    }

    fn legend(&self, manner: Manner) -> Vec<LegendEntry> {
        let mut legend = Vec::new();
        if manner == Manner::Dots {
            legend.push(entry("one replicate", ink::SKY, LegendShape::CircleSize(2.6)));
        }
        let name = match manner {
            Manner::Alone => "measurement",
            Manner::Dots => "median",
            Manner::Spans => "median, 5 % to 95 % of replicates",
        };
        legend.push(entry(name, ink::BLUE, LegendShape::Marker(MarkerShape::Diamond)));
        if let Some(fit) = &self.fit {
            legend.push(entry(&fit.label, ink::VERMILLION, LegendShape::Line));
            legend.push(entry(&fit.band_label, ink::PALE_VERMILLION, LegendShape::Rect));
        }
        if let Some(claim) = &self.claim {
            let dasharray = Some("5 3".to_owned());
            legend.push(LegendEntry { dasharray, ..entry(&claim.label, ink::BLACK, LegendShape::Line) });
        }
        legend
    }
}

/// The medians, with spans where replicates are many.
fn middles(spreads: &[Spread], manner: Manner, axes: &Axes) -> ScatterPlot {
    let (widths, medians): (Vec<f64>, Vec<f64>) =
        spreads.iter().filter(|spread| Scale::Log.shows(spread.width)).map(|spread| (spread.width, spread.median)).unzip();
    let plot =
        ScatterPlot::new().with_data(axes.place(&widths, &medians)).with_color(ink::BLUE).with_marker(MarkerShape::Diamond).with_size(4.6);
    if manner != Manner::Spans {
        return plot;
    }
    plot.with_y_err_asymmetric(spreads.iter().filter(|spread| Scale::Log.shows(spread.width)).map(|spread| {
        let middle = axes.y.place(spread.median);
        (middle - axes.y.place(spread.low), axes.y.place(spread.high) - middle)
    }))
}

/// The band of a fit where both of its edges have a place.
fn edges(fit: &Band, axes: &Axes) -> BandPlot {
    let (mut x, mut low, mut high) = (Vec::new(), Vec::new(), Vec::new());
    for ((at, below), above) in fit.x.iter().zip(&fit.low).zip(&fit.high) {
        if let ([below], [above]) = (axes.place(&[*at], &[*below]).as_slice(), axes.place(&[*at], &[*above]).as_slice()) {
            x.push(below.0);
            low.push(below.1);
            high.push(above.1);
        }
    }
    band(x, low, high, ink::VERMILLION)
}

fn entry(label: &str, color: &str, shape: LegendShape) -> LegendEntry {
    LegendEntry { label: plain(label), color: color.to_owned(), shape, dasharray: None }
}

/// The quantile of sorted values, between order statistics.
fn quantile(sorted: &[f64], share: f64) -> Option<f64> {
    let rank = share * sorted.len().checked_sub(1)? as f64;
    let (below, above) = (sorted[rank.floor() as usize], sorted[rank.ceil() as usize]);
    Some(below + rank.fract() * (above - below))
}
