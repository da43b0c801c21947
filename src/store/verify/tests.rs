use super::*;
use crate::id::Digest;
use crate::store::Store;
use crate::store::batches::BatchEvent;
use crate::store::fixture::{finished, now, posted, read_in, scan, store};

fn verify(store: &Store) -> VerifyReport {
    store.verify(store.archive(), Depth::Digests).unwrap()
}

/// Works on the database by hand, past its rules (which are put back), and returns what the proof says.
fn after(sql: &str) -> Vec<String> {
    let (_data, mut store) = store();
    finished(&mut store, "sack", 3);
    tamper(&store, sql);
    verify(&store).faults.iter().map(ToString::to_string).collect()
}

fn tamper(store: &Store, sql: &str) {
    let connection = &store.connection;
    let rules: Vec<(String, String)> = connection
        .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
        .unwrap()
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    connection
        .execute_batch("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON")
        .unwrap();
    for (name, _) in &rules {
        connection.execute_batch(&format!("DROP TRIGGER {name}")).unwrap();
    }
    connection.execute_batch(sql).unwrap();
    for (_, rule) in &rules {
        connection.execute_batch(rule).unwrap();
    }
}

fn names(faults: &[String], words: &str) {
    assert!(
        faults.iter().any(|fault| fault.contains(words)),
        "`{words}` is not among {faults:#?}"
    );
}

#[test]
fn finished_books_prove_and_everything_is_counted() {
    let (_data, mut store) = store();
    finished(&mut store, "sack", 3);
    read_in(&mut store, "begun", 1);
    let report = verify(&store);
    assert_eq!(report.faults, []);
    let wanted = Counts {
        accounts: 1,
        batches: 2,
        pages: 8,
        transactions: 4,
        posted: 2,
        exceptions: 1,
        undecided: 1,
        items: 3,
        decisions: 3,
        postings: 2,
        entries: 4,
        debit_cents: 24_000,
        credit_cents: 24_000,
        files: 8,
        settled: 0,
        reversals: 0,
        log_entries: 0,
        unnamed_files: 0,
    };
    assert_eq!(report.counts, wanted);
    assert_eq!(report.open.len(), 1);
    assert_eq!(report.open[0].0.as_str(), "begun");
}

#[test]
fn a_cent_moved_is_named() {
    let faults = after("UPDATE entries SET cents = cents + 1 WHERE cents > 0 AND posting = 1");
    names(
        &faults,
        "the posting of transaction 1 does not prove: total 12000 cents, items 12000, debits 12001, credits 12000",
    );
    names(&faults, "posted items are 24000 cents, debits 24001, credits 24000");
    assert_eq!(faults.len(), 2, "{faults:#?}");
    names(
        &after("UPDATE items SET amount_cents = 1 WHERE transaction_no = 2"),
        "transaction 2 does not prove",
    );
}

#[test]
fn a_payment_moved_to_another_account_is_named() {
    let faults = after("UPDATE entries SET member_id = '700000000001' WHERE posting = 2 AND cents < 0");
    names(&faults, "transaction 2 does not agree with its reasons or its payments");
    names(&faults, "a row of entries refers to one of accounts that is not there");
}

#[test]
fn what_was_lost_is_named() {
    names(
        &after("DELETE FROM postings WHERE transaction_no = 1"),
        "transaction 1 is decided to post, and has no posting",
    );
    names(
        &after("DELETE FROM decisions WHERE transaction_no = 3"),
        "transaction 3 is not decided, though",
    );
    names(
        &after("DELETE FROM decisions WHERE transaction_no = 1"),
        "transaction 1 has a posting, though it is not decided",
    );
    names(&after("DELETE FROM evidence WHERE page = 2"), "page 2 has no evidence");
    names(
        &after("DELETE FROM transaction_pages WHERE page = 5"),
        "page 5 belongs to no transaction",
    );
    names(
        &after("DELETE FROM transaction_pages WHERE page IN (5, 6)"),
        "transaction 3 has no page",
    );
    names(
        &after("DELETE FROM pages WHERE no = 3"),
        "batch sack: 1 of its pages are gone",
    );
    names(
        &after("UPDATE decisions SET seq = 2 WHERE transaction_no = 3"),
        "a decision on transaction 3 is gone",
    );
}

