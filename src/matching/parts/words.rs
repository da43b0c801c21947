//! A line as words, and the long numbers among them.

use crate::evidence::Line;
use crate::evidence::ink::{Ink, Letter};
use crate::matching::ids;
use crate::matching::token::Token;
use crate::matching::usps;
use std::ops::{Range, RangeInclusive};

/// A word as it was read.
#[derive(Clone, Debug)]
pub(super) struct Word {
    /// Its characters.
    pub(super) text: String,
    letters: Vec<Letter>,
    /// The line's ink; `None` where only a text is known.
    ink: Option<std::rc::Rc<Ink>>,
}

/// A word, or a long number that several words may make.
pub(super) enum Piece {
    Word(Word),
    Number(Token),
}

/// Digits of the shortest number that may be a member's.
const SHORTEST: usize = 7;
/// Digits of the shortest group of a number that may look like letters.
const SHORTEST_GROUP: usize = 3;
/// Digits that are split from letters they are written to: `MA02747`.
const SPLIT_FROM: usize = 5;

impl Word {
    fn of(letters: &[Letter], ink: Option<&std::rc::Rc<Ink>>) -> Self {
        Word {
            text: letters.iter().map(|letter| letter.char).collect(),
            letters: letters.to_vec(),
            ink: ink.cloned(),
        }
    }

    /// The word with its ink.
    pub(super) fn token(&self) -> Token {
        let is_sign = |letter: &Letter| matches!(letter.char, ',' | '.' | '#' | ':' | ';');
        let end = self
            .letters
            .iter()
            .rposition(|letter| !is_sign(letter))
            .map_or(0, |at| at + 1);
        let start = self
            .letters
            .iter()
            .position(|letter| !is_sign(letter))
            .unwrap_or(0)
            .min(end);
        let ink = self
            .ink
            .as_ref()
            .and_then(|ink| Some(ink.slice(steps(&self.letters[start..end])?)));
        Token {
            text: self.text.clone(),
            ink,
        }
    }

    /// Its digits, where it is made of little else.
    pub(super) fn digits(&self) -> Option<String> {
        let plain: String = self.of_number().map(|(_, c)| c).collect();
        let real = plain.chars().filter(char::is_ascii_digit).count();
        (real * 3 >= plain.chars().count() * 2 && real > 0)
            .then(|| ids::digits(&plain))
            .flatten()
    }

    /// Its digits, where it may be a group of a number that looks like letters, as `7OO`.
    fn lettered_digits(&self) -> Option<String> {
        let has_digit = self.text.contains(|c: char| c.is_ascii_digit());
        let digits: String = self.of_number().map(|(_, c)| ids::digit(c)).collect::<Option<_>>()?;
        (has_digit && digits.len() >= SHORTEST_GROUP).then_some(digits)
    }
}

impl Word {
    /// The places of the characters that may be of a number, and what they are in one. Strokes are sevens if they make up a Member ID with the digits.
    fn of_number(&self) -> impl Iterator<Item = (usize, char)> {
        let is_stroke = |letter: &&Letter| letter.char == '/';
        let is_digit = |letter: &&Letter| letter.char.is_ascii_digit();
        let count = |is: &dyn Fn(&&Letter) -> bool| self.letters.iter().filter(|letter| is(letter)).count();
        let (strokes, digits) = (count(&is_stroke), count(&is_digit));
        let are_sevens = digits > SPLIT_FROM && strokes + digits == ids::LENGTH;
        self.letters.iter().enumerate().filter_map(move |(at, letter)| {
            let is_seven = are_sevens && letter.char == '/';
            Some((at, if is_seven { '7' } else { of_number(letter.char)? }))
        })
    }
}

/// Digits that are read for letters, and the letters.
const AS_LETTERS: [(char, char); 5] = [('0', 'o'), ('1', 'l'), ('5', 's'), ('6', 'g'), ('8', 'b')];
/// Those of them with which a word may begin: others are a house's number to which the street was written or read.
const FIRST: [char; 2] = ['0', '6'];

