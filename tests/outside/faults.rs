//! The disk fails, or the machine dies, at every single write of a run: nothing acknowledged is lost, nothing is doubled, and
//! feeding the batch again ends where an unbroken run ends.

use crate::support::{Desk, Injection, Mail, THAT_POST, calls_of_a_clean_run};
use rayon::prelude::*;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

const SAMPLES: [&str; 3] = [THAT_POST[0], "unsigned-check", THAT_POST[1]];

/// `lockbox run` of a batch without reading of writing, which changes nothing on the disk.
fn run_of(batch: &Path) -> Vec<OsString> {
    vec!["run".into(), "--no-neural".into(), batch.into()]
}

/// A data folder with the accounts and nothing else, the mail, and the outcomes of an unbroken run.
struct Stage {
    desk: Desk,
    batch: PathBuf,
    unbroken: String,
    /// There are no books yet.
    is_new: bool,
}

fn stage() -> Stage {
    stage_on(Desk::with_accounts_of(&SAMPLES), &SAMPLES)
}

fn stage_on(desk: Desk, samples: &[&str]) -> Stage {
    let batch = Mail::of("20260108-001", samples).put(&desk, "scans");
    let other = desk.copy();
    other.run_without_reading(&batch).expect_status(0);
    Stage {
        unbroken: other.exported(),
        is_new: !desk.data().exists(),
        desk,
        batch,
    }
}

impl Stage {
    /// Every `step`th call of every kind that writes, from the first on.
    fn injections(&self, fault: &'static str, step: usize) -> Vec<Injection> {
        let calls = calls_of_a_clean_run(&self.desk.copy(), &run_of(&self.batch));
        let each = |(call, count): (String, usize)| {
            let injection = move |when| Injection {
                call: call.clone(),
                when,
                fault,
            };
            (1..=count).step_by(step).map(injection)
        };
        calls.into_iter().flat_map(each).collect()
    }

    /// Breaks a run so, then feeds the batch again; what is not as it should be, in words.
    fn check(&self, injection: &Injection) -> Option<String> {
        let desk = self.desk.copy();
        let broken = injection.run(&desk, &run_of(&self.batch));
        let fail = |what: &str, said: &dyn std::fmt::Debug| Some(format!("{injection:?}: {what}: {said:?}"));
        let killed = injection.fault == "signal=SIGKILL";
        match broken.status {
            None if killed => {}
            Some(0) if !killed => {}
            Some(1) if !killed && broken.err.starts_with("lockbox: ") => {}
            _ => return fail("ended wrongly", &broken),
        }
        let verify = desk.call(["verify"]);
        // It may have ended before there were any books.
        let no_books =
            self.is_new && (verify.err.contains("no lockbox data") || verify.err.contains("was interrupted"));
        if verify.status != Some(0) && !no_books {
            return fail("the books do not prove afterwards", &verify);
        }
        let acknowledged = if no_books { String::new() } else { desk.exported() };
        if acknowledged.lines().any(|line| !self.unbroken.contains(line)) {
            return fail("other outcomes than those of an unbroken run", &acknowledged);
        }
        if broken.status == Some(0) && acknowledged != self.unbroken {
            return fail("it said that all is well", &acknowledged);
        }
        let again = desk.run_without_reading(&self.batch);
        if again.status != Some(0) {
            return fail("the second run fails", &again);
        }
        let verify = desk.call(["verify"]);
        if verify.status != Some(0) {
            return fail("the books do not prove in the end", &verify);
        }
        let exported = desk.exported();
        if exported != self.unbroken {
            return fail("the second run ends elsewhere", &exported);
        }
        None
    }

    #[track_caller]
    fn check_all(&self, fault: &'static str, step: usize) {
        let injections = self.injections(fault, step);
        assert!(injections.len() >= 20, "only {} places to break", injections.len());
        let faults: Vec<String> = injections
            .par_iter()
            .filter_map(|injection| self.check(injection))
            .collect();
        assert!(
            faults.is_empty(),
            "{} of {} breaks went wrong:\n{}",
            faults.len(),
            injections.len(),
            faults.join("\n")
        );
    }
}

#[test]
fn killed_at_any_write_the_batch_is_as_if_never_killed() {
    stage().check_all("signal=SIGKILL", 1);
}

