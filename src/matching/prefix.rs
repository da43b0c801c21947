//! Accounts whose words begin as somebody types them: names, house number, street, unit, city, ZIP code.

use super::fold::folded;
use super::index::{Filed, Index};
use super::lexicon::Lexicon;
use crate::geometry::index;
use crate::id::MemberId;

/// The most words that are looked for.
const MOST_WORDS: usize = 6;
/// Accounts that are weighed; of more than these the first are.
const MOST_WEIGHED: usize = 400;

/// The words of one kind that fit a typed one: those that are it, and those that only begin so.
struct Fitting {
    level: Vec<u8>,
}

/// It only begins so.
const BEGINS: u8 = 1;
/// It is the word.
const WHOLE: u8 = 2;

impl Fitting {
    fn of(lexicon: &Lexicon, typed: &str) -> Self {
        let level = |id: u32| {
            let word = lexicon.word(id);
            match word.strip_prefix(typed) {
                Some("") => WHOLE,
                Some(_) => BEGINS,
                // the words of a street are kept as one
                None if word.split(' ').skip(1).any(|part| part.starts_with(typed)) => BEGINS,
                None => 0,
            }
        };
        let words = u32::try_from(lexicon.len()).expect("fewer than 2^32 words");
        Fitting {
            level: (0..words).map(level).collect(),
        }
    }

    fn level(&self, id: u32) -> u8 {
        self.level.get(index(id)).copied().unwrap_or(0)
    }
}

/// A typed word against the words of each kind.
struct Typed {
    names: Fitting,
    streets: Fitting,
    numbers: Fitting,
    others: Fitting,
}

impl Typed {
    /// Words on file that it fits: the fewer, the sooner it tells an account from others.
    fn commonness(&self) -> usize {
        let kinds = [&self.names, &self.streets, &self.numbers, &self.others];
        kinds
            .iter()
            .map(|kind| kind.level.iter().filter(|level| **level > 0).count())
            .sum()
    }

    /// How well the word fits any of an account's.
    fn level(&self, index: &Index, handle: u32, filed: &Filed) -> u8 {
        let name = index
            .name(handle)
            .map(|(_, word)| self.names.level(word))
            .max()
            .unwrap_or(0);
        let place = [
            self.streets.level(filed.street),
            self.numbers.level(filed.number),
            self.numbers.level(filed.zip),
            self.others.level(filed.unit),
            self.others.level(filed.city),
        ];
        place.into_iter().fold(name, u8::max)
    }
}

impl Index {
    /// Accounts of which every typed word begins one, those with whole words first; at most so many. Of nothing typed, none.
    pub fn beginning(&self, text: &str, most: usize) -> Vec<MemberId> {
        let text = folded(text);
        let words = text
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty());
        let mut typed: Vec<Typed> = words
            .take(MOST_WORDS)
            .map(|word| Typed {
                names: Fitting::of(&self.names, word),
                streets: Fitting::of(&self.streets, word),
                numbers: Fitting::of(&self.numbers, word),
                others: Fitting::of(&self.others, word),
            })
            .collect();
        typed.sort_by_cached_key(Typed::commonness);
        if typed.first().is_none_or(|rarest| rarest.commonness() == 0) {
            return Vec::new();
        }
        let mut found: Vec<(u32, u32)> = Vec::new();
        for (handle, filed) in (0_u32..).zip(&self.places) {
            let levels = typed.iter().map(|word| word.level(self, handle, filed));
            let fit = levels
                .map(u32::from)
                .try_fold(0, |sum, level| (level > 0).then_some(sum + level));
            if let Some(fit) = fit {
                found.push((fit, handle));
                if found.len() == MOST_WEIGHED {
                    break;
                }
            }
        }
        found.sort_by_key(|&(fit, handle)| (std::cmp::Reverse(fit), handle));
        found
            .into_iter()
            .take(most)
            .map(|(_, handle)| self.member_id(handle))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::Row;
    use super::*;

    fn row(id: &str, name: &str, address1: &str) -> Row {
        Row {
            member_id: id.parse().unwrap(),
            name: name.to_owned(),
            address1: address1.to_owned(),
            address2: String::new(),
            city: "Lynn".to_owned(),
            state: "MA".to_owned(),
            zip: "01902".to_owned(),
            alternate_ids: Vec::new(),
            due: None,
        }
    }

    #[test]
    fn an_account_is_found_while_its_words_are_typed() {
        let rows = [
            row("700000000001", "Ana Garcia", "12 Mill Pond Rd"),
            row("700000000002", "Anabel Stone", "7 Elm St"),
            row("700000000003", "Bob Anders", "7 Mill St"),
        ];
        let accounts = Index::build(rows.into_iter());
        let found = |text: &str| {
            accounts
                .beginning(text, 9)
                .iter()
                .map(|id| id.as_str()[11..].to_owned())
                .collect::<String>()
        };
        assert_eq!(found("ana"), "12", "the whole word comes first");
        assert_eq!(found("an mi"), "13");
        assert_eq!(found("Gárcia pond"), "1");
        assert_eq!(found("7 01902"), "23");
        assert_eq!(found("zed") + &found("") + &found("  -"), "");
    }
}
