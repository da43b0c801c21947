//! Damage in, an unreadable page out: never a panic, a hang, or a picture that is not what was scanned.

use crate::scans::{self, Order, Page, Value, check, gray_check, one_page, tiff};
use image::GrayImage;
use lockbox::config::IntakeLimits;
use lockbox::intake::image_file::{Unreadable, frames};
use lockbox::page::decode::decode;
use proptest::prelude::*;

const LIMITS: IntakeLimits = IntakeLimits {
    max_file_bytes: 1 << 20,
    max_page_pixels: 1_000_000,
    max_pages_per_file: 50,
    max_pages_per_batch: 1000,
};

/// One scan of every coding, with its name.
fn good_scans() -> Vec<(&'static str, Vec<u8>)> {
    let (bitonal, gray) = (check(203, 61), gray_check(203, 61));
    let jpeg = scans::jpeg(&gray);
    let lzw = weezl::encode::Encoder::with_tiff_size_switch(weezl::BitOrder::Msb, 8)
        .encode(gray.as_raw())
        .unwrap();
    let modified_huffman = scans::one_dimensional(&bitonal, false);
    vec![
        ("Group 4", one_page(Page::group4(&bitonal))),
        ("Huffman", one_page(Page::new(203, 61, 2, 0, modified_huffman))),
        ("LZW", one_page(Page::new(203, 61, 5, 1, lzw).short(258, 8))),
        ("bits", one_page(Page::new(203, 61, 1, 0, scans::bits(&bitonal)))),
        (
            "JPEG in TIFF",
            one_page(Page::new(203, 61, 7, 1, jpeg.clone()).short(258, 8)),
        ),
        ("JPEG", jpeg),
        ("PNG", scans::gray_png(&gray)),
    ]
}

#[test]
fn a_scan_that_breaks_off_is_unreadable_wherever_it_does() {
    for (kind, scan) in good_scans() {
        assert!(decode(&scan, 0, &LIMITS).is_ok(), "{kind}");
        for length in (0..scan.len()).step_by(97).chain(scan.len() - 20..scan.len() - 1) {
            let cut = &scan[..length];
            assert_eq!(frames(cut, &LIMITS).pages(), 1, "{kind} cut to {length}");
            assert!(decode(cut, 0, &LIMITS).is_err(), "{kind} cut to {length}");
        }
    }
}

#[test]
fn an_end_marker_within_a_jpegs_picture_is_damage() {
    let scan = scans::jpeg(&gray_check(203, 300));
    for at in (700..scan.len() - 100).step_by(97) {
        let mut broken = scan.clone();
        broken[at..at + 2].copy_from_slice(&[0xFF, 0xD9]);
        assert!(decode(&broken, 0, &LIMITS).is_err(), "at {at} of {}", scan.len());
    }
    let padded = [scan.as_slice(), &[0; 1000]].concat();
    assert!(decode(&padded, 0, &LIMITS).is_ok());
    let with_thumbnail = [scan.as_slice(), &scans::jpeg(&check(32, 32))].concat();
    assert!(decode(&with_thumbnail, 0, &LIMITS).is_ok());
}

#[test]
fn a_fax_strip_that_ends_early_is_unreadable() {
    let picture = check(203, 61);
    let short = scans::group4(&check(203, 60));
    let error = decode(&one_page(Page::new(203, 61, 4, 0, short)), 0, &LIMITS).unwrap_err();
    assert!(error.to_string().contains("60 of 61 rows"), "{error}");
    let empty = Page::new(203, 61, 4, 0, Vec::new());
    assert!(decode(&one_page(empty), 0, &LIMITS).is_err());
    let wrong_width = Page::new(1000, 61, 4, 0, scans::group4(&picture));
    assert!(decode(&one_page(wrong_width), 0, &LIMITS).is_err());
}

#[test]
fn a_page_that_says_it_is_huge_is_refused_before_it_is_decoded() {
    let too_many = |bytes: &[u8]| matches!(decode(bytes, 0, &LIMITS), Err(Unreadable::TooManyPixels { .. }));
    for (width, height) in [(100_000, 100_000), (u32::MAX, u32::MAX), (1, u32::MAX), (1001, 1000)] {
        for compression in [1, 4, 5, 7] {
            let page = Page::new(width, height, compression, 0, vec![0; 100]);
            assert!(too_many(&one_page(page)), "{width} x {height}");
        }
    }
    let mut jpeg = scans::jpeg(&gray_check(32, 32));
    let frame = jpeg.windows(2).position(|marker| marker == [0xFF, 0xC0]).unwrap();
    jpeg[frame + 5..frame + 9].copy_from_slice(&[0xFF; 4]);
    assert!(too_many(&jpeg));
    let png = scans::gray_png(&GrayImage::new(1001, 1000));
    assert!(too_many(&png));
    let nothing = decode(&one_page(Page::new(0, 10, 4, 0, vec![0])), 0, &LIMITS);
    assert!(nothing.unwrap_err().to_string().contains("0 x 10"));
}

