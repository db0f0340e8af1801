//! The profile: the account's password, contacts and sessions, and what happened to it, in words.
//!
//! A new contact counts once it was proved, and the old one is told. Every change asks for the password again (ASVS 7.5.1).

mod contacts;
mod held;
mod password;
mod phone;
mod screen;
mod sessions;
mod tasks;
pub mod trail;

use axum::Router;

pub use held::held_of;
pub use password::{CURRENT_FIELD, Confirmed, confirm_current};
pub use tasks::duties;

use crate::front_door::FrontDoor;

pub const TEXTS: base::texts::Source = base::texts!("profile");

pub fn routes() -> Router<FrontDoor> {
    Router::new()
        .merge(screen::routes())
        .merge(password::routes())
        .merge(contacts::routes())
        .merge(phone::routes())
        .merge(sessions::routes())
}
