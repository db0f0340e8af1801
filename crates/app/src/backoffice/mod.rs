//! Screens of the office that span the features: they are about the installation, and no feature could have them.

pub mod health;

use axum::Router;
use identity::front_door::FrontDoor;

pub fn routes() -> Router<FrontDoor> {
    health::routes()
}
