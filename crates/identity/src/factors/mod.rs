//! Second factors: something a person has, given after the password.
//!
//! Two kinds: an **authenticator** that shows six digits for half a minute (TOTP, RFC 6238), and ten **saved codes** for the day
//! without it. Every code is taken once: of several at once, one is right. Secrets are kept sealed, saved codes as keyed hashes,
//! both bound to their owner.

pub mod saved_codes;
mod store;
pub mod totp;

use base::db::Tx;
use base::error::Result;
use uuid::Uuid;

pub use saved_codes::SavedCode;
pub use store::{key_ids, saved_codes_left};
pub use totp::TotpSecret;

use crate::front_door::FrontDoor;

/// Which factor a code was of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given {
    Authenticator,
    /// One of the saved codes; so many are left.
    SavedCode {
        left: i64,
    },
}

/// Gives `owner` these factors, in place of whatever they had.
pub async fn set(
    tx: &Tx,
    front: &FrontDoor,
    owner: Uuid,
    secret: &TotpSecret,
    proved_step: i64,
) -> Result<Vec<SavedCode>> {
    let now = front.clock.now();
    store::set_totp(tx, owner, secret.sealed(&front.keys, owner, &front.chance), proved_step, now).await?;
    replace_saved_codes(tx, front, owner).await
}

/// New saved codes; the old ones are worth nothing from now on.
pub async fn replace_saved_codes(tx: &Tx, front: &FrontDoor, owner: Uuid) -> Result<Vec<SavedCode>> {
    let codes = SavedCode::ten(&front.chance);
    let macs = codes.iter().map(|code| code.mac(&front.keys, owner)).collect();
    store::hold_totp(tx, owner).await?;
    store::replace_saved_codes(tx, owner, macs, front.clock.now()).await?;
    Ok(codes)
}

/// Uses a code up, of whichever factor it is. None where it is wrong, old, or was used before.
pub async fn take(tx: &Tx, front: &FrontDoor, owner: Uuid, typed: &str) -> Result<Option<Given>> {
    let now = front.clock.now();
    if let Some(digits) = totp::digits(typed) {
        let Some(sealed) = store::totp(tx, owner).await? else { return Ok(None) };
        let secret = TotpSecret::open(&front.keys, owner, &sealed)?;
        let Some(step) = secret.step_of(&digits, now) else { return Ok(None) };
        return Ok(store::use_step(tx, owner, step).await?.then_some(Given::Authenticator));
    }
    let Some(code) = SavedCode::parse(typed) else { return Ok(None) };
    if !store::use_saved_code(tx, owner, code.mac(&front.keys, owner), now).await? {
        return Ok(None);
    }
    Ok(Some(Given::SavedCode { left: saved_codes_left(tx, owner).await? }))
}
