//! Good scans: whatever the coding, the picture is the one that was scanned.

use crate::scans::{self, Order, Page, Value, check, gray_check, one_page, tiff};
use image::{GrayImage, imageops};
use lockbox::config::IntakeLimits;
use lockbox::geometry::Dpi;
use lockbox::page::decode::decode;

const W: u32 = 203;
const H: u32 = 61;

#[track_caller]
fn expect_picture(bytes: &[u8], frame: u32, picture: &GrayImage) {
    let raster = decode(bytes, frame, &IntakeLimits::default()).unwrap();
    assert_eq!(raster.gray.dimensions(), picture.dimensions());
    assert!(raster.gray.as_raw() == picture.as_raw(), "the pixels differ");
    assert_eq!(raster.dpi, Dpi::new(200.0));
}

/// JPEG changes pixels: none by more than `most`.
#[track_caller]
fn expect_about(bytes: &[u8], picture: &GrayImage, most: u8) {
    let raster = decode(bytes, 0, &IntakeLimits::default()).unwrap();
    assert_eq!(raster.gray.dimensions(), picture.dimensions());
    let apart = raster.gray.as_raw().iter().zip(picture.as_raw());
    let worst = apart.map(|(a, b)| a.abs_diff(*b)).max().unwrap();
    assert!(worst <= most, "a pixel is {worst} off");
}

fn inverted(picture: &GrayImage) -> GrayImage {
    let mut inverted = picture.clone();
    imageops::invert(&mut inverted);
    inverted
}

#[test]
fn group_4_of_both_photometric_interpretations() {
    let picture = check(W, H);
    expect_picture(&one_page(Page::group4(&picture)), 0, &picture);
    // Python's imaging library writes black as zero, with the runs the other way round.
    let black_is_zero = Page::new(W, H, 4, 1, scans::group4(&inverted(&picture)));
    expect_picture(&one_page(black_is_zero), 0, &picture);
    let wide = check(2600, 40);
    expect_picture(&one_page(Page::group4(&wide)), 0, &wide);
}

#[test]
fn fax_codings_of_both_bit_orders() {
    let picture = check(W, H);
    for (compression, options, coded) in [
        (2, 0, scans::one_dimensional(&picture, false)),
        (3, 0, scans::one_dimensional(&picture, true)),
        (4, 0, scans::group4(&picture)),
    ] {
        let page = |strip| Page::new(W, H, compression, 0, strip).with(292, Value::Long(vec![options]));
        expect_picture(&one_page(page(coded.clone())), 0, &picture);
        let backward = page(scans::reversed(&coded)).short(266, 2);
        expect_picture(&one_page(backward), 0, &picture);
    }
}

#[test]
fn several_strips_and_motorola_order() {
    let picture = check(W, H);
    let mut page = Page::new(W, H, 4, 0, Vec::new()).with(278, Value::Long(vec![16]));
    page.strips = (0..4)
        .map(|strip| {
            let height = 16.min(H - strip * 16);
            scans::group4(&imageops::crop_imm(&picture, 0, strip * 16, W, height).to_image())
        })
        .collect();
    for order in [Order::Intel, Order::Motorola] {
        expect_picture(&tiff(order, &[page.clone()]), 0, &picture);
    }
}

#[test]
fn uncompressed_packed_and_deflated_bits() {
    let picture = check(W, H);
    let bits = scans::bits(&picture);
    let lzw = weezl::encode::Encoder::with_tiff_size_switch(weezl::BitOrder::Msb, 8)
        .encode(&bits)
        .unwrap();
    let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    std::io::Write::write_all(&mut zlib, &bits).unwrap();
    let deflated = zlib.finish().unwrap();
    let literals = bits.chunks(128).flat_map(|run| {
        let length = u8::try_from(run.len() - 1).unwrap();
        std::iter::once(length).chain(run.iter().copied())
    });
    for (compression, strip) in [
        (1, bits.clone()),
        (5, lzw),
        (8, deflated.clone()),
        (32946, deflated),
        (32773, literals.collect()),
    ] {
        expect_picture(&one_page(Page::new(W, H, compression, 0, strip)), 0, &picture);
    }
    let black_is_zero = bits.iter().map(|byte| !byte).collect();
    expect_picture(&one_page(Page::new(W, H, 1, 1, black_is_zero)), 0, &picture);
    expect_picture(
        &one_page(Page::new(W, H, 1, 0, scans::reversed(&bits)).short(266, 2)),
        0,
        &picture,
    );
    let no_length = Page::new(W, H, 1, 0, bits).without(258).without(277).without(278);
    expect_picture(&one_page(no_length), 0, &picture);
}

