//! How a case stands, for whoever has its number and its code: the state, the term, what the organisation wrote, and what they may
//! do: send what they were asked for, reopen, and say how satisfied they are.
//!
//! A wrong number and a wrong code get the same answer and count alike. What the writer said of themselves is not shown. Somebody who is
//! signed in opens the cases that they filed while they were, without a code.

use std::time::Duration;

use askama::Template;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::get;
use base::db::{Tx, View};
use base::error::Result;
use base::form::{Fields, FormState};
use base::web::answer::{Answer, bare, with_cookies};
use base::web::components::{Choice, Link, SummaryRow};
use base::web::page::Page;
use identity::accounts::AccountId;
use identity::front_door::FrontDoor;
use identity::limits;
use identity::messaging::moment;
use identity::paths;
use identity::uploads::{self, Arrived, receive};
use identity::visit::{Posted, SignedIn, Visit, page, page_again};
use serde::{Deserialize, Serialize};

use super::acts::{Deed, Who, carry_out};
use super::carried::Carried;
use super::filing::frame;
use super::number::{CaseCode, CaseNumber};
use super::rules::{Act, Course, Refused};
use super::telling::{self, Line};
use super::writing::{LONGEST_DESCRIPTION, too_long, wrong_with_text};
use super::{Case, CaseId, attachments, store};

const CASE_PATH: &str = "/pqr/estado/caso";
/// Brings the case that a number and a code opened.
const OPENED: Carried = Carried { name: "support-opened", lifetime: Duration::from_secs(30 * 60) };
/// The most characters of the number or code that are looked at.
const LONGEST_NUMBER: usize = 40;
const LONGEST_COMMENT: usize = 500;
const BEST_RATING: i64 = 5;
/// How many of one's own cases are listed.
const LISTED: usize = 20;
/// What the forms of a case keep when they come back.
const KEPT: [&str; 3] = ["description", "rating", "comment"];

pub(super) fn routes() -> Router<FrontDoor> {
    Router::new()
        .route(paths::SUPPORT_STATE, get(show).post(look_up))
        .route(CASE_PATH, get(show_case).post(act).layer(DefaultBodyLimit::disable()))
}

#[derive(Template)]
#[template(path = "support/lookup.html")]
struct LookupPage {
    page: Page,
    form: FormState,
    action: String,
    file: String,
    /// What somebody wrote for a case that was open for too long, so that they need not write it again.
    typed: String,
    own: Vec<OwnCase>,
}

/// A case of whoever is signed in.
struct OwnCase {
    id: String,
    number: String,
    detail: String,
}

/// What a browser opened.
#[derive(Serialize, Deserialize)]
struct Opened {
    case: CaseId,
    /// Whoever was signed in and opened it without a code; it is open to them alone.
    account: Option<AccountId>,
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
    files: Vec<Link>,
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
    files_hint: String,
    file: String,
}

async fn show(visit: Visit, person: Option<SignedIn>, State(front): State<FrontDoor>) -> Answer {
    if !visit.portal.help.pqr {
        return Ok(bare(StatusCode::NOT_FOUND));
    }
    page(&lookup_page(&front, &visit, person.as_ref(), FormState::empty()).await?)
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
    if let Some(person) = person.as_ref().filter(|_| posted.has("own")) {
        return open_own(&front, person, posted.get("own")).await;
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
        Some(case) => see_opened(&front, &visit, Opened { case, account: None }),
        None => {
            let wrong = if is_within { "support-lookup-wrong" } else { "support-lookup-too-many" };
            let form = form.with_problem(visit.t(wrong));
            page_again(&lookup_page(&front, &visit, person.as_ref(), form).await?)
        }
    }
}

/// Opens a case to whoever filed it while they were signed in.
async fn open_own(front: &FrontDoor, person: &SignedIn, id: &str) -> Answer {
    let Ok(id) = id.parse() else { return Ok(bare(StatusCode::NOT_FOUND)) };
    let account = Some(person.account.id);
    let tx = person.begin(front).await?;
    let case = store::by_id(&tx, id).await?.filter(|case| case.account == account);
    let Some(case) = case else { return Ok(bare(StatusCode::NOT_FOUND)) };
    person.record(&tx, front, "support.opened_own", account, &case.number).await?;
    tx.commit().await?;
    see_opened(front, person, Opened { case: case.id, account })
}

