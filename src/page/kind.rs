//! What a paper is, as far as its layout tells. Codes and words, read later, can only make it surer.

use super::Layout;
use super::components::Component;
use super::rows::RowFont;
use super::texture::{Patch, Texture};
use super::threshold::{DEEP, FAINT, Inked};
use crate::geometry::{Dpi, Rect, Side, f32_of};
use crate::score::Score;
use serde::{Deserialize, Serialize};

/// What a paper is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PageKind {
    /// The front of a check.
    Check,
    /// The front of a money order.
    MoneyOrder,
    /// The back of a paper: blank, or with an endorsement.
    Back,
    /// A torn-off coupon.
    Coupon,
    /// A whole bill with its coupon still on it.
    Bill,
    /// A letter or note.
    Letter,
    /// An envelope.
    Envelope,
    /// Nothing on it.
    Blank,
    /// It was looked at, and it cannot be said what it is.
    Unknown,
}

impl PageKind {
    /// A check or a money order: it carries money.
    pub fn is_item(self) -> bool {
        matches!(self, PageKind::Check | PageKind::MoneyOrder)
    }

    /// Seen for what it is, and surely no check, whatever the manifest says.
    pub fn shows_no_item(self) -> bool {
        matches!(self, PageKind::Blank | PageKind::Back | PageKind::Envelope)
    }

    /// A coupon, torn off or still on its bill.
    pub fn is_coupon(self) -> bool {
        matches!(self, PageKind::Coupon | PageKind::Bill)
    }
}

/// The kind of a page by its layout alone.
pub fn by_layout(layout: &Layout, dpi: Dpi, side: Side) -> (PageKind, Score) {
    if let Some(micr) = layout.rows.iter().find(|row| row.font == RowFont::Micr) {
        return (PageKind::Check, Score::new(0.9 * micr.evenness + 0.1));
    }
    let marks = marks(layout, dpi);
    if is_empty(&layout.inked, marks.len()) {
        let kind = if side == Side::Back {
            PageKind::Back
        } else {
            PageKind::Blank
        };
        return (
            kind,
            Score::new(1.0 - f32_of(f64::from(u32::try_from(marks.len()).unwrap_or(0)) * 0.03)),
        );
    }
    if side == Side::Back {
        return (PageKind::Back, Score::new(0.8));
    }
    let paper = layout.inked.paper;
    if is_envelope(&marks, paper, dpi) {
        return (PageKind::Envelope, Score::new(0.8));
    }
    // Nothing that comes in a payment envelope and is not a check, a coupon or an envelope is this tall but a letter or a bill.
    // What has a coupon's marks is no letter, though they may not be readable.
    if dpi.inches(paper.h) >= 4.1 && marks.len() >= FEWEST_LETTERS && !has_coupon_marks(layout, dpi) {
        return (PageKind::Letter, Score::new(0.6));
    }
    (PageKind::Unknown, Score::NONE)
}

/// Nothing is on the paper: no ink, or too few marks of the size of writing.
fn is_empty(inked: &Inked, marks: usize) -> bool {
    if inked.contrast < FAINT {
        // Little ink on a large paper may still be a letter of a few lines.
        return inked.depth < DEEP || marks < FEWEST_LETTERS;
    }
    marks < FEWEST_MARKS
}

/// A long row of evenly spaced digits, or bars as wide as a barcode.
fn has_coupon_marks(layout: &Layout, dpi: Dpi) -> bool {
    let row = layout
        .rows
        .iter()
        .any(|row| row.font == RowFont::ScanLine && row.count >= 20);
    let is_wide = |patch: &&Patch| patch.texture == Texture::UprightBars && dpi.inches(patch.area.w) >= 1.5;
    row || layout.patches.iter().filter(is_wide).count() > 0
}

/// Fewer marks than this on a paper of little ink are specks, not a letter.
const FEWEST_LETTERS: usize = 25;
/// Fewer marks of the size of writing than this is an empty paper; staples, holes and stains make up to five.
const FEWEST_MARKS: usize = 8;

/// The pieces of the size of letters, words and stamps that lie within the paper, off its edge.
fn marks(layout: &Layout, dpi: Dpi) -> Vec<Rect> {
    let paper = layout.inked.paper;
    let edge = dpi.px(0.12);
    let is_mark = |c: &&Component| {
        c.area.h.max(c.area.w) >= dpi.px(0.045)
            && c.area.w < dpi.px(4.0)
            && c.area.h < dpi.px(1.0)
            && c.area.x > paper.x + edge
            && c.area.y > paper.y + edge
            && c.area.right() + edge < paper.right()
            && c.area.bottom() + edge < paper.bottom()
    };
    layout.components.iter().filter(is_mark).map(|c| c.area).collect()
}

