//! How checks look: a paper is looked for among those on which the same day and amount were read.

use super::batches::BatchKey;
use super::rows::parsed_if;
use super::{Books, StoreError, WriteTx};
use crate::evidence::check::CheckReading;
use crate::evidence::{Face, Seen};
use crate::id::{CheckSerial, PageNo};
use crate::micr::Micr;
use rusqlite::{OptionalExtension, params};

/// Probability from which on a date is the one that a check bears.
const SURE_DATE: f32 = 0.5;
/// The reader's certainty from which on a printed check number tells two checks apart.
const SURE_NUMBER: f32 = 0.8;
/// Most faces that one is compared with; each takes a tenth of a millisecond.
const MOST_COMPARED: u32 = 5_000;

impl WriteTx<'_> {
    /// Saves how a check looks, if day and amount were read on it: without them it is not looked for.
    pub(super) fn save_face(&self, batch: BatchKey, page: PageNo, seen: &Seen) -> Result<(), StoreError> {
        let (Some(face), Some(check)) = (&seen.face, &seen.check) else {
            return Ok(());
        };
        let date = check.dates.first().filter(|date| date.probability.get() >= SURE_DATE);
        let (Some(date), Some(amount)) = (date, check.amount.candidates.first()) else {
            return Ok(());
        };
        let line = seen.micr.as_ref().filter(|line| line.accepted);
        let on_line = line.and_then(|line| Micr::parse(&line.line).serial);
        let serial = on_line
            .or_else(|| printed_number(check))
            .map(|serial| serial.to_string());
        self.connection
            .prepare_cached(
                "INSERT INTO faces (batch, page, dated, cents, serial, micr_read, face) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                 ON CONFLICT (batch, page) DO NOTHING",
            )?
            .execute(params![
                batch.0,
                page.0,
                date.date.to_string(),
                amount.amount.cents(),
                serial,
                line.is_some(),
                face.packed()
            ])?;
        Ok(())
    }
}

fn printed_number(check: &CheckReading) -> Option<CheckSerial> {
    let number = check.numbers.as_ref()?.serial.as_ref()?;
    (number.score.get() >= SURE_NUMBER).then(|| number.value.parse().ok())?
}

impl Books {
    /// Other pages on which the same day and amount were read, that look as this one does and bear no other number. Where both MICR lines were read, those
    /// tell more than looks do, and the page is left out.
    pub fn pages_that_look_like(&self, batch: BatchKey, page: PageNo) -> Result<Vec<(BatchKey, PageNo)>, StoreError> {
        let own = self
            .connection
            .prepare_cached("SELECT dated, cents, serial, micr_read, face FROM faces WHERE batch = ?1 AND page = ?2")?
            .query_row(params![batch.0, page.0], |row| {
                let serial: Option<CheckSerial> = parsed_if(row, 2)?;
                let of = (row.get::<_, String>(0)?, row.get::<_, i64>(1)?, row.get::<_, bool>(3)?);
                Ok((of, serial, row.get::<_, Vec<u8>>(4)?))
            })
            .optional()?;
        let Some(((dated, cents, micr_read), serial, packed)) = own else {
            return Ok(Vec::new());
        };
        let Some(face) = Face::unpacked(&packed) else {
            return Ok(Vec::new());
        };
        let mut statement = self.connection.prepare_cached(
            "SELECT batch, page, face FROM faces WHERE dated = ?1 AND cents = ?2
                AND (serial IS NULL OR ?3 IS NULL OR serial = ?3) AND NOT (micr_read AND ?4)
                AND NOT (batch = ?5 AND page = ?6)
             ORDER BY batch DESC, page LIMIT ?7",
        )?;
        let serial = serial.map(|serial| serial.to_string());
        let mut rows = statement.query(params![dated, cents, serial, micr_read, batch.0, page.0, MOST_COMPARED])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let other = Face::unpacked(row.get_ref(2)?.as_blob().unwrap_or_default());
            if other.is_some_and(|other| face.is_like(&other)) {
                found.push((BatchKey(row.get(0)?), PageNo(row.get(1)?)));
            }
        }
        Ok(found)
    }
}
