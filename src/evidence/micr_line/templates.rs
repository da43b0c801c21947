//! The first reader: the fourteen characters drawn from the standard's grid, laid over the strip so that together they explain most of its ink.
//!
//! A [`style`](Style) is a weight of print and a width and height of the characters; the usual one finds them, then the one that fits the line best
//! tells them apart.

mod stray;
mod style;
mod window;

use super::strip::{ROWS, Strip};
use crate::geometry::f64_of;
use style::{BOX_H, Style, Variant};
use window::Window;

pub(super) use style::BOX_W;

/// Columns from one character to the next, to whole pixels.
pub(super) const PITCH: usize = 22;
/// The same, exactly.
const PITCH_EXACT: f64 = 0.125 / 0.013 * 2.25;
/// Characters stand no nearer than this, in columns: 86 % of their pitch. What is found nearer is part of a character.
const NEAREST: usize = 18;
/// The share of its own ink that a character must explain to be one. Noise and strokes of a pen explain less.
const LEAST_EXPLAINED: f32 = 0.32;
/// Characters further apart than this, in columns, are not of one line: an inch and a quarter.
const FARTHEST: usize = 216;
/// The middle lead of a line's characters. Of E-13B it is 0.5 and more, even on scans hard to read; of other print mostly below 0.4.
const USUAL_LEAD: f32 = 0.48;
/// By so much less like its template than the line's others may be a sound character: print and paper are uneven.
const UNEVEN: f32 = 0.25;
/// What each further unit of likeness takes from the certainty.
const DAMAGE: f32 = 2.0;
/// What a streak takes from the certainty. Of 500 lines with streaks one was misread by both readers, with a lead of 0.47.
const STREAK: f32 = 0.14;
/// Characters so many pitches from their neighbour stand apart.
const APART: f64 = 1.75;
/// Uppermost row of a character's box where the line lies in the strip's middle.
const TOP: usize = (ROWS - BOX_H) / 2;

/// A character that was found.
#[derive(Clone, Copy, Debug)]
pub(super) struct Glyph {
    pub(super) character: char,
    /// Left edge of its box in the strip.
    column: usize,
    /// What its template leaves unexplained, taken from 1: 1 for a perfect print; less for what is missing and for what is there besides.
    likeness: f32,
    /// How much better it fits than its best rival, 1 for a perfect print, 0 where both fit alike.
    lead: f32,
    /// A streak runs through it from above to below: it may have closed a 5 to a 9.
    crossed: bool,
}

/// What was found on a strip, left to right.
pub(super) struct Glyphs {
    pub(super) found: Vec<Glyph>,
    /// The most ink where there is no character, of a usual character's.
    pub(super) stray: f32,
}

/// A place of a character: kind, column and row of its box, and how much ink it explains there.
#[derive(Clone, Copy)]
struct Place {
    kind: usize,
    column: usize,
    top: usize,
    gain: f32,
}

impl Glyphs {
    /// The columns at which the first and the last character's boxes begin; two equal ones where there are none.
    pub(super) fn span(&self) -> (usize, usize) {
        let column = |glyph: Option<&Glyph>| glyph.map_or(0, |glyph| glyph.column);
        (column(self.found.first()), column(self.found.last()))
    }

    /// How many pitches lie between two characters.
    pub(super) fn pitches(&self, from: usize, to: usize) -> f64 {
        f64_of(self.found[to].column - self.found[from].column) / PITCH_EXACT
    }

    /// Whether any of them is a symbol: a row of digits alone is no MICR line.
    pub(super) fn has_symbol(&self) -> bool {
        self.found.iter().any(|glyph| !glyph.character.is_ascii_digit())
    }

    /// Whether at least half of them are clearly what they are: what is no line of E-13B gives a row of doubtful characters.
    pub(super) fn is_line(&self) -> bool {
        median(self.found.iter().map(|glyph| glyph.lead).collect()) >= USUAL_LEAD
    }

    /// Without what was found apart from the rest at either end, where `seen` says that another reader saw nothing: the check's edge, dirt.
    pub(super) fn without_ends(mut self, strip: &Strip, seen: impl Fn(&[Glyph]) -> (usize, usize)) -> Self {
        let (from, to) = seen(&self.found);
        let apart = |glyphs: &Self, at: usize| glyphs.pitches(at - 1, at) > APART;
        let first = (0..=from).rev().find(|&at| at == 0 || apart(&self, at)).unwrap_or(0);
        let last = (to..self.found.len())
            .find(|&at| at + 1 == self.found.len() || apart(&self, at + 1))
            .unwrap_or(to);
        if first > 0 || last + 1 < self.found.len() {
            self.found = self.found[first..=last].to_vec();
            self.stray = stray::most(strip, &self.found);
        }
        self
    }

    /// The certainty of the least certain: its lead, less where it is more unlike its template than the line's other characters, and where a
    /// streak runs through it.
    pub(super) fn certainty(&self) -> f32 {
        let usual = median(self.found.iter().map(|glyph| glyph.likeness).collect());
        let certainty = |glyph: &Glyph| {
            let damage = (usual - glyph.likeness - UNEVEN).max(0.0);
            glyph.lead - DAMAGE * damage - if glyph.crossed { STREAK } else { 0.0 }
        };
        self.found.iter().map(certainty).fold(1.0, f32::min)
    }

