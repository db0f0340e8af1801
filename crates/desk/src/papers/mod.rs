//! Papers that the organisation issues: drawn once from a snapshot of the data, sealed, and the very same file ever after.
//!
//! Promises:
//! - A paper is issued in one transaction: its folio, its snapshot, its entry in the audit trail. Folios of a portal and year have no
//!   gaps. The same source is not issued twice while its paper is worth something.
//! - It is drawn after that, at the latest when somebody downloads it, and never again once it is stored: of two who draw at once,
//!   the second gives out the file of the first.
//! - Whoever has the code or the QR learns whether it is genuine and still good, without amounts, without a file, and without learning
//!   whether other codes exist.
//! - Snapshots and files lie sealed under the keys; of the code and the token there are hashes.
//! - Somebody else's paper, or another portal's, is not there.

mod code;
mod draw;
mod folio;
mod held;
mod issue;
mod office;
mod own;
pub mod rules;
mod store;
mod verify;

use axum::Router;
use base::clock::Timestamp;
use identity::front_door::FrontDoor;
use identity::roster::EntryId;
use jiff::civil::Date;

pub use draw::{Drawable, download, drawable, file, snapshot_of as snapshot};
pub use held::held_of;
pub use issue::{By, New, holder, issue, signer};
pub use own::path as own_path;
use rules::{Kind, Standing, State};
pub use store::{by_id, key_ids, of_person};

pub const TEXTS: base::texts::Source = base::texts!("papers");

base::id!(PaperId, "A paper that was issued.");

/// A paper as it stands, without what it says.
#[derive(Clone, Debug)]
pub struct Issued {
    pub id: PaperId,
    pub kind: Kind,
    pub folio: String,
    pub entry: EntryId,
    pub issued_at: Timestamp,
    pub valid_until: Option<Date>,
    pub state: State,
    pub state_reason: Option<String>,
    /// SHA-256 of the file, in hexadecimal; None until it was drawn.
    pub sha256: Option<String>,
}

impl Issued {
    /// Whether somebody may rely on it on this day.
    pub fn standing(&self, today: Date) -> Standing {
        rules::standing(self.state, self.valid_until, today)
    }
}

pub fn routes() -> Router<FrontDoor> {
    Router::new().merge(own::routes()).merge(verify::routes()).merge(office::routes())
}
