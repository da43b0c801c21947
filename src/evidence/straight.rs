//! Slanted stretches of a page, taken out straight.

use crate::geometry::{f64_of, index, round_i32};
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
    let mut pixels = vec![0_u8; index(width) * index(height)];
    for (y, line) in pixels.chunks_exact_mut(index(width)).enumerate() {
        let down = (f64_of(y) + 0.5) / scale - place.height / 2.0;
        let first = 0.5 / scale;
        let from = (
            place.left + first * cos - down * sin,
            place.middle + first * sin + down * cos,
        );
        sample(page, line, from, (cos / scale, sin / scale), 1);
    }
    GrayImage::from_raw(width, height, pixels).expect("one value for each pixel")
}

/// Levelled: lines that rise to the right by `skew` degrees become level. Same size, turned about the centre, white where nothing was.
pub(super) fn levelled(gray: &GrayImage, skew: f32) -> GrayImage {
    if skew.abs() < 0.05 {
        return gray.clone();
    }
    let (w, h) = gray.dimensions();
    let (sin, cos) = f64::from(skew).to_radians().sin_cos();
    let (cx, cy) = (f64::from(w) / 2.0, f64::from(h) / 2.0);
    let mut pixels = vec![u8::MAX; index(w) * index(h)];
    for (y, line) in pixels.chunks_exact_mut(index(w).max(1)).enumerate() {
        let (dx, dy) = (0.5 - cx, f64_of(y) + 0.5 - cy);
        sample(
            gray,
            line,
            (dx * cos + dy * sin + cx, dy * cos - dx * sin + cy),
            (cos, -sin),
            1,
        );
    }
    GrayImage::from_raw(w, h, pixels).expect("one value for each pixel")
}

/// Fills `line` with the page's grey along a straight line of places `step` apart, of which only `every` so many are taken; white beyond
/// the page.
///
/// Coordinates run in 16.16 fixed point, and wrap: a page's sides are far below 2^15 pixels, and anything beyond them is white.
pub(super) fn sample(page: &GrayImage, line: &mut [u8], from: (f64, f64), step: (f64, f64), every: i32) {
    let fixed = |value: f64| round_i32(value.clamp(-30_000.0, 30_000.0) * 65_536.0);
    let (sx, sy) = (fixed(step.0), fixed(step.1));
    let (across, down) = (sx.wrapping_mul(every), sy.wrapping_mul(every));
    let grid = Grid {
        pixels: page.as_raw(),
        width: page.width(),
        height: page.height(),
    };
    // Steps of less than about a pixel and a half are bridged by interpolation, longer ones by the four quarters of the place's square.
    if step.0.hypot(step.1) < 1.6 {
        let (mut x, mut y) = (fixed(from.0 - 0.5), fixed(from.1 - 0.5));
        for value in line {
            *value = grid.between(x, y);
            x = x.wrapping_add(across);
            y = y.wrapping_add(down);
        }
    } else {
        let (mut x, mut y) = (fixed(from.0), fixed(from.1));
        let (a, b) = ((sx - sy) / 4, (sx + sy) / 4);
        for value in line {
            let quarters = [(a, b), (b, -a), (-a, -b), (-b, a)];
            let sum = quarters.iter().fold(2_u16, |sum, &(dx, dy)| {
                sum.wrapping_add(u16::from(grid.at(x.wrapping_add(dx), y.wrapping_add(dy))))
            });
            *value = (sum >> 2).to_le_bytes()[0];
            x = x.wrapping_add(across);
            y = y.wrapping_add(down);
        }
    }
}

/// A page's pixels by 16.16 coordinates.
struct Grid<'a> {
    pixels: &'a [u8],
    width: u32,
    height: u32,
}

impl Grid<'_> {
    fn at(&self, x: i32, y: i32) -> u8 {
        // A negative coordinate becomes a huge one, which is beyond the page as well.
        let (x, y) = ((x >> 16).cast_unsigned(), (y >> 16).cast_unsigned());
        if x >= self.width || y >= self.height {
            return u8::MAX;
        }
        self.pixels[index(y) * index(self.width) + index(x)]
    }

    /// Between four pixels' middles.
    fn between(&self, x: i32, y: i32) -> u8 {
        let (left, top) = ((x >> 16).cast_unsigned(), (y >> 16).cast_unsigned());
        if left.wrapping_add(1) >= self.width
            || top.wrapping_add(1) >= self.height
            || left >= self.width
            || top >= self.height
        {
            return u8::MAX;
        }
        let stride = index(self.width);
        let first = index(top) * stride + index(left);
        let (upper, lower) = (
            &self.pixels[first..first + 2],
            &self.pixels[first + stride..first + stride + 2],
        );
        let (fx, fy) = (u32::from(x.to_le_bytes()[1]), u32::from(y.to_le_bytes()[1]));
        let mix = |a: u32, b: u32, share: u32| a.wrapping_mul(256 - share).wrapping_add(b.wrapping_mul(share));
        let along = |pair: &[u8]| mix(u32::from(pair[0]), u32::from(pair[1]), fx);
        mix(along(upper), along(lower), fy).wrapping_add(1 << 15).to_le_bytes()[2]
    }
}
