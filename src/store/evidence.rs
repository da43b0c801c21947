//! Evidence: what was read on each page, written once.

use super::batches::{BatchKey, PAGE, StoredPage, page};
use super::rows::{cents_if, from_json, json, word, worded};
use super::{Books, Store, StoreError, WriteTx};
use crate::evidence::{PageEvidence, PageKind, Sight};
use crate::geometry::{Side, f32_of};
use crate::id::{PageNo, TransactionNo};
use crate::money::Amount;
use crate::score::Score;
use rusqlite::{OptionalExtension, params};

/// The word that stands for the kind of a page that cannot be decoded.
const UNREADABLE: &str = "unreadable";

/// What is known of a page's kind.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum KnownKind {
    /// It was not read yet.
    NotRead,
    /// It cannot be decoded.
    Unreadable,
    /// It was looked at.
    Seen(PageKind, Score),
}

/// The little about a page that grouping and the control proof need.
#[derive(Clone, PartialEq, Debug)]
pub struct PageFacts {
    /// Its place in scan order.
    pub no: PageNo,
    /// What it is.
    pub kind: KnownKind,
    /// It is a check or a money order.
    pub is_item: bool,
    /// What a capture station keyed.
    pub keyed_amount: Option<Amount>,
    /// A magnetic reader's line came with it.
    pub has_micr: bool,
    /// Which face.
    pub side: Side,
    /// Its picture came with the batch.
    pub is_there: bool,
    /// Its transaction, once there is one.
    pub transaction: Option<TransactionNo>,
}

impl Store {
    /// [`WriteTx::save_evidence`] in a transaction of its own.
    pub fn save_evidence(&mut self, batch: BatchKey, pages: &[PageEvidence]) -> Result<(), StoreError> {
        self.write(|tx| tx.save_evidence(batch, pages))
    }
}

impl WriteTx<'_> {
    /// Saves what was read on these pages. What is there already stays: another process on the same batch read the same.
    pub fn save_evidence(&mut self, batch: BatchKey, pages: &[PageEvidence]) -> Result<(), StoreError> {
        let mut insert = self.connection.prepare_cached(
            "INSERT INTO evidence (batch, page, kind, kind_score, is_item, json) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (batch, page) DO NOTHING",
        )?;
        for evidence in pages {
            let (kind, score, is_item) = match &evidence.sight {
                Sight::Unreadable(_) => (UNREADABLE.to_owned(), Score::NONE, false),
                Sight::Seen(seen) => (word(&seen.kind.value), seen.kind.score, seen.kind.value.is_item()),
            };
            let score = f64::from(score.get());
            insert.execute(params![batch.0, evidence.page.0, kind, score, is_item, json(evidence)])?;
            if let Sight::Seen(seen) = &evidence.sight {
                self.save_face(batch, evidence.page, seen)?;
            }
        }
        Ok(())
    }
}

impl Books {
    /// The pages of a batch that have no evidence yet, in order.
    pub fn unread_pages(&self, batch: BatchKey) -> Result<Vec<StoredPage>, StoreError> {
        let sql = format!(
            "SELECT {PAGE} FROM pages p WHERE p.batch = ?1
                AND NOT EXISTS (SELECT 1 FROM evidence e WHERE e.batch = p.batch AND e.page = p.no)
             ORDER BY p.no"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let pages = statement.query_map([batch.0], page)?;
        Ok(pages.collect::<Result<_, _>>()?)
    }

    /// What grouping and the control proof need, of every page of a batch, in order.
    pub fn page_facts(&self, batch: BatchKey) -> Result<Vec<PageFacts>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT p.no, e.kind, e.kind_score, coalesce(e.is_item, 0), p.keyed_cents, p.keyed_micr IS NOT NULL, p.side,
                t.transaction_no, p.delivered
             FROM pages p
             LEFT JOIN evidence e ON e.batch = p.batch AND e.page = p.no
             LEFT JOIN transaction_pages t ON t.batch = p.batch AND t.page = p.no
                AND NOT EXISTS (SELECT 1 FROM transactions_replaced r WHERE r.batch = t.batch AND r.no = t.transaction_no)
             WHERE p.batch = ?1 ORDER BY p.no",
        )?;
        let facts = statement.query_map([batch.0], |row| {
            let kind = match row.get_ref(1)?.as_str_or_null()? {
                None => KnownKind::NotRead,
                Some(UNREADABLE) => KnownKind::Unreadable,
                Some(_) => KnownKind::Seen(worded(row, 1)?, Score::new(f32_of(row.get(2)?))),
            };
            Ok(PageFacts {
                no: PageNo(row.get(0)?),
                kind,
                is_item: row.get(3)?,
                keyed_amount: cents_if(row, 4)?,
                has_micr: row.get(5)?,
                side: worded(row, 6)?,
                is_there: row.get(8)?,
                transaction: row.get::<_, Option<u32>>(7)?.map(TransactionNo),
            })
        })?;
        Ok(facts.collect::<Result<_, _>>()?)
    }

    /// What was read on one page, if it was.
    pub fn evidence(&self, batch: BatchKey, page: PageNo) -> Result<Option<PageEvidence>, StoreError> {
        let text: Option<String> = self
            .connection
            .prepare_cached("SELECT json FROM evidence WHERE batch = ?1 AND page = ?2")?
            .query_row([batch.0, i64::from(page.0)], |row| row.get(0))
            .optional()?;
        text.map(|text| from_json("a page's evidence", &text)).transpose()
    }
}
