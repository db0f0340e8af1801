//! Writing the words of a message: tried out on the page, by mail to whoever writes them and by text message, kept as a version, and given up for the
//! program's own.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::get;
use base::error::Result;
use base::form::FormState;
use base::texts::{Language, Words};
use base::web::answer::{Answer, bare};
use base::web::page::Page;

use super::super::look::Look;
use super::super::message::{Channel, Message};
use super::super::outbox::{self, Recipient, To};
use super::super::render::{self, Part};
use super::pages::{self, Drawn, draw, is_same, language_name, title};
use super::samples::{self, Sampler, Topic};
use super::template::{self, Fault, Measure};
use super::variables::{self, Place, Variable};
use super::{NewVersion, Wording, WordingId, store, worded};
use crate::front_door::FrontDoor;
use crate::limits;
use crate::office::{Staff, may};
use crate::roster::Phone;
use crate::visit::{Posted, page, page_again};

const FIELDS: &[&str] = &["subject", "body", "text_message", "phone", "version"];

type Writer = Staff<may::WordMessages>;

pub(super) fn routes() -> Router<FrontDoor> {
    Router::new().route("/oficina/mensajes/redaccion/{tag}/{id}/cambiar", get(show).post(submit))
}

pub(super) fn path(topic: Topic, language: Language) -> String {
    format!("{}/cambiar", pages::path(topic, language))
}

/// A name in braces with what it stands for.
struct Explained {
    name: String,
    meaning: String,
    is_needed: bool,
}

#[derive(Template)]
#[template(path = "messaging/wordings/write.html")]
struct WritePage<'a> {
    page: Page,
    form: FormState,
    title: String,
    language: String,
    action: String,
    back: String,
    variables: Vec<Explained>,
    goes_as_text: bool,
    tests_by_text: bool,
    /// What is written, as it would be drawn; None where it was not asked for or cannot be.
    drawn: Option<Drawn<'a>>,
    /// To whom a test was just sent; "" for nobody.
    tested: String,
}

/// The message whose words are written, with all that they depend on.
struct Subject {
    topic: Topic,
    language: Language,
    message: Message,
    look: Look,
    words: Arc<Words>,
}

impl Subject {
    fn of(front: &FrontDoor, staff: &Writer, tag: &str, id: &str) -> Option<Self> {
        let language = Language::from_tag(tag)?;
        let words = front.words(&staff.portal, language);
        let message = samples::called(id, &Sampler::new(&staff.portal, &words, &front.clock))?;
        let look = Look::of(&staff.portal, language);
        Some(Self { topic: Topic::of(&message), language, message, look, words })
    }

    fn original(&self, staff: &Writer) -> Wording {
        render::own_wording(&self.message, &self.look, &self.words, staff.now)
    }

    fn goes_as_text(&self) -> bool {
        self.message.kind().channels().contains(&Channel::TextMessage)
    }

    /// The first thing that is wrong with each text.
    fn faults(&self, staff: &Writer, wording: &Wording) -> Vec<(&'static str, Fault)> {
        let (look, address) = (&self.look, &staff.portal.address);
        let origin = address.origin.to_string();
        let reply_to = look.reply_to.as_ref().map_or("", |address| address.domain());
        let hosts = [look.host.as_str(), look.sender.email.domain(), reply_to];
        let measure = Measure { message: &self.message, origin: &origin, hosts: &hosts };
        let mut texts =
            vec![("subject", Place::Subject, &wording.subject), ("body", Place::Body, &wording.body)];
        if self.goes_as_text() {
            texts.push(("text_message", Place::TextMessage, &wording.text_message));
        }
        let value = |one| render::value(one, &self.message, look, &self.words, staff.now);
        let fault = |(field, place, text): (_, _, &String)| {
            template::check(place, text, &measure, value).err().map(|fault| (field, fault))
        };
        texts.into_iter().filter_map(fault).collect()
    }
}

async fn show(
    staff: Writer,
    State(front): State<FrontDoor>,
    Path((tag, id)): Path<(String, String)>,
) -> Answer {
    let Some(subject) = Subject::of(&front, &staff, &tag, &id) else {
        return Ok(bare(StatusCode::NOT_FOUND));
    };
    let newest = store::newest(&staff.view(&front), &id, subject.language).await?;
    let version = newest.as_ref().map_or(0, |version| version.number);
    let wording = newest.and_then(|version| version.wording).unwrap_or_else(|| subject.original(&staff));
    let form = FormState::empty()
        .with_value("subject", wording.subject)
        .with_value("body", wording.body)
        .with_value("text_message", wording.text_message)
        .with_value("version", version.to_string());
    page(&write_page(&front, &staff, &subject, form, None))
}

