//! Rows of marks of one height at one pitch: where a scan line may be.

use super::marks::Mark;
use crate::geometry::{Dpi, f64_of, index, round_i32, round_u32};

/// Heights of an OCR-A digit, in inches: 0.094 by the standard, up to 0.13 where a 12 point font was used, and what blur adds or loss takes.
const HEIGHT: (f64, f64) = (0.065, 0.16);
/// Widths of a digit's mark, in inches; two digits that touch are wider and left out.
const WIDTH: (f64, f64) = (0.03, 0.125);
/// Distances of neighbouring digits, in inches: 0.1 by the standard.
const PITCH: (f64, f64) = (0.075, 0.15);
/// The steepest rows looked for, in degrees, and the step between the angles tried.
const STEEPEST: f64 = 8.0;
const STEP: f64 = 0.5;
/// Fewer separate marks than this share of the shortest code's digits are no line that could be read: every digit must be.
const SEPARATE: f64 = 0.55;
/// Nor are fewer than this: a grid cannot be laid through them.
const FEWEST: usize = 8;
/// A page with more digit-like marks than this is text throughout, and rows are looked for among the lowest of them only.
const MOST_MARKS: usize = 6000;
/// At most so many rows of a page are looked at closely.
const MOST_ROWS: usize = 6;

/// A row of digit-like marks: a straight line, the digits' height, and where the digits' centres lie along it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    /// A point of the middle line: the centre of digit 0 of the grid.
    pub(super) origin: (f64, f64),
    /// How far the middle line falls to the right, pixels for each pixel.
    pub(super) slope: f64,
    /// The digits' height in pixels.
    pub(super) height: f64,
    /// Distance from digit to digit along x, in pixels.
    pub(super) pitch: f64,
    /// Grid number of the last digit seen; the first is 0.
    pub(super) last: i32,
    /// How many marks lie on the grid.
    pub(super) marks: usize,
}

/// The most promising rows, best first, for codes of at least `shortest` digits.
pub(super) fn find(marks: &[Mark], dpi: Dpi, shortest: usize) -> Vec<Row> {
    let fewest = index(round_u32(SEPARATE * f64_of(shortest))).max(FEWEST);
    let inch = f64::from(dpi.get());
    let within = |value: f64, (least, most): (f64, f64)| value >= least * inch && value <= most * inch;
    let mut digits: Vec<Mark> = marks
        .iter()
        .copied()
        .filter(|mark| within(mark.height(), HEIGHT) && within(mark.width(), WIDTH))
        .collect();
    if digits.len() > MOST_MARKS {
        digits.sort_by(|a, b| b.bottom.total_cmp(&a.bottom));
        digits.truncate(MOST_MARKS);
    }
    let mut rows: Vec<Row> = peaks(&digits, inch)
        .iter()
        .filter_map(|peak| fit(&digits, peak, inch))
        .filter(|row| row.marks >= fewest)
        .collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.marks));
    rows.truncate(MOST_ROWS);
    rows
}

/// A line on which many marks have their middles: slope, height at x = 0, and how many.
#[derive(Clone, Copy)]
struct Peak {
    slope: f64,
    intercept: f64,
    votes: usize,
}

/// The lines on which many marks have their middles, at the angle at which the page's marks fall into lines best. One line gives one peak.
fn peaks(digits: &[Mark], inch: f64) -> Vec<Peak> {
    let steps = round_i32(STEEPEST / STEP);
    let slopes = (-steps..=steps).map(|step| (f64::from(step) * STEP).to_radians().tan());
    let at_angle = slopes.map(|slope| lines_at(digits, slope, inch));
    let order = |peaks: &Vec<Peak>| peaks.iter().map(|peak| peak.votes * peak.votes).sum::<usize>();
    at_angle.max_by_key(order).unwrap_or_default()
}

fn lines_at(digits: &[Mark], slope: f64, inch: f64) -> Vec<Peak> {
    let bin = 0.02 * inch;
    let mut heights: Vec<i32> = digits
        .iter()
        .map(|mark| {
            let (x, y) = mark.centre();
            round_i32((y - x * slope) / bin)
        })
        .collect();
    heights.sort_unstable();
    let mut peaks: Vec<Peak> = Vec::new();
    let mut from = 0;
    for to in 0..heights.len() {
        while heights[from] + 1 < heights[to] {
            from += 1;
        }
        let peak = Peak {
            slope,
            intercept: (f64::from(heights[from]) + 0.5) * bin,
            votes: to + 1 - from,
        };
        match peaks.last_mut() {
            Some(last) if peak.intercept - last.intercept < 2.5 * bin => {
                if peak.votes > last.votes {
                    *last = peak;
                }
            }
            _ => peaks.push(peak),
        }
    }
    peaks.retain(|peak| peak.votes >= FEWEST);
    peaks
}

