//! From a message to the words a person reads. Promise: what somebody typed stays text, in HTML, in a header and in a text message.
//!
//! No message greets by name: a stranger can register anybody's address and would choose the name that it reads.
//!
//! Where staff worded a message, their subject, body and text message stand in place of the program's; what the mail is drawn with,
//! its facts, its end, its warnings and what the law wants said are the program's in any case.

use askama::Template;
use base::clock::Timestamp;
use base::texts::{Language, Value, Words};
use lettre::message::Mailbox;
use uuid::Uuid;

use super::look::Look;
use super::mail::Mail;
use super::message::{AccountLink, Channel, CodePurpose, Contact, Message, PqrNews};
use super::wordings::Wording;
use super::wordings::template::{self, Block};
use super::wordings::variables::Variable;
use super::{gsm7, moment, web_otp};
use crate::portals::MailKind;

const SECONDS_A_MINUTE: u64 = 60;
const MINUTES_AN_HOUR: u64 = 60;
/// A life of this many minutes or more is told in hours.
const TOLD_IN_HOURS_FROM: u64 = 120;
/// The longest text from outside (a device, a name) that a message repeats.
const REPEATED_CHARACTERS_MAX: usize = 80;

/// What a mail says.
pub struct MailContent {
    pub language: Language,
    pub subject: String,
    pub text: String,
    pub html: String,
}

/// A mail in the order in which it is read; both templates, and the office's drawing of it, lay out the same letter.
pub(super) struct Letter {
    pub subject: String,
    pub heading: String,
    /// What a list of mails shows after the subject.
    pub preview: String,
    pub parts: Vec<Part>,
    pub expiry: Option<String>,
    pub if_not_you: Option<String>,
}

/// What stands between heading and end.
pub(super) enum Part {
    Text(Vec<String>),
    Code(String),
    /// What somebody of the staff wrote, line by line.
    Written(Vec<String>),
    Facts(Vec<Fact>),
    Links(Vec<Link>),
}

pub(super) struct Fact {
    pub name: String,
    pub value: String,
}

pub(super) struct Link {
    pub label: String,
    pub url: String,
}

#[derive(Template)]
#[template(path = "messaging/mail_layout.html")]
struct HtmlLayout<'a> {
    letter: &'a Letter,
    look: &'a Look,
    words: &'a Words,
    common: Common<'a>,
}

#[derive(Template)]
#[template(path = "messaging/mail_layout.txt", whitespace = "preserve")]
struct TextLayout<'a> {
    letter: &'a Letter,
    look: &'a Look,
    common: Common<'a>,
}

/// The sentences that every mail ends with.
#[derive(Clone)]
pub(super) struct Common<'a> {
    pub never_ask: String,
    pub from: String,
    pub paste: &'a str,
    pub no_reply: Option<&'a str>,
}

impl Mail {
    /// A mail in the name of a portal.
    pub fn new(id: Uuid, written_at: Timestamp, to: String, look: &Look, content: MailContent) -> Self {
        let sender = Mailbox::new(look.sender.name.clone(), look.sender.email.clone());
        Self { id, written_at, to, sender, reply_to: look.reply_to.clone(), content }
    }
}

/// The message as a mail, in HTML and in plain text.
pub fn render_mail(message: &Message, look: &Look, words: &Words, now: Timestamp) -> MailContent {
    let letter = letter(message, look, words, now);
    let common = common(look, words);
    let text = TextLayout { letter: &letter, look, common: common.clone() };
    let html = HtmlLayout { letter: &letter, look, words, common };
    MailContent {
        language: words.language(),
        text: text.render().expect("writing to a string does not fail"),
        html: html.render().expect("writing to a string does not fail"),
        subject: letter.subject,
    }
}

/// The message as a text message, or nothing for a kind that goes by mail alone. A code ends with the WebOTP line.
pub fn render_text_message(message: &Message, look: &Look, words: &Words, now: Timestamp) -> Option<String> {
    if !message.kind().channels().contains(&Channel::TextMessage) {
        return None;
    }
    let sentence = match &look.wording {
        Some(own) => template::fill(&own.text_message, |one| value(one, message, look, words, now)),
        None => Voice::of(message, look, words, now).say("sms"),
    };
    let sentence = match look.is_test {
        true => format!("{}: {sentence}", words.get("messaging-test-mark")),
        false => sentence,
    };
    Some(match message {
        Message::Code { code, .. } => {
            format!("{}\n\n{}", gsm7::plain(&sentence), web_otp::line(&look.host, code))
        }
        // A name spelled otherwise is another name, so it may cost the larger alphabet.
        Message::UsernameReminder { usernames, .. } if !usernames.iter().all(|name| gsm7::fits(name)) => {
            sentence
        }
        _ => gsm7::plain(&sentence),
    })
}

