//! Scan lines drawn here, with the damage that mail does to them.

use super::shapes::ink;
use super::*;
use crate::config::{Config, ConfigFile};
use crate::geometry::round_u8;
use image::Luma;

const CODE: &str = "4126127001234567892601010000120009";

/// A number generator for noise: the same every time.
struct Noise(u64);

impl Noise {
    fn next(&mut self) -> f64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        f64::from(u32::try_from(self.0 >> 33).unwrap()) / f64::from(1_u32 << 31)
    }
}

/// How a line is printed and scanned.
#[derive(Clone, Copy)]
struct Print {
    dpi: f64,
    /// Inches.
    height: f64,
    pitch: f64,
    weight: f64,
    /// Degrees by which it falls to the right.
    fall: f64,
    ink: f64,
    paper: f64,
    /// Blur in inches.
    blur: f64,
    /// Standard deviation, about.
    noise: f64,
    /// Every pixel black or white.
    bitonal: bool,
}

const OFFICE: Print = Print {
    dpi: 200.0,
    height: 0.105,
    pitch: 0.11,
    weight: 0.14,
    fall: 0.0,
    ink: 30.0,
    paper: 245.0,
    blur: 0.003,
    noise: 4.0,
    bitonal: false,
};

fn spaced(code: &str) -> String {
    if code.len() != 34 {
        return code.to_owned();
    }
    [&code[..6], &code[6..18], &code[18..24], &code[24..33], &code[33..]].join(" ")
}

/// A page of 8 x 3 inches with the line 0.5 in above its foot, the middle of the first digit 1.2 in from the left.
fn page(code: &str, print: Print) -> GrayImage {
    let text = spaced(code).into_bytes();
    let (sin, cos) = print.fall.to_radians().sin_cos();
    let mut noise = Noise(7);
    GrayImage::from_fn(round_u32(8.0 * print.dpi), round_u32(3.0 * print.dpi), |px, py| {
        let (x, y) = (f64::from(px) / print.dpi - 1.2, f64::from(py) / print.dpi - 2.2);
        let (along, down) = (x * cos + y * sin, y * cos - x * sin);
        let number = (along / print.pitch).round();
        let dark = usize::try_from(crate::geometry::round_i32(number))
            .ok()
            .and_then(|number| text.get(number))
            .filter(|c| c.is_ascii_digit() && down.abs() < print.height)
            .map_or(0.0, |c| {
                let place = ((along - number * print.pitch) / print.height, down / print.height);
                ink(
                    usize::from(c - b'0'),
                    print.weight,
                    1.0,
                    place,
                    print.blur / print.height,
                )
            });
        let grain = (noise.next() + noise.next() + noise.next() - 1.5) * 2.0 * print.noise;
        let grey = print.paper + (print.ink - print.paper) * dark + grain;
        let grey = match print.bitonal {
            true if grey < f64::midpoint(print.ink, print.paper) => 0.0,
            true => 255.0,
            false => grey,
        };
        Luma([round_u8(crate::geometry::f32_of(grey))])
    })
}

/// Covers a box, given in digits from the first digit's middle and digit heights from the line's, with one grey.
fn cover(page: &mut GrayImage, print: Print, (from, to): (f64, f64), (top, bottom): (f64, f64), grey: u8) {
    let x = |digits: f64| round_u32((1.2 + digits * print.pitch) * print.dpi);
    let y = |heights: f64| round_u32((2.2 + heights * print.height) * print.dpi);
    for py in y(top)..y(bottom) {
        for px in x(from)..x(to) {
            page.put_pixel(px, py, Luma([grey]));
        }
    }
}

fn config() -> Config {
    Config::try_from(ConfigFile::default()).unwrap()
}

fn read_at(page: &GrayImage, dpi: f64) -> Vec<ScanLineReading> {
    let config = config();
    let formats: Vec<&CouponFormat> = config.formats_on(Mark::ScanLine).collect();
    read(page, Dpi::new(dpi).unwrap(), &formats)
}

