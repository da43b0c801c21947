//! Which digit a cell shows.

use super::rows::median;
use super::shapes::{Style, Template};
use super::strip::{Strip, Window};
use crate::geometry::{f32_of, f64_of};
use std::sync::LazyLock;

/// How much worse the next digit explains a cell than the best (see [`Cell::lead`]): no evidence yet, and full evidence. Of 1,400 cells
/// misread on 1,300 badly damaged lines the surest reached 1.35; half way, at 1.40, is where [`super::ACCEPT`] lies.
const LEAD: (f32, f32) = (1.12, 1.68);
/// A cell so much less like its digit than the line's middle cell is damaged. Noise and blur lower the likeness of all.
const BELOW_OTHERS: f32 = 0.16;
/// Darkness (1 is ink) in the same row of the gaps before and after a cell from which on something crosses it. Bold print, blurred, comes
/// to 0.6.
const CROSSED: f32 = 0.65;
/// A damaged cell is at most so sure: less than [`super::ACCEPT`].
const DAMAGED: f32 = 0.4;
/// A cell less like its digit than this (correlation with the template, -1 to 1) is none.
const LEAST_LIKE: f32 = 0.55;
/// A row whose middle digit is less like its template than this in one style is not OCR-A in any other either.
const HOPELESS: f64 = 0.45;
/// What never can be explained of a cell, as a share of its variance: keeps the lead of a perfect cell finite.
const UNEXPLAINED: f32 = 0.02;
/// A row whose middle digit is less like its template than this in the best style is not OCR-A, or not to be read.
const OCR_A: f64 = 0.68;
/// From this likeness of the middle cell on, no other printing style is tried.
const WELL_LIKE: f64 = 0.955;

/// What stands in a cell.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cell {
    /// The digit it is most like.
    pub(super) digit: u8,
    /// How like.
    pub(super) likeness: f32,
    /// How many times more of the cell the next digit leaves unexplained: 1 is no lead.
    pub(super) lead: f32,
    /// Something runs through it and through the gaps on both its sides.
    crossed: bool,
}

impl Cell {
    /// How sure its digit is, 0 to 1, on a line whose middle cell is so like its digit as `usual`.
    pub(super) fn certainty(&self, usual: f32) -> f32 {
        if self.likeness < LEAST_LIKE {
            return 0.0;
        }
        let damaged = self.crossed || self.likeness < usual - BELOW_OTHERS;
        let most = if damaged { DAMAGED } else { 1.0 };
        ((self.lead - LEAD.0) / (LEAD.1 - LEAD.0)).clamp(0.0, most)
    }
}

/// The usual style first: weight as a share of the height, width against the standard's.
static STYLES: LazyLock<Vec<Style>> = LazyLock::new(|| {
    [(0.16, 0.95), (0.12, 0.95), (0.2, 0.95), (0.14, 0.85), (0.15, 0.77)]
        .map(|(weight, width)| Style::drawn(weight, width))
        .into()
});

/// The style in which a row is printed, judged by a few of its cells; `None` if they are no OCR-A digits.
///
/// A gap or a blot among them does no harm; where more is damaged the line cannot be read anyway.
pub(super) fn style(probe: &Strip) -> Option<&'static Style> {
    let mut best: Option<(f64, &'static Style)> = None;
    for style in STYLES.iter() {
        let cells = probe.numbers().filter_map(|number| read(probe, number, style));
        let middle = median(&mut cells.map(|cell| f64::from(cell.likeness)).collect::<Vec<_>>())?;
        if middle < HOPELESS {
            return None;
        }
        if best.is_none_or(|(most, _)| middle > most) {
            best = Some((middle, style));
        }
        if middle > WELL_LIKE {
            break;
        }
    }
    best.filter(|&(most, _)| most >= OCR_A).map(|(_, style)| style)
}

