//! Rows of a text of several lines: the memo, the payer's block, the fields of a money order, the sender on an envelope.

use super::grown;
use crate::evidence::check::segments::segments;
use crate::evidence::check::sheet::Sheet;
use crate::geometry::{Rect, index, px};
use crate::page::components::Component;
use std::ops::Range;

/// A row no wider and no higher than this is nothing but its printed label, in inches: four digits of the smallest hand are larger.
const LABEL: (f64, f64) = (0.34, 0.11);
/// Gap between words of a row, in inches.
const WORD_GAP: f64 = 0.3;
/// The same where the signature begins, beyond which a long row of the memo may run on.
const NEAR_SIGNATURE: f64 = 0.1;
/// Tallest letter that runs on there: a signature's are taller.
const TALLEST: f64 = 0.25;
/// Inches right of a block's left edge where another column begins, and how near to a region's edge what is cut off by it ends.
const ANOTHER_COLUMN: f64 = 1.5;
const CUT_OFF: f64 = 0.15;
/// Widest gap between two rows of a memo.
const ROW_GAP: f64 = 0.1;

/// What is written at the lower left, above the MICR line: the lowest row and those that stand close above it.
pub(super) fn memo(sheet: &Sheet, signature: Rect) -> Vec<Rect> {
    let dpi = sheet.dpi;
    let edge = signature.x.max(sheet.paper.x + sheet.paper.w * 2 / 5);
    let region = Rect {
        x: sheet.paper.x,
        y: sheet.foot.saturating_sub(dpi.px(0.72)),
        w: edge - sheet.paper.x,
        h: dpi.px(0.72),
    };
    let blocks = segments(
        sheet.pieces_in(region).filter(|c| is_writing(sheet, c)),
        dpi.px(WORD_GAP),
    );
    let mut rows: Vec<Rect> = blocks.into_iter().flat_map(|block| split(sheet, block)).collect();
    // What reaches into the MICR line is a part of it that did not look like one.
    let above = sheet.foot + dpi.px(0.04);
    rows.retain(|row| row.w >= dpi.px(0.2) && row.h >= dpi.px(0.05) && row.bottom() <= above);
    rows.sort_by_key(|row| (row.y + row.h / 2, row.x));
    let mut close: Vec<Rect> = Vec::new();
    for row in rows.into_iter().rev() {
        let is_close = close
            .last()
            .is_none_or(|below: &Rect| below.y.saturating_sub(row.bottom()) <= dpi.px(ROW_GAP));
        if is_close {
            close.push(row);
        }
    }
    close.reverse();
    close
        .into_iter()
        .filter(|row| row.w > dpi.px(LABEL.0) || row.h > dpi.px(LABEL.1))
        .map(|row| grown(sheet, run_on(sheet, row, edge), 0.03))
        .collect()
}

fn is_writing(sheet: &Sheet, piece: &Component) -> bool {
    piece.area.h >= sheet.dpi.px(0.035) || piece.area.w < sheet.dpi.px(0.4)
}

/// A row with what follows it closely to the right of `edge`.
fn run_on(sheet: &Sheet, row: Rect, edge: u32) -> Rect {
    let dpi = sheet.dpi;
    let mut row = row;
    let beyond = Rect {
        x: edge,
        y: row.y,
        w: sheet.paper.right().saturating_sub(edge),
        h: row.h,
    };
    let mut pieces: Vec<Rect> = sheet
        .pieces_in(beyond)
        .filter(|c| is_writing(sheet, c) && c.area.h <= dpi.px(TALLEST))
        .map(|c| c.area)
        .collect();
    pieces.sort_by_key(|piece| piece.x);
    for piece in pieces {
        if piece.x <= row.right() + dpi.px(NEAR_SIGNATURE) && piece.right() > row.right() {
            row.w = piece.right() - row.x;
        }
    }
    row
}

/// A block whose rows touch, as its rows: parted where there is least ink between two rows that have much.
fn split(sheet: &Sheet, block: Rect) -> Vec<Rect> {
    /// Height up to which a block is one row, least distance between two rows, and reach of the smoothing, in inches.
    const ONE_ROW: f64 = 0.19;
    const PITCH: f64 = 0.085;
    const SMOOTH: f64 = 0.015;
    let dpi = sheet.dpi;
    if block.h < dpi.px(ONE_ROW) {
        return vec![block];
    }
    let profile = smoothed(&ink_of_rows(sheet, block), index(dpi.px(SMOOTH).max(1)));
    let mut edges = vec![0];
    edges.extend(valleys(&profile, index(dpi.px(PITCH).max(1))));
    edges.push(profile.len());
    edges
        .windows(2)
        .map(|edge| row_between(sheet, block, block.y + px(edge[0])..block.y + px(edge[1])))
        .filter(|row| !row.is_empty())
        .collect()
}

/// Where a profile is lowest between two hills that are at least three quarters of `pitch` from there.
fn valleys(profile: &[u32], pitch: usize) -> Vec<usize> {
    /// Share of the lower of two hills that may be left between them, in hundredths.
    const VALLEY: u32 = 62;
    let most = |part: &[u32]| part.iter().copied().max().unwrap_or(0);
    let mut found = Vec::new();
    let (mut from, mut at) = (0, 0);
    while at < profile.len() {
        let before = most(&profile[from..=at]);
        let after = most(&profile[at..(at + 2 * pitch).min(profile.len())]);
        let near = &profile[at.saturating_sub(pitch / 2)..(at + pitch / 2 + 1).min(profile.len())];
        let is_lowest = near.iter().all(|&other| other >= profile[at]);
        let is_deep = profile[at] * 100 <= before.min(after) * VALLEY;
        let is_far = at >= from + pitch * 3 / 4 && profile.len() - at >= pitch * 3 / 4;
        if is_lowest && is_deep && is_far {
            found.push(at);
            from = at;
            at += pitch / 2;
        }
        at += 1;
    }
    found
}