    /// The likeness of the least like.
    pub(super) fn least_likeness(&self) -> f32 {
        self.found.iter().map(|glyph| glyph.likeness).fold(1.0, f32::min)
    }

    /// Whether nothing among them is likely dirt, and nothing lost: no dash but between two digits, no empty place between two digits, no digit alone
    /// beyond an empty place at the line's beginning or end.
    pub(super) fn is_sound(&self) -> bool {
        let count = self.found.len();
        let is_digit = |at: usize| self.found.get(at).is_some_and(|glyph| glyph.character.is_ascii_digit());
        let is_dash = |at: &usize| self.found[*at].character == '⑉';
        let is_gap = |at: usize| self.pitches(at - 1, at) > APART;
        let dashes_sound = (0..count)
            .filter(is_dash)
            .all(|at| at > 0 && is_digit(at - 1) && is_digit(at + 1));
        let nothing_lost = (1..count)
            .filter(|&at| is_gap(at))
            .all(|at| !is_digit(at - 1) || !is_digit(at));
        let none_alone = count >= 2 && !(is_digit(0) && is_gap(1)) && !(is_digit(count - 1) && is_gap(count - 1));
        dashes_sound && nothing_lost && none_alone
    }
}

/// Finds the characters of a strip; `None` if there are none.
pub(super) fn read(strip: &Strip) -> Option<Glyphs> {
    let usual = Style::of(Variant::USUAL);
    let line = line(&explained(strip, usual));
    if line.is_empty() {
        return None;
    }
    let window = Window::of(strip);
    let placed: Vec<Place> = line.iter().map(|place| window.settled(*place, usual)).collect();
    let window = window.levelled(&placed, usual);
    let style = window.best_style(&placed);
    let mut found: Vec<Glyph> = placed.iter().map(|place| window.told_apart(*place, style)).collect();
    let streaked = stray::streaks(strip);
    for glyph in &mut found {
        glyph.crossed = streaked[glyph.columns()].contains(&true);
    }
    let stray = stray::most(strip, &found);
    Some(Glyphs { found, stray })
}

/// The ink that each kind of character explains at each column: the squared darkness that laying it there takes away.
fn explained(strip: &Strip, style: &Style) -> Vec<Vec<f32>> {
    let places = (strip.width + 1).saturating_sub(BOX_W);
    let of_kind = |template: &style::Template| {
        let mut gains = vec![-template.energy; places];
        for &(row, column, weight) in &template.taps {
            let darkness = &strip.row(TOP + row)[column..column + places];
            let weight = 2.0 * weight;
            for (gain, dark) in gains.iter_mut().zip(darkness) {
                *gain += weight * dark;
            }
        }
        let least = LEAST_EXPLAINED * template.energy;
        for gain in &mut gains {
            *gain -= least;
        }
        gains
    };
    style.templates.iter().map(of_kind).collect()
}

/// The row of characters that explains most, no two nearer than [`NEAREST`]; of what stands further apart than [`FARTHEST`] the better part.
fn line(gains: &[Vec<f32>]) -> Vec<Place> {
    let places = gains.first().map_or(0, Vec::len);
    // The best row that ends before a column, and its last character.
    let mut best: Vec<(f32, Option<(usize, usize)>)> = vec![(0.0, None); places + 1];
    for column in 0..places {
        let (kind, gain) = gains
            .iter()
            .enumerate()
            .map(|(kind, gains)| (kind, gains[column]))
            .max_by(|a, b| a.1.total_cmp(&b.1))
            .unwrap_or((0, f32::MIN));
        let with = best[(column + 1).saturating_sub(NEAREST)].0 + gain;
        best[column + 1] = if gain > 0.0 && with > best[column].0 {
            (with, Some((kind, column)))
        } else {
            best[column]
        };
    }
    let mut row: Vec<Place> = Vec::new();
    let mut at = places;
    while let Some((kind, column)) = best[at].1 {
        let gain = gains[kind][column];
        row.push(Place {
            kind,
            column,
            top: TOP,
            gain,
        });
        at = (column + 1).saturating_sub(NEAREST);
    }
    row.reverse();
    let parts = row.chunk_by(|a, b| b.column - a.column <= FARTHEST);
    let worth = |part: &[Place]| part.iter().map(|place| place.gain).sum::<f32>();
    parts
        .max_by(|a, b| worth(a).total_cmp(&worth(b)))
        .map_or_else(Vec::new, <[Place]>::to_vec)
}

impl Glyph {
    /// The columns of its box.
    fn columns(&self) -> std::ops::Range<usize> {
        self.column..self.column + BOX_W
    }
}

/// The middle value; 0 of none.
fn median(mut values: Vec<f32>) -> f32 {
    let middle = values.len() / 2;
    if values.is_empty() {
        return 0.0;
    }
    *values.select_nth_unstable_by(middle, f32::total_cmp).1
}
