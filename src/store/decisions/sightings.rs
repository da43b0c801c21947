//! Items that were here before.

use super::{Micr, NewCoupon};
use crate::id::{BatchId, Digest, PageNo, TransactionNo};
use crate::money::Amount;
use crate::store::batches::BatchKey;
use crate::store::rows::{cents_if, parsed};
use crate::store::{Books, StoreError};
use rusqlite::Row;
use rusqlite::types::ToSql;

/// An item that was here before.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sighting {
    /// The batch it was in.
    pub batch: BatchId,
    /// The transaction it was in.
    pub transaction: TransactionNo,
    /// Its page.
    pub page: PageNo,
    /// What it was worth, where that is known.
    pub amount: Option<Amount>,
    /// Its MICR line told it from every other.
    pub micr_whole: bool,
    /// That transaction is posted.
    pub posted: bool,
}

/// The most sightings of one item that are told: a person needs a few, not hundreds.
const MOST_SIGHTINGS: u32 = 20;

/// What every look-up of sightings selects: `i` is an item of another transaction (than `?1`, `?2`, which asks) whose decision `d`
/// is in force.
const SELECT: &str = "
    SELECT DISTINCT b.name, i.transaction_no, i.page, i.amount_cents,
        i.routing IS NOT NULL AND i.account IS NOT NULL AND i.serial IS NOT NULL, d.outcome = 'posted'";

/// It was here before if its transaction is posted, or was first decided before the one that asks, if that is decided at all; so
/// a decision made anew finds what the first one found.
const EARLIER: &str = "
    JOIN decisions_in_force d ON d.id = i.decision
    JOIN batches b ON b.id = i.batch
    WHERE NOT (i.batch = ?1 AND i.transaction_no = ?2)
        AND (d.outcome = 'posted'
            OR (SELECT f.id FROM decisions f WHERE f.batch = i.batch AND f.transaction_no = i.transaction_no AND f.seq = 1)
                < coalesce((SELECT o.id FROM decisions o WHERE o.batch = ?1 AND o.transaction_no = ?2 AND o.seq = 1),
                    9223372036854775807))
    ORDER BY i.batch, i.transaction_no, i.page";

fn sighting(row: &Row<'_>) -> rusqlite::Result<Sighting> {
    Ok(Sighting {
        batch: parsed(row, 0)?,
        transaction: TransactionNo(row.get(1)?),
        page: PageNo(row.get(2)?),
        amount: cents_if(row, 3)?,
        micr_whole: row.get(4)?,
        posted: row.get(5)?,
    })
}

impl Books {
    /// Earlier items with this bank, account and serial, and this amount; an amount that is not known on either side does not
    /// tell them apart. `of` is the transaction that asks; its own items are left out.
    pub fn items_like_micr(
        &self,
        of: (BatchKey, TransactionNo),
        micr: &Micr,
        amount: Option<Amount>,
    ) -> Result<Vec<Sighting>, StoreError> {
        let (Some(routing), Some(account), Some(serial)) = (micr.routing, &micr.account, &micr.serial) else {
            return Ok(Vec::new());
        };
        self.sightings(
            "(SELECT * FROM items i WHERE i.routing = ?3 AND i.account = ?4 AND i.serial = ?5
                AND (?6 IS NULL OR i.amount_cents IS NULL OR i.amount_cents = ?6)) i",
            of,
            &[
                &routing.to_string(),
                account,
                &serial.to_string(),
                &amount.map(Amount::cents),
            ],
        )
    }

    /// Earlier items that are the very same image.
    pub fn items_like_image(
        &self,
        of: (BatchKey, TransactionNo),
        file: &Digest,
        frame: u32,
    ) -> Result<Vec<Sighting>, StoreError> {
        self.sightings(
            "pages p CROSS JOIN items i ON p.file_digest = ?3 AND p.frame = ?4 AND i.batch = p.batch AND i.page = p.no",
            of,
            &[&file.to_string(), &frame],
        )
    }

    /// Earlier items that are on this page.
    pub fn items_on_page(
        &self,
        of: (BatchKey, TransactionNo),
        batch: BatchKey,
        page: PageNo,
    ) -> Result<Vec<Sighting>, StoreError> {
        self.sightings(
            "(SELECT * FROM items i WHERE i.batch = ?3 AND i.page = ?4) i",
            of,
            &[&batch.0, &page.0],
        )
    }

    /// Earlier items of this amount that came with this very coupon. A bill date or total that the coupon does not say is the same
    /// only as another that is not said.
    pub fn items_like_coupon(
        &self,
        of: (BatchKey, TransactionNo),
        coupon: &NewCoupon,
        amount: Amount,
    ) -> Result<Vec<Sighting>, StoreError> {
        self.sightings(
            "coupons c CROSS JOIN items i ON c.member_id = ?3 AND c.bill_date IS ?4 AND c.total_due_cents IS ?5
                AND i.decision = c.decision AND i.amount_cents = ?6",
            of,
            &[
                &coupon.member_id.as_str(),
                &coupon.bill_date.map(|day| day.to_string()),
                &coupon.total_due.map(Amount::cents),
                &amount.cents(),
            ],
        )
    }

    fn sightings(
        &self,
        items: &str,
        of: (BatchKey, TransactionNo),
        like: &[&dyn ToSql],
    ) -> Result<Vec<Sighting>, StoreError> {
        let sql = format!("{SELECT} FROM {items} {EARLIER} LIMIT {MOST_SIGHTINGS}");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let of: [&dyn ToSql; 2] = [&of.0.0, &of.1.0];
        let values: Vec<&dyn ToSql> = of.into_iter().chain(like.iter().copied()).collect();
        let found = statement.query_map(values.as_slice(), sighting)?;
        Ok(found.collect::<Result<_, _>>()?)
    }
}
