use super::batches::{BatchEvent, BatchState, Group, TakenIn, Written};
use super::decisions::{Micr, NewDecision};
use super::evidence::KnownKind;
use super::fixture::*;
use super::*;
use crate::decision::{Decision, Path as Decided};
use crate::evidence::PageKind;
use crate::id::{BatchId, Digest, PageNo, TransactionNo};

fn name(text: &str) -> BatchId {
    text.parse().unwrap()
}

fn row_count(store: &Store, table: &str) -> i64 {
    let sql = format!("SELECT count(*) FROM {table}");
    store.connection.query_row(&sql, [], |row| row.get(0)).unwrap()
}

#[test]
fn a_batch_fed_again_changes_nothing_whatever_its_folder_is_called() {
    let (_data, mut store) = store();
    let key = read_in(&mut store, "sack", 2);
    let mut again = batch("sack", 2);
    again.name = name("other-folder");
    assert_eq!(store.take_in(&again).unwrap(), TakenIn::Resume(key, name("sack")));
    store
        .add_event(key, &BatchEvent::Finished { unproven: false }, now())
        .unwrap();
    assert_eq!(store.take_in(&again).unwrap(), TakenIn::AlreadyDone(key, name("sack")));
    assert_eq!((row_count(&store, "batches"), row_count(&store, "pages")), (1, 4));
}

#[test]
fn two_folders_of_one_name_are_told_apart_but_two_manifests_are_not() {
    let (_data, mut store) = store();
    store.take_in(&batch("sack", 1)).unwrap();
    for number in 2..4 {
        let mut other = batch("sack", 1);
        other.digest = Digest::of(&[number]);
        let got = store.take_in(&other).unwrap();
        assert!(matches!(got, TakenIn::New(_, got) if got == name(&format!("sack-{number}"))));
    }
    let mut stated = batch("sack", 1);
    (stated.digest, stated.named_by_manifest) = (Digest::of(b"4"), true);
    stated.source = "/scans/tuesday".to_owned();
    let refused = TakenIn::NameTaken {
        name: name("sack"),
        source: "/scans/tuesday".to_owned(),
        other_source: "/scans/sack".to_owned(),
    };
    assert_eq!(store.take_in(&stated).unwrap(), refused);
    let long = "x".repeat(64);
    store.take_in(&batch(&long, 1)).unwrap();
    let mut cut = batch(&long, 1);
    cut.digest = Digest::of(b"5");
    assert!(matches!(store.take_in(&cut).unwrap(), TakenIn::New(_, got) if got.as_str().ends_with("x-2")));
}

#[test]
fn what_is_taken_in_is_read_back() {
    let (_data, mut store) = store();
    let key = read_in(&mut store, "sack", 2);
    let stored = store.batch(key).unwrap();
    assert_eq!(
        (stored.name.as_str(), stored.received, stored.notes.len()),
        ("sack", now(), 1)
    );
    assert_eq!(stored.state, BatchState::Deciding);
    assert_eq!(store.batch_key(&name("sack")).unwrap(), Some(key));
    assert!(store.unread_pages(key).unwrap().is_empty());
    assert_eq!(store.undecided(key).unwrap(), [TransactionNo(1), TransactionNo(2)]);
    let transaction = store.transaction(key, TransactionNo(2)).unwrap();
    let pages: Vec<u32> = transaction.pages.iter().map(|(page, _)| page.no.0).collect();
    assert_eq!(pages, [3, 4]);
    assert_eq!(transaction.pages[1].0.keyed_amount, Some(dollars("120.00")));
    assert_eq!(transaction.pages[1].1, evidence(4));
    let facts = store.page_facts(key).unwrap();
    assert!(matches!(facts[3].kind, KnownKind::Seen(PageKind::Check, _)) && facts[3].is_item);
    assert_eq!(facts[3].transaction, Some(TransactionNo(2)));
    assert!(matches!(
        store.transaction(key, TransactionNo(3)),
        Err(StoreError::NoTransaction(TransactionNo(3)))
    ));
}

