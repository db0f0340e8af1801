//! The one binary: what it serves, and the commands of whoever runs it.

pub mod config;
pub mod demo;
pub mod listen;
pub mod migrations;
pub mod roster;
