//! What the markers of a JPEG stream say before its scan begins.

use super::damaged;
use crate::intake::image_file::Unreadable;
use crate::intake::tiff_directory::Directory;
use crate::page::decode::samples::JpegColors;

/// Adobe's marker: which transform of colours was used, and where in the stream that byte stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Adobe {
    pub(super) transform: u8,
    pub(super) at: usize,
}

/// The facts of a stream, read without decoding it.
#[derive(Clone, Debug)]
pub(super) struct Header {
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) components: usize,
    /// The components' names are the letters R, G, B.
    named_rgb: bool,
    jfif: bool,
    pub(super) adobe: Option<Adobe>,
    /// Dots per inch across and down.
    pub(super) resolution: (Option<f64>, Option<f64>),
    /// EXIF's orientation, 1 to 8.
    pub(super) orientation: u32,
    /// Where the first scan's marker ends.
    pub(super) scan_at: usize,
}

/// Checks that a picture goes on to an end marker, and that this is not one that damage put into its middle: then the rest of the
/// picture lies behind it. What else may lie there, further pictures and padding, is let be.
pub(super) fn check_end(stream: &[u8], scan_at: usize) -> Result<(), Unreadable> {
    let cut = || damaged("it is cut off");
    let mut at = scan_at;
    loop {
        let rest = stream.get(at..).unwrap_or_default();
        at += rest.iter().position(|&byte| byte == 0xFF).ok_or_else(cut)?;
        match *stream.get(at + 1).ok_or_else(cut)? {
            0xD9 => break,
            0xFF => at += 1,
            // A stuffed byte, a restart, or what no decoder knows.
            0x00..=0xBF | 0xD0..=0xD8 => at += 2,
            _ => {
                let length = stream.get(at + 2..).and_then(|rest| rest.first_chunk());
                at += 2 + usize::from(u16::from_be_bytes(*length.ok_or_else(cut)?));
            }
        }
    }
    let behind = stream.get(at + 2..).unwrap_or_default();
    let has = |marker: &[u8]| behind.windows(marker.len()).any(|bytes| bytes == marker);
    if has(&[0xFF, 0xD9]) && !has(&[0xFF, 0xD8, 0xFF]) {
        return Err(damaged("it has an end marker in its middle"));
    }
    Ok(())
}

impl Header {
    /// Reads the markers up to the first scan.
    pub(super) fn of(stream: &[u8]) -> Result<Self, Unreadable> {
        let mut header = Header {
            width: 0,
            height: 0,
            components: 0,
            named_rgb: false,
            jfif: false,
            adobe: None,
            resolution: (None, None),
            orientation: 1,
            scan_at: 0,
        };
        let cut = || damaged("it is cut off within its header");
        let mut at = 2;
        loop {
            let (&first, &marker) = (stream.get(at).ok_or_else(cut)?, stream.get(at + 1).ok_or_else(cut)?);
            match (first, marker) {
                (0xFF, 0xFF) => at += 1,
                (0xFF, 0x01 | 0xD0..=0xD8) => at += 2,
                (0xFF, 0xDA) if header.components > 0 => {
                    header.scan_at = at + 2;
                    return Ok(header);
                }
                (0xFF, 0xD9 | 0xDA) => return Err(damaged("it has no picture")),
                (0xFF, _) => {
                    let length = stream.get(at + 2..).and_then(|rest| rest.first_chunk());
                    let end = at + 2 + usize::from(u16::from_be_bytes(*length.ok_or_else(cut)?));
                    let segment = stream.get(at + 4..end).ok_or_else(cut)?;
                    header.take(marker, segment, at + 4)?;
                    at = end;
                }
                _ => return Err(damaged("its header is broken")),
            }
        }
    }

    fn take(&mut self, marker: u8, segment: &[u8], at: usize) -> Result<(), Unreadable> {
        match marker {
            0xC4 | 0xC8 | 0xCC => {}
            0xC0..=0xCF => {
                let &[_, high, low, wide, narrow, components, ref rest @ ..] = segment else {
                    return Err(damaged("its frame header is cut off"));
                };
                self.height = u32::from(u16::from_be_bytes([high, low]));
                self.width = u32::from(u16::from_be_bytes([wide, narrow]));
                self.components = usize::from(components);
                self.named_rgb = rest.iter().step_by(3).take(3).eq(b"RGB");
            }
            0xE0 => self.take_jfif(segment),
            0xE1 => self.take_exif(segment),
            0xEE if segment.starts_with(b"Adobe") => {
                self.adobe = segment.get(11).map(|&transform| Adobe { transform, at: at + 11 });
            }
            _ => {}
        }
        Ok(())
    }

    fn take_jfif(&mut self, segment: &[u8]) {
        let Some(&[_, _, unit, x_high, x_low, y_high, y_low, ..]) = segment.strip_prefix(b"JFIF\0") else {
            return;
        };
        self.jfif = true;
        let per_inch = match unit {
            1 => 1.0,
            2 => 2.54,
            _ => return,
        };
        let axis = |high, low| Some(f64::from(u16::from_be_bytes([high, low])) * per_inch).filter(|&dots| dots > 0.0);
        self.resolution = (axis(x_high, x_low), axis(y_high, y_low));
    }

    fn take_exif(&mut self, segment: &[u8]) {
        let Some(tags) = segment.strip_prefix(b"Exif\0\0").and_then(Directory::first) else {
            return;
        };
        self.orientation = tags.number(274).unwrap_or(1);
        if self.resolution == (None, None) {
            self.resolution = tags.resolution();
        }
    }

    /// What the components are, by the rules that all readers of JPEG follow.
    pub(super) fn colors(&self) -> Result<JpegColors, Unreadable> {
        let transform = self.adobe.map(|adobe| adobe.transform);
        match (self.components, transform) {
            (3, Some(0)) => Ok(JpegColors::Rgb),
            (3, None) if self.named_rgb && !self.jfif => Ok(JpegColors::Rgb),
            (1 | 3, _) => Ok(JpegColors::First),
            (4, Some(2)) => Ok(JpegColors::Ycck),
            (4, _) => Ok(JpegColors::Cmyk),
            (other, _) => Err(damaged(format_args!("it has {other} components"))),
        }
    }
}
