//! Messages to people: what they say, how they look, and the two roads by which they leave, SMTP and an HTTP gateway for text messages.
//!
//! It promises that nothing a person typed becomes markup, a header or a second message; that no message travels in the clear
//! beyond this machine; that every attempt ends within a time limit; and that each failure says whether trying again makes sense.
//! What they say is the program's, the portal file's, or what staff wrote in its place ([`wordings`]).
//! The outbox decides who sends, when and how often, and the log tells staff what became of each message, without a code, a link
//! or a whole address.

use std::path::{Path, PathBuf};

use axum::Router;
use secrecy::SecretString;

use crate::front_door::FrontDoor;

mod acts;
pub mod delivery;
pub mod gsm7;
mod held;
mod log;
pub mod look;
pub mod mail;
#[cfg(test)]
mod mail_test;
pub mod masked;
pub mod message;
pub mod moment;
pub mod notices;
pub mod outbox;
mod recipient;
pub mod render;
#[cfg(test)]
mod render_test;
mod rules;
#[cfg(test)]
mod scratch;
pub mod state;
mod store;
mod suppression;
pub mod text_message;
#[cfg(test)]
mod text_message_test;
pub mod web_otp;
pub mod wordings;

pub use held::held_of;
pub use store::{ToPerson, by_state, newest_to};

/// Every sentence of this folder.
pub const TEXTS: base::texts::Source = base::texts!("messaging");

pub fn routes() -> Router<FrontDoor> {
    Router::new()
        .merge(log::routes())
        .merge(acts::routes())
        .merge(suppression::routes())
        .merge(delivery::routes())
        .merge(wordings::routes())
}

/// The longest answer of a server that is kept for the record.
const REFERENCE_MAX_CHARACTERS: usize = 120;

/// Somebody took the message on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The mail server or the name of the text-message provider.
    pub by: String,
    /// What it calls the message, if it said so.
    pub reference: Option<String>,
}

/// Nobody took the message on. The reason is for the log and the outbox: it holds no address, no number and no text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// The same message may go through later.
    #[error("not sent for now: {0}")]
    Temporary(String),
    /// This message will never go through; trying again is useless.
    #[error("refused for good: {0}")]
    Permanent(String),
}

/// Why the settings of a mail server or a text-message provider are refused, in words for who wrote them.
#[derive(Debug, thiserror::Error)]
pub enum SettingsProblem {
    #[error("no se pudo leer {}: {reason}", path.display())]
    File { path: PathBuf, reason: std::io::Error },
    #[error("{} está vacío", .0.display())]
    EmptyFile(PathBuf),
    #[error("{0}")]
    Rule(String),
}

/// The secret that a file holds, without the line break that editors add at its end.
fn secret_from(path: &Path) -> Result<SecretString, SettingsProblem> {
    let text = read(path)?;
    let secret = text.trim_end_matches(['\r', '\n']);
    if secret.is_empty() {
        return Err(SettingsProblem::EmptyFile(path.to_owned()));
    }
    Ok(secret.to_owned().into())
}

fn read(path: &Path) -> Result<String, SettingsProblem> {
    std::fs::read_to_string(path).map_err(|reason| SettingsProblem::File { path: path.to_owned(), reason })
}

/// A server's answer cut to a length fit for a record and freed of control characters.
fn reference(answer: &str) -> String {
    answer.chars().filter(|c| !c.is_control()).take(REFERENCE_MAX_CHARACTERS).collect()
}
