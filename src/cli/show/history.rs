//! What people did with a transaction.

use crate::clock::eastern_time;
use crate::store::Books;
use crate::store::batches::ItemKey;
use std::io::Write;

/// Every act but the mere looking, a line each.
pub(super) fn tell(books: &Books, item: ItemKey, out: &mut dyn Write) -> anyhow::Result<()> {
    for entry in books.log_of(item)?.iter().filter(|entry| entry.act != "look") {
        let who = entry.user.as_ref().map_or("the program", |user| user.as_str());
        let note = ["why", "note", "to", "until"]
            .iter()
            .filter_map(|key| entry.detail[*key].as_str().filter(|text| !text.is_empty()))
            .collect::<Vec<_>>()
            .join(", ");
        let colon = if note.is_empty() { "" } else { ": " };
        writeln!(out, "  {}  {who}  {}{colon}{note}", eastern_time(entry.at), entry.act)?;
    }
    Ok(())
}
