//! A black-and-white page, 64 pixels to a word: the form in which layout is looked at.

use crate::geometry::{Rect, index, px};
use image::GrayImage;

/// A bitonal image; a set bit is ink. Rows are padded to whole words, the padding is blank.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Bits {
    width: u32,
    height: u32,
    stride: usize,
    words: Vec<u64>,
}

impl Bits {
    /// Ink wherever `is_ink(row, pixels)` writes 1; `rule` gets the row number and its pixels and returns a threshold for each column block
    /// of 64 pixels: pixels below it are ink.
    pub fn threshold(gray: &GrayImage, rule: impl Fn(u32, usize) -> u8) -> Self {
        let (width, height) = gray.dimensions();
        let stride = index(width).div_ceil(64);
        let mut words = Vec::with_capacity(stride * index(height));
        for (y, row) in (0..height).zip(gray.as_raw().chunks_exact(index(width).max(1))) {
            for (block, pixels) in row.chunks(64).enumerate() {
                words.push(pack(pixels, rule(y, block)));
            }
        }
        Bits {
            width,
            height,
            stride,
            words,
        }
    }

    /// An image without ink.
    pub fn blank(width: u32, height: u32) -> Self {
        let stride = index(width).div_ceil(64);
        Bits {
            width,
            height,
            stride,
            words: vec![0; stride * index(height)],
        }
    }

    /// Width in pixels.
    pub fn width(&self) -> u32 {
        self.width
    }

    /// Height in pixels.
    pub fn height(&self) -> u32 {
        self.height
    }

    /// The words of a row, left to right, the lowest bit leftmost.
    pub fn row(&self, y: u32) -> &[u64] {
        let start = index(y) * self.stride;
        &self.words[start..start + self.stride]
    }

    /// Whether there is ink at a pixel; outside there is none.
    pub fn get(&self, x: u32, y: u32) -> bool {
        x < self.width && y < self.height && self.row(y)[index(x / 64)] >> (x % 64) & 1 == 1
    }

    /// Pixels of ink in a rectangle, cut to the image.
    pub fn count(&self, area: Rect) -> u32 {
        let (right, bottom) = (area.right().min(self.width), area.bottom().min(self.height));
        if area.x >= right || area.y >= bottom {
            return 0;
        }
        (area.y..bottom).map(|y| self.count_in_row(y, area.x, right)).sum()
    }

    /// Pixels of ink in a row from `left` up to but not including `right`.
    pub fn count_in_row(&self, y: u32, left: u32, right: u32) -> u32 {
        let row = self.row(y);
        let (first, last) = (index(left / 64), index((right - 1) / 64));
        let head = u64::MAX << (left % 64);
        let tail = u64::MAX >> (63 - (right - 1) % 64);
        if first == last {
            return (row[first] & head & tail).count_ones();
        }
        let middle: u32 = row[first + 1..last].iter().map(|word| word.count_ones()).sum();
        (row[first] & head).count_ones() + middle + (row[last] & tail).count_ones()
    }

    /// The runs of ink in a row, as `(start, end)` pixel columns, end exclusive, left to right.
    pub fn runs(&self, y: u32, mut each: impl FnMut(u32, u32)) {
        let mut start = None;
        for (block, &word) in self.row(y).iter().enumerate() {
            let base = px(block) * 64;
            let mut word = word;
            let mut at = 0;
            loop {
                match start {
                    None if word == 0 => break,
                    None => {
                        let skip = word.trailing_zeros();
                        at += skip;
                        word >>= skip;
                        start = Some(base + at);
                    }
                    Some(from) => {
                        let ones = word.trailing_ones();
                        if at + ones >= 64 {
                            break;
                        }
                        at += ones;
                        word >>= ones;
                        each(from, base + at);
                        start = None;
                    }
                }
            }
        }
        if let Some(from) = start {
            each(from, self.width);
        }
    }

    /// Inks a row from `from` up to but not including `to`.
    pub fn fill(&mut self, y: u32, from: u32, to: u32) {
        let start = index(y) * self.stride;
        set_run(&mut self.words[start..], from, to.min(self.width));
    }

    /// Inks the pixels of a row for whose columns `is_ink` holds, beside what is there.
    pub fn mark(&mut self, y: u32, is_ink: impl Fn(usize) -> bool) {
        let (start, width) = (index(y) * self.stride, index(self.width));
        for (block, word) in self.words[start..start + self.stride].iter_mut().enumerate() {
            let columns = block * 64..(block * 64 + 64).min(width);
            for (bit, x) in columns.enumerate() {
                *word |= u64::from(is_ink(x)) << bit;
            }
        }
    }

    /// Takes the ink off a pixel.
    pub fn clear(&mut self, y: u32, x: u32) {
        self.words[index(y) * self.stride + index(x / 64)] &= !(1 << (x % 64));
    }

    /// Turned by 180 degrees.
    pub fn turned_half(&self) -> Self {
        let mut turned = Bits::blank(self.width, self.height);
        for y in 0..self.height {
            let start = index(self.height - 1 - y) * turned.stride;
            self.runs(y, |from, to| {
                set_run(&mut turned.words[start..], self.width - to, self.width - from);
            });
        }
        turned
    }
}

/// Sets the bits from `from` up to but not including `to`.
fn set_run(row: &mut [u64], from: u32, to: u32) {
    for x in from..to {
        row[index(x / 64)] |= 1 << (x % 64);
    }
}

/// Up to 64 pixels as bits, 1 where below the threshold.
fn pack(pixels: &[u8], threshold: u8) -> u64 {
    let mut word = 0;
    for (group, eight) in pixels.chunks(8).enumerate() {
        let mut below = [0u8; 8];
        for (flag, &pixel) in below.iter_mut().zip(eight) {
            *flag = u8::from(pixel < threshold);
        }
        // The multiplication gathers the lowest bit of each of the eight bytes in the highest byte.
        let byte = u64::from_le_bytes(below).wrapping_mul(0x0102_0408_1020_4080) >> 56;
        word |= byte << (8 * group);
    }
    word
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn image(width: u32, height: u32, pixels: &[bool]) -> GrayImage {
        GrayImage::from_fn(width, height, |x, y| {
            image::Luma([if pixels[index(y * width + x) % pixels.len()] {
                0
            } else {
                255
            }])
        })
    }

    proptest! {
        #[test]
        fn bits_are_the_picture(width in 1u32..200, height in 1u32..6, pixels in proptest::collection::vec(any::<bool>(), 1..300)) {
            let gray = image(width, height, &pixels);
            let bits = Bits::threshold(&gray, |_, _| 128);
            let ink = |x: u32, y: u32| gray.get_pixel(x, y).0[0] < 128;
            for y in 0..height {
                let mut from_runs = vec![false; index(width)];
                bits.runs(y, |from, to| from_runs[index(from)..index(to)].fill(true));
                for x in 0..width {
                    prop_assert_eq!(bits.get(x, y), ink(x, y));
                    prop_assert_eq!(from_runs[index(x)], ink(x, y));
                    prop_assert_eq!(bits.turned_half().get(width - 1 - x, height - 1 - y), ink(x, y));
                }
            }
            let all = Rect { x: 0, y: 0, w: width, h: height };
            let inked = gray.pixels().filter(|p| p.0[0] < 128).count();
            prop_assert_eq!(index(bits.count(all)), inked);
        }
    }
}
