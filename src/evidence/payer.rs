//! Who sent an envelope, where no coupon says whose bill it pays: the printed name and address on a check, a money order's purchaser, the sender on
//! an envelope. This is looked at only where it is needed, for each line costs as much as a coupon's whole reading.

use super::Line;
use super::check::sheet::Sheet;
use super::check::{CheckReaders, Form, fields};
use super::{PageKind, Seen};
use crate::geometry::Rect;
use crate::page::Page;
use serde::{Deserialize, Serialize};

/// What a paper says of its sender.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct PayerReading {
    /// Its lines, top to bottom.
    pub lines: Vec<Line>,
}

/// Most lines that are read of a sender.
const MOST_LINES: usize = 8;

/// Whether a paper may say who sent it.
pub fn may_tell(seen: &Seen) -> bool {
    seen.check.is_some() || seen.kind.value == PageKind::Envelope
}

/// Reads the sender's lines on a page of which this was seen.
pub fn read(page: &Page, seen: &Seen, readers: &CheckReaders) -> PayerReading {
    let sheet = Sheet::of(page, seen.micr.as_ref().map(|line| line.region));
    let rows = match &seen.check {
        Some(check) => {
            let fields = fields::find(&sheet);
            match check.form {
                Form::MoneyOrder => fields.purchaser(&sheet),
                Form::Unsaid => fields.payer(&sheet),
            }
        }
        None => on_envelope(&sheet),
    };
    let rows = &rows[..rows.len().min(MOST_LINES)];
    let has_number = seen
        .check
        .iter()
        .flat_map(|check| &check.memo)
        .any(|line| digits(line.text()) >= LONG);
    let mut reading = PayerReading::default();
    for at in 0..rows.len() {
        let Some(line) = readers.row(&sheet, rows, at) else {
            continue;
        };
        // What comes after the ZIP code is a telephone number, or on bill-pay checks the account's.
        let is_last = has_number && ends_an_address(line.text());
        reading.lines.push(line);
        if is_last {
            break;
        }
    }
    reading
}

/// Digits of a line that may hold a Member ID.
const LONG: usize = 10;

fn digits(text: &str) -> usize {
    text.chars().filter(char::is_ascii_digit).count()
}

/// Whether a line ends with a ZIP code after something else.
fn ends_an_address(text: &str) -> bool {
    let last = text.split_whitespace().last().unwrap_or_default();
    let is_zip = matches!(digits(last), 5 | 9) && last.chars().all(|c| c.is_ascii_digit() || c == '-');
    is_zip && text.split_whitespace().count() >= 2
}

/// The rows at an envelope's upper left.
fn on_envelope(sheet: &Sheet) -> Vec<Rect> {
    let region = Rect {
        x: sheet.paper.x,
        y: sheet.paper.y,
        w: sheet.paper.w * 2 / 5,
        h: sheet.paper.h * 2 / 5,
    };
    fields::rows_in(sheet, region)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_ends_with_its_zip_code() {
        assert!(ends_an_address("Springfield, MA 01104"));
        assert!(ends_an_address("Arlington MA 02474-1234"));
        for text in ["34 Walnut Ave Apt 707", "413-555-0183", "Carlos Simoes", "02118"] {
            assert!(!ends_an_address(text), "{text}");
        }
    }
}
