//! Barcodes: the only file that knows rxing. One known format at a time, with its exact lengths, cheap ways first.

use crate::config::coupon_format::Mark;
use crate::geometry::{Rect, Turn, f64_of, index, round_u8, round_u32};
use image::GrayImage;
use rxing::common::{GlobalHistogramBinarizer, HybridBinarizer};
use rxing::{
    BarcodeFormat, Binarizer, BinaryBitmap, DecodeHints, Luma8Source, RXingResult, RXingResultMetadataType,
    RXingResultMetadataValue, Reader,
};
use std::collections::HashSet;

/// A barcode that decoded, its own error detection included.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Barcode {
    /// What it says.
    pub text: String,
    /// How the page must be turned for the barcode to stand upright; never a quarter.
    pub turn: Turn,
    /// Around the places where the decoder found it; for a bar code the height is that of the area searched.
    pub region: Rect,
}

/// How hard to look; each does what the ones before it have not done.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Effort {
    /// As it is, with one threshold for all of it.
    Quick,
    /// With a threshold for every part of it.
    Plain,
    /// Also blurred, cleaned of scanner streaks, thresholded locally, and with its rows averaged.
    Thorough,
}

/// The lengths of code text that a format allows, least and most.
pub type Lengths = (usize, usize);

/// Looks for one code in an area of a page. `skew` is how far its lines rise to the right, in degrees.
///
/// A code of another length than `lengths` is not returned: clipped codes decode as shorter valid ones.
pub fn find(page: &GrayImage, area: Rect, mark: Mark, lengths: Lengths, skew: f32, effort: Effort) -> Option<Barcode> {
    if area.w < 16 || area.h < 3 {
        return None;
    }
    let hints = hints(mark, lengths)?;
    let look = Look {
        area,
        mark,
        lengths,
        hints,
    };
    let crop = image::imageops::crop_imm(page, area.x, area.y, area.w, area.h).to_image();
    match effort {
        Effort::Quick => look.global(&crop),
        Effort::Plain => look.hybrid(&crop),
        Effort::Thorough => look.hybrid(&crop).or_else(|| look.thorough(&crop, skew)),
    }
}

/// The largest area looked at in more than the plain ways: 8 by 2 inches at 400 dpi. No code is larger, and a picture made to be nothing
/// but bars must not cost a minute.
const MOST_PIXELS: u64 = 3_000_000;

/// One search, with what it needs.
struct Look {
    area: Rect,
    mark: Mark,
    lengths: Lengths,
    hints: DecodeHints,
}

impl Look {
    fn thorough(&self, crop: &GrayImage, skew: f32) -> Option<Barcode> {
        if u64::from(crop.width()) * u64::from(crop.height()) > MOST_PIXELS {
            return None;
        }
        let blurred = blur(crop);
        self.hybrid(&blurred)
            .or_else(|| self.global(&blurred))
            .or_else(|| {
                let clean = destreak(crop);
                self.hybrid(&clean)
                    .or_else(|| self.global(&clean))
                    .or_else(|| self.hybrid(&blur(&clean)))
                    .or_else(|| self.averaged(&clean, skew))
            })
            .or_else(|| self.global(&local_threshold(crop)))
            .or_else(|| self.averaged(crop, skew))
            .or_else(|| {
                let doubled = image::imageops::resize(
                    crop,
                    crop.width() * 2,
                    crop.height() * 2,
                    image::imageops::FilterType::Triangle,
                );
                self.hybrid(&doubled).map(|found| Barcode {
                    region: self.area,
                    ..found
                })
            })
    }

    /// Bars run the whole height, dirt does not: bands of rows, levelled, are made into one row each.
    fn averaged(&self, crop: &GrayImage, skew: f32) -> Option<Barcode> {
        if !is_linear(self.mark) {
            return None;
        }
        let level = super::straight::levelled(crop, skew);
        let height = level.height();
        for bands in [1, 2, 3, 5] {
            let step = (height / bands).max(1);
            for band in 0..bands {
                let rows = (band * step)..((band + 1) * step).min(height);
                for quantile in [0.5, 0.3, 0.7, 0.15] {
                    let found = self.global(&quantile_rows(&level, rows.clone(), quantile));
                    if let Some(found) = found {
                        return Some(Barcode {
                            region: self.area,
                            ..found
                        });
                    }
                }
            }
        }
        None
    }

    fn global(&self, image: &GrayImage) -> Option<Barcode> {
        self.decode(GlobalHistogramBinarizer::new(source(image)?), image)
    }

    fn hybrid(&self, image: &GrayImage) -> Option<Barcode> {
        self.decode(HybridBinarizer::new(source(image)?), image)
    }

    fn decode<B: Binarizer>(&self, binarizer: B, image: &GrayImage) -> Option<Barcode> {
        let result = read(self.mark, &mut BinaryBitmap::new(binarizer), &self.hints)?;
        let text = result.getText();
        if !(self.lengths.0..=self.lengths.1).contains(&text.chars().count()) {
            return None;
        }
        Some(Barcode {
            text: text.to_owned(),
            turn: turn(self.mark, &result),
            region: self.region(&result, image),
        })
    }

