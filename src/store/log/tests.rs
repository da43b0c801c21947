use super::*;
use crate::store::Store;
use crate::store::fixture::{now, store};
use serde_json::json;

/// Books with five entries in their log.
fn logged() -> (tempfile::TempDir, Store) {
    let (data, mut store) = store();
    for no in 1..=5 {
        let entry = NewEntry {
            at: now(),
            user: None,
            act: "note",
            item: None,
            detail: json!({ "no": no }),
        };
        store.write(|tx| tx.log(&entry)).unwrap();
    }
    (data, store)
}

/// What the proof says after somebody has worked on the log by hand.
fn after(sql: &str) -> Vec<LogFault> {
    let (_data, store) = logged();
    for rule in ["log_no_update", "log_no_delete", "log_follows"] {
        store.connection.execute_batch(&format!("DROP TRIGGER {rule}")).unwrap();
    }
    store.connection.execute_batch(sql).unwrap();
    store.prove_log().unwrap().1
}

#[test]
fn a_log_that_nobody_touched_proves() {
    let (_data, store) = logged();
    assert_eq!(store.prove_log().unwrap(), (5, Vec::new()));
}

#[test]
fn a_changed_entry_is_named() {
    assert_eq!(
        after("UPDATE log SET detail = '{}' WHERE seq = 3"),
        [LogFault::Changed { seq: 3 }]
    );
    assert_eq!(
        after("UPDATE log SET at = '2020-01-01T00:00:00.000Z' WHERE seq = 5"),
        [LogFault::Changed { seq: 5 }]
    );
}

#[test]
fn a_deleted_entry_is_named() {
    assert_eq!(
        after("DELETE FROM log WHERE seq = 2"),
        [LogFault::Deleted { from: 2, to: 2 }]
    );
    assert_eq!(
        after("DELETE FROM log WHERE seq IN (1, 2)"),
        [LogFault::Deleted { from: 1, to: 2 }]
    );
}

#[test]
fn a_deleted_entry_whose_gap_was_closed_is_named() {
    let faults = after("DELETE FROM log WHERE seq = 2; UPDATE log SET seq = seq - 1 WHERE seq > 2");
    assert!(faults.contains(&LogFault::OutOfOrder { seq: 2 }), "{faults:?}");
}

#[test]
fn exchanged_entries_are_named() {
    let faults = after("UPDATE log SET seq = -seq WHERE seq IN (2, 3); UPDATE log SET seq = 5 + seq WHERE seq < 0");
    assert!(faults.contains(&LogFault::OutOfOrder { seq: 2 }), "{faults:?}");
    assert!(faults.contains(&LogFault::OutOfOrder { seq: 3 }), "{faults:?}");
}

#[test]
fn a_log_that_was_cut_off_is_named() {
    assert_eq!(
        after("DELETE FROM log WHERE seq > 3"),
        [LogFault::CutOff { last: 3, had: 5 }]
    );
    assert_eq!(after("DELETE FROM log"), [LogFault::CutOff { last: 0, had: 5 }]);
}

#[test]
fn a_log_that_was_written_anew_does_not_fit_what_stands_beside_it() {
    let (data, store) = logged();
    let foreign = "5 0000000000000000000000000000000000000000000000000000000000000000";
    std::fs::write(data.path().join("log.head"), foreign).unwrap();
    assert_eq!(store.prove_log().unwrap().1, [LogFault::Head]);
    std::fs::remove_file(data.path().join("log.head")).unwrap();
    assert_eq!(store.prove_log().unwrap().1, [LogFault::Head]);
}
