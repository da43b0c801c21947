//! A word as it was read against all words on file: which it may be, how well, and how often anybody would have it.

use super::fold::folded;
use super::ids;
use super::lexicon::{Lexicon, Near, Role};
use super::token::{Token, misread};
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::cell::RefCell;

/// Words on file that are looked at as what a word may be.
const MOST_NEAR: usize = 12;
/// Words compared by their ink: the comparison by ink is dear, that by text sorts out what is hopeless.
const MOST_BY_INK: usize = 24;
/// Words in the neighbourhood that are compared at all.
const MOST_COMPARED: usize = 400;
/// The loss beyond which a word on file is not what was read.
const FAR: f32 = -12.0;
/// Letters of a word on file that do not occur in what was read, from which the two are not compared.
const LACKING: u32 = 4;
/// The same where there is ink, which may have shown another letter nearly as likely.
const LACKING_BY_INK: u32 = 7;
/// The loss of such a word: below what the longest unheard-of word costs letter by letter, so that it never seems likelier than that.
const HOPELESS: f32 = -1_000.0;
/// The share of people whose word is not on file at all.
const UNHEARD_OF: f32 = 0.02;
/// The log-likelihood of a letter of such a word.
const LETTER: f32 = -2.3;
/// The most that one word can say, in bits.
const MOST_BITS: f32 = 24.0;

/// Which words on file a word may be instead.
#[derive(Clone, Copy)]
pub(super) enum Neighbourhood<'a> {
    /// With a letter lost, gained or wrong.
    Letters(&'a Near),
    /// With a digit that is one often taken for it.
    Digits,
    /// None other.
    Itself,
}

/// A word, or the words of one street, as read.
pub(super) struct Probe<'a> {
    tokens: Vec<Cow<'a, Token>>,
    /// Folded; the words of a street with single spaces between.
    pub(super) text: String,
    /// The parts of a word with hyphens.
    pieces: Vec<String>,
    lexicon: &'a Lexicon,
    accounts: usize,
    /// Words on file that it may be, with their losses, the best first.
    pub(super) near: Vec<(u32, f32)>,
    /// How likely anybody's word reads so, as natural logarithms, in the two roles.
    chance: [f32; 2],
    known: RefCell<FxHashMap<u32, f32>>,
    /// The letters that occur in it.
    letters: u32,
}

/// A set of the letters and digits in a text; some share a place.
fn letters(text: &[u8]) -> u32 {
    text.iter().fold(0, |set, byte| set | 1 << (byte & 31))
}

impl<'a> Probe<'a> {
    /// `text` is what was read, folded as the words of the lexicon are.
    pub(super) fn of(
        tokens: Vec<Cow<'a, Token>>,
        text: String,
        lexicon: &'a Lexicon,
        near: Neighbourhood,
        accounts: usize,
    ) -> Self {
        let pieces = text.split('-').filter(|piece| piece.len() > 1);
        let pieces: Vec<String> = pieces.map(str::to_owned).collect();
        let set = letters(text.as_bytes());
        let mut probe = Probe {
            tokens,
            pieces: if pieces.len() > 1 { pieces } else { Vec::new() },
            text,
            letters: set,
            lexicon,
            accounts,
            near: Vec::new(),
            chance: [0.0; 2],
            known: RefCell::default(),
        };
        probe.find(near);
        probe.chance = [Role::First, Role::Second].map(|role| probe.chance_in(role));
        probe
    }

    fn find(&mut self, near: Neighbourhood) {
        let joined = self.text.replace('-', "");
        let mut texts: Vec<&str> = self.pieces.iter().map(String::as_str).collect();
        texts.push(&joined);
        let mut words = Vec::new();
        for text in &texts {
            match near {
                Neighbourhood::Letters(near) => words.extend(near.words(text, MOST_COMPARED)),
                Neighbourhood::Digits => ids::resembling(text, |other| words.extend(self.lexicon.find(other))),
                Neighbourhood::Itself => words.extend(self.lexicon.find(text)),
            }
        }
        let by_text = |word: u32| {
            let truth = self.lexicon.bytes_of(word);
            let losses = texts.iter().map(|text| misread(truth, text.as_bytes()));
            (word, losses.fold(f32::MIN, f32::max))
        };
        let mut found: Vec<(u32, f32)> = words
            .into_iter()
            .map(by_text)
            .filter(|found| found.1 > FAR - 4.0)
            .collect();
        found.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        found.dedup();
        found.truncate(MOST_BY_INK);
        for found in &mut found {
            found.1 = self.loss(found.0);
        }
        found.retain(|&(_, loss)| loss > FAR);
        found.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        found.truncate(MOST_NEAR);
        self.near = found;
    }

