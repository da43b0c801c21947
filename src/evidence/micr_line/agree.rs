//! What both readers say, as one line.

use super::net::NetLine;
use super::templates::{Glyph, Glyphs};

/// The joined line.
pub(super) struct Line {
    /// Characters, spaces, and `?` where the readers differ.
    pub(super) text: String,
    /// They differ nowhere.
    pub(super) agreed: bool,
}

impl Line {
    /// Whether the readers saw the same line at all: at least half of its characters, a symbol among them.
    pub(super) fn is_one(&self) -> bool {
        let unread = self.text.matches('?').count();
        let read = self.text.chars().filter(|c| *c != '?' && *c != ' ').count();
        read >= unread && self.text.chars().any(|c| ('⑆'..='⑉').contains(&c))
    }
}

/// The first and the last of the templates' characters that the net saw too; all of them where it saw none.
pub(super) fn shared(found: &[Glyph], net: &NetLine) -> (usize, usize) {
    let seen: Vec<char> = found.iter().map(|glyph| glyph.character).collect();
    let pairs = aligned(&seen, &net.text);
    let mut both = pairs.iter().filter_map(|&(own, other)| own.filter(|_| other.is_some()));
    let first = both.next().unwrap_or(0);
    (first, both.next_back().unwrap_or(found.len().saturating_sub(1)))
}

/// A gap wider than this, in pitches from character to character, is an empty place.
const SPACE: f64 = 1.75;

/// Joins the two: a character that only one of them saw, or on which they differ, is a `?`.
pub(super) fn line(glyphs: &Glyphs, net: &NetLine) -> Line {
    let seen: Vec<char> = glyphs.found.iter().map(|glyph| glyph.character).collect();
    let pairs = aligned(&seen, &net.text);
    let mut text = String::new();
    let mut agreed = true;
    let mut last: Option<usize> = None;
    for (own, other) in pairs {
        if let Some(at) = own {
            if last.is_some_and(|last| glyphs.pitches(last, at) > SPACE) {
                text.push(' ');
            }
            last = Some(at);
        }
        let same = own.zip(other).filter(|&(own, other)| seen[own] == net.text[other]);
        agreed &= same.is_some();
        text.push(same.map_or('?', |(own, _)| seen[own]));
    }
    Line { text, agreed }
}

/// Both texts side by side with the fewest differences, left to right.
fn aligned(a: &[char], b: &[char]) -> Vec<(Option<usize>, Option<usize>)> {
    let width = b.len() + 1;
    let mut cost = vec![0_usize; (a.len() + 1) * width];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            cost[i * width + j] = match (i, j) {
                (0, j) => j,
                (i, 0) => i,
                (i, j) => {
                    let differs = usize::from(a[i - 1] != b[j - 1]);
                    let either = cost[(i - 1) * width + j].min(cost[i * width + j - 1]) + 1;
                    either.min(cost[(i - 1) * width + j - 1] + differs)
                }
            };
        }
    }
    let (mut i, mut j) = (a.len(), b.len());
    let mut pairs = Vec::new();
    while i > 0 || j > 0 {
        let here = cost[i * width + j];
        if i > 0 && j > 0 && here == cost[(i - 1) * width + j - 1] + usize::from(a[i - 1] != b[j - 1]) {
            (i, j) = (i - 1, j - 1);
            pairs.push((Some(i), Some(j)));
        } else if i > 0 && here == cost[(i - 1) * width + j] + 1 {
            i -= 1;
            pairs.push((Some(i), None));
        } else {
            j -= 1;
            pairs.push((None, Some(j)));
        }
    }
    pairs.reverse();
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lost_character_leaves_its_neighbours_in_step() {
        let (a, b): (Vec<char>, Vec<char>) = ("12345".chars().collect(), "1245".chars().collect());
        let pairs = aligned(&a, &b);
        assert_eq!(
            pairs,
            [
                (Some(0), Some(0)),
                (Some(1), Some(1)),
                (Some(2), None),
                (Some(3), Some(2)),
                (Some(4), Some(3))
            ]
        );
    }
}
