//! A case comes in: the form, the number, and the receipt.

use std::sync::Arc;
use std::time::Duration;

use askama::Template;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Query, Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::get;
use base::audit;
use base::db::Tx;
use base::error::Result;
use base::form::FormState;
use base::texts::Language;
use base::web::answer::{Answer, bare, with_cookies};
use base::web::components::{Choice, SummaryRow};
use base::web::page::Page;
use identity::accounts::AccountId;
use identity::front_door::FrontDoor;
use identity::gate::{self, HumanField, Refused};
use identity::humancheck::Purpose;
use identity::limits;
use identity::messaging::message::Message;
use identity::messaging::moment;
use identity::messaging::outbox::{Recipient, To, post};
use identity::paths;
use identity::portals::Portal;
use identity::uploads::{self, Arrived, NewFile, receive};
use identity::visit::{SignedIn, Visit, page};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::acts::Who;
use super::carried::Carried;
use super::number::CaseCode;
use super::rules::Kind;
use super::writing::{LONGEST_DESCRIPTION, Writing};
use super::{CaseId, attachments, store, telling};

/// Where the number is shown.
const RECEIVED_PATH: &str = "/pqr/recibida";
/// Brings what was filed from the form to the page that shows it.
const FILED: Carried = Carried { name: "support-filed", lifetime: Duration::from_secs(10 * 60) };
/// Everything that the form asks, in its order.
const FIELDS: [&str; 5] = ["kind", "name", "email", "document", "description"];

pub(super) fn routes() -> Router<FrontDoor> {
    Router::new()
        // Files are counted where they are written, so that whoever sends too much reads why.
        .route(paths::SUPPORT, get(show).post(submit).layer(DefaultBodyLimit::disable()))
        .route(RECEIVED_PATH, get(received))
}

#[derive(Template)]
#[template(path = "support/form.html")]
struct FormPage {
    page: Page,
    form: FormState,
    human: HumanField,
    kinds: Vec<Choice>,
    longest: usize,
    files_hint: String,
    action: String,
    lookup: String,
}

/// What a link to the form may say.
#[derive(Deserialize)]
struct Asked {
    /// The kind that is chosen already; what is none is left out.
    #[serde(rename = "tipo", default)]
    kind: String,
}

#[derive(Template)]
#[template(path = "support/received.html")]
struct ReceivedPage {
    page: Page,
    rows: Vec<SummaryRow>,
    email: String,
    is_receipt_mailed: bool,
    lookup: String,
    home: String,
}

/// What a person is told about a case they have just filed.
#[derive(Serialize, Deserialize)]
pub struct Filed {
    pub number: String,
    pub code: String,
    pub received_on: Date,
    pub due_on: Date,
    pub email: String,
    pub is_receipt_mailed: bool,
}

/// A case on its way in.
pub struct Filing<'a> {
    pub id: CaseId,
    pub portal: &'a Arc<Portal>,
    pub language: Language,
    pub account: Option<AccountId>,
    pub writing: &'a Writing,
    pub files: &'a [NewFile],
    /// Equal for the same words and files from the same browser on the same day.
    pub content: Vec<u8>,
    pub code: CaseCode,
}

async fn show(
    visit: Visit,
    person: Option<SignedIn>,
    State(front): State<FrontDoor>,
    Query(asked): Query<Asked>,
) -> Answer {
    if !visit.portal.help.pqr {
        return Ok(bare(StatusCode::NOT_FOUND));
    }
    let form = person.as_ref().map_or_else(FormState::empty, known_of);
    let form = match Kind::from_code(&asked.kind) {
        Some(kind) => form.with_value("kind", kind.code()),
        None => form,
    };
    gate::show(&front, &visit, Purpose::Support, |human| {
        form_page(&front, &visit, person.as_ref(), form, human)
    })
}

