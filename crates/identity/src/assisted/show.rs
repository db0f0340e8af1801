//! One request: what the person wrote beside what is on file, the two pictures, and what may be decided now.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::get;
use base::db::View;
use base::error::Result;
use base::form::FormState;
use base::web::answer::{Answer, bare};
use base::web::components::{SummaryRow, Table};
use base::web::page::Page;
use uuid::Uuid;

use super::kept::{self, Side};
use super::list::state_in_words;
use super::rules::{Act, acts_of};
use super::{About, Request, RequestId, decide, store};
use crate::accounts::{self, Account};
use crate::front_door::FrontDoor;
use crate::messaging::masked;
use crate::messaging::moment::{date_there, day, moment};
use crate::office::Staff;
use crate::paths;
use crate::portals::SignInWith;
use crate::roster::{self, Document, RosterEntry};
use crate::staff::permissions::may;
use crate::staff::store as colleagues;
use crate::visit::page;

const FRONT_PATH: &str = "/frente";
const BACK_PATH: &str = "/reverso";
/// Where the person wrote nothing.
const NOT_ASKED: &str = "—";

pub(super) fn routes() -> Router<FrontDoor> {
    Router::new()
        .route("/oficina/recuperaciones/{id}", get(show).post(decide::decide))
        .route("/oficina/recuperaciones/{id}/frente", get(front_side))
        .route("/oficina/recuperaciones/{id}/reverso", get(back_side))
}

pub(super) fn path(id: RequestId) -> String {
    format!("{}/{id}", paths::OFFICE_ASSISTED)
}

/// A picture with the words for whoever does not see it.
struct Shown {
    label: String,
    url: String,
}

/// A button of the decision.
struct Choice {
    act: &'static str,
    label: String,
    kind: &'static str,
}

#[derive(Template)]
#[template(path = "assisted/request.html")]
pub(super) struct RequestPage {
    page: Page,
    form: FormState,
    number: String,
    mark: String,
    rows: Vec<SummaryRow>,
    /// What the person wrote beside what is on file; none once the request is over.
    compared: Option<Table>,
    /// Where staff see all that the portal knows of the person; "" where it knows nobody.
    person_url: String,
    is_known: bool,
    pictures: Vec<Shown>,
    choices: Vec<Choice>,
    /// Whoever is looking has compared already, and another one decides.
    waits_for_another: bool,
    action: String,
    back: String,
}

/// Who the request is about, as far as the portal knows them.
#[derive(Default)]
pub(super) struct Known {
    pub account: Option<Account>,
    pub entry: Option<RosterEntry>,
}

impl Known {
    /// Nobody is known by what cannot be read any more.
    pub async fn of(view: &View, request: &Request) -> Result<Self> {
        let Some(about) = &request.about else { return Ok(Self::default()) };
        let document = (about.document_type.as_str(), about.document_number.as_str());
        let mut account = accounts::store::by_document(view, document.0, document.1).await?;
        if let (None, Some(user)) = (&account, &about.user) {
            account = accounts::store::by_signin_name(view, user).await?;
        }
        let entry = match account.as_ref().and_then(|account| account.roster_entry_id) {
            Some(entry) => roster::entry(view, entry).await?,
            None => match Document::from_fields(document.0, document.1) {
                Ok(document) => roster::find_by_document(view, &document).await?,
                Err(_) => None,
            },
        };
        Ok(Self { account, entry })
    }
}

/// The request of an address of the office.
pub(super) async fn find(view: &View, front: &FrontDoor, id: &str) -> Result<Option<Request>> {
    match id.parse::<RequestId>() {
        Ok(id) => store::by_id(view, &front.keys, id).await,
        Err(_) => Ok(None),
    }
}

async fn show(
    staff: Staff<may::DecideAssisted>,
    State(front): State<FrontDoor>,
    Path(id): Path<String>,
) -> Answer {
    let Some(request) = find(&staff.view(&front), &front, &id).await? else {
        return Ok(bare(StatusCode::NOT_FOUND));
    };
    page(&request_page(&front, &staff, &request, FormState::empty()).await?)
}

