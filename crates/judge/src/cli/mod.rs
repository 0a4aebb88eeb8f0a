//! The commands that need no more than a table, one file each, and what all commands share.

mod answers;
pub mod args;
pub mod calibrate;
mod claims;
pub mod environment;
pub mod figure;
pub mod fit;
mod judged;
pub mod look;
pub mod output;
pub mod plan_study;
pub mod table;
pub mod version;

use std::process::ExitCode;

use crate::error::Result;

pub use answers::Answers;
pub use judged::Judged;

/// The result of a command, for the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Exit code 0.
    AsExpected,
    /// Exit code 1: a verdict or a control is not what it should be.
    NotAsExpected,
    /// Exit code 130: the user ended the run.
    Interrupted,
}

/// Exit code for what the user can mend: the command line, a file, a claim.
const BAD_INPUT: u8 = 2;
/// Exit code after Ctrl-C, as shells have it.
pub const INTERRUPTED: u8 = 130;

/// The exit code of what a command found; an error is told on standard error.
pub fn exit_code(result: Result<Outcome>) -> ExitCode {
    match result {
        Ok(Outcome::AsExpected) => ExitCode::SUCCESS,
        Ok(Outcome::NotAsExpected) => ExitCode::FAILURE,
        Ok(Outcome::Interrupted) => ExitCode::from(INTERRUPTED),
        Err(error) => {
            output::complain(&error);
            ExitCode::from(BAD_INPUT)
        }
    }
}
