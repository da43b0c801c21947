//! What every page works with: the books, the clock, the caches.

use super::door::Throttle;
use super::image_cache::Images;
use super::trouble::Trouble;
use crate::config::Config;
use crate::desk::{Desk, DeskError};
use crate::pipeline::Matcher;
use crate::store::archive::Archive;
use crate::store::{Books, Store, StoreError};
use crate::user::User;
use chrono::{DateTime, TimeDelta, Utc};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Semaphore;

/// Connections for reading that are kept open when nobody uses them.
const IDLE_READERS: usize = 8;

/// Passwords that are checked at the same time.
const PASSWORDS_AT_ONCE: usize = 2;

/// How the desk can be reached.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Reach {
    /// Over TLS, here or at the proxy before it: cookies are for TLS only.
    pub is_secure: bool,
    /// A proxy stands before it: what it says of host and address is believed.
    pub is_behind_proxy: bool,
}

/// The desk's server without its network.
pub struct Station {
    /// The configuration in force.
    pub config: Config,
    /// How it can be reached.
    pub reach: Reach,
    data: PathBuf,
    archive: Archive,
    store: Mutex<Store>,
    matcher: Mutex<Matcher>,
    readers: Mutex<Vec<Books>>,
    pub(super) images: Images,
    pub(super) throttle: Mutex<Throttle>,
    /// Turns at checking passwords: each takes 19 MB for a while, whoever asks.
    pub(super) passwords: Semaphore,
    /// Milliseconds that the desk's clock is ahead of the machine's.
    ahead: AtomicI64,
}

/// A lock, whatever became of those who held it before: what it guards is whole between two acts.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Station {
    /// A desk over this data folder, whose clock now shows `now`.
    ///
    /// # Errors
    /// The books cannot be opened.
    pub fn open(data: &Path, config: Config, reach: Reach, now: DateTime<Utc>) -> Result<Self, StoreError> {
        let store = Store::open(data)?;
        Ok(Station {
            config,
            reach,
            data: data.to_owned(),
            archive: store.archive().clone(),
            store: Mutex::new(store),
            matcher: Mutex::default(),
            readers: Mutex::default(),
            images: Images::default(),
            throttle: Mutex::default(),
            passwords: Semaphore::new(PASSWORDS_AT_ONCE),
            ahead: AtomicI64::new((now - Utc::now()).num_milliseconds()),
        })
    }

    /// The time at the desk.
    pub fn now(&self) -> DateTime<Utc> {
        Utc::now() + TimeDelta::milliseconds(self.ahead.load(Ordering::Relaxed))
    }

    /// Puts the desk's clock forward.
    #[cfg(test)]
    pub(super) fn forward(&self, by: TimeDelta) {
        self.ahead.fetch_add(by.num_milliseconds(), Ordering::Relaxed);
    }

    /// The originals.
    pub(super) fn archive(&self) -> &Archive {
        &self.archive
    }

    /// Reads in the books, on a thread that may wait for the disk.
    pub(super) async fn read<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Books, &Station) -> Result<T, Trouble> + Send + 'static,
    ) -> Result<T, Trouble> {
        let station = Arc::clone(self);
        apart(move || {
            let free = lock(&station.readers).pop();
            let books = match free {
                Some(books) => books,
                None => Books::open_read_only(&station.data)?,
            };
            let done = work(&books, &station);
            let mut readers = lock(&station.readers);
            if readers.len() < IDLE_READERS {
                readers.push(books);
            }
            done
        })
        .await
    }

    /// Writes in the books, one writer at a time.
    pub(super) async fn write<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&mut Store) -> Result<T, Trouble> + Send + 'static,
    ) -> Result<T, Trouble> {
        let station = Arc::clone(self);
        apart(move || work(&mut lock(&station.store))).await
    }

    /// Lets a person act at the desk.
    pub(super) async fn act<T: Send + 'static>(
        self: &Arc<Self>,
        user: User,
        work: impl FnOnce(&mut Desk<'_>) -> Result<T, DeskError> + Send + 'static,
    ) -> Result<T, Trouble> {
        let station = Arc::clone(self);
        apart(move || {
            let mut store = lock(&station.store);
            let mut matcher = lock(&station.matcher);
            let mut desk = Desk {
                store: &mut store,
                config: &station.config,
                matcher: &mut matcher,
                user: &user,
                now: station.now(),
            };
            Ok(work(&mut desk)?)
        })
        .await
    }

    /// The accounts in memory, made when they are first asked for.
    pub(super) fn matcher(&self) -> MutexGuard<'_, Matcher> {
        lock(&self.matcher)
    }
}

/// Runs `work` on a thread that may block.
async fn apart<T: Send + 'static>(work: impl FnOnce() -> Result<T, Trouble> + Send + 'static) -> Result<T, Trouble> {
    tokio::task::spawn_blocking(work).await.map_err(|_| Trouble::Broken)?
}
