//! Exceptions settled from the command line: once, by one person or two, and taken back.

use crate::support::{Desk, Mail, endings};
use serde_json::Value;

/// A member who wrote `paid in full` on the check; the transaction waits.
const NOTE: &str = "paid-in-full-note";

/// A desk with one exception, its two reviewers, and a supervisor.
fn desk() -> Desk {
    let desk = Desk::with_accounts_of(&[NOTE]);
    let batch = Mail::of("20260108-001", &[NOTE]).put(&desk, "scans");
    desk.run(&batch).expect_word(0, &["1 to the queue"]);
    for (name, role) in [("rita", "reviewer"), ("rob", "reviewer"), ("sue", "supervisor")] {
        desk.add_user(name, role);
    }
    desk
}

/// The transaction's name, and the account and amount that its coupon asks for.
fn waiting(desk: &Desk) -> (String, String, String) {
    let claimed = desk.by("rita", &["claim", "--json"]).expect_status(0).out;
    let line: Value = serde_json::from_str(&claimed).unwrap();
    let item = format!("{}/{}", line["batch"].as_str().unwrap(), line["transaction"]);
    desk.by("rita", &["release", &item]).expect_status(0);
    let master = std::fs::read_to_string(desk.beside("accounts.csv")).unwrap();
    let account = master.lines().nth(1).unwrap().split(',').next().unwrap().to_owned();
    let amount = line["items"][0]["amount"].as_str().unwrap_or("120.00").to_owned();
    (item, account, amount)
}

fn listed(desk: &Desk) -> usize {
    let said = desk.call(["exceptions", "--json"]).expect_status(0);
    said.out.lines().count()
}

#[test]
fn an_exception_is_claimed_settled_and_posts_once() {
    let desk = desk();
    let (item, account, amount) = waiting(&desk);
    desk.by("rita", &["claim", &item]).expect_word(0, &["is yours until"]);
    desk.by("rob", &["claim", &item]).expect_refusal(&["rita", "has"]);
    let keyed = [
        "resolve",
        &item,
        "--account",
        &account,
        "--amount",
        &amount,
        "--token",
        "one press",
    ];
    desk.by("rob", &keyed).expect_refusal(&["rita has this one"]);
    desk.by("rita", &keyed).expect_word(0, &["is settled"]);
    desk.by("rita", &keyed).expect_word(0, &["nothing has changed"]);
    let outcomes = desk.outcomes();
    assert_eq!(endings(&outcomes), ["posted"]);
    assert_eq!(outcomes[0]["path"], "reviewer");
    assert_eq!(outcomes[0]["payments"][0]["account"], account.as_str());
    assert_eq!(outcomes[0]["payments"][0]["amount"], amount.as_str());
    assert_eq!(outcomes[0]["resolution"]["by"], "rita");
    assert_eq!(listed(&desk), 0);
    desk.expect_proof();
}

#[test]
fn what_does_not_add_up_or_is_nobodys_is_refused_and_still_waits() {
    let desk = desk();
    let (item, account, _) = waiting(&desk);
    let split = format!("{account}=1.00");
    desk.by("rita", &["resolve", &item, "--account", &split, "--amount", "2.00"])
        .expect_refusal(&["2.00", "1.00"]);
    desk.by(
        "rita",
        &["resolve", &item, "--account", "799999999999", "--amount", "2.00"],
    )
    .expect_refusal(&["not on file"]);
    desk.by("rita", &["resolve", "20260108-001/77", "--return", "unsigned"])
        .expect_refusal(&["there is no transaction", "lockbox exceptions"]);
    desk.by("nobody", &["resolve", &item, "--return", "unsigned"])
        .expect_refusal(&["lockbox users add nobody"]);
    assert_eq!(listed(&desk), 1);
    desk.expect_proof();
}

