//! The account master: what is taken, what is refused and how it is told, what a second import changes.

use crate::support::{Desk, Mail, Said, THAT_POST, accounts_of, endings};

const HEADER: &str =
    "member_id,name,address1,address2,city,state,zip,amount_due,due_date,coverage_month,status,autopay,plan";
const ANN: &str = "700123456789,Ann Lee,1 Elm St,,Boston,MA,02108,120.00,2026-01-23,2026-02,active,no,health";

/// Member, name, due, status and when it was closed, of every account.
fn on_file(desk: &Desk) -> Vec<(String, String, i64, String, bool)> {
    let books = rusqlite::Connection::open(desk.data().join("lockbox.db")).unwrap();
    let sql =
        "SELECT member_id, name, amount_due_cents, status, closed_at IS NOT NULL FROM accounts ORDER BY member_id";
    let mut all = books.prepare(sql).unwrap();
    let rows = all.query_map([], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
    });
    rows.unwrap().map(Result::unwrap).collect()
}

#[track_caller]
fn import(desk: &Desk, master: impl AsRef<[u8]>, options: &[&str]) -> Said {
    desk.write("accounts.csv", master);
    desk.call(["accounts", "import", "accounts.csv"].iter().chain(options))
}

#[test]
fn a_second_import_of_the_same_file_changes_nothing_and_a_later_one_replaces_rows() {
    let desk = Desk::new();
    let two = format!("{HEADER}\n{ANN}\n{}\n", ANN.replace("789,Ann", "790,Bo"));
    import(&desk, &two, &[]).expect_word(0, &["2 rows", "2 accounts added"]);
    let before = on_file(&desk);
    import(&desk, &two, &[]).expect_word(0, &["2 as they were", "nothing has changed"]);
    import(&desk, &two, &["--full"]).expect_word(0, &["0 closed", "nothing has changed"]);
    assert_eq!(on_file(&desk), before);
    let dearer = format!("{HEADER}\n{}\n", ANN.replace("120.00", "-3.50"));
    import(&desk, dearer, &[]).expect_word(0, &["0 accounts added", "1 changed"]);
    let dues: Vec<i64> = on_file(&desk).iter().map(|account| account.2).collect();
    assert_eq!(dues, [-350, 12_000]);
    desk.expect_proof();
}

#[test]
fn one_bad_row_keeps_the_whole_file_out_and_is_named_with_line_column_and_reason() {
    let desk = Desk::new();
    let master = format!(
        "{HEADER}\n{ANN}\n{}\n{}\n",
        ANN.replace("700123456789", "70012345678"),
        ANN.replace("789,", "791,").replace("2026-01-23", "01/23/2026")
    );
    import(&desk, &master, &[]).expect_refusal(&[
        "accounts.csv: line 3, column member_id: a Member ID is 12 digits",
        "line 4, column due_date",
        "--skip-bad-rows",
    ]);
    assert_eq!(on_file(&desk), []);
    let said =
        import(&desk, &master, &["--skip-bad-rows"]).expect_word(0, &["1 accounts added", "2 bad rows left out"]);
    assert!(said.err.contains("line 4, column due_date"), "{said:?}");
    assert_eq!(on_file(&desk).len(), 1);
}

#[test]
fn a_full_import_closes_the_accounts_it_lacks_and_payments_to_them_wait() {
    let desk = Desk::with_accounts_of(&THAT_POST[..2]);
    import(&desk, accounts_of(&THAT_POST[..1]), &["--full"]).expect_word(0, &[" closed"]);
    let closed = on_file(&desk).iter().filter(|account| account.4).count();
    assert_eq!(closed, accounts_of(&THAT_POST[1..2]).lines().count() - 1);
    desk.run(&Mail::of("20260108-001", &THAT_POST[..2]).put(&desk, "scans"))
        .expect_status(0);
    let endings = endings(&desk.outcomes());
    assert_eq!(endings[0], "posted");
    assert!(
        matches!(&*endings[1], "account_terminated" | "no_such_account"),
        "{endings:?}"
    );
    import(&desk, accounts_of(&THAT_POST[1..2]), &[]).expect_status(0);
    assert!(
        on_file(&desk).iter().all(|account| !account.4),
        "an account that comes again is open again"
    );
}

#[test]
fn a_full_import_with_a_bad_row_does_not_close_that_members_account() {
    let desk = Desk::new();
    let two = format!("{HEADER}\n{ANN}\n{}\n", ANN.replace("789,Ann", "790,Bo"));
    import(&desk, &two, &[]).expect_status(0);
    let one_bad = two.replace("790,Bo", "790,");
    import(&desk, one_bad, &["--full", "--skip-bad-rows"]).expect_word(0, &["0 closed"]);
    assert!(on_file(&desk).iter().all(|account| !account.4));
}

#[test]
fn leading_zeros_accents_quotes_marks_and_windows_lines_survive() {
    let desk = Desk::new();
    let row = ANN
        .replace("700123456789", "000000000042")
        .replace("Ann Lee", "\"Ñúñez-O'Brien, Zoë \"\"Zo\"\" III\"");
    let master = format!("\u{feff}{HEADER},alternate_ids,other\r\n{row},123456789 0042,x\r\n");
    import(&desk, master, &[]).expect_word(0, &["1 accounts added"]);
    let all = on_file(&desk);
    assert_eq!(all[0].0, "000000000042");
    assert_eq!(all[0].1, "Ñúñez-O'Brien, Zoë \"Zo\" III");
}

#[test]
fn a_file_that_is_no_account_master_is_refused_in_words() {
    let desk = Desk::new();
    desk.call(["accounts", "import", "gone.csv"])
        .expect_refusal(&["gone.csv"]);
    import(&desk, "", &[]).expect_refusal(&["accounts.csv", "empty"]);
    import(&desk, ANN, &[]).expect_refusal(&["accounts.csv", "no column member_id"]);
    import(&desk, b"\x00\x01\x02\xff\xfe", &[]).expect_refusal(&["accounts.csv"]);
    import(&desk, format!("{HEADER}\n{ANN}\n{ANN}\n"), &[]).expect_refusal(&["line 3", "stands on line 2 already"]);
    desk.call(["accounts", "import", "."]).expect_refusal(&["."]);
}

#[test]
fn an_empty_master_closes_everything_only_when_it_is_said_to_be_full() {
    let desk = Desk::new();
    import(&desk, format!("{HEADER}\n{ANN}\n"), &[]).expect_status(0);
    import(&desk, format!("{HEADER}\n"), &[]).expect_word(0, &["nothing has changed"]);
    assert!(!on_file(&desk)[0].4);
}

#[test]
fn many_bad_rows_are_counted_not_all_told() {
    let desk = Desk::new();
    let bad = format!("{}\n", ANN.replace("MA", "Mass")).repeat(5_000);
    let said = import(&desk, format!("{HEADER}\n{bad}"), &[]).expect_refusal(&["more bad rows"]);
    assert!(said.err.len() < 100_000, "{} bytes of faults", said.err.len());
}
