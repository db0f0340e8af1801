//! One case, for the staff: what was asked, by whom, what is left of the term, everything that was done, and what may be done now.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use axum::routing::get;
use base::error::Result;
use base::web::answer::{Answer, bare};
use base::web::components::{Link, SummaryRow};
use base::web::page::Page;
use identity::front_door::FrontDoor;
use identity::messaging::moment;
use identity::office::Staff;
use identity::paths;
use identity::staff::permissions::{Permission, may};
use identity::staff::store::member;
use identity::visit::page;
use jiff::civil::Date;

use super::rules::{Act, Course, Kind, Left};
use super::telling::{self, Line};
use super::{Case, CaseId, act_page, attachments, store};

pub(super) fn routes() -> Router<FrontDoor> {
    Router::new().route("/oficina/pqr/{id}", get(show))
}

pub(super) fn path(id: CaseId) -> String {
    format!("{}/{id}", paths::OFFICE_CASES)
}

#[derive(Template)]
#[template(path = "support/case.html")]
struct CasePage {
    page: Page,
    number: String,
    state: String,
    /// «Reclamo en trámite», which the law has stand at the data while a claim about them is open, or "".
    claim_mark: String,
    term: String,
    is_urgent: bool,
    hints: Vec<String>,
    rows: Vec<SummaryRow>,
    description: String,
    files: Vec<Link>,
    lines: Vec<Line>,
    acts: Vec<Link>,
    /// Where «asignármelo a mí» is sent; "" for whoever may not, or has the case already.
    take: String,
    me: String,
    version: i64,
    back: String,
}

async fn show(
    staff: Staff<may::ReadCases>,
    Shared(front): Shared<FrontDoor>,
    Path(id): Path<String>,
) -> Answer {
    let view = staff.view(&front);
    let Ok(id) = id.parse() else { return Ok(bare(StatusCode::NOT_FOUND)) };
    let Some(case) = store::by_id(&view, id).await? else { return Ok(bare(StatusCode::NOT_FOUND)) };
    let events = store::events(&view, case.id).await?;
    let attachments = store::files(&view, case.id).await?;
    let files = |version| {
        attachments::links(&attachments, version, &staff.words, |one| {
            staff.url(&attachments::office_path(one))
        })
    };
    let today = moment::date_there(staff.now);
    let is_takeable = staff.may(Permission::AssignCases)
        && staff.may(Permission::AnswerCases)
        && case.course.allows(Act::Assign)
        && case.assignee != Some(staff.member.id);
    page(&CasePage {
        page: staff.page(&front, case.number.clone()),
        state: telling::state(&staff.words, case.course.state),
        claim_mark: claim_mark(&staff, &case.course),
        term: telling::term(&staff.words, &case.course, today),
        is_urgent: is_urgent(case.course.left(today)),
        hints: hints(&staff, &case.course, today),
        rows: rows(&staff, &front, &case).await?,
        description: case.description.clone(),
        files: files(0),
        lines: events
            .iter()
            .rev()
            .map(|event| telling::line(&staff.words, event, files(event.version)))
            .collect(),
        acts: act_page::offered(&staff, &case),
        take: if is_takeable { staff.url(&act_page::assign_path(case.id)) } else { String::new() },
        me: staff.member.id.to_string(),
        version: case.version,
        back: staff.url(paths::OFFICE_CASES),
        number: case.number,
    })
}

fn is_urgent(left: Left) -> bool {
    matches!(left, Left::Overdue(_)) || left.is_soon()
}

fn claim_mark(staff: &Staff<may::ReadCases>, course: &Course) -> String {
    let is_shown = course.kind == Kind::DataClaim && course.state.is_open();
    if is_shown { staff.t("support-claim-mark").to_owned() } else { String::new() }
}

/// What can still be done, and until when the law has it done.
fn hints(staff: &Staff<may::ReadCases>, course: &Course, today: Date) -> Vec<String> {
    let until =
        |id: &str, last: Date| staff.words.with(id, &[("day", moment::day(last, &staff.words).into())]);
    let ask = course.asks_until(today).map(|last| until("support-hint-ask", last));
    let pass_on = course.passes_on_until(today).map(|last| until("support-hint-pass-on", last));
    ask.into_iter().chain(pass_on).collect()
}

async fn rows(staff: &Staff<may::ReadCases>, front: &FrontDoor, case: &Case) -> Result<Vec<SummaryRow>> {
    let words = &staff.words;
    let row = |id: &str, value: String| SummaryRow { term: words.get(id).to_owned(), value, action: None };
    let assignee = match case.assignee {
        Some(id) => member(&staff.view(front), id).await?.map(|member| member.name),
        None => None,
    };
    let mut rows = vec![
        row("support-filter-kind", telling::kind(words, case.course.kind)),
        row("support-name", case.name.clone()),
        row("support-email", case.email.clone()),
    ];
    rows.extend(case.document.clone().map(|document| row("support-document", document)));
    rows.extend([
        row("support-received-on", moment::day(case.course.received_on, words)),
        row("support-due-on", moment::day(case.course.due_on, words)),
        row("support-norm", case.course.kind.term().norm.to_owned()),
        row(
            "support-filter-assignee",
            assignee.unwrap_or_else(|| words.get("support-filter-nobody").to_owned()),
        ),
    ]);
    Ok(rows)
}
