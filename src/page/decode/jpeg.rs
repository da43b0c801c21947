//! JPEG, alone or inside a TIFF, by `zune-jpeg`: the only file that knows that crate.

mod header;

use super::samples::{Depth, JpegColors, RowReader, Tone};
use super::{Stored, check_size, gray_image};
use crate::config::IntakeLimits;
use crate::geometry::index;
use crate::intake::image_file::{Format, Unreadable};
use header::Header;
use std::borrow::Cow;
use zune_core::bytestream::ZCursor;
use zune_core::colorspace::ColorSpace;
use zune_core::options::DecoderOptions;
use zune_jpeg::JpegDecoder;
use zune_jpeg::errors::DecodeErrors;

/// The most scans of a progressive JPEG: writers use about ten, attackers thousands.
const MAX_SCANS: usize = 40;

fn damaged(what: impl std::fmt::Display) -> Unreadable {
    Unreadable::damaged(Format::Jpeg, what)
}

pub(super) fn decode(bytes: &[u8], limits: &IntakeLimits) -> Result<Stored, Unreadable> {
    let header = Header::of(bytes)?;
    check_size(Format::Jpeg, header.width, header.height, limits)?;
    let pixels = gray(bytes, &header, header.colors()?)?;
    Ok(Stored {
        gray: gray_image(Format::Jpeg, header.width, header.height, pixels)?,
        resolution: header.resolution,
        orientation: header.orientation,
    })
}

/// A strip or tile of a TIFF, its common `tables` put before it. Gives rows of `size.0` pixels, at least `size.1` of them.
pub(super) fn decode_in_tiff(
    data: &[u8],
    tables: Option<&[u8]>,
    colors: JpegColors,
    size: (usize, usize),
    limits: &IntakeLimits,
) -> Result<Vec<u8>, Unreadable> {
    let tables = tables
        .and_then(|tables| tables.strip_suffix(&[0xFF, 0xD9]))
        .unwrap_or(&[]);
    let stream = if tables.len() > 2 {
        let after_start = data.strip_prefix(&[0xFF, 0xD8]).unwrap_or(data);
        Cow::Owned([tables, after_start].concat())
    } else {
        Cow::Borrowed(data)
    };
    let header = Header::of(&stream)?;
    check_size(Format::Jpeg, header.width, header.height, limits)?;
    if index(header.width) != size.0 || index(header.height) < size.1 {
        return Err(damaged("a strip's size is not what its TIFF says"));
    }
    let colors = match (colors, header.components) {
        (JpegColors::First | JpegColors::FirstInverted, 1 | 3) | (JpegColors::Rgb, 3) | (JpegColors::Cmyk, 4) => colors,
        _ => return Err(damaged("a strip's colours are not what its TIFF says")),
    };
    let mut pixels = gray(&stream, &header, colors)?;
    if colors == JpegColors::FirstInverted {
        for pixel in &mut pixels {
            *pixel = 255 - *pixel;
        }
    }
    Ok(pixels)
}

/// Decodes a stream to `width * height` greys.
fn gray(stream: &[u8], header: &Header, colors: JpegColors) -> Result<Vec<u8>, Unreadable> {
    // The decoder forgives a stream that just ends and paints the rest grey; a scan that was cut off must not look whole.
    header::check_end(stream, header.scan_at)?;
    let (wanted, tone) = match colors {
        JpegColors::First | JpegColors::FirstInverted => (ColorSpace::Luma, None),
        JpegColors::Rgb => (ColorSpace::YCbCr, Some((3, Tone::Rgb { alpha: false }))),
        JpegColors::Cmyk => (ColorSpace::CMYK, Some((4, Tone::Cmyk))),
        JpegColors::Ycck => (ColorSpace::RGB, Some((3, Tone::Rgb { alpha: false }))),
    };
    let stream = match (colors, header.adobe) {
        // The decoder does not know this transform; it leaves luma and chroma alone if told to give them back.
        (JpegColors::Rgb, Some(adobe)) if adobe.transform != 1 => {
            let mut patched = stream.to_vec();
            patched[adobe.at] = 1;
            Cow::Owned(patched)
        }
        _ => Cow::Borrowed(stream),
    };
    let options = DecoderOptions::default()
        .set_strict_mode(true)
        .set_max_width(index(header.width))
        .set_max_height(index(header.height))
        .jpeg_set_max_scans(MAX_SCANS)
        .jpeg_set_out_colorspace(wanted);
    let broken = |error: DecodeErrors| damaged(first_line(&format!("{error:?}")));
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(&*stream), options);
    decoder.decode_headers().map_err(broken)?;
    if let (JpegColors::Rgb, Some(stored)) = (colors, decoder.input_colorspace()) {
        // What comes out as what it is taken for comes out unchanged.
        decoder.set_options(options.jpeg_set_out_colorspace(stored));
    }
    let pixels = decoder.decode().map_err(broken)?;
    let Some((samples, tone)) = tone else {
        return Ok(pixels);
    };
    let depth = Depth::new(8, samples, false).expect("three and four samples of 8 bits are read");
    let mut gray = vec![255; pixels.len() / depth.samples];
    RowReader::new(depth, &tone).gray(&pixels, &mut gray);
    if colors == JpegColors::Cmyk && header.adobe.is_some() {
        // Adobe's files store inks inverted.
        let inverted: Vec<u8> = pixels.iter().map(|ink| 255 - ink).collect();
        RowReader::new(depth, &tone).gray(&inverted, &mut gray);
    }
    Ok(gray)
}

/// A message short enough for a list of exceptions.
fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or("").chars().take(120).collect()
}
