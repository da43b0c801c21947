//! One file of a batch: read once to be known by its digest, and again when its pages are decoded.

use super::image_file::{Frames, Unreadable, frames};
use super::natural::side_of;
use crate::config::IntakeLimits;
use crate::geometry::Side;
use crate::id::Digest;
use rustix::fs::OFlags;
use std::fs::{File, FileType, OpenOptions};
use std::io::Read;
use std::os::unix::fs::{FileTypeExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// A file that holds pages, or should.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ScanFile {
    /// Its name; what is not UTF-8 in it is shown as U+FFFD.
    pub name: String,
    /// Where it lies.
    pub path: PathBuf,
    /// Front or back, by its name.
    pub side: Side,
    /// Its size in bytes when it was taken in; 0 if it could not be opened.
    pub size: u64,
    /// The SHA-256 of its bytes; `None` if it was not read.
    pub digest: Option<Digest>,
    /// Its pages.
    pub frames: Frames,
}

impl ScanFile {
    /// Reads a file, takes its digest, counts its pages and lets its bytes go. Whatever is wrong with it becomes an unreadable page.
    pub(super) fn take_in(path: &Path, name: String, limits: &IntakeLimits) -> Self {
        let mut file = ScanFile {
            side: side_of(&name),
            name,
            path: path.to_owned(),
            size: 0,
            digest: None,
            frames: Frames::none(Unreadable::Empty),
        };
        match read_plain_file(path, limits.max_file_bytes) {
            Ok(bytes) => {
                file.size = u64::try_from(bytes.len()).expect("the length of something in memory");
                file.digest = Some(Digest::of(&bytes));
                file.frames = frames(&bytes, limits);
            }
            Err(trouble) => {
                if let Unreadable::FileTooLarge { bytes, .. } = trouble {
                    file.size = bytes;
                }
                file.frames = Frames::none(trouble);
            }
        }
        file
    }

    /// Its bytes once more, the same as were taken in or none.
    pub fn read(&self, limits: &IntakeLimits) -> Result<Vec<u8>, Unreadable> {
        let bytes = read_plain_file(&self.path, limits.max_file_bytes)?;
        if self.digest == Some(Digest::of(&bytes)) {
            Ok(bytes)
        } else {
            Err(Unreadable::Changed)
        }
    }
}

fn what_it_is(kind: FileType) -> &'static str {
    match () {
        () if kind.is_dir() => "a folder",
        () if kind.is_fifo() => "a pipe",
        () if kind.is_socket() => "a socket",
        () => "a device",
    }
}

/// All bytes of a plain file of at most `limit` bytes. Opens nothing else, so that a pipe or device with an image's name cannot hang a
/// run. A link to a plain file is followed: people make batches of links.
pub(super) fn read_plain_file(path: &Path, limit: u64) -> Result<Vec<u8>, Unreadable> {
    let failed = |error: std::io::Error| Unreadable::Io(error.to_string());
    let named = std::fs::metadata(path).map_err(failed)?;
    if !named.is_file() {
        return Err(Unreadable::NotAFile(what_it_is(named.file_type())));
    }
    let file = open_plain(path).map_err(failed)?;
    let opened = file.metadata().map_err(failed)?;
    // Between the look and the opening somebody may have put something else there.
    if !opened.is_file() {
        return Err(Unreadable::NotAFile(what_it_is(opened.file_type())));
    }
    let too_large = |bytes| Unreadable::FileTooLarge { bytes, limit };
    if opened.len() > limit {
        return Err(too_large(opened.len()));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(opened.len()).unwrap_or(0));
    // A file may grow while it is read: one byte more than allowed is enough to know.
    file.take(limit.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(failed)?;
    match u64::try_from(bytes.len()) {
        Ok(length) if length <= limit => Ok(bytes),
        _ => Err(too_large(limit.saturating_add(1))),
    }
}

fn open_plain(path: &Path) -> std::io::Result<File> {
    let flags = i32::try_from(OFlags::NONBLOCK.bits()).expect("the flags of open(2) are an int");
    OpenOptions::new().read(true).custom_flags(flags).open(path)
}

/// The first bytes of a plain file, at most `limit`; `None` of anything else.
pub(super) fn read_head(path: &Path, limit: u64) -> Option<Vec<u8>> {
    if !std::fs::metadata(path).ok()?.is_file() {
        return None;
    }
    let mut head = Vec::new();
    open_plain(path).ok()?.take(limit).read_to_end(&mut head).ok()?;
    Some(head)
}
