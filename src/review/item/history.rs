//! What befell an item: decisions and the acts of people, in one list by time.

use super::view::HistoryLine;
use crate::decision::Decision;
use crate::desk::kind_in_words;
use crate::resolution::{Kind, Verdict};
use crate::review::trouble::{Trouble, sentence};
use crate::review::words::{dollars, masked, time};
use crate::store::Books;
use crate::store::batches::ItemKey;
use crate::store::log::LogEntry;
use crate::store::resolutions::Resolution;
use chrono::{DateTime, Utc};
use serde_json::Value;

/// The newest views that are told: of many only these.
const MOST: usize = 40;

/// The lines, the newest first.
pub(super) fn lines(books: &Books, item: ItemKey) -> Result<Vec<HistoryLine>, Trouble> {
    let mut all: Vec<(DateTime<Utc>, String)> = Vec::new();
    for decision in books.decisions(item.batch, item.transaction)? {
        let what = match &decision.decision {
            Decision::Posted { .. } => format!("Posted: {}", decision.why),
            Decision::Exception { reasons } => {
                let codes: Vec<String> = reasons
                    .iter()
                    .map(|reason| crate::review::words::reason(reason.code()))
                    .collect();
                format!("Waits for a person: {}", codes.join(", "))
            }
        };
        all.push((decision.decided_at, hide_numbers(&what)));
    }
    let log = books.log_of(item)?;
    let told = log.iter().filter(|entry| entry.act != "load_ahead");
    all.extend(told.map(|entry| (entry.at, act(entry))));
    all.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    all.truncate(MOST);
    let line = |(at, words): (DateTime<Utc>, String)| HistoryLine { at: time(at), words };
    Ok(all.into_iter().map(line).collect())
}

/// Long numbers show their end only: history is read by whoever opens the page.
fn hide_numbers(text: &str) -> String {
    let mut out = String::new();
    let mut digits = String::new();
    for c in text.chars().chain(['\n']) {
        if c.is_ascii_digit() {
            digits.push(c);
            continue;
        }
        out.push_str(&if digits.len() >= 9 {
            masked(&digits)
        } else {
            std::mem::take(&mut digits)
        });
        digits.clear();
        out.push(c);
    }
    out.trim_end().to_owned()
}

/// An entry of the log in words.
pub(in crate::review) fn act(entry: &LogEntry) -> String {
    let who = entry.user.as_ref().map_or("the program", |user| user.as_str());
    let text = |key: &str| entry.detail[key].as_str().unwrap_or_default().to_owned();
    let with_note = |words: String| match text("note") {
        note if note.is_empty() => words,
        note => format!("{words}: {note}"),
    };
    let what = match entry.act.as_str() {
        "look" => "looked at it".to_owned(),
        "release" => "gave it back".to_owned(),
        "unlock" => format!("took it from {}", text("from")),
        "hold" => with_note(format!("holds it until {}", text("until"))),
        "note" => format!("notes: {}", text("note")),
        "hand" => with_note(format!("handed it to {}", text("to"))),
        "postpone" => "postponed it".to_owned(),
        "reveal" => format!("saw whole: {}", text("what")),
        "key" => "keyed it; somebody else keys it too".to_owned(),
        "undo" => format!("took it back: {}", text("why")),
        "reverse" => format!("reversed the posting: {}", text("why")),
        "post" | "return" | "duplicate" | "forward" => of_verdict(&entry.detail["verdict"]),
        "regroup" | "regrouped" => "put its pages together anew".to_owned(),
        "load_ahead" => "had it loaded ahead".to_owned(),
        "cut_off" => match text("rule").as_str() {
            "return" => "saw to it at its cut-off: it goes back".to_owned(),
            _ => "saw to it at its cut-off: it waits on".to_owned(),
        },
        "log_in" => "logged in".to_owned(),
        "log_in_refused" => format!("refused a log-in from {}", text("address")),
        "log_out" => "logged out".to_owned(),
        "user_added" => format!("added {} as {}", text("name"), text("role")),
        "user_changed" if entry.detail["disabled"] == true => format!("let {} go", text("name")),
        "user_changed" => format!("made {} {}", text("name"), text("role")),
        "password_changed" => format!("gave {} a new password", text("name")),
        other => other.replace('_', " "),
    };
    sentence(&format!("{who} {what}"))
}

/// A verdict in words, with the ends of the Member IDs.
pub(in crate::review) fn of_verdict(verdict: &Value) -> String {
    match serde_json::from_value::<Verdict>(verdict.clone()) {
        Ok(Verdict::Post { payments, .. }) => {
            let paid: Vec<String> = payments
                .iter()
                .map(|payment| format!("{} to {}", dollars(payment.amount), masked(payment.account.as_str())))
                .collect();
            format!("posted {}", paid.join(", "))
        }
        Ok(Verdict::Return { why, .. }) => format!("returned it: {}", why.in_words()),
        Ok(Verdict::Duplicate { batch, transaction }) => format!("marked it a duplicate of {batch}/{transaction}"),
        Ok(Verdict::Forward { to, .. }) => format!("forwarded it to {to}"),
        Err(_) => kind_in_words(Kind::Regroup).to_owned(),
    }
}

/// A resolution as the head of the page tells it.
pub(super) fn settlement(settled: &Resolution) -> String {
    let who = settled.user.as_ref().map_or("the program", |user| user.as_str());
    let confirmed = settled
        .confirmed_by
        .as_ref()
        .map(|user| format!(", confirmed by {user}"))
        .unwrap_or_default();
    sentence(&format!(
        "{who}{confirmed} {} on {}, in {} seconds",
        of_verdict(&settled.verdict),
        time(settled.at),
        settled.seconds
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn member_ids_in_a_sentence_show_their_end_only() {
        assert_eq!(
            hide_numbers("$120.00 to 700123456789, 5 bits"),
            "$120.00 to ••••6789, 5 bits"
        );
        assert_eq!(hide_numbers("700123456789"), "••••6789");
    }
}
