//! What a chart shows, as plain data.

/// How values are spread along an axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scale {
    /// Equal differences are equal lengths.
    #[default]
    Linear,
    /// Equal ratios are equal lengths; values that are not positive have no place.
    Log,
    /// The same, with ticks at powers of two where every value is one: widths.
    Widths,
    /// The same as [`Scale::Log`], with a place for 0 below all that is positive.
    LogAndZero,
    /// Signed sizes over many decades: evenly about 0, and by the logarithm of the size away from it.
    SignedLog,
}

impl Scale {
    /// Whether 0 and what is below it have a place like any other value.
    pub(super) fn is_signed(self) -> bool {
        matches!(self, Self::Linear | Self::SignedLog)
    }
}

/// What a colour stands for. Each has another lightness or shape beside its hue, so that it can be told in grey.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ink {
    /// What was measured, summarised.
    Data,
    /// One replicate.
    Replicate,
    /// What was fitted.
    Fit,
    /// What is claimed.
    Claim,
    /// What was read off beyond the data: a limit, a prediction.
    Limit,
    /// What was measured and not judged.
    LeftOut,
    /// What breaks a claim.
    Violation,
    /// One of several in an order, such as widths: its place and their number.
    Step(usize, usize),
}

/// The shape of a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Marker {
    /// Small and round, for many.
    Dot,
    /// A filled diamond.
    Diamond,
    /// A hollow diamond.
    HollowDiamond,
    /// A hollow circle.
    Ring,
    /// A filled square.
    Square,
    /// A filled triangle.
    Triangle,
    /// A cross.
    Cross,
    /// A short horizontal stroke.
    Stroke,
}

/// How a line is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dash {
    /// It is not.
    Solid,
    /// Dashes.
    Dashed,
    /// Dots.
    Dotted,
    /// Dashes and dots by turns.
    DashDotted,
}

/// What is drawn. Points with a coordinate that has no place on its axis are left out.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// Points (x, y).
    Points(Marker, Vec<[f64; 2]>),
    /// A line through (x, y).
    Line(Dash, Vec<[f64; 2]>),
    /// The area between (x, low) and (x, high).
    Band(Vec<[f64; 3]>),
    /// Intervals (x, low, high), upright; what lies beyond the axis is cut off.
    Bars(Vec<[f64; 3]>),
    /// A line at this height, over the whole breadth.
    Rule(Dash, f64),
}

/// One thing that is drawn, with its name in the legend; without a name it has no place there.
#[derive(Debug, Clone, PartialEq)]
pub struct Layer {
    /// The name in the legend, or nothing.
    pub label: String,
    /// What its colour stands for.
    pub ink: Ink,
    /// What is drawn.
    pub shape: Shape,
}

impl Layer {
    /// A layer with a name in the legend.
    pub fn new(label: impl Into<String>, ink: Ink, shape: Shape) -> Self {
        Self { label: label.into(), ink, shape }
    }

    /// A layer without one.
    pub fn unnamed(ink: Ink, shape: Shape) -> Self {
        Self::new("", ink, shape)
    }
}

/// Two axes and what is drawn between them, first things below later ones.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    /// Label of the horizontal axis with its unit; in a stack that of the last chart is shown.
    pub x_label: String,
    /// Label of the vertical axis with its unit.
    pub y_label: String,
    /// How x is spread.
    pub x_scale: Scale,
    /// How y is spread.
    pub y_scale: Scale,
    /// The vertical range that is shown where it is not that of the data.
    pub y_range: Option<(f64, f64)>,
    /// Height of the space between the axes in pixels.
    pub height: f64,
    /// What is drawn.
    pub layers: Vec<Layer>,
}

impl Chart {
    /// The height of a chart that stands for itself.
    pub const TALL: f64 = 260.0;
    /// The height of one below another.
    pub const LOW: f64 = 92.0;
}

impl Default for Chart {
    fn default() -> Self {
        Self {
            x_label: String::new(),
            y_label: String::new(),
            x_scale: Scale::Linear,
            y_scale: Scale::Linear,
            y_range: None,
            height: Self::TALL,
            layers: Vec::new(),
        }
    }
}

impl Shape {
    /// Every x that is drawn.
    pub(super) fn xs(&self) -> Vec<f64> {
        match self {
            Self::Points(_, at) | Self::Line(_, at) => at.iter().map(|point| point[0]).collect(),
            Self::Band(at) | Self::Bars(at) => at.iter().map(|point| point[0]).collect(),
            Self::Rule(..) => Vec::new(),
        }
    }

    /// Every y that is drawn.
    pub(super) fn ys(&self) -> Vec<f64> {
        match self {
            Self::Points(_, at) | Self::Line(_, at) => at.iter().map(|point| point[1]).collect(),
            Self::Band(at) | Self::Bars(at) => at.iter().flat_map(|point| [point[1], point[2]]).collect(),
            Self::Rule(_, at) => vec![*at],
        }
    }
}

impl Dash {
    /// The dash of curve `index`, beside its colour.
    pub fn of(index: usize) -> Self {
        [Self::Solid, Self::Dashed, Self::DashDotted, Self::Dotted][index % 4]
    }
}

impl Marker {
    /// The marker of curve `index`.
    pub fn of(index: usize) -> Self {
        [Self::Diamond, Self::Ring, Self::Square, Self::HollowDiamond, Self::Triangle, Self::Cross][index % 6]
    }
}
