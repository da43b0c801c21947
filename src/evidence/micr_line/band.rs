//! Where on a page the MICR line may lie.

use super::strip::{ROWS, Strip};
use super::templates::{BOX_W, Glyphs};
use crate::evidence::scan_line::marks::{Coarse, Mark};
use crate::evidence::straight::{Slanted, cut};
use crate::geometry::{Rect, f64_of, round_u32};
use crate::page::Page;
use crate::page::rows::{DigitRow, RowFont};
use image::GrayImage;

/// A module of the standard, in inches.
const MODULE: f64 = 0.013;
/// Pitch in modules: an eighth of an inch.
const PITCH_MODULES: f64 = 0.125 / MODULE;
/// Pixels of a strip for a module. The net was trained at this scale.
pub(super) const SCALE: f64 = 2.25;
/// How far a row's pitch may be from an eighth of an inch: stretched scans and printers reach 4 %.
const PITCH_OFF: f64 = 0.06;
/// Bands nearer than this, in modules, are one.
const NEAR: f64 = 2.0;
/// Bands looked for by their marks alone that are read, of each darkness.
const MOST_SOUGHT: usize = 3;

/// A band of a page, as high as its characters: a straight line through their middle.
#[derive(Clone, Copy, Debug)]
pub(super) struct Band {
    /// Where the middle line begins: page pixels.
    left: f64,
    middle: f64,
    /// Its fall to the right, as a slope.
    slope: f64,
    /// Page pixels along it.
    length: f64,
    /// Page pixels to a module.
    module: f64,
}

/// Every band that may hold the line, likeliest first. Made as they are asked for: most pages need only the first.
pub(super) fn candidates(page: &Page) -> impl Iterator<Item = Band> {
    let rows = page.layout.rows.iter();
    let micr = rows.clone().filter(|row| row.font == RowFont::Micr);
    let other = rows.filter(|row| row.font != RowFont::Micr && is_pitched(row, page));
    let of_rows = micr.chain(other).map(|row| Band::of_row(row, page));
    of_rows.chain(std::iter::once_with(|| sought(page)).flatten())
}

fn is_pitched(row: &DigitRow, page: &Page) -> bool {
    let pitch = f64::from(row.pitch) / f64::from(page.dpi.get());
    (pitch / 0.125 - 1.0).abs() <= PITCH_OFF
}

impl Band {
    fn of_row(row: &DigitRow, page: &Page) -> Self {
        let slope = -f64::from(row.skew).to_radians().tan();
        let pitch = f64::from(row.pitch) * slope.hypot(1.0);
        let through = (f64::from(row.first.0), f64::from(row.first.1));
        Band::through(page, through, slope, pitch / PITCH_MODULES)
    }

    /// Over the whole paper.
    fn through(page: &Page, at: (f64, f64), slope: f64, module: f64) -> Self {
        let paper = page.layout.inked.paper;
        let left = f64::from(paper.x);
        Band {
            left,
            middle: at.1 + (left - at.0) * slope,
            slope,
            length: f64::from(paper.w) * slope.hypot(1.0),
            module,
        }
    }

    /// The cosine and sine of its fall.
    fn along(&self) -> (f64, f64) {
        let length = self.slope.hypot(1.0);
        (1.0 / length, self.slope / length)
    }

    /// Strip pixels for one of the page's.
    fn scale(&self) -> f64 {
        SCALE / self.module
    }

    /// Cut out of the page, so many strip pixels high.
    pub(super) fn cut(&self, page: &GrayImage, rows: usize) -> GrayImage {
        let place = Slanted {
            left: self.left,
            middle: self.middle,
            along: self.along(),
            width: self.length,
            height: f64_of(rows) / self.scale(),
        };
        cut(page, &place, self.scale())
    }

    /// Moved and tilted to where the ink lies; `None` where there is none.
    pub(super) fn refined(&self, page: &GrayImage) -> Option<Self> {
        let tall = Strip::of(self.cut(page, TALL))?;
        let (left, right) = tall.tilt()?;
        let down = left / self.scale();
        let slope = self.slope + (right - left) / self.scale() / self.length;
        Some(Band {
            middle: self.middle + down,
            slope,
            ..*self
        })
    }

    /// Whether it lies where another does: it would be read alike.
    pub(super) fn is_near(&self, other: &Band) -> bool {
        let apart = |x: f64| (self.middle + self.slope * x - other.middle - other.slope * x).abs();
        apart(0.0).max(apart(self.length)) < NEAR * self.module
    }

