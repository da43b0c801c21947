//! The characters drawn in a weight of print, a width and a height.

use crate::evidence::micr_line::net::ALPHABET;
use crate::geometry::{f32_of, f64_of, index, round_u32};
use crate::micr::shapes::{GRID_ROWS, grid};
use std::sync::OnceLock;

/// How many kinds of characters there are.
pub(super) const KINDS: usize = ALPHABET.len();
/// A character's box in a strip: a little more than its seven modules by nine.
pub(in super::super) const BOX_W: usize = 18;
pub(super) const BOX_H: usize = 24;
/// Where a character's right edge lies in its box.
const RIGHT: f64 = 16.9;
/// Pixels of a strip to a cell of the grid, half a module.
const CELL: f64 = 1.125;
/// How much further than the grid the ink reaches, in cells: thin print, the standard's, ink that spread.
const WEIGHTS: [f64; 3] = [-0.35, 0.0, 0.45];
/// Widths of characters against the standard's.
const WIDTHS: [f64; 3] = [0.93, 1.0, 1.07];
/// Heights of characters against the standard's.
const HEIGHTS: [f64; 3] = [0.94, 1.0, 1.06];
/// Weights below this are left out of a template's taps: too little to tell anything.
const LEAST_TAP: f32 = 0.06;

/// Which of the weights, widths and heights.
#[derive(Clone, Copy, Debug)]
pub(super) struct Variant {
    weight: usize,
    width: usize,
    height: usize,
}

impl Variant {
    /// The standard's.
    pub(super) const USUAL: Variant = Variant {
        weight: 1,
        width: 1,
        height: 1,
    };

    /// In every weight, its own first.
    pub(super) fn weights(self) -> [Variant; 3] {
        [1, 0, 2].map(|weight| Variant { weight, ..self })
    }

    /// In every width.
    pub(super) fn widths(self) -> [Variant; 3] {
        [1, 0, 2].map(|width| Variant { width, ..self })
    }

    /// In every height.
    pub(super) fn heights(self) -> [Variant; 3] {
        [1, 0, 2].map(|height| Variant { height, ..self })
    }
}

/// A character's picture.
pub(super) struct Template {
    /// Its darkness, row by row of its box.
    pub(super) picture: [f32; BOX_W * BOX_H],
    /// Row, column and darkness of each pixel that has some.
    pub(super) taps: Vec<(usize, usize, f32)>,
    /// The sum of its squared darkness.
    pub(super) energy: f32,
}

/// All characters in one variant.
pub(super) struct Style {
    pub(super) templates: Vec<Template>,
    /// The squared difference of each two, laid over one another as well as they go.
    pub(super) difference: [[f32; KINDS]; KINDS],
}

static STYLES: [OnceLock<Style>; 27] = [const { OnceLock::new() }; 27];

impl Style {
    /// The characters of a variant, drawn when it is first asked for.
    pub(super) fn of(variant: Variant) -> &'static Style {
        let at = (variant.weight * 3 + variant.width) * 3 + variant.height;
        STYLES[at].get_or_init(|| Style::drawn(variant))
    }

    fn drawn(variant: Variant) -> Self {
        let templates: Vec<Template> = ALPHABET.iter().map(|&c| Template::drawn(c, variant)).collect();
        let mut difference = [[f32::MAX; KINDS]; KINDS];
        for (row, a) in difference.iter_mut().zip(&templates) {
            for (least, b) in row.iter_mut().zip(&templates) {
                *least = (0..5)
                    .map(|shift| a.difference(b, shift))
                    .fold(f32::MAX, f32::min)
                    .max(1.0);
            }
        }
        Style { templates, difference }
    }
}

