//! A request in the one form that the pages know: one host, a path, the address it came from, and a body that is all there or, where a file is
//! sent, as much of it as the limits allow.

use std::net::IpAddr;

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::Request;
use axum::http::request::Parts;
use axum::http::uri::PathAndQuery;
use axum::http::{HeaderValue, Method, StatusCode, Uri, header};
use base::web::source::Peer;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::body::Incoming;

use super::Limits;
use super::streamed::Streamed;
use crate::routes;

/// The whole request, or the status that refuses it.
pub async fn received(
    request: http::Request<Incoming>,
    peer: IpAddr,
    limits: &Limits,
) -> Result<Request, StatusCode> {
    let (mut parts, body) = request.into_parts();
    name_one_host(&mut parts)?;
    parts.extensions.insert(Peer(peer.to_canonical()));
    let body = if body.is_end_stream() {
        Body::empty()
    } else if parts.method == Method::POST && routes::takes_file(parts.uri.path()) {
        Body::new(Streamed::new(body, limits))
    } else {
        Body::from(whole(body, limits).await?)
    };
    Ok(Request::from_parts(parts, body))
}

/// HTTP/2, and HTTP/1 to a proxy, write the host before the path; what stands there counts (RFC 9112 §3.2.2, RFC 9113
/// §8.3.1). Two hosts are refused (RFC 9112 §3.2): a proxy may have looked at the other one.
fn name_one_host(parts: &mut Parts) -> Result<(), StatusCode> {
    if parts.method == Method::CONNECT {
        return Err(StatusCode::METHOD_NOT_ALLOWED);
    }
    if parts.headers.get_all(header::HOST).iter().count() > 1 {
        return Err(StatusCode::BAD_REQUEST);
    }
    let Some(host) = parts.uri.authority() else { return Ok(()) };
    let host = HeaderValue::from_str(host.as_str()).map_err(|_| StatusCode::BAD_REQUEST)?;
    parts.headers.insert(header::HOST, host);
    let path = parts.uri.path_and_query().cloned();
    parts.uri = Uri::from(path.unwrap_or(PathAndQuery::from_static("/")));
    Ok(())
}

/// A handler that waited for a slow client would hold what it had taken already.
async fn whole(body: Incoming, limits: &Limits) -> Result<Bytes, StatusCode> {
    let limited = Limited::new(body, limits.body_bytes).collect();
    match tokio::time::timeout(limits.body, limited).await {
        Ok(Ok(collected)) => Ok(collected.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(StatusCode::PAYLOAD_TOO_LARGE),
        Ok(Err(_)) => Err(StatusCode::BAD_REQUEST),
        Err(_) => Err(StatusCode::REQUEST_TIMEOUT),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(request: http::request::Builder) -> Result<(String, String), StatusCode> {
        let (mut parts, ()) = request.body(()).unwrap().into_parts();
        name_one_host(&mut parts)?;
        let host = parts.headers.get(header::HOST).map_or("", |value| value.to_str().unwrap());
        Ok((host.to_owned(), parts.uri.to_string()))
    }

    #[test]
    fn the_host_before_the_path_counts_and_leaves_the_path_alone() {
        let request =
            http::Request::get("https://portal.example:8443/ingreso?a=b").header("host", "otro.example");
        assert_eq!(seen(request), Ok(("portal.example:8443".to_owned(), "/ingreso?a=b".to_owned())));
        let request = http::Request::get("https://portal.example").header("host", "portal.example");
        assert_eq!(seen(request), Ok(("portal.example".to_owned(), "/".to_owned())));
    }

    #[test]
    fn a_request_in_the_usual_form_stays_as_it_is() {
        let request = http::Request::get("/ingreso?a=b").header("host", "portal.example");
        assert_eq!(seen(request), Ok(("portal.example".to_owned(), "/ingreso?a=b".to_owned())));
    }

    #[test]
    fn two_hosts_and_a_tunnel_are_refused() {
        let request = http::Request::get("/").header("host", "a.example").header("host", "b.example");
        assert_eq!(seen(request), Err(StatusCode::BAD_REQUEST));
        let tunnel = http::Request::builder().method(Method::CONNECT).uri("otro.example:443");
        assert_eq!(seen(tunnel), Err(StatusCode::METHOD_NOT_ALLOWED));
    }
}
