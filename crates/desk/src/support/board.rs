//! The board of the office: the open cases by due date, a filter, a search by number, and the same as a file for a spreadsheet.

use askama::Template;
use axum::Router;
use axum::extract::{Query, State as Shared};
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::get;
use base::db::View;
use base::error::Result;
use base::texts::Words;
use base::web::answer::Answer;
use base::web::components::Choice;
use base::web::page::Page;
use base::web::spreadsheet;
use identity::front_door::FrontDoor;
use identity::messaging::moment;
use identity::office::Staff;
use identity::paths;
use identity::staff::permissions::may;
use identity::staff::{self, Member};
use identity::visit::page;
use jiff::civil::Date;
use serde::Deserialize;

use super::number::CaseNumber;
use super::rules::{Kind, Left, State};
use super::store::{self, Filter, Place, States, Whose};
use super::{Case, telling};

const EXPORT_PATH: &str = "/oficina/pqr/exportar";
const PAGE_ROWS: usize = 50;
/// How many cases are read at a time for the file.
const EXPORT_ROWS: usize = 500;
/// The values of the filters that are no code of a kind, a state or a member.
const ALL_STATES: &str = "todas";
const NOBODY: &str = "nadie";

pub(super) fn routes() -> Router<FrontDoor> {
    Router::new().route(paths::OFFICE_CASES, get(show)).route(EXPORT_PATH, get(export))
}

/// What the address asks for; what it does not understand, it leaves out.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    #[serde(rename = "tipo")]
    kind: String,
    #[serde(rename = "estado")]
    state: String,
    #[serde(rename = "encargado")]
    assignee: String,
    #[serde(rename = "numero")]
    number: String,
    /// Where the last page ended.
    #[serde(rename = "desde")]
    after: String,
}

impl Asked {
    fn filter(&self) -> Filter {
        Filter {
            kind: Kind::from_code(&self.kind),
            states: match State::from_code(&self.state) {
                Some(state) => States::Only(state),
                None if self.state == ALL_STATES => States::All,
                None => States::Open,
            },
            whose: match self.assignee.parse() {
                Ok(member) => Whose::Of(member),
                Err(_) if self.assignee == NOBODY => Whose::Nobodys,
                Err(_) => Whose::Anybodys,
            },
        }
    }
}

/// One of the filters: its name in the address, its label, and what it offers.
struct Select {
    name: &'static str,
    label: String,
    choices: Vec<Choice>,
    chosen: String,
}

/// Cases that are equally near their end.
struct Section {
    title: String,
    rows: Vec<Listed>,
}

/// A case as the board shows it.
struct Listed {
    number: String,
    url: String,
    kind: String,
    name: String,
    state: String,
    due_on: String,
    left: String,
    assignee: String,
}

#[derive(Template)]
#[template(path = "support/board.html")]
struct BoardPage {
    page: Page,
    counts: Vec<(String, i64)>,
    number: String,
    is_unknown_number: bool,
    selects: Vec<Select>,
    sections: Vec<Section>,
    action: String,
    export: String,
    next: String,
}

async fn show(
    staff: Staff<may::ReadCases>,
    Shared(front): Shared<FrontDoor>,
    Query(asked): Query<Asked>,
) -> Answer {
    let view = staff.view(&front);
    if let Some(case) = numbered(&view, &asked.number).await? {
        return Ok(staff.see(&super::case_page::path(case)));
    }
    let today = moment::date_there(staff.now);
    let filter = asked.filter();
    let mut cases = store::page(&view, &filter, place(&asked.after), PAGE_ROWS + 1).await?;
    let is_more = cases.len() > PAGE_ROWS;
    cases.truncate(PAGE_ROWS);
    let members = staff::store::all_members(&view).await?;
    let next = cases.last().filter(|_| is_more).map_or_else(String::new, |last| {
        staff.url(&address(paths::OFFICE_CASES, &asked, &written(Place::of(last))))
    });
    page(&BoardPage {
        page: staff.page(&front, staff.t("support-board-title")),
        counts: counted(&view, &staff.words, today).await?,
        is_unknown_number: !asked.number.trim().is_empty(),
        selects: selects(&staff.words, &filter, &members),
        sections: sections(&staff, &cases, &members, today),
        action: staff.url(paths::OFFICE_CASES),
        export: staff.url(&address(EXPORT_PATH, &asked, "")),
        number: asked.number,
        next,
    })
}

