-- The books. Money is integer cents. Times are RFC 3339 text in UTC with milliseconds (`2026-03-20T13:30:00.000Z`), so that
-- text order is time order; days are `YYYY-MM-DD`. Digests are 64 hexadecimal digits of SHA-256. Everything but `accounts` is
-- insert-only (triggers at the end); what a row would change is a new row.

-- The account master. A row's state before each change goes to account_history by trigger.
CREATE TABLE accounts (
    member_id TEXT NOT NULL PRIMARY KEY CHECK (length(member_id) = 12),
    name TEXT NOT NULL,
    address1 TEXT NOT NULL,
    address2 TEXT NOT NULL,
    city TEXT NOT NULL,
    state TEXT NOT NULL,
    zip TEXT NOT NULL,
    amount_due_cents INTEGER NOT NULL,
    due_date TEXT NOT NULL,
    coverage_month TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('active', 'pending', 'terminated')),
    autopay INTEGER NOT NULL CHECK (autopay IN (0, 1)),
    plan TEXT NOT NULL CHECK (plan IN ('health', 'dental', 'small_group')),
    alternate_ids TEXT NOT NULL,
    closed_at TEXT,
    changed_at TEXT NOT NULL
) STRICT;

CREATE TABLE account_history (
    member_id TEXT NOT NULL REFERENCES accounts (member_id),
    name TEXT NOT NULL,
    address1 TEXT NOT NULL,
    address2 TEXT NOT NULL,
    city TEXT NOT NULL,
    state TEXT NOT NULL,
    zip TEXT NOT NULL,
    amount_due_cents INTEGER NOT NULL,
    due_date TEXT NOT NULL,
    coverage_month TEXT NOT NULL,
    status TEXT NOT NULL,
    autopay INTEGER NOT NULL,
    plan TEXT NOT NULL,
    alternate_ids TEXT NOT NULL,
    closed_at TEXT,
    changed_at TEXT NOT NULL
) STRICT;

CREATE TRIGGER accounts_keep_history BEFORE UPDATE ON accounts BEGIN
    INSERT INTO account_history VALUES (OLD.member_id, OLD.name, OLD.address1, OLD.address2, OLD.city, OLD.state, OLD.zip,
        OLD.amount_due_cents, OLD.due_date, OLD.coverage_month, OLD.status, OLD.autopay, OLD.plan, OLD.alternate_ids,
        OLD.closed_at, OLD.changed_at);
END;

CREATE TABLE account_imports (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    file_digest TEXT NOT NULL CHECK (length(file_digest) = 64),
    whole INTEGER NOT NULL CHECK (whole IN (0, 1)),
    rows INTEGER NOT NULL,
    added INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    closed INTEGER NOT NULL,
    skipped INTEGER NOT NULL
) STRICT;

-- What was scanned. Batch ids are the order of taking in.
CREATE TABLE batches (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    named_by_manifest INTEGER NOT NULL CHECK (named_by_manifest IN (0, 1)),
    digest TEXT NOT NULL UNIQUE CHECK (length(digest) = 64),
    manifest_digest TEXT CHECK (length(manifest_digest) = 64),
    source TEXT NOT NULL,
    received TEXT NOT NULL,
    taken_in TEXT NOT NULL,
    tracked INTEGER NOT NULL CHECK (tracked IN (0, 1)),
    lockbox TEXT,
    control_pages INTEGER,
    control_items INTEGER,
    control_total_cents INTEGER,
    -- a figure is stated that nobody can read
    control_unclear INTEGER NOT NULL CHECK (control_unclear IN (0, 1)),
    notes TEXT NOT NULL CHECK (json_valid(notes))
) STRICT;

CREATE TABLE pages (
    batch INTEGER NOT NULL REFERENCES batches (id),
    no INTEGER NOT NULL CHECK (no >= 1),
    label TEXT NOT NULL,
    file_digest TEXT CHECK (length(file_digest) = 64),
    frame INTEGER NOT NULL CHECK (frame >= 0),
    side TEXT NOT NULL CHECK (side IN ('front', 'back')),
    keyed_cents INTEGER,
    keyed_micr TEXT,
    unreadable TEXT,
    -- its image came with the batch, though it may be damaged or too large
    delivered INTEGER NOT NULL CHECK (delivered IN (0, 1)),
    PRIMARY KEY (batch, no)
) STRICT;
CREATE INDEX pages_by_image ON pages (file_digest, frame);