#[test]
fn killed_at_any_write_while_the_books_are_set_up_the_next_run_sets_them_up() {
    stage_on(Desk::new(), &SAMPLES[..1]).check_all("signal=SIGKILL", 2);
}

#[test]
fn a_disk_that_fails_at_any_write_loses_and_doubles_nothing() {
    stage().check_all("error=EIO", 3);
}

#[test]
fn a_disk_that_is_full_at_any_write_loses_and_doubles_nothing() {
    stage().check_all("error=ENOSPC", 3);
}

#[test]
fn a_full_disk_is_called_by_its_name() {
    let stage = stage();
    let full = |call: &str, when| Injection {
        call: call.to_owned(),
        when,
        fault: "error=ENOSPC",
    };
    let of_the_books = full("pwrite64", 20).run(&stage.desk.copy(), &run_of(&stage.batch));
    of_the_books.expect_refusal(&["full"]);
    let of_the_archive = full("rename", 1).run(&stage.desk.copy(), &run_of(&stage.batch));
    of_the_archive.expect_refusal(&["archive", "No space left on device"]);
}

#[test]
fn interrupted_by_the_operator_it_says_how_to_go_on_and_goes_on() {
    let many: Vec<&str> = std::iter::repeat_n(SAMPLES, 20).flatten().collect();
    let desk = Desk::with_accounts_of(&SAMPLES);
    let batch = Mail::of("20260108-001", &many).put(&desk, "scans");
    let unbroken = desk.copy();
    unbroken.run_without_reading(&batch).expect_status(0);
    for fault in ["signal=SIGINT", "signal=SIGTERM"] {
        let desk = desk.copy();
        let calls = calls_of_a_clean_run(&desk.copy(), &run_of(&batch));
        let injection = Injection {
            call: "pwrite64".to_owned(),
            when: calls["pwrite64"] / 4,
            fault,
        };
        injection
            .run(&desk, &run_of(&batch))
            .expect_refusal(&["stopped", "20260108-001", "to go on"]);
        desk.call(["batches"]).expect_word(0, &["interrupted", "run it again"]);
        desk.expect_proof();
        desk.run_without_reading(&batch).expect_status(0);
        desk.expect_proof();
        assert_eq!(desk.exported(), unbroken.exported());
    }
}

/// A person settles an exception while the machine dies or the disk fails at every single write of it; pressed again, the button does what was not done.
#[test]
fn an_exception_settled_while_everything_breaks_posts_once() {
    let desk = Desk::with_accounts_of(&["unsigned-check"]);
    let batch = Mail::of("20260108-001", &["unsigned-check"]).put(&desk, "scans");
    desk.run(&batch).expect_word(0, &["1 to the queue"]);
    desk.add_user("rita", "reviewer");
    let master = std::fs::read_to_string(desk.beside("accounts.csv")).unwrap();
    let account = master.lines().nth(1).unwrap().split(',').next().unwrap();
    let press: Vec<OsString> = [
        "exceptions",
        "resolve",
        "20260108-001/1",
        "--user",
        "rita",
        "--account",
        account,
    ]
    .iter()
    .chain(&["--amount", "120.00", "--token", "one press"])
    .map(OsString::from)
    .collect();
    let unbroken = desk.copy();
    unbroken.call(&press).expect_word(0, &["is settled"]);
    let wanted = unbroken.exported();
    let calls = calls_of_a_clean_run(&desk.copy(), &press);
    let places: Vec<Injection> = calls
        .into_iter()
        .flat_map(|(call, count)| {
            let faults = ["signal=SIGKILL", "error=EIO"].into_iter();
            faults.flat_map(move |fault| {
                let call = call.clone();
                (1..=count).map(move |when| Injection {
                    call: call.clone(),
                    when,
                    fault,
                })
            })
        })
        .collect();
    assert!(places.len() >= 20, "only {} places to break", places.len());
    places.par_iter().for_each(|place| {
        let desk = desk.copy();
        let broken = place.run(&desk, &press);
        let verify = desk.call(["verify"]);
        assert_eq!(verify.status, Some(0), "{place:?}: {broken:?}, {verify:?}");
        let again = desk.call(&press);
        assert_eq!(again.status, Some(0), "{place:?}: {again:?}");
        assert_eq!(desk.exported(), wanted, "{place:?}");
        desk.expect_proof();
    });
}