    fn region(&self, result: &RXingResult, image: &GrayImage) -> Rect {
        let points = result.getPoints();
        let bounds = |values: &mut dyn Iterator<Item = f32>| {
            values.fold((f32::MAX, f32::MIN), |(least, most), v| (least.min(v), most.max(v)))
        };
        let (left, right) = bounds(&mut points.iter().map(|p| p.x));
        let (top, bottom) = bounds(&mut points.iter().map(|p| p.y));
        if points.len() < 2 || left.total_cmp(&right).is_ge() {
            return self.area;
        }
        let (w, h) = image.dimensions();
        let x = round_u32(f64::from(left)).min(w - 1);
        let width = round_u32(f64::from(right - left)).min(w - x);
        if is_linear(self.mark) {
            return Rect {
                x: self.area.x + x,
                w: width,
                ..self.area
            };
        }
        let y = round_u32(f64::from(top)).min(h - 1);
        Rect {
            x: self.area.x + x,
            y: self.area.y + y,
            w: width,
            h: round_u32(f64::from(bottom - top)).min(h - y),
        }
    }
}

fn is_linear(mark: Mark) -> bool {
    matches!(mark, Mark::Code128 | Mark::Code39 | Mark::Itf)
}

fn hints(mark: Mark, lengths: Lengths) -> Option<DecodeHints> {
    let format = match mark {
        Mark::Code128 => BarcodeFormat::CODE_128,
        Mark::Code39 => BarcodeFormat::CODE_39,
        Mark::Itf => BarcodeFormat::ITF,
        Mark::QrCode => BarcodeFormat::QR_CODE,
        Mark::Pdf417 => BarcodeFormat::PDF_417,
        Mark::DataMatrix => BarcodeFormat::DATA_MATRIX,
        Mark::ScanLine => return None,
    };
    // ITF takes 6, 8, 10, 12, 14 and anything longer unless told exactly which lengths there are.
    let exact = (lengths.1 <= lengths.0 + 64).then(|| {
        (lengths.0..=lengths.1)
            .filter_map(|length| u32::try_from(length).ok())
            .collect()
    });
    Some(DecodeHints {
        PossibleFormats: Some(HashSet::from([format])),
        TryHarder: Some(true),
        AllowedLengths: exact,
        ..DecodeHints::default()
    })
}

/// One reader by name, never several at once: those are tried in the order of a hash set, which differs from run to run.
///
/// A stranger's picture must not end the program, and rxing has indexed out of bounds before: a panic in it is a code not read.
fn read<B: Binarizer>(mark: Mark, bitmap: &mut BinaryBitmap<B>, hints: &DecodeHints) -> Option<RXingResult> {
    let attempt = std::panic::AssertUnwindSafe(|| match mark {
        Mark::Code128 => rxing::oned::Code128Reader.decode_with_hints(bitmap, hints).ok(),
        Mark::Code39 => rxing::oned::Code39Reader::default()
            .decode_with_hints(bitmap, hints)
            .ok(),
        Mark::Itf => rxing::oned::ITFReader::default().decode_with_hints(bitmap, hints).ok(),
        Mark::QrCode => rxing::qrcode::QRCodeReader.decode_with_hints(bitmap, hints).ok(),
        Mark::Pdf417 => rxing::pdf417::PDF417Reader.decode_with_hints(bitmap, hints).ok(),
        Mark::DataMatrix => rxing::datamatrix::DataMatrixReader
            .decode_with_hints(bitmap, hints)
            .ok(),
        Mark::ScanLine => None,
    });
    std::panic::catch_unwind(attempt).ok().flatten()
}

fn turn(mark: Mark, result: &RXingResult) -> Turn {
    if is_linear(mark) {
        let stated = result
            .getRXingResultMetadata()
            .get(&RXingResultMetadataType::ORIENTATION);
        return match stated {
            Some(RXingResultMetadataValue::Orientation(180)) => Turn::Half,
            _ => Turn::None,
        };
    }
    // A QR code's points begin with its lower left and upper left finders; upright, the first lies below the second.
    match result.getPoints() {
        [first, second, ..] if mark == Mark::QrCode && first.y < second.y => Turn::Half,
        _ => Turn::None,
    }
}

fn source(image: &GrayImage) -> Option<Luma8Source<'_>> {
    Luma8Source::new_with_slice(image.as_raw(), image.width(), image.height()).ok()
}

/// The 1-2-1 kernel both ways.
fn blur(image: &GrayImage) -> GrayImage {
    let (w, h) = (index(image.width()), index(image.height()));
    let pixels = image.as_raw();
    let mut across = vec![0u16; w * h];
    for (row, out) in pixels.chunks_exact(w).zip(across.chunks_exact_mut(w)) {
        for x in 0..w {
            let (left, right) = (row[x.saturating_sub(1)], row[(x + 1).min(w - 1)]);
            out[x] = u16::from(left) + 2 * u16::from(row[x]) + u16::from(right);
        }
    }
    let mut blurred = image.clone();
    for (y, out) in blurred.chunks_exact_mut(w).enumerate() {
        let (above, below) = (y.saturating_sub(1) * w, (y + 1).min(h - 1) * w);
        for (x, pixel) in out.iter_mut().enumerate() {
            let sum = across[above + x] + 2 * across[y * w + x] + across[below + x] + 8;
            *pixel = u8::try_from(sum / 16).unwrap_or(u8::MAX);
        }
    }
    blurred
}

