//! Lines as a line reader would give them, made from what is written.

use crate::evidence::neural::Posterior;

/// The reader's alphabet: all that ASCII prints.
pub(super) fn alphabet() -> Vec<char> {
    (' '..='~').collect()
}

/// The reader's probability of what is written, at each character.
const SURE: f32 = 0.97;

/// What a reader says of a written line: every character nearly sure, blanks between. `slips` say that at a character of the line another is
/// held for likely as well, with its probability; it is taken from the right one's.
pub(super) fn line(text: &str, slips: &[(usize, char, f32)]) -> Posterior {
    let alphabet = alphabet();
    let classes = alphabet.len() + 1;
    let class = |c: char| 1 + alphabet.iter().position(|&of| of == c).expect("tests write ASCII");
    let least = (1.0 - SURE) / crate::geometry::f32_of(crate::geometry::f64_of(classes - 1));
    let mut log = Vec::new();
    let mut step = |right: usize, instead: Option<(usize, f32)>| {
        let mut row = vec![least; classes];
        row[right] = SURE;
        if let Some((other, share)) = instead {
            row[right] = SURE - share;
            row[other] = share;
        }
        log.extend(row.into_iter().map(f32::ln));
    };
    step(0, None);
    for (at, c) in text.chars().enumerate() {
        let slip = slips.iter().find(|(place, ..)| *place == at);
        step(class(c), slip.map(|&(_, other, share)| (class(other), share)));
        step(0, None);
    }
    Posterior::new(classes, log).expect("every row is whole")
}

/// Such a line in the classes of a grammar.
pub(super) fn folded(line: &Posterior, classes: usize, class_of: fn(char) -> Option<usize>) -> Posterior {
    let fold: Vec<Option<usize>> = std::iter::once(Some(0))
        .chain(alphabet().into_iter().map(class_of))
        .collect();
    line.folded(classes, &fold)
}

/// A posterior from any numbers, `classes` to a row, for the laws that hold of every line.
pub(super) fn any_line(classes: usize, numbers: &[f32]) -> Posterior {
    let rows = numbers.chunks_exact(classes).flat_map(|row| {
        let all: f32 = row.iter().map(|value| value.exp()).sum();
        row.iter().map(move |value| value - all.ln())
    });
    Posterior::new(classes, rows.collect()).expect("only whole rows are taken")
}
