//! Traces of requests and events of the log for a collector, by OTLP over HTTP (`[telemetry]`). Without that section nothing of
//! it runs.
//!
//! What this folder promises:
//! - Nothing personal leaves. Of a request go its number, method, route as `docs/routes.md` writes it, status and time; of an
//!   event its sentence and the fields that `rules.rs` names, without what may say who somebody is. The whole line stays on
//!   standard error, and has the same number: a request's trace is called by its `x-request-id`.
//! - Nobody waits for the collector. What is heard goes into a queue with an end, and is lost when that is full; how much was
//!   lost is said at the end.
//! - A collector that does not take what is sent is said once, and once more when it takes everything again.
//!
//! The SDK of OpenTelemetry has queues and batches too; it takes settings from the environment, where ours stand in one file,
//! and tells of every batch that fails. So we use its messages, and send them ourselves.

mod collector;
mod otlp;
mod recorder;
mod rules;
mod signal;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use base::chance::Chance;
use base::clock::Clock;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use tokio::time::timeout;

pub use collector::Collector;
pub use recorder::Recorder;

use otlp::Source;
use recorder::{Event, Request};
use signal::{Signal, Trouble};

/// The most of one signal that waits to be sent: some megabytes.
const QUEUE_MAX: usize = 4096;
const SEND_EVERY: Duration = Duration::from_secs(1);
/// For what is left when the house closes.
const LAST_TIME_LIMIT: Duration = Duration::from_secs(3);

/// The sending, until it is stopped.
pub struct Telemetry {
    stop: watch::Sender<bool>,
    sending: JoinHandle<()>,
}

/// Both signals on their way to the collector.
struct Sending {
    traces: Signal<Request>,
    logs: Signal<Event>,
    overflow: Overflow,
}

/// How many found the queue full.
type Overflow = Arc<AtomicU64>;

impl Telemetry {
    /// Starts to send what the recorder hears from now on.
    ///
    /// # Errors
    /// When HTTP cannot be made ready.
    pub fn start(
        collector: &Collector,
        clock: Clock,
        chance: &Chance,
    ) -> Result<(Self, Recorder), reqwest::Error> {
        let (client, source, overflow) = (collector.client()?, Source::new(chance), Overflow::default());
        let (requests, answered) = mpsc::channel(QUEUE_MAX);
        let (events, heard) = mpsc::channel(QUEUE_MAX);
        let recorder = Recorder::new(requests, events, Arc::clone(&overflow), clock);
        let (traces, logs) = (collector.url("traces"), collector.url("logs"));
        let sending = Sending {
            traces: Signal::new(client.clone(), traces, source.clone(), otlp::traces, answered),
            logs: Signal::new(client, logs, source, otlp::logs, heard),
            overflow,
        };
        let (stop, stopped) = watch::channel(false);
        Ok((Self { stop, sending: tokio::spawn(sending.run(stopped)) }, recorder))
    }

    /// Sends what is left, within a time limit.
    pub async fn stop(mut self) {
        let _ = self.stop.send(true);
        if timeout(LAST_TIME_LIMIT, &mut self.sending).await.is_err() {
            self.sending.abort();
            tracing::warn!("the telemetry collector did not take the last in time");
        }
    }
}

impl Sending {
    async fn run(mut self, mut stopped: watch::Receiver<bool>) {
        let is_over = |is_stopped: &bool| *is_stopped;
        while timeout(SEND_EVERY, stopped.wait_for(is_over)).await.is_err() {
            self.send().await;
        }
        // What was kept for another try comes first, then what waits behind it.
        self.send().await;
        self.send().await;
        let lost = self.overflow.load(Ordering::Relaxed) + self.traces.not_taken() + self.logs.not_taken();
        if lost > 0 {
            tracing::warn!(lost, "some telemetry did not reach the collector since the start");
        }
    }

    async fn send(&mut self) {
        let took = self.trouble().is_none();
        tokio::join!(self.traces.send(), self.logs.send());
        match self.trouble() {
            Some(trouble) if took => tracing::warn!(
                error = %trouble,
                "the telemetry collector does not take what is sent; said once until it does"
            ),
            None if !took => tracing::info!("the telemetry collector takes again what is sent"),
            _ => {}
        }
    }

    fn trouble(&self) -> Option<&Trouble> {
        self.traces.trouble().or(self.logs.trouble())
    }
}
