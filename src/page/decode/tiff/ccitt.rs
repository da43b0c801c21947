//! Fax codings, by `hayro-ccitt`: the only file that knows that crate.

use super::damaged;
use super::layout::Chunk;
use crate::geometry::{index, px};
use crate::intake::image_file::Unreadable;
use crate::page::decode::samples::Tone;
use hayro_ccitt::{DecodeSettings, Decoder, DecoderContext, EncodingMode};

/// Which of the fax codings.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum CcittCoding {
    /// TIFF compression 2: one-dimensional, each row from a byte's beginning, no end-of-line codes.
    ModifiedHuffman,
    /// TIFF compression 3.
    Group3,
    /// TIFF compression 3 with bit 0 of tag 292.
    Group3TwoDimensional,
    /// TIFF compression 4.
    Group4,
}

/// Draws rows of runs into grey rows of one tone: the page comes in filled with 255.
struct Rows<'a> {
    rows: std::slice::ChunksExactMut<'a, u8>,
    drawn: usize,
    paper: u8,
    ink: u8,
}

impl Decoder for Rows<'_> {
    fn push_row(&mut self, changes: &[u32]) {
        // A decoder that pushes too many rows draws them nowhere; the count then is not what it should be.
        self.drawn += 1;
        let Some(row) = self.rows.next() else { return };
        if self.paper != 255 {
            row.fill(self.paper);
        }
        let width = row.len();
        for run in changes.chunks(2) {
            let end = run.get(1).map_or(width, |&end| index(end));
            if let Some(pixels) = row.get_mut(index(run[0])..end) {
                pixels.fill(self.ink);
            }
        }
    }
}

/// Decodes a strip into `gray`, its rows filled with 255 before. All its rows must be there: a strip that breaks off is damaged.
pub(super) fn decode(coding: CcittCoding, tone: &Tone, chunk: &Chunk, gray: &mut [u8]) -> Result<(), Unreadable> {
    // Fax codings speak of white and black where TIFF means 0 and 1: with black as zero, the two change places.
    let (paper, ink) = match tone {
        Tone::BlackIsZero => (0, 255),
        Tone::Palette(grays) => (grays[0], grays[1]),
        _ => (255, 0),
    };
    let settings = DecodeSettings {
        columns: px(chunk.stored_width),
        rows: px(chunk.stored_rows),
        end_of_block: true,
        end_of_line: false,
        rows_are_byte_aligned: coding == CcittCoding::ModifiedHuffman,
        encoding: match coding {
            CcittCoding::ModifiedHuffman | CcittCoding::Group3 => EncodingMode::Group3_1D,
            CcittCoding::Group3TwoDimensional => EncodingMode::Group3_2D,
            CcittCoding::Group4 => EncodingMode::Group4,
        },
        // A code that cannot be means that what follows is not what was scanned.
        strict: true,
    };
    let mut rows = Rows {
        rows: gray.chunks_exact_mut(chunk.stored_width),
        drawn: 0,
        paper,
        ink,
    };
    hayro_ccitt::decode(&chunk.data, &mut rows, &mut DecoderContext::new(settings))
        .map_err(|error| damaged(format_args!("row {}: {error}", rows.drawn)))?;
    if rows.drawn < chunk.stored_rows {
        return Err(damaged(format_args!(
            "a strip ends after {} of {} rows",
            rows.drawn, chunk.stored_rows
        )));
    }
    Ok(())
}
