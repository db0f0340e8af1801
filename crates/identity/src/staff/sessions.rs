//! One's own sessions of the office: where they are open, and ending one or all others.

use axum::Router;
use axum::extract::State;
use axum::routing::post;
use base::web::answer::Answer;

use super::permissions::may;
use super::{SessionId, store};
use crate::front_door::FrontDoor;
use crate::office::Staff;
use crate::paths;
use crate::visit::Posted;

pub(super) const END_PATH: &str = "/oficina/mi-acceso/sesiones/cerrar";
pub(super) const END_OTHERS_PATH: &str = "/oficina/mi-acceso/sesiones/cerrar-otras";

pub(super) fn routes() -> Router<FrontDoor> {
    Router::new().route(END_PATH, post(end)).route(END_OTHERS_PATH, post(end_others))
}

/// Ends one of the member's own sessions; another's id ends nothing.
async fn end(staff: Staff<may::EnterOffice>, State(front): State<FrontDoor>, posted: Posted) -> Answer {
    if let Ok(session) = posted.get("session").parse::<SessionId>() {
        let tx = staff.begin(&front).await?;
        if store::end_session_of(&tx, staff.member.id, session, staff.now).await? {
            staff.record(&tx, &front, "staff.session_ended", Some(staff.member.id.uuid()), "").await?;
        }
        tx.commit().await?;
    }
    Ok(staff.see(paths::OFFICE_OWN))
}

async fn end_others(staff: Staff<may::EnterOffice>, State(front): State<FrontDoor>, _: Posted) -> Answer {
    let tx = staff.begin(&front).await?;
    if store::end_other_sessions(&tx, staff.member.id, staff.session.id, staff.now).await? > 0 {
        staff.record(&tx, &front, "staff.sessions_ended", Some(staff.member.id.uuid()), "").await?;
    }
    tx.commit().await?;
    Ok(staff.see(paths::OFFICE_OWN))
}
