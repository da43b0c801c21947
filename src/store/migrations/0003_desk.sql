-- The exceptions desk: who works at it, what they did, and what followed.

-- People. Rows change (a password, a role), and every change stands in the log.
CREATE TABLE users (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL CHECK (role IN ('operator', 'reviewer', 'approver', 'supervisor', 'auditor')),
    password TEXT NOT NULL,
    disabled INTEGER NOT NULL CHECK (disabled IN (0, 1)),
    created_at TEXT NOT NULL
) STRICT;
CREATE TRIGGER users_no_delete BEFORE DELETE ON users BEGIN SELECT RAISE(ABORT, 'users are disabled, never deleted'); END;

-- Who is signed in: the digest of what the browser holds, never that itself. Of no worth to the books.
CREATE TABLE sessions (
    digest TEXT PRIMARY KEY CHECK (length(digest) = 64),
    user INTEGER NOT NULL REFERENCES users (id),
    csrf TEXT NOT NULL,
    started TEXT NOT NULL,
    seen TEXT NOT NULL,
    locked INTEGER NOT NULL CHECK (locked IN (0, 1))
) STRICT, WITHOUT ROWID;

-- Who has which transaction before him. Of no worth to the books.
CREATE TABLE leases (
    batch INTEGER NOT NULL,
    transaction_no INTEGER NOT NULL,
    user INTEGER NOT NULL REFERENCES users (id),
    taken TEXT NOT NULL,
    until TEXT NOT NULL,
    PRIMARY KEY (batch, transaction_no)
) STRICT, WITHOUT ROWID;
CREATE INDEX leases_by_user ON leases (user);

-- Every view and act of a person. Each entry's hash covers what it says and the hash of the entry before it.
CREATE TABLE log (
    seq INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    user INTEGER REFERENCES users (id),
    act TEXT NOT NULL,
    batch INTEGER,
    transaction_no INTEGER,
    detail TEXT NOT NULL CHECK (json_valid(detail)),
    before TEXT NOT NULL CHECK (length(before) = 64),
    hash TEXT NOT NULL CHECK (length(hash) = 64),
    CHECK ((batch IS NULL) = (transaction_no IS NULL)),
    FOREIGN KEY (batch, transaction_no) REFERENCES transactions (batch, no)
) STRICT;
CREATE INDEX log_by_item ON log (batch, transaction_no) WHERE batch IS NOT NULL;
CREATE INDEX log_by_user ON log (user, seq);
CREATE TRIGGER log_follows BEFORE INSERT ON log
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM log)
BEGIN SELECT RAISE(ABORT, 'a log entry is numbered after the one before it'); END;

-- What a person decided about an exception. One that posts makes a decision of its own; of the others the decision stands and is settled.
CREATE TABLE resolutions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    batch INTEGER NOT NULL,
    transaction_no INTEGER NOT NULL,
    settles INTEGER NOT NULL REFERENCES decisions (id),
    makes INTEGER UNIQUE REFERENCES decisions (id),
    kind TEXT NOT NULL CHECK (kind IN ('post', 'return', 'duplicate', 'forward', 'regroup')),
    user INTEGER REFERENCES users (id),
    confirmed_by INTEGER REFERENCES users (id),
    at TEXT NOT NULL,
    seconds INTEGER NOT NULL CHECK (seconds >= 0),
    token TEXT NOT NULL UNIQUE,
    verdict TEXT NOT NULL CHECK (json_valid(verdict)),
    log INTEGER NOT NULL UNIQUE REFERENCES log (seq),
    FOREIGN KEY (batch, transaction_no) REFERENCES transactions (batch, no),
    CHECK ((kind = 'post') = (makes IS NOT NULL)),
    CHECK (confirmed_by IS NULL OR confirmed_by IS NOT user)
) STRICT;
CREATE INDEX resolutions_by_item ON resolutions (batch, transaction_no);
CREATE INDEX resolutions_by_user ON resolutions (user, id);

-- A resolution taken back; one that had posted is followed by the decision that restores the exception.
CREATE TABLE resolutions_undone (
    resolution INTEGER PRIMARY KEY REFERENCES resolutions (id),
    user INTEGER NOT NULL REFERENCES users (id),
    at TEXT NOT NULL,
    why TEXT NOT NULL,
    log INTEGER NOT NULL UNIQUE REFERENCES log (seq)
) STRICT;

CREATE VIEW resolutions_in_force AS
    SELECT r.* FROM resolutions r WHERE NOT EXISTS (SELECT 1 FROM resolutions_undone u WHERE u.resolution = r.id);

