//! The line cut out of the page: straight, 2.25 pixels to a module, as darkness against its paper.

use super::band::Band;
use crate::geometry::{f32_of, f64_of, index, px};
use image::GrayImage;

/// Rows of a strip: the characters fill some 20 in its middle.
pub(super) const ROWS: usize = 40;
/// Rows of the characters.
const INK_ROWS: usize = 20;
/// Columns of the stretches in which the line's height is looked for: a little more than an inch.
const STRETCH: usize = 192;
/// Columns for each of which the paper's grey is taken: two pitches.
const PAPER: usize = 44;
/// Darkness below which a strip is blank paper: of 255, against its paper.
const FAINTEST: u8 = 20;

/// A strip of the page: rows of grey, and of darkness, 0 paper and about 1 ink.
pub(super) struct Strip {
    pub(super) width: usize,
    pub(super) grey: GrayImage,
    pub(super) darkness: Vec<f32>,
}

impl Strip {
    /// The strip of a band; `None` if there is no ink.
    pub(super) fn cut(page: &GrayImage, band: &Band) -> Option<Self> {
        Self::of(band.cut(page, ROWS))
    }

    /// A picture cut out already.
    pub(super) fn of(mut grey: GrayImage) -> Option<Self> {
        let width = index(grey.width());
        without_bed(&mut grey);
        let darkness = against_paper(grey.as_raw(), width)?;
        Some(Strip { width, grey, darkness })
    }

    /// A row's darkness.
    pub(super) fn row(&self, y: usize) -> &[f32] {
        &self.darkness[y * self.width..][..self.width]
    }

    /// How far below the strip's middle the line's middle lies, at its left end and at its right: where the rows of characters are darkest
    /// and the rows next to them lightest.
    pub(super) fn tilt(&self) -> Option<(f64, f64)> {
        let rows = self.darkness.len() / self.width;
        let reach = (rows - INK_ROWS) / 2 - MARGIN;
        let places = 2 * reach + 1;
        let stretches: Vec<Vec<f32>> = (0..self.width)
            .step_by(STRETCH)
            .map(|from| self.fits(from, (from + STRETCH).min(self.width), places))
            .collect();
        let last = stretches.len().saturating_sub(1).max(1);
        let fit = |left: usize, right: usize| -> f32 {
            let at = |i: usize| (left * (last - i) + right * i + last / 2) / last;
            stretches.iter().enumerate().map(|(i, fits)| fits[at(i)]).sum()
        };
        let tilts = (0..places).flat_map(|left| (0..places).map(move |right| (left, right)));
        let best = tilts
            .map(|(left, right)| (fit(left, right), left, right))
            .max_by(|a, b| a.0.total_cmp(&b.0))?;
        (best.0 > 0.0).then(|| (f64_of(best.1) - f64_of(reach), f64_of(best.2) - f64_of(reach)))
    }

    /// How well each place of the line fits a stretch, from the top: never less than nothing, so that what else stands there does no harm.
    fn fits(&self, from: usize, to: usize, places: usize) -> Vec<f32> {
        let rows = self.darkness.len() / self.width;
        let profile: Vec<f32> = (0..rows)
            .map(|y| self.row(y)[from..to].iter().map(|dark| (dark - PATTERN).max(0.0)).sum())
            .collect();
        let sum = |from: usize, to: usize| profile[from..to].iter().sum::<f32>();
        (MARGIN..MARGIN + places)
            .map(|top| {
                let (inside, above) = (sum(top, top + INK_ROWS), sum(top - MARGIN, top));
                let below = sum(top + INK_ROWS, top + INK_ROWS + MARGIN);
                (inside - 3.0 * (above + below)).max(0.0)
            })
            .collect()
    }
}

/// Rows above and below the characters that are looked at.
const MARGIN: usize = 3;

/// Darkness that the pattern of a ground may have.
const PATTERN: f32 = 0.4;
/// Columns at either end that may show the scanner's bed: a third of an inch. Characters stand further in, by the standard and on real checks.
const BED_REACH: usize = 58;
/// Columns next to each other that are dark above and below the characters are bed; fewer are dust on the glass.
const BED_COLUMNS: usize = 4;
/// Columns over which the bed fades into the paper.
const SOFT: usize = 4;

/// Whitens the scanner's bed at both ends, and what lies beyond it.
fn without_bed(grey: &mut GrayImage) {
    let width = index(grey.width());
    let paper = {
        let mut counts = [0_u32; 256];
        grey.as_raw().iter().for_each(|&value| counts[usize::from(value)] += 1);
        let total: u32 = counts.iter().sum();
        quantile(&counts, total - total / 4)
    };
    let outer = (grey.as_raw().len() / width - INK_ROWS) / 2 - 2;
    let rows = || grey.as_raw().chunks_exact(width);
    let mut sums = vec![0_u32; width];
    for row in rows().take(outer).chain(rows().rev().take(outer)) {
        sums.iter_mut()
            .zip(row)
            .for_each(|(sum, &value)| *sum += u32::from(value));
    }
    let limit = u32::from(paper) * px(outer) * 2 / 4 * 3;
    let is_bed = |columns: &[u32]| columns.iter().all(|&sum| sum < limit);
    let bed: Vec<usize> = (0..width.saturating_sub(BED_COLUMNS))
        .filter(|&at| at < BED_REACH || at + BED_REACH > width)
        .filter(|&at| is_bed(&sums[at..at + BED_COLUMNS]))
        .collect();
    let from = bed
        .iter()
        .rfind(|&&at| at < BED_REACH)
        .map_or(0, |at| at + BED_COLUMNS + SOFT);
    let to = bed
        .iter()
        .find(|&&at| at + BED_REACH > width)
        .map_or(width, |at| at.saturating_sub(SOFT));
    for row in grey.chunks_exact_mut(width) {
        row[..from.min(width)].fill(paper);
        row[to.max(from).min(width)..].fill(paper);
    }
}

/// Grey to darkness: the paper of each stretch is its nine-tenths lightest value, ink the middle of the dark half.
fn against_paper(grey: &[u8], width: usize) -> Option<Vec<f32>> {
    let mut darkness = vec![0_u8; grey.len()];
    let mut of_ink = [0_u32; 256];
    for from in (0..width).step_by(PAPER) {
        let to = (from + PAPER).min(width);
        let mut counts = [0_u32; 256];
        for row in grey.chunks_exact(width) {
            for &value in &row[from..to] {
                counts[usize::from(value)] += 1;
            }
        }
        let total: u32 = counts.iter().sum();
        let paper = quantile(&counts, total - total / 8);
        for (row, out) in grey.chunks_exact(width).zip(darkness.chunks_exact_mut(width)) {
            for (&value, dark) in row[from..to].iter().zip(&mut out[from..to]) {
                *dark = paper.saturating_sub(value);
            }
        }
        for (value, count) in (0_u8..=255).zip(counts) {
            of_ink[usize::from(paper.saturating_sub(value))] += count;
        }
    }
    let total: u32 = of_ink.iter().sum();
    let darkest = quantile(&of_ink, total - total / 50);
    if darkest < FAINTEST {
        return None;
    }
    of_ink[..usize::from(darkest / 2)].fill(0);
    let dark: u32 = of_ink.iter().sum();
    let ink = quantile(&of_ink, dark / 2).max(1);
    let shares: [f32; 256] = std::array::from_fn(|dark| (f32_of(f64_of(dark)) / f32::from(ink)).min(1.2));
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
