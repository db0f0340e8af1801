//! What is kept of every request: a number of its own, how long it took and how it ended.
//!
//! - The number is in the answer (`x-request-id`) and in every line of the log that the request caused, so that somebody who
//!   tells us of a failure can be helped. It is drawn anew each time, and says nothing about anybody.
//! - Counted, and told to whoever follows requests ([`span`]), is the route as [`PAGES`] writes it, never the path as it
//!   came: that may hold a token, and there is no end of them.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use axum::Router;
use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode};
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use base::chance::Chance;
use base::clock::Clock;
use tracing::Instrument;
use tracing::field::Empty;
use uuid::Uuid;

use crate::{probes, routes};

pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

const ASSETS: &str = "/assets";
/// A portal's mailed link, whose path is the portal's own.
const LINK: &str = "link";
/// Nothing of ours: an unknown host or path.
const OTHER: &str = "other";

/// The methods of RFC 9110 §9.3 and RFC 5789. Any other is a word of whoever asks.
const METHODS: [&str; 9] = ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"];
/// What OpenTelemetry's semantic conventions call those others.
const OTHER_METHOD: &str = "_OTHER";

/// The span of a request: how it and its fields are called. The last three are known when the answer is.
pub mod span {
    pub const TARGET: &str = "aldaba::requests";
    pub const NAME: &str = "request";
    pub const ID: &str = "id";
    pub const METHOD: &str = "method";
    pub const ROUTE: &str = "route";
    pub const STATUS: &str = "status";
}

/// The upper ends of the histogram of durations.
pub const BUCKETS_MS: [u64; 11] = [5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000];
/// The first digit of a status, which is its class (RFC 9110 §15).
pub const STATUS_CLASSES: [&str; 5] = ["1xx", "2xx", "3xx", "4xx", "5xx"];

/// The requests since the start, by route.
#[derive(Debug)]
pub struct Requests(BTreeMap<&'static str, Route>);

/// The requests of one route.
#[derive(Debug, Default)]
pub struct Route {
    by_class: [AtomicU64; STATUS_CLASSES.len()],
    /// How many took so long, each counted in one bucket; the last is for those that took longer.
    by_duration: [AtomicU64; BUCKETS_MS.len() + 1],
    total_micros: AtomicU64,
}

/// Which route a request took: those who count it stand outside, those who know it inside.
#[derive(Clone, Debug, Default)]
struct Taken(Arc<OnceLock<MatchedPath>>);

impl Requests {
    pub fn new() -> Self {
        let pages = routes::paths().into_iter();
        let around = [probes::LIVES, probes::IS_READY, ASSETS, LINK, OTHER];
        Self(pages.chain(around).map(|route| (route, Route::default())).collect())
    }

    /// Every route, with what was counted of it.
    pub fn routes(&self) -> impl Iterator<Item = (&'static str, &Route)> {
        self.0.iter().map(|(name, route)| (*name, route))
    }

    fn count(&self, name: &str, status: StatusCode, took: Duration) {
        let Some(route) = self.0.get(name) else { return };
        let class = usize::from(status.as_u16() / 100).clamp(1, STATUS_CLASSES.len()) - 1;
        route.by_class[class].fetch_add(1, Ordering::Relaxed);
        let bucket = BUCKETS_MS.iter().position(|end| took <= Duration::from_millis(*end));
        route.by_duration[bucket.unwrap_or(BUCKETS_MS.len())].fetch_add(1, Ordering::Relaxed);
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        route.total_micros.fetch_add(micros, Ordering::Relaxed);
    }

    /// The page among ours that has this path; a path of no page is a portal's own link.
    fn known(&self, path: &str) -> &'static str {
        self.0.get_key_value(path).map_or(LINK, |(name, _)| *name)
    }
}

impl Default for Requests {
    fn default() -> Self {
        Self::new()
    }
}

impl Route {
    pub fn of_class(&self, index: usize) -> u64 {
        self.by_class[index].load(Ordering::Relaxed)
    }

    /// How many took as long as each bucket allows or less; the last number is that of all.
    pub fn up_to_each_bucket(&self) -> Vec<u64> {
        let counts = self.by_duration.iter().map(|count| count.load(Ordering::Relaxed));
        counts
            .scan(0, |sum, count| {
                *sum += count;
                Some(*sum)
            })
            .collect()
    }

    pub fn total(&self) -> Duration {
        Duration::from_micros(self.total_micros.load(Ordering::Relaxed))
    }
}

/// Tells whoever counts outside which route was taken. It stands inside, where the routes are known.
pub async fn tell_route(request: Request, next: Next) -> Response {
    if let (Some(taken), Some(path)) =
        (request.extensions().get::<Taken>(), request.extensions().get::<MatchedPath>())
    {
        let _ = taken.0.set(path.clone());
    }
    next.run(request).await
}

/// Numbers and counts whatever `site` answers.
pub fn watched(site: Router, requests: &Arc<Requests>, clock: &Clock, chance: &Chance) -> Router {
    let (requests, clock, chance) = (Arc::clone(requests), clock.clone(), chance.clone());
    site.layer(from_fn(move |request: Request, next: Next| {
        watch(Arc::clone(&requests), clock.clone(), chance.clone(), request, next)
    }))
}

async fn watch(
    requests: Arc<Requests>,
    clock: Clock,
    chance: Chance,
    mut request: Request,
    next: Next,
) -> Response {
    let id = Uuid::from_bytes(chance.bytes()).simple().to_string();
    let begun = clock.now();
    let taken = Taken::default();
    let outside = outside_of_portals(request.uri().path());
    request.extensions_mut().insert(taken.clone());
    let method = known_method(request.method());
    let span = tracing::error_span!(
        target: span::TARGET, span::NAME, id, method = Empty, route = Empty, status = Empty
    );
    let mut response = next.run(request).instrument(span.clone()).await;
    let route = taken.0.get().map_or(outside, |path| requests.known(path.as_str()));
    requests.count(route, response.status(), clock.now().since(begun));
    span.record(span::METHOD, method).record(span::ROUTE, route);
    span.record(span::STATUS, response.status().as_u16());
    response.headers_mut().insert(REQUEST_ID, HeaderValue::from_str(&id).expect("hexadecimal digits"));
    response
}

fn outside_of_portals(path: &str) -> &'static str {
    match path {
        probes::LIVES => probes::LIVES,
        probes::IS_READY => probes::IS_READY,
        _ if path.starts_with("/assets/") => ASSETS,
        _ => OTHER,
    }
}

fn known_method(method: &Method) -> &'static str {
    METHODS.into_iter().find(|known| *known == method.as_str()).unwrap_or(OTHER_METHOD)
}
