//! Setting up an authenticator inside a session: a secret that waits on a walk until its first code is right.

use base::db::Tx;
use base::error::{Error, Result};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::totp::{self, TotpSecret};
use crate::accounts::AccountId;
use crate::front_door::FrontDoor;
use crate::journey::{self, Beginning, Event, Journey, Step, Walk, advance, count_try};
use crate::visit::Visit;

/// How many codes may be tried before another secret is shown.
const TRIES: i64 = 5;

/// What the walk keeps.
#[derive(Serialize, Deserialize)]
struct Waiting {
    owner: Uuid,
    secret: String,
}

/// What came of a code.
pub enum Proved {
    Yes {
        secret: TotpSecret,
        /// The period whose code it was.
        step: i64,
    },
    No,
    /// No secret waits, or no tries are left.
    StartAgain,
}

/// The secret that waits in this browser for `owner`, or a new one. `account` is theirs, unless they are of the staff.
pub async fn secret(
    front: &FrontDoor,
    visit: &Visit,
    owner: Uuid,
    account: Option<AccountId>,
) -> Result<TotpSecret> {
    let walk = walk(&visit.view(front), visit).await?;
    if let Some(walk) = walk.filter(|walk| walk.tries < TRIES)
        && let Some(secret) = open(front, &walk, owner)?
    {
        return Ok(secret);
    }
    let secret = TotpSecret::new(&front.chance);
    let waiting = Waiting { owner, secret: secret.written() };
    let tx = visit.begin(front).await?;
    let beginning = Beginning { journey: Journey::FactorSetup, event: Event::SetupOpened, account };
    journey::begin(&tx, front, visit, beginning, &waiting).await?;
    tx.commit().await?;
    Ok(secret)
}

/// Tries the first code of the secret that waits, and uses the walk up if it is right. The caller commits whatever comes out.
pub async fn prove(tx: &Tx, front: &FrontDoor, visit: &Visit, owner: Uuid, typed: &str) -> Result<Proved> {
    let Some(walk) = walk(tx, visit).await? else { return Ok(Proved::StartAgain) };
    let Some(secret) = open(front, &walk, owner)? else { return Ok(Proved::StartAgain) };
    if count_try(tx, &walk, TRIES, visit.now).await?.is_none() {
        return Ok(Proved::StartAgain);
    }
    let step = totp::digits(typed).and_then(|digits| secret.step_of(&digits, visit.now));
    let Some(step) = step else { return Ok(Proved::No) };
    let is_first = advance(tx, &walk, Event::RightFactor, journey::Proved::default(), visit.now).await?;
    Ok(if is_first { Proved::Yes { secret, step } } else { Proved::StartAgain })
}

async fn walk(view: &base::db::View, visit: &Visit) -> Result<Option<Walk>> {
    journey::walk_at(view, visit, Journey::FactorSetup, Step::Factor).await
}

/// None where it waits for somebody else who uses this browser.
fn open(front: &FrontDoor, walk: &Walk, owner: Uuid) -> Result<Option<TotpSecret>> {
    let waiting: Waiting = journey::open(&front.keys, walk)?;
    if waiting.owner != owner {
        return Ok(None);
    }
    let secret = TotpSecret::parse(&waiting.secret);
    secret.map(Some).ok_or_else(|| Error::stored("an authenticator being set up", "its secret does not read"))
}
