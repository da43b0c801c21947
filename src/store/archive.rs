//! The archive of originals: each file under the SHA-256 of its bytes, `archive/ab/abcdef...`, never changed.
//!
//! No database in here: an [`Archive`] is cheap to clone and is used from any thread. A file is written to `archive/tmp`, then
//! renamed, so under its digest there is all of it or nothing; whatever a kill leaves in `archive/tmp` is harmless.

use crate::id::Digest;
use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// A temporary file older than this was left by a process that is dead: writing one takes far less.
const LEFT_OVER: Duration = Duration::from_hours(1);

/// The originals of one data folder.
#[derive(Clone, Debug)]
pub struct Archive {
    root: Arc<Path>,
}

/// What went wrong with an original.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// A file or folder of the archive cannot be used.
    #[error("cannot {doing} {}: {source}", path.display())]
    Io {
        /// What was tried.
        doing: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The archive has no such file.
    #[error("the archive has no file {digest}; put it back from a backup")]
    Missing {
        /// Its digest.
        digest: Digest,
    },
    /// The file's bytes are not those that were put there.
    #[error("the archived file {digest} is damaged (its digest is now {found}); put it back from a backup")]
    Damaged {
        /// What it should be.
        digest: Digest,
        /// What it is.
        found: Digest,
    },
}

impl ArchiveError {
    fn io(doing: &'static str, path: &Path, source: std::io::Error) -> Self {
        ArchiveError::Io {
            doing,
            path: path.to_owned(),
            source,
        }
    }
}

impl Archive {
    /// The archive of a data folder, made where there is none; old left-overs are swept out.
    pub(super) fn open(data: &Path) -> Result<Self, ArchiveError> {
        let archive = Archive::at(data);
        let tmp = archive.root.join("tmp");
        fs::create_dir_all(&tmp).map_err(|source| ArchiveError::io("make", &tmp, source))?;
        sweep(&tmp);
        Ok(archive)
    }

    /// The archive of a data folder, to read only; nothing is looked at yet.
    pub fn at(data: &Path) -> Self {
        Archive {
            root: data.join("archive").into(),
        }
    }

    /// Keeps these bytes, whose digest the caller knows, until power is lost; for ever once [`Archive::sync`] has returned. Does
    /// nothing where they are kept already; a damaged file is replaced.
    ///
    /// # Errors
    /// The disk.
    pub fn put(&self, digest: &Digest, bytes: &[u8]) -> Result<(), ArchiveError> {
        let path = self.path(digest);
        if holds(&path, bytes)? {
            return Ok(());
        }
        let temporary = self.write_temporary(bytes)?;
        rename(&temporary, &path).inspect_err(|_| {
            // the error that matters is the rename's
            let _ = fs::remove_file(&temporary);
        })
    }

    /// The bytes of this digest, proved.
    ///
    /// # Errors
    /// [`ArchiveError::Missing`], [`ArchiveError::Damaged`], and the disk.
    pub fn get(&self, digest: &Digest) -> Result<Vec<u8>, ArchiveError> {
        let path = self.path(digest);
        let bytes = fs::read(&path).map_err(|source| match source.kind() {
            ErrorKind::NotFound => ArchiveError::Missing { digest: *digest },
            _ => ArchiveError::io("read", &path, source),
        })?;
        let found = Digest::of(&bytes);
        if found == *digest {
            Ok(bytes)
        } else {
            Err(ArchiveError::Damaged { digest: *digest, found })
        }
    }

    /// Whether there is a file of this digest; its bytes are not looked at.
    pub fn has(&self, digest: &Digest) -> bool {
        self.path(digest).is_file()
    }

    /// Makes everything that was put so far outlive a loss of power. To be called before the rows that name it are committed.
    ///
    /// # Errors
    /// The disk.
    pub fn sync(&self) -> Result<(), ArchiveError> {
        let failed = |source| ArchiveError::io("sync", &self.root, source);
        let root = File::open(&self.root).map_err(failed)?;
        sync_file_system(&root).map_err(failed)
    }

    /// Every digest that the archive has a file of, in the order of the folders.
    ///
    /// # Errors
    /// A folder that cannot be read. Files with other names are passed over.
    pub fn digests(&self) -> Result<impl Iterator<Item = Digest>, ArchiveError> {
        let mut folders = entries(&self.root)?;
        folders.sort();
        let mut all = Vec::new();
        for folder in folders
            .iter()
            .filter(|folder| folder.is_dir() && !folder.ends_with("tmp"))
        {
            let names = entries(folder)?;
            all.extend(
                names
                    .iter()
                    .filter_map(|path| path.file_name()?.to_str()?.parse::<Digest>().ok()),
            );
        }
        Ok(all.into_iter())
    }

    fn path(&self, digest: &Digest) -> PathBuf {
        let name = digest.to_string();
        self.root.join(&name[..2]).join(name)
    }

    fn write_temporary(&self, bytes: &[u8]) -> Result<PathBuf, ArchiveError> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let tmp = self.root.join("tmp");
        loop {
            let number = NEXT.fetch_add(1, Ordering::Relaxed);
            let path = tmp.join(format!("{}-{number}", std::process::id()));
            let mut file = match OpenOptions::new().write(true).create_new(true).open(&path) {
                Ok(file) => file,
                // left by a dead process of the same number
                Err(error) if error.kind() == ErrorKind::AlreadyExists => continue,
                Err(source) => return Err(ArchiveError::io("make", &path, source)),
            };
            let written = file.write_all(bytes).and_then(|()| sync_written(&file));
            if let Err(source) = written {
                // the error that matters is the write's
                let _ = fs::remove_file(&path);
                return Err(ArchiveError::io("write", &path, source));
            }
            return Ok(path);
        }
    }
}

