//! The index built from rows: taken apart on all cores, words numbered, keys sorted.

use super::{Filed, Index, Key, Piece, Row, packed, words_of};
use crate::matching::address::{self, Place};
use crate::matching::fold::folded;
use crate::matching::ids::{self, Ids};
use crate::matching::lexicon::{Lexicon, NONE, Near, Role};
use crate::matching::names::{self, Part, Suffix};
use crate::matching::postings::{Unsorted, entry, hashed};
use crate::matching::usps;
use rayon::prelude::*;
use rustc_hash::FxHashSet;

/// Rows taken apart at a time.
const CHUNK: usize = 16_384;
/// The most words of a name that are paired with others; names have seldom more than four.
const MOST_PAIRED: usize = 6;

/// A row taken apart.
struct Apart {
    number: u64,
    name: Vec<(Part, String)>,
    suffix: Suffix,
    place: Place,
    city: String,
    state: u8,
    zip: String,
    older: Vec<u64>,
}

impl Apart {
    fn of(row: &Row) -> Self {
        let mut name = Vec::with_capacity(4);
        let suffix = names::on_file(&row.name, &mut name);
        Apart {
            number: ids::value(row.member_id.as_str().as_bytes().iter()),
            name,
            suffix,
            place: address::on_file(&row.address1, &row.address2),
            city: folded(&row.city),
            state: usps::state(&folded(&row.state)).unwrap_or(0),
            zip: address::zip(&row.zip).map_or_else(String::new, |zip| format!("{zip:05}")),
            older: row
                .alternate_ids
                .iter()
                .map(|id| hashed(older(id).as_bytes()))
                .collect(),
        }
    }
}

/// An older number as it is looked up: letters and digits only.
pub(in crate::matching) fn older(text: &str) -> String {
    let kept = text.chars().filter(char::is_ascii_alphanumeric);
    kept.map(|c| c.to_ascii_lowercase()).collect()
}

/// Names on their way.
#[derive(Default)]
struct Names {
    lexicon: Lexicon,
    ends: Vec<u32>,
    words: Vec<u32>,
}

impl Names {
    fn take(&mut self, rows: &[Apart]) {
        for row in rows {
            for (part, word) in &row.name {
                let id = self.lexicon.intern(word);
                match part {
                    Part::Given => self.lexicon.count(id, Role::First),
                    Part::Surname => self.lexicon.count(id, Role::Second),
                    Part::WholeGiven | Part::Middle | Part::SurnameForm => {}
                }
                self.words.push(packed(*part, id));
            }
            let end = u32::try_from(self.words.len()).expect("fewer than 2^32 words of names");
            self.ends.push(end);
        }
    }
}

/// All else on its way.
#[derive(Default)]
struct Places {
    streets: Lexicon,
    numbers: Lexicon,
    others: Lexicon,
    filed: Vec<Filed>,
    ids: Vec<u64>,
    older: Vec<(u64, u32)>,
}

