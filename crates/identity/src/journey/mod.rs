//! The journeys of the front door, as one map: which step may follow which, and with what proof.
//!
//! The guards of the pages and the test that visits every reachable state come from `map::EDGES`. A browser is in at most one
//! walk of each journey; a new one replaces the last.

mod map;
mod store;

use std::time::Duration;

use base::db::{Tx, View};
use base::error::{Error, Result};
use base::secret::Keys;
use serde::Serialize;
use serde::de::DeserializeOwned;

pub use map::{EDGES, Edge, Event, Journey, Step};
pub use store::{
    Proved, Resending, Walk, advance, by_id, count_send, count_try, end_all, forget_expired, of_browser,
};

use crate::accounts::AccountId;
use crate::front_door::FrontDoor;
use crate::visit::Visit;

base::id!(WalkId, "One walk of one browser through a journey.");

/// How long a person may take from the first page to the last: a code (10 minutes), a resend, and a new password.
pub const LIFETIME: Duration = Duration::from_secs(30 * 60);

const SEALED_FOR: &str = "journey";

/// How a walk begins.
#[derive(Clone, Copy, Debug)]
pub struct Beginning {
    pub journey: Journey,
    pub event: Event,
    /// Who it is, where that is known: after a right password, or inside a session.
    pub account: Option<AccountId>,
}

/// Begins a walk of this browser, with what the person typed sealed in it; whatever it had begun of the journey before is
/// forgotten.
pub async fn begin<T: Serialize>(
    tx: &Tx,
    front: &FrontDoor,
    visit: &Visit,
    beginning: Beginning,
    about: &T,
) -> Result<WalkId> {
    let id = WalkId::new(&front.clock, &front.chance);
    let plain = serde_json::to_vec(about).map_err(|error| Error::stored("a journey", error))?;
    let now = front.clock.now();
    let walk = store::New {
        id,
        journey: beginning.journey,
        step: map::after(beginning.journey, Step::Identify, beginning.event)
            .ok_or_else(|| Error::Other("no journey begins that way".into()))?,
        browser_hash: visit.browser.hash(),
        about: front.keys.seal(SEALED_FOR, id.uuid().as_bytes(), &plain, &front.chance),
        account: beginning.account,
        now,
        expires_at: now.plus(LIFETIME),
    };
    store::begin(tx, walk).await?;
    Ok(id)
}

/// The walk of this browser, if it stands at `step`.
pub async fn walk_at(view: &View, visit: &Visit, journey: Journey, step: Step) -> Result<Option<Walk>> {
    let walk = of_browser(view, journey, &visit.browser.hash(), visit.now).await?;
    Ok(walk.filter(|walk| walk.step == step))
}

/// What the person typed at the beginning of `walk`.
pub fn open<T: DeserializeOwned>(keys: &Keys, walk: &Walk) -> Result<T> {
    let plain =
        keys.open(SEALED_FOR, walk.id.uuid().as_bytes(), walk.about.as_deref().unwrap_or_default())?;
    serde_json::from_slice(&plain).map_err(|error| Error::stored("a journey", error))
}
