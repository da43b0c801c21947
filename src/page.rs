//! Pages: from the scanner's picture to an upright page with its layout.

pub mod bits;
pub mod components;
pub mod decode;
pub mod draw;
pub mod kind;
pub mod rows;
pub mod ruled;
pub mod texture;
pub mod threshold;
pub mod warp;

use crate::geometry::{Dpi, Rect, Turn};
use components::{Component, MOST_COMPONENTS, components, despeckled};
use decode::Raster;
use image::GrayImage;
use rows::{DigitRow, RowFont, digit_rows};
use texture::{Patch, Texture, patches};
use threshold::{Inked, inked};

/// An upright page.
#[derive(Clone, Debug)]
pub struct Page {
    /// The picture, 0 is black; turned upright, still skewed.
    pub gray: GrayImage,
    /// The resolution worked with.
    pub dpi: Dpi,
    /// Whether the file stated it; else it was estimated.
    pub resolution: Resolution,
    /// How the scan was turned to stand upright.
    pub turn: Turn,
    /// What stands where.
    pub layout: Layout,
}

/// Where a resolution is from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Resolution {
    /// The file states it.
    Stated,
    /// Estimated from the size of the paper or the pitch of a MICR line.
    Estimated,
}

/// What stands where on a picture.
#[derive(Clone, Debug)]
pub struct Layout {
    /// Ink and ground.
    pub inked: Inked,
    /// The pieces of ink.
    pub components: Vec<Component>,
    /// Rows of machine-read digits, best first.
    pub rows: Vec<DigitRow>,
    /// Places that look like codes.
    pub patches: Vec<Patch>,
}

impl Layout {
    pub(in crate::page) fn of(gray: &GrayImage, dpi: Dpi) -> Self {
        let mut inked = inked(gray);
        let mut pieces = components(&inked.bits, 0..gray.height(), MOST_COMPONENTS);
        if pieces.len() > SPECKLED {
            inked.bits = despeckled(&inked.bits, u32::from(dpi.get()) / 50);
            pieces = components(&inked.bits, 0..gray.height(), MOST_COMPONENTS);
        }
        let rows = digit_rows(&pieces, dpi);
        let patches = patches(&inked.bits, dpi);
        Layout {
            inked,
            components: pieces,
            rows,
            patches,
        }
    }

    /// How far lines rise to the right, in degrees: from the best row of digits; 0 where there is none.
    pub fn skew(&self) -> f32 {
        self.rows.first().map_or(0.0, |row| row.skew)
    }

    /// The first row of a font.
    pub fn row(&self, font: RowFont) -> Option<&DigitRow> {
        self.rows.iter().find(|row| row.font == font)
    }
}

/// More pieces than this are specks: a bill printed full has some 2,500.
const SPECKLED: usize = 4_000;
/// Pieces in a row that is surely a line for machines to read. Shorter rows are often words in fixed-pitch type.
const SURE_ROW: usize = 14;

/// Turns a scan upright, by its row of machine-read digits; a scan without one is left as it is.
pub fn upright(raster: Raster) -> Page {
    let raster = bounded(raster);
    let (dpi, resolution) = match raster.dpi {
        Some(dpi) => (dpi, Resolution::Stated),
        None => (estimated_dpi(&raster.gray), Resolution::Estimated),
    };
    let mut page = Page {
        layout: Layout::of(&raster.gray, dpi),
        gray: raster.gray,
        dpi,
        resolution,
        turn: Turn::None,
    };
    if page.resolution == Resolution::Estimated {
        page.estimate_by_micr();
    }
    if page.sure_row().is_none() && page.may_lie_on_its_side() {
        let turned = page.turned(Turn::Quarter);
        if turned.sure_row().is_some() {
            page = turned;
        }
    }
    if page.sure_row().is_some_and(|row| page.stands_on_its_head(row)) {
        page = page.turned(Turn::Half);
    }
    page
}

/// A scan as [`upright`] left it when it was read, by the turn that was kept: the picture on which the regions of its readings lie.
pub fn as_it_stood(raster: Raster, turn: Turn) -> GrayImage {
    let raster = bounded(raster);
    match turn {
        Turn::None => raster.gray,
        turn => warp::turned(&raster.gray, turn),
    }
}

/// The most pixels that are looked at: a letter-size page at 400 dpi has 15 million.
const MOST_PIXELS: u64 = 16_000_000;

