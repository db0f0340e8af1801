//! What a supervisor or a balancer asks of the process: `/healthz`, whether it lives, and `/readyz`, whether it can serve.
//!
//! They stand outside the portals, so that they answer whatever host they are asked by. They say one word, set no cookie, and
//! tell nothing of what is inside: why something fails stands in the log.

use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::middleware::map_response;
use axum::response::Response;
use axum::routing::get;
use base::db::Database;
use base::web::headers;

/// The process lives.
pub const LIVES: &str = "/healthz";
/// The process can serve: its database answers.
pub const IS_READY: &str = "/readyz";

/// A database that takes longer makes every page wait.
const LONGEST_ANSWER: Duration = Duration::from_secs(2);

pub fn routes(database: Database) -> Router {
    Router::new()
        .route(LIVES, get(async || "ok\n"))
        .route(IS_READY, get(ready))
        .layer(map_response(dressed))
        .with_state(database)
}

async fn ready(State(database): State<Database>) -> (StatusCode, &'static str) {
    match tokio::time::timeout(LONGEST_ANSWER, database.ping()).await {
        Ok(Ok(())) => return (StatusCode::OK, "ok\n"),
        Ok(Err(error)) => tracing::warn!(%error, "not ready: the database does not answer"),
        Err(_) => tracing::warn!("not ready: the database does not answer in time"),
    }
    (StatusCode::SERVICE_UNAVAILABLE, "no\n")
}

async fn dressed(mut response: Response) -> Response {
    headers::dress(response.headers_mut(), false);
    response
}
