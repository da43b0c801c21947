//! The schema, version by version. A migration, once released, is never edited.

use super::StoreError;
use rusqlite::{Connection, TransactionBehavior};
use std::path::Path;

/// `LBOX`: marks a file as ours.
pub(super) const APPLICATION_ID: i64 = 0x4C42_4F58;
/// The version this program writes.
pub(super) const NEWEST: i64 = 5;

/// The file that leads to each version, with the version.
const MIGRATIONS: [(i64, &str); 5] = [
    (1, include_str!("migrations/0001_books.sql")),
    (2, include_str!("migrations/0002_payers.sql")),
    (3, include_str!("migrations/0003_desk.sql")),
    (4, include_str!("migrations/0004_search.sql")),
    (5, include_str!("migrations/0005_faces.sql")),
];

/// The version of the database; 0 for a new one.
pub(super) fn version(connection: &Connection) -> Result<i64, StoreError> {
    Ok(connection.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

/// Refuses a file that is not ours or of a newer version, before anything in it is touched.
pub(super) fn refuse_foreign(connection: &Connection, path: &Path) -> Result<(), StoreError> {
    let foreign = || StoreError::Foreign { path: path.to_owned() };
    let id: i64 = connection
        .pragma_query_value(None, "application_id", |row| row.get(0))
        .map_err(|error| match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::NotADatabase) => foreign(),
            _ => StoreError::from(error),
        })?;
    let found = version(connection)?;
    if id != APPLICATION_ID {
        let things: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
        // another process may have made the schema between the two looks
        let id_now: i64 = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
        if id_now != APPLICATION_ID && (id != 0 || found != 0 || things != 0) {
            return Err(foreign());
        }
    }
    if found > NEWEST {
        return Err(StoreError::Newer {
            path: path.to_owned(),
            found,
            known: NEWEST,
        });
    }
    Ok(())
}

/// Applies the migrations that the database lacks, all in one transaction: a kill leaves it as it was or as it is wanted, and nothing between. Of several
/// processes that try at once one does it, and the others find it done. Gives the version it was before.
///
/// References are not enforced meanwhile, since a table is made anew by putting another in its place; they are all checked before anything is kept.
pub(super) fn bring_up_to_date(connection: &mut Connection, path: &Path) -> Result<i64, StoreError> {
    let before = version(connection)?;
    if before < NEWEST {
        connection.pragma_update(None, "foreign_keys", 0)?;
        let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let from = version(&tx)?;
        for (to, sql) in MIGRATIONS {
            if from < to {
                tx.execute_batch(sql)?;
            }
        }
        if from < NEWEST {
            let broken: i64 = tx.query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| row.get(0))?;
            if broken > 0 {
                return Err(StoreError::Damaged {
                    what: "the books",
                    reason: format!("{broken} rows refer to others that are not there; nothing was changed"),
                });
            }
            tx.pragma_update(None, "application_id", APPLICATION_ID)?;
            tx.pragma_update(None, "user_version", NEWEST)?;
        }
        tx.commit()?;
        connection.pragma_update(None, "foreign_keys", 1)?;
    }
    refuse_foreign(connection, path)?;
    Ok(before)
}

/// A database in memory with nothing in it but the schema, to compare with.
pub(super) fn pattern() -> Result<Connection, StoreError> {
    let connection = Connection::open_in_memory()?;
    for (_, sql) in MIGRATIONS {
        connection.execute_batch(sql)?;
    }
    Ok(connection)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn books_of_the_version_before_are_brought_up_to_date() {
        let mut connection = Connection::open_in_memory().unwrap();
        connection.execute_batch(MIGRATIONS[0].1).unwrap();
        connection
            .pragma_update(None, "application_id", APPLICATION_ID)
            .unwrap();
        connection.pragma_update(None, "user_version", 1).unwrap();
        bring_up_to_date(&mut connection, Path::new("books")).unwrap();
        assert_eq!(version(&connection).unwrap(), NEWEST);
        let tables = "SELECT count(*) FROM sqlite_schema WHERE name IN ('payer_lines', 'decision_matches', 'faces')";
        let found: i64 = connection.query_row(tables, [], |row| row.get(0)).unwrap();
        assert_eq!(found, 3);
    }

    /// What a posted transaction of one coupon and one check left in books of version 2.
    const POSTED: &str = "
        BEGIN;
        INSERT INTO accounts VALUES ('700123456789', 'Ann Lee', '1 Elm St', '', 'Boston', 'MA', '02108', 12000, '2026-01-23',
            '2026-02', 'active', 0, 'health', '', NULL, '2026-01-01T00:00:00.000Z');
        INSERT INTO batches VALUES (1, 'sack', 0, hex(zeroblob(32)), NULL, 'scans', '2026-01-10T12:00:00.000Z',
            '2026-01-10T12:00:00.000Z', 1, NULL, NULL, NULL, NULL, 0, '[]');
        INSERT INTO pages VALUES (1, 1, '1.tif', NULL, 0, 'front', NULL, NULL, NULL, 1), (1, 2, '2.tif', NULL, 0, 'front', NULL, NULL, NULL, 1);
        INSERT INTO transactions VALUES (1, 1, NULL);
        INSERT INTO transaction_pages VALUES (1, 1, 1), (1, 2, 1);
        INSERT INTO decisions VALUES (1, 1, 1, 1, '2026-01-10T12:00:00.000Z', 'posted', 'coupon_barcode', 1, '{}', 'why');
        INSERT INTO items VALUES (1, 2, 1, 1, 'check', 12000, NULL, NULL, NULL);
        INSERT INTO entries VALUES (1, 1, 'lockbox_deposit', 2, NULL, 12000), (1, 2, 'member', NULL, '700123456789', -12000);
        INSERT INTO postings VALUES (1, 1, 1, '2026-01-10T12:00:00.000Z', 12000);
        COMMIT;";

    #[test]
    fn books_with_postings_keep_every_row_and_every_rule() {
        let mut connection = Connection::open_in_memory().unwrap();
        for (_, sql) in &MIGRATIONS[..2] {
            connection.execute_batch(sql).unwrap();
        }
        connection.execute_batch(POSTED).unwrap();
        connection
            .pragma_update(None, "application_id", APPLICATION_ID)
            .unwrap();
        connection.pragma_update(None, "user_version", 2).unwrap();
        assert_eq!(bring_up_to_date(&mut connection, Path::new("books")).unwrap(), 2);
        let count = |sql: &str| -> i64 { connection.query_row(sql, [], |row| row.get(0)).unwrap() };
        assert_eq!(
            count("SELECT count(*) FROM postings_in_force WHERE total_cents = 12000"),
            1
        );
        assert_eq!(count("SELECT count(*) FROM transaction_pages"), 2);
        assert_eq!(count("SELECT count(*) FROM pragma_foreign_key_check"), 0);
        assert_eq!(count("PRAGMA foreign_keys"), 1, "references are enforced again");
        for forbidden in [
            "INSERT INTO decisions VALUES (2, 1, 1, 2, '', 'exception', NULL, NULL, '{}', '')",
            "INSERT INTO transaction_pages VALUES (1, 2, 2)",
            "DELETE FROM postings",
            "UPDATE transaction_pages SET page = 1",
        ] {
            assert!(connection.execute_batch(forbidden).is_err(), "{forbidden}");
        }
    }

    #[test]
    fn the_migrations_are_numbered_without_a_gap_up_to_the_newest() {
        let numbers: Vec<i64> = MIGRATIONS.iter().map(|(number, _)| *number).collect();
        assert_eq!(numbers, (1..=NEWEST).collect::<Vec<_>>());
    }
}
