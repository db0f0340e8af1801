//! What the staff do to a case, each act on a form of its own. A form carries the version of the case that was read: what was done
//! meanwhile is told, and nothing is done twice.

use askama::Template;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, Query, Request, State as Shared};
use axum::http::StatusCode;
use axum::routing::get;
use base::db::View;
use base::error::Result;
use base::form::{Fields, FormState};
use base::web::answer::{Answer, bare};
use base::web::components::{Choice, Link};
use base::web::page::Page;
use identity::front_door::FrontDoor;
use identity::messaging::moment;
use identity::office::Staff;
use identity::staff::permissions::{May, Permission, may};
use identity::staff::{self, Member};
use identity::uploads::{self, Arrived, receive};
use identity::visit::{Posted, page, page_again};
use jiff::civil::Date;
use serde::Deserialize;

use super::acts::{Deed, Who, carry_out};
use super::rules::{Act, Course, Refused};
use super::writing::wrong_with_text;
use super::{Case, CaseId, attachments, case_page, store, telling};

/// The most characters of what the staff write.
pub(super) const LONGEST_TEXT: usize = 10_000;
const LONGEST_ADDRESSEE: usize = 200;

/// The acts of the office besides assigning, in the order in which a case offers them.
const ACTS: [Act; 9] = [
    Act::Answer,
    Act::Message,
    Act::AskInformation,
    Act::Inform,
    Act::Extend,
    Act::Note,
    Act::PassOn,
    Act::Close,
    Act::Reopen,
];

pub(super) fn routes() -> Router<FrontDoor> {
    Router::new()
        .route("/oficina/pqr/{id}/asignar", get(show_assign).post(assign))
        .route("/oficina/pqr/{id}/atender", get(show).post(act).layer(DefaultBodyLimit::disable()))
}

pub(super) fn assign_path(id: CaseId) -> String {
    format!("{}/asignar", case_page::path(id))
}

fn act_path(id: CaseId) -> String {
    format!("{}/atender", case_page::path(id))
}

/// Links to the forms of what may be done to a case now, by who is looking.
pub(super) fn offered<P>(staff: &Staff<P>, case: &Case) -> Vec<Link> {
    let mut links = Vec::new();
    if staff.may(Permission::AnswerCases) {
        links.extend(ACTS.into_iter().filter(|act| case.course.allows(*act)).map(|act| {
            Link::new(name(staff, act), staff.url(&format!("{}?acto={}", act_path(case.id), act.code())))
        }));
    }
    if staff.may(Permission::AssignCases) && case.course.allows(Act::Assign) {
        links.push(Link::new(name(staff, Act::Assign), staff.url(&assign_path(case.id))));
    }
    links
}

fn name<P>(staff: &Staff<P>, act: Act) -> String {
    staff.words.get(&format!("support-do-{}", act.code())).to_owned()
}

#[derive(Template)]
#[template(path = "support/act.html")]
struct ActPage {
    page: Page,
    form: FormState,
    title: String,
    intro: String,
    number: String,
    term: String,
    action: String,
    back: String,
    act: &'static str,
    version: i64,
    has_date: bool,
    date_hint: String,
    has_addressee: bool,
    has_text: bool,
    text_label: String,
    text_hint: String,
    is_text_optional: bool,
    has_files: bool,
    files_hint: String,
    members: Vec<Choice>,
}

#[derive(Deserialize)]
struct Asked {
    #[serde(rename = "acto", default)]
    act: String,
}

