//! The log of messages in the office: every message of the portal, newest first, and one of them with what happened to it. It shows
//! kinds, states and masked recipients; what a message said is nowhere.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::routing::get;
use base::audit;
use base::clock::Timestamp;
use base::error::Result;
use base::form::FormState;
use base::secret::MAC_BYTES;
use base::texts::Words;
use base::web::answer::{Answer, bare};
use base::web::components::{Choice, Icon, Link, SummaryRow};
use base::web::page::Page;
use data_encoding::BASE64URL_NOPAD;
use serde::Deserialize;

use super::message::{Channel, MessageKind};
use super::moment::moment;
use super::outbox::MessageId;
use super::recipient::Recipient;
use super::state::MessageState;
use super::store::{self, Filter, Logged};
use super::{rules, suppression, wordings};
use crate::front_door::FrontDoor;
use crate::office::{Permission, Staff, may};
use crate::paths;
use crate::visit::{Posted, page, page_again};

/// Messages on a page.
const AT_ONCE: usize = 50;
/// Acts of staff that the page of a message shows.
const ACTS_AT_MOST: i64 = 20;

pub(super) fn routes() -> Router<FrontDoor> {
    Router::new()
        .route(paths::OFFICE_MESSAGES, get(list).post(search))
        .route("/oficina/mensajes/{id}", get(show))
}

/// What the address of the list asks for. A contact stands in it as its keyed hash, since addresses of pages are kept in many places.
#[derive(Clone, Debug, Default, Deserialize)]
struct Asked {
    #[serde(default, rename = "estado")]
    state: String,
    #[serde(default, rename = "canal")]
    channel: String,
    #[serde(default, rename = "tipo")]
    kind: String,
    #[serde(default, rename = "para")]
    contact: String,
    #[serde(default, rename = "antes")]
    before: String,
}

impl Asked {
    /// The filter, or None where a value is none of ours.
    fn filter(&self) -> Option<Filter> {
        Some(Filter {
            state: read(&self.state, MessageState::parse)?,
            channel: read(&self.channel, Channel::parse)?,
            kind: read(&self.kind, MessageKind::parse)?,
            contact_mac: read(&self.contact, mac_of)?,
            before: read(&self.before, |text| text.parse().ok())?,
        })
    }

    fn form(&self) -> FormState {
        FormState::empty()
            .with_value("estado", self.state.as_str())
            .with_value("canal", self.channel.as_str())
            .with_value("tipo", self.kind.as_str())
            .with_value("para", self.contact.as_str())
    }

    /// The path of the page that begins after this message.
    fn path_after(&self, last: MessageId) -> String {
        let Self { state, channel, kind, contact, .. } = self;
        let all = paths::OFFICE_MESSAGES;
        format!("{all}?estado={state}&canal={channel}&tipo={kind}&para={contact}&antes={last}")
    }
}

/// The keyed hash of a contact, as an address of the list has it.
fn mac_of(text: &str) -> Option<Vec<u8>> {
    BASE64URL_NOPAD.decode(text.as_bytes()).ok().filter(|mac| mac.len() == MAC_BYTES)
}

/// Nothing typed is Some(None); something that does not read is None.
fn read<T>(text: &str, parse: impl Fn(&str) -> Option<T>) -> Option<Option<T>> {
    if text.is_empty() { Some(None) } else { parse(text).map(Some) }
}

/// A message as the list shows it.
struct Listed {
    icon: Icon,
    title: String,
    recipient: String,
    detail: String,
    state: String,
    tone: &'static str,
    url: String,
}

#[derive(Template)]
#[template(path = "messaging/log.html")]
struct LogPage {
    page: Page,
    form: FormState,
    action: String,
    states: Vec<Choice>,
    channels: Vec<Choice>,
    kinds: Vec<Choice>,
    /// Only what went to one contact is shown.
    is_about_one: bool,
    messages: Vec<Listed>,
    next: String,
    links: Vec<Link>,
}

