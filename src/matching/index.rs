//! All accounts in memory, found by whatever of them was read.

mod build;

pub(super) use build::older;

use super::dues::Dues;
use super::ids::Ids;
use super::lexicon::{Lexicon, Near};
use super::names::{Part, Suffix};
use super::postings::{Postings, hashed, mixed};
use crate::account::Account;
use crate::geometry::index;
use crate::id::MemberId;
use crate::money::Amount;

/// What the index takes of an account.
#[derive(Clone, PartialEq, Debug)]
pub struct Row {
    /// The key.
    pub member_id: MemberId,
    /// The full name, any script.
    pub name: String,
    /// Street and number.
    pub address1: String,
    /// Unit; may be empty.
    pub address2: String,
    /// City.
    pub city: String,
    /// State.
    pub state: String,
    /// ZIP code, five digits or ZIP+4.
    pub zip: String,
    /// Older numbers.
    pub alternate_ids: Vec<String>,
    /// What is due; `None` where it is not known. Nothing or a credit says nothing.
    pub due: Option<Amount>,
}

impl From<Account> for Row {
    fn from(account: Account) -> Self {
        Row {
            member_id: account.member_id,
            name: account.name,
            address1: account.address1,
            address2: account.address2,
            city: account.city,
            state: account.state,
            zip: account.zip,
            alternate_ids: account.alternate_ids,
            due: Some(account.amount_due),
        }
    }
}

/// The accounts, and where each is found. Words are kept once each; an account is a handful of their numbers. After an import it is built anew.
#[cfg_attr(test, derive(PartialEq))]
#[derive(Debug)]
pub struct Index {
    pub(super) ids: Ids,
    pub(super) dues: Dues,
    pub(super) places: Vec<Filed>,
    /// Where each account's words of its name end.
    name_ends: Vec<u32>,
    /// A word's number in `names`, and its part above.
    name_words: Vec<u32>,
    /// Words of names; counted as given names and as surnames.
    pub(super) names: Lexicon,
    /// Names of streets, each a word; counted.
    pub(super) streets: Lexicon,
    /// House numbers and ZIP codes; counted as either.
    pub(super) numbers: Lexicon,
    /// Units and cities; counted as either.
    pub(super) others: Lexicon,
    pub(super) names_near: Near,
    pub(super) streets_near: Near,
    /// Accounts by pairs of what is known of them: see [`Key`].
    pub(super) keys: Postings,
    /// Each city with each ZIP code that an account has it with; ascending.
    zips_of_cities: Vec<(u32, u32)>,
}

/// All of an account but its number and name, as numbers of words; 24 bytes.
#[cfg_attr(test, derive(PartialEq))]
#[derive(Clone, Copy, Debug)]
pub(super) struct Filed {
    pub(super) number: u32,
    pub(super) street: u32,
    pub(super) unit: u32,
    pub(super) city: u32,
    pub(super) zip: u32,
    pub(super) kind: u8,
    pub(super) way: u8,
    pub(super) state: u8,
    pub(super) suffix: Suffix,
}

/// By what an account is looked for: two of its words together.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Key {
    /// Given name and surname, in either order.
    Names(u32, u32),
    /// A word of the name and the house number.
    NameNumber(u32, u32),
    /// House number and street.
    NumberStreet(u32, u32),
    /// House number and ZIP code.
    NumberZip(u32, u32),
    /// Surname and ZIP code.
    SurnameZip(u32, u32),
    /// Surname and street.
    SurnameStreet(u32, u32),
    /// Given name and ZIP code.
    GivenZip(u32, u32),
    /// Street and ZIP code.
    StreetZip(u32, u32),
    /// The only word of a name.
    OnlyName(u32),
    /// A word of the name, and the beginning or the end of another.
    NamePiece(u32, Piece),
}

/// A beginning or an end of a word, hashed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Piece(u32);

/// Bytes of a word that make a piece.
const PIECE: usize = 3;

impl Piece {
    /// The beginning and the end of a word's bytes; none of a word that is hardly longer than its pieces.
    pub(super) fn of(bytes: &[u8]) -> impl Iterator<Item = Piece> {
        let long = bytes.len() > PIECE;
        let piece = |bytes: &[u8], tag: u64| {
            let hash = mixed(tag, hashed(bytes), 0);
            Piece(u32::try_from(hash >> 32).expect("32 bits"))
        };
        let both = long.then(|| [piece(&bytes[..PIECE], 1), piece(&bytes[bytes.len() - PIECE..], 2)]);
        both.into_iter().flatten()
    }
}

