//! What the program made of a transaction, with what it read on the items.

use crate::clock::business_date;
use crate::decision::Decision;
use crate::evidence::{CheckReading, Sight};
use crate::money::Amount;
use crate::store::queries::Outcome;
use crate::store::{Books, StoreError};
use chrono::NaiveDate;

/// A decided transaction.
#[derive(Clone, PartialEq, Debug)]
pub struct Done {
    /// The batch.
    pub batch: String,
    /// Its number.
    pub transaction: u32,
    /// Labels of its pages.
    pub pages: Vec<String>,
    /// The business day on which it came.
    pub received: NaiveDate,
    /// What was decided.
    pub decision: Decision,
    /// Its items.
    pub items: Vec<DoneItem>,
}

/// An item as the decision saw it.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct DoneItem {
    /// Label of its page.
    pub page: String,
    /// What it was held to be worth; absent where that was not sure.
    pub amount: Option<Amount>,
    /// Whether a capture station keyed the amount, so that it need not have been read.
    pub is_keyed: bool,
    /// The bank.
    pub routing: Option<String>,
    /// The account at the bank.
    pub account: Option<String>,
    /// Its number.
    pub serial: Option<String>,
    /// What was read on it; absent where writing was not read.
    pub reading: Option<CheckReading>,
}

impl Done {
    /// Codes of the reasons; none if it posted.
    pub fn reasons(&self) -> impl Iterator<Item = &'static str> {
        let reasons = match &self.decision {
            Decision::Exception { reasons } => &reasons[..],
            Decision::Posted { .. } => &[],
        };
        reasons.iter().map(crate::decision::reason::Reason::code)
    }
}

/// Every decided transaction of the books.
pub fn collected(books: &Books) -> Result<Vec<Done>, StoreError> {
    let mut all = Vec::new();
    books.each_outcome(None, |outcome| {
        all.push(done(books, &outcome)?);
        Ok::<_, StoreError>(())
    })?;
    Ok(all)
}

fn done(books: &Books, outcome: &Outcome) -> Result<Done, StoreError> {
    let pages = books.transaction(outcome.key, outcome.transaction)?.pages;
    let mut items = Vec::new();
    for item in outcome.items() {
        let reading = match books.evidence(outcome.key, item.page)?.map(|evidence| evidence.sight) {
            Some(Sight::Seen(seen)) => seen.check,
            _ => None,
        };
        items.push(DoneItem {
            page: outcome.label(item.page).to_owned(),
            amount: item.amount,
            is_keyed: pages
                .iter()
                .any(|(page, _)| page.no == item.page && page.keyed_amount.is_some()),
            routing: item.micr.routing.as_ref().map(ToString::to_string),
            account: item.micr.account.clone(),
            serial: item.micr.serial.as_ref().map(ToString::to_string),
            reading,
        });
    }
    Ok(Done {
        batch: outcome.batch.to_string(),
        transaction: outcome.transaction.0,
        pages: outcome.pages.iter().map(|(_, label)| label.clone()).collect(),
        received: business_date(outcome.received),
        decision: outcome.decision.decision.clone(),
        items,
    })
}
