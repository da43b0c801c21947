//! Rows of evenly spaced digits: the MICR line of a check and the scan line of a coupon give a page's kind, its foot and its skew away.

use super::components::Component;
use crate::geometry::{Dpi, Rect, f32_of, f64_of};

/// A row of evenly spaced characters of one height.
#[derive(Clone, PartialEq, Debug)]
pub struct DigitRow {
    /// Which kind of characters.
    pub font: RowFont,
    /// The smallest rectangle around them.
    pub area: Rect,
    /// Characters in it.
    pub count: usize,
    /// The middle of the first character, in pixels of the page.
    pub first: (f32, f32),
    /// How high a character is, in pixels.
    pub height: f32,
    /// Pixels from one character to the next, along the page's rows.
    pub pitch: f32,
    /// How well they keep to their pitch, 0..=1. Proportional type reaches 0.5 by chance.
    pub evenness: f32,
    /// How far the row rises to the right, in degrees.
    pub skew: f32,
}

/// The two machine-read fonts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RowFont {
    /// E-13B (ISO 1004): between its digits stand symbols of small solid blocks.
    Micr,
    /// Digits only: the scan line of a coupon.
    ScanLine,
}

/// Heights of a row's characters in inches: E-13B is 0.117, OCR-A 0.094 to 0.12 as printed.
const HEIGHTS: (f64, f64) = (0.078, 0.136);
/// Their pitch in inches: E-13B 0.125, OCR-A 0.1 at its own size, and up to 0.13 where a biller spaces it.
const PITCHES: (f64, f64) = (0.088, 0.138);
/// Fewest digits of a row. A MICR line has 9 of routing and 5 or more of account.
const FEWEST: usize = 12;
/// Evenness a row must have. Measured: machine lines 0.9 and more, with specks 0.75; proportional type 0.55 at most.
const LEAST_EVENNESS: f32 = 0.68;
/// Fewest solid blocks of a MICR line: each of its two transit symbols has three.
const FEWEST_BLOCKS: usize = 4;

/// All rows of digits, best first.
pub fn digit_rows(components: &[Component], dpi: Dpi) -> Vec<DigitRow> {
    let (low, high) = (dpi.px(HEIGHTS.0), dpi.px(HEIGHTS.1));
    let widest = dpi.px(0.115);
    let mut digits: Vec<&Component> = components
        .iter()
        .filter(|c| (low..=high).contains(&c.area.h) && c.area.w <= widest)
        .collect();
    if digits.len() < FEWEST || digits.len() > 4_000 {
        return Vec::new();
    }
    digits.sort_by_key(|c| c.area.x);
    let mut rows: Vec<DigitRow> = chains(&digits, dpi)
        .into_iter()
        .filter(|chain| chain.len() >= FEWEST)
        .filter_map(|chain| measure(&chain, components, dpi))
        .filter(|row| row.evenness >= LEAST_EVENNESS)
        .collect();
    rows.sort_by(|a, b| strength(b).total_cmp(&strength(a)));
    rows
}

fn strength(row: &DigitRow) -> f64 {
    f64::from(row.evenness) * f64_of(row.count.min(30)).sqrt()
}

/// Chains of neighbours left to right: each digit goes to the chain whose last digit is nearest to it on the same line.
fn chains<'a>(digits: &[&'a Component], dpi: Dpi) -> Vec<Vec<&'a Component>> {
    let reach = dpi.px(0.75);
    let mut chains: Vec<Vec<&Component>> = Vec::new();
    for &digit in digits {
        let fits = |chain: &&mut Vec<&Component>| {
            let last = chain[chain.len() - 1];
            let gap = digit.area.x.saturating_sub(last.area.x);
            // Up to 7 degrees of skew, and a little for ragged pieces.
            let rise = digit.area.bottom().abs_diff(last.area.bottom());
            gap <= reach && rise <= dpi.px(0.018) + gap / 8
        };
        let nearest = chains.iter_mut().filter(fits).min_by_key(|chain| {
            let last = chain[chain.len() - 1];
            digit.area.bottom().abs_diff(last.area.bottom()) * 4 + digit.area.x.saturating_sub(last.area.x)
        });
        match nearest {
            Some(chain) => chain.push(digit),
            None => chains.push(vec![digit]),
        }
    }
    chains
}

