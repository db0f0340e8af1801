//! SQL on SQLite or PostgreSQL, from one text: `$1` placeholders, and nothing outside this folder knows which it is.
//!
//! [`View`] reads, [`Tx`] reads and writes. Both carry the portal, so that no query is written without one. A transaction is
//! begun and committed by the handler or task that owns the act, and by nobody else: dropping it means nothing happened. The
//! commit writes what was recorded for the audit trail, as its last statements.

pub mod backup;
mod engine;
mod migrate;
mod writer;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs::File;
use std::io::ErrorKind;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::civil::Date;
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, FromQueryResult, Statement, TransactionTrait,
};
use tokio::sync::watch;

pub use engine::{Engine, Settings};
pub use migrate::Migration;
pub use sea_orm::Value;

use crate::audit::{self, Chain, Recorded};
use crate::error::{Error, Result};
use crate::folder::new_private_file;
use crate::secret::Keys;
use writer::{Turn, Writer};

/// How long a request waits for its turn to write before it is told that the house is busy.
const TURN_TO_WRITE: Duration = Duration::from_secs(5);

/// Values for the placeholders of a statement, in order: `args![tx.portal(), id, now]`.
#[macro_export]
macro_rules! args {
    ($($value:expr),* $(,)?) => { vec![$($crate::db::Value::from($value)),*] };
}

/// The placeholders of a list: `$4, $5, $6` for `placeholders(4, 3)`.
pub fn placeholders(first: usize, count: usize) -> String {
    let mut text = String::with_capacity(count * "$123, ".len());
    for number in first..first + count {
        let comma = if number == first { "" } else { ", " };
        let _ = write!(text, "{comma}${number}");
    }
    text
}

/// The placeholders of rows to insert: `($1, $2), ($3, $4)` for `rows_of_placeholders(2, 2)`.
pub fn rows_of_placeholders(rows: usize, columns: usize) -> String {
    let rows = (0..rows).map(|row| format!("({})", placeholders(row * columns + 1, columns)));
    rows.collect::<Vec<_>>().join(", ")
}

/// The open database of an installation.
#[derive(Clone, Debug)]
pub struct Database {
    connection: DatabaseConnection,
    engine: Engine,
    /// SQLite has one writer: requests queue for it in order instead of polling its lock.
    writer: Option<Writer>,
    /// Rung after a commit that left work for the task worker.
    bell: Arc<watch::Sender<u64>>,
    /// Binds the entries of the audit trails.
    chain: Chain,
    tally: Arc<Tally>,
    /// As long as somebody has SQLite's file open, nobody puts another in its place.
    in_use: Option<Arc<InUse>>,
}

impl Database {
    /// Opens it; the key of the audit trails comes from `keys`, so that it is not in the database.
    pub async fn open(settings: &Settings, keys: &Keys) -> Result<Self> {
        let engine = settings.engine();
        let in_use = settings.file().map(InUse::of).transpose()?.map(Arc::new);
        let connection = engine::connect(settings).await?;
        let writer = engine::writer(settings).await?;
        let bell = Arc::new(watch::Sender::new(0));
        let chain = Chain::new(keys);
        let tally = Arc::default();
        Ok(Self { connection, engine, writer, bell, chain, tally, in_use })
    }

    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// Brings the tables up to the newest of `migrations`; each step is one transaction, and none is run twice.
    pub async fn migrate(&self, migrations: &[Migration]) -> Result<usize> {
        migrate::run(&self.connection, self.engine, migrations).await
    }

    /// The file that SQLite keeps everything in.
    pub fn file(&self) -> Option<&Path> {
        self.in_use.as_ref().map(|in_use| in_use.file.as_path())
    }

    /// What this process counted since it opened the database.
    pub fn tally(&self) -> &Tally {
        &self.tally
    }

    /// Reads of one portal, each statement by itself.
    pub fn view(&self, portal: &Arc<str>) -> View {
        View {
            source: Source::Pool(self.connection.clone()),
            portal: Arc::clone(portal),
            engine: self.engine,
            tally: Arc::clone(&self.tally),
        }
    }

