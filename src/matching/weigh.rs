//! One account against what was read, field by field, in bits.

mod address;
mod amount;
mod name;

pub(super) use address::AddressFit;
pub(super) use amount::of_relative;
pub(super) use name::NameFit;

use super::index::Index;
use super::query::Query;
use super::score::{Field, Level};
use super::token::misread;

/// Bits from which a number that was misread is the account's all the same. Among consecutive numbers one wrong digit leaves so much, two do not.
const NUMBER_AGREES: f32 = 8.0;
/// The least that a Member ID says against an account: somebody may have written another's.
const NUMBER_LEAST: f32 = -9.0;
/// Bits of an older number of nine digits.
const OLDER_BITS: f32 = 29.9;
/// Numbers so far apart are of one family, or given out on one day.
const NEIGHBOURS: u64 = 20;
/// Accounts close by, from which on numbers are given out one after the other.
const CROWD: usize = 3;
/// What a bank account's earlier payments say for a member, and against any other; second proof only, so never much.
const MEMORY_BITS: (f32, f32) = (12.0, -4.0);
/// The loss up to which a text reads exactly so: it is as likely as all others together.
const EXACT: f32 = -0.7;
/// The loss beyond which a text is not the other misread: three letters taken for ones they resemble.
const CLOSE: f32 = -16.0;
/// Bits from which a field agrees that does not read exactly so.
const AGREES: f32 = 3.0;
/// Bits below which a field is another's.
const OTHER: f32 = -4.0;

/// How one field fits.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Fit<'a> {
    pub(super) field: Field,
    pub(super) level: Level,
    pub(super) bits: f32,
    pub(super) read: &'a str,
    /// Empty for a Member ID or an amount, which are not kept as text.
    pub(super) on_file: &'a str,
}

impl Fit<'_> {
    /// Whether it agrees; an initial does not.
    pub(super) fn agrees(&self) -> bool {
        self.level.agrees()
    }

    pub(super) fn is_other(&self) -> bool {
        self.level == Level::Other
    }
}

/// Whether there is such a field and it agrees.
pub(super) fn agrees(fit: Option<Fit>) -> bool {
    fit.is_some_and(|fit| fit.agrees())
}

/// Whether there is such a field and it is another's.
pub(super) fn is_other(fit: Option<Fit>) -> bool {
    fit.is_some_and(|fit| fit.is_other())
}

/// An account weighed.
#[derive(Debug)]
pub(super) struct Weighed<'a> {
    pub(super) handle: u32,
    /// The best of the numbers, where one may be its Member ID, or is not though it was written as one.
    pub(super) number: Option<Fit<'a>>,
    pub(super) older: Option<Fit<'a>>,
    /// The best of the names that say whose payment it is.
    pub(super) member_name: Option<NameFit<'a>>,
    /// The best of the names of who pays.
    pub(super) payer_name: Option<NameFit<'a>>,
    /// The best of the addresses.
    pub(super) address: Option<AddressFit<'a>>,
    pub(super) memory: Option<Fit<'a>>,
    /// What was paid against what is due.
    pub(super) amount: Option<Fit<'a>>,
    /// All together.
    pub(super) bits: f32,
    /// Of these, what the number says.
    pub(super) number_bits: f32,
    /// What the surname says, as it would of any of the family.
    pub(super) surname_bits: f32,
    /// What the address says.
    pub(super) address_bits: f32,
    /// What the amount says.
    pub(super) amount_bits: f32,
    /// What the bank account's earlier payments say.
    pub(super) memory_bits: f32,
}

/// Bits of a field that may have come about otherwise in `2^-exponent` of cases: the least that it can say.
pub(super) fn softened(bits: f32, least: f32) -> f32 {
    (bits.exp2() + least.exp2()).log2()
}

/// The level of a text by its loss and bits.
pub(super) fn level(loss: f32, bits: f32) -> Level {
    if loss > EXACT {
        Level::Exact
    } else if bits >= AGREES && loss > CLOSE {
        Level::Close
    } else if bits <= OTHER {
        Level::Other
    } else {
        Level::Unclear
    }
}

