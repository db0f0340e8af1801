//! SQLite's one writer: a connection that everybody takes in turn.
//!
//! The driver keeps a connection on a thread of its own. To hand it a statement and to be woken with what came of it costs more
//! than most statements do. So what nobody waits for goes along with the next statement: the beginning of a transaction, the
//! statements whose outcome nobody asks for; and the commit goes along with the last of them. SQLite sees the same statements in
//! the same order. And one connection finds its pages as it left them, where several would each read what another wrote.
//!
//! A transaction in which a statement failed does nothing more, as on PostgreSQL; one that is dropped is rolled back before the
//! next begins.

use std::fmt::{self, Write};
use std::mem;
use std::sync::Arc;
use std::time::Duration;

use sea_orm::{DbErr, QueryResult, RuntimeErr};
use sqlx::query::Query;
use sqlx::sqlite::{SqliteArguments, SqliteConnectOptions};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Sqlite, SqliteConnection};
use tokio::runtime::Handle;
use tokio::sync::{Mutex, OwnedMutexGuard};

use super::Value;
use crate::error::{Error, Result};

/// The write lock is taken at the beginning: a transaction that reads first and writes later fails at once when another process
/// wrote in between, whatever the busy timeout.
const BEGIN: &str = "begin immediate";
/// Two statements in one go, the second telling how many rows the first touched.
const COUNT: &str = "select changes() as touched";

/// The connection; whoever waits for it gets it in order.
#[derive(Clone)]
pub(super) struct Writer {
    options: SqliteConnectOptions,
    /// None where the last transaction left it in doubt: then the next opens another.
    connection: Arc<Mutex<Option<SqliteConnection>>>,
}

impl Writer {
    pub async fn open(options: SqliteConnectOptions) -> Result<Self> {
        let connection = options.connect().await.map_err(failed)?;
        Ok(Self { options, connection: Arc::new(Mutex::new(Some(connection))) })
    }

    /// Waits for the turn to write, but no longer than this.
    pub async fn take_turn(&self, at_most: Duration) -> Result<Turn> {
        let turn = tokio::time::timeout(at_most, Arc::clone(&self.connection).lock_owned()).await;
        let mut place = turn.map_err(|_| Error::Busy)?;
        let connection = match place.take() {
            Some(connection) => connection,
            None => self.options.connect().await.map_err(failed)?,
        };
        let mut waiting = Batch::default();
        waiting.add(BEGIN, Vec::new());
        Ok(Turn(Mutex::new(Writing {
            connection: Some(connection),
            place: Some(place),
            waiting,
            state: State::Untouched,
        })))
    }

    pub async fn close(&self) -> Result<()> {
        match self.connection.lock().await.take() {
            Some(connection) => connection.close().await.map_err(failed),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Writer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Writer")
    }
}

/// One transaction on the writer. Dropping it undoes everything.
#[derive(Debug)]
pub(super) struct Turn(Mutex<Writing>);

struct Writing {
    /// There until the turn ends.
    connection: Option<SqliteConnection>,
    /// Where the connection is put back.
    place: Option<OwnedMutexGuard<Option<SqliteConnection>>>,
    waiting: Batch,
    state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// SQLite has seen nothing of it.
    Untouched,
    Open,
    /// A statement failed, or nobody waited for its end.
    InDoubt,
}

impl Turn {
    /// The first row of a statement, if there is one.
    pub async fn one(&self, sql: &str, values: Vec<Value>) -> Result<Option<QueryResult>> {
        let mut writing = self.0.lock().await;
        writing.waiting.add(sql, values);
        writing.first_row().await
    }

    pub async fn all(&self, sql: &str, values: Vec<Value>) -> Result<Vec<QueryResult>> {
        let mut writing = self.0.lock().await;
        writing.waiting.add(sql, values);
        writing.all_rows().await
    }

    /// Runs a statement and tells how many rows it touched.
    pub async fn run(&self, sql: &str, values: Vec<Value>) -> Result<u64> {
        let mut writing = self.0.lock().await;
        writing.waiting.add(sql, values);
        writing.waiting.add(COUNT, Vec::new());
        let counted = writing.first_row().await?;
        let touched = counted.map_or(Ok(0), |row| row.try_get::<i64>("", "touched"))?;
        Ok(touched.unsigned_abs())
    }

    /// Leaves a statement that gives no rows to go along with the next.
    pub async fn run_with_next(&self, sql: &str, values: Vec<Value>) {
        self.0.lock().await.waiting.add(sql, values);
    }

