//! What lines of text on a check mean: the payee, and notes that restrict the payment. Spelling is forgiven, since both hands and readers slip.

use crate::id::MemberId;

/// How alike two texts are, 0..=1: one less the share of characters to be changed, letters and digits only, without regard to case.
pub fn likeness(one: &str, other: &str) -> f64 {
    let (one, other) = (plain(one), plain(other));
    let longest = one.len().max(other.len());
    if longest == 0 {
        return 0.0;
    }
    1.0 - f64::from(edits(&one, &other)) / crate::geometry::f64_of(longest)
}

/// How well a phrase stands anywhere in a text, 0..=1: the best likeness to any stretch of the text.
pub fn likeness_within(phrase: &str, text: &str) -> f64 {
    let (phrase, text) = (plain(phrase), plain(text));
    if phrase.is_empty() || text.is_empty() {
        return 0.0;
    }
    // Sellers' algorithm: the text may begin and end anywhere.
    let mut row: Vec<u32> = vec![0; text.len() + 1];
    for (at, c) in (1_u32..).zip(&phrase) {
        let mut corner = row[0];
        row[0] = at;
        for (place, d) in text.iter().enumerate() {
            let change = corner + u32::from(c != d);
            corner = row[place + 1];
            row[place + 1] = change.min(corner + 1).min(row[place] + 1);
        }
    }
    let least = row.into_iter().min().unwrap_or(u32::MAX);
    (1.0 - f64::from(least) / crate::geometry::f64_of(phrase.len())).max(0.0)
}

/// The configured payee that a line is most like, and how much: each variant as a whole, and within a longer line that has a label before it.
pub fn payee_likeness(line: &str, payees: &[String]) -> f64 {
    let plain_line = plain(line).len();
    payees
        .iter()
        .map(|payee| {
            let whole = likeness(payee, line).max(cut_likeness(payee, line));
            // Within a line of any length a short name is found by chance: only what makes up most of the line counts.
            let fills = plain(payee).len() * 3 >= plain_line * 2;
            if fills {
                whole.max(likeness_within(payee, line) * 0.98)
            } else {
                whole
            }
        })
        .fold(0.0, f64::max)
}

/// How well a line is a stretch of a payee's name that was cut off at one or both ends, 0..=1; only one that holds most of the word by which our payees are
/// known: a stretch without it, such as "Mass Health", may be another's name.
fn cut_likeness(payee: &str, line: &str) -> f64 {
    const FEWEST: usize = 6;
    const KNOWN_BY: [&str; 2] = ["connec", "nector"];
    let is_ours = |of: &str| KNOWN_BY.iter().any(|stem| likeness_within(stem, of) >= 0.65);
    let letters = plain(line).len();
    if letters < FEWEST || letters > plain(payee).len() || !is_ours(payee) || !is_ours(line) {
        return 0.0;
    }
    likeness_within(line, payee) * 0.95
}

