//! Decisions: what a transaction holds, and what became of it.

mod sightings;

pub use sightings::Sighting;

use super::batches::{BatchKey, ItemKey, PAGE, StoredPage, Written, page};
use super::resolutions::DecisionKey;
use super::rows::{cents_if, from_json, instant, json, parsed, word};
use super::{Books, StoreError, WriteTx};
use crate::decision::Decision;
use crate::decision::reason::Reason;
use crate::evidence::{PageEvidence, PageKind};
use crate::id::{CheckSerial, MemberId, PageNo, RoutingNumber, TransactionNo};
use crate::matching::Matched;
use crate::money::Amount;
use crate::posting::Posting;
use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::{OptionalExtension, params};

/// A transaction with all that was read on its pages.
#[derive(Clone, Debug)]
pub struct StoredTransaction {
    /// Its number in the batch.
    pub no: TransactionNo,
    /// Its pages in scan order.
    pub pages: Vec<(StoredPage, PageEvidence)>,
    /// Why it is not certain that its pages belong together.
    pub uncertain: Option<String>,
}

/// A decision to save.
#[derive(Clone, Debug)]
pub struct NewDecision {
    /// The batch.
    pub batch: BatchKey,
    /// The transaction.
    pub transaction: TransactionNo,
    /// The number of the decision it follows; `None` for a transaction's first. Where another has come meanwhile, nothing is saved.
    pub follows: Option<u32>,
    /// Now.
    pub decided_at: DateTime<Utc>,
    /// What was decided.
    pub decision: Decision,
    /// Why, in words.
    pub why: String,
    /// Whether a posted payment came before its cut-off; `None` for an exception.
    pub timely: Option<bool>,
    /// The papers that carry money.
    pub items: Vec<NewItem>,
    /// The coupons whose code or text was read, one for each page.
    pub coupons: Vec<NewCoupon>,
    /// The double entry; there exactly when the decision is to post.
    pub posting: Option<Posting>,
    /// What the payer's words were matched with, where no coupon says whose payment it is.
    pub matched: Option<Matched>,
}

/// A paper that carries money, as the decision sees it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewItem {
    /// Its page.
    pub page: PageNo,
    /// A check or a money order.
    pub kind: PageKind,
    /// What it is worth, where that is known.
    pub amount: Option<Amount>,
    /// Its MICR line, as far as it is known.
    pub micr: Micr,
}

/// The parts of a MICR line, each as far as it is known.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Micr {
    /// The bank.
    pub routing: Option<RoutingNumber>,
    /// The account at the bank, in the form in which accounts are compared.
    pub account: Option<String>,
    /// The check's number.
    pub serial: Option<CheckSerial>,
}

impl Micr {
    /// It tells one check from every other.
    pub fn is_whole(&self) -> bool {
        self.routing.is_some() && self.account.is_some() && self.serial.is_some()
    }
}

/// A coupon, as the decision sees it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewCoupon {
    /// Its page.
    pub page: PageNo,
    /// Whose bill it is.
    pub member_id: MemberId,
    /// The day of the bill.
    pub bill_date: Option<NaiveDate>,
    /// What the bill asks for.
    pub total_due: Option<Amount>,
}

/// A decision as it was saved.
#[derive(Clone, Debug)]
pub struct StoredDecision {
    /// The first decision on a transaction is 1; the last is in force.
    pub seq: u32,
    /// When.
    pub decided_at: DateTime<Utc>,
    /// What.
    pub decision: Decision,
    /// Why, in words.
    pub why: String,
    /// Whether a posted payment came before its cut-off.
    pub timely: Option<bool>,
    /// The papers that carry money, in scan order.
    pub items: Vec<NewItem>,
    /// What the payer's words were matched with, where no coupon said whose payment it is.
    pub matched: Option<Matched>,
}

impl Books {
    /// The transactions of a batch that have no decision yet, in order.
    pub fn undecided(&self, batch: BatchKey) -> Result<Vec<TransactionNo>, StoreError> {
        self.transaction_numbers(
            batch,
            "SELECT t.no FROM transactions t WHERE t.batch = ?1
                AND NOT EXISTS (SELECT 1 FROM transactions_replaced r WHERE r.batch = t.batch AND r.no = t.no)
                AND NOT EXISTS (SELECT 1 FROM decisions d WHERE d.batch = t.batch AND d.transaction_no = t.no)
             ORDER BY t.no",
        )
    }

    /// The transactions of a batch that hold its pages now, in order: those that were put together anew are left out.
    pub fn transactions(&self, batch: BatchKey) -> Result<Vec<TransactionNo>, StoreError> {
        self.transaction_numbers(
            batch,
            "SELECT no FROM transactions t WHERE batch = ?1
                AND NOT EXISTS (SELECT 1 FROM transactions_replaced r WHERE r.batch = t.batch AND r.no = t.no)
             ORDER BY no",
        )
    }

