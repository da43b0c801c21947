//! Files and the manifest's list to pages in their order: every page of every file once, every listed page at its place.

use super::image_file::Unreadable;
use super::manifest::{ListedPage, ListedTransaction};
use super::natural::side_of;
use super::{IntakeNote, PageRef, ScanFile};
use crate::geometry::{index, px};
use crate::id::{PageNo, TransactionNo};
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// The pages of a batch, and what was remarkable about them.
pub(super) struct Paging {
    pub(super) pages: Vec<PageRef>,
    pub(super) notes: Vec<IntakeNote>,
}

/// All pages; `None` if there are more than `limit`.
pub(super) fn page_all(files: &[ScanFile], listed: Option<&[ListedTransaction]>, limit: u32) -> Option<Paging> {
    let delivered: u64 = files.iter().map(|file| u64::from(file.frames.pages())).sum();
    if delivered > u64::from(limit) {
        return None;
    }
    let slots = Slots::of(files);
    let mut paging = match listed {
        None => Paging {
            pages: (0..slots.places.len()).map(|slot| slots.page(slot)).collect(),
            notes: Vec::new(),
        },
        Some(listed) => Listing::new(slots, index(limit)).run(listed)?,
    };
    number(&mut paging.pages);
    Some(paging)
}

/// Numbers the pages, and sees to it that no two bear the same label (names that are not UTF-8 may look alike).
fn number(pages: &mut [PageRef]) {
    let mut taken: HashSet<String> = HashSet::with_capacity(pages.len());
    for (no, page) in (1..).map(PageNo).zip(pages) {
        page.no = no;
        if taken.contains(&page.label) {
            page.label = format!("{}~{no}", page.label);
        }
        taken.insert(page.label.clone());
    }
}

/// Every page of every file, in the files' order.
struct Slots<'a> {
    files: &'a [ScanFile],
    /// File and frame of each.
    places: Vec<(usize, u32)>,
    /// The slots of each file.
    of_file: Vec<Range<usize>>,
}

impl<'a> Slots<'a> {
    fn of(files: &'a [ScanFile]) -> Self {
        let mut places = Vec::new();
        let mut of_file = Vec::new();
        for (at, file) in files.iter().enumerate() {
            let first = places.len();
            places.extend((0..file.frames.pages()).map(|frame| (at, frame)));
            of_file.push(first..places.len());
        }
        Slots { files, places, of_file }
    }

    fn page(&self, slot: usize) -> PageRef {
        let (at, frame) = self.places[slot];
        let file = &self.files[at];
        PageRef {
            no: PageNo(0),
            label: if file.frames.pages() > 1 {
                format!("{}#{}", file.name, frame + 1)
            } else {
                file.name.clone()
            },
            file: Some(at),
            frame,
            side: file.side,
            transaction: None,
            micr: None,
            amount: None,
            trouble: (frame >= file.frames.decodable)
                .then(|| file.frames.trouble.clone())
                .flatten(),
        }
    }
}

/// The manifest's list as it is gone through.
struct Listing<'a> {
    slots: Slots<'a>,
    by_name: HashMap<&'a str, usize>,
    /// In small letters; `None` where several names differ in case only.
    by_small_name: HashMap<String, Option<usize>>,
    used: Vec<bool>,
    missing: HashSet<&'a str>,
    /// Each page with its slot; of a page that did not come, none.
    placed: Vec<(Option<usize>, PageRef)>,
    notes: Vec<IntakeNote>,
    limit: usize,
}

impl<'a> Listing<'a> {
    fn new(slots: Slots<'a>, limit: usize) -> Self {
        let mut by_name = HashMap::new();
        let mut by_small_name: HashMap<String, Option<usize>> = HashMap::new();
        for (at, file) in slots.files.iter().enumerate() {
            by_name.entry(file.name.as_str()).or_insert(at);
            by_small_name
                .entry(file.name.to_lowercase())
                .and_modify(|known| *known = None)
                .or_insert(Some(at));
        }
        Listing {
            used: vec![false; slots.places.len()],
            slots,
            by_name,
            by_small_name,
            missing: HashSet::new(),
            placed: Vec::new(),
            notes: Vec::new(),
            limit,
        }
    }

    fn run(mut self, listed: &'a [ListedTransaction]) -> Option<Paging> {
        for (transaction, one) in (1..).map(TransactionNo).zip(listed) {
            if one.pages.is_empty() {
                self.notes.push(IntakeNote::NoPages { transaction });
            }
            for page in &one.pages {
                self.place(page, transaction);
                if self.placed.len() > self.limit {
                    return None;
                }
            }
        }
        let pages = self.with_unlisted();
        (pages.len() <= self.limit).then_some(Paging {
            pages,
            notes: self.notes,
        })
    }