#[test]
fn forms_that_are_not_read_say_which() {
    let says = |page: Page| decode(&one_page(page), 0, &LIMITS).unwrap_err().to_string();
    let page = |compression, photometric| Page::new(203, 61, compression, photometric, vec![0; 2000]);
    assert!(says(page(6, 6)).contains("old style"));
    assert!(says(page(50_000, 1)).contains("compression 50000"));
    assert!(says(page(1, 8).short(258, 8)).contains("photometric 8"));
    assert!(says(page(1, 1).short(258, 12)).contains("12 bits"));
    assert!(says(page(4, 0).with(293, Value::Long(vec![2]))).contains("uncompressed passages"));
    let planes = page(1, 2).short(277, 3).short(258, 8).short(284, 2);
    assert!(says(planes).contains("planes"));
    let big = b"II+\0\x08\0\0\0\x10\0\0\0\0\0\0\0".as_slice();
    assert!(frames(big, &LIMITS).trouble.unwrap().to_string().contains("BigTIFF"));
}

#[test]
fn what_is_no_scan_says_how_it_begins() {
    for (bytes, says) in [
        (b"".as_slice(), "empty"),
        (b"II", "49 49"),
        (b"%PDF-1.4 and so on", "PDF is not read yet"),
        (b"PK\x03\x04rest", "ZIP is not read yet"),
        (b"GIF89a", "GIF is not read yet"),
        (b"<html>404</html>", "3c 68 74 6d"),
        (b"\xFF\xD8\xFF", "cut off"),
        (b"\x89PNG\r\n\x1A\n", "PNG is damaged"),
        (b"II*\0", "damaged"),
        (b"II*\0\0\0\0\0", "no page"),
    ] {
        let error = decode(bytes, 0, &LIMITS).unwrap_err().to_string();
        assert!(error.contains(says), "{error}");
    }
}

#[test]
fn thousands_of_pages_stop_at_the_limit() {
    let page = Page::group4(&check(32, 8));
    let file = tiff(Order::Intel, &vec![page; 3000]);
    let found = frames(&file, &LIMITS);
    assert_eq!((found.decodable, found.pages()), (50, 51));
    assert!(matches!(found.trouble, Some(Unreadable::TooManyPages { limit: 50 })));
    assert!(decode(&file, 49, &LIMITS).is_ok());
    assert!(decode(&file, 50, &LIMITS).is_err());
}

fn expect_sane(bytes: &[u8], frame: u32) {
    if let Ok(raster) = decode(bytes, frame, &LIMITS) {
        let (width, height) = raster.gray.dimensions();
        assert!(width > 0 && height > 0 && u64::from(width) * u64::from(height) <= LIMITS.max_page_pixels);
    }
    assert!(frames(bytes, &LIMITS).pages() >= 1);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn flipped_bits_are_an_answer(flips in proptest::collection::vec((any::<prop::sample::Index>(), 0..8_u32), 1..12)) {
        for (_, mut scan) in good_scans() {
            for (at, bit) in &flips {
                let at = at.index(scan.len());
                scan[at] ^= 1 << bit;
            }
            expect_sane(&scan, 0);
        }
    }

    #[test]
    fn garbled_headers_are_an_answer(
        bytes in proptest::collection::vec(any::<u8>(), 1..60),
        at in any::<prop::sample::Index>(),
        from_end in any::<bool>(),
    ) {
        for (_, mut scan) in good_scans() {
            let span = 200.min(scan.len() - bytes.len());
            let at = if from_end { scan.len() - bytes.len() - at.index(span) } else { at.index(span) };
            scan[at..at + bytes.len()].copy_from_slice(&bytes);
            expect_sane(&scan, 0);
        }
    }

    #[test]
    fn any_bytes_behind_a_good_beginning_are_an_answer(
        magic in prop::sample::select(vec![&b"II*\0\x08\0\0\0\x03\0"[..], b"MM\0*\0\0\0\x08\0\x02", b"\xFF\xD8\xFF", b"\x89PNG\r\n\x1A\n"]),
        bytes in proptest::collection::vec(any::<u8>(), 0..300),
        frame in 0..3_u32,
    ) {
        expect_sane(&[magic, &bytes].concat(), frame);
    }
}
