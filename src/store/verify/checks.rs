//! The checks, each a walk over one part of the books.

use super::{Counts, Depth, Fault, VerifyReport};
use crate::decision::{Decision, Payment};
use crate::evidence::{PageEvidence, Sight};
use crate::id::{BatchId, Digest, PageNo, TransactionNo};
use crate::store::archive::{Archive, ArchiveError};
use crate::store::batches::{BatchKey, BatchState};
use crate::store::decisions::code;
use crate::store::rows::{cents, from_json, json, parsed, word};
use crate::store::{Books, StoreError, migrations};
use rusqlite::Row;

pub(super) type Check = fn(&Books, &mut VerifyReport) -> Result<(), StoreError>;

/// Every check but the archive's, in the order in which a reader would want their faults.
pub(super) const CHECKS: [(&str, Check); 15] = [
    ("the database's own check", database),
    ("the schema", schema),
    ("the references between tables", references),
    ("the counts", counts),
    ("the batches", batches),
    ("the pages", pages),
    ("the evidence", evidence),
    ("the transactions", transactions),
    ("the decisions", decisions),
    ("the postings", postings),
    ("the log", super::desk::log),
    ("the resolutions", super::desk::resolutions),
    ("the reversals", super::desk::reversals),
    ("the regroupings", super::desk::regroupings),
    ("the queue", super::desk::queue),
];

impl Books {
    /// One fault for each row of (batch name, number).
    pub(super) fn faults_of(
        &self,
        report: &mut VerifyReport,
        sql: &str,
        fault: impl Fn(BatchId, u32) -> Fault,
    ) -> Result<(), StoreError> {
        let mut statement = self.connection.prepare(sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            report.add(fault(parsed(row, 0)?, row.get(1)?));
        }
        Ok(())
    }

    pub(super) fn number(&self, sql: &str) -> Result<u64, StoreError> {
        let number: i64 = self.connection.query_row(sql, [], |row| row.get(0))?;
        Ok(u64::try_from(number).expect("a count is not negative"))
    }

    fn cents_of(&self, sql: &str) -> Result<i64, StoreError> {
        Ok(self.connection.query_row(sql, [], |row| row.get(0))?)
    }
}

fn database(books: &Books, report: &mut VerifyReport) -> Result<(), StoreError> {
    let mut statement = books.connection.prepare("PRAGMA integrity_check")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let says: String = row.get(0)?;
        if says != "ok" {
            report.add(Fault::Database { says });
        }
    }
    Ok(())
}

/// The rules that keep the books insert-only are in the schema, so the schema must be the one that the migrations make.
fn schema(books: &Books, report: &mut VerifyReport) -> Result<(), StoreError> {
    const LIST: &str =
        "SELECT name || ': ' || coalesce(sql, '') FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY 1";
    let list = |connection: &rusqlite::Connection| -> Result<Vec<String>, StoreError> {
        let mut statement = connection.prepare(LIST)?;
        let names = statement.query_map([], |row| row.get(0))?;
        Ok(names.collect::<Result<_, _>>()?)
    };
    let wanted = list(&migrations::pattern()?)?;
    let found = list(&books.connection)?;
    let name = |rule: &str| rule.split(':').next().unwrap_or_default().to_owned();
    for rule in wanted.iter().filter(|rule| !found.contains(rule)) {
        report.add(Fault::RuleChanged { name: name(rule) });
    }
    for rule in found
        .iter()
        .filter(|rule| !wanted.iter().any(|wanted| name(wanted) == name(rule)))
    {
        report.add(Fault::RuleChanged { name: name(rule) });
    }
    Ok(())
}

fn references(books: &Books, report: &mut VerifyReport) -> Result<(), StoreError> {
    let mut statement = books.connection.prepare("PRAGMA foreign_key_check")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        report.add(Fault::Reference {
            table: row.get(0)?,
            parent: row.get(2)?,
        });
    }
    Ok(())
}

/// What was booked, with what was taken back of it.
const ALL_ENTRIES: &str = "(SELECT ledger, cents FROM entries UNION ALL SELECT ledger, cents FROM reversing_entries)";

