//! The store: one SQLite database and one archive of originals in the data folder.
//!
//! Reads are on [`Books`], which [`Store`] and [`WriteTx`] both deref to. Every write happens in one `BEGIN IMMEDIATE` transaction
//! ([`Store::write`]); unique keys and the triggers of the schema, not the caller's care, keep two processes from posting twice.
//! Everything but the account master is insert-only.

pub mod archive;
pub mod accounts;
pub mod batches;
pub mod evidence;
pub mod faces;
pub mod decisions;
pub mod payers;
pub mod postings;
pub mod users;
pub mod sessions;
pub mod leases;
pub mod log;
pub mod resolutions;
pub mod regrouping;
pub mod queue;
pub mod queries;
pub mod search;
pub mod dashboard;
pub mod verify;
mod error;
mod migrations;
mod rows;
#[cfg(test)]
pub(crate) mod fixture;
#[cfg(test)]
mod tests;

pub use error::StoreError;

use archive::Archive;
use migrations::NEWEST;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How long a write waits for another process's write. A group of transactions takes milliseconds; only the import of a large
/// account master, some ten seconds for a million rows, keeps others waiting longer than a breath.
const BUSY_TIMEOUT: Duration = Duration::from_secs(30);
/// The database's file in the data folder.
const DATABASE: &str = "lockbox.db";
/// Page cache of one connection, in KiB (negative is SQLite's way to say so); larger hardly helps the import of a million accounts.
const CACHE_KIB: i64 = -65_536;

/// What holds for a connection; each is read back after it is set, since SQLite ignores what it does not know.
const PRAGMAS: [(&str, i64); 6] = [
    ("synchronous", 2),
    ("foreign_keys", 1),
    ("trusted_schema", 0),
    ("recursive_triggers", 1),
    ("cell_size_check", 1),
    ("cache_size", CACHE_KIB),
];

/// The books of one data folder, opened for writing.
pub struct Store {
    books: Books,
    archive: Archive,
}

/// The reading half: one connection to the database.
pub struct Books {
    connection: Connection,
    folder: PathBuf,
}

/// One write transaction; reads on it see its own writes.
pub struct WriteTx<'c> {
    books: &'c Books,
    transaction: Transaction<'c>,
    /// The newest log entry of this transaction: number and hash.
    logged: Option<(i64, String)>,
}

impl Deref for Store {
    type Target = Books;
    fn deref(&self) -> &Books {
        &self.books
    }
}

impl Deref for WriteTx<'_> {
    type Target = Books;
    fn deref(&self) -> &Books {
        self.books
    }
}

impl Store {
    /// Opens the data folder, making it (private to its user) and its database where there is none, and bringing an older
    /// database up to date. Safe when several processes open a new folder at once.
    ///
    /// # Errors
    /// The folder cannot be made or written; the file is no lockbox database, or one of a newer version.
    pub fn open(data: &Path) -> Result<Self, StoreError> {
        make_folder(data)?;
        let archive = Archive::open(data)?;
        let path = data.join(DATABASE);
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&path, flags).map_err(|source| StoreError::open(&path, source))?;
        let mut books = Books::new(connection, data)?;
        migrations::refuse_foreign(&books.connection, &path)?;
        books.to_wal()?;
        books.set_pragmas()?;
        let before = migrations::bring_up_to_date(&mut books.connection, &path)?;
        sync_folder(data)?;
        let mut store = Store { books, archive };
        if (1..NEWEST).contains(&before) {
            store.rebuild_queue()?;
            store.rebuild_search()?;
        }
        Ok(store)
    }

    /// The originals.
    pub fn archive(&self) -> &Archive {
        &self.archive
    }

    /// Runs `work` in one write transaction: all of it is kept (and on the disk when this returns), or, if it fails or panics,
    /// nothing.
    ///
    /// # Errors
    /// Those of `work`, and [`StoreError::Busy`] where another process has been writing for too long.
    pub fn write<T, E: From<StoreError>>(
        &mut self,
        work: impl FnOnce(&mut WriteTx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let transaction = Transaction::new_unchecked(&self.books.connection, TransactionBehavior::Immediate)
            .map_err(StoreError::from)?;
        let mut tx = WriteTx {
            books: &self.books,
            transaction,
            logged: None,
        };
        let done = work(&mut tx)?;
        let WriteTx {
            transaction, logged, ..
        } = tx;
        transaction.commit().map_err(StoreError::from)?;
        if let Some((seq, hash)) = logged {
            // It is kept by now, so a failure here is none of the work's; the next entry writes the file again.
            let _ = log::write_head(&self.books.folder, seq, &hash);
        }
        Ok(done)
    }
}