/// The case that was searched for.
async fn numbered(view: &View, typed: &str) -> Result<Option<super::CaseId>> {
    let Some(number) = CaseNumber::parse(typed) else { return Ok(None) };
    let numbered = store::by_number(view, &number.to_string()).await?;
    Ok(numbered.map(|numbered| numbered.id))
}

async fn counted(view: &View, words: &Words, today: Date) -> Result<Vec<(String, i64)>> {
    let counts = super::open_by_due_date(view, today).await?;
    let named = [
        ("support-board-overdue", counts.overdue),
        ("support-board-soon", counts.soon),
        ("support-board-later", counts.later),
        ("support-board-stopped", counts.stopped),
    ];
    Ok(named.map(|(id, count)| (words.get(id).to_owned(), count)).into())
}

fn selects(words: &Words, filter: &Filter, members: &[Member]) -> Vec<Select> {
    let choice = |value: &str, id: &str| Choice::new(value, words.get(id));
    let kinds = Kind::ALL.map(|kind| Choice::new(kind.code(), telling::kind(words, kind)));
    let states = State::ALL.map(|state| Choice::new(state.code(), telling::state(words, state)));
    let people = members.iter().map(|member| Choice::new(member.id.to_string(), &*member.name));
    vec![
        Select {
            name: "tipo",
            label: words.get("support-filter-kind").to_owned(),
            choices: [choice("", "support-filter-any-kind")].into_iter().chain(kinds).collect(),
            chosen: filter.kind.map_or("", Kind::code).to_owned(),
        },
        Select {
            name: "estado",
            label: words.get("support-filter-state").to_owned(),
            choices: [choice("", "support-filter-open"), choice(ALL_STATES, "support-filter-any-state")]
                .into_iter()
                .chain(states)
                .collect(),
            chosen: match filter.states {
                States::Open => String::new(),
                States::All => ALL_STATES.to_owned(),
                States::Only(state) => state.code().to_owned(),
            },
        },
        Select {
            name: "encargado",
            label: words.get("support-filter-assignee").to_owned(),
            choices: [choice("", "support-filter-anybody"), choice(NOBODY, "support-filter-nobody")]
                .into_iter()
                .chain(people)
                .collect(),
            chosen: match filter.whose {
                Whose::Anybodys => String::new(),
                Whose::Nobodys => NOBODY.to_owned(),
                Whose::Of(member) => member.to_string(),
            },
        },
    ]
}

/// The headings of the board, in their order.
const HEADINGS: [&str; 5] = [
    "support-board-overdue",
    "support-board-soon",
    "support-board-later",
    "support-board-stopped",
    "support-board-ended",
];

fn heading(left: Left) -> &'static str {
    match left {
        Left::Overdue(_) => "support-board-overdue",
        Left::Stopped => "support-board-stopped",
        Left::Nothing => "support-board-ended",
        left if left.is_soon() => "support-board-soon",
        Left::Today | Left::Days(_) => "support-board-later",
    }
}

/// The cases under their headings, each of which is there once and only where it has cases.
fn sections(staff: &Staff<may::ReadCases>, cases: &[Case], members: &[Member], today: Date) -> Vec<Section> {
    let section = |title: &str| {
        let under = cases.iter().filter(|case| heading(case.course.left(today)) == title);
        let rows = under.map(|case| listed(staff, case, members, today)).collect();
        Section { title: staff.t(title).to_owned(), rows }
    };
    HEADINGS.into_iter().map(section).filter(|section| !section.rows.is_empty()).collect()
}

fn listed(staff: &Staff<may::ReadCases>, case: &Case, members: &[Member], today: Date) -> Listed {
    Listed {
        number: case.number.clone(),
        url: staff.url(&super::case_page::path(case.id)),
        kind: telling::kind(&staff.words, case.course.kind),
        name: case.name.clone(),
        state: telling::state(&staff.words, case.course.state),
        due_on: moment::day(case.course.due_on, &staff.words),
        left: telling::left(&staff.words, &case.course, today),
        assignee: match case.assignee {
            Some(_) => name_of(members, case),
            None => staff.t("support-filter-nobody").to_owned(),
        },
    }
}

fn name_of(members: &[Member], case: &Case) -> String {
    let assignee = members.iter().find(|member| Some(member.id) == case.assignee);
    assignee.map_or_else(String::new, |member| member.name.clone())
}

/// The address of a page with the filter in it.
fn address(path: &str, asked: &Asked, after: &str) -> String {
    let mut pairs = filter_in_words(&asked.filter());
    if !after.is_empty() {
        pairs.push(format!("desde={after}"));
    }
    if pairs.is_empty() { path.to_owned() } else { format!("{path}?{}", pairs.join("&")) }
}

