//! `aldaba`: the one binary. Each command is a module of its own; this file only reads what was asked.

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use aldaba::{audit, backup, check, config, demo, keys, operator, papers, restore, roster, serve};
use base::chance::Chance;
use base::clock::Clock;
use clap::{Args, Parser, Subcommand};

/// La puerta de un portal para personas: registro, ingreso y recuperación.
#[derive(Debug, Parser)]
#[command(name = "aldaba", version, about, disable_help_subcommand = true)]
struct Asked {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Abre la demostración: los tres portales y un buzón con todo lo que envían, sin nada que instalar.
    Demo(demo::Options),
    /// Sirve los portales de una instalación.
    Serve(Installation),
    /// Revisa la configuración sin arrancar, y dice en qué se aparta cada portal de los estándares.
    Check(Installation),
    /// Crea el archivo de claves, o le agrega una clave nueva.
    Keys(keys::Asked),
    /// La lista de personas que una organización admite.
    #[command(subcommand)]
    Roster(Roster),
    /// El rastro de auditoría: lo que se hizo en cada portal.
    #[command(subcommand)]
    Audit(Audit),
    /// Quienes administran un portal.
    #[command(subcommand)]
    Operator(Operator),
    /// Los documentos que se expiden.
    #[command(subcommand)]
    Papers(Papers),
    /// Copia la base de datos mientras se usa. La copia no tiene el archivo de claves.
    Backup {
        #[command(flatten)]
        backup: backup::Backup,
        #[command(flatten)]
        installation: Installation,
    },
    /// Pone una copia en el lugar de la base de datos, y guarda la que estaba.
    Restore {
        #[command(flatten)]
        restore: restore::Restore,
        #[command(flatten)]
        installation: Installation,
    },
}

#[derive(Debug, Subcommand)]
enum Papers {
    /// Escribe un documento de cada clase, con las personas de la demostración, para verlos o validarlos.
    Sample(papers::Sample),
}

#[derive(Debug, Subcommand)]
enum Operator {
    /// Invita a quien va a administrar un portal, e imprime el enlace con el que activa su acceso.
    Invite {
        #[command(flatten)]
        invite: operator::Invite,
        #[command(flatten)]
        installation: Installation,
    },
}

#[derive(Debug, Subcommand)]
enum Roster {
    /// Ensaya una lista en CSV y, con --apply, la carga.
    Import {
        #[command(flatten)]
        import: roster::Import,
        #[command(flatten)]
        installation: Installation,
    },
}

#[derive(Debug, Subcommand)]
enum Audit {
    /// Revisa si alguien cambió, movió, quitó o agregó anotaciones, y dice dónde.
    Verify {
        #[command(flatten)]
        verify: audit::Verify,
        #[command(flatten)]
        installation: Installation,
    },
}

#[derive(Debug, Args)]
struct Installation {
    /// Archivo de configuración.
    #[arg(long, default_value = config::FILE_NAME, value_name = "ARCHIVO")]
    config: PathBuf,
}

fn main() -> ExitCode {
    let asked = Asked::parse();
    // Whoever installed one before is as good: the only provider in the binary is aws-lc-rs.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let done = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(anyhow::Error::from)
        .and_then(|runtime| runtime.block_on(obey(asked.command)));
    done.unwrap_or_else(|error| complain(&error))
}

async fn obey(command: Command) -> anyhow::Result<ExitCode> {
    let (clock, chance) = (Clock::system(), Chance::system());
    match command {
        Command::Demo(options) => demo::run(&options).await,
        Command::Serve(installation) => serve::run(&installation.config).await,
        Command::Check(installation) => Ok(check::run(&installation.config, &clock, &mut io::stdout())?),
        Command::Keys(asked) => {
            keys::run(&asked, &chance, &mut io::stdout())?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Roster(Roster::Import { import, installation }) => {
            roster::run(&import, &installation.config, &mut io::stdout()).await
        }
        Command::Audit(Audit::Verify { verify, installation }) => {
            audit::run(&verify, &installation.config, &clock, &mut io::stdout()).await
        }
        Command::Operator(Operator::Invite { invite, installation }) => {
            operator::invite(&invite, &installation.config, &mut io::stdout()).await
        }
        Command::Papers(Papers::Sample(asked)) => {
            papers::sample(&asked, &mut io::stdout()).await?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Backup { backup, installation } => {
            backup::run(&backup, &installation.config, &mut io::stdout()).await
        }
        Command::Restore { restore, installation } => {
            restore::run(&restore, &installation.config, &mut io::stdout()).await
        }
    }
}

/// One sentence for whoever runs it, with what caused it behind.
#[expect(clippy::print_stderr, reason = "this is the program's voice")]
fn complain(error: &anyhow::Error) -> ExitCode {
    eprintln!("aldaba: {error:#}");
    ExitCode::FAILURE
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn every_command_can_be_asked_for() {
        Asked::command().debug_assert();
    }
}
