//! The account master in the store: looking up, and taking in a new one.

use super::rows::{cents, instant, parsed, parsed_if};
use super::{Books, Store, StoreError, WriteTx};
use crate::account::{Account, AccountStatus, Plan};
use crate::accounts::{self, AccountRow, AccountsError, RowError, Rows};
use crate::id::{Digest, MemberId};
use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::{OptionalExtension, Row, params};
use std::io::Read;

/// The most faults that a report lists; the rest is counted.
const MOST_FAULTS: usize = 1000;

/// An account as it is on file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StoredAccount {
    /// The last row that came for it.
    pub account: Account,
    /// When a whole account master came without it; such an account counts as terminated.
    pub closed_at: Option<DateTime<Utc>>,
}

impl StoredAccount {
    /// Where the coverage stands: a closed account counts as terminated.
    pub fn status(&self) -> AccountStatus {
        if self.closed_at.is_some() {
            AccountStatus::Terminated
        } else {
            self.account.status
        }
    }
}

/// How to take in an account master.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct ImportOptions {
    /// The file is the whole account master: accounts that it lacks are closed.
    pub full: bool,
    /// Take the good rows though others are bad; else a bad row keeps the whole file out.
    pub skip_bad_rows: bool,
}

/// What an account master brought.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ImportReport {
    /// Rows in the file, without its header.
    pub rows: u64,
    /// New accounts.
    pub added: u64,
    /// Accounts of which something changed; one that was closed and is back is among them.
    pub changed: u64,
    /// Accounts that are as they were.
    pub unchanged: u64,
    /// Accounts closed because the whole account master lacks them.
    pub closed: u64,
    /// Rows that were not taken.
    pub bad_rows: u64,
    /// What is wrong with those rows, the first thousand faults.
    pub faults: Vec<RowError>,
}

/// Why an account master was not taken in; nothing of it was.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// Rows are bad.
    #[error("{} of {} rows are bad, so nothing was taken; mend them, or take the others with --skip-bad-rows", .0.bad_rows, .0.rows)]
    BadRows(Box<ImportReport>),
    /// The file as a whole.
    #[error(transparent)]
    File(#[from] AccountsError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// `--full` with no good row would close every account.
    #[error("the file has no good row, so --full would close every account; nothing was taken")]
    NothingIsNotFull,
    /// `--full` with rows whose Member ID cannot be read would close their accounts.
    #[error(
        "{rows} bad rows have no readable Member ID, so --full cannot tell which accounts are missing; mend them, or leave --full out"
    )]
    CannotTellMissing {
        /// How many.
        rows: u64,
    },
}

impl From<rusqlite::Error> for ImportError {
    fn from(error: rusqlite::Error) -> Self {
        ImportError::Store(error.into())
    }
}

const COLUMNS: &str =
    "member_id, name, address1, address2, city, state, zip, amount_due_cents, due_date, coverage_month,
    status, autopay, plan, alternate_ids, closed_at";

/// Changes a row only if the file's differs, so that the second import of a file writes nothing.
const UPSERT: &str = "
    INSERT INTO accounts (member_id, name, address1, address2, city, state, zip, amount_due_cents, due_date, coverage_month,
        status, autopay, plan, alternate_ids, closed_at, changed_at)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, NULL, ?15)
    ON CONFLICT (member_id) DO UPDATE SET
        name = excluded.name, address1 = excluded.address1, address2 = excluded.address2, city = excluded.city,
        state = excluded.state, zip = excluded.zip, amount_due_cents = excluded.amount_due_cents,
        due_date = excluded.due_date, coverage_month = excluded.coverage_month, status = excluded.status,
        autopay = excluded.autopay, plan = excluded.plan, alternate_ids = excluded.alternate_ids,
        closed_at = NULL, changed_at = excluded.changed_at
    WHERE closed_at IS NOT NULL OR amount_due_cents <> excluded.amount_due_cents OR due_date <> excluded.due_date
        OR coverage_month <> excluded.coverage_month OR status <> excluded.status OR autopay <> excluded.autopay
        OR plan <> excluded.plan OR name <> excluded.name OR address1 <> excluded.address1
        OR address2 <> excluded.address2 OR city <> excluded.city OR state <> excluded.state OR zip <> excluded.zip
        OR alternate_ids <> excluded.alternate_ids";

