//! Registration of who is on the roster: who are you, the code, and the account's own data (M3–M5, C11).

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use base::db::Tx;
use base::error::Result;
use base::form::{Fields, FormState};
use base::web::answer::{Answer, bare, with_cookies};
use base::web::components::{Choice, PasswordRule as RuleLine};
use base::web::page::Page;
use serde::{Deserialize, Serialize};

use super::account::{self, Claim};
use super::{DONE_PATH, tasks};
use crate::consent::{self, Policy};
use crate::credentials::screen;
use crate::devices;
use crate::front_door::FrontDoor;
use crate::gate::{self, HumanField, Refused};
use crate::humancheck::Purpose;
use crate::journey::{self, Event, Journey, Proved, Step, Walk, advance};
use crate::limits;
use crate::messaging::outbox::Recipient;
use crate::paths;
use crate::portals::{Fact, RegistrationBy, SignInWith};
use crate::roster::{self, Document, DocumentType, EmailAddress, Phone, Refusal, RosterEntry, refusal};
use crate::verification::pages::{CodeStep, Onward, mismatch};
use crate::visit::{Posted, Visit, page, page_again};
use crate::{signin, verification};

const DATA_PATH: &str = "/registro/datos";

pub(super) static CODE_STEP: CodeStep = CodeStep {
    journey: Journey::Registration,
    path: "/registro/codigo",
    resend_path: "/registro/codigo/reenviar",
    start: paths::REGISTRATION,
    next: DATA_PATH,
    title: "registration-code-title",
    place: (2, 3),
    send: tasks::SEND_CODE,
    on_right: |code| Box::pin(validated(code.proved)),
};

pub(super) fn routes() -> Router<FrontDoor> {
    Router::new()
        .route(DATA_PATH, get(show_data).post(submit_data))
        .merge(verification::pages::routes(&CODE_STEP))
}

/// What the person typed; it selects an entry of the roster and proves nothing.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Claimed {
    pub documents: Vec<(String, String)>,
    /// As written in the roster: `YYYY-MM-DD`.
    pub second_fact: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
}

impl Claimed {
    /// Everything that was typed, as one name: whoever knows only the document does not use up its owner's requests.
    fn all_typed(&self) -> String {
        let number = self.documents.first().map_or("", |(_, number)| number);
        [Some(number), self.second_fact.as_deref(), self.email.as_deref(), self.phone.as_deref()]
            .map(Option::unwrap_or_default)
            .join(" ")
    }
}

#[derive(Template)]
#[template(path = "registration/identify.html")]
struct IdentifyPage {
    page: Page,
    form: FormState,
    human: HumanField,
    action: String,
    back: String,
    is_member: bool,
    document_types: Vec<Choice>,
    second_fact_label: String,
}

#[derive(Template)]
#[template(path = "registration/data.html")]
struct DataPage {
    page: Page,
    form: FormState,
    action: String,
    rules: Vec<RuleLine>,
    asks_email: bool,
    asks_username: bool,
    repeats: bool,
    /// How a phone's keyboard opens for the password.
    inputmode: &'static str,
    policy: Option<consent::Shown>,
}

pub(super) fn show(front: &FrontDoor, visit: &Visit) -> Answer {
    gate::show(front, visit, Purpose::Registration, |human| {
        identify_page(front, visit, FormState::empty(), human)
    })
}

pub(super) async fn submit(front: &FrontDoor, visit: &Visit, fields: &Fields) -> Answer {
    let form = FormState::keeping(fields, &["document_type", "document", "email", "phone", "second_fact"]);
    let claimed = match read(visit, fields, form.clone()) {
        Ok(claimed) => claimed,
        Err(form) => return again(front, visit, form),
    };
    let examined = gate::examine(front, visit, Purpose::Registration, fields).await;
    let tx = visit.begin(front).await?;
    let name = claimed.all_typed();
    let by_source = (limits::REGISTRATION_BY_SOURCE, visit.source.as_str());
    let by_name = Some((limits::REGISTRATION_BY_NAME, name.as_str()));
    let gate = gate::pass(&tx, front, visit, examined, by_source, by_name).await?;
    if let Some(refused) = gate::refusal(visit, gate, form) {
        tx.commit().await?;
        return again(front, visit, refused);
    }
    verification::pages::begin(&tx, front, visit, &CODE_STEP, &claimed).await?;
    visit.record(&tx, front, "registration.code_asked", None, "").await?;
    tx.commit().await?;
    Ok(visit.see(CODE_STEP.path))
}