fn see_opened(front: &FrontDoor, visit: &Visit, opened: Opened) -> Answer {
    Ok(with_cookies(visit.see(CASE_PATH), [OPENED.cookie(front, visit, opened)?]))
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
    let Some(id) = opened(&front, &visit, person.as_ref(), &headers) else {
        return Ok(visit.see(paths::SUPPORT_STATE));
    };
    let Some(case) = store::by_id(&visit.view(&front), id).await? else {
        return Ok(visit.see(paths::SUPPORT_STATE));
    };
    page(&own_case_page(&front, &visit, person.as_ref(), &case, FormState::empty()).await?)
}

/// The case that this browser opened a while ago.
pub(super) fn opened(
    front: &FrontDoor,
    visit: &Visit,
    person: Option<&SignedIn>,
    headers: &HeaderMap,
) -> Option<CaseId> {
    let opened = OPENED.read::<Opened>(front, visit, headers)?;
    let is_theirs = opened.account.is_none() || opened.account == person.map(|person| person.account.id);
    is_theirs.then_some(opened.case)
}

async fn act(
    visit: Visit,
    person: Option<SignedIn>,
    State(front): State<FrontDoor>,
    headers: HeaderMap,
    request: Request,
) -> Answer {
    let opened = opened(&front, &visit, person.as_ref(), &headers);
    // What is sent for no case is read all the same: its writer has it back.
    let id = opened.unwrap_or_else(|| CaseId::new(&front.clock, &front.chance));
    let shelf = attachments::shelf(&visit.portal, id);
    let arrived = match receive(&front, &visit, request, &shelf, Some(limits::FILES_BY_SOURCE)).await {
        Ok(arrived) => arrived,
        Err(refused) => return Ok(refused),
    };
    let tx = visit.begin(&front).await?;
    let Some(case) = store::by_id(&tx, id).await? else {
        drop(tx);
        return closed_meanwhile(&front, &visit, person.as_ref(), &arrived).await;
    };
    let form = FormState::keeping(&arrived.fields, &KEPT);
    let is_within = limits::allows(&tx, &front, &[(limits::CASE_BY_SOURCE, visit.source.as_str())]).await?;
    let asked = if is_within { read(&visit, &case, &arrived, form) } else { Err(too_many(&visit, form)) };
    let asked = match asked {
        Ok(asked) => asked,
        Err(form) => {
            tx.commit().await?;
            let form = arrived.told_in(form, &visit.words);
            return page_again(&own_case_page(&front, &visit, person.as_ref(), &case, form).await?);
        }
    };
    if !do_it(&tx, &front, &visit, &case, &asked).await? {
        drop(tx);
        return stale(&front, &visit, person.as_ref(), case.id, &arrived).await;
    }
    arrived.keep();
    tx.commit().await?;
    Ok(visit.see(CASE_PATH))
}

/// The case was open for too long: it must be looked up again, and what was written for it is shown.
async fn closed_meanwhile(
    front: &FrontDoor,
    visit: &Visit,
    person: Option<&SignedIn>,
    arrived: &Arrived,
) -> Answer {
    let form = FormState::empty().with_problem(visit.t("support-lookup-again"));
    // A form has one or the other.
    let texts = ["description", "comment"].map(|field| arrived.fields.trimmed(field));
    let typed = texts.into_iter().find(|text| !text.is_empty()).unwrap_or_default().to_owned();
    page_again(&LookupPage { typed, ..lookup_page(front, visit, person, form).await? })
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
    arrived: &'a Arrived,
    mut form: FormState,
) -> Result<Asked<'a>, FormState> {
    let posted = &arrived.fields;
    let Some(act) = Act::from_code(posted.get("act")) else {
        return Err(form.with_problem(visit.t("support-stale")));
    };
    if posted.get("version") != case.version.to_string() {
        return Err(form.with_problem(visit.t("support-stale")));
    }
    let after = case.course.after_by_person(act, moment::date_there(visit.now));
    if act == Act::Rate {
        return read_rating(visit, case, posted, after, form);
    }
    if let Err(refused) = after {
        form = form.with_problem(refusal(visit, refused));
    }
    let text = posted.trimmed("description");
    let wrong = wrong_with_text(&visit.words, text, LONGEST_DESCRIPTION, "support-text-missing");
    if let Some(wrong) = wrong {
        form.add_error("description", wrong);
    }
    let is_refused = arrived.is_refused() || !act.takes_files() && !arrived.files.is_empty();
    match after {
        Ok(after) if !form.has_errors() && !is_refused => {
            let deed = Deed { files: &arrived.files, ..Deed::new(case, act, after, text) };
            Ok(Asked { deed, rating: None })
        }
        _ => Err(form),
    }
}

