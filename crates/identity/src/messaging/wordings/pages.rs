//! What each message says: the list of messages, and one of them as it is drawn, with the versions of its words.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::get;
use base::texts::{Language, Words};
use base::web::answer::{Answer, bare};
use base::web::components::Link;
use base::web::page::Page;

use super::super::gsm7;
use super::super::look::Look;
use super::super::message::{Channel, Message};
use super::super::moment::moment;
use super::super::render::{self, Common, Letter, Part};
use super::samples::{self, Sampler, Topic};
use super::{Version, Wording, store, template, worded};
use crate::front_door::FrontDoor;
use crate::office::{Permission, Staff, may};
use crate::paths;
use crate::visit::page;

const LIST_PATH: &str = "/oficina/mensajes/redaccion";
/// Versions that the page of a message shows.
const VERSIONS_AT_MOST: i64 = 20;

pub(super) fn routes() -> Router<FrontDoor> {
    Router::new().route(LIST_PATH, get(list)).route("/oficina/mensajes/redaccion/{tag}/{id}", get(show))
}

/// The way to the list, with its words.
pub(in super::super) fn link<P>(staff: &Staff<P>) -> Link {
    Link::new(staff.t("messaging-wording-title"), staff.url(LIST_PATH))
}

/// A message as the list shows it.
struct Listed {
    title: String,
    channels: String,
    /// For each language, whose words are in force, and where they are.
    wordings: Vec<Link>,
}

#[derive(Template)]
#[template(path = "messaging/wordings/list.html")]
struct ListPage {
    page: Page,
    languages: Vec<String>,
    messages: Vec<Listed>,
    back: Vec<Link>,
}

/// A message as its readers get it.
pub(super) struct Drawn<'a> {
    pub look: &'a Look,
    pub letter: Letter,
    pub common: Common<'a>,
    /// The language of the message, which need not be that of the screen.
    pub tag: &'static str,
    /// What the text message says, and how much room it takes; empty where there is none.
    pub text_message: String,
    pub size: String,
}

#[derive(Template)]
#[template(path = "messaging/wordings/show.html")]
struct ShowPage<'a> {
    page: Page,
    title: String,
    state: String,
    drawn: Drawn<'a>,
    versions: Vec<String>,
    version: i64,
    is_own: bool,
    /// Empty for whoever may not.
    change: String,
    links: Vec<Link>,
}

async fn list(staff: Staff<may::ReadMessages>, State(front): State<FrontDoor>) -> Answer {
    let worded = store::all_worded(&staff.view(&front)).await?;
    let is_own = |topic: &str, language: Language| {
        worded.iter().any(|one| one.topic == topic && one.language == language.tag())
    };
    let sampler = Sampler::new(&staff.portal, &staff.words, &front.clock);
    let listed = samples::all(&sampler).into_iter().map(|message| {
        let topic = Topic::of(&message);
        Listed {
            title: title(&staff.words, topic),
            channels: channels(&staff.words, &message),
            wordings: Language::ALL
                .map(|language| {
                    let label = whose(&staff.words, is_own(&topic.name(), language));
                    Link::new(label, staff.url(&path(topic, language)))
                })
                .into(),
        }
    });
    let messages = listed.collect();
    page(&ListPage {
        page: staff.page(&front, staff.t("messaging-wording-title")),
        languages: Language::ALL.map(|language| language_name(&staff.words, language).to_owned()).into(),
        messages,
        back: vec![Link::new(staff.t("messaging-log-back"), staff.url(paths::OFFICE_MESSAGES))],
    })
}

