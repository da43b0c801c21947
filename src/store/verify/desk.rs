//! The checks of what people did: the log, the resolutions, what was taken back or put together anew, and the queue.

use super::{Fault, VerifyReport};
use crate::id::{PageNo, TransactionNo};
use crate::store::batches::ItemKey;
use crate::store::{Books, StoreError};

pub(super) fn log(books: &Books, report: &mut VerifyReport) -> Result<(), StoreError> {
    let (count, faults) = books.prove_log()?;
    report.counts.log_entries = count;
    for fault in faults {
        report.add(Fault::Log(fault));
    }
    Ok(())
}

/// Every resolution has its log entry and, unless it was taken back, is what became of its transaction; and whatever a person decided has its resolution.
pub(super) fn resolutions(books: &Books, report: &mut VerifyReport) -> Result<(), StoreError> {
    let fault = |batch, no| Fault::ResolutionDamaged {
        batch,
        transaction: TransactionNo(no),
    };
    books.faults_of(
        report,
        "SELECT b.name, r.transaction_no FROM resolutions r JOIN batches b ON b.id = r.batch LEFT JOIN log l ON l.seq = r.log
         WHERE l.act IS NOT r.kind OR l.batch IS NOT r.batch OR l.transaction_no IS NOT r.transaction_no OR l.user IS NOT r.user
            OR l.at IS NOT r.at OR json_extract(l.detail, '$.verdict') IS NOT json(r.verdict)
            OR json_extract(l.detail, '$.confirmed_by') IS NOT r.confirmed_by",
        fault,
    )?;
    books.faults_of(
        report,
        "SELECT b.name, r.transaction_no FROM resolutions_in_force r JOIN batches b ON b.id = r.batch
         WHERE CASE r.kind
            WHEN 'post' THEN NOT EXISTS (SELECT 1 FROM decisions_in_force d WHERE d.id = r.makes)
            WHEN 'regroup' THEN NOT EXISTS (SELECT 1 FROM transactions_replaced t WHERE t.batch = r.batch AND t.no = r.transaction_no)
            ELSE NOT EXISTS (SELECT 1 FROM decisions_in_force d WHERE d.id = r.settles) END",
        fault,
    )?;
    books.faults_of(
        report,
        "SELECT b.name, d.transaction_no FROM decisions_in_force d JOIN batches b ON b.id = d.batch
         WHERE d.path = 'reviewer' AND NOT EXISTS (SELECT 1 FROM resolutions_in_force r WHERE r.makes = d.id)",
        fault,
    )?;
    books.faults_of(
        report,
        "SELECT b.name, r.transaction_no FROM resolutions_undone u JOIN resolutions r ON r.id = u.resolution
         JOIN batches b ON b.id = r.batch LEFT JOIN log l ON l.seq = u.log
         WHERE l.act IS NOT 'undo' OR l.user IS NOT u.user OR l.batch IS NOT r.batch OR l.transaction_no IS NOT r.transaction_no
            OR (r.makes IS NOT NULL AND NOT EXISTS (SELECT 1 FROM reversals v WHERE v.posting = r.makes))",
        fault,
    )
}

/// What was taken back was taken back entry by entry, and its decision is followed by another.
pub(super) fn reversals(books: &Books, report: &mut VerifyReport) -> Result<(), StoreError> {
    books.faults_of(
        report,
        "SELECT b.name, p.transaction_no FROM postings p JOIN batches b ON b.id = p.batch
         LEFT JOIN reversals v ON v.posting = p.decision
         WHERE (v.posting IS NULL AND EXISTS (SELECT 1 FROM reversing_entries e WHERE e.posting = p.decision))
            OR (v.posting IS NOT NULL AND (
                NOT EXISTS (SELECT 1 FROM decisions d JOIN decisions n ON n.batch = d.batch AND n.transaction_no = d.transaction_no
                    AND n.seq = d.seq + 1 WHERE d.id = p.decision)
                OR NOT EXISTS (SELECT 1 FROM log l WHERE l.seq = v.log AND l.act = 'reverse' AND l.batch = p.batch
                    AND l.transaction_no = p.transaction_no)
                OR EXISTS (SELECT 1 FROM entries e LEFT JOIN reversing_entries r ON r.posting = e.posting AND r.line = e.line
                    WHERE e.posting = p.decision AND (r.cents IS NOT -e.cents OR r.ledger IS NOT e.ledger OR r.page IS NOT e.page
                        OR r.member_id IS NOT e.member_id))))",
        |batch, no| Fault::ReversalDamaged {
            batch,
            transaction: TransactionNo(no),
        },
    )
}

/// Every page is in one transaction only, of those that hold pages now; what was replaced was so by a person.
pub(super) fn regroupings(books: &Books, report: &mut VerifyReport) -> Result<(), StoreError> {
    books.faults_of(
        report,
        "SELECT b.name, t.page FROM transaction_pages t JOIN batches b ON b.id = t.batch
         WHERE NOT EXISTS (SELECT 1 FROM transactions_replaced r WHERE r.batch = t.batch AND r.no = t.transaction_no)
         GROUP BY t.batch, t.page HAVING count(*) > 1",
        |batch, page| Fault::PageTwice {
            batch,
            page: PageNo(page),
        },
    )?;
    books.faults_of(
        report,
        "SELECT b.name, t.page FROM transaction_pages t JOIN batches b ON b.id = t.batch
         GROUP BY t.batch, t.page HAVING NOT min(EXISTS
            (SELECT 1 FROM transactions_replaced r WHERE r.batch = t.batch AND r.no = t.transaction_no)) = 0",
        |batch, page| Fault::PageWithoutTransaction {
            batch,
            page: PageNo(page),
        },
    )?;
    books.faults_of(
        report,
        "SELECT b.name, t.no FROM transactions_replaced t JOIN batches b ON b.id = t.batch
         WHERE NOT EXISTS (SELECT 1 FROM resolutions_in_force r WHERE r.batch = t.batch AND r.transaction_no = t.no
            AND r.kind = 'regroup')",
        |batch, no| Fault::ResolutionDamaged {
            batch,
            transaction: TransactionNo(no),
        },
    )
}

/// The queue, made anew from the decisions and the log, is the queue.
pub(super) fn queue(books: &Books, report: &mut VerifyReport) -> Result<(), StoreError> {
    let stray = books.number(
        "SELECT count(*) FROM queue q WHERE NOT EXISTS (SELECT 1 FROM decisions_in_force d WHERE d.id = q.decision)",
    )?;
    let mut missing = stray > 0;
    for batch in books.batch_keys()? {
        for transaction in books.transactions(batch)? {
            let item = ItemKey { batch, transaction };
            if books.waiting(item)? != books.queued(item)? {
                missing = false;
                report.add(Fault::QueueDiffers {
                    batch: books.batch(batch)?.name,
                    transaction,
                });
            }
        }
    }
    if missing {
        report.add(Fault::CannotCheck {
            what: "the queue",
            why: format!("{stray} of its rows are of decisions that are not in force"),
        });
    }
    Ok(())
}
