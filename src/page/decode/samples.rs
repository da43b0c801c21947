//! Rows of samples of any depth to rows of grey.

use super::{luminance, over_white};

/// Samples of a pixel and their bits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Depth {
    /// 1, 2, 4, 8 or 16.
    pub(super) bits: usize,
    /// 1 to 5; more than one only of 8 or 16 bits.
    pub(super) samples: usize,
    /// Of 16 bits, the high byte comes first.
    pub(super) big_endian: bool,
}

impl Depth {
    /// `None` for a depth that is not read.
    pub(super) fn new(bits: u32, samples: u32, big_endian: bool) -> Option<Self> {
        let known = matches!((bits, samples), (1 | 2 | 4, 1) | (8 | 16, 1..=5));
        known.then_some(Depth {
            bits: usize::try_from(bits).ok()?,
            samples: usize::try_from(samples).ok()?,
            big_endian,
        })
    }

    /// Bytes of a row: rows begin at whole bytes.
    pub(super) fn row_bytes(self, width: usize) -> usize {
        (width * self.bits * self.samples).div_ceil(8)
    }
}

/// What samples mean.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Tone {
    /// Grey, 0 is black.
    BlackIsZero,
    /// Grey, 0 is white.
    WhiteIsZero,
    /// The grey of each index.
    Palette(Box<[u8]>),
    /// Grey, 0 is black, with further samples, of which the second may be opacity.
    Gray {
        /// It is.
        alpha: bool,
    },
    /// Red, green, blue; a fourth may be opacity.
    Rgb {
        /// It is.
        alpha: bool,
    },
    /// Inks, 0 is none.
    Cmyk,
    /// Luma and chroma: only within JPEG.
    YCbCr,
}

/// What the components of a JPEG stream are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum JpegColors {
    /// The first component is grey or luma.
    First,
    /// The same, inverted.
    FirstInverted,
    /// Red, green, blue.
    Rgb,
    /// Four inks.
    Cmyk,
    /// Luma and chroma of three inks, and the fourth.
    Ycck,
}

impl Tone {
    /// For a JPEG stream of this tone.
    pub(super) fn jpeg_colors(&self) -> JpegColors {
        match self {
            Tone::WhiteIsZero => JpegColors::FirstInverted,
            Tone::Rgb { .. } => JpegColors::Rgb,
            Tone::Cmyk => JpegColors::Cmyk,
            Tone::BlackIsZero | Tone::Palette(_) | Tone::Gray { .. } | Tone::YCbCr => JpegColors::First,
        }
    }

    /// The grey of each value of a single sample of up to 8 bits, as a table of 256; the values beyond the depth are white.
    fn table(&self, bits: usize) -> [u8; 256] {
        let most = (1_usize << bits.min(8)) - 1;
        let mut table = [255; 256];
        for (value, gray) in table.iter_mut().enumerate().take(most + 1) {
            let even = u8::try_from(value * 255 / most).unwrap_or(255);
            *gray = match self {
                Tone::WhiteIsZero => 255 - even,
                Tone::Palette(grays) => grays.get(value).copied().unwrap_or(255),
                _ => even,
            };
        }
        table
    }
}

/// Turns rows of samples into rows of grey.
pub(super) struct RowReader<'a> {
    depth: Depth,
    tone: &'a Tone,
    table: [u8; 256],
    /// Of one bit a pixel: the eight greys of each byte.
    bits: Option<Box<[[u8; 8]; 256]>>,
}

impl<'a> RowReader<'a> {
    pub(super) fn new(depth: Depth, tone: &'a Tone) -> Self {
        let table = tone.table(depth.bits);
        let bits = (depth.bits == 1).then(|| {
            let mut eights = Box::new([[0; 8]; 256]);
            for (byte, eight) in (0..=255_u8).zip(eights.iter_mut()) {
                for (place, gray) in eight.iter_mut().enumerate() {
                    *gray = table[usize::from(byte >> (7 - place) & 1)];
                }
            }
            eights
        });
        RowReader {
            depth,
            tone,
            table,
            bits,
        }
    }