/// The one text that was read for sure.
fn sure(page: &GrayImage, dpi: f64) -> Option<String> {
    let readings = read_at(page, dpi);
    let sure: Vec<String> = readings
        .into_iter()
        .filter(|reading| reading.score.get() >= ACCEPT)
        .map(|reading| reading.text)
        .collect();
    assert!(sure.len() <= 1, "two sure readings of one line: {sure:?}");
    sure.into_iter().next()
}

#[test]
fn an_office_scan_is_read_at_every_resolution_size_and_weight() {
    for dpi in [150.0, 200.0, 240.0, 300.0, 400.0] {
        for (height, pitch, weight) in [
            (0.094, 0.1, 0.14),
            (0.132, 0.126, 0.12),
            (0.105, 0.11, 0.18),
            (0.1, 0.12, 0.1),
        ] {
            let print = Print {
                dpi,
                height,
                pitch,
                weight,
                ..OFFICE
            };
            assert_eq!(
                sure(&page(CODE, print), dpi).as_deref(),
                Some(CODE),
                "{dpi} dpi, {height} in, {weight}"
            );
        }
    }
}

#[test]
fn a_skewed_line_is_read() {
    for fall in [-7.0, -3.3, 0.4, 1.0, 4.5, 7.0] {
        let page = page(CODE, Print { fall, ..OFFICE });
        assert_eq!(sure(&page, 200.0).as_deref(), Some(CODE), "{fall} degrees");
    }
}

#[test]
fn faint_blurred_noisy_and_bitonal_lines_are_read() {
    let faint = Print {
        ink: 150.0,
        paper: 225.0,
        ..OFFICE
    };
    let blurred = Print { blur: 0.008, ..OFFICE };
    let noisy = Print { noise: 16.0, ..OFFICE };
    let bitonal = Print {
        noise: 45.0,
        bitonal: true,
        ..OFFICE
    };
    for (name, print) in [
        ("faint", faint),
        ("blurred", blurred),
        ("noisy", noisy),
        ("bitonal", bitonal),
    ] {
        assert_eq!(sure(&page(CODE, print), 200.0).as_deref(), Some(CODE), "{name}");
    }
}

#[test]
fn it_says_where_the_line_stands() {
    let readings = read_at(&page(CODE, OFFICE), 200.0);
    let region = readings[0].region;
    assert!(
        (225..240).contains(&region.x) && (1052..1080).contains(&region.right()),
        "{region:?}"
    );
    assert!(
        (420..432).contains(&region.y) && (448..460).contains(&region.bottom()),
        "{region:?}"
    );
    assert_eq!(readings[0].fields.member_id.as_str(), "700123456789");
}

#[test]
fn a_line_with_any_digit_changed_is_never_read_as_the_old_one() {
    for place in 6..34 {
        let mut other = CODE.to_owned().into_bytes();
        other[place] = b'0' + (other[place] - b'0' + 1 + u8::try_from(place).unwrap() % 9) % 10;
        let other = String::from_utf8(other).unwrap();
        for reading in read_at(&page(&other, OFFICE), 200.0) {
            assert_eq!(reading.text, other);
            assert_eq!(reading.fields.check, CheckOutcome::Failed);
            assert!(reading.score.get() < ACCEPT, "its check digit does not hold");
        }
    }
}

