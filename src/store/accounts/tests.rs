use super::*;

const HEADER: &str =
    "member_id,name,address1,address2,city,state,zip,amount_due,due_date,coverage_month,status,autopay,plan\n";

fn row(id: u64, due: &str) -> String {
    format!("{id:012},Ann Lee,1 Elm St,,Boston,MA,02108,{due},2026-01-23,2026-02,active,no,health\n")
}

fn now() -> DateTime<Utc> {
    "2026-01-10T12:00:00Z".parse().unwrap()
}

fn store() -> (tempfile::TempDir, Store) {
    let data = tempfile::tempdir().unwrap();
    let store = Store::open(data.path()).unwrap();
    (data, store)
}

fn import(store: &mut Store, text: &str, options: ImportOptions) -> Result<ImportReport, ImportError> {
    store.import_accounts(text.as_bytes(), options, &Digest::of(text.as_bytes()), now())
}

fn counts(report: &ImportReport) -> [u64; 6] {
    [
        report.rows,
        report.added,
        report.changed,
        report.unchanged,
        report.closed,
        report.bad_rows,
    ]
}

const PLAIN: ImportOptions = ImportOptions {
    full: false,
    skip_bad_rows: false,
};
const FULL: ImportOptions = ImportOptions {
    full: true,
    skip_bad_rows: false,
};
const SKIP: ImportOptions = ImportOptions {
    full: false,
    skip_bad_rows: true,
};
const FULL_SKIP: ImportOptions = ImportOptions {
    full: true,
    skip_bad_rows: true,
};

#[test]
fn the_second_import_of_a_file_changes_nothing_and_a_later_one_what_differs() {
    let (_data, mut store) = store();
    let first = format!("{HEADER}{}{}", row(1, "10.00"), row(2, "20.00"));
    assert_eq!(counts(&import(&mut store, &first, PLAIN).unwrap()), [2, 2, 0, 0, 0, 0]);
    assert_eq!(counts(&import(&mut store, &first, PLAIN).unwrap()), [2, 0, 0, 2, 0, 0]);
    let later = format!("{HEADER}{}{}", row(2, "25.00"), row(3, "30.00"));
    assert_eq!(counts(&import(&mut store, &later, PLAIN).unwrap()), [2, 1, 1, 0, 0, 0]);
    let two = store.account(&"000000000002".parse().unwrap()).unwrap().unwrap();
    assert_eq!(two.account.amount_due.to_string(), "25.00");
    assert_eq!(store.account_count().unwrap(), 3);
    let history: i64 = store
        .connection
        .query_row("SELECT amount_due_cents FROM account_history", [], |row| row.get(0))
        .unwrap();
    assert_eq!(history, 2000, "the row before the change is kept");
}

#[test]
fn a_bad_row_keeps_the_whole_file_out_unless_it_is_to_be_skipped() {
    let (_data, mut store) = store();
    let text = format!("{HEADER}{}{}{}", row(1, "10.00"), row(2, "ten"), row(1, "99.00"));
    let Err(ImportError::BadRows(report)) = import(&mut store, &text, PLAIN) else {
        panic!("bad rows are refused")
    };
    assert_eq!((report.rows, report.bad_rows, report.faults.len()), (3, 2, 2));
    assert_eq!(store.account_count().unwrap(), 0);
    assert_eq!(counts(&import(&mut store, &text, SKIP).unwrap()), [3, 1, 0, 0, 0, 2]);
    let one = store.account(&"000000000001".parse().unwrap()).unwrap().unwrap();
    assert_eq!(
        one.account.amount_due.to_string(),
        "10.00",
        "of two rows the first counts"
    );
}

#[test]
fn a_full_import_closes_who_is_missing_and_a_later_one_opens_again() {
    let (_data, mut store) = store();
    let both = format!("{HEADER}{}{}", row(1, "10.00"), row(2, "20.00"));
    let one = format!("{HEADER}{}", row(1, "10.00"));
    let two: MemberId = "000000000002".parse().unwrap();
    import(&mut store, &both, FULL).unwrap();
    assert_eq!(counts(&import(&mut store, &one, FULL).unwrap()), [1, 0, 0, 1, 1, 0]);
    assert_eq!(counts(&import(&mut store, &one, FULL).unwrap()), [1, 0, 0, 1, 0, 0]);
    let closed = store.account(&two).unwrap().unwrap();
    assert_eq!(
        (closed.closed_at, closed.status()),
        (Some(now()), AccountStatus::Terminated)
    );
    assert_eq!(counts(&import(&mut store, &both, FULL).unwrap()), [2, 0, 1, 1, 0, 0]);
    assert_eq!(store.account(&two).unwrap().unwrap().status(), AccountStatus::Active);
}

#[test]
fn a_full_import_never_closes_an_account_whose_row_is_merely_bad() {
    let (_data, mut store) = store();
    let both = format!("{HEADER}{}{}", row(1, "10.00"), row(2, "20.00"));
    import(&mut store, &both, PLAIN).unwrap();
    let bad = format!("{HEADER}{}{}", row(1, "10.00"), row(2, "twenty"));
    assert_eq!(
        counts(&import(&mut store, &bad, FULL_SKIP).unwrap()),
        [2, 0, 0, 1, 0, 1]
    );
    let nameless = format!("{HEADER}{}{}", row(1, "10.00"), row(2, "20.00").replacen("0000", "", 1));
    assert!(matches!(
        import(&mut store, &nameless, FULL_SKIP),
        Err(ImportError::CannotTellMissing { rows: 1 })
    ));
    assert!(matches!(
        import(&mut store, HEADER, FULL),
        Err(ImportError::NothingIsNotFull)
    ));
}

#[test]
fn the_words_are_those_of_serde() {
    for status in [AccountStatus::Active, AccountStatus::Pending, AccountStatus::Terminated] {
        assert_eq!(status_word(status), super::super::rows::word(&status));
    }
    for plan in [Plan::Health, Plan::Dental, Plan::SmallGroup] {
        assert_eq!(plan_word(plan), super::super::rows::word(&plan));
    }
}
