//! What the payer wrote into a coupon's box "Amount enclosed": what the check should be worth, by the payer's own word. It is context for the reading of the check,
//! as the total due is, and never says alone what a check is worth.

use super::Reading;
use super::check::sheet::Sheet;
use super::check::{FiguresNet, figures_by_net};
use crate::geometry::Rect;
use crate::money::Amount;
use crate::page::Page;
use crate::score::Score;

/// Widths and heights of such a box, in inches.
const WIDTHS: (f64, f64) = (1.0, 2.6);
const HEIGHTS: (f64, f64) = (0.2, 0.55);
/// Log-probability of an amount, and how well the line is an amount at all, from which on it is taken for what was written. It weighs as much as a printed total
/// due, and is of the same hand and read by the same net as the check's figures: what is not surely read must not bear out the same misreading there.
const SURE: f32 = -0.05;
const SURE_FIT: f32 = -0.15;

/// Reads the box on a coupon; `None` if there is none, nothing is written in it, it is not surely read, or two boxes hold amounts.
pub fn read(page: &Page, figures: &FiguresNet) -> Option<Reading<Amount>> {
    let sheet = Sheet::of(page, None);
    let mut found = sheet
        .frames
        .iter()
        .filter(|frame| is_box(frame, &sheet))
        .filter_map(|frame| in_box(&sheet, *frame, figures));
    let first = found.next()?;
    found.all(|other| other.value == first.value).then_some(first)
}

fn is_box(frame: &Rect, sheet: &Sheet) -> bool {
    let (w, h) = (sheet.dpi.inches(frame.w), sheet.dpi.inches(frame.h));
    (WIDTHS.0..=WIDTHS.1).contains(&w) && (HEIGHTS.0..=HEIGHTS.1).contains(&h)
}

fn in_box(sheet: &Sheet, frame: Rect, figures: &FiguresNet) -> Option<Reading<Amount>> {
    let (posterior, read) = figures.read(sheet, frame)?;
    let candidates = figures_by_net(&posterior, read.text.len());
    let (cents, likelihood) = candidates.best()?;
    let is_sure = likelihood >= SURE && candidates.fit() >= SURE_FIT;
    Some(Reading {
        value: Amount::from_cents(i64::from(cents)).filter(|_| is_sure)?,
        score: Score::new(likelihood.exp()),
        region: Some(sheet.on_page(frame)),
    })
}