/// Whether exactly these bytes are there: after a loss of power a name may stand for a torn file.
fn holds(path: &Path, bytes: &[u8]) -> Result<bool, ArchiveError> {
    let length = u64::try_from(bytes.len()).expect("a length in memory fits in 64 bits");
    match fs::metadata(path) {
        Ok(there) if there.len() == length => {
            let kept = fs::read(path).map_err(|source| ArchiveError::io("read", path, source))?;
            Ok(kept == bytes)
        }
        Ok(_) => Ok(false),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(source) => Err(ArchiveError::io("read", path, source)),
    }
}

fn rename(temporary: &Path, path: &Path) -> Result<(), ArchiveError> {
    let failed = |source| ArchiveError::io("write", path, source);
    match fs::rename(temporary, path) {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let folder = path.parent().expect("an archived file lies in a folder");
            fs::create_dir_all(folder).map_err(|source| ArchiveError::io("make", folder, source))?;
            fs::rename(temporary, path).map_err(failed)
        }
        done => done.map_err(failed),
    }
}

/// Removes what dead processes left; what cannot be removed does no harm either.
fn sweep(tmp: &Path) {
    for path in entries(tmp).unwrap_or_default() {
        let age = fs::metadata(&path).and_then(|file| file.modified()).ok();
        if age.and_then(|at| at.elapsed().ok()).is_some_and(|age| age > LEFT_OVER) {
            let _ = fs::remove_file(&path);
        }
    }
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, ArchiveError> {
    let failed = |source| ArchiveError::io("read", folder, source);
    let listing = match fs::read_dir(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        listing => listing.map_err(failed)?,
    };
    listing
        .map(|entry| entry.map(|entry| entry.path()).map_err(failed))
        .collect()
}

#[cfg(target_os = "linux")]
fn sync_file_system(root: &File) -> std::io::Result<()> {
    Ok(rustix::fs::syncfs(root)?)
}

/// Where a whole file system cannot be synced, each file was when it was written; its name follows here as far as it can.
#[cfg(not(target_os = "linux"))]
fn sync_file_system(root: &File) -> std::io::Result<()> {
    root.sync_all()
}

#[cfg(target_os = "linux")]
#[expect(clippy::unnecessary_wraps, reason = "where there is no syncfs it can fail")]
fn sync_written(_: &File) -> std::io::Result<()> {
    Ok(())
}

#[cfg(not(target_os = "linux"))]
fn sync_written(file: &File) -> std::io::Result<()> {
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn archive() -> (tempfile::TempDir, Archive) {
        let data = tempfile::tempdir().unwrap();
        let archive = Archive::open(data.path()).unwrap();
        (data, archive)
    }

    #[test]
    fn what_is_put_is_got_and_putting_it_again_changes_nothing() {
        let (_data, archive) = archive();
        let digest = Digest::of(b"scan");
        archive.put(&digest, b"scan").unwrap();
        archive.put(&digest, b"scan").unwrap();
        archive.sync().unwrap();
        assert_eq!(archive.get(&digest).unwrap(), b"scan");
        assert_eq!(archive.digests().unwrap().collect::<Vec<_>>(), [digest]);
        assert!(entries(&archive.root.join("tmp")).unwrap().is_empty());
    }

    #[test]
    fn a_changed_byte_and_a_missing_file_are_named_and_a_second_put_mends_them() {
        let (_data, archive) = archive();
        let digest = Digest::of(b"scan");
        assert!(matches!(archive.get(&digest), Err(ArchiveError::Missing { .. })));
        archive.put(&digest, b"scan").unwrap();
        fs::write(archive.path(&digest), b"scam").unwrap();
        assert!(matches!(archive.get(&digest), Err(ArchiveError::Damaged { .. })));
        archive.put(&digest, b"scan").unwrap();
        assert_eq!(archive.get(&digest).unwrap(), b"scan");
        fs::write(archive.path(&digest), b"").unwrap();
        archive.put(&digest, b"scan").unwrap();
        assert_eq!(archive.get(&digest).unwrap(), b"scan");
    }

    #[test]
    fn many_threads_put_the_same_scans() {
        let (_data, archive) = archive();
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for n in 0..50u8 {
                        archive.put(&Digest::of(&[n; 100]), &[n; 100]).unwrap();
                    }
                });
            }
        });
        assert_eq!(archive.digests().unwrap().count(), 50);
        assert!((0..50u8).all(|n| archive.get(&Digest::of(&[n; 100])).is_ok()));
    }

    #[test]
    fn what_a_kill_left_long_ago_is_swept_out() {
        let (data, archive) = archive();
        let (old, young) = (archive.root.join("tmp/1-1"), archive.root.join("tmp/1-2"));
        fs::write(&young, b"half").unwrap();
        let file = File::create(&old).unwrap();
        file.set_modified(std::time::SystemTime::now() - 2 * LEFT_OVER).unwrap();
        Archive::open(data.path()).unwrap();
        assert!(!old.exists() && young.exists());
    }
}
