//! One import: what it would change, how far it has come, how it ended.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use base::error::Result;
use base::texts::Words;
use base::web::answer::{self, Answer, bare};
use base::web::components::{SummaryRow, Table};
use base::web::page::Page;

use super::{Import, Outcome, State as Stage, page_path, store, wrong_rows_of};
use crate::front_door::FrontDoor;
use crate::messaging::moment;
use crate::office::Staff;
use crate::paths;
use crate::staff::permissions::{Permission, may};
use crate::visit::page;

pub(super) fn routes() -> Router<FrontDoor> {
    Router::new()
        .route("/oficina/planta/cargas/{id}", get(show))
        .route("/oficina/planta/cargas/{id}/filas", get(download))
}

#[derive(Template)]
#[template(path = "imports/show.html")]
struct ShowPage {
    page: Page,
    file_name: String,
    by: String,
    /// The words of the bar, while a worker is busy with it.
    progress: Option<String>,
    steps: i64,
    steps_total: i64,
    notice: Option<String>,
    notice_kind: &'static str,
    counts: Vec<SummaryRow>,
    remarks: Vec<String>,
    wrong: Option<Table>,
    more_wrong: String,
    wrong_url: Option<String>,
    may_apply: bool,
    may_choose: bool,
    may_discard: bool,
    may_undo: bool,
    apply: String,
    columns: String,
    discard: String,
    undo: String,
    back: String,
}

async fn show(
    staff: Staff<may::ReadRoster>,
    State(front): State<FrontDoor>,
    Path(id): Path<String>,
) -> Answer {
    let Some(import) = find(&front, &staff, &id).await? else { return Ok(bare(StatusCode::NOT_FOUND)) };
    let is_newest = store::newest_applied(&staff.view(&front)).await? == Some(import.id);
    let may_import = staff.may(Permission::ImportRoster);
    if import.state == Stage::Columns && may_import {
        return Ok(staff.see(&format!("{}/columnas", page_path(import.id))));
    }
    let to = |step: &str| staff.url(&format!("{}/{step}", page_path(import.id)));
    let outcome = import.outcome.clone().unwrap_or_default();
    let words = &staff.words;
    let is_checked = import.state == Stage::Checked;
    let values = [
        ("name", import.member_name.as_str().into()),
        ("moment", moment::moment(import.uploaded_at, words).into()),
    ];
    let has_counts =
        !matches!(import.state, Stage::Columns | Stage::Checking | Stage::Refused | Stage::Discarded);
    page(&ShowPage {
        page: staff.page(&front, staff.t("imports-import-title")),
        by: words.with("imports-by", &values),
        file_name: import.file_name.clone(),
        progress: progress(&import, words),
        steps: import.steps,
        steps_total: import.steps_total,
        notice: notice(&import, &outcome, words),
        notice_kind: match import.state {
            Stage::Refused | Stage::Checked => "warning",
            Stage::Applied if import.reason.is_some() => "warning",
            Stage::Applied => "success",
            _ => "info",
        },
        counts: if has_counts { counts(&outcome, words) } else { Vec::new() },
        remarks: if has_counts { remarks(&outcome, words) } else { Vec::new() },
        wrong: (is_checked && may_import).then(|| wrong_table(&outcome, words)).flatten(),
        more_wrong: more_wrong(&outcome, words),
        wrong_url: (is_checked && may_import && outcome.wrong > 0).then(|| to("filas")),
        may_apply: is_checked && staff.may(Permission::ApplyRoster) && !outcome.changes_nothing(),
        may_choose: is_checked && may_import,
        may_discard: import.state.may_be_discarded() && may_import,
        may_undo: import.state == Stage::Applied && is_newest && staff.may(Permission::ApplyRoster),
        apply: to("aplicar"),
        columns: to("columnas"),
        discard: to("descartar"),
        undo: to("deshacer"),
        back: staff.url(paths::OFFICE_ROSTER),
    })
}

/// The import of this portal with this id.
pub(super) async fn find<P>(front: &FrontDoor, staff: &Staff<P>, id: &str) -> Result<Option<Import>> {
    let Ok(id) = id.parse() else { return Ok(None) };
    store::import(&staff.view(front), id).await
}

