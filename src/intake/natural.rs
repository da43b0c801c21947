//! The natural order of file names, in which page 10 comes after page 9; and what a name says about its side.

use crate::geometry::Side;
use std::cmp::Ordering;

/// Front or back, by the last letter before the extension: `F` or `B`; a small one only after a digit, for many words end in them.
pub(super) fn side_of(name: &str) -> Side {
    match marked(name) {
        Some((_, side)) => side,
        None => Side::Front,
    }
}

/// The name without its side's letter and extension, if it has such a letter.
fn marked(name: &str) -> Option<(&str, Side)> {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let rest = &stem[..stem.len().checked_sub(1)?.min(stem.floor_char_boundary(stem.len() - 1))];
    let after_digit = rest.ends_with(|c: char| c.is_ascii_digit());
    match stem.as_bytes().last()? {
        b'F' => Some((rest, Side::Front)),
        b'B' => Some((rest, Side::Back)),
        b'f' if after_digit => Some((rest, Side::Front)),
        b'b' if after_digit => Some((rest, Side::Back)),
        _ => None,
    }
}

/// The order of scanning: natural order of the names, and of one stem the front before its back.
pub(super) fn scan_order(one: &str, other: &str) -> Ordering {
    let key = |name| marked(name).unwrap_or((name, Side::Front));
    let ((one_stem, one_side), (other_stem, other_side)) = (key(one), key(other));
    natural(one_stem, other_stem)
        .then((one_side == Side::Back).cmp(&(other_side == Side::Back)))
        .then_with(|| natural(one, other))
        .then_with(|| one.cmp(other))
}

/// Runs of digits by their value, everything else by its characters. A total order up to leading zeros.
fn natural(one: &str, other: &str) -> Ordering {
    let (mut one, mut other) = (one, other);
    loop {
        let ((one_number, one_rest), (other_number, other_rest)) = (split(one), split(other));
        if !one_number.is_empty() && !other_number.is_empty() {
            let (a, b) = (one_number.trim_start_matches('0'), other_number.trim_start_matches('0'));
            let order = a.len().cmp(&b.len()).then_with(|| a.cmp(b));
            if order != Ordering::Equal {
                return order;
            }
            (one, other) = (one_rest, other_rest);
            continue;
        }
        let (mut one_chars, mut other_chars) = (one.chars(), other.chars());
        match (one_chars.next(), other_chars.next()) {
            (None, None) => return Ordering::Equal,
            (a, b) if a != b => return a.cmp(&b),
            _ => (one, other) = (one_chars.as_str(), other_chars.as_str()),
        }
    }
}

/// Leading digits, and what follows them.
fn split(text: &str) -> (&str, &str) {
    text.split_at(text.bytes().take_while(u8::is_ascii_digit).count())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sorted(names: &[&str]) -> Vec<String> {
        let mut names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
        names.sort_by(|a, b| scan_order(a, b));
        names
    }

    #[test]
    fn page_ten_comes_after_page_nine_and_a_back_after_its_front() {
        assert_eq!(
            sorted(&["scan10.tif", "scan9.tif", "scan1.tif"]),
            ["scan1.tif", "scan9.tif", "scan10.tif"]
        );
        assert_eq!(
            sorted(&["00002B.tif", "00010F.tif", "00002F.tif", "00001F.tif"]),
            ["00001F.tif", "00002F.tif", "00002B.tif", "00010F.tif"]
        );
    }

    #[test]
    fn a_side_is_the_last_letter_of_the_stem() {
        for (name, side) in [
            ("00012F.tif", Side::Front),
            ("00012B.tif", Side::Back),
            ("00012b.JPG", Side::Back),
            ("thumb.png", Side::Front),
            ("B", Side::Back),
            ("", Side::Front),
            (".tif", Side::Front),
            ("é.tif", Side::Front),
            ("Scan_0002.jpg", Side::Front),
        ] {
            assert_eq!(side_of(name), side, "{name}");
        }
    }

    proptest! {
        #[test]
        fn it_is_a_total_order(names in proptest::collection::vec("[0-2FBa.é]{0,6}", 3)) {
            let (a, b, c) = (&names[0], &names[1], &names[2]);
            prop_assert_eq!(scan_order(a, b), scan_order(b, a).reverse());
            prop_assert_eq!(scan_order(a, b) == Ordering::Equal, a == b);
            if scan_order(a, b) != Ordering::Greater && scan_order(b, c) != Ordering::Greater {
                prop_assert_ne!(scan_order(a, c), Ordering::Greater);
            }
        }
    }
}
