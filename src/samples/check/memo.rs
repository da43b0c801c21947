//! The memo line: what stands on it and how.

use super::super::canvas::Canvas;
use super::super::fonts::{Face, Fonts};
use super::super::text::{Pen, print};
use crate::geometry::f64_of;

/// What a memo is written with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Tool {
    /// The pen of the rest.
    Pen,
    /// The same, its writing of this size in percent.
    Small(u8),
    /// A printer with this face and half points.
    Printer(Face, u8),
}

/// What stands on the memo line. A bill-pay or business check prints the rows as it prints the rest.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Memo {
    /// From the highest to the one on the line; none if nothing was written.
    pub(crate) rows: Vec<String>,
    /// Inches from row to row.
    pub(crate) step: f64,
    /// Inches that a row may take before it is squeezed.
    pub(crate) room: f64,
    pub(crate) tool: Tool,
}

impl Memo {
    /// Rows well apart, none beyond the line, in ordinary writing.
    pub(crate) fn plain(rows: Vec<String>) -> Self {
        Memo {
            rows,
            step: 0.17,
            room: 2.5,
            tool: Tool::Pen,
        }
    }

    /// Writes it, the lowest row from this place on.
    pub(super) fn draw(&self, canvas: &mut Canvas, fonts: &Fonts, pen: &mut Pen, (x, y): (f64, f64)) {
        let mut small;
        let pen = match self.tool {
            Tool::Small(percent) => {
                small = pen.of_size(f64::from(percent) / 100.0);
                &mut small
            }
            Tool::Pen | Tool::Printer(..) => pen,
        };
        for (i, row) in self.rows.iter().rev().enumerate() {
            let y = y - self.step * f64_of(i);
            match self.tool {
                Tool::Printer(face, half_points) => {
                    print(fonts, face, f64::from(half_points) / 2.0).draw(canvas, x, y, row);
                }
                Tool::Pen | Tool::Small(_) => {
                    pen.write(canvas, x, y, self.room, row);
                }
            }
        }
    }
}