/// Replaces columns that hardly vary over the whole height, or are far off their neighbours: a scanner's dirt, one to six pixels wide.
fn destreak(image: &GrayImage) -> GrayImage {
    let (w, h) = (index(image.width()), index(image.height()));
    let (mut sums, mut squares) = (vec![0.0; w], vec![0.0; w]);
    for row in image.as_raw().chunks_exact(w) {
        for (x, &pixel) in row.iter().enumerate() {
            let value = f64::from(pixel);
            sums[x] += value;
            squares[x] += value * value;
        }
    }
    let mean: Vec<f64> = sums.iter().map(|sum| sum / f64_of(h)).collect();
    let spread: Vec<f64> = squares
        .iter()
        .zip(&mean)
        .map(|(square, mean)| (square / f64_of(h) - mean * mean).max(0.0).sqrt())
        .collect();
    let streak: Vec<bool> = (0..w)
        .map(|x| {
            let near = x.saturating_sub(12)..(x + 13).min(w);
            let (usual, usual_spread) = (median(&mean[near.clone()]), median(&spread[near]));
            let off = (mean[x] - usual).abs();
            let flat = usual_spread > 12.0 && spread[x] < usual_spread * 0.75;
            off > 90.0 || flat && (spread[x] < usual_spread * 0.35 || off > 60.0)
        })
        .collect();
    let mut clean = image.clone();
    let mut x = 0;
    while x < w {
        let start = x;
        while x < w && streak[x] {
            x += 1;
        }
        if start > 0 && x < w && (1..=6).contains(&(x - start)) {
            bridge(&mut clean, start, x);
        }
        x = x.max(start) + usize::from(x == start);
    }
    clean
}

/// Fills the columns `from..to` by going evenly from the column before to the column after.
fn bridge(image: &mut GrayImage, from: usize, to: usize) {
    let w = index(image.width());
    let gap = f64_of(to - from + 1);
    for row in image.chunks_exact_mut(w) {
        let (left, right) = (f64::from(row[from - 1]), f64::from(row[to]));
        for (step, pixel) in row[from..to].iter_mut().enumerate() {
            *pixel = round_u8(crate::geometry::f32_of(left + (right - left) * f64_of(step + 1) / gap));
        }
    }
}

fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[sorted.len() / 2]
}

/// Black where darker than the mean of the 25 x 25 pixels around, white elsewhere.
fn local_threshold(image: &GrayImage) -> GrayImage {
    const REACH: usize = 12;
    let (w, h) = (index(image.width()), index(image.height()));
    let mut sums = vec![0u32; (w + 1) * (h + 1)];
    for y in 0..h {
        let mut row_sum = 0;
        for x in 0..w {
            row_sum += u32::from(image.as_raw()[y * w + x]);
            sums[(y + 1) * (w + 1) + x + 1] = sums[y * (w + 1) + x + 1].wrapping_add(row_sum);
        }
    }
    let mut black = image.clone();
    for y in 0..h {
        let (top, bottom) = (y.saturating_sub(REACH), (y + REACH + 1).min(h));
        for x in 0..w {
            let (left, right) = (x.saturating_sub(REACH), (x + REACH + 1).min(w));
            let at = |y: usize, x: usize| sums[y * (w + 1) + x];
            let sum = at(bottom, right)
                .wrapping_sub(at(top, right))
                .wrapping_sub(at(bottom, left))
                .wrapping_add(at(top, left));
            let area = u32::try_from((bottom - top) * (right - left)).expect("at most 25 x 25");
            let darker = u32::from(image.as_raw()[y * w + x]) * area + 4 * area < sum;
            black.as_mut()[y * w + x] = if darker { 0 } else { 255 };
        }
    }
    black
}

/// An image of eight equal rows, each column the quantile of the column's pixels in `rows`.
fn quantile_rows(image: &GrayImage, rows: std::ops::Range<u32>, quantile: f64) -> GrayImage {
    let w = index(image.width());
    let count = index(rows.end.saturating_sub(rows.start)).max(1);
    let rank = index(round_u32(quantile * f64_of(count - 1)));
    let mut line = vec![255u8; w];
    let mut column = vec![0u8; count];
    for (x, out) in line.iter_mut().enumerate() {
        for (slot, y) in column.iter_mut().zip(rows.clone()) {
            *slot = image.as_raw()[index(y) * w + x];
        }
        let (_, middle, _) = column.select_nth_unstable(rank);
        *out = *middle;
    }
    GrayImage::from_raw(image.width(), 8, line.repeat(8)).expect("eight rows of the image's width")
}
