//! All that differs between SQLite and PostgreSQL, but for how SQLite's one writer is taken in turn, which is in `writer`.

use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use sea_orm::{
    AccessMode, ConnectOptions, Database, DatabaseConnection, DbBackend, DbErr, IsolationLevel,
    SqliteTransactionMode, TransactionOptions,
};
use sqlx::ConnectOptions as _;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};

use super::writer::Writer;
use crate::error::Result;

/// Those that read, beside the one that writes: reads take microseconds, and every connection has a thread and a cache of its own.
const SQLITE_READERS: u32 = 8;
const POSTGRES_CONNECTIONS: u32 = 16;
/// Pages are read where the system has them instead of being copied: a connection finds its own cache stale whenever another wrote.
const SQLITE_MAPPED_BYTES: &str = "268435456";
const SLOWEST_STATEMENT_SECONDS: u64 = 30;
const WAIT_FOR_CONNECTION_SECONDS: u64 = 5;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// Where the data is: `sqlite:FILE` or `postgres://…`.
#[derive(Clone)]
pub struct Settings {
    url: String,
    engine: Engine,
}

#[derive(Debug, thiserror::Error)]
#[error("la dirección de la base de datos debe empezar por «sqlite:» o «postgres://»")]
pub struct UnknownEngine;

impl Settings {
    pub fn parse(url: &str) -> Result<Self, UnknownEngine> {
        let engine = match url {
            _ if url.starts_with("sqlite:") => Engine::Sqlite,
            _ if url.starts_with("postgres://") || url.starts_with("postgresql://") => Engine::Postgres,
            _ => return Err(UnknownEngine),
        };
        Ok(Self { url: url.to_owned(), engine })
    }

    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// The file that SQLite keeps everything in.
    pub fn file(&self) -> Option<PathBuf> {
        let options = SqliteConnectOptions::from_str(&self.url).ok();
        let is_a_file = self.engine == Engine::Sqlite && !self.url.ends_with(":memory:");
        options.filter(|_| is_a_file).map(|options| options.get_filename().to_owned())
    }
}

impl std::fmt::Debug for Settings {
    /// The address may hold a password.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{:?}", self.engine)
    }
}

/// SQLite's one writer; PostgreSQL's many need none.
pub(super) async fn writer(settings: &Settings) -> Result<Option<Writer>> {
    if settings.engine == Engine::Postgres {
        return Ok(None);
    }
    let options = SqliteConnectOptions::from_str(&settings.url).map_err(super::writer::failed)?;
    Writer::open(as_we_need_it(options).disable_statement_logging()).await.map(Some)
}

pub(super) async fn connect(settings: &Settings) -> Result<DatabaseConnection, DbErr> {
    let mut options = ConnectOptions::new(settings.url.clone());
    options
        .max_connections(settings.engine.connections())
        .acquire_timeout(Duration::from_secs(WAIT_FOR_CONNECTION_SECONDS))
        .sqlx_logging(false);
    match settings.engine {
        Engine::Sqlite => {
            options
                .test_before_acquire(false)
                .max_lifetime(None::<Duration>)
                .map_sqlx_sqlite_opts(as_we_need_it);
        }
        Engine::Postgres => {
            options
                .statement_timeout(Duration::from_secs(SLOWEST_STATEMENT_SECONDS))
                .test_before_acquire_if_idle_for(Duration::from_secs(30));
        }
    }
    Database::connect(options).await
}

fn as_we_need_it(sqlite: SqliteConnectOptions) -> SqliteConnectOptions {
    // Full: a session or a used token must survive a power cut.
    sqlite
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .pragma("mmap_size", SQLITE_MAPPED_BYTES)
        .busy_timeout(Duration::from_secs(WAIT_FOR_CONNECTION_SECONDS))
}

impl Engine {
    fn connections(self) -> u32 {
        match self {
            Self::Sqlite => SQLITE_READERS,
            Self::Postgres => POSTGRES_CONNECTIONS,
        }
    }

    pub(super) fn backend(self) -> DbBackend {
        match self {
            Self::Sqlite => DbBackend::Sqlite,
            Self::Postgres => DbBackend::Postgres,
        }
    }

    /// SQLite must take the write lock at the beginning, as its writer does.
    pub(super) fn transaction_options(self) -> TransactionOptions {
        let sqlite_transaction_mode = (self == Self::Sqlite).then_some(SqliteTransactionMode::Immediate);
        TransactionOptions { sqlite_transaction_mode, ..TransactionOptions::default() }
    }

    /// A transaction that only reads, and sees nothing of what others commit meanwhile. On SQLite it must not be immediate, which
    /// would keep every writer out.
    pub(super) fn snapshot_options(self) -> TransactionOptions {
        match self {
            Self::Sqlite => TransactionOptions {
                sqlite_transaction_mode: Some(SqliteTransactionMode::Deferred),
                ..TransactionOptions::default()
            },
            Self::Postgres => TransactionOptions {
                isolation_level: Some(IsolationLevel::RepeatableRead),
                access_mode: Some(AccessMode::ReadOnly),
                ..TransactionOptions::default()
            },
        }
    }

    /// Ends a `select` from which several workers take different rows.
    pub(super) fn skip_locked(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => "for update skip locked",
        }
    }

    /// The native type for each type word of the migrations (in capitals).
    pub(super) fn native_types(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Sqlite => &[
                ("UUID", "blob"),
                ("BYTES", "blob"),
                ("TIME", "integer"),
                ("INTEGER", "integer"),
                ("BOOLEAN", "integer"),
                ("TEXT", "text"),
                ("END_OF_TABLE", "strict"),
                ("END_OF_KEYED_TABLE", "strict, without rowid"),
            ],
            Self::Postgres => &[
                ("UUID", "uuid"),
                ("BYTES", "bytea"),
                ("TIME", "bigint"),
                ("INTEGER", "bigint"),
                ("BOOLEAN", "boolean"),
                ("TEXT", "text"),
                ("END_OF_TABLE", ""),
                ("END_OF_KEYED_TABLE", ""),
            ],
        }
    }

    /// Lets one process migrate at a time, until its transaction ends. SQLite's write lock does that by itself.
    pub(super) fn migration_lock(self) -> Option<&'static str> {
        match self {
            Self::Sqlite => None,
            Self::Postgres => Some("select pg_advisory_xact_lock(7104115)"),
        }
    }
}
