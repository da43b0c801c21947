//! Accounts on their way into the index: rows taken apart, their words numbered.

use super::super::{Filed, Row, packed, unpacked};
use crate::geometry::index;
use crate::matching::address;
use crate::matching::dues;
use crate::matching::fold::folded;
use crate::matching::ids;
use crate::matching::lexicon::{Lexicon, NONE, Role};
use crate::matching::names::{self, Part};
use crate::matching::postings::hashed;
use crate::matching::usps;

/// Some accounts or all, as the index keeps them. The words of some are numbered among themselves.
#[cfg_attr(test, derive(PartialEq))]
#[derive(Default, Debug)]
pub(super) struct Accounts {
    pub(super) names: Lexicon,
    pub(super) streets: Lexicon,
    pub(super) numbers: Lexicon,
    pub(super) others: Lexicon,
    pub(super) name_ends: Vec<u32>,
    pub(super) name_words: Vec<u32>,
    pub(super) filed: Vec<Filed>,
    pub(super) ids: Vec<u64>,
    pub(super) older: Vec<(u64, u32)>,
    /// What is due, in cents.
    pub(super) dues: Vec<u32>,
}

/// An older number as it is looked up: letters and digits only.
pub(in crate::matching) fn older(text: &str) -> String {
    let kept = text.chars().filter(char::is_ascii_alphanumeric);
    kept.map(|c| c.to_ascii_lowercase()).collect()
}

impl Accounts {
    /// Takes rows apart.
    pub(super) fn of(rows: &[Row]) -> Self {
        let mut accounts = Accounts::default();
        for row in rows {
            accounts.push(row);
        }
        accounts
    }

    fn push(&mut self, row: &Row) {
        let handle = count(self.ids.len());
        self.ids.push(ids::value(row.member_id.as_str().as_bytes().iter()));
        self.dues.push(row.due.map_or(dues::NOTHING, dues::cents));
        let numbers = row.alternate_ids.iter();
        self.older
            .extend(numbers.map(|id| (hashed(older(id).as_bytes()), handle)));
        let (names, words) = (&mut self.names, &mut self.name_words);
        let suffix = names::on_file(&row.name, |part, word| {
            let id = names.intern(word);
            match part {
                Part::Given => names.count(id, Role::First),
                Part::Surname => names.count(id, Role::Second),
                Part::WholeGiven | Part::Middle | Part::SurnameForm => {}
            }
            words.push(packed(part, id));
        });
        self.name_ends.push(count(self.name_words.len()));
        let place = address::on_file(&row.address1, &row.address2);
        self.filed.push(Filed {
            number: counted(&mut self.numbers, &place.number, Role::First),
            street: counted(&mut self.streets, &place.street, Role::First),
            unit: counted(&mut self.others, &place.unit, Role::First),
            city: counted(&mut self.others, &folded(&row.city), Role::Second),
            zip: counted(&mut self.numbers, &address::zip_on_file(&row.zip), Role::Second),
            kind: place.kind,
            way: place.way,
            state: usps::state(&folded(&row.state)).unwrap_or(0),
            suffix,
        });
    }

    /// Puts others after these. Words get the numbers that they would have if all rows had been taken apart one after the other.
    pub(super) fn append(&mut self, others: Accounts) {
        let (handles, words) = (count(self.ids.len()), count(self.name_words.len()));
        self.ids.extend(others.ids);
        self.dues.extend(others.dues);
        let older = others.older.into_iter();
        self.older.extend(older.map(|(hash, handle)| (hash, handle + handles)));
        let names = self.names.take_in(&others.names);
        let packed_anew = others.name_words.into_iter().map(|word| {
            let (part, word) = unpacked(word);
            packed(part, names[index(word)])
        });
        self.name_words.extend(packed_anew);
        self.name_ends
            .extend(others.name_ends.into_iter().map(|end| end + words));
        let streets = self.streets.take_in(&others.streets);
        let numbers = self.numbers.take_in(&others.numbers);
        let rest = self.others.take_in(&others.others);
        let anew = |numbers: &[u32], word: u32| if word == NONE { NONE } else { numbers[index(word)] };
        self.filed.extend(others.filed.into_iter().map(|filed| Filed {
            number: anew(&numbers, filed.number),
            street: anew(&streets, filed.street),
            unit: anew(&rest, filed.unit),
            city: anew(&rest, filed.city),
            zip: anew(&numbers, filed.zip),
            ..filed
        }));
    }
}

/// A count, or the handle of the next.
fn count(count: usize) -> u32 {
    u32::try_from(count).expect("fewer than 2^32 accounts, and words of their names")
}

/// The number of a word that is counted; [`NONE`] for no word.
fn counted(lexicon: &mut Lexicon, word: &str, role: Role) -> u32 {
    if word.is_empty() {
        return NONE;
    }
    let id = lexicon.intern(word);
    lexicon.count(id, role);
    id
}
