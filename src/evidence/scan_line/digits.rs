//! Which digit a cell shows.

use super::shapes::{Style, Template};
use super::strip::{Strip, Window};
use crate::geometry::{f32_of, f64_of};
use std::sync::LazyLock;

/// How much worse the next digit explains a cell than the best (see [`Cell::lead`]): no evidence yet, and full evidence. Of 1,400 cells
/// misread on 1,300 badly damaged lines the surest reached 1.35; half way, at 1.40, is where [`super::ACCEPT`] lies.
const LEAD: (f32, f32) = (1.12, 1.68);
/// A cell so much less like its digit than the line's middle cell is damaged. Noise and blur lower the likeness of all.
const BELOW_OTHERS: f32 = 0.16;
/// A damaged cell is at most so sure: less than [`super::ACCEPT`].
const DAMAGED: f32 = 0.4;
/// A cell less like its digit than this (correlation with the template, -1 to 1) is none.
const LEAST_LIKE: f32 = 0.55;
/// A row whose digits are on average less like their templates than this in the first style is not OCR-A in any other either.
const HOPELESS: f32 = 0.42;
/// What never can be explained of a cell, as a share of its variance: keeps the lead of a perfect cell finite.
const UNEXPLAINED: f32 = 0.02;
/// From this average likeness on, no other printing style is tried.
const WELL_LIKE: f32 = 0.88;

/// A digit may stand so many pixels beside its place on the grid.
const SLACK_X: i32 = 2;

/// What stands in a cell.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cell {
    /// The digit it is most like.
    pub(super) digit: u8,
    /// How like.
    pub(super) likeness: f32,
    /// How many times more of the cell the next digit leaves unexplained: 1 is no lead.
    pub(super) lead: f32,
}

impl Cell {
    /// How sure its digit is, 0 to 1, on a line whose middle cell is so like its digit as `usual`.
    pub(super) fn certainty(&self, usual: f32) -> f32 {
        if self.likeness < LEAST_LIKE {
            return 0.0;
        }
        let most = if self.likeness < usual - BELOW_OTHERS {
            DAMAGED
        } else {
            1.0
        };
        ((self.lead - LEAD.0) / (LEAD.1 - LEAD.0)).clamp(0.0, most)
    }
}

/// The usual style first: weight as a share of the height, width against the standard's.
static STYLES: LazyLock<Vec<Style>> = LazyLock::new(|| {
    [
        (0.13, 1.0),
        (0.18, 1.0),
        (0.09, 1.0),
        (0.13, 0.87),
        (0.13, 0.78),
        (0.18, 0.87),
    ]
    .map(|(weight, width)| Style::drawn(weight, width))
    .into()
});

/// Whether a row's cells, on average, are like no digit of the usual style at all: other text.
pub(super) fn hopeless(strip: &Strip, numbers: &[i32]) -> bool {
    mean_likeness(strip, numbers, &STYLES[0]) < HOPELESS
}

/// The style in which the digits of a row are printed, judged by a few of its cells; `None` if they are no OCR-A digits.
pub(super) fn style(strip: &Strip, numbers: &[i32]) -> Option<&'static Style> {
    let mut best: (f32, &'static Style) = (-1.0, &STYLES[0]);
    for style in STYLES.iter() {
        let mean = mean_likeness(strip, numbers, style);
        if mean > best.0 {
            best = (mean, style);
        }
        if mean > WELL_LIKE {
            break;
        }
    }
    (best.0 >= LEAST_LIKE).then_some(best.1)
}

fn mean_likeness(strip: &Strip, numbers: &[i32], style: &Style) -> f32 {
    let cells = numbers.iter().filter_map(|&number| read(strip, number, style));
    let (sum, count) = cells.fold((0.0, 0_u16), |(sum, count), cell| (sum + cell.likeness, count + 1));
    sum / f32::from(count.max(1))
}

/// Compares a cell with the ten digits, moved by up to two pixels across and one down; `None` outside the strip.
pub(super) fn read(strip: &Strip, number: i32, style: &Style) -> Option<Cell> {
    let mut likeness = [-1.0_f32; 10];
    let mut compare = |dx: i32, dy: i32| -> f32 {
        let Some(window) = strip.window(number, dx, dy) else {
            return -1.0;
        };
        let length = spread(&window).max(1e-3);
        let mut here = -1.0_f32;
        for (best, template) in likeness.iter_mut().zip(&style.digits) {
            let like = product(&window, template) / length;
            *best = best.max(like);
            here = here.max(like);
        }
        here
    };
    let across = (-SLACK_X..=SLACK_X).map(|dx| (dx, compare(dx, 0)));
    let (dx, _) = across.max_by(|a, b| a.1.total_cmp(&b.1))?;
    for dy in [-1, 1] {
        for dx in dx - 1..=dx + 1 {
            compare(dx, dy);
        }
    }
    let mut order: [u8; 10] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
    order.sort_by(|&a, &b| likeness[usize::from(b)].total_cmp(&likeness[usize::from(a)]));
    let like = |rank: usize| likeness[usize::from(order[rank])];
    Some(Cell {
        digit: order[0],
        likeness: like(0),
        lead: unexplained(like(1)) / (unexplained(like(0)) + UNEXPLAINED),
    })
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
