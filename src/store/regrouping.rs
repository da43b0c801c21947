//! Pages that a person put together anew: the transactions that held them are replaced by others.

use super::batches::{BatchKey, ItemKey};
use super::rows::instant;
use super::{Books, StoreError, WriteTx};
use crate::id::{PageNo, TransactionNo};
use chrono::{DateTime, Utc};
use rusqlite::params;
use std::collections::BTreeSet;

impl Books {
    /// Whether a transaction's pages are in another now.
    pub fn is_replaced(&self, item: ItemKey) -> Result<bool, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM transactions_replaced WHERE batch = ?1 AND no = ?2)")?;
        Ok(statement.query_row(params![item.batch.0, item.transaction.0], |row| row.get(0))?)
    }

    /// The pages of a transaction, in scan order.
    pub fn pages_of(&self, item: ItemKey) -> Result<Vec<PageNo>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT page FROM transaction_pages WHERE batch = ?1 AND transaction_no = ?2 ORDER BY page",
        )?;
        let pages = statement.query_map(params![item.batch.0, item.transaction.0], |row| Ok(PageNo(row.get(0)?)))?;
        Ok(pages.collect::<Result<_, _>>()?)
    }
}

impl WriteTx<'_> {
    /// Replaces transactions by others that hold the same pages; gives the new ones, which are not decided yet.
    ///
    /// # Panics
    /// Where the groups do not hold every page of the old ones exactly once.
    pub fn replace_transactions(
        &mut self,
        batch: BatchKey,
        from: &[TransactionNo],
        into: &[Vec<PageNo>],
        at: DateTime<Utc>,
    ) -> Result<Vec<TransactionNo>, StoreError> {
        let mut old = BTreeSet::new();
        for &transaction in from {
            old.extend(self.pages_of(ItemKey { batch, transaction })?);
        }
        let new: BTreeSet<PageNo> = into.iter().flatten().copied().collect();
        let count: usize = into.iter().map(Vec::len).sum();
        assert!(
            old == new && count == new.len() && into.iter().all(|group| !group.is_empty()),
            "a regrouping keeps every page, once"
        );
        for &no in from {
            self.connection
                .prepare_cached("INSERT INTO transactions_replaced (batch, no, at) VALUES (?1, ?2, ?3)")?
                .execute(params![batch.0, no.0, instant(at)])?;
        }
        let last: u32 = self
            .connection
            .prepare_cached("SELECT max(no) FROM transactions WHERE batch = ?1")?
            .query_row([batch.0], |row| row.get(0))?;
        let mut made = Vec::new();
        for (no, pages) in (last + 1..).map(TransactionNo).zip(into) {
            self.insert_transaction(batch, no, None)?;
            for &page in pages {
                self.insert_transaction_page(batch, no, page)?;
            }
            made.push(no);
        }
        Ok(made)
    }
}
