//! Names taken apart: given name, middle names, surname and what stands for a part of it, suffix. Any script.

use super::fold::fold_into;

/// What part a word has in a name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Part {
    /// The first given name.
    Given,
    /// Two given names written as one: `maryann`.
    WholeGiven,
    /// Further given names, initials, or the first of two surnames without a hyphen.
    Middle,
    /// A surname, or a part of a double one.
    Surname,
    /// A surname with all its parts and particles written as one: `delacruz`, `jeanlouis`; or without its apostrophe's prefix: `sullivan`.
    SurnameForm,
}

/// What stands behind a name to tell father from son.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) enum Suffix {
    /// Nothing.
    #[default]
    None,
    /// Jr or II: the younger of two.
    Junior,
    /// Sr or I.
    Senior,
    /// III.
    Third,
    /// IV.
    Fourth,
}

/// Words before a name that are none.
const TITLES: [&str; 16] = [
    "mr", "mrs", "ms", "miss", "mx", "dr", "rev", "fr", "prof", "hon", "sra", "srta", "attn", "c/o", "co", "estate",
];
/// Degrees behind a name.
const DEGREES: [&str; 10] = ["md", "phd", "esq", "rn", "dds", "dmd", "cpa", "jd", "do", "od"];
/// Words that belong to the surname after them.
const PARTICLES: [&str; 30] = [
    "da", "de", "del", "della", "di", "do", "dos", "das", "du", "des", "la", "las", "le", "los", "el", "al", "van",
    "von", "der", "den", "ten", "ter", "bin", "ibn", "abu", "st", "saint", "mc", "mac", "y",
];
/// Words that a memo has beside a name and that are no names.
const NO_NAMES: [&str; 44] = [
    "premium",
    "health",
    "insurance",
    "connector",
    "payment",
    "pmt",
    "pay",
    "paid",
    "for",
    "from",
    "the",
    "of",
    "and",
    "account",
    "acct",
    "member",
    "mbr",
    "id",
    "no",
    "number",
    "policy",
    "plan",
    "dental",
    "medical",
    "coverage",
    "bill",
    "invoice",
    "inv",
    "month",
    "memo",
    "re",
    "january",
    "february",
    "march",
    "july",
    "september",
    "october",
    "november",
    "december",
    "due",
    "ref",
    "subscriber",
    "name",
    "family",
];

impl Suffix {
    /// By a folded word.
    pub(super) fn of(word: &str) -> Option<Self> {
        match word {
            "jr" | "junior" | "ii" | "2nd" | "jnr" | "filho" => Some(Suffix::Junior),
            "sr" | "senior" | "snr" => Some(Suffix::Senior),
            "iii" | "3rd" => Some(Suffix::Third),
            "iv" | "4th" => Some(Suffix::Fourth),
            _ => None,
        }
    }

    /// As it is written.
    pub(super) fn in_words(self) -> &'static str {
        match self {
            Suffix::None => "",
            Suffix::Junior => "jr",
            Suffix::Senior => "sr",
            Suffix::Third => "iii",
            Suffix::Fourth => "iv",
        }
    }
}

/// A word of a name, folded, as it is compared: no comma, no bracket.
pub(super) fn word(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    fold_into(text, &mut out);
    out.retain(|c| !matches!(c, ',' | ';' | ':' | '(' | ')' | '"' | '*' | '_' | '/' | '\\'));
    let trimmed = out.trim_matches('-');
    if trimmed.len() == out.len() {
        out
    } else {
        trimmed.to_owned()
    }
}

pub(super) fn is_title(word: &str) -> bool {
    TITLES.contains(&word)
}

pub(super) fn is_degree(word: &str) -> bool {
    DEGREES.contains(&word)
}

pub(super) fn is_particle(word: &str) -> bool {
    PARTICLES.contains(&word)
}

pub(super) fn is_no_name(word: &str) -> bool {
    NO_NAMES.contains(&word)
}

/// The parts of a full name on file, in `out`, and its suffix. `Last, First` is turned about. A name of one word is a surname.
pub(super) fn on_file(name: &str, out: &mut Vec<(Part, String)>) -> Suffix {
    out.clear();
    let mut suffix = Suffix::None;
    let mut words: Vec<(&str, String)> = Vec::with_capacity(6);
    let mut comma = None;
    for raw in name.split_whitespace() {
        let folded = word(raw);
        if folded.is_empty() {
            continue;
        }
        words.push((raw, folded));
        if raw.ends_with(',') && comma.is_none() {
            comma = Some(words.len());
        }
    }
    while let Some((_, last)) = words.last() {
        let degree = is_degree(last) && words.len() > 2 && !is_particle(last);
        match Suffix::of(last) {
            Some(found) if words.len() > 1 => suffix = found,
            _ if degree => {}
            _ => break,
        }
        words.pop();
    }
    if let Some(at) = comma.filter(|&at| at < words.len()) {
        words.rotate_left(at);
        // `Last Jr, First`.
        if let Some(found) = words
            .last()
            .and_then(|(_, last)| Suffix::of(last))
            .filter(|_| words.len() > 2)
        {
            suffix = found;
            words.pop();
        }
    }
    let titles = words.iter().take_while(|(_, word)| is_title(word)).count();
    if titles < words.len() {
        words.drain(..titles);
    }
    parts(&words, out);
    suffix
}

