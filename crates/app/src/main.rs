//! `aldaba`: the one binary. Each command is a module of its own; this file only reads what was asked.

use std::process::ExitCode;

use aldaba::demo;
use clap::{Parser, Subcommand};

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
}

fn main() -> ExitCode {
    let asked = Asked::parse();
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return complain(&error.into()),
    };
    let done = runtime.block_on(async {
        match asked.command {
            Command::Demo(options) => demo::run(&options).await,
        }
    });
    match done {
        Ok(code) => code,
        Err(error) => complain(&error),
    }
}

/// One sentence for whoever runs it, with what caused it behind.
#[expect(clippy::print_stderr, reason = "this is the program's voice")]
fn complain(error: &anyhow::Error) -> ExitCode {
    eprintln!("aldaba: {error:#}");
    ExitCode::FAILURE
}