/// Why whoever wrote may not do it, and what they can do instead.
fn refusal(visit: &Visit, refused: Refused) -> &str {
    let why = match refused {
        Refused::ReopenTooLate => "support-refused-reopen-too-late",
        _ => "support-not-now",
    };
    visit.t(why)
}

fn read_rating<'a>(
    visit: &Visit,
    case: &Case,
    posted: &'a Fields,
    after: Result<Course, Refused>,
    mut form: FormState,
) -> Result<Asked<'a>, FormState> {
    let rating = posted.get("rating").parse().ok().filter(|rating| (1..=BEST_RATING).contains(rating));
    if rating.is_none() {
        form.add_error("rating", visit.t("support-rating-missing"));
    }
    let comment = posted.trimmed("comment");
    if let Some(wrong) = too_long(&visit.words, comment, LONGEST_COMMENT) {
        form.add_error("comment", wrong);
    }
    match (after, rating) {
        (Ok(after), Some(rating)) if !form.has_errors() && !case.is_rated => {
            let deed = Deed { detail: rating.to_string(), ..Deed::new(case, Act::Rate, after, comment) };
            Ok(Asked { deed, rating: Some(rating) })
        }
        (Ok(_), Some(_)) if case.is_rated => Err(form.with_problem(visit.t("support-rated"))),
        (Err(refused), _) => Err(form.with_problem(refusal(visit, refused))),
        _ => Err(form),
    }
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
    id: CaseId,
    arrived: &Arrived,
) -> Answer {
    let Some(case) = store::by_id(&visit.view(front), id).await? else {
        return Ok(visit.see(paths::SUPPORT_STATE));
    };
    let form = FormState::keeping(&arrived.fields, &KEPT).with_problem(visit.t("support-stale"));
    let form = arrived.told_in(form, &visit.words);
    page_again(&own_case_page(front, visit, person, &case, form).await?)
}

async fn lookup_page(
    front: &FrontDoor,
    visit: &Visit,
    person: Option<&SignedIn>,
    form: FormState,
) -> Result<LookupPage> {
    let own = match person {
        Some(person) => store::of_account(&visit.view(front), person.account.id, LISTED).await?,
        None => Vec::new(),
    };
    let mut page = frame(front, visit, person, "support-lookup-title");
    page.has_errors = form.has_errors();
    Ok(LookupPage {
        page,
        form,
        action: visit.url(paths::SUPPORT_STATE),
        file: visit.url(paths::SUPPORT),
        typed: String::new(),
        own: own.iter().map(|case| own_case(visit, case)).collect(),
    })
}

fn own_case(visit: &Visit, case: &Case) -> OwnCase {
    let words = &visit.words;
    let received_on = moment::day(case.course.received_on, words);
    let kind = telling::kind(words, case.course.kind);
    let state = telling::state(words, case.course.state);
    OwnCase {
        id: case.id.to_string(),
        number: case.number.clone(),
        detail: format!("{kind} · {state} · {received_on}"),
    }
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
    let may = |act| case.course.after_by_person(act, today).is_ok();
    let reopens_until = case.course.reopens_until().filter(|_| may(Act::Reopen));
    let attachments = store::files(&visit.view(front), case.id).await?;
    let files = |version| {
        attachments::links(&attachments, version, words, |one| visit.url(&attachments::own_path(one)))
    };
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
        files: files(0),
        lines: shown
            .map(|event| telling::public_line(words, event, organisation, files(event.version)))
            .collect(),
        action: visit.url(CASE_PATH),
        version: case.version,
        may_inform: may(Act::Inform),
        may_reopen: may(Act::Reopen),
        reopen_hint: reopens_until.map_or_else(String::new, |last| {
            words.with("support-reopen-hint", &[("day", moment::day(last, words).into())])
        }),
        may_rate: may(Act::Rate) && !case.is_rated,
        is_rated: case.is_rated,
        ratings: ratings(visit),
        text_hint: words.with("support-text-hint", &[("longest", LONGEST_DESCRIPTION.into())]),
        files_hint: uploads::hint(words),
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