    fn transaction_numbers(&self, batch: BatchKey, sql: &str) -> Result<Vec<TransactionNo>, StoreError> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let numbers = statement.query_map([batch.0], |row| Ok(TransactionNo(row.get(0)?)))?;
        Ok(numbers.collect::<Result<_, _>>()?)
    }

    /// A transaction with the evidence of its pages.
    ///
    /// # Errors
    /// [`StoreError::NoTransaction`]; and [`StoreError::Damaged`] where a page has no evidence, for then it is too early to ask.
    pub fn transaction(&self, batch: BatchKey, no: TransactionNo) -> Result<StoredTransaction, StoreError> {
        let uncertain: Option<Option<String>> = self
            .connection
            .prepare_cached("SELECT uncertain FROM transactions WHERE batch = ?1 AND no = ?2")?
            .query_row([batch.0, i64::from(no.0)], |row| row.get(0))
            .optional()?;
        let uncertain = uncertain.ok_or(StoreError::NoTransaction(no))?;
        let sql = format!(
            "SELECT {PAGE}, e.json FROM transaction_pages t
             JOIN pages p ON p.batch = t.batch AND p.no = t.page
             LEFT JOIN evidence e ON e.batch = t.batch AND e.page = t.page
             WHERE t.batch = ?1 AND t.transaction_no = ?2 ORDER BY t.page"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut rows = statement.query([batch.0, i64::from(no.0)])?;
        let mut pages = Vec::new();
        while let Some(row) = rows.next()? {
            let text: Option<String> = row.get(8)?;
            let text = text.ok_or_else(|| StoreError::Damaged {
                what: "a page's evidence",
                reason: "there is none".to_owned(),
            })?;
            pages.push((page(row)?, from_json("a page's evidence", &text)?));
        }
        Ok(StoredTransaction { no, pages, uncertain })
    }

    /// Every decision on a transaction, first to last; the last is in force.
    pub fn decisions(&self, batch: BatchKey, no: TransactionNo) -> Result<Vec<StoredDecision>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT d.id, d.seq, d.decided_at, d.decision, d.why, d.timely, m.json FROM decisions d
             LEFT JOIN decision_matches m ON m.decision = d.id
             WHERE d.batch = ?1 AND d.transaction_no = ?2 ORDER BY d.seq",
        )?;
        let mut rows = statement.query([batch.0, i64::from(no.0)])?;
        let mut decisions = Vec::new();
        while let Some(row) = rows.next()? {
            let text: String = row.get(3)?;
            decisions.push(StoredDecision {
                seq: row.get(1)?,
                decided_at: parsed(row, 2)?,
                decision: from_json("a decision", &text)?,
                why: row.get(4)?,
                timely: row.get(5)?,
                items: self.items_of(row.get(0)?)?,
                matched: match row.get::<_, Option<String>>(6)? {
                    Some(text) => Some(from_json("a match", &text)?),
                    None => None,
                },
            });
        }
        Ok(decisions)
    }

    /// The decision in force on a transaction, if there is one.
    pub fn decision(&self, batch: BatchKey, no: TransactionNo) -> Result<Option<StoredDecision>, StoreError> {
        Ok(self.decisions(batch, no)?.pop())
    }

    /// The coupons as a decision saw them.
    pub fn coupons_of(&self, decision: DecisionKey) -> Result<Vec<NewCoupon>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT page, member_id, bill_date, total_due_cents FROM coupons WHERE decision = ?1 ORDER BY page",
        )?;
        let coupons = statement.query_map([decision.0], |row| {
            Ok(NewCoupon {
                page: PageNo(row.get(0)?),
                member_id: super::rows::parsed(row, 1)?,
                bill_date: super::rows::parsed_if(row, 2)?,
                total_due: cents_if(row, 3)?,
            })
        })?;
        Ok(coupons.collect::<Result<_, _>>()?)
    }

    pub(super) fn items_of(&self, decision: i64) -> Result<Vec<NewItem>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT page, kind, amount_cents, routing, account, serial FROM items WHERE decision = ?1 ORDER BY page",
        )?;
        let items = statement.query_map([decision], |row| {
            Ok(NewItem {
                page: PageNo(row.get(0)?),
                kind: super::rows::worded(row, 1)?,
                amount: cents_if(row, 2)?,
                micr: Micr {
                    routing: super::rows::parsed_if(row, 3)?,
                    account: row.get(4)?,
                    serial: super::rows::parsed_if(row, 5)?,
                },
            })
        })?;
        Ok(items.collect::<Result<_, _>>()?)
    }
}

