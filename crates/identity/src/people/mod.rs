//! People, as staff find and help them: one page each, and what may be done to an account.
//!
//! Promises:
//! - Nobody on the staff sees or sets a password, a link or a code: a recovery goes to the contact on file, a corrected contact counts
//!   when its owner proves it.
//! - Each act has its own path and permission, leaves its trace in the person's own activity list, and is told to the person where it
//!   changes who may come in.
//! - What is searched for stands in no address: it goes through the browser sealed.

mod contacts;
mod find;
mod person;
mod recovery;
mod rules;
mod sessions;
mod suspension;

use axum::Router;

use crate::front_door::FrontDoor;

pub const TEXTS: base::texts::Source = base::texts!("people");

pub fn routes() -> Router<FrontDoor> {
    Router::new()
        .merge(find::routes())
        .merge(person::routes())
        .merge(sessions::routes())
        .merge(recovery::routes())
        .merge(contacts::routes())
        .merge(suspension::routes())
}
