//! Petitions, complaints and claims (A7): anybody writes, gets a number at once, and a receipt by mail.
//!
//! It promises that what was received is stored before anybody is told a number; that a second click files nothing twice; that
//! the day by which an answer is owed is the law's; and that the number is shown to the browser that wrote, and to no other. The
//! address is whatever somebody typed, so the receipt repeats none of their words, and only so many go to one address; a case is
//! taken all the same, for nobody may be kept from writing by a stranger who used up their receipts.

mod rules;
mod store;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::get;
use base::clock::Timestamp;
use base::db::Tx;
use base::error::{Error, Result};
use base::form::{Fields, FormState};
use base::web::answer::{Answer, bare, with_cookies};
use base::web::components::{Choice, SummaryRow};
use base::web::cookies;
use base::web::page::Page;
use data_encoding::BASE64URL_NOPAD;
use identity::front_door::FrontDoor;
use identity::gate::{self, HumanField, Refused};
use identity::humancheck::Purpose;
use identity::limits;
use identity::messaging::message::Message;
use identity::messaging::moment;
use identity::messaging::outbox::{Recipient, To, post};
use identity::paths;
use identity::visit::{Posted, SignedIn, Visit, page};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use rules::{Kind, Writing};

pub const TEXTS: base::texts::Source = base::texts!("support");

/// Where the number is shown.
const RECEIVED_PATH: &str = "/pqr/recibida";
/// Brings what was filed from the form to the page that shows it, sealed.
const FILED_COOKIE: &str = "support-filed";
/// What that seal is for.
const SEAL: &str = "support-filed";
/// How long the number can be looked at again in the browser.
const SHOWN_FOR: std::time::Duration = std::time::Duration::from_secs(10 * 60);
/// Everything that the form asks, in its order.
const FIELDS: [&str; 5] = ["kind", "name", "email", "document", "description"];

base::id!(CaseId, "Something that somebody wrote to an organisation.");

pub fn routes() -> Router<FrontDoor> {
    Router::new().route(paths::SUPPORT, get(show).post(submit)).route(RECEIVED_PATH, get(received))
}

#[derive(Template)]
#[template(path = "support/form.html")]
struct FormPage {
    page: Page,
    form: FormState,
    human: HumanField,
    kinds: Vec<Choice>,
    longest: usize,
    action: String,
}

#[derive(Template)]
#[template(path = "support/received.html")]
struct ReceivedPage {
    page: Page,
    rows: Vec<SummaryRow>,
    email: String,
    is_receipt_mailed: bool,
    home: String,
}

/// What a person is told about a case they have just filed.
#[derive(Serialize, Deserialize)]
struct Filed {
    number: String,
    received_on: Date,
    due_on: Date,
    email: String,
    is_receipt_mailed: bool,
}

async fn show(visit: Visit, person: Option<SignedIn>, State(front): State<FrontDoor>) -> Answer {
    if !visit.portal.help.pqr {
        return Ok(bare(StatusCode::NOT_FOUND));
    }
    let form = person.as_ref().map_or_else(FormState::empty, known_of);
    gate::show(&front, &visit, Purpose::Support, |human| {
        form_page(&front, &visit, person.as_ref(), form, human)
    })
}

async fn submit(
    visit: Visit,
    person: Option<SignedIn>,
    State(front): State<FrontDoor>,
    posted: Posted,
) -> Answer {
    if !visit.portal.help.pqr {
        return Ok(bare(StatusCode::NOT_FOUND));
    }
    let form = FormState::keeping(&posted, &FIELDS);
    let writing = match Writing::read(&posted, &visit.words, form.clone()) {
        Ok(writing) => writing,
        Err(form) => return again(&front, &visit, person.as_ref(), form),
    };
    let examined = gate::examine(&front, &visit, Purpose::Support, &posted).await;
    let tx = visit.begin(&front).await?;
    let by_source = (limits::SUPPORT_BY_SOURCE, visit.source.as_str());
    let gate = gate::pass(&tx, &front, &visit, examined, by_source, None).await?;
    // Before the gate's answer is looked at: to the gate, a second click is the first one's check used twice.
    let content = content_hash(&front, &visit, &posted);
    if let Some(filed) = store::find_same(&tx, &content, received_on(&visit)).await? {
        tx.commit().await?;
        return see_filed(&front, &visit, filed);
    }
    if let Some(refused) = gate::refusal(&visit, gate, form) {
        tx.commit().await?;
        return again(&front, &visit, person.as_ref(), refused);
    }
    let filed = file(&tx, &front, &visit, person.as_ref(), &writing, content).await?;
    tx.commit().await?;
    see_filed(&front, &visit, filed)
}

