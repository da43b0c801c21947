//! A row of digits cut out of the page: straight, level, in cell pixels, as darkness against its paper.

use super::rows::{Row, median};
use super::shapes::{CELL_H, CELL_W, DIGIT_H};
use crate::evidence::straight::sample;
use crate::geometry::{f32_of, f64_of, index, round_i32, round_u32};
use image::GrayImage;

/// Rows above and below the cell that its window may be moved by.
pub(super) const SLACK_Y: usize = 2;
/// Columns left and right of the cell that its window may be moved by.
pub(super) const SLACK_X: usize = 3;
/// Rows of a strip.
const ROWS: usize = CELL_H + 2 * SLACK_Y;
/// Most cells of a strip, beyond the longest code that a foot line holds.
const MOST_CELLS: i32 = 96;
/// Darkness below which a strip is blank paper: of 255, against its paper.
const FAINTEST: f32 = 18.0;

/// A level strip of digits: `ROWS` rows of darkness, 0 paper and about 1 ink.
pub(super) struct Strip {
    width: usize,
    darkness: Vec<f32>,
    /// Cell pixels from digit to digit.
    pitch: f64,
    /// Grid number of the strip's first cell; the row's first digit is 0.
    pub(super) first: i32,
    /// How many cells it holds.
    pub(super) cells: i32,
}

/// A cell's window, moved a little: its pixels in rows.
pub(super) type Window = [f32; CELL_W * CELL_H];

impl Strip {
    /// Cuts the row out, with `around` further cells at each end; `None` if nothing of it is on the page or there is no ink.
    pub(super) fn cut(page: &GrayImage, row: &Row, around: i32) -> Option<Self> {
        let along = (1.0 + row.slope * row.slope).sqrt();
        let scale = row.height / DIGIT_H;
        let pitch = row.pitch * along / scale;
        let first = -around;
        let cells = (row.last + 1 + 2 * around).min(MOST_CELLS);
        let width = index(round_u32(f64::from(cells) * pitch)) + CELL_W + 2 * SLACK_X;
        let (cos, sin) = (1.0 / along, row.slope / along);
        // The first cell's centre lies at column `CELL_W / 2 + SLACK_X`.
        let lead = f64_of(CELL_W / 2 + SLACK_X) - 0.5;
        let start = (
            row.origin.0 + f64::from(first) * row.pitch,
            row.origin.1 + f64::from(first) * row.pitch * row.slope,
        );
        let mut grey = vec![0.0_f32; width * ROWS];
        for (y, line) in grey.chunks_exact_mut(width).enumerate() {
            let down = f64_of(y) - (f64_of(ROWS) - 1.0) / 2.0;
            let from = (
                start.0 - lead * scale * cos - down * scale * sin,
                start.1 - lead * scale * sin + down * scale * cos,
            );
            sample(page, line, from, (scale * cos, scale * sin));
        }
        let darkness = against_paper(&grey, width, index(round_u32(2.0 * pitch)))?;
        Some(Strip {
            width,
            darkness,
            pitch,
            first,
            cells,
        })
    }

    /// The window of cell `number` (of the row's grid), moved by `dx`, `dy` pixels.
    pub(super) fn window(&self, number: i32, dx: i32, dy: i32) -> Option<Window> {
        let from = f64::from(number - self.first) * self.pitch;
        let left = round_i32(from) + dx + i32::try_from(SLACK_X).ok()?;
        let top = dy + i32::try_from(SLACK_Y).ok()?;
        let (left, top) = (usize::try_from(left).ok()?, usize::try_from(top).ok()?);
        if left + CELL_W > self.width || top + CELL_H > ROWS {
            return None;
        }
        let mut window = [0.0; CELL_W * CELL_H];
        for (line, row) in window
            .chunks_exact_mut(CELL_W)
            .zip(self.darkness.chunks_exact(self.width).skip(top))
        {
            line.copy_from_slice(&row[left..left + CELL_W]);
        }
        Some(window)
    }

    /// The digits' upper and lower edge, in cell pixels from the strip's middle line, as the darkness of its rows shows them.
    pub(super) fn edges(&self) -> Option<(f64, f64)> {
        let profile: Vec<f32> = self
            .darkness
            .chunks_exact(self.width)
            .map(|row| row.iter().sum::<f32>())
            .collect();
        let middle = ROWS / 2;
        let level = 0.45 * profile[middle - 5..middle + 5].iter().sum::<f32>() / 10.0;
        let cross = |near: usize, far: usize| -> f64 {
            let (inner, outer) = (profile[near], profile[far]);
            f64::from((inner - level) / (inner - outer).max(1e-6))
        };
        let up = (1..middle - 3).rev().find(|&y| profile[y - 1] < level)?;
        let down = (middle + 3..ROWS - 1).find(|&y| profile[y + 1] < level)?;
        let centre = (f64_of(ROWS) - 1.0) / 2.0;
        Some((
            f64_of(up) - cross(up, up - 1) - centre,
            f64_of(down) + cross(down, down + 1) - centre,
        ))
    }
}

/// Grey to darkness: the paper of each stretch is its ninth-tenth lightest value, ink the darkest twentieth of the strip.
fn against_paper(grey: &[f32], width: usize, stretch: usize) -> Option<Vec<f32>> {
    let mut papers = Vec::new();
    for from in (0..width).step_by(stretch.max(8)) {
        let to = (from + stretch.max(8)).min(width);
        let mut counts = [0_u32; 256];
        for row in grey.chunks_exact(width) {
            for &value in &row[from..to] {
                counts[usize::from(crate::geometry::round_u8(value))] += 1;
            }
        }
        let total: u32 = counts.iter().sum();
        papers.push(quantile(&counts, total - total / 10));
    }
    let mut sorted = papers.clone();
    let usual = f64::from(median_f32(&mut sorted)?);
    let step = stretch.max(8);
    let mut darkness: Vec<f32> = grey
        .chunks_exact(width)
        .flat_map(|row| {
            row.chunks(step)
                .zip(&papers)
                .flat_map(|(part, &paper)| part.iter().map(move |&value| (paper - value).max(0.0)))
        })
        .collect();
    let mut counts = [0_u32; 256];
    for &value in &darkness {
        counts[usize::from(crate::geometry::round_u8(value))] += 1;
    }
    let total: u32 = counts.iter().sum();
    let ink = quantile(&counts, total - total / 14);
    if ink < FAINTEST || usual < 40.0 {
        return None;
    }
    for value in &mut darkness {
        *value = (*value / ink).min(1.15);
    }
    Some(darkness)
}

fn median_f32(values: &mut [f32]) -> Option<f32> {
    let mut wide: Vec<f64> = values.iter().map(|&v| f64::from(v)).collect();
    median(&mut wide).map(f32_of)
}

/// The least value that has at least `rank` values at or below it.
fn quantile(counts: &[u32; 256], rank: u32) -> f32 {
    let mut seen = 0;
    let at = counts.iter().position(|&count| {
        seen += count;
        seen >= rank
    });
    f32_of(f64_of(at.unwrap_or(255)))
}