impl Word {
    /// The word with letters for one or two digits among more letters, as `0lga` and `60mes` are read for names; any other as it is.
    pub(super) fn with_letters(&self) -> Word {
        let digits = self.text.chars().filter(char::is_ascii_digit).count();
        let letters = self.text.chars().filter(|c| c.is_alphabetic()).count();
        let begins = self.text.chars().next().filter(char::is_ascii_digit);
        if !(1..=2).contains(&digits) || letters < 3 || begins.is_some_and(|digit| !FIRST.contains(&digit)) {
            return self.clone();
        }
        let as_letter = |c: char| AS_LETTERS.iter().find(|pair| pair.0 == c).map_or(c, |pair| pair.1);
        Word {
            text: self.text.chars().map(as_letter).collect(),
            ..self.clone()
        }
    }
}

/// A character of a number: signs that are read for a 1 or a 7 are those, others are none.
fn of_number(c: char) -> Option<char> {
    match c {
        '|' | '!' | ']' | '[' | ')' => Some('1'),
        '>' | '?' => Some('7'),
        'y' | 'h' | 'H' => Some('4'),
        _ => c.is_alphanumeric().then_some(c),
    }
}

/// The steps from the first letter to the last; `None` for no letters.
fn steps(letters: &[Letter]) -> Option<Range<usize>> {
    Some(letters.first()?.steps.start..letters.last()?.steps.end)
}

/// The words of a line.
pub(super) fn of(line: &Line) -> Vec<Word> {
    let has_ink = line.ink.steps() > 0;
    let letters = if has_ink {
        line.ink.letters()
    } else {
        line.text().chars().map(|char| Letter { char, steps: 0..0 }).collect()
    };
    let ink = has_ink.then(|| std::rc::Rc::new(line.ink.clone()));
    letters
        .split(|letter| letter.char.is_whitespace())
        .filter(|letters| !letters.is_empty())
        .flat_map(parted)
        .map(|letters| Word::of(letters, ink.as_ref()))
        .collect()
}

/// A word parted where a number follows a label without a space, or a long number and letters are written together.
fn parted(letters: &[Letter]) -> Vec<&[Letter]> {
    let end = label_end(letters)
        .or_else(|| memo_end(letters))
        .or_else(|| id_end(letters))
        .or_else(|| initial_end(letters))
        .or_else(|| sign_end(letters));
    match end {
        Some(end) => {
            let (label, rest) = letters.split_at(end);
            let mut parts = vec![label];
            parts.extend(parted_at_numbers(rest));
            parts
        }
        None => parted_at_numbers(letters),
    }
}

/// Where a label ends that stands right before a number: `Member#700-123`, `For33`, `MEMO700|237`.
fn label_end(letters: &[Letter]) -> Option<usize> {
    let first = letters.iter().position(|letter| letter.char.is_ascii_digit())?;
    let label: String = letters[..first]
        .iter()
        .map(|letter| letter.char)
        .filter(|c| c.is_alphabetic())
        .flat_map(char::to_lowercase)
        .collect();
    let digits = letters[first..]
        .iter()
        .filter(|letter| letter.char.is_ascii_digit())
        .count();
    let is_known = ["memo", "for", "re", "id", "memid", "member", "no", "acct"].contains(&label.as_str());
    let has_sign = letters[first.saturating_sub(1)].char == '#';
    let is_number = || reads_as_member_id(letters);
    (label.len() >= 2 && (is_known || has_sign || digits >= SHORTEST && !is_number())).then_some(first)
}

/// Where `Memo` ends that the next word was written or read together with.
fn memo_end(letters: &[Letter]) -> Option<usize> {
    const LABEL: &str = "memo";
    let begins = letters
        .iter()
        .map(|letter| letter.char.to_ascii_lowercase())
        .take(LABEL.len());
    (letters.len() > LABEL.len() && begins.eq(LABEL.chars())).then_some(LABEL.len())
}

