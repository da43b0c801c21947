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
/// The middle line of a strip lies between its two middle rows.
const MIDDLE: f64 = 11.5;
/// Most cells of a strip, beyond the longest code that a foot line holds.
const MOST_CELLS: i32 = 96;
/// Darkness below which a strip is blank paper: of 255, against its paper.
const FAINTEST: u8 = 18;

/// Of 1,142 lines without streaks none had a row inside its digits with less than 0.56 of the middle row's ink.
const STREAK: f32 = 0.52;
/// Rows outside the digits with more than this share of the middle row's ink are parts of the digits.
const OUTSIDE: f32 = 0.62;

/// A level strip of digits: `ROWS` rows of darkness, 0 paper and about 1 ink.
pub(super) struct Strip {
    width: usize,
    darkness: Vec<f32>,
    /// Cell pixels from digit to digit.
    pitch: f64,
    /// Grid number of the strip's first cell; the row's first digit is 0.
    first: i32,
    /// How many cells it holds.
    cells: i32,
}

/// A cell's window, moved a little: its pixels in rows.
pub(super) type Window = [f32; CELL_W * CELL_H];

impl Strip {
    /// Cuts `cells` cells out, the first of them number `first` of the row's grid; `None` if there is no ink.
    pub(super) fn cut(page: &GrayImage, row: &Row, first: i32, cells: i32) -> Option<Self> {
        let cells = cells.min(MOST_CELLS);
        let frame = Frame::of(row);
        let pitch = frame.pitch;
        let width = index(round_u32(f64::from(cells) * pitch)) + CELL_W + 2 * SLACK_X;
        // The first cell's middle lies half a cell and the slack from the left edge.
        let lead = f64_of(CELL_W / 2 + SLACK_X) - 0.5;
        let mut grey = vec![0_u8; width * ROWS];
        for (y, line) in grey.chunks_exact_mut(width).enumerate() {
            let from = frame.place(row, f64::from(first), -lead, f64_of(y) - MIDDLE);
            sample(page, line, from, frame.step, 1);
        }
        let darkness = against_paper(&grey, width, index(round_u32(2.0 * pitch)).max(8))?;
        Some(Strip {
            width,
            darkness,
            pitch,
            first,
            cells,
        })
    }

    /// The grid numbers of its cells.
    pub(super) fn numbers(&self) -> std::ops::Range<i32> {
        self.first..self.first + self.cells
    }

    /// The darkest that one row is in the gaps on both sides of a cell: a stroke or streak across it, which closes a 4 to a 9, say.
    pub(super) fn crossed(&self, number: i32) -> f32 {
        let middle = f64::from(number - self.first) * self.pitch + f64_of(CELL_W / 2 + SLACK_X) - 0.5;
        let gap = |side: f64| {
            let right = index(round_u32(middle + side * self.pitch / 2.0 + 0.5)).clamp(1, self.width - 1);
            (right - 1, right)
        };
        let (left, right) = (gap(-1.0), gap(1.0));
        self.darkness
            .chunks_exact(self.width)
            .map(|row| (row[left.0] + row[left.1]).min(row[right.0] + row[right.1]) / 2.0)
            .fold(0.0, f32::max)
    }

    /// Whether a light streak runs along the row's digits, or they are cut off above or below: that makes every 4 a 9, say, and all of
    /// them look sound. Digits have ink at every height, and none outside.
    pub(super) fn streaked(&self, last: i32) -> bool {
        let column = |number: i32| index(round_u32(f64::from(number - self.first) * self.pitch));
        let (from, to) = (column(0), column(last + 1).min(self.width));
        let profile: Vec<f32> = self
            .darkness
            .chunks_exact(self.width)
            .map(|row| row[from..to].iter().sum::<f32>())
            .collect();
        let margin = SLACK_Y + 2;
        let (inside, outside) = (
            &profile[margin + 2..ROWS - margin - 2],
            [profile[0], profile[1], profile[ROWS - 2], profile[ROWS - 1]],
        );
        let Some(middle) = median(&mut inside.iter().map(|&v| f64::from(v)).collect::<Vec<_>>()).map(f32_of) else {
            return true;
        };
        let least = inside.iter().copied().fold(f32::MAX, f32::min);
        let most = outside.iter().copied().fold(0.0, f32::max);
        least < STREAK * middle || most > OUTSIDE * middle
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
}

/// How a row's strip lies on the page: cell pixels to page pixels.
struct Frame {
    /// Page pixels for one cell pixel to the right.
    step: (f64, f64),
    /// Cell pixels from digit to digit.
    pitch: f64,
}

impl Frame {
    fn of(row: &Row) -> Self {
        let along = (1.0 + row.slope * row.slope).sqrt();
        let scale = row.height / DIGIT_H;
        Frame {
            step: (scale / along, scale * row.slope / along),
            pitch: row.pitch * along / scale,
        }
    }

