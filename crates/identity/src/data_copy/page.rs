//! The copy as a page, for people.

use askama::Template;
use axum::extract::{Extension, State};
use axum::http::StatusCode;
use base::web::answer::{Answer, bare};
use base::web::components::{SummaryRow, Table};
use base::web::page::Page;

use super::{FILE_PATH, Form, Gathers, gather};
use crate::front_door::FrontDoor;
use crate::held::{Fact, ROWS_AT_MOST, Row, Section, Value};
use crate::messaging::moment::{day, moment};
use crate::paths;
use crate::twosteps::Fresh;
use crate::visit::{Visit, page};

/// Rows with more facts than this are cards: as a table they would be too wide.
const COLUMNS_AT_MOST: usize = 5;

#[derive(Template)]
#[template(path = "data_copy/copy.html")]
struct CopyPage {
    page: Page,
    made_at: String,
    file: String,
    sections: Vec<Shown>,
    /// The headings of sections without a row.
    empty: Vec<String>,
    back: String,
}

/// A section as it is drawn.
struct Shown {
    key: &'static str,
    title: String,
    /// «Solo se muestran los 1.000 más recientes», or "".
    cut: String,
    /// «Ver 12 registros»
    count: String,
    body: Body,
}

enum Body {
    /// One row.
    Facts(Vec<SummaryRow>),
    Table(Table),
    Cards(Vec<Card>),
}

/// A row with many facts, or with rows inside.
struct Card {
    /// Its first fact.
    title: String,
    facts: Vec<SummaryRow>,
    tables: Vec<Table>,
}

pub(super) async fn show(
    visit: Fresh,
    State(front): State<FrontDoor>,
    Extension(gathers): Extension<Gathers>,
) -> Answer {
    let Some(sections) = gather(&front, &visit, gathers, Form::Page).await? else {
        return Ok(bare(StatusCode::TOO_MANY_REQUESTS));
    };
    let (empty, full): (Vec<_>, Vec<_>) = sections.into_iter().partition(|section| section.rows.is_empty());
    page(&CopyPage {
        page: visit.page(&front, visit.t("data-copy-title")),
        made_at: moment(visit.now, &visit.words),
        file: visit.url(FILE_PATH),
        sections: full.iter().map(|section| shown(&visit, section)).collect(),
        empty: empty.iter().map(|section| visit.t(section.title).to_owned()).collect(),
        back: visit.url(paths::PERSONAL_DATA),
    })
}

fn shown(visit: &Visit, section: &Section) -> Shown {
    let cut = if section.is_truncated {
        visit.words.with("data-copy-cut", &[("rows", ROWS_AT_MOST.into())])
    } else {
        String::new()
    };
    Shown {
        key: section.key,
        title: visit.t(section.title).to_owned(),
        cut,
        count: visit.words.with("data-copy-count", &[("rows", section.rows.len().into())]),
        body: body(visit, &section.rows),
    }
}

fn body(visit: &Visit, rows: &[Row]) -> Body {
    let has_inner = rows.iter().flatten().any(|fact| matches!(fact.value, Value::Rows(_)));
    let is_narrow = rows.iter().all(|row| row.len() <= COLUMNS_AT_MOST);
    match rows {
        [row] if !has_inner => Body::Facts(facts(visit, row)),
        _ if !has_inner && is_narrow => Body::Table(table(visit, String::new(), rows)),
        _ => Body::Cards(rows.iter().map(|row| card(visit, row)).collect()),
    }
}

fn card(visit: &Visit, row: &Row) -> Card {
    let (title, rest) = row
        .split_first()
        .map_or((String::new(), row.as_slice()), |(first, rest)| (told(visit, &first.value), rest));
    let inner = |fact: &Fact| match &fact.value {
        Value::Rows(rows) if !rows.is_empty() => Some(table(visit, visit.t(fact.label).to_owned(), rows)),
        _ => None,
    };
    Card { title, facts: facts(visit, rest), tables: rest.iter().filter_map(inner).collect() }
}

/// What is known of a row, without what is not.
fn facts(visit: &Visit, row: &[Fact]) -> Vec<SummaryRow> {
    row.iter()
        .filter(|fact| !matches!(fact.value, Value::Nothing | Value::Rows(_)))
        .map(|fact| SummaryRow {
            term: visit.t(fact.label).to_owned(),
            value: told(visit, &fact.value),
            action: None,
        })
        .collect()
}

/// Columns that say nothing in any row are left out.
fn table(visit: &Visit, caption: String, rows: &[Row]) -> Table {
    let is_told = |column: &usize| {
        rows.iter().any(|row| row.get(*column).is_some_and(|fact| fact.value != Value::Nothing))
    };
    let columns: Vec<usize> = (0..rows.first().map_or(0, Vec::len)).filter(is_told).collect();
    let of_row = |row: &Row| -> Vec<String> {
        columns.iter().filter_map(|column| row.get(*column)).map(|fact| told(visit, &fact.value)).collect()
    };
    let name = |fact: &Fact| visit.t(fact.label).to_owned();
    Table {
        caption,
        columns: columns.iter().filter_map(|column| rows.first()?.get(*column)).map(name).collect(),
        rows: rows.iter().map(of_row).collect(),
    }
}

fn told(visit: &Visit, value: &Value) -> String {
    match value {
        Value::Nothing => visit.t("data-copy-nothing").to_owned(),
        Value::Text(text) | Value::Coded { words: text, .. } => text.clone(),
        Value::Day(date) => day(*date, &visit.words),
        Value::Moment(at) => moment(*at, &visit.words),
        Value::Number(number) => number.to_string(),
        Value::YesNo(is_so) => visit.t(if *is_so { "data-copy-yes" } else { "data-copy-no" }).to_owned(),
        Value::Rows(rows) => rows.len().to_string(),
    }
}