impl<'a> Weighed<'a> {
    pub(super) fn of(index: &'a Index, query: &'a Query<'a>, handle: u32) -> Self {
        let (number, older) = (number(index, query, handle), older(query, handle));
        let best_name = |names_the_member: bool| {
            let names = query
                .names
                .iter()
                .filter(|name| name.source.names_the_member() == names_the_member);
            let fits = names.map(|name| NameFit::of(index, name, handle));
            fits.max_by(|a, b| a.bits.total_cmp(&b.bits))
        };
        let (member_name, payer_name) = (best_name(true), best_name(false));
        let addresses = query
            .addresses
            .iter()
            .map(|address| AddressFit::of(index, address, handle));
        let address = addresses.max_by(|a, b| a.bits.total_cmp(&b.bits));
        let memory = query.known.map(|known| Fit {
            field: Field::PayerMemory,
            level: if known == handle { Level::Exact } else { Level::Other },
            bits: if known == handle { MEMORY_BITS.0 } else { MEMORY_BITS.1 },
            read: "",
            on_file: "",
        });
        let amount = amount::fit(index, query, handle);
        let (name_bits, surname_bits) = name::together(member_name.as_ref(), payer_name.as_ref());
        let of = |fit: Option<Fit>| fit.map_or(0.0, |fit| fit.bits);
        let number_bits = older.map_or(of(number), |older| older.bits.max(of(number)));
        let address_bits = address.as_ref().map_or(0.0, |address| address.bits);
        let amount_bits = of(amount);
        let mut weighed = Weighed {
            handle,
            bits: number_bits + name_bits + address_bits + of(memory) + amount_bits,
            number,
            older,
            member_name,
            payer_name,
            address,
            memory,
            amount,
            number_bits,
            surname_bits,
            address_bits,
            amount_bits,
            memory_bits: of(memory),
        };
        if let Some(fit) = weighed.number.filter(|fit| fit.level == Level::Unclear)
            && is_slip(index, fit.read, handle)
            && weighed.is_named_in_full()
            && !is_other(weighed.amount)
        {
            weighed.number = Some(Fit {
                level: Level::Close,
                ..fit
            });
        }
        weighed
    }

    /// Whose payment it is, is said by the full name and the address of this account, and who pays is no other of the name.
    fn is_named_in_full(&self) -> bool {
        let is_full = self.member_name.as_ref().is_some_and(NameFit::is_full);
        is_full && self.has_the_address() && self.is_of_a_relative().is_none() && !self.name_conflicts()
    }

    /// Given name and surname both agree, in one name or one in each, and no name that says whose payment it is disagrees.
    pub(super) fn has_full_name(&self) -> bool {
        let full = |name: &Option<NameFit>| name.as_ref().is_some_and(NameFit::is_full);
        !self.name_conflicts() && (full(&self.member_name) || full(&self.payer_name))
    }

    /// The middle name or initial is the account's too: of a relative of one name it would be another.
    pub(super) fn has_the_middle_name(&self) -> bool {
        let names = [&self.member_name, &self.payer_name].into_iter().flatten();
        let mut full = names.filter(|name| name.is_full());
        full.any(|name| {
            name.middle
                .is_some_and(|fit| fit.agrees() || fit.level == Level::Initial)
        })
    }

    /// Given name or surname agrees where the member is named; where it is who pays, both, or all there is of it: a surname is that of all the family.
    pub(super) fn has_a_name(&self) -> bool {
        let one = |name: &NameFit| (agrees(name.surname) || agrees(name.given)) && !name.conflicts();
        let all = |name: &NameFit| name.is_full() || name.given.is_none() && agrees(name.surname);
        !self.name_conflicts()
            && (self.member_name.as_ref().is_some_and(one) || self.payer_name.as_ref().is_some_and(all))
    }

    /// The name that says whose payment it is says that it is another's.
    pub(super) fn name_conflicts(&self) -> bool {
        self.member_name.as_ref().is_some_and(NameFit::conflicts)
    }

    /// The payer has this surname and another given name.
    pub(super) fn has_a_relative(&self) -> bool {
        let payer = self.payer_name.as_ref();
        self.member_name.is_none() && payer.is_some_and(|payer| agrees(payer.surname) && !agrees(payer.given))
    }

