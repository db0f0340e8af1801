//! Known devices: browsers in which an account was signed in, or its phone proved. A stranger's failures elsewhere do not touch
//! them, and a portal that asks for a code on a new device asks none here.

mod held;
mod store;

use std::time::Duration;

use axum::http::HeaderValue;
use base::clock::Timestamp;
use base::db::{Tx, View};
use base::error::Result;
use base::secret::Token;

pub use held::held_of;
pub use store::{Device, forget_all, forget_factor};

use crate::accounts::AccountId;
use crate::front_door::FrontDoor;
use crate::visit::Visit;

base::id!(DeviceId, "A browser that an account knows.");

/// The cookie that carries the token: `__Host-PORTAL-device`.
pub const COOKIE: &str = "device";
/// A device that was not used for so long is unknown again.
pub const LIFETIME: Duration = Duration::from_secs(400 * 24 * 60 * 60);
/// `used_at` is written at most this often.
const USE_NOTED_EVERY: Duration = Duration::from_secs(24 * 60 * 60);

/// Makes this browser a known device of the account, with a token of its own making: one that a stranger planted counts
/// for nothing. What comes back is the cookie that carries it.
pub async fn remember(tx: &Tx, front: &FrontDoor, visit: &Visit, account: AccountId) -> Result<HeaderValue> {
    add(tx, front, visit, account, None).await
}

/// The same for a browser in which the second factor was given just now.
pub async fn remember_with_factor(
    tx: &Tx,
    front: &FrontDoor,
    visit: &Visit,
    account: AccountId,
) -> Result<HeaderValue> {
    add(tx, front, visit, account, Some(visit.now)).await
}

async fn add(
    tx: &Tx,
    front: &FrontDoor,
    visit: &Visit,
    account: AccountId,
    factor_at: Option<Timestamp>,
) -> Result<HeaderValue> {
    let token = Token::new(&front.chance);
    let id = DeviceId::new(&front.clock, &front.chance);
    if let Some(old) = &visit.device {
        store::forget(tx, account, &old.hash()).await?;
    }
    let new = store::New {
        id,
        account,
        token_hash: token.hash(),
        browser: &visit.browser_name,
        now: visit.now,
        factor_at,
    };
    store::add(tx, new).await?;
    Ok(visit.cookie(COOKIE, token.reveal(), Some(LIFETIME)))
}

/// Notes that a known device was used, and gives its cookie another term.
pub async fn renew(tx: &Tx, visit: &Visit, device: &Device) -> Result<Option<HeaderValue>> {
    if visit.now.since(device.used_at) >= USE_NOTED_EVERY {
        store::touch(tx, device.id, visit.now).await?;
    }
    Ok(visit.device.as_ref().map(|token| visit.cookie(COOKIE, token.reveal(), Some(LIFETIME))))
}

/// Notes that the second factor of the account was given just now in this browser, if it is a device of theirs.
pub async fn note_factor(tx: &Tx, visit: &Visit, account: AccountId) -> Result<()> {
    let Some(token) = &visit.device else { return Ok(()) };
    store::note_factor(tx, account, &token.hash(), visit.now).await
}

/// Forgets devices that were not used for their whole life, of every portal.
pub async fn forget_old(tx: &Tx, now: Timestamp) -> Result<u64> {
    store::forget_unused(tx, now.minus(LIFETIME)).await
}

/// The device that this browser is, whoever's it may be.
pub async fn of_visit(view: &View, visit: &Visit) -> Result<Option<Device>> {
    // The same statement for a browser without a token, so that the answer takes as long.
    let hash = visit.device.as_ref().map(Token::hash).unwrap_or_default();
    store::by_token(view, &hash, visit.now.minus(LIFETIME)).await
}
