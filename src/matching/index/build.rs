//! The index built from rows: taken apart on all cores, words numbered, keys sorted. What comes of it does not depend on how many threads there are.

mod accounts;
mod keys;

pub(in crate::matching) use accounts::older;

use super::{Filed, Index, Row};
use crate::matching::dues::Dues;
use crate::matching::ids::Ids;
use crate::matching::lexicon::{NONE, Near};
use accounts::Accounts;
use rayon::prelude::*;
use rustc_hash::FxHashSet;

/// Rows that one thread takes apart at a time, with words of their own: the more, the fewer words are numbered twice, and the more rows are in memory at once.
const CHUNK: usize = 32_768;

pub(super) fn build(mut rows: impl Iterator<Item = Row>) -> Index {
    let mut all = Accounts::default();
    let mut read = chunks(&mut rows);
    let mut apart = Vec::new();
    while !(read.is_empty() && apart.is_empty()) {
        let (some, done) = (std::mem::take(&mut read), std::mem::take(&mut apart));
        // While the other threads take some rows apart, this one takes in those before and reads those after.
        rayon::in_place_scope(|scope| {
            scope.spawn(|_| apart = some.into_par_iter().map(|rows| Accounts::of(&rows)).collect());
            for chunk in done {
                all.append(chunk);
            }
            read = chunks(&mut rows);
        });
    }
    let (keys, zips_of_cities) = rayon::join(|| keys::of(&all), || zips_of_cities(&all.filed));
    let Accounts {
        names,
        streets,
        numbers,
        others,
        name_ends,
        name_words,
        filed: places,
        ids,
        older,
        dues,
    } = all;
    let near = || rayon::join(|| Near::of(&names), || Near::of(&streets));
    let (ids, (names_near, streets_near)) = rayon::join(|| Ids::of(ids, older), near);
    Index {
        ids,
        dues: Dues::of(dues),
        places,
        name_ends,
        name_words,
        names,
        streets,
        numbers,
        others,
        names_near,
        streets_near,
        keys,
        zips_of_cities,
    }
}

/// The next rows, a chunk for each thread.
fn chunks(rows: &mut impl Iterator<Item = Row>) -> Vec<Vec<Row>> {
    let chunks = (0..rayon::current_num_threads()).map(|_| rows.by_ref().take(CHUNK).collect::<Vec<Row>>());
    chunks.take_while(|chunk| !chunk.is_empty()).collect()
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

const _: () = assert!(size_of::<Filed>() == 24, "an account's place is kept small");

#[cfg(test)]
mod tests {
    use super::super::Key;
    use super::*;
    use crate::money::Amount;
    use proptest::prelude::*;

    /// Rows whose words recur, the rarer the later.
    fn rows(count: u64) -> Vec<Row> {
        let row = |n: u64| Row {
            member_id: format!("{:012}", 700_000_000_000 + 7 * n).parse().unwrap(),
            name: format!("Ana{} Lee Silva{}-Tran", n % 97, n * n % 4_999),
            address1: format!("{} Oak{} St", n % 911, n * n % 499),
            address2: format!("Apt {}", n % 13),
            city: format!("Lynn{}", n % 31),
            state: "MA".to_owned(),
            zip: format!("{:05}", 1_900 + n % 41),
            alternate_ids: n.is_multiple_of(5).then(|| format!("7{n:08}")).into_iter().collect(),
            due: Amount::from_cents(i64::try_from(4_600 + n % 17).unwrap()),
        };
        (0..count).map(row).collect()
    }

    #[test]
    fn as_many_threads_as_there_are_build_the_same_index() {
        let rows = rows(u64::try_from(2 * CHUNK + 1_000).unwrap());
        let with_threads = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| Index::build(rows.iter().cloned()))
        };
        let alone = with_threads(1);
        assert_eq!(alone.len(), rows.len());
        assert!(alone == with_threads(2), "two threads");
        assert!(alone == with_threads(5), "five threads");
    }

    proptest! {
        #[test]
        fn rows_taken_apart_in_pieces_are_those_taken_apart_at_once(ends in prop::collection::vec(0_usize..40, 0..6)) {
            let rows = rows(40);
            let mut ends = ends;
            ends.extend([0, 40]);
            ends.sort_unstable();
            let mut pieces = Accounts::default();
            for piece in ends.windows(2) {
                pieces.append(Accounts::of(&rows[piece[0]..piece[1]]));
            }
            prop_assert!(pieces == Accounts::of(&rows));
        }
    }

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
            due: None,
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
