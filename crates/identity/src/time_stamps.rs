//! The authority that says when a seal existed (RFC 3161), asked over HTTP (§3.4): one question, one answer, within a time limit.
//!
//! Promises:
//! - Whoever asks gets an answer within the limit, or why there is none; what it says, crate `paper` checks.
//! - An authority that gave no answer that serves is left alone for a while, so that papers do not wait for it one by one.
//! - Redirects are not followed, and a longer answer than any time stamp is not read.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use base::clock::{Clock, Timestamp};
use http::header::CONTENT_TYPE;
use reqwest::{Client, redirect};
use url::Url;

/// From the first packet to the last byte of the answer.
const TIME_LIMIT: Duration = Duration::from_secs(5);
const REST_AFTER_A_FAILURE: Duration = Duration::from_secs(60);
const ANSWER_MAX_BYTES: usize = 64 * 1024;

/// An authority's server.
pub struct TimeStampServer {
    client: Client,
    url: Url,
    clock: Clock,
    last: Mutex<Last>,
}

/// What the last question came to, as far as this process asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Last {
    #[default]
    NotAsked,
    Stamped,
    FailedAt(Timestamp),
}

impl TimeStampServer {
    pub fn new(url: Url, clock: Clock) -> Result<Self, reqwest::Error> {
        let client =
            Client::builder().redirect(redirect::Policy::none()).no_proxy().timeout(TIME_LIMIT).build()?;
        Ok(Self { client, url, clock, last: Mutex::default() })
    }

    /// The answer to a question, both as bytes, or why there is none.
    pub async fn ask(&self, question: Vec<u8>) -> Result<Vec<u8>, String> {
        let request = self.client.post(self.url.clone()).header(CONTENT_TYPE, "application/timestamp-query");
        // The address stays out of the log: it may hold a customer's key.
        let in_short = |error: reqwest::Error| error.without_url().to_string();
        let mut response = request.body(question).send().await.map_err(in_short)?;
        if !response.status().is_success() {
            return Err(format!("status {}", response.status().as_u16()));
        }
        let mut answer = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(in_short)? {
            answer.extend_from_slice(&chunk);
            if answer.len() > ANSWER_MAX_BYTES {
                return Err("the answer is too long".to_owned());
            }
        }
        Ok(answer)
    }

    /// Whether it is left alone for now.
    pub fn rests(&self) -> bool {
        match self.last() {
            Last::FailedAt(at) => self.clock.now().since(at) < REST_AFTER_A_FAILURE,
            Last::NotAsked | Last::Stamped => false,
        }
    }

    /// Notes whether its answer served.
    pub fn note(&self, did_serve: bool) {
        let last = if did_serve { Last::Stamped } else { Last::FailedAt(self.clock.now()) };
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = last;
    }

    /// What the last question came to.
    pub fn last(&self) -> Last {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
