//! What is done with a batch: publish it or give it up. Each is a form of the batch's own page.

use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::get;
use base::db::Tx;
use base::error::Result;
use base::web::answer::{Answer, bare};
use identity::front_door::FrontDoor;
use identity::office::{May, Staff, may};
use identity::visit::Posted;

use super::tasks::About;
use super::{Batch, BatchId, HOME_PATH, PUBLISH, State as Stage, page_path, remove_files, store};

/// The field that says after which choice of columns the page was shown.
pub(super) const CHOICES: &str = "choices";

pub(super) fn routes() -> Router<FrontDoor> {
    Router::new()
        .route("/oficina/nomina/{id}/publicar", get(to_batch::<may::PublishPayroll>).post(publish))
        .route("/oficina/nomina/{id}/descartar", get(to_batch::<may::LoadPayroll>).post(discard))
}

/// Whoever had to confirm again comes back here.
async fn to_batch<P: May>(staff: Staff<P>, State(front): State<FrontDoor>, Path(id): Path<String>) -> Answer {
    let Some(batch) = super::show::find(&front, &staff, &id).await? else {
        return Ok(bare(StatusCode::NOT_FOUND));
    };
    Ok(staff.see(&page_path(batch.id)))
}

/// Whether this member may publish this batch, if anybody may: what is published is as much the affair of whoever said what the columns
/// are as of whoever sent the file.
pub(super) fn is_for<P>(staff: &Staff<P>, batch: &Batch) -> bool {
    let member = staff.member.id.uuid();
    !batch.kind.needs_second_person() || (batch.member_id != member && batch.chooser_id != Some(member))
}

/// Leaves the work to a worker; sent twice, it is done once. A form shown before somebody chose other columns shows the page anew.
async fn publish(
    staff: Staff<may::PublishPayroll>,
    State(front): State<FrontDoor>,
    Path(id): Path<String>,
    posted: Posted,
) -> Answer {
    let Some(batch) = super::show::find(&front, &staff, &id).await? else {
        return Ok(bare(StatusCode::NOT_FOUND));
    };
    if batch.state == Stage::Checked && posted.get(CHOICES) != batch.choices.to_string() {
        return super::show::changed_meanwhile(&front, &staff, &batch).await;
    }
    let member = staff.member.id.uuid();
    let publisher = store::Publisher { member, name: &staff.member.name, now: staff.now };
    let tx = staff.begin(&front).await?;
    if is_for(&staff, &batch)
        && batch.kind.is_offered(&staff.portal)
        && store::begin_publishing(&tx, &batch, &publisher).await?
    {
        let about = About::of(&staff, batch.id);
        base::tasks::enqueue(&tx, front.writer(), PUBLISH, &about, super::ABANDONED_AFTER).await?;
        let detail = format!("{} {}", batch.kind.as_str(), batch.id);
        staff.record(&tx, &front, "payroll.publish_asked", None, &detail).await?;
        tx.commit().await?;
    }
    Ok(staff.see(&page_path(batch.id)))
}

async fn discard(
    staff: Staff<may::LoadPayroll>,
    State(front): State<FrontDoor>,
    Path(id): Path<String>,
    _: Posted,
) -> Answer {
    let Some(batch) = super::show::find(&front, &staff, &id).await? else {
        return Ok(bare(StatusCode::NOT_FOUND));
    };
    let tx = staff.begin(&front).await?;
    if batch.state.may_be_discarded()
        && store::advance(&tx, batch.id, batch.state, Stage::Discarded, staff.now).await?
    {
        forget(&tx, batch.id).await?;
        let detail = format!("{} {}", batch.kind.as_str(), batch.id);
        staff.record(&tx, &front, "payroll.discarded", None, &detail).await?;
        tx.commit().await?;
        remove_files(&front.uploads, batch.id);
    }
    Ok(staff.see(HOME_PATH))
}

/// What a batch would have brought is nobody's affair once it is given up.
pub(super) async fn forget(tx: &Tx, id: BatchId) -> Result<()> {
    store::set_outcome(tx, id, None).await?;
    store::forget_drafts(tx, id).await
}

/// Of a published batch stay its counts and sums, not who was in it.
pub(super) async fn forget_values(tx: &Tx, batch: &Batch) -> Result<()> {
    let mut outcome = batch.outcome.clone().unwrap_or_default();
    outcome.first_wrong.clear();
    outcome.comparison.remarks.clear();
    store::set_outcome(tx, batch.id, Some(&outcome)).await?;
    store::forget_drafts(tx, batch.id).await
}
