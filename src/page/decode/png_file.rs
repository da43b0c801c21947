//! PNG, by the `png` crate: the only file that knows it.

use super::samples::{Depth, RowReader, Tone};
use super::{Stored, check_size, gray_image, luminance};
use crate::config::IntakeLimits;
use crate::geometry::index;
use crate::intake::image_file::{Format, Unreadable};
use png::{BitDepth, ColorType, Decoder, DecodingError, Info, Reader, Transformations, Unit};
use std::io::Cursor;

type PngReader<'a> = Reader<Cursor<&'a [u8]>>;

#[expect(clippy::needless_pass_by_value, reason = "the form that `map_err` wants")]
fn damaged(error: DecodingError) -> Unreadable {
    let text: String = error.to_string().chars().take(120).collect();
    Unreadable::damaged(Format::Png, text)
}

pub(super) fn decode(bytes: &[u8], limits: &IntakeLimits) -> Result<Stored, Unreadable> {
    let mut decoder = Decoder::new(Cursor::new(bytes));
    decoder.set_ignore_text_chunk(true);
    decoder.set_ignore_iccp_chunk(true);
    let info = decoder.read_header_info().map_err(damaged)?;
    check_size(Format::Png, info.width, info.height, limits)?;
    decoder.set_transformations(Transformations::IDENTITY);
    let reader = decoder.read_info().map_err(damaged)?;
    if reader.info().trns.is_none() {
        return read(reader);
    }
    // Single transparent colours are rare: the crate turns them into opacity.
    let mut decoder = Decoder::new(Cursor::new(bytes));
    decoder.set_transformations(Transformations::EXPAND);
    read(decoder.read_info().map_err(damaged)?)
}

fn read(mut reader: PngReader) -> Result<Stored, Unreadable> {
    let (color, bits) = reader.output_color_type();
    let (width, height) = reader.info().size();
    let resolution = resolution(reader.info());
    let interlaced = reader.info().interlaced;
    let (samples, tone) = tone(color, reader.info());
    let depth = Depth::new(bits_of(bits), samples, true)
        .ok_or_else(|| Unreadable::unsupported(Format::Png, format_args!("{samples} samples of {bits:?} bits")))?;
    let rows = RowReader::new(depth, &tone);
    let mut pixels = vec![255; index(width) * index(height)];
    if interlaced {
        let size = reader.output_buffer_size().unwrap_or(0);
        let mut stored = vec![0; size];
        reader.next_frame(&mut stored).map_err(damaged)?;
        let lines = stored.chunks_exact(depth.row_bytes(index(width)));
        for (line, to) in lines.zip(pixels.chunks_exact_mut(index(width))) {
            rows.gray(line, to);
        }
    } else {
        for to in pixels.chunks_exact_mut(index(width)) {
            let row = reader.next_row().map_err(damaged)?;
            let row = row.ok_or_else(|| Unreadable::damaged(Format::Png, "it holds fewer rows than it says"))?;
            rows.gray(row.data(), to);
        }
    }
    reader.finish().map_err(damaged)?;
    Ok(Stored {
        gray: gray_image(Format::Png, width, height, pixels)?,
        resolution,
        orientation: 1,
    })
}

fn bits_of(depth: BitDepth) -> u32 {
    match depth {
        BitDepth::One => 1,
        BitDepth::Two => 2,
        BitDepth::Four => 4,
        BitDepth::Eight => 8,
        BitDepth::Sixteen => 16,
    }
}

fn tone(color: ColorType, info: &Info) -> (u32, Tone) {
    match color {
        ColorType::Grayscale => (1, Tone::BlackIsZero),
        ColorType::GrayscaleAlpha => (2, Tone::Gray { alpha: true }),
        ColorType::Rgb => (3, Tone::Rgb { alpha: false }),
        ColorType::Rgba => (4, Tone::Rgb { alpha: true }),
        ColorType::Indexed => {
            let colors = info.palette.as_deref().unwrap_or_default().chunks_exact(3);
            let grays = colors.map(|color| luminance(color[0], color[1], color[2]));
            (1, Tone::Palette(grays.collect()))
        }
    }
}

fn resolution(info: &Info) -> (Option<f64>, Option<f64>) {
    const INCHES_IN_A_METRE: f64 = 0.0254;
    match info.pixel_dims {
        Some(dims) if dims.unit == Unit::Meter => (
            Some(f64::from(dims.xppu) * INCHES_IN_A_METRE),
            Some(f64::from(dims.yppu) * INCHES_IN_A_METRE),
        ),
        _ => (None, None),
    }
}