/// Where "ID" ends that was read as `1d` together with the number after it.
fn id_end(letters: &[Letter]) -> Option<usize> {
    let [first, second, rest @ ..] = letters else {
        return None;
    };
    let is_id = matches!(first.char, '1' | 'i' | 'I' | 'l' | '|') && matches!(second.char, 'd' | 'D');
    let digits = rest.iter().filter(|letter| letter.char.is_ascii_digit()).count();
    (is_id && digits >= SHORTEST).then_some(2)
}

/// Where an initial ends that a name was written to: `L.Diaz`.
fn initial_end(letters: &[Letter]) -> Option<usize> {
    let [first, stop, rest @ ..] = letters else {
        return None;
    };
    let is_name = rest.len() > 1
        && rest
            .iter()
            .all(|letter| letter.char.is_alphabetic() || letter.char == '\'');
    (first.char.is_alphabetic() && stop.char == '.' && is_name).then_some(2)
}

/// Where a number begins after a sign that ends its label: `1D:700-123`.
fn sign_end(letters: &[Letter]) -> Option<usize> {
    let at = letters.iter().rposition(|letter| matches!(letter.char, ':' | '#'))?;
    let digits = letters[at..]
        .iter()
        .filter(|letter| letter.char.is_ascii_digit())
        .count();
    (at > 0 && digits >= SPLIT_FROM).then_some(at + 1)
}

/// Where a street's kind ends that the number of a unit was written to: `Ct707`.
fn kind_end(letters: &[Letter]) -> Option<usize> {
    let first = letters.iter().position(|letter| letter.char.is_ascii_digit())?;
    let kind: String = letters[..first]
        .iter()
        .flat_map(|letter| letter.char.to_lowercase())
        .collect();
    (first >= 2 && letters.len() - first <= 4 && usps::kind(&kind).is_some()).then_some(first)
}

/// Whether a word is a Member ID of which some digits may look like letters.
fn reads_as_member_id(letters: &[Letter]) -> bool {
    let all: String = letters.iter().filter_map(|letter| of_number(letter.char)).collect();
    ids::digits(&all).is_some_and(|digits| digits.len() == ids::LENGTH)
}

fn parted_at_numbers(letters: &[Letter]) -> Vec<&[Letter]> {
    let is_digit = |letter: &Letter| letter.char.is_ascii_digit();
    if reads_as_member_id(letters) {
        return vec![letters];
    }
    if let Some(end) = kind_end(letters) {
        return vec![&letters[..end], &letters[end..]];
    }
    let mut parts = Vec::new();
    let mut start = 0;
    let mut at = 0;
    while at < letters.len() {
        let run = letters[at..].iter().take_while(|letter| is_digit(letter)).count();
        if run >= SPLIT_FROM {
            let before = &letters[start..at];
            let others = before.iter().filter(|letter| letter.char.is_alphabetic()).count();
            // Two letters after a digit are digits too.
            if others > 2 || others > 0 && !before.iter().any(is_digit) {
                parts.push(&letters[start..at]);
                start = at;
            }
            at += run;
            if at < letters.len()
                && letters[at..]
                    .iter()
                    .filter(|letter| letter.char.is_alphabetic())
                    .count()
                    >= 3
            {
                parts.push(&letters[start..at]);
                start = at;
            }
        } else {
            at += run.max(1);
        }
    }
    if start < letters.len() {
        parts.push(&letters[start..]);
    }
    parts
}

/// A word that may be of a number, and its digits.
struct Group {
    word: Word,
    digits: String,
    /// Most of it reads as digits: it is no word of another kind.
    is_plain: bool,
}

/// Words with the long numbers among them put together: groups of digits that make twelve together, or seven to fourteen in one.
pub(super) fn numbers(words: Vec<Word>) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut groups: Vec<Group> = Vec::new();
    for word in words {
        let plain = word.digits();
        let is_plain = plain.is_some();
        if let Some(digits) = plain.or_else(|| word.lettered_digits()) {
            groups.push(Group { word, digits, is_plain });
        } else {
            close(&mut groups, &mut pieces);
            pieces.push(Piece::Word(word));
        }
    }
    close(&mut groups, &mut pieces);
    pieces
}

