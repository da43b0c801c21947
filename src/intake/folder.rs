//! A batch as a folder of files, or as one file.

use super::image_file::{Content, SNIFF_BYTES, sniff};
use super::manifest::Manifest;
use super::natural::scan_order;
use super::paging::{Paging, page_all};
use super::scan_file::read_plain_file;
use super::{Batch, IntakeError, IntakeNote, NamedBy, ScanFile};
use crate::config::IntakeLimits;
use crate::geometry::Side;
use crate::id::{BatchId, Digest};
use rayon::prelude::*;
use std::fmt::{self, Write};
use std::fs::DirEntry;
use std::path::{Path, PathBuf};

/// The manifest's name, in any case.
const MANIFEST: &str = "batch.json";

/// A manifest of 100,000 pages has some 15 MB.
const MAX_MANIFEST_BYTES: u64 = 64 << 20;

/// Names that are pages, whatever is in them. Those that are not read yet become unreadable pages rather than silence.
const PAGE_EXTENSIONS: [&str; 14] = [
    "tif", "tiff", "jpg", "jpeg", "jpe", "png", "pdf", "bmp", "gif", "webp", "jp2", "heic", "x9", "x937",
];

/// Why something in a batch's folder is no page.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ignored {
    /// It begins with a dot, or is one of the files that Windows and macOS leave behind.
    Hidden,
    /// A folder without page images.
    Folder,
    /// Neither its name nor its first bytes are those of a page image.
    NoImage,
}

impl fmt::Display for Ignored {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Ignored::Hidden => "a hidden file",
            Ignored::Folder => "a folder",
            Ignored::NoImage => "no page image",
        })
    }
}

/// What lies in a folder.
#[derive(Default)]
struct Listing {
    manifest: Option<PathBuf>,
    pages: Vec<(String, PathBuf)>,
    folders: Vec<(String, PathBuf)>,
    notes: Vec<IntakeNote>,
}

pub(super) fn open(path: &Path, limits: &IntakeLimits) -> Result<Batch, IntakeError> {
    let listing = list(path)?;
    if listing.pages.len() > usize::try_from(limits.max_pages_per_batch).unwrap_or(usize::MAX) {
        return Err(too_many(path, limits));
    }
    let manifest = listing.manifest.as_deref().map(read_manifest).transpose()?;
    look_inside(path, &listing)?;
    let files = take_in(listing.pages, limits);
    assemble(path, manifest, files, listing.notes, limits)
}

