//! The outbox: a message is a row in the transaction of what caused it, and leaves by a task after the commit.
//!
//! The row says what became of it and holds neither address nor text; those wait sealed in the task, and are gone when it ends. Of
//! a notice that did not go out they are kept, sealed too, for the few days in which staff may send it again.

use std::sync::Arc;
use std::time::Duration;

use base::clock::Timestamp;
use base::db::{Database, Tx};
use base::error::{Error, Result};
use base::tasks::{self, PutOff, Task};
use base::texts::Language;
use sea_orm::FromQueryResult;
use serde::{Deserialize, Serialize};

use super::look::Look;
use super::mail::Mail;
use super::message::{Channel, Message};
pub use super::recipient::Recipient;
use super::render::{render_mail, render_text_message};
use super::rules::{self, Verdict};
use super::state::MessageState;
use super::text_message::TextMessage;
use super::wordings::{self, Wording};
use super::{Receipt, SendError, store};
use crate::accounts::AccountId;
use crate::front_door::FrontDoor;
use crate::limits;
use crate::portals::Portal;
use crate::work::{Duty, Job, duty};

base::id!(MessageId, "A message to a person.");

/// The tasks that send one message, each kind in a lane of its own: a mail server that does not answer holds up no code.
pub const SEND_MAIL: &str = "messaging.send_mail";
pub const SEND_TEXT: &str = "messaging.send_text";
const A_DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// How long the log of messages is kept.
const LOGGED_FOR: Duration = Duration::from_secs(180 * 24 * 60 * 60);
/// For so long a notice that did not go out can be sent again.
const KEPT_FOR: Duration = Duration::from_secs(7 * 24 * 60 * 60);
/// What such a notice is sealed for.
const KEPT: &str = "messaging-kept";

#[derive(Serialize, Deserialize)]
struct Envelope {
    id: MessageId,
    language: Language,
    recipient: Recipient,
    message: Message,
    /// How often it was tried before it was sent again.
    #[serde(default)]
    tries_before: i64,
    /// What the staff's words for it were when it was written.
    #[serde(default)]
    wording: Option<Wording>,
    #[serde(default)]
    is_test: bool,
}

/// Writes a message into the outbox. False when the portal has had its text messages for the day; that is logged.
pub async fn post(
    tx: &Tx,
    front: &FrontDoor,
    to: &To<'_>,
    recipient: Recipient,
    message: Message,
) -> Result<bool> {
    if !is_within_the_day(tx, front, to.portal, &recipient).await? {
        return Ok(false);
    }
    let wording = wordings::in_force(tx, &message, to.language).await?;
    put(tx, front, to, recipient, Said { message, wording, is_test: false }).await?;
    Ok(true)
}

/// Writes a message in words that are tried out. False when the portal has had its text messages for the day.
pub(super) async fn post_test(
    tx: &Tx,
    front: &FrontDoor,
    to: &To<'_>,
    recipient: Recipient,
    (message, wording): (Message, Wording),
) -> Result<bool> {
    if !is_within_the_day(tx, front, to.portal, &recipient).await? {
        return Ok(false);
    }
    put(tx, front, to, recipient, Said { message, wording: Some(wording), is_test: true }).await?;
    Ok(true)
}

/// A message, and in which words it is said.
struct Said {
    message: Message,
    wording: Option<Wording>,
    is_test: bool,
}

async fn put(tx: &Tx, front: &FrontDoor, to: &To<'_>, recipient: Recipient, said: Said) -> Result<()> {
    let Said { message, wording, is_test } = said;
    let id = MessageId::new(&front.clock, &front.chance);
    let row = store::New {
        id,
        account: to.account,
        kind: message.kind().as_str(),
        channel: recipient.channel().as_str(),
        recipient: recipient.masked(),
        contact_mac: recipient.mac(&front.keys, tx.portal()).to_vec(),
        now: front.clock.now(),
    };
    store::add(tx, row).await?;
    let language = to.language;
    let envelope = Envelope { id, language, recipient, message, tries_before: 0, wording, is_test };
    leave_to_the_worker(tx, front, &envelope).await
}

