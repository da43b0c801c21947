//! What the program says, as people see it.

use crate::support::{Desk, Mail, THAT_POST};

/// The words without what differs from run to run: times and folders.
fn lasting(desk: &Desk, text: &str) -> String {
    let text = text.replace(&*desk.beside("").to_string_lossy(), "/");
    let speed = text.find("; ").filter(|_| text.contains("pages a second"));
    let Some(at) = speed.and_then(|_| text.rfind(" to the queue; ")) else {
        return text;
    };
    let rest = text[at..].find('\n').map_or("", |end| &text[at + end..]);
    format!("{} to the queue; [time]{rest}", &text[..at])
}

fn desk() -> Desk {
    let all = [THAT_POST[0], "no-keyed-amount"];
    let desk = Desk::with_accounts_of(&all);
    desk.write("torn.tif", b"");
    desk
}

#[test]
fn the_summary_of_a_run_and_the_transactions_behind_it() {
    let desk = desk();
    let mail = Mail::of("20260108-001", &[THAT_POST[0], "no-keyed-amount"]).envelope_of_one(*b"II*\0torn");
    let said = desk.run(&mail.put(&desk, "scans")).expect_status(0);
    insta::assert_snapshot!("run", lasting(&desk, &said.out));
    let show = |what: &str| desk.call(["show", what]).expect_status(0).out;
    insta::assert_snapshot!("show_posted", lasting(&desk, &show("20260108-001/1")));
    insta::assert_snapshot!("show_exception", lasting(&desk, &show("20260108-001/2")));
    insta::assert_snapshot!("show_unreadable", lasting(&desk, &show("20260108-001/3")));
    insta::assert_snapshot!("batches", lasting(&desk, &desk.call(["batches"]).expect_status(0).out));
}
