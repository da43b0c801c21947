//! Batches whose control figures do not prove: nothing posts until somebody says why it may.

use crate::support::{Desk, Mail, Said, THAT_POST, endings};
use serde_json::{Value, json};
use std::path::Path;

fn desk() -> Desk {
    Desk::with_accounts_of(&THAT_POST[..2])
}

fn mail(control: Value) -> Mail {
    Mail::of("20260108-001", &THAT_POST[..2]).with("control", control)
}

fn accept(desk: &Desk, batch: &Path, why: &str) -> Said {
    desk.call([
        "run".as_ref(),
        batch.as_os_str(),
        "--accept-difference".as_ref(),
        why.as_ref(),
    ])
}

#[test]
fn a_total_that_does_not_prove_holds_the_batch_until_it_is_accepted() {
    let desk = desk();
    let batch = mail(json!({ "pages": 4, "items": 2, "total": "202.14" })).put(&desk, "scans");
    desk.run(&batch)
        .expect_word(3, &["HELD", "$202.14", "$202.15", "--accept-difference"]);
    let held = desk.exported();
    assert_eq!(endings(&desk.outcomes()), ["control_mismatch", "control_mismatch"]);
    assert_eq!(desk.call(["export", "payments"]).expect_status(0).out, "");
    desk.call(["batches"]).expect_word(0, &["held"]);
    desk.expect_proof();

    desk.run(&batch).expect_word(3, &["HELD"]);
    assert_eq!(desk.exported(), held);

    accept(&desk, &batch, "").expect_refusal(&["--accept-difference"]);
    accept(&desk, &batch, "  ").expect_refusal(&["--accept-difference"]);
    assert_eq!(desk.exported(), held);

    accept(
        &desk,
        &batch,
        "a cent lost in keying, by phone with the scanner's operator",
    )
    .expect_word(0, &["2 posted"]);
    let released = desk.exported();
    assert_eq!(endings(&desk.outcomes()), ["posted", "posted"]);
    assert_eq!(
        desk.call(["export", "payments"]).expect_status(0).out.lines().count(),
        2
    );
    desk.expect_proof();

    accept(&desk, &batch, "again").expect_word(0, &["nothing has changed"]);
    desk.run(&batch).expect_word(0, &["nothing has changed"]);
    assert_eq!(desk.exported(), released);
    desk.expect_proof();
}

#[test]
fn each_figure_that_differs_is_named() {
    let desk = desk();
    let batch = mail(json!({ "pages": 5, "items": 3, "total": "1.00" })).put(&desk, "scans");
    desk.run(&batch).expect_word(3, &["5 page(s)", "3 item(s)", "$1.00"]);
}

#[test]
fn figures_that_prove_hold_nothing() {
    let desk = desk();
    let batch = mail(json!({ "pages": 4, "items": 2, "total": "202.15" })).put(&desk, "scans");
    accept(&desk, &batch, "not needed").expect_word(0, &["2 posted"]);
    desk.call(["batches"]).expect_word(0, &["finished"]);
}

#[test]
fn a_difference_that_is_accepted_at_once_is_never_held() {
    let desk = desk();
    let batch = mail(json!({ "pages": 9 })).put(&desk, "scans");
    accept(&desk, &batch, "the scanner counts its test page").expect_word(0, &["2 posted"]);
    desk.expect_proof();
}

#[test]
fn while_an_item_has_no_amount_the_total_is_open_and_what_is_sure_posts() {
    let all = [THAT_POST[0], "amount-read-without-keying"];
    let desk = Desk::with_accounts_of(&all);
    let mail = Mail::of("20260108-001", &all).with("control", json!({ "pages": 4, "items": 2, "total": "273.67" }));
    desk.run_without_reading(&mail.put(&desk, "scans"))
        .expect_word(0, &["unproven"]);
    assert_eq!(endings(&desk.outcomes()), ["posted", "no_amount"]);
    desk.call(["batches"]).expect_word(0, &["unproven"]);
    desk.expect_proof();
}

#[test]
fn known_amounts_beyond_the_total_are_a_mismatch_though_others_are_unknown() {
    let all = [THAT_POST[0], "amount-read-without-keying"];
    let desk = Desk::with_accounts_of(&all);
    let mail = Mail::of("20260108-001", &all).with("control", json!({ "total": "159.26" }));
    desk.run_without_reading(&mail.put(&desk, "scans"))
        .expect_word(3, &["HELD"]);
    assert!(desk.outcomes().iter().all(|line| line["outcome"] == "exception"));
}

#[test]
fn a_control_figure_that_makes_no_sense_proves_nothing() {
    let desk = desk();
    let batch = mail(json!({ "total": "two hundred" })).put(&desk, "scans");
    desk.run(&batch)
        .expect_word(3, &["HELD", "`control.total` is \"two hundred\""]);
    assert_eq!(endings(&desk.outcomes()), ["control_mismatch", "control_mismatch"]);
    accept(&desk, &batch, "counted by hand").expect_word(0, &["2 posted"]);
    desk.expect_proof();
}
