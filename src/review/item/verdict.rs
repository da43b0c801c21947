//! A form made into a verdict: what the person keyed, and nothing else.

use super::money::{NO_ITEM, kind_of};
use crate::decision::Payment;
use crate::desk::offer::Offers;
use crate::id::{MemberId, PageNo, TransactionNo};
use crate::money::Amount;
use crate::resolution::{Correctable, Correction, KeyedItem, ReturnReason, Verdict};
use crate::review::keyed::Keyed;
use crate::review::trouble::Trouble;
use crate::review::words::{amount_keyed, dollars};

fn unclear<T>(words: impl Into<String>) -> Result<T, Trouble> {
    Err(Trouble::Unclear(words.into()))
}

/// The verdict to post, by what was chosen: `1` to `5`, `typed` or `split`.
///
/// # Errors
/// What is missing or makes no sense, in words.
pub(super) fn post(form: &Keyed, offers: &Offers, is_blind: bool) -> Result<Verdict, Trouble> {
    let (items, not_items) = items(form)?;
    let Some(total) = Amount::checked_sum(items.iter().map(|item| item.amount)) else {
        return unclear("the amounts together are more than one transaction may be worth");
    };
    if items.is_empty() {
        return unclear("say which page is a check or a money order, and what it is worth");
    }
    let payments = match form.get("choose") {
        "typed" => vec![Payment {
            account: member_id(form.get("account"))?,
            amount: total,
        }],
        "split" => split(form)?,
        _ if is_blind => return unclear("the second key is blind: key the account yourself"),
        digit => offered(offers, digit, total)?,
    };
    Ok(Verdict::Post {
        items,
        not_items,
        payments,
        corrections: corrections(form)?,
    })
}

/// Items and pages that are none, as the form says of each.
fn items(form: &Keyed) -> Result<(Vec<KeyedItem>, Vec<PageNo>), Trouble> {
    let (mut items, mut not_items) = (Vec::new(), Vec::new());
    for (page, word) in form.under("kind.") {
        let Ok(no) = page.parse() else {
            return unclear("the form names no page");
        };
        let page_no = PageNo(no);
        let Some(kind) = kind_of(word) else {
            if word == NO_ITEM {
                not_items.push(page_no);
            }
            continue;
        };
        let keyed = form.get(&format!("amount.{page}"));
        if keyed.is_empty() {
            return unclear("key the amount first");
        }
        match amount_keyed(keyed) {
            Some(amount) if amount.is_positive() => items.push(KeyedItem {
                page: page_no,
                kind,
                amount,
            }),
            _ => return unclear(format!("“{keyed}” is no amount; write it like 120.00")),
        }
    }
    Ok((items, not_items))
}

/// A Member ID as it is keyed: spaces and dashes do not count.
fn member_id(text: &str) -> Result<MemberId, Trouble> {
    let digits: String = text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    digits
        .parse()
        .or_else(|_| unclear("give the account by its Member ID of 12 digits, or choose one that was found"))
}

fn split(form: &Keyed) -> Result<Vec<Payment>, Trouble> {
    let rows = form.all("split.account").zip(form.all("split.amount"));
    let mut payments = Vec::new();
    for (account, amount) in rows.filter(|(account, amount)| !account.is_empty() || !amount.is_empty()) {
        let Some(amount) = amount_keyed(amount) else {
            return unclear(format!("“{amount}” is no amount; write it like 120.00"));
        };
        payments.push(Payment {
            account: member_id(account)?,
            amount,
        });
    }
    if payments.is_empty() {
        return unclear("key the accounts and amounts of the split");
    }
    Ok(payments)
}

fn offered(offers: &Offers, digit: &str, total: Amount) -> Result<Vec<Payment>, Trouble> {
    let place = digit.parse::<usize>().ok().and_then(|digit| digit.checked_sub(1));
    let Some(offer) = place.and_then(|place| offers.offers.get(place)) else {
        return unclear("choose one of the accounts, or key another");
    };
    if let [one] = offer.accounts.as_slice() {
        return Ok(vec![Payment {
            account: one.member_id,
            amount: total,
        }]);
    }
    let asked = Amount::checked_sum(offer.payments.iter().map(|payment| payment.amount));
    let fits = !offer.payments.is_empty() && asked == Some(total);
    if fits {
        return Ok(offer.payments.clone());
    }
    unclear(format!(
        "the coupons do not ask for {} together; split it by hand",
        dollars(total)
    ))
}

