//! How a case stands, for whoever has its number and its code: the state, the term, what the organisation wrote, and what they may
//! do: send what they were asked for, reopen, and say how satisfied they are.
//!
//! A wrong number and a wrong code get the same answer and count alike. What the writer said of themselves is not shown.

use std::time::Duration;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::get;
use base::db::{Tx, View};
use base::error::Result;
use base::form::{Fields, FormState};
use base::web::answer::{Answer, bare, with_cookies};
use base::web::components::{Choice, SummaryRow};
use base::web::page::Page;
use identity::front_door::FrontDoor;
use identity::limits;
use identity::messaging::moment;
use identity::paths;
use identity::visit::{Posted, SignedIn, Visit, page, page_again};

use super::acts::{Deed, Who, carry_out};
use super::carried::Carried;
use super::filing::frame;
use super::number::{CaseCode, CaseNumber};
use super::rules::{Act, Refused};
use super::telling::{self, Line};
use super::writing::LONGEST_DESCRIPTION;
use super::{Case, CaseId, store};

const CASE_PATH: &str = "/pqr/estado/caso";
/// Brings the case that a number and a code opened.
const OPENED: Carried = Carried { name: "support-opened", lifetime: Duration::from_secs(30 * 60) };
/// The most characters of the number or code that are looked at.
const LONGEST_NUMBER: usize = 40;
const LONGEST_COMMENT: usize = 500;
const BEST_RATING: i64 = 5;

pub(super) fn routes() -> Router<FrontDoor> {
    Router::new()
        .route(paths::SUPPORT_STATE, get(show).post(look_up))
        .route(CASE_PATH, get(show_case).post(act))
}

#[derive(Template)]
#[template(path = "support/lookup.html")]
struct LookupPage {
    page: Page,
    form: FormState,
    action: String,
    file: String,
}

#[derive(Template)]
#[template(path = "support/own_case.html")]
struct OwnCasePage {
    page: Page,
    form: FormState,
    number: String,
    state: String,
    term: String,
    rows: Vec<SummaryRow>,
    lines: Vec<Line>,
    action: String,
    version: i64,
    may_inform: bool,
    may_reopen: bool,
    reopen_hint: String,
    may_rate: bool,
    is_rated: bool,
    ratings: Vec<Choice>,
    text_hint: String,
    file: String,
}

async fn show(visit: Visit, person: Option<SignedIn>, State(front): State<FrontDoor>) -> Answer {
    if !visit.portal.help.pqr {
        return Ok(bare(StatusCode::NOT_FOUND));
    }
    page(&lookup_page(&front, &visit, person.as_ref(), FormState::empty()))
}

async fn look_up(
    visit: Visit,
    person: Option<SignedIn>,
    State(front): State<FrontDoor>,
    posted: Posted,
) -> Answer {
    if !visit.portal.help.pqr {
        return Ok(bare(StatusCode::NOT_FOUND));
    }
    let form = FormState::keeping(&posted, &["number"]);
    let number = written_number(posted.trimmed("number"));
    let tx = visit.begin(&front).await?;
    let is_within = is_within(&tx, &front, &visit, &number).await?;
    let found = if is_within { open(&tx, &front, &posted, &number).await? } else { None };
    if found.is_some() {
        visit.record_of(&tx, &front, "support.looked_up", None, &number).await?;
    }
    tx.commit().await?;
    match found {
        Some(id) => Ok(with_cookies(visit.see(CASE_PATH), [OPENED.cookie(&front, &visit, id)?])),
        None => {
            let wrong = if is_within { "support-lookup-wrong" } else { "support-lookup-too-many" };
            let form = form.with_problem(visit.t(wrong));
            page_again(&lookup_page(&front, &visit, person.as_ref(), form))
        }
    }
}

/// As numbers are stored, or what was typed instead of one, which names no case and counts like any other.
fn written_number(typed: &str) -> String {
    let number = CaseNumber::parse(typed).map(|number| number.to_string());
    number.unwrap_or_else(|| typed.chars().take(LONGEST_NUMBER).collect())
}

async fn is_within(tx: &Tx, front: &FrontDoor, visit: &Visit, number: &str) -> Result<bool> {
    let source = visit.source.as_str();
    let from_here = format!("{source} {number}");
    let by_number = limits::CASE_BY_NUMBER;
    let limits = [
        (limits::CASE_BY_SOURCE, source),
        (by_number.from_one_source, from_here.as_str()),
        (by_number.from_all, number),
    ];
    limits::allows(tx, front, &limits).await
}