fn counts(books: &Books, report: &mut VerifyReport) -> Result<(), StoreError> {
    let decided = |outcome: &str| {
        books.number(&format!(
            "SELECT count(*) FROM decisions_in_force WHERE outcome = '{outcome}'"
        ))
    };
    let (posted, exceptions) = (decided("posted")?, decided("exception")?);
    let transactions = books.number(
        "SELECT count(*) FROM transactions t WHERE NOT EXISTS
            (SELECT 1 FROM transactions_replaced r WHERE r.batch = t.batch AND r.no = t.no)",
    )?;
    report.counts = Counts {
        accounts: books.account_count()?,
        batches: books.number("SELECT count(*) FROM batches")?,
        pages: books.number("SELECT count(*) FROM pages")?,
        transactions,
        posted,
        exceptions,
        settled: books
            .number("SELECT count(*) FROM resolutions_in_force WHERE kind IN ('return', 'duplicate', 'forward')")?,
        undecided: transactions.saturating_sub(posted + exceptions),
        items: books.number("SELECT count(*) FROM items i JOIN decisions_in_force d ON d.id = i.decision")?,
        decisions: books.number("SELECT count(*) FROM decisions")?,
        postings: books.number("SELECT count(*) FROM postings")?,
        entries: books.number("SELECT count(*) FROM entries")?,
        reversals: books.number("SELECT count(*) FROM reversals")?,
        debit_cents: books.cents_of(&format!(
            "SELECT coalesce(sum(cents), 0) FROM {ALL_ENTRIES} WHERE ledger = 'lockbox_deposit'"
        ))?,
        credit_cents: books.cents_of(&format!(
            "SELECT coalesce(-sum(cents), 0) FROM {ALL_ENTRIES} WHERE ledger = 'member'"
        ))?,
        ..Counts::default()
    };
    let items = books.cents_of(
        "SELECT coalesce(sum(i.amount_cents), 0) FROM items i
         JOIN decisions_in_force d ON d.id = i.decision WHERE d.outcome = 'posted'",
    )?;
    let Counts {
        debit_cents,
        credit_cents,
        ..
    } = report.counts;
    if items != debit_cents || debit_cents != credit_cents {
        report.add(Fault::Totals {
            items,
            debits: debit_cents,
            credits: credit_cents,
        });
    }
    Ok(())
}

fn batches(books: &Books, report: &mut VerifyReport) -> Result<(), StoreError> {
    for key in books.batch_keys()? {
        let batch = books.batch(key)?;
        if !matches!(batch.state, BatchState::Finished { .. }) {
            report.open.push((batch.name, batch.state));
        }
    }
    Ok(())
}

fn pages(books: &Books, report: &mut VerifyReport) -> Result<(), StoreError> {
    books.faults_of(
        report,
        "SELECT b.name, max(p.no) - count(*) FROM pages p JOIN batches b ON b.id = p.batch
         GROUP BY p.batch HAVING max(p.no) <> count(*)",
        |batch, missing| Fault::PagesLost { batch, missing },
    )?;
    books.faults_of(
        report,
        "SELECT b.name, p.no FROM batch_events f JOIN batches b ON b.id = f.batch JOIN pages p ON p.batch = f.batch
         WHERE f.kind = 'finished' AND NOT EXISTS
            (SELECT 1 FROM transaction_pages t WHERE t.batch = p.batch AND t.page = p.no)",
        |batch, page| Fault::PageWithoutTransaction {
            batch,
            page: PageNo(page),
        },
    )?;
    books.faults_of(
        report,
        "SELECT b.name, p.no FROM batch_events r JOIN batches b ON b.id = r.batch JOIN pages p ON p.batch = r.batch
         WHERE r.kind = 'read' AND NOT EXISTS (SELECT 1 FROM evidence e WHERE e.batch = p.batch AND e.page = p.no)",
        |batch, page| Fault::PageWithoutEvidence {
            batch,
            page: PageNo(page),
        },
    )
}

/// Every piece of evidence can be read and is of the page it stands at.
fn evidence(books: &Books, report: &mut VerifyReport) -> Result<(), StoreError> {
    let mut statement = books.connection.prepare(
        "SELECT b.name, e.page, e.kind, e.is_item, e.json FROM evidence e JOIN batches b ON b.id = e.batch
         ORDER BY e.batch, e.page",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (page, text): (u32, String) = (row.get(1)?, row.get(4)?);
        let fits = from_json::<PageEvidence>("evidence", &text).is_ok_and(|evidence| {
            let (kind, is_item) = match &evidence.sight {
                Sight::Unreadable(_) => ("unreadable".to_owned(), false),
                Sight::Seen(seen) => (word(&seen.kind.value), seen.kind.value.is_item()),
            };
            evidence.page == PageNo(page) && row.get(2) == Ok(kind) && row.get(3) == Ok(is_item)
        });
        if !fits {
            report.add(Fault::EvidenceDamaged {
                batch: parsed(row, 0)?,
                page: PageNo(page),
            });
        }
    }
    Ok(())
}

