//! Payers: what they write, and what is read of it.

use crate::chance::Chance;
use crate::world::{Home, Ids, Member, World, amount, member_id, premium};
use lockbox::id::MemberId;
use lockbox::matching::{Address, Name, Number, Payer, Source, Token};
use lockbox::money::Amount;

/// How often the amount is known.
const KNOWN_AMOUNT: f64 = 0.9;
/// How often a member pays just what is due.
const PAYS_DUE: f64 = 0.9;
/// How often a relative without an account pays just what is due on the member's: the same plan at the same age costs the same, as of twins, or of man and wife.
const RELATIVES_DUE: f64 = 0.03;
/// How often an older number is written by those who have one: by a payer of twenty, since three accounts in ten have one.
const WRITES_OLDER: f64 = 1.0 / 6.0;
/// How often a member's bank account paid before, and how often a relative's without an account did: for the member, if they share it.
const PAID_BEFORE: (f64, f64) = (0.6, 0.3);

/// How often what is written.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Mix {
    pub(crate) number: f64,
    pub(crate) memo_name: f64,
    pub(crate) payer_name: f64,
    pub(crate) address: f64,
}

/// One payment.
pub(crate) struct Payment {
    pub(crate) payer: Payer,
    /// What is paid, known or not.
    pub(crate) pays: Amount,
    /// Whose it is; nobody's on file if absent.
    pub(crate) truth: Option<MemberId>,
    /// Whose number and very name were written by a relative without an account: nothing on the paper tells the two apart, and it is counted apart.
    pub(crate) namesake: Option<MemberId>,
    /// Whether its own number was written, and with it a name or the address.
    pub(crate) is_knowable: bool,
    /// Whether the member's own number reads as it was written: of these hardly any is wrong.
    pub(crate) reads_right: bool,
}

const CONFUSABLE: [(char, char); 34] = [
    ('5', 's'),
    ('2', 'z'),
    ('6', 'g'),
    ('9', 'g'),
    ('9', 'q'),
    ('4', 'q'),
    ('8', 'b'),
    ('4', 'a'),
    ('0', 'o'),
    ('m', 'n'),
    ('u', 'v'),
    ('y', 'v'),
    ('d', 'o'),
    ('q', 'o'),
    ('f', 'p'),
    ('e', 'f'),
    ('l', 'j'),
    ('j', 'i'),
    ('l', 'i'),
    ('1', 'l'),
    ('1', 'i'),
    ('g', 'q'),
    ('h', 'b'),
    ('e', 'c'),
    ('a', 'o'),
    ('n', 'r'),
    ('c', 'o'),
    ('1', '7'),
    ('3', '8'),
    ('0', '6'),
    ('5', '6'),
    ('4', '9'),
    ('0', '8'),
    ('3', '5'),
];

/// A text as a reader reads it that gets such a share of the characters wrong.
fn read(text: &str, wrong: f64, chance: &mut Chance) -> String {
    let digits = text.chars().all(|c| c.is_ascii_digit());
    let any = |chance: &mut Chance| if digits { chance.digit() } else { chance.letter() };
    let mut out = String::with_capacity(text.len() + 2);
    for c in text.chars() {
        if !chance.chance(wrong) {
            out.push(c);
            continue;
        }
        match chance.unit() {
            x if x < 0.6 => {
                let like: Vec<char> = CONFUSABLE
                    .iter()
                    .filter_map(|&(a, b)| (a == c).then_some(b).or((b == c).then_some(a)))
                    .filter(|other| !digits || other.is_ascii_digit())
                    .collect();
                let other = if like.is_empty() {
                    any(chance)
                } else {
                    chance.pick(&like)
                };
                out.push(other);
            }
            x if x < 0.8 => out.push(any(chance)),
            x if x < 0.93 => {}
            _ => {
                out.push(c);
                out.push(any(chance));
            }
        }
    }
    out
}

