//! All different words of one kind on file, each once, with how often it stands there, and the words near a misread one.

use super::postings::{Postings, Unsorted, entry, hashed};
use crate::geometry::index;

/// No word.
pub(super) const NONE: u32 = u32::MAX;
/// The longest word whose neighbourhood is kept, in bytes.
const LONGEST_NEAR: usize = 24;
/// The imagined bearers of a name that none of our accounts bears, and of how many people: frequencies are those of our own accounts, but a small
/// account master says little of how rare a name is.
const IMAGINED: (f64, f64) = (1.0, 1_000.0);

/// In which of two roles a word is counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Role {
    /// Given names; house numbers.
    First,
    /// Surnames; ZIP codes.
    Second,
}

/// The words, each known by a number.
#[cfg_attr(test, derive(PartialEq))]
#[derive(Default, Debug)]
pub(super) struct Lexicon {
    bytes: Vec<u8>,
    ends: Vec<u32>,
    /// Open addressing; [`NONE`] is an empty slot.
    slots: Vec<u32>,
    counts: [Vec<u32>; 2],
}

impl Lexicon {
    /// Different words.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The word's number; a new word gets the next.
    pub(super) fn intern(&mut self, word: &str) -> u32 {
        self.intern_bytes(word.as_bytes())
    }

    /// Takes in the words of another lexicon in their order, with their counts; their numbers here.
    pub(super) fn take_in(&mut self, other: &Lexicon) -> Vec<u32> {
        let ids = 0..u32::try_from(other.len()).expect("fewer than 2^32 words");
        let take_in = |id: u32| {
            let here = self.intern_bytes(other.raw(id));
            for (counts, others) in self.counts.iter_mut().zip(&other.counts) {
                counts[index(here)] += others[index(id)];
            }
            here
        };
        ids.map(take_in).collect()
    }

    fn intern_bytes(&mut self, word: &[u8]) -> u32 {
        if 4 * (self.len() + 1) > 3 * self.slots.len() {
            self.grow();
        }
        let slot = self.slot(word);
        if self.slots[slot] == NONE {
            self.slots[slot] = u32::try_from(self.len()).expect("fewer than 2^32 words");
            self.bytes.extend_from_slice(word);
            self.ends
                .push(u32::try_from(self.bytes.len()).expect("fewer than 4 GB of words"));
            self.counts[0].push(0);
            self.counts[1].push(0);
        }
        self.slots[slot]
    }

    /// Counts an account with this word.
    pub(super) fn count(&mut self, id: u32, role: Role) {
        self.counts[place(role)][index(id)] += 1;
    }

    fn grow(&mut self) {
        self.slots = vec![NONE; (2 * self.slots.len()).max(64)];
        for id in 0..u32::try_from(self.len()).expect("fewer than 2^32 words") {
            let slot = self.slot(self.raw(id));
            self.slots[slot] = id;
        }
    }

    /// The slot where the word is, or where it would be.
    fn slot(&self, word: &[u8]) -> usize {
        let mask = self.slots.len() - 1;
        let mut slot = index(u32::try_from(hashed(word) >> 32).expect("32 bits")) & mask;
        while self.slots[slot] != NONE && self.raw(self.slots[slot]) != word {
            slot = (slot + 1) & mask;
        }
        slot
    }

    fn raw(&self, id: u32) -> &[u8] {
        let at = index(id);
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.bytes[index(start)..index(self.ends[at])]
    }

    /// The word's number, if it is on file.
    pub(super) fn find(&self, word: &str) -> Option<u32> {
        let filled = !self.slots.is_empty();
        filled
            .then(|| self.slots[self.slot(word.as_bytes())])
            .filter(|&id| id != NONE)
    }

    /// The word; empty for [`NONE`].
    pub(super) fn word(&self, id: u32) -> &str {
        if id == NONE {
            return "";
        }
        std::str::from_utf8(self.raw(id)).expect("whole words were put in")
    }

    /// The word's bytes.
    pub(super) fn bytes_of(&self, id: u32) -> &[u8] {
        self.raw(id)
    }

