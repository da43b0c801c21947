//! Pictures of lines as the nets of this project take them.

use crate::geometry::{index, px, round_u32};
use image::GrayImage;
use image::imageops::FilterType;

/// Least difference between ground and ink, in grey levels: below it a strip is empty, and its grain is not blown up.
const LEAST_CONTRAST: f32 = 38.0;

/// A strip's ink, row by row: 0 for its ground, 1 for its ink, up to 1.2.
///
/// Ground is the level that nine tenths of the pixels do not exceed, ink the one that two hundredths do not; the training in `tools/training` does the same.
pub fn normalised(strip: &GrayImage) -> Vec<f32> {
    let mut counts = [0_u32; 256];
    for pixel in strip.as_raw() {
        counts[usize::from(*pixel)] += 1;
    }
    let all = f64::from(px(strip.as_raw().len()));
    let rank = |share: f64| {
        let mut below = 0;
        (0_u8..=255).zip(counts).find(|(_, count)| {
            below += count;
            f64::from(below) >= share * all
        })
    };
    let level = |share: f64| f32::from(rank(share).map_or(u8::MAX, |(level, _)| level));
    let (low, high) = (level(0.02), level(0.90));
    let span = (high - low).max(LEAST_CONTRAST);
    strip
        .as_raw()
        .iter()
        .map(|&pixel| ((high - f32::from(pixel)) / span).clamp(0.0, 1.2))
        .collect()
}

/// A picture scaled to a height, its width with it up to `widest`; squeezed if it is wider.
pub fn scaled(picture: &GrayImage, height: u32, widest: u32) -> GrayImage {
    let (w, h) = picture.dimensions();
    let width = round_u32(f64::from(w) * f64::from(height) / f64::from(h.max(1))).clamp(8, widest);
    image::imageops::resize(picture, width, height, FilterType::Triangle)
}

/// The shape of a picture of one channel, as nets take it.
pub fn shape(picture: &GrayImage) -> [usize; 4] {
    [1, 1, index(picture.height()), index(picture.width())]
}