#[test]
fn grey_of_8_and_16_bits_and_colour() {
    let picture = gray_check(W, H);
    let pixels = picture.as_raw().clone();
    let page = |photometric, strip| Page::new(W, H, 1, photometric, strip).short(258, 8);
    expect_picture(&one_page(page(1, pixels.clone())), 0, &picture);
    expect_picture(&one_page(page(0, inverted(&picture).into_raw())), 0, &picture);
    let deep = |low_first: bool| {
        let pair = move |&gray: &u8| if low_first { [9, gray] } else { [gray, 9] };
        page(1, pixels.iter().flat_map(pair).collect()).short(258, 16)
    };
    expect_picture(&tiff(Order::Intel, &[deep(true)]), 0, &picture);
    expect_picture(&tiff(Order::Motorola, &[deep(false)]), 0, &picture);
    let rgb = pixels.iter().flat_map(|&gray| [gray; 3]).collect();
    let rgb = page(2, rgb).short(277, 3).with(258, Value::Short(vec![8; 3]));
    expect_picture(&one_page(rgb), 0, &picture);
    let map = (0..3).flat_map(|_| (0..=255_u16).rev().map(|gray| gray << 8)).collect();
    let palette = page(3, inverted(&picture).into_raw()).with(320, Value::Short(map));
    expect_picture(&one_page(palette), 0, &picture);
}

#[test]
fn lzw_with_differences() {
    let picture = gray_check(W, H);
    let mut differences = picture.as_raw().clone();
    for row in differences.chunks_exact_mut(W as usize) {
        for at in (1..row.len()).rev() {
            row[at] = row[at].wrapping_sub(row[at - 1]);
        }
    }
    let strip = weezl::encode::Encoder::with_tiff_size_switch(weezl::BitOrder::Msb, 8)
        .encode(&differences)
        .unwrap();
    let page = Page::new(W, H, 5, 1, strip).short(258, 8).short(317, 2);
    expect_picture(&one_page(page), 0, &picture);
}

#[test]
fn tiles_that_stick_out_over_the_page() {
    let picture = gray_check(W, H);
    let mut page = Page::new(W, H, 1, 1, Vec::new())
        .short(258, 8)
        .short(322, 64)
        .short(323, 32)
        .without(278);
    page.strips.clear();
    for (top, left) in [0, 32]
        .into_iter()
        .flat_map(|top| [0, 64, 128, 192].map(|left| (top, left)))
    {
        let gray = |x, y| picture.get_pixel_checked(x, y).map_or(77, |pixel| pixel.0[0]);
        let tile = (0..32).flat_map(|y| (0..64).map(move |x| (x, y)));
        page.strips.push(tile.map(|(x, y)| gray(left + x, top + y)).collect());
    }
    expect_picture(&one_page(page), 0, &picture);
}

#[test]
fn jpeg_alone_and_inside_a_tiff() {
    let picture = gray_check(W, H);
    let stream = scans::jpeg(&picture);
    let alone = decode(&stream, 0, &IntakeLimits::default()).unwrap();
    assert_eq!(alone.dpi, Dpi::new(200.0));
    expect_about(&stream, &picture, 40);
    let inside = Page::new(W, H, 7, 1, stream.clone()).short(258, 8);
    expect_picture(&one_page(inside), 0, &alone.gray);
    let inverted_inside = Page::new(W, H, 7, 0, stream).short(258, 8);
    expect_picture(&one_page(inverted_inside), 0, &inverted(&alone.gray));
    let rgb = image::DynamicImage::ImageLuma8(picture.clone()).into_rgb8();
    let mut colors = Vec::new();
    image::codecs::jpeg::JpegEncoder::new_with_quality(&mut colors, 90)
        .encode_image(&rgb)
        .unwrap();
    expect_about(&colors, &picture, 40);
    let inside = Page::new(W, H, 7, 6, colors)
        .with(258, Value::Short(vec![8; 3]))
        .short(277, 3);
    expect_about(&one_page(inside), &picture, 40);
}

