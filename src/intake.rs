//! Intake: what a scanner delivers, as a batch of files and pages. Nothing is decoded here and nothing is lost here.

pub mod image_file;
pub mod tiff_directory;
pub mod manifest;
mod natural;
mod scan_file;
mod folder;
mod paging;

pub use folder::Ignored;
pub use scan_file::ScanFile;

use crate::config::IntakeLimits;
use crate::geometry::Side;
use crate::id::{BatchId, Digest, PageNo, TransactionNo};
use crate::money::Amount;
use image_file::{Content, SNIFF_BYTES, Unreadable, sniff};
use manifest::{Manifest, ManifestNote};
use std::fmt;
use std::io::Read;
use std::path::{Path, PathBuf};

/// A batch as it was delivered: its files with their digests, and its pages in scan order. No picture is in memory.
#[derive(Clone, Debug)]
pub struct Batch {
    /// Its name.
    pub name: BatchId,
    /// Where the name comes from.
    pub named_by: NamedBy,
    /// The SHA-256 over sides and contents of its files, in their order. Neither the names of folder and files nor the manifest count:
    /// the same scans are the same batch, whatever somebody calls them or corrects in `batch.json`.
    pub digest: Digest,
    /// The scanner's manifest.
    pub manifest: Option<Manifest>,
    /// `batch.json` as it came, with its SHA-256.
    pub manifest_original: Option<(Digest, Vec<u8>)>,
    /// The page files in natural order of their names; of one stem, the front before the back.
    pub files: Vec<ScanFile>,
    /// The pages, numbered from 1: in the manifest's order where it lists them, in the files' order else. Never empty.
    pub pages: Vec<PageRef>,
    /// What is worth saying about all this.
    pub notes: Vec<IntakeNote>,
}

/// Where a batch's name comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NamedBy {
    /// `batch` in its manifest.
    Manifest,
    /// The name of its folder or file.
    Source,
}

/// One page image of a batch.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PageRef {
    /// Its number.
    pub no: PageNo,
    /// `00001F.tif`; of a file with several pages, `scan.tif#3`, counted from 1.
    pub label: String,
    /// The place of its file in [`Batch::files`]; `None` if the file did not come.
    pub file: Option<usize>,
    /// The place of the page in its file, counted from 0.
    pub frame: u32,
    /// Front or back, by the file's name.
    pub side: Side,
    /// The envelope it came in, where the manifest says so: the place in its list, counted from 1.
    pub transaction: Option<TransactionNo>,
    /// The magnetic reader's line for it.
    pub micr: Option<String>,
    /// What a capture station keyed for it; always positive.
    pub amount: Option<Amount>,
    /// Why there is nothing to decode. A page without trouble may still turn out damaged.
    pub trouble: Option<Unreadable>,
}

/// Something about a delivery that an operator may want to know; none of it stops the batch.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum IntakeNote {
    /// A field of the manifest makes no sense.
    Manifest(ManifestNote),
    /// Something in the folder is no page.
    Ignored {
        /// Its name.
        name: String,
        /// Why.
        why: Ignored,
    },
    /// A file was taken for a page by its contents, though its name does not say so.
    TakenByContents {
        /// Its name.
        name: String,
    },
    /// The manifest lists a page again; the first place counts, and what stands at the second is not used.
    ListedAgain {
        /// The page as listed.
        file: String,
        /// Where it is listed again.
        transaction: TransactionNo,
    },
    /// The manifest lists a page that did not come.
    NotDelivered {
        /// The page as listed.
        file: String,
        /// Where.
        transaction: TransactionNo,
    },
    /// The manifest lists transactions, and this page in none of them.
    NotListed {
        /// The page.
        label: String,
    },
    /// A transaction of the manifest has no pages.
    NoPages {
        /// Which.
        transaction: TransactionNo,
    },
    /// A MICR line or an amount is listed for a file of several pages: it is not known for which of them, so it is not used.
    ForWhichPage {
        /// The file as listed.
        file: String,
        /// Where.
        transaction: TransactionNo,
    },
}