impl Template {
    fn drawn(c: char, variant: Variant) -> Self {
        let sharp: Vec<f32> = (0..BOX_W * BOX_H)
            .map(|at| covered(c, variant, (at % BOX_W, at / BOX_W)))
            .collect();
        let picture = blurred(&sharp);
        let taps = picture.iter().enumerate().filter(|(_, dark)| **dark > LEAST_TAP);
        Template {
            taps: taps.map(|(at, &dark)| (at / BOX_W, at % BOX_W, dark)).collect(),
            energy: picture.iter().map(|dark| dark * dark).sum(),
            picture,
        }
    }

    /// The squared difference from another that is moved right by `shift` - 2 pixels.
    fn difference(&self, other: &Template, shift: usize) -> f32 {
        let row = |(a, b): (&[f32], &[f32])| -> f32 {
            let moved = |x: usize| {
                (x + 2)
                    .checked_sub(shift)
                    .and_then(|x| b.get(x))
                    .copied()
                    .unwrap_or(0.0)
            };
            a.iter().enumerate().map(|(x, a)| (a - moved(x)).powi(2)).sum()
        };
        self.picture
            .chunks_exact(BOX_W)
            .zip(other.picture.chunks_exact(BOX_W))
            .map(row)
            .sum()
    }
}

/// How much of a pixel of a character's box is ink.
fn covered(c: char, variant: Variant, (x, y): (usize, usize)) -> f32 {
    const PARTS: usize = 4;
    let (wide, high) = (CELL * WIDTHS[variant.width], CELL * HEIGHTS[variant.height]);
    let within = |part: usize| (f64_of(part) + 0.5) / f64_of(PARTS);
    let points = (0..PARTS * PARTS).map(|part| (within(part % PARTS), within(part / PARTS)));
    let inked = points.filter(|(dx, dy)| {
        let right = (RIGHT - f64_of(x) - dx) / wide;
        let down = (f64_of(y) + dy - f64_of(BOX_H) / 2.0) / high + f64_of(GRID_ROWS) / 2.0;
        spread(c, right, down, WEIGHTS[variant.weight])
    });
    f32_of(f64_of(inked.count()) / f64_of(PARTS * PARTS))
}

/// Whether there is ink so many cells left of a character's right edge and below its upper one, if its edges reach `weight` cells further.
fn spread(c: char, right: f64, down: f64, weight: f64) -> bool {
    let reach = weight.abs();
    let slant = reach * std::f64::consts::FRAC_1_SQRT_2;
    let around = [
        (0.0, 0.0),
        (reach, 0.0),
        (-reach, 0.0),
        (0.0, reach),
        (0.0, -reach),
        (slant, slant),
        (slant, -slant),
        (-slant, slant),
        (-slant, -slant),
    ];
    let mut inked = around.iter().map(|(dx, dy)| inked(c, right + dx, down + dy));
    if weight < 0.0 {
        inked.all(|ink| ink)
    } else {
        inked.any(|ink| ink)
    }
}

fn inked(c: char, right: f64, down: f64) -> bool {
    let Some(rows) = grid(c).filter(|_| right >= 0.0 && down >= 0.0) else {
        return false;
    };
    let whole = |value: f64| index(round_u32(value.floor()));
    let Some(row) = rows.get(whole(down)).map(|row| row.as_bytes()) else {
        return false;
    };
    row.len()
        .checked_sub(whole(right) + 1)
        .is_some_and(|column| row[column] == b'#')
}

/// What lens and scanner make of sharp edges: a blur of some two thirds of a pixel.
fn blurred(sharp: &[f32]) -> [f32; BOX_W * BOX_H] {
    const SIDE: f32 = 0.2;
    let along = |from: &[f32], step: usize| -> Vec<f32> {
        let near = |at: Option<usize>| at.and_then(|at| from.get(at)).copied().unwrap_or(0.0);
        let mixed = |at: usize| {
            (1.0 - 2.0 * SIDE) * from[at] + SIDE * (near(at.checked_sub(step)) + near(at.checked_add(step)))
        };
        (0..from.len()).map(mixed).collect()
    };
    let blurred = along(&along(sharp, 1), BOX_W);
    std::array::from_fn(|at| blurred[at])
}
