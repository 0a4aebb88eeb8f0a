//! The one program of tests beside the library's own: one file a subject. `cargo test --test suite store::` runs the tests of one.

mod activations;
mod cli;
mod cli_bench;
mod cli_store;
mod command;
mod device;
mod diff;
mod engine;
mod evidence;
mod figures;
mod floors;
mod framework;
mod fuzz;
mod hostile;
mod house;
mod judged_elsewhere;
mod openness;
mod oracles;
mod packages;
mod page;
mod program;
mod schemas;
mod seam;
mod settings;
mod store;
mod studies;
mod study;
mod survive;
mod symbolic;
mod theorems;
mod workflows;

#[path = "../snapshots/mod.rs"]
mod snapshots;

/// Says what a test found on the machine, or skips: what is printed in the usual way is shown of tests that fail alone.
fn say(line: &str) {
    use std::io::Write;
    writeln!(std::io::stderr(), "{line}").expect("there is an output");
}
