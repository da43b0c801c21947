-- Who sent an envelope that has no coupon: looked at after the pages are grouped, and only there.
CREATE TABLE payer_lines (
    batch INTEGER NOT NULL,
    page INTEGER NOT NULL,
    json TEXT NOT NULL CHECK (json_valid(json)),
    PRIMARY KEY (batch, page),
    FOREIGN KEY (batch, page) REFERENCES evidence (batch, page)
) STRICT;

-- The accounts that a payer's words were matched with, and what follows from them, as the decision saw it.
CREATE TABLE decision_matches (
    decision INTEGER PRIMARY KEY REFERENCES decisions (id),
    json TEXT NOT NULL CHECK (json_valid(json))
) STRICT;

CREATE TRIGGER payer_lines_no_update BEFORE UPDATE ON payer_lines BEGIN SELECT RAISE(ABORT, 'payer_lines is insert-only'); END;
CREATE TRIGGER payer_lines_no_delete BEFORE DELETE ON payer_lines BEGIN SELECT RAISE(ABORT, 'payer_lines is insert-only'); END;
CREATE TRIGGER decision_matches_no_update BEFORE UPDATE ON decision_matches BEGIN SELECT RAISE(ABORT, 'decision_matches is insert-only'); END;
CREATE TRIGGER decision_matches_no_delete BEFORE DELETE ON decision_matches BEGIN SELECT RAISE(ABORT, 'decision_matches is insert-only'); END;
