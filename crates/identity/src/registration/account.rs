//! The end of every registration: the account, its first password, and the mail that confirms the address.

use base::db::Tx;
use base::error::Result;

use crate::accounts::{self, Account, AccountId};
use crate::credentials::StoredHash;
use crate::front_door::FrontDoor;
use crate::messaging::outbox::To;
use crate::roster::{self, RosterEntry};
use crate::verification::link;
use crate::visit::Visit;

/// What a proved person wants their account to be.
pub(super) struct Claim {
    pub signin_name: String,
    /// None for a candidate.
    pub entry: Option<RosterEntry>,
    pub given_names: String,
    pub family_names: String,
    pub email: Option<String>,
    pub email_is_proved: bool,
    pub phone: Option<String>,
    pub phone_is_proved: bool,
}

/// Opens the account with its first password. None when the name or the roster entry is taken, or the entry is there no more.
pub(super) async fn open(
    tx: &Tx,
    front: &FrontDoor,
    visit: &Visit,
    claim: Claim,
    hash: &StoredHash,
) -> Result<Option<AccountId>> {
    if let Some(entry) = &claim.entry
        && !roster::hold(tx, entry.id).await?
    {
        return Ok(None);
    }
    let id = AccountId::new(&front.clock, &front.chance);
    let document = claim.entry.as_ref().map(|entry| &entry.person.document);
    let account = Account {
        id,
        signin_name: claim.signin_name,
        roster_entry_id: claim.entry.as_ref().map(|entry| entry.id),
        document_type: document.map(|document| document.kind().code().to_owned()),
        document_number: document.map(|document| document.number().as_str().to_owned()),
        given_names: claim.given_names,
        family_names: claim.family_names,
        email: claim.email,
        email_confirmed_at: claim.email_is_proved.then_some(visit.now),
        phone: claim.phone,
        phone_confirmed_at: claim.phone_is_proved.then_some(visit.now),
    };
    if !accounts::store::add(tx, &account, visit.now).await? {
        return Ok(None);
    }
    accounts::store::set_hash(tx, id, &hash.phc(), visit.now).await?;
    visit.record(tx, front, "registration.completed", Some(id), "").await?;
    if let (Some(email), false) = (&account.email, claim.email_is_proved) {
        let to = To { portal: &visit.portal, language: visit.language, account: Some(id) };
        link::send_confirmation(tx, front, &to, email).await?;
    }
    Ok(Some(id))
}
