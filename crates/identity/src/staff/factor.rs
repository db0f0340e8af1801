//! One try at a code of the second factor, counted before it is compared.

use base::db::Tx;
use base::error::Result;

use super::{Member, RULE, notice, record};
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

/// What is said of a field that was left empty; it costs no try.
pub(super) fn missing(visit: &Visit, typed: &str) -> Option<String> {
    typed.trim().is_empty().then(|| visit.t("staff-code-missing").to_owned())
}

/// Makes the try and records it. The caller commits whatever comes out: a wrong code counts.
pub(super) async fn attempt(
    tx: &Tx,
    front: &FrontDoor,
    visit: &Visit,
    member: &Member,
    typed: &str,
) -> Result<Tried> {
    let owner = member.id.uuid();
    let guard = Guard::of_factor(front, owner);
    match guard.count(tx, RULE, visit.now).await? {
        Verdict::Open => {}
        held_up => {
            visit.record_of(tx, front, "staff.factor_held_up", Some(owner), "").await?;
            return Ok(Tried::Wrong(wait(visit, held_up)));
        }
    }
    let Some(given) = factors::take(tx, front, owner, typed).await? else {
        visit.record_of(tx, front, "staff.factor_failed", Some(owner), "").await?;
        if guard.begins_to_wait(tx).await? {
            notice::factor_tried(tx, front, visit, &member.email).await?;
        }
        return Ok(Tried::Wrong(visit.t("staff-code-wrong").to_owned()));
    };
    guard.forgive(tx).await?;
    if let Given::SavedCode { .. } = given {
        record(tx, front, visit, member.id, "staff.saved_code_used", "").await?;
        notice::access_changed(tx, front, visit, &member.email).await?;
    }
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
