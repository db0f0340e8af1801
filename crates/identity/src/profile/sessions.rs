//! Ending sessions: one, or all but this.

use axum::Router;
use axum::extract::State;
use axum::routing::post;
use base::web::answer::Answer;

use crate::front_door::FrontDoor;
use crate::paths;
use crate::sessions::{self, SessionId};
use crate::visit::{Posted, SignedIn};

pub(super) const END_PATH: &str = "/perfil/sesiones/cerrar";
pub(super) const END_OTHERS_PATH: &str = "/perfil/sesiones/cerrar-otras";

pub(super) fn routes() -> Router<FrontDoor> {
    Router::new().route(END_PATH, post(end)).route(END_OTHERS_PATH, post(end_others))
}

/// Ends one of the person's own sessions; another's id ends nothing.
async fn end(visit: SignedIn, State(front): State<FrontDoor>, posted: Posted) -> Answer {
    if let Ok(session) = posted.get("session").parse::<SessionId>() {
        let tx = visit.begin(&front).await?;
        if sessions::end(&tx, visit.account.id, session, visit.now).await? {
            visit.record(&tx, &front, "profile.session_ended", Some(visit.account.id), "").await?;
        }
        tx.commit().await?;
    }
    Ok(visit.see(paths::PROFILE))
}

async fn end_others(visit: SignedIn, State(front): State<FrontDoor>, _: Posted) -> Answer {
    let tx = visit.begin(&front).await?;
    sessions::end_others(&tx, visit.account.id, visit.session.id, visit.now).await?;
    visit.record(&tx, &front, "profile.sessions_ended", Some(visit.account.id), "").await?;
    tx.commit().await?;
    Ok(visit.see(paths::PROFILE))
}