impl fmt::Display for IntakeNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            IntakeNote::Manifest(note) => note.fmt(f),
            IntakeNote::Ignored { name, why } => write!(f, "{name}: not taken in, it is {why}"),
            IntakeNote::TakenByContents { name } => write!(f, "{name}: taken in as a page for what is in it"),
            IntakeNote::ListedAgain { file, transaction } => write!(
                f,
                "batch.json lists {file} again in transaction {transaction}; the first place counts"
            ),
            IntakeNote::NotDelivered { file, transaction } => {
                write!(
                    f,
                    "{file}: listed in transaction {transaction} of batch.json, not in the batch"
                )
            }
            IntakeNote::NotListed { label } => write!(f, "{label}: in the batch, not listed in batch.json"),
            IntakeNote::NoPages { transaction } => {
                write!(f, "batch.json: transaction {transaction} has no pages")
            }
            IntakeNote::ForWhichPage { file, transaction } => write!(
                f,
                "batch.json, transaction {transaction}: {file} has several pages, so its `micr` and `amount` are not used; write {file}#1"
            ),
        }
    }
}

/// Why a batch was not taken in at all. Nothing of it is stored then.
#[derive(Debug, thiserror::Error)]
pub enum IntakeError {
    /// It is not there, or the disk does not give it.
    #[error("cannot read {}: {source}", path.display())]
    Read {
        /// What.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The manifest is no JSON, or not of a manifest's form.
    #[error("{}, line {}, column {}: {source}; mend it, or take the file away to have the pages grouped by what is on them", path.display(), source.line(), source.column())]
    Manifest {
        /// The manifest.
        path: PathBuf,
        /// Where and why.
        source: serde_json::Error,
    },
    /// The manifest is no plain file of a sensible size.
    #[error("{} is {what}; put a plain file there, or none", path.display())]
    NoManifestFile {
        /// The manifest.
        path: PathBuf,
        /// What it is.
        what: String,
    },
    /// Two files may be the manifest.
    #[error("{} and {} differ only in case; leave one of them", one.display(), other.display())]
    TwoManifests {
        /// One.
        one: PathBuf,
        /// The other.
        other: PathBuf,
    },
    /// No page in it.
    #[error("{} holds no page image{hint}", path.display())]
    NoPages {
        /// The folder.
        path: PathBuf,
        /// A remedy, where one is likely.
        hint: &'static str,
    },
    /// Pages in a folder inside the folder: whether they belong to the batch is not known.
    #[error("{} has page images in the folder `{inside}` inside it; move them up, or feed that folder as a batch of its own", path.display())]
    PagesInside {
        /// The batch's folder.
        path: PathBuf,
        /// The folder inside.
        inside: String,
    },
    /// Too many pages.
    #[error("{} has more than {limit} pages; split it, or raise `intake.max_pages_per_batch`", path.display())]
    TooManyPages {
        /// The batch.
        path: PathBuf,
        /// The limit.
        limit: u32,
    },
    /// A kind of delivery that is not read yet.
    #[error("{} is a {what} file, which is not read yet; give a folder of TIFF, JPEG or PNG files", path.display())]
    NotYet {
        /// The file.
        path: PathBuf,
        /// PDF, ZIP, X9.37.
        what: &'static str,
    },
    /// A file that is no batch.
    #[error("{} is no batch: give a folder of page images, or one TIFF, JPEG or PNG file", path.display())]
    NoBatch {
        /// The file.
        path: PathBuf,
    },
}

impl Batch {
    /// How many page images came: what `control.pages` counts. Pages that are only listed do not count.
    pub fn delivered_pages(&self) -> usize {
        self.pages.iter().filter(|page| page.file.is_some()).count()
    }

    /// Takes a batch in: a folder, or a single image file. Reads every file once, several at a time, and keeps none in memory.
    ///
    /// What is wrong with single files becomes unreadable pages; an error means that nothing can be said for certain about the whole.
    pub fn open(path: &Path, limits: &IntakeLimits) -> Result<Self, IntakeError> {
        let failed = |source| IntakeError::Read {
            path: path.to_owned(),
            source,
        };
        let kind = std::fs::metadata(path).map_err(failed)?;
        if kind.is_dir() {
            return folder::open(path, limits);
        }
        if !kind.is_file() {
            return Err(IntakeError::NoBatch { path: path.to_owned() });
        }
        let mut head = Vec::new();
        let most = u64::try_from(SNIFF_BYTES).expect("a few bytes");
        let file = std::fs::File::open(path).map_err(failed)?;
        file.take(most).read_to_end(&mut head).map_err(failed)?;
        match sniff(&head) {
            Content::Image(_) => folder::single(path, limits),
            Content::NotYet(what) => Err(IntakeError::NotYet {
                path: path.to_owned(),
                what,
            }),
            Content::Unknown => Err(IntakeError::NoBatch { path: path.to_owned() }),
        }
    }
}