/// `tipo=claim`, `estado=answered`: what the filter asks for, as the address and the audit trail have it.
fn filter_in_words(filter: &Filter) -> Vec<String> {
    let mut pairs = Vec::new();
    if let Some(kind) = filter.kind {
        pairs.push(format!("tipo={}", kind.code()));
    }
    match filter.states {
        States::Open => {}
        States::All => pairs.push(format!("estado={ALL_STATES}")),
        States::Only(state) => pairs.push(format!("estado={}", state.code())),
    }
    match filter.whose {
        Whose::Anybodys => {}
        Whose::Nobodys => pairs.push(format!("encargado={NOBODY}")),
        Whose::Of(member) => pairs.push(format!("encargado={member}")),
    }
    pairs
}

/// `0.2026-12-14.0192f5a0-…`
fn written(place: Place) -> String {
    format!("{}.{}.{}", u8::from(place.is_stopped), place.due_on, place.id)
}

fn place(written: &str) -> Option<Place> {
    let mut parts = written.splitn(3, '.');
    let is_stopped = parts.next()? == "1";
    Some(Place { is_stopped, due_on: parts.next()?.parse().ok()?, id: parts.next()?.parse().ok()? })
}

/// Everything that the filter lets through. Personal data leaves the portal here, so that is recorded.
async fn export(
    staff: Staff<may::ReadCases>,
    Shared(front): Shared<FrontDoor>,
    Query(asked): Query<Asked>,
) -> Answer {
    let view = staff.view(&front);
    let members = staff::store::all_members(&view).await?;
    let mut file =
        spreadsheet::BEGINNING.to_owned() + &spreadsheet::row(&COLUMNS.map(|column| staff.t(column)));
    let (mut after, mut rows) = (None, 0_usize);
    loop {
        let cases = store::page(&view, &asked.filter(), after, EXPORT_ROWS).await?;
        for case in &cases {
            file += &spreadsheet::row(&cells(&staff.words, case, &members));
        }
        rows += cases.len();
        after = cases.last().map(Place::of);
        if cases.len() < EXPORT_ROWS {
            break;
        }
    }
    let tx = staff.begin(&front).await?;
    let detail = [vec![rows.to_string()], filter_in_words(&asked.filter())].concat().join(" ");
    staff.record(&tx, &front, "support.exported", None, &detail).await?;
    tx.commit().await?;
    let name = format!("attachment; filename=\"pqr-{}.csv\"", moment::date_there(staff.now));
    let kind = "text/csv; charset=utf-8".to_owned();
    Ok(([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)], file).into_response())
}

/// The columns of the file.
const COLUMNS: [&str; 9] = [
    "support-number",
    "support-filter-kind",
    "support-filter-state",
    "support-received-on",
    "support-due-on",
    "support-filter-assignee",
    "support-name",
    "support-email",
    "support-document",
];

fn cells(words: &Words, case: &Case, members: &[Member]) -> [String; 9] {
    [
        case.number.clone(),
        telling::kind(words, case.course.kind),
        telling::state(words, case.course.state),
        case.course.received_on.to_string(),
        case.course.due_on.to_string(),
        name_of(members, case),
        case.name.clone(),
        case.email.clone(),
        case.document.clone().unwrap_or_default(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_brings_back_the_filter_that_it_was_made_of() {
        let asked = Asked {
            kind: "claim".into(),
            state: "answered".into(),
            assignee: NOBODY.into(),
            ..Asked::default()
        };
        assert_eq!(address("/x", &asked, "1"), "/x?tipo=claim&estado=answered&encargado=nadie&desde=1");
        let nonsense =
            Asked { kind: "tutela".into(), state: "'".into(), assignee: "1".into(), ..Asked::default() };
        assert_eq!(address("/x", &nonsense, ""), "/x");
    }

    #[test]
    fn a_place_that_no_page_wrote_is_the_beginning() {
        let id = "0192f5a0-0000-7000-8000-000000000000";
        let found = place(&format!("1.2026-12-14.{id}")).unwrap();
        assert_eq!(place(&written(found)), Some(found));
        assert_eq!(
            (found.is_stopped, found.due_on.to_string(), found.id.to_string()),
            (true, "2026-12-14".into(), id.into())
        );
        for written in ["", "1", "1.2026-12-14", "1.2026-13-14.x", "..", "0.2026-12-14.1"] {
            assert!(place(written).is_none(), "{written}");
        }
    }
}
