//! `aldaba backup`: a copy of the database, made while the portals are served, or a note that another tool made one.
//!
//! A copy is whole or not there: it is written under another name, looked at, brought onto the disk, and only then named.
//! Nothing is ever overwritten. The keys are not in it, on purpose: whoever finds a copy alone can open nothing with it.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail};
use base::audit::{self, Act};
use base::chance::Chance;
use base::clock::Clock;
use base::db::{Database, backup};
use identity::portals::Portals;

use crate::{check, house, migrations};

const WHAT_IS_NOT_IN_IT: &str = "\
ATENCIÓN: la copia no tiene el archivo de claves, ni aldaba.toml, ni la carpeta de los portales, ni la carpeta uploads (los archivos
de las PQR), ni la de los sellos. Sin las claves, una copia no sirve: nadie podría entrar y nada de lo cifrado se abriría. Guárdelas
aparte, lejos de esta copia, con los sellos; la carpeta uploads se copia después de cada copia (docs/running.md).";

const TAKEN: Act = Act::of_system("backup.taken");

/// What the operator asks for.
#[derive(Debug, clap::Args)]
#[group(skip)]
pub struct Backup {
    /// Archivo que se va a escribir, si la base de datos es SQLite; no debe existir.
    #[arg(long, value_name = "ARCHIVO", required_unless_present = "note", conflicts_with = "note")]
    pub to: Option<PathBuf>,
    /// Solo anota que otra herramienta, como pg_dump, acaba de hacer una copia.
    #[arg(long)]
    pub note: bool,
}

/// Opens the installation at `path`, copies its database where that is asked, and keeps that a backup was taken.
pub async fn run(asked: &Backup, path: &Path, screen: &mut impl Write) -> anyhow::Result<ExitCode> {
    let (clock, chance) = (Clock::system(), Chance::system());
    let Some(config) = check::passed(path, &clock, screen)? else {
        return Ok(ExitCode::FAILURE);
    };
    if config.database.file().is_none() && asked.to.is_some() {
        bail!(
            "la base de datos es PostgreSQL: cópiela con pg_dump y anótelo con «aldaba backup --note» (docs/running.md)"
        );
    }
    let database = house::open_as_it_is(&config.database, &config.keys).await?;
    if let Some(file) = &asked.to {
        let bytes = copy(&database, file).await?;
        writeln!(screen, "Copia escrita y revisada: {} ({bytes} octetos).", file.display())?;
    }
    let noted = note(&database, &config.portals, &clock, &chance).await;
    noted.context("la copia está hecha, pero no se pudo anotar; anótela con «aldaba backup --note»")?;
    writeln!(screen, "Quedó anotado que hoy hay una copia.\n\n{WHAT_IS_NOT_IN_IT}")?;
    Ok(ExitCode::SUCCESS)
}

/// Writes a copy that was looked at, and tells its size.
async fn copy(database: &Database, file: &Path) -> anyhow::Result<u64> {
    let name = file.display();
    if file.exists() {
        bail!("{name} ya existe y no se reemplaza: escriba otro nombre");
    }
    let unfinished =
        unfinished_beside(file).with_context(|| format!("no se pudo escribir junto a {name}"))?;
    database.copy_to(unfinished.path()).await.context("no se pudo copiar la base de datos")?;
    backup::check(unfinished.path(), migrations::ALL).await.context("la copia no sirve, y no se guardó")?;
    unfinished.as_file().sync_all()?;
    let bytes = unfinished.as_file().metadata()?.len();
    unfinished.persist_noclobber(file).with_context(|| format!("no se pudo nombrar la copia {name}"))?;
    backup::sync_folder_of(file)?;
    Ok(bytes)
}

/// A file in the same folder that only its owner can read, gone unless it is given a name.
pub(crate) fn unfinished_beside(file: &Path) -> std::io::Result<tempfile::NamedTempFile> {
    tempfile::Builder::new().prefix(".aldaba-unfinished-").tempfile_in(backup::folder_of(file))
}

/// Keeps that a backup was taken, in the trail of each portal too: all that is known of its people is in it.
async fn note(
    database: &Database,
    portals: &Portals,
    clock: &Clock,
    chance: &Chance,
) -> base::error::Result<()> {
    let tx = database.begin_across_all_portals().await?;
    backup::note(&tx, clock, chance).await?;
    tx.commit().await?;
    record(database, portals, &TAKEN, clock, chance).await
}

/// Records in the trail of each portal what was done with the whole database.
pub(crate) async fn record(
    database: &Database,
    portals: &Portals,
    act: &Act<'static>,
    clock: &Clock,
    chance: &Chance,
) -> base::error::Result<()> {
    for portal in portals.iter() {
        let tx = database.begin(portal.key.shared()).await?;
        audit::record(&tx, clock, chance, act.clone()).await?;
        tx.commit().await?;
    }
    Ok(())
}
