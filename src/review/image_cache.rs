//! Upright pages that were looked at a moment ago, and their PNGs, within a bound of bytes.

use image::GrayImage;
use std::sync::{Arc, Mutex};

/// Bytes that are kept of pictures, and of PNGs: the pages of some dozens of transactions.
const MOST_BYTES: usize = 192 << 20;

/// What is kept under a key; the one used longest ago goes first.
struct Kept<K, V> {
    entries: Vec<(K, Arc<V>, usize)>,
    bytes: usize,
}

impl<K, V> Default for Kept<K, V> {
    fn default() -> Self {
        Kept {
            entries: Vec::new(),
            bytes: 0,
        }
    }
}

impl<K: PartialEq, V> Kept<K, V> {
    fn get(&mut self, key: &K) -> Option<Arc<V>> {
        let at = self.entries.iter().position(|(of, ..)| of == key)?;
        let entry = self.entries.remove(at);
        let value = Arc::clone(&entry.1);
        self.entries.push(entry);
        Some(value)
    }

    fn put(&mut self, key: K, value: Arc<V>, bytes: usize) {
        if bytes > MOST_BYTES || self.entries.iter().any(|(of, ..)| *of == key) {
            return;
        }
        self.bytes += bytes;
        self.entries.push((key, value, bytes));
        while self.bytes > MOST_BYTES {
            let (.., bytes) = self.entries.remove(0);
            self.bytes -= bytes;
        }
    }
}

/// Which page: its file's digest, its frame there, and how it is turned.
pub(super) type PageKey = (crate::id::Digest, u32, u16);

/// The caches.
#[derive(Default)]
pub(super) struct Images {
    pages: Mutex<Kept<PageKey, GrayImage>>,
    pngs: Mutex<Kept<PageKey, Vec<u8>>>,
}

impl Images {
    /// The upright page, from the cache or made.
    pub(super) fn page<E>(
        &self,
        key: PageKey,
        make: impl FnOnce() -> Result<GrayImage, E>,
    ) -> Result<Arc<GrayImage>, E> {
        if let Some(page) = super::station::lock(&self.pages).get(&key) {
            return Ok(page);
        }
        let page = Arc::new(make()?);
        super::station::lock(&self.pages).put(key, Arc::clone(&page), page.as_raw().len());
        Ok(page)
    }

    /// The page as PNG, from the cache or made.
    pub(super) fn png<E>(&self, key: PageKey, make: impl FnOnce() -> Result<Vec<u8>, E>) -> Result<Arc<Vec<u8>>, E> {
        if let Some(png) = super::station::lock(&self.pngs).get(&key) {
            return Ok(png);
        }
        let png = Arc::new(make()?);
        super::station::lock(&self.pngs).put(key, Arc::clone(&png), png.len());
        Ok(png)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_used_longest_ago_goes_first() {
        let mut kept: Kept<u32, u32> = Kept::default();
        let third = MOST_BYTES / 3;
        for key in 1..=3 {
            kept.put(key, Arc::new(key), third);
        }
        assert!(kept.get(&1).is_some());
        kept.put(4, Arc::new(4), third);
        assert!(kept.get(&2).is_none() && kept.get(&1).is_some() && kept.get(&4).is_some());
        kept.put(5, Arc::new(5), MOST_BYTES + 1);
        assert!(kept.get(&5).is_none() && kept.bytes <= MOST_BYTES);
    }
}
