//! What every request and answer has in common.

pub mod answer;
pub mod cookies;
pub mod headers;
pub mod source;