-- What somebody keyed of a transaction that needs a second key.
CREATE TABLE keyings (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    decision INTEGER NOT NULL REFERENCES decisions (id),
    user INTEGER NOT NULL REFERENCES users (id),
    at TEXT NOT NULL,
    seconds INTEGER NOT NULL CHECK (seconds >= 0),
    token TEXT NOT NULL UNIQUE,
    verdict TEXT NOT NULL CHECK (json_valid(verdict)),
    log INTEGER NOT NULL UNIQUE REFERENCES log (seq),
    UNIQUE (decision, user)
) STRICT;

-- Transactions whose pages were put together anew; others hold their pages now.
CREATE TABLE transactions_replaced (
    batch INTEGER NOT NULL,
    no INTEGER NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (batch, no),
    FOREIGN KEY (batch, no) REFERENCES transactions (batch, no)
) STRICT, WITHOUT ROWID;

-- What waits for a person, in the order of what waiting costs. Made from the decisions and the log, and proved against them.
CREATE TABLE queue (
    batch INTEGER NOT NULL,
    transaction_no INTEGER NOT NULL,
    decision INTEGER NOT NULL UNIQUE REFERENCES decisions (id),
    deadline TEXT NOT NULL,
    starts_coverage INTEGER NOT NULL CHECK (starts_coverage IN (0, 1)),
    cents INTEGER NOT NULL,
    received TEXT NOT NULL,
    held_until TEXT,
    handed_to INTEGER REFERENCES users (id),
    postponed TEXT,
    PRIMARY KEY (batch, transaction_no),
    FOREIGN KEY (batch, transaction_no) REFERENCES transactions (batch, no)
) STRICT, WITHOUT ROWID;
CREATE INDEX queue_by_cost ON queue (coalesce(postponed, ''), deadline, starts_coverage DESC, cents DESC, received, batch, transaction_no);
CREATE TABLE queue_reasons (
    code TEXT NOT NULL,
    batch INTEGER NOT NULL,
    transaction_no INTEGER NOT NULL,
    PRIMARY KEY (code, batch, transaction_no),
    FOREIGN KEY (batch, transaction_no) REFERENCES queue (batch, transaction_no) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX queue_reasons_by_item ON queue_reasons (batch, transaction_no);

-- A posting may be reversed, and the transaction posted again: so the postings of a transaction are no longer one. The rules are made anew below.
DROP VIEW decisions_in_force;
DROP TRIGGER nothing_follows_a_posting;
DROP TRIGGER a_posting_proves;
DROP TRIGGER a_posting_is_sealed;
DROP TRIGGER a_postings_items_are_sealed;

CREATE TABLE postings_new (
    decision INTEGER PRIMARY KEY,
    batch INTEGER NOT NULL,
    transaction_no INTEGER NOT NULL,
    posted_at TEXT NOT NULL,
    total_cents INTEGER NOT NULL CHECK (total_cents > 0),
    FOREIGN KEY (decision, batch, transaction_no) REFERENCES decisions (id, batch, transaction_no)
) STRICT;
INSERT INTO postings_new SELECT decision, batch, transaction_no, posted_at, total_cents FROM postings ORDER BY decision;
DROP TABLE postings;
ALTER TABLE postings_new RENAME TO postings;
CREATE INDEX postings_by_item ON postings (batch, transaction_no);

-- A page may be in several transactions of which one is in force.
CREATE TABLE transaction_pages_new (
    batch INTEGER NOT NULL,
    page INTEGER NOT NULL,
    transaction_no INTEGER NOT NULL,
    PRIMARY KEY (batch, page, transaction_no),
    UNIQUE (batch, transaction_no, page),
    FOREIGN KEY (batch, page) REFERENCES pages (batch, no),
    FOREIGN KEY (batch, transaction_no) REFERENCES transactions (batch, no)
) STRICT, WITHOUT ROWID;
INSERT INTO transaction_pages_new SELECT batch, page, transaction_no FROM transaction_pages ORDER BY batch, page;
DROP TABLE transaction_pages;
ALTER TABLE transaction_pages_new RENAME TO transaction_pages;

CREATE VIEW decisions_in_force AS
    SELECT d.* FROM decisions d
    WHERE d.seq = (SELECT max(l.seq) FROM decisions l WHERE l.batch = d.batch AND l.transaction_no = d.transaction_no)
        AND NOT EXISTS (SELECT 1 FROM transactions_replaced r WHERE r.batch = d.batch AND r.no = d.transaction_no);

-- A posting taken back, entry by entry; the decision that restores the exception follows. As with postings, the entries come first and the row seals them.
CREATE TABLE reversals (
    posting INTEGER PRIMARY KEY REFERENCES postings (decision),
    at TEXT NOT NULL,
    log INTEGER NOT NULL UNIQUE REFERENCES log (seq)
) STRICT;
CREATE TABLE reversing_entries (
    posting INTEGER NOT NULL,
    line INTEGER NOT NULL,
    ledger TEXT NOT NULL,
    page INTEGER,
    member_id TEXT,
    cents INTEGER NOT NULL,
    PRIMARY KEY (posting, line),
    FOREIGN KEY (posting, line) REFERENCES entries (posting, line)
) STRICT, WITHOUT ROWID;
CREATE INDEX reversing_entries_by_member ON reversing_entries (member_id) WHERE member_id IS NOT NULL;

CREATE VIEW postings_in_force AS
    SELECT p.* FROM postings p WHERE NOT EXISTS (SELECT 1 FROM reversals r WHERE r.posting = p.decision);

CREATE TRIGGER a_reversal_mirrors BEFORE INSERT ON reversals BEGIN
    SELECT RAISE(ABORT, 'a reversal takes back every entry of its posting, and nothing else')
        WHERE (SELECT count(*) FROM entries WHERE posting = NEW.posting) IS NOT
            (SELECT count(*) FROM entries e JOIN reversing_entries r ON r.posting = e.posting AND r.line = e.line
             WHERE e.posting = NEW.posting AND r.cents = -e.cents AND r.ledger = e.ledger
                AND r.page IS e.page AND r.member_id IS e.member_id);
END;
CREATE TRIGGER a_reversal_is_sealed BEFORE INSERT ON reversing_entries
WHEN EXISTS (SELECT 1 FROM reversals WHERE posting = NEW.posting)
BEGIN SELECT RAISE(ABORT, 'a reversal takes no further entries'); END;

CREATE TRIGGER nothing_follows_a_posting BEFORE INSERT ON decisions
WHEN EXISTS (SELECT 1 FROM postings_in_force WHERE batch = NEW.batch AND transaction_no = NEW.transaction_no)
BEGIN SELECT RAISE(ABORT, 'this transaction is posted; nothing can be decided anew'); END;

CREATE TRIGGER nothing_follows_a_settlement BEFORE INSERT ON decisions
WHEN EXISTS (SELECT 1 FROM resolutions_in_force r WHERE r.batch = NEW.batch AND r.transaction_no = NEW.transaction_no
    AND r.kind <> 'post')
BEGIN SELECT RAISE(ABORT, 'this transaction is settled; nothing can be decided anew'); END;

CREATE TRIGGER nothing_follows_a_regrouping BEFORE INSERT ON decisions
WHEN EXISTS (SELECT 1 FROM transactions_replaced r WHERE r.batch = NEW.batch AND r.no = NEW.transaction_no)
BEGIN SELECT RAISE(ABORT, 'the pages of this transaction are in another now; nothing can be decided anew'); END;

CREATE TRIGGER a_posting_proves BEFORE INSERT ON postings BEGIN
    SELECT RAISE(ABORT, 'only a posted decision has a posting')
        WHERE NOT EXISTS (SELECT 1 FROM decisions WHERE id = NEW.decision AND outcome = 'posted');
    SELECT RAISE(ABORT, 'a transaction is posted once')
        WHERE EXISTS (SELECT 1 FROM postings_in_force WHERE batch = NEW.batch AND transaction_no = NEW.transaction_no);
    SELECT RAISE(ABORT, 'the entries of a posting sum to zero')
        WHERE (SELECT sum(cents) FROM entries WHERE posting = NEW.decision) IS NOT 0;
    SELECT RAISE(ABORT, 'the debits of a posting are its total')
        WHERE (SELECT sum(cents) FROM entries WHERE posting = NEW.decision AND cents > 0) IS NOT NEW.total_cents;
    SELECT RAISE(ABORT, 'the items of a posting are its total')
        WHERE (SELECT sum(amount_cents) FROM items WHERE decision = NEW.decision) IS NOT NEW.total_cents;
END;

CREATE TRIGGER a_posting_is_sealed BEFORE INSERT ON entries
WHEN EXISTS (SELECT 1 FROM postings WHERE decision = NEW.posting)
BEGIN SELECT RAISE(ABORT, 'a posting takes no further entries'); END;

CREATE TRIGGER a_postings_items_are_sealed BEFORE INSERT ON items
WHEN EXISTS (SELECT 1 FROM postings WHERE decision = NEW.decision)
BEGIN SELECT RAISE(ABORT, 'a posting takes no further items'); END;

CREATE TRIGGER a_page_is_in_one_transaction BEFORE INSERT ON transaction_pages
WHEN EXISTS (SELECT 1 FROM transaction_pages o WHERE o.batch = NEW.batch AND o.page = NEW.page
    AND NOT EXISTS (SELECT 1 FROM transactions_replaced r WHERE r.batch = o.batch AND r.no = o.transaction_no))
BEGIN SELECT RAISE(ABORT, 'this page is in another transaction'); END;

CREATE TRIGGER what_is_posted_is_not_regrouped BEFORE INSERT ON transactions_replaced
WHEN EXISTS (SELECT 1 FROM postings_in_force WHERE batch = NEW.batch AND transaction_no = NEW.no)
BEGIN SELECT RAISE(ABORT, 'this transaction is posted; its pages stay together'); END;

CREATE TRIGGER an_exception_is_settled_once BEFORE INSERT ON resolutions BEGIN
    SELECT RAISE(ABORT, 'this transaction is settled already')
        WHERE EXISTS (SELECT 1 FROM resolutions_in_force r WHERE r.batch = NEW.batch AND r.transaction_no = NEW.transaction_no
            AND (r.settles = NEW.settles OR r.kind <> 'post'));
    SELECT RAISE(ABORT, 'only an exception is settled')
        WHERE NOT EXISTS (SELECT 1 FROM decisions WHERE id = NEW.settles AND batch = NEW.batch
            AND transaction_no = NEW.transaction_no AND outcome = 'exception');
    SELECT RAISE(ABORT, 'a resolution that posts makes the posted decision after the one it settles')
        WHERE NEW.kind = 'post' AND NOT EXISTS (SELECT 1 FROM decisions m JOIN decisions s ON s.id = NEW.settles
            WHERE m.id = NEW.makes AND m.batch = s.batch AND m.transaction_no = s.transaction_no AND m.seq = s.seq + 1
                AND m.outcome = 'posted');
END;

-- Insert-only.
CREATE TRIGGER postings_no_update BEFORE UPDATE ON postings BEGIN SELECT RAISE(ABORT, 'postings is insert-only'); END;
CREATE TRIGGER postings_no_delete BEFORE DELETE ON postings BEGIN SELECT RAISE(ABORT, 'postings is insert-only'); END;
CREATE TRIGGER transaction_pages_no_update BEFORE UPDATE ON transaction_pages BEGIN SELECT RAISE(ABORT, 'transaction_pages is insert-only'); END;
CREATE TRIGGER transaction_pages_no_delete BEFORE DELETE ON transaction_pages BEGIN SELECT RAISE(ABORT, 'transaction_pages is insert-only'); END;
CREATE TRIGGER log_no_update BEFORE UPDATE ON log BEGIN SELECT RAISE(ABORT, 'log is insert-only'); END;
CREATE TRIGGER log_no_delete BEFORE DELETE ON log BEGIN SELECT RAISE(ABORT, 'log is insert-only'); END;
CREATE TRIGGER resolutions_no_update BEFORE UPDATE ON resolutions BEGIN SELECT RAISE(ABORT, 'resolutions is insert-only'); END;
CREATE TRIGGER resolutions_no_delete BEFORE DELETE ON resolutions BEGIN SELECT RAISE(ABORT, 'resolutions is insert-only'); END;
CREATE TRIGGER resolutions_undone_no_update BEFORE UPDATE ON resolutions_undone BEGIN SELECT RAISE(ABORT, 'resolutions_undone is insert-only'); END;
CREATE TRIGGER resolutions_undone_no_delete BEFORE DELETE ON resolutions_undone BEGIN SELECT RAISE(ABORT, 'resolutions_undone is insert-only'); END;
CREATE TRIGGER keyings_no_update BEFORE UPDATE ON keyings BEGIN SELECT RAISE(ABORT, 'keyings is insert-only'); END;
CREATE TRIGGER keyings_no_delete BEFORE DELETE ON keyings BEGIN SELECT RAISE(ABORT, 'keyings is insert-only'); END;
CREATE TRIGGER transactions_replaced_no_update BEFORE UPDATE ON transactions_replaced BEGIN SELECT RAISE(ABORT, 'transactions_replaced is insert-only'); END;
CREATE TRIGGER transactions_replaced_no_delete BEFORE DELETE ON transactions_replaced BEGIN SELECT RAISE(ABORT, 'transactions_replaced is insert-only'); END;
CREATE TRIGGER reversals_no_update BEFORE UPDATE ON reversals BEGIN SELECT RAISE(ABORT, 'reversals is insert-only'); END;
CREATE TRIGGER reversals_no_delete BEFORE DELETE ON reversals BEGIN SELECT RAISE(ABORT, 'reversals is insert-only'); END;
CREATE TRIGGER reversing_entries_no_update BEFORE UPDATE ON reversing_entries BEGIN SELECT RAISE(ABORT, 'reversing_entries is insert-only'); END;
CREATE TRIGGER reversing_entries_no_delete BEFORE DELETE ON reversing_entries BEGIN SELECT RAISE(ABORT, 'reversing_entries is insert-only'); END;
