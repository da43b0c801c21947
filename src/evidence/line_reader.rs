//! The reader of written and printed lines: the recogniser of PP-OCRv6 (small), cut down to the characters that stand on American checks.
//!
//! The model comes from the PyPI wheel `rapidocr` 3.10.0 (Apache-2.0) and is no part of this program: `make setup` brings it in, and its SHA-256 is
//! proved each time it is loaded, so that what reads is what was measured.

use super::neural::{Net, NeuralError, Output, Posterior, onnx};
use crate::geometry::{index, round_u32};
use image::GrayImage;
use image::imageops::FilterType;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// The model's file.
pub const MODEL_FILE: &str = "PP-OCRv6_rec_small.onnx";
/// What its bytes must be.
pub const MODEL_SHA256: &str = "6f327246b50388f3c176ae304bd95767ea6dc0c9ae92153ef8cbe210b3c14884";
/// The environment's folder of models, looked in before any other.
pub const MODELS_VARIABLE: &str = "LOCKBOX_MODELS";
/// The last layer's tensors, features by characters.
const LAST_LAYER: [&str; 2] = ["linear_8.w_0", "linear_8.b_0"];
/// Where the model keeps its characters.
const CHARACTERS_KEY: &str = "character";
/// A line's height in the model's pixels.
pub const HEIGHT: u32 = 48;
/// The widest line that is read; it is 8 inches of writing a quarter inch high. Longer ones are squeezed.
const WIDEST: u32 = 1_600;
/// The narrowest picture that the model was made for.
const NARROWEST: u32 = 96;
/// Up to this width in the model's pixels a line is always read as it is.
pub const AS_IT_IS: u32 = 400;
/// Each step along the line is so many pixels wide.
pub const STEP: u32 = 8;

/// The reader, shared by all threads.
pub struct LineReader {
    net: Net,
    /// One for each class but the blank.
    alphabet: Vec<char>,
}

/// Why lines cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum LineReaderError {
    /// The model is nowhere.
    #[error(
        "the reader of writing, {MODEL_FILE}, is in none of: {looked}; run `make setup` where lockbox was built, or put the file there, or set {MODELS_VARIABLE} to its folder. `--no-neural` goes without it, and what then cannot be read waits for a person"
    )]
    Missing {
        /// Where it was looked for.
        looked: String,
    },
    /// It is there and cannot be read.
    #[error("cannot read {}: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// It is another file, or a damaged one.
    #[error(
        "{} is not the reader this release was measured with: its SHA-256 is {found}, not {MODEL_SHA256}. Remove it and run `make setup`",
        path.display()
    )]
    Other {
        /// The file.
        path: PathBuf,
        /// Its digest.
        found: String,
    },
    /// The model has not the form it should have.
    #[error("{} cannot be cut down to the characters of checks", path.display())]
    Form {
        /// The file.
        path: PathBuf,
    },
    /// The runtime does not take it.
    #[error("{}: {source}", path.display())]
    Net {
        /// The file.
        path: PathBuf,
        /// Why.
        source: NeuralError,
    },
}

/// The model's file: in the folder that the environment names, or `models` beside the program or beside a folder above it, or the user's
/// data folder, or where the program was built.
pub fn find() -> Result<PathBuf, LineReaderError> {
    let mut folders: Vec<PathBuf> = Vec::new();
    if let Some(folder) = std::env::var_os(MODELS_VARIABLE) {
        folders.push(folder.into());
    } else {
        let program = std::env::current_exe().and_then(std::fs::canonicalize).ok();
        let above = program.iter().flat_map(|program| program.ancestors().skip(1).take(5));
        folders.extend(above.map(|folder| folder.join("models")));
        let home = std::env::var_os("HOME").map(|home| Path::new(&home).join(".local/share"));
        let data = std::env::var_os("XDG_DATA_HOME").map(PathBuf::from).or(home);
        folders.extend(data.map(|data| data.join("lockbox/models")));
        // Where it was built, if the program was put elsewhere since.
        folders.push(Path::new(env!("CARGO_MANIFEST_DIR")).join("models"));
    }
    let found = folders
        .iter()
        .map(|folder| folder.join(MODEL_FILE))
        .find(|file| file.is_file());
    found.ok_or_else(|| LineReaderError::Missing {
        looked: folders
            .iter()
            .map(|f| f.display().to_string())
            .collect::<Vec<_>>()
            .join(", "),
    })
}