/// Lays the line and the grid through the marks near a peak; `None` if they are not at one height and one pitch.
fn fit(digits: &[Mark], peak: &Peak, inch: f64) -> Option<Row> {
    let off = |mark: &Mark, slope: f64, intercept: f64| {
        let (x, y) = mark.centre();
        y - x * slope - intercept
    };
    let mut on: Vec<Mark> = digits
        .iter()
        .copied()
        .filter(|mark| off(mark, peak.slope, peak.intercept).abs() < 0.05 * inch)
        .collect();
    let mut heights: Vec<f64> = on.iter().map(Mark::height).collect();
    let height = median(&mut heights)?;
    on.retain(|mark| (mark.height() - height).abs() < 0.022 * inch);
    let (mut slope, mut intercept) = line(on.iter().map(Mark::centre))?;
    for limit in [0.03, 0.018] {
        on.retain(|mark| off(mark, slope, intercept).abs() < limit * inch);
        (slope, intercept) = line(on.iter().map(Mark::centre))?;
    }
    on.sort_by(|a, b| a.left.total_cmp(&b.left));
    let (start, pitch, last, count) = grid(&on, inch)?;
    Some(Row {
        origin: (start, start * slope + intercept),
        slope,
        height,
        pitch,
        last,
        marks: count,
    })
}

/// Start, pitch, last grid number and count of the longest chain of marks that stand on one grid.
fn grid(on: &[Mark], inch: f64) -> Option<(f64, f64, i32, usize)> {
    let centres: Vec<f64> = on.iter().map(|mark| mark.centre().0).collect();
    let mut gaps: Vec<f64> = centres
        .windows(2)
        .map(|pair| pair[1] - pair[0])
        .filter(|gap| (PITCH.0 * inch..=PITCH.1 * inch).contains(gap))
        .collect();
    let mut pitch = median(&mut gaps)?;
    let mut best: Vec<(f64, f64)> = Vec::new();
    let mut chain: Vec<(f64, f64)> = Vec::new();
    for &centre in &centres {
        let fits = chain.last().and_then(|&(number, x)| {
            let steps = (centre - x) / pitch;
            ((steps - steps.round()).abs() < 0.22 && (0.5..5.5).contains(&steps)).then(|| number + steps.round())
        });
        match fits {
            Some(number) => chain.push((number, centre)),
            None if chain.last().is_some_and(|&(_, x)| centre - x < 5.5 * pitch) => {}
            None => {
                chain.clear();
                chain.push((0.0, centre));
            }
        }
        if chain.len() > best.len() {
            best.clone_from(&chain);
        }
    }
    if best.len() < FEWEST {
        return None;
    }
    let mut start = 0.0;
    for limit in [0.3, 0.15] {
        (pitch, start) = line(best.iter().copied())?;
        best.retain(|&(number, x)| (x - start - number * pitch).abs() < limit * pitch);
        if best.len() < FEWEST {
            return None;
        }
    }
    (PITCH.0 * inch..=PITCH.1 * inch).contains(&pitch).then(|| {
        let first = best[0].0;
        let last = best[best.len() - 1].0;
        (start + first * pitch, pitch, round_i32(last - first), best.len())
    })
}

/// The middle value; sorts.
pub(super) fn median(values: &mut [f64]) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}

/// Slope and height at 0 of the straight line through points by least squares; `None` without two different x.
fn line(points: impl Iterator<Item = (f64, f64)> + Clone) -> Option<(f64, f64)> {
    let count = f64_of(points.clone().count());
    let (sx, sy) = points.clone().fold((0.0, 0.0), |(sx, sy), (x, y)| (sx + x, sy + y));
    let (mx, my) = (sx / count, sy / count);
    let (xx, xy) = points.fold((0.0, 0.0), |(xx, xy), (x, y)| {
        (xx + (x - mx) * (x - mx), xy + (x - mx) * (y - my))
    });
    (xx > 1.0).then(|| (xy / xx, my - mx * xy / xx))
}
