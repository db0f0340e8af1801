//! Screens of the office that span the features: no feature could have them.

pub mod health;
pub mod overview;

use axum::Router;
use identity::front_door::FrontDoor;

pub fn routes() -> Router<FrontDoor> {
    overview::routes().merge(health::routes())
}
