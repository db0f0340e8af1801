//! What you do inside: for now, write to the organisation and get a number for it.

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
