//! Cookies: opaque, `HttpOnly`, `SameSite=Lax`, and named per portal with the `__Host-` prefix.

use std::time::Duration;

use axum::http::{HeaderMap, HeaderValue, header};
use cookie::{Cookie, SameSite};

/// How cookies are named and marked. Plain names exist only for the demo on loopback HTTP, where some browsers drop
/// `Secure` cookies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    Https,
    LoopbackHttp,
}

/// A cookie's full name: `__Host-miportal-session`.
pub fn name(transport: Transport, portal: &str, what: &str) -> String {
    match transport {
        Transport::Https => format!("__Host-{portal}-{what}"),
        Transport::LoopbackHttp => format!("{portal}-{what}"),
    }
}

/// The cookies of one portal that came with a request.
pub struct Received<'a>(Vec<(&'a str, &'a str)>);

impl<'a> Received<'a> {
    pub fn of(headers: &'a HeaderMap, transport: Transport, portal: &str) -> Self {
        let beginning = name(transport, portal, "");
        let pairs = headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|header| header.to_str().ok())
            .flat_map(|header| header.split(';'))
            .filter_map(|pair| pair.trim().strip_prefix(beginning.as_str())?.split_once('='));
        Self(pairs.collect())
    }

    /// The value of a cookie. A name that comes twice is nobody's: a sibling site may have planted one.
    pub fn get(&self, what: &str) -> Option<&'a str> {
        let mut found = self.0.iter().filter(|(name, _)| *name == what).map(|(_, value)| *value);
        let value = found.next()?;
        found.next().is_none().then_some(value)
    }
}

/// A `Set-Cookie` header; without `lifetime` it ends with the browser.
pub fn set(transport: Transport, name: String, value: &str, lifetime: Option<Duration>) -> HeaderValue {
    let mut cookie = Cookie::build((name, value.to_owned()))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(transport == Transport::Https);
    if let Some(lifetime) = lifetime {
        let seconds = i64::try_from(lifetime.as_secs()).unwrap_or(i64::MAX);
        cookie = cookie.max_age(cookie::time::Duration::seconds(seconds));
    }
    header_value(&cookie.build())
}

/// A `Set-Cookie` header that makes the browser forget.
pub fn forget(transport: Transport, name: String) -> HeaderValue {
    set(transport, name, "", Some(Duration::ZERO))
}

fn header_value(cookie: &Cookie<'_>) -> HeaderValue {
    HeaderValue::from_str(&cookie.to_string()).expect("names and values here are plain ASCII")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_that_comes_twice_is_not_believed() {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, HeaderValue::from_static("p-a=1; p-b=2; p-b=3; q-c=4; p-2-d=5"));
        let received = Received::of(&headers, Transport::LoopbackHttp, "p");
        assert_eq!(received.get("a"), Some("1"));
        for nobodys in ["b", "c", "d", "e"] {
            assert_eq!(received.get(nobodys), None, "{nobodys}");
        }
    }

    #[test]
    fn a_cookie_is_bound_to_its_host_over_https() {
        let name = name(Transport::Https, "miportal", "session");
        assert_eq!(
            set(Transport::Https, name, "abc", None),
            "__Host-miportal-session=abc; HttpOnly; SameSite=Lax; Secure; Path=/"
        );
    }
}