CREATE TABLE transactions (
    batch INTEGER NOT NULL REFERENCES batches (id),
    no INTEGER NOT NULL CHECK (no >= 1),
    uncertain TEXT,
    PRIMARY KEY (batch, no)
) STRICT, WITHOUT ROWID;

-- The primary key puts a page into at most one transaction.
CREATE TABLE transaction_pages (
    batch INTEGER NOT NULL,
    page INTEGER NOT NULL,
    transaction_no INTEGER NOT NULL,
    PRIMARY KEY (batch, page),
    UNIQUE (batch, transaction_no, page),
    FOREIGN KEY (batch, page) REFERENCES pages (batch, no),
    FOREIGN KEY (batch, transaction_no) REFERENCES transactions (batch, no)
) STRICT, WITHOUT ROWID;

-- What was read; `kind` is the page's kind or 'unreadable'. The wide column stands last.
CREATE TABLE evidence (
    batch INTEGER NOT NULL,
    page INTEGER NOT NULL,
    kind TEXT NOT NULL,
    kind_score REAL NOT NULL,
    is_item INTEGER NOT NULL CHECK (is_item IN (0, 1)),
    json TEXT NOT NULL CHECK (json_valid(json)),
    PRIMARY KEY (batch, page),
    FOREIGN KEY (batch, page) REFERENCES pages (batch, no)
) STRICT;

-- Where a batch stands is its latest event; without one it is being read.
CREATE TABLE batch_events (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    batch INTEGER NOT NULL REFERENCES batches (id),
    at TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('read', 'held', 'accepted', 'finished')),
    why TEXT,
    unproven INTEGER CHECK (unproven IN (0, 1)),
    UNIQUE (batch, kind),
    CHECK ((kind IN ('held', 'accepted')) = (why IS NOT NULL)),
    CHECK ((kind = 'finished') = (unproven IS NOT NULL))
) STRICT;

-- What was decided; of several for one transaction the last is in force.
CREATE TABLE decisions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    batch INTEGER NOT NULL,
    transaction_no INTEGER NOT NULL,
    seq INTEGER NOT NULL CHECK (seq >= 1),
    decided_at TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('posted', 'exception')),
    path TEXT,
    timely INTEGER CHECK (timely IN (0, 1)),
    decision TEXT NOT NULL CHECK (json_valid(decision)),
    why TEXT NOT NULL,
    UNIQUE (batch, transaction_no, seq),
    UNIQUE (id, batch, transaction_no),
    FOREIGN KEY (batch, transaction_no) REFERENCES transactions (batch, no),
    CHECK ((outcome = 'posted') = (path IS NOT NULL))
) STRICT;

CREATE VIEW decisions_in_force AS
    SELECT d.* FROM decisions d
    WHERE d.seq = (SELECT max(l.seq) FROM decisions l WHERE l.batch = d.batch AND l.transaction_no = d.transaction_no);

CREATE TABLE decision_reasons (
    decision INTEGER NOT NULL REFERENCES decisions (id),
    place INTEGER NOT NULL,
    code TEXT NOT NULL,
    PRIMARY KEY (decision, place)
) STRICT, WITHOUT ROWID;

-- The papers that carry money and the coupons, as the decision saw them.
CREATE TABLE items (
    decision INTEGER NOT NULL,
    page INTEGER NOT NULL,
    batch INTEGER NOT NULL,
    transaction_no INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('check', 'money_order')),
    amount_cents INTEGER,
    routing TEXT,
    account TEXT,
    serial TEXT,
    PRIMARY KEY (decision, page),
    FOREIGN KEY (decision, batch, transaction_no) REFERENCES decisions (id, batch, transaction_no),
    FOREIGN KEY (batch, transaction_no, page) REFERENCES transaction_pages (batch, transaction_no, page)
) STRICT, WITHOUT ROWID;
CREATE INDEX items_by_micr ON items (routing, account, serial) WHERE routing IS NOT NULL;
CREATE INDEX items_by_page ON items (batch, page);

