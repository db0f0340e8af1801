//! What each column of the file is: as its header tells or as somebody chose the last time, and changed where that is wrong.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::get;
use base::error::Result;
use base::form::FormState;
use base::texts::Words;
use base::web::answer::{Answer, bare};
use base::web::components::Choice;
use base::web::page::Page;
use identity::front_door::FrontDoor;
use identity::imports::headers_sha256;
use identity::office::{Staff, may};
use identity::roster::{DocumentType, printable};
use identity::visit::{Posted, page, page_again};

use super::tasks::About;
use super::{Batch, CHECK, State as Stage, page_path, store};
use crate::sheet::{Column, Mapping, WrongChoice};

const DOCUMENT_TYPE: &str = "document_type";

pub(super) fn routes() -> Router<FrontDoor> {
    Router::new().route("/oficina/nomina/{id}/columnas", get(show).post(choose))
}

/// One thing that the file may hold, and the select that says in which column it is.
struct Asked {
    name: String,
    label: String,
    is_optional: bool,
}

#[derive(Template)]
#[template(path = "payroll/columns.html")]
struct ColumnsPage {
    page: Page,
    form: FormState,
    action: String,
    discard: String,
    file_name: String,
    asked: Vec<Asked>,
    /// The columns of the file.
    choices: Vec<Choice>,
    document_types: Vec<Choice>,
}

async fn show(
    staff: Staff<may::LoadPayroll>,
    State(front): State<FrontDoor>,
    Path(id): Path<String>,
) -> Answer {
    let Some(batch) = super::show::find(&front, &staff, &id).await? else {
        return Ok(bare(StatusCode::NOT_FOUND));
    };
    if !batch.state.waits() {
        return Ok(staff.see(&page_path(batch.id)));
    }
    page(&columns_page(&front, &staff, form_of(&batch), &batch))
}

/// Keeps what the columns are, and has the file compared with what is known.
async fn choose(
    staff: Staff<may::LoadPayroll>,
    State(front): State<FrontDoor>,
    Path(id): Path<String>,
    posted: Posted,
) -> Answer {
    let Some(batch) = super::show::find(&front, &staff, &id).await? else {
        return Ok(bare(StatusCode::NOT_FOUND));
    };
    let columns = batch.kind.columns();
    let fields: Vec<String> = columns.iter().map(field).collect();
    let of = |column: &Column| {
        let place = columns.iter().position(|one| one == column);
        place.map_or("", |place| posted.get(&fields[place]))
    };
    match Mapping::chosen(&batch.headers, columns, of, posted.get(DOCUMENT_TYPE)) {
        Ok(mapping) => {
            begin_check(&front, &staff, &batch, &mapping).await?;
            Ok(staff.see(&page_path(batch.id)))
        }
        Err(wrong) => {
            let form = wrong_form(&staff.words, &posted, columns, &wrong);
            page_again(&columns_page(&front, &staff, form, &batch))
        }
    }
}

/// Sent twice, or for a batch that went on meanwhile, it changes nothing.
async fn begin_check(
    front: &FrontDoor,
    staff: &Staff<may::LoadPayroll>,
    batch: &Batch,
    mapping: &Mapping,
) -> Result<()> {
    let tx = staff.begin(front).await?;
    if !batch.state.waits() || !store::advance(&tx, batch.id, batch.state, Stage::Checking, staff.now).await?
    {
        return Ok(());
    }
    store::choose(&tx, batch.id, mapping, staff.member.id.uuid()).await?;
    store::remember(&tx, batch.kind, &headers_sha256(&batch.headers), mapping, staff.now).await?;
    let about = About::of(staff, batch.id);
    base::tasks::enqueue(&tx, front.writer(), CHECK, &about, super::ABANDONED_AFTER).await?;
    let detail = format!("{} {}", batch.kind.as_str(), batch.id);
    staff.record(&tx, front, "payroll.columns_chosen", None, &detail).await?;
    tx.commit().await
}

/// The form with what was chosen, and what is wrong with it in the order of the page.
fn wrong_form(words: &Words, posted: &Posted, columns: &[Column], wrong: &[WrongChoice]) -> FormState {
    let names: Vec<String> = columns.iter().map(field).collect();
    let mut kept: Vec<&str> = names.iter().map(String::as_str).collect();
    kept.push(DOCUMENT_TYPE);
    let mut form = FormState::keeping(posted, &kept);
    for column in columns {
        for choice in wrong {
            let (at, message) = match choice {
                WrongChoice::NoSuchColumn(at) => (at, "payroll-column-unknown"),
                WrongChoice::TakenTwice(at) => (at, "payroll-column-twice"),
                WrongChoice::Missing(at) => (at, "payroll-column-missing"),
                WrongChoice::MissingDocumentType => continue,
            };
            if at == column {
                form.add_error(&field(column), words.get(message));
            }
        }
    }
    if wrong.contains(&WrongChoice::MissingDocumentType) {
        form.add_error(DOCUMENT_TYPE, words.get("payroll-document-type-missing"));
    }
    form
}

fn form_of(batch: &Batch) -> FormState {
    let mut form = FormState::empty();
    for column in batch.kind.columns() {
        if let Some(place) = batch.mapping.place(column) {
            form = form.with_value(&field(column), place.to_string());
        }
    }
    form.with_value(DOCUMENT_TYPE, batch.mapping.document_type.map_or("", DocumentType::code))
}

fn columns_page(
    front: &FrontDoor,
    staff: &Staff<may::LoadPayroll>,
    form: FormState,
    batch: &Batch,
) -> ColumnsPage {
    let mut page = staff.page(front, staff.t("payroll-columns-title"));
    page.has_errors = form.has_errors();
    let headers = batch.headers.iter().enumerate().map(|(place, header)| {
        let number = staff.words.with("payroll-column-number", &[("number", (place as u32 + 1).into())]);
        let shown = printable(header);
        Choice::new(place.to_string(), if shown.is_empty() { number } else { shown })
    });
    let types =
        DocumentType::ALL.into_iter().map(|kind| Choice::new(kind.code(), staff.t(kind.name_message())));
    let asked = batch.kind.columns().iter().map(|column| Asked {
        name: field(column),
        label: capitalised(staff.t(column.label)),
        is_optional: !column.is_needed,
    });
    ColumnsPage {
        page,
        form,
        action: staff.url(&format!("{}/columnas", page_path(batch.id))),
        discard: staff.url(&format!("{}/descartar", page_path(batch.id))),
        file_name: batch.file_name.clone(),
        asked: asked.collect(),
        choices: headers.collect(),
        document_types: types.collect(),
    }
}

/// The name of the field that asks for a column.
fn field(column: &Column) -> String {
    format!("column-{}", column.label)
}

fn capitalised(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
