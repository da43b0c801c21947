//! An address as read against the address on an account.

use super::{Fit, agrees, is_other, level, softened};
use crate::matching::index::Index;
use crate::matching::lexicon::{NONE, Role};
use crate::matching::probe::Probe;
use crate::matching::query::AddressRead;
use crate::matching::score::{Field, Level};

/// The least that house number and street say each.
const LEAST: f32 = -4.0;
/// The least that ZIP code or city says.
const ZIP_LEAST: f32 = -3.0;
/// The most that ZIP code and city say: they go with the street.
const ZIP_MOST: f32 = 9.0;
/// A unit that is right, and one that is another's.
const UNIT: (f32, f32) = (3.0, -3.0);
/// Another kind of street (Ave for St), or another quarter.
const OTHER_KIND: f32 = -3.0;
/// Another state.
const OTHER_STATE: f32 = -3.0;
/// How often an address that says who pays is the member's, and one that says whose payment it is.
const IS_MEMBERS: (f32, f32) = (0.8, 0.97);

/// How an address fits.
#[derive(Clone, Debug)]
pub(in crate::matching) struct AddressFit<'a> {
    pub(in crate::matching) number: Option<Fit<'a>>,
    pub(in crate::matching) street: Option<Fit<'a>>,
    pub(in crate::matching) unit: Option<Fit<'a>>,
    pub(in crate::matching) zip: Option<Fit<'a>>,
    pub(in crate::matching) city: Option<Fit<'a>>,
    /// Whether it says whose payment it is.
    pub(in crate::matching) names_the_member: bool,
    pub(in crate::matching) bits: f32,
}

impl<'a> AddressFit<'a> {
    pub(in crate::matching) fn of(index: &'a Index, read: &'a AddressRead<'a>, handle: u32) -> Self {
        let filed = index.place(handle);
        let part = |probe: &'a Option<Probe<'a>>, word: u32, field, role, least, most| {
            let probe = probe.as_ref().filter(|_| word != NONE)?;
            let loss = probe.loss(word);
            let raw = probe.bits(word, loss, role).min(most);
            Some(Fit {
                field,
                level: level(loss, raw),
                bits: softened(raw, least),
                read: &probe.text,
                on_file: if role == Role::First && field == Field::Street {
                    index.streets.word(word)
                } else if field == Field::City {
                    index.others.word(word)
                } else {
                    index.numbers.word(word)
                },
            })
        };
        let number = part(
            &read.number,
            filed.number,
            Field::HouseNumber,
            Role::First,
            LEAST,
            f32::MAX,
        );
        let street = part(&read.street, filed.street, Field::Street, Role::First, LEAST, f32::MAX);
        let other = part(
            &read.other_street,
            filed.street,
            Field::Street,
            Role::First,
            LEAST,
            f32::MAX,
        );
        let street = match (street, other) {
            // One that agrees goes before one that only says more: the longer text is the rarer one.
            (Some(street), Some(other)) if (other.agrees(), other.bits) > (street.agrees(), street.bits) => Some(other),
            _ => street,
        };
        let street = street.map(|street| kind_considered(street, read, filed.kind, filed.way));
        let zip = part(&read.zip, filed.zip, Field::Zip, Role::Second, ZIP_LEAST, ZIP_MOST);
        let city = part(&read.city, filed.city, Field::City, Role::Second, ZIP_LEAST, ZIP_MOST);
        // City and ZIP code say the same: the better counts.
        let (zip, city) = match (zip, city) {
            (Some(zip), Some(city)) if zip.bits >= city.bits => (Some(zip), None),
            (Some(_), Some(city)) => (None, Some(city)),
            as_it_is => as_it_is,
        };
        let unit = unit(index, read, filed.unit);
        let names_the_member = read.source.names_the_member();
        let all = [number, street, unit, zip, city];
        let other_state = read.state != 0 && filed.state != 0 && read.state != filed.state;
        let state = if other_state { OTHER_STATE } else { 0.0 };
        let sum = state + all.iter().flatten().map(|fit| fit.bits).sum::<f32>();
        let is_members = if names_the_member { IS_MEMBERS.1 } else { IS_MEMBERS.0 };
        AddressFit {
            number,
            street,
            unit,
            zip,
            city,
            names_the_member,
            bits: (is_members * sum.exp2() + 1.0 - is_members).log2(),
        }
    }

    /// House number and street agree, and no unit is another's.
    pub(in crate::matching) fn agrees(&self) -> bool {
        agrees(self.number) && agrees(self.street) && !is_other(self.unit)
    }

    /// It says whose payment it is, and it is another's.
    pub(in crate::matching) fn conflicts(&self) -> bool {
        let both = |fit: Option<Fit>| fit.is_none_or(|fit| fit.is_other());
        let any = self.number.is_some() || self.street.is_some();
        self.names_the_member
            && any
            && (both(self.street) || is_other(self.number) && !agrees(self.zip))
            && self.bits < 0.0
    }

    pub(in crate::matching) fn fields(&self) -> impl Iterator<Item = Fit<'a>> {
        [self.number, self.street, self.unit, self.zip, self.city]
            .into_iter()
            .flatten()
    }
}

fn kind_considered<'a>(street: Fit<'a>, read: &AddressRead, kind: u8, way: u8) -> Fit<'a> {
    let other = |one: u8, other: u8| one != 0 && other != 0 && one != other;
    if !other(read.kind, kind) && !other(read.way, way) {
        return street;
    }
    Fit {
        level: if street.agrees() { Level::Unclear } else { street.level },
        bits: street.bits + OTHER_KIND,
        ..street
    }
}

fn unit<'a>(index: &'a Index, read: &'a AddressRead, word: u32) -> Option<Fit<'a>> {
    let on_file = index.others.word(word);
    if read.unit.is_empty() || on_file.is_empty() {
        return None;
    }
    let (level, bits) = if read.unit == on_file {
        (Level::Exact, UNIT.0)
    } else if read.unit.len() == on_file.len()
        && crate::matching::token::misread(on_file.as_bytes(), read.unit.as_bytes()) > -6.0
    {
        (Level::Unclear, 0.0)
    } else {
        (Level::Other, UNIT.1)
    };
    Some(Fit {
        field: Field::Unit,
        level,
        bits,
        read: &read.unit,
        on_file,
    })
}
