//! Finding a transaction by Member ID, name, amount, check number, batch or day.
//!
//! Every transaction has its words in a table, kept in step with its decisions. What is typed is taken apart into words; a transaction is found if each of
//! them is one of its words, or begins one.

use super::batches::{BatchKey, ItemKey};
use super::{Books, Store, StoreError, WriteTx};
use crate::clock::business_date;
use crate::decision::Decision;
use crate::id::{MemberId, TransactionNo};
use crate::matching::folded;
use crate::money::Amount;
use rusqlite::params;
use rusqlite::types::ToSql;
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// The most words that are looked for.
const MOST_WORDS: usize = 6;
/// The fewest letters of a word that is looked for by its beginning.
const SHORTEST: usize = 2;
/// Behind every character that a word has.
const AFTER_ALL: char = '\u{10FFFF}';

/// A range of words: one word, or all that begin so.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Words {
    from: String,
    to: String,
}

impl Words {
    fn one(word: String) -> Self {
        Words {
            to: word.clone(),
            from: word,
        }
    }

    fn beginning(word: &str) -> Self {
        Words {
            from: word.to_owned(),
            to: format!("{word}{AFTER_ALL}"),
        }
    }
}

/// What a typed word may be: a number of any kind, or the beginning of a name or a batch.
fn meant(typed: &str) -> Vec<Words> {
    let is_number = typed.bytes().all(|byte| byte.is_ascii_digit());
    let clean: String = typed.chars().filter(|c| !['$', ','].contains(c)).collect();
    let mut meant = Vec::new();
    if let Ok(amount) = clean.parse::<Amount>() {
        meant.push(Words::one(format!("${amount}")));
    }
    if is_number {
        meant.push(Words::one(format!("#{}", typed.trim_start_matches('0'))));
        if typed.len() == 4 {
            meant.push(Words::one(format!("~{typed}")));
        }
    }
    if typed.chars().count() >= SHORTEST && !typed.starts_with(['$', '#', '~']) {
        meant.push(Words::beginning(&folded(typed)));
    }
    meant
}

/// The words of a text as it is compared: lower case without accents, at spaces and commas.
fn split(text: &str) -> Vec<String> {
    let words = text.split(|c: char| c.is_whitespace() || c == ',');
    words.filter(|word| !word.is_empty()).map(folded).collect()
}

