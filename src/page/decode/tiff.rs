//! One page of a TIFF file: its tags, its strips or tiles, its pixels.

mod ccitt;
mod layout;
mod unpack;

use super::samples::RowReader;
use super::{Stored, check_size, gray_image};
use crate::config::IntakeLimits;
use crate::geometry::index;
use crate::intake::image_file::{Format, Unreadable};
use crate::intake::tiff_directory::Directory;
use layout::{Chunk, Coding, Layout};

fn damaged(what: impl std::fmt::Display) -> Unreadable {
    Unreadable::damaged(Format::Tiff, what)
}

fn unsupported(what: impl std::fmt::Display) -> Unreadable {
    Unreadable::unsupported(Format::Tiff, what)
}

pub(super) fn decode(bytes: &[u8], frame: u32, limits: &IntakeLimits) -> Result<Stored, Unreadable> {
    let directory = Directory::of_page(bytes, frame, limits.max_pages_per_file)?;
    let (width, height) = (directory.number(256).unwrap_or(0), directory.number(257).unwrap_or(0));
    check_size(Format::Tiff, width, height, limits)?;
    let layout = Layout::of(&directory, bytes, width, height)?;
    let mut pixels = vec![255; index(width) * index(height)];
    for chunk in &layout.chunks {
        decode_chunk(&layout, chunk, index(width), &mut pixels, limits)?;
    }
    Ok(Stored {
        gray: gray_image(Format::Tiff, width, height, pixels)?,
        resolution: directory.resolution(),
        orientation: directory.number(274).unwrap_or(1),
    })
}

/// Decodes one strip or tile into its place on the page.
fn decode_chunk(
    layout: &Layout,
    chunk: &Chunk,
    page_width: usize,
    page: &mut [u8],
    limits: &IntakeLimits,
) -> Result<(), Unreadable> {
    let rows = page
        .get_mut(chunk.top * page_width..(chunk.top + chunk.rows_on_page) * page_width)
        .ok_or_else(|| damaged("a strip lies beyond the page"))?;
    if let (Coding::Ccitt(coding), true) = (&layout.coding, chunk.stored_width == page_width) {
        // Straight onto the page: almost every scan is one strip of this kind.
        return ccitt::decode(*coding, &layout.tone, chunk, rows);
    }
    let mut gray = vec![255; chunk.stored_width * chunk.rows_on_page];
    match &layout.coding {
        Coding::Ccitt(coding) => ccitt::decode(*coding, &layout.tone, chunk, &mut gray)?,
        Coding::Jpeg { tables } => {
            let size = (chunk.stored_width, chunk.rows_on_page);
            gray = super::jpeg::decode_in_tiff(&chunk.data, *tables, layout.tone.jpeg_colors(), size, limits)?;
        }
        Coding::Bytes(packing) => {
            let row_bytes = layout.depth.row_bytes(chunk.stored_width);
            let mut packed = unpack::unpack(*packing, &chunk.data, row_bytes * chunk.rows_on_page)?;
            if layout.differences {
                unpack::undo_differences(&mut packed, row_bytes, layout.depth)?;
            }
            let reader = RowReader::new(layout.depth, &layout.tone);
            for (from, to) in packed
                .chunks_exact(row_bytes)
                .zip(gray.chunks_exact_mut(chunk.stored_width))
            {
                reader.gray(from, to);
            }
        }
    }
    let visible = chunk.stored_width.min(page_width - chunk.left);
    for (from, to) in gray
        .chunks_exact(chunk.stored_width)
        .zip(rows.chunks_exact_mut(page_width))
    {
        to[chunk.left..chunk.left + visible].copy_from_slice(&from[..visible]);
    }
    Ok(())
}