/// Says the sentences of one message: they share the beginning of their ids and the values they are filled with.
struct Voice<'a> {
    id: String,
    values: Vec<(&'a str, Value<'a>)>,
    words: &'a Words,
}

impl<'a> Voice<'a> {
    fn of(message: &'a Message, look: &'a Look, words: &'a Words, now: Timestamp) -> Self {
        let mut values = vec![
            ("organisation", look.organisation.as_str().into()),
            ("product", look.product.as_str().into()),
            ("host", look.host.as_str().into()),
            ("name", look.sms_name.as_str().into()),
        ];
        values.extend(own_values(message, words, now));
        Self { id: format!("messaging-{}", message.kind().as_str()), values, words }
    }

    fn say(&self, part: &str) -> String {
        self.words.with(&format!("{}-{part}", self.id), &self.values)
    }

    fn say_if_there(&self, part: &str) -> Option<String> {
        self.words.has(&format!("{}-{part}", self.id)).then(|| self.say(part))
    }
}

fn own_values<'a>(message: &'a Message, words: &'a Words, now: Timestamp) -> Vec<(&'a str, Value<'a>)> {
    let mut values: Vec<(&str, Value<'_>)> = match message {
        Message::Code { purpose, code, expires_at } => {
            let minutes = minutes_left(*expires_at, now);
            vec![
                ("purpose", purpose.as_str().into()),
                ("code", code.as_str().into()),
                ("minutes", minutes.into()),
            ]
        }
        Message::RecoveryLink { accounts, .. } => vec![("accounts", accounts.len().into())],
        Message::ContactChanged { contact, .. } | Message::ContactCorrected { contact, .. } => {
            vec![("contact", contact.as_str().into())]
        }
        Message::SecondStepChanged { change, .. } => vec![("change", change.as_str().into())],
        Message::UsernameReminder { usernames, .. } => {
            vec![("count", usernames.len().into()), ("usernames", joined(usernames).into())]
        }
        Message::PqrReceipt { number, .. } | Message::AssistedStopped { number, .. } => {
            vec![("number", number.as_str().into())]
        }
        Message::PqrNews { news, number, .. } => {
            vec![("news", news.as_str().into()), ("number", number.as_str().into())]
        }
        Message::PqrDue { number, ends, .. } => {
            vec![("number", number.as_str().into()), ("ends", ends.as_str().into())]
        }
        Message::AssistedNews { news, number, .. } => {
            vec![("news", news.as_str().into()), ("number", number.as_str().into())]
        }
        _ => Vec::new(),
    };
    let at = happened_at(message);
    let told = |tell: fn(Timestamp, &Words) -> String| at.map(|at| tell(at, words)).unwrap_or_default();
    values.extend([("moment", told(moment::moment).into()), ("clock", told(moment::clock).into())]);
    values
}

pub(super) fn letter(message: &Message, look: &Look, words: &Words, now: Timestamp) -> Letter {
    let voice = Voice::of(message, look, words, now);
    let mut subject = subject(message, look, &voice, now);
    let mut parts = parts(message, look, &voice, now);
    let preview = match parts.first() {
        Some(Part::Text(lines)) => lines.join(" "),
        _ => subject.clone(),
    };
    if look.is_test {
        subject = format!("{}: {subject}", words.get("messaging-test-mark"));
        parts.insert(0, Part::Text(vec![words.get("messaging-test-note").to_owned()]));
    }
    parts.extend(owed_by_law(message, &voice).map(|sentence| Part::Text(vec![sentence])));
    Letter {
        subject,
        heading: voice.say("heading"),
        preview,
        parts,
        expiry: expiry(message, words, now),
        if_not_you: voice.say_if_there("if-not-you"),
    }
}

fn subject(message: &Message, look: &Look, voice: &Voice<'_>, now: Timestamp) -> String {
    match &look.wording {
        Some(own) => template::fill(&own.subject, |one| value(one, message, look, voice.words, now)),
        None => own_subject(message, look).unwrap_or_else(|| voice.say("subject")),
    }
}

/// What the law wants said, so no wording of the staff leaves it out.
fn owed_by_law(message: &Message, voice: &Voice<'_>) -> Option<String> {
    match message {
        Message::PqrNews { news: PqrNews::DataAnswered, .. } => Some(voice.say("where-to-complain")),
        Message::PqrNews { news: PqrNews::InformationAsked, until: Some(_), .. } => {
            Some(voice.say("silence"))
        }
        _ => None,
    }
}

