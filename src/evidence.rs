//! Evidence: what the readers claim about pages. It is written once and never changed.

pub mod barcode;
pub mod check;
pub mod codes;
pub mod ctc;
pub mod enclosed;
pub mod face;
pub mod gather;
pub mod ink;
pub mod line;
pub mod line_reader;
pub mod payer;
pub mod micr_line;
pub mod neural;
pub mod ocr;
pub mod printed;
pub mod scan_line;
pub mod readers;
mod straight;
pub mod strip;

pub use crate::page::kind::PageKind;
pub use check::CheckReading;
pub use face::Face;
pub use line::Line;
pub use micr_line::MicrReading;

use crate::config::coupon_format::{CouponFields, Mark};
use crate::geometry::{Dpi, Rect, Side, Turn};
use crate::id::{MemberId, PageNo};
use crate::money::Amount;
use crate::score::Score;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// One thing a reader claims: what it says, how sure, and where on the page.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct Reading<T> {
    /// What was read.
    pub value: T,
    /// How sure.
    pub score: Score,
    /// Where, in pixels of the upright page; absent where the claim is about the whole page.
    pub region: Option<Rect>,
}

/// All that was found out about one page image.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct PageEvidence {
    /// Which page of the batch.
    pub page: PageNo,
    /// Which face, by the file's name.
    pub side: Side,
    /// What it shows, or why it cannot be looked at.
    pub sight: Sight,
}

/// What a page shows.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sight {
    /// It was decoded and looked at.
    Seen(Box<Seen>),
    /// It cannot be decoded; why, in words.
    Unreadable(String),
}

/// What was seen on a page.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Seen {
    /// What it is. A `Check` is known by its MICR line, a `Coupon` by a code or its printed words.
    pub kind: Reading<PageKind>,
    /// The resolution worked with.
    pub dpi: Dpi,
    /// How it was turned to stand upright, after the file's own orientation tag.
    pub turn: Turn,
    /// How far its lines still rose to the right, in degrees, when it had been turned.
    pub skew: f32,
    /// Where the paper is on the image as scanned.
    pub paper: Rect,
    /// Every coupon code that was read, one reading for each mark and text; two that disagree both stand here.
    pub codes: Vec<CodeReading>,
    /// The coupon's printed fields, where they were looked for.
    pub printed: Option<PrintedCoupon>,
    /// The MICR line as the picture shows it, where it was looked for and found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub micr: Option<MicrReading>,
    /// What is written on a check, where it was looked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check: Option<CheckReading>,
    /// What the payer wrote into a coupon's box for the amount enclosed, where it was surely read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enclosed: Option<Reading<Amount>>,
    /// Its ink as a coarse picture, of a check that was read. It is kept apart from the rest.
    #[serde(skip)]
    pub face: Option<Face>,
}

/// A coupon's code as one reader read it from one mark.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct CodeReading {
    /// Where it stood.
    pub mark: Mark,
    /// The coupon format it is of.
    pub format: String,
    /// What it says.
    pub fields: CouponFields,
    /// How sure: 1 for a barcode that decoded, the reader's own for a scan line.
    pub score: Score,
    /// Where on the upright page.
    pub region: Rect,
    /// Whether it stood on its head on the page as it was looked at.
    #[serde(default, skip)]
    pub upside_down: bool,
}

/// The fields printed on a coupon, each as far as it was read.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct PrintedCoupon {
    /// After `Member ID`.
    pub member_id: Option<Reading<MemberId>>,
    /// After `Bill date`.
    pub bill_date: Option<Reading<NaiveDate>>,
    /// After `Total due`.
    pub total_due: Option<Reading<Amount>>,
    /// Every other printed line, top to bottom: the member's name and address are among them.
    pub lines: Vec<Reading<String>>,
}
