//! What was published by mistake is taken back, with a reason; what it had replaced stands again.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::get;
use base::db::View;
use base::error::Result;
use base::form::FormState;
use base::web::answer::{Answer, bare};
use base::web::page::Page;
use identity::front_door::FrontDoor;
use identity::office::{Permission, Staff, may};
use identity::visit::{Posted, page, page_again};

use super::{Batch, State as Stage, page_path, store};

const LONGEST_REASON: usize = 300;

pub(super) fn routes() -> Router<FrontDoor> {
    Router::new().route("/oficina/nomina/{id}/retirar", get(show).post(withdraw))
}

#[derive(Template)]
#[template(path = "payroll/withdraw.html")]
struct WithdrawPage {
    page: Page,
    form: FormState,
    action: String,
    back: String,
    file_name: String,
}

/// Whether this member may take this batch back: only the newest, since what a later file found unchanged stayed with the earlier one.
pub(super) async fn is_possible<P>(view: &View, staff: &Staff<P>, batch: &Batch) -> Result<bool> {
    let may = batch.state == Stage::Published
        && batch.kind.can_be_withdrawn()
        && staff.may(Permission::PublishPayroll);
    Ok(may && store::is_newest_published(view, batch).await?)
}

async fn show(
    staff: Staff<may::PublishPayroll>,
    State(front): State<FrontDoor>,
    Path(id): Path<String>,
) -> Answer {
    let Some(batch) = super::show::find(&front, &staff, &id).await? else {
        return Ok(bare(StatusCode::NOT_FOUND));
    };
    if !is_possible(&staff.view(&front), &staff, &batch).await? {
        return Ok(staff.see(&page_path(batch.id)));
    }
    page(&withdraw_page(&front, &staff, &batch, FormState::empty()))
}

/// Sent twice, it is done once.
async fn withdraw(
    staff: Staff<may::PublishPayroll>,
    State(front): State<FrontDoor>,
    Path(id): Path<String>,
    posted: Posted,
) -> Answer {
    let Some(batch) = super::show::find(&front, &staff, &id).await? else {
        return Ok(bare(StatusCode::NOT_FOUND));
    };
    if !is_possible(&staff.view(&front), &staff, &batch).await? {
        return Ok(staff.see(&page_path(batch.id)));
    }
    let reason = posted.trimmed("reason");
    if let Some(problem) = wrong_reason(&staff, reason) {
        let form = FormState::keeping(&posted, &["reason"]).with_error("reason", problem);
        return page_again(&withdraw_page(&front, &staff, &batch, form));
    }
    let tx = staff.begin(&front).await?;
    // Whoever asks to publish another one now waits, and finds that this one stands no more.
    store::hold_open(&tx, batch.kind).await?;
    if store::is_newest_published(&tx, &batch).await?
        && store::advance(&tx, batch.id, Stage::Published, Stage::Withdrawn, staff.now).await?
    {
        store::set_reason(&tx, batch.id, reason).await?;
        batch.kind.withdraw(&tx, batch.id.uuid(), staff.now).await?;
        let detail = format!("{} {}", batch.kind.as_str(), batch.id);
        staff.record(&tx, &front, "payroll.withdrawn", None, &detail).await?;
        tx.commit().await?;
    }
    Ok(staff.see(&page_path(batch.id)))
}

fn wrong_reason<P>(staff: &Staff<P>, reason: &str) -> Option<String> {
    if !reason.contains(char::is_alphanumeric) {
        return Some(staff.t("payroll-withdraw-reason-missing").to_owned());
    }
    let most = [("most", LONGEST_REASON.into())];
    let is_too_long = reason.chars().count() > LONGEST_REASON;
    is_too_long.then(|| staff.words.with("payroll-withdraw-reason-too-long", &most))
}

fn withdraw_page<P>(front: &FrontDoor, staff: &Staff<P>, batch: &Batch, form: FormState) -> WithdrawPage {
    let mut page = staff.page(front, staff.t("payroll-withdraw"));
    page.has_errors = form.has_errors();
    WithdrawPage {
        page,
        form,
        action: staff.url(&format!("{}/retirar", page_path(batch.id))),
        back: staff.url(&page_path(batch.id)),
        file_name: batch.file_name.clone(),
    }
}
