//! Who is told what: whoever asked, at the new address; every contact on file; and the staff.

use std::sync::Arc;

use base::clock::Timestamp;
use base::db::Tx;
use base::error::Result;
use base::secret::Token;
use base::texts::Language;

use super::{About, RequestId, show, stop};
use crate::accounts::Account;
use crate::front_door::FrontDoor;
use crate::messaging::message::{AssistedNews, Message};
use crate::messaging::outbox::{Recipient, To, post};
use crate::paths;
use crate::portals::Portal;
use crate::roster::{EmailAddress, Phone, RosterEntry};
use crate::staff::permissions::Permission;
use crate::staff::who_may;

/// How a request stands, for whoever made it.
pub(super) struct News<'a> {
    /// None where it cannot be read any more: then nobody can be told.
    pub about: Option<&'a About>,
    pub number: &'a str,
    pub news: AssistedNews,
    /// When the wait is over, where one has begun.
    pub until: Option<Timestamp>,
}

/// Tells whoever asked how the request stands, and never why: a stranger would learn from it what to do better.
pub(super) async fn tell_writer(
    tx: &Tx,
    front: &FrontDoor,
    portal: &Arc<Portal>,
    told: News<'_>,
) -> Result<()> {
    let News { about, number, news, until } = told;
    let Some(about) = about else { return Ok(()) };
    let to = To { portal, language: about.language, account: None };
    let help_url = portal.address.link(paths::HELP);
    let message = Message::AssistedNews { news, number: number.to_owned(), until, help_url };
    post(tx, front, &to, Recipient::Mail(about.email.clone()), message).await.map(drop)
}

/// Whose account is about to be recovered, and until when they may stop it.
pub(super) struct Granted<'a> {
    pub account: &'a Account,
    pub entry: Option<&'a RosterEntry>,
    pub stop: &'a Token,
    pub until: Timestamp,
}

/// Whether the contacts on file were told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Told {
    All,
    /// The portal has had its text messages for the day.
    NotAll,
    NoneOnFile,
}

/// Tells every contact on file, the account's and the roster's (NIST SP 800-63B-4 §4.6): a mail has the button that stops it, a text
/// message says where to sign in and do so. No limit on notices holds these back but the portal's text messages for the day.
pub(super) async fn tell_contacts(
    tx: &Tx,
    front: &FrontDoor,
    portal: &Arc<Portal>,
    granted: &Granted<'_>,
) -> Result<Told> {
    let contacts = contacts(granted.account, granted.entry, sends_text_messages(front, portal));
    if contacts.is_empty() {
        return Ok(Told::NoneOnFile);
    }
    let to = To { portal, language: Language::default(), account: Some(granted.account.id) };
    let stop_url = portal.address.link(&stop::path(granted.stop));
    for contact in contacts {
        let message = Message::AssistedNotice { until: granted.until, stop_url: stop_url.clone() };
        if !post(tx, front, &to, contact, message).await? {
            return Ok(Told::NotAll);
        }
    }
    Ok(Told::All)
}

/// Without a provider, or where the portal's file allows none, a number is no contact.
fn sends_text_messages(front: &FrontDoor, portal: &Portal) -> bool {
    front.text_messages.is_some() && portal.limits.text_messages_a_day > 0
}

/// What is on file, each once. An address of the account that nobody confirmed may be a stranger's.
fn contacts(account: &Account, entry: Option<&RosterEntry>, with_phones: bool) -> Vec<Recipient> {
    let of_roster = entry.map(|entry| &entry.person);
    let mails = [
        account.confirmed_email().map(str::to_owned),
        of_roster.and_then(|person| person.email.as_ref()).map(EmailAddress::key),
    ];
    let phones = [
        account.confirmed_phone().map(str::to_owned),
        of_roster.and_then(|person| person.phone.as_ref()).map(|phone| Phone::as_e164(phone).to_owned()),
    ];
    let once = |found: [Option<String>; 2]| {
        let mut found: Vec<String> = found.into_iter().flatten().collect();
        found.dedup();
        found
    };
    let mails = once(mails).into_iter().map(Recipient::Mail);
    let phones = once(phones).into_iter().filter(|_| with_phones).map(Recipient::Phone);
    mails.chain(phones).collect()
}

/// Tells those of the staff who look after such requests that one was stopped.
pub(super) async fn tell_staff(
    tx: &Tx,
    front: &FrontDoor,
    portal: &Arc<Portal>,
    id: RequestId,
    number: &str,
) -> Result<()> {
    for member in who_may(tx, Permission::DecideAssisted).await? {
        let to = To { portal, language: Language::default(), account: None };
        let url = portal.address.link(&show::path(id));
        let message = Message::AssistedStopped { number: number.to_owned(), url };
        post(tx, front, &to, Recipient::Mail(member.email), message).await?;
    }
    Ok(())
}
