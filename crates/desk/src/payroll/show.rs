//! One batch: what it would bring, how far it has come, how it ended.

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
use identity::front_door::FrontDoor;
use identity::office::{Permission, Staff, may};
use identity::roster::printable;
use identity::visit::{page, page_again};

use super::home::by;
use super::{Batch, HOME_PATH, Outcome, State as Stage, page_path, store, wrong_rows_of};
use crate::sheet::Concept;

pub(super) fn routes() -> Router<FrontDoor> {
    Router::new().route("/oficina/nomina/{id}", get(show)).route("/oficina/nomina/{id}/filas", get(download))
}

/// Something to look at before publishing.
struct ShownRemark {
    title: String,
    lines: Vec<String>,
    /// How many more there are, in words.
    more: String,
}

#[derive(Template)]
#[template(path = "payroll/show.html")]
struct ShowPage {
    page: Page,
    title: String,
    file_name: String,
    by: String,
    /// The words of the bar, while a worker is busy with it.
    progress: Option<String>,
    steps: i64,
    steps_total: i64,
    notice: Option<String>,
    notice_kind: &'static str,
    counts: Vec<SummaryRow>,
    /// How each concept was taken, with its sum.
    concepts: Option<Table>,
    /// The columns of which nothing is read, in words.
    unused: String,
    remarks: Vec<ShownRemark>,
    wrong: Option<Table>,
    more_wrong: String,
    wrong_url: Option<String>,
    may_publish: bool,
    /// Another person has to publish it.
    needs_another: bool,
    may_choose: bool,
    may_discard: bool,
    /// Where what was published is taken back, if it can be.
    withdraw: Option<String>,
    publish: String,
    /// After which choice of columns this is shown.
    choices: String,
    columns: String,
    discard: String,
    back: String,
}

async fn show(
    staff: Staff<may::ReadPayroll>,
    State(front): State<FrontDoor>,
    Path(id): Path<String>,
) -> Answer {
    let Some(batch) = find(&front, &staff, &id).await? else { return Ok(bare(StatusCode::NOT_FOUND)) };
    if batch.state == Stage::Columns && staff.may(Permission::LoadPayroll) {
        return Ok(staff.see(&format!("{}/columnas", page_path(batch.id))));
    }
    page(&show_page(&front, &staff, &batch).await?)
}

/// The page again, for whoever meant to publish what it showed before.
pub(super) async fn changed_meanwhile<P>(front: &FrontDoor, staff: &Staff<P>, batch: &Batch) -> Answer {
    let notice = Some(staff.t("payroll-notice-changed-meanwhile").to_owned());
    page_again(&ShowPage { notice, ..show_page(front, staff, batch).await? })
}

async fn show_page<P>(front: &FrontDoor, staff: &Staff<P>, batch: &Batch) -> Result<ShowPage> {
    let to = |step: &str| staff.url(&format!("{}/{step}", page_path(batch.id)));
    let words = &staff.words;
    let may_load = staff.may(Permission::LoadPayroll);
    let outcome = batch.outcome.clone().unwrap_or_default();
    let is_checked = batch.state == Stage::Checked;
    let has_counts =
        matches!(batch.state, Stage::Checked | Stage::Publishing | Stage::Published | Stage::Withdrawn);
    let could_publish = is_checked
        && staff.may(Permission::PublishPayroll)
        && batch.kind.is_offered(&staff.portal)
        && !outcome.comparison.brings_nothing();
    let title = staff.t(&format!("payroll-kind-{}", batch.kind.as_str())).to_owned();
    Ok(ShowPage {
        page: staff.page(front, title.clone()),
        title,
        by: by(staff, batch),
        file_name: batch.file_name.clone(),
        progress: progress(batch, words),
        steps: batch.steps,
        steps_total: batch.steps_total,
        notice: notice(batch, &outcome, words),
        notice_kind: match batch.state {
            Stage::Refused | Stage::Checked | Stage::Withdrawn => "warning",
            Stage::Published => "success",
            _ => "info",
        },
        counts: if has_counts { counts(&outcome, words) } else { Vec::new() },
        concepts: has_counts.then(|| concepts(&outcome, words)).flatten(),
        unused: if is_checked { unused(batch, words) } else { String::new() },
        remarks: if has_counts { remarks(&outcome, words) } else { Vec::new() },
        wrong: is_checked.then(|| wrong_table(&outcome, words)).flatten(),
        more_wrong: more_wrong(&outcome, words),
        wrong_url: (is_checked && may_load && outcome.wrong > 0).then(|| to("filas")),
        may_publish: could_publish && super::act::is_for(staff, batch),
        needs_another: could_publish && !super::act::is_for(staff, batch),
        may_choose: is_checked && may_load,
        may_discard: batch.state.may_be_discarded() && may_load,
        withdraw: super::withdraw::is_possible(&staff.view(front), staff, batch)
            .await?
            .then(|| to("retirar")),
        choices: batch.choices.to_string(),
        publish: to("publicar"),
        columns: to("columnas"),
        discard: to("descartar"),
        back: staff.url(HOME_PATH),
    })
}

/// The batch of this portal with this id.
pub(super) async fn find<P>(front: &FrontDoor, staff: &Staff<P>, id: &str) -> Result<Option<Batch>> {
    let Ok(id) = id.parse() else { return Ok(None) };
    store::batch(&staff.view(front), id).await
}

