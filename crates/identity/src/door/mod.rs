//! The door itself: every request for a portal comes in here, and every answer leaves dressed.
//!
//! It finds the portal by the configured addresses (never by what a request claims), reads the visit, hands the path inside the
//! portal to the pages, and gives a page to every answer that has none: not found, refused, busy, failed.

use std::net::IpAddr;
use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, Request, State};
use axum::http::uri::PathAndQuery;
use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::response::Response;
use axum::routing::get;
use base::texts::Language;
use base::web::answer::{self, see, with_cookies};
use base::web::headers;
use base::web::page::Page;
use base::web::source::Peer;
use serde::Deserialize;
use tower::ServiceExt;

use crate::front_door::FrontDoor;
use crate::visit::{BROWSER_COOKIE, LANGUAGE_COOKIE, Visit};

pub const TEXTS: base::texts::Source = base::texts!("door");

const YEAR: std::time::Duration = std::time::Duration::from_secs(365 * 24 * 60 * 60);

pub fn routes() -> Router<FrontDoor> {
    Router::new().route("/idioma/{tag}", get(choose_language))
}

/// Takes a request to the pages of the portal it is for.
pub async fn enter(front: FrontDoor, pages: Router, mut request: Request) -> Response {
    let resolved = front.portals.resolve(host(&request).as_deref(), request.uri().path());
    let Some((portal, rest)) = resolved.map(|(portal, rest)| (Arc::clone(portal), rest.to_owned())) else {
        let mut response = answer::bare(StatusCode::NOT_FOUND);
        headers::dress(response.headers_mut(), false);
        return response;
    };
    let https = portal.address.origin.is_secure();
    let visit = Visit::of(&front, portal, &rest, request.headers(), client(&front, &request));
    move_inside(&mut request, &rest);
    request.extensions_mut().insert(visit.clone());
    let Ok(response) = pages.oneshot(request).await;
    let mut response = dress(&front, &visit, response);
    headers::dress(response.headers_mut(), https);
    if visit.is_new_browser && is_html(&response) {
        let cookie = visit.cookie(BROWSER_COOKIE, visit.browser.reveal(), None);
        response = with_cookies(response, [cookie]);
    }
    response
}

/// The host that the request names; HTTP/1.1 puts it into a header.
fn host(request: &Request) -> Option<String> {
    let header = request.headers().get(header::HOST).and_then(|value| value.to_str().ok());
    header.or_else(|| request.uri().host()).map(str::to_owned)
}

fn client(front: &FrontDoor, request: &Request) -> IpAddr {
    let peer = request.extensions().get::<Peer>().copied().unwrap_or_default();
    let forwarded: Vec<&str> = request
        .headers()
        .get_all("x-forwarded-for")
        .iter()
        .map(|value| value.to_str().unwrap_or("?"))
        .collect();
    front.proxies.client(peer.0, &forwarded)
}

/// Cuts the portal's prefix off the request's path.
fn move_inside(request: &mut Request, rest: &str) {
    let query = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
    if let Ok(inside) = format!("{rest}{query}").parse::<PathAndQuery>() {
        *request.uri_mut() = Uri::from(inside);
    }
}

fn is_html(response: &Response) -> bool {
    let content_type = response.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    content_type.is_some_and(|content_type| content_type.starts_with("text/html"))
}

/// An answer without a page of its own.
#[derive(Template)]
#[template(path = "door/outcome.html")]
struct Outcome {
    page: Page,
    heading: String,
    explanation: String,
}

fn dress(front: &FrontDoor, visit: &Visit, response: Response) -> Response {
    let status = response.status();
    let is_error = status.is_client_error() || status.is_server_error();
    if !is_error || is_html(&response) {
        return response;
    }
    let what = match status {
        StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => "not-found",
        StatusCode::FORBIDDEN => "stale-form",
        StatusCode::TOO_MANY_REQUESTS => "too-many",
        StatusCode::SERVICE_UNAVAILABLE => "busy",
        StatusCode::INTERNAL_SERVER_ERROR => "failed",
        _ => "refused",
    };
    let heading = visit.t(&format!("door-{what}-title")).to_owned();
    let explanation = visit.t(&format!("door-{what}-text")).to_owned();
    let mut page = visit.page(front, heading.clone());
    // The address may hold a token, even one that was not looked at: it goes nowhere from here.
    page.alternate_language_url = String::new();
    let Ok(mut dressed) = answer::page(status, &Outcome { page, heading, explanation }) else {
        return response;
    };
    dressed.headers_mut().insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    for name in [header::RETRY_AFTER, header::ALLOW] {
        if let Some(value) = response.headers().get(&name) {
            dressed.headers_mut().insert(name, value.clone());
        }
    }
    dressed
}

#[derive(Deserialize)]
struct Back {
    #[serde(default, rename = "volver")]
    path: String,
}

/// Keeps the chosen language in a cookie and goes back to the page the person was on.
async fn choose_language(
    visit: Visit,
    State(_): State<FrontDoor>,
    Path(tag): Path<String>,
    Query(back): Query<Back>,
) -> Response {
    let Some(language) = Language::from_tag(&tag) else { return answer::bare(StatusCode::NOT_FOUND) };
    let path = if is_own_path(&back.path) { back.path.as_str() } else { "/" };
    let cookie = visit.cookie(LANGUAGE_COOKIE, language.tag(), Some(YEAR));
    with_cookies(see(&visit.url(path)), [cookie])
}

/// Only a path of this site may be gone back to: `//elsewhere` and `/\elsewhere` are other sites.
fn is_own_path(path: &str) -> bool {
    let plain = |octet: u8| octet.is_ascii_alphanumeric() || b"/-_.".contains(&octet);
    path.starts_with('/') && !path.contains("//") && !path.contains("..") && path.bytes().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_stays_on_this_site() {
        assert!(is_own_path("/registro/codigo"));
        for elsewhere in [
            "",
            "/a//malo.example",
            "/..//malo.example",
            "//malo.example",
            "/\\malo.example",
            "https://malo.example",
            "/a?b=//c",
            "/%0d",
        ] {
            assert!(!is_own_path(elsewhere), "{elsewhere}");
        }
    }
}