#[test]
fn png_of_every_depth() {
    use png::{BitDepth, ColorType};
    let picture = check(W, H);
    let bits: Vec<u8> = scans::bits(&picture).iter().map(|byte| !byte).collect();
    expect_picture(
        &scans::png(W, H, ColorType::Grayscale, BitDepth::One, &bits),
        0,
        &picture,
    );
    let picture = gray_check(W, H);
    expect_picture(&scans::gray_png(&picture), 0, &picture);
    let with = |each: fn(u8) -> Vec<u8>| picture.as_raw().iter().flat_map(|&gray| each(gray)).collect::<Vec<_>>();
    for (color, depth, samples) in [
        (ColorType::Grayscale, BitDepth::Sixteen, with(|gray| vec![gray, 3])),
        (ColorType::GrayscaleAlpha, BitDepth::Eight, with(|gray| vec![gray, 255])),
        (ColorType::Rgb, BitDepth::Eight, with(|gray| vec![gray; 3])),
        (
            ColorType::Rgba,
            BitDepth::Eight,
            with(|gray| vec![gray, gray, gray, 255]),
        ),
    ] {
        expect_picture(&scans::png(W, H, color, depth, &samples), 0, &picture);
    }
    let clear = scans::png(
        W,
        H,
        ColorType::GrayscaleAlpha,
        BitDepth::Eight,
        &with(|gray| vec![gray, 0]),
    );
    expect_picture(&clear, 0, &GrayImage::from_pixel(W, H, image::Luma([255])));
}

#[test]
fn the_orientation_tag_is_followed() {
    let picture = check(W, H);
    type Turn = fn(&GrayImage) -> GrayImage;
    let stored: [(u16, Turn); 8] = [
        (1, |picture| picture.clone()),
        (2, |picture| imageops::flip_horizontal(picture)),
        (3, |picture| imageops::rotate180(picture)),
        (4, |picture| imageops::flip_vertical(picture)),
        (5, |picture| imageops::flip_horizontal(&imageops::rotate90(picture))),
        (6, |picture| imageops::rotate270(picture)),
        (7, |picture| imageops::flip_horizontal(&imageops::rotate270(picture))),
        (8, |picture| imageops::rotate90(picture)),
    ];
    for (orientation, turn) in stored {
        let page = Page::group4(&turn(&picture)).short(274, orientation);
        expect_picture(&one_page(page), 0, &picture);
    }
}

#[test]
fn resolutions_in_inches_centimetres_and_none() {
    let dpi = |page: Page| decode(&one_page(page), 0, &IntakeLimits::default()).unwrap().dpi;
    let page = || Page::group4(&check(W, H));
    assert_eq!(dpi(page().without(296)), Dpi::new(200.0));
    let centimetres = page()
        .short(296, 3)
        .with(282, Value::Rational(7874, 100))
        .with(283, Value::Rational(7874, 100));
    assert_eq!(dpi(centimetres), Dpi::new(200.0));
    assert_eq!(dpi(page().short(296, 1)), None);
    assert_eq!(dpi(page().without(282).without(283)), None);
    let nonsense = |over, under| {
        page()
            .with(282, Value::Rational(over, under))
            .with(283, Value::Rational(over, under))
    };
    assert_eq!(dpi(nonsense(200, 0)), None);
    assert_eq!(dpi(nonsense(72, 1)), None);
    assert_eq!(dpi(nonsense(u32::MAX, 1)), None);
}

#[test]
fn a_fax_of_204_x_98_is_made_square() {
    let page = Page::group4(&check(W, H))
        .with(282, Value::Rational(204, 1))
        .with(283, Value::Rational(98, 1));
    let raster = decode(&one_page(page), 0, &IntakeLimits::default()).unwrap();
    assert_eq!(raster.gray.dimensions(), (W, 127));
    assert_eq!(raster.dpi, Dpi::new(204.0));
}

#[test]
fn each_page_of_a_file_of_many_is_its_own() {
    let pictures: Vec<GrayImage> = (0..30).map(|page| check(64 + page, 40)).collect();
    let pages: Vec<Page> = pictures.iter().map(Page::group4).collect();
    let file = tiff(Order::Intel, &pages);
    for (frame, picture) in (0..).zip(&pictures) {
        expect_picture(&file, frame, picture);
    }
    assert!(decode(&file, 30, &IntakeLimits::default()).is_err());
}
