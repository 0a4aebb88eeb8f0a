//! A program in a process group of its own: run to its end, within limits, and ended with all that it started.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::memory;
use crate::experiment::Stop;

/// Limits of a cell; a cell that takes more ends as a failure with that reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Limits {
    /// Time from start to end.
    pub time: Option<Duration>,
    /// Resident bytes of the program and of all processes that it started. They are watched, on Linux alone, and not limited by the system: PyTorch and JAX
    /// reserve far more addresses than they use, so that a limit of addresses (`ulimit -v`) would refuse programs that fit.
    pub memory: Option<u64>,
}

/// A program as it is started.
pub(super) struct Call<'a> {
    /// The program: a name to look for, or a path.
    pub(super) program: &'a str,
    /// Its arguments.
    pub(super) arguments: &'a [String],
    /// Where it runs.
    pub(super) folder: &'a Path,
    /// Variables of its environment beside those of this process.
    pub(super) environment: &'a BTreeMap<String, String>,
    /// The file of its standard output.
    pub(super) printed: &'a Path,
    /// The file of its standard error.
    pub(super) complained: &'a Path,
}

/// Why a program was left before its end.
pub(super) enum Left {
    /// By what was asked for.
    Asked(Stop),
    /// By what it did itself, as the rest of a sentence that starts with it.
    Itself(String),
}

/// Bytes that a program prints at most: an endless loop must not fill the disk.
pub(super) const MOST_PRINTED: u64 = 64_000_000;
/// A program that is told to end is killed after this time.
const GRACE: Duration = Duration::from_millis(500);
/// Between two looks at a program, at first and later on: short ones are not kept waiting, and long ones are not disturbed.
const FIRST_PAUSE: Duration = Duration::from_millis(1);
const LONGEST_PAUSE: Duration = Duration::from_millis(20);
/// Between two looks at its memory, which reads the state of every process.
const MEMORY_PAUSE: Duration = Duration::from_millis(50);

/// Runs a program to its end.
///
/// # Errors
/// The answer of `ask`, a limit that was passed, a program that cannot be started. No process of it is left.
pub(super) fn run(call: &Call<'_>, limits: Limits, ask: &dyn Fn() -> Result<(), Stop>) -> Result<ExitStatus, Left> {
    let mut group = Group::start(call)?;
    let (started, mut pause, mut looked) = (Instant::now(), FIRST_PAUSE, None::<Instant>);
    loop {
        if let Some(status) = group.ended()? {
            return Ok(status);
        }
        if let Err(stop) = ask() {
            group.stop();
            return Err(Left::Asked(stop));
        }
        if let Some(limit) = limits.time.filter(|&limit| started.elapsed() > limit) {
            group.stop();
            return Err(Left::Itself(format!("took longer than its limit of {} s", limit.as_secs_f64())));
        }
        if let Some(limit) = limits.memory.filter(|_| looked.is_none_or(|looked| looked.elapsed() > MEMORY_PAUSE)) {
            looked = Some(Instant::now());
            let held = memory::of_group(group.child.id());
            if held > limit {
                let mega = |bytes: u64| bytes as f64 / 1e6;
                return Err(Left::Itself(format!("held {:.0} MB of memory, and its limit is {:.0} MB", mega(held), mega(limit))));
            }
        }
        if [call.printed, call.complained].iter().any(|file| fs::metadata(file).is_ok_and(|file| file.len() > MOST_PRINTED)) {
            return Err(Left::Itself(format!("printed more than {} MB", MOST_PRINTED / 1_000_000)));
        }
        thread::sleep(pause);
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

/// A program and all processes that it started. Whatever is left of them is killed when this is dropped.
struct Group {
    child: Child,
    /// It was waited for: its number may be that of another group by now.
    is_gone: bool,
}

impl Group {
    fn start(call: &Call<'_>) -> Result<Self, Left> {
        let failed = |error: &std::io::Error| Left::Itself(format!("cannot be started as `{}`: {error}", call.program));
        let file = |path: &Path| File::create(path).map_err(|error| failed(&error));
        let mut command = Command::new(call.program);
        command.args(call.arguments).current_dir(call.folder).envs(call.environment).stdin(Stdio::null());
        command.stdout(file(call.printed)?).stderr(file(call.complained)?);
        // A group of its own: Ctrl-C reaches this process alone, which then ends all of the group.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        command.spawn().map(|child| Self { child, is_gone: false }).map_err(|error| failed(&error))
    }

    /// How it ended, when it has; what it left running in the background is killed then.
    fn ended(&mut self) -> Result<Option<ExitStatus>, Left> {
        if !self.has_ended() {
            return Ok(None);
        }
        self.kill();
        self.is_gone = true;
        self.child.wait().map(Some).map_err(|error| Left::Itself(format!("cannot be waited for: {error}")))
    }

    /// Whether the program itself has ended. Its number stays taken until it is waited for, so that no other group can have it.
    #[cfg(unix)]
    fn has_ended(&mut self) -> bool {
        use rustix::process::{WaitId, WaitIdOptions, waitid};
        let look = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT | WaitIdOptions::NOHANG;
        waitid(WaitId::Pid(self.leader()), look).is_ok_and(|ended| ended.is_some())
    }

    #[cfg(not(unix))]
    fn has_ended(&mut self) -> bool {
        self.child.try_wait().is_ok_and(|ended| ended.is_some())
    }

    /// Tells it to end and gives it a moment; dropping kills what is left.
    fn stop(&mut self) {
        self.terminate();
        let told = Instant::now();
        while !self.has_ended() && told.elapsed() < GRACE {
            thread::sleep(LONGEST_PAUSE);
        }
    }

    #[cfg(unix)]
    fn leader(&self) -> rustix::process::Pid {
        rustix::process::Pid::from_child(&self.child)
    }

    #[cfg(unix)]
    fn terminate(&mut self) {
        let _ = rustix::process::kill_process_group(self.leader(), rustix::process::Signal::TERM);
    }

    #[cfg(unix)]
    fn kill(&mut self) {
        let _ = rustix::process::kill_process_group(self.leader(), rustix::process::Signal::KILL);
    }

    #[cfg(not(unix))]
    fn terminate(&mut self) {
        self.kill();
    }

    #[cfg(not(unix))]
    fn kill(&mut self) {
        let _ = self.child.kill();
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        if !self.is_gone {
            self.kill();
            let _ = self.child.wait();
        }
    }
}

/// Why a program that ended gives no rows; `None` if it ended well.
pub(super) fn complaint(status: ExitStatus) -> Option<String> {
    if status.success() {
        return None;
    }
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        let why = if signal == 9 { ", as the system does where memory is short" } else { "" };
        return Some(format!("was killed by signal {signal}{why}"));
    }
    Some(status.code().map_or_else(|| "did not end well".into(), |code| format!("ended with exit code {code}")))
}
