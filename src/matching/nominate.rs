//! The few accounts worth weighing: those that several things read point to.

use super::index::{Index, Key, Piece};
use super::nicknames;
use super::probe::Probe;
use super::query::{NameRead, Query};

/// An entry in more accounts than this points to nobody.
const MOST_OF_A_KEY: usize = 1_500;
/// Accounts pointed to that are counted, the rarest keys first.
const MOST_COUNTED: usize = 4_000;
/// Accounts that are weighed.
const MOST_WEIGHED: usize = 64;
/// Accounts near a number that are weighed whatever their names; of consecutive numbers there are hundreds.
const MOST_NEAR: usize = 12;
/// Accounts of one house that are weighed because the number is one's of them: people write that of another in the house.
const MOST_OF_A_HOUSE: usize = 24;
/// Words that a word may be, for a look-up in pairs.
const WORDS: usize = 5;
/// Other forms of a given name that are looked up.
const FORMS: usize = 6;

/// Accounts worth weighing, each once, in the order of their handles.
pub(super) fn nominate(index: &Index, query: &Query) -> Vec<u32> {
    let mut keys = Vec::with_capacity(200);
    for name in &query.names {
        name_keys(index, query, name, &mut keys);
    }
    for address in &query.addresses {
        for number in words(address.number.as_ref()) {
            keys.extend(words(address.street.as_ref()).map(|street| Key::NumberStreet(number, street)));
            keys.extend(words(address.other_street.as_ref()).map(|street| Key::NumberStreet(number, street)));
            keys.extend(words(address.zip.as_ref()).map(|zip| Key::NumberZip(number, zip)));
        }
    }
    let mut lists: Vec<&[u32]> = keys.iter().map(|key| index.keys.get(key.hash())).collect();
    lists.retain(|list| !list.is_empty() && list.len() <= MOST_OF_A_KEY);
    lists.sort_by_key(|list| list.len());
    let mut votes: Vec<(u32, u32)> = Vec::with_capacity(MOST_COUNTED);
    for list in lists {
        if votes.len() + list.len() > MOST_COUNTED && !votes.is_empty() {
            break;
        }
        let weight = 16 - list.len().ilog2();
        votes.extend(list.iter().map(|&handle| (handle, weight)));
    }
    let mut chosen = most_voted(votes);
    for number in &query.numbers {
        for &(handle, _) in number.near.iter().take(2) {
            let place = index.place(handle);
            let house = index.keys.get(Key::NumberStreet(place.number, place.street).hash());
            chosen.extend(house.iter().take(MOST_OF_A_HOUSE));
        }
    }
    for number in &query.numbers {
        let (nearest, others) = number.near.split_at(number.near.len().min(MOST_NEAR));
        let named = others.iter().filter(|&&(handle, _)| is_named(index, query, handle));
        chosen.extend(nearest.iter().chain(named).map(|&(handle, _)| handle));
    }
    chosen.extend(query.numbers.iter().flat_map(|number| &number.older));
    chosen.extend(query.known);
    chosen.sort_unstable();
    chosen.dedup();
    chosen
}

/// Whether a word of the account's name is among those read.
fn is_named(index: &Index, query: &Query, handle: u32) -> bool {
    let mut read = query
        .names
        .iter()
        .flat_map(|name| &name.words)
        .flat_map(|word| &word.near);
    read.any(|&(read, _)| index.name(handle).any(|(_, word)| word == read))
}

fn most_voted(mut votes: Vec<(u32, u32)>) -> Vec<u32> {
    votes.sort_unstable();
    let mut sums: Vec<(u32, u32)> = Vec::new();
    for (handle, weight) in votes {
        match sums.last_mut() {
            Some(last) if last.1 == handle => last.0 += weight,
            _ => sums.push((weight, handle)),
        }
    }
    if sums.len() > MOST_WEIGHED {
        sums.select_nth_unstable_by(MOST_WEIGHED, |a, b| b.cmp(a));
        sums.truncate(MOST_WEIGHED);
    }
    sums.into_iter().map(|(_, handle)| handle).collect()
}

fn words(probe: Option<&Probe>) -> impl Iterator<Item = u32> + Clone {
    let near = probe.map_or(&[][..], |probe| &probe.near[..probe.near.len().min(WORDS)]);
    let words: Vec<u32> = near.iter().map(|&(word, _)| word).collect();
    words.into_iter()
}

fn name_keys(index: &Index, query: &Query, name: &NameRead, keys: &mut Vec<Key>) {
    let full: Vec<&Probe> = name.words.iter().filter(|word| !word.is_initial()).collect();
    for (at, one) in full.iter().enumerate() {
        for other in &full[at + 1..] {
            for (given, surname) in [(one, other), (other, one)] {
                // The given name may be a short form; in either order, since a surname may stand first.
                let forms = nicknames::forms(&given.text)
                    .take(FORMS)
                    .filter_map(|form| index.names.find(form));
                let forms: Vec<u32> = forms.collect();
                for word in words(Some(surname)) {
                    keys.extend(forms.iter().map(|&form| Key::Names(form, word)));
                }
            }
            for word in words(Some(one)) {
                keys.extend(words(Some(other)).map(|other| Key::Names(word, other)));
                keys.extend(Piece::of(&other.text).map(|piece| Key::NamePiece(word, piece)));
            }
            for word in words(Some(other)) {
                keys.extend(Piece::of(&one.text).map(|piece| Key::NamePiece(word, piece)));
            }
        }
        for word in words(Some(one)) {
            for address in &query.addresses {
                keys.extend(words(address.number.as_ref()).map(|number| Key::NameNumber(word, number)));
                keys.extend(words(address.zip.as_ref()).map(|zip| Key::SurnameZip(word, zip)));
                keys.extend(words(address.street.as_ref()).map(|street| Key::SurnameStreet(word, street)));
            }
        }
    }
    if let [only] = full[..] {
        keys.extend(words(Some(only)).map(Key::OnlyName));
    }
}
