//! The readers that are loaded once and shared by all threads.

use super::check::{CheckReaders, FiguresNet};
use super::line_reader::{self, LineReader, LineReaderError};
use super::micr_line;
use super::neural::NeuralError;

/// What pages are read with, besides what is part of the program.
pub struct Readers {
    /// What reads the writing on checks; `None` if the operator goes without.
    pub checks: Option<CheckReaders>,
}

/// Whether writing is read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Writing {
    /// By the neural line reader.
    Read,
    /// Not at all: what only writing says waits for a person.
    Left,
}

/// Why the readers are not there.
#[derive(Debug, thiserror::Error)]
pub enum ReadersError {
    /// The line reader.
    #[error(transparent)]
    Lines(#[from] LineReaderError),
    /// A net that is part of the program: it was built wrong.
    #[error("a net of this program does not load: {0}; build it again")]
    Own(#[from] NeuralError),
}

impl Readers {
    /// Loads what is asked for.
    pub fn load(writing: Writing) -> Result<Self, ReadersError> {
        micr_line::load();
        let checks = match writing {
            Writing::Left => None,
            Writing::Read => {
                let lines = LineReader::load(&line_reader::find()?)?;
                Some(CheckReaders::new(lines, FiguresNet::load()?))
            }
        };
        Ok(Readers { checks })
    }
}
