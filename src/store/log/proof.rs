//! The proof of the log: no entry is changed, gone, out of its place or cut off.

use super::head::head;
use super::{NOTHING_BEFORE, hash_of};
use crate::store::{Books, StoreError};

/// What is wrong with the log.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum LogFault {
    /// An entry does not say what it said.
    #[error("entry {seq} was changed")]
    Changed {
        /// Which.
        seq: i64,
    },
    /// Entries are gone.
    #[error("entries {from} to {to} were deleted")]
    Deleted {
        /// The first.
        from: i64,
        /// The last.
        to: i64,
    },
    /// An entry does not follow the one before it.
    #[error("entry {seq} does not follow the entry before it: one of them was exchanged or put in")]
    OutOfOrder {
        /// Which.
        seq: i64,
    },
    /// The newest entries are gone.
    #[error("the log was cut off after entry {last}: it had {had} entries")]
    CutOff {
        /// The last that is there.
        last: i64,
        /// How many there were.
        had: i64,
    },
    /// The file with the newest entry's hash is gone or disagrees.
    #[error("log.head in the data folder is missing or does not fit the log")]
    Head,
}

impl Books {
    /// Counts the log again; gives how many entries there are and what is wrong, in order.
    pub fn prove_log(&self) -> Result<(u64, Vec<LogFault>), StoreError> {
        let mut statement = self
            .connection
            .prepare("SELECT seq, at, user, act, batch, transaction_no, detail, before, hash FROM log ORDER BY seq")?;
        let mut rows = statement.query([])?;
        let mut faults = Vec::new();
        let (mut count, mut last, mut before) = (0, 0, NOTHING_BEFORE.to_owned());
        let newest = head(&self.folder);
        let mut newest_fits = newest.is_none();
        while let Some(row) = rows.next()? {
            let (seq, stated_before, hash): (i64, String, String) = (row.get(0)?, row.get(7)?, row.get(8)?);
            let item = (row.get(4)?, row.get(5)?);
            let (at, act, detail): (String, String, String) = (row.get(1)?, row.get(3)?, row.get(6)?);
            if seq > last + 1 {
                faults.push(LogFault::Deleted {
                    from: last + 1,
                    to: seq - 1,
                });
            } else if stated_before != before {
                faults.push(LogFault::OutOfOrder { seq });
            }
            if hash != hash_of(&stated_before, &at, row.get(2)?, &act, item, &detail) {
                faults.push(LogFault::Changed { seq });
            }
            newest_fits |= newest.as_ref() == Some(&(seq, hash.clone()));
            (count, last, before) = (count + 1, seq, hash);
        }
        match newest {
            Some((had, _)) if had > last => faults.push(LogFault::CutOff { last, had }),
            Some(_) if !newest_fits => faults.push(LogFault::Head),
            // A kill between the very first entry and the file leaves one entry without it.
            None if count > 1 => faults.push(LogFault::Head),
            _ => {}
        }
        Ok((count, faults))
    }
}
