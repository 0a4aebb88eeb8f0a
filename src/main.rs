//! The `asymptest` binary: parse, plan, call, exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    asymptest::cli::run(std::env::args_os(), asymptest::theorems::REGISTRY)
}
