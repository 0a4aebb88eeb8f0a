//! Figures: plain data to SVG. The same data give the same bytes; no system font, clock or hash order is consulted.
//!
//! A [`Chart`] says what is drawn, in the units of its data. Charts that share their horizontal axis stand in a [`Stack`], and a [`Sheet`] holds stacks side by
//! side. [`drawn`] is a file of its own, in colours for light and dark pages; [`inline`] is for a page that has [`style_sheet`] already.

mod axis;
mod chart;
mod frame;
mod label;
mod legend;
mod pen;
mod sheet;
mod style;
mod tikz;

pub use chart::{Chart, Dash, Ink, Layer, Marker, Scale, Shape};
pub use pen::escaped;
pub use sheet::{Sheet, Stack, drawn, inline};
pub use style::{Scheme, style_sheet};
pub use tikz::tikz;
