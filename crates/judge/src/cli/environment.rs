//! Flags by environment variables: `--jobs` is ASYMPTEST_JOBS where the command line does not have it.

use std::ffi::OsString;

use clap::{Arg, Command, Parser};

/// Flags that say where and how a command runs and prints. What a command asks, and what it may overwrite, stands on the command line alone.
const FLAGS: [&str; 20] = [
    "color",
    "config",
    "data",
    "device",
    "effort",
    "format",
    "functional",
    "jobs",
    "limit",
    "margin",
    "memory",
    "out",
    "precision",
    "quiet",
    "replicates",
    "scale",
    "seed",
    "seeds",
    "store",
    "widths",
];
/// Commands that simulate: their design is their question, so that the variables of a study do not reach them.
const SIMULATIONS: [&str; 2] = ["calibrate", "plan-study"];
/// Flags that reach every command.
const EVERYWHERE: [&str; 3] = ["color", "format", "quiet"];

/// The name of a flag's variable.
fn variable(flag: &str) -> String {
    format!("ASYMPTEST_{}", flag.to_uppercase().replace('-', "_"))
}

/// The command with the variables of its flags and of its subcommands' flags. `words` is the command line: a run that repeats stored evidence
/// (`--check`) takes the design from there, and a variable has no say in it.
pub fn with_variables(command: Command, words: &[OsString]) -> Command {
    let repeats = words.iter().any(|word| word.to_string_lossy().split('=').next() == Some("--check"));
    let own = command.mut_args(|argument| of_one(argument, &FLAGS));
    own.mut_subcommands(|command| {
        let flags = if repeats || SIMULATIONS.contains(&command.get_name()) { &EVERYWHERE[..] } else { &FLAGS[..] };
        command.mut_args(|argument| of_one(argument, flags))
    })
}

/// The command line of this process, the name of the program first.
pub fn words() -> Vec<OsString> {
    std::env::args_os().collect()
}

/// The arguments in a command line and in the variables of its flags. Usage errors end the process, with exit code 2.
pub fn parsed<A: Parser>(words: &[OsString]) -> A {
    let matches = with_variables(A::command(), words).get_matches_from(words);
    A::from_arg_matches(&matches).unwrap_or_else(|error| error.exit())
}

fn of_one(argument: Arg, flags: &[&str]) -> Arg {
    let flag = argument.get_long().filter(|flag| flags.contains(flag)).map(variable);
    match flag {
        Some(variable) => argument.env(variable).hide_env_values(true),
        None => argument,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn command() -> Command {
        let flag = |name: &'static str| Arg::new(name).long(name);
        let sub = |name: &'static str| Command::new(name).arg(flag("widths")).arg(flag("format")).arg(flag("force"));
        Command::new("asymptest").arg(flag("color")).subcommand(sub("verify")).subcommand(sub("calibrate"))
    }

    fn variables(of: &str, words: &[&str]) -> Vec<String> {
        let words: Vec<OsString> = words.iter().map(OsString::from).collect();
        let whole = with_variables(command(), &words);
        let arguments = whole.find_subcommand(of).unwrap_or(&whole).get_arguments();
        arguments.filter_map(|argument| Some(argument.get_env()?.to_string_lossy().into_owned())).collect()
    }

    #[test]
    fn a_variable_reaches_what_it_is_for() {
        assert_eq!(variables("asymptest", &[]), ["ASYMPTEST_COLOR"]);
        assert_eq!(variables("verify", &["asymptest", "verify"]), ["ASYMPTEST_WIDTHS", "ASYMPTEST_FORMAT"]);
        assert_eq!(variables("calibrate", &[]), ["ASYMPTEST_FORMAT"]);
        assert_eq!(variables("verify", &["asymptest", "verify", "--check=reports"]), ["ASYMPTEST_FORMAT"]);
        assert_eq!(variable("time-limit"), "ASYMPTEST_TIME_LIMIT");
    }
}
