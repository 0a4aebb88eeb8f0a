//! Micro-benchmarks: `cargo bench --bench micro`, or with a part of a name behind `--`. No time is asserted anywhere.

mod activation;
mod network;
mod observables;
mod step;

fn main() {
    divan::main();
}
