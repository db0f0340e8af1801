//! `aldaba restore`: puts a backup in the place of the database, where nobody uses that.
//!
//! Nothing is touched before the copy was brought into the folder and looked at there; what was in its place is kept under
//! another name, whole or damaged as it is.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail};
use base::chance::Chance;
use base::clock::{Clock, Timestamp};
use base::db::backup::{self, Alone};
use jiff::tz::TimeZone;
use tempfile::NamedTempFile;

use crate::backup::{record, unfinished_beside};
use crate::{check, house, migrations};

const WHAT_TO_KNOW: &str = "\
Lo que se hizo después de esa copia ya no está: ni registros, ni contraseñas cambiadas, ni sesiones cerradas. El archivo de claves
debe ser el que se usaba cuando se hizo la copia, o uno al que solo se le hayan agregado claves. Copie de vuelta la carpeta uploads
antes de iniciar el servicio; los archivos de PQR que la base de datos no conoce se conservan, por si vuelve a la que estaba.";

/// What the operator asks for.
#[derive(Debug, clap::Args)]
#[group(skip)]
pub struct Restore {
    /// Copia que hizo «aldaba backup».
    #[arg(long, value_name = "ARCHIVO")]
    pub from: PathBuf,
}

/// Puts the copy in the place of the database of the installation at `path`, and opens it once.
pub async fn run(asked: &Restore, path: &Path, screen: &mut impl Write) -> anyhow::Result<ExitCode> {
    let (clock, chance) = (Clock::system(), Chance::system());
    let Some(config) = check::passed(path, &clock, screen)? else {
        return Ok(ExitCode::FAILURE);
    };
    let Some(file) = config.database.file() else {
        bail!("la base de datos es PostgreSQL: use pg_restore (docs/running.md)");
    };
    let kept = put_in_place(&asked.from, &file, clock.now()).await.context("no se cambió nada")?;
    writeln!(screen, "{} está en el lugar de {}.", asked.from.display(), file.display())?;
    if let Some(kept) = kept {
        writeln!(screen, "La base de datos que estaba ahí quedó en {}.", kept.display())?;
    }
    let database = house::open_database(&config.database, &config.keys).await?;
    record(&database, &config.portals, &backup::RESTORED, &clock, &chance)
        .await
        .context("no se pudo anotar en el rastro de auditoría")?;
    writeln!(screen, "\n{WHAT_TO_KNOW}")?;
    Ok(ExitCode::SUCCESS)
}

/// Where the database that was there is now, if one was.
async fn put_in_place(from: &Path, file: &Path, now: Timestamp) -> anyhow::Result<Option<PathBuf>> {
    if backup::has_log(from) {
        let name = from.display();
        bail!(
            "junto a {name} está {name}-wal con lo último que se escribió, y sin él no está completa (docs/running.md)"
        );
    }
    let alone = Alone::at(file)?;
    let copy = brought_beside(from, file).with_context(|| format!("no se pudo copiar {}", from.display()))?;
    if let Err(unfit) = backup::check(copy.path(), migrations::ALL).await {
        bail!("{}: {unfit}", from.display());
    }
    let aside = set_aside_name(file, now);
    let is_there = file.exists();
    let copy = copy.into_temp_path();
    alone.replace_with(&copy, &aside)?;
    // It has the database's name by now.
    let _gone = copy.keep();
    Ok(is_there.then_some(aside))
}

/// A copy of the copy, in the database's folder and with its permissions, on the disk.
fn brought_beside(from: &Path, file: &Path) -> io::Result<NamedTempFile> {
    let mut copy = unfinished_beside(file)?;
    io::copy(&mut File::open(from)?, copy.as_file_mut())?;
    if let Ok(there) = fs::metadata(file) {
        copy.as_file().set_permissions(there.permissions())?;
    }
    copy.as_file().sync_all()?;
    Ok(copy)
}

/// `aldaba.db` is kept as `aldaba.db.before-restore-20261120T143000Z`.
fn set_aside_name(file: &Path, now: Timestamp) -> PathBuf {
    let moment = now.in_zone(&TimeZone::UTC).strftime("%Y%m%dT%H%M%SZ").to_string();
    let mut name = file.as_os_str().to_owned();
    name.push(format!(".before-restore-{moment}"));
    PathBuf::from(name)
}
