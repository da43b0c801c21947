//! Households that only a careful reader tells apart: relatives at one address, father and son of one name.

use super::super::people::{self, Person};
use super::super::rng::Rng;
use super::{House, Member, member};
use crate::account::AccountStatus;
use crate::money::Amount;

/// So many households of each kind, in ascending order of their numbers.
pub(super) fn members(of_each: usize, rng: &mut Rng) -> Vec<Member> {
    let mut at_once: Vec<(House, Person)> = Vec::new();
    let mut later = Vec::new();
    for i in 0..2 * of_each {
        let (house, people) = if i % 2 == 0 {
            (House::Kin, kin(rng))
        } else {
            (House::Twins, twins(rng))
        };
        let mut people = people.into_iter().map(|person| (house, person));
        at_once.extend(people.next());
        // Half of them enrolled together and have neighbouring numbers, the others years apart.
        if rng.chance(0.5) {
            at_once.extend(people);
        } else {
            later.extend(people);
        }
    }
    // Above all others, whose neighbours they are not to change.
    let mut number = 701_250_000_000 + rng.bits() % 40_000_000;
    let mut next = |(house, person): (House, Person)| {
        number += 1 + rng.bits() % 3;
        payable(number, house, person, rng)
    };
    at_once.into_iter().chain(later).map(&mut next).collect()
}

fn payable(number: u64, house: House, person: Person, rng: &mut Rng) -> Member {
    let member = member(number, None, rng);
    let due = if member.due.is_positive() {
        member.due
    } else {
        Amount::from_cents(rng.whole(4_000, 95_000)).expect("it is far below the limit")
    };
    Member {
        person,
        due,
        status: AccountStatus::Active,
        autopay: false,
        house,
        ..member
    }
}

fn kin(rng: &mut Rng) -> Vec<Person> {
    let first = people::person(rng);
    let mut out = vec![first];
    for _ in 0..1 + rng.below(2) {
        let next = people::namesake(&out[0], &out.iter().collect::<Vec<_>>(), rng);
        out.push(next);
    }
    out
}

/// Father and son, or mother and daughter.
fn twins(rng: &mut Rng) -> Vec<Person> {
    let person = people::person(rng);
    let name = person.without_suffix();
    let suffixes = rng.pick(&[[" Sr", " Jr"], ["", " Jr"], ["", " II"], ["", ""]]);
    let named = |suffix| Person {
        name: format!("{name}{suffix}"),
        ..person.clone()
    };
    suffixes.map(named).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relatives_share_a_surname_and_twins_a_name() {
        let members = members(20, &mut Rng::new(3));
        assert!(members.is_sorted_by(|a, b| a.id < b.id), "numbers are given once");
        for one in &members {
            let others: Vec<&Member> = members
                .iter()
                .filter(|m| m.id != one.id && m.person.lives_with(&one.person))
                .collect();
            assert!(!others.is_empty(), "{} lives alone", one.person.name);
            for other in others {
                let (mine, theirs) = (&one.person, &other.person);
                assert_eq!(mine.family(), theirs.family());
                let is_twin = mine.without_suffix() == theirs.without_suffix();
                assert_eq!(is_twin, one.house == House::Twins);
                assert_eq!(mine.given() == theirs.given(), is_twin);
            }
        }
    }
}