    pub async fn commit(&self) -> Result<()> {
        let mut writing = self.0.lock().await;
        if writing.state == State::Untouched && writing.waiting.is_only(BEGIN) {
            return Ok(());
        }
        writing.waiting.add("commit", Vec::new());
        writing.first_row().await?;
        writing.state = State::Untouched;
        Ok(())
    }
}

impl Writing {
    async fn first_row(&mut self) -> Result<Option<QueryResult>> {
        let batch = self.begin_batch()?;
        let row = batch.query()?.fetch_optional(self.connection()?).await.map_err(failed)?;
        self.state = State::Open;
        Ok(row.map(QueryResult::from))
    }

    async fn all_rows(&mut self) -> Result<Vec<QueryResult>> {
        let batch = self.begin_batch()?;
        let rows = batch.query()?.fetch_all(self.connection()?).await.map_err(failed)?;
        self.state = State::Open;
        Ok(rows.into_iter().map(QueryResult::from).collect())
    }

    /// What goes to SQLite now. Until its end is known, the transaction is in doubt.
    fn begin_batch(&mut self) -> Result<Batch> {
        if self.state == State::InDoubt {
            return Err(Error::Other("a statement follows one that failed in its transaction".to_owned()));
        }
        self.state = State::InDoubt;
        Ok(mem::take(&mut self.waiting))
    }

    fn connection(&mut self) -> Result<&mut SqliteConnection> {
        self.connection.as_mut().ok_or_else(|| Error::Other("the turn to write has ended".to_owned()))
    }
}

impl Drop for Writing {
    /// Gives the connection back as it was, or once all is undone; where that fails, the next turn opens another.
    fn drop(&mut self) {
        let (Some(mut connection), Some(mut place)) = (self.connection.take(), self.place.take()) else {
            return;
        };
        if self.state == State::Untouched {
            *place = Some(connection);
            return;
        }
        let Ok(runtime) = Handle::try_current() else { return };
        runtime.spawn(async move {
            if sqlx::query("rollback").execute(&mut connection).await.is_ok() {
                *place = Some(connection);
            }
        });
    }
}

impl fmt::Debug for Writing {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Writing({:?})", self.state)
    }
}

/// Statements that go to SQLite in one go.
#[derive(Default)]
struct Batch {
    sql: String,
    values: Vec<Value>,
}

impl Batch {
    /// Adds a statement, whose placeholders move behind those of the statements before it.
    fn add(&mut self, sql: &str, mut values: Vec<Value>) {
        if !self.sql.is_empty() {
            self.sql.push_str(";\n");
        }
        let mut pieces = sql.split('$');
        self.sql.push_str(pieces.next().unwrap_or_default());
        for piece in pieces {
            let digits = piece.bytes().take_while(u8::is_ascii_digit).count();
            let (number, rest) = piece.split_at(digits);
            match number.parse::<usize>() {
                Ok(number) => {
                    let moved = number + self.values.len();
                    write!(self.sql, "${moved}{rest}").expect("a String takes every letter");
                }
                // A dollar sign of a text.
                Err(_) => write!(self.sql, "${piece}").expect("a String takes every letter"),
            }
        }
        self.values.append(&mut values);
    }

    fn is_only(&self, sql: &str) -> bool {
        self.sql == sql
    }

    fn query(self) -> Result<Query<'static, Sqlite, SqliteArguments>> {
        let mut query = sqlx::query(AssertSqlSafe(self.sql));
        for value in self.values {
            query = match value {
                Value::Bool(value) => query.bind(value),
                Value::Int(value) => query.bind(value),
                Value::BigInt(value) => query.bind(value),
                Value::String(value) => query.bind(value),
                Value::Bytes(value) => query.bind(value),
                Value::Uuid(value) => query.bind(value),
                _ => {
                    return Err(Error::Other(
                        "a statement has a value of a kind that no column has".to_owned(),
                    ));
                }
            };
        }
        Ok(query)
    }
}

/// A failure of the driver, or that another process kept the lock for longer than we wait.
pub(super) fn failed(error: sqlx::Error) -> Error {
    if is_busy(&error) {
        return Error::Busy;
    }
    DbErr::Query(RuntimeErr::SqlxError(error.into())).into()
}

/// The low octet of what SQLite answers is the kind of failure, the others say more (<https://sqlite.org/rescode.html>).
fn is_busy(error: &sqlx::Error) -> bool {
    const KIND: i32 = 0xff;
    const BUSY: i32 = 5;
    let code = error.as_database_error().and_then(|error| error.code()?.parse::<i32>().ok());
    code.is_some_and(|code| code & KIND == BUSY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_move_behind_those_of_the_statements_before() {
        let mut batch = Batch::default();
        batch.add(BEGIN, Vec::new());
        batch.add("update a set b = $2 where c = $1", crate::args![1_i64, "b"]);
        batch.add("select $1, $12, '$', $1", crate::args![2_i64]);
        assert_eq!(batch.sql, "begin immediate;\nupdate a set b = $2 where c = $1;\nselect $3, $14, '$', $3");
        assert_eq!(batch.values.len(), 3);
    }
}