/// Reads what selects a person. How something is written may be wrong; whether it is anybody's is not said.
fn read(visit: &Visit, fields: &Fields, mut form: FormState) -> Result<Claimed, FormState> {
    let say = |form: &mut FormState, field: &str, wrong: Refusal| {
        form.add_error(field, refusal::words(&visit.words, wrong));
    };
    let mut claimed = Claimed { documents: Vec::new(), second_fact: None, email: None, phone: None };
    match visit.portal.registration.by {
        RegistrationBy::Member => {
            match Document::from_fields(fields.trimmed("document_type"), fields.trimmed("document")) {
                Ok(document) => claimed.documents.push(written(&document)),
                Err(wrong) => wrong.into_iter().for_each(|(field, wrong)| say(&mut form, field, wrong)),
            }
            match EmailAddress::parse(fields.trimmed("email")) {
                Ok(email) => claimed.email = Some(email.as_str().to_owned()),
                Err(wrong) => say(&mut form, "email", wrong),
            }
            match Phone::parse(fields.trimmed("phone")) {
                Ok(phone) => claimed.phone = Some(phone.as_e164().to_owned()),
                Err(wrong) => say(&mut form, "phone", wrong),
            }
        }
        RegistrationBy::RosterCode { second_fact, .. } => {
            match Document::parse(DocumentType::Cc, fields.trimmed("document")) {
                Ok(_) => claimed.documents = cedulas(fields.trimmed("document")),
                Err(wrong) => say(&mut form, "document", wrong),
            }
            if second_fact.is_some() {
                match roster::parse_date(fields.trimmed("second_fact")) {
                    Ok(date) => claimed.second_fact = Some(date.to_string()),
                    Err(wrong) => say(&mut form, "second_fact", wrong),
                }
            }
        }
        RegistrationBy::Email => {}
    }
    if form.has_errors() { Err(form) } else { Ok(claimed) }
}

/// The documents that a person may mean by «cédula»: a citizen's, a foreigner's, or the permit or card in its place.
fn cedulas(typed: &str) -> Vec<(String, String)> {
    [DocumentType::Cc, DocumentType::Ce, DocumentType::Ppt, DocumentType::Ti]
        .into_iter()
        .filter_map(|kind| Document::parse(kind, typed).ok())
        .map(|document| written(&document))
        .collect()
}

fn written(document: &Document) -> (String, String) {
    (document.kind().code().to_owned(), document.number().as_str().to_owned())
}

fn again(front: &FrontDoor, visit: &Visit, refused: impl Into<Refused>) -> Answer {
    gate::show_again(front, visit, Purpose::Registration, refused.into(), |form, human| {
        identify_page(front, visit, form, human)
    })
}

fn identify_page(front: &FrontDoor, visit: &Visit, form: FormState, human: HumanField) -> IdentifyPage {
    let mut page = visit.page(front, visit.t("registration-title"));
    page.has_errors = form.has_errors();
    let second_fact = match visit.portal.registration.by {
        RegistrationBy::RosterCode { second_fact, .. } => second_fact,
        _ => None,
    };
    let second_fact_label = match second_fact {
        Some(Fact::IssueDate) => visit.t("registration-issue-date").to_owned(),
        Some(Fact::BirthDate) => visit.t("registration-birth-date").to_owned(),
        None => String::new(),
    };
    IdentifyPage {
        page,
        form,
        human,
        action: visit.url(paths::REGISTRATION),
        back: visit.url(paths::SIGNIN),
        is_member: visit.portal.registration.by == RegistrationBy::Member,
        document_types: roster::document::choices(&visit.words),
        second_fact_label,
    }
}

/// The code came back: the document is validated.
async fn validated(proved: Proved) -> Result<Onward> {
    proved.roster_entry.ok_or_else(mismatch)?;
    Ok(Onward { path: DATA_PATH, cookies: Vec::new() })
}

