//! Ink where no character was read: something may have been lost there.

use super::{BOX_W, Glyph, PITCH, median};
use crate::evidence::micr_line::strip::Strip;

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
    debug_assert!(BOX_W < PITCH, "between neighbours there is paper");
    wide / usual.max(1.0)
}
