//! The one binary: what it serves, and the commands of whoever runs it.

pub mod audit;
pub mod backoffice;
pub mod backup;
pub mod check;
pub mod config;
pub mod demo;
pub mod house;
pub mod keys;
pub mod listen;
pub mod metrics;
pub mod migrations;
pub mod operator;
pub mod papers;
pub mod probes;
pub mod requests;
pub mod restore;
pub mod roster;
pub mod routes;
pub mod seals;
pub mod serve;
pub mod telemetry;
pub mod texts;
pub mod worker;
