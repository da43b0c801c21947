//! What the program says, as people see it.

use crate::support::{Desk, Mail, THAT_POST};
use regex::{Captures, Regex};

/// The words without what differs from run to run, times and folders, or from reader to reader, scores.
fn lasting(desk: &Desk, text: &str) -> String {
    let text = text.replace(&*desk.beside("").to_string_lossy(), "/");
    let changing = Regex::new(r"[\d.]+ s, [\d.]+ pages a second|\(\d\.\d+\)|score \d\.\d+|skew -?\d\.\d").unwrap();
    changing
        .replace_all(&text, |found: &Captures| {
            let digits = Regex::new(r"-?[\d.]+").unwrap();
            digits.replace_all(&found[0], "~").into_owned()
        })
        .into_owned()
}

fn desk() -> Desk {
    let all = [THAT_POST[0], "words-and-figures-disagree"];
    Desk::with_accounts_of(&all)
}

#[test]
fn the_summary_of_a_run_and_the_transactions_behind_it() {
    let desk = desk();
    let mail = Mail::of("20260108-001", &[THAT_POST[0], "words-and-figures-disagree"]).envelope_of_one(*b"II*\0torn");
    let said = desk.run(&mail.put(&desk, "scans")).expect_status(0);
    insta::assert_snapshot!("run", lasting(&desk, &said.out));
    let show = |what: &str| desk.call(["show", what]).expect_status(0).out;
    insta::assert_snapshot!("show_posted", lasting(&desk, &show("20260108-001/1")));
    insta::assert_snapshot!("show_exception", lasting(&desk, &show("20260108-001/2")));
    insta::assert_snapshot!("show_unreadable", lasting(&desk, &show("20260108-001/3")));
    insta::assert_snapshot!("batches", lasting(&desk, &desk.call(["batches"]).expect_status(0).out));
}