/// A scan finer than any reader needs, made smaller by whole numbers: what a page may cost is bounded.
fn bounded(raster: Raster) -> Raster {
    let (w, h) = raster.gray.dimensions();
    let factor = (1..=64)
        .find(|factor| u64::from(w / factor) * u64::from(h / factor) <= MOST_PIXELS)
        .unwrap_or(1);
    if factor == 1 {
        return raster;
    }
    let gray = image::imageops::thumbnail(&raster.gray, (w / factor).max(1), (h / factor).max(1));
    let dpi = raster
        .dpi
        .and_then(|dpi| Dpi::new(f64::from(dpi.get()) / f64::from(factor)));
    Raster { gray, dpi }
}

impl Page {
    /// Turned clockwise by so much more.
    #[must_use]
    pub fn turned(&self, by: Turn) -> Self {
        let gray = warp::turned(&self.gray, by);
        let degrees = (self.turn.degrees() + by.degrees()) % 360;
        let turn = match degrees {
            90 => Turn::Quarter,
            180 => Turn::Half,
            270 => Turn::ThreeQuarter,
            _ => Turn::None,
        };
        Page {
            layout: Layout::of(&gray, self.dpi),
            gray,
            turn,
            ..*self
        }
    }

    fn sure_row(&self) -> Option<&DigitRow> {
        self.layout
            .rows
            .iter()
            .find(|row| row.font == RowFont::Micr || row.count >= SURE_ROW)
    }

    /// A row of machine-read digits is the last thing on a check or coupon: what is written stands above it.
    fn stands_on_its_head(&self, row: &DigitRow) -> bool {
        let reach = self.dpi.px(2.6);
        let bits = &self.layout.inked.bits;
        let side = row.area.h;
        let above = Rect {
            x: 0,
            y: row.area.y.saturating_sub(reach),
            w: bits.width(),
            h: row.area.y.min(reach).saturating_sub(side),
        };
        let below = Rect {
            x: 0,
            y: row.area.bottom() + side,
            w: bits.width(),
            h: reach,
        };
        bits.count(below) > 2 * bits.count(above)
    }

    /// Where no row was found, bars that lie, or a paper much taller than wide that is no letter.
    fn may_lie_on_its_side(&self) -> bool {
        let paper = self.layout.inked.paper;
        let lying = self
            .layout
            .patches
            .iter()
            .any(|patch| patch.texture == Texture::LyingBars);
        let (w, h) = (self.dpi.inches(paper.w), self.dpi.inches(paper.h));
        lying || h > 1.5 * w || w > 10.0
    }

    /// A MICR line has 8 characters to the inch, whatever the scanner says.
    fn estimate_by_micr(&mut self) {
        for guess in GUESSES {
            let Some(dpi) = Dpi::new(guess) else { continue };
            let rows = digit_rows(&self.layout.components, dpi);
            let Some(row) = rows.iter().find(|row| row.font == RowFont::Micr) else {
                continue;
            };
            let Some(exact) = Dpi::new(f64::from(row.pitch) * 8.0) else {
                continue;
            };
            let nearest = GUESSES
                .into_iter()
                .find(|guess| (guess / f64::from(exact.get()) - 1.0).abs() < 0.04);
            self.dpi = nearest.and_then(Dpi::new).unwrap_or(exact);
            self.layout.rows = rows;
            return;
        }
    }
}

/// Resolutions that document scanners make, the usual ones first.
const GUESSES: [f64; 6] = [200.0, 300.0, 150.0, 240.0, 400.0, 100.0];

/// The resolution at which the picture is as wide as a paper that comes in payment envelopes; 200 if none fits.
fn estimated_dpi(gray: &GrayImage) -> Dpi {
    /// A bill or coupon, a personal check, a money order or half-letter check.
    const WIDTHS: [f64; 3] = [8.5, 6.0, 8.0];
    let (w, h) = (f64::from(gray.width()), f64::from(gray.height()));
    let fits = |dpi: &f64| {
        WIDTHS
            .iter()
            .any(|inches| (w / dpi / inches - 1.0).abs() < 0.03 || (h / dpi / inches - 1.0).abs() < 0.03)
    };
    let dpi = GUESSES.into_iter().find(fits).unwrap_or(GUESSES[0]);
    Dpi::new(dpi).expect("every guess is a resolution")
}