/// Fits line and pitch to a chain, and looks for symbols between its digits.
fn measure(chain: &[&Component], all: &[Component], dpi: Dpi) -> Option<DigitRow> {
    let points: Vec<(f64, f64)> = chain
        .iter()
        .map(|c| (f64::from(c.area.x), f64::from(c.area.bottom())))
        .collect();
    let slope = median_slope(&points)?;
    let offset = median(points.iter().map(|(x, y)| y - slope * x).collect());
    let foot = |c: &Component| f64::from(c.area.bottom()) - offset - slope * f64::from(c.area.x);
    let kept: Vec<&Component> = chain
        .iter()
        .filter(|c| foot(c).abs() <= f64::from(dpi.px(0.02)))
        .copied()
        .collect();
    if kept.len() < FEWEST {
        return None;
    }
    let stretch = (1.0 + slope * slope).sqrt();
    let rights: Vec<f64> = kept.iter().map(|c| f64::from(c.area.right()) * stretch).collect();
    let middles: Vec<f64> = kept
        .iter()
        .map(|c| (f64::from(c.area.x) + f64::from(c.area.w) / 2.0) * stretch)
        .collect();
    let usual = median(middles.windows(2).map(|pair| pair[1] - pair[0]).collect());
    if !(PITCHES.0..=PITCHES.1).contains(&(usual / f64::from(dpi.get()))) {
        return None;
    }
    // E-13B characters stand flush right in their cells, OCR-A in the middle.
    let (evenness, pitch) = (-16..=16)
        .map(|step| usual * (1.0 + f64::from(step) * 0.004))
        .map(|pitch| (coherence(&rights, pitch).max(coherence(&middles, pitch)), pitch))
        .max_by(|a, b| a.0.total_cmp(&b.0))?;
    let area = kept.iter().fold(Rect::default(), |all, c| all.union(c.area));
    let height = f64::from(kept[kept.len() / 2].area.h);
    let blocks = all
        .iter()
        .filter(|c| is_block(c, height) && (-height..=2.0).contains(&foot(c)) && near(c, area, dpi))
        .count();
    let font = if blocks >= FEWEST_BLOCKS {
        RowFont::Micr
    } else {
        RowFont::ScanLine
    };
    let first = kept[0].area;
    let middle = |start: u32, length: u32| f32_of(f64::from(start) + f64::from(length) / 2.0);
    Some(DigitRow {
        font,
        area,
        count: kept.len(),
        first: (middle(first.x, first.w), middle(first.y, first.h)),
        height: f32_of(height),
        pitch: f32_of(pitch / stretch),
        evenness: f32_of(evenness),
        skew: f32_of(-slope.atan().to_degrees()),
    })
}

/// A solid block of a transit, amount or on-us symbol: a quarter to three quarters of a digit's height, nearly full of ink.
fn is_block(c: &Component, height: f64) -> bool {
    let (w, h) = (f64::from(c.area.w), f64::from(c.area.h));
    (0.22 * height..=0.78 * height).contains(&h)
        && w >= 0.08 * height
        && w <= 0.45 * height
        && f64::from(c.ink) >= 0.72 * w * h
}

fn near(c: &Component, row: Rect, dpi: Dpi) -> bool {
    c.area.right() + dpi.px(0.5) >= row.x && c.area.x <= row.right() + dpi.px(0.5)
}

/// How well places keep to a pitch: the length of the mean of their phases.
fn coherence(places: &[f64], pitch: f64) -> f64 {
    let (mut sin, mut cos) = (0.0, 0.0);
    for place in places {
        let (s, c) = (place / pitch * std::f64::consts::TAU).sin_cos();
        sin += s;
        cos += c;
    }
    sin.hypot(cos) / f64_of(places.len())
}

/// The median slope between points some way apart.
fn median_slope(points: &[(f64, f64)]) -> Option<f64> {
    let half = points.len() / 2;
    let slopes: Vec<f64> = (0..points.len() - half)
        .map(|i| (points[i], points[i + half]))
        .filter(|(a, b)| b.0 > a.0)
        .map(|(a, b)| (b.1 - a.1) / (b.0 - a.0))
        .collect();
    (!slopes.is_empty()).then(|| median(slopes))
}

fn median(mut values: Vec<f64>) -> f64 {
    let middle = values.len() / 2;
    let (_, median, _) = values.select_nth_unstable_by(middle, f64::total_cmp);
    *median
}
