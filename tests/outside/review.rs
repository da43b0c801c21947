//! `lockbox review`: where it may listen, and that it says what is missing.

use crate::support::Desk;

#[test]
fn the_desk_is_not_served_to_others_in_the_clear() {
    let desk = Desk::with_accounts_of(&["paid-in-full-note"]);
    for address in ["0.0.0.0:0", "[::]:0", "192.0.2.1:4126"] {
        let said = desk.call(["review", "--listen", address]);
        said.expect_refusal(&["--tls-certificate", "--behind-proxy", "in the clear"]);
    }
    desk.call(["review", "--tls-key", "key.pem"]).expect_status(2);
}

#[test]
fn without_people_it_says_how_to_add_some() {
    let desk = Desk::with_accounts_of(&["paid-in-full-note"]);
    desk.call(["review", "--listen", "localhost-is-no-address"])
        .expect_status(2);
    desk.call(["review", "--listen", "[::1]:0"])
        .expect_refusal(&["lockbox users add NAME --role reviewer"]);
}
