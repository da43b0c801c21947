//! Whether a printed name is an account's.

use crate::evidence::Reading;

/// How far a page's printed lines bear out an account's name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum NameAgreement {
    /// No line has a part of the name.
    NotFound,
    /// A line has a part of it: the surname, say, or another's first name, or a Jr. where the account has none.
    Partly,
    /// A line has the given name and the surname, and nothing that speaks against them.
    Agrees,
}

/// Generations: a father and a son at one address differ in nothing else.
const SUFFIXES: [&str; 7] = ["jr", "sr", "ii", "iii", "iv", "v", "esq"];
/// Titles say nothing.
const TITLES: [&str; 6] = ["mr", "mrs", "ms", "dr", "miss", "mx"];

/// Compares the printed lines with the name of an account: accents, case, punctuation, order and middle initials left out do not count,
/// nor do slips of a reader (`rn` for `m`, one letter in a long word).
///
/// Only one line at a time is compared: a given name here and a surname there are two people.
pub fn name_agrees(lines: &[Reading<String>], account_name: &str) -> NameAgreement {
    let account = Name::of(account_name);
    lines
        .iter()
        .map(|line| account.against(&Name::of(&line.value)))
        .max()
        .unwrap_or(NameAgreement::NotFound)
}

/// A name taken apart.
struct Name {
    words: Vec<String>,
    initials: Vec<String>,
    suffix: Option<String>,
}

impl Name {
    fn of(text: &str) -> Self {
        let mut name = Name {
            words: Vec::new(),
            initials: Vec::new(),
            suffix: None,
        };
        let folded = fold(text);
        for word in folded
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
        {
            if TITLES.contains(&word) {
                continue;
            }
            if !name.words.is_empty() && SUFFIXES.contains(&word) {
                name.suffix = Some(word.to_owned());
            } else if word.chars().count() == 1 && word.is_ascii() {
                name.initials.push(word.to_owned());
            } else {
                name.words.push(word.to_owned());
            }
        }
        name
    }

    fn against(&self, line: &Name) -> NameAgreement {
        let found = |word: &String| line.words.iter().any(|other| alike(word, other));
        let (Some(first), Some(last)) = (self.words.first(), self.words.last()) else {
            return NameAgreement::NotFound;
        };
        let suffix = self.suffix == line.suffix;
        // A reader may see a space within a word: "Medei ros".
        let is_run_together = self.words.len() > 1 && self.words.concat() == line.words.concat();
        if is_run_together && suffix && line.initials.is_empty() {
            return NameAgreement::Agrees;
        }
        if !self.words.iter().any(found) {
            return NameAgreement::NotFound;
        }
        let both = if self.words.len() == 1 {
            found(first)
        } else {
            found(first) && found(last)
        };
        // A further word on the line that is not the account's is another person's, as in "Ann and Paul Gray".
        let strange = line
            .words
            .iter()
            .any(|other| !self.words.iter().any(|word| alike(word, other)));
        let initials = self.initials.is_empty()
            || line.initials.is_empty()
            || self.initials.iter().any(|initial| line.initials.contains(initial));
        if both && suffix && initials && !strange {
            NameAgreement::Agrees
        } else {
            NameAgreement::Partly
        }
    }
}

/// The same word but for a reader's slips. Short words must be the same letter for letter: Joan is not John.
fn alike(a: &str, b: &str) -> bool {
    let (a, b) = (look(a), look(b));
    let length = a.chars().count().min(b.chars().count());
    let slips = match length {
        0..=5 => 0,
        6..=9 => 1,
        _ => 2,
    };
    a == b || (slips > 0 && distance(&a, &b) <= slips)
}

/// What readers take for one another becomes one.
fn look(word: &str) -> String {
    word.replace("rn", "m")
        .replace("vv", "w")
        .chars()
        .map(|c| match c {
            '0' => 'o',
            '1' | '|' | 'l' => 'i',
            '5' => 's',
            '8' => 'b',
            other => other,
        })
        .collect()
}

/// Edits (letters put in, left out, changed) from one to the other.
pub(super) fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut corner = i;
        row[0] = i + 1;
        for (j, &y) in b.iter().enumerate() {
            let change = corner + usize::from(x != y);
            corner = row[j + 1];
            row[j + 1] = change.min(row[j] + 1).min(corner + 1);
        }
    }
    row[b.len()]
}