    /// Reads of one portal as it stands at one moment, however long they take; nobody has to wait for them.
    pub async fn snapshot(&self, portal: &Arc<str>) -> Result<View> {
        let begun = self.connection.begin_with_options(self.engine.snapshot_options()).await;
        let source = Source::Transaction(self.tally.noting_busy(begun)?);
        let (portal, tally) = (Arc::clone(portal), Arc::clone(&self.tally));
        Ok(View { source, portal, engine: self.engine, tally })
    }

    /// Begins a transaction of one portal.
    pub async fn begin(&self, portal: &Arc<str>) -> Result<Tx> {
        let source = self.tally.noting_busy(self.begun().await)?;
        let view =
            View { source, portal: Arc::clone(portal), engine: self.engine, tally: Arc::clone(&self.tally) };
        Ok(Tx {
            view,
            bell: Arc::clone(&self.bell),
            rings: false.into(),
            chain: self.chain.clone(),
            recorded: Mutex::default(),
        })
    }

    /// A transaction that belongs to no portal. For the workers that serve all of them, which read the portal from the
    /// row they took; never for a request.
    pub async fn begin_across_all_portals(&self) -> Result<Tx> {
        self.begin(&Arc::from("")).await
    }

    /// As [`begin_across_all_portals`](Self::begin_across_all_portals), to look only.
    pub fn view_across_all_portals(&self) -> View {
        self.view(&Arc::from(""))
    }

    /// Changes whenever a commit of this process leaves work for the task worker.
    pub fn bell(&self) -> watch::Receiver<u64> {
        self.bell.subscribe()
    }

    /// Whether the database answers: it is asked for a row, since SQLite's driver answers for a file that it cannot read.
    pub async fn ping(&self) -> Result<()> {
        let view = self.view_across_all_portals();
        view.number("select number from migrations order by number limit 1", Vec::new()).await.map(drop)
    }

    pub async fn close(self) -> Result<()> {
        if let Some(writer) = &self.writer {
            writer.close().await?;
        }
        Ok(self.connection.close().await?)
    }

    /// For the few statements that no transaction may hold.
    async fn run_outside_transactions(&self, sql: &str, values: Vec<Value>) -> Result<()> {
        let statement = Statement::from_sql_and_values(self.engine.backend(), sql, values);
        Ok(self.connection.execute_raw(statement).await.map(drop)?)
    }

    pub(crate) fn chain(&self) -> &Chain {
        &self.chain
    }

    async fn begun(&self) -> Result<Source> {
        if let Some(writer) = &self.writer {
            return writer.take_turn(TURN_TO_WRITE).await.map(Source::Turn);
        }
        let begun = self.connection.begin_with_options(self.engine.transaction_options()).await?;
        Ok(Source::Transaction(begun))
    }
}

/// A file of SQLite's that somebody has open.
#[derive(Debug)]
struct InUse {
    file: PathBuf,
    _lock: File,
}

impl InUse {
    /// A file that is not there yet is made for nobody else to read; SQLite gives those beside it the same permissions.
    fn of(file: PathBuf) -> Result<Self> {
        let lock = backup::share(&file)?;
        match new_private_file(&file) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => {
                return Err(Error::Other(format!("{}: {error}", file.display())));
            }
            _ => {}
        }
        Ok(Self { file, _lock: lock })
    }
}

/// What a process counts of its database.
#[derive(Debug, Default)]
pub struct Tally {
    busy: AtomicU64,
    events: Mutex<BTreeMap<String, u64>>,
}

impl Tally {
    /// How often no connection, or no turn to write, was had in time.
    pub fn busy(&self) -> u64 {
        self.busy.load(Ordering::Relaxed)
    }

    /// How many acts of each name were committed to the audit trails.
    pub fn events(&self) -> BTreeMap<String, u64> {
        self.events.lock().expect("no holder of this lock panics").clone()
    }

    fn noting_busy<T>(&self, result: Result<T, impl Into<Error>>) -> Result<T> {
        let result = result.map_err(Into::into);
        if result.as_ref().is_err_and(Error::is_busy) {
            self.busy.fetch_add(1, Ordering::Relaxed);
        }
        result
    }

