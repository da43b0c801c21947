//! `lockbox exceptions resolve`: what a person decides about an exception.

use super::{ItemName, Seat, Who};
use crate::cli::{Call, Done};
use crate::decision::Payment;
use crate::desk::{Request, Resolved};
use crate::evidence::PageKind;
use crate::id::{MemberId, PageNo};
use crate::money::Amount;
use crate::resolution::{Correctable, Correction, KeyedItem, ReturnReason, Verdict};
use crate::store::decisions::StoredDecision;
use anyhow::{Context, bail, ensure};
use clap::{ArgGroup, Args};
use serde::de::DeserializeOwned;
use std::io::Write;
use std::path::PathBuf;
use std::str::FromStr;

/// Settles a transaction. What is keyed must add up, to the cent.
#[derive(Args)]
#[command(group = ArgGroup::new("verdict").required(true))]
pub(super) struct Resolve {
    /// BATCH/TRANSACTION.
    item: ItemName,
    #[command(flatten)]
    who: Who,
    /// It posts on this Member ID; several with what each gets: 700123456789=120.00.
    #[arg(long = "account", group = "verdict", value_name = "ID[=AMOUNT]")]
    accounts: Vec<String>,
    /// What an item is worth, as keyed from its picture: PAGE=AMOUNT, or the amount alone where there is one item. Without it, as it was read.
    #[arg(long = "amount", value_name = "[PAGE=]AMOUNT", requires = "accounts")]
    amounts: Vec<String>,
    /// A page that was taken for an item and is none.
    #[arg(long = "not-item", value_name = "PAGE", requires = "accounts")]
    not_items: Vec<u32>,
    /// A field that was read wrong: PAGE:FIELD=VALUE, with date, payee, routing, account, serial or memo.
    #[arg(long = "correct", value_name = "PAGE:FIELD=VALUE", requires = "accounts")]
    corrections: Vec<String>,
    /// It goes back to its sender, because: unsigned, wrong_payee, post_dated, stale_dated, amount_unclear, foreign, restrictive_note, unknown_account,
    /// not_negotiable, other.
    #[arg(long = "return", group = "verdict", value_name = "REASON")]
    returned: Option<String>,
    /// The text of the letter that goes with it; without it, that of the reason.
    #[arg(long, requires = "returned")]
    letter: Option<String>,
    /// It was here before, as BATCH/TRANSACTION.
    #[arg(long, group = "verdict", value_name = "ITEM")]
    duplicate_of: Option<ItemName>,
    /// It goes to somebody else: there is nothing to deposit.
    #[arg(long, group = "verdict", value_name = "TO")]
    forward: Option<String>,
    /// What the other should know.
    #[arg(long, requires = "forward", default_value = "")]
    note: String,
    /// The verdict as JSON, as the log shows it.
    #[arg(long, group = "verdict", value_name = "FILE")]
    file: Option<PathBuf>,
    /// The number of the decision you have looked at; without it, the one in force.
    #[arg(long, value_name = "N")]
    seen: Option<u32>,
    /// Names this act: given again it changes nothing.
    #[arg(long)]
    token: Option<String>,
}

impl Resolve {
    pub(super) fn run(self, call: &Call, out: &mut dyn Write) -> anyhow::Result<Done> {
        let mut seat = Seat::take(call, &self.who)?;
        let item = self.item.find(&seat.store)?;
        let decision = seat
            .store
            .decision(item.batch, item.transaction)?
            .context("this transaction is not decided yet")?;
        let verdict = self.verdict(&decision)?;
        let request = Request {
            item,
            seen: self.seen.unwrap_or(decision.seq),
            token: self.token.unwrap_or_else(|| {
                format!(
                    "cli {} {} {}/{}",
                    seat.user.name, call.now, self.item.batch, self.item.transaction
                )
            }),
            verdict,
        };
        let name = format!("{}/{}", self.item.batch, self.item.transaction);
        match seat.desk(call).resolve(&request)? {
            Resolved::Done { .. } => writeln!(out, "{name} is settled")?,
            Resolved::Again => writeln!(out, "{name}: this act was done before; nothing has changed")?,
            Resolved::WaitsForSecond => writeln!(out, "{name} waits for a second person to key it")?,
            Resolved::Differs => writeln!(out, "{name}: the two keyings differ; a third person decides")?,
        }
        Ok(Done::Well)
    }

