//! Tesseract, for printed text. This is the only file that knows it.
//!
//! Its engine is not `Sync` and takes tens of milliseconds to start: every thread has its own, started when first needed. Words are
//! copied out as text in one call; the engine's own iterators die with the next image and would take the process with them.

use crate::geometry::{Dpi, Rect};
use crate::score::Score;
use image::GrayImage;
use std::cell::RefCell;
use std::path::{Path, PathBuf};
use tesseract_rs::{TessPageSegMode, TesseractAPI, TesseractError};

/// The largest image that is read, in pixels: the engine has no deadline, so what it is given is limited.
const MOST_PIXELS: u64 = 6_000_000;
/// The engine's threads, by the variable that it looks at. Its own threads are slower than none on lines of text.
const THREADS: &str = "OMP_THREAD_LIMIT";
/// Where Linux distributions put the engine's data.
const DATA: [&str; 5] = [
    "/usr/share/tesseract-ocr/5/tessdata",
    "/usr/share/tesseract-ocr/4.00/tessdata",
    "/usr/share/tessdata",
    "/usr/local/share/tessdata",
    "/usr/share/tesseract/tessdata",
];

/// What the image is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mode {
    /// One block of even text.
    Block,
    /// Text here and there.
    SparseText,
    /// One line of text.
    Line,
    /// One line of nothing but digits.
    Digits,
}

/// A word as it was read.
#[derive(Clone, PartialEq, Debug)]
pub struct Word {
    /// What it says; never empty.
    pub text: String,
    /// How sure, as the engine thinks: 0.9 is usual for clear print. It is no probability.
    pub score: Score,
    /// Where on the image.
    pub region: Rect,
    /// Which line of the image, counted from 0 in reading order; words of a line have the same.
    pub line: usize,
}

/// Why nothing could be read.
#[derive(Debug, thiserror::Error)]
pub enum OcrError {
    /// The engine's data is not there.
    #[error(
        "no `eng.traineddata` in {looked}: install it (`apt-get install tesseract-ocr-eng`) or point TESSDATA_PREFIX to its folder"
    )]
    EngineMissing {
        /// The folders that were looked in.
        looked: String,
    },
    /// The engine does not start, although its data is there.
    #[error("Tesseract does not start with the data in {folder}: {source}; reinstall tesseract-ocr-eng")]
    DoesNotStart {
        /// The data's folder.
        folder: String,
        /// What it says.
        source: TesseractError,
    },
    /// The image is larger than what is read.
    #[error("an image of {width} x {height} pixels is too large for printed text: at most {MOST_PIXELS} pixels")]
    TooLarge {
        /// Its width.
        width: u32,
        /// Its height.
        height: u32,
    },
    /// The engine gave up on this image.
    #[error("Tesseract failed on an image of {width} x {height} pixels: {source}")]
    Failed {
        /// Its width.
        width: u32,
        /// Its height.
        height: u32,
        /// What it says.
        source: TesseractError,
    },
}

thread_local! {
    static ENGINE: RefCell<Option<TesseractAPI>> = const { RefCell::new(None) };
}

/// Starts this program anew with the engine's own threads switched off, unless it is said already how many it may have.
///
/// To be called first in `main`: the engine looks at its environment when the process starts, so setting it later does nothing. Returns
/// if there is nothing to do or it cannot be done; reading is then slower, not wrong.
pub fn ensure_single_threaded() {
    #[cfg(unix)]
    {
        use std::os::unix::process::CommandExt as _;
        if std::env::var_os(THREADS).is_some() {
            return;
        }
        let Ok(program) = std::env::current_exe() else {
            return;
        };
        let mut arguments = std::env::args_os();
        let mut command = std::process::Command::new(program);
        if let Some(name) = arguments.next() {
            command.arg0(name);
        }
        // `exec` only returns if it failed.
        let _failed = command.args(arguments).env(THREADS, "1").exec();
    }
}

/// Reads the words of an image in reading order; none if there is no text.
pub fn words(image: &GrayImage, dpi: Dpi, mode: Mode) -> Result<Vec<Word>, OcrError> {
    let (width, height) = image.dimensions();
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(OcrError::TooLarge { width, height });
    }
    if width < 3 || height < 3 {
        return Ok(Vec::new());
    }
    ENGINE.with_borrow_mut(|engine| {
        let api = match engine {
            Some(api) => api,
            None => engine.insert(start()?),
        };
        let read = table(api, image, dpi, mode);
        if read.is_err() {
            *engine = None;
        }
        let table = read.map_err(|source| OcrError::Failed { width, height, source })?;
        Ok(words_of(&table))
    })
}

