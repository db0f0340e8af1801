//! Pages get smaller on their way, unless somebody else's page asked for them.
//!
//! The length of a compressed page tells how much of it repeats. Who can make a victim's browser ask for a page again and
//! again, with text of the asker's choice in the address, and sees the lengths go by, learns what else is in it, letter by
//! letter (BREACH: the form token, a name, a masked address). So a page is compressed only
//! - where the request brought no cookie, so that the page is nobody's; or
//! - where the browser says that our own page or the person in person asked for it (`Sec-Fetch-Site: same-origin` or
//!   `none`; Fetch Metadata). A page elsewhere cannot make a browser say so.
//!
//! This covers everything in a page, where a token masked anew each time would cover the token alone. Styles and scripts
//! come compressed from memory and hold no secret.
//!
//! Only gzip: at the fastest level of each, Brotli made the sign-in page 3 % longer and took twice the time.

use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{Predicate, SizeAbove};

/// Below this, what compression adds is more than what it takes.
const LEAST_BYTES: u64 = 512;
const COMPRESSIBLE: [&str; 2] = ["text/", "application/json"];
const FETCH_SITE: &str = "sec-fetch-site";

/// Marks an answer whose length might tell a stranger something.
#[derive(Clone, Copy)]
struct LengthTells;

/// The site with its text answers compressed where that tells nobody anything.
pub fn compressed(site: Router) -> Router {
    let harmless = SizeAbove::new(LEAST_BYTES).and(HarmlessText);
    let compression = CompressionLayer::new().quality(CompressionLevel::Fastest).compress_when(harmless);
    site.layer((compression, from_fn(mark)))
}

async fn mark(request: Request, next: Next) -> Response {
    let tells = length_tells(request.headers());
    let mut response = next.run(request).await;
    if tells {
        response.extensions_mut().insert(LengthTells);
    }
    response
}

fn length_tells(asked: &HeaderMap) -> bool {
    let by_us = [HeaderValue::from_static("same-origin"), HeaderValue::from_static("none")];
    let asked_by_us = asked.get(FETCH_SITE).is_some_and(|site| by_us.contains(site));
    asked.contains_key(header::COOKIE) && !asked_by_us
}

#[derive(Clone, Copy, Debug)]
struct HarmlessText;

impl Predicate for HarmlessText {
    fn should_compress<B>(&self, response: &http::Response<B>) -> bool
    where
        B: axum::body::HttpBody,
    {
        let content_type = response.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let is_text = content_type.is_some_and(|text| COMPRESSIBLE.iter().any(|kind| text.starts_with(kind)));
        is_text && response.extensions().get::<LengthTells>().is_none()
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::http::StatusCode;
    use axum::response::Html;
    use axum::routing::get;
    use tower::ServiceExt;

    use super::*;

    fn site() -> Router {
        let page = "<p>Buenos días</p>".repeat(100);
        let pixels = vec![0_u8; 4_000];
        compressed(
            Router::new()
                .route("/page", get(move || async move { Html(page) }))
                .route("/short", get(|| async { Html("<p>Hola</p>") }))
                .route(
                    "/picture",
                    get(move || async move { ([(header::CONTENT_TYPE, "image/png")], pixels) }),
                )
                .route("/style", get(|| async { ([(header::CONTENT_ENCODING, "br")], "x".repeat(4_000)) })),
        )
    }

    async fn encoding_of(path: &str, headers: &[(&str, &str)]) -> Option<String> {
        let mut request = http::Request::get(path).header(header::ACCEPT_ENCODING, "gzip, br");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer = site().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        let encoding = answer.headers().get(header::CONTENT_ENCODING);
        encoding.map(|value| value.to_str().unwrap().to_owned())
    }

    #[tokio::test]
    async fn a_page_is_compressed_for_somebody_new_and_for_whoever_our_own_page_sent() {
        assert_eq!(encoding_of("/page", &[]).await.as_deref(), Some("gzip"));
        for site in ["same-origin", "none"] {
            let headers = [("cookie", "__Host-miportal-session=a"), (FETCH_SITE, site)];
            assert_eq!(encoding_of("/page", &headers).await.as_deref(), Some("gzip"), "{site}");
        }
    }

    #[tokio::test]
    async fn a_page_that_somebody_elses_page_asked_for_has_a_length_that_tells_nothing() {
        for site in ["cross-site", "same-site", "SAME-ORIGIN", ""] {
            let headers = [("cookie", "__Host-miportal-browser=a"), (FETCH_SITE, site)];
            assert_eq!(encoding_of("/page", &headers).await, None, "{site}");
        }
    }

    #[tokio::test]
    async fn a_browser_that_does_not_say_who_asked_gets_its_persons_pages_uncompressed() {
        assert_eq!(encoding_of("/page", &[("cookie", "__Host-miportal-session=a")]).await, None);
    }

    #[tokio::test]
    async fn what_is_short_or_no_text_or_compressed_already_stays_as_it_is() {
        assert_eq!(encoding_of("/short", &[]).await, None);
        assert_eq!(encoding_of("/picture", &[]).await, None);
        assert_eq!(encoding_of("/style", &[]).await.as_deref(), Some("br"));
    }
}
