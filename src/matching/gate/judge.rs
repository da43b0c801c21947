//! The gate itself: what stops, and by which kind of evidence the rest passes.

use super::{Proof, Stop, Stratum, Verdict};
use crate::id::MemberId;
use crate::matching::index::Index;
use crate::matching::names::Part;
use crate::matching::query::Query;
use crate::matching::score::{Field, Level, MOST_CANDIDATES};
use crate::matching::weigh::{Fit, NameFit, Weighed, agrees, is_other};
use crate::score::Score;

/// Bits between the best account and the next: below, both fit about equally well.
const MARGIN: f32 = 13.0;
/// The least probability of what posts.
const LEAST_PROBABILITY: f32 = 0.999;
/// Bits by which the best account must fit better than another of its house by name and address alone.
const HOUSEMATE: f32 = 3.0;
/// Bits from which an amount is a proof: fewer than one account in a hundred owes as much, to the cent. The round amounts that many owe are none.
const AMOUNT_PROVES: f32 = 7.0;
/// Bits below which no account fits.
const FITS: f32 = 10.0;

/// What follows from the accounts weighed, the best first, of which the best has this probability.
pub(in crate::matching) fn judged(index: &Index, query: &Query, weighed: &[Weighed], probability: Score) -> Verdict {
    let why = match passed(index, query, weighed, probability) {
        Ok((handle, stratum)) => {
            let member_id = index.member_id(handle);
            return Verdict::Post { member_id, stratum };
        }
        Err(why) => why,
    };
    Verdict::Stop { why }
}

fn passed(index: &Index, query: &Query, weighed: &[Weighed], probability: Score) -> Result<(u32, Stratum), Stop> {
    if query.numbers.is_empty() && query.names.is_empty() && query.addresses.is_empty() && query.known.is_none() {
        return Err(Stop::NoEvidence);
    }
    let best = weighed.first().filter(|best| best.bits >= FITS);
    let Some(best) = best else {
        return Err(nobody(query).unwrap_or(Stop::NoAccountFits));
    };
    if let Some(conflict) = conflict(index, query, best, weighed) {
        return Err(conflict);
    }
    let member_id = index.member_id(best.handle);
    let near: Vec<MemberId> = weighed
        .iter()
        .take_while(|other| other.bits > best.bits - MARGIN)
        .map(|other| index.member_id(other.handle))
        .take(MOST_CANDIDATES)
        .collect();
    if near.len() > 1 {
        return Err(Stop::SeveralFit { member_ids: near });
    }
    let stratum = stratum(best).map_err(|proof| match proof {
        Some(proof) => Stop::OneProofOnly { member_id, proof },
        None => Stop::TooWeak { member_id },
    })?;
    if let Some(other) = housemate(index, query, best, weighed) {
        let other = index.member_id(other);
        return Err(Stop::SameHouse { member_id, other });
    }
    if probability.get() < LEAST_PROBABILITY {
        return Err(Stop::TooWeak { member_id });
    }
    Ok((best.handle, stratum))
}

/// A Member ID that was well read and is on no file.
fn nobody(query: &Query) -> Option<Stop> {
    let unknown = query
        .numbers
        .iter()
        .find(|number| number.claims() && number.near.first().is_none_or(|near| near.1 < -0.7));
    let unknown = unknown.filter(|number| number.is_well_read())?;
    let read = unknown.digits.parse().ok()?;
    Some(Stop::NoSuchAccount { read })
}

/// What disagrees, if anything does.
fn conflict(index: &Index, query: &Query, best: &Weighed, weighed: &[Weighed]) -> Option<Stop> {
    number_conflict(index, query, best, weighed)
        .or_else(|| name_conflict(index, best))
        .or_else(|| address_conflict(index, best))
}