    fn count(&self, acts: Vec<Recorded>) {
        let mut events = self.events.lock().expect("no holder of this lock panics");
        for act in acts {
            *events.entry(act.event).or_default() += 1;
        }
    }
}

#[derive(Debug)]
enum Source {
    Pool(DatabaseConnection),
    Transaction(DatabaseTransaction),
    /// A transaction on SQLite's writer.
    Turn(Turn),
}

/// A day as it is stored, `2026-11-20`.
pub fn day(stored: &str) -> Result<Date> {
    stored.parse().map_err(|_| Error::stored("a day", stored))
}

/// What may be read of one portal.
#[derive(Debug)]
pub struct View {
    source: Source,
    portal: Arc<str>,
    engine: Engine,
    tally: Arc<Tally>,
}

impl View {
    /// The key of the portal whose rows these are; the first condition of nearly every statement.
    pub fn portal(&self) -> &str {
        &self.portal
    }

    /// The first row, if there is one. Also for `update … returning`, through a [`Tx`].
    pub async fn one<T: FromQueryResult>(&self, sql: &str, values: Vec<Value>) -> Result<Option<T>> {
        let row = match &self.source {
            Source::Pool(pool) => pool.query_one_raw(self.statement(sql, values)).await.map_err(Error::from),
            Source::Transaction(begun) => {
                begun.query_one_raw(self.statement(sql, values)).await.map_err(Error::from)
            }
            Source::Turn(turn) => turn.one(sql, values).await,
        };
        let row = self.tally.noting_busy(row)?;
        Ok(row.map(|row| T::from_query_result(&row, "")).transpose()?)
    }

    pub async fn all<T: FromQueryResult>(&self, sql: &str, values: Vec<Value>) -> Result<Vec<T>> {
        let rows = match &self.source {
            Source::Pool(pool) => pool.query_all_raw(self.statement(sql, values)).await.map_err(Error::from),
            Source::Transaction(begun) => {
                begun.query_all_raw(self.statement(sql, values)).await.map_err(Error::from)
            }
            Source::Turn(turn) => turn.all(sql, values).await,
        };
        let rows = self.tally.noting_busy(rows)?;
        Ok(rows.iter().map(|row| T::from_query_result(row, "")).collect::<Result<_, _>>()?)
    }

    /// The one number that a `select count(*) as number …` gives.
    pub async fn number(&self, sql: &str, values: Vec<Value>) -> Result<i64> {
        #[derive(FromQueryResult)]
        struct Row {
            number: i64,
        }
        Ok(self.one::<Row>(sql, values).await?.map_or(0, |row| row.number))
    }

    fn statement(&self, sql: &str, values: Vec<Value>) -> Statement {
        Statement::from_sql_and_values(self.engine.backend(), sql, values)
    }
}

/// A transaction of one portal. Dropping it undoes everything.
#[derive(Debug)]
pub struct Tx {
    view: View,
    bell: Arc<watch::Sender<u64>>,
    rings: std::sync::atomic::AtomicBool,
    chain: Chain,
    /// What goes into the audit trail when all else is done.
    recorded: Mutex<Vec<Recorded>>,
}

impl Deref for Tx {
    type Target = View;

    fn deref(&self) -> &View {
        &self.view
    }
}

impl Tx {
    /// Runs a statement and tells how many rows it touched; that number is what decides who was first.
    pub async fn run(&self, sql: &str, values: Vec<Value>) -> Result<u64> {
        let touched = match &self.view.source {
            Source::Turn(turn) => turn.run(sql, values).await,
            Source::Transaction(begun) => {
                let done = begun.execute_raw(self.view.statement(sql, values)).await;
                done.map(|done| done.rows_affected()).map_err(Error::from)
            }
            Source::Pool(_) => unreachable!("a Tx holds a transaction"),
        };
        self.view.tally.noting_busy(touched)
    }

    /// Runs a statement whose outcome nobody asks for and that gives no rows, before the next statement or the commit. On SQLite
    /// it goes along with that one; if it fails, so does that.
    pub async fn run_with_next(&self, sql: &str, values: Vec<Value>) -> Result<()> {
        match &self.view.source {
            Source::Turn(turn) => {
                turn.run_with_next(sql, values).await;
                Ok(())
            }
            Source::Transaction(_) | Source::Pool(_) => self.run(sql, values).await.map(drop),
        }
    }

