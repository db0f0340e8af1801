//! What the worker does about registrations: it finds the person, if there is one, and writes the message.

use base::db::Tx;
use base::error::Result;
use base::texts::Language;
use serde::{Deserialize, Serialize};

use super::LINK_PATH;
use super::by_roster::{Claimed, find};
use crate::accounts;
use crate::journey::{self, Proved, Walk};
use crate::limits;
use crate::messaging::message::{CodePurpose, Message};
use crate::messaging::outbox::{Recipient, To, post};
use crate::paths;
use crate::portals::{Portal, RegistrationBy};
use crate::roster::{Phone, RosterEntry};
use crate::verification::CONFIRMATION_LINK_LIFETIME;
use crate::verification::code::{self, Asked, NewCode};
use crate::verification::link::{self, About, Purpose};
use crate::work::{Duty, Job, duty};

pub(super) const SEND_CODE: &str = "registration.send_code";
pub(super) const SEND_LINK: &str = "registration.send_link";

#[derive(Serialize, Deserialize)]
pub(super) struct LinkAsked {
    pub email: String,
    pub language: Language,
}

pub fn duties() -> Vec<Duty> {
    vec![duty(SEND_CODE, send_code), duty(SEND_LINK, send_link)]
}

/// A code to the contact that the roster has; whoever has an account already is told so instead.
async fn send_code(job: Job) -> Result<()> {
    let asked: Asked = job.about()?;
    let tx = job.begin().await?;
    if let Some(walk) = asked.walk(&tx, &job.front.clock).await? {
        let claimed: Claimed = journey::open(&job.front.keys, &walk)?;
        if let Some(entry) = find(&tx, job.portal.registration.by, &claimed).await? {
            answer(&job, &tx, asked.language, &walk, &entry).await?;
        }
    }
    job.finish(tx).await
}

async fn answer(job: &Job, tx: &Tx, language: Language, walk: &Walk, entry: &RosterEntry) -> Result<()> {
    let account = accounts::store::of_roster_entry(tx, entry.id).await?;
    let to = To { portal: &job.portal, language, account: account.as_ref().map(|account| account.id) };
    if account.is_some() {
        return tell_registered(job, tx, &to, entry).await;
    }
    let Some(recipient) = contact(&job.portal, entry) else { return Ok(()) };
    let about = Proved { account: None, roster_entry: Some(entry.id) };
    let new = NewCode { walk: walk.id, about, purpose: CodePurpose::Registration };
    code::send(tx, &job.front, &to, recipient, new).await
}

/// Where the proof goes: a member's mobile; an employee's address, or mobile where the roster has no address or where a proved
/// mobile is needed to sign in or recover.
pub(super) fn contact(portal: &Portal, entry: &RosterEntry) -> Option<Recipient> {
    let mail = entry.person.email.as_ref().map(|address| Recipient::Mail(address.as_str().to_owned()));
    let phone = entry.person.phone.as_ref().map(|phone| Recipient::Phone(Phone::as_e164(phone).to_owned()));
    match portal.registration.by {
        RegistrationBy::Member => phone,
        RegistrationBy::RosterCode { .. } if portal.sends_text_messages() => phone.or(mail),
        RegistrationBy::RosterCode { .. } => mail.or(phone),
        RegistrationBy::Email => None,
    }
}

async fn tell_registered(job: &Job, tx: &Tx, to: &To<'_>, entry: &RosterEntry) -> Result<()> {
    let Some(address) = entry.person.email.as_ref().map(|address| address.as_str().to_owned()) else {
        return Ok(());
    };
    if !limits::allow_link_to(tx, &job.front, &address).await? {
        return Ok(());
    }
    post(tx, &job.front, to, Recipient::Mail(address), already_registered(job)).await?;
    Ok(())
}

fn already_registered(job: &Job) -> Message {
    Message::AlreadyRegistered {
        signin_url: job.portal.address.link(paths::SIGNIN),
        recovery_url: job.portal.address.link(paths::PASSWORD_RECOVERY),
    }
}

/// A link to the address, or word that it has an account already.
async fn send_link(job: Job) -> Result<()> {
    let asked: LinkAsked = job.about()?;
    let tx = job.begin().await?;
    if limits::allow_link_to(&tx, &job.front, &asked.email).await? {
        let owner = accounts::store::owner_of(&tx, &asked.email).await?;
        let to = To { portal: &job.portal, language: asked.language, account: owner };
        let message = match owner {
            Some(_) => already_registered(&job),
            None => registration_link(&job, &tx, &asked.email).await?,
        };
        post(&tx, &job.front, &to, Recipient::Mail(asked.email), message).await?;
    }
    job.finish(tx).await
}

async fn registration_link(job: &Job, tx: &Tx, email: &str) -> Result<Message> {
    let about = About { email: email.to_owned() };
    let lifetime = CONFIRMATION_LINK_LIFETIME;
    let token = link::issue(tx, &job.front, Purpose::EmailRegistration, None, &about, lifetime).await?;
    let url = job.portal.address.link(&format!("{LINK_PATH}{}", token.reveal()));
    Ok(Message::RegistrationLink { url, expires_at: job.front.clock.now().plus(lifetime) })
}
