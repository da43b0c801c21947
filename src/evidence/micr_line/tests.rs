//! Lines drawn here, with the damage that paper, pens and scanners do to them.

use super::*;
use crate::evidence::straight::levelled;
use crate::geometry::Dpi;
use crate::page::decode::Raster;
use crate::page::upright;
use crate::samples::canvas::{Canvas, area};
use crate::samples::e13b;
use image::GrayImage;
use proptest::prelude::*;

const PERSONAL: &str = "⑆031174390⑆ 7825309320⑈ 2564";
const BUSINESS: &str = "⑈001243⑈ ⑆011000015⑆ 4412345678⑈";

/// A number generator for specks: the same every time.
struct Specks(u64);

impl Specks {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % most
    }
}

/// A check with its line and a little else on it.
fn check(line: &str, dpi: f64) -> Canvas {
    let wide = if line.starts_with('⑈') { 8.5 } else { 6.0 };
    let mut canvas = Canvas::new(wide, 2.75, dpi);
    for (x, y, w) in [(0.4, 1.2, 4.0), (0.4, 1.6, 5.0), (3.4, 2.1, 2.2)] {
        canvas.rule(x, y, w, 0.8);
    }
    canvas.frame(area(4.6, 0.9, 1.1, 0.3), 0.01, 0.8);
    e13b::draw(&mut canvas, line, 0.0, 0.9);
    canvas
}

fn specked(mut canvas: Canvas, count: usize, seed: u64) -> Canvas {
    let mut chance = Specks(seed);
    for _ in 0..count {
        let (x, y) = (chance.below(canvas.width), chance.below(canvas.height));
        canvas.grey[y * canvas.width + x] = 20;
    }
    canvas
}

/// Scanned, its lines rising to the right by so many degrees.
fn scanned(canvas: Canvas, skew: f32) -> Page {
    let (width, height) = canvas.size();
    let dpi = Dpi::new(canvas.dpi);
    let gray = GrayImage::from_raw(width, height, canvas.grey).unwrap();
    upright(Raster {
        gray: levelled(&gray, -skew),
        dpi,
    })
}

#[track_caller]
fn expect_read(page: &Page, line: &str) {
    let reading = read(page).expect("the line is found");
    assert_eq!(reading.line, line);
    assert!(reading.accepted, "{reading:?}");
}

/// A damaged line may be read or not; what is accepted is right.
#[track_caller]
fn expect_not_wrong(page: &Page, line: &str) {
    if let Some(reading) = read(page).filter(|reading| reading.accepted) {
        assert_eq!(reading.line, line);
    }
}

#[test]
fn a_line_is_read_at_every_resolution_of_document_scanners() {
    for dpi in [150.0, 200.0, 240.0, 300.0] {
        expect_read(&scanned(check(PERSONAL, dpi), 0.0), PERSONAL);
        expect_read(&scanned(check(BUSINESS, dpi), 0.0), BUSINESS);
    }
}

#[test]
fn a_skewed_line_is_read() {
    for skew in [-4.0, -1.5, 0.7, 3.0] {
        expect_read(&scanned(check(PERSONAL, 200.0), skew), PERSONAL);
    }
}

#[test]
fn the_region_is_around_the_line() {
    let page = scanned(check(PERSONAL, 200.0), 0.0);
    let region = read(&page).unwrap().region;
    // The characters' baseline is a quarter of an inch above the edge, and they are 0.117 in high.
    assert!(region.y > 460 && region.bottom() < 520, "{region:?}");
    assert!(region.w > 600 && region.w < 800, "{region:?}");
}

#[test]
fn specks_do_no_harm() {
    for seed in 0..6 {
        expect_read(&scanned(specked(check(PERSONAL, 200.0), 600, seed), 0.5), PERSONAL);
    }
}

#[test]
fn a_canadian_line_is_read_and_not_accepted() {
    let line = "⑈5973⑈ ⑆26532⑉815⑆ 791713315⑈";
    let reading = read(&scanned(check(line, 200.0), 0.0)).unwrap();
    assert_eq!(reading.line, line);
    assert!(!reading.accepted);
    assert!(reading.score.get() > 0.5, "{reading:?}");
}

#[test]
fn a_line_whose_check_digit_fails_is_not_accepted() {
    let reading = read(&scanned(check("⑆031174391⑆ 7825309320⑈ 2564", 200.0), 0.0)).unwrap();
    assert!(!reading.accepted);
}

#[test]
fn a_stroke_through_the_line_gives_no_other_line() {
    for step in 0_u8..24 {
        let mut canvas = check(PERSONAL, 200.0);
        let x = 0.4 + 0.17 * f64::from(step);
        canvas.stroke(&[(x, 2.2), (x + 0.12, 2.45), (x + 0.3, 2.6)], 0.025, 0.85);
        expect_not_wrong(&scanned(canvas, 0.3), PERSONAL);
    }
}

#[test]
fn dust_on_the_glass_gives_no_other_line() {
    for step in 0_u8..40 {
        let mut canvas = check(PERSONAL, 200.0);
        canvas.fill(area(0.5 + 0.0413 * f64::from(step), 0.0, 0.012, 2.75), 0.8);
        expect_not_wrong(&scanned(canvas, 0.0), PERSONAL);
    }
}

#[test]
fn a_wiped_out_part_of_a_character_gives_no_other_line() {
    for step in 0_u8..60 {
        let mut canvas = check(PERSONAL, 200.0);
        let x = 0.4 + 0.067 * f64::from(step);
        let (left, top, right, bottom) = canvas.pixels(area(x, 2.38, 0.05, 0.04 + 0.0006 * f64::from(step)));
        for y in top..bottom {
            let start = y * canvas.width;
            canvas.grey[start + left..start + right].fill(255);
        }
        expect_not_wrong(&scanned(canvas, 0.0), PERSONAL);
    }
}

#[test]
fn a_page_without_a_line_gives_none() {
    let mut canvas = Canvas::new(6.0, 2.75, 200.0);
    canvas.frame(area(0.3, 0.3, 5.0, 2.0), 0.02, 0.9);
    assert_eq!(read(&scanned(canvas, 0.0)), None);
}

#[test]
fn debug_does_not_spread_a_bank_account() {
    let shown = format!("{:?}", read(&scanned(check(PERSONAL, 200.0), 0.0)));
    assert!(
        !shown.contains("7825309320") && shown.contains("##########⑈"),
        "{shown}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn noise_is_never_accepted(width in 1_usize..900, height in 1_usize..300, dots in 0_usize..20_000, seed in any::<u64>()) {
        let mut canvas = Canvas::of(width, height, 200.0, 235);
        let mut chance = Specks(seed);
        for _ in 0..dots {
            let (x, y) = (chance.below(width), chance.below(height));
            let (w, h) = (1 + chance.below(16), 1 + chance.below(24));
            let shade = u8::try_from(chance.below(256)).unwrap();
            for row in y..(y + h).min(height) {
                let start = row * width;
                canvas.grey[start + x..start + (x + w).min(width)].fill(shade);
            }
        }
        let reading = read(&scanned(canvas, 0.0));
        prop_assert!(reading.is_none_or(|reading| !reading.accepted));
    }
}