fn progress(batch: &Batch, words: &Words) -> Option<String> {
    match batch.state {
        Stage::Checking if batch.steps_total == 0 => Some(words.get("payroll-checking").to_owned()),
        Stage::Checking => {
            let values = [("steps", batch.steps.into()), ("total", batch.steps_total.into())];
            Some(words.with("payroll-checking-so-far", &values))
        }
        Stage::Publishing => Some(words.get("payroll-publishing").to_owned()),
        _ => None,
    }
}

fn notice(batch: &Batch, outcome: &Outcome, words: &Words) -> Option<String> {
    let id = match batch.state {
        Stage::Columns => "payroll-notice-columns",
        Stage::Checking | Stage::Publishing => return None,
        Stage::Checked if outcome.comparison.brings_nothing() => "payroll-notice-nothing",
        Stage::Checked => "payroll-notice-checked",
        Stage::Published => "payroll-notice-published",
        Stage::Withdrawn => {
            let reason = batch.reason.as_deref().unwrap_or_default();
            return Some(words.with("payroll-notice-withdrawn", &[("reason", reason.into())]));
        }
        Stage::Refused => return batch.reason.clone(),
        Stage::Discarded => "payroll-notice-discarded",
    };
    Some(words.get(id).to_owned())
}

fn counts(outcome: &Outcome, words: &Words) -> Vec<SummaryRow> {
    let comparison = &outcome.comparison;
    let numbers = [
        ("payroll-count-rows", outcome.rows),
        ("payroll-count-people", outcome.people),
        ("payroll-count-new", comparison.new),
        ("payroll-count-changed", comparison.changed),
        ("payroll-count-same", comparison.same),
        ("payroll-count-wrong", outcome.wrong),
    ];
    let numbers = numbers.map(|(term, number)| (term.to_owned(), number.to_string()));
    let sums = comparison.totals.iter().map(|(term, sum)| (term.clone(), sum.to_string()));
    let rows = numbers.into_iter().chain(sums);
    rows.map(|(term, value)| SummaryRow { term: words.get(&term).to_owned(), value, action: None }).collect()
}

fn concepts(outcome: &Outcome, words: &Words) -> Option<Table> {
    let concepts = &outcome.comparison.concepts;
    if concepts.is_empty() {
        return None;
    }
    let cells = |one: &Concept| vec![one.name.clone(), words.get(&one.kind).to_owned(), one.sum.to_string()];
    let columns = ["payroll-concept", "payroll-concept-kind", "payroll-concept-sum"];
    Some(Table {
        caption: words.get("payroll-concepts").to_owned(),
        columns: columns.map(|id| words.get(id).to_owned()).into(),
        rows: concepts.iter().map(cells).collect(),
    })
}

fn unused(batch: &Batch, words: &Words) -> String {
    let headers = batch.kind.unused(&batch.headers, &batch.mapping);
    let shown: Vec<String> = headers.into_iter().map(printable).filter(|header| !header.is_empty()).collect();
    if shown.is_empty() {
        return String::new();
    }
    words.with("payroll-unused", &[("columns", shown.join(" · ").into())])
}

fn remarks(outcome: &Outcome, words: &Words) -> Vec<ShownRemark> {
    let shown = outcome.comparison.remarks.iter().map(|remark| {
        let more = (remark.count as usize).saturating_sub(remark.lines.len());
        ShownRemark {
            title: words.with(&remark.message, &[("count", remark.count.into())]),
            lines: remark.lines.clone(),
            more: if more == 0 {
                String::new()
            } else {
                words.with("payroll-more", &[("count", more.into())])
            },
        }
    });
    shown.collect()
}

fn wrong_table(outcome: &Outcome, words: &Words) -> Option<Table> {
    if outcome.first_wrong.is_empty() {
        return None;
    }
    let rows = outcome.first_wrong.iter().map(|row| vec![row.row.to_string(), row.what.clone()]);
    Some(Table {
        caption: words.get("payroll-wrong-title").to_owned(),
        columns: ["payroll-wrong-row", "payroll-wrong-what"].map(|id| words.get(id).to_owned()).into(),
        rows: rows.collect(),
    })
}

fn more_wrong(outcome: &Outcome, words: &Words) -> String {
    let more = (outcome.wrong as usize).saturating_sub(outcome.first_wrong.len());
    if more == 0 { String::new() } else { words.with("payroll-wrong-more", &[("rows", more.into())]) }
}

/// The rows that were not taken, to mend and send again.
async fn download(
    staff: Staff<may::LoadPayroll>,
    State(front): State<FrontDoor>,
    Path(id): Path<String>,
) -> Result<Response, answer::Failure> {
    let Some(batch) = find(&front, &staff, &id).await? else { return Ok(bare(StatusCode::NOT_FOUND)) };
    let file = (batch.state == Stage::Checked).then(|| front.uploads.read(&wrong_rows_of(batch.id)));
    let Some(Ok(file)) = file else { return Ok(bare(StatusCode::NOT_FOUND)) };
    let tx = staff.begin(&front).await?;
    staff.record(&tx, &front, "payroll.wrong_rows_read", None, &batch.id.to_string()).await?;
    tx.commit().await?;
    Ok(answer::download(file, "text/csv; charset=utf-8", staff.t("payroll-wrong-file")))
}
