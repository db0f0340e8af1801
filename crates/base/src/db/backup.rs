//! Copies of a database: made while it is in use, looked at before they are trusted, put in place while nobody uses it.
//!
//! What this file promises of SQLite's:
//! - A copy is the database as it stood at one moment; nobody has to wait while it is made.
//! - Whoever has the database open holds a shared lock on a file beside it, even where the database itself is damaged;
//!   replacing it takes that lock alone.
//! - What is replaced is kept: it has a second name before the first is given away.
//!
//! PostgreSQL has tools of its own for that; here is only kept that somebody used them.

use std::ffi::OsString;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use sea_orm::FromQueryResult;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection, SqliteConnection};

use super::{Database, Migration, Tx, View};
use crate::args;
use crate::audit::Act;
use crate::chance::Chance;
use crate::clock::{Clock, Timestamp};
use crate::error::{Error, Result};

crate::id!(BackupId, "A backup that was taken.");

const LOCK: &str = "-lock";
/// What SQLite keeps beside a database: what was committed and is not yet in the file, and an index of that.
const LOG: &str = "-wal";
const LOG_INDEX: &str = "-shm";
/// What stands in the trail of each portal when a backup took the place of the database.
pub const RESTORED: Act<'static> = Act::of_system("backup.restored");
/// How long it is remembered that a backup was taken.
const REMEMBERED: Duration = Duration::from_secs(366 * 24 * 60 * 60);

/// Why a file is not put in place of a database.
#[derive(Debug, thiserror::Error)]
pub enum Unfit {
    #[error("no es una base de datos que se pueda leer ({0})")]
    Unreadable(#[from] sqlx::Error),
    #[error("está dañada ({0})")]
    Damaged(String),
    #[error("no es de Aldaba")]
    Foreign,
    #[error("la escribió otra versión del programa: su paso {number} es «{name}», que esta no conoce")]
    OtherVersion { number: i64, name: String },
}

/// Why a database is not had alone.
#[derive(Debug, thiserror::Error)]
pub enum NotAlone {
    #[error("un proceso de Aldaba está usando la base de datos: deténgalo primero")]
    InUse,
    #[error(transparent)]
    Lock(#[from] io::Error),
}

impl Database {
    /// Writes the database, as it stands at this moment, into a file that is empty or not there; others go on reading and writing.
    pub async fn copy_to(&self, file: &Path) -> Result<()> {
        let name = file.to_str().ok_or_else(|| Error::Other(format!("{} is not UTF-8", file.display())))?;
        self.run_outside_transactions("vacuum into $1", args![name]).await
    }
}

/// Whether a file is a whole database of this program, of this version or an earlier one. It is not changed by looking.
pub async fn check(file: &Path, migrations: &[Migration]) -> Result<(), Unfit> {
    // Immutable: the file alone counts, and none is made beside it.
    let options = SqliteConnectOptions::new().filename(file).read_only(true).immutable(true);
    let mut connection = SqliteConnection::connect_with(&options).await?;
    let found: Vec<String> = sqlx::query_scalar("pragma integrity_check").fetch_all(&mut connection).await?;
    if found != ["ok"] {
        return Err(Unfit::Damaged(found.into_iter().next().unwrap_or_default()));
    }
    let has_migrations: bool = sqlx::query_scalar(
        "select count(*) > 0 from sqlite_schema where type = 'table' and name = 'migrations'",
    )
    .fetch_one(&mut connection)
    .await?;
    if !has_migrations {
        return Err(Unfit::Foreign);
    }
    let applied: Vec<(i64, String)> = sqlx::query_as("select number, name from migrations order by number")
        .fetch_all(&mut connection)
        .await?;
    connection.close().await?;
    if applied.is_empty() {
        return Err(Unfit::Foreign);
    }
    let is_known = |(number, name): &(i64, String)| {
        migrations.iter().any(|one| one.number == *number && one.name == name)
    };
    match applied.into_iter().find(|one| !is_known(one)) {
        Some((number, name)) => Err(Unfit::OtherVersion { number, name }),
        None => Ok(()),
    }
}

/// A place where a database may be, that nobody else uses as long as this is held.
#[derive(Debug)]
pub struct Alone {
    file: PathBuf,
    _lock: File,
}

impl Alone {
    /// Takes the place of a database, or tells that somebody is there.
    pub fn at(file: &Path) -> Result<Self, NotAlone> {
        let lock = open_lock(file)?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { file: file.to_owned(), _lock: lock }),
            Err(TryLockError::WouldBlock) => Err(NotAlone::InUse),
            Err(TryLockError::Error(error)) => Err(error.into()),
        }
    }

    /// Puts `copy`, which lies in the same folder, in the database's place. What was there gets the name `aside`.
    pub fn replace_with(&self, copy: &Path, aside: &Path) -> io::Result<()> {
        if self.file.exists() {
            fs::hard_link(&self.file, aside)?;
            if beside(&self.file, LOG).exists() {
                fs::hard_link(beside(&self.file, LOG), beside(aside, LOG))?;
            }
            sync_folder_of(&self.file)?;
        }
        // SQLite would play an old log into the new database.
        for kept in [LOG, LOG_INDEX] {
            remove_if_there(&beside(&self.file, kept))?;
        }
        fs::rename(copy, &self.file)?;
        sync_folder_of(&self.file)
    }
}

/// The lock of whoever has a database open, until it is dropped.
pub(super) fn share(file: &Path) -> Result<File> {
    let lock = open_lock(file).map_err(|error| Error::Other(format!("the database's lock file: {error}")))?;
    lock.try_lock_shared()
        .map_err(|error| Error::Other(format!("the database is being replaced: {error}")))?;
    Ok(lock)
}

fn open_lock(file: &Path) -> io::Result<File> {
    File::options().create(true).truncate(false).write(true).open(beside(file, LOCK))
}

fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(file);
    name.push(ending);
    PathBuf::from(name)
}

fn remove_if_there(file: &Path) -> io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// A new name is only safe from a power cut when its folder is written.
pub fn sync_folder_of(file: &Path) -> io::Result<()> {
    File::open(folder_of(file))?.sync_all()
}

/// The folder that a file is in.
pub fn folder_of(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Whether something that was committed stands beside the file, and not in it.
pub fn has_log(file: &Path) -> bool {
    fs::metadata(beside(file, LOG)).is_ok_and(|log| log.len() > 0)
}

/// Keeps that a backup was taken now.
pub async fn note(tx: &Tx, clock: &Clock, chance: &Chance) -> Result<()> {
    let now = clock.now();
    tx.run("delete from backups where taken_at < $1", args![now.minus(REMEMBERED)]).await?;
    tx.run("insert into backups (id, taken_at) values ($1, $2)", args![BackupId::new(clock, chance), now])
        .await?;
    Ok(())
}

/// When the last backup was taken, if one is remembered.
pub async fn last(view: &View) -> Result<Option<Timestamp>> {
    #[derive(FromQueryResult)]
    struct Row {
        taken_at: Timestamp,
    }
    let sql = "select taken_at from backups order by taken_at desc limit 1";
    Ok(view.one::<Row>(sql, Vec::new()).await?.map(|row| row.taken_at))
}
