//! Figures: plain data to SVG. The same data give the same bytes; no system font, clock or hash order is consulted.

use kuva::plot::legend::LegendPosition;
use kuva::plot::{BandPlot, LinePlot};
use kuva::render::figure::Figure;
use kuva::render::layout::Layout;
use kuva::render::plots::Plot;
use kuva::render::render::{Primitive, Scene, render_multiple};
use kuva::render::theme::Theme;

use super::axis::{Axis, Scale};
use super::scaling_figure::ScalingPlot;
use super::svg;
use super::trajectory_figure::TrajectoryPlot;

/// A curve with its name in the legend. `x` and `y` have one length.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Curve {
    /// The name in the legend.
    pub label: String,
    /// Horizontal values.
    pub x: Vec<f64>,
    /// Vertical values.
    pub y: Vec<f64>,
}

/// A curve with the band around it. The four arrays have one length.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Band {
    /// The curve's name in the legend.
    pub label: String,
    /// The band's name in the legend, such as `95 % band`.
    pub band_label: String,
    /// Horizontal values.
    pub x: Vec<f64>,
    /// The curve.
    pub y: Vec<f64>,
    /// Lower edge of the band.
    pub low: Vec<f64>,
    /// Upper edge of the band.
    pub high: Vec<f64>,
}

/// One figure of several in [`side_by_side`].
#[derive(Debug, Clone, PartialEq)]
pub enum Panel {
    /// Values against width.
    Scaling(ScalingPlot),
    /// Values against steps.
    Trajectory(TrajectoryPlot),
}

/// Width and height of a panel in pixels.
const SIZE: (f64, f64) = (640.0, 520.0);

/// Characters that fit across a panel in the size of a title, of the line under it, and along the vertical axis.
const LONGEST_TITLE: usize = 64;
const LONGEST_NOTE: usize = 84;
const LONGEST_LABEL: usize = 48;

/// Okabe and Ito's colours: told apart by every common form of colour blindness, and by their lightness in print.
pub(super) mod ink {
    pub(crate) const BLACK: &str = "#1a1a1a";
    pub(crate) const BLUE: &str = "#0072B2";
    pub(crate) const VERMILLION: &str = "#D55E00";
    /// Vermillion as a band of it looks on white.
    pub(crate) const PALE_VERMILLION: &str = "#f6dcc9";
    pub(crate) const SKY: &str = "#56B4E9";
}

/// The figure of a scaling law, as SVG.
pub fn scaling_figure(plot: &ScalingPlot) -> String {
    single(plot.drawing())
}

/// The figure of trajectories, as SVG.
pub fn trajectory_figure(plot: &TrajectoryPlot) -> String {
    single(plot.drawing())
}

/// Panels in a row of a figure with several.
const COLUMNS: usize = 2;

/// Several figures, two in a row, lettered, as one SVG.
pub fn side_by_side(panels: &[Panel]) -> String {
    let (plots, layouts): (Vec<_>, Vec<_>) = panels
        .iter()
        .map(|panel| match panel {
            Panel::Scaling(plot) => plot.drawing(),
            Panel::Trajectory(plot) => plot.drawing(),
        })
        .unzip();
    let mut scene = Figure::new(panels.len().div_ceil(COLUMNS).max(1), panels.len().clamp(1, COLUMNS))
        .with_plots(plots)
        .with_layouts(layouts)
        .with_cell_size(SIZE.0, SIZE.1)
        .with_labels_lowercase()
        .render();
    MinorTicks::prune(&mut scene);
    svg::bytes(&scene)
}

fn single((plots, layout): Drawing) -> String {
    let layout = layout.with_width(SIZE.0).with_height(SIZE.1);
    let mut scene = render_multiple(plots, layout);
    MinorTicks::prune(&mut scene);
    svg::bytes(&scene)
}

