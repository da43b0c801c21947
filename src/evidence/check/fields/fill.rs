//! What fills a line up so that nothing can be added: a stroke after its last word, or between words far apart.

use crate::evidence::check::sheet::Sheet;
use crate::geometry::{Dpi, Rect};
use std::ops::Range;

/// Highest stroke that fills a line up or is left of its rule, in inches; it is at least twice as wide. Letters are higher.
const FLAT: f64 = 0.06;
/// The highest speck, in inches; what is higher may be left of a letter.
const SPECK: f64 = 0.03;
/// Most specks beyond the last letter; more are what is left of letters.
const SPECKS: usize = 3;
/// Inches after the last letter up to which a mark may be of it.
const CLOSE: f64 = 0.25;
/// Inches between words from which on they stand far apart, and how much beside a word is left then.
const FAR: f64 = 0.36;
const BESIDE: f64 = 0.09;
/// The highest level stroke between words that is surely none of small letters, in inches.
const STROKE: f64 = 0.035;

/// A line without what fills it up at its right: dashes, one long stroke, what is left of its rule. Empty if there is nothing else. A reader takes longer for it, and
/// more writing is squeezed with it into the width that it can read.
pub(super) fn without(sheet: &Sheet, line: Rect) -> Rect {
    let pieces: Vec<Rect> = sheet.pieces_in(line).map(|c| c.area).collect();
    cut(line, &pieces, sheet.dpi)
}

fn cut(line: Rect, pieces: &[Rect], dpi: Dpi) -> Rect {
    let pieces = || pieces.iter().copied();
    let letters = pieces().filter(|piece| is_letter(piece, dpi)).map(Rect::right).max();
    let end = letters.unwrap_or(line.x).max(line.x);
    let close = end + dpi.px(CLOSE);
    let specks = |piece: &Rect| piece.x > close && !is_flat(piece, dpi);
    if close >= line.right() || pieces().filter(specks).count() > SPECKS {
        return line;
    }
    if letters.is_none() {
        return Rect::default();
    }
    // A stop or a hyphen of the last word.
    let marks = pieces().filter(|piece| piece.x <= close && !is_flat(piece, dpi));
    let end = marks.map(Rect::right).max().unwrap_or(end).max(end);
    Rect {
        w: (end + dpi.px(0.03)).min(line.right()) - line.x,
        ..line
    }
}

/// The columns of a line between words far apart, in which nothing stands but what fills it up, as between the amount and the printed DOLLARS: left to right, without what
/// is close beside a word.
pub(in super::super) fn gaps(sheet: &Sheet, line: Rect) -> Vec<Range<u32>> {
    let pieces: Vec<Rect> = sheet.pieces_in(line).map(|c| c.area).collect();
    between(&pieces, sheet.dpi)
}

fn between(pieces: &[Rect], dpi: Dpi) -> Vec<Range<u32>> {
    // Small letters that touch make a flat piece as well.
    let may_be_letter = |piece: &Rect| piece.h > dpi.px(STROKE) || is_letter(piece, dpi);
    let mut letters: Vec<Rect> = pieces.iter().copied().filter(may_be_letter).collect();
    letters.sort_by_key(|piece| piece.x);
    let mut found = Vec::new();
    let mut end = letters.first().map_or(0, |piece| piece.right());
    for letter in letters {
        let gap = end + dpi.px(BESIDE)..letter.x.saturating_sub(dpi.px(BESIDE));
        let specks = |piece: &&Rect| gap.contains(&piece.x) && !is_flat(piece, dpi);
        if letter.x >= end + dpi.px(FAR) && pieces.iter().filter(specks).count() <= SPECKS {
            found.push(gap);
        }
        end = end.max(letter.right());
    }
    found
}

fn is_flat(piece: &Rect, dpi: Dpi) -> bool {
    piece.h <= dpi.px(FLAT) && piece.w >= 2 * piece.h
}

fn is_letter(piece: &Rect, dpi: Dpi) -> bool {
    piece.h > dpi.px(FLAT) || piece.h > dpi.px(SPECK) && !is_flat(piece, dpi)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How wide a line of 900 pixels is left, on which stand these pieces: x, width, height; 200 to the inch.
    fn left_of(pieces: &[(u32, u32, u32)]) -> u32 {
        let rect = |&(x, w, h): &(u32, u32, u32)| Rect { x, y: 40 - h, w, h };
        let pieces: Vec<Rect> = pieces.iter().map(rect).collect();
        let line = Rect {
            x: 0,
            y: 0,
            w: 900,
            h: 50,
        };
        cut(line, &pieces, Dpi::new(200.0).unwrap()).w
    }

    const WORDS: [(u32, u32, u32); 3] = [(0, 20, 30), (30, 60, 18), (100, 50, 28)];

    fn with(more: &[(u32, u32, u32)]) -> u32 {
        left_of(&[&WORDS, more].concat())
    }

    #[test]
    fn what_fills_a_line_up_after_its_last_word_is_no_writing() {
        assert_eq!(with(&[(170, 700, 9)]), 156, "one long stroke");
        assert_eq!(with(&[(220, 30, 4), (300, 24, 5), (880, 20, 3)]), 156, "dashes");
        assert_eq!(
            with(&[(160, 4, 4), (880, 5, 5)]),
            170,
            "a stop is of the word, a speck at the end of nothing"
        );
        assert_eq!(left_of(&[(10, 40, 4), (600, 60, 6)]), 0, "dashes alone");
    }

    #[test]
    fn what_may_be_left_of_letters_is_kept() {
        assert_eq!(with(&[(600, 20, 20)]), 626, "cents far to the right");
        assert_eq!(with(&[(700, 8, 8)]), 714, "a piece of a letter");
        let specks = [(300, 5, 5), (400, 5, 5), (500, 5, 5), (600, 5, 5)];
        assert_eq!(with(&specks), 900, "many specks");
        assert_eq!(left_of(&specks), 900);
    }
    #[test]
    fn what_stands_far_apart_is_closed_up_where_only_a_stroke_is_between() {
        let gaps = |more: &[(u32, u32, u32)]| {
            let rect = |&(x, w, h): &(u32, u32, u32)| Rect { x, y: 40 - h, w, h };
            let pieces: Vec<Rect> = WORDS.iter().chain(more).map(rect).collect();
            let found = between(&pieces, Dpi::new(200.0).unwrap());
            found.iter().map(|gap| (gap.start, gap.end)).collect::<Vec<_>>()
        };
        const CENTS: (u32, u32, u32) = (600, 60, 20);
        assert_eq!(gaps(&[]), [], "words of one amount");
        assert_eq!(gaps(&[CENTS]), [(168, 582)], "nothing between");
        assert_eq!(gaps(&[(180, 400, 7), CENTS]), [(168, 582)], "one long stroke between");
        assert_eq!(
            gaps(&[(250, 70, 9), CENTS]),
            [(168, 232), (338, 582)],
            "small letters between"
        );
        assert_eq!(
            gaps(&[CENTS, (300, 8, 12)]),
            [(168, 282), (326, 582)],
            "half a letter between"
        );
        let specks = [(300, 5, 5), (350, 5, 5), (400, 5, 5), (500, 5, 5), CENTS];
        assert_eq!(gaps(&specks), [], "what may be left of letters between");
    }
}