/// Shows, tries out or keeps what was written, or goes back to the program's words: the button says which.
async fn submit(
    staff: Writer,
    State(front): State<FrontDoor>,
    Path((tag, id)): Path<(String, String)>,
    posted: Posted,
) -> Answer {
    let Some(subject) = Subject::of(&front, &staff, &tag, &id) else {
        return Ok(bare(StatusCode::NOT_FOUND));
    };
    let Ok(seen) = posted.get("version").parse::<i64>() else { return Ok(bare(StatusCode::BAD_REQUEST)) };
    if posted.get("action") == "restore" {
        return restore(&front, &staff, &subject, seen).await;
    }
    let wording = read(&posted, subject.goes_as_text());
    let mut form = FormState::keeping(&posted, FIELDS);
    for (field, fault) in subject.faults(&staff, &wording) {
        form.add_error(field, fault_words(&staff.words, &subject, &fault));
    }
    if form.has_errors() {
        return page_again(&write_page(&front, &staff, &subject, form, None));
    }
    match posted.get("action") {
        "save" => save(&front, &staff, &subject, form, seen, wording).await,
        "test" => {
            let own_address = Recipient::Mail(staff.member.email.clone());
            test(&front, &staff, &subject, form, wording, own_address).await
        }
        "test-text" if tests_by_text(&front, &subject) => {
            let Some(number) = mobile(posted.get("phone")) else {
                form.add_error("phone", staff.t("messaging-wording-no-mobile"));
                return page_again(&write_page(&front, &staff, &subject, form, None));
            };
            test(&front, &staff, &subject, form, wording, number).await
        }
        _ => {
            let look = worded(subject.look.clone(), Some(wording));
            let drawn = draw(&subject.message, &look, &subject.words, &staff);
            page(&write_page(&front, &staff, &subject, form, Some(drawn)))
        }
    }
}

fn read(posted: &Posted, goes_as_text: bool) -> Wording {
    let one_line = |text: &str| text.lines().map(str::trim).collect::<Vec<_>>().join(" ").trim().to_owned();
    Wording {
        subject: posted.trimmed("subject").to_owned(),
        body: posted.trimmed("body").to_owned(),
        text_message: if goes_as_text { one_line(posted.get("text_message")) } else { String::new() },
    }
}

/// Keeps a version, unless somebody wrote one that its author did not see.
async fn save(
    front: &FrontDoor,
    staff: &Writer,
    subject: &Subject,
    form: FormState,
    seen: i64,
    wording: Wording,
) -> Answer {
    // Words that are the program's stay so, and follow it when it says them better one day.
    let own = Some(&wording).filter(|own| !is_same(own, &subject.original(staff)));
    if add_version(front, staff, subject, seen, own).await? {
        return Ok(staff.see(&pages::path(subject.topic, subject.language)));
    }
    let form = form.with_problem(staff.t("messaging-wording-changed-meanwhile"));
    page_again(&write_page(front, staff, subject, form, None))
}

async fn restore(front: &FrontDoor, staff: &Writer, subject: &Subject, seen: i64) -> Answer {
    // Where somebody else was faster, the page shows what is in force now.
    add_version(front, staff, subject, seen, None).await?;
    Ok(staff.see(&pages::path(subject.topic, subject.language)))
}

/// False when the version that was seen is not the newest any more. What is in force already is no new version.
async fn add_version(
    front: &FrontDoor,
    staff: &Writer,
    subject: &Subject,
    seen: i64,
    wording: Option<&Wording>,
) -> Result<bool> {
    let topic = subject.topic.name();
    let tx = staff.begin(front).await?;
    let newest = store::newest(&tx, &topic, subject.language).await?;
    let (newest, in_force) = newest.map_or((0, None), |version| (version.number, version.wording));
    if in_force.as_ref() == wording {
        return Ok(true);
    }
    let new = NewVersion {
        id: WordingId::new(&front.clock, &front.chance),
        topic: &topic,
        language: subject.language,
        number: newest + 1,
        wording,
        author_id: staff.member.id.uuid(),
        author: &staff.member.name,
        now: staff.now,
    };
    let (id, number) = (new.id, new.number);
    if newest != seen || !store::add(&tx, new).await? {
        return Ok(false);
    }
    let event = if wording.is_some() { "messaging.wording_changed" } else { "messaging.wording_restored" };
    let detail = format!("{topic} · {} · {number}", subject.language.tag());
    staff.record(&tx, front, event, Some(id.uuid()), &detail).await?;
    tx.commit().await?;
    Ok(true)
}

fn tests_by_text(front: &FrontDoor, subject: &Subject) -> bool {
    subject.goes_as_text() && front.text_messages.is_some()
}