async fn show(
    staff: Staff<may::AnswerCases>,
    Shared(front): Shared<FrontDoor>,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Answer {
    let Some(case) = find(&staff.view(&front), &id).await? else { return Ok(bare(StatusCode::NOT_FOUND)) };
    match of_the_office(&asked.act) {
        Some(act) if case.course.allows(act) => {
            page(&act_page(&front, &staff, &case, act, FormState::empty()))
        }
        _ => Ok(staff.see(&case_page::path(case.id))),
    }
}

async fn act(
    staff: Staff<may::AnswerCases>,
    Shared(front): Shared<FrontDoor>,
    Path(id): Path<String>,
    request: Request,
) -> Answer {
    let Ok(id) = id.parse() else { return Ok(bare(StatusCode::NOT_FOUND)) };
    let arrived = match receive(&front, &staff, request, &attachments::shelf(&staff.portal, id), None).await {
        Ok(arrived) => arrived,
        Err(refused) => return Ok(refused),
    };
    let Some(act) = of_the_office(arrived.fields.get("act")) else {
        return Ok(bare(StatusCode::BAD_REQUEST));
    };
    let tx = staff.begin(&front).await?;
    let Some(case) = store::by_id(&tx, id).await? else { return Ok(bare(StatusCode::NOT_FOUND)) };
    let kept = || FormState::keeping(&arrived.fields, &["description", "until", "addressee"]);
    let again = |form| page_again(&act_page(&front, &staff, &case, act, arrived.told_in(form, &staff.words)));
    if let Some(told) = done_meanwhile(&tx, &staff, &case, &arrived.fields).await? {
        return again(kept().with_problem(told));
    }
    let deed = match read_deed(&staff, &case, act, &arrived, kept()) {
        Ok(deed) => deed,
        Err(form) => return again(form),
    };
    if carry_out(&tx, &front, &staff.portal, &case, &Who::staff(&staff), &deed).await? {
        arrived.keep();
        tx.commit().await?;
        return Ok(staff.see(&case_page::path(case.id)));
    }
    drop(tx);
    overtaken(&front, &staff, &case, act, arrived.told_in(kept(), &staff.words)).await
}

async fn show_assign(
    staff: Staff<may::AssignCases>,
    Shared(front): Shared<FrontDoor>,
    Path(id): Path<String>,
) -> Answer {
    let view = staff.view(&front);
    let Some(case) = find(&view, &id).await? else { return Ok(bare(StatusCode::NOT_FOUND)) };
    if !case.course.allows(Act::Assign) {
        return Ok(staff.see(&case_page::path(case.id)));
    }
    let form = case.assignee.map_or_else(FormState::empty, |assignee| {
        FormState::empty().with_value("assignee", assignee.to_string())
    });
    let members = staff::who_may(&view, Permission::AnswerCases).await?;
    page(&assign_page(&front, &staff, &case, &members, form))
}

async fn assign(
    staff: Staff<may::AssignCases>,
    Shared(front): Shared<FrontDoor>,
    Path(id): Path<String>,
    posted: Posted,
) -> Answer {
    let tx = staff.begin(&front).await?;
    let Some(case) = find(&tx, &id).await? else { return Ok(bare(StatusCode::NOT_FOUND)) };
    let members = staff::who_may(&tx, Permission::AnswerCases).await?;
    let form = FormState::keeping(&posted, &["assignee"]);
    if let Some(told) = done_meanwhile(&tx, &staff, &case, &posted).await? {
        return page_again(&assign_page(&front, &staff, &case, &members, form.with_problem(told)));
    }
    let Some(member) = members.iter().find(|member| member.id.to_string() == posted.get("assignee")) else {
        let form = form.with_error("assignee", staff.t("support-assignee-missing"));
        return page_again(&assign_page(&front, &staff, &case, &members, form));
    };
    let today = moment::date_there(staff.now);
    let after = match case.course.after(Act::Assign, today) {
        Ok(after) => after,
        Err(refused) => {
            let form = form.with_problem(refusal(&staff, &case, refused));
            return page_again(&assign_page(&front, &staff, &case, &members, form));
        }
    };
    let deed = Deed {
        assignee: Some(member.id),
        detail: member.name.clone(),
        ..Deed::new(&case, Act::Assign, after, "")
    };
    if carry_out(&tx, &front, &staff.portal, &case, &Who::staff(&staff), &deed).await? {
        tx.commit().await?;
        return Ok(staff.see(&case_page::path(case.id)));
    }
    drop(tx);
    overtaken(&front, &staff, &case, Act::Assign, form).await
}

async fn find(view: &View, id: &str) -> Result<Option<Case>> {
    let Ok(id) = id.parse() else { return Ok(None) };
    store::by_id(view, id).await
}

/// An act that has a form here, by its code.
fn of_the_office(code: &str) -> Option<Act> {
    Act::from_code(code).filter(|act| ACTS.contains(act))
}

/// What was done to the case since the form was made of it, if anything.
async fn done_meanwhile<P>(
    view: &View,
    staff: &Staff<P>,
    case: &Case,
    posted: &Fields,
) -> Result<Option<String>> {
    if posted.get("version") == case.version.to_string() {
        return Ok(None);
    }
    meanwhile(view, staff, case).await.map(Some)
}

/// «Mientras usted escribía, …»
async fn meanwhile<P>(view: &View, staff: &Staff<P>, case: &Case) -> Result<String> {
    let events = store::events(view, case.id).await?;
    let Some(last) = events.last() else { return Ok(staff.t("support-stale").to_owned()) };
    let what = telling::what(&staff.words, last);
    let who = telling::who(&staff.words, last);
    Ok(staff.words.with("support-meanwhile", &[("what", what.into()), ("who", who.into())]))
}

/// Somebody was faster by a moment: the form comes back over the case as it stands now.
async fn overtaken<P: May>(
    front: &FrontDoor,
    staff: &Staff<P>,
    before: &Case,
    act: Act,
    form: FormState,
) -> Answer {
    let view = staff.view(front);
    let Some(case) = store::by_id(&view, before.id).await? else { return Ok(bare(StatusCode::NOT_FOUND)) };
    let form = form.with_problem(meanwhile(&view, staff, &case).await?);
    if act == Act::Assign {
        let members = staff::who_may(&view, Permission::AnswerCases).await?;
        return page_again(&assign_page(front, staff, &case, &members, form));
    }
    page_again(&act_page(front, staff, &case, act, form))
}

/// What the form asks for; what is wrong stands beside each field.
fn read_deed<'a>(
    staff: &Staff<may::AnswerCases>,
    case: &Case,
    act: Act,
    arrived: &'a Arrived,
    mut form: FormState,
) -> Result<Deed<'a>, FormState> {
    let posted = &arrived.fields;
    let today = moment::date_there(staff.now);
    let after = match act {
        Act::Extend => read_extension(staff, case, posted.trimmed("until"), today),
        _ => case.course.after(act, today).map_err(|refused| (refused, refusal(staff, case, refused))),
    };
    if let Err((refused, sentence)) = &after {
        let field = if refused.is_of_the_date() { "until" } else { "" };
        form.add_error(field, sentence.as_str());
    }
    let addressee = posted.trimmed("addressee");
    if act == Act::PassOn && (addressee.is_empty() || addressee.chars().count() > LONGEST_ADDRESSEE) {
        form.add_error("addressee", staff.t("support-addressee-missing"));
    }
    let text = posted.trimmed("description");
    let is_left_out = text.is_empty() && act == Act::Close;
    let wrong = wrong_with_text(&staff.words, text, LONGEST_TEXT, "support-text-missing");
    if let Some(wrong) = wrong.filter(|_| !is_left_out) {
        form.add_error("description", wrong);
    }
    // A page that offers no files sends none.
    let is_refused = arrived.is_refused() || !act.takes_files() && !arrived.files.is_empty();
    match after {
        Ok(after) if !form.has_errors() && !is_refused => Ok(Deed {
            detail: detail(act, &after, addressee),
            files: &arrived.files,
            ..Deed::new(case, act, after, text)
        }),
        _ => Err(form),
    }
}

