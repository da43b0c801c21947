//! What a check says: its fields, where they stand and what is written there.

mod figures;
pub mod fields;
mod lexicon;
pub mod sheet;
mod words;

use super::ctc::{self, Read, likeliest};
use super::line_reader::LineReader;
use super::neural::Posterior;

/// Development view
pub fn amounts(reader: &LineReader, posterior: &Posterior) -> (Read, Vec<(u32, f32)>) {
    let folded = posterior.folded(figures::CLASSES, &fold(reader, figures::class_of));
    (ctc::best(posterior, reader.alphabet()), likeliest(&figures::Figures, &folded, 60, -9.0))
}

/// Development view
pub fn worded(reader: &LineReader, posterior: &Posterior) -> (Read, Vec<(u32, f32)>) {
    let folded = posterior.folded(words::CLASSES, &fold(reader, words::class_of));
    (ctc::best(posterior, reader.alphabet()), likeliest(&words::Words::new(), &folded, 80, -9.0))
}

fn fold(reader: &LineReader, class_of: fn(char) -> Option<usize>) -> Vec<Option<usize>> {
    std::iter::once(Some(0)).chain(reader.alphabet().iter().map(|&c| class_of(c))).collect()
}
