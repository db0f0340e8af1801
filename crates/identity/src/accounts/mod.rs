//! Accounts: who has one, by which name they sign in, and which of their contacts are confirmed.

pub mod store;

use base::clock::Timestamp;
use sea_orm::FromQueryResult;

use crate::roster::EntryId;

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

impl Account {
    /// The address that messages may go to: one whose link was opened.
    pub fn confirmed_email(&self) -> Option<&str> {
        self.email.as_deref().filter(|_| self.email_confirmed_at.is_some())
    }

    /// The number that codes may go to: one that a code came back from.
    pub fn confirmed_phone(&self) -> Option<&str> {
        self.phone.as_deref().filter(|_| self.phone_confirmed_at.is_some())
    }
}