    /// The rectangle on the page around the characters.
    pub(super) fn region(&self, strip: &Strip, glyphs: &Glyphs, (width, height): (u32, u32)) -> Rect {
        let (first, last) = glyphs.span();
        let ends = [first, (last + BOX_W).min(strip.width)].map(|column| {
            let (cos, sin) = self.along();
            let along = f64_of(column) / self.scale();
            (self.left + along * cos, self.middle + along * sin)
        });
        let half = 5.0 * self.module;
        let low = |a: f64, b: f64| round_u32(a.min(b).max(0.0));
        let (x, y) = (
            low(ends[0].0, ends[1].0).min(width),
            low(ends[0].1 - half, ends[1].1 - half).min(height),
        );
        let right = round_u32(ends[1].0.max(0.0)).clamp(x, width);
        let bottom = round_u32(ends[0].1.max(ends[1].1) + half).clamp(y, height);
        Rect {
            x,
            y,
            w: right - x,
            h: bottom - y,
        }
    }
}

/// Rows of the strip in which the line is looked for: it may lie 7 modules off.
const TALL: usize = ROWS + 24;

/// Slopes that are tried, as multiples of [`SLOPE_STEP`]: 6 degrees either way.
const SLOPES: i32 = 35;
const SLOPE_STEP: f64 = 0.003;
/// Fewest marks in a row.
const FEWEST_MARKS: usize = 6;
/// Marks are darker than this share of the paper around them; the next is tried where the one before led to no line.
const DARKER: [f32; 3] = [0.78, 0.9, 0.6];

/// Bands by marks alone, for lines of which too little is whole to make a row of digits.
fn sought(page: &Page) -> impl Iterator<Item = Band> {
    let coarse = Coarse::of(&page.gray, page.dpi);
    DARKER.into_iter().flat_map(move |share| {
        coarse
            .as_ref()
            .map_or_else(Vec::new, |coarse| rows_of(page, &coarse.marks(share)))
    })
}

/// The bands with the most marks of a digit's height on one line and at its pitch.
fn rows_of(page: &Page, marks: &[Mark]) -> Vec<Band> {
    let module = MODULE * f64::from(page.dpi.get());
    let marks: Vec<&Mark> = marks
        .iter()
        .filter(|mark| is_digit(mark, module))
        .take(MOST_MARKS)
        .collect();
    let mut lines: Vec<(f64, f64, f64)> = Vec::new();
    for step in -SLOPES..=SLOPES {
        let slope = f64::from(step) * SLOPE_STEP;
        let mut feet: Vec<(f64, &Mark)> = marks.iter().map(|mark| (foot(mark, slope), *mark)).collect();
        feet.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut from = 0;
        for to in 0..feet.len() {
            while feet[to].0 - feet[from].0 > module {
                from += 1;
            }
            let next = feet.get(to + 1).map_or(f64::MAX, |next| next.0);
            let full = next - feet[from].0 > module;
            if full && to + 1 - from >= FEWEST_MARKS {
                let strength = evenness(&feet[from..=to], module * PITCH_MODULES);
                lines.push((strength, slope, feet[usize::midpoint(from, to)].0));
            }
        }
    }
    lines.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut bands: Vec<Band> = Vec::new();
    for (_, slope, foot) in lines {
        if bands.len() >= MOST_SOUGHT {
            break;
        }
        let band = Band::through(page, (0.0, foot - 4.5 * module), slope, module);
        let middle = |band: &Band| band.middle + band.slope * band.length / 2.0;
        if bands
            .iter()
            .all(|other| (middle(other) - middle(&band)).abs() > 6.0 * module)
        {
            bands.push(band);
        }
    }
    bands
}

/// More marks of a digit's size than this are a page full of print.
const MOST_MARKS: usize = 3_000;

/// As high as a digit, no wider; seen coarsely, and blurred.
fn is_digit(mark: &Mark, module: f64) -> bool {
    (6.5..=11.8).contains(&(mark.height() / module)) && (1.5..=9.5).contains(&(mark.width() / module))
}

/// The height at which a line through a mark's foot meets the page's left edge.
fn foot(mark: &Mark, slope: f64) -> f64 {
    mark.bottom - slope * mark.centre().0
}

/// Marks that keep to the pitch: their number, less as their right edges lie out of step.
fn evenness(marks: &[(f64, &Mark)], pitch: f64) -> f64 {
    let (mut sin, mut cos) = (0.0, 0.0);
    for (_, mark) in marks {
        let (s, c) = (mark.right / pitch * std::f64::consts::TAU).sin_cos();
        sin += s;
        cos += c;
    }
    sin.hypot(cos) + 0.3 * f64_of(marks.len())
}
