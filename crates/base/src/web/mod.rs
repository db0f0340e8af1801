//! Pages: what they are made of and how they reach the browser.

pub mod assets;
pub mod color;
pub mod components;
pub mod page;
