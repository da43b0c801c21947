//! Image files as scanners write them: TIFF (G4, JPEG, LZW; one or many pages), JPEG, PNG; always with their resolution.

use super::SamplesError;
use super::canvas::Canvas;
use crate::geometry::{Dpi, round_u8};
use fax::encoder::Encoder;
use fax::{Color, VecWriter};
use image::codecs::jpeg::{JpegEncoder, PixelDensity};
use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, ImageEncoder as _};
use std::io::Cursor;
use std::path::Path;
use tiff::encoder::{Compression, Rational, TiffEncoder, colortype::Gray8};
use tiff::tags::ResolutionUnit;

/// The form of an image file.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum Form {
    /// Bitonal TIFF, CCITT group 4.
    G4,
    /// Bitonal TIFF, CCITT group 4, with black stored as zero.
    G4Inverted,
    /// Grey TIFF, LZW.
    LzwTiff,
    /// Grey TIFF with a JPEG of this quality inside.
    JpegTiff(u8),
    /// Grey JPEG of this quality.
    Jpeg(u8),
    /// Colour JPEG of this quality; the paper has this colour.
    ColourJpeg(u8, [u8; 3]),
    /// Grey PNG.
    Png,
}

impl Form {
    /// The file's extension.
    pub(crate) fn extension(self) -> &'static str {
        match self {
            Form::G4 | Form::G4Inverted | Form::LzwTiff | Form::JpegTiff(_) => "tif",
            Form::Jpeg(_) | Form::ColourJpeg(..) => "jpg",
            Form::Png => "png",
        }
    }
}

/// Writes a file, or says which could not be written and why.
pub(crate) fn save(path: &Path, bytes: &[u8]) -> Result<(), SamplesError> {
    std::fs::write(path, bytes).map_err(|source| SamplesError::write(path, source))
}

/// The bytes of a file with this one page.
pub(crate) fn encode(page: &Canvas, form: Form) -> Vec<u8> {
    let (w, h) = page.size();
    let dpi = dpi_of(page);
    match form {
        Form::G4 | Form::G4Inverted | Form::JpegTiff(_) => tiff_file(&[strip(page, form)]),
        Form::LzwTiff => lzw_tiff(page),
        Form::Jpeg(quality) => jpeg(&page.grey, w, h, dpi, quality, ExtendedColorType::L8),
        Form::ColourJpeg(quality, paper) => {
            let rgb: Vec<u8> = page
                .grey
                .iter()
                .flat_map(|grey| paper.map(|part| round_u8(f32::from(*grey) * f32::from(part) / 255.0)))
                .collect();
            jpeg(&rgb, w, h, dpi, quality, ExtendedColorType::Rgb8)
        }
        Form::Png => png(page),
    }
}

fn dpi_of(page: &Canvas) -> u16 {
    Dpi::new(page.dpi)
        .expect("pages are drawn at scanners' resolutions")
        .get()
}

fn jpeg(pixels: &[u8], w: u32, h: u32, dpi: u16, quality: u8, colour: ExtendedColorType) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut out, quality);
    encoder.set_pixel_density(PixelDensity::dpi(dpi));
    encoder
        .encode(pixels, w, h, colour)
        .expect("an image of a page's size is encoded in memory without fail");
    out
}

fn png(page: &Canvas) -> Vec<u8> {
    let (w, h) = page.size();
    let mut out = Vec::new();
    PngEncoder::new(&mut out)
        .write_image(&page.grey, w, h, ExtendedColorType::L8)
        .expect("an image of a page's size is encoded in memory without fail");
    // The encoder states no resolution: put the chunk for it after the header, which is always 33 bytes.
    let per_metre = u32::try_from((u64::from(dpi_of(page)) * 10_000 + 127) / 254).expect("resolutions are small");
    let mut chunk = b"pHYs".to_vec();
    chunk.extend(per_metre.to_be_bytes());
    chunk.extend(per_metre.to_be_bytes());
    chunk.push(1);
    let sum = crc(&chunk);
    let framed: Vec<u8> = [&9_u32.to_be_bytes()[..], &chunk, &sum.to_be_bytes()].concat();
    out.splice(33..33, framed);
    out
}