impl Books {
    /// Transactions that have all these words, the newest batch first; none where nothing is typed that could be one.
    pub fn search(&self, text: &str, limit: u32) -> Result<Vec<ItemKey>, StoreError> {
        // an amount may bear its thousands' comma
        let text = text.replace(", ", " ");
        let typed: Vec<Vec<Words>> = text.split_whitespace().take(MOST_WORDS).map(meant).collect();
        if typed.is_empty() || typed.iter().any(Vec::is_empty) {
            return Ok(Vec::new());
        }
        let mut values: Vec<&dyn ToSql> = vec![&limit];
        let ranges = |words: &'_ [Words], column: &str, values: &mut Vec<&dyn ToSql>| {
            let mut sql = String::from("(");
            for (at, _) in words.iter().enumerate() {
                let or = if at > 0 { " OR " } else { "" };
                let place = values.len() + 1 + 2 * at;
                write!(sql, "{or}{column} BETWEEN ?{place} AND ?{}", place + 1)
                    .expect("a string takes whatever is written");
            }
            sql.push(')');
            sql
        };
        let mut sql = String::new();
        for (at, words) in typed.iter().enumerate() {
            if at == 0 {
                let range = ranges(words, "s.word", &mut values);
                write!(
                    sql,
                    "SELECT DISTINCT s.batch, s.transaction_no FROM search_words s WHERE {range}"
                )
                .expect("a string takes whatever is written");
            } else {
                let range = ranges(words, "o.word", &mut values);
                write!(
                    sql,
                    " AND EXISTS (SELECT 1 FROM search_words o WHERE o.batch = s.batch AND o.transaction_no = s.transaction_no AND {range})"
                )
                .expect("a string takes whatever is written");
            }
            for words in words {
                values.push(&words.from);
                values.push(&words.to);
            }
        }
        sql.push_str(" ORDER BY s.batch DESC, s.transaction_no DESC LIMIT ?1");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let found = statement.query_map(values.as_slice(), |row| {
            Ok(ItemKey {
                batch: BatchKey(row.get(0)?),
                transaction: TransactionNo(row.get(1)?),
            })
        })?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    /// The words of a transaction, by the decision in force.
    fn words_of(&self, item: ItemKey) -> Result<BTreeSet<String>, StoreError> {
        let mut words = BTreeSet::new();
        let Some(decision) = self.decision(item.batch, item.transaction)? else {
            return Ok(words);
        };
        let batch = self.batch(item.batch)?;
        words.insert(folded(batch.name.as_str()));
        words.insert(business_date(batch.received).to_string());
        let mut amounts: Vec<Option<Amount>> = decision.items.iter().map(|item| item.amount).collect();
        amounts.push(Amount::checked_sum(amounts.clone().into_iter().flatten()));
        let mut accounts: BTreeSet<MemberId> = BTreeSet::new();
        if let Decision::Posted { payments, .. } = &decision.decision {
            accounts.extend(payments.iter().map(|payment| payment.account));
            amounts.extend(payments.iter().map(|payment| Some(payment.amount)));
        }
        if let Some((key, _)) = self.decision_in_force(item)? {
            accounts.extend(self.coupons_of(key)?.iter().map(|coupon| coupon.member_id));
        }
        let likely = decision.matched.as_ref().and_then(|matched| matched.candidates.first());
        accounts.extend(likely.map(|candidate| candidate.member_id));
        for id in accounts {
            words.insert(id.to_string());
            words.insert(format!("~{}", &id.as_str()[8..]));
            if let Some(stored) = self.account(&id)? {
                words.extend(split(&stored.account.name));
            }
        }
        let amounts = amounts.into_iter().flatten().filter(|amount| amount.is_positive());
        words.extend(amounts.map(|amount| format!("${amount}")));
        let serials = decision.items.iter().filter_map(|item| item.micr.serial.as_ref());
        words.extend(serials.map(|serial| format!("#{}", serial.to_string().trim_start_matches('0'))));
        Ok(words)
    }
}

impl WriteTx<'_> {
    /// Makes a transaction's words anew.
    pub fn index_transaction(&mut self, item: ItemKey) -> Result<(), StoreError> {
        let words = self.words_of(item)?;
        let of = params![item.batch.0, item.transaction.0];
        self.connection
            .prepare_cached("DELETE FROM search_words WHERE batch = ?1 AND transaction_no = ?2")?
            .execute(of)?;
        let mut insert = self
            .connection
            .prepare_cached("INSERT INTO search_words (word, batch, transaction_no) VALUES (?1, ?2, ?3)")?;
        for word in &words {
            insert.execute(params![word, item.batch.0, item.transaction.0])?;
        }
        Ok(())
    }
}

impl Store {
    /// Makes the words of every transaction, for books that had none; a batch at a time.
    pub(super) fn rebuild_search(&mut self) -> Result<(), StoreError> {
        for batch in self.batch_keys()? {
            let transactions = self.transactions(batch)?;
            self.write(|tx| {
                let mut items = transactions
                    .into_iter()
                    .map(|transaction| ItemKey { batch, transaction });
                items.try_for_each(|item| tx.index_transaction(item))
            })?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::*;

    fn found(books: &Books, text: &str) -> Vec<u32> {
        books
            .search(text, 10)
            .unwrap()
            .iter()
            .map(|item| item.transaction.0)
            .collect()
    }

    #[test]
    fn a_transaction_is_found_by_whatever_is_known_of_it() {
        let (_data, mut store) = fixture::store();
        fixture::finished(&mut store, "morning", 3);
        for text in [
            "700123456789",
            "7001",
            "6789",
            "lee",
            "ANN le",
            "Ánn",
            "120",
            "$120.00",
            "morning",
            "2026-01-10",
            "lee 120 morning",
        ] {
            assert_eq!(found(&store, text), [3, 2, 1], "{text}");
        }
        assert_eq!(found(&store, "2 lee"), [2], "check number 2");
        for text in ["", "smith", "lee 121", "2026-01-11", "'; DROP TABLE search_words"] {
            assert_eq!(found(&store, text), [] as [u32; 0], "{text}");
        }
    }
}
