//! Notices: what happened to an account, told to the contacts that it has.

use base::db::Tx;
use base::error::Result;

use super::message::Message;
use super::outbox::{Recipient, To, post};
use crate::accounts::Account;
use crate::front_door::FrontDoor;
use crate::limits;

/// Tells the account's address, or its phone where no address is confirmed.
pub async fn tell_one(
    tx: &Tx,
    front: &FrontDoor,
    to: &To<'_>,
    account: &Account,
    message: Message,
) -> Result<()> {
    let contacts = contacts(account);
    tell(tx, front, to, account, contacts.into_iter().take(1), message).await
}

/// Tells every contact of the account (NIST SP 800-63B-4 §4.6).
pub async fn tell_all(
    tx: &Tx,
    front: &FrontDoor,
    to: &To<'_>,
    account: &Account,
    message: Message,
) -> Result<()> {
    tell(tx, front, to, account, contacts(account).into_iter(), message).await
}

fn contacts(account: &Account) -> Vec<Recipient> {
    let mail = account.confirmed_email().map(|address| Recipient::Mail(address.to_owned()));
    let phone = account.confirmed_phone().map(|number| Recipient::Phone(number.to_owned()));
    mail.into_iter().chain(phone).collect()
}

async fn tell(
    tx: &Tx,
    front: &FrontDoor,
    to: &To<'_>,
    account: &Account,
    recipients: impl Iterator<Item = Recipient>,
    message: Message,
) -> Result<()> {
    let subject = account.id.to_string();
    for recipient in recipients {
        if limits::allows(tx, front, &[(limits::NOTICES_BY_ACCOUNT_IN_A_DAY, &subject)]).await? {
            post(tx, front, to, recipient, message.clone()).await?;
        }
    }
    Ok(())
}
