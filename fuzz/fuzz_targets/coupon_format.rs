//! Any text as what a barcode, a QR code or a scan line says, by the built-in coupon formats.
#![no_main]

use libfuzzer_sys::fuzz_target;
use lockbox::config::{Config, ConfigFile};
use std::sync::LazyLock;

static CONFIG: LazyLock<Config> =
    LazyLock::new(|| Config::try_from(ConfigFile::default()).expect("the defaults are a configuration"));

fuzz_target!(|text: &str| {
    for format in &CONFIG.coupon_formats {
        let _ = format.parse(text);
    }
});
