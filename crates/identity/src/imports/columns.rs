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

use super::begin::headers_sha256;
use super::rules::{WrongChoice, field_of_missing, read_choices};
use super::tasks::About;
use super::{CHECK, Import, State as Stage, page_path, store};
use crate::front_door::FrontDoor;
use crate::office::Staff;
use crate::roster::columns::{Column, Mapping};
use crate::roster::{DocumentType, printable};
use crate::staff::permissions::may;
use crate::visit::{Posted, page, page_again};

const DOCUMENT_TYPE: &str = "document_type";
const SCOPE: &str = "scope";
const WHOLE: &str = "whole";
const PART: &str = "part";

pub(super) fn routes() -> Router<FrontDoor> {
    Router::new().route("/oficina/planta/cargas/{id}/columnas", get(show).post(choose))
}

/// One thing that the roster keeps, and the select that says in which column it is.
struct Asked {
    name: String,
    label: String,
}

#[derive(Template)]
#[template(path = "imports/columns.html")]
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
    scopes: Vec<Choice>,
}

async fn show(
    staff: Staff<may::ImportRoster>,
    State(front): State<FrontDoor>,
    Path(id): Path<String>,
) -> Answer {
    let Some(import) = super::show::find(&front, &staff, &id).await? else {
        return Ok(bare(StatusCode::NOT_FOUND));
    };
    if !import.state.waits() {
        return Ok(staff.see(&page_path(import.id)));
    }
    page(&columns_page(&front, &staff, form_of(&import), &import))
}

/// Keeps what the columns are, and has the file compared with the roster.
async fn choose(
    staff: Staff<may::ImportRoster>,
    State(front): State<FrontDoor>,
    Path(id): Path<String>,
    posted: Posted,
) -> Answer {
    let Some(import) = super::show::find(&front, &staff, &id).await? else {
        return Ok(bare(StatusCode::NOT_FOUND));
    };
    let fields: Vec<(Column, String)> = Column::ALL.map(|column| (column, field(column))).into();
    let of = |column: Column| {
        fields.iter().find(|(of, _)| *of == column).map_or("", |(_, field)| posted.get(field))
    };
    let is_whole = match posted.get(SCOPE) {
        WHOLE => Some(true),
        PART => Some(false),
        _ => None,
    };
    let mapping = read_choices(&import.headers, of, posted.get(DOCUMENT_TYPE));
    let (Ok(mapping), Some(is_whole)) = (&mapping, is_whole) else {
        let form = wrong_form(&staff.words, &posted, mapping.err().unwrap_or_default(), is_whole.is_none());
        return page_again(&columns_page(&front, &staff, form, &import));
    };
    begin_check(&front, &staff, &import, mapping, is_whole).await?;
    Ok(staff.see(&page_path(import.id)))
}

/// Has the worker compare the file, unless the import no longer waits for that.
async fn begin_check(
    front: &FrontDoor,
    staff: &Staff<may::ImportRoster>,
    import: &Import,
    mapping: &Mapping,
    is_whole: bool,
) -> Result<()> {
    let tx = staff.begin(front).await?;
    if !import.state.waits()
        || !store::advance(&tx, import.id, import.state, Stage::Checking, staff.now).await?
    {
        return Ok(());
    }
    store::choose(&tx, import.id, mapping, is_whole).await?;
    store::remember(&tx, &headers_sha256(&import.headers), mapping, staff.now).await?;
    let about = About::of(staff, import.id);
    base::tasks::enqueue(&tx, front.writer(), CHECK, &about, super::ABANDONED_AFTER).await?;
    tx.commit().await
}

/// The form with what was chosen, and what is wrong with it in the order of the page.
fn wrong_form(words: &Words, posted: &Posted, wrong: Vec<WrongChoice>, is_scope_missing: bool) -> FormState {
    let names: Vec<String> = Column::ALL.into_iter().map(field).collect();
    let mut kept: Vec<&str> = names.iter().map(String::as_str).collect();
    kept.extend([DOCUMENT_TYPE, SCOPE]);
    let mut form = FormState::keeping(posted, &kept);
    for column in Column::ALL {
        for choice in &wrong {
            let (at, message) = match choice {
                WrongChoice::NoSuchColumn(at) => (*at, words.get("imports-column-unknown").to_owned()),
                WrongChoice::TakenTwice(at) => (*at, words.get("imports-column-twice").to_owned()),
                WrongChoice::Missing(missing) => {
                    let what = [("what", words.get(missing.message()).into())];
                    (field_of_missing(*missing), words.with("imports-column-missing", &what))
                }
            };
            if at == column {
                form.add_error(&field(column), message);
            }
        }
    }
    if is_scope_missing {
        form.add_error(SCOPE, words.get("imports-scope-missing"));
    }
    form
}

fn form_of(import: &Import) -> FormState {
    let mapping = &import.mapping;
    let mut form = FormState::empty().with_value(SCOPE, if import.is_whole { WHOLE } else { PART });
    for (column, place) in &mapping.places {
        form = form.with_value(&field(*column), place.to_string());
    }
    form.with_value(DOCUMENT_TYPE, mapping.document_type.map_or("", DocumentType::code))
}

fn columns_page(
    front: &FrontDoor,
    staff: &Staff<may::ImportRoster>,
    form: FormState,
    import: &Import,
) -> ColumnsPage {
    let mut page = staff.page(front, staff.t("imports-columns-title"));
    page.has_errors = form.has_errors();
    let headers = import.headers.iter().enumerate().map(|(place, header)| {
        let number = staff.words.with("imports-column-number", &[("number", (place as u32 + 1).into())]);
        let shown = printable(header);
        Choice::new(place.to_string(), if shown.is_empty() { number } else { shown })
    });
    let types =
        DocumentType::ALL.into_iter().map(|kind| Choice::new(kind.code(), staff.t(kind.name_message())));
    let scope = |value, label: &str, hint: &str| Choice {
        hint: staff.t(hint).to_owned(),
        ..Choice::new(value, staff.t(label))
    };
    ColumnsPage {
        page,
        form,
        action: staff.url(&format!("{}/columnas", page_path(import.id))),
        discard: staff.url(&format!("{}/descartar", page_path(import.id))),
        file_name: import.file_name.clone(),
        asked: Column::ALL
            .into_iter()
            .map(|column| Asked { name: field(column), label: capitalised(staff.t(column.name_message())) })
            .collect(),
        choices: headers.collect(),
        document_types: types.collect(),
        scopes: vec![
            scope(WHOLE, "imports-scope-whole", "imports-scope-whole-hint"),
            scope(PART, "imports-scope-part", "imports-scope-part-hint"),
        ],
    }
}

/// The name of the field that asks for a column: `column-birth-date`.
fn field(column: Column) -> String {
    column.name_message().trim_start_matches("roster-").to_owned()
}

fn capitalised(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