#[test]
fn transactions_of_an_untracked_batch_are_formed_once() {
    let (_data, mut store) = store();
    let mut loose = batch("sack", 2);
    loose.tracked = false;
    loose.pages.iter_mut().for_each(|page| page.transaction = None);
    let TakenIn::New(key, _) = store.take_in(&loose).unwrap() else {
        panic!("it is new")
    };
    assert_eq!(store.unread_pages(key).unwrap().len(), 4);
    let group = |no, pages: &[u32], uncertain: Option<&str>| Group {
        no: TransactionNo(no),
        pages: pages.iter().copied().map(PageNo).collect(),
        uncertain: uncertain.map(str::to_owned),
    };
    let groups = [group(1, &[1, 2], None), group(2, &[3, 4], Some("a back is missing"))];
    assert_eq!(store.form_transactions(key, &groups).unwrap(), Written::Now);
    assert_eq!(
        store.form_transactions(key, &[group(1, &[1, 2, 3, 4], None)]).unwrap(),
        Written::Before
    );
    assert_eq!(row_count(&store, "transactions"), 2);
    store.save_evidence(key, &[evidence(3), evidence(4)]).unwrap();
    let second = store.transaction(key, TransactionNo(2)).unwrap();
    assert_eq!(second.uncertain.as_deref(), Some("a back is missing"));
}

#[test]
#[should_panic(expected = "exactly one transaction")]
fn a_grouping_that_loses_a_page_is_never_saved() {
    let (_data, mut store) = store();
    let mut loose = batch("sack", 1);
    loose.tracked = false;
    loose.pages.iter_mut().for_each(|page| page.transaction = None);
    let TakenIn::New(key, _) = store.take_in(&loose).unwrap() else {
        panic!("it is new")
    };
    let lost = Group {
        no: TransactionNo(1),
        pages: vec![PageNo(1)],
        uncertain: None,
    };
    let _ = store.form_transactions(key, &[lost]);
}

#[test]
fn evidence_saved_by_two_processes_stays_the_first() {
    let (_data, mut store) = store();
    let key = read_in(&mut store, "sack", 1);
    let mut other = evidence(1);
    other.sight = crate::evidence::Sight::Unreadable("by another".to_owned());
    store.save_evidence(key, &[other]).unwrap();
    assert_eq!(store.evidence(key, PageNo(1)).unwrap(), Some(evidence(1)));
}

#[test]
fn a_decision_is_read_back_and_a_second_process_does_not_decide_again() {
    let (_data, mut store) = store();
    let key = read_in(&mut store, "sack", 2);
    assert_eq!(
        store.write(|tx| tx.save_decision(&posted(key, 1))).unwrap(),
        Written::Now
    );
    assert_eq!(
        store.write(|tx| tx.save_decision(&posted(key, 1))).unwrap(),
        Written::Before
    );
    assert_eq!(
        store.write(|tx| tx.save_decision(&queued(key, 1))).unwrap(),
        Written::Before
    );
    assert_eq!(row_count(&store, "postings"), 1);
    let stored = store.decision(key, TransactionNo(1)).unwrap().unwrap();
    assert_eq!((stored.seq, &stored.decision), (1, &posted(key, 1).decision));
    assert_eq!(stored.items, posted(key, 1).items);
    assert_eq!(store.undecided(key).unwrap(), [TransactionNo(2)]);
    assert_eq!(store.booked_payments(key).unwrap()[0].payment.account, ann());
    assert_eq!(store.credited_cents(&ann()).unwrap(), 12_000);
}

#[test]
fn an_exception_can_be_decided_anew_and_a_posted_one_never() {
    let (_data, mut store) = store();
    let key = read_in(&mut store, "sack", 1);
    store.write(|tx| tx.save_decision(&queued(key, 1))).unwrap();
    let anew = NewDecision {
        follows: Some(1),
        ..posted(key, 1)
    };
    assert_eq!(store.write(|tx| tx.save_decision(&anew)).unwrap(), Written::Now);
    let again = NewDecision {
        follows: Some(2),
        ..queued(key, 1)
    };
    let refused = store.write(|tx| tx.save_decision(&again)).unwrap_err().to_string();
    assert!(refused.contains("nothing can be decided anew"), "{refused}");
    let seqs: Vec<u32> = store
        .decisions(key, TransactionNo(1))
        .unwrap()
        .iter()
        .map(|d| d.seq)
        .collect();
    assert_eq!(seqs, [1, 2]);
}