async fn submit(
    visit: Visit,
    person: Option<SignedIn>,
    State(front): State<FrontDoor>,
    request: Request,
) -> Answer {
    if !visit.portal.help.pqr {
        return Ok(bare(StatusCode::NOT_FOUND));
    }
    let id = CaseId::new(&front.clock, &front.chance);
    let shelf = attachments::shelf(&visit.portal, id);
    let arrived = match receive(&front, &visit, request, &shelf, Some(limits::FILES_BY_SOURCE)).await {
        Ok(arrived) => arrived,
        Err(refused) => return Ok(refused),
    };
    let form = FormState::keeping(&arrived.fields, &FIELDS);
    let writing = match read(&visit, &arrived, &form) {
        Ok(writing) => writing,
        Err(form) => return again(&front, &visit, person.as_ref(), form),
    };
    let examined = gate::examine(&front, &visit, Purpose::Support, &arrived.fields).await;
    let tx = visit.begin(&front).await?;
    let by_source = (limits::SUPPORT_BY_SOURCE, visit.source.as_str());
    let gate = gate::pass(&tx, &front, &visit, examined, by_source, None).await?;
    let content = content_hash(&front, &visit, &arrived);
    let code = CaseCode::of(&front.keys, visit.browser.reveal(), &content);
    // Before the gate's answer is looked at: to the gate, a second click is the first one's check used twice.
    if let Some(filed) = filed_before(&tx, &visit, &content, &code).await? {
        tx.commit().await?;
        return see_filed(&front, &visit, filed);
    }
    if let Some(refused) = gate::refusal(&visit, gate, arrived.told_in(form, &visit.words)) {
        tx.commit().await?;
        return again(&front, &visit, person.as_ref(), refused);
    }
    let filing = Filing {
        id,
        portal: &visit.portal,
        language: visit.language,
        account: person.map(|person| person.account.id),
        writing: &writing,
        files: &arrived.files,
        content,
        code,
    };
    let filed = file(&tx, &front, filing, &Who::person(&visit)).await?;
    arrived.keep();
    tx.commit().await?;
    see_filed(&front, &visit, filed)
}

/// What was written, if it and its files are right.
fn read(visit: &Visit, arrived: &Arrived, form: &FormState) -> Result<Writing, FormState> {
    match Writing::read(&arrived.fields, &visit.words, form.clone()) {
        Ok(writing) if !arrived.is_refused() => Ok(writing),
        Ok(_) => Err(arrived.told_in(form.clone(), &visit.words)),
        Err(form) => Err(arrived.told_in(form, &visit.words)),
    }
}

/// Stores the case under the next number and writes its receipt.
pub async fn file(tx: &Tx, front: &FrontDoor, filing: Filing<'_>, who: &Who<'_>) -> Result<Filed> {
    let Filing { id, portal, language, account, writing, files, content, code } = filing;
    let received_on = moment::date_there(who.at);
    let filed = Filed {
        number: store::next_number(tx, received_on.year()).await?.to_string(),
        code: code.written(),
        received_on,
        due_on: writing.kind.due_on(received_on),
        email: writing.email.as_str().to_owned(),
        is_receipt_mailed: limits::allow_receipt_to(tx, front, &writing.email.key()).await?,
    };
    let case = store::New {
        id,
        writing,
        account,
        language,
        content,
        code_mac: code.hash(&front.keys, &filed.number),
        received_at: who.at,
        filed: &filed,
    };
    store::add(tx, case).await?;
    attachments::add(tx, id, 0, files).await?;
    let act = audit::Act {
        event: "support.received",
        subject: account.map(AccountId::uuid),
        ..who.audited(&filed.number)
    };
    audit::record(tx, &front.clock, &front.chance, act).await?;
    if filed.is_receipt_mailed {
        let to = To { portal, language, account };
        let receipt = Message::PqrReceipt {
            number: filed.number.clone(),
            code: filed.code.clone(),
            received_on,
            due_on: filed.due_on,
            url: portal.address.link(paths::SUPPORT_STATE),
        };
        post(tx, front, &to, Recipient::Mail(filed.email.clone()), receipt).await?;
    }
    Ok(filed)
}

