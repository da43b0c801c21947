//! Reading the account master: CSV in, accounts or named faults out, one row at a time.

mod row;

use crate::account::Account;
use crate::id::MemberId;
use csv::ByteRecord;
use row::Columns;
use std::cell::Cell;
use std::collections::HashMap;
use std::io::Read;
use std::rc::Rc;

pub use row::{RowError, RowFault};

/// The longest row, in bytes. What is longer is a quotation mark that is never closed, and would fill the memory.
const LONGEST_ROW: u64 = 1 << 20;

/// The account master as a stream of rows.
pub struct Rows<R> {
    csv: csv::Reader<Metered<R>>,
    record: ByteRecord,
    columns: Columns,
    read_since: Rc<Cell<u64>>,
    /// The line on which each Member ID stood first.
    seen: HashMap<MemberId, u64>,
    /// The line on which the next row begins.
    next_line: u64,
}

/// One row of the account master.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum AccountRow {
    /// It is right.
    Good(Box<Account>),
    /// It is not, and this is what is wrong with it; at least one fault, in the order of the columns.
    Bad {
        /// The faults.
        faults: Vec<RowError>,
        /// Whose row it is, where that much can be read.
        member_id: Option<MemberId>,
    },
}

/// Why the file as a whole cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum AccountsError {
    /// The disk, or whatever it is read from.
    #[error("cannot read the accounts: {0}")]
    Read(#[source] std::io::Error),
    /// There is not even a header line.
    #[error("the accounts file is empty; its first line must name the columns: {}", row::REQUIRED.join(","))]
    Empty,
    /// The header line lacks columns.
    #[error("line 1: the header has no column {}; the first line must name the columns", .0.join(", "))]
    MissingColumns(Vec<&'static str>),
    /// The header line names a column twice.
    #[error("line 1: the header names the column {0} twice")]
    ColumnTwice(&'static str),
    /// A row has no end.
    #[error(
        "line {line}: the row that begins here is longer than {LONGEST_ROW} bytes; is a quotation mark never closed?"
    )]
    RowTooLong {
        /// Where it begins.
        line: u64,
    },
}

/// Reads the header line; the rows follow by [`Rows::next_row`]. Columns may stand in any order, others than the known are
/// passed over, a byte order mark is too.
///
/// # Errors
/// A header that lacks a column, and whatever the source does.
pub fn read<R: Read>(source: R) -> Result<Rows<R>, AccountsError> {
    let read_since = Rc::new(Cell::new(0));
    let metered = Metered {
        source,
        read_since: Rc::clone(&read_since),
    };
    let mut csv = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(metered);
    let mut header = ByteRecord::new();
    if !csv.read_byte_record(&mut header).map_err(|error| failed(error, 1))? {
        return Err(AccountsError::Empty);
    }
    let next_line = csv.position().line();
    read_since.set(0);
    Ok(Rows {
        csv,
        record: ByteRecord::new(),
        columns: Columns::of(&header)?,
        read_since,
        seen: HashMap::new(),
        next_line,
    })
}

impl<R: Read> Rows<R> {
    /// The next row, or `None` after the last.
    ///
    /// # Errors
    /// Those of the file as a whole; a row's own are in the row.
    pub fn next_row(&mut self) -> Result<Option<AccountRow>, AccountsError> {
        let more = self
            .csv
            .read_byte_record(&mut self.record)
            .map_err(|error| failed(error, self.next_line))?;
        if !more {
            return Ok(None);
        }
        self.read_since.set(0);
        self.next_line = self.csv.position().line();
        let line = self.record.position().map_or(0, csv::Position::line);
        let mut faults = Vec::new();
        let member_id = self.columns.member_id(&self.record);
        if let Some(id) = member_id {
            let first_line = *self.seen.entry(id).or_insert(line);
            if first_line != line {
                let fault = RowFault::Twice { first_line };
                faults.push(RowError {
                    line,
                    column: "member_id",
                    fault,
                });
            }
        }
        let account = self.columns.account(&self.record, line, &mut faults);
        Ok(Some(match account {
            Some(account) if faults.is_empty() => AccountRow::Good(Box::new(account)),
            _ => AccountRow::Bad { faults, member_id },
        }))
    }

    /// Whether any row so far, good or bad, was of this account.
    pub fn has_seen(&self, id: &MemberId) -> bool {
        self.seen.contains_key(id)
    }
}

fn failed(error: csv::Error, line: u64) -> AccountsError {
    match error.into_kind() {
        csv::ErrorKind::Io(error)
            if error
                .get_ref()
                .is_some_and(<dyn std::error::Error + Send + Sync>::is::<TooLong>) =>
        {
            AccountsError::RowTooLong { line }
        }
        csv::ErrorKind::Io(error) => AccountsError::Read(error),
        // a flexible reader of bytes knows no other trouble
        other => AccountsError::Read(std::io::Error::other(format!("{other:?}"))),
    }
}

/// A source that stops when too much is read without a row's end.
struct Metered<R> {
    source: R,
    read_since: Rc<Cell<u64>>,
}

#[derive(Debug, thiserror::Error)]
#[error("a row without an end")]
struct TooLong;

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.read_since.get() > LONGEST_ROW {
            return Err(std::io::Error::other(TooLong));
        }
        let count = self.source.read(buffer)?;
        let count_64 = u64::try_from(count).expect("a length in memory fits in 64 bits");
        self.read_since.set(self.read_since.get() + count_64);
        Ok(count)
    }
}

#[cfg(test)]
mod tests;
