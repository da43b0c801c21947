//! A name as read against the name on an account.

use super::{AGREES, Fit, OTHER, agrees, is_other, level, softened};
use crate::matching::index::Index;
use crate::matching::lexicon::Role;
use crate::matching::names::{Part, Suffix};
use crate::matching::nicknames;
use crate::matching::probe::Probe;
use crate::matching::query::NameRead;
use crate::matching::score::{Field, Level};

/// The least that a surname says: two people of one name, a wife under her own.
const SURNAME_LEAST: f32 = -6.0;
/// The least that a given name says.
const GIVEN_LEAST: f32 = -12.0;
/// What it costs that the surname stands first without a comma.
const TURNED_ABOUT: f32 = -3.0;
/// What it costs that a middle word of the name is its surname.
const MIDDLE_SURNAME: f32 = -1.5;
/// An initial that is right, and one that is another, in bits: there are some 12 usual ones.
const INITIAL: (f32, f32) = (3.5, -6.0);
/// The loss up to which a letter is one that looks like another.
const RESEMBLES: f32 = -6.0;
/// A middle name or initial that is right, and one that is another.
const MIDDLE: (f32, f32) = (3.0, -4.0);
/// Bits that a short form says less than the name itself, and the most that one can say.
const SHORT_FORM: (f32, f32) = (1.5, 12.0);
/// Letters of a name's beginning that are a short form of it.
const BEGINNING: usize = 3;
/// Letters of the shortest end of a given name that may be one whose beginning was cut off.
const END: usize = 4;
/// A suffix that is right; one that only one side has; another one.
const SUFFIX: (f32, f32, f32) = (3.0, -1.0, -7.0);
/// How often a name in the payer's block is the member's own, and how often that of one of the same surname.
const PAYS: (f32, f32) = (0.7, 0.2);
/// The most that the payer's name adds to the member's, in bits: mostly it is the same name again.
const ADDED_BY_PAYER: f32 = 4.0;

/// How a name fits.
#[derive(Clone, Debug)]
pub(in crate::matching) struct NameFit<'a> {
    pub(in crate::matching) given: Option<Fit<'a>>,
    pub(in crate::matching) middle: Option<Fit<'a>>,
    pub(in crate::matching) surname: Option<Fit<'a>>,
    pub(in crate::matching) suffix: Option<Fit<'a>>,
    /// The name as read.
    pub(in crate::matching) read: &'a str,
    pub(in crate::matching) bits: f32,
}

impl<'a> NameFit<'a> {
    pub(in crate::matching) fn of(index: &'a Index, name: &'a NameRead<'a>, handle: u32) -> Self {
        let last = name.words.len() - 1;
        let fit = |given: Option<usize>, surname: Option<usize>, cost| fit(index, name, handle, given, surname, cost);
        if last == 0 {
            let (as_given, as_surname) = (fit(Some(0), None, 0.0), fit(None, Some(0), 0.0));
            return if as_given.bits > as_surname.bits {
                as_given
            } else {
                as_surname
            };
        }
        let forward = fit(Some(0), Some(last), if name.last_first { TURNED_ABOUT } else { 0.0 });
        // A surname in its usual place is one: the other order need not be tried.
        if !name.last_first && agrees(forward.surname) {
            return forward;
        }
        let about = fit(
            Some(if name.last_first { 1 } else { last }),
            Some(0),
            if name.last_first { 0.0 } else { TURNED_ABOUT },
        );
        if about.bits > forward.bits { about } else { forward }
    }

    /// Given name and surname both agree, or all of a name of one word.
    pub(in crate::matching) fn is_full(&self) -> bool {
        agrees(self.given) && agrees(self.surname) && !self.conflicts()
    }

    /// It is full, or its given name reads exactly so, or as a usual short form of it.
    pub(in crate::matching) fn is_sure(&self) -> bool {
        let given = self.given.map(|given| given.level);
        self.is_full() || matches!(given, Some(Level::Exact | Level::Nickname)) && !self.conflicts()
    }

    /// A part of it is another's. A middle initial of another is not told from a misread one: it only weighs.
    pub(in crate::matching) fn conflicts(&self) -> bool {
        [self.given, self.surname, self.suffix].into_iter().any(is_other)
    }

    pub(in crate::matching) fn fields(&self) -> impl Iterator<Item = Fit<'a>> {
        [self.given, self.middle, self.surname, self.suffix]
            .into_iter()
            .flatten()
    }
}

fn fit<'a>(
    index: &'a Index,
    name: &'a NameRead<'a>,
    handle: u32,
    given_at: Option<usize>,
    surname_at: Option<usize>,
    cost: f32,
) -> NameFit<'a> {
    let (surname, used) = surname_at.map_or((None, None), |at| surname(index, name, handle, at, given_at));
    let given = given_at.and_then(|at| given(index, &name.words[at], name.words.get(at + 1), handle));
    let rest = |&at: &usize| Some(at) != given_at && Some(at) != surname_at && Some(at) != used;
    let mut rest = (0..name.words.len()).filter(rest);
    // The other part of a double surname is no middle name.
    let middle = rest
        .find(|&at| !is_of_surname(index, &name.words[at], handle))
        .and_then(|at| middle(index, &name.words[at], handle));
    let suffix = suffix(index, name, handle);
    let [given, middle, surname] = [given, middle, surname].map(|fit| fit.map(|fit| read_at_all(name, fit)));
    let all = [given, middle, surname, suffix];
    NameFit {
        given,
        middle,
        surname,
        suffix,
        read: &name.text,
        bits: cost + all.iter().flatten().map(|fit| fit.bits).sum::<f32>(),
    }
}