/// Groups of digits that stand together, as numbers and words.
fn close(groups: &mut Vec<Group>, pieces: &mut Vec<Piece>) {
    let groups = std::mem::take(groups);
    let mut at = 0;
    while at < groups.len() {
        let several = |groups: &[Group]| number(&groups.iter().map(|group| &group.word).collect::<Vec<_>>());
        // What looks like letters before a whole number is its label.
        let is_label = !groups[at].is_plain && whole(&groups[at + 1..]).is_some();
        match whole(&groups[at..]).filter(|_| !is_label) {
            Some(count) => {
                pieces.push(Piece::Number(several(&groups[at..at + count])));
                at += count;
            }
            None if looks_like_one(plain(&groups[at..])) => {
                let plain = plain(&groups[at..]);
                pieces.push(Piece::Number(several(plain)));
                at += plain.len();
            }
            None => {
                let Group { word, digits, is_plain } = &groups[at];
                let is_zip = word.text.contains('-') && digits.len() == 9;
                pieces.push(if *is_plain && (SHORTEST..=14).contains(&digits.len()) && !is_zip {
                    Piece::Number(number(&[word]))
                } else {
                    Piece::Word(word.clone())
                });
                at += 1;
            }
        }
    }
}

/// How many of the first groups make up a Member ID; of its digits two thirds stand in groups that are plainly digits.
fn whole(groups: &[Group]) -> Option<usize> {
    let (mut sum, mut plain) = (0, 0);
    let last = groups.iter().position(|group| {
        sum += group.digits.len();
        plain += if group.is_plain { group.digits.len() } else { 0 };
        sum >= ids::LENGTH
    })?;
    (sum == ids::LENGTH && 3 * plain >= 2 * ids::LENGTH).then_some(last + 1)
}

/// The first groups up to one that looks like letters.
fn plain(groups: &[Group]) -> &[Group] {
    let end = groups.iter().position(|group| !group.is_plain);
    &groups[..end.unwrap_or(groups.len())]
}

/// Whether groups of two to five digits, or two of more than two, are one number of which a digit was lost or gained.
fn looks_like_one(groups: &[Group]) -> bool {
    let sum: usize = groups.iter().map(|group| group.digits.len()).sum();
    let all = |lengths: RangeInclusive<usize>| groups.iter().all(|group| lengths.contains(&group.digits.len()));
    let are_groups = groups.len() >= 3 && all(2..=5) || groups.len() == 2 && all(3..=9);
    are_groups && (ids::LENGTH - 1..=ids::LENGTH + 1).contains(&sum)
}

/// What else "ID" right before a number is read as.
const ID_READ_AS: [&str; 5] = ["io", "lo", "1o", "10", "D"];

/// Words as one number, without the signs between their digits and without a label of a letter or two that was read as a part of it.
fn number(words: &[&Word]) -> Token {
    let mut digits: Vec<(char, &Word, usize)> = Vec::new();
    for word in words {
        digits.extend(word.of_number().map(|(at, c)| (c, *word, at)));
    }
    let length = digits.len().saturating_sub(ids::LENGTH);
    let label: String = digits.iter().take(length).map(|digit| digit.0).collect();
    if ID_READ_AS.contains(&label.as_str()) {
        digits.drain(..length);
    }
    let are_one_run =
        |one: &(char, &Word, usize), next: &(char, &Word, usize)| std::ptr::eq(one.1, next.1) && one.2 + 1 == next.2;
    let stretches: Vec<Range<usize>> = digits
        .chunk_by(are_one_run)
        .filter_map(|run| Some((run.first()?, run.last()?)))
        .filter_map(|(first, last)| steps(&first.1.letters[first.2..=last.2]))
        .collect();
    let ink = words
        .first()
        .and_then(|word| word.ink.as_ref())
        .map(|ink| ink.joined(&stretches));
    Token {
        text: digits.into_iter().map(|digit| digit.0).collect(),
        ink,
    }
}
