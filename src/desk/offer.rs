//! Offers: the accounts that may be meant by an exception, the likeliest first, each with what speaks for it and the payments it would make.

use crate::decision::Payment;
use crate::evidence::{PageEvidence, Seen, Sight};
use crate::id::MemberId;
use crate::matching::{Candidate, FieldAgreement, Level};
use crate::money::Amount;
use crate::store::accounts::StoredAccount;
use crate::store::batches::StoredPage;
use crate::store::decisions::{NewCoupon, StoredDecision, StoredTransaction};
use crate::store::{Books, StoreError};

/// The most offers that are made: each has a digit of its own.
pub const MOST_OFFERS: usize = 5;
/// The probability from which the first of several matched accounts may be accepted without naming it.
const SURE: f32 = 0.99;
/// How many times likelier than the next it must be.
const TIMES_THE_NEXT: f32 = 10.0;

/// An account, or several, that may be meant.
#[derive(Clone, PartialEq, Debug)]
pub struct Offer {
    /// The accounts; more than one where several coupons came together.
    pub accounts: Vec<Named>,
    /// What speaks for it and against it.
    pub whys: Vec<Why>,
    /// What it would post; empty where an amount is not known, or the coupons do not add up to the items.
    pub payments: Vec<Payment>,
}

/// A Member ID with its account, where it is on file.
#[derive(Clone, PartialEq, Debug)]
pub struct Named {
    /// The number.
    pub member_id: MemberId,
    /// The account.
    pub stored: Option<StoredAccount>,
    /// What its coupon asks for, of an account that a coupon names.
    pub total_due: Option<Amount>,
}

/// How something that was read agrees with an account.
#[derive(Clone, PartialEq, Debug)]
pub enum Why {
    /// A coupon names it, by these readers.
    Coupon(Vec<String>),
    /// A field of the payer's words.
    Field(FieldAgreement),
    /// It came out first, with this probability, in all.
    Probability(f32),
}

/// The offers for a transaction, and whether the first may be accepted by the mere key for yes.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Offers {
    /// At most [`MOST_OFFERS`].
    pub offers: Vec<Offer>,
    /// The margin of the first over all others allows it.
    pub margin_allows: bool,
}

/// The accounts that may be meant: those that coupons name, the coupons' own accounts together where there are several, then those that the payer's words
/// were matched with.
pub fn offers(
    books: &Books,
    decision: &StoredDecision,
    coupons: &[NewCoupon],
    stored: &StoredTransaction,
) -> Result<Offers, StoreError> {
    let total = Amount::checked_sum(decision.items.iter().filter_map(|item| item.amount))
        .filter(|total| total.is_positive() && decision.items.iter().all(|item| item.amount.is_some()));
    let mut made: Vec<Offer> = Vec::new();
    if coupons.len() > 1 {
        made.push(together(books, coupons, total)?);
    }
    for (member_id, readers) in named_by_coupons(&stored.pages) {
        let due = coupons.iter().find(|coupon| coupon.member_id == member_id);
        let named = named(books, member_id, due.and_then(|coupon| coupon.total_due))?;
        made.push(single(named, vec![Why::Coupon(readers)], total));
    }
    let by_coupon = made.len();
    let candidates = decision.matched.as_ref().map_or(&[][..], |matched| &matched.candidates);
    for candidate in candidates {
        let is_new = made
            .iter()
            .all(|offer| !matches!(offer.accounts.as_slice(), [one] if one.member_id == candidate.member_id));
        if is_new {
            let fields = candidate.fields.iter().cloned().map(Why::Field);
            let whys = fields.chain([Why::Probability(candidate.probability.get())]).collect();
            made.push(single(named(books, candidate.member_id, None)?, whys, total));
        }
    }
    let is_on_file = made
        .first()
        .is_some_and(|first| first.accounts.iter().all(|named| named.stored.is_some()));
    let margin_allows = is_on_file
        && match by_coupon {
            0 => is_far_ahead(candidates),
            1 => made.len() == 1 && has_code(&stored.pages),
            _ => false,
        };
    made.truncate(MOST_OFFERS);
    Ok(Offers {
        offers: made,
        margin_allows,
    })
}