    /// The slots a listed name stands for, or why there are none. Names lead nowhere but to files that were found in the batch.
    fn find(&self, name: &str) -> Result<Range<usize>, Unreadable> {
        let name = name.strip_prefix("./").unwrap_or(name);
        let file = |name: &str| {
            let exact = self.by_name.get(name).copied();
            exact.or_else(|| self.by_small_name.get(&name.to_lowercase()).copied().flatten())
        };
        if let Some(at) = file(name) {
            return Ok(self.slots.of_file[at].clone());
        }
        let (base, number) = name.rsplit_once('#').ok_or(Unreadable::Missing)?;
        let slots = &self.slots.of_file[file(base).ok_or(Unreadable::Missing)?];
        let number: usize = number.parse().map_err(|_| Unreadable::Missing)?;
        let slot = number.checked_sub(1).and_then(|frame| slots.start.checked_add(frame));
        match slot.filter(|slot| slots.contains(slot)) {
            Some(slot) => Ok(slot..slot + 1),
            None => Err(Unreadable::MissingFrame { pages: px(slots.len()) }),
        }
    }

    fn place(&mut self, listed: &'a ListedPage, transaction: TransactionNo) {
        let found = if listed.file.is_empty() {
            Err(Unreadable::Unnamed)
        } else {
            self.find(&listed.file)
        };
        let again = IntakeNote::ListedAgain {
            file: listed.file.clone(),
            transaction,
        };
        let slots = match found {
            Ok(slots) => slots,
            Err(trouble) => {
                let named = trouble != Unreadable::Unnamed;
                if named && !self.missing.insert(&listed.file) {
                    self.notes.push(again);
                    return;
                }
                if named {
                    self.notes.push(IntakeNote::NotDelivered {
                        file: listed.file.clone(),
                        transaction,
                    });
                }
                self.placed.push((None, undelivered(listed, transaction, trouble)));
                return;
            }
        };
        let for_which_page = slots.len() > 1 && (listed.micr.is_some() || listed.amount.is_some());
        if for_which_page {
            self.notes.push(IntakeNote::ForWhichPage {
                file: listed.file.clone(),
                transaction,
            });
        }
        if self.used[slots.clone()].contains(&true) {
            self.notes.push(again);
        }
        for slot in slots {
            if std::mem::replace(&mut self.used[slot], true) {
                continue;
            }
            let mut page = self.slots.page(slot);
            page.transaction = Some(transaction);
            if !for_which_page {
                page.micr.clone_from(&listed.micr);
                page.amount = listed.amount;
            }
            self.placed.push((Some(slot), page));
        }
    }

    /// The listed pages, and each page that is not listed behind the one it was scanned after.
    fn with_unlisted(&mut self) -> Vec<PageRef> {
        let mut after: HashMap<Option<usize>, Vec<usize>> = HashMap::new();
        let mut last = None;
        for slot in 0..self.used.len() {
            if self.used[slot] {
                last = Some(slot);
            } else {
                after.entry(last).or_default().push(slot);
            }
        }
        let mut pages = Vec::with_capacity(self.placed.len());
        let mut unlisted = |at: Option<usize>, pages: &mut Vec<PageRef>| {
            for slot in after.remove(&at).unwrap_or_default() {
                let page = self.slots.page(slot);
                let label = page.label.clone();
                self.notes.push(IntakeNote::NotListed { label });
                pages.push(page);
            }
        };
        unlisted(None, &mut pages);
        for (slot, page) in self.placed.drain(..) {
            pages.push(page);
            if slot.is_some() {
                unlisted(slot, &mut pages);
            }
        }
        pages
    }
}

/// A page that the manifest lists and that did not come: it keeps its place, and its transaction waits for a person.
fn undelivered(listed: &ListedPage, transaction: TransactionNo, trouble: Unreadable) -> PageRef {
    let name = listed
        .file
        .rsplit_once('#')
        .map_or(listed.file.as_str(), |(name, _)| name);
    PageRef {
        no: PageNo(0),
        label: if listed.file.is_empty() {
            format!("unnamed page of transaction {transaction}")
        } else {
            listed.file.chars().filter(|c| !c.is_control()).take(255).collect()
        },
        file: None,
        frame: 0,
        side: side_of(name),
        transaction: Some(transaction),
        micr: listed.micr.clone(),
        amount: listed.amount,
        trouble: Some(trouble),
    }
}
