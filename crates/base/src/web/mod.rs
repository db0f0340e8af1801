//! What every request and answer has in common, and what pages are made of.

pub mod answer;
pub mod assets;
pub mod chart;
pub mod color;
pub mod components;
pub mod cookies;
pub mod headers;
pub mod page;
pub mod source;
pub mod spreadsheet;
