//! How a TIFF page is laid out: coding, depth, tones, and where its strips or tiles lie. Every number in it is checked here.

use super::ccitt::CcittCoding;
use super::unpack::Packing;
use super::{damaged, unsupported};
use crate::geometry::index;
use crate::intake::image_file::Unreadable;
use crate::intake::tiff_directory::{ByteOrder, Directory};
use crate::page::decode::samples::{Depth, Tone};
use std::borrow::Cow;

/// How a page's strips or tiles are compressed.
pub(super) enum Coding<'a> {
    /// Group 3, Group 4 and modified Huffman: always bitonal.
    Ccitt(CcittCoding),
    /// A JPEG stream each, perhaps with common tables.
    Jpeg {
        /// Tag 347.
        tables: Option<&'a [u8]>,
    },
    /// Bytes, perhaps packed.
    Bytes(Packing),
}

/// A strip or a tile.
pub(super) struct Chunk<'a> {
    /// Its bytes in the file, in the order of bits that the codings expect.
    pub(super) data: Cow<'a, [u8]>,
    /// First column on the page.
    pub(super) left: usize,
    /// First row on the page.
    pub(super) top: usize,
    /// Pixels in each stored row; at least 1, and may stick out over the page's right edge.
    pub(super) stored_width: usize,
    /// Rows that are stored; of a tile some may lie below the page.
    pub(super) stored_rows: usize,
    /// Rows that lie on the page.
    pub(super) rows_on_page: usize,
}

/// Everything that is needed to decode a page.
pub(super) struct Layout<'a> {
    pub(super) coding: Coding<'a>,
    pub(super) depth: Depth,
    pub(super) tone: Tone,
    /// Each sample is stored as its difference from the one to its left (predictor 2).
    pub(super) differences: bool,
    pub(super) chunks: Vec<Chunk<'a>>,
}

impl<'a> Layout<'a> {
    pub(super) fn of(tags: &Directory<'a>, file: &'a [u8], width: u32, height: u32) -> Result<Self, Unreadable> {
        let coding = coding(tags)?;
        let depth = depth(tags)?;
        if matches!(coding, Coding::Ccitt(_)) && (depth.bits, depth.samples) != (1, 1) {
            return Err(damaged("a fax coding of something that is not bitonal"));
        }
        if depth.samples > 1 && tags.number(284).unwrap_or(1) == 2 {
            return Err(unsupported("colours in separate planes"));
        }
        let differences = match tags.number(317).unwrap_or(1) {
            2 => matches!(coding, Coding::Bytes(_)),
            1 => false,
            other => return Err(unsupported(format_args!("predictor {other}"))),
        };
        let tone = tone(tags, &coding, depth)?;
        let reversed = tags.number(266) == Some(2) && !matches!(coding, Coding::Jpeg { .. });
        let mut chunks = chunks(tags, file, index(width), index(height), &coding, depth)?;
        if reversed {
            for chunk in &mut chunks {
                chunk.data = chunk.data.iter().map(|byte| byte.reverse_bits()).collect();
            }
        }
        Ok(Layout {
            coding,
            depth,
            tone,
            differences,
            chunks,
        })
    }
}

fn coding<'a>(tags: &Directory<'a>) -> Result<Coding<'a>, Unreadable> {
    let group3 = tags.number(292).unwrap_or(0);
    let group4 = tags.number(293).unwrap_or(0);
    match tags.number(259).unwrap_or(1) {
        1 => Ok(Coding::Bytes(Packing::None)),
        2 => Ok(Coding::Ccitt(CcittCoding::ModifiedHuffman)),
        3 | 4 if (group3 | group4) & 2 != 0 => Err(unsupported("fax coding with uncompressed passages")),
        3 if group3 & 1 != 0 => Ok(Coding::Ccitt(CcittCoding::Group3TwoDimensional)),
        3 => Ok(Coding::Ccitt(CcittCoding::Group3)),
        4 => Ok(Coding::Ccitt(CcittCoding::Group4)),
        5 => Ok(Coding::Bytes(Packing::Lzw)),
        7 => Ok(Coding::Jpeg { tables: tags.raw(347) }),
        8 | 32946 => Ok(Coding::Bytes(Packing::Deflate)),
        32773 => Ok(Coding::Bytes(Packing::PackBits)),
        6 => Err(unsupported("JPEG of the old style (compression 6)")),
        other => Err(unsupported(format_args!("compression {other}"))),
    }
}