#[test]
fn a_returned_check_leaves_the_queue_and_taken_back_waits_again() {
    let desk = desk();
    let (item, _, _) = waiting(&desk);
    desk.by("rita", &["resolve", &item, "--return", "restrictive_note"])
        .expect_word(0, &["is settled"]);
    assert_eq!(listed(&desk), 0);
    let outcome = &desk.outcomes()[0];
    assert_eq!(
        (&outcome["outcome"], &outcome["resolution"]["kind"]),
        (&"exception".into(), &"return".into())
    );
    assert_eq!(desk.call(["export", "exceptions"]).expect_status(0).out, "");
    desk.call(["verify"])
        .expect_word(0, &["1 settled otherwise", "the books prove"]);
    // an import of accounts decides nothing anew that is settled
    let master = desk.beside("accounts.csv");
    desk.call(["accounts".as_ref(), "import".as_ref(), master.as_os_str()])
        .expect_status(0);
    assert_eq!(listed(&desk), 0);
    desk.by("rob", &["undo", &item, "--why", "x"])
        .expect_refusal(&["rita settled"]);
    desk.by("sue", &["undo", &item, "--why", "the note is the payer's name"])
        .expect_status(0);
    assert_eq!(listed(&desk), 1);
    desk.expect_proof();
}

#[test]
fn what_needs_two_keys_posts_when_both_key_the_same() {
    let desk = desk();
    std::fs::write(
        desk.data().join("lockbox.toml"),
        "[review]\nsecond_key_above = \"1.00\"\n",
    )
    .unwrap();
    let (item, account, amount) = waiting(&desk);
    let keyed = ["resolve", &item, "--account", &account, "--amount", &amount];
    desk.by("rita", &keyed).expect_word(0, &["second person"]);
    desk.by("rita", &[&keyed[..], &["--token", "again"]].concat())
        .expect_refusal(&["somebody else"]);
    assert_eq!(listed(&desk), 1);
    desk.by("rob", &keyed).expect_word(0, &["is settled"]);
    let resolution = &desk.outcomes()[0]["resolution"];
    assert_eq!(
        (&resolution["by"], &resolution["confirmed_by"]),
        (&"rita".into(), &"rob".into())
    );
    desk.expect_proof();
}

#[test]
fn a_log_that_somebody_worked_on_is_named() {
    let desk = desk();
    let (item, ..) = waiting(&desk);
    desk.by("rita", &["note", &item, "the bank is asked"]).expect_status(0);
    let head = desk.data().join("log.head");
    let text = std::fs::read_to_string(&head).unwrap();
    let (seq, hash) = text.trim().split_once(' ').unwrap();
    let more = seq.parse::<u32>().unwrap() + 1;
    std::fs::write(&head, format!("{more} {hash}\n")).unwrap();
    desk.call(["verify"])
        .expect_word(1, &["the log was cut off", "DO NOT prove"]);
    std::fs::write(&head, text).unwrap();
    desk.expect_proof();
}

#[test]
fn a_password_that_is_easy_and_a_name_that_is_taken_are_refused() {
    let desk = desk();
    desk.call(["users", "add", "ann", "--role", "king"]).expect_status(2);
    desk.call(["users", "add", "ann", "--role", "reviewer"])
        .expect_refusal(&["--password-stdin"]);
    desk.call(["users"])
        .expect_word(0, &["rita", "reviewer", "sue", "supervisor"]);
    desk.call(["users", "disable", "rita"]).expect_status(0);
    desk.by("rita", &["claim"]).expect_status(1);
    desk.expect_proof();
}

#[test]
fn a_batch_is_proven_once_its_last_amount_is_keyed_and_a_slip_in_keying_is_named() {
    let desk = Desk::with_accounts_of(&[NOTE]);
    let mail = Mail::of("20260108-001", &[NOTE]);
    let batch = mail
        .with("control", serde_json::json!({ "items": 1, "total": "120.00" }))
        .put(&desk, "scans");
    desk.run_without_reading(&batch).expect_word(0, &["unproven"]);
    desk.add_user("rita", "reviewer");
    let master = std::fs::read_to_string(desk.beside("accounts.csv")).unwrap();
    let account = master.lines().nth(1).unwrap().split(',').next().unwrap();
    let keyed = |amount: &str, token: &str| {
        desk.by(
            "rita",
            &[
                "resolve",
                "20260108-001/1",
                "--account",
                account,
                "--amount",
                amount,
                "--token",
                token,
            ],
        )
        .expect_status(0);
    };
    keyed("210.00", "a slip");
    desk.call(["batches"])
        .expect_word(0, &["unproven", "$120.00", "$210.00"]);
    desk.by("rita", &["undo", "20260108-001/1", "--why", "a slip"])
        .expect_status(0);
    desk.call(["batches"])
        .expect_word(0, &["unproven", "without an amount"]);
    keyed("120.00", "right");
    desk.call(["batches"]).expect_word(0, &["finished"]);
    desk.expect_proof();
}