impl Store {
    /// Takes in an account master, all of it or nothing. `file_digest` is written into the log of imports.
    ///
    /// # Errors
    /// See [`ImportError`]: a bad row, unless they are to be skipped; and nothing is changed then.
    pub fn import_accounts<R: Read>(
        &mut self,
        source: R,
        options: ImportOptions,
        file_digest: &Digest,
        now: DateTime<Utc>,
    ) -> Result<ImportReport, ImportError> {
        let mut rows = accounts::read(source)?;
        let report = self.write(|tx| tx.import(&mut rows, options, file_digest, now))?;
        // the log of a large import would otherwise stay as large as it grew; if others read it now, it is cut later
        let _ = self
            .connection
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
        Ok(report)
    }
}

impl WriteTx<'_> {
    fn import<R: Read>(
        &mut self,
        rows: &mut Rows<R>,
        options: ImportOptions,
        file_digest: &Digest,
        now: DateTime<Utc>,
    ) -> Result<ImportReport, ImportError> {
        let before = self.account_count()?;
        let (mut report, nameless) = self.upsert_all(rows, options, now)?;
        if report.bad_rows > 0 && !options.skip_bad_rows {
            return Err(ImportError::BadRows(Box::new(report)));
        }
        report.added = self.account_count()? - before;
        report.changed -= report.added;
        report.unchanged = report.rows - report.bad_rows - report.added - report.changed;
        if options.full {
            if report.rows == report.bad_rows {
                return Err(ImportError::NothingIsNotFull);
            }
            if nameless > 0 {
                return Err(ImportError::CannotTellMissing { rows: nameless });
            }
            report.closed = self.close_missing(rows, now)?;
        }
        self.log_import(&report, options, file_digest, now)?;
        Ok(report)
    }

    /// Reads and writes every row; counts as changed what was written. Also the number of bad rows without a Member ID.
    fn upsert_all<R: Read>(
        &self,
        rows: &mut Rows<R>,
        options: ImportOptions,
        now: DateTime<Utc>,
    ) -> Result<(ImportReport, u64), ImportError> {
        let mut report = ImportReport::default();
        let mut nameless = 0;
        let now = instant(now);
        let mut upsert = self.connection.prepare(UPSERT)?;
        while let Some(row) = rows.next_row()? {
            report.rows += 1;
            match row {
                AccountRow::Bad { faults, member_id } => {
                    report.bad_rows += 1;
                    nameless += u64::from(member_id.is_none());
                    let room = MOST_FAULTS - report.faults.len();
                    report.faults.extend(faults.into_iter().take(room));
                }
                // nothing will be taken: the rest is only looked at
                AccountRow::Good(_) if report.bad_rows > 0 && !options.skip_bad_rows => {}
                AccountRow::Good(account) => {
                    let written = upsert.execute(params![
                        account.member_id.as_str(),
                        account.name,
                        account.address1,
                        account.address2,
                        account.city,
                        account.state,
                        account.zip,
                        account.amount_due.cents(),
                        account.due_date.to_string(),
                        account.coverage_month.to_string(),
                        status_word(account.status),
                        account.autopay,
                        plan_word(account.plan),
                        account.alternate_ids.join(" "),
                        now,
                    ])?;
                    report.changed += u64::from(written > 0);
                }
            }
        }
        Ok((report, nameless))
    }

    fn close_missing<R: Read>(&self, rows: &Rows<R>, now: DateTime<Utc>) -> Result<u64, ImportError> {
        let mut open = self
            .connection
            .prepare("SELECT member_id FROM accounts WHERE closed_at IS NULL ORDER BY member_id")?;
        let mut missing: Vec<MemberId> = Vec::new();
        let mut found = open.query([])?;
        while let Some(row) = found.next()? {
            let id: MemberId = parsed(row, 0)?;
            if !rows.has_seen(&id) {
                missing.push(id);
            }
        }
        let mut close = self
            .connection
            .prepare("UPDATE accounts SET closed_at = ?2, changed_at = ?2 WHERE member_id = ?1")?;
        let now = instant(now);
        for id in &missing {
            close.execute(params![id.as_str(), now])?;
        }
        Ok(u64::try_from(missing.len()).expect("a length in memory fits in 64 bits"))
    }

    fn log_import(
        &self,
        report: &ImportReport,
        options: ImportOptions,
        file_digest: &Digest,
        now: DateTime<Utc>,
    ) -> Result<(), ImportError> {
        self.connection.execute(
            "INSERT INTO account_imports (at, file_digest, whole, rows, added, changed, closed, skipped)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            params![
                instant(now),
                file_digest.to_string(),
                options.full,
                signed(report.rows),
                signed(report.added),
                signed(report.changed),
                signed(report.closed),
                signed(report.bad_rows),
            ],
        )?;
        Ok(())
    }
}

