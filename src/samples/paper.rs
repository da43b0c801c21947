//! Papers as they come out of an envelope, and how each is drawn.

use super::bill;
use super::canvas::Canvas;
use super::check::{self, Check};
use super::coupon::{self, Coupon};
use super::damage::Tear;
use super::fonts::Fonts;
use super::mail::{self, Letter};
use super::people::Person;
use super::rng::Rng;
use crate::money::Amount;
use chrono::NaiveDate;

/// One paper.
#[derive(Clone, Debug)]
pub(crate) enum Paper {
    Coupon(Box<Coupon>),
    /// The whole bill with its coupon.
    Bill(Box<Coupon>),
    /// A coupon that lies on a letter-size sheet.
    OnSheet(Box<Coupon>),
    Item(Box<Check>),
    Envelope {
        from: Person,
        postmark: NaiveDate,
        hand: usize,
    },
    Letter {
        kind: Letter,
        who: Person,
        hand: usize,
    },
    Blank,
    /// No image at all: a file that cannot be decoded.
    Garbage,
}

/// A paper and how it went through the scanner.
#[derive(Clone, Debug)]
pub(crate) struct Sheet {
    pub(crate) paper: Paper,
    /// The seed of all that chance writes on it: a paper scanned twice bears the same writing.
    pub(crate) ink: u64,
    /// Clockwise quarters.
    pub(crate) quarters: u8,
    /// Degrees on top of the scanner's own.
    pub(crate) skew: f64,
    pub(crate) tear: Option<Tear>,
    /// What the capture station keyed for it.
    pub(crate) keyed: Option<Amount>,
    /// The magnetic reader's line stands in the manifest.
    pub(crate) micr_read: bool,
}

impl From<Paper> for Sheet {
    fn from(paper: Paper) -> Self {
        Sheet {
            paper,
            ink: 0,
            quarters: 0,
            skew: 0.0,
            tear: None,
            keyed: None,
            micr_read: false,
        }
    }
}

impl Sheet {
    /// The check or money order that this is.
    pub(crate) fn item(&self) -> Option<&Check> {
        match &self.paper {
            Paper::Item(check) => Some(check),
            _ => None,
        }
    }
}

/// The front of a paper at this resolution.
pub(crate) fn front(fonts: &Fonts, paper: &Paper, dpi: f64, rng: &mut Rng) -> Canvas {
    let blank = |(w, h): (f64, f64)| Canvas::new(w, h, dpi);
    match paper {
        Paper::Coupon(it) => {
            let mut canvas = blank(coupon::SIZE);
            coupon::draw(&mut canvas, fonts, it, 0.0, rng);
            canvas
        }
        Paper::Bill(it) => {
            let mut canvas = blank(bill::SIZE);
            bill::draw(&mut canvas, fonts, it, rng);
            canvas
        }
        Paper::OnSheet(it) => {
            let mut slip = blank(coupon::SIZE);
            coupon::draw(&mut slip, fonts, it, 0.0, rng);
            slip.frame(super::canvas::area(0.0, 0.0, 8.5, 3.5), 0.008, 0.25);
            let mut sheet = blank(bill::SIZE);
            sheet.paste(&slip, 0.0, rng.range(0.4, 7.0));
            sheet
        }
        Paper::Item(it) => {
            let mut canvas = blank(it.size());
            check::draw(&mut canvas, fonts, it, rng);
            canvas
        }
        Paper::Envelope { from, postmark, hand } => {
            let mut canvas = blank(mail::ENVELOPE);
            mail::envelope(&mut canvas, fonts, from, *postmark, *hand, rng);
            canvas
        }
        Paper::Letter { kind, who, hand } => {
            let mut canvas = blank(mail::NOTE);
            mail::letter(&mut canvas, fonts, *kind, who, *hand, rng);
            canvas
        }
        Paper::Blank | Paper::Garbage => blank(coupon::SIZE),
    }
}

/// The back of a paper whose front is this.
pub(crate) fn back(fonts: &Fonts, paper: &Paper, front: &Canvas, rng: &mut Rng) -> Canvas {
    let mut canvas = Canvas::of(front.width, front.height, front.dpi, 255);
    if matches!(paper, Paper::Item(_)) {
        check::back(&mut canvas, fonts, rng);
    }
    check::show_through(&mut canvas, front, crate::geometry::f32_of(rng.range(0.0, 0.06)));
    canvas
}

/// Bytes that no image reader takes.
pub(crate) fn garbage(rng: &mut Rng) -> Vec<u8> {
    match rng.below(3) {
        // A transfer that broke off after the header.
        0 => b"II*\0\x08\0\0\0\x0c\0\0\x01".to_vec(),
        // A page of an error message in an image's name.
        1 => b"<html><body>503 Service Unavailable</body></html>\n".to_vec(),
        _ => (0..600).map(|_| rng.bits().to_le_bytes()[3]).collect(),
    }
}
