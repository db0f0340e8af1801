//! Assisted recovery, for who lost both mail and phone, or the second factor and the saved codes: the person asks with an address that they read and pictures of the document, one of the
//! staff compares, a second one approves, every contact on file is told, and a day passes before anything opens.
//!
//! What this folder promises:
//! - Nobody is looked up while somebody asks: who is known and who is not get the same pages. A request counts once its address is proved.
//! - Pictures are kept sealed, outside the database, without what a camera writes beside the picture. Each look at one is recorded. They
//!   are gone when the request is decided, and that is recorded too.
//! - Nobody decides alone: who approves is never who compared, whatever is pressed at once.
//! - Until a day after every contact on file was told, the account is what it was; each of them ends the request with one button, and so
//!   does whoever signs in. Then a link goes to the proved address, for this person and this request.
//! - The new password ends the way that every recovered one does ([`recovery::set_password`](crate::recovery::set_password)).
//! - Every request ends: undecided after thirty days, unused a day after its link.

mod ask;
mod calendar;
mod decide;
mod held;
mod kept;
mod list;
mod new_password;
mod number;
mod picture;
mod pictures;
mod rules;
mod show;
mod stop;
mod store;
mod tasks;
mod telling;

use std::time::Duration;

use axum::Router;
use base::audit::{self, Act};
use base::clock::Timestamp;
use base::db::Tx;
use base::error::{Error, Result};
use base::secret::Keys;
use base::texts::Language;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::accounts::AccountId;
use crate::front_door::FrontDoor;
use crate::work::{Duty, duty};

pub use calendar::keep;
pub use held::held_of;
pub use picture::clean;
pub use pictures::UPLOAD_PATH;
pub use stop::OWN_STOP_PATH;
pub use store::{Opening, Waiting, key_ids, opening, waiting};

use rules::State;

pub const TEXTS: base::texts::Source = base::texts!("assisted");

base::id!(RequestId, "Somebody's wish to be let back in with the help of the office.");

/// From the approval until the link is sent: time for whoever has the contacts on file to stop it.
const COOLING: Duration = Duration::from_secs(24 * 60 * 60);
/// NIST SP 800-63B-4 §4.2: a recovery code or link that is mailed is valid for a day at most.
const LINK_LIFETIME: Duration = Duration::from_secs(24 * 60 * 60);
/// A request that nobody decides ends.
const UNDECIDED: Duration = Duration::from_secs(30 * 24 * 60 * 60);
/// What a request is sealed for.
const SEALED_FOR: &str = "assisted";

pub fn routes() -> Router<FrontDoor> {
    Router::new()
        .merge(ask::routes())
        .merge(pictures::routes())
        .merge(stop::routes())
        .merge(new_password::routes())
        .merge(list::routes())
        .merge(show::routes())
}

pub fn duties() -> Vec<Duty> {
    vec![duty(tasks::SEND_CODE, tasks::send_code)]
}

/// What the person wrote; in the database it is sealed.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct About {
    document_type: String,
    document_number: String,
    name: String,
    /// What they signed in with, where accounts have no document.
    user: Option<String>,
    /// Where they can be reached from now on; proved before the request counts.
    email: String,
    /// What they want for text messages; they prove it from their profile, once they are in.
    phone: Option<String>,
    language: Language,
}

/// A request as it stands.
#[derive(Clone, Debug)]
struct Request {
    id: RequestId,
    number: String,
    /// None once the request is over, or where it cannot be read.
    about: Option<About>,
    state: State,
    account: Option<AccountId>,
    first_by: Option<Uuid>,
    first_reason: Option<String>,
    second_by: Option<Uuid>,
    reason: Option<String>,
    asked_at: Timestamp,
    changed_at: Timestamp,
    due_at: Option<Timestamp>,
}

/// Records what the program did by itself about a request.
async fn record_by_system(
    tx: &Tx,
    front: &FrontDoor,
    event: &'static str,
    account: Option<AccountId>,
    number: &str,
) -> Result<()> {
    let act = Act { subject: account.map(AccountId::uuid), detail: number, ..Act::of_system(event) };
    audit::record(tx, &front.clock, &front.chance, act).await
}

/// Of a portal and a request, so that nothing sealed can be put in another's place.
fn owner(portal: &str, id: RequestId) -> String {
    format!("{portal} {id}")
}

fn unseal(keys: &Keys, portal: &str, id: RequestId, sealed: &[u8]) -> Result<About> {
    let plain = keys.open(SEALED_FOR, owner(portal, id).as_bytes(), sealed)?;
    serde_json::from_slice(&plain).map_err(|error| Error::stored("an assisted request", error))
}
