//! The command line: arguments as typed, then one file a command.

mod args;
mod bench;
mod bench_results;
mod cell;
mod check;
mod cite;
mod collect;
mod completions;
mod config;
mod convert;
mod device;
mod diff;
mod explain;
mod folder;
mod interrupt;
mod judge;
mod limit;
mod list;
mod manifest;
mod memory;
mod new;
mod plan;
mod progress;
mod prove;
mod rates;
mod replaced;
mod report;
mod rerun;
mod selection;
mod suites;
mod theorems;
mod verify;
mod whole;
mod work;

use std::ffi::OsString;
use std::process::ExitCode;

use asymptest_judge::cli::environment::parsed;
use asymptest_judge::cli::{INTERRUPTED, Outcome, calibrate, exit_code, fit, look, output, plan_study};

use crate::theorem::Theorem;
use args::{Arguments, Command};

/// The whole of a program for the theorems in `registry`: all commands, on the arguments and the environment of this process.
///
/// A suite of one's own is a crate with theorem files, a list of them, and this call; `examples/downstream` is one.
/// ```no_run
/// use asymptest::theorem::Theorem;
///
/// const REGISTRY: &[&dyn Theorem] = &[];
///
/// fn main() -> std::process::ExitCode {
///     asymptest::cli::main(REGISTRY)
/// }
/// ```
pub fn main(registry: &[&dyn Theorem]) -> ExitCode {
    run(std::env::args_os(), registry)
}

/// The `main` of a program for these theorems.
#[macro_export]
macro_rules! main {
    ($($theorem:expr),+) => {
        fn main() -> std::process::ExitCode {
            $crate::cli::main(&[$(&$theorem),+])
        }
    };
}

/// Runs a command line, the name of the program first, for the theorems in `registry`; 0, 1, 2 or 130 as the result is.
pub fn run(words: impl IntoIterator<Item = OsString>, registry: &[&dyn Theorem]) -> ExitCode {
    let words: Vec<OsString> = words.into_iter().collect();
    let program = program(&words);
    // Usage errors leave here, with exit code 2.
    let arguments: Arguments = parsed(&words);
    output::dress_for(arguments.color);
    output::speak(arguments.telling.into());
    let result = match &arguments.command {
        command if let Err(error) = checked(command, registry) => Err(error),
        Command::List(list) => list::run(list, registry),
        Command::Explain(explain) => explain::run(explain, registry),
        Command::Prove(prove) => prove::run(prove, registry),
        Command::Verify(verify) => verify::run(verify, registry),
        Command::Judge(judge) => judge::run(judge, registry),
        Command::New(new) => new::run(new, &program),
        Command::Plan(plan) => plan::run(plan, registry),
        Command::Cell(cell) => cell::run(cell, registry),
        Command::Collect(collect) => collect::run(collect, registry),
        Command::Check(check) => check::run(check, registry),
        Command::Report(report) => report::run(report, registry),
        Command::Convert(convert) => convert::run(convert, registry),
        Command::Diff(diff) => diff::run(diff, registry),
        Command::Cite(cite) => cite::run(cite, registry),
        Command::Fit(fit) => fit::run(fit),
        Command::Calibrate(calibrate) => calibrate::run(calibrate),
        Command::PlanStudy(plan) => plan_study::run(plan),
        Command::Bench(bench) => bench::run(bench),
        Command::Completions(arguments) => completions::completions(arguments, &program),
        Command::Man(arguments) => completions::man(arguments, &program),
    };
    exit_code(result)
}

/// Theorem files that do not say what can be run are refused by every command that reads them.
fn checked(command: &Command, registry: &[&dyn Theorem]) -> crate::error::Result<()> {
    match command {
        Command::New(_)
        | Command::Fit(_)
        | Command::Calibrate(_)
        | Command::PlanStudy(_)
        | Command::Bench(_)
        | Command::Completions(_)
        | Command::Man(_) => Ok(()),
        _ => registry.iter().try_for_each(|theorem| crate::theorem::check(*theorem)),
    }
}

/// The name of the program as it was called: another suite's is its own.
fn program(words: &[OsString]) -> String {
    let path = words.first().map(std::path::Path::new);
    path.and_then(std::path::Path::file_stem).map_or_else(|| "asymptest".into(), |stem| stem.to_string_lossy().into_owned())
}