fn number_conflict(index: &Index, query: &Query, best: &Weighed, weighed: &[Weighed]) -> Option<Stop> {
    let member_id = index.member_id(best.handle);
    let against = |number: Option<u32>, read: &str| Stop::NumberAgainstAll {
        number: number.map(|handle| index.member_id(handle)),
        read: read.to_owned(),
        member_id,
    };
    for number in query.numbers.iter().filter(|number| number.claims()) {
        let owner = number.owner(index);
        if owner == Some(best.handle) {
            continue;
        }
        let is_repaired = best.number.is_some_and(|fit| fit.agrees()) && number.fits(index, best.handle).is_some();
        let is_exact_elsewhere = best.number.is_some_and(|fit| fit.level == Level::Exact) && !is_repaired;
        match owner {
            // Two numbers, two members.
            Some(owner) if is_exact_elsewhere => {
                let member_ids = vec![member_id, index.member_id(owner)];
                return Some(Stop::SeveralFit { member_ids });
            }
            // It reads as another member's. A stranger to this one: a digit was misread. One of the same name or house: that member's number was written.
            Some(owner) if !is_repaired || are_related(index, owner, best.handle) => {
                return Some(against(Some(owner), &number.digits));
            }
            Some(owner) => {
                let fits_too = weighed.iter().find(|other| other.handle == owner);
                if fits_too.is_some_and(|other| other.has_a_name() || other.has_a_relative() || other.has_the_address())
                {
                    return Some(against(Some(owner), &number.digits));
                }
            }
            None if is_repaired || is_exact_elsewhere => {}
            None if best.has_full_name() && best.has_the_address() => return Some(against(None, &number.digits)),
            None => return Some(nobody(query).unwrap_or_else(|| against(None, &number.digits))),
        }
    }
    None
}

/// Whether two accounts share a surname or an address.
fn are_related(index: &Index, one: u32, other: u32) -> bool {
    let (place, others) = (index.place(one), index.place(other));
    let house = place.number == others.number && place.street == others.street;
    let surnames = |handle| index.name(handle).filter(|(part, _)| *part == Part::Surname);
    house || surnames(one).any(|(_, word)| surnames(other).any(|(_, same)| same == word))
}

/// Another member of the house whom name and address fit no worse, or whose bill it is that was paid: the number alone chose between them, and people do write that of
/// another in the house.
fn housemate(index: &Index, query: &Query, best: &Weighed, weighed: &[Weighed]) -> Option<u32> {
    // Nor what paid before says which of them it is: a house shares its bank account.
    let by_words = |weighed: &Weighed| weighed.bits - weighed.number_bits - weighed.amount_bits - weighed.memory_bits;
    let is_exact = best.number.is_some_and(|fit| fit.level == Level::Exact);
    let others = weighed
        .iter()
        .filter(|other| other.handle != best.handle && index.share_a_house(other.handle, best.handle));
    // The number as read, and to the cent what is due on its account and not on the other's: two proofs which of them it is.
    let told_apart = |other: &Weighed| is_exact && has_the_amount(best) && !agrees(other.amount);
    // Somebody pays for another of the house and writes his own number: all but the amount is his. Whom the memo names in full is meant all the same.
    let is_named = best.member_name.as_ref().is_some_and(NameFit::is_full);
    let is_anothers = !is_named && is_other(best.amount) && !pays_months(index, query, best.handle);
    let pays_for = |other: &Weighed| is_anothers && (has_the_amount(other) || pays_months(index, query, other.handle));
    let fits_as_well = |other: &Weighed| by_words(other) > by_words(best) - HOUSEMATE && !told_apart(other);
    // Who pays is another of the house, and the memo hardly names the one whose number it has: what was misread may well be the payer's own name.
    let is_surely_named = best.member_name.as_ref().is_some_and(NameFit::is_sure);
    let pays = |other: &Weighed| {
        !is_surely_named && other.payer_name.as_ref().is_some_and(NameFit::is_full) && !told_apart(other)
    };
    let mut others = others.filter(|other| fits_as_well(other) || pays_for(other) || pays(other));
    others.next().map(|other| other.handle)
}