impl Books {
    /// The account of this Member ID, closed ones too.
    pub fn account(&self, id: &MemberId) -> Result<Option<StoredAccount>, StoreError> {
        Ok(self
            .connection
            .prepare_cached(&format!("SELECT {COLUMNS} FROM accounts WHERE member_id = ?1"))?
            .query_row([id.as_str()], account)
            .optional()?)
    }

    /// Member IDs that begin with these digits, in order; at most so many.
    pub fn members_beginning(&self, digits: &str, most: usize) -> Result<Vec<MemberId>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT member_id FROM accounts WHERE member_id >= ?1 AND member_id < ?1 || ':' ORDER BY member_id LIMIT ?2")?;
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let found = statement.query_map(params![digits, most], |row| parsed(row, 0))?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    /// Every account, closed ones too, in the order of the Member IDs; `each` may stop it with an error.
    pub fn each_account<E: From<StoreError>>(
        &self,
        mut each: impl FnMut(StoredAccount) -> Result<(), E>,
    ) -> Result<(), E> {
        let sql = format!("SELECT {COLUMNS} FROM accounts ORDER BY member_id");
        let mut statement = self.connection.prepare_cached(&sql).map_err(StoreError::from)?;
        let mut rows = statement.query([]).map_err(StoreError::from)?;
        while let Some(row) = rows.next().map_err(StoreError::from)? {
            each(account(row).map_err(StoreError::from)?)?;
        }
        Ok(())
    }

    /// How many accounts are on file, closed ones too.
    pub fn account_count(&self) -> Result<u64, StoreError> {
        let count: i64 = self
            .connection
            .query_row("SELECT count(*) FROM accounts", [], |row| row.get(0))?;
        Ok(u64::try_from(count).expect("a count is not negative"))
    }
}

fn account(row: &Row<'_>) -> rusqlite::Result<StoredAccount> {
    let alternate_ids: String = row.get(13)?;
    Ok(StoredAccount {
        account: Account {
            member_id: parsed(row, 0)?,
            name: row.get(1)?,
            address1: row.get(2)?,
            address2: row.get(3)?,
            city: row.get(4)?,
            state: row.get(5)?,
            zip: row.get(6)?,
            amount_due: cents(row, 7)?,
            due_date: parsed::<NaiveDate>(row, 8)?,
            coverage_month: parsed(row, 9)?,
            status: super::rows::worded(row, 10)?,
            autopay: row.get(11)?,
            plan: super::rows::worded(row, 12)?,
            alternate_ids: alternate_ids
                .split(' ')
                .filter(|id| !id.is_empty())
                .map(str::to_owned)
                .collect(),
        },
        closed_at: parsed_if(row, 14)?,
    })
}

/// As serde spells it; written out because a million rows are not to go through a serializer.
fn status_word(status: AccountStatus) -> &'static str {
    match status {
        AccountStatus::Active => "active",
        AccountStatus::Pending => "pending",
        AccountStatus::Terminated => "terminated",
    }
}

/// As serde spells it.
fn plan_word(plan: Plan) -> &'static str {
    match plan {
        Plan::Health => "health",
        Plan::Dental => "dental",
        Plan::SmallGroup => "small_group",
    }
}

fn signed(count: u64) -> i64 {
    i64::try_from(count).expect("no file has so many rows")
}

#[cfg(test)]
mod tests;
