//! Authorisation to treat personal data (Ley 1581 de 2012, arts. 8, 9 and 12; Decreto 1074 de 2015, 2.2.2.25.2).
//!
//! Promises:
//! - A policy is published once and never changed; a change is a new version. What somebody authorised can be shown for ever, with
//!   the text and its hash, when, and from where.
//! - Each purpose is authorised by itself. Only the first, without which there is no account, is needed; the others may be refused
//!   and withdrawn at any time, and given again. Whoever accepts a new version says anew which of them they authorise.
//! - A portal whose organisation has published no policy here asks for nothing.

mod form;
mod held;
mod office;
mod person;
pub mod store;

use axum::Router;
use base::clock::Timestamp;

use crate::front_door::FrontDoor;

pub use form::{Choices, Shown, chosen, keeping, record, shown};
pub use held::held_of;
pub use store::in_force;

pub const TEXTS: base::texts::Source = base::texts!("consent");

base::id!(PolicyId, "A version of how an organisation treats personal data.");
base::id!(PurposeId, "One of the purposes of a policy.");
base::id!(ConsentId, "What a person authorised.");

/// A version of the policy.
#[derive(Clone, Debug)]
pub struct Policy {
    pub id: PolicyId,
    pub version: i64,
    pub text: String,
    pub published_at: Timestamp,
    /// The first is the one that an account needs.
    pub purposes: Vec<Purpose>,
}

#[derive(Clone, Debug)]
pub struct Purpose {
    pub id: PurposeId,
    pub label: String,
}

pub fn routes() -> Router<FrontDoor> {
    Router::new().merge(person::routes()).merge(office::routes())
}