/// Whether the first is as good as certain, and nothing of it is another's.
fn is_far_ahead(candidates: &[Candidate]) -> bool {
    let Some(first) = candidates.first() else { return false };
    let next = candidates.get(1).map_or(0.0, |candidate| candidate.probability.get());
    let probability = first.probability.get();
    let disagrees = first.fields.iter().any(|field| field.level == Level::Other);
    probability >= SURE && probability >= TIMES_THE_NEXT * next && !disagrees
}

/// Whether a code, and not print alone, names the account.
fn has_code(pages: &[(StoredPage, PageEvidence)]) -> bool {
    pages
        .iter()
        .filter_map(|(_, evidence)| seen(evidence))
        .any(|seen| !seen.codes.is_empty())
}

fn seen(evidence: &PageEvidence) -> Option<&Seen> {
    match &evidence.sight {
        Sight::Seen(seen) => Some(seen),
        Sight::Unreadable(_) => None,
    }
}

/// Every Member ID on coupons with the readers that read it, in the order of the pages.
fn named_by_coupons(pages: &[(StoredPage, PageEvidence)]) -> Vec<(MemberId, Vec<String>)> {
    let mut named: Vec<(MemberId, Vec<String>)> = Vec::new();
    let mut add = |id: MemberId, reader: String| match named.iter_mut().find(|(of, _)| *of == id) {
        Some((_, readers)) if readers.contains(&reader) => {}
        Some((_, readers)) => readers.push(reader),
        None => named.push((id, vec![reader])),
    };
    for seen in pages.iter().filter_map(|(_, evidence)| seen(evidence)) {
        for code in &seen.codes {
            add(code.fields.member_id, code.mark.to_string());
        }
        if let Some(id) = seen.printed.as_ref().and_then(|printed| printed.member_id) {
            add(id.value, "print".to_owned());
        }
    }
    named
}

fn named(books: &Books, member_id: MemberId, total_due: Option<Amount>) -> Result<Named, StoreError> {
    Ok(Named {
        member_id,
        stored: books.account(&member_id)?,
        total_due,
    })
}

fn single(named: Named, whys: Vec<Why>, total: Option<Amount>) -> Offer {
    let payment = total.filter(|_| named.stored.is_some()).map(|amount| Payment {
        account: named.member_id,
        amount,
    });
    Offer {
        accounts: vec![named],
        whys,
        payments: payment.into_iter().collect(),
    }
}

/// All coupons' accounts at once, each with what its coupon asks for.
fn together(books: &Books, coupons: &[NewCoupon], total: Option<Amount>) -> Result<Offer, StoreError> {
    let mut accounts: Vec<Named> = Vec::new();
    for coupon in coupons {
        let due = coupon.total_due;
        match accounts.iter_mut().find(|named| named.member_id == coupon.member_id) {
            Some(same) => same.total_due = same.total_due.zip(due).and_then(|(one, other)| one.checked_add(other)),
            None => accounts.push(named(books, coupon.member_id, due)?),
        }
    }
    let payments: Option<Vec<Payment>> = accounts
        .iter()
        .map(|named| {
            let amount = named
                .total_due
                .filter(|due| due.is_positive() && named.stored.is_some())?;
            Some(Payment {
                account: named.member_id,
                amount,
            })
        })
        .collect();
    let sum = payments
        .as_ref()
        .and_then(|payments| Amount::checked_sum(payments.iter().map(|payment| payment.amount)));
    Ok(Offer {
        accounts,
        whys: vec![Why::Coupon(vec![format!("{} coupons", coupons.len())])],
        payments: payments.filter(|_| sum.is_some() && sum == total).unwrap_or_default(),
    })
}
