//! A suite of one's own: the program.

use std::process::ExitCode;

fn main() -> ExitCode {
    asymptest::cli::main(downstream::REGISTRY)
}