fn transactions(books: &Books, report: &mut VerifyReport) -> Result<(), StoreError> {
    books.faults_of(
        report,
        "SELECT b.name, t.no FROM transactions t JOIN batches b ON b.id = t.batch
         WHERE NOT EXISTS (SELECT 1 FROM transaction_pages p WHERE p.batch = t.batch AND p.transaction_no = t.no)",
        |batch, no| Fault::TransactionWithoutPage {
            batch,
            transaction: TransactionNo(no),
        },
    )?;
    books.faults_of(
        report,
        "SELECT b.name, t.no FROM batch_events f JOIN batches b ON b.id = f.batch
         JOIN transactions t ON t.batch = f.batch
         WHERE f.kind = 'finished' AND NOT EXISTS
            (SELECT 1 FROM decisions d WHERE d.batch = t.batch AND d.transaction_no = t.no)",
        |batch, no| Fault::Undecided {
            batch,
            transaction: TransactionNo(no),
        },
    )?;
    books.faults_of(
        report,
        "SELECT b.name, d.transaction_no FROM decisions d JOIN batches b ON b.id = d.batch
         GROUP BY d.batch, d.transaction_no HAVING max(d.seq) <> count(*)",
        |batch, no| Fault::DecisionsLost {
            batch,
            transaction: TransactionNo(no),
        },
    )
}

/// Every decision can be read and says what its columns, its reasons and, if it posts, its credits say.
fn decisions(books: &Books, report: &mut VerifyReport) -> Result<(), StoreError> {
    let mut statement = books.connection.prepare(
        "SELECT b.name, d.transaction_no, d.outcome, d.path, d.decision,
            (SELECT json_group_array(code) FROM (SELECT code FROM decision_reasons WHERE decision = d.id ORDER BY place)), d.id
         FROM decisions d JOIN batches b ON b.id = d.batch ORDER BY d.batch, d.transaction_no, d.seq",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let text: String = row.get(4)?;
        let fits = match from_json::<Decision>("a decision", &text) {
            Err(_) => false,
            Ok(Decision::Posted { path, payments }) => {
                row.get(2) == Ok("posted".to_owned())
                    && row.get(3) == Ok(word(&path))
                    && row.get(5) == Ok("[]".to_owned())
                    && credits_of(books, row.get(6)?)? == payments
            }
            Ok(Decision::Exception { reasons }) => {
                let codes: Vec<String> = reasons.iter().map(code).collect();
                row.get(2) == Ok("exception".to_owned()) && row.get(5) == Ok(json(&codes))
            }
        };
        if !fits {
            report.add(Fault::DecisionDamaged {
                batch: parsed(row, 0)?,
                transaction: TransactionNo(row.get(1)?),
            });
        }
    }
    Ok(())
}

fn credits_of(books: &Books, decision: i64) -> Result<Vec<Payment>, StoreError> {
    let mut statement = books.connection.prepare_cached(
        "SELECT member_id, -cents FROM entries WHERE posting = ?1 AND ledger = 'member' ORDER BY line",
    )?;
    let credits = statement.query_map([decision], |row| {
        Ok(Payment {
            account: parsed(row, 0)?,
            amount: cents(row, 1)?,
        })
    })?;
    Ok(credits.collect::<Result<_, _>>()?)
}