#[derive(Template)]
#[template(path = "messaging/message.html")]
pub(super) struct MessagePage {
    page: Page,
    form: FormState,
    title: String,
    state: String,
    explanation: String,
    rows: Vec<SummaryRow>,
    /// What staff did with it, and when.
    acts: Vec<String>,
    /// Where the wish to stop it or to send it again goes; empty where there is none.
    stop: String,
    resend: String,
    /// It did not go out, and only the person can have another sent.
    asks_again: bool,
    links: Vec<Link>,
}

async fn list(
    staff: Staff<may::ReadMessages>,
    State(front): State<FrontDoor>,
    Query(asked): Query<Asked>,
) -> Answer {
    let Some(filter) = asked.filter() else { return Ok(bare(StatusCode::NOT_FOUND)) };
    page(&log_page(&front, &staff, &asked, &filter, asked.form()).await?)
}

/// Looks for what went to the address or number that was typed.
async fn search(staff: Staff<may::ReadMessages>, State(front): State<FrontDoor>, posted: Posted) -> Answer {
    match Recipient::parse(posted.trimmed("contact")) {
        Ok(recipient) => {
            let mac = BASE64URL_NOPAD.encode(&recipient.mac(&front.keys, staff.portal.key.as_str()));
            Ok(staff.see(&format!("{}?para={mac}", paths::OFFICE_MESSAGES)))
        }
        Err(wrong) => {
            let form = FormState::keeping(&posted, &["contact"])
                .with_error("contact", Recipient::refusal(wrong, &staff.words));
            page_again(&log_page(&front, &staff, &Asked::default(), &Filter::default(), form).await?)
        }
    }
}

async fn log_page(
    front: &FrontDoor,
    staff: &Staff<may::ReadMessages>,
    asked: &Asked,
    filter: &Filter,
    form: FormState,
) -> Result<LogPage> {
    let at_most = i64::try_from(AT_ONCE + 1).expect("a small constant");
    let mut messages = store::page(&staff.view(front), filter, at_most).await?;
    let is_more = messages.len() > AT_ONCE;
    messages.truncate(AT_ONCE);
    let last = messages.last().filter(|_| is_more);
    let mut page = staff.page(front, staff.t("messaging-log-title"));
    page.has_errors = form.has_errors();
    Ok(LogPage {
        page,
        form,
        action: staff.url(paths::OFFICE_MESSAGES),
        states: MessageState::ALL
            .map(|state| Choice::new(state.as_str(), state_words(&staff.words, state)))
            .into(),
        channels: Channel::ALL
            .map(|channel| Choice::new(channel.as_str(), channel_words(&staff.words, channel)))
            .into(),
        kinds: MessageKind::ALL.map(|kind| Choice::new(kind.as_str(), kind_words(&staff.words, kind))).into(),
        links: vec![wordings::link(staff), suppression::link(staff)],
        is_about_one: filter.contact_mac.is_some(),
        next: last.map(|last| staff.url(&asked.path_after(last.id))).unwrap_or_default(),
        messages: messages.iter().map(|message| listed(staff, message)).collect(),
    })
}

fn listed(staff: &Staff<may::ReadMessages>, message: &Logged) -> Listed {
    let words = &staff.words;
    let mut detail =
        vec![message.recipient.clone(), moment(message.created_at, words), tries(words, message.tries)];
    detail.extend(message.provider.clone());
    Listed {
        icon: match message.channel {
            Channel::Mail => Icon::Mail,
            Channel::TextMessage => Icon::Phone,
        },
        title: kind_words(words, message.kind),
        recipient: message.recipient.clone(),
        detail: detail.join(" · "),
        state: state_words(words, message.state),
        tone: tone(message.state),
        url: staff.url(&message_path(message.id)),
    }
}

async fn show(
    staff: Staff<may::ReadMessages>,
    State(front): State<FrontDoor>,
    Path(id): Path<String>,
) -> Answer {
    let Ok(id) = id.parse() else { return Ok(bare(StatusCode::NOT_FOUND)) };
    let Some(message) = store::one(&staff.view(&front), id).await? else {
        return Ok(bare(StatusCode::NOT_FOUND));
    };
    page(&message_page(&front, &staff, &message, FormState::empty()).await?)
}

