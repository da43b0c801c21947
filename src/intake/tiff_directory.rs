//! The directories of a TIFF file: which pages it has and what each page's tags say. No pixels here.

use super::image_file::{Format, Unreadable};
use std::collections::HashSet;

/// The most values one tag may have: strips of a page, colours of a palette.
const MAX_VALUES: usize = 1 << 20;
const ENTRY_BYTES: usize = 12;

/// The pages found along a file's chain of directories, in order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Walk {
    /// Where each page's directory begins.
    pub offsets: Vec<usize>,
    /// Why the chain was not followed to its end.
    pub trouble: Option<Unreadable>,
}

/// Which end of a number comes first.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ByteOrder {
    /// `II`.
    LittleEndian,
    /// `MM`.
    BigEndian,
}

impl ByteOrder {
    fn u16(self, bytes: &[u8], at: usize) -> Option<u16> {
        let field = bytes.get(at..)?.first_chunk()?;
        Some(match self {
            ByteOrder::LittleEndian => u16::from_le_bytes(*field),
            ByteOrder::BigEndian => u16::from_be_bytes(*field),
        })
    }

    fn u32(self, bytes: &[u8], at: usize) -> Option<u32> {
        let field = bytes.get(at..)?.first_chunk()?;
        Some(match self {
            ByteOrder::LittleEndian => u32::from_le_bytes(*field),
            ByteOrder::BigEndian => u32::from_be_bytes(*field),
        })
    }

    fn offset(self, bytes: &[u8], at: usize) -> Option<usize> {
        usize::try_from(self.u32(bytes, at)?).ok()
    }
}

fn byte_order(bytes: &[u8]) -> Option<ByteOrder> {
    match bytes.get(..2)? {
        b"II" => Some(ByteOrder::LittleEndian),
        b"MM" => Some(ByteOrder::BigEndian),
        _ => None,
    }
}

fn damaged(what: &str) -> Unreadable {
    Unreadable::damaged(Format::Tiff, what)
}

/// Follows the chain of directories, up to `limit` pages. What cannot be followed ends it with its reason; what was found stays.
pub fn walk(bytes: &[u8], limit: u32) -> Walk {
    let mut offsets = Vec::new();
    let trouble = follow(bytes, limit, &mut offsets).err();
    Walk { offsets, trouble }
}

fn follow(bytes: &[u8], limit: u32, offsets: &mut Vec<usize>) -> Result<(), Unreadable> {
    let order = byte_order(bytes).ok_or_else(|| damaged("it has no TIFF header"))?;
    if order.u16(bytes, 2) == Some(43) {
        return Err(Unreadable::unsupported(Format::Tiff, "BigTIFF"));
    }
    let cut = || damaged("it ends before its list of pages does");
    let mut seen = HashSet::new();
    let mut at = order.offset(bytes, 4).ok_or_else(cut)?;
    if at == 0 {
        return Err(damaged("it has no page"));
    }
    while at != 0 {
        if !seen.insert(at) {
            return Err(damaged("its list of pages runs in a circle"));
        }
        if u32::try_from(offsets.len()).is_ok_and(|found| found >= limit) {
            return Err(Unreadable::TooManyPages { limit });
        }
        let entries = order.u16(bytes, at).ok_or_else(cut)?;
        let next = order
            .offset(bytes, at + 2 + usize::from(entries) * ENTRY_BYTES)
            .ok_or_else(cut)?;
        if entries == 0 {
            return Err(damaged("a page has no tags"));
        }
        offsets.push(at);
        at = next;
    }
    Ok(())
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    tag: u16,
    kind: u16,
    count: usize,
    /// Where its values begin, wherever the writer put them.
    at: usize,
}

/// One page's tags.
#[derive(Clone, Debug)]
pub struct Directory<'a> {
    bytes: &'a [u8],
    order: ByteOrder,
    entries: Vec<Entry>,
}

/// How many bytes a value of this TIFF type has.
fn width_of(kind: u16) -> Option<usize> {
    match kind {
        1 | 2 | 6 | 7 => Some(1),
        3 | 8 => Some(2),
        4 | 9 | 11 => Some(4),
        5 | 10 | 12 => Some(8),
        _ => None,
    }
}

impl<'a> Directory<'a> {
    /// The directory of the page with this index, counted from 0.
    pub fn of_page(bytes: &'a [u8], page: u32, limit: u32) -> Result<Self, Unreadable> {
        let walk = walk(bytes, limit.min(page.saturating_add(1)));
        let index = usize::try_from(page).map_err(|_| Unreadable::NoSuchFrame(page))?;
        match walk.offsets.get(index) {
            Some(&at) => Self::read(bytes, at).ok_or_else(|| damaged("a page's tags are cut off")),
            None => Err(walk.trouble.unwrap_or(Unreadable::NoSuchFrame(page))),
        }
    }

    /// The first directory of a TIFF structure, such as the one inside EXIF data.
    pub fn first(bytes: &'a [u8]) -> Option<Self> {
        let at = byte_order(bytes)?.offset(bytes, 4)?;
        Self::read(bytes, at)
    }

