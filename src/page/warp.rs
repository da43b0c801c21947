//! Turning and levelling pictures.

use crate::geometry::{Turn, f64_of, index, round_i32};
use image::GrayImage;

/// Turned clockwise.
pub fn turned(image: &GrayImage, turn: Turn) -> GrayImage {
    match turn {
        Turn::None => image.clone(),
        Turn::Quarter => image::imageops::rotate90(image),
        Turn::Half => image::imageops::rotate180(image),
        Turn::ThreeQuarter => image::imageops::rotate270(image),
    }
}

/// Levelled: lines that rise to the right by `skew` degrees become level. Same size, turned about the centre, white where nothing was.
pub fn levelled(image: &GrayImage, skew: f32) -> GrayImage {
    if skew.abs() < 0.05 {
        return image.clone();
    }
    let (w, h) = image.dimensions();
    let (sin, cos) = f64::from(skew).to_radians().sin_cos();
    let (cx, cy) = (f64::from(w) / 2.0, f64::from(h) / 2.0);
    let mut level = GrayImage::from_pixel(w, h, image::Luma([255]));
    let pixels = image.as_raw();
    let width = index(w);
    for (y, row) in level.chunks_exact_mut(width).enumerate() {
        let dy = f64_of(y) - cy;
        let (mut from_x, mut from_y) = (-cx * cos + dy * sin + cx, cx * sin + dy * cos + cy);
        for pixel in row {
            *pixel = bilinear(pixels, w, h, from_x, from_y);
            from_x += cos;
            from_y -= sin;
        }
    }
    level
}

/// The picture between four pixels; white beyond the edge.
fn bilinear(pixels: &[u8], w: u32, h: u32, x: f64, y: f64) -> u8 {
    let (left, top) = (x.floor(), y.floor());
    if left < 0.0 || top < 0.0 || left + 1.0 >= f64::from(w) || top + 1.0 >= f64::from(h) {
        return 255;
    }
    let share = |value: f64| u32::try_from(round_i32(value * 256.0)).unwrap_or(0);
    let (ax, ay) = (share(x - left), share(y - top));
    let whole = |value: f64| usize::try_from(round_i32(value)).unwrap_or(0);
    let at = whole(top) * index(w) + whole(left);
    let pixel = |offset: usize| u32::from(pixels[at + offset]);
    let upper = pixel(0) * (256 - ax) + pixel(1) * ax;
    let lower = pixel(index(w)) * (256 - ax) + pixel(index(w) + 1) * ax;
    u8::try_from((upper * (256 - ay) + lower * ay) >> 16).unwrap_or(u8::MAX)
}