fn parts(words: &[(&str, String)], out: &mut Vec<(Part, String)>) {
    let Some((last, before)) = words.split_last() else {
        return;
    };
    let mut particles = before.iter().rev().take_while(|(_, word)| is_particle(word)).count();
    if particles == before.len() {
        // The first word is the given name, whatever it looks like.
        particles = particles.saturating_sub(1);
    }
    let (given, particles) = before.split_at(before.len() - particles);
    if let Some(((_, first), middle)) = given.split_first() {
        let mut pieces = first.split('-').filter(|piece| !piece.is_empty());
        out.extend(pieces.next().map(|piece| (Part::Given, piece.to_owned())));
        let further = out.len();
        out.extend(pieces.map(|piece| (Part::Middle, piece.to_owned())));
        if out.len() > further {
            out.push((Part::WholeGiven, first.replace('-', "")));
        } else if let Some((_, second)) = middle.first().filter(|(_, second)| second.len() > 1) {
            out.push((Part::WholeGiven, format!("{first}{second}")));
        }
        let middle = middle.iter().filter(|(_, word)| !is_particle(word));
        out.extend(middle.map(|(_, word)| (Part::Middle, word.replace('-', ""))));
    }
    surname(particles, last, out);
}

fn surname(particles: &[(&str, String)], last: &(&str, String), out: &mut Vec<(Part, String)>) {
    let (raw, word) = last;
    let pieces: Vec<&str> = word.split('-').filter(|piece| !piece.is_empty()).collect();
    out.extend(pieces.iter().map(|piece| (Part::Surname, (*piece).to_owned())));
    if pieces.len() > 1 || !particles.is_empty() {
        let mut whole: String = particles.iter().map(|(_, word)| word.as_str()).collect();
        whole.extend(pieces.iter().copied());
        out.push((Part::SurnameForm, whole));
    }
    // O'Sullivan is looked for as Sullivan too.
    if let Some(at) = raw.find(['\'', '\u{2019}']).filter(|&at| (1..=2).contains(&at)) {
        let bare = self::word(&raw[at..]);
        let bare = bare.split('-').next().unwrap_or_default();
        if bare.len() > 2 {
            out.push((Part::SurnameForm, bare.to_owned()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn taken_apart(name: &str) -> String {
        let mut out = Vec::new();
        let suffix = on_file(name, &mut out);
        let mut parts: Vec<String> = out
            .iter()
            .map(|(part, word)| {
                let mark = match part {
                    Part::Given => "g",
                    Part::WholeGiven => "G",
                    Part::Middle => "m",
                    Part::Surname => "s",
                    Part::SurnameForm => "S",
                };
                format!("{mark}:{word}")
            })
            .collect();
        if suffix != Suffix::None {
            parts.push(suffix.in_words().to_owned());
        }
        parts.join(" ")
    }

    #[test]
    fn names_are_taken_apart() {
        assert_eq!(taken_apart("Ana L. García"), "g:ana m:l s:garcia");
        assert_eq!(taken_apart("García, Ana L."), "g:ana m:l s:garcia");
        assert_eq!(taken_apart("Dr. Brendan Quinn Jr."), "g:brendan s:quinn jr");
        assert_eq!(taken_apart("Quinn Jr, Brendan"), "g:brendan s:quinn jr");
        assert_eq!(taken_apart("Brendan Quinn, Jr"), "g:brendan s:quinn jr");
        assert_eq!(taken_apart("Rosa de la Cruz"), "g:rosa s:cruz S:delacruz");
        assert_eq!(
            taken_apart("Claudine Jean-Louis"),
            "g:claudine s:jean s:louis S:jeanlouis"
        );
        assert_eq!(taken_apart("Colleen O’Sullivan"), "g:colleen s:osullivan S:sullivan");
        assert_eq!(taken_apart("Mary-Ann Pinto"), "g:mary m:ann G:maryann s:pinto");
        assert_eq!(taken_apart("Mary Ann Pinto"), "g:mary G:maryann m:ann s:pinto");
        assert_eq!(taken_apart("王小明"), "s:王小明");
        assert_eq!(taken_apart("Anh Do"), "g:anh s:do");
        assert_eq!(taken_apart(""), "");
    }

    proptest! {
        #[test]
        fn any_text_is_taken_apart(name in "\\PC{0,40}") {
            on_file(&name, &mut Vec::new());
        }
    }
}
