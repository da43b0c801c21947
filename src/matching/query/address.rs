//! An address as read, made ready.

use crate::matching::address::{self, Place};
use crate::matching::fold::folded;
use crate::matching::index::Index;
use crate::matching::names::word;
use crate::matching::payer::{Address, Source};
use crate::matching::probe::{Neighbourhood, Probe};
use crate::matching::token::Token;
use crate::matching::usps;
use std::borrow::Cow;

/// An address as read.
pub(in crate::matching) struct AddressRead<'a> {
    pub(in crate::matching) number: Option<Probe<'a>>,
    pub(in crate::matching) street: Option<Probe<'a>>,
    /// The street taken apart otherwise: with its last word, which may be its kind or belong to its name (`Oak Hill`), or where no kind was read, without
    /// the kind that its last letters are all the same (`Elm Stret`, `Elmstreet`, `Elms treet`).
    pub(in crate::matching) other_street: Option<Probe<'a>>,
    pub(in crate::matching) city: Option<Probe<'a>>,
    pub(in crate::matching) zip: Option<Probe<'a>>,
    pub(in crate::matching) unit: String,
    pub(in crate::matching) kind: u8,
    pub(in crate::matching) way: u8,
    pub(in crate::matching) state: u8,
    pub(in crate::matching) source: Source,
}

impl<'a> AddressRead<'a> {
    /// `None` if there is neither number nor street nor ZIP code.
    pub(in crate::matching) fn of(index: &'a Index, read: &'a Address) -> Option<Self> {
        let folds: Vec<String> = read.street.iter().map(|token| word(&token.text)).collect();
        let words: Vec<&str> = folds
            .iter()
            .map(String::as_str)
            .filter(|word| !word.is_empty())
            .collect();
        let mut place = Place::default();
        if is_box(&words) {
            address::BOX.clone_into(&mut place.street);
        } else {
            address::street(&words, &mut place);
        }
        let skipped = skipped(&words, &place);
        let street = street(index, read, skipped, &place);
        let other_street = other_street(index, &words[skipped..], &place);
        let number = read.number.as_ref().and_then(|token| number(index, token, &mut place));
        if let Some(unit) = &read.unit {
            let folded = folded(&unit.text);
            place.unit = address::unit(&folded.split_whitespace().collect::<Vec<_>>());
        }
        let zip = read.zip.as_ref().and_then(|token| {
            let zip = address::zip(&token.text)?;
            Some(of_numbers(index, token, format!("{zip:05}")))
        });
        let state = read.state.as_ref().and_then(|token| usps::state(&word(&token.text)));
        let any = number.is_some() || street.is_some() || zip.is_some();
        any.then(|| AddressRead {
            number,
            street,
            other_street,
            city: city(index, read),
            zip,
            unit: place.unit,
            kind: place.kind,
            way: place.way,
            state: state.unwrap_or(0),
            source: read.source,
        })
    }
}

fn is_box(words: &[&str]) -> bool {
    let squeezed: String = words.concat();
    matches!(
        squeezed.as_str(),
        "pobox" | "p0box" | "pob0x" | "postofficebox" | "box" | "pob"
    )
}

/// Words before those of the street's name: a quarter in front.
fn skipped(words: &[&str], place: &Place) -> usize {
    let in_front = place.way != 0 && words.first().is_some_and(|word| usps::way(word).is_some());
    usize::from(in_front && words.len() > place.street.split(' ').count())
}

fn street<'a>(index: &'a Index, read: &'a Address, skipped: usize, place: &Place) -> Option<Probe<'a>> {
    if place.street.is_empty() {
        return None;
    }
    let count = place.street.split(' ').count();
    // The tokens of the street's name itself, for their ink.
    let tokens = read.street.iter().filter(|token| !word(&token.text).is_empty());
    let tokens: Vec<&Token> = tokens.skip(skipped).take(count).collect();
    Some(streets(index, tokens, place.street.clone()))
}

/// The street with its kind as a part of the name, where it may be one; where no kind was read, its name without what may be one.
fn other_street<'a>(index: &'a Index, words: &[&str], place: &Place) -> Option<Probe<'a>> {
    let last = words.last()?;
    if place.kind == 0 {
        // As they were read: `s` before `treet` is no South.
        let name = &words[..words.len().min(place.street.split(' ').count())];
        return usps::without_kind(name).map(|name| streets(index, Vec::new(), name));
    }
    let is_part = usps::kind(last) == Some(place.kind) && !usps::is_plain(last);
    is_part.then(|| streets(index, Vec::new(), format!("{} {}", place.street, usps::usual(last))))
}

fn streets<'a>(index: &'a Index, tokens: Vec<&'a Token>, text: String) -> Probe<'a> {
    let near = Neighbourhood::Letters(&index.streets_near);
    let tokens = tokens.into_iter().map(Cow::Borrowed).collect();
    Probe::of(tokens, text, &index.streets, near, index.len())
}

fn number<'a>(index: &'a Index, token: &'a Token, place: &mut Place) -> Option<Probe<'a>> {
    let text = word(&token.text);
    let (number, letter) = address::house_number(text.trim_start_matches('#'));
    place.unit = letter;
    let number = if number.is_empty() { text } else { number };
    (!number.is_empty()).then(|| of_numbers(index, token, number))
}

fn of_numbers<'a>(index: &'a Index, token: &'a Token, text: String) -> Probe<'a> {
    // The ink of `12-14` or of a ZIP+4 is not that of the part that is compared.
    let tokens = if token.text.len() == text.len() {
        vec![Cow::Borrowed(token)]
    } else {
        Vec::new()
    };
    Probe::of(tokens, text, &index.numbers, Neighbourhood::Digits, index.len())
}

fn city<'a>(index: &'a Index, read: &'a Address) -> Option<Probe<'a>> {
    let words: Vec<String> = read.city.iter().map(|token| word(&token.text)).collect();
    let city = words.join(" ");
    let tokens = read.city.iter().map(Cow::Borrowed).collect();
    (!city.trim().is_empty()).then(|| Probe::of(tokens, city, &index.others, Neighbourhood::Itself, index.len()))
}
