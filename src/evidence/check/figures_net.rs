//! The courtesy amount by a small net of our own, trained on strings of handwritten and printed figures (`tools/training`). It reads raised cents
//! and cents over a bar, which line readers lose.

use super::sheet::Sheet;
use crate::evidence::neural::{Net, NeuralError, Output, Posterior};
use crate::evidence::strip::{normalised, scaled, shape};
use crate::geometry::Rect;

/// The net's weights.
static WEIGHTS: &[u8] = include_bytes!("../weights/figures.onnx");
/// The net's height; the ink takes 32 rows of it.
const HEIGHT: u32 = 40;
/// The widest picture it was trained on.
const WIDEST: u32 = 400;

/// The net.
pub struct FiguresNet(Net);

impl FiguresNet {
    /// Loads the weights, which are part of the program.
    pub fn load() -> Result<Self, NeuralError> {
        Net::from_static(WEIGHTS).map(FiguresNet)
    }

    /// Reads the ink within an area of a sheet; how many characters it takes it for, too. `None` if there is none.
    pub fn read(&self, sheet: &Sheet, area: Rect) -> Option<(Posterior, usize)> {
        let ink = sheet.writing_in(area);
        if ink.h < 6 || ink.w < 4 {
            return None;
        }
        let ink = Rect {
            y: ink.y.max(area.y),
            h: ink.bottom().min(area.bottom()).saturating_sub(ink.y.max(area.y)),
            ..ink
        };
        let margin = ink.h / 8;
        let side = ink.h / 7;
        let place = Rect {
            x: ink.x.saturating_sub(side),
            y: ink.y.saturating_sub(margin),
            w: ink.w + 2 * side,
            h: ink.h + 2 * margin,
        };
        let picture = scaled(&sheet.cut(place), HEIGHT, WIDEST);
        let posterior = self
            .0
            .run(normalised(&picture), shape(&picture), Output::Logarithms)
            .ok()?;
        // The grammar knows one class more, the space, which the net does not tell.
        let classes = posterior.classes();
        let of: Vec<Option<usize>> = (0..classes).map(Some).collect();
        let wider = posterior.folded(super::figures::CLASSES, &of);
        let blank = vec!['?'; classes];
        let length = crate::evidence::ctc::best(&posterior, &blank).text.len();
        Some((wider, length))
    }
}
