//! Links: made by the worker, mailed, and used up by the form that they open.

use std::time::Duration;

use base::clock::Timestamp;
use base::db::Tx;
use base::error::{Error, Result};
use base::secret::Token;
use serde::{Deserialize, Serialize};

use super::{CONFIRMATION_LINK_LIFETIME, store};
use crate::accounts::AccountId;
use crate::front_door::FrontDoor;
use crate::messaging::message::Message;
use crate::messaging::outbox::{Recipient, To, post};
use crate::visit::Visit;
use crate::{limits, paths};

/// What a link may be used for, and nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    PasswordRecovery,
    EmailConfirmation,
    EmailRegistration,
    /// The end of a recovery that the office approved.
    AssistedRecovery,
}

impl Purpose {
    const fn as_str(self) -> &'static str {
        match self {
            Self::PasswordRecovery => "password-recovery",
            Self::EmailConfirmation => "email-confirmation",
            Self::EmailRegistration => "email-registration",
            Self::AssistedRecovery => "assisted-recovery",
        }
    }
}

/// What a link proves: that its holder reads the mail of this address.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct About {
    pub email: String,
}

/// A link that lives.
#[derive(Clone, Debug)]
pub struct Link {
    pub account: Option<AccountId>,
    pub about: About,
    pub issued_at: Timestamp,
}

const SEALED_FOR: &str = "link";

/// Makes a link's token; only its hash is kept.
pub async fn issue(
    tx: &Tx,
    front: &FrontDoor,
    purpose: Purpose,
    account: Option<AccountId>,
    about: &About,
    lifetime: Duration,
) -> Result<Token> {
    let token = Token::of_32_letters(&front.chance);
    let plain = serde_json::to_vec(about).map_err(|error| Error::stored("a link", error))?;
    let sealed = front.keys.seal(SEALED_FOR, &token.hash(), &plain, &front.chance);
    let now = front.clock.now();
    let link = store::NewLink {
        token_hash: token.hash(),
        purpose: purpose.as_str(),
        account,
        about: sealed,
        now,
        expires_at: now.plus(lifetime),
    };
    store::add_link(tx, link).await?;
    Ok(token)
}

/// Mails the account that `to` names the link that makes an address count (M5), unless the address has had its share of links:
/// whoever typed it need not be its owner.
pub async fn send_confirmation(tx: &Tx, front: &FrontDoor, to: &To<'_>, email: &str) -> Result<()> {
    if !limits::allow_link_to(tx, front, email).await? {
        return Ok(());
    }
    let about = About { email: email.to_owned() };
    let (purpose, lifetime) = (Purpose::EmailConfirmation, CONFIRMATION_LINK_LIFETIME);
    let token = issue(tx, front, purpose, to.account, &about, lifetime).await?;
    let url = to.portal.address.link(&format!("{}{}", paths::CONFIRM_EMAIL, token.reveal()));
    let message = Message::ConfirmationLink { url, expires_at: front.clock.now().plus(lifetime) };
    post(tx, front, to, Recipient::Mail(email.to_owned()), message).await?;
    Ok(())
}

/// Looks at the link of an address without using it up: what a GET may do.
pub async fn look(front: &FrontDoor, visit: &Visit, purpose: Purpose, token: &str) -> Result<Option<Link>> {
    let Some(token) = Token::parse(token) else { return Ok(None) };
    let row = store::live_link(&visit.view(front), &token.hash(), purpose.as_str(), visit.now).await?;
    row.map(|row| read(front, &token, row)).transpose()
}

/// Uses the link up. Of several at once, one gets it.
pub async fn consume(
    tx: &Tx,
    front: &FrontDoor,
    visit: &Visit,
    purpose: Purpose,
    token: &str,
) -> Result<Option<Link>> {
    let Some(token) = Token::parse(token) else { return Ok(None) };
    let row = store::consume_link(tx, &token.hash(), purpose.as_str(), visit.now).await?;
    row.map(|row| read(front, &token, row)).transpose()
}

fn read(front: &FrontDoor, token: &Token, row: store::LinkRow) -> Result<Link> {
    let plain = front.keys.open(SEALED_FOR, &token.hash(), row.about.as_deref().unwrap_or_default())?;
    let about = serde_json::from_slice(&plain).map_err(|error| Error::stored("a link", error))?;
    Ok(Link { account: row.account_id, about, issued_at: row.created_at })
}
