//! The same scans again: by mistake, under another name, at the same moment. Nothing is doubled, and it is said so.

use crate::support::{Desk, Mail, Said, THAT_POST, endings, sample};
use std::path::Path;

const BEFORE: &str = "was taken in before; nothing has changed";

fn mail(name: &str) -> Mail {
    Mail::of(name, &THAT_POST[..2])
}

#[test]
fn a_batch_fed_twice_changes_nothing() {
    let desk = Desk::with_accounts_of(&THAT_POST[..2]);
    let batch = mail("20260108-001").put(&desk, "scans");
    desk.run(&batch).expect_status(0);
    let first = desk.exported();
    desk.run(&batch).expect_word(0, &["20260108-001", BEFORE]);
    assert_eq!(desk.exported(), first);
    desk.call(["run".as_ref(), batch.as_os_str(), batch.as_os_str(), "--json".as_ref()])
        .expect_word(0, &["\"unchanged\""]);
    assert_eq!(desk.exported(), first);
    desk.expect_proof();
}

#[test]
fn the_same_scans_in_another_folder_are_the_same_batch() {
    let desk = Desk::with_accounts_of(&THAT_POST[..2]);
    let mail = mail("20260108-001");
    desk.run(&mail.put(&desk, "scans")).expect_status(0);
    let first = desk.exported();
    desk.run(&mail.put(&desk, "scans (copy)"))
        .expect_word(0, &["20260108-001", BEFORE]);
    let renamed = mail.with("batch", "20260108-777".into()).put(&desk, "renamed");
    desk.run(&renamed).expect_word(0, &["20260108-001", BEFORE]);
    let bare = Mail::of("", &THAT_POST[..2]).put_without_manifest(&desk, "bare");
    desk.run(&bare).expect_word(0, &["20260108-001", BEFORE]);
    assert_eq!(desk.exported(), first);
    desk.expect_proof();
}

/// Starts a run of each batch at once, and waits for all.
fn at_once(desk: &Desk, batches: &[&Path]) -> Vec<Said> {
    let start = |batch: &&Path| {
        let mut command = desk.command(["run".as_ref(), batch.as_os_str()]);
        command
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped());
        command.spawn().unwrap()
    };
    let running: Vec<_> = batches.iter().map(start).collect();
    let ended = running
        .into_iter()
        .map(|child| Said::of(&child.wait_with_output().unwrap()));
    ended.collect()
}

#[test]
fn two_processes_with_the_same_batch_book_it_once() {
    let alone = Desk::with_accounts_of(&THAT_POST);
    let desk = alone.copy();
    let batch = Mail::of("20260108-001", &THAT_POST).put(&desk, "scans");
    alone.run(&batch).expect_status(0);
    for said in at_once(&desk, &[&batch, &batch, &batch]) {
        said.expect_word(0, &["20260108-001"]);
    }
    assert_eq!(desk.exported(), alone.exported());
    desk.expect_proof();
    desk.run(&batch).expect_word(0, &[BEFORE]);
}

#[test]
fn two_processes_with_a_batch_each_share_one_data_folder() {
    let one_by_one = Desk::with_accounts_of(&THAT_POST);
    let desk = one_by_one.copy();
    let one = Mail::of("20260108-001", &THAT_POST[..2]).put(&desk, "one");
    let other = Mail::of("20260108-002", &THAT_POST[2..]).put(&desk, "other");
    for batch in [&one, &other] {
        one_by_one.run(batch).expect_status(0);
    }
    for said in at_once(&desk, &[&one, &other]) {
        said.expect_status(0);
    }
    let sorted = |desk: &Desk| {
        let exported = desk.exported();
        let mut lines: Vec<String> = exported.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    assert_eq!(sorted(&desk), sorted(&one_by_one));
    desk.expect_proof();
}

#[test]
fn two_processes_may_open_a_new_data_folder_at_once() {
    let desk = Desk::new();
    let one = Mail::of("20260108-001", &THAT_POST[..1]).put(&desk, "one");
    let other = Mail::of("20260108-002", &THAT_POST[1..2]).put(&desk, "other");
    for said in at_once(&desk, &[&one, &other]) {
        said.expect_status(0);
    }
    assert_eq!(endings(&desk.outcomes()), ["no_such_account", "no_such_account"]);
    desk.expect_proof();
}

#[test]
fn another_batch_of_a_name_that_is_taken_is_refused() {
    let desk = Desk::with_accounts_of(&THAT_POST);
    desk.run(&Mail::of("20260108-001", &THAT_POST[..1]).put(&desk, "first"))
        .expect_status(0);
    let first = desk.exported();
    let second = Mail::of("20260108-001", &THAT_POST[1..2]).put(&desk, "second");
    desk.run(&second)
        .expect_refusal(&["20260108-001", "second", "first", "give it another name"]);
    assert_eq!(desk.exported(), first);
    desk.expect_proof();
}

#[test]
fn two_folders_of_one_name_without_manifests_are_two_batches() {
    let desk = Desk::with_accounts_of(&THAT_POST);
    std::fs::create_dir(desk.beside("monday")).unwrap();
    std::fs::create_dir(desk.beside("tuesday")).unwrap();
    let one = Mail::of("", &THAT_POST[..1]).put_without_manifest(&desk, "monday/scans");
    let other = Mail::of("", &THAT_POST[1..2]).put_without_manifest(&desk, "tuesday/scans");
    desk.run(&one).expect_status(0);
    desk.run(&other).expect_status(0);
    assert_eq!(desk.outcomes().len(), 2);
    desk.expect_proof();
}

#[test]
fn a_check_that_comes_again_in_another_batch_is_a_duplicate() {
    let desk = Desk::with_accounts_of(&THAT_POST);
    desk.run(&Mail::of("20260108-001", &THAT_POST[..1]).put(&desk, "one"))
        .expect_status(0);
    desk.run(&Mail::of("20260108-002", &THAT_POST[..2]).put(&desk, "two"))
        .expect_status(0);
    assert_eq!(endings(&desk.outcomes()), ["posted", "duplicate_item", "posted"]);
    desk.expect_proof();
}

#[test]
fn a_run_names_every_batch_and_goes_on_behind_one_that_cannot_be_taken_in() {
    let desk = Desk::with_accounts_of(&THAT_POST);
    let good = sample(THAT_POST[0]).join("batches/20260108-001");
    let said = desk.call(["run".as_ref(), desk.beside("gone").as_os_str(), good.as_os_str()]);
    assert!(said.out.contains("1 posted"), "{said:?}");
    said.expect_refusal(&["gone"]);
    assert_eq!(endings(&desk.outcomes()), ["posted"]);
}
