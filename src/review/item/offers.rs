//! The offers as the page shows them.

use super::view::{OfferView, Tag, WhyView};
use crate::account::{AccountStatus, Plan};
use crate::desk::offer::{Named, Offer, Why};
use crate::matching::{FieldAgreement, Level};
use crate::review::trouble::Trouble;
use crate::review::words::dollars;
use crate::store::Books;
use crate::store::accounts::StoredAccount;

/// Earlier payments that are told.
const MOST_RECENT: u32 = 3;

/// An offer with its account and what speaks for it.
pub(super) fn view(books: &Books, offer: &Offer) -> Result<OfferView, Trouble> {
    let may_post = offer.accounts.iter().all(|named| named.stored.is_some());
    let whys = offer.whys.iter().map(why).collect();
    match offer.accounts.as_slice() {
        [one] => Ok(single(books, one, whys, may_post)?),
        several => Ok(OfferView {
            name: format!("All {} accounts of the coupons", several.len()),
            number: String::new(),
            address: String::new(),
            due: String::new(),
            splits: several.iter().map(split).collect(),
            tags: Vec::new(),
            recent: String::new(),
            may_post: may_post && !offer.payments.is_empty(),
            whys,
        }),
    }
}

fn split(named: &Named) -> String {
    let name = named
        .stored
        .as_ref()
        .map_or("not on file", |stored| stored.account.name.as_str());
    let due = named.total_due.map_or_else(|| "no total read".to_owned(), dollars);
    format!("{due} to {name}, {}", named.member_id)
}

fn single(books: &Books, named: &Named, whys: Vec<WhyView>, may_post: bool) -> Result<OfferView, Trouble> {
    let number = named.member_id.to_string();
    let Some(stored) = &named.stored else {
        return Ok(OfferView {
            name: "Not on file".to_owned(),
            number,
            address: String::new(),
            due: named
                .total_due
                .map(|due| format!("asks for {}", dollars(due)))
                .unwrap_or_default(),
            splits: Vec::new(),
            tags: Vec::new(),
            recent: String::new(),
            may_post,
            whys,
        });
    };
    let account = &stored.account;
    let recent = books.recent_payments(&named.member_id, MOST_RECENT)?;
    let recent: Vec<String> = recent
        .iter()
        .map(|payment| format!("{} {}", dollars(payment.amount), payment.received.format("%b %-d")))
        .collect();
    let asks = named.total_due.filter(|due| *due != account.amount_due);
    Ok(OfferView {
        name: account.name.clone(),
        number,
        address: address(stored),
        due: format!(
            "{} due {}",
            dollars(account.amount_due),
            account.due_date.format("%b %-d")
        ),
        splits: asks
            .map(|due| format!("its coupon asks for {}", dollars(due)))
            .into_iter()
            .collect(),
        tags: tags(stored),
        recent: recent.join(", "),
        may_post,
        whys,
    })
}

/// Street, unit, city, state and ZIP on one line.
pub(in crate::review) fn address(stored: &StoredAccount) -> String {
    let account = &stored.account;
    let street = [account.address1.as_str(), &account.address2];
    let street: Vec<&str> = street.into_iter().filter(|part| !part.is_empty()).collect();
    format!(
        "{}, {} {} {}",
        street.join(" "),
        account.city,
        account.state,
        account.zip
    )
}

/// What is remarkable about an account.
fn tags(stored: &StoredAccount) -> Vec<Tag> {
    let tag = |words: &str, is_strong| Tag {
        words: words.to_owned(),
        is_strong,
    };
    let status = match stored.status() {
        AccountStatus::Active => tag("active", false),
        AccountStatus::Pending => tag("first payment starts it", true),
        AccountStatus::Terminated => tag("terminated", true),
    };
    let plan = match stored.account.plan {
        Plan::Health => "health",
        Plan::Dental => "dental",
        Plan::SmallGroup => "small group",
    };
    let autopay = stored.account.autopay.then(|| tag("AutoPay", true));
    [Some(status), Some(tag(plan, false)), autopay]
        .into_iter()
        .flatten()
        .collect()
}

fn why(why: &Why) -> WhyView {
    match why {
        Why::Coupon(readers) => WhyView {
            tone: "yes",
            words: format!("coupon: {}", readers.join(", ")),
            title: "the coupon names this account".to_owned(),
        },
        Why::Field(field) => of_field(field),
        Why::Probability(probability) => WhyView {
            tone: "plain",
            words: format!("{:.1} %", f64::from(*probability) * 100.0),
            title: "the probability that it is this account, everything considered".to_owned(),
        },
    }
}

fn of_field(field: &FieldAgreement) -> WhyView {
    let name = field.field.in_words().trim_start_matches("the ");
    let (tone, words) = match field.level {
        Level::Exact => ("yes", name.to_owned()),
        Level::Close => ("near", format!("{name}: {} for {}", field.read, field.on_file)),
        Level::Nickname => ("near", format!("{name}: {} short for {}", field.read, field.on_file)),
        Level::Initial => ("near", format!("{name}: initial {}", field.read)),
        Level::Unclear => ("none", format!("{name} unclear")),
        Level::Other => ("no", format!("{name}: {}, not {}", field.read, field.on_file)),
    };
    WhyView {
        tone,
        words,
        title: format!(
            "{}: read {}, on file {}; {:+.0} bits",
            field.field.in_words(),
            field.read,
            field.on_file,
            field.bits
        ),
    }
}
