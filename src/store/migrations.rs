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

    #[test]
    fn the_migrations_are_numbered_without_a_gap_up_to_the_newest() {
        let numbers: Vec<i64> = MIGRATIONS.iter().map(|(number, _)| *number).collect();
        assert_eq!(numbers, (1..=NEWEST).collect::<Vec<_>>());
    }
}
