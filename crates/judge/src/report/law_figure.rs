//! The figure of a rate: measurements with the fit and the claimed shape, what is left when the rate is divided out, and the exponent between neighbouring
//! widths.

use crate::claim::{Bound, Symbol};
use crate::stats::student::t_quantile;
use crate::stats::{Sample, WidthGroup};
use crate::verdict::Judgement;

use super::figure::{Chart, Dash, Ink, Layer, Marker, Scale, Shape, Sheet, Stack, drawn};
use super::format::interval;
use super::law::{Law, POINTS, Summaries, part_in_width, sizes, verdict_words};

/// A judged rate, and what the figure says beside it.
#[derive(Debug, Clone)]
pub struct LawPlot<'a> {
    /// The claim.
    pub bound: &'a Bound,
    /// The measurements.
    pub sample: &'a Sample,
    /// The judgement of the claim on it.
    pub judgement: &'a Judgement,
    /// The measurements.
    pub value: String,
    /// The width, and when it was measured.
    pub x_label: String,
    /// Measurements that were not judged: (M, y).
    pub unresolved: Vec<[f64; 2]>,
    /// A predicted increase of y for each unit of log M.
    pub predicted: Option<f64>,
}

/// The figure of a judged sample; `value` names the column of values.
pub fn law_figure(bound: &Bound, sample: &Sample, judgement: &Judgement, value: &str) -> String {
    let plot = LawPlot {
        bound,
        sample,
        judgement,
        value: value.to_owned(),
        x_label: "width M".to_owned(),
        unresolved: Vec::new(),
        predicted: None,
    };
    let note = format!("{} · {}", sizes(sample), verdict_words(judgement));
    drawn(&Sheet { stacks: vec![Stack { title: bound.to_string(), note, charts: plot.charts() }] })
}

/// More replicates than this at a width are drawn as a span from the 5 % to the 95 % quantile.
const DOTS: usize = 40;

