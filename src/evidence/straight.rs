//! Slanted stretches of a page, taken out straight.

use crate::geometry::{f64_of, index, px, round_i32, round_u8};
use image::GrayImage;

/// A slanted box of a page: a straight line through the middle of its left edge, and its size along and across that line, in page pixels.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slanted {
    pub(super) left: f64,
    pub(super) middle: f64,
    /// Direction of the line: cosine and sine of its fall to the right.
    pub(super) along: (f64, f64),
    pub(super) width: f64,
    pub(super) height: f64,
}

/// The box straightened, `scale` pixels for each of the page's; white where it reaches beyond the page.
pub(super) fn cut(page: &GrayImage, place: &Slanted, scale: f64) -> GrayImage {
    let size = |pixels: f64| crate::geometry::round_u32((pixels * scale).clamp(1.0, 8000.0));
    let (width, height) = (size(place.width), size(place.height));
    let (cos, sin) = place.along;
    let mut line = vec![0.0_f32; index(width)];
    let mut pixels = Vec::with_capacity(index(width) * index(height));
    for y in 0..index(height) {
        let down = (f64_of(y) + 0.5) / scale - place.height / 2.0;
        let first = 0.5 / scale;
        let from = (
            place.left + first * cos - down * sin,
            place.middle + first * sin + down * cos,
        );
        sample(page, &mut line, from, (cos / scale, sin / scale));
        pixels.extend(line.iter().map(|&value| round_u8(value)));
    }
    GrayImage::from_raw(width, px(pixels.len()) / width, pixels).expect("one value for each pixel")
}

/// Fills `line` with the page's grey along a straight line of places `step` apart, white beyond the page.
///
/// Coordinates run in 16.16 fixed point; wrapping arithmetic, since a page's sides are far below 2^15 pixels and anything beyond is white.
pub(super) fn sample(page: &GrayImage, line: &mut [f32], from: (f64, f64), step: (f64, f64)) {
    let fixed = |value: f64| round_i32(value.clamp(-30_000.0, 30_000.0) * 65_536.0);
    let (sx, sy) = (fixed(step.0), fixed(step.1));
    let (mut x, mut y) = (fixed(from.0), fixed(from.1));
    // Steps of less than about a pixel and a half are bridged by interpolation, longer ones by the four quarters of the place's square.
    let near = step.0.hypot(step.1) < 1.6;
    let (qx, qy) = (sx / 4, sy / 4);
    let quarters = [
        (qx - qy, qy + qx),
        (qx + qy, qy - qx),
        (-qx - qy, qx - qy),
        (qy - qx, -qy - qx),
    ];
    for value in line {
        *value = if near {
            between(page, x.wrapping_sub(1 << 15), y.wrapping_sub(1 << 15))
        } else {
            let sum = quarters.iter().fold(0_u16, |sum, q| {
                sum + u16::from(at(page, x.wrapping_add(q.0) >> 16, y.wrapping_add(q.1) >> 16))
            });
            f32::from(sum) / 4.0
        };
        x = x.wrapping_add(sx);
        y = y.wrapping_add(sy);
    }
}

fn at(page: &GrayImage, x: i32, y: i32) -> u8 {
    match (u32::try_from(x), u32::try_from(y)) {
        (Ok(x), Ok(y)) if x < page.width() && y < page.height() => {
            page.as_raw()[index(y) * index(page.width()) + index(x)]
        }
        _ => 255,
    }
}

/// Between four pixels' middles, in 16.16 fixed point.
fn between(page: &GrayImage, x: i32, y: i32) -> f32 {
    let (Ok(left), Ok(top)) = (u32::try_from(x >> 16), u32::try_from(y >> 16)) else {
        return 255.0;
    };
    if left + 1 >= page.width() || top + 1 >= page.height() {
        return 255.0;
    }
    let stride = index(page.width());
    let first = index(top) * stride + index(left);
    let pixels = page.as_raw();
    let (upper, lower) = (&pixels[first..first + 2], &pixels[first + stride..first + stride + 2]);
    let share = |v: i32| f32::from(v.to_le_bytes()[1]) / 256.0;
    let (fx, fy) = (share(x), share(y));
    let along = |pair: &[u8]| f32::from(pair[0]) + (f32::from(pair[1]) - f32::from(pair[0])) * fx;
    let (a, b) = (along(upper), along(lower));
    a + (b - a) * fy
}
