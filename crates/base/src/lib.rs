//! The ground everything stands on: time, chance, secrets, SQL, pages. No business noun lives here.

pub mod audit;
pub mod chance;
pub mod clock;
pub mod db;
pub mod error;
pub mod folder;
pub mod form;
pub mod id;
pub mod letters;
pub mod sealed_file;
pub mod secret;
pub mod tasks;
pub mod texts;
pub mod web;