/// The subject that the portal's file has for it.
fn own_subject(message: &Message, look: &Look) -> Option<String> {
    mail_kind(message).and_then(|kind| look.subjects.get(&kind)).cloned()
}

fn parts(message: &Message, look: &Look, voice: &Voice<'_>, now: Timestamp) -> Vec<Part> {
    let blocks = match &look.wording {
        Some(own) => template::blocks(&own.body, |one| value(one, message, look, voice.words, now)),
        None => {
            let text = Block::Paragraph(vec![voice.say("body")]);
            [text].into_iter().chain(drawn(message).into_iter().map(Block::Drawn)).collect()
        }
    };
    let facts = facts(message, voice.words);
    let mut facts = (!facts.is_empty()).then_some(Part::Facts(facts));
    let mut parts = Vec::new();
    for block in blocks {
        // The facts come before the buttons that they are about.
        if block == Block::Drawn(Variable::Link) {
            parts.extend(facts.take());
        }
        parts.push(match (block, message) {
            (Block::Paragraph(lines), _) => Part::Text(lines),
            (Block::Drawn(Variable::Code), Message::Code { code, .. }) => Part::Code(code.clone()),
            // Nobody of the staff wrote: time alone did it, or the person.
            (Block::Drawn(Variable::Written), Message::PqrNews { text, .. }) if text.trim().is_empty() => {
                continue;
            }
            (Block::Drawn(Variable::Written), Message::PqrNews { text, .. }) => {
                Part::Written(text.lines().map(str::to_owned).collect())
            }
            (Block::Drawn(_), _) => Part::Links(links(message, voice)),
        });
    }
    parts.extend(facts);
    parts
}

/// What the program's own mail draws after its text, in this order.
pub(super) fn drawn(message: &Message) -> Vec<Variable> {
    match message {
        Message::Code { .. } => vec![Variable::Code],
        Message::PqrNews { .. } => vec![Variable::Written, Variable::Link],
        _ => vec![Variable::Link],
    }
}

/// The program's own wording of a message, or the portal file's, with names in braces where values stand.
pub(super) fn own_wording(message: &Message, look: &Look, words: &Words, now: Timestamp) -> Wording {
    let mut voice = Voice::of(message, look, words, now);
    for (name, value) in &mut voice.values {
        if let Some(variable) = Variable::of_sentence(name) {
            *value = variable.written().into();
        }
    }
    let goes_as_text = message.kind().channels().contains(&Channel::TextMessage);
    let drawn = drawn(message).into_iter().map(Variable::written);
    let body: Vec<String> = [voice.say("body")].into_iter().chain(drawn).collect();
    Wording {
        subject: own_subject(message, look).unwrap_or_else(|| voice.say("subject")),
        body: body.join("\n\n"),
        text_message: if goes_as_text { gsm7::plain(&voice.say("sms")) } else { String::new() },
    }
}

/// When what a message tells of happened, or will, for those that tell it.
pub(super) fn happened_at(message: &Message) -> Option<Timestamp> {
    match message {
        Message::PasswordChanged { at, .. }
        | Message::StaffAccessChanged { at, .. }
        | Message::StaffFactorTried { at, .. }
        | Message::AccountLocked { at, .. }
        | Message::AccountSuspended { at, .. }
        | Message::AccountRestored { at, .. }
        | Message::ContactChanged { at, .. }
        | Message::ContactCorrected { at, .. }
        | Message::NewDevice { at, .. }
        | Message::SecondStepChanged { at, .. }
        | Message::SecondStepTried { at, .. }
        | Message::AssistedNotice { until: at, .. } => Some(*at),
        Message::AssistedNews { until, .. } => *until,
        _ => None,
    }
}

/// What stands for a name in braces; nothing where the message has no such thing.
pub(super) fn value(
    variable: Variable,
    message: &Message,
    look: &Look,
    words: &Words,
    now: Timestamp,
) -> String {
    let at = happened_at(message);
    match (variable, message) {
        (Variable::Organisation, _) => look.organisation.clone(),
        (Variable::Product, _) => look.product.clone(),
        (Variable::Host, _) => look.host.clone(),
        (Variable::Sender, _) => look.sms_name.clone(),
        (Variable::When, _) => at.map(|at| moment::moment(at, words)).unwrap_or_default(),
        (Variable::Clock, _) => at.map(|at| moment::clock(at, words)).unwrap_or_default(),
        (Variable::Code, Message::Code { code, .. }) => code.clone(),
        (Variable::Minutes, Message::Code { expires_at, .. }) => minutes_left(*expires_at, now).to_string(),
        (Variable::Device, Message::NewDevice { device, .. }) => repeated(device),
        (
            Variable::NewContact,
            Message::ContactChanged { new_masked, .. } | Message::ContactCorrected { new_masked, .. },
        ) => repeated(new_masked),
        (Variable::Usernames, Message::UsernameReminder { usernames, .. }) => joined(usernames),
        (
            Variable::Number,
            Message::PqrReceipt { number, .. }
            | Message::PqrNews { number, .. }
            | Message::PqrDue { number, .. }
            | Message::AssistedNews { number, .. }
            | Message::AssistedStopped { number, .. },
        ) => number.clone(),
        (Variable::Due, Message::PqrReceipt { due_on, .. } | Message::PqrDue { due_on, .. }) => {
            moment::day(*due_on, words)
        }
        _ => String::new(),
    }
}