impl Places {
    fn take(&mut self, rows: &[Apart]) {
        for row in rows {
            let handle = u32::try_from(self.ids.len()).expect("fewer than 2^32 accounts");
            self.ids.push(row.number);
            self.older.extend(row.older.iter().map(|&hash| (hash, handle)));
            self.filed.push(Filed {
                number: counted(&mut self.numbers, &row.place.number, Role::First),
                street: counted(&mut self.streets, &row.place.street, Role::First),
                unit: counted(&mut self.others, &row.place.unit, Role::First),
                city: counted(&mut self.others, &row.city, Role::Second),
                zip: counted(&mut self.numbers, &row.zip, Role::Second),
                kind: row.place.kind,
                way: row.place.way,
                state: row.state,
                suffix: row.suffix,
            });
        }
    }
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

pub(super) fn build(mut rows: impl Iterator<Item = Row>) -> Index {
    let mut names = Names::default();
    let mut places = Places::default();
    loop {
        let chunk: Vec<Row> = rows.by_ref().take(CHUNK).collect();
        if chunk.is_empty() {
            break;
        }
        let apart: Vec<Apart> = chunk.par_iter().map(Apart::of).collect();
        rayon::join(|| names.take(&apart), || places.take(&apart));
    }
    let keys = keys(&names, &places.filed);
    let zips_of_cities = zips_of_cities(&places.filed);
    let (names_near, streets_near) = rayon::join(|| Near::of(&names.lexicon), || Near::of(&places.streets));
    Index {
        ids: Ids::of(places.ids, places.older),
        places: places.filed,
        name_ends: names.ends,
        name_words: names.words,
        names: names.lexicon,
        streets: places.streets,
        numbers: places.numbers,
        others: places.others,
        names_near,
        streets_near,
        keys,
        zips_of_cities,
    }
}

fn zips_of_cities(filed: &[Filed]) -> Vec<(u32, u32)> {
    let of_some = |some: &[Filed]| -> FxHashSet<(u32, u32)> {
        let both = some.iter().filter(|filed| filed.city != NONE && filed.zip != NONE);
        both.map(|filed| (filed.city, filed.zip)).collect()
    };
    let all = filed
        .par_chunks(CHUNK)
        .map(of_some)
        .reduce(FxHashSet::default, |mut one, other| {
            one.extend(other);
            one
        });
    let mut all: Vec<_> = all.into_iter().collect();
    all.sort_unstable();
    all
}

fn keys(names: &Names, filed: &[Filed]) -> super::Postings {
    let mut unsorted = Unsorted::new();
    let chunks: Vec<usize> = (0..filed.len()).step_by(CHUNK).collect();
    // A few chunks at a time, so that what is not sorted yet is not in memory twice.
    for some in chunks.chunks(8) {
        let entries: Vec<Vec<u64>> = some
            .par_iter()
            .map(|&from| {
                let mut entries = Vec::with_capacity(9 * CHUNK);
                for (at, filed) in filed.iter().enumerate().skip(from).take(CHUNK) {
                    let handle = u32::try_from(at).expect("fewer than 2^32 accounts");
                    keys_of(names, filed, handle, |key| entries.push(entry(key.hash(), handle)));
                }
                entries
            })
            .collect();
        for entries in &entries {
            unsorted.extend(entries);
        }
    }
    unsorted.sorted()
}

/// The keys under which an account is found.
fn keys_of(names: &Names, filed: &Filed, handle: u32, mut each: impl FnMut(Key)) {
    let mut words = [(Part::Given, NONE); MOST_PAIRED];
    let mut count = 0;
    let worth = |&(part, word): &(Part, u32)| {
        part != Part::WholeGiven && (part != Part::Middle || names.lexicon.word(word).len() > 2)
    };
    for word in words_of(&names.ends, &names.words, handle)
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
                    Piece::of(names.lexicon.word(other)).for_each(|piece| each(Key::NamePiece(word, piece)));
                    Piece::of(names.lexicon.word(word))
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

const _: () = assert!(size_of::<Filed>() == 24, "an account's place is kept small");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_found_by_any_two_of_its_words() {
        let row = Row {
            member_id: "700123456789".parse().unwrap(),
            name: "Ana García-López".to_owned(),
            address1: "12 Mill Pond Rd".to_owned(),
            address2: String::new(),
            city: "Lynn".to_owned(),
            state: "MA".to_owned(),
            zip: "01902".to_owned(),
            alternate_ids: vec!["7-12345678".to_owned()],
        };
        let found = Index::build([row].into_iter());
        let name = |word| found.names.find(word).unwrap();
        let number = |word| found.numbers.find(word).unwrap();
        let street = found.streets.find("mill pond").unwrap();
        for key in [
            Key::Names(name("lopez"), name("ana")),
            Key::Names(name("ana"), name("garcia")),
            Key::NameNumber(name("garcialopez"), number("12")),
            Key::NumberStreet(number("12"), street),
            Key::NumberZip(number("12"), number("01902")),
            Key::SurnameZip(name("garcia"), number("01902")),
            Key::GivenZip(name("ana"), number("01902")),
            Key::StreetZip(street, number("01902")),
            Key::SurnameStreet(name("lopez"), street),
        ] {
            assert_eq!(found.keys.get(key.hash()), [0], "{key:?}");
        }
        assert_eq!(found.ids.older("712345678").collect::<Vec<_>>(), [0]);
        assert_eq!(found.member_id(0).as_str(), "700123456789");
        assert_eq!(found.handle_of(found.member_id(0)), Some(0));
        assert!(Index::build(std::iter::empty()).is_empty());
    }
}