    /// The share of other accounts than a given one with this word, among so many; never 0. For [`NONE`], that of a word nobody has.
    pub(super) fn share(&self, id: u32, role: Role, of: usize) -> f64 {
        let count = self.counts[place(role)].get(index(id)).copied().unwrap_or(0);
        let others = f64::from(count.saturating_sub(1));
        (others + IMAGINED.0) / (crate::geometry::f64_of(of) + IMAGINED.1)
    }

    /// Bytes in memory.
    pub(super) fn bytes(&self) -> usize {
        self.bytes.len() + 12 * self.ends.len() + 4 * self.slots.len()
    }
}

fn place(role: Role) -> usize {
    match role {
        Role::First => 0,
        Role::Second => 1,
    }
}

/// The words of a lexicon by what is left of them when a letter is lost: words that differ in one letter have something left in common.
#[cfg_attr(test, derive(PartialEq))]
#[derive(Debug)]
pub(super) struct Near {
    postings: Postings,
}

impl Near {
    /// Of all words that are not longer than 24 bytes.
    pub(super) fn of(lexicon: &Lexicon) -> Self {
        let unsorted = Unsorted::of(lexicon.len(), |id, entries| {
            remains(lexicon.raw(id), |hash| entries.push(entry(hash, id)));
        });
        Near {
            postings: unsorted.sorted(),
        }
    }

    /// Words that may be the one read with a letter lost, gained or wrong, and a few that are not; each once, at most so many.
    pub(super) fn words(&self, read: &str, most: usize) -> Vec<u32> {
        let mut found = Vec::new();
        remains(read.as_bytes(), |hash| {
            if found.len() < most {
                found.extend_from_slice(self.postings.get(hash));
            }
        });
        found.sort_unstable();
        found.dedup();
        found.truncate(most);
        found
    }

    /// Bytes in memory.
    pub(super) fn bytes(&self) -> usize {
        self.postings.bytes()
    }
}

/// The hash of the word, and of the word without each of its bytes.
fn remains(word: &[u8], mut each: impl FnMut(u64)) {
    each(hashed(word));
    let mut left = [0_u8; LONGEST_NEAR];
    if word.len() > LONGEST_NEAR || word.len() < 2 {
        return;
    }
    for lost in 0..word.len() {
        // A letter lost of a pair is the same remainder twice.
        if lost > 0 && word[lost] == word[lost - 1] {
            continue;
        }
        left[..lost].copy_from_slice(&word[..lost]);
        left[lost..word.len() - 1].copy_from_slice(&word[lost + 1..]);
        each(hashed(&left[..word.len() - 1]));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_and_counted() {
        let mut lexicon = Lexicon::default();
        let ids: Vec<u32> = (0..1000).map(|n| lexicon.intern(&format!("w{}", n % 500))).collect();
        assert_eq!((lexicon.len(), ids[3], lexicon.word(ids[503])), (500, 3, "w3"));
        assert_eq!((lexicon.find("w77"), lexicon.find("x")), (Some(77), None));
        lexicon.count(7, Role::Second);
        lexicon.count(7, Role::Second);
        assert!(lexicon.share(7, Role::Second, 1000) > 1.9 * lexicon.share(7, Role::First, 1000));
        assert_eq!(Lexicon::default().find("w"), None);
    }

    #[test]
    fn one_letter_wrong_is_near() {
        let mut lexicon = Lexicon::default();
        for word in ["garcia", "gomez", "gracia", "garza"] {
            lexicon.intern(word);
        }
        let near = Near::of(&lexicon);
        let words = |read| -> Vec<&str> {
            let found = near.words(read, 50).into_iter();
            found.map(|id| lexicon.word(id)).collect()
        };
        assert!(words("garcla").contains(&"garcia"));
        assert!(words("grcia").contains(&"garcia") && words("garciaa").contains(&"garcia"));
        assert!(words("garcia").contains(&"gracia"), "two letters changed places");
        assert!(!words("gomes").contains(&"garcia") && words("gomes").contains(&"gomez"));
    }
}