fn progress(import: &Import, words: &Words) -> Option<String> {
    match import.state {
        Stage::Checking => Some(words.get("imports-checking").to_owned()),
        Stage::Undoing => Some(words.get("imports-undoing").to_owned()),
        Stage::Applying if import.steps_total == 0 => Some(words.get("imports-applying").to_owned()),
        Stage::Applying => {
            let values = [("steps", import.steps.into()), ("total", import.steps_total.into())];
            Some(words.with("imports-applying-so-far", &values))
        }
        _ => None,
    }
}

fn notice(import: &Import, outcome: &Outcome, words: &Words) -> Option<String> {
    let id = match import.state {
        Stage::Columns => "imports-notice-columns",
        Stage::Checking | Stage::Applying | Stage::Undoing => return None,
        Stage::Checked | Stage::Applied if import.reason.is_some() => return import.reason.clone(),
        Stage::Checked if outcome.changes_nothing() => "imports-notice-nothing",
        Stage::Checked => "imports-notice-checked",
        Stage::Applied => "imports-notice-applied",
        Stage::Undone => "imports-notice-undone",
        Stage::Refused => return import.reason.clone(),
        Stage::Discarded => "imports-notice-discarded",
    };
    Some(words.get(id).to_owned())
}

fn counts(outcome: &Outcome, words: &Words) -> Vec<SummaryRow> {
    let changes: Vec<String> =
        outcome.changes.iter().map(|(what, count)| format!("{} {count}", words.get(what))).collect();
    let changed = if changes.is_empty() {
        outcome.changed.to_string()
    } else {
        format!("{} ({})", outcome.changed, changes.join(", "))
    };
    [
        ("imports-count-rows", outcome.rows.to_string()),
        ("imports-count-new", outcome.new.to_string()),
        ("imports-count-changed", changed),
        ("imports-count-same", outcome.same.to_string()),
        ("imports-count-gone", outcome.gone.to_string()),
        ("imports-count-wrong", outcome.wrong.to_string()),
    ]
    .map(|(term, value)| SummaryRow { term: words.get(term).to_owned(), value, action: None })
    .into()
}

fn remarks(outcome: &Outcome, words: &Words) -> Vec<String> {
    let mut remarks = Vec::new();
    if outcome.repeated > 0 {
        remarks.push(words.with("roster-import-repeated", &[("rows", outcome.repeated.into())]));
    }
    if outcome.held_back > 0 {
        remarks.push(words.with("roster-import-held-back", &[("people", outcome.held_back.into())]));
    }
    remarks
}

fn wrong_table(outcome: &Outcome, words: &Words) -> Option<Table> {
    if outcome.first_wrong.is_empty() {
        return None;
    }
    let rows = outcome.first_wrong.iter().map(|(row, what)| vec![row.to_string(), what.clone()]);
    Some(Table {
        caption: words.get("imports-wrong-title").to_owned(),
        columns: ["imports-wrong-row", "imports-wrong-what"].map(|id| words.get(id).to_owned()).into(),
        rows: rows.collect(),
    })
}

fn more_wrong(outcome: &Outcome, words: &Words) -> String {
    let more = (outcome.wrong as usize).saturating_sub(outcome.first_wrong.len());
    if more == 0 { String::new() } else { words.with("imports-wrong-more", &[("rows", more.into())]) }
}

/// The rows that were not taken, to mend and send again.
async fn download(
    staff: Staff<may::ImportRoster>,
    State(front): State<FrontDoor>,
    Path(id): Path<String>,
) -> Result<Response, answer::Failure> {
    let Some(import) = find(&front, &staff, &id).await? else { return Ok(bare(StatusCode::NOT_FOUND)) };
    let file = (import.state == Stage::Checked).then(|| front.uploads.read(&wrong_rows_of(import.id)));
    let Some(Ok(file)) = file else { return Ok(bare(StatusCode::NOT_FOUND)) };
    let tx = staff.begin(&front).await?;
    staff.record(&tx, &front, "imports.wrong_rows_read", None, &import.id.to_string()).await?;
    tx.commit().await?;
    Ok(answer::download(file, "text/csv; charset=utf-8", staff.t("imports-wrong-file")))
}
