//! Accounts as a lockbox has them: households, shared surnames, fathers and sons.

use crate::chance::Chance;
use crate::words::{self, Ranked};
use lockbox::id::MemberId;
use lockbox::matching::Row;
use lockbox::money::Amount;

/// How Member IDs lie among all 12-digit numbers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Ids {
    /// Anywhere.
    Random,
    /// In runs with gaps of one to three.
    Dense,
    /// One after the other.
    Consecutive,
}

/// A member, as small as ten million of them must be.
#[derive(Clone, Copy)]
pub(crate) struct Member {
    pub(crate) id: u64,
    pub(crate) given: u32,
    pub(crate) surname: u32,
    /// The second part of a double surname; 0: none.
    pub(crate) second: u32,
    pub(crate) household: u32,
    /// An older number of nine digits, or 0.
    pub(crate) older: u32,
    /// A middle initial, or 0.
    pub(crate) middle: u8,
    /// 1 Jr, 2 Sr.
    pub(crate) suffix: u8,
}

pub(crate) struct World {
    seed: u64,
    pub(crate) ids: Ids,
    pub(crate) given: Ranked,
    pub(crate) surnames: Ranked,
    pub(crate) members: Vec<Member>,
}

/// Where a household lives.
pub(crate) struct Home {
    pub(crate) number: String,
    pub(crate) street: String,
    pub(crate) kind: &'static str,
    pub(crate) unit: String,
    pub(crate) city: String,
    pub(crate) zip: String,
}

impl World {
    pub(crate) fn new(accounts: usize, ids: Ids, seed: u64) -> Self {
        let mut world = World {
            seed,
            ids,
            given: Ranked::given(),
            surnames: Ranked::surnames(),
            members: Vec::with_capacity(accounts),
        };
        let mut chance = Chance::new(seed, 1);
        let mut next = 700_000_000_000 + chance.below(1_000_000_000);
        for household in 0.. {
            let size = match chance.unit() {
                x if x < 0.55 => 1,
                x if x < 0.90 => 2,
                _ => 3,
            };
            let surname = world.surnames.draw(&mut chance);
            let mut first = None;
            for place in 0..size {
                if world.members.len() == accounts {
                    return world;
                }
                let mut member = Member {
                    id: 0,
                    given: world.given.draw(&mut chance),
                    surname: if place > 0 && chance.chance(0.12) {
                        world.surnames.draw(&mut chance)
                    } else {
                        surname
                    },
                    second: if chance.chance(0.03) {
                        world.surnames.draw(&mut chance)
                    } else {
                        0
                    },
                    household,
                    older: if chance.chance(0.3) {
                        older_number(world.members.len())
                    } else {
                        0
                    },
                    middle: if chance.chance(0.7) {
                        u8::try_from(chance.letter()).expect("ASCII")
                    } else {
                        0
                    },
                    suffix: 0,
                };
                // Father and son of one name, half of them with their suffixes.
                if let Some(at) = first.filter(|_| place == 1 && chance.chance(0.01)) {
                    let father: &mut Member = &mut world.members[at];
                    (member.given, member.surname, member.second) = (father.given, father.surname, father.second);
                    if chance.chance(0.5) {
                        (father.suffix, member.suffix) = (2, 1);
                    }
                }
                next += match ids {
                    Ids::Random => 0,
                    Ids::Dense => 1 + chance.below(3),
                    Ids::Consecutive => 1,
                };
                member.id = if ids == Ids::Random {
                    100_000_000_000 + chance.below(900_000_000_000)
                } else {
                    next
                };
                first = first.or(Some(world.members.len()));
                world.members.push(member);
            }
        }
        world
    }

    /// Whether a number is on file, where they are given out in their order.
    pub(crate) fn has(&self, number: u64) -> bool {
        self.members.binary_search_by_key(&number, |member| member.id).is_ok()
    }

    /// The number given out last.
    pub(crate) fn last(&self) -> u64 {
        self.members.last().map_or(0, |member| member.id)
    }

    pub(crate) fn home(&self, household: u32) -> Home {
        let mut chance = Chance::new(self.seed ^ 0x5EED, u64::from(household));
        let lot = chance.unit();
        let zip = {
            let u = chance.unit();
            10_000 + lockbox::geometry::round_u32(u * u * 2_000.0)
        };
        Home {
            number: (1 + lockbox::geometry::round_u32(lot * lot * 9_999.0)).to_string(),
            street: words::street(&mut chance),
            kind: chance.pick(&["St", "St", "St", "Ave", "Ave", "Rd", "Ln", "Dr", "Ct"]),
            unit: if chance.chance(0.2) {
                format!("{}", 1 + chance.below(40))
            } else {
                String::new()
            },
            city: self.surnames.name(200 + zip / 5 % 400),
            zip: format!("{zip:05}"),
        }
    }

    /// What is due on a member's account.
    pub(crate) fn due(&self, member: &Member) -> Amount {
        self.due_of(member.id)
    }

    /// What is due on the account of this Member ID.
    pub(crate) fn due_of(&self, number: u64) -> Amount {
        premium(&mut Chance::new(self.seed ^ 0xD0E, number))
    }

    /// The words of a member's surname as on file.
    pub(crate) fn surname(&self, member: &Member) -> String {
        let first = self.surnames.name(member.surname);
        match member.second {
            0 => first,
            second => format!("{first}-{}", self.surnames.name(second)),
        }
    }

    pub(crate) fn row(&self, member: &Member) -> Row {
        let home = self.home(member.household);
        let mut name = self.given.name(member.given);
        if member.middle != 0 {
            name.push(' ');
            name.push(char::from(member.middle));
        }
        name.push(' ');
        name.push_str(&self.surname(member));
        name.push_str(["", " Jr", " Sr"][usize::from(member.suffix)]);
        Row {
            member_id: member_id(member.id),
            name,
            address1: format!("{} {} {}", home.number, home.street, home.kind),
            address2: home.unit,
            city: home.city,
            state: "MA".to_owned(),
            zip: home.zip,
            alternate_ids: (member.older != 0)
                .then(|| member.older.to_string())
                .into_iter()
                .collect(),
            due: Some(self.due(member)),
        }
    }
}

/// A premium: a third of them one of a dozen round amounts that plans cost whom the state helps, each of which 2 to 3 accounts in a hundred owe; the others any
/// amount to the cent, by plan, age and town.
pub(crate) fn premium(chance: &mut Chance) -> Amount {
    const ROUND: [u64; 12] = [23, 46, 48, 85, 97, 120, 126, 150, 175, 200, 240, 300];
    let cents = if chance.chance(1.0 / 3.0) {
        100 * chance.pick(&ROUND)
    } else {
        800 + chance.below(79_200)
    };
    amount(cents)
}

pub(crate) fn amount(cents: u64) -> Amount {
    let cents = i64::try_from(cents).ok().and_then(Amount::from_cents);
    cents.expect("a premium is an amount")
}

/// The older number of the account at this place, another for each, beginning with 7.
fn older_number(place: usize) -> u32 {
    let place = u64::try_from(place).expect("64 bits");
    let number = 700_000_000 + (place * 61_803_399 + 1_414_213) % 100_000_000;
    u32::try_from(number).expect("nine digits beginning with 7 are below 2^32")
}

pub(crate) fn member_id(number: u64) -> MemberId {
    format!("{number:012}").parse().expect("12 digits")
}
