//! The symbolic half against independent routes: laws of the algebra, numbers at huge widths, and steps corrupted one by one.

mod certified;
mod chains;
mod evaluate;
mod exact;
mod growth;
mod laws;
mod prove;
mod rewrite;
mod rounding;
