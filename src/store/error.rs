//! What can go wrong with the store.

use super::archive::ArchiveError;
use crate::id::TransactionNo;
use std::path::{Path, PathBuf};

/// The world failed the store, or the caller asked for what the books do not allow.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The data folder cannot be made, opened or synced.
    #[error("cannot use the data folder {}: {source}; check that it may be written, or choose another with --data", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Nothing was ever taken in here.
    #[error("no lockbox data in {}; choose the folder with --data, or take something in with `lockbox accounts import` or `lockbox run`", folder.display())]
    NoData {
        /// The folder.
        folder: PathBuf,
    },
    /// The file cannot be opened.
    #[error("cannot open the database {}: {source}", path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// Why.
        source: rusqlite::Error,
    },
    /// The file is a database of something else, or none.
    #[error("{} is not a lockbox database; choose another data folder with --data", path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// The database was written by a newer version of this program.
    #[error("{} is of database version {found}, this program knows {known}: use the newer lockbox that wrote it", path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its version.
        found: i64,
        /// The newest known here.
        known: i64,
    },
    /// The database is of an older version, and was opened to look at only.
    #[error("{} is of database version {found}, this program wants {known}: any command that writes, such as `lockbox run`, brings it up to date", path.display())]
    Older {
        /// The file.
        path: PathBuf,
        /// Its version.
        found: i64,
        /// The version wanted.
        known: i64,
    },
    /// SQLite would not do what safety needs.
    #[error("the database does not accept {name} = {wanted} (it says {found}); is the data folder on a network drive?")]
    Pragma {
        /// The setting.
        name: &'static str,
        /// What was asked for.
        wanted: String,
        /// What it is.
        found: String,
    },
    /// A process died while it made the database, which was then opened to look at only.
    #[error("setting up this data folder was interrupted; any command that writes, such as `lockbox run`, sets it up")]
    HalfMade,
    /// Another process has been writing for too long.
    #[error(
        "another lockbox process is writing to this data folder and did not finish in time; run this again when it is done"
    )]
    Busy,
    /// The disk is full.
    #[error("the disk with the data folder is full; nothing of this step was kept: make room and run it again")]
    Full,
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[source] rusqlite::Error),
    /// A stored text is not what was written there.
    #[error("the database is damaged: {what} cannot be understood ({reason}); run `lockbox verify`")]
    Damaged {
        /// Which text.
        what: &'static str,
        /// Why.
        reason: String,
    },
    /// The archive failed.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// There is no such transaction in the batch.
    #[error("the batch has no transaction {0}")]
    NoTransaction(TransactionNo),
}

impl StoreError {
    pub(super) fn folder(path: &Path, source: std::io::Error) -> Self {
        StoreError::Folder {
            path: path.to_owned(),
            source,
        }
    }

    pub(super) fn open(path: &Path, source: rusqlite::Error) -> Self {
        StoreError::Open {
            path: path.to_owned(),
            source,
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode;
        use rusqlite::ffi::SQLITE_READONLY_ROLLBACK;
        let code = error.sqlite_error().map(|error| error.extended_code);
        if code == Some(SQLITE_READONLY_ROLLBACK) {
            return StoreError::HalfMade;
        }
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy) => StoreError::Busy,
            Some(ErrorCode::DiskFull) => StoreError::Full,
            _ => StoreError::Database(error),
        }
    }
}