fn start() -> Result<TesseractAPI, OcrError> {
    let mut folders: Vec<PathBuf> = DATA.iter().map(PathBuf::from).collect();
    if let Some(set) = std::env::var_os("TESSDATA_PREFIX") {
        let set = PathBuf::from(set);
        folders.splice(0..0, [set.clone(), set.join("tessdata")]);
    }
    let has_data = |folder: &&PathBuf| folder.join("eng.traineddata").is_file();
    let folder = folders.iter().find(has_data).ok_or_else(|| OcrError::EngineMissing {
        looked: folders
            .iter()
            .map(|folder| folder.display().to_string())
            .collect::<Vec<_>>()
            .join(", "),
    })?;
    let start = |folder: &Path| -> Result<TesseractAPI, TesseractError> {
        let api = TesseractAPI::new();
        let folder = folder.to_str().ok_or(TesseractError::InvalidParameterError)?;
        api.init(folder, "eng")?;
        // It writes warnings to standard error otherwise, and looks for white text on black, which no coupon has.
        api.set_variable("debug_file", "/dev/null")?;
        api.set_variable("tessedit_do_invert", "0")?;
        Ok(api)
    };
    start(folder).map_err(|source| OcrError::DoesNotStart {
        folder: folder.display().to_string(),
        source,
    })
}

/// The engine's table of words: one line a word, tab-separated.
fn table(api: &TesseractAPI, image: &GrayImage, dpi: Dpi, mode: Mode) -> Result<String, TesseractError> {
    let (segmentation, characters) = match mode {
        Mode::Block => (TessPageSegMode::PSM_SINGLE_BLOCK, ""),
        Mode::SparseText => (TessPageSegMode::PSM_SPARSE_TEXT, ""),
        Mode::Line => (TessPageSegMode::PSM_SINGLE_LINE, ""),
        Mode::Digits => (TessPageSegMode::PSM_SINGLE_LINE, "0123456789"),
    };
    let length = |pixels: u32| i32::try_from(pixels).map_err(|_| TesseractError::InvalidDimensions);
    let (width, height) = (length(image.width())?, length(image.height())?);
    api.set_variable("tessedit_char_whitelist", characters)?;
    api.set_page_seg_mode(segmentation)?;
    api.set_image(image.as_raw(), width, height, 1, width)?;
    api.set_source_resolution(i32::from(dpi.get()))?;
    let table = api.get_tsv_text(0);
    api.clear()?;
    table
}

/// Columns: level, page, block, paragraph, line, word, left, top, width, height, confidence 0 to 100, text. A word's level is 5.
fn words_of(table: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut lines: Vec<[&str; 3]> = Vec::new();
    for row in table.lines() {
        let columns: Vec<&str> = row.splitn(12, '\t').collect();
        let [
            "5",
            _,
            block,
            paragraph,
            line,
            _,
            left,
            top,
            width,
            height,
            confidence,
            text,
        ] = columns[..]
        else {
            continue;
        };
        let number = |text: &str| text.parse::<u32>().ok();
        let (Some(x), Some(y), Some(w), Some(h)) = (number(left), number(top), number(width), number(height)) else {
            continue;
        };
        let text = text.trim();
        if text.is_empty() {
            continue;
        }
        let place = [block, paragraph, line];
        if lines.last() != Some(&place) {
            lines.push(place);
        }
        words.push(Word {
            text: text.to_owned(),
            score: Score::new(confidence.parse::<f32>().unwrap_or(0.0) / 100.0),
            region: Rect { x, y, w, h },
            line: lines.len() - 1,
        });
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_know_their_line_and_place() {
        let table = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n\
                     4\t1\t1\t1\t1\t0\t10\t20\t200\t30\t-1\t\n\
                     5\t1\t1\t1\t1\t1\t10\t20\t80\t30\t96.5\tMember\n\
                     5\t1\t1\t1\t1\t2\t100\t20\t30\t30\t91\tID\n\
                     5\t1\t1\t1\t2\t1\t10\t60\t30\t30\t12\t \n\
                     5\t1\t1\t1\t3\t1\t10\t90\t30\t30\t88\t$46.85\n";
        let words = words_of(table);
        let texts: Vec<(&str, usize)> = words.iter().map(|word| (word.text.as_str(), word.line)).collect();
        assert_eq!(texts, [("Member", 0), ("ID", 0), ("$46.85", 1)]);
        assert_eq!(
            words[1].region,
            Rect {
                x: 100,
                y: 20,
                w: 30,
                h: 30
            }
        );
        assert!((words[2].score.get() - 0.88).abs() < 1e-6);
    }

    #[test]
    fn an_empty_image_has_no_words() {
        let nothing = words(&GrayImage::new(0, 0), Dpi::new(200.0).unwrap(), Mode::Line);
        assert!(nothing.unwrap().is_empty());
    }

    #[test]
    fn an_image_that_would_take_minutes_is_refused() {
        let huge = GrayImage::new(4000, 4000);
        let refused = words(&huge, Dpi::new(300.0).unwrap(), Mode::SparseText);
        assert!(matches!(refused, Err(OcrError::TooLarge { width: 4000, .. })));
    }
}
