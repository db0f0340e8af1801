//! One connection: its handshake, its requests, its end.

use std::convert::Infallible;
use std::net::IpAddr;
use std::pin::{Pin, pin};
use std::time::Duration;

use axum::Router;
use axum::response::Response;
use hyper::body::Incoming;
use hyper::server::conn::{http1, http2};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt;

use super::Limits;
use super::refusal::refusal;
use super::request::received;
use super::tls::HTTP_2;

/// HTTP/2 only: a client that does not answer a ping is gone.
const PING_INTERVAL: Duration = Duration::from_secs(20);
const PING_ANSWER: Duration = Duration::from_secs(10);
/// HTTP/2 only: our heaviest page asks for three things.
const REQUESTS_AT_ONCE: u32 = 32;

/// What a connection is served with.
pub struct Connection {
    pub peer: IpAddr,
    pub site: Router,
    pub limits: Limits,
    /// Changes, or loses its sender, when the process is to end.
    pub ending: watch::Receiver<()>,
}

impl Connection {
    /// Serves the connection to its end. What goes wrong on it is its client's affair.
    pub async fn serve(self, stream: TcpStream, tls: Option<TlsAcceptor>) {
        // An answer goes out in one piece; waiting for more only delays it.
        let _ = stream.set_nodelay(true);
        let Some(acceptor) = tls else { return self.serve_http_1(stream).await };
        let Ok(Ok(stream)) = timeout(self.limits.handshake, acceptor.accept(stream)).await else { return };
        if stream.get_ref().1.alpn_protocol() == Some(HTTP_2) {
            self.serve_http_2(stream).await;
        } else {
            self.serve_http_1(stream).await;
        }
    }

    async fn serve_http_1(self, stream: impl AsyncRead + AsyncWrite + Unpin) {
        let mut http = http1::Builder::new();
        http.timer(TokioTimer::new())
            .header_read_timeout(self.limits.headers)
            .max_buf_size(self.limits.headers_bytes);
        let (site, peer, limits) = (self.site.clone(), self.peer, self.limits);
        let service = service_fn(move |request| answer(site.clone(), request, peer, limits));
        let connection = http.serve_connection(TokioIo::new(stream), service);
        self.see_off(connection, http1::Connection::graceful_shutdown).await;
    }

    async fn serve_http_2(self, stream: impl AsyncRead + AsyncWrite + Unpin) {
        let mut http = http2::Builder::new(TokioExecutor::new());
        http.timer(TokioTimer::new())
            .keep_alive_interval(PING_INTERVAL)
            .keep_alive_timeout(PING_ANSWER)
            .max_concurrent_streams(REQUESTS_AT_ONCE)
            .max_header_list_size(u32::try_from(self.limits.headers_bytes).unwrap_or(u32::MAX));
        let (site, peer, limits) = (self.site.clone(), self.peer, self.limits);
        let service = service_fn(move |request| answer(site.clone(), request, peer, limits));
        let connection = http.serve_connection(TokioIo::new(stream), service);
        self.see_off(connection, http2::Connection::graceful_shutdown).await;
    }

    /// Waits for the connection's end; when its time is up, lets it finish what it is at.
    async fn see_off<C: Future>(mut self, connection: C, take_no_more: impl FnOnce(Pin<&mut C>)) {
        let mut connection = pin!(connection);
        let farewell = tokio::select! {
            _ = connection.as_mut() => return,
            _ = self.ending.changed() => self.limits.farewell,
            // A file that began to come in may come in.
            () = sleep(self.limits.connection_life) => self.limits.file,
        };
        take_no_more(connection.as_mut());
        let _ = timeout(farewell, connection).await;
    }
}

async fn answer(
    site: Router,
    request: http::Request<Incoming>,
    peer: IpAddr,
    limits: Limits,
) -> Result<Response, Infallible> {
    match received(request, peer, &limits).await {
        Ok(request) => site.oneshot(request).await,
        Err(status) => Ok(refusal(status)),
    }
}
