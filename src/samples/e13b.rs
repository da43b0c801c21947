//! E-13B, the magnetic characters along a check's foot, drawn from the grid of ISO 1004.

use super::canvas::{Canvas, area};
use crate::geometry::{f64_of, index, round_u32};
use crate::micr::shapes::{GRID_ROWS, grid};

/// One cell of the grid: half a module, in inches.
const CELL: f64 = 0.0065;
/// Right edge to right edge of neighbours, in inches.
const PITCH: f64 = 0.125;
/// Position of the transit symbol that closes the routing number, counted from the right edge of the check.
const TRANSIT_END: f64 = 33.0;

/// Draws a MICR line (Unicode symbols, digits, spaces): the routing number at its fixed place, the rest around it. `drop` moves the line down
/// from where it should stand, in inches.
pub(crate) fn draw(canvas: &mut Canvas, line: &str, drop: f64, ink: f32) {
    let transit = line.chars().collect::<Vec<_>>().iter().rposition(|c| *c == '⑆');
    let anchor = f64_of(transit.unwrap_or(0));
    let (wide, bottom) = (canvas.inches_wide(), canvas.inches_high() - 0.25 + drop);
    for (i, c) in line.chars().enumerate() {
        let position = TRANSIT_END + anchor - f64_of(i);
        let right = wide - 0.3125 - (position - 1.0) * PITCH;
        if let Some(rows) = grid(c) {
            glyph(canvas, rows, right, bottom, ink);
        }
    }
}

fn glyph(canvas: &mut Canvas, rows: &[&str; GRID_ROWS], right: f64, bottom: f64, ink: f32) {
    let columns = rows[0].len();
    let (w, h) = (f64_of(columns) * CELL, f64_of(GRID_ROWS) * CELL);
    canvas.stamp(area(right - w, bottom - h, w, h), ink, |u, v| {
        let row = index(round_u32((v * f64_of(GRID_ROWS)).floor())).min(GRID_ROWS - 1);
        let column = index(round_u32((u * f64_of(columns)).floor())).min(columns - 1);
        rows[row].as_bytes()[column] == b'#'
    });
}
