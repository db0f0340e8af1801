//! One message of each kind, and of each way in which its words can go: what a wording is shown with, measured by and tried out with.
//! Nothing in it opens anything.

use std::time::Duration;

use base::clock::{Clock, Timestamp};
use base::texts::Words;
use jiff::civil::Date;

use super::super::message::{
    AccountLink, AssistedNews, CodePurpose, Contact, FactorChange, Message, MessageKind, PqrNews, TermEnds,
};
use super::super::moment;
use crate::paths;
use crate::portals::Portal;

const CODE_LIFETIME: Duration = Duration::from_secs(10 * 60);
const LINK_LIFETIME: Duration = Duration::from_secs(60 * 60);
const TERM: Duration = Duration::from_secs(21 * 24 * 60 * 60);
const ASSISTED_WAIT: Duration = Duration::from_secs(24 * 60 * 60);
const ASSISTED_NUMBER: &str = "RA-7KQM-2XWD";
const NUMBER: &str = "2026-000123-7";
const USERNAME: &str = "ana.maria.restrepo";

/// What staff word: a kind of message, or one of the ways in which its words go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) struct Topic {
    pub kind: MessageKind,
    /// Empty where a kind has one way alone.
    pub variant: &'static str,
}

impl Topic {
    pub(in super::super) fn of(message: &Message) -> Self {
        let variant = match message {
            Message::Code { purpose, .. } => purpose.as_str(),
            Message::ContactChanged { contact, .. } | Message::ContactCorrected { contact, .. } => {
                contact.as_str()
            }
            Message::PqrNews { news, .. } => news.as_str(),
            Message::PqrDue { ends, .. } => ends.as_str(),
            Message::AssistedNews { news, .. } => news.as_str(),
            Message::SecondStepChanged { change, .. } => change.as_str(),
            _ => "",
        };
        Self { kind: message.kind(), variant }
    }

    /// The name in the database and in addresses: `code.recovery`, `account-locked`.
    pub(in super::super) fn name(self) -> String {
        match self.variant {
            "" => self.kind.as_str().to_owned(),
            variant => format!("{}.{variant}", self.kind.as_str()),
        }
    }
}

/// The message of that name.
pub(super) fn called(name: &str, sampler: &Sampler<'_>) -> Option<Message> {
    all(sampler).into_iter().find(|message| Topic::of(message).name() == name)
}

/// What samples are made of: the portal that would send them, and when.
pub(super) struct Sampler<'a> {
    pub portal: &'a Portal,
    pub words: &'a Words,
    pub now: Timestamp,
}

impl Sampler<'_> {
    pub(super) fn new<'a>(portal: &'a Portal, words: &'a Words, clock: &Clock) -> Sampler<'a> {
        Sampler { portal, words, now: clock.now() }
    }

    fn link(&self, path: &str) -> String {
        self.portal.address.link(path)
    }

    fn due_on(&self) -> Date {
        moment::date_there(self.now.plus(TERM))
    }
}

