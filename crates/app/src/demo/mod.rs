//! What only the demonstration has: a mail server and a text-message provider of its own inside the process, and «Buzón de
//! pruebas», the page that shows what they received. Messages get there by the same SMTP and HTTP code that `serve` uses.
//!
//! The two servers listen on this machine alone, and nothing they receive leaves it or is written to disk.

pub mod inbox;
pub mod mail_sink;
pub mod mailbox;
pub mod people;
#[cfg(test)]
mod sinks_test;
pub mod text_sink;

/// Every sentence of this folder.
pub const TEXTS: base::texts::Source = base::texts!("demo");
