//! Pieces of printed text on a page: letters close together on one line.

use crate::evidence::scan_line::marks::{Coarse, Mark};
use crate::evidence::straight::Slanted;
use crate::geometry::{Dpi, Rect, round_u32};
use image::GrayImage;

/// Marks darker than this share of their paper are letters.
const DARKER: f32 = 0.72;
/// Heights of a letter's mark in inches: a dot, to a headline's capitals.
const LETTER_HEIGHT: (f64, f64) = (0.012, 0.24);
/// The widest mark that is text, in inches: a few letters run together.
const WIDEST_MARK: f64 = 0.7;
/// Heights of a line of text, in inches, from its highest to its lowest ink.
const LINE_HEIGHT: (f64, f64) = (0.045, 0.26);
/// A gap of more than so many line heights begins another piece.
const GAP: f64 = 1.25;
/// A page with more marks than this is a picture.
const MOST_MARKS: usize = 12_000;

/// A piece of printed text, its edges measured along and across the page's lines (see [`Level`]).
#[derive(Clone, Copy, Debug)]
pub(super) struct Snippet {
    pub(super) left: f64,
    pub(super) right: f64,
    pub(super) top: f64,
    pub(super) bottom: f64,
    marks: usize,
    bars: usize,
}

impl Snippet {
    pub(super) fn height(&self) -> f64 {
        self.bottom - self.top
    }
    pub(super) fn width(&self) -> f64 {
        self.right - self.left
    }
    pub(super) fn middle(&self) -> f64 {
        f64::midpoint(self.top, self.bottom)
    }
}

/// The turn that levels a page's lines: from page pixels to coordinates along and across its lines, and back.
#[derive(Clone, Copy, Debug)]
pub(super) struct Level {
    cos: f64,
    sin: f64,
}

impl Level {
    /// Of a page whose lines rise to the right by so many degrees.
    pub(super) fn of(skew: f32) -> Self {
        let (sin, cos) = (-f64::from(skew)).to_radians().sin_cos();
        Level { cos, sin }
    }

    fn to(self, (x, y): (f64, f64)) -> (f64, f64) {
        (x * self.cos + y * self.sin, y * self.cos - x * self.sin)
    }

    fn back(self, (along, across): (f64, f64)) -> (f64, f64) {
        (
            along * self.cos - across * self.sin,
            along * self.sin + across * self.cos,
        )
    }

    /// The snippet's place on the page, wider by `margin` pixels.
    pub(super) fn place(self, snippet: &Snippet, margin: f64) -> Slanted {
        let (left, middle) = self.back((snippet.left - margin, snippet.middle()));
        Slanted {
            left,
            middle,
            along: (self.cos, self.sin),
            width: snippet.width() + 2.0 * margin,
            height: snippet.height() + 2.0 * margin,
        }
    }

    /// The upright box around it on the page.
    pub(super) fn region(self, snippet: &Snippet) -> Rect {
        let corners = [
            self.back((snippet.left, snippet.top)),
            self.back((snippet.right, snippet.top)),
            self.back((snippet.left, snippet.bottom)),
            self.back((snippet.right, snippet.bottom)),
        ];
        let least = |axis: fn(&(f64, f64)) -> f64| corners.iter().map(axis).fold(f64::MAX, f64::min);
        let most = |axis: fn(&(f64, f64)) -> f64| corners.iter().map(axis).fold(0.0, f64::max);
        let (x, y) = (round_u32(least(|c| c.0)), round_u32(least(|c| c.1)));
        Rect {
            x,
            y,
            w: round_u32(most(|c| c.0)).saturating_sub(x),
            h: round_u32(most(|c| c.1)).saturating_sub(y),
        }
    }
}

/// The pieces of text of a page, top to bottom.
pub(super) fn find(page: &GrayImage, dpi: Dpi, level: Level) -> Vec<Snippet> {
    let inch = f64::from(dpi.get());
    let Some(coarse) = Coarse::of(page, dpi) else {
        return Vec::new();
    };
    let marks = coarse.marks(DARKER);
    if marks.len() > MOST_MARKS {
        return Vec::new();
    }
    let mut letters: Vec<Snippet> = marks
        .iter()
        .map(|mark| levelled(mark, level))
        .filter(|letter| {
            (LETTER_HEIGHT.0 * inch..=LETTER_HEIGHT.1 * inch).contains(&letter.height())
                && letter.width() <= WIDEST_MARK * inch
        })
        .collect();
    letters.sort_by(|a, b| a.left.total_cmp(&b.left));
    let mut lines: Vec<Snippet> = Vec::new();
    let mut open: Vec<Snippet> = Vec::new();
    for letter in letters {
        // Lines that end too far left can take no further letter.
        let (still, done): (Vec<_>, Vec<_>) = open
            .into_iter()
            .partition(|line| letter.left - line.right <= GAP * LINE_HEIGHT.1 * inch);
        open = still;
        lines.extend(done);
        match open
            .iter_mut()
            .filter(|line| follows(line, &letter, inch))
            .max_by(|a, b| shared(a, &letter).total_cmp(&shared(b, &letter)))
        {
            Some(line) => {
                line.right = line.right.max(letter.right);
                line.top = line.top.min(letter.top);
                line.bottom = line.bottom.max(letter.bottom);
                line.marks += letter.marks;
                line.bars += letter.bars;
            }
            None => open.push(letter),
        }
    }
    lines.extend(open);
    lines.retain(|line| {
        (LINE_HEIGHT.0 * inch..=LINE_HEIGHT.1 * inch).contains(&line.height())
            && line.width() >= 0.1 * inch
            && line.marks >= 2
            && 2 * line.bars <= line.marks
    });
    lines.sort_by(|a, b| a.middle().total_cmp(&b.middle()));
    lines
}

fn levelled(mark: &Mark, level: Level) -> Snippet {
    let (along, across) = level.to(mark.centre());
    let (sin, cos) = (level.sin.abs(), level.cos);
    // The upright box of a slanted mark is larger than the mark.
    let width = (mark.width() * cos - mark.height() * sin).max(1.0);
    let height = (mark.height() * cos - mark.width() * sin).max(1.0);
    Snippet {
        left: along - width / 2.0,
        right: along + width / 2.0,
        top: across - height / 2.0,
        bottom: across + height / 2.0,
        marks: 1,
        bars: usize::from(height > 4.5 * width),
    }
}

/// Share of the lower one's height at which two stand side by side.
fn shared(a: &Snippet, b: &Snippet) -> f64 {
    (a.bottom.min(b.bottom) - a.top.max(b.top)) / a.height().min(b.height())
}

fn follows(line: &Snippet, letter: &Snippet, inch: f64) -> bool {
    let height = line.height().max(letter.height()).max(0.06 * inch);
    let joint = line.bottom.max(letter.bottom) - line.top.min(letter.top);
    letter.left - line.right <= GAP * height && shared(line, letter) >= 0.5 && joint <= LINE_HEIGHT.1 * inch
}