fn read_extension(
    staff: &Staff<may::AnswerCases>,
    case: &Case,
    typed: &str,
    today: Date,
) -> Result<Course, (Refused, String)> {
    let told = |refused| (refused, refusal(staff, case, refused));
    let Ok(until) = typed.parse() else {
        return Err((Refused::DateNotLater, staff.t("support-until-missing").to_owned()));
    };
    case.course.extend(until, today).map_err(told)
}

/// What the history says of an act in a few words.
fn detail(act: Act, after: &Course, addressee: &str) -> String {
    match act {
        Act::Extend => after.due_on.to_string(),
        Act::PassOn => addressee.to_owned(),
        _ => String::new(),
    }
}

/// Why it may not be done, in a sentence.
fn refusal<P>(staff: &Staff<P>, case: &Case, refused: Refused) -> String {
    let id = format!("support-refused-{}", refused.code());
    let latest = moment::day(case.course.latest_extension(), &staff.words);
    let state = telling::state(&staff.words, case.course.state);
    staff.words.with(&id, &[("latest", latest.into()), ("state", state.into())])
}

fn act_page<P>(front: &FrontDoor, staff: &Staff<P>, case: &Case, act: Act, form: FormState) -> ActPage {
    let today = moment::date_there(staff.now);
    let words = &staff.words;
    let latest = moment::day(case.course.latest_extension(), words);
    let asking_stops = case.course.would_stop(today).is_some();
    let intro = match act {
        Act::AskInformation if asking_stops => "support-do-ask-information-stops".to_owned(),
        _ => format!("support-do-{}-intro", act.code()),
    };
    ActPage {
        has_date: act == Act::Extend,
        date_hint: words.with("support-until-hint", &[("latest", latest.into())]),
        has_addressee: act == Act::PassOn,
        text_label: words.get(&format!("support-text-{}", act.code())).to_owned(),
        is_text_optional: act == Act::Close,
        has_files: act.takes_files(),
        files_hint: uploads::hint(words),
        has_text: true,
        ..frame(front, staff, case, act, form, words.get(&intro))
    }
}

fn assign_page<P>(
    front: &FrontDoor,
    staff: &Staff<P>,
    case: &Case,
    members: &[Member],
    form: FormState,
) -> ActPage {
    let members = members.iter().map(|member| Choice::new(member.id.to_string(), &*member.name));
    ActPage {
        members: members.collect(),
        action: staff.url(&assign_path(case.id)),
        ..frame(front, staff, case, Act::Assign, form, staff.t("support-do-assign-intro"))
    }
}

/// What the form of every act has.
fn frame<P>(
    front: &FrontDoor,
    staff: &Staff<P>,
    case: &Case,
    act: Act,
    form: FormState,
    intro: &str,
) -> ActPage {
    let title = name(staff, act);
    let mut page = staff.page(front, format!("{title} · {}", case.number));
    page.has_errors = form.has_errors();
    ActPage {
        page,
        form,
        title,
        intro: intro.to_owned(),
        number: case.number.clone(),
        term: telling::term(&staff.words, &case.course, moment::date_there(staff.now)),
        action: staff.url(&act_path(case.id)),
        back: staff.url(&case_page::path(case.id)),
        act: act.code(),
        version: case.version,
        has_date: false,
        date_hint: String::new(),
        has_addressee: false,
        has_text: false,
        text_label: String::new(),
        text_hint: staff.words.with("support-text-hint", &[("longest", LONGEST_TEXT.into())]),
        is_text_optional: false,
        has_files: false,
        files_hint: String::new(),
        members: Vec::new(),
    }
}
