//! The disk as it fails: `strace` makes one system call of the program fail, or kills the program at it.

use super::{Desk, Said};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::process::Command;

/// Everything by which the program changes the disk.
const WRITES: [&str; 14] = [
    "write",
    "pwrite64",
    "writev",
    "pwritev",
    "fsync",
    "fdatasync",
    "syncfs",
    "sync_file_range",
    "ftruncate",
    "fallocate",
    "rename",
    "renameat2",
    "unlink",
    "mkdir",
];

/// What befalls one system call.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Injection {
    /// Which.
    pub(crate) call: String,
    /// The how-manieth of its thread, counted from 1.
    pub(crate) when: usize,
    /// `signal=SIGKILL`, `error=EIO`.
    pub(crate) fault: &'static str,
}

impl Injection {
    /// Runs the program with these arguments under this injection.
    #[track_caller]
    pub(crate) fn run(&self, desk: &Desk, arguments: &[OsString]) -> Said {
        let Injection { call, when, fault } = self;
        let trace = format!("trace={call}");
        let inject = format!("inject={call}:{fault}:when={when}");
        under_strace(desk, &["-e", &trace, "-e", &inject], arguments)
    }
}

/// How often a clean run with these arguments makes each call that writes; of a call that several threads make, the most that one does.
#[track_caller]
pub(crate) fn calls_of_a_clean_run(desk: &Desk, arguments: &[OsString]) -> BTreeMap<String, usize> {
    let log = desk.beside("trace");
    // A kernel without one of them is no reason to trace none.
    let trace = format!("trace=?{}", WRITES.join(",?"));
    under_strace(desk, &["-e", &trace, "-o", &log.to_string_lossy()], arguments).expect_status(0);
    let mut by_thread: BTreeMap<(String, String), usize> = BTreeMap::new();
    for line in std::fs::read_to_string(log).unwrap().lines() {
        let Some((thread, rest)) = line.split_once(' ') else {
            continue;
        };
        let Some((call, _)) = rest.trim_start().split_once('(') else {
            continue;
        };
        if WRITES.contains(&call) {
            *by_thread.entry((call.to_owned(), thread.to_owned())).or_default() += 1;
        }
    }
    let mut calls = BTreeMap::new();
    for ((call, _), count) in by_thread {
        let most = calls.entry(call).or_default();
        *most = count.max(*most);
    }
    assert!(calls.contains_key("pwrite64"), "the database writes nothing? {calls:?}");
    calls
}

#[track_caller]
fn under_strace(desk: &Desk, options: &[&str], arguments: &[OsString]) -> Said {
    let mut command = Command::new("strace");
    desk.surround(&mut command);
    // One worker, so that the calls of one run are those of the next.
    command.env("RAYON_NUM_THREADS", "1");
    command.args(["-f", "-qq"]);
    if !options.contains(&"-o") {
        command.args(["-o", "/dev/null"]);
    }
    command.args(options).arg(env!("CARGO_BIN_EXE_lockbox")).args(arguments);
    match command.output() {
        Ok(output) => {
            let said = Said::of(&output);
            assert!(
                !said.err.starts_with("strace:"),
                "strace does not work here (in a container it needs the capability SYS_PTRACE): {said:?}"
            );
            said
        }
        Err(error) => panic!("cannot start strace ({error}); install it: apt-get install strace"),
    }
}
