use super::*;
use proptest::prelude::*;

fn parse(text: &str) -> Manifest {
    Manifest::parse(text.as_bytes()).unwrap()
}

/// The keyed amount of the only page, and how many notes there are.
fn amount(written: &str) -> (Option<String>, usize) {
    let manifest = parse(&format!(
        r#"{{"transactions":[{{"pages":[{{"file":"1.tif","amount":{written}}}]}}]}}"#
    ));
    let page = &manifest.transactions.as_ref().unwrap()[0].pages[0];
    (page.amount.map(|amount| amount.to_string()), manifest.notes.len())
}

#[test]
fn the_contracts_example_is_read() {
    let manifest = parse(
        r#"{ "batch": "20260320-001", "lockbox": "412612", "received": "2026-03-20T09:30:00-04:00",
             "control": { "pages": 240, "items": 100, "total": "31415.92" }, "scanner": {"model": ["x", 1.5, null]},
             "transactions": [ { "postmark": "2026-03-18", "pages": [ { "file": "00001F.tif" },
               { "file": "00002F.tif", "micr": "⑈001243⑈ ⑆011000015⑆ 4412345678⑈", "amount": "120.00", "gain": 3 } ] } ] }"#,
    );
    assert_eq!(manifest.batch.as_ref().unwrap().as_str(), "20260320-001");
    assert_eq!(manifest.received.unwrap().to_rfc3339(), "2026-03-20T13:30:00+00:00");
    assert_eq!(manifest.control.pages, Some(240));
    assert_eq!(manifest.control.total.unwrap().to_string(), "31415.92");
    let listed = &manifest.transactions.as_ref().unwrap()[0];
    assert_eq!(listed.postmark.unwrap().to_string(), "2026-03-18");
    assert!(listed.pages[1].micr.as_ref().unwrap().contains('⑆'));
    assert_eq!(manifest.notes, []);
}

#[test]
fn an_empty_manifest_says_nothing() {
    assert_eq!(parse("{}"), Manifest::default());
    assert_eq!(
        parse(r#"{"control":null,"transactions":null,"received":null}"#),
        Manifest::default()
    );
}

#[test]
fn an_amount_is_taken_from_its_digits() {
    assert_eq!(amount(r#""120.00""#), (Some("120.00".to_owned()), 0));
    assert_eq!(amount(r#"" 120.00 ""#), (Some("120.00".to_owned()), 0));
    assert_eq!(amount("120.1"), (Some("120.10".to_owned()), 0));
    assert_eq!(amount("0.29"), (Some("0.29".to_owned()), 0));
    assert_eq!(amount("99999999.99"), (Some("99999999.99".to_owned()), 0));
    assert_eq!(amount("null"), (None, 0));
}

#[test]
fn a_bad_keyed_amount_is_absent_and_noted() {
    for bad in [
        "0",
        "-5",
        r#""0.00""#,
        r#""12O.00""#,
        "1e2",
        "120.001",
        "true",
        "{}",
        "[1]",
        r#""""#,
        "1e999",
    ] {
        assert_eq!(amount(bad), (None, 1), "{bad}");
    }
    let note = parse(r#"{"transactions":[{"pages":[{"file":"7F.tif","amount":-5}]}]}"#).notes[0].to_string();
    assert_eq!(
        note,
        "batch.json, transaction 1, 7F.tif: `amount` is -5, not a positive amount like \"120.00\"; it is taken as absent"
    );
}

#[test]
fn a_control_figure_that_makes_no_sense_can_never_prove() {
    let control = parse(r#"{"control":{"pages":"many","total":"-1.00"}}"#).control;
    assert!(control.unclear);
    assert_eq!((control.pages, control.total), (None, None));
    assert!(!parse(r#"{"control":{"pages":"12"}}"#).control.unclear);
}

#[test]
fn a_micr_line_that_is_no_text_is_not_spread_by_its_note() {
    let manifest = parse(r#"{"transactions":[{"pages":[{"file":"1.tif","micr":{"account":"4412345678"}}]}]}"#);
    assert_eq!(manifest.notes.len(), 1);
    assert!(!manifest.notes[0].to_string().contains("4412345678"));
}

#[test]
fn a_byte_order_mark_is_no_error() {
    let text = r#"{"batch":"B1"}"#;
    let with_mark = [b"\xEF\xBB\xBF".as_slice(), text.as_bytes()].concat();
    assert!(Manifest::parse(&with_mark).unwrap().batch.is_some());
    let wide: Vec<u8> = std::iter::once(0xFEFF)
        .chain(text.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    assert!(Manifest::parse(&wide).unwrap().batch.is_some());
}

#[test]
fn what_is_no_json_is_an_error_with_its_place() {
    for bad in [
        "",
        "{",
        "[]",
        "{\"batch\":\"x\"",
        "{\"transactions\": 5}",
        "\u{0}",
        "{\"batch\":1}x",
    ] {
        assert!(Manifest::parse(bad.as_bytes()).is_err(), "{bad:?}");
    }
    let error = Manifest::parse(b"{\n \"batch\": oops }").unwrap_err();
    assert_eq!(error.line(), 2);
    assert!(Manifest::parse(&vec![b'['; 100_000]).is_err());
    assert!(Manifest::parse(b"{\"batch\":\"\xFF\"}").is_err());
}

proptest! {
    #[test]
    fn any_bytes_are_an_answer(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = Manifest::parse(&bytes);
    }
}
