//! Hand-made truths and outcomes, scored.

use super::decisions::Wrong;
use super::done::{Done, DoneItem};
use super::truth::{Truth, TruthError, parse};
use super::{Report, report};
use crate::config::checks::CheckRules;
use crate::decision::reason::Reason;
use crate::decision::{Decision, Path, Payment};
use crate::evidence::check::DateCandidate;
use crate::evidence::check::amount::{AmountCandidate, AmountReading};
use crate::evidence::{CheckReading, Reading};
use crate::id::PageNo;
use crate::money::Amount;
use crate::score::Score;
use chrono::NaiveDate;
use serde_json::json;

const ANN: &str = "700123456789";
const BOB: &str = "700123456790";

fn dollars(text: &str) -> Amount {
    text.parse().unwrap()
}

/// Transaction `no` of batch `mon`, on page `{no}.tif`, with one check for $120.00.
fn truth(no: u32, outcome: &str, reasons: &[&str]) -> Truth {
    let payments = if outcome == "exception" {
        json!([])
    } else {
        json!([{ "account": ANN, "amount": "120.00" }])
    };
    let line = json!({
        "batch": "mon", "transaction": no, "pages": [format!("{no}.tif")], "outcome": outcome, "payments": payments, "reasons": reasons,
        "items": [{ "page": format!("{no}.tif"), "kind": "check", "amount": "120.00", "routing": "011000015", "account": "0123", "serial": "7" }],
        "tags": { "case": "coupon_clean", "level": 1, "more": null },
    });
    parse(&line.to_string(), "truth.jsonl".as_ref()).unwrap().remove(0)
}

fn done(no: u32, decision: Decision) -> Done {
    Done {
        batch: "mon".to_owned(),
        transaction: no,
        pages: vec![format!("{no}.tif")],
        received: NaiveDate::from_ymd_opt(2026, 1, 9).unwrap(),
        decision,
        items: Vec::new(),
    }
}

fn posted(no: u32, account: &str, amount: &str) -> Done {
    let payment = Payment {
        account: account.parse().unwrap(),
        amount: dollars(amount),
    };
    done(
        no,
        Decision::Posted {
            path: Path::CouponBarcode,
            payments: vec![payment],
        },
    )
}

fn queued(no: u32, reason: Reason) -> Done {
    done(no, Decision::Exception { reasons: vec![reason] })
}

fn scored(truth: &[Truth], done: &[Done]) -> Report {
    report(truth, done, &CheckRules::default())
}

#[test]
fn what_posts_right_wrong_needlessly_and_not_at_all_is_counted() {
    let truth = [
        truth(1, "posted", &[]),
        truth(2, "posted", &[]),
        truth(3, "posted", &[]),
        truth(4, "exception", &["unsigned", "no_amount"]),
        truth(5, "posted", &[]),
        truth(6, "exception", &["unsigned"]),
        truth(7, "either", &["no_amount"]),
        truth(8, "posted", &[]),
    ];
    let done = [
        posted(1, ANN, "120.00"),
        posted(2, ANN, "12.00"),
        posted(3, BOB, "120.00"),
        posted(4, ANN, "120.00"),
        queued(
            5,
            Reason::NoAmount {
                page: PageNo(1),
                candidates: Vec::new(),
            },
        ),
        queued(6, Reason::NoItem),
        posted(7, ANN, "120.00"),
    ];
    let found = scored(&truth, &done);
    let sum = &found.decisions;
    assert_eq!(
        (sum.transactions, sum.should_post, sum.straight_through, sum.posted),
        (8, 5, 1, 5)
    );
    assert_eq!(
        (
            sum.misposts,
            sum.mispost_amount,
            sum.mispost_account,
            sum.mispost_should_be_exception
        ),
        (3, 1, 1, 1)
    );
    assert_eq!((sum.should_except, sum.excepted, sum.excepted_right_reason), (2, 1, 0));
    assert_eq!(
        (
            sum.needless_exceptions,
            sum.missing,
            sum.either,
            sum.either_posted_right
        ),
        (1, 1, 1, 1)
    );
    let kinds: Vec<Wrong> = found.misposts.iter().map(|mispost| mispost.kind).collect();
    assert_eq!(kinds, [Wrong::Amount, Wrong::Account, Wrong::ShouldBeException]);
    assert_eq!(
        found.misposts[0].why,
        format!("posted {ANN} $12.00, right is {ANN} $120.00")
    );
    let reasons: Vec<_> = found
        .reasons
        .iter()
        .map(|(code, c)| (code.as_str(), c.due, c.found, c.needless))
        .collect();
    assert_eq!(reasons, [("no_amount", 1, 0, 1), ("unsigned", 2, 0, 0)]);
}

#[test]
fn a_batch_fed_twice_counts_only_if_it_posts_again() {
    let again = || Truth {
        batch: "mon-again".to_owned(),
        ..truth(1, "nothing", &[])
    };
    let once = scored(&[truth(1, "posted", &[]), again()], &[posted(1, ANN, "120.00")]);
    assert_eq!(
        (
            once.decisions.transactions,
            once.decisions.refed,
            once.decisions.misposts
        ),
        (1, 1, 0)
    );
    let twice = Done {
        batch: "mon-again".to_owned(),
        ..posted(1, ANN, "120.00")
    };
    let sum = scored(&[truth(1, "posted", &[]), again()], &[posted(1, ANN, "120.00"), twice]).decisions;
    assert_eq!((sum.misposts, sum.mispost_again, sum.posted), (1, 1, 1));
}

