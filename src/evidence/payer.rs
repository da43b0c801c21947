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
                Form::MoneyOrder => fields.purchaser,
                Form::Unsaid => fields.payer,
            }
        }
        None => on_envelope(&sheet),
    };
    PayerReading {
        lines: readers.rows(&sheet, &rows[..rows.len().min(MOST_LINES)]),
    }
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
