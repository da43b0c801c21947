//! What a file is and how many pages it holds, told from its bytes without decoding a pixel.

use super::tiff_directory;
use crate::config::IntakeLimits;
use std::fmt;

/// A kind of file that page images come in.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Format {
    /// TIFF 6.0, one page or many.
    Tiff,
    /// JPEG, one page.
    Jpeg,
    /// PNG, one page.
    Png,
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Format::Tiff => "TIFF",
            Format::Jpeg => "JPEG",
            Format::Png => "PNG",
        })
    }
}

/// Why a page cannot be shown: the words of an `unreadable_page` exception, fit to follow the page's name and a colon.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Unreadable {
    /// No byte in it.
    #[error("the file is empty")]
    Empty,
    /// The disk does not give it.
    #[error("the file cannot be read: {0}")]
    Io(String),
    /// A pipe, device or folder with an image's name.
    #[error("it is {0}, not a file; put the image itself into the batch")]
    NotAFile(&'static str),
    /// The bytes are not those the batch was taken in with.
    #[error("the file has changed since the batch was taken in")]
    Changed,
    /// The manifest names a file that did not come.
    #[error("listed in batch.json, not in the batch")]
    Missing,
    /// The manifest names a page that the file does not have.
    #[error("listed in batch.json, but the file has {pages} pages")]
    MissingFrame {
        /// How many it has.
        pages: u32,
    },
    /// The manifest has an entry for a page, without its file.
    #[error("batch.json has a page without a file name here")]
    Unnamed,
    /// Larger than the limit.
    #[error("the file has {bytes} bytes, `intake.max_file_bytes` allows {limit}")]
    FileTooLarge {
        /// Its size.
        bytes: u64,
        /// The limit.
        limit: u64,
    },
    /// Its pages beyond the limit.
    #[error("the file has more pages than `intake.max_pages_per_file` allows ({limit}); those beyond were not read")]
    TooManyPages {
        /// The limit.
        limit: u32,
    },
    /// Larger than the limit, in pixels.
    #[error("the page has {width} x {height} pixels, `intake.max_page_pixels` allows {limit}")]
    TooManyPixels {
        /// Its width.
        width: u32,
        /// Its height.
        height: u32,
        /// The limit on their product.
        limit: u64,
    },
    /// Its first bytes are those of nothing that is read here.
    #[error("it is no TIFF, JPEG or PNG: it begins with {0}")]
    UnknownFormat(String),
    /// A known kind of file that is not read here.
    #[error("{0} is not read yet; export its pages as TIFF, JPEG or PNG")]
    NotYet(&'static str),
    /// A form of a known format that is not read.
    #[error("the {format} is of a form that is not read: {what}")]
    Unsupported {
        /// The format.
        format: Format,
        /// Which form.
        what: String,
    },
    /// Broken.
    #[error("the {format} is damaged: {what}")]
    Damaged {
        /// The format.
        format: Format,
        /// What is wrong with it.
        what: String,
    },
    /// Asked for a page that the file does not have: frames are counted from 0.
    #[error("the file has no page {}", .0.saturating_add(1))]
    NoSuchFrame(u32),
}

impl Unreadable {
    /// A file of this format is damaged.
    pub fn damaged(format: Format, what: impl fmt::Display) -> Self {
        let what = what.to_string();
        Unreadable::Damaged { format, what }
    }

    /// A file of this format is of a form that is not read.
    pub fn unsupported(format: Format, what: impl fmt::Display) -> Self {
        let what = what.to_string();
        Unreadable::Unsupported { format, what }
    }
}

/// What a file's first bytes say it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Content {
    /// Page images that are read.
    Image(Format),
    /// Known, and not read yet.
    NotYet(&'static str),
    /// Nothing known.
    Unknown,
}

/// How many bytes [`sniff`] looks at.
pub const SNIFF_BYTES: usize = 12;

/// Tells a file by its first bytes; its name counts for nothing.
pub fn sniff(head: &[u8]) -> Content {
    let is = |magic: &[u8]| head.starts_with(magic);
    if is(b"II*\0") || is(b"MM\0*") || is(b"II+\0") || is(b"MM\0+") {
        return Content::Image(Format::Tiff);
    }
    if is(b"\xFF\xD8\xFF") {
        return Content::Image(Format::Jpeg);
    }
    if is(b"\x89PNG\r\n\x1A\n") {
        return Content::Image(Format::Png);
    }
    let riff_webp = is(b"RIFF") && head.get(8..12) == Some(b"WEBP");
    let heif = head.get(4..8) == Some(b"ftyp");
    // An X9 file begins with the length of its first record, 80, and the record's type, 01, in EBCDIC or ASCII.
    let x9 = is(b"\0\0\0\x50\xF0\xF1") || is(b"\0\0\0\x5001");
    match () {
        () if is(b"%PDF-") => Content::NotYet("PDF"),
        () if is(b"PK\x03\x04") || is(b"PK\x05\x06") => Content::NotYet("ZIP"),
        () if x9 => Content::NotYet("X9.37"),
        () if is(b"GIF8") => Content::NotYet("GIF"),
        () if is(b"BM") && head.get(6..10) == Some(&[0; 4]) => Content::NotYet("BMP"),
        () if riff_webp => Content::NotYet("WebP"),
        () if heif => Content::NotYet("HEIF"),
        () if is(b"\0\0\0\x0CjP  ") || is(b"\xFF\x4F\xFF\x51") => Content::NotYet("JPEG 2000"),
        () => Content::Unknown,
    }
}

/// The pages of a file: so many that may be decoded, numbered from 0, and after them perhaps one that stands for what cannot.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Frames {
    /// How many there are to decode; they may still turn out damaged.
    pub decodable: u32,
    /// Why there is nothing, or nothing more.
    pub trouble: Option<Unreadable>,
}

