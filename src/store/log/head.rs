//! The newest entry's number and hash, in a file of their own.

use super::super::StoreError;
use std::io::Write;
use std::path::Path;

/// The file in the data folder: the number and the hash of the newest entry, with a space between.
const HEAD: &str = "log.head";

/// Writes down the newest entry, after it is committed.
pub(in crate::store) fn write_head(folder: &Path, seq: i64, hash: &str) -> Result<(), StoreError> {
    let failed = |source| StoreError::folder(folder, source);
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
    writeln!(file, "{seq} {hash}").map_err(failed)?;
    file.as_file().sync_data().map_err(failed)?;
    file.persist(folder.join(HEAD)).map_err(|error| failed(error.error))?;
    Ok(())
}

/// The newest entry as it was written down; `None` where the file is missing or says something else.
pub(super) fn head(folder: &Path) -> Option<(i64, String)> {
    let text = std::fs::read_to_string(folder.join(HEAD)).ok()?;
    let (seq, hash) = text.trim_end().split_once(' ')?;
    Some((seq.parse().ok()?, hash.to_owned()))
}
