-- How checks look, with what was read on them: by it a paper is known again whose MICR line was not read.
CREATE TABLE faces (
    batch INTEGER NOT NULL,
    page INTEGER NOT NULL,
    dated TEXT NOT NULL,
    cents INTEGER NOT NULL CHECK (cents > 0),
    serial TEXT,
    micr_read INTEGER NOT NULL CHECK (micr_read IN (0, 1)),
    face BLOB NOT NULL,
    PRIMARY KEY (batch, page),
    FOREIGN KEY (batch, page) REFERENCES evidence (batch, page)
) STRICT;

CREATE INDEX faces_by_reading ON faces (dated, cents);

CREATE TRIGGER faces_no_update BEFORE UPDATE ON faces BEGIN SELECT RAISE(ABORT, 'faces is insert-only'); END;
CREATE TRIGGER faces_no_delete BEFORE DELETE ON faces BEGIN SELECT RAISE(ABORT, 'faces is insert-only'); END;
