//! Lines of the payer's own words taken apart into numbers, names and addresses, by what they are and not by where they stand.

mod addresses;
mod numbers;
mod partings;
mod words;

use super::names;
use super::payer::{Name, Number, Payer, Source};
use super::token::Token;
use crate::evidence::Line;
use words::Word;

/// Words on checks and envelopes that are neither a person's name nor a place.
const NO_NAMES: [&str; 62] = [
    "thank",
    "thanks",
    "you",
    "my",
    "our",
    "your",
    "please",
    "apply",
    "to",
    "late",
    "fee",
    "balance",
    "jan",
    "feb",
    "mar",
    "apr",
    "jun",
    "jul",
    "aug",
    "sep",
    "sept",
    "oct",
    "nov",
    "dec",
    "mem",
    "memb",
    "ins",
    "prem",
    "hc",
    "ma",
    "mass",
    "fdic",
    "address",
    "purchaser",
    "signer",
    "drawer",
    "sender",
    "used",
    "binder",
    "first",
    "full",
    "partial",
    "monthly",
    "quarterly",
    "invoice",
    "inv",
    "bills",
    "service",
    "services",
    "inc",
    "llc",
    "corp",
    "company",
    "co",
    "order",
    "money",
    "pays",
    "mbr",
    "nbr",
    "num",
    "acctno",
    "memberid",
];
/// Words by which a line is a bank's and nobody's name.
const BANKS: [&str; 18] = [
    "dollars",
    "hundred",
    "cents",
    "bank",
    "banking",
    "trust",
    "savings",
    "credit",
    "union",
    "fdic",
    "federal",
    "national",
    "bancorp",
    "cooperative",
    "authorized",
    "void",
    "bill",
    "signature",
];
/// Fewest letters of a word that may be a name by itself, in letters of all of its words together.
const FEWEST_LETTERS: usize = 5;
/// Letters of a word that may be given name and surname together.
const LONG: usize = 7;

impl Payer {
    /// Takes lines apart, in the order they were written; each with where it stood.
    pub fn of<'a>(lines: impl IntoIterator<Item = (Source, &'a Line)>) -> Self {
        let mut payer = Payer::default();
        for (source, line) in lines {
            payer.take(source, line);
        }
        payer
    }

    fn take(&mut self, source: Source, line: &Line) {
        let words = words::of(line);
        let mut rest: Vec<Word> = Vec::new();
        for piece in numbers::among(words) {
            match piece {
                numbers::Piece::Number(token) => {
                    self.numbers.push(Number { token, source });
                    self.take_words(source, &std::mem::take(&mut rest));
                }
                numbers::Piece::Word(word) => rest.push(word),
            }
        }
        self.take_words(source, &rest);
    }

    /// Words with no long number among them: a name, an address, or one after the other.
    fn take_words(&mut self, source: Source, words: &[Word]) {
        let (before, address) = addresses::split(words);
        if let Some(address) = addresses::parsed(address, source) {
            addresses::add(&mut self.addresses, address);
            self.take_name(source, before);
        } else if let Some(city) = addresses::city_line(words, source) {
            addresses::add(&mut self.addresses, city);
        } else {
            self.take_name(source, words);
        }
    }

    fn take_name(&mut self, source: Source, words: &[Word]) {
        let folded = |word: &Word| names::word(&word.text);
        if words.iter().any(|word| BANKS.contains(&folded(word).as_str())) {
            return;
        }
        // "pmt for Ann Lee": the name comes after.
        let after = words
            .iter()
            .rposition(|word| matches!(folded(word).as_str(), "for" | "of" | "memo"));
        let words = after.map_or(words, |at| &words[at + 1..]);
        let words: Vec<Word> = words.iter().map(Word::with_letters).collect();
        let kept: Vec<&Word> = words
            .iter()
            .filter(|word| {
                let word = folded(word);
                let is_word = word.chars().any(char::is_alphabetic) && !word.chars().any(|c| c.is_ascii_digit());
                (is_word && !names::is_no_name(&word) && !NO_NAMES.contains(&word.as_str()))
                    || word == "&"
                    || word == "and"
            })
            .collect();
        let letters: usize = kept
            .iter()
            .map(|word| word.text.chars().filter(|c| c.is_alphabetic()).count())
            .sum();
        if kept.len() >= 2 && letters >= FEWEST_LETTERS {
            let words: Vec<Token> = kept.into_iter().map(Word::token).collect();
            self.names.push(Name { words, source });
        } else if let [only] = kept[..]
            && letters >= LONG
        {
            let words = vec![only.token()];
            self.run_together.push(Name { words, source });
        }
    }
}

#[cfg(test)]
mod tests;
