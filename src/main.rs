//! The `asymptest` binary: parse, plan, call, exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    asymptest::cli::main(asymptest::theorems::REGISTRY)
}