/// The group of mails whose subject a portal may word itself, if the message is of one.
fn mail_kind(message: &Message) -> Option<MailKind> {
    match message {
        Message::Code { purpose: CodePurpose::Registration, .. } => Some(MailKind::RegistrationCode),
        Message::ConfirmationLink { .. } | Message::RegistrationLink { .. } => {
            Some(MailKind::RegistrationLink)
        }
        Message::RecoveryLink { .. } => Some(MailKind::RecoveryLink),
        Message::UsernameReminder { .. } => Some(MailKind::Username),
        Message::PasswordChanged { .. }
        | Message::ContactChanged { .. }
        | Message::NewDevice { .. }
        | Message::ContactCorrected { .. }
        | Message::AccountSuspended { .. }
        | Message::AccountRestored { .. }
        | Message::StaffAccessChanged { .. }
        | Message::StaffFactorTried { .. }
        | Message::AssistedNotice { .. }
        | Message::SecondStepChanged { .. }
        | Message::SecondStepTried { .. }
        | Message::AccountLocked { .. } => Some(MailKind::SecurityNotice),
        Message::PqrReceipt { .. } => Some(MailKind::PqrReceipt),
        Message::Code { .. }
        | Message::StaffInvitation { .. }
        | Message::RecoveryInvitation { .. }
        | Message::AlreadyRegistered { .. }
        | Message::PqrNews { .. }
        | Message::AssistedNews { .. }
        | Message::AssistedStopped { .. }
        | Message::PqrDue { .. }
        | Message::PayslipPublished { .. } => None,
    }
}

fn facts(message: &Message, words: &Words) -> Vec<Fact> {
    let fact = |id: &str, value: String| Fact { name: words.with(id, &[]), value };
    let when = |at: Timestamp| fact("messaging-fact-when", moment::moment(at, words));
    match message {
        Message::PasswordChanged { at, .. }
        | Message::StaffAccessChanged { at, .. }
        | Message::StaffFactorTried { at, .. }
        | Message::SecondStepChanged { at, .. }
        | Message::SecondStepTried { at, .. }
        | Message::AccountLocked { at, .. }
        | Message::AccountSuspended { at, .. }
        | Message::AccountRestored { at, .. } => vec![when(*at)],
        Message::ContactChanged { contact, new_masked, at, .. }
        | Message::ContactCorrected { contact, new_masked, at, .. } => {
            let id = match contact {
                Contact::Email => "messaging-fact-new-email",
                Contact::Phone => "messaging-fact-new-phone",
            };
            vec![fact(id, repeated(new_masked)), when(*at)]
        }
        Message::NewDevice { device, at, .. } => {
            vec![fact("messaging-fact-device", repeated(device)), when(*at)]
        }
        Message::UsernameReminder { usernames, .. } => {
            usernames.iter().map(|name| fact("messaging-fact-username", repeated(name))).collect()
        }
        Message::PqrReceipt { number, code, received_on, due_on, .. } => vec![
            fact("messaging-fact-number", number.clone()),
            fact("messaging-fact-code", code.clone()),
            fact("messaging-fact-received", moment::day(*received_on, words)),
            fact("messaging-fact-due", moment::day(*due_on, words)),
        ],
        Message::PqrNews { news, number, until, .. } => {
            let id = match news {
                PqrNews::InformationAsked => "messaging-fact-reply-by",
                _ => "messaging-fact-due",
            };
            let until = until.map(|until| fact(id, moment::day(until, words)));
            [fact("messaging-fact-number", number.clone())].into_iter().chain(until).collect()
        }
        Message::PqrDue { number, due_on, .. } => vec![
            fact("messaging-fact-number", number.clone()),
            fact("messaging-fact-due", moment::day(*due_on, words)),
        ],
        Message::AssistedNews { number, .. } | Message::AssistedStopped { number, .. } => {
            vec![fact("messaging-fact-request", number.clone())]
        }
        _ => Vec::new(),
    }
}

