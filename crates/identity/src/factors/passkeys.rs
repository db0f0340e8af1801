//! Passkeys: a key that stays in the person's device or password manager and signs what we ask, at our address alone.
//!
//! What is asked is bound to the walk or the session that asked, lives for minutes, and is used up by the first answer, right or
//! wrong. A counter that goes back is refused by the statement that writes it.

use std::time::Duration;

use base::clock::Timestamp;
use base::db::{Tx, View};
use base::error::{Error, Result};
use passkeys::{Begun, Refused, RelyingParty};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::{Given, store};
use crate::front_door::FrontDoor;
use crate::messaging::moment::moment;
use crate::portals::Portal;
use crate::visit::Visit;

base::id!(PasskeyId, "A passkey of an account or of a member of the staff.");

/// As long as the browser's own dialogue stays open.
const CHALLENGE_LIFETIME: Duration = Duration::from_secs(5 * 60);
/// How many an owner may have.
const AT_MOST: usize = 10;
/// The longest name that a person gives to a passkey.
pub const NAME_CHARACTERS_MAX: usize = 60;
const ADDING: &str = "adding";
const GIVING: &str = "giving";

/// A passkey as its owner knows it.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Passkey {
    pub id: PasskeyId,
    pub name: String,
    pub added_at: Timestamp,
    pub used_at: Option<Timestamp>,
}

/// Whose ceremony it is, and the walk or session that it belongs to.
#[derive(Clone, Copy, Debug)]
pub struct Asking {
    pub owner: Uuid,
    pub bound_to: Uuid,
}

/// Asks for a new passkey; `label` tells the owner's accounts apart in the device. None where the portal's address is no name, or the
/// owner has as many as they may.
pub async fn begin_adding(
    tx: &Tx,
    front: &FrontDoor,
    visit: &Visit,
    asking: Asking,
    label: &str,
) -> Result<Option<String>> {
    let Some(party) = party(&visit.portal) else { return Ok(None) };
    let others = store::public_parts(tx, asking.owner).await?;
    if others.len() >= AT_MOST {
        return Ok(None);
    }
    let begun = party.begin_adding(asking.owner, label, &others).map_err(broken)?;
    keep(tx, front, asking, ADDING, begun).await.map(Some)
}

/// Takes the browser's answer. False where it is not right, came too late, or the passkey is somebody's already.
pub async fn add(
    tx: &Tx,
    front: &FrontDoor,
    visit: &Visit,
    asking: Asking,
    name: &str,
    answer: &str,
) -> Result<bool> {
    let Some(party) = party(&visit.portal) else { return Ok(false) };
    let now = front.clock.now();
    let Some(state) = store::take_challenge(tx, asking, ADDING, now).await? else { return Ok(false) };
    let added = match party.add(&state, answer) {
        Ok(added) => added,
        Err(refused) => {
            tracing::info!(%refused, "a new passkey was refused");
            return Ok(false);
        }
    };
    let new = store::NewPasskey {
        id: PasskeyId::new(&front.clock, &front.chance),
        owner: asking.owner,
        name,
        credential_id: added.credential_id,
        public_part: added.public_part,
        now,
    };
    store::add_passkey(tx, new).await
}

/// One of the owner's own, by its id as an address has it; another's is nobody's.
pub async fn find(view: &View, owner: Uuid, id: &str) -> Result<Option<Passkey>> {
    let Ok(id) = id.parse::<PasskeyId>() else { return Ok(None) };
    let passkeys = store::passkeys(view, owner).await?;
    Ok(passkeys.into_iter().find(|passkey| passkey.id == id))
}

/// Asks for one of the owner's passkeys. None where they have none.
pub(super) async fn begin_giving(
    tx: &Tx,
    front: &FrontDoor,
    visit: &Visit,
    asking: Asking,
) -> Result<Option<String>> {
    let passkeys = store::public_parts(tx, asking.owner).await?;
    let Some(party) = party(&visit.portal).filter(|_| !passkeys.is_empty()) else { return Ok(None) };
    let begun = party.begin_asking(&passkeys).map_err(broken)?;
    keep(tx, front, asking, GIVING, begun).await.map(Some)
}

/// Takes the browser's answer; whatever it is, what was asked is used up.
pub(super) async fn take(
    tx: &Tx,
    front: &FrontDoor,
    visit: &Visit,
    asking: Asking,
    answer: &str,
) -> Result<Option<Given>> {
    let Some(party) = party(&visit.portal) else { return Ok(None) };
    let now = front.clock.now();
    let Some(state) = store::take_challenge(tx, asking, GIVING, now).await? else { return Ok(None) };
    let used = match party.check(&state, answer) {
        Ok(used) => used,
        Err(refused) => {
            tracing::info!(%refused, "a passkey was refused");
            return Ok(None);
        }
    };
    let stored = store::passkey_of_credential(tx, asking.owner, &used.credential_id).await?;
    let Some(stored) = stored else { return Ok(None) };
    let renewed = used.renewed(&stored.public_part).map_err(broken)?;
    let is_taken = store::use_passkey(tx, stored.id, i64::from(used.counter), renewed, now).await?;
    Ok(is_taken.then_some(Given::Passkey))
}

/// The name that a person gave, or one that says where it was made.
pub fn name_of(visit: &Visit, typed: &str) -> String {
    let name: String = typed.trim().chars().take(NAME_CHARACTERS_MAX).collect();
    match (name.is_empty(), visit.browser_name.is_empty()) {
        (false, _) => name,
        (true, false) => visit.browser_name.clone(),
        (true, true) => visit.t("factors-passkey-unnamed").to_owned(),
    }
}

/// When it was made and last used, in words.
pub fn detail(visit: &Visit, passkey: &Passkey) -> String {
    let added = visit
        .words
        .with("factors-passkey-since", &[("moment", moment(passkey.added_at, &visit.words).into())]);
    let used = passkey
        .used_at
        .map(|at| visit.words.with("factors-passkey-used", &[("moment", moment(at, &visit.words).into())]));
    [Some(added), used].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// The portal by its configured address, whatever a request says.
fn party(portal: &Portal) -> Option<RelyingParty> {
    RelyingParty::new(&portal.address.origin.to_string(), &portal.brand.organisation)
}

async fn keep(
    tx: &Tx,
    front: &FrontDoor,
    asking: Asking,
    purpose: &'static str,
    begun: Begun,
) -> Result<String> {
    let expires_at = front.clock.now().plus(CHALLENGE_LIFETIME);
    store::keep_challenge(tx, asking, purpose, begun.state, expires_at).await?;
    Ok(begun.options)
}

/// What we wrote ourselves does not read.
fn broken(refused: Refused) -> Error {
    Error::stored("a passkey", refused)
}
