//! Scans made in code: pictures, and every coding of them that a scanner may write.

use fax::{BitWriter, Bits, Color, VecWriter, encoder::Encoder};
use image::GrayImage;

/// The part of a check that the tests look at: a black frame, printed lines of unequal length, a diagonal scratch. Bitonal.
pub(crate) fn check(width: u32, height: u32) -> GrayImage {
    GrayImage::from_fn(width, height, |x, y| {
        let frame = x < 3 || y < 2 || x + 3 >= width || y + 2 >= height;
        let line = y % 12 < 2 && x > 8 && x < width / 2 + (y * 7) % 31 && x % 5 != 0;
        let scratch = x.abs_diff(y * 2) < 2;
        image::Luma([if frame || line || scratch { 0 } else { 255 }])
    })
}

/// A grey picture: a soft slope over the check.
pub(crate) fn gray_check(width: u32, height: u32) -> GrayImage {
    let mut gray = check(width, height);
    for (x, y, pixel) in gray.enumerate_pixels_mut() {
        let shade = u8::try_from((x + y) % 60).unwrap();
        pixel.0[0] = if pixel.0[0] == 0 { shade } else { 255 - shade };
    }
    gray
}

fn rows(picture: &GrayImage) -> impl Iterator<Item = &[u8]> {
    picture.as_raw().chunks_exact(picture.width() as usize)
}

/// Group 4, as every sorter writes it.
pub(crate) fn group4(picture: &GrayImage) -> Vec<u8> {
    let mut encoder = Encoder::new(VecWriter::new());
    let width = u16::try_from(picture.width()).unwrap();
    for row in rows(picture) {
        let colors = row
            .iter()
            .map(|&gray| if gray < 128 { Color::Black } else { Color::White });
        encoder.encode_line(colors, width).unwrap();
    }
    encoder.finish().unwrap().finish()
}

/// One-dimensional coding: of modified Huffman, each row at a byte's beginning; of Group 3, behind end-of-line codes.
pub(crate) fn one_dimensional(picture: &GrayImage, end_of_line: bool) -> Vec<u8> {
    let mut writer = VecWriter::new();
    for row in rows(picture) {
        if end_of_line {
            writer.write(Bits { data: 1, len: 12 }).unwrap();
        }
        let (mut at, mut black) = (0, false);
        while at < row.len() {
            let run = row[at..].iter().take_while(|&&gray| (gray < 128) == black).count();
            write_run(&mut writer, run, black);
            (at, black) = (at + run, !black);
        }
        if !end_of_line {
            writer.pad();
        }
    }
    writer.finish()
}

fn write_run(writer: &mut VecWriter, mut run: usize, black: bool) {
    let table = if black {
        &fax::maps::black::ENTRIES
    } else {
        &fax::maps::white::ENTRIES
    };
    let mut write = |run: usize| {
        let at = if run >= 64 { 63 + run / 64 } else { run };
        writer.write(table[at].1).unwrap();
    };
    if run >= 64 {
        write(run / 64 * 64);
        run %= 64;
    }
    write(run);
}

/// Rows of bits from the high end, 1 for black.
pub(crate) fn bits(picture: &GrayImage) -> Vec<u8> {
    let byte = |eight: &[u8]| {
        (0..8).fold(0, |byte, place| {
            byte << 1 | u8::from(eight.get(place).is_some_and(|&gray| gray < 128))
        })
    };
    rows(picture).flat_map(|row| row.chunks(8).map(byte)).collect()
}

pub(crate) fn reversed(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().map(|byte| byte.reverse_bits()).collect()
}

/// One page of a TIFF: its tags besides those of the strips, and its strips.
#[derive(Clone, Debug)]
pub(crate) struct Page {
    pub(crate) tags: Vec<(u16, Value)>,
    pub(crate) strips: Vec<Vec<u8>>,
}

#[derive(Clone, Debug)]
pub(crate) enum Value {
    Short(Vec<u16>),
    Long(Vec<u32>),
    Rational(u32, u32),
}

impl Page {
    /// Size, compression, photometric interpretation, one bit a pixel, 200 dpi, one strip.
    pub(crate) fn new(width: u32, height: u32, compression: u16, photometric: u16, strip: Vec<u8>) -> Self {
        let short = |value| Value::Short(vec![value]);
        Page {
            tags: vec![
                (256, Value::Long(vec![width])),
                (257, Value::Long(vec![height])),
                (258, short(1)),
                (259, short(compression)),
                (262, short(photometric)),
                (277, short(1)),
                (278, Value::Long(vec![height])),
                (282, Value::Rational(200, 1)),
                (283, Value::Rational(200, 1)),
                (296, short(2)),
            ],
            strips: vec![strip],
        }
    }