/// The check sum of PNG chunks.
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0_u32, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            if sum & 1 == 1 {
                (sum >> 1) ^ 0xEDB8_8320
            } else {
                sum >> 1
            }
        })
    })
}

fn lzw_tiff(page: &Canvas) -> Vec<u8> {
    let (w, h) = page.size();
    let mut out = Cursor::new(Vec::new());
    let written = TiffEncoder::new(&mut out).and_then(|encoder| {
        let mut encoder = encoder.with_compression(Compression::Lzw);
        let mut image = encoder.new_image::<Gray8>(w, h)?;
        let dpi = Rational {
            n: u32::from(dpi_of(page)),
            d: 1,
        };
        image.resolution(ResolutionUnit::Inch, dpi);
        image.write_data(&page.grey)
    });
    written.expect("an image of a page's size is encoded in memory without fail");
    out.into_inner()
}

/// One page of a TIFF that is written strip and tags by hand.
pub(crate) struct Strip {
    size: (u32, u32),
    dpi: u16,
    /// Bits a sample, compression, photometric interpretation.
    kind: (u16, u16, u16),
    data: Vec<u8>,
}

/// A page in the form of a TIFF's single strip; forms that are no such TIFF become G4.
pub(crate) fn strip(page: &Canvas, form: Form) -> Strip {
    let (w, h) = page.size();
    let dpi = dpi_of(page);
    let (kind, data) = match form {
        Form::JpegTiff(quality) => ((8, 7, 1), jpeg(&page.grey, w, h, dpi, quality, ExtendedColorType::L8)),
        Form::G4Inverted => ((1, 4, 1), group_4(page, Color::White, Color::Black)),
        _ => ((1, 4, 0), group_4(page, Color::Black, Color::White)),
    };
    Strip {
        size: (w, h),
        dpi,
        kind,
        data,
    }
}

fn group_4(page: &Canvas, dark: Color, light: Color) -> Vec<u8> {
    let mut encoder = Encoder::new(VecWriter::new());
    let width = u16::try_from(page.width).expect("pages are narrower than 65,536 pixels");
    for row in page.grey.chunks_exact(page.width) {
        let line = row.iter().map(|p| if *p < 128 { dark } else { light });
        match encoder.encode_line(line, width) {
            Ok(()) => {}
            Err(never) => match never {},
        }
    }
    match encoder.finish() {
        Ok(writer) => writer.finish(),
        Err(never) => match never {},
    }
}

/// A little-endian TIFF of these pages.
pub(crate) fn tiff_file(pages: &[Strip]) -> Vec<u8> {
    const ENTRIES: u16 = 12;
    let mut out = b"II*\0\0\0\0\0".to_vec();
    let mut link = 4;
    for page in pages {
        let long = |value: usize| u32::try_from(value).expect("the file is far below 4 GB");
        let data_at = out.len();
        out.extend(&page.data);
        if out.len() % 2 == 1 {
            out.push(0);
        }
        let resolution_at = out.len();
        out.extend(u32::from(page.dpi).to_le_bytes());
        out.extend(1_u32.to_le_bytes());
        let directory = long(out.len());
        out[link..link + 4].copy_from_slice(&directory.to_le_bytes());
        out.extend(ENTRIES.to_le_bytes());
        let (bits, compression, photometric) = page.kind;
        const SHORT: u16 = 3;
        const LONG: u16 = 4;
        const RATIONAL: u16 = 5;
        let entries: [(u16, u16, u32); 12] = [
            (256, LONG, page.size.0),
            (257, LONG, page.size.1),
            (258, SHORT, u32::from(bits)),
            (259, SHORT, u32::from(compression)),
            (262, SHORT, u32::from(photometric)),
            (273, LONG, long(data_at)),
            (277, SHORT, 1),
            (278, LONG, page.size.1),
            (279, LONG, long(page.data.len())),
            (282, RATIONAL, long(resolution_at)),
            (283, RATIONAL, long(resolution_at)),
            (296, SHORT, 2),
        ];
        for (tag, kind, value) in entries {
            out.extend(tag.to_le_bytes());
            out.extend(kind.to_le_bytes());
            out.extend(1_u32.to_le_bytes());
            out.extend(value.to_le_bytes());
        }
        link = out.len();
        out.extend([0; 4]);
    }
    out
}
