//! Where words part that were written or read together.

use super::words::{SHORTEST, SHORTEST_GROUP, SPLIT_FROM, of_number};
use crate::evidence::ink::Letter;
use crate::matching::{ids, usps};

/// A word parted where a number follows a label without a space, or a long number and letters are written together.
pub(super) fn parted(letters: &[Letter]) -> Vec<&[Letter]> {
    let end = label_end(letters)
        .or_else(|| memo_end(letters))
        .or_else(|| id_end(letters))
        .or_else(|| initial_end(letters))
        .or_else(|| group_end(letters))
        .or_else(|| sign_end(letters));
    match end {
        Some(end) => {
            let (label, rest) = letters.split_at(end);
            let mut parts = vec![label];
            parts.extend(parted_at_numbers(rest));
            parts
        }
        None => parted_at_numbers(letters),
    }
}

/// Where a label ends that stands right before a number: `Member#700-123`, `For33`, `MEMO700|237`.
fn label_end(letters: &[Letter]) -> Option<usize> {
    let first = letters.iter().position(|letter| letter.char.is_ascii_digit())?;
    let label: String = letters[..first]
        .iter()
        .map(|letter| letter.char)
        .filter(|c| c.is_alphabetic())
        .flat_map(char::to_lowercase)
        .collect();
    let digits = letters[first..]
        .iter()
        .filter(|letter| letter.char.is_ascii_digit())
        .count();
    let is_known = ["memo", "for", "re", "id", "memid", "member", "no", "acct", "address"].contains(&label.as_str());
    let has_sign = letters[first.saturating_sub(1)].char == '#';
    let is_number = || reads_as_member_id(letters);
    (label.len() >= 2 && (is_known || has_sign || digits >= SHORTEST && !is_number())).then_some(first)
}

/// Where `Memo` ends that the next word was written or read together with.
fn memo_end(letters: &[Letter]) -> Option<usize> {
    const LABEL: &str = "memo";
    let begins = letters
        .iter()
        .map(|letter| letter.char.to_ascii_lowercase())
        .take(LABEL.len());
    (letters.len() > LABEL.len() && begins.eq(LABEL.chars())).then_some(LABEL.len())
}

/// Where "ID" ends that was read as `1d` together with the number after it.
fn id_end(letters: &[Letter]) -> Option<usize> {
    let [first, second, rest @ ..] = letters else {
        return None;
    };
    let is_id = matches!(first.char, '1' | 'i' | 'I' | 'l' | '|') && matches!(second.char, 'd' | 'D');
    let digits = rest.iter().filter(|letter| letter.char.is_ascii_digit()).count();
    (is_id && digits >= SHORTEST).then_some(2)
}

/// Where an initial ends that a name was written to: `L.Diaz`.
fn initial_end(letters: &[Letter]) -> Option<usize> {
    let [first, stop, rest @ ..] = letters else {
        return None;
    };
    let is_name = rest.len() > 1
        && rest
            .iter()
            .all(|letter| letter.char.is_alphabetic() || letter.char == '\'');
    (first.char.is_alphabetic() && stop.char == '.' && is_name).then_some(2)
}

/// Where a number's last group ends to which a word was written with a hyphen: `426-KEVIN`.
fn group_end(letters: &[Letter]) -> Option<usize> {
    const SHORTEST_WORD: usize = 3;
    let at = letters.iter().rposition(|letter| letter.char == '-')?;
    let (group, word) = (&letters[..at], &letters[at + 1..]);
    let is_of_number = |letter: &Letter| letter.char.is_ascii_digit() || matches!(letter.char, '-' | '#');
    let digits = group.iter().filter(|letter| letter.char.is_ascii_digit()).count();
    let is_word = word.len() >= SHORTEST_WORD && word.iter().all(|letter| letter.char.is_alphabetic());
    (digits >= SHORTEST_GROUP && group.iter().all(is_of_number) && is_word).then_some(at + 1)
}

/// How long a run of digits is, with single hyphens between them, and how many digits it has.
fn run_of_digits(letters: &[Letter]) -> (usize, usize) {
    let is_digit = |at: usize| {
        letters
            .get(at)
            .is_some_and(|letter: &Letter| letter.char.is_ascii_digit())
    };
    let goes_on =
        |at: &usize| is_digit(*at) || letters[*at].char == '-' && *at > 0 && is_digit(*at - 1) && is_digit(*at + 1);
    let length = (0..letters.len()).take_while(goes_on).count();
    (length, (0..length).filter(|&at| is_digit(at)).count())
}

/// Where a number begins after a sign that ends its label: `1D:700-123`.
fn sign_end(letters: &[Letter]) -> Option<usize> {
    let at = letters.iter().rposition(|letter| matches!(letter.char, ':' | '#'))?;
    let digits = letters[at..]
        .iter()
        .filter(|letter| letter.char.is_ascii_digit())
        .count();
    (at > 0 && digits >= SPLIT_FROM).then_some(at + 1)
}

/// Where a street's kind ends that the number of a unit was written to: `Ct707`.
fn kind_end(letters: &[Letter]) -> Option<usize> {
    let first = letters.iter().position(|letter| letter.char.is_ascii_digit())?;
    let kind: String = letters[..first]
        .iter()
        .flat_map(|letter| letter.char.to_lowercase())
        .collect();
    (first >= 2 && letters.len() - first <= 4 && usps::kind(&kind).is_some()).then_some(first)
}

/// Whether a word is a Member ID of which some digits may look like letters.
fn reads_as_member_id(letters: &[Letter]) -> bool {
    let all: String = letters.iter().filter_map(|letter| of_number(letter.char)).collect();
    ids::digits(&all).is_some_and(|digits| digits.len() == ids::LENGTH)
}

fn parted_at_numbers(letters: &[Letter]) -> Vec<&[Letter]> {
    let is_digit = |letter: &Letter| letter.char.is_ascii_digit();
    if reads_as_member_id(letters) {
        return vec![letters];
    }
    if let Some(end) = kind_end(letters) {
        return vec![&letters[..end], &letters[end..]];
    }
    let mut parts = Vec::new();
    let mut start = 0;
    let mut at = 0;
    while at < letters.len() {
        let (run, digits) = run_of_digits(&letters[at..]);
        if digits >= SPLIT_FROM {
            let before = &letters[start..at];
            let others = before.iter().filter(|letter| letter.char.is_alphabetic()).count();
            // Two letters after a digit are digits too.
            if others > 2 || others > 0 && !before.iter().any(is_digit) {
                parts.push(&letters[start..at]);
                start = at;
            }
            at += run;
            if at < letters.len()
                && letters[at..]
                    .iter()
                    .filter(|letter| letter.char.is_alphabetic())
                    .count()
                    >= 3
            {
                parts.push(&letters[start..at]);
                start = at;
            }
        } else {
            at += run.max(1);
        }
    }
    if start < letters.len() {
        parts.push(&letters[start..]);
    }
    parts
}
