//! The keys under which accounts are found.

use super::super::{Filed, Key, Piece, words_of};
use super::accounts::Accounts;
use crate::geometry::index;
use crate::matching::lexicon::NONE;
use crate::matching::names::Part;
use crate::matching::postings::{Postings, Unsorted, entry};

/// The most words of a name that are paired with others; names have seldom more than four.
const MOST_PAIRED: usize = 6;

/// All accounts by their keys.
pub(super) fn of(accounts: &Accounts) -> Postings {
    let unsorted = Unsorted::of(accounts.filed.len(), |handle, entries| {
        let filed = &accounts.filed[index(handle)];
        keys_of(accounts, filed, handle, |key| entries.push(entry(key.hash(), handle)));
    });
    unsorted.sorted()
}

/// The keys under which an account is found.
fn keys_of(accounts: &Accounts, filed: &Filed, handle: u32, mut each: impl FnMut(Key)) {
    let mut words = [(Part::Given, NONE); MOST_PAIRED];
    let mut count = 0;
    let worth = |&(part, word): &(Part, u32)| {
        part != Part::WholeGiven && (part != Part::Middle || accounts.names.bytes_of(word).len() > 2)
    };
    for word in words_of(&accounts.name_ends, &accounts.name_words, handle)
        .filter(worth)
        .take(MOST_PAIRED)
    {
        words[count] = word;
        count += 1;
    }
    let words = &words[..count];
    for (at, &(part, word)) in words.iter().enumerate() {
        let surname = matches!(part, Part::Surname | Part::SurnameForm);
        for &(other_part, other) in &words[at + 1..] {
            // Given name with each surname, or with the middle name that may be one; further pairs would only find what these do.
            if part == Part::Given && other != word && (other_part != Part::Given) {
                each(Key::Names(word, other));
                if other_part == Part::Surname {
                    Piece::of(accounts.names.bytes_of(other)).for_each(|piece| each(Key::NamePiece(word, piece)));
                    Piece::of(accounts.names.bytes_of(word))
                        .take(1)
                        .for_each(|piece| each(Key::NamePiece(other, piece)));
                }
            }
        }
        if part == Part::Middle {
            continue;
        }
        if filed.number != NONE {
            each(Key::NameNumber(word, filed.number));
        }
        if filed.zip != NONE {
            each(if surname {
                Key::SurnameZip(word, filed.zip)
            } else {
                Key::GivenZip(word, filed.zip)
            });
        }
        if surname && filed.street != NONE {
            each(Key::SurnameStreet(word, filed.street));
        }
    }
    if let [(_, only)] = words {
        each(Key::OnlyName(*only));
    }
    if filed.number != NONE && filed.street != NONE {
        each(Key::NumberStreet(filed.number, filed.street));
    }
    if filed.number != NONE && filed.zip != NONE {
        each(Key::NumberZip(filed.number, filed.zip));
    }
    if filed.street != NONE && filed.zip != NONE {
        each(Key::StreetZip(filed.street, filed.zip));
    }
}
