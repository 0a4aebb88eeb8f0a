//! Plain evidence to CSV, markdown and SVG: each exporter returns bytes.

mod axis;
mod figure;
mod law;
mod paragraph;
mod scaling_figure;
mod svg;
mod trajectory_figure;

pub use axis::Scale;
pub use figure::{Band, Curve, Panel, scaling_figure, side_by_side, trajectory_figure};
pub use law::law_plot;
pub use paragraph::paragraph;
pub use scaling_figure::ScalingPlot;
pub use trajectory_figure::TrajectoryPlot;
