//! `aldaba serve`: the real thing. It starts only when the settings have no problem, and tells every one if they have.

use std::io;
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context;
use base::chance::Chance;
use base::clock::Clock;
use tokio::sync::watch;
use tracing_subscriber::fmt;

use crate::config::{self, Config, Log, LogFormat};
use crate::listen::{Listener, told_to_stop};
use crate::{check, house, worker};

/// Serves the installation at `path` until it is told to stop.
pub async fn run(path: &Path) -> anyhow::Result<ExitCode> {
    let clock = Clock::system();
    let config = match config::read(path, &clock) {
        Ok(config) => config,
        Err(problems) => {
            check::refuse(&problems, &mut io::stderr())?;
            return Ok(ExitCode::FAILURE);
        }
    };
    log_to_standard_error(config.log);
    for advice in &config.advice {
        tracing::warn!("{advice}");
    }
    serve(config, clock).await?;
    Ok(ExitCode::SUCCESS)
}

async fn serve(config: Config, clock: Clock) -> anyhow::Result<()> {
    let house = house::open(config.plan(clock, Chance::system())).await?;
    let listener = Listener::bind(config.listen, config.tls, &config.proxies)
        .await
        .with_context(|| format!("no se pudo escuchar en {}", config.listen))?;
    tracing::info!(address = %listener.address()?, "open");
    let (stop, stopped) = watch::channel(false);
    let working = tokio::spawn(worker::run(house.front.clone(), stopped));
    listener.serve(house.site, told_to_stop()?).await;
    // Requests have ended; what the worker has in hand it finishes.
    let _ = stop.send(true);
    working.await.context("the worker broke off")?;
    tracing::info!("closed");
    Ok(())
}

fn log_to_standard_error(log: Log) {
    let told = fmt().with_max_level(log.level).with_writer(io::stderr);
    match log.format {
        LogFormat::Text => told.init(),
        LogFormat::Json => told.json().init(),
    }
}
