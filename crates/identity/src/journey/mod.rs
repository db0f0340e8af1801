//! The journeys of the front door, as one map: which step may follow which, and with what proof.
//!
//! The guards of the pages, the test that visits every reachable state, and the steps that the help page tells all come from
//! [`map::EDGES`]. A browser is in at most one walk of each journey; a new one replaces the last.

pub mod map;
pub mod store;

use std::time::Duration;

use base::chance::Chance;
use base::clock::{Clock, Timestamp};
use base::error::Result;
use base::secret::Keys;
use serde::Serialize;
use serde::de::DeserializeOwned;

pub use map::{Event, Journey, Step};
pub use store::Walk;

base::id!(WalkId, "One walk of one browser through a journey.");

/// How long a person may take from the first page to the last: a code (10 minutes), a resend, and a new password.
pub const LIFETIME: Duration = Duration::from_secs(30 * 60);

const PURPOSE: &str = "journey";

/// Seals what the person typed, for the walk `id` alone.
pub fn seal<T: Serialize>(keys: &Keys, chance: &Chance, id: WalkId, about: &T) -> Result<Vec<u8>> {
    let plain = serde_json::to_vec(about).map_err(|error| base::error::Error::stored("a journey", error))?;
    Ok(keys.seal(PURPOSE, id.uuid().as_bytes(), &plain, chance))
}

/// What the person typed at the beginning of `walk`.
pub fn open<T: DeserializeOwned>(keys: &Keys, walk: &Walk) -> Result<T> {
    let plain = keys.open(PURPOSE, walk.id.uuid().as_bytes(), walk.about.as_deref().unwrap_or_default())?;
    serde_json::from_slice(&plain).map_err(|error| base::error::Error::stored("a journey", error))
}

/// When a walk that begins now ends by itself.
pub fn expiry(clock: &Clock) -> Timestamp {
    clock.now().plus(LIFETIME)
}