/// What this browser filed today with the same words.
async fn filed_before(tx: &Tx, visit: &Visit, content: &[u8], code: &CaseCode) -> Result<Option<Filed>> {
    let Some(same) = store::find_same(tx, content).await? else { return Ok(None) };
    Ok(Some(Filed {
        number: same.number,
        code: code.written(),
        received_on: moment::date_there(visit.now),
        due_on: store::read_date(&same.due_on)?,
        email: same.email,
        is_receipt_mailed: same.receipt_mailed,
    }))
}

async fn received(
    visit: Visit,
    person: Option<SignedIn>,
    State(front): State<FrontDoor>,
    headers: HeaderMap,
) -> Answer {
    let Some(filed) = FILED.read::<Filed>(&front, &visit, &headers) else {
        return Ok(visit.see(paths::SUPPORT));
    };
    let row = |term: &str, value: String| SummaryRow { term: visit.t(term).to_owned(), value, action: None };
    let rows = vec![
        row("support-number", filed.number),
        row("support-code", filed.code),
        row("support-received-on", moment::day(filed.received_on, &visit.words)),
        row("support-due-on", moment::day(filed.due_on, &visit.words)),
    ];
    page(&ReceivedPage {
        page: frame(&front, &visit, person.as_ref(), "support-received-title"),
        rows,
        email: filed.email,
        is_receipt_mailed: filed.is_receipt_mailed,
        lookup: visit.url(paths::SUPPORT_STATE),
        home: visit.url("/"),
    })
}

fn again(front: &FrontDoor, visit: &Visit, person: Option<&SignedIn>, refused: impl Into<Refused>) -> Answer {
    gate::show_again(front, visit, Purpose::Support, refused.into(), |form, human| {
        form_page(front, visit, person, form, human)
    })
}

fn form_page(
    front: &FrontDoor,
    visit: &Visit,
    person: Option<&SignedIn>,
    form: FormState,
    human: HumanField,
) -> FormPage {
    let mut page = frame(front, visit, person, "support-title");
    page.has_errors = form.has_errors();
    FormPage {
        page,
        form,
        human,
        kinds: Kind::ALL.map(|kind| choice(visit, kind)).into(),
        longest: LONGEST_DESCRIPTION,
        files_hint: uploads::hint(&visit.words),
        action: visit.url(paths::SUPPORT),
        lookup: visit.url(paths::SUPPORT_STATE),
    }
}

/// The frame of a page that anybody may open, with the menu of whoever is signed in.
pub(super) fn frame(front: &FrontDoor, visit: &Visit, person: Option<&SignedIn>, title: &str) -> Page {
    let title = visit.t(title).to_owned();
    match person {
        Some(person) => person.page(front, title),
        None => visit.page(front, title),
    }
}

fn choice(visit: &Visit, kind: Kind) -> Choice {
    let hint = visit.t(&format!("support-kind-{}-hint", kind.code())).to_owned();
    Choice { hint, ..Choice::new(kind.code(), telling::kind(&visit.words, kind)) }
}

/// What need not be asked of somebody who is signed in; they may change it.
fn known_of(person: &SignedIn) -> FormState {
    let account = &person.account;
    FormState::empty()
        .with_value("name", format!("{} {}", account.given_names, account.family_names))
        .with_value("email", account.email.clone().unwrap_or_default())
        .with_value("document", account.document_number.clone().unwrap_or_default())
}

/// Keyed, since little of it would have to be guessed.
fn content_hash(front: &FrontDoor, visit: &Visit, arrived: &Arrived) -> Vec<u8> {
    let (browser, day) = (visit.browser.hash(), moment::date_there(visit.now).to_string());
    let mut parts = vec![visit.portal.key.as_str().as_bytes(), browser.as_slice(), day.as_bytes()];
    parts.extend(FIELDS.map(|field| arrived.fields.trimmed(field).as_bytes()));
    parts.extend(arrived.files.iter().map(|file| file.sha256.as_slice()));
    front.keys.mac("support-content", &parts).to_vec()
}

/// Sends the browser on to the page that shows what it filed.
fn see_filed(front: &FrontDoor, visit: &Visit, filed: Filed) -> Answer {
    let cookie = FILED.cookie(front, visit, filed)?;
    Ok(with_cookies(visit.see(RECEIVED_PATH), [cookie]))
}
