//! A body that is taken as it comes: a file. It has an end in bytes and in time, whatever its sender does.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::BoxError;
use axum::body::{Bytes, HttpBody};
use http_body_util::Limited;
use hyper::body::{Frame, Incoming, SizeHint};
use tokio::time::{Instant, Sleep, sleep};

use super::Limits;

/// The pieces of a file on their way to a handler.
pub struct Streamed {
    body: Limited<Incoming>,
    longest_pause: Duration,
    pause_ends: Pin<Box<Sleep>>,
    ends: Pin<Box<Sleep>>,
}

impl Streamed {
    pub fn new(body: Incoming, limits: &Limits) -> Self {
        Self {
            body: Limited::new(body, limits.file_bytes),
            longest_pause: limits.body,
            pause_ends: Box::pin(sleep(limits.body)),
            ends: Box::pin(sleep(limits.file)),
        }
    }
}

impl HttpBody for Streamed {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let piece = Pin::new(&mut self.body).poll_frame(context);
        let is_late = self.ends.as_mut().poll(context).is_ready();
        if !is_late && piece.is_ready() {
            let pause_ends = Instant::now() + self.longest_pause;
            self.pause_ends.as_mut().reset(pause_ends);
            return piece;
        }
        if is_late || self.pause_ends.as_mut().poll(context).is_ready() {
            return Poll::Ready(Some(Err(io::Error::from(io::ErrorKind::TimedOut).into())));
        }
        Poll::Pending
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