/// Inches of writing in an envelope's middle, side by side, that are an address; three short lines of joined letters have two and more.
const LEAST_ADDRESS: f64 = 1.5;

/// An envelope has an address in its middle, a stamp or postmark at its upper right, and nothing at its lower left, where any letter has text.
fn is_envelope(marks: &[Rect], paper: Rect, dpi: Dpi) -> bool {
    let (w, h) = (dpi.inches(paper.w), dpi.inches(paper.h));
    if !(5.0..=10.6).contains(&w) || !(1.4..=2.7).contains(&(w / h)) {
        return false;
    }
    let all_within = |left: f64, top: f64, right: f64, bottom: f64| {
        marks.iter().filter(move |mark| {
            let x = (f64::from(mark.x - paper.x) + f64::from(mark.w) / 2.0) / f64::from(paper.w);
            let y = (f64::from(mark.y - paper.y) + f64::from(mark.h) / 2.0) / f64::from(paper.h);
            (left..right).contains(&x) && (top..bottom).contains(&y)
        })
    };
    let within = |left, top, right, bottom| all_within(left, top, right, bottom).count();
    let address = within(0.33, 0.36, 0.9, 0.85);
    // written with joined letters, an address is a few wide marks
    let written: f64 = all_within(0.33, 0.36, 0.9, 0.85).map(|mark| dpi.inches(mark.w)).sum();
    let stamp = within(0.55, 0.0, 1.0, 0.36);
    let lower_left = within(0.0, 0.42, 0.3, 1.0);
    let foot = within(0.0, 0.87, 1.0, 1.0);
    (address >= 12 || address >= 4 && written >= LEAST_ADDRESS) && stamp >= 3 && lower_left <= 2 && foot <= 3
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{GrayImage, Luma};

    /// A letter-size sheet at 200 dpi with so many marks of the size of letters, in lines.
    fn sheet(letters: u32, ink: u8) -> Layout {
        let mut sheet = GrayImage::from_pixel(1700, 2200, Luma([250]));
        for letter in 0..letters {
            let (x, y) = (200 + letter % 30 * 40, 200 + letter / 30 * 70);
            for (dx, dy) in (0..18).flat_map(|dy| (0..3).map(move |dx| (dx, dy))) {
                sheet.put_pixel(x + dx, y + dy, Luma([ink]));
            }
        }
        Layout::of(&sheet, Dpi::new(200.0).unwrap())
    }

    fn kind(letters: u32, ink: u8) -> PageKind {
        by_layout(&sheet(letters, ink), Dpi::new(200.0).unwrap(), Side::Front).0
    }

    #[test]
    fn a_letter_of_a_few_lines_on_a_large_sheet_is_not_taken_for_an_empty_one() {
        assert_eq!(kind(60, 10), PageKind::Letter);
        assert_eq!(kind(400, 10), PageKind::Letter);
    }

    #[test]
    fn an_envelope_addressed_in_joined_letters_is_one() {
        let mut face = GrayImage::from_pixel(1900, 900, Luma([245]));
        let mut ink = |x: u32, y: u32, w: u32, h: u32| {
            for (dx, dy) in (0..h).flat_map(|dy| (0..w).map(move |dx| (dx, dy))) {
                face.put_pixel(x + dx, y + dy, Luma([40]));
            }
        };
        // the sender, the postmark's waves, and an address of two words a line
        (0..3).for_each(|line| ink(90, 80 + 50 * line, 240, 20));
        (0..5).for_each(|wave| ink(1300, 100 + 30 * wave, 220, 4));
        (0..3).for_each(|line| ink(780, 430 + 70 * line, 120, 22));
        (0..3).for_each(|line| ink(920, 430 + 70 * line, 140, 22));
        let layout = Layout::of(&face, Dpi::new(200.0).unwrap());
        let (kind, _) = by_layout(&layout, Dpi::new(200.0).unwrap(), Side::Front);
        assert_eq!(kind, PageKind::Envelope);
    }

    #[test]
    fn specks_and_what_shines_through_are_nothing_on_the_paper() {
        assert_eq!(kind(0, 10), PageKind::Blank);
        assert_eq!(kind(20, 10), PageKind::Blank);
        assert_eq!(kind(400, 200), PageKind::Blank);
    }
}
