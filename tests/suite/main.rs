//! One program for what needs no harness, allocator or fuzzer of its own: one file a subject. `cargo test --test suite store::` runs the tests of one.

mod activations;
mod cli;
mod cli_bench;
mod cli_store;
mod diff;
mod engine;
mod evidence;
mod figures;
mod floors;
mod framework;
mod house;
mod openness;
mod oracles;
mod page;
mod seam;
mod store;
mod study;
mod survive;
mod symbolic;

#[path = "../snapshots/mod.rs"]
mod snapshots;
