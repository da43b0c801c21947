//! Mailing addresses among words: house number, street, unit, city, state, ZIP.

use super::words::Word;
use crate::matching::names::{self, word as folded};
use crate::matching::payer::{Address, Source};
use crate::matching::token::Token;
use crate::matching::usps;

/// The words before an address, and the address.
pub(super) fn split(words: &[Word]) -> (&[Word], &[Word]) {
    let starts = |at: usize| {
        let followed = words
            .get(at + 1)
            .is_some_and(|next| next.text.chars().any(char::is_alphabetic));
        (is_house_number(&words[at]) && followed && !is_month(words.get(at.wrapping_sub(1)))) || is_box(&words[at..])
    };
    match (0..words.len()).find(|&at| starts(at)) {
        Some(at) => words.split_at(at),
        None => (words, &[]),
    }
}

/// `12`, `12A`, `12-14`, `12R`; not `0`, which no house has, nor `6.`, which is an initial.
fn is_house_number(word: &Word) -> bool {
    let text = folded(&word.text);
    if text == "0" || word.text.len() == 2 && word.text.ends_with('.') {
        return false;
    }
    let digits = text.chars().take_while(char::is_ascii_digit).count();
    let rest = &text[digits..];
    (1..=5).contains(&digits) && (rest.chars().count() <= 1 || rest.starts_with('-') || rest.starts_with('/'))
}

fn is_month(word: Option<&Word>) -> bool {
    const MONTHS: [&str; 12] = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ];
    word.is_some_and(|word| MONTHS.iter().any(|month| folded(&word.text).starts_with(month)))
}

fn is_box(words: &[Word]) -> bool {
    let text = |at: usize| {
        words
            .get(at)
            .map(|word| folded(&word.text))
            .unwrap_or_default()
            .replace('.', "")
    };
    matches!(text(0).as_str(), "pobox" | "pob")
        || (text(0) == "po" && matches!(text(1).as_str(), "box" | "b0x"))
        || (text(0) == "p" && text(1) == "o")
}

/// An address that begins with its house number or box; `None` if there is none.
pub(super) fn parsed(words: &[Word], source: Source) -> Option<Address> {
    let (first, rest) = words.split_first()?;
    let mut address = empty(source);
    if is_box(words) {
        let number = words
            .iter()
            .position(|word| word.text.chars().any(|c| c.is_ascii_digit()));
        let number = number.filter(|&at| at <= 3)?;
        address.street = vec![Token::text("po"), Token::text("box")];
        address.number = Some(words[number].token());
        place(&mut address, &words[number + 1..]);
        return Some(address);
    }
    address.number = Some(first.token());
    let end = street_end(rest);
    address.street = rest[..end].iter().map(Word::token).collect();
    let mut after = &rest[end..];
    if let Some((unit, more)) = unit(after) {
        address.unit = Some(unit);
        after = more;
    }
    place(&mut address, after);
    Some(address)
}

fn empty(source: Source) -> Address {
    Address {
        number: None,
        street: Vec::new(),
        unit: None,
        city: Vec::new(),
        state: None,
        zip: None,
        source,
    }
}

/// Where the street ends among the words after its number: after its kind, or before the unit, or at a comma, or after two words.
fn street_end(words: &[Word]) -> usize {
    let kind = |at: usize| {
        words
            .get(at)
            .is_some_and(|word| usps::kind(&folded(&word.text)).is_some())
    };
    let is_unit = |word: &Word| word.text.starts_with('#') || usps::says_unit(&folded(&word.text));
    let stop = words
        .iter()
        .position(|word| is_unit(word) || is_zip(word))
        .unwrap_or(words.len());
    let mut end = match (1..stop).find(|&at| kind(at)) {
        Some(at) if at + 1 < stop && kind(at + 1) => at + 2,
        Some(at) => at + 1,
        None => {
            let comma = words[..stop].iter().position(|word| word.text.ends_with(','));
            comma.map_or(stop.min(2), |at| at + 1)
        }
    };
    let is_short_way = |word: &Word| folded(&word.text).len() <= 2 && usps::way(&folded(&word.text)).is_some();
    if words.get(end).is_some_and(is_short_way) {
        end += 1;
    }
    end.min(words.len())
}

/// A unit at the beginning of words, and what comes after.
fn unit(words: &[Word]) -> Option<(Token, &[Word])> {
    let first = words.first()?;
    let text = folded(&first.text);
    if usps::says_unit(&text) || first.text == "#" {
        let of = words.get(1)?;
        return Some((Token::text(format!("{text} {}", folded(&of.text))), &words[2..]));
    }
    let is_bare =
        first.text.starts_with('#') || (text.len() <= 4 && text.chars().any(|c| c.is_ascii_digit()) && !is_zip(first));
    is_bare.then(|| (Token::text(text), &words[1..]))
}

/// City, state and ZIP.
fn place(address: &mut Address, words: &[Word]) {
    let mut words = words;
    if let Some((last, before)) = words.split_last()
        && is_zip(last)
    {
        address.zip = Some(last.token());
        words = before;
    }
    if let Some((last, before)) = words.split_last()
        && is_state(last)
    {
        address.state = Some(last.token());
        words = before;
    }
    let is_word = |word: &&Word| word.text.chars().any(char::is_alphabetic);
    address.city = words.iter().filter(is_word).map(Word::token).collect();
}

fn is_state(word: &Word) -> bool {
    let text = folded(&word.text).replace('.', "");
    text == "mass" || (text.len() == 2 && usps::state(&text).is_some())
}

fn is_zip(word: &Word) -> bool {
    word.digits()
        .is_some_and(|digits| digits.len() == 5 || (digits.len() == 9 && word.text.contains('-')))
}

/// A line with city, state and ZIP, or the latter two; `None` if it is none.
pub(super) fn city_line(words: &[Word], source: Source) -> Option<Address> {
    let last = words.last()?;
    // "Member ID" is no place in Idaho.
    let is_place = |word: &Word| !names::is_no_name(&folded(&word.text));
    let ends_so = is_zip(last) || (words.len() >= 2 && is_state(last) && words.iter().all(is_place));
    if !ends_so {
        return None;
    }
    let mut address = empty(source);
    place(&mut address, words);
    Some(address)
}

/// Adds an address, or to the last one what it lacks.
pub(super) fn add(addresses: &mut Vec<Address>, more: Address) {
    let lacks = |last: &&mut Address| {
        last.source == more.source && last.zip.is_none() && last.number.is_some() && more.number.is_none()
    };
    if let Some(last) = addresses.last_mut().filter(lacks) {
        last.zip = more.zip;
        last.state = last.state.take().or(more.state);
        last.city.extend(more.city);
    } else {
        addresses.push(more);
    }
}