impl Books {
    /// Opens a data folder to look at only.
    ///
    /// # Errors
    /// [`StoreError::NoData`] where nothing was ever taken in; the file is no lockbox database, or one of another version.
    pub fn open_read_only(data: &Path) -> Result<Self, StoreError> {
        let path = data.join(DATABASE);
        if !path.is_file() {
            return Err(StoreError::NoData { folder: data.into() });
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&path, flags).map_err(|source| StoreError::open(&path, source))?;
        let books = Books::new(connection, data)?;
        migrations::refuse_foreign(&books.connection, &path)?;
        match migrations::version(&books.connection)? {
            NEWEST => books.set_pragmas()?,
            0 => return Err(StoreError::NoData { folder: data.into() }),
            found => {
                return Err(StoreError::Older {
                    path,
                    found,
                    known: NEWEST,
                });
            }
        }
        Ok(books)
    }

    /// The data folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    fn new(connection: Connection, data: &Path) -> Result<Self, StoreError> {
        connection.busy_timeout(BUSY_TIMEOUT)?;
        connection.set_prepared_statement_cache_capacity(100);
        // plans must not depend on bound values: else SQLite plans the duplicates' look-ups anew every time, 0.6 ms for each transaction
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        Ok(Books {
            connection,
            folder: data.to_owned(),
        })
    }

    /// To write-ahead logging. SQLite does not wait its busy time for this one lock, so it is asked again.
    fn to_wal(&self) -> Result<(), StoreError> {
        let started = Instant::now();
        loop {
            let asked = self
                .connection
                .query_row("PRAGMA journal_mode = WAL", [], |row| row.get::<_, String>(0));
            match asked.map_err(StoreError::from) {
                Ok(mode) if mode == "wal" => return Ok(()),
                Err(StoreError::Busy) if started.elapsed() < BUSY_TIMEOUT => {
                    std::thread::sleep(Duration::from_millis(10));
                }
                Err(error) => return Err(error),
                Ok(found) => {
                    return Err(StoreError::Pragma {
                        name: "journal_mode",
                        wanted: "wal".to_owned(),
                        found,
                    });
                }
            }
        }
    }

    fn set_pragmas(&self) -> Result<(), StoreError> {
        for (name, wanted) in PRAGMAS {
            self.connection.pragma_update(None, name, wanted)?;
            let found: i64 = self.connection.pragma_query_value(None, name, |row| row.get(0))?;
            if found != wanted {
                return Err(StoreError::Pragma {
                    name,
                    wanted: wanted.to_string(),
                    found: found.to_string(),
                });
            }
        }
        Ok(())
    }

    /// Runs several reads on one state of the books, whatever others write meanwhile.
    ///
    /// # Errors
    /// Those of `work`, and of the database.
    pub fn snapshot<T, E: From<StoreError>>(&self, work: impl FnOnce(&Self) -> Result<T, E>) -> Result<T, E> {
        if !self.connection.is_autocommit() {
            return work(self);
        }
        let transaction =
            Transaction::new_unchecked(&self.connection, TransactionBehavior::Deferred).map_err(StoreError::from)?;
        let done = work(self)?;
        transaction.commit().map_err(StoreError::from)?;
        Ok(done)
    }
}

#[cfg(unix)]
fn make_folder(data: &Path) -> Result<(), StoreError> {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(data)
        .map_err(|source| StoreError::folder(data, source))
}

#[cfg(not(unix))]
fn make_folder(data: &Path) -> Result<(), StoreError> {
    std::fs::create_dir_all(data).map_err(|source| StoreError::folder(data, source))
}

/// The new database's name is to outlive a loss of power as surely as its contents.
fn sync_folder(data: &Path) -> Result<(), StoreError> {
    std::fs::File::open(data)
        .and_then(|folder| folder.sync_all())
        .map_err(|source| StoreError::folder(data, source))
}
