//! What is done with an import: apply it, give it up, undo it. Each is a form of the import's own page.

use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::get;
use base::error::Result;
use base::web::answer::{Answer, bare};

use super::tasks::About;
use super::{APPLY, Import, State as Stage, UNDO, page_path, remove_files, store};
use crate::front_door::FrontDoor;
use crate::office::Staff;
use crate::paths;
use crate::staff::permissions::may;
use crate::visit::Posted;

pub(super) fn routes() -> Router<FrontDoor> {
    Router::new()
        .route("/oficina/planta/cargas/{id}/aplicar", get(to_import::<may::ApplyRoster>).post(apply))
        .route("/oficina/planta/cargas/{id}/deshacer", get(to_import::<may::ApplyRoster>).post(undo))
        .route("/oficina/planta/cargas/{id}/descartar", get(to_import::<may::ImportRoster>).post(discard))
}

/// Whoever had to confirm again comes back here.
async fn to_import<P: crate::staff::permissions::May>(
    staff: Staff<P>,
    State(front): State<FrontDoor>,
    Path(id): Path<String>,
) -> Answer {
    let Some(import) = super::show::find(&front, &staff, &id).await? else {
        return Ok(bare(StatusCode::NOT_FOUND));
    };
    Ok(staff.see(&page_path(import.id)))
}

/// Leaves the work to a worker; sent twice, it is done once.
async fn apply(
    staff: Staff<may::ApplyRoster>,
    State(front): State<FrontDoor>,
    Path(id): Path<String>,
    _: Posted,
) -> Answer {
    let Some(import) = super::show::find(&front, &staff, &id).await? else {
        return Ok(bare(StatusCode::NOT_FOUND));
    };
    let tx = staff.begin(&front).await?;
    if store::advance(&tx, import.id, Stage::Checked, Stage::Applying, staff.now).await? {
        store::set_steps(&tx, import.id, 0, 0, staff.now).await?;
        let about = About::of(&staff, import.id);
        base::tasks::enqueue(&tx, front.writer(), APPLY, &about, super::ABANDONED_AFTER).await?;
        staff.record(&tx, &front, "imports.apply_asked", None, &import.id.to_string()).await?;
        tx.commit().await?;
    }
    Ok(staff.see(&page_path(import.id)))
}

async fn discard(
    staff: Staff<may::ImportRoster>,
    State(front): State<FrontDoor>,
    Path(id): Path<String>,
    _: Posted,
) -> Answer {
    let Some(import) = super::show::find(&front, &staff, &id).await? else {
        return Ok(bare(StatusCode::NOT_FOUND));
    };
    let tx = staff.begin(&front).await?;
    if import.state.may_be_discarded()
        && store::advance(&tx, import.id, import.state, Stage::Discarded, staff.now).await?
    {
        forget_values(&tx, &import).await?;
        staff.record(&tx, &front, "imports.discarded", None, &import.id.to_string()).await?;
        tx.commit().await?;
        remove_files(&front.uploads, import.id);
    }
    Ok(staff.see(paths::OFFICE_ROSTER))
}

/// What was wrong with the rows is nobody's affair once the import is over.
pub(super) async fn forget_values(tx: &base::db::Tx, import: &Import) -> Result<()> {
    let Some(outcome) = &import.outcome else { return Ok(()) };
    let mut outcome = outcome.clone();
    outcome.first_wrong.clear();
    store::set_outcome(tx, import.id, &outcome).await
}

/// Leaves the undoing to a worker, which may find that it cannot be done any more.
async fn undo(
    staff: Staff<may::ApplyRoster>,
    State(front): State<FrontDoor>,
    Path(id): Path<String>,
    _: Posted,
) -> Answer {
    let Some(import) = super::show::find(&front, &staff, &id).await? else {
        return Ok(bare(StatusCode::NOT_FOUND));
    };
    let tx = staff.begin(&front).await?;
    if store::advance(&tx, import.id, Stage::Applied, Stage::Undoing, staff.now).await? {
        store::set_reason(&tx, import.id, None).await?;
        store::set_steps(&tx, import.id, 0, 0, staff.now).await?;
        let about = About::of(&staff, import.id);
        base::tasks::enqueue(&tx, front.writer(), UNDO, &about, super::ABANDONED_AFTER).await?;
        staff.record(&tx, &front, "imports.undo_asked", None, &import.id.to_string()).await?;
        tx.commit().await?;
    }
    Ok(staff.see(&page_path(import.id)))
}
