//! `aldaba operator invite`: the first administrator of a portal. Everybody after them is invited from the office.

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{anyhow, bail};
use base::chance::Chance;
use base::clock::Clock;
use base::texts::Language;
use identity::roster::{EmailAddress, PersonName, refusal};
use identity::staff::invitation::{self, Invited};
use identity::staff::permissions::Role;

use crate::{check, house, texts};

/// Whom the operator invites.
#[derive(Debug, clap::Args)]
// The command that takes it in is called the same, and clap knows groups by name.
#[group(skip)]
pub struct Invite {
    /// Nombre del portal que va a administrar.
    #[arg(long, value_name = "PORTAL")]
    pub portal: String,
    /// Correo con el que va a entrar a la oficina.
    #[arg(long, value_name = "CORREO")]
    pub email: String,
    /// Nombre de la persona.
    #[arg(long, value_name = "NOMBRE")]
    pub name: String,
}

/// Opens the installation at `path`, writes the invitation, and prints its link: no mail server has to work yet.
pub async fn invite(asked: &Invite, path: &Path, screen: &mut impl Write) -> anyhow::Result<ExitCode> {
    let (clock, chance) = (Clock::system(), Chance::system());
    let Some(config) = check::passed(path, &clock, screen)? else {
        return Ok(ExitCode::FAILURE);
    };
    let portal = config.portal(&asked.portal)?;
    let words =
        texts::catalogue().words(Language::Spanish, &[]).map_err(|problems| anyhow!(problems.join("; ")))?;
    let invited = match (EmailAddress::parse(&asked.email), PersonName::parse(&asked.name)) {
        (Ok(email), Ok(name)) => {
            Invited { email: email.key(), name: name.as_str().to_owned(), roles: vec![Role::Administrator] }
        }
        (Err(wrong), _) | (_, Err(wrong)) => bail!(refusal::words(&words, wrong)),
    };
    let database = house::open_database(&config.database, &config.keys).await?;
    let tx = database.begin(portal.key.shared()).await?;
    let Some(issued) = invitation::issue(&tx, &clock, &chance, invited, None).await? else {
        bail!(words.with("staff-command-suspended", &[("email", asked.email.as_str().into())]));
    };
    tx.commit().await?;
    let link = portal.address.link(&invitation::link_path(&issued.token));
    writeln!(
        screen,
        "{}",
        words.with("staff-command-invited", &[("name", issued.invitation.name.as_str().into())])
    )?;
    writeln!(screen, "\n  {link}\n")?;
    writeln!(screen, "{}", words.get("staff-command-once"))?;
    Ok(ExitCode::SUCCESS)
}
