//! Ink and ground: where the paper lies on the scan, and a threshold for every part of it.

use super::bits::Bits;
use crate::geometry::{Rect, f64_of, index, px, round_u8};
use image::GrayImage;

/// A page in black and white, and the paper on it.
#[derive(Clone, Debug)]
pub struct Inked {
    /// Ink on the paper; the surround is blank.
    pub bits: Bits,
    /// The paper; the whole image where there is no black surround.
    pub paper: Rect,
    /// How much darker the darkest hundredth of the paper is than its ground, 0 to 255: below [`FAINT`] nothing is printed on it.
    pub contrast: u8,
    /// The same of the darkest two-thousandth: writing that covers less than a hundredth of a large paper shows here only, see [`DEEP`].
    pub depth: u8,
}

/// Contrast below which a page holds nothing but the noise of its paper; measured on blank backs, whose grain stays below 25.
pub const FAINT: u8 = 40;
/// Depth from which there is ink on a page, however little. The grain of blank backs and what shines through them stay far below, pencil does too.
pub const DEEP: u8 = 100;

/// Pixels in a tile: one threshold each.
const TILE_W: u32 = 64;
const TILE_H: u32 = 32;
/// Levels that are told apart when grounds are measured: steps of eight are finer than any paper is even.
const LEVELS: usize = 32;
/// A ground darker than this is the scanner's black bed, not paper.
const BED: u8 = 90;
/// How far from the ground towards the darkest ink a pixel must lie to be ink. Lower loses faint strokes, higher takes in patterns.
const INK_SHARE: f32 = 0.42;

/// Tells ink from ground by the ground around it, so that shade, tint and background patterns are no ink.
pub fn inked(gray: &GrayImage) -> Inked {
    let tiles = Tiles::of(gray);
    let paper = tiles.paper(gray);
    let dark = tiles.dark;
    let bright = tiles.bright();
    let span = f32::from(bright.saturating_sub(dark)).max(60.0);
    let thresholds: Vec<u8> = tiles
        .ground
        .iter()
        .map(|&ground| {
            if ground < BED {
                0
            } else {
                round_u8(f32::from(ground) - INK_SHARE * span * f32::from(ground) / f32::from(bright))
            }
        })
        .collect();
    let columns = tiles.columns;
    let bits = Bits::threshold(gray, |y, block| thresholds[index(y / TILE_H) * columns + block]);
    Inked {
        bits,
        paper,
        contrast: bright.saturating_sub(dark),
        depth: bright.saturating_sub(tiles.darkest),
    }
}

/// The ground of every tile, row by row.
struct Tiles {
    columns: usize,
    ground: Vec<u8>,
    /// The darkest hundredth of the paper.
    dark: u8,
    /// The darkest two-thousandth.
    darkest: u8,
}

impl Tiles {
    fn of(gray: &GrayImage) -> Self {
        let (w, h) = gray.dimensions();
        let (columns, rows) = (index(w.div_ceil(TILE_W)), index(h.div_ceil(TILE_H)));
        let mut ground = Vec::with_capacity(columns * rows);
        let mut of_paper = [0u32; LEVELS];
        for row in 0..px(rows) {
            for column in 0..px(columns) {
                let mut of_tile = [0u32; LEVELS];
                let mut samples = 0u32;
                for y in (row * TILE_H..((row + 1) * TILE_H).min(h)).step_by(4) {
                    let line = index(y) * index(w);
                    let (from, to) = (index(column * TILE_W), index(((column + 1) * TILE_W).min(w)));
                    for &pixel in gray.as_raw()[line + from..line + to].iter().step_by(4) {
                        of_tile[usize::from(pixel >> 3)] += 1;
                        samples += 1;
                    }
                }
                let level = quantile(&of_tile, samples * 7 / 10);
                ground.push(level);
                if level >= BED {
                    of_paper.iter_mut().zip(of_tile).for_each(|(sum, count)| *sum += count);
                }
            }
        }
        let samples: u32 = of_paper.iter().sum();
        Tiles {
            columns,
            ground,
            dark: quantile(&of_paper, samples / 100),
            darkest: quantile(&of_paper, samples / 2_000),
        }
    }

    /// The usual ground of the paper; white where all is bed.
    fn bright(&self) -> u8 {
        let mut paper: Vec<u8> = self.ground.iter().copied().filter(|&ground| ground >= BED).collect();
        paper.sort_unstable();
        paper.get(paper.len() / 2).copied().unwrap_or(u8::MAX)
    }

    /// The smallest rectangle around the paper: rows and columns of which more than a third is no bed.
    fn paper(&self, gray: &GrayImage) -> Rect {
        let (w, h) = gray.dimensions();
        if self.ground.iter().all(|&ground| ground >= BED) {
            return Rect { x: 0, y: 0, w, h };
        }
        let (mut columns, mut rows) = (vec![0u32; index(w)], vec![0u32; index(h)]);
        for (y, line) in gray.as_raw().chunks_exact(index(w)).enumerate().step_by(4) {
            for (x, &pixel) in line.iter().enumerate().step_by(4) {
                let light = u32::from(pixel >= BED);
                columns[x] += light;
                rows[y] += light;
            }
        }
        let span = |counts: &[u32]| {
            let most = counts.iter().copied().max().unwrap_or(0);
            let enough = |&count: &u32| count > 0 && f64::from(count) * 3.0 >= f64::from(most);
            let first = counts.iter().position(enough).unwrap_or(0);
            let last = counts
                .iter()
                .rposition(enough)
                .unwrap_or(counts.len().saturating_sub(1));
            (px(first), px(last + 1 - first))
        };
        let ((x, w), (y, h)) = (span(&columns), span(&rows));
        Rect { x, y, w, h }
    }
}

/// The smallest level below or at which more than `rank` samples lie; white if there are none.
fn quantile(histogram: &[u32; LEVELS], rank: u32) -> u8 {
    let mut below = 0;
    for (level, &count) in (0u8..).step_by(8).zip(histogram) {
        below += count;
        if below > rank {
            return level | 7;
        }
    }
    u8::MAX
}

/// The share of the paper that is ink.
pub fn coverage(inked: &Inked) -> f64 {
    let area = f64_of(index(inked.paper.w)) * f64_of(index(inked.paper.h));
    f64::from(inked.bits.count(inked.paper)) / area.max(1.0)
}