/// The chances of a payer: who pays for whom, and how well it is read.
struct Pen<'a> {
    world: &'a World,
    chance: Chance,
    wrong: f64,
}

impl Pen<'_> {
    fn token(&mut self, text: &str, share: f64) -> Option<Token> {
        let text = read(text, self.wrong * share, &mut self.chance);
        (!text.trim().is_empty()).then(|| Token::text(text))
    }

    fn name(&mut self, given: &str, middle: u8, surname: &str, suffix: u8, source: Source) -> Option<Name> {
        let share = if source == Source::Memo { 1.0 } else { 0.4 };
        let initial: String = given.chars().take(1).collect();
        let given = if self.chance.chance(0.06) {
            initial
        } else {
            given.to_owned()
        };
        let mut words = vec![given];
        if middle != 0 && self.chance.chance(0.4) {
            words.push(char::from(middle).to_string());
        }
        words.extend(surname.split('-').map(str::to_owned));
        // Of a double surname one part is often left out.
        if surname.contains('-') && self.chance.chance(0.4) {
            words.pop();
        }
        if suffix != 0 && self.chance.chance(0.6) {
            words.push(["", "Jr", "Sr"][usize::from(suffix)].to_owned());
        }
        let words: Vec<Token> = words.iter().filter_map(|word| self.token(word, share)).collect();
        (!words.is_empty()).then_some(Name { words, source })
    }

    fn address(&mut self, home: &Home) -> Address {
        let tokens = |pen: &mut Self, text: &str| -> Vec<Token> {
            text.split(' ').filter_map(|word| pen.token(word, 0.4)).collect()
        };
        let mut street = tokens(self, &home.street);
        if self.chance.chance(0.8) {
            street.push(Token::text(home.kind));
        }
        Address {
            number: self.token(&home.number, 0.4),
            street,
            unit: if home.unit.is_empty() || self.chance.chance(0.3) {
                None
            } else {
                self.token(&home.unit, 0.4)
            },
            city: tokens(self, &home.city),
            state: Some(Token::text("MA")),
            zip: self.token(&home.zip, 0.4),
            source: Source::PayerBlock,
        }
    }

    fn number(&mut self, number: u64) -> Vec<Number> {
        self.digits(&format!("{number:012}"))
    }

    /// The number of a member as he writes it, which may be his older one.
    fn number_of(&mut self, member: &Member) -> Vec<Number> {
        if member.older != 0 && self.chance.chance(WRITES_OLDER) {
            self.digits(&member.older.to_string())
        } else {
            self.number(member.id)
        }
    }

    fn digits(&mut self, text: &str) -> Vec<Number> {
        self.token(text, 1.0)
            .map(|token| Number {
                token,
                source: Source::Memo,
            })
            .into_iter()
            .collect()
    }

    /// What is paid by whom `due` is owed: this amount, or a part of it, two or three months, or anything.
    fn pays(&mut self, due: Amount) -> Amount {
        let cents = u64::try_from(due.cents()).expect("a premium is positive");
        if self.chance.chance(PAYS_DUE) {
            return due;
        }
        match self.chance.below(4) {
            0 => amount(2 * cents),
            1 => amount(3 * cents),
            2 => amount(cents.div_ceil(2)),
            _ => premium(&mut self.chance),
        }
    }

    /// An amount, if it is known by the item alone.
    fn known(&mut self, pays: Amount) -> Option<Amount> {
        self.chance.chance(KNOWN_AMOUNT).then_some(pays)
    }

    /// For whom the bank account paid before that a member's payment is drawn on: mostly for himself; a shared one for the other of the house, a parent's or a
    /// friend's for its owner.
    fn paid_before(&mut self, member: &Member, pays_himself: bool) -> Option<MemberId> {
        if !self.chance.chance(PAID_BEFORE.0) {
            return None;
        }
        let others = if pays_himself { (0.04, 0.01) } else { (0.3, 0.3) };
        let before = match self.chance.unit() {
            x if x < others.0 => self.next_to(member)?,
            x if x < others.0 + others.1 => self.anybody(),
            _ => *member,
        };
        Some(member_id(before.id))
    }

    fn random_number(&mut self) -> u64 {
        100_000_000_000 + self.chance.below(900_000_000_000)
    }

    /// The number of an account that is not loaded yet, of one of a member's family: next to the member's, where one is free, or after the last of all. A number on file is
    /// somebody's already.
    fn unloaded(&mut self, member: &Member) -> u64 {
        let next = member.id + 1 + self.chance.below(4);
        if self.world.has(next) {
            self.world.last() + 1 + self.chance.below(1_000)
        } else {
            next
        }
    }

    fn anybody(&mut self) -> Member {
        let count = u64::try_from(self.world.members.len()).expect("64 bits");
        let at = usize::try_from(self.chance.below(count)).expect("below a length");
        self.world.members[at]
    }

    /// Somebody else who lives with a member and has an account, or whose account stands next to his.
    fn next_to(&mut self, member: &Member) -> Option<Member> {
        let members = &self.world.members;
        let at = members.partition_point(|other| other.household < member.household);
        let mut those = members[at..].iter().take(4).filter(|other| other.id != member.id);
        those.next().copied()
    }
}

