//! One try at a code of the second factor, counted before it is compared.

use base::db::Tx;
use base::error::Result;

use super::{MemberId, RULE};
use crate::factors::{self, Given};
use crate::front_door::FrontDoor;
use crate::signin::guard::{Guard, Verdict};
use crate::visit::Visit;

/// The field of the code.
pub(super) const FIELD: &str = "code";

pub(super) enum Tried {
    Right(Given),
    /// What the person is told.
    Wrong(String),
}

/// Makes the try. The caller commits whatever comes out: a wrong code counts.
pub(super) async fn attempt(
    tx: &Tx,
    front: &FrontDoor,
    visit: &Visit,
    member: MemberId,
    typed: &str,
) -> Result<Tried> {
    if typed.trim().is_empty() {
        return Ok(Tried::Wrong(visit.t("staff-code-missing").to_owned()));
    }
    let guard = Guard::of_factor(front, member.uuid());
    match guard.count(tx, RULE, visit.now).await? {
        Verdict::Open => {}
        held_up => return Ok(Tried::Wrong(wait(visit, held_up))),
    }
    let Some(given) = factors::take(tx, front, member.uuid(), typed).await? else {
        return Ok(Tried::Wrong(visit.t("staff-code-wrong").to_owned()));
    };
    guard.forgive(tx).await?;
    Ok(Tried::Right(given))
}

/// How long a guard asks to wait, or that it stays closed.
pub(super) fn wait(visit: &Visit, verdict: Verdict) -> String {
    match verdict {
        Verdict::Wait(until) => {
            let minutes = until.since(visit.now).as_secs().div_ceil(60);
            visit.words.with("staff-wait", &[("minutes", minutes.into())])
        }
        Verdict::Closed | Verdict::Open => visit.t("staff-closed").to_owned(),
    }
}