    /// A Group 4 page as sorters write it.
    pub(crate) fn group4(picture: &GrayImage) -> Self {
        Self::new(picture.width(), picture.height(), 4, 0, group4(picture))
    }

    /// With this tag, in place of one it has.
    pub(crate) fn with(mut self, tag: u16, value: Value) -> Self {
        self.tags.retain(|(other, _)| *other != tag);
        self.tags.push((tag, value));
        self
    }

    pub(crate) fn short(self, tag: u16, value: u16) -> Self {
        self.with(tag, Value::Short(vec![value]))
    }

    pub(crate) fn without(mut self, tag: u16) -> Self {
        self.tags.retain(|(other, _)| *other != tag);
        self
    }
}

/// `II` or `MM`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Order {
    Intel,
    Motorola,
}

impl Order {
    fn short(self, value: u16) -> [u8; 2] {
        match self {
            Order::Intel => value.to_le_bytes(),
            Order::Motorola => value.to_be_bytes(),
        }
    }

    fn long(self, value: usize) -> [u8; 4] {
        let value = u32::try_from(value).unwrap();
        match self {
            Order::Intel => value.to_le_bytes(),
            Order::Motorola => value.to_be_bytes(),
        }
    }

    /// Type, count and bytes of a value.
    fn field(self, value: &Value) -> (u16, usize, Vec<u8>) {
        match value {
            Value::Short(values) => (
                3,
                values.len(),
                values.iter().flat_map(|&one| self.short(one)).collect(),
            ),
            Value::Long(values) => {
                let bytes = values.iter().flat_map(|&one| self.long(one as usize)).collect();
                (4, values.len(), bytes)
            }
            Value::Rational(over, under) => {
                let bytes = [self.long(*over as usize), self.long(*under as usize)].concat();
                (5, 1, bytes)
            }
        }
    }
}

/// A TIFF file of these pages.
pub(crate) fn tiff(order: Order, pages: &[Page]) -> Vec<u8> {
    let mut file = match order {
        Order::Intel => b"II*\0".to_vec(),
        Order::Motorola => b"MM\0*".to_vec(),
    };
    file.extend([0; 4]);
    let mut link = 4;
    for page in pages {
        let mut tags = page.tags.clone();
        let (mut offsets, mut lengths) = (Vec::new(), Vec::new());
        for strip in &page.strips {
            offsets.push(u32::try_from(file.len()).unwrap());
            lengths.push(u32::try_from(strip.len()).unwrap());
            file.extend(strip);
        }
        let tiled = tags.iter().any(|(tag, _)| *tag == 322);
        tags.push((if tiled { 324 } else { 273 }, Value::Long(offsets)));
        tags.push((if tiled { 325 } else { 279 }, Value::Long(lengths)));
        tags.sort_by_key(|(tag, _)| *tag);
        let mut entries = Vec::new();
        for (tag, value) in &tags {
            let (kind, count, mut bytes) = order.field(value);
            if bytes.len() > 4 {
                let at = file.len();
                file.extend(bytes);
                bytes = order.long(at).to_vec();
            }
            bytes.resize(4, 0);
            entries.extend(order.short(*tag));
            entries.extend(order.short(kind));
            entries.extend(order.long(count));
            entries.extend(bytes);
        }
        let at = file.len();
        file.splice(link..link + 4, order.long(at));
        file.extend(order.short(u16::try_from(tags.len()).unwrap()));
        file.extend(entries);
        link = file.len();
        file.extend([0; 4]);
    }
    file
}

/// A one-page TIFF of the common kind.
pub(crate) fn one_page(page: Page) -> Vec<u8> {
    tiff(Order::Intel, &[page])
}

/// A grey JPEG at 200 dpi.
pub(crate) fn jpeg(picture: &GrayImage) -> Vec<u8> {
    use image::codecs::jpeg::{JpegEncoder, PixelDensity};
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, 90);
    encoder.set_pixel_density(PixelDensity::dpi(200));
    encoder.encode_image(picture).unwrap();
    bytes
}

/// A PNG of these samples at 200 dpi.
pub(crate) fn png(width: u32, height: u32, color: png::ColorType, depth: png::BitDepth, samples: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(color);
    encoder.set_depth(depth);
    encoder.set_pixel_dims(Some(png::PixelDimensions {
        xppu: 7874,
        yppu: 7874,
        unit: png::Unit::Meter,
    }));
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(samples).unwrap();
    writer.finish().unwrap();
    bytes
}

/// A grey PNG.
pub(crate) fn gray_png(picture: &GrayImage) -> Vec<u8> {
    let (width, height) = picture.dimensions();
    png(
        width,
        height,
        png::ColorType::Grayscale,
        png::BitDepth::Eight,
        picture.as_raw(),
    )
}