#[test]
#[should_panic(expected = "exactly when the decision is to post")]
fn a_decision_to_post_without_its_posting_is_never_saved() {
    let (_data, mut store) = store();
    let key = read_in(&mut store, "sack", 1);
    let half = NewDecision {
        posting: None,
        matched: None,
        ..posted(key, 1)
    };
    let _ = store.write(|tx| tx.save_decision(&half));
}

#[test]
fn a_payment_on_an_account_that_is_not_on_file_is_refused_by_the_database() {
    let (_data, mut store) = store();
    let key = read_in(&mut store, "sack", 1);
    let mut stranger = posted(key, 1);
    let payment = crate::decision::Payment {
        account: "700000000001".parse().unwrap(),
        amount: dollars("120.00"),
    };
    let worth = crate::posting::Worth {
        page: PageNo(2),
        amount: Some(dollars("120.00")),
    };
    stranger.posting = Some(crate::posting::Posting::build(&[worth], &[payment]).unwrap());
    stranger.decision = Decision::Posted {
        path: Decided::Memo,
        payments: vec![payment],
    };
    assert!(store.write(|tx| tx.save_decision(&stranger)).is_err());
    assert_eq!((row_count(&store, "decisions"), row_count(&store, "entries")), (0, 0));
}

#[test]
fn the_same_check_in_another_batch_is_found_by_micr_image_and_coupon() {
    let (_data, mut store) = store();
    let monday = finished(&mut store, "monday", 3);
    let tuesday = read_in(&mut store, "tuesday", 1);
    let of = (tuesday, TransactionNo(1));
    let amount = dollars("120.00");
    let found = store.items_like_micr(of, &micr(1), Some(amount)).unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(
        (found[0].batch.as_str(), found[0].transaction.0, found[0].page.0),
        ("monday", 1, 2)
    );
    assert!(found[0].posted && found[0].micr_whole);
    assert_eq!(store.items_like_micr(of, &micr(1), None).unwrap().len(), 1);
    assert!(
        store
            .items_like_micr(of, &micr(1), Some(dollars("121.00")))
            .unwrap()
            .is_empty()
    );
    assert!(store.items_like_micr(of, &micr(9), Some(amount)).unwrap().is_empty());
    assert!(
        store
            .items_like_micr(of, &Micr::default(), Some(amount))
            .unwrap()
            .is_empty()
    );
    let image = Digest::of(&scan("monday", 4));
    assert_eq!(
        store.items_like_image(of, &image, 0).unwrap()[0].transaction,
        TransactionNo(2)
    );
    assert!(store.items_like_image(of, &image, 1).unwrap().is_empty());
    assert!(
        store
            .items_like_image(of, &Digest::of(&scan("monday", 3)), 0)
            .unwrap()
            .is_empty(),
        "a coupon is no item"
    );
    assert_eq!(store.items_like_coupon(of, &coupon(1), amount).unwrap().len(), 3);
    assert!(
        store
            .items_like_coupon(of, &coupon(1), dollars("1.00"))
            .unwrap()
            .is_empty()
    );
    let own = store
        .items_like_micr((monday, TransactionNo(1)), &micr(1), Some(amount))
        .unwrap();
    assert!(own.is_empty(), "no item is its own duplicate");
}

#[test]
fn a_later_queued_duplicate_does_not_count_against_the_first_when_that_is_decided_anew() {
    let (_data, mut store) = store();
    let (monday, tuesday) = (read_in(&mut store, "monday", 1), read_in(&mut store, "tuesday", 1));
    store.write(|tx| tx.save_decision(&queued(monday, 1))).unwrap();
    store.write(|tx| tx.save_decision(&queued(tuesday, 1))).unwrap();
    let like = |store: &Store, of| {
        store
            .items_like_micr((of, TransactionNo(1)), &micr(1), None)
            .unwrap()
            .len()
    };
    assert_eq!((like(&store, monday), like(&store, tuesday)), (0, 1));
    let anew = NewDecision {
        follows: Some(1),
        ..posted(tuesday, 1)
    };
    store.write(|tx| tx.save_decision(&anew)).unwrap();
    assert_eq!(like(&store, monday), 1, "once the later one is posted it counts");
}

