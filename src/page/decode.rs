//! Decoding: the bytes of a scan file to a grey picture of one page, upright as its file says, with square pixels.

mod jpeg;
mod png_file;
mod samples;
mod tiff;

use crate::config::IntakeLimits;
use crate::geometry::{Dpi, index, round_u32};
use crate::intake::image_file::{Format, Unreadable, format_of};
use image::imageops::{self, FilterType};
use image::{GrayImage, ImageBuffer};

/// A decoded page: grey, 0 black and 255 white, never without pixels.
#[derive(Clone, Debug)]
pub struct Raster {
    /// The picture.
    pub gray: GrayImage,
    /// The resolution, where the file states a credible one.
    pub dpi: Option<Dpi>,
}

/// Below this many dots per inch a stated resolution is not believed: 72 and 96 are what software writes that does not know,
/// and scanners of documents begin at 100. Not believing it costs an estimate; believing a wrong one misplaces everything.
const LEAST_CREDIBLE_DPI: f64 = 100.0;

/// The largest ratio of the two resolutions that is squared: faxes have 204 x 98. Beyond it one of them is nonsense.
const MOST_UNEQUAL: f64 = 4.0;

/// Ratios of the two resolutions up to this are roundings.
const EQUAL_ENOUGH: f64 = 1.02;

/// Decodes the page `frame` (counted from 0; 0 for files of one page) of a scan file.
///
/// Sizes are checked against `limits` before pixels are allocated. A file that is cut off or broken anywhere in that page is unreadable
/// as a whole: half a check is no check.
pub fn decode(bytes: &[u8], frame: u32, limits: &IntakeLimits) -> Result<Raster, Unreadable> {
    let format = format_of(bytes)?;
    if frame > 0 && format != Format::Tiff {
        return Err(Unreadable::NoSuchFrame(frame));
    }
    let stored = match format {
        Format::Tiff => tiff::decode(bytes, frame, limits)?,
        Format::Jpeg => jpeg::decode(bytes, limits)?,
        Format::Png => png_file::decode(bytes, limits)?,
    };
    Ok(stored.upright(limits))
}

/// A picture as it is stored in its file.
struct Stored {
    gray: GrayImage,
    /// Dots per inch across and down, as stored.
    resolution: (Option<f64>, Option<f64>),
    /// TIFF's and EXIF's orientation, 1 to 8; anything else is 1.
    orientation: u32,
}

impl Stored {
    fn upright(self, limits: &IntakeLimits) -> Raster {
        let (gray, dpi) = squared(self.gray, self.resolution, limits);
        Raster {
            gray: turned(gray, self.orientation),
            dpi,
        }
    }
}

/// Stretches the coarser direction where the two resolutions differ, so that one number says both.
fn squared(gray: GrayImage, resolution: (Option<f64>, Option<f64>), limits: &IntakeLimits) -> (GrayImage, Option<Dpi>) {
    let (across, down) = match resolution {
        (Some(across), Some(down)) => (across, down),
        (Some(both), None) | (None, Some(both)) => (both, both),
        (None, None) => return (gray, None),
    };
    let finer = across.max(down);
    let ratio = finer / across.min(down);
    if !(finer >= LEAST_CREDIBLE_DPI && ratio <= MOST_UNEQUAL) {
        return (gray, None);
    }
    if ratio <= EQUAL_ENOUGH {
        return (gray, Dpi::new(finer));
    }
    let width = round_u32(f64::from(gray.width()) * finer / across);
    let height = round_u32(f64::from(gray.height()) * finer / down);
    if u64::from(width) * u64::from(height) > limits.max_page_pixels {
        return (gray, None);
    }
    let square = imageops::resize(&gray, width, height, FilterType::Triangle);
    (square, Dpi::new(finer))
}

/// Undoes a stored orientation: where the file's first row and column lie on the paper (TIFF 6.0, tag 274).
fn turned(gray: GrayImage, orientation: u32) -> GrayImage {
    match orientation {
        2 => imageops::flip_horizontal(&gray),
        3 => imageops::rotate180(&gray),
        4 => imageops::flip_vertical(&gray),
        5 => imageops::flip_horizontal(&imageops::rotate90(&gray)),
        6 => imageops::rotate90(&gray),
        7 => imageops::flip_horizontal(&imageops::rotate270(&gray)),
        8 => imageops::rotate270(&gray),
        _ => gray,
    }
}