pub(super) async fn request_page(
    front: &FrontDoor,
    staff: &Staff<may::DecideAssisted>,
    request: &Request,
    form: FormState,
) -> Result<RequestPage> {
    let view = staff.view(front);
    let known = Known::of(&view, request).await?;
    let is_known = known.account.is_some();
    let acts = acts_of(staff.member.id.uuid(), request.state, request.first_by, is_known);
    let mut page = staff.page(front, request.number.as_str());
    page.has_errors = form.has_errors();
    let person = match &known.account {
        Some(account) => Some(account.person().uuid()),
        None => known.entry.as_ref().map(|entry| entry.id.uuid()),
    };
    let is_compared = request.state.is_open() && !request.state.is_granted();
    Ok(RequestPage {
        page,
        form,
        number: request.number.clone(),
        mark: state_in_words(staff, request.state),
        rows: rows(&view, staff, request).await?,
        compared: request.about.as_ref().map(|about| compared(staff, about, &known)),
        person_url: person.map(|id| staff.url(&format!("{}/{id}", paths::OFFICE_PEOPLE))).unwrap_or_default(),
        is_known: is_known || !is_compared,
        pictures: if is_compared { pictures(staff, request.id) } else { Vec::new() },
        waits_for_another: is_compared && request.first_by == Some(staff.member.id.uuid()),
        choices: acts.into_iter().map(|act| choice(staff, act)).collect(),
        action: staff.url(&path(request.id)),
        back: staff.url(paths::OFFICE_ASSISTED),
    })
}

/// What happened to the request so far, and by whom.
async fn rows(view: &View, staff: &Staff<may::DecideAssisted>, request: &Request) -> Result<Vec<SummaryRow>> {
    let members = colleagues::all_members(view).await?;
    let name =
        |id: Uuid| members.iter().find(|member| member.id.uuid() == id).map(|member| member.name.clone());
    let row = |id: &str, value: String| SummaryRow { term: staff.t(id).to_owned(), value, action: None };
    let said = |id: &str, by: Option<Uuid>, reason: &Option<String>| {
        let by = by.and_then(name)?;
        let reason = reason.as_deref().filter(|reason| !reason.is_empty());
        Some(row(id, reason.map_or(by.clone(), |reason| format!("{by}: {reason}"))))
    };
    let due = if request.state.is_granted() { "assisted-row-opens" } else { "assisted-row-ends" };
    let lines = [
        Some(row("assisted-row-asked", moment(request.asked_at, &staff.words))),
        said("assisted-row-first", request.first_by, &request.first_reason),
        said("assisted-row-second", request.second_by, &request.reason),
        request.due_at.map(|at| row(due, moment(at, &staff.words))),
        (!request.state.is_open())
            .then(|| row("assisted-row-ended", moment(request.changed_at, &staff.words))),
    ];
    Ok(lines.into_iter().flatten().collect())
}

