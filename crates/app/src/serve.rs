//! `aldaba serve`: the real thing. It starts only when the settings have no problem, and tells every one if they have.

use std::io;
use std::panic::{self, PanicHookInfo};
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context;
use base::chance::Chance;
use base::clock::Clock;
use tokio::sync::{oneshot, watch};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Layer, fmt, registry};

use crate::config::{Config, Log, LogFormat, Metrics};
use crate::house::House;
use crate::listen::{Listener, told_to_stop};
use crate::telemetry::{Recorder, Telemetry};
use crate::{check, house, metrics, worker};

/// Serves the installation at `path` until it is told to stop.
pub async fn run(path: &Path) -> anyhow::Result<ExitCode> {
    let clock = Clock::system();
    let Some(config) = check::passed(path, &clock, &mut io::stderr())? else {
        return Ok(ExitCode::FAILURE);
    };
    let (telemetry, recorder) = match &config.telemetry {
        Some(collector) => {
            let started = Telemetry::start(collector, clock.clone(), &Chance::system());
            let (telemetry, recorder) = started.context("no se pudo preparar el envío de la telemetría")?;
            (Some(telemetry), Some(recorder))
        }
        None => (None, None),
    };
    log_to_standard_error(config.log, recorder);
    panic::set_hook(Box::new(log_panic));
    for advice in &config.advice {
        tracing::warn!("{advice}");
    }
    let served = serve(config, clock).await;
    if let Some(telemetry) = telemetry {
        telemetry.stop().await;
    }
    served?;
    Ok(ExitCode::SUCCESS)
}

async fn serve(config: Config, clock: Clock) -> anyhow::Result<()> {
    let house = house::open(config.plan(clock.clone(), Chance::system())).await?;
    let listener = Listener::bind(config.listen, config.tls, &config.proxies, clock.clone())
        .await
        .with_context(|| format!("no se pudo escuchar en {}", config.listen))?;
    tracing::info!(address = %listener.address()?, "open");
    let (stop, stopped) = watch::channel(false);
    let telling = match config.metrics {
        Some(metrics) => Some(tokio::spawn(tell_metrics(&house, metrics, clock, stopped.clone()).await?)),
        None => None,
    };
    let (working_on, worker_gone) = oneshot::channel::<()>();
    let front = house.front.clone();
    let working = tokio::spawn(async move {
        let _working_on = working_on;
        worker::run(front, stopped).await;
    });
    let told = told_to_stop()?;
    // Without the worker no code and no link would leave the house: it closes, and whoever supervises it opens another.
    let ended = async {
        tokio::select! { () = told => {}, _ = worker_gone => {} }
    };
    listener.serve(house.site, ended).await;
    // Requests have ended; what the worker has in hand it finishes.
    let _ = stop.send(true);
    working.await.context("the worker broke off")?;
    if let Some(telling) = telling {
        telling.await.context("the metrics broke off")?;
    }
    tracing::info!("closed");
    Ok(())
}

/// Listens where the metrics are told; what it gives serves them until the house closes.
async fn tell_metrics(
    house: &House,
    metrics: Metrics,
    clock: Clock,
    mut stopped: watch::Receiver<bool>,
) -> anyhow::Result<impl Future<Output = ()> + use<>> {
    let listener = Listener::bind(metrics.listen, None, &metrics.readers, clock)
        .await
        .with_context(|| format!("no se pudo escuchar en {}", metrics.listen))?;
    tracing::info!(metrics = %listener.address()?, "the metrics are told");
    let site = metrics::site(house);
    Ok(listener.serve(site, async move {
        let _ = stopped.wait_for(|is_stopped| *is_stopped).await;
    }))
}

fn log_to_standard_error(log: Log, recorder: Option<Recorder>) {
    let told = fmt::layer().with_writer(io::stderr);
    let told = match log.format {
        LogFormat::Text => told.boxed(),
        LogFormat::Json => told.json().boxed(),
    };
    registry().with(log.level).with(told).with(recorder).init();
}

/// The one line about a panic, wherever it happens and whoever catches it: in the log's own form, with the place.
fn log_panic(panic: &PanicHookInfo<'_>) {
    let place = panic.location().map(tracing::field::display);
    tracing::error!(place, said = panic.payload_as_str(), "something panicked");
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::sync::{Arc, Mutex};

    use super::*;

    #[derive(Clone, Default)]
    struct Lines(Arc<Mutex<Vec<u8>>>);

    impl Write for Lines {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_panic_is_one_line_of_the_log_with_its_place() {
        let lines = Lines::default();
        let writer = lines.clone();
        let log = fmt().json().with_writer(move || writer.clone()).finish();
        let before = panic::take_hook();
        panic::set_hook(Box::new(log_panic));
        let caught: std::thread::Result<()> =
            tracing::subscriber::with_default(log, || panic::catch_unwind(|| panic!("a test lets go")));
        panic::set_hook(before);
        assert!(caught.is_err());
        let told = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
        assert_eq!(told.lines().count(), 1, "{told}");
        let line: serde_json::Value = serde_json::from_str(&told).unwrap();
        assert_eq!(line["fields"]["said"], "a test lets go");
        assert!(line["fields"]["place"].as_str().unwrap().contains("serve.rs:"), "{told}");
    }
}