    fn chance_in(&self, role: Role) -> f32 {
        let letters = f32::from(u16::try_from(self.text.chars().count()).unwrap_or(u16::MAX));
        let unheard_of = UNHEARD_OF * (LETTER * letters).exp();
        let heard_of = self
            .near
            .iter()
            .map(|&(word, loss)| self.share(word, role) * loss.exp());
        (unheard_of + heard_of.sum::<f32>()).ln()
    }

    fn share(&self, word: u32, role: Role) -> f32 {
        crate::geometry::f32_of(self.lexicon.share(word, role, self.accounts))
    }

    /// Whether it is one letter.
    pub(super) fn is_initial(&self) -> bool {
        self.text.chars().nth(1).is_none()
    }

    /// Letters that may as well be others; 0 where only a text is known.
    pub(super) fn unsure(&self) -> usize {
        let inks = self.tokens.iter().filter_map(|token| token.ink.as_ref());
        inks.map(|ink| ink.unsure().into_iter().filter(|unsure| *unsure).count())
            .sum()
    }

    /// The log-likelihood that a word on file was read so.
    pub(super) fn loss(&self, word: u32) -> f32 {
        if let Some(&loss) = self.known.borrow().get(&word) {
            return loss;
        }
        let lacking = (letters(self.lexicon.bytes_of(word)) & !self.letters).count_ones();
        let by_ink = self.tokens.iter().any(|token| token.ink.is_some());
        let loss = if lacking >= if by_ink { LACKING_BY_INK } else { LACKING } {
            HOPELESS
        } else {
            self.loss_of(self.lexicon.word(word))
        };
        self.known.borrow_mut().insert(word, loss);
        loss
    }

    /// The same of any folded text.
    pub(super) fn loss_of(&self, truth: &str) -> f32 {
        let by_text = || misread(truth.as_bytes(), self.text.as_bytes());
        if let [token] = &self.tokens[..] {
            // A comma or an apostrophe is in the ink, and not in the word.
            let marked = || !token.text.chars().all(char::is_alphanumeric);
            let whole = match &token.ink {
                Some(ink) if marked() => ink.loss(truth).max(by_text()),
                Some(ink) => ink.loss(truth),
                None => by_text(),
            };
            if self.pieces.is_empty() {
                return whole;
            }
            let joined = misread(truth.as_bytes(), self.text.replace('-', "").as_bytes());
            let pieces = self
                .pieces
                .iter()
                .map(|piece| misread(truth.as_bytes(), piece.as_bytes()));
            return pieces.fold(whole.max(joined), f32::max);
        }
        let words: Vec<&str> = truth.split(' ').collect();
        let each = (words.len() == self.tokens.len()).then(|| {
            let losses = words.iter().zip(&self.tokens).map(|(word, token)| match &token.ink {
                Some(ink) => ink.loss(word),
                None => misread(word.as_bytes(), folded(&token.text).as_bytes()),
            });
            losses.sum()
        });
        let squeezed = misread(truth.replace(' ', "").as_bytes(), self.text.replace(' ', "").as_bytes());
        each.map_or(squeezed, |each: f32| each.max(squeezed))
    }

    /// What a loss says for a word in a role, in bits: how many times likelier the reading is if this is the word than if it is anybody's. Never
    /// more than how rare the word is.
    pub(super) fn bits(&self, word: u32, loss: f32, role: Role) -> f32 {
        let chance = self.chance[usize::from(role == Role::Second)];
        let own = self.share(word, role).ln() + loss;
        ((loss - chance.max(own)) / std::f32::consts::LN_2).min(MOST_BITS)
    }
}
