//! What may be wrong with the books, each with where.

use crate::id::{BatchId, Digest, PageNo, TransactionNo};
use crate::store::log::LogFault;

/// One thing that is wrong with the books. The words name it, never a person.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Fault {
    /// SQLite's own check.
    #[error("the database file is damaged: {says}; put it back from a backup")]
    Database {
        /// SQLite's words.
        says: String,
    },
    /// A check could not be done because of what stands in the database.
    #[error("{what} cannot be checked: {why}")]
    CannotCheck {
        /// Which check.
        what: &'static str,
        /// SQLite's words.
        why: String,
    },
    /// A table, index or rule is not as this program makes it.
    #[error(
        "`{name}` of the database's schema is missing, changed or foreign: somebody has worked on the database by hand"
    )]
    RuleChanged {
        /// Its name.
        name: String,
    },
    /// A row refers to one that is not there.
    #[error("a row of {table} refers to one of {parent} that is not there")]
    Reference {
        /// The row's table.
        table: String,
        /// The missing row's table.
        parent: String,
    },
    /// The sums over all books.
    #[error(
        "over all books, posted items are {items} cents, debits {debits}, credits {credits}; they should be the same"
    )]
    Totals {
        /// The items of posted transactions, in cents.
        items: i64,
        /// What goes to the bank, in cents.
        debits: i64,
        /// What the members are credited with, in cents.
        credits: i64,
    },
    /// Pages that were taken in are gone.
    #[error("batch {batch}: {missing} of its pages are gone")]
    PagesLost {
        /// The batch.
        batch: BatchId,
        /// How many.
        missing: u32,
    },
    /// A page of a finished batch ended nowhere.
    #[error("batch {batch}: page {page} belongs to no transaction")]
    PageWithoutTransaction {
        /// The batch.
        batch: BatchId,
        /// The page.
        page: PageNo,
    },
    /// A page of a batch that is read has no evidence.
    #[error("batch {batch}: page {page} has no evidence, though the batch is read")]
    PageWithoutEvidence {
        /// The batch.
        batch: BatchId,
        /// The page.
        page: PageNo,
    },
    /// The evidence of a page is not as it was written.
    #[error("batch {batch}: the evidence of page {page} is not as it was written")]
    EvidenceDamaged {
        /// The batch.
        batch: BatchId,
        /// The page.
        page: PageNo,
    },
    /// A transaction without a page.
    #[error("batch {batch}: transaction {transaction} has no page")]
    TransactionWithoutPage {
        /// The batch.
        batch: BatchId,
        /// The transaction.
        transaction: TransactionNo,
    },
    /// A transaction of a finished batch ended nowhere.
    #[error("batch {batch}: transaction {transaction} is not decided, though the batch is finished")]
    Undecided {
        /// The batch.
        batch: BatchId,
        /// The transaction.
        transaction: TransactionNo,
    },
    /// Decisions are not numbered through.
    #[error("batch {batch}: a decision on transaction {transaction} is gone")]
    DecisionsLost {
        /// The batch.
        batch: BatchId,
        /// The transaction.
        transaction: TransactionNo,
    },
    /// A decision does not say what its columns, reasons and credits say.
    #[error("batch {batch}: a decision on transaction {transaction} does not agree with its reasons or its payments")]
    DecisionDamaged {
        /// The batch.
        batch: BatchId,
        /// The transaction.
        transaction: TransactionNo,
    },
    /// It was decided to post, and nothing is booked.
    #[error("batch {batch}: transaction {transaction} is decided to post, and has no posting")]
    PostedWithoutPosting {
        /// The batch.
        batch: BatchId,
        /// The transaction.
        transaction: TransactionNo,
    },
    /// Something is booked that was not decided.
    #[error("batch {batch}: transaction {transaction} has a posting, though it is not decided to post")]
    PostingWithoutDecision {
        /// The batch.
        batch: BatchId,
        /// The transaction.
        transaction: TransactionNo,
    },
    /// Something of a held batch is booked.
    #[error("batch {batch}: transaction {transaction} has a posting, though the batch is held")]
    PostingOfHeldBatch {
        /// The batch.
        batch: BatchId,
        /// The transaction.
        transaction: TransactionNo,
    },
    /// A posting does not prove.
    #[error(
        "batch {batch}: the posting of transaction {transaction} does not prove: total {total} cents, items {items}, debits {debits}, credits {credits}"
    )]
    Unbalanced {
        /// The batch.
        batch: BatchId,
        /// The transaction.
        transaction: TransactionNo,
        /// The posting's total, in cents.
        total: i64,
        /// Its items, in cents.
        items: i64,
        /// Its debits, in cents.
        debits: i64,
        /// Its credits, in cents.
        credits: i64,
    },
    /// The log of what people did is not as it was written.
    #[error("the log of what people did: {0}")]
    Log(LogFault),
    /// A page is in two transactions.
    #[error("batch {batch}: page {page} is in two transactions")]
    PageTwice {
        /// The batch.
        batch: BatchId,
        /// The page.
        page: PageNo,
    },
    /// What a person decided does not stand in the books as it was decided, or the other way round.
    #[error(
        "batch {batch}: what a person decided about transaction {transaction} is not what the books or the log say"
    )]
    ResolutionDamaged {
        /// The batch.
        batch: BatchId,
        /// The transaction.
        transaction: TransactionNo,
    },
    /// A posting was taken back otherwise than entry by entry, or what was taken back still counts.
    #[error("batch {batch}: the posting of transaction {transaction} was not taken back as it was made")]
    ReversalDamaged {
        /// The batch.
        batch: BatchId,
        /// The transaction.
        transaction: TransactionNo,
    },
    /// The queue is not what the decisions and the log make it.
    #[error(
        "batch {batch}: transaction {transaction} waits for a person and is not so in the queue, or the other way round"
    )]
    QueueDiffers {
        /// The batch.
        batch: BatchId,
        /// The transaction.
        transaction: TransactionNo,
    },
    /// An original is gone.
    #[error("batch {user}: the archived file {digest} is missing; put it back from a backup")]
    FileMissing {
        /// Its digest.
        digest: Digest,
        /// The first batch that names it.
        user: BatchId,
    },
    /// An original is not what it was.
    #[error(
        "batch {user}: the archived file {digest} is damaged (its digest is now {found}); put it back from a backup"
    )]
    FileDamaged {
        /// Its digest.
        digest: Digest,
        /// What it is now.
        found: Digest,
        /// The first batch that names it.
        user: BatchId,
    },
    /// An original cannot be read.
    #[error("batch {user}: the archived file {digest} cannot be read: {why}")]
    FileUnreadable {
        /// Its digest.
        digest: Digest,
        /// The system's words.
        why: String,
        /// The first batch that names it.
        user: BatchId,
    },
}
