//! The one binary: what it serves, and the commands of whoever runs it.

pub mod demo;
pub mod house;
pub mod migrations;
pub mod roster;
pub mod routes;
pub mod texts;
pub mod worker;
