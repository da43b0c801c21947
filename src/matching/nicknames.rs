//! Short and pet forms of given names as used in the United States, with the usual Spanish, Portuguese and Irish ones.

use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// A line for each name: the full form, then the short ones; folded.
const GROUPS: &str = include_str!("nicknames.txt");

struct Groups {
    /// The lines that a name stands in.
    lines_of: FxHashMap<&'static str, Vec<u16>>,
    lines: Vec<Vec<&'static str>>,
}

static TABLE: LazyLock<Groups> = LazyLock::new(|| {
    let mut groups = Groups {
        lines_of: FxHashMap::default(),
        lines: Vec::new(),
    };
    for (number, line) in (0_u16..).zip(GROUPS.lines()) {
        let names: Vec<&str> = line.split(' ').collect();
        for name in &names {
            groups.lines_of.entry(name).or_default().push(number);
        }
        groups.lines.push(names);
    }
    groups
});

/// Whether one of two folded given names is a form of the other, or both are of a third.
pub(super) fn are_forms(one: &str, other: &str) -> bool {
    let lines = |name| TABLE.lines_of.get(name).map_or(&[][..], Vec::as_slice);
    one != other && lines(one).iter().any(|line| lines(other).contains(line))
}

/// All other forms of a folded given name.
pub(super) fn forms(name: &str) -> impl Iterator<Item = &'static str> + '_ {
    let lines = TABLE.lines_of.get(name).into_iter().flatten();
    lines
        .flat_map(|&line| &TABLE.lines[usize::from(line)])
        .copied()
        .filter(move |&form| form != name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_forms_belong_to_their_names() {
        assert!(are_forms("bill", "william") && are_forms("peggy", "margaret") && are_forms("pepe", "jose"));
        assert!(are_forms("bob", "rob"));
        assert!(!are_forms("bill", "robert") && !are_forms("mary", "mary") && !are_forms("x", "y"));
        assert!(forms("kate").any(|form| form == "kathleen"));
        assert_eq!(forms("wu").count(), 0);
    }
}