#[test]
fn envelopes_taken_together_are_right_if_all_of_it_is() {
    let truth = [truth(1, "posted", &[]), truth(2, "posted", &[])];
    let together = |amount| Done {
        pages: vec!["1.TIF".to_owned(), "in/2.tif".to_owned()],
        ..posted(1, ANN, amount)
    };
    assert_eq!(scored(&truth, &[together("240.00")]).decisions.straight_through, 2);
    assert_eq!(scored(&truth, &[together("120.00")]).decisions.misposts, 2);
}

#[test]
fn other_payments_that_are_right_as_well_are_right() {
    let mut truth = truth(1, "posted", &[]);
    truth.also = vec![vec![super::truth::Payment {
        account: BOB.to_owned(),
        amount: dollars("120.00"),
    }]];
    assert_eq!(
        scored(&[truth], &[posted(1, BOB, "120.00")]).decisions.straight_through,
        1
    );
}

#[test]
fn an_outcome_of_no_pages_of_the_truth_is_known_by_its_number_or_invented() {
    let nameless = Done {
        pages: vec!["x.tif".to_owned()],
        ..posted(1, ANN, "120.00")
    };
    let found = scored(
        &[truth(1, "posted", &[])],
        &[
            nameless,
            Done {
                pages: Vec::new(),
                ..posted(9, ANN, "1.00")
            },
        ],
    );
    assert_eq!((found.decisions.straight_through, found.decisions.invented), (1, 1));
}

/// A check's amounts with their log-probabilities by figures and by words.
fn reading(candidates: &[(&str, f32, f32)]) -> CheckReading {
    let candidates = candidates.iter().map(|&(amount, figures, words)| AmountCandidate {
        amount: dollars(amount),
        figures,
        words,
    });
    CheckReading {
        amount: AmountReading {
            candidates: candidates.collect(),
            figures_fit: Some(-0.1),
            words_fit: Some(-0.1),
        },
        ..CheckReading::default()
    }
}

fn with_item(no: u32, item: DoneItem) -> Done {
    Done {
        items: vec![DoneItem {
            page: format!("{no}.tif"),
            ..item
        }],
        ..posted(no, ANN, "120.00")
    }
}

#[test]
fn amounts_are_counted_by_figures_by_words_and_by_both() {
    // The figures hold for $170.00, the words for $120.00, and both together for $120.00.
    let read = DoneItem {
        reading: Some(reading(&[("120.00", -1.0, -0.1), ("170.00", -0.5, -9.0)])),
        ..DoneItem::default()
    };
    let keyed = DoneItem {
        amount: Some(dollars("120.00")),
        is_keyed: true,
        ..DoneItem::default()
    };
    let truth = [
        truth(1, "posted", &[]),
        truth(2, "posted", &[]),
        truth(3, "posted", &[]),
    ];
    let found = scored(&truth, &[with_item(1, read), with_item(2, keyed)]);
    let fields = &found.fields;
    let counts = |tally: super::fields::Tally| (tally.right, tally.wrong, tally.none);
    assert_eq!((fields.items, fields.listed, fields.keyed), (3, 2, 1));
    assert_eq!(counts(fields.amount_by_figures), (0, 1, 2));
    assert_eq!(counts(fields.amount_by_words), (1, 0, 2));
    assert_eq!(counts(fields.amount_by_both), (1, 0, 2));
    assert_eq!(counts(fields.amount_accepted), (1, 0, 2));
    assert_eq!(counts(fields.amount_accepted_unkeyed), (0, 0, 1));
    let banded: Vec<(f32, u32, u32)> = found
        .calibration
        .iter()
        .filter(|b| b.items > 0)
        .map(|b| (b.from, b.items, b.right))
        .collect();
    assert_eq!(banded, [(7.0, 1, 1)]);
}

#[test]
fn numbers_of_the_micr_line_are_compared_without_leading_noughts() {
    let item = DoneItem {
        routing: Some("011000015".to_owned()),
        account: Some("123".to_owned()),
        serial: Some("0008".to_owned()),
        ..DoneItem::default()
    };
    let fields = scored(&[truth(1, "posted", &[])], &[with_item(1, item)]).fields;
    assert_eq!(
        (fields.routing.right, fields.account.right, fields.serial.wrong),
        (1, 1, 1)
    );
}

#[test]
fn payee_and_date_are_counted_as_far_as_the_truth_tells() {
    let read = |payee: &str, date: &str| {
        let mut reading = reading(&[]);
        reading.payee = Some(Reading {
            value: payee.to_owned(),
            score: Score::SURE,
            region: None,
        });
        reading.dates = vec![DateCandidate {
            date: date.parse().unwrap(),
            probability: Score::SURE,
        }];
        DoneItem {
            reading: Some(reading),
            ..DoneItem::default()
        }
    };
    let truth = [
        truth(1, "posted", &[]),
        truth(2, "exception", &["wrong_payee"]),
        truth(3, "exception", &["post_dated"]),
        truth(4, "either", &[]),
    ];
    let done = [
        with_item(1, read("Health Connector", "2026-01-05")),
        with_item(2, read("City of Worcester", "2026-03-05")),
        with_item(3, read("Heatth Connecton", "2026-03-05")),
        with_item(4, read("City of Worcester", "2020-03-05")),
    ];
    let fields = scored(&truth, &done).fields;
    assert_eq!((fields.payee.right, fields.payee.wrong), (3, 0));
    assert_eq!((fields.date.right, fields.date.wrong), (2, 1));
}

#[test]
fn a_truth_without_transactions_or_with_a_bad_line_is_refused() {
    assert!(matches!(parse("\n \n", "t".as_ref()), Err(TruthError::Empty { .. })));
    let bad = parse("\n{\"batch\":1}", "t".as_ref());
    assert!(matches!(bad, Err(TruthError::Line { line: 2, .. })));
}
