//! The ear of the process: takes connections, and hands each request on with the address that it came from.
//!
//! What this folder promises:
//! - Nobody holds a connection for long: not with headers that never end, a form that trickles in, a handshake that stands
//!   still, a request that never comes, or an answer that is never read.
//! - A request has one host, whichever way HTTP wrote it, and a form that came in whole and in time; only a file is taken as it comes.
//! - Without TLS of our own, only this machine and the proxies named in the settings are listened to.
//! - What it refuses by itself, it refuses in words; a page that panics is a failure, and the connection goes on.
//! - Asked to stop, it takes no more connections and gives those at work ten seconds.
//! - The certificate is read again at SIGHUP, and a bad one, or one that is not valid today, leaves the old one
//!   in place.

mod compression;
mod connection;
mod refusal;
mod request;
mod signals;
mod streamed;
#[cfg(test)]
mod tests;
pub mod tls;

use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::time::Duration;

use axum::Router;
use base::clock::{Clock, Timestamp};
use base::web::source::TrustedProxies;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

use self::compression::compressed;
use self::connection::Connection;
use self::refusal::answering_panics;
use self::signals::Reloads;
use self::tls::Tls;

pub use signals::told_to_stop;

/// The sentences of this folder.
pub const TEXTS: base::texts::Source = base::texts!("listen");

/// After an error that concerns us and not one connection, such as too many open files.
const PAUSE_AFTER_TROUBLE: Duration = Duration::from_millis(200);

/// How long things may take, and how much there may be.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    pub connections: usize,
    /// From the first packet to the end of the TLS handshake.
    pub handshake: Duration,
    /// From the readiness for a request to the end of its headers.
    pub headers: Duration,
    pub headers_bytes: usize,
    /// From the end of the headers to the end of the body.
    pub body: Duration,
    pub body_bytes: usize,
    /// The same for a file, which is taken as it comes; between two pieces it has as long as a body.
    pub file: Duration,
    pub file_bytes: usize,
    /// After so long a connection takes no more requests; browsers open another unnoticed.
    pub connection_life: Duration,
    /// How long a connection may take to end once it should.
    pub farewell: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 10_000,
            handshake: Duration::from_secs(10),
            headers: Duration::from_secs(10),
            headers_bytes: 16 * 1024,
            body: Duration::from_secs(20),
            body_bytes: 64 * 1024,
            file: Duration::from_secs(240),
            // More than is kept: whoever sends too much reads why once it is all sent.
            file_bytes: 256 * 1024 * 1024,
            connection_life: Duration::from_secs(300),
            farewell: Duration::from_secs(10),
        }
    }
}

/// Whose connections are taken.
#[derive(Clone, Debug)]
pub enum Admission {
    Everybody,
    /// This machine, and these.
    Proxies(TrustedProxies),
}

/// An address that is listened on.
pub struct Listener {
    socket: TcpListener,
    clock: Clock,
    tls: Option<Tls>,
    admission: Admission,
    limits: Limits,
}

impl Listener {
    /// Listens on `address`. Whoever comes is served over TLS where there is a certificate; where there is none, only this
    /// machine and the proxies are served.
    pub async fn bind(
        address: SocketAddr,
        tls: Option<Tls>,
        proxies: &TrustedProxies,
        clock: Clock,
    ) -> io::Result<Self> {
        let socket = TcpListener::bind(address).await?;
        let admission = match &tls {
            Some(_) => Admission::Everybody,
            None => Admission::Proxies(proxies.clone()),
        };
        Ok(Self { socket, clock, tls, admission, limits: Limits::default() })
    }

    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// The address with the port that was taken.
    pub fn address(&self) -> io::Result<SocketAddr> {
        self.socket.local_addr()
    }

    /// Serves the site until `stop` is done; then waits for the requests at work, as long as the limits allow.
    pub async fn serve(self, site: Router, stop: impl Future<Output = ()>) {
        let Self { socket, clock, mut tls, admission, limits } = self;
        let site = compressed(answering_panics(site));
        let (farewell, ending) = watch::channel(());
        let mut connections = JoinSet::new();
        let mut reloads = Reloads::new();
        let mut turned_away = false;
        let mut stop = pin!(stop);
        loop {
            tokio::select! {
                () = &mut stop => break,
                () = reloads.asked() => reload(&mut tls, clock.now()),
                Some(_) = connections.join_next() => {}
                taken = socket.accept(), if connections.len() < limits.connections => {
                    let Some((stream, peer)) = usable(taken).await else { continue };
                    if !admission.admits(peer) {
                        note_turned_away(&mut turned_away, peer);
                        continue;
                    }
                    let tls = tls.as_ref().map(Tls::acceptor);
                    let connection =
                        Connection { peer: peer.ip(), site: site.clone(), limits, ending: ending.clone() };
                    connections.spawn(connection.serve(stream, tls));
                }
            }
        }
        drop(socket);
        drop(farewell);
        let all_ended = async { while connections.join_next().await.is_some() {} };
        if tokio::time::timeout(limits.farewell, all_ended).await.is_err() {
            tracing::warn!(connections = connections.len(), "connections are cut off to stop in time");
        }
    }
}

impl Admission {
    fn admits(&self, peer: SocketAddr) -> bool {
        let peer = peer.ip().to_canonical();
        match self {
            Self::Everybody => true,
            Self::Proxies(proxies) => peer.is_loopback() || proxies.trusts(peer),
        }
    }
}

/// The connection that was taken, if there is one: a client that is gone already is nobody's trouble.
async fn usable(taken: io::Result<(TcpStream, SocketAddr)>) -> Option<(TcpStream, SocketAddr)> {
    match taken {
        Ok(taken) => Some(taken),
        Err(error) if is_about_one_connection(&error) => None,
        Err(error) => {
            tracing::error!(%error, "no connection can be taken");
            tokio::time::sleep(PAUSE_AFTER_TROUBLE).await;
            None
        }
    }
}

fn is_about_one_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

/// Said once, or whoever comes could fill the log.
fn note_turned_away(noted: &mut bool, peer: SocketAddr) {
    if !std::mem::replace(noted, true) {
        tracing::warn!(%peer, "turned away: not one of the proxies in [proxy], and there is no [tls]; said once");
    }
}

fn reload(tls: &mut Option<Tls>, now: Timestamp) {
    let Some(current) = tls else { return };
    match current.reopened(now) {
        Ok(renewed) => {
            *current = renewed;
            tracing::info!("the certificate was read again");
        }
        Err(problem) => tracing::error!(%problem, "the new certificate cannot be used; the old one stays"),
    }
}