impl WriteTx<'_> {
    /// Saves a decision with its items, coupons and posting, unless the transaction has been decided by another meanwhile
    /// ([`Written::Before`], and nothing is changed).
    ///
    /// # Errors
    /// The database's; it refuses to decide a posted transaction anew.
    ///
    /// # Panics
    /// Where decision, items and posting do not fit one another: nothing is saved.
    pub fn save_decision(&mut self, new: &NewDecision) -> Result<Written, StoreError> {
        assert_fits(new);
        let latest: Option<u32> = self
            .connection
            .prepare_cached("SELECT max(seq) FROM decisions WHERE batch = ?1 AND transaction_no = ?2")?
            .query_row(params![new.batch.0, new.transaction.0], |row| row.get(0))?;
        if latest != new.follows {
            return Ok(Written::Before);
        }
        let id = self.insert_decision(new, latest.unwrap_or(0) + 1)?;
        self.insert_reasons(id, &new.decision)?;
        self.insert_items(id, new)?;
        self.insert_coupons(id, new)?;
        if let Some(matched) = &new.matched {
            self.connection
                .prepare_cached("INSERT INTO decision_matches (decision, json) VALUES (?1, ?2)")?
                .execute(params![id, json(matched)])?;
        }
        if let Some(posting) = &new.posting {
            self.insert_posting(id, new, posting)?;
        }
        let item = ItemKey {
            batch: new.batch,
            transaction: new.transaction,
        };
        self.requeue(item)?;
        self.index_transaction(item)?;
        Ok(Written::Now)
    }

    fn insert_decision(&self, new: &NewDecision, seq: u32) -> Result<i64, StoreError> {
        let (outcome, path) = match &new.decision {
            Decision::Posted { path, .. } => ("posted", Some(word(path))),
            Decision::Exception { .. } => ("exception", None),
        };
        self.connection
            .prepare_cached(
                "INSERT INTO decisions (batch, transaction_no, seq, decided_at, outcome, path, timely, decision, why)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            )?
            .execute(params![
                new.batch.0,
                new.transaction.0,
                seq,
                instant(new.decided_at),
                outcome,
                path,
                new.timely,
                json(&new.decision),
                new.why,
            ])?;
        Ok(self.connection.last_insert_rowid())
    }

    fn insert_reasons(&self, id: i64, decision: &Decision) -> Result<(), StoreError> {
        let Decision::Exception { reasons } = decision else {
            return Ok(());
        };
        let mut insert = self
            .connection
            .prepare_cached("INSERT INTO decision_reasons (decision, place, code) VALUES (?1, ?2, ?3)")?;
        for (place, reason) in (1i64..).zip(reasons) {
            insert.execute(params![id, place, code(reason)])?;
        }
        Ok(())
    }

    fn insert_items(&self, id: i64, new: &NewDecision) -> Result<(), StoreError> {
        let mut insert = self.connection.prepare_cached(
            "INSERT INTO items (decision, page, batch, transaction_no, kind, amount_cents, routing, account, serial)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?;
        for item in &new.items {
            insert.execute(params![
                id,
                item.page.0,
                new.batch.0,
                new.transaction.0,
                word(&item.kind),
                item.amount.map(Amount::cents),
                item.micr.routing.map(|routing| routing.to_string()),
                item.micr.account,
                item.micr.serial.as_ref().map(CheckSerial::to_string),
            ])?;
        }
        Ok(())
    }

    fn insert_coupons(&self, id: i64, new: &NewDecision) -> Result<(), StoreError> {
        let mut insert = self.connection.prepare_cached(
            "INSERT INTO coupons (decision, page, batch, transaction_no, member_id, bill_date, total_due_cents)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?;
        for coupon in &new.coupons {
            insert.execute(params![
                id,
                coupon.page.0,
                new.batch.0,
                new.transaction.0,
                coupon.member_id.as_str(),
                coupon.bill_date.map(|day| day.to_string()),
                coupon.total_due.map(Amount::cents),
            ])?;
        }
        Ok(())
    }
}

/// What a reason is counted under: its code in the outcomes.
pub(super) fn code(reason: &Reason) -> String {
    let value = serde_json::to_value(reason).expect("a reason is plain data");
    value["code"]
        .as_str()
        .expect("serde tags every reason with its code")
        .to_owned()
}

fn assert_fits(new: &NewDecision) {
    assert!(
        new.items.iter().all(|item| item.kind.is_item()),
        "only checks and money orders are items"
    );
    match (&new.decision, &new.posting) {
        (Decision::Posted { payments, .. }, Some(posting)) => {
            assert!(
                posting.payments() == payments.as_slice(),
                "the posting credits what was decided"
            );
            let worth: Vec<(PageNo, Option<Amount>)> = new.items.iter().map(|item| (item.page, item.amount)).collect();
            let booked: Vec<(PageNo, Option<Amount>)> = posting
                .deposits()
                .iter()
                .map(|&(page, amount)| (page, Some(amount)))
                .collect();
            assert!(worth == booked, "the posting deposits every item of the transaction");
        }
        (Decision::Exception { reasons }, None) => assert!(!reasons.is_empty(), "an exception has a reason"),
        _ => panic!("a posting is there exactly when the decision is to post"),
    }
}
