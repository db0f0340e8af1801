//! The roster: the people whom an organisation admits to a portal, as its own files describe them.
//!
//! What this folder promises:
//! - One person is one entry, however the document was written; entries are never deleted, since who left keeps their
//!   account and their papers.
//! - A file is rehearsed before it is applied: what would change, and each row that is not taken, with the number a
//!   spreadsheet shows and the reason.
//! - An import happens whole or not at all, and one at a time for each portal; the same file again changes nothing.
//! - A row that is not understood is never guessed at, and never makes its person leave the roster.
//! - Screens and files read documents, addresses, phones, names and dates with the same types, and refuse them in the
//!   same words.

pub mod batch;
pub mod columns;
pub mod contact;
pub mod date;
pub mod document;
pub mod file;
mod held;
pub mod import;
pub mod name;
pub mod person;
pub mod records;
pub mod refusal;
pub mod rules;
mod store;
pub mod workbook;
mod written;

pub use contact::{EmailAddress, Phone};
pub use date::{parse_date, parse_past_date};
pub use document::{Document, DocumentNumber, DocumentType};
pub use held::held_of;
pub use name::PersonName;
pub use person::{Person, Status};
pub use refusal::Refusal;
pub use store::{
    RosterEntry, count_people, entries_with_ids, entry, find_by_document, find_member, hold, ids_by_document,
    make_lasting,
};
pub use written::printable;

base::id!(EntryId, "A person on the roster.");
base::id!(BatchId, "Changes of the roster that belong together.");

/// What the roster says, in both languages.
pub const TEXTS: base::texts::Source = base::texts!("roster");