fn depth(tags: &Directory) -> Result<Depth, Unreadable> {
    let samples = tags.number(277).unwrap_or(1);
    let bits = tags.numbers(258)?;
    let first = bits.first().copied().unwrap_or(1);
    if bits.iter().any(|&other| other != first) {
        return Err(unsupported("samples of different depths"));
    }
    if tags.number(339).is_some_and(|format| format != 1 && format != 4) {
        return Err(unsupported("samples that are no whole numbers"));
    }
    let big_endian = tags.order() == ByteOrder::BigEndian;
    Depth::new(first, samples, big_endian)
        .ok_or_else(|| unsupported(format_args!("{samples} samples of {first} bits a pixel")))
}

fn tone(tags: &Directory, coding: &Coding, depth: Depth) -> Result<Tone, Unreadable> {
    let fax = matches!(coding, Coding::Ccitt(_));
    let photometric = tags.number(262).unwrap_or(u32::from(!fax));
    let tone = match (photometric, depth.samples) {
        // A mask (4) is drawn in ones.
        (0 | 4, 1) => Tone::WhiteIsZero,
        (1, 1) => Tone::BlackIsZero,
        (0, 2..) => return Err(unsupported("inverted grey with further samples")),
        (1, 2..) => Tone::Gray {
            alpha: tags.number(338) == Some(2),
        },
        (2, 3..) => Tone::Rgb {
            alpha: depth.samples == 4 && tags.number(338) == Some(2),
        },
        (3, 1) => palette(tags, depth)?,
        (5, 4) => Tone::Cmyk,
        (6, 3) if matches!(coding, Coding::Jpeg { .. }) => Tone::YCbCr,
        (other, samples) => return Err(unsupported(format_args!("photometric {other} with {samples} samples"))),
    };
    Ok(tone)
}

/// A colour map as the grey of each index: all reds, then all greens, then all blues, 16 bits each.
fn palette(tags: &Directory, depth: Depth) -> Result<Tone, Unreadable> {
    let map = tags.numbers(320)?;
    let colors = 1_usize << depth.bits.min(8);
    if depth.bits > 8 || map.len() != 3 * colors {
        return Err(damaged("its palette does not fit its pixels"));
    }
    let high = |value: u32| value.to_le_bytes()[1];
    let (red, rest) = map.split_at(colors);
    let (green, blue) = rest.split_at(colors);
    let grays = red.iter().zip(green).zip(blue);
    Ok(Tone::Palette(
        grays
            .map(|((&red, &green), &blue)| crate::page::decode::luminance(high(red), high(green), high(blue)))
            .collect(),
    ))
}

fn chunks<'a>(
    tags: &Directory,
    file: &'a [u8],
    width: usize,
    height: usize,
    coding: &Coding,
    depth: Depth,
) -> Result<Vec<Chunk<'a>>, Unreadable> {
    let tiled = tags.number(322).is_some();
    let number = |tag| tags.number(tag).map_or(0, index);
    let (stored_width, stored_rows) = if tiled {
        (number(322), number(323))
    } else {
        (width, tags.number(278).map_or(height, index).min(height))
    };
    if stored_width == 0 || stored_rows == 0 {
        return Err(damaged("its strips or tiles have no size"));
    }
    // Small pages have tiles larger than themselves, but not by much.
    if tiled && (stored_width.saturating_mul(stored_rows) > (width * height).max(1 << 20)) {
        return Err(damaged("its tiles are larger than the page"));
    }
    let across = width.div_ceil(stored_width);
    let expected = across * height.div_ceil(stored_rows);
    let offsets = tags.numbers(if tiled { 324 } else { 273 })?;
    let mut lengths = tags.numbers(if tiled { 325 } else { 279 })?;
    if lengths.is_empty() && expected == 1 && !offsets.is_empty() {
        // Some writers leave out the length of an only strip: an uncompressed one is known, of a coding the rest of the file may belong to it.
        let known = match coding {
            Coding::Bytes(Packing::None) => depth.row_bytes(width) * height,
            _ => file.len().saturating_sub(index(offsets[0])),
        };
        lengths = vec![u32::try_from(known).unwrap_or(u32::MAX)];
    }
    if offsets.len() < expected || lengths.len() < expected {
        return Err(damaged(format_args!(
            "{expected} strips or tiles are needed, {} are listed",
            offsets.len().min(lengths.len())
        )));
    }
    let place = |(number, (offset, length)): (usize, (u32, u32))| {
        let (offset, length) = (index(offset), index(length));
        let top = number / across * stored_rows;
        let end = offset.checked_add(length);
        let data = end.and_then(|end| file.get(offset..end));
        let rows_on_page = stored_rows.min(height - top);
        Ok(Chunk {
            data: Cow::Borrowed(data.ok_or_else(|| damaged("it ends before its pixels do"))?),
            left: number % across * stored_width,
            top,
            stored_width,
            stored_rows: if tiled { stored_rows } else { rows_on_page },
            rows_on_page,
        })
    };
    let listed = offsets.into_iter().zip(lengths);
    listed.take(expected).enumerate().map(place).collect()
}