    /// The place on the page that is so many cell pixels right of and below the middle of a cell.
    fn place(&self, row: &Row, number: f64, right: f64, down: f64) -> (f64, f64) {
        let x = row.origin.0 + number * row.pitch;
        (
            x + right * self.step.0 - down * self.step.1,
            row.origin.1 + number * row.pitch * row.slope + right * self.step.1 + down * self.step.0,
        )
    }
}

/// The digits' upper and lower edge in cell pixels from the row's middle line, as the darkness along the row shows them.
pub(super) fn edges(page: &GrayImage, row: &Row) -> Option<(f64, f64)> {
    // Every third column is enough, and cheap.
    const STRIDE: i32 = 3;
    let frame = Frame::of(row);
    let width = index(round_u32(f64::from(row.last + 1) * frame.pitch / f64::from(STRIDE)));
    let mut line = vec![0_u8; width];
    let profile: [f64; ROWS] = std::array::from_fn(|y| {
        let from = frame.place(row, -0.5, 1.5, f64_of(y) - MIDDLE);
        sample(page, &mut line, from, frame.step, STRIDE);
        f64::from(line.iter().fold(0_u32, |sum, &v| sum.wrapping_add(u32::from(255 - v))))
    });
    // The paper is what the lightest rows, above and below the digits, show.
    let paper = profile.iter().copied().fold(f64::MAX, f64::min);
    let middle = ROWS / 2;
    let inner = profile[middle - 5..middle + 5].iter().sum::<f64>() / 10.0;
    let level = paper + 0.45 * (inner - paper);
    let cross = |near: usize, far: usize| (profile[near] - level) / (profile[near] - profile[far]).max(1e-6);
    let up = (1..middle - 3).rev().find(|&y| profile[y - 1] < level)?;
    let down = (middle + 3..ROWS - 1).find(|&y| profile[y + 1] < level)?;
    Some((
        f64_of(up) - cross(up, up - 1) - MIDDLE,
        f64_of(down) + cross(down, down + 1) - MIDDLE,
    ))
}

/// Grey to darkness: the paper of each stretch is its ninth-tenth lightest value, ink the darkest fourteenth of the strip.
fn against_paper(grey: &[u8], width: usize, stretch: usize) -> Option<Vec<f32>> {
    let mut darkness = vec![0_u8; grey.len()];
    let mut ink_counts = [0_u32; 256];
    for from in (0..width).step_by(stretch) {
        let to = (from + stretch).min(width);
        let mut counts = [0_u32; 256];
        for row in grey.chunks_exact(width) {
            for &value in &row[from..to] {
                counts[usize::from(value)] += 1;
            }
        }
        let total: u32 = counts.iter().sum();
        let paper = quantile(&counts, total - total / 10);
        for (row, out) in grey.chunks_exact(width).zip(darkness.chunks_exact_mut(width)) {
            for (&value, dark) in row[from..to].iter().zip(&mut out[from..to]) {
                *dark = paper.saturating_sub(value);
            }
        }
        for (value, count) in (0_u8..=255).zip(counts) {
            ink_counts[usize::from(paper.saturating_sub(value))] += count;
        }
    }
    let total: u32 = ink_counts.iter().sum();
    let ink = quantile(&ink_counts, total - total / 14);
    if ink < FAINTEST {
        return None;
    }
    let shares: [f32; 256] = std::array::from_fn(|dark| (f32_of(f64_of(dark)) / f32::from(ink)).min(1.15));
    Some(darkness.iter().map(|&dark| shares[usize::from(dark)]).collect())
}

/// The least value that has at least `rank` values at or below it.
fn quantile(counts: &[u32; 256], rank: u32) -> u8 {
    let mut seen = 0;
    (0_u8..=255)
        .find(|&value| {
            seen += counts[usize::from(value)];
            seen >= rank
        })
        .unwrap_or(u8::MAX)
}