/// A number to which a test may go: abroad costs more.
fn mobile(typed: &str) -> Option<Recipient> {
    let phone = Phone::parse(typed).ok().filter(Phone::is_colombian);
    phone.map(|phone| Recipient::Phone(phone.as_e164().to_owned()))
}

/// Sends what is written, marked as a test.
async fn test(
    front: &FrontDoor,
    staff: &Writer,
    subject: &Subject,
    form: FormState,
    wording: Wording,
    recipient: Recipient,
) -> Answer {
    let (tx, member) = (staff.begin(front).await?, staff.member.id.to_string());
    let to = To { portal: &staff.portal, language: subject.language, account: None };
    let (said, masked) = ((subject.message.clone(), wording), recipient.masked());
    let problem = if !limits::allows(&tx, front, &[(limits::WORDING_TESTS_BY_MEMBER, &member)]).await? {
        Some("messaging-wording-too-many-tests")
    } else if !outbox::post_test(&tx, front, &to, recipient, said).await? {
        Some("messaging-log-no-more-today")
    } else {
        let detail = format!("{} · {} · {masked}", subject.topic.name(), subject.language.tag());
        staff.record(&tx, front, "messaging.wording_tried", None, &detail).await?;
        None
    };
    tx.commit().await?;
    if let Some(problem) = problem {
        let form = form.with_problem(staff.t(problem));
        return page_again(&write_page(front, staff, subject, form, None));
    }
    page(&WritePage { tested: masked, ..write_page(front, staff, subject, form, None) })
}

fn write_page<'a>(
    front: &FrontDoor,
    staff: &Writer,
    subject: &Subject,
    form: FormState,
    drawn: Option<Drawn<'a>>,
) -> WritePage<'a> {
    let mut page = staff.page(front, staff.t("messaging-wording-write-title"));
    page.has_errors = form.has_errors();
    WritePage {
        page,
        form,
        title: title(&staff.words, subject.topic),
        language: language_name(&staff.words, subject.language).to_owned(),
        action: staff.url(&path(subject.topic, subject.language)),
        back: staff.url(&pages::path(subject.topic, subject.language)),
        variables: explained(&staff.words, subject),
        goes_as_text: subject.goes_as_text(),
        tests_by_text: tests_by_text(front, subject),
        drawn,
        tested: String::new(),
    }
}

/// Every name that this message has, in its mail or its text message.
fn explained(words: &Words, subject: &Subject) -> Vec<Explained> {
    let places: &[Place] =
        if subject.goes_as_text() { &[Place::Body, Place::TextMessage] } else { &[Place::Body] };
    let mut known: Vec<Variable> = Vec::new();
    let mut needed: Vec<Variable> = Vec::new();
    for place in places {
        known.extend(variables::of(&subject.message, *place));
        needed.extend(variables::needed(&subject.message, *place));
    }
    let mut seen = Vec::new();
    known.retain(|one| {
        !seen.contains(one) && {
            seen.push(*one);
            true
        }
    });
    let explain = |one: &Variable| Explained {
        name: one.written(),
        meaning: words.get(&format!("messaging-wording-means-{}", one.name())).to_owned(),
        is_needed: needed.contains(one),
    };
    known.iter().map(explain).collect()
}

/// What is wrong, and what to do about it.
fn fault_words(words: &Words, subject: &Subject, fault: &Fault) -> String {
    let with = |id: &str, name: &str, value: &str| words.with(id, &[(name, value.into())]);
    match fault {
        Fault::Empty => words.get("messaging-wording-empty").to_owned(),
        Fault::TooLong { characters_max } => {
            words.with("messaging-wording-too-long", &[("most", (*characters_max).into())])
        }
        Fault::Invisible => words.get("messaging-wording-invisible").to_owned(),
        Fault::Brace => words.get("messaging-wording-brace").to_owned(),
        Fault::Unknown(name) => with("messaging-wording-unknown", "name", &format!("{{{name}}}")),
        Fault::Missing(one) => with("messaging-wording-missing", "name", &one.written()),
        Fault::NotAlone(one) => with("messaging-wording-not-alone", "name", &one.written()),
        Fault::Twice(one) => with("messaging-wording-twice", "name", &one.written()),
        Fault::Foreign(address) => words.with(
            "messaging-wording-foreign",
            &[("address", address.as_str().into()), ("host", subject.look.host.as_str().into())],
        ),
        Fault::Letters(letters) => with("messaging-wording-letters", "letters", letters),
        Fault::Parts { parts, parts_max } => words
            .with("messaging-wording-parts", &[("parts", (*parts).into()), ("most", (*parts_max).into())]),
    }
}