fn links(message: &Message, voice: &Voice<'_>) -> Vec<Link> {
    let link = |part: &str, url: &str| Link { label: voice.say(part), url: url.to_owned() };
    match message {
        Message::RecoveryLink { accounts, .. } => match accounts.as_slice() {
            [only] => vec![link("button", &only.url)],
            several => several.iter().map(|account| account_link(account, voice)).collect(),
        },
        Message::ConfirmationLink { url, .. }
        | Message::RegistrationLink { url, .. }
        | Message::StaffInvitation { url, .. } => vec![link("button", url)],
        Message::AlreadyRegistered { signin_url, recovery_url } => {
            vec![link("button", signin_url), link("recovery-button", recovery_url)]
        }
        Message::PasswordChanged { recovery_url, .. }
        | Message::ContactChanged { recovery_url, .. }
        | Message::NewDevice { recovery_url, .. }
        | Message::RecoveryInvitation { recovery_url }
        | Message::AccountLocked { recovery_url, .. } => vec![link("button", recovery_url)],
        Message::StaffAccessChanged { office_url, .. } | Message::StaffFactorTried { office_url, .. } => {
            vec![link("button", office_url)]
        }
        Message::ContactCorrected { help_url, .. }
        | Message::AccountSuspended { help_url, .. }
        | Message::SecondStepChanged { help_url, .. }
        | Message::SecondStepTried { help_url, .. } => vec![link("button", help_url)],
        Message::UsernameReminder { signin_url, .. } | Message::AccountRestored { signin_url, .. } => {
            vec![link("button", signin_url)]
        }
        Message::PqrReceipt { url, .. }
        | Message::PqrNews { url, .. }
        | Message::PqrDue { url, .. }
        | Message::PayslipPublished { url } => vec![link("button", url)],
        Message::AssistedNews { help_url, .. } => vec![link("button", help_url)],
        Message::AssistedNotice { stop_url, .. } => vec![link("button", stop_url)],
        Message::AssistedStopped { url, .. } => vec![link("button", url)],
        Message::Code { .. } => Vec::new(),
    }
}

fn account_link(account: &AccountLink, voice: &Voice<'_>) -> Link {
    let values = [("whose", repeated(&account.whose).into())];
    let label = voice.words.with("messaging-recovery-link-button-of", &values);
    Link { label, url: account.url.clone() }
}

fn expiry(message: &Message, words: &Words, now: Timestamp) -> Option<String> {
    let (id, expires_at) = match message {
        Message::Code { expires_at, .. } => ("messaging-expiry-code", expires_at),
        Message::RecoveryLink { expires_at, .. }
        | Message::ConfirmationLink { expires_at, .. }
        | Message::RegistrationLink { expires_at, .. }
        | Message::StaffInvitation { expires_at, .. } => ("messaging-expiry-link", expires_at),
        _ => return None,
    };
    let minutes = minutes_left(*expires_at, now);
    let left = match minutes {
        TOLD_IN_HOURS_FROM.. => {
            words.with("messaging-hours", &[("hours", (minutes / MINUTES_AN_HOUR).into())])
        }
        _ => words.with("messaging-minutes", &[("minutes", minutes.into())]),
    };
    Some(words.with(id, &[("left", left.into()), ("moment", moment::moment(*expires_at, words).into())]))
}

/// Rounded to the nearest minute and never zero: a mail takes a moment to be sent, and «9 minutos» for ten would puzzle.
fn minutes_left(expires_at: Timestamp, now: Timestamp) -> u64 {
    let seconds = expires_at.since(now).as_secs();
    ((seconds + SECONDS_A_MINUTE / 2) / SECONDS_A_MINUTE).max(1)
}

pub(super) fn common<'a>(look: &Look, words: &'a Words) -> Common<'a> {
    let organisation = || look.organisation.as_str().into();
    Common {
        never_ask: words.with("messaging-never-ask", &[("organisation", organisation())]),
        from: words.with(
            "messaging-from",
            &[
                ("organisation", organisation()),
                ("product", look.product.as_str().into()),
                ("host", look.host.as_str().into()),
            ],
        ),
        paste: words.get("messaging-paste"),
        no_reply: look.reply_to.is_none().then(|| words.get("messaging-no-reply")),
    }
}

fn joined(usernames: &[String]) -> String {
    usernames.iter().map(|name| repeated(name)).collect::<Vec<_>>().join(", ")
}

/// Text from outside, on one line and not endless.
fn repeated(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(REPEATED_CHARACTERS_MAX).collect()
}