    /// The given name of the payer, where it is that whose initial stands before the surname in the memo, and another than the member's.
    pub(super) fn is_of_a_relative(&self) -> Option<Fit<'a>> {
        let (member, payer) = (self.member_name.as_ref()?, self.payer_name.as_ref()?);
        let initial = member.given.filter(|fit| fit.read.chars().nth(1).is_none())?;
        let given = payer.given.filter(Fit::is_other)?;
        (agrees(payer.surname) && given.read.starts_with(initial.read)).then_some(given)
    }

    /// House number and street agree.
    pub(super) fn has_the_address(&self) -> bool {
        self.address.as_ref().is_some_and(AddressFit::agrees)
    }

    /// A number of the member's agrees, or both a name and the address: no other account need be looked for.
    pub(super) fn is_borne_out(&self) -> bool {
        agrees(self.number) || self.older.is_some() || self.has_a_name() && self.has_the_address()
    }

    /// The fields, the number first.
    pub(super) fn fields(&self) -> Vec<Fit<'a>> {
        let name = self.member_name.as_ref().or(self.payer_name.as_ref());
        let mut fields: Vec<Fit> = [self.number, self.older].into_iter().flatten().collect();
        for name in name
            .into_iter()
            .chain(self.payer_name.as_ref().filter(|_| self.member_name.is_some()))
        {
            fields.extend(
                name.fields()
                    .filter(|fit| !fields.iter().any(|other| other.field == fit.field))
                    .collect::<Vec<_>>(),
            );
        }
        fields.extend(self.address.iter().flat_map(AddressFit::fields));
        fields.extend(self.memory);
        fields.extend(self.amount);
        fields
    }
}

/// How the best of the numbers fits. A number that is no Member ID by its length says nothing against anybody.
fn number<'a>(index: &Index, query: &'a Query, handle: u32) -> Option<Fit<'a>> {
    let fits = query
        .numbers
        .iter()
        .filter_map(|number| number.fits(index, handle).map(|loss| (number, loss)));
    if let Some((number, loss)) = fits.max_by(|a, b| a.1.total_cmp(&b.1)) {
        let bits = index.ids.bits(handle, loss, number.loss_of_first(index, handle));
        let level = if loss > EXACT {
            Level::Exact
        } else if bits > NUMBER_AGREES && !is_neighbour(index, &number.digits, handle) {
            Level::Close
        } else {
            Level::Unclear
        };
        return Some(Fit {
            field: Field::MemberId,
            level,
            bits: bits.max(NUMBER_LEAST),
            read: &number.digits,
            on_file: "",
        });
    }
    let claims = query.numbers.iter().find(|number| number.claims());
    claims.map(|number| Fit {
        field: Field::MemberId,
        level: Level::Other,
        bits: NUMBER_LEAST,
        read: &number.digits,
        on_file: "",
    })
}

/// Whether a number stands next to an account's where numbers are given out one after the other: then it is more likely somebody's of the family, whose account
/// is not there yet, than a misread one.
fn is_neighbour(index: &Index, digits: &str, handle: u32) -> bool {
    // By the last digits: the first ones are the same for all, and may be misread besides.
    let last = |number: u64| number % 1_000_000;
    let read = digits
        .parse::<u64>()
        .ok()
        .filter(|_| digits.len() == super::ids::LENGTH);
    let apart = read.map_or(0, |read| last(read).abs_diff(last(index.ids.number(handle))));
    (1..NEIGHBOURS).contains(&apart) && index.ids.crowd(handle) >= CROWD
}

/// The loss up to which a number is one with a digit that was lost, or that is one often taken for another.
const ONE_DIGIT: f32 = -5.0;

/// Whether a number is an account's but for one digit that was lost or is one often taken for the other. Where accounts have their numbers one after the other, it
/// may be somebody's of the family all the same, unless everything else is this account's own, and no other amount than is due on it was paid.
fn is_slip(index: &Index, digits: &str, handle: u32) -> bool {
    misread(&super::ids::text(index.ids.number(handle)), digits.as_bytes()) > ONE_DIGIT
}

fn older<'a>(query: &'a Query, handle: u32) -> Option<Fit<'a>> {
    let number = query.numbers.iter().find(|number| number.older.contains(&handle))?;
    Some(Fit {
        field: Field::OlderNumber,
        level: Level::Exact,
        bits: OLDER_BITS,
        read: &number.digits,
        on_file: &number.digits,
    })
}
