//! What staff can do with one message: send a notice again that did not go out, and stop one that waits.

use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::post;
use base::form::FormState;
use base::web::answer::{Answer, bare};

use super::outbox::{self, MessageId, Resent};
use super::{log, store};
use crate::front_door::FrontDoor;
use crate::office::{Staff, may};
use crate::visit::{Posted, page_again};

pub(super) fn routes() -> Router<FrontDoor> {
    Router::new()
        .route("/oficina/mensajes/{id}/reenviar", post(resend))
        .route("/oficina/mensajes/{id}/detener", post(stop))
}

async fn resend(
    staff: Staff<may::ActOnMessages>,
    State(front): State<FrontDoor>,
    Path(id): Path<String>,
    _: Posted,
) -> Answer {
    let Ok(id) = id.parse() else { return Ok(bare(StatusCode::NOT_FOUND)) };
    let tx = staff.begin(&front).await?;
    let problem = match outbox::resend(&tx, &front, &staff.portal, id).await? {
        Resent::Waits => {
            staff.record(&tx, &front, "messaging.resent", Some(id.uuid()), "").await?;
            tx.commit().await?;
            return Ok(staff.see(&log::message_path(id)));
        }
        Resent::OfNoUse => "messaging-log-not-resent",
        Resent::NoMoreToday => "messaging-log-no-more-today",
    };
    drop(tx);
    again(&front, &staff, id, problem).await
}

async fn stop(
    staff: Staff<may::ActOnMessages>,
    State(front): State<FrontDoor>,
    Path(id): Path<String>,
    _: Posted,
) -> Answer {
    let Ok(id) = id.parse() else { return Ok(bare(StatusCode::NOT_FOUND)) };
    let tx = staff.begin(&front).await?;
    if !outbox::stop(&tx, &front, id).await? {
        drop(tx);
        return again(&front, &staff, id, "messaging-log-not-stopped").await;
    }
    staff.record(&tx, &front, "messaging.stopped", Some(id.uuid()), "").await?;
    tx.commit().await?;
    Ok(staff.see(&log::message_path(id)))
}

/// The page of the message as it is now, with what was in the way; of a message that nobody has, no page.
async fn again(front: &FrontDoor, staff: &Staff<may::ActOnMessages>, id: MessageId, problem: &str) -> Answer {
    let Some(message) = store::one(&staff.view(front), id).await? else {
        return Ok(bare(StatusCode::NOT_FOUND));
    };
    let form = FormState::empty().with_problem(staff.t(problem));
    page_again(&log::message_page(front, staff, &message, form).await?)
}
