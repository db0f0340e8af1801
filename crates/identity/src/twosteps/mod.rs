//! Two-step verification, as a person keeps it: an authenticator, passkeys and saved codes, set up, replaced and removed.
//!
//! It is offered and never forced. Whoever has it is asked for it at sign-in and in every recovery of the password; nobody else
//! learns that they have it. Every page that changes something asks for the password, and for the second factor of whoever has one,
//! in the minutes before (ASVS 5.0, 7.5.1). A change ends the other sessions, is told to the contacts, and asks every device again but the one where a
//! factor was given for it.

mod authenticator;
mod codes;
mod confirm;
mod overview;
mod passkeys;
mod rules;

use axum::Router;
use base::db::Tx;
use base::error::Result;

pub(crate) use confirm::Fresh;

use crate::accounts;
use crate::devices;
use crate::factors::{self, Held, Ways};
use crate::front_door::FrontDoor;
use crate::journey;
use crate::messaging::message::FactorChange;
use crate::paths;
use crate::sessions;
use crate::signin;
use crate::visit::SignedIn;

pub const TEXTS: base::texts::Source = base::texts!("twosteps");

pub fn routes() -> Router<FrontDoor> {
    Router::new()
        .merge(overview::routes())
        .merge(confirm::routes())
        .merge(authenticator::routes())
        .merge(codes::routes())
        .merge(passkeys::routes())
}

fn ways(visit: &SignedIn, action: &str) -> Ways {
    Ways { action: visit.url(action), back: visit.url(paths::TWO_STEPS) }
}

/// What a change begins with: the account's lock, and what it had before. None where the account is gone, or the session ended while
/// this request waited.
async fn hold(tx: &Tx, visit: &SignedIn) -> Result<Option<Held>> {
    if !accounts::store::hold(tx, visit.account.id).await? || !sessions::is_open(tx, visit.session.id).await?
    {
        return Ok(None);
    }
    factors::held(tx, visit.account.id.uuid()).await.map(Some)
}

/// What follows a change of the factors, whichever it was: what rests on the ones before ends, and the person is told.
async fn settle(tx: &Tx, front: &FrontDoor, visit: &SignedIn, change: FactorChange) -> Result<()> {
    let account = visit.account.id;
    sessions::end_others(tx, account, visit.session.id, visit.now).await?;
    journey::end_all(tx, account).await?;
    devices::forget_factor(tx, account).await?;
    signin::factor::forget_tries(tx, front, account).await?;
    signin::factor::tell_change(tx, front, visit, &visit.account, change).await
}
