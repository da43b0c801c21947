//! The reader of the writing on checks: what it adds, what becomes of a batch without it, and what is said when its model is not there or
//! not whole.

use crate::support::{Desk, Mail, Said, THAT_POST, endings, sample_page};
use image::codecs::jpeg::{JpegEncoder, PixelDensity};
use lockbox::config::IntakeLimits;
use lockbox::page::decode::decode;
use std::fs;
use std::path::Path;

const UNKEYED: &str = "amount-read-without-keying";
const MODEL: &str = "PP-OCRv6_rec_small.onnx";

fn desk() -> Desk {
    Desk::with_accounts_of(&[THAT_POST[0], UNKEYED])
}

/// A batch with a keyed check and one that nobody keyed.
fn mail() -> Mail {
    Mail::of("20260108-001", &[THAT_POST[0], UNKEYED])
}

fn run_with_models(desk: &Desk, models: &Path, options: &[&str]) -> Said {
    let batch = desk.beside("scans");
    if !batch.exists() {
        mail().put(desk, "scans");
    }
    let mut command = desk.command(["run".as_ref(), batch.as_os_str()]);
    command.args(options).env("LOCKBOX_MODELS", models);
    Said::of(&command.output().unwrap())
}

#[test]
fn an_amount_that_nobody_keyed_is_read_and_posts() {
    let desk = desk();
    desk.run(&mail().put(&desk, "scans")).expect_word(0, &["2 posted"]);
    let outcomes = desk.outcomes();
    assert_eq!(endings(&outcomes), ["posted", "posted"]);
    let sample = crate::support::json_lines(
        &fs::read_to_string(crate::support::sample(UNKEYED).join("expected.jsonl")).unwrap(),
    );
    assert_eq!(outcomes[1]["payments"], sample[0]["payments"]);
    desk.expect_proof();
}

/// A scan of a check scanned once more, as a JPEG this time, its MICR line smudged.
fn scanned_again_and_smudged(scan: &[u8]) -> Vec<u8> {
    let mut gray = decode(scan, 0, &IntakeLimits::default()).unwrap().gray;
    let (wide, high) = gray.dimensions();
    for stretch in [0.15, 0.3, 0.45, 0.6].map(|share| f64::from(wide) * share) {
        for x in (0..wide).filter(|x| (0.0..60.0).contains(&(f64::from(*x) - stretch))) {
            (high - 90..high - 20).for_each(|y| gray.put_pixel(x, y, image::Luma([230])));
        }
    }
    let moved = image::imageops::crop_imm(&gray, 3, 2, wide - 3, high - 2).to_image();
    let mut jpeg = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut jpeg, 70);
    encoder.set_pixel_density(PixelDensity::dpi(200));
    encoder.encode_image(&moved).unwrap();
    jpeg
}

#[test]
fn a_check_scanned_again_with_an_illegible_micr_line_is_a_duplicate_by_its_looks() {
    const MEMO: &str = "memo-two-rows";
    let desk = Desk::with_accounts_of(&[MEMO]);
    desk.run(&Mail::of("20260108-001", &[MEMO]).put(&desk, "first"))
        .expect_word(0, &["1 posted"]);
    let again = scanned_again_and_smudged(&sample_page(MEMO, "00001F.tif"));
    desk.run(&Mail::named("20260109-001").envelope_of_one(again).put(&desk, "second"))
        .expect_word(0, &["duplicate_item 1"]);
    assert_eq!(endings(&desk.outcomes()), ["posted", "duplicate_item"]);
    desk.call(["show", "20260109-001/1"])
        .expect_word(0, &["the same day, amount and looks"]);
    desk.expect_proof();
}

#[test]
fn without_reading_keyed_amounts_post_and_the_others_wait() {
    let desk = desk();
    desk.run_without_reading(&mail().put(&desk, "scans"))
        .expect_word(0, &["1 posted", "no_amount 1"]);
    assert_eq!(endings(&desk.outcomes()), ["posted", "no_amount"]);
    desk.expect_proof();
}

#[test]
fn a_model_that_is_missing_is_named_with_the_command_that_brings_it() {
    let desk = desk();
    let models = desk.beside("models");
    fs::create_dir(&models).unwrap();
    run_with_models(&desk, &models, &[]).expect_refusal(&[
        MODEL,
        &models.to_string_lossy(),
        "make setup",
        "--no-neural",
    ]);
    assert_eq!(desk.exported(), "");
    // Whoever goes without it needs none.
    run_with_models(&desk, &models, &["--no-neural"]).expect_word(0, &["1 posted"]);
    desk.expect_proof();
}

#[test]
fn a_model_that_is_damaged_is_refused_with_both_digests() {
    let desk = desk();
    let models = desk.beside("models");
    fs::create_dir(&models).unwrap();
    fs::write(models.join(MODEL), "half a download").unwrap();
    run_with_models(&desk, &models, &[]).expect_refusal(&[
        &models.join(MODEL).to_string_lossy(),
        "SHA-256",
        "6f327246b50388f3c176ae304bd95767ea6dc0c9ae92153ef8cbe210b3c14884",
        "make setup",
    ]);
    assert_eq!(desk.exported(), "");
}