fn plain(text: &str) -> Vec<char> {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// Fewest characters to be changed, put in or left out.
fn edits(one: &[char], other: &[char]) -> u32 {
    let mut row: Vec<u32> = (0..).take(other.len() + 1).collect();
    for (at, c) in (1_u32..).zip(one) {
        let mut corner = row[0];
        row[0] = at;
        for (place, d) in other.iter().enumerate() {
            let change = corner + u32::from(c != d);
            corner = row[place + 1];
            row[place + 1] = change.min(corner + 1).min(row[place] + 1);
        }
    }
    row[other.len()]
}

/// The Member IDs that a line names: 12 digits that stand together, with no more than a space or a dash between two of them.
pub fn member_ids(line: &str) -> Vec<MemberId> {
    let mut found = Vec::new();
    let mut digits = String::new();
    let mut gap = 0;
    for c in line.chars().chain("  ".chars()) {
        match c {
            '0'..='9' => {
                digits.push(c);
                gap = 0;
            }
            ' ' | '-' if gap == 0 && !digits.is_empty() => gap = 1,
            _ => {
                found.extend(digits.parse::<MemberId>());
                digits.clear();
                gap = 0;
            }
        }
    }
    found
}

/// Labels printed on money orders only.
const MONEY_ORDER_LABELS: [&str; 7] = [
    "purchaser signer for drawer",
    "purchaser",
    "signer for drawer",
    "payment for acct",
    "money order",
    "sender remitter",
    "used for",
];

/// Whether a line is a label that only money orders bear, or such a label with something written after it.
pub fn is_money_order_label(line: &str) -> bool {
    let long = |label: &&&str| label.len() >= 9;
    MONEY_ORDER_LABELS.iter().any(|label| likeness(label, line) >= 0.8)
        || MONEY_ORDER_LABELS
            .iter()
            .filter(long)
            .any(|label| likeness_within(label, line) >= 0.85)
}

/// Words by which a bank's printed name is known.
const OF_A_BANK: [&str; 8] = [
    "bank",
    "credit union",
    "trust company",
    "savings",
    "bancorp",
    "banking",
    "financial",
    "federal credit",
];

/// Whether a line is a bank's name, as it is printed below the amount in words.
pub fn is_bank_name(line: &str) -> bool {
    let words: Vec<&str> = line
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let is_one = |named: &str| {
        let count = named.split(' ').count();
        words.windows(count).any(|some| likeness(named, &some.concat()) >= 0.85)
    };
    words.len() >= 2 && OF_A_BANK.iter().any(|named| is_one(named))
}

/// Labels printed on checks, which are nobody's writing.
const LABELS: [&str; 12] = [
    "pay to the order of",
    "pay to the",
    "order of",
    "to the order of",
    "memo",
    "dollars",
    "for",
    "date",
    "pay",
    "payable to",
    "authorized signature",
    "void after 90 days",
];

/// Whether a line is nothing but a printed label.
pub fn is_label(line: &str) -> bool {
    plain(line).is_empty()
        || LABELS
            .iter()
            .chain(&MONEY_ORDER_LABELS)
            .any(|label| likeness(label, line) >= 0.75)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phrase_is_found_within_a_misread_line() {
        assert!(likeness_within("paid in full", "Memo pald in ful") >= 0.8);
        assert!(likeness_within("paid in full", "January payment") < 0.5);
        assert!(likeness_within("paid in full", "") < 0.1);
    }

    #[test]
    fn a_payee_is_known_with_slips_and_labels_and_another_is_not() {
        let payees = ["Health Connector", "Massachusetts Health Connector"].map(str::to_owned);
        assert!(payee_likeness("Massac husetts Heath Connector$", &payees) > 0.85);
        assert!(payee_likeness("Heatth Connecton", &payees) > 0.8);
        for cut in ["Ith Connector", "THCONNEIUK$", "Cawwector"] {
            assert!(payee_likeness(cut, &payees) >= 0.5, "{cut}");
        }
        assert!(payee_likeness("City of Worcester", &payees) < 0.5);
        assert!(payee_likeness("Mass Health", &payees) < 0.5);
        assert!(payee_likeness("Greater Lowell Landlords", &payees) < 0.5);
    }

    #[test]
    fn a_money_order_is_known_by_its_labels() {
        assert!(is_money_order_label("PURCHASER. SIGNER FOR DRAWER"));
        assert!(is_money_order_label("PAYMENT FOR / ACCT. # 700123456789"));
        assert!(!is_money_order_label("For Jan premium") && !is_money_order_label("PAY TO THE ORDER OF"));
    }

    #[test]
    fn a_member_id_is_twelve_digits_however_they_are_grouped() {
        let ids = |line: &str| member_ids(line).iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(ids("For 7001 2348 0436"), ["700123480436"]);
        assert_eq!(ids("ID# 700-123-480-436"), ["700123480436"]);
        assert!(ids("Acct 70012348043 and 6175550111").is_empty());
        assert!(ids("7001234804361").is_empty());
    }

    #[test]
    fn a_bank_is_known_by_its_name() {
        for bank in [
            "Quabbin Trust Company",
            "Granite Ledge Co-operative Bank",
            "Bay Colony Credlt Union",
            "Harbor Savings, N.A.",
        ] {
            assert!(is_bank_name(bank), "{bank}");
        }
        for none in ["Health Connector", "Seventy-five and no/100", "Bank", "Ann Banks"] {
            assert!(!is_bank_name(none), "{none}");
        }
    }

    #[test]
    fn labels_are_told_from_writing() {
        assert!(is_label("PAY TO THE ORDER OF"));
        assert!(is_label("PAY JO UHE ORDER OR"));
        assert!(!is_label("Health Connector"));
    }
}
