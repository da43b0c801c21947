//! Any bytes as a scan file: the first byte chooses the page, the rest is the file.
#![no_main]

use libfuzzer_sys::fuzz_target;
use lockbox::config::IntakeLimits;
use lockbox::intake::image_file::frames;
use lockbox::page::decode::decode;

fuzz_target!(|data: &[u8]| {
    let limits = IntakeLimits {
        max_file_bytes: 1 << 24,
        max_page_pixels: 4_000_000,
        max_pages_per_file: 100,
        max_pages_per_batch: 1000,
    };
    let Some((&frame, file)) = data.split_first() else {
        return;
    };
    assert!(frames(file, &limits).pages() >= 1, "every file counts for a page");
    if let Ok(raster) = decode(file, u32::from(frame), &limits) {
        let (width, height) = raster.gray.dimensions();
        assert!(u64::from(width) * u64::from(height) <= limits.max_page_pixels);
    }
});