impl LineReader {
    /// Loads the model, having proved that it is the right one.
    pub fn load(path: &Path) -> Result<Self, LineReaderError> {
        let path = || path.to_owned();
        let bytes = std::fs::read(path()).map_err(|source| LineReaderError::Read { path: path(), source })?;
        let mut found = String::with_capacity(64);
        for byte in Sha256::digest(&bytes) {
            write!(found, "{byte:02x}").expect("a String takes everything");
        }
        if found != MODEL_SHA256 {
            return Err(LineReaderError::Other { path: path(), found });
        }
        let (model, alphabet) = cut_down(&bytes).ok_or_else(|| LineReaderError::Form { path: path() })?;
        let net = Net::load(model).map_err(|source| LineReaderError::Net { path: path(), source })?;
        Ok(LineReader { net, alphabet })
    }

    /// The characters, in the order of the classes after the blank.
    pub fn alphabet(&self) -> &[char] {
        &self.alphabet
    }

    /// Reads a picture of one line, dark on light; it is scaled to [`HEIGHT`]. `None` if the picture is empty or the runtime fails on it: then
    /// nothing was read.
    pub fn read(&self, line: &GrayImage) -> Option<Posterior> {
        self.read_at(line, width_of(line.width(), line.height()))
    }

    /// Reads it squeezed by a fifth if it is long, in less time. Most amounts in words are read so as well: of 722 transactions that post with long
    /// lines at 0.95 of their width, 713 do with them at 0.8.
    pub fn quickly(&self, line: &GrayImage) -> Option<Posterior> {
        self.read_at(line, squeezed(width_of(line.width(), line.height())))
    }

    /// Reads it squeezed to two thirds of that: enough to know a text that is expected.
    pub fn glance(&self, line: &GrayImage) -> Option<Posterior> {
        let width = squeezed(width_of(line.width(), line.height()));
        self.read_at(line, (width * 2 / 3).max(NARROWEST.min(width)))
    }

    /// Reads it made so wide.
    fn read_at(&self, line: &GrayImage, width: u32) -> Option<Posterior> {
        let (w, h) = line.dimensions();
        if w < 4 || h < 4 {
            return None;
        }
        let scaled = if (w, h) == (width, HEIGHT) {
            line.clone()
        } else {
            image::imageops::resize(line, width, HEIGHT, FilterType::Triangle)
        };
        let padded = width.max(NARROWEST).next_multiple_of(STEP);
        let mut plane = vec![1.0_f32; index(padded * HEIGHT)];
        for (row, from) in plane.chunks_exact_mut(index(padded)).zip(scaled.rows()) {
            for (to, pixel) in row.iter_mut().zip(from) {
                *to = f32::from(pixel.0[0]) / 127.5 - 1.0;
            }
        }
        let mut input = Vec::with_capacity(plane.len() * 3);
        for _ in 0..3 {
            input.extend_from_slice(&plane);
        }
        let shape = [1, 3, index(HEIGHT), index(padded)];
        self.net.run(input, shape, Output::Probabilities).ok()
    }
}

/// How wide a picture is made at [`HEIGHT`]: as it is.
fn width_of(w: u32, h: u32) -> u32 {
    round_u32(f64::from(w) * f64::from(HEIGHT) / f64::from(h.max(1))).clamp(8, WIDEST)
}

/// A long line's width squeezed by a fifth.
fn squeezed(width: u32) -> u32 {
    (width * 4 / 5).max(width.min(AS_IT_IS))
}

/// Whether a picture of a line is so long that [`LineReader::quickly`] squeezes it.
pub fn is_long(line: &GrayImage) -> bool {
    width_of(line.width(), line.height()) > AS_IT_IS
}

/// The model with the printable characters of ASCII only, and those characters.
fn cut_down(model: &[u8]) -> Option<(Vec<u8>, Vec<char>)> {
    let listed = onnx::metadata(model, CHARACTERS_KEY)?;
    // Class 0 is the blank; the space comes last and is not listed.
    let mut classes: Vec<Option<char>> = vec![None];
    classes.extend(listed.split('\n').map(|entry| {
        let mut chars = entry.chars();
        chars.next().filter(|_| chars.next().is_none())
    }));
    classes.push(Some(' '));
    let keep: Vec<usize> = (0..classes.len())
        .filter(|&class| class == 0 || classes[class].is_some_and(|c| c == ' ' || c.is_ascii_graphic()))
        .collect();
    let alphabet: Vec<char> = keep.iter().filter_map(|&class| classes[class]).collect();
    (alphabet.len() + 1 == keep.len()).then_some(())?;
    Some((onnx::with_columns(model, &LAST_LAYER, &keep)?, alphabet))
}