/// What becomes of payments whose own number reads right.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum ReadRight {
    /// They are made as all others.
    Kept,
    /// They are not made.
    LeftOut,
}

/// The payment of this number, the same for the same seed; `None` if it is left out.
pub(crate) fn payment(world: &World, mix: Mix, seed: u64, number: u64, read_right: ReadRight) -> Option<Payment> {
    let mut chance = Chance::new(seed ^ 0xFEED, number);
    let wrong = match chance.unit() {
        x if x < 0.5 => 0.01,
        x if x < 0.8 => 0.05,
        _ => 0.12,
    };
    let mut pen = Pen { world, chance, wrong };
    match pen.chance.unit() {
        x if x < 0.95 => of_member(&mut pen, mix, read_right),
        x if x < 0.975 => Some(of_relative(&mut pen, mix)),
        _ => Some(of_stranger(&mut pen, mix)),
    }
}

fn of_member(pen: &mut Pen, mix: Mix, read_right: ReadRight) -> Option<Payment> {
    let member = pen.anybody();
    let mut payer = Payer::default();
    let mut own_number = false;
    if pen.chance.chance(mix.number) {
        // An old coupon, the wife's number, the neighbour's.
        let other = match pen.chance.unit() {
            x if x < 0.002 => Some(pen.anybody()),
            x if x < 0.005 => pen.next_to(&member),
            _ => None,
        };
        own_number = other.is_none();
        payer.numbers = pen.number_of(&other.unwrap_or(member));
    }
    let own = format!("{:012}", member.id);
    let reads_right = payer.numbers.iter().any(|number| number.token.text == own);
    if reads_right && read_right == ReadRight::LeftOut {
        return None;
    }
    let home = pen.world.home(member.household);
    let (given, surname) = (pen.world.given.name(member.given), pen.world.surname(&member));
    let mut own_words = false;
    if pen.chance.chance(mix.memo_name) {
        payer
            .names
            .extend(pen.name(&given, member.middle, &surname, member.suffix, Source::Memo));
        own_words = true;
    }
    let who = pen.chance.unit();
    if pen.chance.chance(mix.payer_name) {
        let name = match who {
            x if x < 0.78 => {
                own_words = true;
                pen.name(&given, member.middle, &surname, member.suffix, Source::PayerBlock)
            }
            x if x < 0.92 => {
                let relative = pen.world.given.draw(&mut pen.chance);
                let relative = pen.world.given.name(relative);
                pen.name(&relative, 0, &surname, 0, Source::PayerBlock)
            }
            _ => {
                let (given, surname) = other_name(pen);
                pen.name(&given, 0, &surname, 0, Source::PayerBlock)
            }
        };
        payer.names.extend(name);
    }
    if pen.chance.chance(mix.address) {
        if who < 0.86 {
            own_words = true;
            payer.addresses.push(pen.address(&home));
        } else {
            let elsewhere = pen.anybody();
            let home = pen.world.home(elsewhere.household);
            payer.addresses.push(pen.address(&home));
        }
    }
    let pays = pen.pays(pen.world.due(&member));
    payer.paid = pen.known(pays);
    payer.known_payer = pen.paid_before(&member, who < 0.78);
    Some(Payment {
        payer,
        pays,
        reads_right,
        truth: Some(member_id(member.id)),
        namesake: None,
        is_knowable: own_number && own_words,
    })
}

