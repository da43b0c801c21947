//! Which printed piece is which field: labels, and the values beside or below them.

use super::name::{distance, fold};
use super::snippets::Snippet;
use crate::money::Amount;
use chrono::{Datelike as _, NaiveDate};

/// A printed piece with its text.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    pub(super) snippet: Snippet,
    pub(super) text: String,
    pub(super) score: f32,
}

/// A labelled field of a coupon.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Label {
    MemberId,
    BillDate,
    TotalDue,
}

impl Label {
    /// The words that bills use, folded, without spaces.
    fn words(self) -> &'static [&'static str] {
        match self {
            Label::MemberId => &["memberidnumber", "memberid"],
            Label::BillDate => &["billdate"],
            Label::TotalDue => &["totaldue", "totalamountdue"],
        }
    }
}

/// Words that only a coupon or bill has.
const COUPON_WORDS: [&str; 7] = [
    "paymentcoupon",
    "amountenclosed",
    "memberid",
    "totaldue",
    "billdate",
    "pleasepayby",
    "mailpaymentto",
];

/// How many of the words that a coupon has stand in the texts.
pub(super) fn coupon_words<'a>(texts: impl Iterator<Item = &'a str>) -> usize {
    let folded: Vec<String> = texts.map(plain).collect();
    COUPON_WORDS
        .iter()
        .filter(|word| {
            folded
                .iter()
                .any(|text| after(text, word).is_some() || text.contains(**word))
        })
        .count()
}

/// Small letters and digits only.
fn plain(text: &str) -> String {
    fold(text).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// How many characters of `text` the label at its beginning takes, one slip allowed.
fn after(text: &str, label: &str) -> Option<usize> {
    let length = label.chars().count();
    [length, length - 1, length + 1]
        .into_iter()
        .filter(|&taken| taken <= text.chars().count())
        .find(|&taken| {
            let start: String = text.chars().take(taken).collect();
            distance(&start, label) <= 1
        })
}

/// The pieces that may be a field's value, the likeliest first: what follows the label on its own line, right of it, below it.
///
/// Each with the text that may be the value.
pub(super) fn values(pieces: &[Piece], label: Label, inch: f64) -> Vec<(&Piece, String)> {
    let mut found = Vec::new();
    for piece in pieces {
        let text = plain(&piece.text);
        let Some(taken) = label.words().iter().find_map(|word| after(&text, word)) else {
            continue;
        };
        if text.chars().count() > taken {
            found.push((piece, rest(&piece.text, taken)));
            continue;
        }
        let at = &piece.snippet;
        let mut right: Vec<&Piece> = pieces
            .iter()
            .filter(|other| {
                let o = &other.snippet;
                o.left > at.right && (o.middle() - at.middle()).abs() < 0.07 * inch && o.left - at.right < 4.0 * inch
            })
            .collect();
        right.sort_by(|a, b| a.snippet.left.total_cmp(&b.snippet.left));
        let mut below: Vec<&Piece> = pieces
            .iter()
            .filter(|other| {
                let o = &other.snippet;
                o.middle() > at.bottom
                    && o.top < at.bottom + 0.22 * inch
                    && o.left < at.right
                    && o.right > at.left - 0.1 * inch
            })
            .collect();
        below.sort_by(|a, b| a.snippet.top.total_cmp(&b.snippet.top));
        // In a row of labelled boxes the next piece to the right is the next box's label, which is no value and does no harm.
        found.extend(
            right
                .into_iter()
                .take(1)
                .chain(below.into_iter().take(1))
                .map(|other| (other, other.text.clone())),
        );
    }
    found
}

/// Whether a value's label was read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Labelled {
    Yes,
    No,
}

/// The piece with the Member ID, and its twelve digits: the labelled one; without a label, the only one on the page.
pub(super) fn member_id(pieces: &[Piece], inch: f64) -> Option<(&Piece, String, Labelled)> {
    let labelled = values(pieces, Label::MemberId, inch)
        .into_iter()
        .find_map(|(piece, text)| Some((piece, twelve_digits(&text)?, Labelled::Yes)));
    if labelled.is_some() {
        return labelled;
    }
    let mut alone = pieces
        .iter()
        .filter_map(|piece| Some((piece, twelve_digits(&piece.text)?, Labelled::No)));
    let first = alone.next()?;
    alone.all(|(_, digits, _)| digits == first.1).then_some(first)
}