    pub async fn commit(self) -> Result<()> {
        let recorded = std::mem::take(&mut *self.recorded.lock().expect("no holder of this lock panics"));
        // Last, because it takes the lock that every transaction of the portal waits for.
        audit::append(&self, &self.chain, &recorded).await?;
        match self.view.source {
            Source::Turn(turn) => self.view.tally.noting_busy(turn.commit().await)?,
            Source::Transaction(begun) => begun.commit().await?,
            Source::Pool(_) => unreachable!("a Tx holds a transaction"),
        }
        self.view.tally.count(recorded);
        if self.rings.into_inner() {
            self.bell.send_modify(|rung| *rung = rung.wrapping_add(1));
        }
        Ok(())
    }

    /// Keeps an act for the audit trail until the commit.
    pub(crate) fn record_at_commit(&self, act: Recorded) {
        self.recorded.lock().expect("no holder of this lock panics").push(act);
    }

    /// Makes the commit wake the task worker.
    pub(crate) fn ring_after_commit(&self) {
        self.rings.store(true, std::sync::atomic::Ordering::Relaxed);
    }

    pub(crate) fn skip_locked(&self) -> &'static str {
        self.view.engine.skip_locked()
    }
}

#[cfg(test)]
mod tests {
    use sqlx::sqlite::SqliteConnectOptions;

    use super::*;
    use crate::chance::Chance;

    /// A database in that folder whose writer waits for nobody.
    async fn impatient(folder: &Path) -> Database {
        let file = folder.join("aldaba.db");
        let settings = Settings::parse(&format!("sqlite:{}", file.display())).unwrap();
        let keys = Keys::parse(&Keys::new_line(1, &Chance::seeded(1))).unwrap();
        let mut database = Database::open(&settings, &keys).await.unwrap();
        let options = SqliteConnectOptions::new().filename(file).busy_timeout(Duration::ZERO);
        database.writer = Some(Writer::open(options).await.unwrap());
        database
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn a_new_database_is_for_nobody_else_to_read() {
        use std::os::unix::fs::PermissionsExt;

        let folder = tempfile::tempdir().unwrap();
        let database = impatient(folder.path()).await;
        database.migrate(&[]).await.unwrap();
        let tx = database.begin(&Arc::from("p")).await.unwrap();
        tx.run("create table things (name text)", Vec::new()).await.unwrap();
        tx.commit().await.unwrap();
        for beside in ["", "-wal"] {
            let file = folder.path().join(format!("aldaba.db{beside}"));
            assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{}", file.display());
        }
    }

    #[tokio::test]
    async fn a_lock_that_another_process_keeps_makes_us_busy_and_not_broken() {
        let folder = tempfile::tempdir().unwrap();
        let (ours, theirs) = (impatient(folder.path()).await, impatient(folder.path()).await);
        let portal = Arc::from("p");
        let other = theirs.begin(&portal).await.unwrap();
        other.run("create table things (name text)", Vec::new()).await.unwrap();
        let insert = "insert into things (name) values ('one')";
        assert!(
            ours.begin(&portal)
                .await
                .unwrap()
                .run("delete from migrations", Vec::new())
                .await
                .unwrap_err()
                .is_busy()
        );
        let at_commit = ours.begin(&portal).await.unwrap();
        at_commit.run_with_next(insert, Vec::new()).await.unwrap();
        assert!(at_commit.commit().await.unwrap_err().is_busy());
        assert_eq!(ours.tally().busy(), 2);
        other.commit().await.unwrap();
        let free = ours.begin(&portal).await.unwrap();
        assert_eq!(free.run(insert, Vec::new()).await.unwrap(), 1);
        let broken = free.run("insert into nothing (name) values ('one')", Vec::new()).await.unwrap_err();
        assert!(!broken.is_busy());
        assert_eq!(ours.tally().busy(), 2);
    }

    #[test]
    fn placeholders_are_numbered_from_the_first() {
        assert_eq!(placeholders(4, 3), "$4, $5, $6");
        assert_eq!(placeholders(1, 0), "");
    }
}
