//! `aldaba audit verify`: tells of each portal whether its audit trail is as it was written, or where it first is not.
//!
//! It changes nothing: it may run while the portals are served, and as a user of the database who may only read. The exit code
//! is 0 when every trail is as it was written, and 1 when one is not.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, bail};
use base::audit::{self, Trouble, Verified};
use base::clock::Clock;
use base::db::Database;

use crate::{check, house};

/// What the operator asks for.
#[derive(Debug, clap::Args)]
// The command that takes it in is called the same, and clap knows groups by name.
#[group(skip)]
pub struct Verify {
    /// Nombre de un portal; sin esta opción se revisan todos.
    #[arg(long, value_name = "PORTAL")]
    pub portal: Option<String>,
}

/// Opens the installation at `path`, and verifies its trails.
pub async fn run(
    asked: &Verify,
    path: &Path,
    clock: &Clock,
    screen: &mut impl Write,
) -> anyhow::Result<ExitCode> {
    let Some(config) = check::passed(path, clock, screen)? else {
        return Ok(ExitCode::FAILURE);
    };
    let database = house::open_as_it_is(&config.database, &config.keys).await?;
    let served: Vec<&str> = config.portals.iter().map(|portal| portal.key.as_str()).collect();
    verify(asked, &database, &served, screen).await
}

/// Verifies the trail of the portal asked for, or of all: those that are served and those that only left a trail.
pub async fn verify(
    asked: &Verify,
    database: &Database,
    served: &[&str],
    screen: &mut impl Write,
) -> anyhow::Result<ExitCode> {
    let unreadable = "no se pudo leer el rastro de auditoría";
    let with_a_trail = audit::portals_with_a_trail(database).await.context(unreadable)?;
    let known: BTreeSet<&str> =
        served.iter().copied().chain(with_a_trail.iter().map(String::as_str)).collect();
    let portals = match asked.portal.as_deref() {
        Some(portal) if known.contains(portal) => BTreeSet::from([portal]),
        Some(unknown) => {
            let known: Vec<&str> = known.into_iter().collect();
            bail!("no hay un portal «{unknown}»; los que hay son: {}", known.join(", "));
        }
        None => known,
    };
    let mut code = ExitCode::SUCCESS;
    for portal in portals {
        let verified = audit::verify(database, &Arc::from(portal)).await.context(unreadable)?;
        tell(portal, &verified, screen)?;
        if verified.trouble.is_some() {
            code = ExitCode::FAILURE;
        }
    }
    Ok(code)
}

fn tell(portal: &str, verified: &Verified, screen: &mut impl Write) -> io::Result<()> {
    let count = match verified.entries {
        0 => "ninguna anotación verificada".to_owned(),
        1 => "1 anotación verificada".to_owned(),
        many => format!("{many} anotaciones verificadas"),
    };
    let found = match verified.trouble {
        None if verified.entries == 0 => return writeln!(screen, "{portal}: no hay anotaciones."),
        None => "sin cambios".to_owned(),
        Some(Trouble::Changed { seq }) => {
            format!("la {seq} no es la que se escribió: fue cambiada, movida o agregada")
        }
        Some(Trouble::Missing { seq }) => format!("falta la {seq}"),
        Some(Trouble::HeadChanged) => "la cabecera del rastro fue cambiada".to_owned(),
    };
    writeln!(screen, "{portal}: {count}, {found}.")
}