/// The page of one message; in `form`, what was in the way of an act.
pub(super) async fn message_page<P>(
    front: &FrontDoor,
    staff: &Staff<P>,
    message: &Logged,
    form: FormState,
) -> Result<MessagePage> {
    let acts = audit::newest_about(&staff.view(front), message.id.uuid(), ACTS_AT_MOST).await?;
    let did_not_go_out = matches!(message.state, MessageState::Failed | MessageState::Expired);
    let can_resend = did_not_go_out && message.kept_until.is_some_and(|until| staff.now < until);
    let way = |is_open: bool, act: &str| {
        let open = is_open && staff.may(Permission::ActOnMessages);
        if open { staff.url(&format!("{}/{act}", message_path(message.id))) } else { String::new() }
    };
    let mut page = staff.page(front, staff.t("messaging-log-message-title"));
    page.has_errors = form.has_errors();
    Ok(MessagePage {
        page,
        form,
        title: kind_words(&staff.words, message.kind),
        state: state_words(&staff.words, message.state),
        explanation: staff.t(&format!("messaging-log-state-{}-text", message.state.as_str())).to_owned(),
        rows: facts(staff, message),
        acts: acts.iter().map(|act| act_words(&staff.words, act)).collect(),
        stop: way(message.state == MessageState::Waiting, "detener"),
        resend: way(can_resend, "reenviar"),
        asks_again: did_not_go_out && !rules::is_of_use_later(message.kind),
        links: vec![Link::new(staff.t("messaging-log-back"), staff.url(paths::OFFICE_MESSAGES))],
    })
}

fn act_words(words: &Words, act: &audit::Recorded) -> String {
    let what = words.get(match act.event.as_str() {
        "messaging.stopped" => "messaging-log-act-stopped",
        _ => "messaging-log-act-resent",
    });
    format!("{what} · {}", moment(act.at, words))
}

/// What is known of a message, each fact that there is.
fn facts<P>(staff: &Staff<P>, message: &Logged) -> Vec<SummaryRow> {
    let words = &staff.words;
    let at = |time: Option<Timestamp>| time.map(|time| moment(time, words));
    let facts = [
        ("messaging-log-fact-to", Some(message.recipient.clone())),
        ("messaging-log-fact-channel", Some(channel_words(words, message.channel))),
        ("messaging-log-fact-written", Some(moment(message.created_at, words))),
        ("messaging-log-fact-ended", at(message.ended_at)),
        ("messaging-log-fact-reported", at(message.reported_at)),
        ("messaging-log-fact-tries", Some(tries(words, message.tries))),
        ("messaging-log-fact-provider", message.provider.clone()),
        ("messaging-log-fact-reference", message.provider_reference.as_deref().map(rules::shown_reference)),
        ("messaging-log-fact-error", message.last_error.clone().filter(|error| !error.is_empty())),
    ];
    let known = facts.into_iter().filter_map(|(term, value)| Some((term, value?)));
    known.map(|(term, value)| SummaryRow { term: staff.t(term).to_owned(), value, action: None }).collect()
}

pub(super) fn message_path(id: MessageId) -> String {
    format!("{}/{id}", paths::OFFICE_MESSAGES)
}

fn kind_words(words: &Words, kind: MessageKind) -> String {
    words.get(&format!("messaging-log-kind-{}", kind.as_str())).to_owned()
}

fn channel_words(words: &Words, channel: Channel) -> String {
    words.get(&format!("messaging-log-channel-{}", channel.as_str())).to_owned()
}

fn state_words(words: &Words, state: MessageState) -> String {
    words.get(&format!("messaging-log-state-{}", state.as_str())).to_owned()
}

fn tries(words: &Words, tries: i64) -> String {
    words.with("messaging-log-tries", &[("tries", tries.into())])
}

/// The colour of a state: good, to be looked at, or bad.
fn tone(state: MessageState) -> &'static str {
    match state {
        MessageState::Sent | MessageState::Delivered => "",
        MessageState::Waiting | MessageState::Stopped | MessageState::Suppressed => "care",
        MessageState::Failed | MessageState::Bounced | MessageState::Expired => "bad",
    }
}