fn corrections(form: &Keyed) -> Result<Vec<Correction>, Trouble> {
    let mut corrections = Vec::new();
    for (name, value) in form.under("fix.").filter(|(_, value)| !value.is_empty()) {
        let parts = name
            .split_once('.')
            .and_then(|(page, field)| Some((page.parse().ok()?, correctable(field)?)));
        let Some((page, field)) = parts else {
            return unclear("the form corrects a field that there is not");
        };
        corrections.push(Correction {
            page: PageNo(page),
            field,
            value: value.to_owned(),
        });
    }
    Ok(corrections)
}

fn correctable(word: &str) -> Option<Correctable> {
    serde_json::from_value(serde_json::Value::String(word.to_owned())).ok()
}

/// The verdict to return the item: with the usual letter where none was written.
pub(super) fn returned(form: &Keyed) -> Result<Verdict, Trouble> {
    let word = serde_json::Value::String(form.get("reason").to_owned());
    let Ok(why) = serde_json::from_value::<ReturnReason>(word) else {
        return unclear("say why it goes back");
    };
    let letter = form.get("letter");
    Ok(Verdict::Return {
        why,
        letter: if letter.is_empty() {
            why.letter()
        } else {
            letter.to_owned()
        },
    })
}

/// The verdict that it was here before.
pub(super) fn duplicate(form: &Keyed) -> Result<Verdict, Trouble> {
    let batch = form
        .get("batch")
        .parse()
        .map_err(|why: crate::id::IdError| Trouble::Unclear(why.to_string()))?;
    let Ok(no) = form.get("transaction").parse() else {
        return unclear("give the number of the earlier transaction");
    };
    Ok(Verdict::Duplicate {
        batch,
        transaction: TransactionNo(no),
    })
}

/// The verdict that it goes to somebody else.
pub(super) fn forward(form: &Keyed) -> Verdict {
    Verdict::Forward {
        to: form.get("to").to_owned(),
        note: form.get("note").to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(pairs: &[(&str, &str)]) -> Keyed {
        Keyed::of(
            pairs
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
        )
    }

    #[test]
    fn a_typed_account_gets_all_of_what_was_keyed() {
        let keyed = form(&[
            ("kind.2", "check"),
            ("amount.2", "$1,120.5"),
            ("choose", "typed"),
            ("account", "7001 2345 6789"),
            ("fix.2.payee", "Health Connector"),
            ("fix.2.memo", ""),
        ]);
        let Ok(Verdict::Post {
            items,
            payments,
            corrections,
            ..
        }) = post(&keyed, &Offers::default(), true)
        else {
            panic!("it is whole")
        };
        assert_eq!(items[0].amount.to_string(), "1120.50");
        assert_eq!(payments[0].account.as_str(), "700123456789");
        assert_eq!(corrections.len(), 1);
    }

    #[test]
    fn what_is_missing_is_said() {
        let said = |pairs: &[(&str, &str)]| post(&form(pairs), &Offers::default(), false).unwrap_err().to_string();
        assert!(said(&[("kind.2", "check"), ("choose", "1")]).contains("key the amount"));
        assert!(said(&[("kind.2", "check"), ("amount.2", "12o"), ("choose", "1")]).contains("no amount"));
        assert!(said(&[("kind.2", "none"), ("choose", "1")]).contains("which page"));
        assert!(said(&[("kind.2", "check"), ("amount.2", "1"), ("choose", "1")]).contains("choose one"));
        assert!(
            said(&[
                ("kind.2", "check"),
                ("amount.2", "1"),
                ("choose", "typed"),
                ("account", "12")
            ])
            .contains("12 digits")
        );
    }
}
