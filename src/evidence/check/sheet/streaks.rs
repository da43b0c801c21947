//! Streaks that dirt on a scanner's glass draws down every page: found, and taken out where no stroke crosses them. Uncleared, they join fields and
//! make one piece of all that they cross.

use crate::geometry::{Dpi, Rect, index, round_u32};
use crate::page::bits::Bits;
use image::GrayImage;

/// Streaks on a sheet, thin and straight down the picture as it was scanned.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct Streaks {
    /// How far a streak moves to the left for each row further down, where the sheet was levelled.
    slant: f64,
    /// The row at which the columns are counted.
    middle: f64,
    /// First column and the one after the last, of each.
    at: Vec<(u32, u32)>,
}

/// Widest streak, in inches.
const WIDEST: f64 = 0.022;
/// Share of the paper's height that a streak runs down at least: no printed upright does.
const LEAST_SHARE: u32 = 55;
/// Most streaks; more are a pattern.
const MOST: usize = 12;

impl Streaks {
    /// Finds the streaks of a sheet that was levelled by so many degrees.
    pub(super) fn find(bits: &Bits, paper: Rect, skew: f32, dpi: Dpi) -> Self {
        let mut streaks = Streaks {
            slant: f64::from(skew).to_radians().tan(),
            middle: f64::from(bits.height()) / 2.0,
            at: Vec::new(),
        };
        let widest = dpi.px(WIDEST).max(1);
        let mut counts = vec![0_u32; index(bits.width()) + 1];
        for y in paper.y..paper.bottom().min(bits.height()) {
            let shift = streaks.shift(y);
            bits.runs(y, |from, to| {
                if to - from <= widest {
                    for x in from..to {
                        let column = round_u32(f64::from(x) + shift);
                        if let Some(count) = counts.get_mut(index(column)) {
                            *count += 1;
                        }
                    }
                }
            });
        }
        let least = paper.h * LEAST_SHARE / 100;
        for (x, count) in (0_u32..).zip(counts) {
            if count < least.max(1) {
                continue;
            }
            match streaks.at.last_mut().filter(|(_, end)| *end == x) {
                Some((_, end)) => *end = x + 1,
                None => streaks.at.push((x, x + 1)),
            }
        }
        streaks.at.retain(|(from, to)| to - from <= widest);
        if streaks.at.len() > MOST {
            streaks.at.clear();
        }
        streaks
    }

    fn shift(&self, y: u32) -> f64 {
        (f64::from(y) - self.middle) * self.slant
    }

    /// Where the streaks are in a row, a pixel wider at both sides.
    fn columns(&self, y: u32) -> impl Iterator<Item = (u32, u32)> {
        let shift = self.shift(y);
        let place = move |x: u32| round_u32((f64::from(x) - shift).max(0.0));
        self.at
            .iter()
            .map(move |&(from, to)| (place(from).saturating_sub(1), place(to) + 1))
    }

    /// Takes the streaks' ink off where no stroke crosses it.
    pub(super) fn clear(&self, bits: &mut Bits) {
        if self.at.is_empty() {
            return;
        }
        for y in 0..bits.height() {
            let mut thin = Vec::new();
            bits.runs(y, |from, to| {
                if self.columns(y).any(|(left, right)| from >= left && to <= right) {
                    thin.push((from, to));
                }
            });
            for x in thin.into_iter().flat_map(|(from, to)| from..to) {
                bits.clear(y, x);
            }
        }
    }

    /// Paints the streaks over in a field cut from the sheet at `area`, where the ground is light on both sides.
    pub(super) fn paint_over(&self, field: &mut GrayImage, area: Rect, ground: u8) {
        let dark = ground.saturating_sub(ground / 4);
        for y in 0..field.height() {
            for (left, right) in self.columns(area.y + y) {
                let (from, to) = (left.max(area.x), right.min(area.right()));
                if from >= to {
                    continue;
                }
                let light = |x: u32| field.get_pixel(x.min(field.width() - 1), y).0[0] >= dark;
                let (before, after) = ((from - area.x).saturating_sub(1), to - area.x);
                if light(before) && light(after) {
                    for x in from - area.x..to - area.x {
                        field.put_pixel(x, y, image::Luma([ground]));
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAPER: Rect = Rect {
        x: 0,
        y: 0,
        w: 600,
        h: 300,
    };

    /// A streak at 200 from top to foot, a stroke across it, and a digit's upright of a seventh of the height.
    fn streaked() -> Bits {
        let mut bits = Bits::blank(600, 300);
        for y in 0..300 {
            bits.fill(y, 200, 202);
        }
        for y in 100..104 {
            bits.fill(y, 180, 230);
        }
        for y in 40..82 {
            bits.fill(y, 400, 403);
        }
        bits
    }

    #[test]
    fn a_streak_goes_and_what_crosses_it_stays() {
        let mut bits = streaked();
        let streaks = Streaks::find(&bits, PAPER, 0.0, Dpi::new(200.0).unwrap());
        assert_eq!(streaks.at, [(200, 202)]);
        streaks.clear(&mut bits);
        assert!(!bits.get(200, 50) && !bits.get(201, 299));
        assert!(bits.get(200, 102), "the stroke across it");
        assert!(bits.get(401, 60), "an upright stroke of writing");
    }

    #[test]
    fn a_page_without_streaks_is_left_alone() {
        let mut bits = Bits::blank(600, 300);
        for y in 0..150 {
            bits.fill(y, 300, 302);
        }
        let before = bits.clone();
        Streaks::find(&bits, PAPER, 0.0, Dpi::new(200.0).unwrap()).clear(&mut bits);
        assert_eq!(bits, before, "half the height is no streak");
    }
}