/// A single image file as a batch without a manifest.
pub(super) fn single(path: &Path, limits: &IntakeLimits) -> Result<Batch, IntakeError> {
    let files = vec![ScanFile::take_in(path, file_name(path), limits)];
    assemble(path, None, files, Vec::new(), limits)
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn too_many(path: &Path, limits: &IntakeLimits) -> IntakeError {
    IntakeError::TooManyPages {
        path: path.to_owned(),
        limit: limits.max_pages_per_batch,
    }
}

fn is_hidden(name: &str) -> bool {
    let left_behind = ["thumbs.db", "ehthumbs.db", "desktop.ini", "__macosx", "@eadir"];
    name.starts_with('.') || left_behind.iter().any(|known| name.eq_ignore_ascii_case(known))
}

fn has_page_extension(name: &str) -> bool {
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    PAGE_EXTENSIONS
        .iter()
        .any(|known| extension.eq_ignore_ascii_case(known))
}

fn entries(path: &Path) -> Result<Vec<DirEntry>, IntakeError> {
    let failed = |source| IntakeError::Read {
        path: path.to_owned(),
        source,
    };
    std::fs::read_dir(path)
        .map_err(failed)?
        .collect::<Result<_, _>>()
        .map_err(failed)
}

fn list(path: &Path) -> Result<Listing, IntakeError> {
    let mut listing = Listing::default();
    let mut entries = entries(path)?;
    entries.sort_by_key(DirEntry::file_name);
    for entry in entries {
        let (name, at) = (file_name(&entry.path()), entry.path());
        let folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        if name.eq_ignore_ascii_case(MANIFEST) {
            if let Some(one) = listing.manifest.replace(at.clone()) {
                return Err(IntakeError::TwoManifests { one, other: at });
            }
        } else if is_hidden(&name) {
            let why = Ignored::Hidden;
            listing.notes.push(IntakeNote::Ignored { name, why });
        } else if folder {
            let why = Ignored::Folder;
            listing.folders.push((name.clone(), at));
            listing.notes.push(IntakeNote::Ignored { name, why });
        } else if has_page_extension(&name) {
            listing.pages.push((name, at));
        } else if begins_like_a_page(&at) {
            listing.notes.push(IntakeNote::TakenByContents { name: name.clone() });
            listing.pages.push((name, at));
        } else {
            let why = Ignored::NoImage;
            listing.notes.push(IntakeNote::Ignored { name, why });
        }
    }
    listing
        .pages
        .sort_by(|(one, at), (other, there)| scan_order(one, other).then_with(|| at.cmp(there)));
    Ok(listing)
}

/// Page images in a folder inside are an error: dropping them would lose pages, taking them would mix batches.
fn look_inside(path: &Path, listing: &Listing) -> Result<(), IntakeError> {
    for (name, inside) in &listing.folders {
        let images = entries(inside)?
            .iter()
            .map(|entry| file_name(&entry.path()))
            .any(|name| !is_hidden(&name) && has_page_extension(&name));
        if images && !listing.pages.is_empty() {
            return Err(IntakeError::PagesInside {
                path: path.to_owned(),
                inside: name.clone(),
            });
        }
        if images {
            return Err(IntakeError::NoPages {
                path: path.to_owned(),
                hint: "; the folders inside it do: give those",
            });
        }
    }
    Ok(())
}

/// Of a file whose name says nothing.
fn begins_like_a_page(path: &Path) -> bool {
    let most = u64::try_from(SNIFF_BYTES).expect("a few bytes");
    super::scan_file::read_head(path, most).is_some_and(|head| sniff(&head) != Content::Unknown)
}

fn read_manifest(path: &Path) -> Result<(Manifest, Vec<u8>), IntakeError> {
    let bytes = read_plain_file(path, MAX_MANIFEST_BYTES).map_err(|trouble| IntakeError::NoManifestFile {
        path: path.to_owned(),
        what: trouble.to_string(),
    })?;
    let manifest = Manifest::parse(&bytes).map_err(|source| IntakeError::Manifest {
        path: path.to_owned(),
        source,
    })?;
    Ok((manifest, bytes))
}

/// Reads all files, several at a time.
fn take_in(pages: Vec<(String, PathBuf)>, limits: &IntakeLimits) -> Vec<ScanFile> {
    pages
        .into_par_iter()
        .map(|(name, path)| ScanFile::take_in(&path, name, limits))
        .collect()
}

fn assemble(
    path: &Path,
    manifest: Option<(Manifest, Vec<u8>)>,
    files: Vec<ScanFile>,
    mut notes: Vec<IntakeNote>,
    limits: &IntakeLimits,
) -> Result<Batch, IntakeError> {
    let (manifest, bytes) = manifest.unzip();
    let manifest_original = bytes.map(|bytes| (Digest::of(&bytes), bytes));
    if let Some(manifest) = &manifest {
        notes.extend(manifest.notes.iter().cloned().map(IntakeNote::Manifest));
    }
    let listed = manifest.as_ref().and_then(|manifest| manifest.transactions.as_deref());
    if files.is_empty() && listed.is_none_or(|listed| listed.iter().all(|one| one.pages.is_empty())) {
        return Err(IntakeError::NoPages {
            path: path.to_owned(),
            hint: "; pages are files named .tif, .jpg or .png",
        });
    }
    let Paging { pages, notes: paged } =
        page_all(&files, listed, limits.max_pages_per_batch).ok_or_else(|| too_many(path, limits))?;
    notes.extend(paged);
    let named = manifest.as_ref().and_then(|manifest| manifest.batch.clone());
    Ok(Batch {
        named_by: if named.is_some() {
            NamedBy::Manifest
        } else {
            NamedBy::Source
        },
        name: named.unwrap_or_else(|| name_of(path)),
        digest: digest_of(&files, manifest_original.as_ref().map(|(digest, _)| *digest)),
        manifest,
        manifest_original,
        files,
        pages,
        notes,
    })
}

/// A name from that of the folder or file, without a file's extension.
fn name_of(path: &Path) -> BatchId {
    let real = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let name = if real.is_dir() {
        real.file_name()
    } else {
        real.file_stem()
    };
    BatchId::from_any_text(&name.unwrap_or_default().to_string_lossy())
}

/// See [`Batch::digest`]. Where a file was not read or is empty, nothing tells its batch from another such one but the names and the
/// manifest, so these count then.
fn digest_of(files: &[ScanFile], manifest: Option<Digest>) -> Digest {
    let mut text = String::from("lockbox batch 1\n");
    for file in files {
        let side = match file.side {
            Side::Front => 'F',
            Side::Back => 'B',
        };
        let contents = file
            .digest
            .map_or_else(|| format!("unread {}", file.size), |digest| digest.to_string());
        let _ = writeln!(text, "{side} {contents}");
    }
    if files.is_empty() || files.iter().any(|file| file.digest.is_none() || file.size == 0) {
        let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
        let manifest = manifest.map_or_else(|| "none".to_owned(), |manifest| manifest.to_string());
        let _ = writeln!(text, "manifest {manifest}, files {names:?}");
    }
    Digest::of(text.as_bytes())
}