async fn show_data(visit: Visit, State(front): State<FrontDoor>) -> Answer {
    if proved_walk(&front, &visit).await?.is_none() {
        return Ok(visit.see(paths::REGISTRATION));
    }
    let policy = consent::in_force(&visit.view(&front)).await?;
    page(&data_page(&front, &visit, FormState::empty(), policy.as_ref()))
}

/// The account's own data. Rule, hashing place, and only then the walk is used up.
async fn submit_data(visit: Visit, State(front): State<FrontDoor>, posted: Posted) -> Answer {
    let Some((walk, entry)) = proved_walk(&front, &visit).await? else {
        return Ok(visit.see(paths::REGISTRATION));
    };
    let policy = consent::in_force(&visit.view(&front)).await?;
    let policy = policy.as_ref();
    let form = FormState::keeping(&posted, &["email", "username"]);
    let form = consent::keeping(form, &posted, policy);
    let (claim, password) = match read_data(&visit, &posted, &entry, form.clone()) {
        Ok(read) => read,
        Err(form) => return page_again(&data_page(&front, &visit, form, policy)),
    };
    let consent = match consent::chosen(policy, &visit, &posted, form.clone()) {
        Ok(consent) => consent,
        Err(form) => return page_again(&data_page(&front, &visit, form, policy)),
    };
    let has_proved_phone = claim.phone_is_proved;
    if asks_username(&visit) && !may_try_username(&front, &visit, &walk).await? {
        let form = form.with_error("username", visit.t("gate-too-many"));
        return page_again(&data_page(&front, &visit, form, policy));
    }
    let Some(hash) = screen::hashed(&front, &password).await? else {
        return Ok(bare(StatusCode::SERVICE_UNAVAILABLE));
    };
    let tx = visit.begin(&front).await?;
    if !advance(&tx, &walk, Event::PasswordChosen, Proved::default(), visit.now).await? {
        return Ok(visit.see(paths::REGISTRATION));
    }
    let Some(id) = account::open(&tx, &front, &visit, claim, &hash).await? else {
        // Not committed: the walk stands where it was, and the person may choose another name.
        let field = if asks_username(&visit) { "username" } else { "" };
        let form = form.with_error(field, visit.t("registration-name-taken"));
        return page_again(&data_page(&front, &visit, form, policy));
    };
    if let Some(consent) = &consent {
        consent::record(&tx, &front, &visit, id, consent).await?;
    }
    // Whoever has just proved the phone need not do it again to sign in here.
    let device =
        if has_proved_phone { Some(devices::remember(&tx, &front, &visit, id).await?) } else { None };
    tx.commit().await?;
    Ok(with_cookies(visit.see(DONE_PATH), device))
}

/// Whether another username may be tried: that one is taken is something that a page has to say.
async fn may_try_username(front: &FrontDoor, visit: &Visit, walk: &Walk) -> Result<bool> {
    let tx = visit.begin(front).await?;
    let may = limits::allows(&tx, front, &[(limits::USERNAMES_BY_WALK, &walk.id.to_string())]).await?;
    tx.commit().await?;
    Ok(may)
}

fn read_data(
    visit: &Visit,
    fields: &Fields,
    entry: &RosterEntry,
    mut form: FormState,
) -> Result<(Claim, crate::credentials::Password), FormState> {
    let person = &entry.person;
    let mut email = person.email.clone();
    if asks_email(visit) {
        match EmailAddress::parse(fields.trimmed("email")) {
            Ok(address) => email = Some(address),
            Err(wrong) => form.add_error("email", refusal::words(&visit.words, wrong)),
        }
    }
    let number = person.document.number().as_str().to_owned();
    let signin_name = match visit.portal.signin.identifier {
        SignInWith::Document => Some(number),
        SignInWith::Email => email.as_ref().map(EmailAddress::key),
        SignInWith::Username => signin::name::username(fields.trimmed("username")),
    };
    if signin_name.is_none() {
        form.add_error("username", visit.t("registration-username-form"));
    }
    let (given, family) = (person.given_names.as_str(), person.family_names.as_str());
    let email_key = email.as_ref().map(EmailAddress::key);
    let mut personal = visit.portal.unfit_for_passwords();
    personal.names = vec![given, family];
    personal.document = Some(person.document.number().as_str());
    personal.email = email_key.as_deref();
    personal.username = signin_name.as_deref();
    personal.phone = person.phone.as_ref().map(Phone::as_e164);
    personal.birth_date = person.birth_date;
    personal.issue_date = person.issue_date;
    let password = screen::chosen(visit, fields, visit.portal.registration.repeat_password, &personal, form)?;
    // The contact that the code came back from counts (`proved_walk`); the address counts once its own link is opened.
    let has_proved_phone = matches!(tasks::contact(&visit.portal, entry), Some(Recipient::Phone(_)));
    Ok((
        Claim {
            signin_name: signin_name.unwrap_or_default(),
            entry: Some(entry.clone()),
            given_names: given.to_owned(),
            family_names: family.to_owned(),
            email: email_key,
            email_is_proved: false,
            phone: person.phone.as_ref().map(|phone| phone.as_e164().to_owned()),
            phone_is_proved: has_proved_phone,
        },
        password,
    ))
}

