//! Ink where no character was read, and streaks through what was read: something may have been lost or added there.

use super::{Glyph, PITCH, median};
use crate::evidence::micr_line::strip::Strip;
use crate::geometry::{f32_of, f64_of};

/// Rows of the characters in a strip, without its margins.
const INK: std::ops::Range<usize> = 10..30;
/// Paler than this is grain or a ground's pattern.
const PALE: f32 = 0.45;
/// Columns of a narrow character.
const NARROW: usize = 10;

/// The most ink in the width of a narrow character where there is none, between two characters or within a pitch of the line's ends; as a
/// share of the usual character's ink.
pub(super) fn most(strip: &Strip, found: &[Glyph]) -> f32 {
    let (Some(first), Some(last)) = (found.first(), found.last()) else {
        return 0.0;
    };
    let from = first.columns().start.saturating_sub(PITCH + 2);
    let to = (last.columns().end + PITCH).min(strip.width);
    let ink: Vec<f32> = (0..strip.width)
        .map(|x| INK.map(|y| strip.row(y)[x]).filter(|&dark| dark > PALE).sum())
        .collect();
    let usual = median(found.iter().map(|glyph| ink[glyph.columns()].iter().sum()).collect());
    let mut free = vec![true; strip.width];
    for glyph in found {
        free[glyph.columns()].fill(false);
    }
    let wide = (from..to.saturating_sub(NARROW))
        .map(|x| x..x + NARROW)
        .filter(|columns| free[columns.clone()].iter().all(|free| *free))
        .map(|columns| ink[columns].iter().sum::<f32>())
        .fold(0.0, f32::max);
    wide / usual.max(1.0)
}

/// Rows above and below the characters.
const ABOVE: std::ops::Range<usize> = 1..7;
const BELOW: std::ops::Range<usize> = 33..39;
/// Mean darkness of a streak there.
const STREAKED: f32 = 0.3;
/// A streak may lean by so many columns, on a page skewed by 4 degrees.
const LEAN: usize = 2;

/// The columns through which a streak runs, from above the characters to below them.
pub(super) fn streaks(strip: &Strip) -> Vec<bool> {
    let dark = |rows: std::ops::Range<usize>| -> Vec<bool> {
        let mut sums = vec![0.0_f32; strip.width];
        let limit = STREAKED * f32_of(f64_of(rows.len()));
        for y in rows {
            sums.iter_mut().zip(strip.row(y)).for_each(|(sum, dark)| *sum += dark);
        }
        sums.iter().map(|&sum| sum > limit).collect()
    };
    let (above, below) = (dark(ABOVE), dark(BELOW));
    let near = |x: usize| below[x.saturating_sub(LEAN)..(x + LEAN + 1).min(strip.width)].contains(&true);
    (0..strip.width).map(|x| above[x] && near(x)).collect()
}
