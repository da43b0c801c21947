//! The accounts that may be meant, for whoever decides: those that a coupon names, and those that the payer's words were matched with.

use crate::evidence::{PageEvidence, Sight};
use crate::id::MemberId;
use crate::matching::{Candidate, FieldAgreement, Matched};
use crate::store::Books;
use crate::store::accounts::StoredAccount;
use crate::store::batches::StoredPage;
use serde_json::{Value, json};
use std::io::Write;

/// Every Member ID that coupons name, and then the candidates by the payer's words, the best first; each once.
fn named(pages: &[(StoredPage, PageEvidence)], matched: Option<&Matched>) -> Vec<(MemberId, Option<Candidate>)> {
    let mut named: Vec<MemberId> = Vec::new();
    for (_, evidence) in pages {
        let Sight::Seen(seen) = &evidence.sight else { continue };
        let printed = seen
            .printed
            .as_ref()
            .and_then(|printed| printed.member_id)
            .map(|id| id.value);
        named.extend(seen.codes.iter().map(|code| code.fields.member_id).chain(printed));
    }
    named.sort_unstable();
    named.dedup();
    let by_words = matched.map_or(&[][..], |matched| &matched.candidates);
    named.retain(|id| by_words.iter().all(|candidate| candidate.member_id != *id));
    let by_coupon = named.into_iter().map(|id| (id, None));
    let by_words = by_words
        .iter()
        .map(|candidate| (candidate.member_id, Some(candidate.clone())));
    by_coupon.chain(by_words).collect()
}

/// Tells each with its account and how well its fields agree.
pub(super) fn tell(
    books: &Books,
    pages: &[(StoredPage, PageEvidence)],
    matched: Option<&Matched>,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    for (id, candidate) in named(pages, matched) {
        match books.account(&id)? {
            Some(stored) => writeln!(out, "candidate {id}: {}", in_words(&stored))?,
            None => writeln!(out, "candidate {id}: not on file")?,
        }
        if let Some(candidate) = candidate {
            let fields: Vec<String> = candidate.fields.iter().map(FieldAgreement::in_words).collect();
            writeln!(
                out,
                "    {}; {:.0} bits in all, probability {:.6}",
                fields.join(", "),
                candidate.bits,
                candidate.probability.get()
            )?;
        }
    }
    Ok(())
}

fn in_words(stored: &StoredAccount) -> String {
    let account = &stored.account;
    let unit = if account.address2.is_empty() {
        String::new()
    } else {
        format!(" {}", account.address2)
    };
    format!(
        "{}, {}{unit}, {} {} {}; due ${} by {}, {:?}{}",
        account.name,
        account.address1,
        account.city,
        account.state,
        account.zip,
        account.amount_due,
        account.due_date,
        stored.status(),
        if account.autopay { ", AutoPay" } else { "" }
    )
}

/// The same as JSON: the account's number, what is on file, and how well each field agrees.
pub(super) fn as_json(
    books: &Books,
    pages: &[(StoredPage, PageEvidence)],
    matched: Option<&Matched>,
) -> anyhow::Result<Vec<Value>> {
    let mut candidates = Vec::new();
    for (id, candidate) in named(pages, matched) {
        candidates.push(json!({
            "account": id, "on_file": books.account(&id)?.map(|stored| stored.account),
            "bits": candidate.as_ref().map(|candidate| candidate.bits),
            "probability": candidate.as_ref().map(|candidate| candidate.probability),
            "fields": candidate.map(|candidate| candidate.fields),
        }));
    }
    Ok(candidates)
}
