//! Whether a verdict makes sense for its transaction.

use super::{Correctable, Correction, KeyedItem, Verdict};
use crate::decision::Payment;
use crate::id::{CheckSerial, MemberId, PageNo, RoutingNumber};
use crate::posting::{Posting, PostingError, Worth};
use chrono::NaiveDate;
use std::collections::BTreeSet;

/// The most accounts one transaction is split over.
const MOST_PAYMENTS: usize = 50;
/// The most bytes of a letter, a note or a corrected field.
const LONGEST_TEXT: usize = 8_000;

/// What the books know of the transaction.
#[derive(Clone, Debug)]
pub struct Facts<'a> {
    /// Its pages.
    pub pages: &'a BTreeSet<PageNo>,
    /// Those that the decision takes for items.
    pub items: &'a BTreeSet<PageNo>,
    /// Those of the verdict's accounts that are on file.
    pub on_file: &'a BTreeSet<MemberId>,
}

/// Why a verdict makes no sense; it is not kept.
#[derive(PartialEq, Eq, Debug, thiserror::Error)]
pub enum VerdictError {
    /// Items and payments do not prove.
    #[error("{0}")]
    Posting(#[from] PostingError),
    /// A page of another transaction, or of none.
    #[error("page {0} is not in this transaction")]
    OtherPage(PageNo),
    /// An item is neither deposited nor said to be none.
    #[error("the item on page {0} is left out; give its amount, or say that it is no item")]
    ItemLeftOut(PageNo),
    /// A page is said to be both.
    #[error("page {0} is said to be an item and to be none")]
    ItemAndNot(PageNo),
    /// Only checks and money orders are items.
    #[error("page {0} is neither a check nor a money order")]
    NoItem(PageNo),
    /// Nobody has that Member ID.
    #[error("Member ID {} is not on file", .0.masked())]
    NotOnFile(MemberId),
    /// An account is there twice.
    #[error("Member ID {} is there twice; put its amounts together", .0.masked())]
    AccountTwice(MemberId),
    /// Too many accounts.
    #[error("one transaction is split over {MOST_PAYMENTS} accounts at most")]
    TooMany,
    /// A corrected field cannot be that.
    #[error("{value:?} is no {what}")]
    Correction {
        /// Which field, in words.
        what: &'static str,
        /// What was keyed.
        value: String,
    },
    /// A text is missing.
    #[error("say {0}")]
    Silent(&'static str),
    /// A text is too long.
    #[error("the text is longer than {LONGEST_TEXT} bytes")]
    TooLong,
}

/// The posting that follows from a verdict; `None` for one that posts nothing.
///
/// # Errors
/// The verdict makes no sense for its transaction.
pub fn checked(verdict: &Verdict, facts: &Facts) -> Result<Option<Posting>, VerdictError> {
    match verdict {
        Verdict::Post {
            items,
            not_items,
            payments,
            corrections,
        } => {
            check_items(items, not_items, facts)?;
            check_accounts(payments, facts)?;
            corrections
                .iter()
                .try_for_each(|correction| check_correction(correction, facts))?;
            let worth: Vec<Worth> = items
                .iter()
                .map(|&KeyedItem { page, amount, .. }| Worth {
                    page,
                    amount: Some(amount),
                })
                .collect();
            Ok(Some(Posting::build(&worth, payments)?))
        }
        Verdict::Return { letter, .. } => text(letter, "what the letter is to say").map(|()| None),
        Verdict::Forward { to, note } => {
            text(to, "to whom it is forwarded")?;
            length(note).map(|()| None)
        }
        Verdict::Duplicate { .. } => Ok(None),
    }
}

fn check_items(items: &[KeyedItem], not_items: &[PageNo], facts: &Facts) -> Result<(), VerdictError> {
    let keyed: BTreeSet<PageNo> = items.iter().map(|item| item.page).collect();
    if let Some(&page) = keyed.iter().chain(not_items).find(|page| !facts.pages.contains(page)) {
        return Err(VerdictError::OtherPage(page));
    }
    if let Some(&page) = not_items.iter().find(|page| keyed.contains(page)) {
        return Err(VerdictError::ItemAndNot(page));
    }
    if let Some(item) = items.iter().find(|item| !item.kind.is_item()) {
        return Err(VerdictError::NoItem(item.page));
    }
    let left_out = |page: &&PageNo| !keyed.contains(page) && !not_items.contains(page);
    match facts.items.iter().find(left_out) {
        Some(&page) => Err(VerdictError::ItemLeftOut(page)),
        None => Ok(()),
    }
}

fn check_accounts(payments: &[Payment], facts: &Facts) -> Result<(), VerdictError> {
    if payments.len() > MOST_PAYMENTS {
        return Err(VerdictError::TooMany);
    }
    let mut seen = BTreeSet::new();
    for payment in payments {
        if !facts.on_file.contains(&payment.account) {
            return Err(VerdictError::NotOnFile(payment.account));
        }
        if !seen.insert(payment.account) {
            return Err(VerdictError::AccountTwice(payment.account));
        }
    }
    Ok(())
}

fn check_correction(correction: &Correction, facts: &Facts) -> Result<(), VerdictError> {
    if !facts.pages.contains(&correction.page) {
        return Err(VerdictError::OtherPage(correction.page));
    }
    let value = correction.value.as_str();
    length(value)?;
    let is_digits = !value.is_empty() && value.len() <= 20 && value.bytes().all(|b| b.is_ascii_digit());
    let (fits, what) = match correction.field {
        Correctable::Date => (value.parse::<NaiveDate>().is_ok(), "date (YYYY-MM-DD)"),
        Correctable::Routing => (value.parse::<RoutingNumber>().is_ok(), "routing number (9 digits)"),
        Correctable::Account => (is_digits, "bank account (digits)"),
        Correctable::Serial => (value.parse::<CheckSerial>().is_ok(), "check number (digits)"),
        Correctable::Payee | Correctable::Memo => (true, "text"),
    };
    if fits {
        return Ok(());
    }
    Err(VerdictError::Correction {
        what,
        value: value.to_owned(),
    })
}

fn text(text: &str, what: &'static str) -> Result<(), VerdictError> {
    if text.trim().is_empty() {
        return Err(VerdictError::Silent(what));
    }
    length(text)
}

fn length(text: &str) -> Result<(), VerdictError> {
    if text.len() > LONGEST_TEXT {
        return Err(VerdictError::TooLong);
    }
    Ok(())
}
