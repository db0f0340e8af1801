//! Ending the sessions of a person: one, or all.

use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::post;
use base::web::answer::{Answer, bare};

use super::person;
use crate::front_door::FrontDoor;
use crate::office::Staff;
use crate::sessions::{self, SessionId};
use crate::staff::permissions::may;
use crate::visit::Posted;

pub(super) const PATH: &str = "/sesiones";

pub(super) fn routes() -> Router<FrontDoor> {
    Router::new().route("/oficina/personas/{id}/sesiones", post(end))
}

/// The button says which; a session that is over or another's ends nothing.
async fn end(
    staff: Staff<may::EndSessions>,
    State(front): State<FrontDoor>,
    Path(id): Path<String>,
    posted: Posted,
) -> Answer {
    let Some((person, on_file)) = person::find_account(&staff.view(&front), &id).await? else {
        return Ok(bare(StatusCode::NOT_FOUND));
    };
    let account = on_file.account.id;
    let tx = staff.begin(&front).await?;
    if posted.get("all") == "yes" {
        if sessions::end_all(&tx, account, staff.now).await? > 0 {
            staff.record(&tx, &front, "people.sessions_ended", Some(account.uuid()), "").await?;
        }
    } else {
        let Ok(session) = posted.get("session").parse::<SessionId>() else {
            return Ok(bare(StatusCode::BAD_REQUEST));
        };
        if sessions::end(&tx, account, session, staff.now).await? {
            staff.record(&tx, &front, "people.session_ended", Some(account.uuid()), "").await?;
        }
    }
    tx.commit().await?;
    Ok(staff.see(&person.path()))
}