/// What on file is compared with what; contacts are masked, since nobody has to read them out.
fn compared(staff: &Staff<may::DecideAssisted>, about: &About, known: &Known) -> Table {
    let none = || staff.t("assisted-none").to_owned();
    let account = known.account.as_ref();
    let person = known.entry.as_ref().map(|entry| &entry.person);
    let name = |given: &str, family: &str| format!("{given} {family}");
    let names = [
        person.map(roster::Person::full_name),
        account.map(|account| name(&account.given_names, &account.family_names)),
    ];
    let document = account.and_then(|account| {
        Some(format!("{} {}", account.document_type.as_deref()?, account.document_number.as_deref()?))
    });
    let document = document.or_else(|| person.map(|person| person.document.to_string()));
    let email = account.and_then(|account| account.email.as_deref()).map(masked::email);
    let phone = account.and_then(|account| account.phone.as_deref()).map(masked::phone);
    let date = |date: Option<jiff::civil::Date>| date.map(|date| day(date, &staff.words));
    let standing = known.entry.as_ref().map(|entry| {
        let is_active = entry.is_active_on(date_there(staff.now));
        staff.t(if is_active { "assisted-on-roster" } else { "assisted-left-roster" }).to_owned()
    });
    let row = |id: &str, wrote: Option<String>, on_file: Option<String>| {
        vec![
            staff.t(id).to_owned(),
            wrote.unwrap_or_else(|| NOT_ASKED.to_owned()),
            on_file.unwrap_or_else(none),
        ]
    };
    Table {
        caption: staff.t("assisted-compared").to_owned(),
        columns: ["assisted-fact", "assisted-wrote", "assisted-on-file"]
            .map(|id| staff.t(id).to_owned())
            .into(),
        rows: vec![
            row(
                "assisted-document",
                Some(format!("{} {}", about.document_type, about.document_number)),
                document,
            ),
            row("assisted-name", Some(about.name.clone()), names.into_iter().flatten().next()),
            row("assisted-user", about.user.clone(), account.map(|account| user(staff, account))),
            row("assisted-email", Some(about.email.clone()), email),
            row("assisted-phone", about.phone.clone(), phone),
            row("assisted-birth-date", None, date(person.and_then(|person| person.birth_date))),
            row("assisted-issue-date", None, date(person.and_then(|person| person.issue_date))),
            row("assisted-roster", None, standing),
        ],
    }
}

/// What the account signs in with; an address is masked here as everywhere.
fn user(staff: &Staff<may::DecideAssisted>, account: &Account) -> String {
    match staff.portal.signin.identifier {
        SignInWith::Email => masked::email(&account.signin_name),
        SignInWith::Document | SignInWith::Username => account.signin_name.clone(),
    }
}

fn pictures(staff: &Staff<may::DecideAssisted>, id: RequestId) -> Vec<Shown> {
    let shown = |label: &str, side: &str| Shown {
        label: staff.t(label).to_owned(),
        url: staff.url(&format!("{}{side}", path(id))),
    };
    vec![shown("assisted-front-of", FRONT_PATH), shown("assisted-back-of", BACK_PATH)]
}

fn choice(staff: &Staff<may::DecideAssisted>, act: Act) -> Choice {
    let label = staff.t(&format!("assisted-act-{}", act.as_str())).to_owned();
    let kind = if matches!(act, Act::Match | Act::Approve) { "primary" } else { "danger" };
    Choice { act: act.as_str(), label, kind }
}

async fn front_side(
    staff: Staff<may::DecideAssisted>,
    State(front): State<FrontDoor>,
    Path(id): Path<String>,
) -> Answer {
    picture(&front, &staff, &id, Side::Front).await
}

async fn back_side(
    staff: Staff<may::DecideAssisted>,
    State(front): State<FrontDoor>,
    Path(id): Path<String>,
) -> Answer {
    picture(&front, &staff, &id, Side::Back).await
}

/// Shows a picture, once it is on record who looks. Of a decided request there is none.
async fn picture(front: &FrontDoor, staff: &Staff<may::DecideAssisted>, id: &str, side: Side) -> Answer {
    let Some(request) = find(&staff.view(front), front, id).await? else {
        return Ok(bare(StatusCode::NOT_FOUND));
    };
    let is_undecided = request.state.is_open() && !request.state.is_granted();
    let kept = if is_undecided { kept::open(front, &staff.portal, request.id, side)? } else { None };
    let Some(picture) = kept else { return Ok(bare(StatusCode::NOT_FOUND)) };
    let tx = staff.begin(front).await?;
    let subject = request.account.map(accounts::AccountId::uuid);
    let detail = format!("{} {}", request.number, side.as_str());
    staff.record(&tx, front, "assisted.picture_seen", subject, &detail).await?;
    tx.commit().await?;
    let content_type = HeaderValue::from_static(picture.format.content_type());
    Ok(([(header::CONTENT_TYPE, content_type)], picture.bytes).into_response())
}
