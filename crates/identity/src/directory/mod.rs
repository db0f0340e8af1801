//! The directory: by which words each person of a portal is found.
//!
//! Promises:
//! - A person is one entry here, whether the roster, an account or both tell of them; whoever writes a name, document or address
//!   writes it here in the same transaction.
//! - Every word that is typed must begin a word of the person: of the names, or the whole of the document, address or user name.
//!   Accents, case and signs do not matter.
//! - Both databases find the same people in the same order: words are kept as bytes and looked up by range.
//! - A search reads the rows of its rarest word alone, and drops nearly all that lack the others by their sketch, where they lie.

pub mod rules;
mod store;

pub use store::{Found, Place, Told, Written, find, write};

base::id!(PersonId, "A person: a roster entry, or an account that has none.");