/// The most that a name says against an account that was hardly read.
const HARDLY_READ: f32 = -1.0;

/// A field of a name as it fits; but what was hardly read is not surely another's.
fn read_at_all<'a>(name: &NameRead, fit: Fit<'a>) -> Fit<'a> {
    if !fit.is_other() || !name.is_hardly_read {
        return fit;
    }
    Fit {
        level: Level::Unclear,
        bits: fit.bits.max(HARDLY_READ),
        ..fit
    }
}

/// Letters of the shortest beginning of a surname that may be one cut off.
const CUT: usize = 2;

/// The best of the account's surnames against the word at this place, or against a word before it that is the surname's other part; and which word
/// it was.
fn surname<'a>(
    index: &'a Index,
    name: &'a NameRead<'a>,
    handle: u32,
    at: usize,
    given_at: Option<usize>,
) -> (Option<Fit<'a>>, Option<usize>) {
    let mut best: Option<(Fit, usize)> = None;
    let forward = given_at.is_none_or(|given| given < at);
    let inner = (1..at).filter(|&other| forward && Some(other) != given_at);
    for place in std::iter::once(at).chain(inner) {
        let probe = &name.words[place];
        if probe.is_initial() && probe.text.is_ascii() {
            continue;
        }
        for (part, word) in index.name(handle) {
            let cost = match part {
                Part::Surname | Part::SurnameForm => 0.0,
                Part::Middle if index.names.word(word).len() > 2 => MIDDLE_SURNAME,
                _ => continue,
            } + if place == at { 0.0 } else { MIDDLE_SURNAME };
            let loss = probe.loss(word);
            let raw = probe.bits(word, loss, Role::Second) + cost;
            let on_file = index.names.word(word);
            // The end of a long line is cut off on many pictures: the beginning of a surname says nothing against it.
            let is_cut =
                probe.text.len() >= CUT && on_file.len() > probe.text.len() && on_file.starts_with(&probe.text);
            let (level, raw) = match level(loss, raw) {
                Level::Other | Level::Unclear if is_cut => (Level::Unclear, raw.max(0.0)),
                as_it_is => (as_it_is, raw),
            };
            let fit = Fit {
                field: Field::Surname,
                level,
                bits: softened(raw, SURNAME_LEAST),
                read: &probe.text,
                on_file,
            };
            if best.is_none_or(|(other, _)| fit.bits > other.bits) {
                best = Some((fit, place));
            }
        }
    }
    best.map_or((None, None), |(fit, place)| (Some(fit), Some(place)))
}

fn is_of_surname(index: &Index, probe: &Probe, handle: u32) -> bool {
    let surnames = index.name(handle).filter(|&(part, _)| part == Part::Surname);
    let mut fits = surnames.map(|(_, word)| probe.bits(word, probe.loss(word), Role::Second));
    !probe.is_initial() && fits.any(|bits| bits >= AGREES)
}

/// The account's given name against a word, and against it and the next written as one.
fn given<'a>(index: &'a Index, probe: &'a Probe<'a>, next: Option<&Probe>, handle: u32) -> Option<Fit<'a>> {
    let mut best: Option<Fit> = None;
    for (part, word) in index.name(handle) {
        let on_file = index.names.word(word);
        let (level, raw) = match part {
            Part::Given if probe.is_initial() => initial(probe, on_file),
            Part::Given => full_given(probe, word, on_file),
            Part::WholeGiven if !probe.is_initial() => {
                let both = next.is_some_and(|next| on_file.strip_prefix(&probe.text) == Some(&next.text));
                let loss = if both { 0.0 } else { probe.loss(word) };
                let bits = probe.bits(word, loss, Role::First).min(SHORT_FORM.1);
                (level(loss, bits), bits)
            }
            // Called by the second given name: it speaks for the account, but brothers have such.
            Part::Middle if !probe.is_initial() && on_file.len() > 2 => {
                let bits = probe.bits(word, probe.loss(word), Role::First) - 4.0;
                if bits < 0.0 {
                    continue;
                }
                (Level::Unclear, bits.min(6.0))
            }
            _ => continue,
        };
        let fit = Fit {
            field: Field::GivenName,
            level,
            bits: softened(raw, GIVEN_LEAST),
            read: &probe.text,
            on_file,
        };
        if best.is_none_or(|other| fit.bits > other.bits) {
            best = Some(fit);
        }
    }
    best
}

fn initial(probe: &Probe, on_file: &str) -> (Level, f32) {
    if on_file.starts_with(&probe.text) {
        (Level::Initial, INITIAL.0)
    } else if probe.loss_of(&initial_of(on_file)) > RESEMBLES {
        (Level::Unclear, MIDDLE.1)
    } else {
        (Level::Other, INITIAL.1)
    }
}

