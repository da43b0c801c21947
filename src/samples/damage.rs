//! What happens to a paper before it is scanned: folds, staples, torn edges.

use super::canvas::Canvas;
use super::rng::Rng;
use crate::geometry::{f32_of, f64_of};

/// Where the paper is torn.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Tear {
    Left,
    Right,
    Top,
    Corner,
}

/// A fold casts a soft line across the paper.
pub(super) fn fold(paper: &mut Canvas, rng: &mut Rng) {
    let (wide, high) = (paper.inches_wide(), paper.inches_high());
    let deep = f32_of(rng.range(0.06, 0.22));
    if rng.chance(0.5) {
        let x = wide * rng.range(0.3, 0.7);
        paper.stroke(&[(x, 0.0), (x + rng.range(-0.05, 0.05), high)], 0.02, deep);
    } else {
        let y = high * rng.range(0.3, 0.7);
        paper.stroke(&[(0.0, y), (wide, y + rng.range(-0.05, 0.05))], 0.02, deep);
    }
}

pub(super) fn staple(paper: &mut Canvas, rng: &mut Rng) {
    let (x, y) = (rng.range(0.15, 0.5), rng.range(0.08, 0.25));
    let tilt = rng.range(-0.1, 0.1);
    paper.stroke(&[(x, y), (x + 0.4, y + tilt)], 0.025, 0.75);
}

/// What is torn off shows the surround.
pub(super) fn tear_off(paper: &mut Canvas, tear: Tear, around: u8, rng: &mut Rng) {
    let depth = rng.range(0.12, 0.32) * paper.dpi;
    let steps: Vec<f64> = (0..(paper.width + paper.height) / 7 + 2)
        .map(|_| rng.range(0.0, 1.0))
        .collect();
    let mut drift = 0.0;
    let ragged: Vec<f64> = steps
        .iter()
        .map(|step| {
            drift = (drift + (step - 0.5) * 0.06 * paper.dpi).clamp(-0.08 * paper.dpi, 0.08 * paper.dpi);
            depth + drift + step * 2.0
        })
        .collect();
    let (w, h) = (paper.width, paper.height);
    let corner = (1.3 * paper.dpi, 0.5 * paper.dpi);
    for y in 0..h {
        for x in 0..w {
            let gone = match tear {
                Tear::Left => f64_of(x) < ragged[y / 7],
                Tear::Right => f64_of(w - 1 - x) < ragged[y / 7],
                Tear::Top => f64_of(y) < ragged[x / 7],
                Tear::Corner => {
                    f64_of(w - x) / corner.0 + f64_of(y) / corner.1
                        < 0.9 + ragged[(x + y) / 7 % ragged.len()] / paper.dpi
                }
            };
            if gone {
                paper.grey[y * w + x] = around;
            }
        }
    }
}
