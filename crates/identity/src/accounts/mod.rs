//! Accounts: who has one, by which name they sign in, and which of their contacts are confirmed.
//!
//! A suspended account is nobody's at the front door: what looks an account up to let somebody in, send a proof or open a page
//! does not find it, so that it is answered as an unknown one. What asks whether a name or an entry is taken does.

mod held;
pub mod store;

use base::clock::Timestamp;
use sea_orm::FromQueryResult;

use crate::directory::PersonId;
use crate::roster::EntryId;

pub use held::held_of;

base::id!(AccountId, "An account in one portal.");

/// An account as most features need it.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Account {
    pub id: AccountId,
    pub signin_name: String,
    pub roster_entry_id: Option<EntryId>,
    pub document_type: Option<String>,
    pub document_number: Option<String>,
    pub given_names: String,
    pub family_names: String,
    pub email: Option<String>,
    pub email_confirmed_at: Option<Timestamp>,
    pub phone: Option<String>,
    pub phone_confirmed_at: Option<Timestamp>,
}

/// An account with what only staff see of it, suspended or not.
#[derive(Clone, Debug, FromQueryResult)]
pub struct OnFile {
    #[sea_orm(nested)]
    pub account: Account,
    pub created_at: Timestamp,
    pub suspended_at: Option<Timestamp>,
    /// What staff corrected and the person has not proved yet.
    pub pending_email: Option<String>,
    pub pending_phone: Option<String>,
}

impl Account {
    /// Whose account it is: the roster's person, or somebody whom no roster has.
    pub fn person(&self) -> PersonId {
        self.roster_entry_id.map_or(self.id.uuid(), EntryId::uuid).into()
    }

    /// The address that messages may go to: one whose link was opened.
    pub fn confirmed_email(&self) -> Option<&str> {
        self.email.as_deref().filter(|_| self.email_confirmed_at.is_some())
    }

    /// The number that codes may go to: one that a code came back from.
    pub fn confirmed_phone(&self) -> Option<&str> {
        self.phone.as_deref().filter(|_| self.phone_confirmed_at.is_some())
    }
}
