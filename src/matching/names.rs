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

/// Adds a word as it is compared to `out`.
fn word_into(text: &str, out: &mut String) {
    if text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        out.extend(text.chars().map(|c| c.to_ascii_lowercase()));
    } else {
        out.push_str(&word(text));
    }
}

/// Tells the parts of a full name on file one after the other, and gives its suffix. `Last, First` is turned about. A name of one word is a surname.
pub(super) fn on_file(name: &str, mut each: impl FnMut(Part, &str)) -> Suffix {
    let mut suffix = Suffix::None;
    let mut folded = String::with_capacity(name.len() + 1);
    let mut raws: Vec<&str> = Vec::with_capacity(6);
    let mut comma = None;
    for raw in name.split_whitespace() {
        let before = folded.len();
        word_into(raw, &mut folded);
        if folded.len() == before {
            continue;
        }
        folded.push(' ');
        raws.push(raw);
        if raw.ends_with(',') && comma.is_none() {
            comma = Some(raws.len());
        }
    }
    let mut words: Vec<(&str, &str)> = raws.into_iter().zip(folded.split(' ')).collect();
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
    parts(&words[if titles < words.len() { titles } else { 0 }..], &mut each);
    suffix
}

fn parts(words: &[(&str, &str)], each: &mut impl FnMut(Part, &str)) {
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
        let pieces = first.split('-').filter(|piece| !piece.is_empty());
        let mut count = 0;
        for piece in pieces {
            each(if count == 0 { Part::Given } else { Part::Middle }, piece);
            count += 1;
        }
        if count > 1 {
            each(Part::WholeGiven, &first.replace('-', ""));
        } else if let Some((_, second)) = middle.first().filter(|(_, second)| second.len() > 1) {
            each(Part::WholeGiven, &format!("{first}{second}"));
        }
        for (_, word) in middle.iter().filter(|(_, word)| !is_particle(word)) {
            each_without_hyphens(Part::Middle, word, each);
        }
    }
    surname(particles, last, each);
}

fn each_without_hyphens(part: Part, word: &str, each: &mut impl FnMut(Part, &str)) {
    if word.contains('-') {
        each(part, &word.replace('-', ""));
    } else {
        each(part, word);
    }
}

fn surname(particles: &[(&str, &str)], last: &(&str, &str), each: &mut impl FnMut(Part, &str)) {
    let (raw, word) = last;
    let pieces = word.split('-').filter(|piece| !piece.is_empty());
    let mut count = 0;
    for piece in pieces.clone() {
        each(Part::Surname, piece);
        count += 1;
    }
    if count > 1 || !particles.is_empty() {
        let mut whole: String = particles.iter().map(|(_, word)| *word).collect();
        whole.extend(pieces);
        each(Part::SurnameForm, &whole);
    }
    // O'Sullivan is looked for as Sullivan too.
    if let Some(at) = raw.find(['\'', '\u{2019}']).filter(|&at| (1..=2).contains(&at)) {
        let bare = self::word(&raw[at..]);
        let bare = bare.split('-').next().unwrap_or_default();
        if bare.len() > 2 {
            each(Part::SurnameForm, bare);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn taken_apart(name: &str) -> String {
        let mut parts: Vec<String> = Vec::new();
        let suffix = on_file(name, |part, word| {
            let mark = match part {
                Part::Given => "g",
                Part::WholeGiven => "G",
                Part::Middle => "m",
                Part::Surname => "s",
                Part::SurnameForm => "S",
            };
            parts.push(format!("{mark}:{word}"));
        });
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
            on_file(&name, |_, _| ());
        }
    }
}
