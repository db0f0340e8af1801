//! What the listener answers by itself: no portal is known here, so there is no page, but a sentence in each language that says
//! what to do.

use std::sync::LazyLock;

use axum::Router;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use base::texts::{Catalogue, Language, Words};
use base::web::headers;
use tower_http::catch_panic::CatchPanicLayer;

use super::TEXTS;

static WORDS: LazyLock<[Words; 2]> = LazyLock::new(|| {
    let catalogue = Catalogue::new(vec![TEXTS]);
    [Language::Spanish, Language::English]
        .map(|language| catalogue.words(language, &[]).expect("our own sentences are Fluent"))
});

/// The answer with this status, in plain words.
pub fn refusal(status: StatusCode) -> Response {
    let sentence = match status {
        StatusCode::REQUEST_TIMEOUT => "listen-too-slow",
        StatusCode::PAYLOAD_TOO_LARGE => "listen-too-long",
        StatusCode::INTERNAL_SERVER_ERROR => "listen-failed",
        _ => "listen-not-understood",
    };
    let lines: String = WORDS.iter().map(|words| format!("{}\n", words.get(sentence))).collect();
    let mut response = (status, lines).into_response();
    headers::dress(response.headers_mut(), false);
    response
}

/// The site, which answers even where something outside of every portal's pages panics.
pub fn answering_panics(site: Router) -> Router {
    site.layer(CatchPanicLayer::custom(|_| refusal(StatusCode::INTERNAL_SERVER_ERROR)))
}
