//! «Certificaciones laborales» (A6): a person has their employments certified, for whom they choose, with what they choose, at once.
//!
//! Promises:
//! - What is certified is what payroll published: time of service, nature of the work and, where it is asked for, pay and functions
//!   (CST art. 57 num. 7; Constitutional Court, T-163 of 2002). Never why it ended.
//! - Whoever left has their certificate like whoever is there.
//! - The same choice on the same day is the same paper; each paper stays in the history, and its file is the very same every time.
//! - Who cannot have one is told why, and where to ask.

mod choose;
pub mod rules;
mod worker;

use axum::Router;
use identity::front_door::FrontDoor;

pub use worker::Worker;

pub const TEXTS: base::texts::Source = base::texts!("certificates");

pub fn routes() -> Router<FrontDoor> {
    choose::routes()
}
