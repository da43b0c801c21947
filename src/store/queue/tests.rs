use super::*;
use crate::store::Store;
use crate::store::fixture::{finished, now, posted, queued, read_in, store};
use crate::store::verify::Depth;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

#[test]
fn a_payment_is_too_late_at_its_bills_cut_off_or_else_at_the_next_23rds() {
    assert_eq!(deadline(at("2026-01-10T12:00:00Z"), None), at("2026-01-23T22:00:00Z"));
    assert_eq!(deadline(at("2026-01-23T21:59:59Z"), None), at("2026-01-23T22:00:00Z"));
    assert_eq!(deadline(at("2026-01-23T22:00:01Z"), None), at("2026-02-23T22:00:00Z"));
    assert_eq!(deadline(at("2026-12-31T12:00:00Z"), None), at("2027-01-23T22:00:00Z"));
    assert_eq!(deadline(at("2026-01-31T12:00:00Z"), None), at("2026-02-23T22:00:00Z"));
    assert_eq!(
        deadline(at("2026-01-10T12:00:00Z"), Some(day("2026-02-23"))),
        at("2026-02-23T22:00:00Z")
    );
    assert_eq!(
        deadline(at("2026-03-10T12:00:00Z"), Some(day("2026-01-23"))),
        at("2026-03-23T21:00:00Z"),
        "a bill that is overdue is late already; the next month counts"
    );
}

/// The transactions that wait, in the queue's order.
fn waiting(store: &Store, filter: &QueueFilter) -> Vec<String> {
    let rows = store.queue(filter, now(), 100, 0).unwrap();
    rows.iter()
        .map(|row| format!("{}/{}", row.batch, row.item.transaction))
        .collect()
}

#[test]
fn what_is_decided_is_queued_and_what_posts_leaves() {
    let (_data, mut store) = store();
    let key = finished(&mut store, "sack", 2);
    assert_eq!(waiting(&store, &QueueFilter::default()), ["sack/2"]);
    let by = |reason: &str| QueueFilter {
        reason: Some(reason.to_owned()),
        ..QueueFilter::default()
    };
    assert_eq!(waiting(&store, &by("unsigned")), ["sack/2"]);
    assert_eq!(waiting(&store, &by("no_amount")), Vec::<String>::new());
    assert_eq!(store.queue_by_reason().unwrap().len(), 2);
    let anew = crate::store::decisions::NewDecision {
        follows: Some(1),
        ..posted(key, 2)
    };
    store.write(|tx| tx.save_decision(&anew)).unwrap();
    assert_eq!(waiting(&store, &QueueFilter::default()), Vec::<String>::new());
    assert_eq!(store.queue_by_reason().unwrap(), []);
}

#[test]
fn of_equal_deadlines_the_larger_amount_comes_first() {
    let (_data, mut store) = store();
    let key = read_in(&mut store, "sack", 3);
    let worth = |no: u32, amount: Option<&str>| {
        let mut new = queued(key, no);
        new.items[0].amount = amount.map(|text| text.parse().unwrap());
        new
    };
    let decisions = [worth(1, Some("10.00")), worth(2, None), worth(3, Some("500.00"))];
    store
        .write(|tx| decisions.iter().try_for_each(|new| tx.save_decision(new).map(drop)))
        .unwrap();
    assert_eq!(waiting(&store, &QueueFilter::default()), ["sack/3", "sack/1", "sack/2"]);
    let large = QueueFilter {
        least: "100.00".parse().ok(),
        ..QueueFilter::default()
    };
    assert_eq!(waiting(&store, &large), ["sack/3"]);
    assert_eq!(store.queue_count(&large).unwrap(), 1);
}

#[test]
fn books_of_a_version_without_a_queue_get_one() {
    let (_data, mut store) = store();
    finished(&mut store, "sack", 2);
    store.connection.execute_batch("DELETE FROM queue").unwrap();
    assert!(
        !store.verify(store.archive(), Depth::Presence).unwrap().proves(),
        "a lost row is named"
    );
    store.rebuild_queue().unwrap();
    assert_eq!(
        store.verify(store.archive(), Depth::Presence).unwrap().faults,
        [],
        "nothing else is wrong"
    );
    assert_eq!(waiting(&store, &QueueFilter::default()), ["sack/2"]);
}