fn name_conflict(index: &Index, best: &Weighed) -> Option<Stop> {
    let member_id = index.member_id(best.handle);
    // Who pays has the member's very name, and another middle name or suffix: the father, or the son.
    let payer = best.payer_name.as_ref().filter(|payer| payer.is_full());
    let other = payer.and_then(|payer| [payer.middle, payer.suffix].into_iter().flatten().find(Fit::is_other));
    if let Some(other) = other {
        return Some(Stop::Disagrees {
            member_id,
            field: other.field,
            on_file: other.on_file.to_owned(),
            read: other.read.to_owned(),
        });
    }
    let name = best.member_name.as_ref()?;
    let read = || name.read.to_owned();
    let on_file = |fit: Fit| fit.on_file.to_owned();
    if let Some(surname) = name.surname.filter(Fit::is_other) {
        return Some(if best.number.is_some_and(|fit| fit.agrees()) {
            Stop::NumberAgainstName {
                member_id,
                on_file: name_on_file(index, best.handle),
                read: read(),
            }
        } else {
            Stop::Disagrees {
                member_id,
                field: Field::Surname,
                on_file: on_file(surname),
                read: read(),
            }
        });
    }
    if let Some(given) = name.given.filter(Fit::is_other) {
        return Some(Stop::Relative {
            member_id,
            on_file: on_file(given),
            read: read(),
        });
    }
    if let Some(given) = best.is_of_a_relative() {
        return Some(Stop::Relative {
            member_id,
            on_file: on_file(given),
            read: given.read.to_owned(),
        });
    }
    let other = [name.middle, name.suffix].into_iter().flatten().find(Fit::is_other)?;
    Some(Stop::Disagrees {
        member_id,
        field: other.field,
        on_file: on_file(other),
        read: other.read.to_owned(),
    })
}

fn name_on_file(index: &Index, handle: u32) -> String {
    let words = index
        .name(handle)
        .filter(|(part, _)| !matches!(part, Part::WholeGiven | Part::SurnameForm));
    let words: Vec<&str> = words.map(|(_, word)| index.names.word(word)).collect();
    words.join(" ")
}

fn address_conflict(index: &Index, best: &Weighed) -> Option<Stop> {
    let address = best.address.as_ref().filter(|address| address.conflicts())?;
    let other = [address.number, address.street]
        .into_iter()
        .flatten()
        .find(Fit::is_other)?;
    Some(Stop::Disagrees {
        member_id: index.member_id(best.handle),
        field: other.field,
        on_file: other.on_file.to_owned(),
        read: other.read.to_owned(),
    })
}

/// Two or three months of what is due on an account were paid, or half a month.
fn pays_months(index: &Index, query: &Query, handle: u32) -> bool {
    let due = u64::from(index.dues.due(handle));
    let Some(paid) = query.paid.as_ref().map(|paid| u64::from(paid.cents)) else {
        return false;
    };
    due > 0 && (paid == 2 * due || paid == 3 * due || paid == due.div_ceil(2))
}

/// To the cent what is due on the account, and on few others.
pub(in crate::matching) fn has_the_amount(weighed: &Weighed) -> bool {
    weighed
        .amount
        .is_some_and(|fit| fit.agrees() && fit.bits >= AMOUNT_PROVES)
}

/// By which two kinds of evidence the best account stands; else the only one there is, if there is any.
fn stratum(best: &Weighed) -> Result<Stratum, Option<Proof>> {
    let exact = best.number.is_some_and(|fit| fit.level == Level::Exact);
    let repaired = best.number.is_some_and(|fit| fit.level == Level::Close);
    let remembered = best.memory.is_some_and(|fit| fit.agrees());
    // A relative without an account who wrote the member's number bears the name, or a part of it, and lives there: but what he pays is seldom what is due.
    let other_amount = is_other(best.amount);
    let (full_name, a_name, address) = (best.has_full_name(), best.has_a_name(), best.has_the_address());
    let found = match () {
        () if exact && full_name => Stratum::ExactIdName,
        () if exact && a_name && !other_amount => Stratum::ExactIdName,
        () if exact && address && !other_amount => Stratum::IdAddress,
        () if exact && best.has_a_relative() => Stratum::ExactIdFamily,
        () if repaired && full_name && (!other_amount || best.has_the_middle_name()) => Stratum::RepairedIdNames,
        () if repaired && address && (a_name || best.has_a_relative()) => Stratum::RepairedIdAddress,
        () if best.older.is_some() && full_name => Stratum::OlderNumberNames,
        () if full_name && address && has_the_amount(best) => Stratum::NameAddressAmount,
        () if remembered && (exact || full_name) && !other_amount => Stratum::PayerMemoryPlusOne,
        () if full_name && address => Stratum::NameAddress,
        () => {
            let all = [
                (Proof::Number, exact || repaired || best.older.is_some()),
                (Proof::Name, a_name || best.has_a_relative()),
                (Proof::Address, address),
                (Proof::PayerMemory, remembered),
                (Proof::Amount, has_the_amount(best)),
            ];
            let mut there = all.into_iter().filter(|(_, there)| *there).map(|(proof, _)| proof);
            return Err(there.next().filter(|_| there.next().is_none()));
        }
    };
    Ok(found)
}