/// Which axes have minor ticks. The library draws them on both axes or on none, so the unwanted ones are taken out
/// of the scene again, recognised by a length that nothing else in the scene has.
#[derive(Clone, Copy, PartialEq, Eq)]
enum MinorTicks {
    None,
    Both,
    Horizontal,
    Vertical,
}

impl MinorTicks {
    fn on(x: &Axis, y: &Axis) -> Self {
        match (x.has_minor_ticks(), y.has_minor_ticks()) {
            (false, false) => Self::None,
            (true, true) => Self::Both,
            (true, false) => Self::Horizontal,
            (false, true) => Self::Vertical,
        }
    }

    /// Length of the major ticks in pixels; the library makes the minor ones 0.6 of it.
    fn length(self) -> f64 {
        match self {
            Self::None | Self::Both => 5.0,
            Self::Horizontal => 5.011,
            Self::Vertical => 5.017,
        }
    }

    fn prune(scene: &mut Scene) {
        let is = |length: f64, kept: Self| (length.abs() - 0.6 * kept.length()).abs() < 1e-6;
        scene.elements.retain(|element| match element {
            Primitive::Line { x1, y1, x2, y2, .. } => {
                let on_x = x1 == x2 && is(y2 - y1, Self::Vertical);
                let on_y = y1 == y2 && is(x2 - x1, Self::Horizontal);
                !on_x && !on_y
            }
            _ => true,
        });
    }
}

/// What is drawn, and where.
pub(super) type Drawing = (Vec<Plot>, Layout);

/// The frame that all figures share.
pub(super) fn frame(title: &str, note: &str, labels: (&str, &str), x: Axis, y: Axis) -> Layout {
    let mut layout = Layout::new(x.range(), y.range())
        .with_title(plain(&clipped(title, LONGEST_TITLE)))
        .with_x_label(plain(&clipped(labels.0, LONGEST_LABEL)))
        .with_y_label(plain(&clipped(labels.1, LONGEST_LABEL)))
        .with_title_size(16)
        .with_subtitle_size(12)
        .with_label_size(13)
        .with_tick_size(12)
        .with_body_size(12)
        .with_theme(theme())
        .with_legend_position(LegendPosition::OutsideBottomColumns)
        .with_legend_box(false);
    if !note.is_empty() {
        layout = layout.with_subtitle(plain(&clipped(note, LONGEST_NOTE)));
    }
    let minor = MinorTicks::on(&x, &y);
    if minor != MinorTicks::None {
        layout = layout.with_minor_ticks(9).with_tick_length(minor.length());
    }
    y.vertical(x.horizontal(layout))
}

fn theme() -> Theme {
    Theme { grid_color: "#e6e6e6".to_owned(), ..Theme::light() }
}

/// A text cut to what has room in the figure.
fn clipped(text: &str, longest: usize) -> String {
    if text.chars().count() <= longest {
        return text.to_owned();
    }
    text.chars().take(longest - 1).chain(['…']).collect()
}

/// A text that the library does not read as mathematics and that XML can hold.
pub(super) fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>().replace('$', "\\$")
}

/// The points of a curve that have a place on both axes, in drawn coordinates.
pub(super) fn points(x: (&Axis, Scale, &[f64]), y: (&Axis, Scale, &[f64])) -> Vec<(f64, f64)> {
    let pairs = x.2.iter().zip(y.2);
    pairs.filter(|(a, b)| x.1.shows(**a) && y.1.shows(**b)).map(|(a, b)| (x.0.place(*a), y.0.place(*b))).collect()
}

/// A line through drawn points.
pub(super) fn line(points: Vec<(f64, f64)>, color: &str, width: f64) -> LinePlot {
    LinePlot::new().with_data(points).with_color(color).with_stroke_width(width)
}

/// A band between drawn edges.
pub(super) fn band(x: Vec<f64>, low: Vec<f64>, high: Vec<f64>, color: &str) -> BandPlot {
    BandPlot::new(x, low, high).with_color(color).with_opacity(0.18)
}
