//! The outbox: a message is a row in the transaction of what caused it, and leaves by a task after the commit.
//!
//! The row says what became of it and holds neither address nor text; those wait sealed in the task, and are gone when it ends.

use std::sync::Arc;
use std::time::Duration;

use base::clock::Timestamp;
use base::db::{Database, Tx};
use base::error::Result;
use base::tasks::{self, PutOff, Task};
use base::texts::Language;
use sea_orm::FromQueryResult;
use serde::{Deserialize, Serialize};

use super::look::Look;
use super::mail::Mail;
use super::message::{Channel, Message};
use super::render::{render_mail, render_text_message};
use super::text_message::TextMessage;
use super::{Receipt, SendError, masked, store};
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
const KEPT: Duration = Duration::from_secs(180 * 24 * 60 * 60);

/// To whom a message goes.
#[derive(Clone, Serialize, Deserialize)]
pub enum Recipient {
    Mail(String),
    /// In international form.
    Phone(String),
}

impl Recipient {
    fn channel(&self) -> Channel {
        match self {
            Self::Mail(_) => Channel::Mail,
            Self::Phone(_) => Channel::TextMessage,
        }
    }

    fn masked(&self) -> String {
        match self {
            Self::Mail(address) => masked::email(address),
            Self::Phone(number) => masked::phone(number),
        }
    }
}

#[derive(Serialize, Deserialize)]
struct Envelope {
    id: MessageId,
    language: Language,
    recipient: Recipient,
    message: Message,
}

/// Writes a message into the outbox. False when the portal has had its text messages for the day; that is logged.
pub async fn post(
    tx: &Tx,
    front: &FrontDoor,
    to: &To<'_>,
    recipient: Recipient,
    message: Message,
) -> Result<bool> {
    let id = MessageId::new(&front.clock, &front.chance);
    let now = front.clock.now();
    let is_text = matches!(recipient, Recipient::Phone(_));
    let cap = limits::texts_by_portal(i64::from(to.portal.limits.text_messages_a_day));
    if is_text && !limits::allows(tx, front, &[(cap, "")]).await? {
        tracing::error!(portal = to.portal.key.as_str(), "the portal has had its text messages for the day");
        return Ok(false);
    }
    let row = store::New {
        id,
        account: to.account,
        kind: message.kind().as_str(),
        channel: recipient.channel().as_str(),
        recipient: recipient.masked(),
        now,
    };
    store::add(tx, row).await?;
    let useful_life = message.useful_life(now);
    let envelope = Envelope { id, language: to.language, recipient, message };
    if is_text {
        tasks::enqueue(tx, front.writer(), SEND_TEXT, &envelope, useful_life).await?;
    } else {
        tasks::enqueue(tx, front.writer(), SEND_MAIL, &envelope, useful_life).await?;
    }
    Ok(true)
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
    store::ended(tx, envelope.id, "expired", task.tries, "it was of no use any more", front.clock.now()).await
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

/// Forgets what became of messages long ago, of every portal.
pub async fn forget_old(tx: &Tx, now: Timestamp) -> Result<u64> {
    store::forget_ended(tx, now.minus(KEPT)).await
}

async fn send(job: Job) -> Result<()> {
    let envelope: Envelope = job.about()?;
    let sent = hand_over(&job, &envelope).await;
    let tx = job.begin().await?;
    let now = job.front.clock.now();
    let tries = job.task.tries;
    let is_ours = match sent {
        Ok(receipt) => {
            store::sent(&tx, envelope.id, tries, &receipt, now).await?;
            job.task.done(&tx, now).await?
        }
        Err(SendError::Permanent(reason)) => {
            tracing::warn!(message = %envelope.id, reason, "a message was refused for good");
            store::ended(&tx, envelope.id, "failed", tries, &reason, now).await?;
            job.task.failed(&tx, &reason, now).await?
        }
        Err(SendError::Temporary(reason)) => {
            tracing::warn!(message = %envelope.id, tries, reason, "a message waits for another try");
            let put_off = job.task.put_off(&tx, &reason, now).await?;
            let state = if put_off == PutOff::Expired { "expired" } else { "waiting" };
            store::ended(&tx, envelope.id, state, tries, &reason, now).await?;
            put_off != PutOff::NotOurs
        }
    };
    if is_ours { tx.commit().await } else { Ok(()) }
}

async fn hand_over(job: &Job, envelope: &Envelope) -> Result<Receipt, SendError> {
    let Job { front, portal, .. } = job;
    let now = front.clock.now();
    let words = front.words(portal, envelope.language);
    let look = Look::of(portal, envelope.language);
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
