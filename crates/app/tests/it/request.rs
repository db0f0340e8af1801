//! Single requests and their bare answers, for tests that look at what a browser would hide.

use http::{Method, Response};
use regex::Regex;
use testing::Client;
use url::{Url, form_urlencoded};

pub const SITE: &str = "http://localhost:8080";
pub const PORTALS: [&str; 3] = ["multiempleos", "miportal", "multiportal"];
/// Has the shape of a link's token and is none.
pub const NO_TOKEN: &str = "abcdefghijklmnopqrstuvwxyz234567";
/// Has the shape of an id and is nobody's.
pub const NO_ID: &str = "0192f5a0-0000-7000-8000-000000000000";

/// A path of `PAGES` with a token that is none, an id that nobody has, and a language.
pub fn filled_in(path: &str) -> String {
    path.replace("{token}", NO_TOKEN)
        .replace("{id}", NO_ID)
        .replace("{tag}", "es-CO")
        .replace("{kind}", "contratos")
}

pub fn url(path: &str) -> Url {
    Url::parse(SITE).and_then(|site| site.join(path)).unwrap_or_else(|error| panic!("«{path}»: {error}"))
}

pub fn encoded(fields: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

pub async fn get(visitor: &mut Client, path: &str) -> Response<String> {
    visitor.ask(Method::GET, &url(path), None).await
}

/// Sends a form without following where it leads.
pub async fn post(visitor: &mut Client, path: &str, fields: &[(&str, &str)]) -> Response<String> {
    visitor.ask(Method::POST, &url(path), Some(encoded(fields))).await
}

/// The token of the forms that a page shows to this visitor.
pub async fn csrf(visitor: &mut Client, page: &str) -> String {
    let page = visitor.get(page).await;
    let token = Regex::new(r#"name="csrf" value="([^"]+)""#).expect("a constant");
    let found = token.captures(page.body()).map(|found| found[1].to_owned());
    found.unwrap_or_else(|| panic!("{} has no form", page.url()))
}

/// Sends a form to `path` with the token that `page` gave.
pub async fn post_from(
    visitor: &mut Client,
    page: &str,
    path: &str,
    fields: &[(&str, &str)],
) -> Response<String> {
    let csrf = csrf(visitor, page).await;
    let fields: Vec<(&str, &str)> = fields.iter().copied().chain([("csrf", csrf.as_str())]).collect();
    post(visitor, path, &fields).await
}

/// A header's value, or nothing.
pub fn header<'a>(answer: &'a Response<String>, name: &str) -> &'a str {
    answer.headers().get(name).map_or("", |value| value.to_str().expect("our headers are ASCII"))
}
