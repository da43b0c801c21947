//! Payers: what was read of an envelope's sender, and for whom a bank account paid before.

use super::batches::{BatchKey, PAGE, StoredPage, page};
use super::rows::{from_json, json, parsed};
use super::{Books, Store, StoreError};
use crate::evidence::payer::PayerReading;
use crate::evidence::{PageEvidence, PageKind};
use crate::id::{MemberId, PageNo, TransactionNo};
use crate::store::decisions::Micr;
use rusqlite::params;
use std::collections::BTreeMap;

impl Store {
    /// Saves what was read of senders. What is there already stays.
    pub fn save_payer_lines(&mut self, batch: BatchKey, read: &[(PageNo, PayerReading)]) -> Result<(), StoreError> {
        self.write(|tx| {
            let mut insert = tx.connection.prepare_cached(
                "INSERT INTO payer_lines (batch, page, json) VALUES (?1, ?2, ?3) ON CONFLICT (batch, page) DO NOTHING",
            )?;
            for (page, reading) in read {
                insert.execute(params![batch.0, page.0, json(reading)])?;
            }
            Ok(())
        })
    }
}

impl Books {
    /// Fronts of transactions without a decision that were not yet looked at for their sender, with what was read on them: where there is no coupon, or where it is not certain
    /// that the only item came with the only one.
    pub fn pages_without_payer(&self, batch: BatchKey) -> Result<Vec<(StoredPage, PageEvidence)>, StoreError> {
        let sql = format!(
            "SELECT {PAGE}, e.json FROM transaction_pages t
             JOIN pages p ON p.batch = t.batch AND p.no = t.page
             JOIN evidence e ON e.batch = t.batch AND e.page = t.page
             WHERE t.batch = ?1 AND p.side = 'front' AND e.kind NOT IN ('unreadable', 'blank', 'back')
                AND NOT EXISTS (SELECT 1 FROM payer_lines l WHERE l.batch = t.batch AND l.page = t.page)
                AND NOT EXISTS (SELECT 1 FROM decisions d WHERE d.batch = t.batch AND d.transaction_no = t.transaction_no)
                AND (SELECT count(*) FILTER (WHERE c.kind IN ('coupon', 'bill')) = 0
                        OR count(*) FILTER (WHERE c.kind IN ('coupon', 'bill')) = 1
                            AND count(*) FILTER (WHERE c.kind IN ('check', 'money_order')) = 1
                            AND EXISTS (SELECT 1 FROM transactions u
                                WHERE u.batch = t.batch AND u.no = t.transaction_no AND u.uncertain IS NOT NULL)
                    FROM transaction_pages o JOIN evidence c ON c.batch = o.batch AND c.page = o.page
                    WHERE o.batch = t.batch AND o.transaction_no = t.transaction_no)
             ORDER BY t.page"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut rows = statement.query([batch.0])?;
        let mut pages = Vec::new();
        while let Some(row) = rows.next()? {
            let text: String = row.get(8)?;
            pages.push((page(row)?, from_json("a page's evidence", &text)?));
        }
        Ok(pages)
    }

    /// What was read of the senders on a transaction's pages.
    pub fn payer_lines(
        &self,
        batch: BatchKey,
        transaction: TransactionNo,
    ) -> Result<BTreeMap<PageNo, PayerReading>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT l.page, l.json FROM payer_lines l JOIN transaction_pages t ON t.batch = l.batch AND t.page = l.page
             WHERE t.batch = ?1 AND t.transaction_no = ?2 ORDER BY l.page",
        )?;
        let mut rows = statement.query(params![batch.0, transaction.0])?;
        let mut read = BTreeMap::new();
        while let Some(row) = rows.next()? {
            let text: String = row.get(1)?;
            read.insert(PageNo(row.get(0)?), from_json("a payer's lines", &text)?);
        }
        Ok(read)
    }

    /// The one member for whom a bank account has paid until now, but for what was taken back; `None` if it paid for nobody yet, or for several, as the accounts of bill-pay processors, of
    /// employers and of issuers of money orders do.
    pub fn paid_before(&self, micr: &Micr) -> Result<Option<MemberId>, StoreError> {
        let (Some(routing), Some(account)) = (micr.routing, &micr.account) else {
            return Ok(None);
        };
        let mut statement = self.connection.prepare_cached(
            "SELECT DISTINCT n.member_id FROM items i JOIN entries n ON n.posting = i.decision
             WHERE NOT EXISTS (SELECT 1 FROM reversals r WHERE r.posting = i.decision) AND i.routing = ?1 AND i.account = ?2 AND i.kind = ?3 AND n.member_id IS NOT NULL LIMIT 2",
        )?;
        let check = super::rows::word(&PageKind::Check);
        let mut rows = statement.query(params![routing.to_string(), account, check])?;
        let first: Option<MemberId> = match rows.next()? {
            Some(row) => Some(parsed(row, 0)?),
            None => None,
        };
        Ok(first.filter(|_| matches!(rows.next(), Ok(None))))
    }

    /// How many imports of the account master there were: it changes when accounts do.
    pub fn account_imports(&self) -> Result<i64, StoreError> {
        Ok(self
            .connection
            .query_row("SELECT count(*) FROM account_imports", [], |row| row.get(0))?)
    }

    /// Transactions that wait because their decision in force says that nobody on file is meant, with the number of that decision.
    pub fn waiting_for_accounts(&self) -> Result<Vec<(BatchKey, TransactionNo, u32)>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT d.batch, d.transaction_no, d.seq FROM decisions_in_force d JOIN decision_reasons r ON r.decision = d.id
             JOIN queue q ON q.decision = d.id
             WHERE r.code IN ('no_such_account', 'no_account_evidence') ORDER BY d.batch, d.transaction_no",
        )?;
        let waiting = statement.query_map([], |row| {
            Ok((BatchKey(row.get(0)?), TransactionNo(row.get(1)?), row.get(2)?))
        })?;
        let mut waiting: Vec<_> = waiting.collect::<Result<_, _>>()?;
        waiting.dedup();
        Ok(waiting)
    }
}
