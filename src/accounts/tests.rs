use super::*;

const HEADER: &str =
    "member_id,name,address1,address2,city,state,zip,amount_due,due_date,coverage_month,status,autopay,plan";
const ANN: &str = "700123456789,Ann Lee,1 Elm St,,Boston,MA,02108,120.00,2026-01-23,2026-02,active,no,health";

fn rows(text: impl AsRef<[u8]>) -> Vec<AccountRow> {
    let mut rows = read(text.as_ref()).unwrap();
    std::iter::from_fn(|| rows.next_row().unwrap()).collect()
}

fn only_faults(rows: &[AccountRow]) -> Vec<String> {
    let faults = rows.iter().flat_map(|row| match row {
        AccountRow::Good(_) => Vec::new(),
        AccountRow::Bad { faults, .. } => faults.iter().map(ToString::to_string).collect(),
    });
    faults.collect()
}

fn account(row: &AccountRow) -> &Account {
    match row {
        AccountRow::Good(account) => account,
        AccountRow::Bad { faults, .. } => panic!("{faults:?}"),
    }
}

#[test]
fn an_account_is_read_with_quotes_a_mark_and_windows_line_ends() {
    let text = format!(
        "\u{feff}{HEADER}\r\n000123456789,\"O'Neil, Seán \"\"Jack\"\" Jr.\",\"1 Elm\nSt\",Apt 2,Lynn,MA,01901-1234,-3.10,2026-01-23,2026-02,pending,yes,small_group\r\n"
    );
    let rows = rows(text);
    let account = account(&rows[0]);
    assert_eq!(account.member_id.as_str(), "000123456789");
    assert_eq!(account.name, "O'Neil, Seán \"Jack\" Jr.");
    assert_eq!(account.amount_due.to_string(), "-3.10");
    assert!(account.autopay && account.alternate_ids.is_empty());
    assert_eq!(rows.len(), 1);
}

#[test]
fn columns_may_stand_in_any_order_and_others_are_passed_over() {
    let text = "plan,alternate_ids,Extra,member_id,name,address1,address2,city,state,zip,amount_due,due_date,coverage_month,status,autopay\n\
                dental,123456789 A-77,x,700123456789,Ann Lee,1 Elm St,,Boston,MA,02108,0.00,2026-01-23,2026-02,terminated,no\n";
    let rows = rows(text);
    assert_eq!(account(&rows[0]).alternate_ids, ["123456789", "A-77"]);
    assert_eq!(account(&rows[0]).plan, crate::account::Plan::Dental);
}

#[test]
fn every_fault_of_a_row_is_named_with_line_and_column() {
    let text = format!(
        "{HEADER}\n{ANN}\n70012345678,,1 Elm St,,Boston,Mass,2108,\"1,200.00\",23.1.2026,2026-13,gone,maybe,vision\n"
    );
    let faults = only_faults(&rows(text));
    let columns: Vec<&str> = faults
        .iter()
        .filter_map(|fault| fault.strip_prefix("line 3, column "))
        .collect();
    let names: Vec<&str> = columns.iter().filter_map(|fault| fault.split(':').next()).collect();
    let wanted = [
        "member_id",
        "name",
        "state",
        "zip",
        "amount_due",
        "due_date",
        "coverage_month",
        "status",
        "autopay",
        "plan",
    ];
    assert_eq!(names, wanted);
    assert_eq!(
        columns[0],
        "member_id: a Member ID is 12 digits; this has 11 characters"
    );
    assert_eq!(columns[7], "status: `gone` should be active, pending or terminated");
}

#[test]
fn a_member_on_two_lines_is_named_with_both() {
    let faults = only_faults(&rows(format!("{HEADER}\n{ANN}\n{ANN}\n")));
    assert_eq!(
        faults,
        ["line 3, column member_id: this Member ID stands on line 2 already"]
    );
}

#[test]
fn ragged_rows_and_bad_bytes_do_not_spoil_the_next_row() {
    let mut bytes = format!("{HEADER}\n700000000001,short\n").into_bytes();
    bytes.extend(b"700000000002,Ren\xe9,1 Elm St,,Boston,MA,02108,120.00,2026-01-23,2026-02,active,no,health\n");
    bytes.extend(b"700000000003,A\0B,1 Elm St,,Boston,MA,02108,120.00,2026-01-23,2026-02,active,no,health\n");
    bytes.extend(format!("{ANN}\n").bytes());
    let rows = rows(&bytes);
    assert_eq!(
        only_faults(&rows),
        [
            "line 2, column row: the row has 2 fields, the header 13 columns",
            "line 3, column name: not UTF-8 text; save the file as UTF-8",
            "line 4, column name: a control character stands in it",
        ]
    );
    assert_eq!(account(&rows[3]).name, "Ann Lee");
}

#[test]
fn a_file_without_its_header_is_refused() {
    let message = |text: &str| read(text.as_bytes()).err().map(|error| error.to_string()).unwrap();
    assert!(message("").starts_with("the accounts file is empty"));
    assert!(message(ANN).contains("no column member_id, name, address1"));
    assert!(message(&HEADER.replace(",zip", "")).contains("no column zip;"));
    assert!(message(&format!("{HEADER},plan")).contains("plan twice"));
}

#[test]
fn a_quotation_mark_that_is_never_closed_does_not_fill_the_memory() {
    let text = format!(
        "{HEADER}\n{ANN}\n700000000001,\"never closed{}",
        "\nxxxxxxxxxxxx".repeat(400_000)
    );
    let mut rows = read(text.as_bytes()).unwrap();
    assert!(matches!(rows.next_row(), Ok(Some(AccountRow::Good(_)))));
    assert!(matches!(rows.next_row(), Err(AccountsError::RowTooLong { line: 3 })));
}
