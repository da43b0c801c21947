//! The few accounts worth weighing: those that several things read point to.

use super::index::{Index, Key, Piece};
use super::nicknames;
use super::probe::Probe;
use super::query::{AddressRead, NameRead, Query};

/// An entry in more accounts than this points to nobody.
const MOST_OF_A_KEY: usize = 1_500;
/// Accounts pointed to that are counted, the rarest keys first.
const MOST_COUNTED: usize = 4_000;
/// Accounts that are weighed.
const MOST_WEIGHED: usize = 64;
/// Of the further ones.
const MOST_FURTHER: usize = 32;
/// Accounts near a number that are weighed whatever their names; of consecutive numbers there are hundreds.
const MOST_NEAR: usize = 12;
/// Accounts of one house that are weighed because the number is one's of them: people write that of another in the house.
const MOST_OF_A_HOUSE: usize = 24;
/// Words that a word may be, for a look-up in pairs.
const WORDS: usize = 5;
/// ZIP codes of a city that are looked up, those most like the one read, and words looked up with them.
const ZIPS_OF_A_CITY: usize = 5;
const WORDS_OF_A_CITY: usize = 2;
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
            keys.extend(streets(address, WORDS).map(|street| Key::NumberStreet(number, street)));
            keys.extend(words(address.zip.as_ref()).map(|zip| Key::NumberZip(number, zip)));
        }
    }
    let mut chosen = pointed_to(index, &keys, MOST_WEIGHED);
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

/// Further accounts, to be asked where none of the first is borne out: surname and house number may both be lost or another's, and the ZIP code misread
/// where the city is not. Then street or any word of the name with a ZIP code still points to somebody.
pub(super) fn further(index: &Index, query: &Query) -> Vec<u32> {
    let mut keys = Vec::with_capacity(200);
    for address in &query.addresses {
        for zip in words(address.zip.as_ref()) {
            keys.extend(streets(address, WORDS).map(|street| Key::StreetZip(street, zip)));
            keys.extend(named(query, WORDS).map(|name| Key::GivenZip(name, zip)));
        }
        for zip in zips_of_the_city(index, address) {
            let numbers = words(address.number.as_ref()).take(WORDS_OF_A_CITY);
            keys.extend(numbers.map(|number| Key::NumberZip(number, zip)));
            keys.extend(streets(address, WORDS_OF_A_CITY).map(|street| Key::StreetZip(street, zip)));
            let names = named(query, WORDS_OF_A_CITY);
            keys.extend(names.flat_map(|name| [Key::SurnameZip(name, zip), Key::GivenZip(name, zip)]));
        }
    }
    pointed_to(index, &keys, MOST_FURTHER)
}

/// The accounts that most of the keys point to, the rarest counting most.
fn pointed_to(index: &Index, keys: &[Key], most: usize) -> Vec<u32> {
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
    most_voted(votes, most)
}

fn streets(address: &AddressRead, most: usize) -> impl Iterator<Item = u32> {
    let both = [&address.street, &address.other_street];
    both.into_iter()
        .flat_map(move |street| words(street.as_ref()).take(most))
}

/// What the words of the names may be, the given names among them.
fn named(query: &Query, most: usize) -> impl Iterator<Item = u32> {
    let read = query.names.iter().flat_map(|name| &name.words);
    read.filter(|word| !word.is_initial())
        .flat_map(move |word| words(Some(word)).take(most))
}

/// The ZIP codes of the city read, those first that are most like the one read.
fn zips_of_the_city(index: &Index, address: &AddressRead) -> impl Iterator<Item = u32> {
    let city = words(address.city.as_ref()).next();
    let zips = city.into_iter().flat_map(|city| index.zips_of(city));
    let unlike = |zip: u32| address.zip.as_ref().map_or(0.0, |read| -read.loss(zip));
    let mut zips: Vec<(f32, u32)> = zips.map(|zip| (unlike(zip), zip)).collect();
    zips.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    zips.into_iter().take(ZIPS_OF_A_CITY).map(|(_, zip)| zip)
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

fn most_voted(mut votes: Vec<(u32, u32)>, most: usize) -> Vec<u32> {
    votes.sort_unstable();
    let mut sums: Vec<(u32, u32)> = Vec::new();
    for (handle, weight) in votes {
        match sums.last_mut() {
            Some(last) if last.1 == handle => last.0 += weight,
            _ => sums.push((weight, handle)),
        }
    }
    if sums.len() > most {
        sums.select_nth_unstable_by(most, |a, b| b.cmp(a));
        sums.truncate(most);
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
                keys.extend(Piece::of(other.text.as_bytes()).map(|piece| Key::NamePiece(word, piece)));
            }
            for word in words(Some(other)) {
                keys.extend(Piece::of(one.text.as_bytes()).map(|piece| Key::NamePiece(word, piece)));
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
