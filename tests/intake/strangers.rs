//! What strangers send besides pictures: manifests and the texts of barcodes. The entry points of the targets in `fuzz/`, on every run.

use lockbox::config::{Config, ConfigFile};
use lockbox::intake::manifest::Manifest;
use lockbox::micr::Micr;
use proptest::prelude::*;

/// Pieces of which something like a manifest comes about often.
const PIECES: [&str; 24] = [
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"batch\"",
    "\"transactions\"",
    "\"pages\"",
    "\"file\"",
    "\"amount\"",
    "\"micr\"",
    "\"control\"",
    "\"total\"",
    "\"received\"",
    "\"postmark\"",
    "null",
    "true",
    "-0.0",
    "1e309",
    "120.00",
    "\"1F.tif\"",
    "\"A011000015A 4?C\"",
    "\"\\ud800\"",
];

proptest! {
    #[test]
    fn any_manifest_is_an_answer(pieces in proptest::collection::vec(prop::sample::select(PIECES.to_vec()), 0..60)) {
        let text = format!("{{\"transactions\":[{{\"pages\":[{{{}", pieces.concat());
        for text in [pieces.concat(), text] {
            let _ = Manifest::parse(text.as_bytes());
        }
    }

    #[test]
    fn any_value_of_a_page_leaves_the_batch_standing(
        value in prop::sample::select(vec!["null", "true", "[]", "{\"a\":[1]}", "-1", "1e400", "\"x\"", "\"\"", "0.001", "\"1.00\""]),
        key in prop::sample::select(vec!["file", "micr", "amount", "other"]),
    ) {
        let text = format!("{{\"transactions\":[{{\"postmark\":{value},\"pages\":[{{\"{key}\":{value}}}]}}]}}");
        let manifest = Manifest::parse(text.as_bytes()).unwrap();
        prop_assert_eq!(manifest.transactions.unwrap()[0].pages.len(), 1);
    }

    #[test]
    fn any_text_of_a_barcode_is_an_answer(text in "(4126127[0-9]{27}|HC1[|]412612[|0-9.-]{0,40}|\\PC{0,60})") {
        let config = Config::try_from(ConfigFile::default()).unwrap();
        for format in &config.coupon_formats {
            let _ = format.parse(&text);
        }
        let _ = Micr::parse(&text);
    }
}