    /// One row: `samples` as stored, at least [`Depth::row_bytes`] of `gray`'s length.
    pub(super) fn gray(&self, samples: &[u8], gray: &mut [u8]) {
        if let Some(eights) = &self.bits {
            for (&byte, pixels) in samples.iter().zip(gray.chunks_mut(8)) {
                pixels.copy_from_slice(&eights[usize::from(byte)][..pixels.len()]);
            }
        } else if self.depth.bits < 8 {
            let in_byte = 8 / self.depth.bits;
            let mask = (1_u8 << self.depth.bits) - 1;
            for (&byte, pixels) in samples.iter().zip(gray.chunks_mut(in_byte)) {
                for (place, pixel) in pixels.iter_mut().enumerate() {
                    *pixel = self.table[usize::from(byte >> (8 - self.depth.bits * (place + 1)) & mask)];
                }
            }
        } else if self.depth.bits == 16 {
            let high = usize::from(!self.depth.big_endian);
            let eight_bit: Vec<u8> = samples.iter().skip(high).step_by(2).copied().collect();
            self.gray_of_bytes(&eight_bit, gray);
        } else {
            self.gray_of_bytes(samples, gray);
        }
    }

    fn gray_of_bytes(&self, samples: &[u8], gray: &mut [u8]) {
        if *self.tone == Tone::BlackIsZero {
            let length = samples.len().min(gray.len());
            gray[..length].copy_from_slice(&samples[..length]);
            return;
        }
        for (pixel, to) in samples.chunks_exact(self.depth.samples).zip(gray) {
            *to = match (self.tone, pixel) {
                (Tone::Rgb { alpha: true }, &[red, green, blue, alpha, ..]) => {
                    over_white(luminance(red, green, blue), alpha)
                }
                (Tone::Rgb { .. }, &[red, green, blue, ..]) => luminance(red, green, blue),
                (Tone::Cmyk, &[cyan, magenta, yellow, black, ..]) => {
                    // Ink takes light away: what the colours leave, times what black leaves.
                    let left = luminance(255 - cyan, 255 - magenta, 255 - yellow);
                    u8::try_from(u32::from(left) * u32::from(255 - black) / 255).unwrap_or(255)
                }
                (Tone::Gray { alpha: true }, &[gray, alpha, ..]) => over_white(gray, alpha),
                (Tone::Gray { .. } | Tone::YCbCr, &[gray, ..]) => gray,
                (_, &[value, ..]) => self.table[usize::from(value)],
                (_, []) => 255,
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(bits: u32, samples: u32, tone: &Tone, stored: &[u8], width: usize) -> Vec<u8> {
        let mut gray = vec![77; width];
        RowReader::new(Depth::new(bits, samples, false).unwrap(), tone).gray(stored, &mut gray);
        gray
    }

    #[test]
    fn every_depth_reaches_black_and_white() {
        assert_eq!(
            row(1, 1, &Tone::WhiteIsZero, &[0b0100_0000, 0x80], 9),
            [255, 0, 255, 255, 255, 255, 255, 255, 0]
        );
        assert_eq!(row(2, 1, &Tone::BlackIsZero, &[0b0001_1011], 4), [0, 85, 170, 255]);
        assert_eq!(row(4, 1, &Tone::BlackIsZero, &[0x0F, 0x80], 3), [0, 255, 136]);
        assert_eq!(row(8, 1, &Tone::WhiteIsZero, &[0, 255, 1], 3), [255, 0, 254]);
        assert_eq!(row(16, 1, &Tone::BlackIsZero, &[9, 0, 9, 255], 2), [0, 255]);
        assert_eq!(
            row(8, 3, &Tone::Rgb { alpha: false }, &[0, 0, 0, 255, 255, 255], 2),
            [0, 255]
        );
    }

    #[test]
    fn no_ink_is_white_and_black_ink_is_black() {
        let inks = [0, 0, 0, 0, 0, 0, 0, 255, 255, 255, 255, 0];
        assert_eq!(row(8, 4, &Tone::Cmyk, &inks, 3), [255, 0, 0]);
    }
}
