//! Migrations: one list for both databases, forward only, each step one transaction.

use sea_orm::{ConnectionTrait, DatabaseConnection, Statement, TransactionTrait};

use super::engine::Engine;
use crate::error::{Error, Result};

/// One step. Its SQL uses the type words UUID, BYTES, TIME, INTEGER, BOOLEAN and TEXT, in capitals, and closes each table
/// with END_OF_TABLE, or with END_OF_KEYED_TABLE where its rows are best kept in the order of its key.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    pub number: i64,
    pub name: &'static str,
    pub sql: &'static str,
}

const TABLE: &str =
    "create table if not exists migrations (number INTEGER primary key, name TEXT not null) END_OF_TABLE";

pub(super) async fn run(
    database: &DatabaseConnection,
    engine: Engine,
    migrations: &[Migration],
) -> Result<usize> {
    assert!(
        migrations.is_sorted_by(|one, next| one.number < next.number),
        "migrations are numbered in order"
    );
    let mut applied = 0;
    for migration in migrations {
        applied += usize::from(step(database, engine, migration).await?);
    }
    Ok(applied)
}

async fn step(database: &DatabaseConnection, engine: Engine, migration: &Migration) -> Result<bool> {
    let transaction = database.begin_with_options(engine.transaction_options()).await?;
    if let Some(lock) = engine.migration_lock() {
        transaction.execute_unprepared(lock).await?;
    }
    transaction.execute_unprepared(&native(TABLE, engine)).await?;
    let statement = |sql: &str| {
        let values = crate::args![migration.number, migration.name];
        Statement::from_sql_and_values(engine.backend(), sql, values)
    };
    let known = transaction
        .query_one_raw(statement("select name from migrations where number = $1 and $2 <> ''"))
        .await?;
    if let Some(row) = known {
        let name: String = row.try_get("", "name")?;
        if name != migration.name {
            return Err(Error::Other(format!(
                "migration {} of this database is «{name}», not «{}»: it belongs to another version",
                migration.number, migration.name
            )));
        }
        return Ok(false);
    }
    transaction.execute_unprepared(&native(migration.sql, engine)).await?;
    transaction.execute_raw(statement("insert into migrations (number, name) values ($1, $2)")).await?;
    transaction.commit().await?;
    Ok(true)
}

/// Puts the engine's own types in place of the type words.
fn native(sql: &str, engine: Engine) -> String {
    let types = engine.native_types();
    let mut text = String::with_capacity(sql.len());
    let mut word = String::new();
    for letter in sql.chars().chain(std::iter::once(' ')) {
        if letter.is_ascii_alphanumeric() || letter == '_' {
            word.push(letter);
            continue;
        }
        let own = types.iter().find(|(name, _)| *name == word).map_or(word.as_str(), |(_, own)| own);
        text.push_str(own);
        text.push(letter);
        word.clear();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn type_words_become_native_types_and_nothing_else_changes() {
        let sql = "create table a_TIME (id UUID primary key, at TIME not null) END_OF_TABLE;";
        assert_eq!(
            native(sql, Engine::Sqlite).trim(),
            "create table a_TIME (id blob primary key, at integer not null) strict;"
        );
        assert_eq!(
            native(sql, Engine::Postgres).trim(),
            "create table a_TIME (id uuid primary key, at bigint not null) ;"
        );
    }
}
