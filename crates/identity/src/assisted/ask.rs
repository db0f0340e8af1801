//! Who asks: document, names, a new address, and what the pictures will be for; then the code that proves the address.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::routing::get;
use base::error::Result;
use base::form::{Fields, FormState};
use base::web::answer::Answer;
use base::web::components::Choice;
use base::web::page::Page;

use super::{About, pictures, tasks};
use crate::front_door::FrontDoor;
use crate::gate::{self, HumanField, Refused};
use crate::humancheck::Purpose;
use crate::journey::Journey;
use crate::portals::SignInWith;
use crate::roster::{Document, EmailAddress, Phone, document, printable, refusal};
use crate::verification::pages::{CodeStep, Onward};
use crate::visit::{Posted, Visit};
use crate::{limits, paths, verification};

const LONGEST_NAME_CHARACTERS: usize = 120;
const FIELDS: [&str; 6] = ["document_type", "document", "name", "user", "email", "phone"];

pub(super) static CODE_STEP: CodeStep = CodeStep {
    journey: Journey::AssistedRecovery,
    path: "/recuperacion-asistida/codigo",
    resend_path: "/recuperacion-asistida/codigo/reenviar",
    start: paths::ASSISTED_RECOVERY,
    next: pictures::UPLOAD_PATH,
    title: "assisted-code-title",
    place: (2, 3),
    send: tasks::SEND_CODE,
    on_right: |_| Box::pin(async { Ok(Onward { path: pictures::UPLOAD_PATH, cookies: Vec::new() }) }),
};

pub(super) fn routes() -> Router<FrontDoor> {
    Router::new()
        .route(paths::ASSISTED_RECOVERY, get(show).post(submit))
        .merge(verification::pages::routes(&CODE_STEP))
}

#[derive(Template)]
#[template(path = "assisted/ask.html")]
struct AskPage {
    page: Page,
    form: FormState,
    human: HumanField,
    document_types: Vec<Choice>,
    /// Where accounts have no document, what they have instead.
    asks_user: bool,
    asks_phone: bool,
    action: String,
    back: String,
}

async fn show(visit: Visit, State(front): State<FrontDoor>) -> Answer {
    gate::show(&front, &visit, Purpose::Recovery, |human| ask_page(&front, &visit, FormState::empty(), human))
}

async fn submit(visit: Visit, State(front): State<FrontDoor>, posted: Posted) -> Answer {
    let form = FormState::keeping(&posted, &FIELDS);
    let about = match read(&visit, &posted, form.clone()) {
        Ok(about) => about,
        Err(form) => return again(&front, &visit, form),
    };
    let examined = gate::examine(&front, &visit, Purpose::Recovery, &posted).await;
    let tx = visit.begin(&front).await?;
    let by_source = (limits::ASSISTED_BY_SOURCE, visit.source.as_str());
    let by_name = Some((limits::ASSISTED_BY_NAME, about.document_number.as_str()));
    let gate = gate::pass(&tx, &front, &visit, examined, by_source, by_name).await?;
    if let Some(refused) = gate::refusal(&visit, gate, form) {
        tx.commit().await?;
        return again(&front, &visit, refused);
    }
    verification::pages::begin(&tx, &front, &visit, &CODE_STEP, &about).await?;
    visit.record(&tx, &front, "assisted.code_asked", None, "").await?;
    tx.commit().await?;
    Ok(visit.see(CODE_STEP.path))
}

/// Reads the form. What is wrong with how something is written is said; whether it is anybody's is not known here.
fn read(visit: &Visit, fields: &Fields, mut form: FormState) -> Result<About, FormState> {
    let document = Document::from_fields(fields.trimmed("document_type"), fields.trimmed("document"));
    let name = printable(fields.trimmed("name"));
    let user = EmailAddress::parse(fields.trimmed("user"));
    let email = EmailAddress::parse(fields.trimmed("email"));
    let phone = read_phone(visit, fields.trimmed("phone"));
    let mut say = |field: &str, wrong: String| form.add_error(field, wrong);
    for (field, wrong) in document.as_ref().err().into_iter().flatten() {
        say(field, refusal::words(&visit.words, *wrong));
    }
    if !name.contains(char::is_alphabetic) || name.chars().count() > LONGEST_NAME_CHARACTERS {
        say("name", visit.t("assisted-name-wrong").to_owned());
    }
    if let (true, Err(wrong)) = (asks_user(visit), &user) {
        say("user", refusal::words(&visit.words, *wrong));
    }
    if let Err(wrong) = &email {
        say("email", refusal::words(&visit.words, *wrong));
    }
    if let Err(wrong) = &phone {
        say("phone", wrong.clone());
    }
    let (Ok(document), Ok(email), Ok(phone), false) = (document, email, phone, form.has_errors()) else {
        return Err(form);
    };
    Ok(About {
        document_type: document.kind().code().to_owned(),
        document_number: document.number().as_str().to_owned(),
        name,
        user: user.ok().filter(|_| asks_user(visit)).map(|user| user.key()),
        email: email.key(),
        phone,
        language: visit.language,
    })
}

/// A number may be left out, and is not asked for where nothing is sent to it.
fn read_phone(visit: &Visit, written: &str) -> Result<Option<String>, String> {
    if written.is_empty() || !visit.portal.sends_text_messages() {
        return Ok(None);
    }
    match Phone::parse(written) {
        Ok(phone) if phone.is_colombian() => Ok(Some(phone.as_e164().to_owned())),
        // A text message abroad may cost a hundred times as much, and somebody earns that.
        Ok(_) => Err(visit.t("assisted-phone-colombian").to_owned()),
        Err(wrong) => Err(refusal::words(&visit.words, wrong)),
    }
}

fn asks_user(visit: &Visit) -> bool {
    visit.portal.signin.identifier == SignInWith::Email
}

fn again(front: &FrontDoor, visit: &Visit, refused: impl Into<Refused>) -> Answer {
    gate::show_again(front, visit, Purpose::Recovery, refused.into(), |form, human| {
        ask_page(front, visit, form, human)
    })
}

fn ask_page(front: &FrontDoor, visit: &Visit, form: FormState, human: HumanField) -> AskPage {
    let mut page = visit.page(front, visit.t("assisted-title"));
    page.has_errors = form.has_errors();
    AskPage {
        page,
        form,
        human,
        document_types: document::choices(&visit.words),
        asks_user: asks_user(visit),
        asks_phone: visit.portal.sends_text_messages(),
        action: visit.url(paths::ASSISTED_RECOVERY),
        back: visit.url(paths::SIGNIN),
    }
}
