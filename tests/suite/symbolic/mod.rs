//! The symbolic half against independent routes: laws of the algebra, numbers at huge widths, and steps corrupted one by one.

mod certified;
mod chains;
mod evaluate;
mod exact;
mod growth;
mod ladder;
mod laws;
mod network;
mod prove;
mod rewrite;
mod rounding;
