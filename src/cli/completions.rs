//! `asymptest completions` and `asymptest man`: what shells and readers of manuals are told, from the definitions of the arguments.

use clap::{Args, Command, CommandFactory};
use clap_complete::Shell;

use super::args::Arguments;
use super::{Outcome, output};
use crate::error::{Error, Result};

/// Prints a completion script for a shell: `source <(asymptest completions bash)`.
#[derive(Debug, Args)]
pub(super) struct CompletionsArguments {
    /// The shell.
    #[arg(value_enum)]
    shell: Shell,
}

/// Prints the manual page, or that of one command: `asymptest man verify | man -l -`.
#[derive(Debug, Args)]
pub(super) struct ManArguments {
    /// The command; none for the whole program.
    command: Option<String>,
}

pub(super) fn completions(arguments: &CompletionsArguments, program: &str) -> Result<Outcome> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Arguments::command(), program, &mut script);
    output::print(&String::from_utf8_lossy(&script))?;
    Ok(Outcome::AsExpected)
}

pub(super) fn man(arguments: &ManArguments, program: &str) -> Result<Outcome> {
    let mut whole = Arguments::command().name(program.to_owned());
    whole.build();
    let page = match &arguments.command {
        None => whole,
        Some(name) => named(&whole, name)?,
    };
    let mut text = Vec::new();
    clap_mangen::Man::new(page).render(&mut text).expect("writing to memory does not fail");
    output::print(&String::from_utf8_lossy(&text))?;
    Ok(Outcome::AsExpected)
}

/// A command with the name that a manual page of its own has: `asymptest-verify`.
fn named(whole: &Command, name: &str) -> Result<Command> {
    let found = whole.get_subcommands().find(|command| command.get_name() == name);
    let Some(found) = found else {
        let known: Vec<&str> = whole.get_subcommands().map(Command::get_name).collect();
        return Err(Error::flag(&format!("command `{name}`"), format!("there is none of this name; there are {}", known.join(", "))));
    };
    let title = format!("{}-{name}", whole.get_name());
    Ok(found.clone().name(title))
}