#[test]
fn a_damaged_digit_is_no_reading_rather_than_a_guess() {
    let whole = page(CODE, OFFICE);
    // Cells 7 to 18 hold the Member ID.
    for number in 7..19 {
        let cell = f64::from(number);
        for (name, place, heights, grey) in [
            ("lost", (cell - 0.5, cell + 0.5), (-0.8, 0.8), 245),
            ("upper half lost", (cell - 0.5, cell + 0.5), (-0.8, 0.05), 245),
            ("lower half lost", (cell - 0.5, cell + 0.5), (-0.05, 0.8), 245),
            ("left half lost", (cell - 0.5, cell), (-0.8, 0.8), 245),
            ("blotted out", (cell - 0.4, cell + 0.4), (-0.6, 0.6), 20),
        ] {
            let mut page = whole.clone();
            cover(&mut page, OFFICE, place, heights, grey);
            let read = sure(&page, 200.0);
            assert!(
                read.as_deref().is_none_or(|text| text == CODE),
                "cell {number} {name}: {read:?}"
            );
            if name == "lost" || name == "blotted out" {
                assert_eq!(read, None, "cell {number} {name}");
            }
        }
    }
}

#[test]
fn a_line_torn_off_at_either_end_is_not_read() {
    for place in [(-2.0, 1.6), (36.4, 40.0)] {
        let mut torn = page(CODE, OFFICE);
        cover(&mut torn, OFFICE, place, (-1.5, 1.5), 245);
        assert!(read_at(&torn, 200.0).is_empty());
    }
}

#[test]
fn a_pen_stroke_between_two_fields_does_no_harm() {
    let mut stroked = page(CODE, OFFICE);
    cover(&mut stroked, OFFICE, (18.9, 19.1), (-2.0, 2.0), 40);
    assert_eq!(sure(&stroked, 200.0).as_deref(), Some(CODE));
}

#[test]
fn an_upside_down_blank_or_noisy_page_has_no_line() {
    let upside_down = image::imageops::rotate180(&page(CODE, OFFICE));
    assert!(read_at(&upside_down, 200.0).is_empty());
    assert!(read_at(&GrayImage::from_pixel(1700, 700, Luma([255])), 200.0).is_empty());
    assert!(read_at(&GrayImage::from_pixel(1700, 700, Luma([0])), 200.0).is_empty());
    assert!(read_at(&GrayImage::new(0, 0), 200.0).is_empty());
    assert!(read_at(&GrayImage::new(1, 5000), 200.0).is_empty());
    let mut noise = Noise(3);
    let noise = GrayImage::from_fn(1700, 700, |_, _| Luma([if noise.next() < 0.3 { 0 } else { 255 }]));
    assert!(read_at(&noise, 200.0).is_empty());
}

#[test]
fn a_coupon_in_the_corner_of_a_larger_sheet_is_read() {
    let mut sheet = GrayImage::from_pixel(1700, 2200, Luma([250]));
    image::imageops::replace(&mut sheet, &page(CODE, OFFICE), 60, 1500);
    assert_eq!(sure(&sheet, 200.0).as_deref(), Some(CODE));
}

#[test]
fn another_billers_line_needs_only_a_format() {
    let mut file = config().formats_on(Mark::ScanLine).next().unwrap().as_file().clone();
    file.name = "water".to_owned();
    file.pattern = r"(?<member_id>[0-9]{12})(?<check_digit>[0-9])".to_owned();
    file.check_over = vec!["member_id".to_owned()];
    let format = CouponFormat::try_from(file).unwrap();
    let page = page("9001234567898", OFFICE);
    let readings = read(&page, Dpi::new(200.0).unwrap(), &[&format]);
    assert_eq!(readings.len(), 1);
    assert_eq!(
        (readings[0].text.as_str(), readings[0].format.as_str()),
        ("9001234567898", "water")
    );
}

#[test]
fn a_page_of_any_size_is_looked_at_without_trouble() {
    let mut noise = Noise(11);
    for (width, height) in [(33, 16), (64, 40), (100, 17), (500, 33), (1000, 31)] {
        let page = GrayImage::from_fn(width, height, |_, _| {
            Luma([round_u8(crate::geometry::f32_of(noise.next() * 255.0))])
        });
        for dpi in [25.0, 100.0, 300.0, 2400.0] {
            assert!(read_at(&page, dpi).is_empty());
        }
    }
}