/// The case of this number, if the code is its own. Keyed hashes are compared: how long that takes tells nobody anything.
async fn open(view: &View, front: &FrontDoor, fields: &Fields, number: &str) -> Result<Option<CaseId>> {
    let hash = CaseCode::parse(fields.get("code")).hash(&front.keys, number);
    let numbered = store::by_number(view, number).await?;
    Ok(numbered.filter(|numbered| numbered.code_mac.as_ref() == Some(&hash)).map(|numbered| numbered.id))
}

async fn show_case(
    visit: Visit,
    person: Option<SignedIn>,
    State(front): State<FrontDoor>,
    headers: HeaderMap,
) -> Answer {
    let Some(case) = carried(&visit.view(&front), &front, &visit, &headers).await? else {
        return Ok(visit.see(paths::SUPPORT_STATE));
    };
    page(&own_case_page(&front, &visit, person.as_ref(), &case, FormState::empty()).await?)
}

/// The case that this browser opened a while ago.
async fn carried(view: &View, front: &FrontDoor, visit: &Visit, headers: &HeaderMap) -> Result<Option<Case>> {
    match OPENED.read::<CaseId>(front, visit, headers) {
        Some(id) => store::by_id(view, id).await,
        None => Ok(None),
    }
}

async fn act(
    visit: Visit,
    person: Option<SignedIn>,
    State(front): State<FrontDoor>,
    headers: HeaderMap,
    posted: Posted,
) -> Answer {
    let tx = visit.begin(&front).await?;
    let Some(case) = carried(&tx, &front, &visit, &headers).await? else {
        return Ok(visit.see(paths::SUPPORT_STATE));
    };
    let form = FormState::keeping(&posted, &["description", "rating", "comment"]);
    let is_within = limits::allows(&tx, &front, &[(limits::CASE_BY_SOURCE, visit.source.as_str())]).await?;
    let asked = if is_within { read(&visit, &case, &posted, form) } else { Err(too_many(&visit, form)) };
    let asked = match asked {
        Ok(asked) => asked,
        Err(form) => {
            tx.commit().await?;
            return page_again(&own_case_page(&front, &visit, person.as_ref(), &case, form).await?);
        }
    };
    if !do_it(&tx, &front, &visit, &case, &asked).await? {
        drop(tx);
        return stale(&front, &visit, person.as_ref(), &headers, &posted).await;
    }
    tx.commit().await?;
    Ok(visit.see(CASE_PATH))
}

fn too_many(visit: &Visit, form: FormState) -> FormState {
    form.with_problem(visit.t("support-lookup-too-many"))
}

/// What somebody does to their own case.
struct Asked<'a> {
    deed: Deed<'a>,
    /// With its number, where they say how satisfied they are.
    rating: Option<i64>,
}

fn read<'a>(
    visit: &Visit,
    case: &Case,
    posted: &'a Posted,
    mut form: FormState,
) -> Result<Asked<'a>, FormState> {
    let act =
        Act::from_code(posted.get("act")).filter(|act| [Act::Inform, Act::Reopen, Act::Rate].contains(act));
    let Some(act) = act else { return Err(form.with_problem(visit.t("support-stale"))) };
    if posted.get("version") != case.version.to_string() {
        return Err(form.with_problem(visit.t("support-stale")));
    }
    let today = moment::date_there(visit.now);
    let is_too_late = act == Act::Reopen && case.course.reopens_until().is_none_or(|last| today > last);
    let after = if is_too_late { Err(Refused::ReopenTooLate) } else { case.course.after(act, today) };
    if act == Act::Rate {
        return read_rating(visit, case, posted, after, form);
    }
    if after.is_err() {
        form = form.with_problem(visit.t("support-not-now"));
    }
    let text = posted.trimmed("description");
    if let Some(wrong) = wrong_with_text(visit, text, LONGEST_DESCRIPTION) {
        form.add_error("description", wrong);
    }
    match after {
        Ok(after) if !form.has_errors() => {
            Ok(Asked { deed: Deed::new(case, act, after, text), rating: None })
        }
        _ => Err(form),
    }
}

fn read_rating<'a>(
    visit: &Visit,
    case: &Case,
    posted: &'a Posted,
    after: Result<super::rules::Course, Refused>,
    mut form: FormState,
) -> Result<Asked<'a>, FormState> {
    let rating = posted.get("rating").parse().ok().filter(|rating| (1..=BEST_RATING).contains(rating));
    if rating.is_none() {
        form.add_error("rating", visit.t("support-rating-missing"));
    }
    let comment = posted.trimmed("comment");
    if comment.chars().count() > LONGEST_COMMENT {
        let figures = [("longest", LONGEST_COMMENT.into()), ("length", comment.chars().count().into())];
        form.add_error("comment", visit.words.with("support-description-too-long", &figures));
    }
    match (after, rating) {
        (Ok(after), Some(rating)) if !form.has_errors() && !case.is_rated => {
            let deed = Deed { detail: rating.to_string(), ..Deed::new(case, Act::Rate, after, comment) };
            Ok(Asked { deed, rating: Some(rating) })
        }
        (Ok(_), Some(_)) if case.is_rated => Err(form.with_problem(visit.t("support-rated"))),
        (Err(_), _) => Err(form.with_problem(visit.t("support-not-now"))),
        _ => Err(form),
    }
}