fn postings(books: &Books, report: &mut VerifyReport) -> Result<(), StoreError> {
    books.faults_of(
        report,
        "SELECT b.name, d.transaction_no FROM decisions_in_force d JOIN batches b ON b.id = d.batch
         WHERE d.outcome = 'posted' AND NOT EXISTS (SELECT 1 FROM postings p WHERE p.decision = d.id)",
        |batch, no| Fault::PostedWithoutPosting {
            batch,
            transaction: TransactionNo(no),
        },
    )?;
    books.faults_of(
        report,
        "SELECT b.name, p.transaction_no FROM postings_in_force p JOIN batches b ON b.id = p.batch
         WHERE NOT EXISTS (SELECT 1 FROM decisions_in_force d WHERE d.id = p.decision AND d.outcome = 'posted'
            AND d.batch = p.batch AND d.transaction_no = p.transaction_no)",
        |batch, no| Fault::PostingWithoutDecision {
            batch,
            transaction: TransactionNo(no),
        },
    )?;
    books.faults_of(
        report,
        "SELECT b.name, p.transaction_no FROM postings_in_force p JOIN batches b ON b.id = p.batch
         WHERE 'held' = (SELECT kind FROM batch_events e WHERE e.batch = p.batch ORDER BY id DESC LIMIT 1)",
        |batch, no| Fault::PostingOfHeldBatch {
            batch,
            transaction: TransactionNo(no),
        },
    )?;
    let mut statement = books.connection.prepare(
        "SELECT b.name, p.transaction_no, p.total_cents,
            (SELECT coalesce(sum(amount_cents), 0) FROM items WHERE decision = p.decision),
            (SELECT coalesce(sum(cents), 0) FROM entries WHERE posting = p.decision AND ledger = 'lockbox_deposit'),
            (SELECT coalesce(-sum(cents), 0) FROM entries WHERE posting = p.decision AND ledger = 'member'),
            EXISTS (SELECT 1 FROM items i WHERE i.decision = p.decision AND i.amount_cents IS NOT
                (SELECT sum(cents) FROM entries e WHERE e.posting = p.decision AND e.page = i.page))
         FROM postings p JOIN batches b ON b.id = p.batch ORDER BY p.batch, p.transaction_no",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        if let Some(fault) = unbalanced(row)? {
            report.add(fault);
        }
    }
    Ok(())
}

fn unbalanced(row: &Row<'_>) -> rusqlite::Result<Option<Fault>> {
    let [total, items, debits, credits]: [i64; 4] = [row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?];
    let items_differ: bool = row.get(6)?;
    if [items, debits, credits] == [total; 3] && !items_differ {
        return Ok(None);
    }
    Ok(Some(Fault::Unbalanced {
        batch: parsed(row, 0)?,
        transaction: TransactionNo(row.get(1)?),
        total,
        items,
        debits,
        credits,
    }))
}

/// Every original that a batch names is in the archive, unchanged if that is asked.
pub(super) fn files(
    books: &Books,
    archive: &Archive,
    depth: Depth,
    report: &mut VerifyReport,
) -> Result<(), StoreError> {
    let mut named = books.connection.prepare(
        "SELECT DISTINCT file_digest FROM pages WHERE file_digest IS NOT NULL
         UNION SELECT manifest_digest FROM batches WHERE manifest_digest IS NOT NULL",
    )?;
    let mut rows = named.query([])?;
    while let Some(row) = rows.next()? {
        let digest: Digest = parsed(row, 0)?;
        let trouble = match depth {
            Depth::Presence if archive.has(&digest) => None,
            Depth::Presence => Some(ArchiveError::Missing { digest }),
            Depth::Digests => archive.get(&digest).err(),
        };
        if let Some(trouble) = trouble {
            let user = user_of(books, &digest)?;
            report.add(match trouble {
                ArchiveError::Missing { digest } => Fault::FileMissing { digest, user },
                ArchiveError::Damaged { digest, found } => Fault::FileDamaged { digest, found, user },
                ArchiveError::Io { source, .. } => Fault::FileUnreadable {
                    digest,
                    why: source.to_string(),
                    user,
                },
            });
        }
    }
    let mut is_named = books.connection.prepare(
        "SELECT EXISTS (SELECT 1 FROM pages WHERE file_digest = ?1)
            OR EXISTS (SELECT 1 FROM batches WHERE manifest_digest = ?1)",
    )?;
    for digest in archive.digests()? {
        report.counts.files += 1;
        let named: bool = is_named.query_row([digest.to_string()], |row| row.get(0))?;
        report.counts.unnamed_files += u64::from(!named);
    }
    Ok(())
}

/// The first batch that names a file.
fn user_of(books: &Books, digest: &Digest) -> Result<BatchId, StoreError> {
    let key: i64 = books.connection.query_row(
        "SELECT min(id) FROM (SELECT batch AS id FROM pages WHERE file_digest = ?1
            UNION ALL SELECT id FROM batches WHERE manifest_digest = ?1)",
        [digest.to_string()],
        |row| row.get(0),
    )?;
    Ok(books.batch(BatchKey(key))?.name)
}