#[test]
fn a_group_that_fails_leaves_nothing() {
    let (_data, mut store) = store();
    let key = read_in(&mut store, "sack", 2);
    let failed = store.write(|tx| {
        tx.save_decision(&posted(key, 1))?;
        assert_eq!(tx.undecided(key)?, [TransactionNo(2)], "a group sees its own writes");
        Err::<(), _>(StoreError::Busy)
    });
    assert!(matches!(failed, Err(StoreError::Busy)));
    assert_eq!(store.undecided(key).unwrap().len(), 2);
    assert_eq!(
        (
            row_count(&store, "postings"),
            row_count(&store, "entries"),
            row_count(&store, "items")
        ),
        (0, 0, 0)
    );
}

#[test]
fn each_event_befalls_a_batch_once_and_the_last_says_where_it_stands() {
    let (_data, mut store) = store();
    let key = read_in(&mut store, "sack", 1);
    let why = || "121.00 stated, 120.00 counted".to_owned();
    assert_eq!(
        store.add_event(key, &BatchEvent::Held { why: why() }, now()).unwrap(),
        Written::Now
    );
    assert_eq!(
        store.add_event(key, &BatchEvent::Held { why: why() }, now()).unwrap(),
        Written::Before
    );
    assert_eq!(store.state(key).unwrap(), BatchState::Held { why: why() });
    store
        .add_event(
            key,
            &BatchEvent::Accepted {
                why: "a slip".to_owned(),
            },
            now(),
        )
        .unwrap();
    store
        .add_event(key, &BatchEvent::Finished { unproven: true }, now())
        .unwrap();
    assert_eq!(
        store.state(key).unwrap(),
        BatchState::Finished {
            unproven: Some(crate::store::batches::Unproven::Open)
        }
    );
    assert_eq!(store.events(key).unwrap().len(), 4);
}

#[test]
fn nothing_in_the_books_can_be_changed_or_deleted() {
    let (_data, mut store) = store();
    finished(&mut store, "sack", 2);
    let tables = [
        "account_imports",
        "batches",
        "pages",
        "transactions",
        "transaction_pages",
        "evidence",
        "batch_events",
        "decisions",
        "decision_reasons",
        "items",
        "coupons",
        "postings",
        "entries",
    ];
    for table in tables {
        assert!(row_count(&store, table) > 0, "{table} is filled");
        let column: String = store
            .connection
            .query_row(
                &format!("SELECT name FROM pragma_table_info('{table}') LIMIT 1"),
                [],
                |row| row.get(0),
            )
            .unwrap();
        for sql in [
            format!("DELETE FROM {table}"),
            format!("UPDATE {table} SET {column} = {column}"),
            format!("INSERT OR REPLACE INTO {table} SELECT * FROM {table}"),
        ] {
            assert!(store.connection.execute(&sql, []).is_err(), "{sql}");
        }
    }
    assert!(store.connection.execute("DELETE FROM accounts", []).is_err());
}

#[test]
fn outcomes_and_counts_come_in_the_order_of_taking_in() {
    let (_data, mut store) = store();
    let first = finished(&mut store, "zulu", 3);
    finished(&mut store, "alpha", 2);
    let mut seen = Vec::new();
    let each = |outcome: queries::Outcome| {
        seen.push(format!("{}/{}", outcome.batch, outcome.transaction));
        assert_eq!(outcome.label(outcome.items()[0].page), outcome.pages[1].1);
        Ok::<_, StoreError>(())
    };
    store.each_outcome(None, each).unwrap();
    assert_eq!(seen, ["zulu/1", "zulu/2", "zulu/3", "alpha/1", "alpha/2"]);
    let counts = store.outcome_counts(Some(first)).unwrap();
    assert_eq!(counts.by_path, [(Decided::CouponBarcode, 2)]);
    assert_eq!(
        counts.by_reason,
        [("no_account_evidence".to_owned(), 1), ("unsigned".to_owned(), 1)]
    );
    let summary = store.summary(first).unwrap();
    assert_eq!(
        (summary.pages, summary.transactions, summary.posted, summary.exceptions),
        (6, 3, 2, 1)
    );
    assert_eq!(summary.posted_cents, 24_000);
}

