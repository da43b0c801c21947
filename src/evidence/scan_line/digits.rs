//! Which digit a cell shows.

use super::shapes::{Style, Template};
use super::strip::{Strip, Window};
use crate::geometry::{f32_of, f64_of};
use std::sync::LazyLock;

/// Likeness (correlation of a cell with a template, -1 to 1) that is no evidence yet, and that which is full evidence.
const LIKENESS: (f32, f32) = (0.70, 0.90);
/// Lead in likeness over the next digit that is no evidence yet, and that which is full evidence.
const LEAD: (f32, f32) = (0.05, 0.20);
/// A row whose digits are on average less like their templates than this is not OCR-A.
const LEAST_LIKE: f32 = 0.6;
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
    /// How much more than the next digit.
    pub(super) lead: f32,
}

impl Cell {
    /// How sure its digit is, 0 to 1.
    pub(super) fn certainty(&self) -> f32 {
        let share = |value: f32, (none, full): (f32, f32)| ((value - none) / (full - none)).clamp(0.0, 1.0);
        share(self.likeness, LIKENESS).min(share(self.lead, LEAD))
    }
}

/// The usual style first: weight as a share of the height, width against the standard's.
static STYLES: LazyLock<Vec<Style>> = LazyLock::new(|| {
    [(0.13, 1.0), (0.18, 1.0), (0.09, 1.0), (0.13, 0.86), (0.18, 0.86)]
        .map(|(weight, width)| Style::drawn(weight, width))
        .into()
});

/// The style in which the digits of a row are printed, judged by a few of its cells; `None` if they are no OCR-A digits.
pub(super) fn style(strip: &Strip, numbers: &[i32]) -> Option<&'static Style> {
    let mut best: Option<(f32, &'static Style)> = None;
    for style in STYLES.iter() {
        let (sum, count) = numbers
            .iter()
            .filter_map(|&number| read(strip, number, style))
            .fold((0.0, 0_usize), |(sum, count), cell| (sum + cell.likeness, count + 1));
        if count == 0 {
            return None;
        }
        let mean = sum / f32_of(f64_of(count));
        if best.is_none_or(|(least, _)| mean > least) {
            best = Some((mean, style));
        }
        if mean > WELL_LIKE || mean < LEAST_LIKE {
            break;
        }
    }
    best.filter(|&(mean, _)| mean >= LEAST_LIKE).map(|(_, style)| style)
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
        lead: like(0) - like(1),
    })
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