fn other_name(pen: &mut Pen) -> (String, String) {
    let (given, surname) = (
        pen.world.given.draw(&mut pen.chance),
        pen.world.surnames.draw(&mut pen.chance),
    );
    (pen.world.given.name(given), pen.world.surnames.name(surname))
}

/// Somebody of a member's household who has no account, or none yet.
fn of_relative(pen: &mut Pen, mix: Mix) -> Payment {
    let member = pen.anybody();
    let home = pen.world.home(member.household);
    let rank = pen.world.given.draw(&mut pen.chance);
    let given = pen.world.given.name(rank);
    let surname = pen.world.surname(&member);
    let mut payer = Payer::default();
    let mut namesake = None;
    if pen.chance.chance(mix.number * 0.6) {
        let number = match pen.chance.unit() {
            x if x < 0.70 || pen.world.ids == Ids::Random && x < 0.995 => pen.random_number(),
            x if x < 0.995 => pen.unloaded(&member),
            _ => member.id,
        };
        namesake = (number == member.id && rank == member.given).then(|| member_id(member.id));
        payer.numbers = pen.number(number);
    }
    let middle = u8::try_from(pen.chance.letter()).expect("ASCII");
    payer.names.extend(pen.name(&given, middle, &surname, 0, Source::Memo));
    if pen.chance.chance(mix.payer_name) {
        payer
            .names
            .extend(pen.name(&given, middle, &surname, 0, Source::PayerBlock));
    }
    if pen.chance.chance(mix.address) {
        payer.addresses.push(pen.address(&home));
    }
    let due = if pen.chance.chance(RELATIVES_DUE) {
        pen.world.due(&member)
    } else {
        premium(&mut pen.chance)
    };
    let pays = pen.pays(due);
    payer.paid = pen.known(pays);
    payer.known_payer = pen.chance.chance(PAID_BEFORE.1).then(|| member_id(member.id));
    Payment {
        payer,
        pays,
        truth: None,
        namesake,
        is_knowable: false,
        reads_right: false,
    }
}

/// Somebody whom the biller does not know, perhaps in a house where a member lived.
fn of_stranger(pen: &mut Pen, mix: Mix) -> Payment {
    let (given, surname) = other_name(pen);
    let elsewhere = pen.anybody();
    let mut home = pen.world.home(elsewhere.household);
    if pen.chance.chance(0.8) {
        home.number = (1 + pen.chance.below(3_000)).to_string();
    }
    let mut payer = Payer::default();
    if pen.chance.chance(mix.number * 0.5) {
        let number = if pen.chance.chance(0.9) {
            pen.random_number()
        } else {
            pen.anybody().id
        };
        payer.numbers = pen.number(number);
    }
    payer.names.extend(pen.name(&given, 0, &surname, 0, Source::Memo));
    if pen.chance.chance(mix.payer_name) {
        payer.names.extend(pen.name(&given, 0, &surname, 0, Source::PayerBlock));
    }
    if pen.chance.chance(mix.address) {
        payer.addresses.push(pen.address(&home));
    }
    let due = premium(&mut pen.chance);
    let pays = pen.pays(due);
    payer.paid = pen.known(pays);
    Payment {
        payer,
        pays,
        truth: None,
        namesake: None,
        is_knowable: false,
        reads_right: false,
    }
}
