-- The words by which a transaction is found: of no worth to the books, and made anew whenever it is decided. Kinds stand before a word: `$` an amount, `#` a
-- check number, `~` the end of a Member ID.
CREATE TABLE search_words (
    word TEXT NOT NULL,
    batch INTEGER NOT NULL,
    transaction_no INTEGER NOT NULL,
    PRIMARY KEY (word, batch, transaction_no)
) STRICT, WITHOUT ROWID;
CREATE INDEX search_words_by_item ON search_words (batch, transaction_no, word);