/// Every message, in the order in which the office lists them.
pub(super) fn all(sampler: &Sampler<'_>) -> Vec<Message> {
    let now = sampler.now;
    let (recovery_url, signin_url) = (sampler.link(paths::PASSWORD_RECOVERY), sampler.link(paths::SIGNIN));
    let (help_url, office_url) = (sampler.link(paths::HELP), sampler.link(paths::OFFICE));
    let registration_url = sampler.link(paths::REGISTRATION);
    let link_ends = now.plus(LINK_LIFETIME);
    let mut all: Vec<Message> = CodePurpose::ALL.map(|purpose| code(purpose, now)).into();
    all.extend([
        Message::RecoveryLink {
            accounts: vec![AccountLink { whose: USERNAME.to_owned(), url: recovery_url.clone() }],
            expires_at: link_ends,
        },
        Message::ConfirmationLink { url: signin_url.clone(), expires_at: link_ends },
        Message::RegistrationLink { url: registration_url, expires_at: link_ends },
        Message::AlreadyRegistered { signin_url: signin_url.clone(), recovery_url: recovery_url.clone() },
        Message::UsernameReminder { usernames: vec![USERNAME.to_owned()], signin_url: signin_url.clone() },
        Message::NewDevice {
            device: sampler.words.get("messaging-wording-sample-device").to_owned(),
            at: now,
            recovery_url: recovery_url.clone(),
        },
        Message::PasswordChanged { at: now, recovery_url: recovery_url.clone() },
    ]);
    all.extend(Contact::ALL.map(|contact| Message::ContactChanged {
        contact,
        new_masked: masked(contact),
        at: now,
        recovery_url: recovery_url.clone(),
    }));
    all.extend(Contact::ALL.map(|contact| Message::ContactCorrected {
        contact,
        new_masked: masked(contact),
        at: now,
        help_url: help_url.clone(),
    }));
    all.extend(FactorChange::ALL.map(|change| Message::SecondStepChanged {
        change,
        at: now,
        help_url: help_url.clone(),
    }));
    all.extend([
        Message::SecondStepTried { at: now, help_url: help_url.clone() },
        Message::AccountLocked { at: now, recovery_url: recovery_url.clone() },
        Message::AccountSuspended { at: now, help_url },
        Message::AccountRestored { at: now, signin_url },
        Message::RecoveryInvitation { recovery_url },
    ]);
    all.extend(of_assisted_recoveries(sampler));
    all.extend(of_cases(sampler));
    all.push(Message::PayslipPublished { url: sampler.link(paths::PAYSLIPS) });
    all.extend([
        Message::StaffInvitation { url: office_url.clone(), expires_at: link_ends },
        Message::StaffAccessChanged { at: now, office_url: office_url.clone() },
        Message::StaffFactorTried { at: now, office_url },
    ]);
    all
}

fn code(purpose: CodePurpose, now: Timestamp) -> Message {
    Message::Code { purpose, code: "123456".to_owned(), expires_at: now.plus(CODE_LIFETIME) }
}

fn masked(contact: Contact) -> String {
    match contact {
        Contact::Email => "a***o@ejemplo.com".to_owned(),
        Contact::Phone => "*** *** 4567".to_owned(),
    }
}

fn of_assisted_recoveries(sampler: &Sampler<'_>) -> Vec<Message> {
    let until = sampler.now.plus(ASSISTED_WAIT);
    let news = AssistedNews::ALL.map(|news| Message::AssistedNews {
        news,
        number: ASSISTED_NUMBER.to_owned(),
        until: (news == AssistedNews::Granted).then_some(until),
        help_url: sampler.link(paths::HELP),
    });
    let notice = Message::AssistedNotice { until, stop_url: sampler.link(paths::ASSISTED_RECOVERY) };
    let url = sampler.link(paths::OFFICE_ASSISTED);
    let stopped = Message::AssistedStopped { number: ASSISTED_NUMBER.to_owned(), url };
    news.into_iter().chain([notice, stopped]).collect()
}

fn of_cases(sampler: &Sampler<'_>) -> Vec<Message> {
    let (number, due_on) = (NUMBER.to_owned(), sampler.due_on());
    let url = sampler.link("/pqr/estado");
    let receipt = Message::PqrReceipt {
        number: number.clone(),
        code: "7KQM-2XWD".to_owned(),
        received_on: moment::date_there(sampler.now),
        due_on,
        url: url.clone(),
    };
    let news = PqrNews::ALL.map(|news| Message::PqrNews {
        news,
        number: number.clone(),
        text: sampler.words.get("messaging-wording-sample-text").to_owned(),
        until: Some(due_on),
        url: url.clone(),
    });
    let due =
        TermEnds::ALL.map(|ends| Message::PqrDue { number: number.clone(), due_on, ends, url: url.clone() });
    [receipt].into_iter().chain(news).chain(due).collect()
}