impl Frames {
    /// A file that gives nothing but one unreadable page.
    pub fn none(trouble: Unreadable) -> Self {
        Frames {
            decodable: 0,
            trouble: Some(trouble),
        }
    }

    /// Page images it counts for.
    pub fn pages(&self) -> u32 {
        self.decodable.saturating_add(u32::from(self.trouble.is_some()))
    }
}

/// Tells the format, or why there is none.
pub fn format_of(bytes: &[u8]) -> Result<Format, Unreadable> {
    let head = bytes.get(..SNIFF_BYTES).unwrap_or(bytes);
    match sniff(head) {
        Content::Image(format) => Ok(format),
        Content::NotYet(what) => Err(Unreadable::NotYet(what)),
        Content::Unknown if bytes.is_empty() => Err(Unreadable::Empty),
        Content::Unknown => {
            let shown: Vec<String> = head.iter().take(4).map(|byte| format!("{byte:02x}")).collect();
            Err(Unreadable::UnknownFormat(shown.join(" ")))
        }
    }
}

/// Counts the pages of a file.
pub fn frames(bytes: &[u8], limits: &IntakeLimits) -> Frames {
    match format_of(bytes) {
        Err(trouble) => Frames::none(trouble),
        Ok(Format::Jpeg | Format::Png) => Frames {
            decodable: 1,
            trouble: None,
        },
        Ok(Format::Tiff) => {
            let walk = tiff_directory::walk(bytes, limits.max_pages_per_file);
            Frames {
                decodable: u32::try_from(walk.offsets.len()).expect("no more than the limit, which is a u32"),
                trouble: walk.trouble,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_known_by_its_bytes() {
        assert_eq!(sniff(b"II*\0\x08\0\0\0"), Content::Image(Format::Tiff));
        assert_eq!(sniff(b"%PDF-1.7"), Content::NotYet("PDF"));
        assert_eq!(sniff(b"PK\x03\x04"), Content::NotYet("ZIP"));
        assert_eq!(sniff(b"\0\0\0\x50\xF0\xF1\xF0\xF3"), Content::NotYet("X9.37"));
        assert_eq!(sniff(b""), Content::Unknown);
        assert_eq!(sniff(b"<html>"), Content::Unknown);
    }

    #[test]
    fn an_empty_file_and_a_text_file_are_one_unreadable_page_each() {
        let limits = IntakeLimits::default();
        assert_eq!(frames(b"", &limits), Frames::none(Unreadable::Empty));
        let text = frames(b"hello", &limits);
        assert_eq!(text.pages(), 1);
        assert!(text.trouble.unwrap().to_string().contains("68 65 6c 6c"));
    }
}