impl Key {
    /// The key's hash.
    pub(super) fn hash(self) -> u64 {
        let (tag, one, other) = match self {
            Key::Names(one, other) => (2, one.min(other), one.max(other)),
            Key::NameNumber(name, number) => (3, name, number),
            Key::NumberStreet(number, street) => (4, number, street),
            Key::NumberZip(number, zip) => (5, number, zip),
            Key::SurnameZip(name, zip) => (6, name, zip),
            Key::SurnameStreet(name, street) => (7, name, street),
            Key::OnlyName(name) => (8, name, 0),
            Key::GivenZip(name, zip) => (10, name, zip),
            Key::StreetZip(street, zip) => (11, street, zip),
            Key::NamePiece(name, piece) => (9, name, piece.0),
        };
        mixed(tag, u64::from(one), u64::from(other))
    }
}

/// Bits of a word's number in `name_words`; above them stands its part.
const WORD_BITS: u32 = 29;

fn packed(part: Part, word: u32) -> u32 {
    assert!(word < 1 << WORD_BITS, "fewer than 2^29 different words of names");
    let part = match part {
        Part::Given => 0,
        Part::WholeGiven => 1,
        Part::Middle => 2,
        Part::Surname => 3,
        Part::SurnameForm => 4,
    };
    part << WORD_BITS | word
}

fn unpacked(packed: u32) -> (Part, u32) {
    let part = match packed >> WORD_BITS {
        0 => Part::Given,
        1 => Part::WholeGiven,
        2 => Part::Middle,
        3 => Part::Surname,
        _ => Part::SurnameForm,
    };
    (part, packed & ((1 << WORD_BITS) - 1))
}

impl Index {
    /// Takes in all accounts, in any order, on all cores. Of two rows with the same Member ID the later one is found by it.
    pub fn build(rows: impl Iterator<Item = Row>) -> Self {
        build::build(rows)
    }

    /// Accounts.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether there is no account.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// Bytes in memory.
    pub fn bytes(&self) -> usize {
        let lexicons = [&self.names, &self.streets, &self.numbers, &self.others];
        let near = [&self.names_near, &self.streets_near];
        self.ids.bytes()
            + self.dues.bytes()
            + size_of::<Filed>() * self.places.len()
            + 4 * (self.name_ends.len() + self.name_words.len())
            + lexicons.map(Lexicon::bytes).iter().sum::<usize>()
            + near.map(Near::bytes).iter().sum::<usize>()
            + self.keys.bytes()
            + size_of::<(u32, u32)>() * self.zips_of_cities.len()
    }

    /// Whether this Member ID is on file.
    pub fn knows(&self, member_id: MemberId) -> bool {
        self.handle_of(member_id).is_some()
    }

    pub(super) fn handle_of(&self, member_id: MemberId) -> Option<u32> {
        self.ids.exact(super::ids::value(member_id.as_str().as_bytes().iter()))
    }

    pub(super) fn member_id(&self, handle: u32) -> MemberId {
        let digits = format!("{:012}", self.ids.number(handle));
        digits.parse().expect("it was made from 12 digits")
    }

    /// What is due on an account.
    pub(super) fn due(&self, handle: u32) -> Option<Amount> {
        Amount::from_cents(i64::from(self.dues.due(handle)))
    }

    /// Whether two accounts have one house.
    pub(super) fn share_a_house(&self, one: u32, other: u32) -> bool {
        let house = |handle: u32| {
            let place = self.place(handle);
            (place.number, place.street, place.zip)
        };
        house(one) == house(other)
    }

    pub(super) fn place(&self, handle: u32) -> &Filed {
        &self.places[index(handle)]
    }

    /// The ZIP codes of a city.
    pub(super) fn zips_of(&self, city: u32) -> impl Iterator<Item = u32> + '_ {
        let from = self.zips_of_cities.partition_point(|&(other, _)| other < city);
        let its_own = self.zips_of_cities[from..]
            .iter()
            .take_while(move |&&(other, _)| other == city);
        its_own.map(|&(_, zip)| zip)
    }

    /// The words of an account's name with their parts, in the order of the name.
    pub(super) fn name(&self, handle: u32) -> impl Iterator<Item = (Part, u32)> + Clone + '_ {
        words_of(&self.name_ends, &self.name_words, handle)
    }
}

fn words_of<'a>(ends: &[u32], words: &'a [u32], handle: u32) -> impl Iterator<Item = (Part, u32)> + Clone + 'a {
    let at = index(handle);
    let start = at.checked_sub(1).map_or(0, |before| ends[before]);
    words[index(start)..index(ends[at])].iter().map(|&word| unpacked(word))
}