/// What is left of a text behind its first `taken` letters and digits.
fn rest(text: &str, taken: usize) -> String {
    let mut seen = 0;
    let kept = text.chars().skip_while(|c| {
        let skip = seen < taken;
        seen += usize::from(c.is_alphanumeric());
        skip
    });
    kept.collect::<String>()
        .trim_start_matches([':', '.', ' ', '-'])
        .to_owned()
}

/// Without what the lines of a box around it were read as.
fn unframed(text: &str) -> &str {
    text.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '$' | '-'))
}

/// A date as bills print it.
pub(super) fn date(text: &str) -> Option<NaiveDate> {
    let text = unframed(text);
    ["%m/%d/%Y", "%Y-%m-%d", "%B %d, %Y", "%B %d %Y", "%b %d, %Y", "%m-%d-%Y"]
        .iter()
        .find_map(|form| NaiveDate::parse_from_str(text, form).ok())
        .filter(|date| (2000..2100).contains(&date.year()))
}

/// An amount as bills print it: with cents, with or without `$` and thousands' commas; negative with a minus or `CR`.
pub(super) fn amount(text: &str) -> Option<Amount> {
    let text: String = unframed(text).chars().filter(|c| !c.is_whitespace()).collect();
    let (text, credit) = match text.strip_suffix("CR") {
        Some(rest) => (rest, true),
        None => (text.as_str(), false),
    };
    let (minus, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let digits = text.strip_prefix('$').unwrap_or(text).replace(',', "");
    let (_, cents) = digits.split_once('.')?;
    if cents.len() != 2 {
        return None;
    }
    let sign = if minus == credit { "" } else { "-" };
    format!("{sign}{digits}").parse().ok()
}

/// Exactly twelve digits, as they are printed: together or in groups.
pub(super) fn twelve_digits(text: &str) -> Option<String> {
    let digits: String = unframed(text).chars().filter(|c| !matches!(c, ' ' | '-')).collect();
    (digits.len() == 12 && digits.bytes().all(|b| b.is_ascii_digit())).then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_bills_print_them() {
        let day = NaiveDate::from_ymd_opt(2025, 12, 3).unwrap();
        for text in [
            "12/03/2025",
            "December 3, 2025",
            "2025-12-03",
            "Dec 3, 2025",
            "|| December 3, 2025.",
        ] {
            assert_eq!(date(text), Some(day), "{text}");
        }
        for text in ["13/45/2025", "12/03/20255", "12/03/0025", "Member"] {
            assert_eq!(date(text), None, "{text}");
        }
    }

    #[test]
    fn amounts_are_read_as_bills_print_them() {
        assert_eq!(amount("$1,234.50").unwrap().cents(), 123_450);
        assert_eq!(amount("| $859.36").unwrap().cents(), 85_936);
        assert_eq!(amount("46.85").unwrap().cents(), 4685);
        assert_eq!(amount("-$12.00").unwrap().cents(), -1200);
        for text in ["$46", "46.8", "4b.85", ""] {
            assert!(amount(text).is_none(), "{text}");
        }
    }

    #[test]
    fn eleven_or_thirteen_digits_are_no_member_id() {
        assert_eq!(twelve_digits("7001 2345 6789").as_deref(), Some("700123456789"));
        for text in ["70012345678", "7001234567890", "70012345678O"] {
            assert_eq!(twelve_digits(text), None, "{text}");
        }
    }

    #[test]
    fn what_follows_a_label_on_its_line_is_its_value() {
        assert_eq!(rest("Member ID: 700123456789", 8), "700123456789");
        assert_eq!(after("memberid700123456789", "memberid"), Some(8));
        assert_eq!(after("mernberid", "memberid"), None);
        assert_eq!(after("memher1d", "memberid"), None);
        assert_eq!(after("memberld", "memberid"), Some(8));
    }
}
