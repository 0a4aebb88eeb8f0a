//! The program as a user runs it.

use std::path::Path;
use std::process::{Command, Output};

pub(crate) fn asymptest(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_asymptest")).args(arguments).output().expect("the binary runs")
}

pub(crate) fn asymptest_in(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_asymptest")).args(arguments).current_dir(folder).output().expect("the binary runs")
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

pub(crate) fn stderr(output: &Output) -> String {
    text(&output.stderr)
}