CREATE TABLE coupons (
    decision INTEGER NOT NULL,
    page INTEGER NOT NULL,
    batch INTEGER NOT NULL,
    transaction_no INTEGER NOT NULL,
    member_id TEXT NOT NULL,
    bill_date TEXT,
    total_due_cents INTEGER,
    PRIMARY KEY (decision, page),
    FOREIGN KEY (decision, batch, transaction_no) REFERENCES decisions (id, batch, transaction_no),
    FOREIGN KEY (batch, transaction_no, page) REFERENCES transaction_pages (batch, transaction_no, page)
) STRICT, WITHOUT ROWID;
CREATE INDEX coupons_by_bill ON coupons (member_id, bill_date, total_due_cents);

-- The books proper: one posting for each posted decision, one for a transaction ever. Its entries are written before it, for
-- the posting's row is the seal: it is refused unless they prove, and after it none can be added.
CREATE TABLE postings (
    decision INTEGER PRIMARY KEY,
    batch INTEGER NOT NULL,
    transaction_no INTEGER NOT NULL,
    posted_at TEXT NOT NULL,
    total_cents INTEGER NOT NULL CHECK (total_cents > 0),
    UNIQUE (batch, transaction_no),
    FOREIGN KEY (decision, batch, transaction_no) REFERENCES decisions (id, batch, transaction_no)
) STRICT;

-- Debits (positive) are items on the way to the bank, credits (negative) are payments on accounts.
CREATE TABLE entries (
    posting INTEGER NOT NULL REFERENCES postings (decision) DEFERRABLE INITIALLY DEFERRED,
    line INTEGER NOT NULL CHECK (line >= 1),
    ledger TEXT NOT NULL CHECK (ledger IN ('lockbox_deposit', 'member')),
    page INTEGER,
    member_id TEXT REFERENCES accounts (member_id),
    cents INTEGER NOT NULL,
    PRIMARY KEY (posting, line),
    FOREIGN KEY (posting, page) REFERENCES items (decision, page),
    CHECK (ledger = 'lockbox_deposit' AND page IS NOT NULL AND member_id IS NULL AND cents > 0
        OR ledger = 'member' AND page IS NULL AND member_id IS NOT NULL AND cents < 0)
) STRICT, WITHOUT ROWID;
CREATE INDEX entries_by_member ON entries (member_id) WHERE member_id IS NOT NULL;

CREATE TRIGGER decisions_follow_each_other BEFORE INSERT ON decisions
WHEN NEW.seq <> 1 + (SELECT count(*) FROM decisions WHERE batch = NEW.batch AND transaction_no = NEW.transaction_no)
BEGIN SELECT RAISE(ABORT, 'a decision is numbered after the one before it'); END;

CREATE TRIGGER nothing_follows_a_posting BEFORE INSERT ON decisions
WHEN EXISTS (SELECT 1 FROM postings WHERE batch = NEW.batch AND transaction_no = NEW.transaction_no)
BEGIN SELECT RAISE(ABORT, 'this transaction is posted; nothing can be decided anew'); END;

CREATE TRIGGER a_posting_proves BEFORE INSERT ON postings BEGIN
    SELECT RAISE(ABORT, 'only a posted decision has a posting')
        WHERE NOT EXISTS (SELECT 1 FROM decisions WHERE id = NEW.decision AND outcome = 'posted');
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