fn wrong_with_text(visit: &Visit, text: &str, longest: usize) -> Option<String> {
    if !text.contains(char::is_alphanumeric) {
        return Some(visit.t("support-text-missing").to_owned());
    }
    let length = text.chars().count();
    let figures = [("longest", longest.into()), ("length", length.into())];
    (length > longest).then(|| visit.words.with("support-description-too-long", &figures))
}

/// False where something was done to the case since it was read.
async fn do_it(tx: &Tx, front: &FrontDoor, visit: &Visit, case: &Case, asked: &Asked<'_>) -> Result<bool> {
    let who = Who::person(visit);
    if !carry_out(tx, front, &visit.portal, case, &who, &asked.deed).await? {
        return Ok(false);
    }
    match asked.rating {
        Some(rating) => store::rate(tx, case.id, rating, asked.deed.text).await,
        None => Ok(true),
    }
}

/// The case as it stands now, with what was typed.
async fn stale(
    front: &FrontDoor,
    visit: &Visit,
    person: Option<&SignedIn>,
    headers: &HeaderMap,
    posted: &Posted,
) -> Answer {
    let Some(case) = carried(&visit.view(front), front, visit, headers).await? else {
        return Ok(visit.see(paths::SUPPORT_STATE));
    };
    let form = FormState::keeping(posted, &["description", "rating", "comment"]);
    let form = form.with_problem(visit.t("support-stale"));
    page_again(&own_case_page(front, visit, person, &case, form).await?)
}

fn lookup_page(front: &FrontDoor, visit: &Visit, person: Option<&SignedIn>, form: FormState) -> LookupPage {
    let mut page = frame(front, visit, person, "support-lookup-title");
    page.has_errors = form.has_errors();
    LookupPage { page, form, action: visit.url(paths::SUPPORT_STATE), file: visit.url(paths::SUPPORT) }
}

async fn own_case_page(
    front: &FrontDoor,
    visit: &Visit,
    person: Option<&SignedIn>,
    case: &Case,
    form: FormState,
) -> Result<OwnCasePage> {
    let words = &visit.words;
    let events = store::events(&visit.view(front), case.id).await?;
    let organisation = &visit.portal.brand.organisation;
    let shown = events.iter().rev().filter(|event| event.act.is_public());
    let today = moment::date_there(visit.now);
    let reopens_until = case.course.reopens_until().filter(|last| today <= *last);
    let row = |id: &str, value: String| SummaryRow { term: words.get(id).to_owned(), value, action: None };
    let mut page = frame(front, visit, person, "support-lookup-title");
    page.has_errors = form.has_errors();
    Ok(OwnCasePage {
        page,
        form,
        number: case.number.clone(),
        state: telling::state(words, case.course.state),
        term: telling::term(words, &case.course, today),
        rows: vec![
            row("support-filter-kind", telling::kind(words, case.course.kind)),
            row("support-received-on", moment::day(case.course.received_on, words)),
            row("support-due-on", moment::day(case.course.due_on, words)),
        ],
        lines: shown.map(|event| telling::public_line(words, event, organisation)).collect(),
        action: visit.url(CASE_PATH),
        version: case.version,
        may_inform: case.course.allows(Act::Inform),
        may_reopen: case.course.allows(Act::Reopen) && reopens_until.is_some(),
        reopen_hint: reopens_until.map_or_else(String::new, |last| {
            words.with("support-reopen-hint", &[("day", moment::day(last, words).into())])
        }),
        may_rate: case.course.allows(Act::Rate) && !case.is_rated,
        is_rated: case.is_rated,
        ratings: ratings(visit),
        text_hint: words.with("support-text-hint", &[("longest", LONGEST_DESCRIPTION.into())]),
        file: visit.url(paths::SUPPORT),
    })
}

/// From the best to the worst.
fn ratings(visit: &Visit) -> Vec<Choice> {
    let choice = |rating: i64| {
        Choice::new(rating.to_string(), visit.t(&format!("support-rating-{rating}")).to_owned())
    };
    (1..=BEST_RATING).rev().map(choice).collect()
}
