//! What staff write in place of the program's words: a subject, a body and a text message for each kind of message and language.
//!
//! - Every change is a version; none is ever changed or lost, and going back to the program's words is a version too.
//! - A wording keeps what the message is for, names nobody else's site, and fits into a text message: `template` says how.
//! - A message carries the wording that was in force when it was written; what changes later changes no message that waits.

mod pages;
mod samples;
mod store;
pub(super) mod template;
pub(super) mod variables;
mod write;

pub(super) use pages::link;

use axum::Router;
use base::clock::Timestamp;
use base::db::Tx;
use base::error::Result;
use base::texts::Language;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::look::Look;
use super::message::Message;
use crate::front_door::FrontDoor;
use samples::Topic;

base::id!(WordingId, "A version of the words of a message.");

pub(super) fn routes() -> Router<FrontDoor> {
    Router::new().merge(pages::routes()).merge(write::routes())
}

/// What a message says, with names in braces where values go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wording {
    pub subject: String,
    pub body: String,
    /// Empty where the message goes by mail alone.
    pub text_message: String,
}

/// What was decided about the words of a message, and by whom.
#[derive(Clone, Debug)]
struct Version {
    number: i64,
    /// None: the program's own.
    wording: Option<Wording>,
    author: String,
    created_at: Timestamp,
}

/// A version about to be written.
struct NewVersion<'a> {
    id: WordingId,
    topic: &'a str,
    language: Language,
    number: i64,
    wording: Option<&'a Wording>,
    author_id: Uuid,
    author: &'a str,
    now: Timestamp,
}

/// The words of the staff for this message, if there are any: one question for each message, whoever it is for. Words that name what
/// the program does not know any more are left aside.
pub(super) async fn in_force(tx: &Tx, message: &Message, language: Language) -> Result<Option<Wording>> {
    let topic = Topic::of(message).name();
    let newest = store::newest(tx, &topic, language).await?;
    let Some(wording) = newest.and_then(|version| version.wording) else { return Ok(None) };
    let texts = [&wording.subject, &wording.body, &wording.text_message];
    if texts.iter().all(|text| template::pieces(text).is_ok()) {
        return Ok(Some(wording));
    }
    tracing::error!(topic, portal = tx.portal(), "the staff's words for a message do not read");
    Ok(None)
}

/// The same look with these words for one message.
pub(super) fn worded(look: Look, wording: Option<Wording>) -> Look {
    Look { wording, ..look }
}