#[test]
fn a_reader_sees_what_was_written_and_cannot_write() {
    let data = tempfile::tempdir().unwrap();
    let missing = Books::open_read_only(data.path()).err().unwrap().to_string();
    assert!(missing.starts_with("no lockbox data in "), "{missing}");
    let mut store = Store::open(data.path()).unwrap();
    store.take_in(&batch("sack", 1)).unwrap();
    let reader = Books::open_read_only(data.path()).unwrap();
    assert_eq!(reader.batch_keys().unwrap().len(), 1);
    assert!(
        reader
            .connection
            .execute("INSERT INTO account_history DEFAULT VALUES", [])
            .is_err()
    );
    drop(store);
    assert_eq!(
        Books::open_read_only(data.path()).unwrap().batch_keys().unwrap().len(),
        1
    );
}

#[test]
fn a_newer_database_and_a_strangers_are_refused_and_left_alone() {
    let data = tempfile::tempdir().unwrap();
    let path = data.path().join(DATABASE);
    drop(Store::open(data.path()).unwrap());
    let raw = Connection::open(&path).unwrap();
    raw.pragma_update(None, "user_version", NEWEST + 1).unwrap();
    drop(raw);
    assert!(matches!(Store::open(data.path()), Err(StoreError::Newer { found, .. }) if found == NEWEST + 1));
    assert!(matches!(
        Books::open_read_only(data.path()),
        Err(StoreError::Newer { .. })
    ));

    let other = tempfile::tempdir().unwrap();
    let path = other.path().join(DATABASE);
    Connection::open(&path)
        .unwrap()
        .execute_batch("CREATE TABLE recipes (name TEXT)")
        .unwrap();
    let before = std::fs::read(&path).unwrap();
    assert!(matches!(Store::open(other.path()), Err(StoreError::Foreign { .. })));
    assert_eq!(std::fs::read(&path).unwrap(), before);
    std::fs::write(
        &path,
        "these are no pages of a database, but they are long enough to be looked at",
    )
    .unwrap();
    assert!(matches!(Store::open(other.path()), Err(StoreError::Foreign { .. })));
}

#[test]
fn opening_again_applies_no_migration_twice() {
    let (data, mut store) = store();
    finished(&mut store, "sack", 1);
    drop(store);
    let store = Store::open(data.path()).unwrap();
    assert_eq!(store.batch_keys().unwrap().len(), 1);
    let pattern: i64 = migrations::pattern()
        .unwrap()
        .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
        .unwrap();
    assert_eq!(row_count(&store, "sqlite_schema"), pattern);
}

#[test]
fn a_data_folder_that_cannot_be_made_is_named() {
    let data = tempfile::tempdir().unwrap();
    let file = data.path().join("file");
    std::fs::write(&file, "x").unwrap();
    let message = Store::open(&file.join("data")).err().unwrap().to_string();
    assert!(message.contains("file/data") && message.contains("--data"), "{message}");
}

#[test]
fn many_processes_open_a_new_folder_and_feed_one_batch_at_once() {
    let data = tempfile::tempdir().unwrap();
    let folder = data.path().join("new");
    let taken: Vec<TakenIn> = std::thread::scope(|scope| {
        let feed = || {
            let mut store = Store::open(&folder).unwrap();
            store.take_in(&batch("sack", 20)).unwrap()
        };
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(feed)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let new = taken.iter().filter(|taken| matches!(taken, TakenIn::New(..))).count();
    let resumed = taken
        .iter()
        .filter(|taken| matches!(taken, TakenIn::Resume(..)))
        .count();
    assert_eq!((new, resumed), (1, 7));
}

#[test]
fn two_processes_on_one_batch_post_each_transaction_once() {
    let (data, mut store) = store();
    let key = read_in(&mut store, "sack", 40);
    let written: usize = std::thread::scope(|scope| {
        let work = || {
            let mut store = Store::open(data.path()).unwrap();
            let mut written = 0;
            for no in 1..=40 {
                let saved = store.write(|tx| tx.save_decision(&posted(key, no))).unwrap();
                written += usize::from(saved == Written::Now);
            }
            written
        };
        let threads: Vec<_> = (0..3).map(|_| scope.spawn(work)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).sum()
    });
    assert_eq!(written, 40);
    assert_eq!(
        (row_count(&store, "postings"), row_count(&store, "decisions")),
        (40, 40)
    );
    assert_eq!(store.credited_cents(&ann()).unwrap(), 40 * 12_000);
}
