//! One try at a code of the second factor, counted before it is compared.

use base::db::Tx;
use base::error::Result;
use uuid::Uuid;

use super::{Member, RULE, notice, record};
use crate::factors::{self, Answer, Asking, Given};
use crate::front_door::FrontDoor;
use crate::signin::guard::{Guard, Verdict};
use crate::visit::Visit;

pub(super) enum Tried {
    Right(Given),
    /// What the person is told.
    Wrong(String),
}

/// Makes the try and records it; `bound_to` is the walk or session that asked. The caller commits whatever comes out: a wrong code counts.
pub(super) async fn attempt(
    tx: &Tx,
    front: &FrontDoor,
    visit: &Visit,
    member: &Member,
    bound_to: Uuid,
    answer: Answer<'_>,
) -> Result<Tried> {
    let owner = member.id.uuid();
    let guard = Guard::of_factor(front, owner);
    // A passkey cannot be guessed, so that wrong codes do not keep its owner out.
    let is_code = matches!(answer, Answer::Code(_));
    let verdict = if is_code { guard.count(tx, RULE, visit.now).await? } else { Verdict::Open };
    if verdict != Verdict::Open {
        visit.record_of(tx, front, "staff.factor_held_up", Some(owner), "").await?;
        return Ok(Tried::Wrong(wait(visit, verdict)));
    }
    let Some(given) = factors::take(tx, front, visit, Asking { owner, bound_to }, answer).await? else {
        visit.record_of(tx, front, "staff.factor_failed", Some(owner), "").await?;
        if is_code && guard.begins_to_wait(tx).await? {
            notice::factor_tried(tx, front, visit, &member.email).await?;
        }
        return Ok(Tried::Wrong(visit.t(answer.refused()).to_owned()));
    };
    if is_code {
        guard.forgive(tx).await?;
    }
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
            visit.words.with("factors-wait", &[("minutes", minutes.into())])
        }
        Verdict::Closed | Verdict::Open => visit.t("staff-closed").to_owned(),
    }
}
