//! Arguments as typed. A new command is a variant of [`Command`] and a file beside this one.

pub(super) use asymptest_judge::cli::args::{Format, ResultFormat};
use asymptest_judge::cli::version;
use clap::{Parser, Subcommand, ValueEnum};

use super::bench::BenchArguments;
use super::calibrate::CalibrateArguments;
use super::cell::CellArguments;
use super::check::CheckArguments;
use super::cite::CiteArguments;
use super::collect::CollectArguments;
use super::completions::{CompletionsArguments, ManArguments};
use super::convert::ConvertArguments;
use super::diff::DiffArguments;
use super::explain::ExplainArguments;
use super::fit::FitArguments;
use super::judge::JudgeArguments;
use super::list::ListArguments;
use super::look::ColorChoice;
use super::new::NewArguments;
use super::output::Telling;
use super::plan::PlanArguments;
use super::plan_study::PlanStudyArguments;
use super::prove::ProveArguments;
use super::report::ReportArguments;
use super::verify::VerifyArguments;
use crate::model::Precision;

/// Tests asymptotic theorems about wide neural networks against trained networks.
#[derive(Debug, Parser)]
#[command(version, long_version = long_version(), about, arg_required_else_help = true)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Command,
    /// Colours: on a terminal that has them (and NO_COLOR is not set), always, or never.
    #[arg(long, value_enum, value_name = "WHEN", default_value = "auto", global = true)]
    pub(super) color: ColorChoice,
    #[command(flatten)]
    pub(super) telling: Telling,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    List(ListArguments),
    Explain(ExplainArguments),
    Prove(ProveArguments),
    Verify(VerifyArguments),
    Judge(JudgeArguments),
    New(NewArguments),
    Plan(PlanArguments),
    Cell(CellArguments),
    Collect(CollectArguments),
    Check(CheckArguments),
    Report(ReportArguments),
    Convert(ConvertArguments),
    Diff(DiffArguments),
    Cite(CiteArguments),
    Fit(FitArguments),
    Calibrate(CalibrateArguments),
    PlanStudy(PlanStudyArguments),
    Bench(BenchArguments),
    Completions(CompletionsArguments),
    Man(ManArguments),
}

/// The revision of what was built.
pub(super) const REVISION: &str = env!("ASYMPTEST_REVISION");

/// The text of `--version` behind the name of the program.
fn long_version() -> String {
    let engine = format!("two_layer {}", crate::two_layer::ENGINE);
    let judge = format!("{} (revision {})", version::VERSION, version::REVISION);
    version::long(env!("CARGO_PKG_VERSION"), REVISION, &[("engine", engine), ("judge", judge)])
}

/// The precision of a network's state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum PrecisionName {
    /// 32 bits: half the memory and time.
    F32,
    /// 64 bits.
    F64,
}

impl From<PrecisionName> for Precision {
    fn from(name: PrecisionName) -> Self {
        match name {
            PrecisionName::F32 => Self::F32,
            PrecisionName::F64 => Self::F64,
        }
    }
}
