//! What is done with an import: apply it, give it up, undo it. Each is a form of the import's own page.

use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use base::error::Result;
use base::form::FormState;
use base::web::answer::{Answer, bare};
use base::web::page::Page;

use askama::Template;

use super::tasks::About;
use super::{APPLY, Import, State as Stage, page_path, remove_files, store};
use crate::accounts;
use crate::front_door::FrontDoor;
use crate::office::Staff;
use crate::paths;
use crate::roster::batch::{self, Side};
use crate::staff::permissions::may;
use crate::visit::{Posted, page_again};

pub(super) fn routes() -> Router<FrontDoor> {
    Router::new()
        .route("/oficina/planta/cargas/{id}/aplicar", get(to_import::<may::ApplyRoster>).post(apply))
        .route("/oficina/planta/cargas/{id}/deshacer", get(to_import::<may::ApplyRoster>).post(undo))
        .route("/oficina/planta/cargas/{id}/descartar", get(to_import::<may::ImportRoster>).post(discard))
}

#[derive(Template)]
#[template(path = "imports/not_undone.html")]
struct NotUndonePage {
    page: Page,
    form: FormState,
    back: String,
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

/// Makes the roster what it was before the newest import, unless its people have gone on from there.
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
    batch::take_turn(&tx, &import.file_sha256, staff.now).await?;
    if let Some(reason) = refusal_to_undo(&tx, &import).await? {
        return not_undone(&front, &staff, &import, reason);
    }
    if store::advance(&tx, import.id, Stage::Applied, Stage::Undone, staff.now).await? {
        batch::switch(&tx, import.id, Side::Before, staff.now).await?;
        batch::clear(&tx, import.id).await?;
        staff.record(&tx, &front, "imports.undone", None, &import.id.to_string()).await?;
        tx.commit().await?;
    }
    Ok(staff.see(&page_path(import.id)))
}

/// The message id of why an import cannot be undone, if it cannot.
async fn refusal_to_undo(tx: &base::db::Tx, import: &Import) -> Result<Option<&'static str>> {
    let (Some(applied_at), Stage::Applied) = (import.applied_at, import.state) else {
        return Ok(Some("imports-undo-not-applied"));
    };
    if store::newest_applied(tx).await? != Some(import.id) {
        return Ok(Some("imports-undo-newer"));
    }
    let registered = accounts::store::registered_since(tx, applied_at).await?;
    if batch::has_any(tx, import.id, &registered).await? {
        return Ok(Some("imports-undo-registered"));
    }
    if !batch::stands(tx, import.id, Side::After).await? {
        return Ok(Some("imports-undo-changed"));
    }
    Ok(None)
}

fn not_undone(
    front: &FrontDoor,
    staff: &Staff<may::ApplyRoster>,
    import: &Import,
    reason: &str,
) -> Result<Response, base::web::answer::Failure> {
    let form = FormState::empty().with_problem(staff.t(reason));
    let mut page = staff.page(front, staff.t("imports-not-undone-title"));
    page.has_errors = true;
    page_again(&NotUndonePage { page, form, back: staff.url(&page_path(import.id)) })
}