fn full_given(probe: &Probe, word: u32, on_file: &str) -> (Level, f32) {
    if on_file.chars().nth(1).is_none() {
        // On file stands an initial only.
        return if probe.text.starts_with(on_file) {
            (Level::Initial, INITIAL.0)
        } else {
            (Level::Other, INITIAL.1)
        };
    }
    let loss = probe.loss(word);
    let raw = probe.bits(word, loss, Role::First);
    let as_it_is = level(loss, raw);
    if matches!(as_it_is, Level::Exact | Level::Close) {
        return (as_it_is, raw);
    }
    let is_beginning = |short: &str, long: &str| short.len() >= BEGINNING && long.starts_with(short);
    let short = nicknames::are_forms(&probe.text, on_file)
        || is_beginning(&probe.text, on_file)
        || is_beginning(on_file, &probe.text);
    if short {
        let bits = probe.bits(word, 0.0, Role::First).min(SHORT_FORM.1) - SHORT_FORM.0;
        return (
            if bits >= AGREES {
                Level::Nickname
            } else {
                Level::Unclear
            },
            bits,
        );
    }
    // The beginning of a row is cut off on some pictures: the end of a given name says nothing against it.
    let is_cut = probe.text.len() >= END && 2 * probe.text.len() >= on_file.len() && on_file.ends_with(&probe.text);
    match as_it_is {
        Level::Other | Level::Unclear if is_cut => (Level::Unclear, raw.max(0.0)),
        _ => (as_it_is, raw),
    }
}

/// The account's middle names against a word; `None` if it has none.
fn middle<'a>(index: &'a Index, probe: &'a Probe<'a>, handle: u32) -> Option<Fit<'a>> {
    let mut best: Option<Fit> = None;
    for (_, word) in index.name(handle).filter(|&(part, _)| part == Part::Middle) {
        let on_file = index.names.word(word);
        let initials = probe.is_initial() || on_file.chars().nth(1).is_none();
        let same_letter = probe.text.chars().next() == on_file.chars().next();
        let loss = if initials {
            probe.loss_of(&initial_of(on_file))
        } else {
            probe.loss(word)
        };
        let (level, bits) = if initials && same_letter {
            (Level::Initial, MIDDLE.0)
        } else if initials {
            // A letter that looks like the other is no other.
            let resembles = loss > RESEMBLES;
            (if resembles { Level::Unclear } else { Level::Other }, MIDDLE.1)
        } else {
            let bits = probe.bits(word, loss, Role::First).clamp(MIDDLE.1, 2.0 * MIDDLE.0);
            (level(loss, if bits <= OTHER + 0.5 { OTHER } else { bits }), bits)
        };
        let fit = Fit {
            field: Field::MiddleName,
            level,
            bits,
            read: &probe.text,
            on_file,
        };
        if best.is_none_or(|other| fit.bits > other.bits) {
            best = Some(fit);
        }
    }
    best
}

fn initial_of(word: &str) -> String {
    word.chars().take(1).collect()
}

fn suffix<'a>(index: &'a Index, name: &'a NameRead, handle: u32) -> Option<Fit<'a>> {
    let (read, on_file) = (name.suffix, index.place(handle).suffix);
    if read == Suffix::None && on_file == Suffix::None {
        return None;
    }
    let (level, bits) = if read == on_file {
        (Level::Exact, SUFFIX.0)
    } else if read == Suffix::None || on_file == Suffix::None {
        (Level::Unclear, SUFFIX.1)
    } else {
        (Level::Other, SUFFIX.2)
    };
    Some(Fit {
        field: Field::Suffix,
        level,
        bits,
        read: read.in_words(),
        on_file: on_file.in_words(),
    })
}

/// What the names say together: of the account, and of any of its family.
pub(super) fn together(member: Option<&NameFit>, payer: Option<&NameFit>) -> (f32, f32) {
    let surname_of = |name: &NameFit| name.surname.map_or(0.0, |fit| fit.bits);
    // Who pays may be the member, one of the family, or anybody.
    let paid = |payer: &NameFit| {
        let others = 1.0 - PAYS.0 - PAYS.1;
        (PAYS.0 * payer.bits.exp2() + PAYS.1 * surname_of(payer).exp2() + others).log2()
    };
    match (member, payer) {
        (None, None) => (0.0, 0.0),
        (None, Some(payer)) => (paid(payer), surname_of(payer).max(0.0)),
        (Some(member), None) => (member.bits, surname_of(member)),
        (Some(member), Some(payer)) if member.conflicts() => (member.bits + paid(payer).min(0.0), surname_of(member)),
        (Some(member), Some(payer)) => {
            let added = paid(payer).clamp(-2.0, ADDED_BY_PAYER);
            // An initial in the memo and the whole name in the payer's block: the block says more.
            let best = if payer.is_full() {
                member.bits.max(payer.bits)
            } else {
                member.bits
            };
            (best + added, surname_of(member).max(surname_of(payer)))
        }
    }
}