/// The part of a block between two heights, as wide as what has its middle there.
fn row_between(sheet: &Sheet, block: Rect, rows: Range<u32>) -> Rect {
    let band = Rect {
        y: rows.start,
        h: rows.end - rows.start,
        ..block
    };
    // A piece that belongs to two rows, because they touch in it, lies in both.
    let lies_there = |piece: &Rect| {
        let shared = piece.bottom().min(band.bottom()).saturating_sub(piece.y.max(band.y));
        shared * 5 >= piece.h.min(band.h) * 3 && piece.x < band.right() && piece.right() > band.x
    };
    let writing = sheet
        .pieces
        .iter()
        .filter(|c| is_writing(sheet, c) && c.area.x >= block.x && lies_there(&c.area))
        .fold(Rect::default(), |all, c| all.union(c.area));
    if writing.is_empty() {
        return writing;
    }
    let reach = sheet.dpi.px(0.02);
    let (top, foot) = (
        writing.y.max(rows.start.saturating_sub(reach)),
        writing.bottom().min(rows.end + reach),
    );
    Rect {
        x: writing.x,
        y: top,
        w: writing.w,
        h: foot.saturating_sub(top),
    }
}

/// Dark pixels of each pixel row of an area, its rules painted over.
fn ink_of_rows(sheet: &Sheet, area: Rect) -> Vec<u32> {
    let field = sheet.cut(area);
    let mut levels: Vec<u8> = field.as_raw().clone();
    if levels.is_empty() {
        return Vec::new();
    }
    let middle = levels.len() * 7 / 10;
    let (_, &mut ground, _) = levels.select_nth_unstable(middle);
    let dark = ground.saturating_sub(ground / 3);
    field
        .rows()
        .map(|row| px(row.filter(|pixel| pixel.0[0] < dark).count()))
        .collect()
}

fn smoothed(profile: &[u32], reach: usize) -> Vec<u32> {
    (0..profile.len())
        .map(|at| {
            let near = &profile[at.saturating_sub(reach)..(at + reach + 1).min(profile.len())];
            near.iter().sum::<u32>() / px(near.len()).max(1)
        })
        .collect()
}

/// Rows of a money order below its figures that begin within these shares of its width.
pub(super) fn of_money_order(sheet: &Sheet, figures: Rect, across: Range<f64>) -> Vec<Rect> {
    let top = figures.bottom() + sheet.dpi.px(0.05);
    let region = Rect {
        x: sheet.paper.x,
        y: top,
        w: sheet.paper.w,
        h: sheet.foot.saturating_sub(top),
    };
    let mut rows = rows_in(sheet, region);
    rows.retain(|row| across.contains(&sheet.across(row.x)));
    rows
}

/// What is printed above the payee's line, left of the middle.
pub(super) fn payer(sheet: &Sheet, figures: Rect) -> Vec<Rect> {
    let foot = figures.y.saturating_sub(sheet.dpi.px(0.02)).max(sheet.paper.y);
    let region = Rect {
        x: sheet.paper.x,
        y: sheet.paper.y,
        w: sheet.paper.w * 11 / 20,
        h: foot - sheet.paper.y,
    };
    let mut rows = rows_in(sheet, region);
    rows.retain(|row| sheet.across(row.x) < 0.42);
    // What begins far to the right of all else and is cut off at the region's edge is the bank's name, which goes on beyond.
    let left = rows.iter().map(|row| row.x).min().unwrap_or(0);
    let cut = region.right().saturating_sub(sheet.dpi.px(CUT_OFF));
    let is_banks = |row: &Rect| row.x > left + sheet.dpi.px(ANOTHER_COLUMN) && row.right() >= cut;
    if rows.iter().filter(|row| !is_banks(row)).count() >= 2 {
        rows.retain(|row| !is_banks(row));
    }
    rows
}

/// Rows of print or writing of the size of names and addresses in a region, top to bottom.
pub fn rows_in(sheet: &Sheet, region: Rect) -> Vec<Rect> {
    let dpi = sheet.dpi;
    let blocks = segments(
        sheet.pieces_in(region).filter(|c| is_writing(sheet, c)),
        dpi.px(WORD_GAP),
    );
    let mut rows: Vec<Rect> = blocks.into_iter().flat_map(|block| split(sheet, block)).collect();
    rows.retain(|row| row.w >= dpi.px(0.35) && (dpi.px(0.05)..=dpi.px(0.4)).contains(&row.h));
    rows.sort_by_key(|row| (row.y + row.h / 2, row.x));
    rows.into_iter().map(|row| grown(sheet, row, 0.03)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_rows_that_touch_are_parted_where_there_is_least_ink() {
        let two_rows = [1, 6, 9, 9, 9, 6, 3, 4, 8, 9, 9, 7, 2];
        assert_eq!(valleys(&two_rows, 4), [6]);
        let one_row = [1, 3, 9, 9, 8, 9, 8, 9, 9, 8, 9, 3, 1];
        assert!(valleys(&one_row, 4).is_empty());
        assert!(valleys(&[], 4).is_empty());
    }
}
