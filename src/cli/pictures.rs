//! `lockbox show --images`: every step of reading as a picture.

use super::Call;
use crate::config::Config;
use crate::evidence::gather::look;
use crate::evidence::readers::{Readers, Writing};
use crate::evidence::{PageEvidence, Sight};
use crate::id::TransactionNo;
use crate::page::decode::decode;
use crate::page::draw::{Mark, READ, framed, ink};
use crate::pipeline::known;
use crate::store::Books;
use crate::store::archive::Archive;
use crate::store::batches::{BatchKey, StoredPage};
use anyhow::Context;
use std::io::Write;
use std::path::Path;

/// Reads the pages once more from the archive, and writes for each: the scan, the upright page, the ink, and what was found on it.
pub(super) fn write(
    call: &Call,
    books: &Books,
    key: BatchKey,
    transaction: Option<TransactionNo>,
    folder: &Path,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let config = Config::load(&call.data)?;
    let readers = Readers::load(Writing::Read)?;
    let archive = Archive::at(&call.data);
    std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let pages: Vec<StoredPage> = match transaction {
        Some(no) => books
            .transaction(key, no)?
            .pages
            .into_iter()
            .map(|(page, _)| page)
            .collect(),
        None => books.pages(key)?,
    };
    for page in pages {
        let Some(digest) = page.file_digest else { continue };
        let bytes = archive.get(&digest)?;
        let name = page.label.replace(['#', '/', '\\'], "-");
        match decode(&bytes, page.frame, &config.intake) {
            Ok(raster) => {
                let scan = raster.gray.clone();
                let (evidence, upright) = look(raster, page.no, page.side, known(&page), &config, &readers);
                save(&scan, &folder.join(format!("{name}-1-scan.png")))?;
                save(&upright.gray, &folder.join(format!("{name}-2-upright.png")))?;
                save(
                    &ink(&upright.layout.inked.bits),
                    &folder.join(format!("{name}-3-ink.png")),
                )?;
                let found = framed(&upright, &marks(&evidence));
                let path = folder.join(format!("{name}-4-found.png"));
                found
                    .save(&path)
                    .with_context(|| format!("cannot write {}", path.display()))?;
            }
            Err(why) => writeln!(out, "{}: no picture: {why}", page.label)?,
        }
    }
    writeln!(
        out,
        "pictures are in {}: 1 scan, 2 upright, 3 ink, 4 found (blue paper, green MICR line, teal digits, orange code-like, red read)",
        folder.display()
    )?;
    Ok(())
}

fn save(picture: &image::GrayImage, path: &Path) -> anyhow::Result<()> {
    picture
        .save(path)
        .with_context(|| format!("cannot write {}", path.display()))
}

/// Everything that was read, where it was read.
fn marks(evidence: &PageEvidence) -> Vec<Mark> {
    let Sight::Seen(seen) = &evidence.sight else {
        return Vec::new();
    };
    let codes = seen.codes.iter().map(|code| code.region);
    let printed = seen.printed.iter().flat_map(|printed| {
        let id = printed.member_id.and_then(|id| id.region);
        let due = printed.total_due.and_then(|due| due.region);
        [id, due]
            .into_iter()
            .flatten()
            .chain(printed.lines.iter().filter_map(|line| line.region))
    });
    let written = seen.check.iter().flat_map(crate::evidence::CheckReading::regions);
    codes
        .chain(printed)
        .chain(written)
        .map(|area| Mark { area, colour: READ })
        .collect()
}