impl LawPlot<'_> {
    /// The three charts; the second is left out where there is no rate to divide by.
    pub fn charts(&self) -> Vec<Chart> {
        let summaries = Summaries::of(self.sample, self.judgement);
        let law = Law::of(self.bound, &summaries.judged, self.judgement.range.confidence);
        let ratio = (!part_in_width(self.bound).rate.is_one()).then(|| self.ratio(&summaries, law.as_ref()));
        let exponents = (!self.judgement.local_slopes.is_empty()).then(|| self.exponents());
        let mut charts: Vec<Chart> = [Some(self.values(&summaries, law.as_ref())), ratio, exponents].into_iter().flatten().collect();
        for chart in &mut charts {
            (chart.x_label, chart.x_scale) = (self.x_label.clone(), Scale::Widths);
        }
        charts
    }

    /// Whether the claim is a logarithm, which is a line over log M.
    fn is_logarithm(&self) -> bool {
        let rate = &self.bound.rate;
        rate.exponent(Symbol::M).to_f64() == 0.0 && rate.exponent(Symbol::LogM).to_f64() > 0.0
    }

    fn values(&self, summaries: &Summaries, law: Option<&Law>) -> Chart {
        let mut layers = Vec::new();
        if let Some(law) = law {
            layers.push(Layer::new(
                format!("{:.0} % band", 100.0 * self.judgement.range.confidence),
                Ink::Fit,
                Shape::Band(law.band.clone()),
            ));
            layers.push(Layer::new(format!("claimed {}", self.bound), Ink::Claim, Shape::Line(Dash::Dashed, law.claim.clone())));
            layers.push(Layer::new(law.label.clone(), Ink::Fit, Shape::Line(Dash::Solid, law.line.clone())));
        }
        layers.extend(self.prediction(summaries));
        layers.extend(replicates(&self.sample.groups));
        let centres = |summary: &crate::stats::summary::Summary| {
            summary.points.iter().map(|point| [point.width, point.location.exp()]).collect::<Vec<_>>()
        };
        layers.push(Layer::new("typical value", Ink::Data, Shape::Points(Marker::Diamond, centres(&summaries.judged))));
        if !summaries.below.points.is_empty() {
            layers.push(Layer::new("not in the window", Ink::LeftOut, Shape::Points(Marker::HollowDiamond, centres(&summaries.below))));
        }
        if !self.unresolved.is_empty() {
            layers.push(Layer::new(
                "unresolved, below 10 times the floor",
                Ink::LeftOut,
                Shape::Points(Marker::Ring, self.unresolved.clone()),
            ));
        }
        let y_scale = if self.is_logarithm() { Scale::Linear } else { Scale::Log };
        Chart { y_label: self.value.clone(), y_scale, layers, ..Chart::default() }
    }

    /// The line of the predicted slope through the middle of the measurements.
    fn prediction(&self, summaries: &Summaries) -> Option<Layer> {
        let slope = self.predicted?;
        let points = &summaries.judged.points;
        let count = points.len() as f64;
        let offset = points.iter().map(|point| point.location.exp() - slope * point.x).sum::<f64>() / count;
        let (first, last) = (points.first()?.x, points.last()?.x);
        let at = |step: u32| first + (last - first) * f64::from(step) / f64::from(POINTS);
        let line = (0..=POINTS).map(|step| [at(step).exp(), slope * at(step) + offset]).collect();
        Some(Layer::new(format!("predicted slope {slope:.1} per log M"), Ink::Limit, Shape::Line(Dash::DashDotted, line)))
    }

    /// Typical values over the rate, with intervals: level where the rate is exact, falling where it is loose, rising where it fails.
    fn ratio(&self, summaries: &Summaries, law: Option<&Law>) -> Chart {
        let rate = part_in_width(self.bound).rate;
        let over = |m: f64, y: f64| y / rate.ln_at(m.ln(), 0.0).exp();
        let quantile = summaries.judged.degrees.map(|degrees| t_quantile(0.5 + self.judgement.range.confidence / 2.0, degrees));
        let points = &summaries.judged.points;
        let mut layers = Vec::new();
        if let Some(law) = law {
            let over_line = |line: &[[f64; 2]]| line.iter().map(|&[m, y]| [m, over(m, y)]).collect::<Vec<_>>();
            let level = over_line(&law.claim[..1])[0][1];
            layers.push(Layer::unnamed(Ink::Claim, Shape::Rule(Dash::Dashed, level)));
            layers.push(Layer::unnamed(Ink::Fit, Shape::Line(Dash::Solid, over_line(&law.line))));
        }
        if let Some(quantile) = quantile {
            let bars = points.iter().map(|point| {
                let error = quantile * point.variance.sqrt();
                [point.width, over(point.width, (point.location - error).exp()), over(point.width, (point.location + error).exp())]
            });
            layers.push(Layer::new("its 95 % interval", Ink::Data, Shape::Bars(bars.collect())));
        }
        let middles = points.iter().map(|point| [point.width, over(point.width, point.location.exp())]).collect();
        layers.push(Layer::unnamed(Ink::Data, Shape::Points(Marker::Diamond, middles)));
        Chart { y_label: "value / rate".to_owned(), y_scale: Scale::Log, height: Chart::LOW, layers, ..Chart::default() }
    }

    /// Slopes between neighbouring widths, beside the claimed exponent and the one in the limit.
    fn exponents(&self) -> Chart {
        let slopes = &self.judgement.local_slopes;
        let claimed = self.bound.rate.exponent(Symbol::M).to_f64();
        let limit = &self.judgement.exponent;
        let quantile = t_quantile(0.5 + limit.confidence / 2.0, f64::INFINITY);
        let middle = |from: f64, to: f64| (from * to).sqrt();
        let points: Vec<[f64; 2]> = slopes.iter().map(|slope| [middle(slope.from, slope.to), slope.slope]).collect();
        let bars: Vec<[f64; 3]> = slopes
            .iter()
            .filter(|slope| slope.error.is_finite())
            .map(|slope| [middle(slope.from, slope.to), slope.slope - quantile * slope.error, slope.slope + quantile * slope.error])
            .collect();
        let mut layers = Vec::new();
        if limit.low.is_finite() && limit.high.is_finite() {
            let ends = [slopes.first(), slopes.last()].into_iter().flatten();
            let widths = ends.clone().map(|slope| slope.from).take(1).chain(ends.map(|slope| slope.to).skip(1));
            let band = widths.map(|width| [width, limit.low, limit.high]).collect();
            layers.push(Layer::new(format!("exponent in the limit {}", interval(limit)), Ink::Limit, Shape::Band(band)));
        }
        layers.push(Layer::unnamed(Ink::Claim, Shape::Rule(Dash::Dashed, claimed)));
        layers.push(Layer::unnamed(Ink::Data, Shape::Bars(bars.clone())));
        layers.push(Layer::unnamed(Ink::Data, Shape::Points(Marker::Square, points.clone())));
        Chart {
            y_label: if self.bound.rate.mentions(Symbol::LogM) { "local exponent, without logs" } else { "local exponent" }.to_owned(),
            y_range: Some(self.shown(&points, &bars, claimed)),
            height: Chart::LOW,
            layers,
            ..Chart::default()
        }
    }

    /// All exponents, and of their intervals what is not far from them.
    fn shown(&self, points: &[[f64; 2]], bars: &[[f64; 3]], claimed: f64) -> (f64, f64) {
        let limit = &self.judgement.exponent;
        let slopes = points.iter().map(|point| point[1]).chain([claimed, limit.estimate]).filter(|slope| slope.is_finite());
        let (low, high) = slopes.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), slope| (slope.min(low), slope.max(high)));
        let room = 0.3 + 0.3 * (high - low);
        let lowest = bars.iter().map(|bar| bar[1]).fold(low.min(limit.low), f64::min).max(low - room);
        let highest = bars.iter().map(|bar| bar[2]).fold(high.max(limit.high), f64::max).min(high + room);
        (lowest, highest)
    }
}

/// Every replicate as a dot; where they are many, spans from the 5 % to the 95 % quantile.
fn replicates(groups: &[WidthGroup]) -> Option<Layer> {
    match groups.iter().map(|group| group.values.len()).max()? {
        0 | 1 => None,
        most if most > DOTS => {
            let spans = groups.iter().filter_map(|group| {
                let mut sorted = group.values.clone();
                sorted.sort_unstable_by(f64::total_cmp);
                Some([group.width, quantile(&sorted, 0.05)?, quantile(&sorted, 0.95)?])
            });
            Some(Layer::new("5 % to 95 % of replicates", Ink::Replicate, Shape::Bars(spans.collect())))
        }
        _ => {
            let dots = groups.iter().flat_map(|group| group.values.iter().map(|value| [group.width, *value]));
            Some(Layer::new("one replicate", Ink::Replicate, Shape::Points(Marker::Dot, dots.collect())))
        }
    }
}

/// The quantile of sorted values, between order statistics.
fn quantile(sorted: &[f64], share: f64) -> Option<f64> {
    let rank = share * sorted.len().checked_sub(1)? as f64;
    let (below, above) = (sorted[rank.floor() as usize], sorted[rank.ceil() as usize]);
    Some(below + rank.fract() * (above - below))
}