-- Insert-only.
CREATE TRIGGER batches_no_update BEFORE UPDATE ON batches BEGIN SELECT RAISE(ABORT, 'batches is insert-only'); END;
CREATE TRIGGER batches_no_delete BEFORE DELETE ON batches BEGIN SELECT RAISE(ABORT, 'batches is insert-only'); END;
CREATE TRIGGER pages_no_update BEFORE UPDATE ON pages BEGIN SELECT RAISE(ABORT, 'pages is insert-only'); END;
CREATE TRIGGER pages_no_delete BEFORE DELETE ON pages BEGIN SELECT RAISE(ABORT, 'pages is insert-only'); END;
CREATE TRIGGER transactions_no_update BEFORE UPDATE ON transactions BEGIN SELECT RAISE(ABORT, 'transactions is insert-only'); END;
CREATE TRIGGER transactions_no_delete BEFORE DELETE ON transactions BEGIN SELECT RAISE(ABORT, 'transactions is insert-only'); END;
CREATE TRIGGER transaction_pages_no_update BEFORE UPDATE ON transaction_pages BEGIN SELECT RAISE(ABORT, 'transaction_pages is insert-only'); END;
CREATE TRIGGER transaction_pages_no_delete BEFORE DELETE ON transaction_pages BEGIN SELECT RAISE(ABORT, 'transaction_pages is insert-only'); END;
CREATE TRIGGER evidence_no_update BEFORE UPDATE ON evidence BEGIN SELECT RAISE(ABORT, 'evidence is insert-only'); END;
CREATE TRIGGER evidence_no_delete BEFORE DELETE ON evidence BEGIN SELECT RAISE(ABORT, 'evidence is insert-only'); END;
CREATE TRIGGER batch_events_no_update BEFORE UPDATE ON batch_events BEGIN SELECT RAISE(ABORT, 'batch_events is insert-only'); END;
CREATE TRIGGER batch_events_no_delete BEFORE DELETE ON batch_events BEGIN SELECT RAISE(ABORT, 'batch_events is insert-only'); END;
CREATE TRIGGER decisions_no_update BEFORE UPDATE ON decisions BEGIN SELECT RAISE(ABORT, 'decisions is insert-only'); END;
CREATE TRIGGER decisions_no_delete BEFORE DELETE ON decisions BEGIN SELECT RAISE(ABORT, 'decisions is insert-only'); END;
CREATE TRIGGER decision_reasons_no_update BEFORE UPDATE ON decision_reasons BEGIN SELECT RAISE(ABORT, 'decision_reasons is insert-only'); END;
CREATE TRIGGER decision_reasons_no_delete BEFORE DELETE ON decision_reasons BEGIN SELECT RAISE(ABORT, 'decision_reasons is insert-only'); END;
CREATE TRIGGER items_no_update BEFORE UPDATE ON items BEGIN SELECT RAISE(ABORT, 'items is insert-only'); END;
CREATE TRIGGER items_no_delete BEFORE DELETE ON items BEGIN SELECT RAISE(ABORT, 'items is insert-only'); END;
CREATE TRIGGER coupons_no_update BEFORE UPDATE ON coupons BEGIN SELECT RAISE(ABORT, 'coupons is insert-only'); END;
CREATE TRIGGER coupons_no_delete BEFORE DELETE ON coupons BEGIN SELECT RAISE(ABORT, 'coupons is insert-only'); END;
CREATE TRIGGER postings_no_update BEFORE UPDATE ON postings BEGIN SELECT RAISE(ABORT, 'postings is insert-only'); END;
CREATE TRIGGER postings_no_delete BEFORE DELETE ON postings BEGIN SELECT RAISE(ABORT, 'postings is insert-only'); END;
CREATE TRIGGER entries_no_update BEFORE UPDATE ON entries BEGIN SELECT RAISE(ABORT, 'entries is insert-only'); END;
CREATE TRIGGER entries_no_delete BEFORE DELETE ON entries BEGIN SELECT RAISE(ABORT, 'entries is insert-only'); END;
CREATE TRIGGER account_imports_no_update BEFORE UPDATE ON account_imports BEGIN SELECT RAISE(ABORT, 'account_imports is insert-only'); END;
CREATE TRIGGER account_imports_no_delete BEFORE DELETE ON account_imports BEGIN SELECT RAISE(ABORT, 'account_imports is insert-only'); END;
CREATE TRIGGER account_history_no_update BEFORE UPDATE ON account_history BEGIN SELECT RAISE(ABORT, 'account_history is insert-only'); END;
CREATE TRIGGER account_history_no_delete BEFORE DELETE ON account_history BEGIN SELECT RAISE(ABORT, 'account_history is insert-only'); END;
CREATE TRIGGER accounts_no_delete BEFORE DELETE ON accounts BEGIN SELECT RAISE(ABORT, 'accounts are closed, never deleted'); END;
