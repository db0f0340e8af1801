//! Recovering the password or the username.
//!
//! The pages only note that somebody asked: the worker looks the person up and writes the message, so that a known and an
//! unknown person cost the same and read the same. A mailed link works in whatever browser it is pasted into; opening it uses
//! nothing up. After a new password every session and device of the account ends, older links are void, and the account's
//! contacts are told. How many ask, how many get there and how fast is counted, without a word of who.

mod identity_data;
mod link;
mod new_password;
mod rules;
mod store;
mod tasks;
mod username;

use axum::Router;

pub use new_password::{Chosen, DONE_PATH, NewPasswordPage, choose, set_password, unfit};
pub use rules::Course;
pub use store::{counted_by_day, forget_old};
pub use tasks::{Way, duties, send, way_to};

use crate::front_door::FrontDoor;
use crate::portals::{PasswordRecovery, Portals};

pub const TEXTS: base::texts::Source = base::texts!("recovery");

base::id!(StepId, "That somebody asked for a new password, or has one.");

/// The pages of every portal; which of them a portal has, its handlers ask its settings. A mailed link has the path that the
/// portal's file gives it.
pub fn routes(portals: &Portals) -> Router<FrontDoor> {
    let mut router =
        Router::new().merge(link::routes()).merge(identity_data::routes()).merge(username::routes());
    let mut paths: Vec<&str> = portals
        .iter()
        .filter_map(|portal| match &portal.recovery.password {
            PasswordRecovery::MailedLink { path, .. } => Some(path.as_str()),
            PasswordRecovery::IdentityData { .. } => None,
        })
        .collect();
    paths.sort_unstable();
    paths.dedup();
    for path in paths {
        router = router.merge(link::token_routes(path));
    }
    router
}