/// Counts a text message, and tells whether the portal may send it today.
async fn is_within_the_day(
    tx: &Tx,
    front: &FrontDoor,
    portal: &Portal,
    recipient: &Recipient,
) -> Result<bool> {
    if recipient.channel() == Channel::Mail {
        return Ok(true);
    }
    let cap = limits::texts_by_portal(i64::from(portal.limits.text_messages_a_day));
    let allows = limits::allows(tx, front, &[(cap, "")]).await?;
    if !allows {
        tracing::error!(portal = portal.key.as_str(), "the portal has had its text messages for the day");
    }
    Ok(allows)
}

async fn leave_to_the_worker(tx: &Tx, front: &FrontDoor, envelope: &Envelope) -> Result<()> {
    let useful_life = envelope.message.useful_life(front.clock.now());
    match envelope.recipient.channel() {
        Channel::TextMessage => {
            tasks::enqueue(tx, front.writer(), SEND_TEXT, envelope, useful_life).await?;
        }
        Channel::Mail => {
            tasks::enqueue(tx, front.writer(), SEND_MAIL, envelope, useful_life).await?;
        }
    }
    Ok(())
}

/// What came of the wish to send a message again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Resent {
    Waits,
    /// It went out after all, was sent again by somebody else, or is too old.
    OfNoUse,
    /// The portal has had its text messages for the day; the transaction must not be committed.
    NoMoreToday,
}

/// Puts a notice that did not go out into the queue once more.
pub(super) async fn resend(tx: &Tx, front: &FrontDoor, portal: &Portal, id: MessageId) -> Result<Resent> {
    let Some(sealed) = store::take_kept(tx, id, front.clock.now()).await? else {
        return Ok(Resent::OfNoUse);
    };
    let plain = front.keys.open(KEPT, id.uuid().as_bytes(), &sealed)?;
    let envelope: Envelope =
        serde_json::from_slice(&plain).map_err(|error| Error::stored("a kept message", error))?;
    if !is_within_the_day(tx, front, portal, &envelope.recipient).await? {
        return Ok(Resent::NoMoreToday);
    }
    leave_to_the_worker(tx, front, &envelope).await?;
    Ok(Resent::Waits)
}

/// Stops a message that waits; one that is on its way this very moment may still go out, and is then said to be sent.
pub(super) async fn stop(tx: &Tx, front: &FrontDoor, id: MessageId) -> Result<bool> {
    store::end(tx, id, MessageState::Stopped, front.clock.now()).await
}

/// Whose message it is, and how it is to look.
#[derive(Clone, Copy)]
pub struct To<'a> {
    pub portal: &'a Arc<Portal>,
    pub language: Language,
    pub account: Option<AccountId>,
}

/// What the worker does for this feature.
pub fn duties() -> Vec<Duty> {
    vec![duty(SEND_MAIL, send), duty(SEND_TEXT, send)]
}

/// Notes on its message that a task outlived its use.
pub async fn note_expired(tx: &Tx, front: &FrontDoor, task: &Task) -> Result<()> {
    let envelope: Envelope = task.about(&front.keys)?;
    let why = "it was of no use any more";
    give_up(tx, front, envelope, MessageState::Expired, task.tries, why).await
}

/// How many messages of a channel are in a state, and when the newest of them was written.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Standing {
    pub channel: String,
    pub state: String,
    pub number: i64,
    pub newest: Timestamp,
}

/// What became of the messages of the last day, of every portal.
pub async fn standings(database: &Database, now: Timestamp) -> Result<Vec<Standing>> {
    store::standings(&database.view_across_all_portals(), now.minus(A_DAY)).await
}

/// Forgets what became of messages long ago, of every portal, and the notices that are too old to be sent again.
pub async fn forget_old(tx: &Tx, now: Timestamp) -> Result<()> {
    store::forget_ended(tx, now.minus(LOGGED_FOR)).await?;
    store::forget_kept(tx, now).await?;
    store::forget_callbacks(tx, now).await
}

