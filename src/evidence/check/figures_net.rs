//! The courtesy amount by a small net of our own, trained on strings of handwritten and printed figures (`tools/training`). It reads raised cents
//! and cents over a bar, which line readers lose.

use super::sheet::Sheet;
use crate::evidence::ctc::{self, Read};
use crate::evidence::neural::{Net, NeuralError, Output, Posterior};
use crate::evidence::strip::{normalised, scaled, shape};
use crate::geometry::Rect;

/// The net's weights.
static WEIGHTS: &[u8] = include_bytes!("../weights/figures.onnx");
/// The net's height; the ink takes 32 rows of it.
const HEIGHT: u32 = 40;
/// The widest picture it was trained on.
const WIDEST: u32 = 400;

/// Its characters, in the order of its classes after the blank.
const ALPHABET: [char; 17] = [
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '.', ',', '/', '-', '$', '*', 'x',
];

/// The net.
pub struct FiguresNet(Net);

impl FiguresNet {
    /// Loads the weights, which are part of the program.
    pub fn load() -> Result<Self, NeuralError> {
        Net::from_static(WEIGHTS).map(FiguresNet)
    }

    /// Reads the ink within an area of a sheet; as what characters, too. `None` if there is none.
    pub fn read(&self, sheet: &Sheet, area: Rect) -> Option<(Posterior, Read)> {
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
        let read = ctc::best(&posterior, &ALPHABET);
        Some((wider, read))
    }
}
