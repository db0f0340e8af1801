//! What you do inside: write to the organisation and get an answer within the law's term.

pub mod calendar;
pub mod support;

use axum::Router;
use base::texts::Source;
use identity::front_door::FrontDoor;

/// The pages of a portal, by feature.
pub fn routes() -> Router<FrontDoor> {
    support::routes()
}

/// The sentences of every feature.
pub fn texts() -> Vec<Source> {
    vec![support::TEXTS]
}