    fn verdict(&self, decision: &StoredDecision) -> anyhow::Result<Verdict> {
        if let Some(path) = &self.file {
            let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
            return serde_json::from_str(&text).with_context(|| format!("{} is no verdict", path.display()));
        }
        if let Some(reason) = &self.returned {
            let why: ReturnReason = word("reason to return an item", reason)?;
            return Ok(Verdict::Return {
                letter: self.letter.clone().unwrap_or_else(|| why.letter()),
                why,
            });
        }
        if let Some(other) = &self.duplicate_of {
            return Ok(Verdict::Duplicate {
                batch: other.batch.clone(),
                transaction: other.transaction,
            });
        }
        if let Some(to) = &self.forward {
            return Ok(Verdict::Forward {
                to: to.clone(),
                note: self.note.clone(),
            });
        }
        self.post(decision)
    }

    fn post(&self, decision: &StoredDecision) -> anyhow::Result<Verdict> {
        let not_items: Vec<PageNo> = self.not_items.iter().copied().map(PageNo).collect();
        let items = self.items(decision, &not_items)?;
        let total =
            Amount::checked_sum(items.iter().map(|item| item.amount)).context("the items are worth too much")?;
        let payments: Vec<Payment> = self
            .accounts
            .iter()
            .map(|text| self.payment(text, total))
            .collect::<anyhow::Result<_>>()?;
        let corrections = self
            .corrections
            .iter()
            .map(|text| correction(text))
            .collect::<anyhow::Result<_>>()?;
        Ok(Verdict::Post {
            items,
            not_items,
            payments,
            corrections,
        })
    }

    /// The items as read, with the amounts that were keyed, and pages that only a person took for items.
    fn items(&self, decision: &StoredDecision, not_items: &[PageNo]) -> anyhow::Result<Vec<KeyedItem>> {
        let read: Vec<_> = decision
            .items
            .iter()
            .filter(|item| !not_items.contains(&item.page))
            .collect();
        let mut keyed: Vec<(PageNo, Amount)> = Vec::new();
        for text in &self.amounts {
            match (text.split_once('='), read.as_slice()) {
                (Some((page, amount)), _) => {
                    let page = page
                        .parse()
                        .map(PageNo)
                        .with_context(|| format!("`{page}` is no page number"))?;
                    keyed.push((page, amount_of(amount)?));
                }
                (None, [item]) => keyed.push((item.page, amount_of(text)?)),
                (None, _) => bail!("there are {} items: write --amount PAGE=AMOUNT for each", read.len()),
            }
        }
        let mut items = Vec::new();
        for item in &read {
            let amount = keyed
                .iter()
                .find(|(page, _)| *page == item.page)
                .map(|(_, amount)| *amount);
            let amount = amount.or(item.amount);
            items.push(KeyedItem {
                page: item.page,
                kind: item.kind,
                amount: amount.with_context(|| {
                    format!(
                        "what the item on page {} is worth was not read: --amount {}=AMOUNT",
                        item.page, item.page
                    )
                })?,
            });
        }
        let others = keyed
            .iter()
            .filter(|(page, _)| read.iter().all(|item| item.page != *page));
        items.extend(others.map(|&(page, amount)| KeyedItem {
            page,
            kind: PageKind::Check,
            amount,
        }));
        Ok(items)
    }

    fn payment(&self, text: &str, total: Amount) -> anyhow::Result<Payment> {
        let (account, amount) = if let Some((account, amount)) = text.split_once('=') {
            (account, amount_of(amount)?)
        } else {
            ensure!(
                self.accounts.len() == 1,
                "several accounts each need their amount: --account ID=AMOUNT"
            );
            (text, total)
        };
        Ok(Payment {
            account: account.parse::<MemberId>()?,
            amount,
        })
    }
}

fn amount_of(text: &str) -> anyhow::Result<Amount> {
    Amount::from_str(text.trim_start_matches('$')).with_context(|| format!("`{text}` is no amount; write 120.00"))
}

fn correction(text: &str) -> anyhow::Result<Correction> {
    let form = || format!("`{text}` is no correction; write PAGE:FIELD=VALUE");
    let (page, rest) = text.split_once(':').with_context(form)?;
    let (field, value) = rest.split_once('=').with_context(form)?;
    Ok(Correction {
        page: page.parse().map(PageNo).with_context(form)?,
        field: word::<Correctable>("field", field)?,
        value: value.to_owned(),
    })
}

/// An enum's variant by the word that stands for it.
fn word<T: DeserializeOwned>(what: &str, word: &str) -> anyhow::Result<T> {
    serde_json::from_value(serde_json::Value::String(word.to_owned())).with_context(|| format!("`{word}` is no {what}"))
}
