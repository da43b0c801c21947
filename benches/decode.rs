//! Decoding one page of 1700 x 700: a coupon at 200 dpi, as sorters and scanners write it.

use criterion::{Criterion, criterion_group, criterion_main};
use fax::{Color, VecWriter, encoder::Encoder};
use image::GrayImage;
use lockbox::config::IntakeLimits;
use lockbox::page::decode::decode;
use std::hint::black_box;

const WIDTH: u32 = 1700;
const HEIGHT: u32 = 700;

/// Lines of something like print on paper with grain.
fn coupon() -> GrayImage {
    let mut state = 1_u32;
    GrayImage::from_fn(WIDTH, HEIGHT, |x, y| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let grain = u8::try_from(state >> 30).expect("two bits");
        let print = (y / 14) % 3 == 1 && (x + y / 14 * 13) % 19 < 4 && x % 400 > 190;
        image::Luma([if print { 20 + grain } else { 225 + grain }])
    })
}

/// The least TIFF there is: one Group 4 strip at 200 dpi.
fn group4(picture: &GrayImage) -> Vec<u8> {
    let mut encoder = Encoder::new(VecWriter::new());
    let width = u16::try_from(WIDTH).expect("below 65536");
    for row in picture.rows() {
        let colors = row.map(|pixel| if pixel.0[0] < 128 { Color::Black } else { Color::White });
        let Ok(()) = encoder.encode_line(colors, width);
    }
    let Ok(writer) = encoder.finish();
    let strip = writer.finish();
    let length = u32::try_from(strip.len()).expect("a small file");
    let tags = [
        (256, WIDTH),
        (257, HEIGHT),
        (258, 1),
        (259, 4),
        (262, 0),
        (273, 8),
        (277, 1),
        (278, HEIGHT),
        (279, length),
    ];
    let mut file = b"II*\0".to_vec();
    file.extend((8 + length).to_le_bytes());
    file.extend(strip);
    file.extend(9_u16.to_le_bytes());
    for (tag, value) in tags {
        file.extend(u16::to_le_bytes(tag));
        file.extend(4_u16.to_le_bytes());
        file.extend(1_u32.to_le_bytes());
        file.extend(value.to_le_bytes());
    }
    file.extend([0; 4]);
    file
}

fn decoding(criterion: &mut Criterion) {
    let picture = coupon();
    let color = image::DynamicImage::ImageLuma8(picture.clone()).into_rgb8();
    let mut jpeg = Vec::new();
    let mut color_jpeg = Vec::new();
    let mut png = std::io::Cursor::new(Vec::new());
    image::codecs::jpeg::JpegEncoder::new_with_quality(&mut jpeg, 75)
        .encode_image(&picture)
        .expect("a picture in memory");
    image::codecs::jpeg::JpegEncoder::new_with_quality(&mut color_jpeg, 75)
        .encode_image(&color)
        .expect("a picture in memory");
    picture
        .write_to(&mut png, image::ImageFormat::Png)
        .expect("a picture in memory");
    let limits = IntakeLimits::default();
    for (name, file) in [
        ("decode/group 4", group4(&picture)),
        ("decode/grey JPEG", jpeg),
        ("decode/colour JPEG", color_jpeg),
        ("decode/grey PNG", png.into_inner()),
    ] {
        criterion.bench_function(name, |bencher| {
            bencher.iter(|| decode(black_box(&file), 0, &limits).expect("a good scan"));
        });
    }
}

criterion_group!(benches, decoding);
criterion_main!(benches);
