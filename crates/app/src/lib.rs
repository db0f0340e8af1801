//! The one binary: what it serves, and the commands of whoever runs it.

pub mod demo;
pub mod migrations;
pub mod roster;
