//! One signal of OTLP, traces or logs, from its queue to the collector.

use axum::body::Bytes;
use http::StatusCode;
use reqwest::Client;
use tokio::sync::mpsc;
use url::Url;

use super::QUEUE_MAX;
use super::otlp::Source;

/// OTLP §Retryable Response Codes: the same may be taken later.
const RETRYABLE: [StatusCode; 4] = [
    StatusCode::TOO_MANY_REQUESTS,
    StatusCode::BAD_GATEWAY,
    StatusCode::SERVICE_UNAVAILABLE,
    StatusCode::GATEWAY_TIMEOUT,
];

/// What waits to be sent, where to, and how it is written.
pub struct Signal<T> {
    client: Client,
    url: Url,
    source: Source,
    message: fn(&Source, Vec<T>) -> Vec<u8>,
    queue: mpsc::Receiver<T>,
    /// What the collector may take at another try; until then the queue fills.
    unsent: Option<Batch>,
    /// Why the last was not taken.
    trouble: Option<Trouble>,
    refused: u64,
}

struct Batch {
    body: Bytes,
    count: u64,
}

/// Why a batch was not taken.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    #[error(transparent)]
    Connection(reqwest::Error),
    #[error("it answered {0}")]
    Status(StatusCode),
}

impl<T> Signal<T> {
    pub fn new(
        client: Client,
        url: Url,
        source: Source,
        message: fn(&Source, Vec<T>) -> Vec<u8>,
        queue: mpsc::Receiver<T>,
    ) -> Self {
        Self { client, url, source, message, queue, unsent: None, trouble: None, refused: 0 }
    }

    /// Sends all that waits; or what was not taken before, and the rest next time.
    pub async fn send(&mut self) {
        let Some(batch) = self.unsent.take().or_else(|| self.next_batch()) else { return };
        self.trouble = self.export(&batch.body).await.err();
        match &self.trouble {
            Some(trouble) if trouble.may_pass() => self.unsent = Some(batch),
            Some(_) => self.refused += batch.count,
            None => {}
        }
    }

    pub fn trouble(&self) -> Option<&Trouble> {
        self.trouble.as_ref()
    }

    /// How many the collector did not take.
    pub fn not_taken(&self) -> u64 {
        self.refused + self.unsent.as_ref().map_or(0, |batch| batch.count) + self.queue.len() as u64
    }

    fn next_batch(&mut self) -> Option<Batch> {
        let waiting = std::iter::from_fn(|| self.queue.try_recv().ok());
        let waiting: Vec<T> = waiting.take(QUEUE_MAX).collect();
        let count = waiting.len() as u64;
        (count > 0).then(|| Batch { body: (self.message)(&self.source, waiting).into(), count })
    }

    async fn export(&self, body: &Bytes) -> Result<(), Trouble> {
        let answer = self.client.post(self.url.clone()).body(body.clone()).send().await;
        // Without its address, which may hold a key.
        let status = answer.map_err(|error| Trouble::Connection(error.without_url()))?.status();
        if status.is_success() { Ok(()) } else { Err(Trouble::Status(status)) }
    }
}

impl Trouble {
    fn may_pass(&self) -> bool {
        match self {
            Self::Connection(_) => true,
            Self::Status(status) => RETRYABLE.contains(status),
        }
    }
}