async fn show(
    staff: Staff<may::ReadMessages>,
    State(front): State<FrontDoor>,
    Path((tag, id)): Path<(String, String)>,
) -> Answer {
    let sampler = Sampler::new(&staff.portal, &staff.words, &front.clock);
    let Some(language) = Language::from_tag(&tag) else { return Ok(bare(StatusCode::NOT_FOUND)) };
    let Some(message) = samples::called(&id, &sampler) else { return Ok(bare(StatusCode::NOT_FOUND)) };
    let topic = Topic::of(&message);
    let versions = store::versions(&staff.view(&front), &id, language, VERSIONS_AT_MOST).await?;
    let newest = versions.first();
    let wording = newest.and_then(|version| version.wording.clone());
    let is_own = wording.is_some();
    let look = worded(Look::of(&staff.portal, language), wording);
    let words = front.words(&staff.portal, language);
    let other = staff.url(&path(topic, language.other()));
    page(&ShowPage {
        page: staff.page(&front, title(&staff.words, topic)),
        title: title(&staff.words, topic),
        state: format!("{} · {}", language_name(&staff.words, language), whose(&staff.words, is_own)),
        drawn: draw(&message, &look, &words, &staff),
        version: newest.map_or(0, |version| version.number),
        is_own,
        change: match staff.may(Permission::WordMessages) {
            true => staff.url(&super::write::path(topic, language)),
            false => String::new(),
        },
        links: vec![
            Link::new(staff.t("messaging-wording-other-language"), other),
            Link::new(staff.t("messaging-wording-back"), staff.url(LIST_PATH)),
        ],
        versions: versions.iter().map(|version| version_words(&staff.words, version)).collect(),
    })
}

/// The sample as these words draw it.
pub(super) fn draw<'a, P>(
    message: &Message,
    look: &'a Look,
    words: &'a Words,
    staff: &Staff<P>,
) -> Drawn<'a> {
    let text_message = render::render_text_message(message, look, words, staff.now).unwrap_or_default();
    let size = gsm7::measure(&text_message);
    let values = [("parts", size.parts.into()), ("units", size.units.into())];
    Drawn {
        look,
        letter: render::letter(message, look, words, staff.now),
        common: render::common(look, words),
        tag: words.language().tag(),
        size: staff.words.with("messaging-wording-size", &values),
        text_message,
    }
}

pub(super) fn path(topic: Topic, language: Language) -> String {
    format!("{LIST_PATH}/{}/{}", language.tag(), topic.name())
}

/// «Código de seguridad: para registrarse»
pub(super) fn title(words: &Words, topic: Topic) -> String {
    let kind = words.get(&format!("messaging-log-kind-{}", topic.kind.as_str())).to_owned();
    match topic.variant {
        "" => kind,
        variant => format!("{kind}: {}", words.get(&format!("messaging-wording-variant-{variant}"))),
    }
}

pub(super) fn language_name(words: &Words, language: Language) -> &str {
    words.get(match language {
        Language::Spanish => "messaging-wording-spanish",
        Language::English => "messaging-wording-english",
    })
}

fn whose(words: &Words, is_own: bool) -> String {
    words.get(if is_own { "messaging-wording-own" } else { "messaging-wording-original" }).to_owned()
}

fn channels(words: &Words, message: &Message) -> String {
    let names = message.kind().channels().iter().map(|channel| match channel {
        Channel::Mail => words.get("messaging-log-channel-mail"),
        Channel::TextMessage => words.get("messaging-log-channel-text-message"),
    });
    names.collect::<Vec<_>>().join(", ")
}

fn version_words(words: &Words, version: &Version) -> String {
    let number = words.with("messaging-wording-version", &[("number", version.number.into())]);
    let whose = whose(words, version.wording.is_some());
    [number, whose, version.author.clone(), moment(version.created_at, words)].join(" · ")
}

/// Whether these words are the same as the program's: nothing is gained by keeping them as the staff's own.
pub(super) fn is_same(one: &Wording, other: &Wording) -> bool {
    let plain = |wording: &Wording| {
        let blocks = template::blocks(&wording.body, |variable| variable.written());
        (wording.subject.clone(), blocks, wording.text_message.clone())
    };
    plain(one) == plain(other)
}