async fn send(job: Job) -> Result<()> {
    let envelope: Envelope = job.about()?;
    match verdict(&job, &envelope).await? {
        Verdict::Goes => {}
        Verdict::IsOver => return job.finish(job.begin().await?).await,
        Verdict::IsSuppressed => {
            let tx = job.begin().await?;
            store::end(&tx, envelope.id, MessageState::Suppressed, job.front.clock.now()).await?;
            return job.finish(tx).await;
        }
    }
    let sent = hand_over(&job, &envelope).await;
    let tx = job.begin().await?;
    let now = job.front.clock.now();
    let tries = envelope.tries_before + job.task.tries;
    let is_ours = match sent {
        Ok(receipt) => {
            store::sent(&tx, envelope.id, tries, &receipt, now).await?;
            job.task.done(&tx, now).await?
        }
        Err(SendError::Permanent(reason)) => {
            tracing::warn!(message = %envelope.id, reason, "a message was refused for good");
            give_up(&tx, &job.front, envelope, MessageState::Failed, job.task.tries, &reason).await?;
            job.task.failed(&tx, &reason, now).await?
        }
        Err(SendError::Temporary(reason)) => {
            tracing::warn!(message = %envelope.id, tries, reason, "a message waits for another try");
            let put_off = job.task.put_off(&tx, &reason, now).await?;
            if put_off == PutOff::Expired {
                give_up(&tx, &job.front, envelope, MessageState::Expired, job.task.tries, &reason).await?;
            } else {
                store::waits(&tx, envelope.id, tries, &reason).await?;
            }
            put_off != PutOff::NotOurs
        }
    };
    if is_ours { tx.commit().await } else { Ok(()) }
}

/// Whether the message still goes out, asked at the last moment: it may have been stopped, or its recipient suppressed, meanwhile.
async fn verdict(job: &Job, envelope: &Envelope) -> Result<Verdict> {
    let view = job.view();
    let standing = store::standing(&view, envelope.id).await?;
    Ok(standing.map_or(Verdict::IsOver, |(state, is_suppressed)| {
        rules::verdict(state, envelope.message.kind(), is_suppressed)
    }))
}

/// Notes that a message did not go out, and keeps it where sending it again is of use.
async fn give_up(
    tx: &Tx,
    front: &FrontDoor,
    mut envelope: Envelope,
    state: MessageState,
    tries: i64,
    reason: &str,
) -> Result<()> {
    let (id, now) = (envelope.id, front.clock.now());
    envelope.tries_before += tries;
    let given_up = store::GivenUp { id, state, tries: envelope.tries_before, reason, now };
    if !store::give_up(tx, given_up).await? || !rules::is_of_use_later(envelope.message.kind()) {
        return Ok(());
    }
    let plain = serde_json::to_vec(&envelope).map_err(|error| Error::stored("a message", error))?;
    let sealed = front.keys.seal(KEPT, id.uuid().as_bytes(), &plain, &front.chance);
    store::keep(tx, id, &sealed, now.plus(KEPT_FOR)).await
}

async fn hand_over(job: &Job, envelope: &Envelope) -> Result<Receipt, SendError> {
    let Job { front, portal, .. } = job;
    let now = front.clock.now();
    let words = front.words(portal, envelope.language);
    let look = Look::of(portal, envelope.language);
    let look = Look { wording: envelope.wording.clone(), is_test: envelope.is_test, ..look };
    match &envelope.recipient {
        Recipient::Mail(address) => {
            let content = render_mail(&envelope.message, &look, &words, now);
            let mail = Mail::new(envelope.id.uuid(), now, address.clone(), &look, content);
            front.mail.send(&mail).await
        }
        Recipient::Phone(number) => {
            let gateway = front.text_messages.as_ref();
            let gateway =
                gateway.ok_or_else(|| SendError::Permanent("no text-message provider is set up".into()))?;
            let text = render_text_message(&envelope.message, &look, &words, now)
                .ok_or_else(|| SendError::Permanent("this kind of message goes by mail alone".into()))?;
            let useful_for = envelope.message.useful_life(now);
            gateway
                .send(&TextMessage { id: envelope.id.to_string(), to: number.clone(), text, useful_for })
                .await
        }
    }
}
