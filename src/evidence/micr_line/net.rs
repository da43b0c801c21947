//! The second reader: a small convolutional net over the strip, trained on drawn lines (`tools/training`, `train_micr.py`).

use super::strip::{ROWS, Strip};
use super::templates::{BOX_W, Glyphs, PITCH};
use crate::evidence::ctc;
use crate::evidence::neural::{Net, Output};
use crate::evidence::strip::{normalised, shape};
use crate::geometry::px;
use std::sync::LazyLock;

/// Rows of the net's pictures.
const HEIGHT: usize = 32;
/// Its classes after the blank.
pub(super) const ALPHABET: [char; 14] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '⑆', '⑇', '⑈', '⑉'];
/// No step's character is held for less likely than this, as a logarithm.
const FLOOR: f32 = -20.0;

static NET: LazyLock<Net> = LazyLock::new(|| {
    Net::from_static(include_bytes!("../weights/micr.onnx")).expect("the built-in MICR net is one that rten runs")
});

/// Loads the net. To be called before the readers are used by many threads: loading uses the workers that would wait for it.
pub(super) fn load() {
    LazyLock::force(&NET);
}

/// What the net reads.
pub(super) struct NetLine {
    /// Its characters.
    pub(super) text: Vec<char>,
    /// The probability of exactly this text.
    pub(super) posterior: f32,
}

/// Reads the part of the strip where characters were found; `None` if the net cannot be run on it.
pub(super) fn read(strip: &Strip, glyphs: &Glyphs) -> Option<NetLine> {
    let (first, last) = glyphs.span();
    let from = first.saturating_sub(PITCH);
    let to = (last + BOX_W + PITCH).min(strip.width);
    let picture = image::imageops::crop_imm(
        &strip.grey,
        px(from),
        px((ROWS - HEIGHT) / 2),
        px(to - from),
        px(HEIGHT),
    )
    .to_image();
    let posterior = NET
        .run(normalised(&picture), shape(&picture), Output::Logarithms)
        .ok()?;
    let text: Vec<char> = ctc::best(&posterior, &ALPHABET).text.chars().collect();
    let class = |c: &char| ALPHABET.iter().position(|of| of == c).map(|at| at + 1);
    let classes: Vec<usize> = text.iter().filter_map(class).collect();
    Some(NetLine {
        posterior: ctc::score(&posterior, &classes, FLOOR).exp(),
        text,
    })
}
