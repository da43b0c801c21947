//! What a check says of its MICR line in print: its number at the upper right, and below or beside it the bank's number as a fraction, `53-7054/2113`, whose
//! denominator holds the first four digits of the routing number and whose numerator, after the dash, the next four.
//!
//! It is read only where the line itself was not: it bears out what was half read there, and is never taken for the line.

use super::CheckReaders;
use super::fields::Fields;
use super::segments::segments;
use super::sheet::Sheet;
use crate::evidence::Reading;
use crate::geometry::Rect;
use serde::{Deserialize, Serialize};

/// The numbers printed at a check's upper right, each as far as it was read.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct PrintedNumbers {
    /// The check's number: digits only.
    pub serial: Option<Reading<String>>,
    /// The first eight digits of the routing number, as the fraction has them.
    pub routing: Option<Reading<String>>,
}

/// Most stretches of print that are read in search of them.
const MOST_READ: usize = 5;
/// How far down from the paper's edge they stand, in inches.
const LOWEST: f64 = 0.75;
/// Gap between the words of one stretch, in inches: fractions are set close.
const GAP: f64 = 0.1;

impl CheckReaders {
    /// Looks for both numbers, from the upper right corner on.
    pub(super) fn numbers(&self, sheet: &Sheet, fields: &Fields) -> PrintedNumbers {
        let mut found = PrintedNumbers::default();
        for area in places(sheet, fields).into_iter().take(MOST_READ) {
            let Some((text, _)) = self.line(sheet, area) else {
                continue;
            };
            let with = |value: String| Reading { value, ..text.clone() };
            if let Some(digits) = routing_digits(&text.value) {
                found.routing = found.routing.or(Some(with(digits)));
            } else if let Some(digits) = serial_digits(&text.value) {
                found.serial = found.serial.or(Some(with(digits)));
            }
            if found.routing.is_some() && found.serial.is_some() {
                break;
            }
        }
        found
    }
}

/// Stretches of print of the right size, the nearest to the corner first.
fn places(sheet: &Sheet, fields: &Fields) -> Vec<Rect> {
    let dpi = sheet.dpi;
    let top = sheet.paper.y;
    let foot = (top + dpi.px(LOWEST)).min(fields.above());
    let region = Rect {
        x: sheet.paper.x + sheet.paper.w * 2 / 5,
        y: top,
        w: sheet.paper.w * 3 / 5,
        h: foot.saturating_sub(top),
    };
    let is_size =
        |area: &Rect| (0.12..=1.4).contains(&dpi.inches(area.w)) && (0.045..=0.24).contains(&dpi.inches(area.h));
    let mut found = segments(sheet.pieces_in(region), dpi.px(GAP));
    found.retain(is_size);
    found.sort_by_key(|area| sheet.paper.right().saturating_sub(area.right()) + 2 * (area.y - top.min(area.y)));
    let (w, h) = sheet.gray.dimensions();
    found.into_iter().map(|area| area.grown(dpi.px(0.03), w, h)).collect()
}

/// The eight digits of a fraction; `None` if a line is none.
fn routing_digits(text: &str) -> Option<String> {
    let is_dash = |c: char| matches!(c, '-' | '–' | '~' | '=');
    let (_, rest) = text.split_once(is_dash)?;
    if rest.contains(is_dash) {
        return None;
    }
    let groups: Vec<&str> = rest
        .split(|c: char| !c.is_ascii_digit())
        .filter(|group| !group.is_empty())
        .collect();
    match groups[..] {
        [numerator, denominator] if (1..=4).contains(&numerator.len()) && (3..=4).contains(&denominator.len()) => {
            Some(format!("{denominator:0>4}{numerator:0>4}"))
        }
        // The bar was read as a 1 or not at all.
        [all] if matches!(all.len(), 8 | 9) => Some(format!("{}{}", &all[all.len() - 4..], &all[..4])),
        _ => None,
    }
}

/// The digits of a check's number, with or without a `No.` before it; `None` if a line is something else.
fn serial_digits(text: &str) -> Option<String> {
    let start = text.find(|c: char| c.is_ascii_digit())?;
    let (label, digits) = text.split_at(start);
    let label: String = label.chars().filter(char::is_ascii_alphabetic).collect();
    let is_label = matches!(label.to_lowercase().as_str(), "" | "no" | "nr" | "check" | "checkno");
    let is_number = (3..=10).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    (is_label && is_number).then(|| digits.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fraction_holds_eight_digits_of_the_routing_number() {
        for text in [
            "53-7054/2113",
            "5-7054/2113",
            "53-7054 / 2113",
            "53-705412113",
            "53-70542113",
        ] {
            assert_eq!(routing_digits(text).as_deref(), Some("21137054"), "{text}");
        }
        assert_eq!(routing_digits("53-13/110").as_deref(), Some("01100013"));
        for text in ["01-08-2026", "1042", "Minuteman Bank", "617-555-0123", ""] {
            assert_eq!(routing_digits(text), None, "{text}");
        }
    }

    #[test]
    fn a_checks_number_is_digits_with_or_without_a_label() {
        for (text, number) in [("1042", "1042"), ("No. 001243", "001243"), ("CHECK NO 88123", "88123")] {
            assert_eq!(serial_digits(text).as_deref(), Some(number));
        }
        for text in [
            "12",
            "01/08/2026",
            "53-7054/2113",
            "Unit 1042",
            "DATE 2026",
            "1042 Elm",
            "x",
        ] {
            assert_eq!(serial_digits(text), None, "{text}");
        }
    }
}