/// This browser's walk and the entry it proved, if it stands at the account's data. Where the roster has another contact since
/// the code was sent, the code proves nothing any more: whoever reads the old one is perhaps nobody of theirs.
async fn proved_walk(front: &FrontDoor, visit: &Visit) -> Result<Option<(Walk, RosterEntry)>> {
    let view = visit.view(front);
    let walk = journey::walk_at(&view, visit, Journey::Registration, Step::NewPassword).await?;
    let Some(walk) = walk else { return Ok(None) };
    let Some(id) = walk.roster_entry else { return Ok(None) };
    let Some(entry) = roster::entry(&view, id).await? else { return Ok(None) };
    let Some(contact) = tasks::contact(&visit.portal, &entry) else { return Ok(None) };
    let is_proved = verification::code::came_back_from(&view, &front.keys, &walk, &contact).await?;
    Ok(is_proved.then_some((walk, entry)))
}

fn asks_email(visit: &Visit) -> bool {
    matches!(visit.portal.registration.by, RegistrationBy::RosterCode { asks_email: true, .. })
}

fn asks_username(visit: &Visit) -> bool {
    visit.portal.signin.identifier == SignInWith::Username
}

fn data_page(front: &FrontDoor, visit: &Visit, form: FormState, policy: Option<&Policy>) -> DataPage {
    let mut page = visit.page(front, visit.t("registration-data-title"));
    page.has_errors = form.has_errors();
    DataPage {
        page,
        form,
        policy: policy.map(consent::shown),
        action: visit.url(DATA_PATH),
        rules: screen::rule_lines(visit),
        asks_email: asks_email(visit),
        asks_username: asks_username(visit),
        repeats: visit.portal.registration.repeat_password,
        inputmode: screen::inputmode(visit),
    }
}

/// The entry that the claim selects. All that was typed must be one person's.
pub(super) async fn find(
    tx: &Tx,
    portal_by: RegistrationBy,
    claimed: &Claimed,
) -> Result<Option<RosterEntry>> {
    for (kind, number) in &claimed.documents {
        let kind = DocumentType::parse(kind).map_err(|_| mismatch())?;
        let Ok(document) = Document::parse(kind, number) else { continue };
        let entry = match (portal_by, &claimed.email, &claimed.phone) {
            (RegistrationBy::Member, Some(email), Some(phone)) => {
                let (Ok(email), Ok(phone)) = (EmailAddress::parse(email), Phone::parse(phone)) else {
                    continue;
                };
                roster::find_member(tx, &document, &email, &phone).await?
            }
            (RegistrationBy::RosterCode { second_fact, .. }, ..) => {
                let entry = roster::find_by_document(tx, &document).await?;
                entry.filter(|entry| has_fact(entry, second_fact, claimed.second_fact.as_deref()))
            }
            _ => None,
        };
        if entry.is_some() {
            return Ok(entry);
        }
    }
    Ok(None)
}

fn has_fact(entry: &RosterEntry, asked: Option<Fact>, typed: Option<&str>) -> bool {
    let known = match asked {
        None => return true,
        Some(Fact::IssueDate) => entry.person.issue_date,
        Some(Fact::BirthDate) => entry.person.birth_date,
    };
    known.is_some() && known.map(|date| date.to_string()).as_deref() == typed
}
