//! The small binary: a table, a claim, a verdict.

use std::process::ExitCode;

use asymptest_judge::cli::environment::{parsed, words};
use asymptest_judge::cli::{calibrate, exit_code, fit, look, output, plan_study, version};
use clap::{Parser, Subcommand};

/// Judges asymptotic claims on tables of sizes and measurements.
#[derive(Debug, Parser)]
#[command(version, long_version = version::long(version::VERSION, version::REVISION, &[]), about, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// Colours: on a terminal that has them (and NO_COLOR is not set), always, or never.
    #[arg(long, value_enum, value_name = "WHEN", default_value = "auto", global = true)]
    color: look::ColorChoice,
    #[command(flatten)]
    telling: output::Telling,
}

#[derive(Debug, Subcommand)]
enum Command {
    Fit(fit::FitArguments),
    Calibrate(calibrate::CalibrateArguments),
    PlanStudy(plan_study::PlanStudyArguments),
}

fn main() -> ExitCode {
    let arguments: Arguments = parsed(&words());
    output::dress_for(arguments.color);
    output::speak(arguments.telling.into());
    exit_code(match &arguments.command {
        Command::Fit(fit) => fit::run(fit),
        Command::Calibrate(calibrate) => calibrate::run(calibrate),
        Command::PlanStudy(plan) => plan_study::run(plan),
    })
}
