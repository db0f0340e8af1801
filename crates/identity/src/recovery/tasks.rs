//! What the worker does about recoveries: it finds the person, if there is one, and writes the message.

use base::db::Tx;
use base::error::Result;
use base::tasks;
use base::texts::Language;
use serde::{Deserialize, Serialize};

use super::identity_data::{self, IdentityData};
use super::username::UsernameAsked;
use super::{StepId, store};
use crate::accounts::{self, Account};
use crate::front_door::FrontDoor;
use crate::journey::{self, Proved, Walk};
use crate::limits;
use crate::messaging::message::{AccountLink, CodePurpose, Message};
use crate::messaging::outbox::{Recipient, To, post};
use crate::paths;
use crate::portals::{PasswordRecovery, Portal};
use crate::verification::RECOVERY_LINK_LIFETIME;
use crate::verification::code::{self, Asked, NewCode};
use crate::verification::link::{self, Purpose};
use crate::work::{Duty, Job, duty};

pub(super) const SEND_LINK: &str = "recovery.send_link";
pub(super) const SEND_CODE: &str = "recovery.send_code";
pub(super) const SEND_USERNAME_CODE: &str = "recovery.send_username_code";
/// A family may share an address; a link for each, up to a few.
pub(super) const ACCOUNTS_OF_AN_ADDRESS: i64 = 5;

#[derive(Serialize, Deserialize)]
pub(super) struct LinkAsked {
    pub email: String,
    pub language: Language,
}

pub fn duties() -> Vec<Duty> {
    vec![duty(SEND_LINK, send_link), duty(SEND_CODE, send_code), duty(SEND_USERNAME_CODE, send_username_code)]
}

/// How a recovery that somebody else began reaches the person.
#[derive(Clone)]
pub enum Way {
    /// The same mailed link as if they had asked themselves, to the address on file.
    Link(String),
    /// Where codes belong to the browser that asks for them: the page on which to ask, by mail or text message.
    Page(Recipient),
}

/// The way to a person, if a contact of theirs counts for it.
pub fn way_to(portal: &Portal, account: &Account) -> Option<Way> {
    let mail = account.confirmed_email().map(str::to_owned);
    match portal.recovery.password {
        PasswordRecovery::MailedLink { .. } => mail.map(Way::Link),
        // The code goes to the phone: without one that counts, the page leads nowhere.
        PasswordRecovery::IdentityData { .. } => {
            let phone = account.confirmed_phone()?.to_owned();
            Some(Way::Page(mail.map_or(Recipient::Phone(phone), Recipient::Mail)))
        }
    }
}

/// Has a recovery sent to somebody who could not ask for it: nobody but the person sees link or code.
pub async fn send(tx: &Tx, front: &FrontDoor, to: &To<'_>, way: Way) -> Result<()> {
    match way {
        Way::Link(email) => {
            let asked = LinkAsked { email, language: to.language };
            tasks::enqueue(tx, front.writer(), SEND_LINK, &asked, RECOVERY_LINK_LIFETIME).await?;
            store::note_begun(tx, StepId::new(&front.clock, &front.chance), front.clock.now()).await?;
        }
        Way::Page(recipient) => {
            let recovery_url = to.portal.address.link(paths::PASSWORD_RECOVERY);
            post(tx, front, to, recipient, Message::RecoveryInvitation { recovery_url }).await?;
        }
    }
    Ok(())
}

/// One mail with a link for each account that confirmed the address; it goes to the address on record, not to what was typed.
async fn send_link(job: Job) -> Result<()> {
    let asked: LinkAsked = job.about()?;
    let tx = job.begin().await?;
    let accounts = accounts::store::by_confirmed_email(&tx, &asked.email, ACCOUNTS_OF_AN_ADDRESS).await?;
    if let (Some(first), PasswordRecovery::MailedLink { path, .. }) =
        (accounts.first(), &job.portal.recovery.password)
        && let Some(address) = first.email.clone()
        && limits::allow_link_to(&tx, &job.front, &address).await?
    {
        let mut links = Vec::new();
        for account in &accounts {
            let about = link::About { email: address.clone() };
            let purpose = Purpose::PasswordRecovery;
            let token =
                link::issue(&tx, &job.front, purpose, Some(account.id), &about, RECOVERY_LINK_LIFETIME)
                    .await?;
            let url = job.portal.address.link(&path.with_token(token.reveal()));
            links.push(AccountLink { whose: whose(account), url });
        }
        let expires_at = job.front.clock.now().plus(RECOVERY_LINK_LIFETIME);
        let to = To { portal: &job.portal, language: asked.language, account: Some(first.id) };
        let message = Message::RecoveryLink { accounts: links, expires_at };
        post(&tx, &job.front, &to, Recipient::Mail(address), message).await?;
    }
    job.finish(tx).await
}

/// Tells accounts of one address apart without showing a whole document to whoever reads over the shoulder.
fn whose(account: &Account) -> String {
    let number = account.document_number.as_deref().unwrap_or(&account.signin_name);
    let tail: String = number.chars().rev().take(3).collect::<Vec<_>>().into_iter().rev().collect();
    format!("{} …{tail}", account.given_names)
}

async fn send_code(job: Job) -> Result<()> {
    let asked: Asked = job.about()?;
    let tx = job.begin().await?;
    if let Some(walk) = asked.walk(&tx, &job.front.clock).await? {
        let data: IdentityData = journey::open(&job.front.keys, &walk)?;
        if let Some(account) = identity_data::find(&tx, &data).await? {
            text_code(&job, &tx, asked.language, &walk, &account).await?;
        }
    }
    job.finish(tx).await
}

/// Each phone of the address gets a code of its own; the one that comes back tells whose names are meant.
async fn send_username_code(job: Job) -> Result<()> {
    let asked: Asked = job.about()?;
    let tx = job.begin().await?;
    if let Some(walk) = asked.walk(&tx, &job.front.clock).await? {
        let about: UsernameAsked = journey::open(&job.front.keys, &walk)?;
        let mut accounts =
            accounts::store::by_registered_email(&tx, &about.email, ACCOUNTS_OF_AN_ADDRESS).await?;
        accounts.sort_by(|one, other| one.phone.cmp(&other.phone));
        accounts.dedup_by(|one, other| one.phone == other.phone);
        for account in accounts {
            text_code(&job, &tx, asked.language, &walk, &account).await?;
        }
    }
    job.finish(tx).await
}

async fn text_code(job: &Job, tx: &Tx, language: Language, walk: &Walk, account: &Account) -> Result<()> {
    let Some(phone) = account.confirmed_phone() else { return Ok(()) };
    let about = Proved { account: Some(account.id), roster_entry: None };
    let new = NewCode { walk: walk.id, about, purpose: CodePurpose::Recovery };
    let to = To { portal: &job.portal, language, account: Some(account.id) };
    code::send(tx, &job.front, &to, Recipient::Phone(phone.to_owned()), new).await
}