/// Compares a cell with the ten digits, moved by up to two pixels across and one down; `None` outside the strip.
pub(super) fn read(strip: &Strip, number: i32, style: &Style) -> Option<Cell> {
    strip.window(number, 0, 0)?;
    let mut table = Shifts([[[-1.0; 10]; ACROSS]; 3]);
    let best = (0..ACROSS)
        .map(|dx| (dx, table.compare(strip, number, style, (dx, 1))))
        .max_by(|a, b| a.1.total_cmp(&b.1))?
        .0;
    for dy in [0, 2] {
        for dx in best.saturating_sub(1)..(best + 2).min(ACROSS) {
            table.compare(strip, number, style, (dx, dy));
        }
    }
    let likeness: [f32; 10] = std::array::from_fn(|digit| table.peak(digit));
    let mut order: [u8; 10] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
    order.sort_by(|&a, &b| likeness[usize::from(b)].total_cmp(&likeness[usize::from(a)]));
    let like = |rank: usize| likeness[usize::from(order[rank])];
    Some(Cell {
        digit: order[0],
        likeness: like(0),
        lead: unexplained(like(1)) / (unexplained(like(0)) + UNEXPLAINED),
        crossed: strip.crossed(number) > CROSSED,
    })
}

/// How many places across a digit is looked for at: its own, and two pixels to either side.
const ACROSS: usize = 5;

/// The likeness of a cell to each digit, moved down by -1, 0, 1 and across by -2 to 2 pixels; -1 where it was not compared.
struct Shifts([[[f32; 10]; ACROSS]; 3]);

impl Shifts {
    /// Compares the cell moved by `dx` - 2, `dy` - 1; the best likeness.
    fn compare(&mut self, strip: &Strip, number: i32, style: &Style, (dx, dy): (usize, usize)) -> f32 {
        let offset = |value: usize, middle: i32| i32::try_from(value).map_or(0, |value| value - middle);
        let Some(window) = strip.window(number, offset(dx, 2), offset(dy, 1)) else {
            return -1.0;
        };
        let length = spread(&window).max(1e-3);
        let likeness = &mut self.0[dy][dx];
        for (like, template) in likeness.iter_mut().zip(&style.digits) {
            *like = product(&window, template) / length;
        }
        likeness.iter().copied().fold(-1.0, f32::max)
    }

    /// The likeness to `digit` where it is greatest, between the pixels too.
    fn peak(&self, digit: usize) -> f32 {
        let mut best = (-1.0, 0, 0);
        for (dy, row) in self.0.iter().enumerate() {
            for (dx, likeness) in row.iter().enumerate() {
                if likeness[digit] > best.0 {
                    best = (likeness[digit], dx, dy);
                }
            }
        }
        let (most, dx, dy) = best;
        let at = |dx: usize, dy: usize| {
            let value = self.0.get(dy)?.get(dx)?[digit];
            (value > -1.0).then_some(value)
        };
        let across = (at(dx.wrapping_sub(1), dy), at(dx + 1, dy));
        let down = (at(dx, dy.wrapping_sub(1)), at(dx, dy + 1));
        (most + above(most, across) + above(most, down)).min(1.0)
    }
}

/// How far the parabola through a peak and its neighbours rises above the peak.
fn above(peak: f32, neighbours: (Option<f32>, Option<f32>)) -> f32 {
    let (Some(before), Some(after)) = neighbours else {
        return 0.0;
    };
    let bend = 2.0 * peak - before - after;
    if bend > 1e-4 {
        (after - before) * (after - before) / (8.0 * bend)
    } else {
        0.0
    }
}

/// The share of a cell's variance that a template so like it leaves over.
fn unexplained(likeness: f32) -> f32 {
    1.0 - likeness * likeness.abs()
}

/// Mean darkness of a cell; `None` outside the strip.
pub(super) fn ink(strip: &Strip, number: i32) -> Option<f32> {
    let window = strip.window(number, 0, 0)?;
    Some(window.iter().sum::<f32>() / f32_of(f64_of(window.len())))
}

/// Length of the window's values about their mean.
fn spread(window: &Window) -> f32 {
    let (mut sums, mut squares) = ([0.0_f32; 8], [0.0_f32; 8]);
    for part in window.chunks_exact(8) {
        for i in 0..8 {
            sums[i] += part[i];
            squares[i] += part[i] * part[i];
        }
    }
    let sum: f32 = sums.iter().sum();
    let square: f32 = squares.iter().sum();
    (square - sum * sum / f32_of(f64_of(window.len()))).max(0.0).sqrt()
}

/// The template has mean 0, so the window's mean does not count.
fn product(window: &Window, template: &Template) -> f32 {
    let mut sums = [0.0_f32; 8];
    for (a, b) in window.chunks_exact(8).zip(template.values.chunks_exact(8)) {
        for i in 0..8 {
            sums[i] += a[i] * b[i];
        }
    }
    sums.iter().sum()
}