/// Small letters without accents; letters of other scripts stay.
pub(super) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        match c {
            'à'..='å' | 'ā' | 'ă' | 'ą' => folded.push('a'),
            'æ' => folded.push_str("ae"),
            'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => folded.push('c'),
            'ď' | 'đ' | 'ð' => folded.push('d'),
            'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => folded.push('e'),
            'ĝ' | 'ğ' | 'ġ' | 'ģ' => folded.push('g'),
            'ĥ' | 'ħ' => folded.push('h'),
            'ì'..='ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' => folded.push('i'),
            'ĵ' => folded.push('j'),
            'ķ' => folded.push('k'),
            'ĺ' | 'ļ' | 'ľ' | 'ŀ' | 'ł' => folded.push('l'),
            'ñ' | 'ń' | 'ņ' | 'ň' => folded.push('n'),
            'ò'..='ö' | 'ø' | 'ō' | 'ŏ' | 'ő' => folded.push('o'),
            'œ' => folded.push_str("oe"),
            'ŕ' | 'ŗ' | 'ř' => folded.push('r'),
            'ś' | 'ŝ' | 'ş' | 'š' | 'ș' => folded.push('s'),
            'ß' => folded.push_str("ss"),
            'ţ' | 'ť' | 'ŧ' | 'ț' => folded.push('t'),
            'ù'..='ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' => folded.push('u'),
            'ŵ' => folded.push('w'),
            'ý' | 'ÿ' | 'ŷ' => folded.push('y'),
            'ź' | 'ż' | 'ž' => folded.push('z'),
            // An apostrophe belongs to its word: O'Brien is one. So do accents written on their own.
            '\'' | '’' | '‘' | '`' | '\u{300}'..='\u{36f}' => {}
            other => folded.push(other),
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::Score;

    fn agreement(lines: &[&str], account: &str) -> NameAgreement {
        let lines: Vec<Reading<String>> = lines
            .iter()
            .map(|&line| Reading {
                value: line.to_owned(),
                score: Score::SURE,
                region: None,
            })
            .collect();
        name_agrees(&lines, account)
    }

    #[test]
    fn a_name_agrees_whatever_its_capitals_accents_and_order() {
        for line in ["ANA C. MUNOZ", "Ana Muñoz", "Muñoz, Ana C", "Mrs. Ana C Muñoz"] {
            assert_eq!(
                agreement(&["50 Columbia Ct", line], "Ana C. Muñoz"),
                NameAgreement::Agrees,
                "{line}"
            );
        }
        assert_eq!(
            agreement(&["Rosa Jimenez-Martinez"], "Rosa Jiménez-Martínez"),
            NameAgreement::Agrees
        );
        assert_eq!(agreement(&["CONOR OBRIEN"], "Conor O'Brien"), NameAgreement::Agrees);
    }

    #[test]
    fn a_readers_slip_in_a_long_word_does_not_matter() {
        assert_eq!(
            agreement(&["Judith Johnson-Dombrowsk1"], "Judith Johnson-Dombrowski"),
            NameAgreement::Agrees
        );
        assert_eq!(agreement(&["Wi11iam Bumham"], "William Burnham"), NameAgreement::Agrees);
    }

    #[test]
    fn a_relative_at_the_same_address_does_not_agree() {
        for (line, account) in [
            ("Joan Smith", "John Smith"),
            ("John Smith Jr", "John Smith"),
            ("John Smith", "John Smith III"),
            ("John A. Smith", "John B. Smith"),
            ("Ann and Paul Gray", "Paul Gray"),
            ("Smith", "John Smith"),
        ] {
            assert_eq!(agreement(&[line], account), NameAgreement::Partly, "{line} / {account}");
        }
    }

    #[test]
    fn a_given_name_here_and_a_surname_there_are_two_people() {
        assert_eq!(
            agreement(&["Maria Lopez", "Ana Muñoz"], "Maria Muñoz"),
            NameAgreement::Partly
        );
        assert_eq!(
            agreement(&["Health Connector", "PO Box 412612"], "Maria Muñoz"),
            NameAgreement::NotFound
        );
        assert_eq!(agreement(&[], "Maria Muñoz"), NameAgreement::NotFound);
        assert_eq!(agreement(&["Maria"], ""), NameAgreement::NotFound);
    }
}
