//! What the pages that a link opens have in common: their address holds a secret, and the link may be dead.

use askama::Template;
use axum::http::{HeaderValue, header};
use base::web::answer::Answer;
use base::web::page::Page;

use crate::front_door::FrontDoor;
use crate::visit::{Visit, page_again};

/// What is said of a link that opens nothing: used up, too old, or never sent; the person is not told which.
pub struct DeadLink {
    /// The message ids of its sentences.
    pub title: &'static str,
    pub text: &'static str,
    /// The way out of here: its message id, and the path it leads to.
    pub way_out: &'static str,
    pub path: &'static str,
}

#[derive(Template)]
#[template(path = "verification/dead_link.html")]
struct DeadLinkPage {
    page: Page,
    heading: String,
    text: String,
    way_out: String,
    url: String,
}

impl DeadLink {
    pub fn page(&self, front: &FrontDoor, visit: &Visit) -> Answer {
        secretly(page_again(&DeadLinkPage {
            page: frame(front, visit, self.title),
            heading: visit.t(self.title).to_owned(),
            text: visit.t(self.text).to_owned(),
            way_out: visit.t(self.way_out).to_owned(),
            url: visit.url(self.path),
        }))
    }
}

/// The frame of a page that a link opened. It leads to no other language, for that address would repeat the token.
pub fn frame(front: &FrontDoor, visit: &Visit, title: &str) -> Page {
    let mut page = visit.page(front, visit.t(title));
    page.alternate_language_url = String::new();
    page
}

/// An answer whose address goes nowhere else.
pub fn secretly(answer: Answer) -> Answer {
    let mut response = answer?;
    response.headers_mut().insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    Ok(response)
}