/// Stores the case under the next number and writes its receipt.
async fn file(
    tx: &Tx,
    front: &FrontDoor,
    visit: &Visit,
    person: Option<&SignedIn>,
    writing: &Writing,
    content: Vec<u8>,
) -> Result<Filed> {
    let received_on = received_on(visit);
    let account = person.map(|person| person.account.id);
    let filed = Filed {
        number: store::next_number(tx, received_on.year()).await?.to_string(),
        received_on,
        due_on: writing.kind.due_on(received_on),
        email: writing.email.as_str().to_owned(),
        is_receipt_mailed: limits::allow_receipt_to(tx, front, &writing.email.key()).await?,
    };
    let case = store::New {
        id: CaseId::new(&front.clock, &front.chance),
        writing,
        account,
        language: visit.language.tag(),
        content,
        received_at: visit.now,
        filed: &filed,
    };
    store::add(tx, case).await?;
    visit.record(tx, front, "support.received", account, &filed.number).await?;
    if filed.is_receipt_mailed {
        let to = To { portal: &visit.portal, language: visit.language, account };
        let receipt = Message::PqrReceipt { number: filed.number.clone(), received_on, due_on: filed.due_on };
        post(tx, front, &to, Recipient::Mail(filed.email.clone()), receipt).await?;
    }
    Ok(filed)
}

async fn received(
    visit: Visit,
    person: Option<SignedIn>,
    State(front): State<FrontDoor>,
    headers: HeaderMap,
) -> Answer {
    let Some(filed) = read_filed(&front, &visit, &headers) else { return Ok(visit.see(paths::SUPPORT)) };
    let row = |term: &str, value: String| SummaryRow { term: visit.t(term).to_owned(), value, action: None };
    let rows = vec![
        row("support-number", filed.number),
        row("support-received-on", moment::day(filed.received_on, &visit.words)),
        row("support-due-on", moment::day(filed.due_on, &visit.words)),
    ];
    page(&ReceivedPage {
        page: frame(&front, &visit, person.as_ref(), "support-received-title"),
        rows,
        email: filed.email,
        is_receipt_mailed: filed.is_receipt_mailed,
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
        longest: rules::LONGEST_DESCRIPTION,
        action: visit.url(paths::SUPPORT),
    }
}

fn frame(front: &FrontDoor, visit: &Visit, person: Option<&SignedIn>, title: &str) -> Page {
    let title = visit.t(title).to_owned();
    match person {
        Some(person) => person.page(front, title),
        None => visit.page(front, title),
    }
}

fn choice(visit: &Visit, kind: Kind) -> Choice {
    let label = format!("support-kind-{}", kind.code());
    let hint = visit.t(&format!("{label}-hint")).to_owned();
    Choice { hint, ..Choice::new(kind.code(), visit.t(&label)) }
}

/// What need not be asked of somebody who is signed in; they may change it.
fn known_of(person: &SignedIn) -> FormState {
    let account = &person.account;
    FormState::empty()
        .with_value("name", format!("{} {}", account.given_names, account.family_names))
        .with_value("email", account.email.clone().unwrap_or_default())
        .with_value("document", account.document_number.clone().unwrap_or_default())
}

fn received_on(visit: &Visit) -> Date {
    moment::date_there(visit.now)
}

/// Equal for the same words from the same browser on the same day. Keyed, since little of it would have to be guessed.
fn content_hash(front: &FrontDoor, visit: &Visit, fields: &Fields) -> Vec<u8> {
    let (browser, day) = (visit.browser.hash(), received_on(visit).to_string());
    let mut parts = vec![visit.portal.key.as_str().as_bytes(), browser.as_slice(), day.as_bytes()];
    parts.extend(FIELDS.map(|field| fields.trimmed(field).as_bytes()));
    front.keys.mac("support-content", &parts).to_vec()
}

/// What the cookie holds.
#[derive(Serialize, Deserialize)]
struct Shown {
    filed: Filed,
    until: Timestamp,
}

/// Sends the browser on to the page that shows what it filed.
fn see_filed(front: &FrontDoor, visit: &Visit, filed: Filed) -> Answer {
    let shown = Shown { filed, until: visit.now.plus(SHOWN_FOR) };
    let plain = serde_json::to_vec(&shown).map_err(|error| Error::Other(error.to_string()))?;
    let sealed = front.keys.seal(SEAL, &owner(visit), &plain, &front.chance);
    let cookie = visit.cookie(FILED_COOKIE, &BASE64URL_NOPAD.encode(&sealed), Some(SHOWN_FOR));
    Ok(with_cookies(visit.see(RECEIVED_PATH), [cookie]))
}

/// What this browser filed minutes ago; whatever it brings that was not sealed for it is nothing.
fn read_filed(front: &FrontDoor, visit: &Visit, headers: &HeaderMap) -> Option<Filed> {
    let name = cookies::name(visit.transport, visit.portal.key.as_str(), FILED_COOKIE);
    let sealed = BASE64URL_NOPAD.decode(cookies::read(headers, &name)?.as_bytes()).ok()?;
    let plain = front.keys.open(SEAL, &owner(visit), &sealed).ok()?;
    let shown: Shown = serde_json::from_slice(&plain).ok()?;
    (visit.now < shown.until).then_some(shown.filed)
}

/// This browser in this portal.
fn owner(visit: &Visit) -> Vec<u8> {
    [visit.portal.key.as_str().as_bytes(), b"\0", &visit.browser.hash()].concat()
}
