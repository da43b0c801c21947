//! People of two lists matched by name and address, as the baselines in `tools/baselines` want it.
//!
//! `cargo run --release --example match_people -- accounts.csv payers.csv > decisions.csv`
//!
//! Both lists have a header with `id`, `given`, `middle`, `surname`, `number`, `street`, `unit`, `city`, `state` and `zip`, any of them but `id` empty;
//! an account's `id` has 12 digits, a payer's is any text. What a payer's row says is taken as if it stood in the memo, read as text, with no number.
//! One line for each payer: the account that fits best, if any does, its probability, `post` or `stop`, the kind of evidence or why it stops, and
//! field by field how it agrees. Last stands the likeliest account, if one stands out among all, when the row is taken as the payer's printed block: then
//! the name may be that of another who lives with the member.

use anyhow::{Context, Result};
use lockbox::matching::{Address, Candidate, Index, Matched, Name, Payer, Row, Source, Token, Verdict, match_payer};
use serde::Deserialize;
use std::fs::File;
use std::io;

/// A row of either list.
#[derive(Deserialize)]
struct Person {
    id: String,
    given: String,
    middle: String,
    surname: String,
    number: String,
    street: String,
    unit: String,
    city: String,
    state: String,
    zip: String,
}

impl Person {
    /// A middle initial without a given name before it would stand where the given name does.
    fn name(&self) -> String {
        let middle = if self.given.trim().is_empty() { "" } else { &self.middle };
        joined(&[&self.given, middle, &self.surname])
    }

    fn account(&self) -> Result<Row> {
        Ok(Row {
            member_id: self.id.parse().with_context(|| format!("account {}", self.id))?,
            name: self.name(),
            address1: joined(&[&self.number, &self.street]),
            address2: self.unit.clone(),
            city: self.city.clone(),
            state: self.state.clone(),
            zip: self.zip.clone(),
            alternate_ids: Vec::new(),
            due: None,
        })
    }

    fn payer(&self, source: Source) -> Payer {
        let words = tokens(&self.name());
        let name = (!words.is_empty()).then_some(Name { words, source });
        let address = Address {
            number: token(&self.number),
            street: tokens(&self.street),
            unit: token(&self.unit),
            city: tokens(&self.city),
            state: token(&self.state),
            zip: token(&self.zip),
            source,
        };
        Payer {
            names: name.into_iter().collect(),
            addresses: vec![address],
            ..Payer::default()
        }
    }
}

fn joined(parts: &[&str]) -> String {
    let words: Vec<&str> = parts.iter().flat_map(|part| part.split_whitespace()).collect();
    words.join(" ")
}

fn tokens(text: &str) -> Vec<Token> {
    text.split_whitespace().map(Token::text).collect()
}

fn token(text: &str) -> Option<Token> {
    let text = text.trim();
    (!text.is_empty()).then(|| Token::text(text))
}

fn people(path: &str) -> Result<Vec<Person>> {
    let file = File::open(path).with_context(|| path.to_owned())?;
    let rows = csv::Reader::from_reader(file).into_deserialize();
    rows.collect::<Result<_, _>>().with_context(|| path.to_owned())
}

/// `post` and the kind of evidence, or `stop` and the code of why, as they are stored.
fn in_codes(verdict: &Verdict) -> Result<(&'static str, String)> {
    let (word, code) = match verdict {
        Verdict::Post { stratum, .. } => ("post", serde_json::to_value(stratum)?),
        Verdict::Stop { why } => ("stop", serde_json::to_value(why)?["code"].take()),
    };
    Ok((word, code.as_str().unwrap_or_default().to_owned()))
}

fn fields(candidate: &Candidate) -> String {
    let each = candidate.fields.iter().map(|fit| {
        format!(
            "{:?} {:?} {:+.1} {}={}",
            fit.field, fit.level, fit.bits, fit.read, fit.on_file
        )
    });
    each.collect::<Vec<_>>().join("; ")
}

/// A line of the answer.
fn line(payer: &Person, matched: &Matched, likeliest: Option<&Candidate>) -> Result<[String; 7]> {
    let best = matched.candidates.first();
    let (word, code) = in_codes(&matched.verdict)?;
    Ok([
        payer.id.clone(),
        best.map_or_else(String::new, |best| best.member_id.to_string()),
        best.map_or_else(String::new, |best| format!("{:.7}", best.probability.get())),
        word.to_owned(),
        code,
        best.map_or_else(String::new, fields),
        likeliest.map_or_else(String::new, |likeliest| likeliest.member_id.to_string()),
    ])
}

fn main() -> Result<()> {
    let paths: Vec<String> = std::env::args().skip(1).collect();
    let [accounts, payers] = &paths[..] else {
        anyhow::bail!("two files are wanted: accounts.csv payers.csv");
    };
    let accounts: Vec<Row> = people(accounts)?.iter().map(Person::account).collect::<Result<_>>()?;
    let index = Index::build(accounts.into_iter());
    let mut out = csv::Writer::from_writer(io::stdout().lock());
    out.write_record([
        "payer",
        "account",
        "probability",
        "verdict",
        "code",
        "fields",
        "likeliest",
    ])?;
    for payer in people(payers)? {
        let as_memo = match_payer(&index, &payer.payer(Source::Memo));
        let as_block = match_payer(&index, &payer.payer(Source::PayerBlock));
        out.write_record(line(&payer, &as_memo, as_block.likeliest())?)?;
    }
    out.flush()?;
    Ok(())
}
