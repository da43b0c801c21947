//! A map from hashed keys to handles, many to a key: six bytes an entry, three touches of memory a look-up.

use crate::geometry::index;
use rayon::prelude::*;

/// The least bits of a hash that the directory takes; with them the rest fits in 16.
const LEAST_DIRECTORY_BITS: u32 = 16;
/// Entries that share a place in the directory, about.
const BUCKET: usize = 16;
/// Parts that are sorted and packed each by itself, so that what is sorted and what is packed never stand side by side in memory as wholes.
const PARTS: usize = 64;
/// Things whose entries are made by one thread at a time.
const CHUNK: usize = 16_384;
/// Such chunks that are put together at a time.
const CHUNKS: usize = 8;

/// The map. A key is known by 32 bits of its hash only: one look-up in some dozens gives a handle or two that do not belong, and whoever looks up
/// compares what he finds anyway.
#[cfg_attr(test, derive(PartialEq))]
#[derive(Debug)]
pub(super) struct Postings {
    directory_bits: u32,
    starts: Vec<u32>,
    tails: Vec<u16>,
    handles: Vec<u32>,
}

/// Entries on the way into [`Postings`].
pub(super) struct Unsorted {
    /// Hash and handle, by the hash's top bits.
    parts: Vec<Vec<u64>>,
}

/// An entry on its way: the key's 32 bits above the handle.
pub(super) fn entry(key: u64, handle: u32) -> u64 {
    key & 0xFFFF_FFFF_0000_0000 | u64::from(handle)
}

/// A hash of some numbers, good in its upper half.
pub(super) fn mixed(tag: u64, one: u64, other: u64) -> u64 {
    let mut hash = tag.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ one.wrapping_mul(0xBF58_476D_1CE4_E5B9);
    hash = (hash ^ (hash >> 29))
        .wrapping_add(other)
        .wrapping_mul(0x94D0_49BB_1331_11EB);
    hash = (hash ^ (hash >> 32)).wrapping_mul(0xD6E8_FEB8_6659_FD93);
    hash ^ (hash << 29)
}

/// A hash of a text.
pub(super) fn hashed(text: &[u8]) -> u64 {
    let mut hash = 0xCBF2_9CE4_8422_2325_u64;
    for &byte in text {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3);
    }
    mixed(1, hash, 0)
}

/// The low half of a 64-bit value.
fn low(value: u64) -> u32 {
    u32::try_from(value & 0xFFFF_FFFF).expect("32 bits")
}

fn high(value: u64) -> u32 {
    u32::try_from(value >> 32).expect("32 bits")
}

impl Unsorted {
    pub(super) fn new() -> Self {
        Unsorted {
            parts: vec![Vec::new(); PARTS],
        }
    }

    pub(super) fn push(&mut self, entry: u64) {
        self.parts[index(high(entry) >> 26)].push(entry);
    }

    /// The entries of so many things, each adding its own, on all cores.
    pub(super) fn of(things: usize, add: impl Fn(u32, &mut Unsorted) + Sync) -> Self {
        let mut all = Unsorted::new();
        let chunks: Vec<usize> = (0..things).step_by(CHUNK).collect();
        // A few chunks at a time, so that what is not together yet is not in memory twice.
        for some in chunks.chunks(CHUNKS) {
            let made = some.par_iter().map(|&from| {
                let mut one = Unsorted::new();
                for thing in from..things.min(from + CHUNK) {
                    add(u32::try_from(thing).expect("fewer than 2^32 things"), &mut one);
                }
                one
            });
            let made: Vec<Unsorted> = made.collect();
            let done = some[0] + CHUNK * some.len();
            all.parts.par_iter_mut().enumerate().for_each(|(at, part)| {
                let more: usize = made.iter().map(|one| one.parts[at].len()).sum();
                if part.is_empty() {
                    // As many as all will be, by these.
                    part.reserve(more * things.max(done) / done);
                }
                for one in &made {
                    part.extend_from_slice(&one.parts[at]);
                }
            });
        }
        all
    }

    pub(super) fn sorted(mut self) -> Postings {
        self.parts.par_iter_mut().for_each(|part| part.sort_unstable());
        let count: usize = self.parts.iter().map(Vec::len).sum();
        let wanted = (count / BUCKET).max(1).ilog2();
        let directory_bits = wanted.clamp(LEAST_DIRECTORY_BITS, 26);
        let mut starts = vec![0; (1 << directory_bits) + 1];
        let (mut tails, mut handles) = (vec![0; count], vec![0; count]);
        let mut parts = Vec::with_capacity(PARTS);
        let mut rest = (0, &mut starts[1..], &mut tails[..], &mut handles[..]);
        for entries in self.parts {
            let (ends, ends_after) = rest.1.split_at_mut((1 << directory_bits) / PARTS);
            let (tails, tails_after) = rest.2.split_at_mut(entries.len());
            let (handles, handles_after) = rest.3.split_at_mut(entries.len());
            let after = rest.0 + entries.len();
            parts.push(Part {
                entries,
                first: rest.0,
                ends,
                tails,
                handles,
            });
            rest = (after, ends_after, tails_after, handles_after);
        }
        parts.into_par_iter().for_each(|part| part.pack(directory_bits));
        Postings {
            directory_bits,
            starts,
            tails,
            handles,
        }
    }
}

/// Entries with the same top bits, and the stretches of the map where they go.
struct Part<'a> {
    entries: Vec<u64>,
    /// Entries before them.
    first: usize,
    ends: &'a mut [u32],
    tails: &'a mut [u16],
    handles: &'a mut [u32],
}

impl Part<'_> {
    fn pack(self, directory_bits: u32) {
        let tail_bits = 32 - directory_bits;
        // A power of two.
        let places = self.ends.len();
        for ((&entry, tail), handle) in self.entries.iter().zip(self.tails).zip(self.handles) {
            let hash = high(entry);
            self.ends[index(hash >> tail_bits) & (places - 1)] += 1;
            *tail = u16::try_from(hash & ((1 << tail_bits) - 1)).expect("at most 16 bits are left");
            *handle = low(entry);
        }
        let mut sum = u32::try_from(self.first).expect("fewer than 2^32 entries");
        for end in self.ends {
            sum += *end;
            *end = sum;
        }
    }
}

impl Postings {
    /// The handles of a key, ascending.
    pub(super) fn get(&self, key: u64) -> &[u32] {
        let hash = high(key);
        let tail_bits = 32 - self.directory_bits;
        let bucket = index(hash >> tail_bits);
        let (from, to) = (index(self.starts[bucket]), index(self.starts[bucket + 1]));
        let tail = u16::try_from(hash & ((1 << tail_bits) - 1)).expect("at most 16 bits are left");
        let tails = &self.tails[from..to];
        let first = tails.partition_point(|&other| other < tail);
        let length = tails[first..].partition_point(|&other| other == tail);
        &self.handles[from + first..from + first + length]
    }

    /// Bytes in memory.
    pub(super) fn bytes(&self) -> usize {
        4 * self.starts.len() + 2 * self.tails.len() + 4 * self.handles.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entry_is_found_under_its_key() {
        let keys: Vec<u64> = (0..50_000_u64).map(|n| mixed(3, n / 2, 7)).collect();
        let postings = Unsorted::of(keys.len(), |n, entries| entries.push(entry(keys[index(n)], n))).sorted();
        for (n, &key) in (0..).zip(&keys) {
            let found = postings.get(key);
            assert!(found.contains(&n) && found.contains(&(n ^ 1)), "{n}");
            assert!(found.len() <= 4);
        }
        assert!(postings.get(mixed(9, 9, 9)).len() < 3);
    }
}