#[test]
fn what_was_rewritten_is_named() {
    let rewritten = "UPDATE decisions SET decision = replace(decision, 'unsigned', 'no_item') WHERE transaction_no = 3";
    names(&after(rewritten), "transaction 3 does not agree with its reasons");
    names(
        &after("DELETE FROM decision_reasons"),
        "transaction 3 does not agree with its reasons",
    );
    names(
        &after("UPDATE evidence SET json = '{}' WHERE page = 1"),
        "the evidence of page 1 is not as it was written",
    );
    names(
        &after("UPDATE evidence SET is_item = 0 WHERE page = 2"),
        "the evidence of page 2 is not as it was written",
    );
    names(
        &after("UPDATE batches SET received = 'noon'"),
        "the batches cannot be checked",
    );
}

#[test]
fn a_posting_of_a_held_batch_is_named() {
    let (_data, mut store) = store();
    let key = read_in(&mut store, "sack", 1);
    store.write(|tx| tx.save_decision(&posted(key, 1))).unwrap();
    store
        .add_event(
            key,
            &BatchEvent::Held {
                why: "by hand".to_owned(),
            },
            now(),
        )
        .unwrap();
    assert!(matches!(
        verify(&store).faults.as_slice(),
        [Fault::PostingOfHeldBatch { .. }]
    ));
}

#[test]
fn a_rule_that_was_taken_away_is_named() {
    let (_data, store) = store();
    store
        .connection
        .execute_batch("DROP TRIGGER entries_no_update; CREATE TABLE mine (x)")
        .unwrap();
    let faults: Vec<String> = verify(&store).faults.iter().map(ToString::to_string).collect();
    names(&faults, "`entries_no_update` of the database's schema is missing");
    names(&faults, "`mine`");
    assert_eq!(faults.len(), 2);
}

#[test]
fn originals_that_are_gone_or_changed_are_named_and_strangers_only_counted() {
    let (data, mut store) = store();
    finished(&mut store, "sack", 2);
    let path = |no: u32| {
        let name = Digest::of(&scan("sack", no)).to_string();
        data.path().join("archive").join(&name[..2]).join(name)
    };
    std::fs::remove_file(path(1)).unwrap();
    std::fs::write(path(2), "scribbled over").unwrap();
    store.archive().put(&Digest::of(b"killed"), b"killed").unwrap();
    let report = verify(&store);
    let found: Vec<&str> = report
        .faults
        .iter()
        .map(|fault| match fault {
            Fault::FileMissing { .. } => "missing",
            Fault::FileDamaged { .. } => "damaged",
            other => panic!("{other}"),
        })
        .collect();
    assert!(found.len() == 2 && found.contains(&"missing") && found.contains(&"damaged"));
    assert_eq!((report.counts.files, report.counts.unnamed_files), (4, 1));
    let quick = store.verify(store.archive(), Depth::Presence).unwrap();
    assert!(matches!(quick.faults.as_slice(), [Fault::FileMissing { .. }]));
}

#[test]
fn a_database_with_a_torn_page_is_named_not_a_panic() {
    let (data, mut store) = store();
    finished(&mut store, "sack", 40);
    drop(store);
    let path = data.path().join("lockbox.db");
    let good = std::fs::read(&path).unwrap();
    for page in 1..good.len() / 4096 {
        let mut torn = good.clone();
        torn[page * 4096..page * 4096 + 2048].fill(0xA5);
        std::fs::write(&path, &torn).unwrap();
        let proved = crate::store::Books::open_read_only(data.path())
            .and_then(|books| books.verify(&Archive::at(data.path()), Depth::Presence))
            .is_ok_and(|report| report.proves());
        assert!(!proved, "page {page} is torn");
    }
}