/// Refuses a page without pixels, or with more than the limit: to be called before anything of its size is allocated.
fn check_size(format: Format, width: u32, height: u32, limits: &IntakeLimits) -> Result<(), Unreadable> {
    if width == 0 || height == 0 {
        return Err(Unreadable::damaged(
            format,
            format_args!("{width} x {height} pixels are no page"),
        ));
    }
    let limit = limits.max_page_pixels;
    if u64::from(width) * u64::from(height) > limit {
        return Err(Unreadable::TooManyPixels { width, height, limit });
    }
    Ok(())
}

/// A picture from exactly `width * height` bytes.
fn gray_image(format: Format, width: u32, height: u32, pixels: Vec<u8>) -> Result<GrayImage, Unreadable> {
    if pixels.len() != index(width) * index(height) {
        return Err(Unreadable::damaged(format, "it holds fewer pixels than it says"));
    }
    ImageBuffer::from_raw(width, height, pixels).ok_or_else(|| Unreadable::damaged(format, "its size is wrong"))
}

/// The grey of a colour, by ITU-R BT.601 luminance in 256ths.
#[inline]
fn luminance(red: u8, green: u8, blue: u8) -> u8 {
    let sum = u32::from(red) * 77 + u32::from(green) * 150 + u32::from(blue) * 29 + 128;
    // The weights add up to 256, so the second byte is the whole of the quotient.
    sum.to_le_bytes()[1]
}

/// A grey of some opacity on white paper.
#[inline]
fn over_white(gray: u8, alpha: u8) -> u8 {
    let sum = u32::from(gray) * u32::from(alpha) + 255 * (255 - u32::from(alpha));
    u8::try_from((sum + 127) / 255).unwrap_or(255)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 3 x 2: a, b, c over d, e, f.
    fn letters() -> GrayImage {
        GrayImage::from_raw(3, 2, b"abcdef".to_vec()).unwrap()
    }

    #[test]
    fn every_orientation_is_undone() {
        // What the paper shows when the file stores `abc/def` under each orientation.
        let shown: [&[u8]; 8] = [
            b"abcdef", b"cbafed", b"fedcba", b"defabc", b"adbecf", b"daebfc", b"fcebda", b"cfbead",
        ];
        for (orientation, shown) in (1..).zip(shown) {
            assert_eq!(
                turned(letters(), orientation).as_raw(),
                shown,
                "orientation {orientation}"
            );
        }
        assert_eq!(turned(letters(), 0).as_raw(), b"abcdef");
        assert_eq!(turned(letters(), 6).dimensions(), (2, 3));
    }

    #[test]
    fn a_fax_of_unequal_resolutions_is_stretched() {
        let limits = IntakeLimits::default();
        let (gray, dpi) = squared(letters(), (Some(204.0), Some(102.0)), &limits);
        assert_eq!(gray.dimensions(), (3, 4));
        assert_eq!(dpi, Dpi::new(204.0));
    }

    #[test]
    fn a_resolution_that_no_scanner_has_is_not_believed() {
        let limits = IntakeLimits::default();
        for (across, down) in [
            (0.0, 0.0),
            (1.0, 1.0),
            (72.0, 72.0),
            (96.0, 96.0),
            (200.0, 0.0),
            (200.0, 1.0),
            (9e9, 9e9),
        ] {
            assert_eq!(squared(letters(), (Some(across), Some(down)), &limits).1, None);
        }
        assert_eq!(squared(letters(), (Some(300.0), None), &limits).1, Dpi::new(300.0));
    }

    #[test]
    fn white_is_255_and_black_is_0() {
        assert_eq!((luminance(255, 255, 255), luminance(0, 0, 0)), (255, 0));
        assert_eq!((over_white(0, 0), over_white(0, 255), over_white(9, 255)), (255, 0, 9));
    }
}
