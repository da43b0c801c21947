//! The ten OCR-A digits as strokes, and the templates drawn from them.
//!
//! The strokes follow the character shapes of ANSI X3.17 / ISO 1073-1 (OCR-A): every digit is a path of even stroke width in a box
//! 0.585 as wide as high. They are stated as centre lines, so that a template of any weight can be drawn.

use crate::geometry::{f32_of, f64_of};

/// Pixels of a cell image: a digit of 16 pixels' height with a margin of 2 around it, a little more at the sides.
pub(super) const CELL_W: usize = 14;
/// See [`CELL_W`].
pub(super) const CELL_H: usize = 20;
/// Height of a digit, outer edge to outer edge, in pixels of the cell image.
pub(super) const DIGIT_H: f64 = 16.0;
/// Width of a digit's box between centre lines, as a share of its height between centre lines.
const ASPECT: f64 = 0.585;
/// Blur of the templates, standard deviation in cell pixels: a middling scan.
const BLUR: f64 = 0.6;

type Path = &'static [(f64, f64)];

/// Centre lines: (0, 0) is the upper left corner of the digit's box, (1, 1) the lower right.
const STROKES: [&[Path]; 10] = [
    &[&[(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (0.0, 0.0)]],
    &[
        &[(0.0, 0.0), (0.53, 0.0), (0.53, 1.0)],
        &[(0.0, 1.0), (1.0, 1.0), (1.0, 0.62)],
    ],
    &[&[(0.0, 0.0), (1.0, 0.0), (1.0, 0.51), (0.0, 0.51), (0.0, 1.0), (1.0, 1.0)]],
    &[
        &[
            (0.0, 0.0),
            (1.0, 0.0),
            (1.0, 0.42),
            (0.92, 0.5),
            (1.0, 0.58),
            (1.0, 1.0),
            (0.0, 1.0),
        ],
        &[(0.2, 0.5), (0.92, 0.5)],
    ],
    &[&[(0.1, 0.0), (0.1, 0.63), (0.95, 0.63)], &[(0.86, 0.17), (0.86, 1.0)]],
    &[&[
        (1.0, 0.0),
        (0.26, 0.0),
        (0.26, 0.51),
        (0.92, 0.51),
        (1.0, 0.57),
        (1.0, 0.93),
        (0.92, 1.0),
        (0.35, 1.0),
        (0.03, 0.9),
    ]],
    &[&[
        (0.15, 0.02),
        (0.03, 0.02),
        (0.03, 1.0),
        (1.0, 1.0),
        (1.0, 0.63),
        (0.03, 0.63),
    ]],
    &[&[
        (0.02, 0.1),
        (0.02, 0.0),
        (1.0, 0.0),
        (1.0, 0.36),
        (0.53, 0.62),
        (0.53, 1.0),
    ]],
    &[
        &[(0.26, 0.51), (0.26, 0.0), (0.79, 0.0), (0.79, 0.51)],
        &[(0.0, 0.51), (1.0, 0.51), (1.0, 1.0), (0.0, 1.0), (0.0, 0.51)],
    ],
    &[&[(0.9, 0.98), (1.0, 0.98), (1.0, 0.0), (0.0, 0.0), (0.0, 0.4), (1.0, 0.4)]],
];

/// A digit's picture: `CELL_W` x `CELL_H` values in rows, mean 0, length 1.
#[derive(Clone, Debug)]
pub(super) struct Template {
    pub(super) values: [f32; CELL_W * CELL_H],
}

/// One way to print the digits.
#[derive(Clone, Debug)]
pub(super) struct Style {
    /// The digits 0 to 9.
    pub(super) digits: [Template; 10],
}

impl Style {
    /// Draws the digits with a stroke of `weight` (share of the digit's height) and a box `width` times the standard's.
    pub(super) fn drawn(weight: f64, width: f64) -> Self {
        Style {
            digits: std::array::from_fn(|digit| {
                let mut values = [0.0; CELL_W * CELL_H];
                for (i, value) in values.iter_mut().enumerate() {
                    let (x, y) = (f64_of(i % CELL_W), f64_of(i / CELL_W));
                    let middle = (f64_of(CELL_W - 1) / 2.0, f64_of(CELL_H - 1) / 2.0);
                    *value = f32_of(ink(
                        digit,
                        weight,
                        width,
                        ((x - middle.0) / DIGIT_H, (y - middle.1) / DIGIT_H),
                        BLUR / DIGIT_H,
                    ));
                }
                normalise(&mut values);
                Template { values }
            }),
        }
    }
}

/// How dark digit `digit` is (0 to 1) at a place given from its middle in digit heights, its strokes' edges blurred by `blur` of the height.
pub(super) fn ink(digit: usize, weight: f64, width: f64, (x, y): (f64, f64), blur: f64) -> f64 {
    let height = 1.0 - weight;
    let wide = height * ASPECT * width;
    let at = |(u, v): (f64, f64)| ((u - 0.5) * wide, (v - 0.5) * height);
    let mut nearest = f64::MAX;
    for path in STROKES[digit] {
        for pair in path.windows(2) {
            nearest = nearest.min(distance((x, y), at(pair[0]), at(pair[1])));
        }
    }
    // The integral of a blurred edge, near enough a straight ramp of two and a half standard deviations.
    ((weight / 2.0 - nearest) / (2.5 * blur) + 0.5).clamp(0.0, 1.0)
}

fn distance(p: (f64, f64), a: (f64, f64), b: (f64, f64)) -> f64 {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let along = (((p.0 - a.0) * dx + (p.1 - a.1) * dy) / (dx * dx + dy * dy).max(1e-9)).clamp(0.0, 1.0);
    (p.0 - a.0 - along * dx).hypot(p.1 - a.1 - along * dy)
}

/// Mean 0 and length 1; all zero if flat.
pub(super) fn normalise(values: &mut [f32]) {
    let count = f32_of(f64_of(values.len()));
    let mean = values.iter().sum::<f32>() / count;
    let length = values.iter().map(|v| (v - mean) * (v - mean)).sum::<f32>().sqrt();
    for value in values {
        *value = if length > 1e-6 { (*value - mean) / length } else { 0.0 };
    }
}
