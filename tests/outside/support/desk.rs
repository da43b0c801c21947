//! One data folder, and the program run on it.

use super::json_lines;
use serde_json::Value;
use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// The moment at which all tests take place.
const NOW: &str = "2026-01-09T15:00:00Z";

/// A data folder that goes with the test, and room beside it for the mail.
pub(crate) struct Desk {
    folder: TempDir,
}

/// How a call of the program ended, and what it said.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) status: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Desk {
    /// A desk without any data yet.
    pub(crate) fn new() -> Self {
        Desk {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    /// A desk whose account master is that of these samples.
    #[track_caller]
    pub(crate) fn with_accounts_of(samples: &[&str]) -> Self {
        let desk = Desk::new();
        let master = desk.write("accounts.csv", super::accounts_of(samples));
        desk.call(["accounts".as_ref(), "import".as_ref(), master.as_os_str()])
            .expect_status(0);
        desk
    }

    /// A desk whose data folder is a copy of this one's.
    pub(crate) fn copy(&self) -> Self {
        let copy = Desk::new();
        if self.data().exists() {
            copy_folder(&self.data(), &copy.data());
        }
        copy
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// A place beside the data folder.
    pub(crate) fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file beside the data folder.
    pub(crate) fn write(&self, name: &str, contents: impl AsRef<[u8]>) -> PathBuf {
        let path = self.beside(name);
        std::fs::write(&path, contents).unwrap();
        path
    }

    /// The program with these arguments, not yet started. Beyond them nothing of the machine's settings counts.
    pub(crate) fn command<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_lockbox"));
        self.surround(&mut command);
        command.args(arguments);
        command
    }

    /// Another program that starts ours gets the same surroundings.
    pub(crate) fn surround(&self, command: &mut Command) {
        command
            .env("LOCKBOX_DATA", self.data())
            .env("LOCKBOX_NOW", NOW)
            .env("OMP_THREAD_LIMIT", "1")
            .current_dir(self.folder.path())
            .stdin(Stdio::null());
    }

    /// Runs the program to its end.
    #[track_caller]
    pub(crate) fn call<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Said {
        Said::of(&self.command(arguments).output().unwrap())
    }

    /// A person at the exceptions desk, with the password `a long password`.
    #[track_caller]
    pub(crate) fn add_user(&self, name: &str, role: &str) {
        let mut command = self.command(["users", "add", name, "--role", role, "--password-stdin"]);
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut input = child.stdin.take().unwrap();
        input.write_all(b"a long password\n").unwrap();
        drop(input);
        Said::of(&child.wait_with_output().unwrap()).expect_status(0);
    }

    /// `lockbox exceptions ...` by a person.
    #[track_caller]
    pub(crate) fn by(&self, user: &str, arguments: &[&str]) -> Said {
        self.call([&["exceptions"], arguments, &["--user", user]].concat())
    }

    /// `lockbox run` of one batch.
    #[track_caller]
    pub(crate) fn run(&self, batch: &Path) -> Said {
        self.call(["run".as_ref(), batch.as_os_str()])
    }

    /// The same, with nothing of the writing on checks read.
    #[track_caller]
    pub(crate) fn run_without_reading(&self, batch: &Path) -> Said {
        self.call(["run".as_ref(), batch.as_os_str(), "--no-neural".as_ref()])
    }

    /// The outcomes as they are exported, as text.
    #[track_caller]
    pub(crate) fn exported(&self) -> String {
        self.call(["export", "outcomes", "--format", "jsonl"])
            .expect_status(0)
            .out
    }

    /// The outcomes as they are exported.
    #[track_caller]
    pub(crate) fn outcomes(&self) -> Vec<Value> {
        json_lines(&self.exported())
    }

    /// The books prove.
    #[track_caller]
    pub(crate) fn expect_proof(&self) {
        let said = self.call(["verify"]);
        assert_eq!(said.status, Some(0), "the books do not prove: {said:?}");
    }
}

impl Said {
    /// What a finished call said. Whatever happens, it is no panic.
    #[track_caller]
    pub(crate) fn of(output: &Output) -> Self {
        let said = Said {
            status: output.status.code(),
            out: String::from_utf8(output.stdout.clone()).unwrap(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        };
        assert!(!said.err.contains("panicked at"), "the program panicked: {said:?}");
        said
    }

    #[track_caller]
    pub(crate) fn expect_status(self, status: i32) -> Self {
        assert_eq!(self.status, Some(status), "{self:?}");
        self
    }

    /// It failed, and its message names all of these.
    #[track_caller]
    pub(crate) fn expect_refusal(self, words: &[&str]) -> Self {
        let said = self.expect_status(1);
        for word in words {
            assert!(said.err.contains(word), "the message does not say `{word}`: {said:?}");
        }
        said
    }

    /// It ended with this status and says all of these on standard output.
    #[track_caller]
    pub(crate) fn expect_word(self, status: i32, words: &[&str]) -> Self {
        let said = self.expect_status(status);
        for word in words {
            assert!(said.out.contains(word), "it does not say `{word}`: {said:?}");
        }
        said
    }
}

fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}
