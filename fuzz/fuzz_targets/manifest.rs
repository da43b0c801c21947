//! Any bytes as `batch.json`, and every MICR line in it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use lockbox::intake::manifest::Manifest;
use lockbox::micr::Micr;

fuzz_target!(|data: &[u8]| {
    let Ok(manifest) = Manifest::parse(data) else {
        return;
    };
    for page in manifest.transactions.iter().flatten().flat_map(|one| &one.pages) {
        assert!(page.amount.is_none_or(|amount| amount.is_positive()));
        if let Some(line) = &page.micr {
            let micr = Micr::parse(line);
            assert!(!micr.complete || micr.account.is_some());
        }
    }
});
