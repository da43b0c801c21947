//! Mail without a coupon: whose payment it is by the payer's own words.

use crate::support::{Desk, Mail, accounts_of, endings, json_lines, sample};
use std::fs;

const MEMO: &str = "check-without-coupon";

fn mail() -> Mail {
    Mail::of("20260108-001", &[MEMO])
}

/// The member whose payment the sample is, and the name on that account.
fn member() -> (String, String) {
    let expected = json_lines(&fs::read_to_string(sample(MEMO).join("expected.jsonl")).unwrap());
    let number = expected[0]["payments"][0]["account"].as_str().unwrap().to_owned();
    let master = accounts_of(&[MEMO]);
    let row = master.lines().find(|line| line.starts_with(&number)).unwrap();
    let name = row.split(',').nth(1).unwrap().to_owned();
    (number, name)
}

#[test]
fn a_check_without_a_coupon_posts_by_its_memo_and_the_summary_states_the_bound() {
    let (number, name) = member();
    let desk = Desk::with_accounts_of(&[MEMO]);
    let said = desk.run(&mail().put(&desk, "scans"));
    said.expect_word(
        0,
        &[
            "1 posted",
            "memo 1",
            "no coupon   1 by Member ID and name",
            "in a million",
        ],
    );
    let outcomes = desk.outcomes();
    assert_eq!(outcomes[0]["path"], "memo");
    assert_eq!(outcomes[0]["payments"][0]["account"], number.as_str());
    let shown = desk
        .call(["show", "20260108-001/1"])
        .expect_word(0, &["payer  ", &name]);
    assert!(shown.out.contains("the Member ID the same"), "{}", shown.out);
    desk.expect_proof();
}

#[test]
fn a_number_on_no_file_waits_and_posts_at_the_import_that_brings_the_account() {
    let (number, _) = member();
    let desk = Desk::new();
    let master = accounts_of(&[MEMO]);
    let without: Vec<&str> = master.lines().filter(|line| !line.starts_with(&number)).collect();
    desk.write("without.csv", without.join("\n") + "\n");
    desk.call(["accounts", "import", "without.csv"]).expect_status(0);
    desk.run(&mail().put(&desk, "scans")).expect_word(0, &["0 posted"]);
    // An import that does not bring it leaves it waiting.
    desk.call(["accounts", "import", "without.csv"])
        .expect_word(0, &["1 payments waited", "0 of them are posted"]);
    let ending = endings(&desk.outcomes()).remove(0);
    assert!(
        matches!(&*ending, "no_such_account" | "no_account_evidence"),
        "{ending}"
    );
    desk.write("whole.csv", &master);
    desk.call(["accounts", "import", "whole.csv"])
        .expect_word(0, &["1 of them are posted now"]);
    assert_eq!(endings(&desk.outcomes()), ["posted"]);
    let again = desk.call(["accounts", "import", "whole.csv"]).expect_status(0);
    assert!(!again.out.contains("waited"), "{}", again.out);
    desk.expect_proof();
}

#[test]
fn a_member_whose_relative_pays_is_told_from_the_relative() {
    let (number, name) = member();
    let desk = Desk::with_accounts_of(&[MEMO]);
    // The same number with a relative's name on file: nothing posts, and the conflict is told with both sides.
    let surname = name.split(' ').next_back().unwrap();
    let master = accounts_of(&[MEMO]).replace(&name, &format!("Xiomara {surname}"));
    desk.write("other.csv", master);
    desk.call(["accounts", "import", "other.csv"]).expect_status(0);
    desk.run(&mail().put(&desk, "scans")).expect_word(0, &["0 posted"]);
    let waiting = desk.call(["exceptions", "--json"]).expect_status(0);
    let line: serde_json::Value = serde_json::from_str(waiting.out.lines().next().unwrap()).unwrap();
    assert_eq!(line["candidates"][0]["account"], number.as_str(), "{line:#}");
    desk.expect_proof();
}

#[test]
fn what_reads_writing_is_needed_for_it() {
    let desk = Desk::with_accounts_of(&[MEMO]);
    desk.run_without_reading(&mail().put(&desk, "scans"))
        .expect_word(0, &["no_account_evidence 1"]);
    desk.expect_proof();
}

/// A coupon, and a check of its member that pays less than it asks for.
const PART: &str = "one-check-one-coupon-posts-what-the-check-is-worth";

/// What becomes of them where the scanner did not say that they came in one envelope, with the member on file by this name.
fn ungrouped_part(name: &str) -> String {
    let master = accounts_of(&[PART]).replace("Nathaniel Whitcomb", name);
    assert!(master.contains(name));
    let desk = Desk::new();
    desk.write("accounts.csv", master);
    desk.call(["accounts", "import", "accounts.csv"]).expect_status(0);
    desk.run(&Mail::of("20260108-001", &[PART]).put_ungrouped(&desk, "scans"))
        .expect_status(0);
    desk.expect_proof();
    endings(&desk.outcomes()).remove(0)
}

#[test]
fn a_check_that_pays_a_part_came_with_the_coupon_of_the_member_that_it_names() {
    // Its cents hold a 7, which alone nobody keyed: that it waits for.
    assert_eq!(ungrouped_part("Nathaniel Whitcomb"), "no_amount");
    let of_another = ungrouped_part("Xiomara Vandermeer");
    assert!(of_another.contains("grouping_uncertain"), "{of_another}");
}

#[test]
fn checks_without_a_coupon_that_no_scanner_parted_post_each_by_its_own_words() {
    const TWO_ROWS: &str = "memo-two-rows";
    const OF_TWINS: &str = "twins";
    let parts = [MEMO, OF_TWINS, TWO_ROWS];
    let desk = Desk::with_accounts_of(&parts);
    let mail = Mail::of("20260108-001", &parts);
    desk.run(&mail.put_ungrouped(&desk, "scans")).expect_status(0);
    desk.expect_proof();
    let outcomes = desk.outcomes();
    let [first, of_twins, last] = &endings(&outcomes)[..] else {
        panic!("a transaction for each check: {outcomes:#?}");
    };
    assert_eq!((&**first, &**last), ("posted", "posted"));
    assert!(
        of_twins.contains("ambiguous_account") && of_twins.contains("grouping_uncertain"),
        "{of_twins}"
    );
}