    fn read(bytes: &'a [u8], at: usize) -> Option<Self> {
        let order = byte_order(bytes)?;
        let count = usize::from(order.u16(bytes, at)?);
        let mut entries = Vec::with_capacity(count);
        for start in (0..count).map(|entry| at + 2 + entry * ENTRY_BYTES) {
            let kind = order.u16(bytes, start + 2)?;
            let values = order.offset(bytes, start + 4)?;
            let inline = width_of(kind).is_some_and(|width| values.saturating_mul(width) <= 4);
            entries.push(Entry {
                tag: order.u16(bytes, start)?,
                kind,
                count: values,
                at: if inline {
                    start + 8
                } else {
                    order.offset(bytes, start + 8)?
                },
            });
        }
        Some(Directory { bytes, order, entries })
    }

    /// Which end of a number comes first in this file.
    pub fn order(&self) -> ByteOrder {
        self.order
    }

    fn entry(&self, tag: u16) -> Option<Entry> {
        self.entries.iter().copied().find(|entry| entry.tag == tag)
    }

    fn value(&self, entry: Entry, index: usize) -> Option<u32> {
        let at = entry.at.checked_add(index.checked_mul(width_of(entry.kind)?)?)?;
        match entry.kind {
            1 | 7 => self.bytes.get(at).copied().map(u32::from),
            3 => self.order.u16(self.bytes, at).map(u32::from),
            4 => self.order.u32(self.bytes, at),
            _ => None,
        }
    }

    /// A tag's first whole number; `None` if it is absent or no whole number.
    pub fn number(&self, tag: u16) -> Option<u32> {
        let entry = self.entry(tag).filter(|entry| entry.count > 0)?;
        self.value(entry, 0)
    }

    /// All whole numbers of a tag; of an absent tag, none.
    pub fn numbers(&self, tag: u16) -> Result<Vec<u32>, Unreadable> {
        let Some(entry) = self.entry(tag) else {
            return Ok(Vec::new());
        };
        if entry.count > MAX_VALUES {
            return Err(damaged("a tag has more than a million values"));
        }
        (0..entry.count)
            .map(|index| self.value(entry, index))
            .collect::<Option<Vec<u32>>>()
            .ok_or_else(|| damaged("a tag's values are cut off or of a wrong type"))
    }

    /// A tag's fraction; `None` if it is absent, no fraction, or divides by zero.
    pub fn fraction(&self, tag: u16) -> Option<f64> {
        let entry = self.entry(tag).filter(|entry| entry.count > 0)?;
        if entry.kind != 5 {
            return self.value(entry, 0).map(f64::from);
        }
        let (over, under) = (
            self.order.u32(self.bytes, entry.at)?,
            self.order.u32(self.bytes, entry.at.checked_add(4)?)?,
        );
        (under != 0).then(|| f64::from(over) / f64::from(under))
    }

    /// The bytes of a tag of single bytes.
    pub fn raw(&self, tag: u16) -> Option<&'a [u8]> {
        let entry = self.entry(tag).filter(|entry| width_of(entry.kind) == Some(1))?;
        self.bytes.get(entry.at..entry.at.checked_add(entry.count)?)
    }

    /// The dots per inch across and down, as the resolution tags state them; `None` where they do not.
    pub fn resolution(&self) -> (Option<f64>, Option<f64>) {
        let per_inch = match self.number(296).unwrap_or(2) {
            2 => 1.0,
            3 => 2.54,
            _ => return (None, None),
        };
        let axis = |tag| self.fraction(tag).map(|value| value * per_inch);
        (axis(282), axis(283))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A chain of directories with one tag each, 18 bytes apart; the last points to `last`.
    fn chain(pages: u32, last: u32) -> Vec<u8> {
        let mut file = b"II*\0\x08\0\0\0".to_vec();
        for page in 0..pages {
            file.extend(1u16.to_le_bytes());
            file.extend(256u16.to_le_bytes());
            file.extend(3u16.to_le_bytes());
            file.extend(1u32.to_le_bytes());
            file.extend(7u32.to_le_bytes());
            let next = if page + 1 == pages { last } else { 8 + (page + 1) * 18 };
            file.extend(next.to_le_bytes());
        }
        file
    }

    #[test]
    fn pages_are_found_along_the_chain() {
        let file = chain(3, 0);
        let found = walk(&file, 10);
        assert_eq!((found.offsets.len(), found.trouble), (3, None));
        assert_eq!(Directory::of_page(&file, 2, 10).unwrap().number(256), Some(7));
        assert_eq!(
            Directory::of_page(&file, 3, 10).unwrap_err(),
            Unreadable::NoSuchFrame(3)
        );
    }

    #[test]
    fn a_chain_that_runs_in_a_circle_ends() {
        let found = walk(&chain(3, 8), 10);
        assert_eq!(found.offsets.len(), 3);
        assert!(found.trouble.unwrap().to_string().contains("circle"));
    }

    #[test]
    fn pages_beyond_the_limit_and_beyond_the_end_are_said() {
        let found = walk(&chain(5000, 0), 2000);
        assert_eq!(found.offsets.len(), 2000);
        assert_eq!(found.trouble, Some(Unreadable::TooManyPages { limit: 2000 }));
        let found = walk(&chain(4, 100_000), 10);
        assert_eq!(found.offsets.len(), 4);
        assert!(found.trouble.unwrap().to_string().contains("ends before"));
    }
}
