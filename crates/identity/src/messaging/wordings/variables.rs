//! The names in braces that a wording may have: which stand for what in which message, and which of them must be there.

use super::super::message::{Message, MessageKind};
use super::super::render;

/// Something that is different in each message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Variable {
    Organisation,
    Product,
    Host,
    /// The name that a text message begins with.
    Sender,
    Code,
    Minutes,
    /// The message's buttons.
    Link,
    When,
    Clock,
    Device,
    NewContact,
    Usernames,
    Number,
    Due,
    /// What staff wrote about a case.
    Written,
}

use Variable::{
    Clock, Code, Device, Due, Host, Link, Minutes, NewContact, Number, Organisation, Product, Sender,
    Usernames, When, Written,
};

/// The three texts of a wording.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Place {
    Subject,
    Body,
    TextMessage,
}

impl Variable {
    const ALL: [Self; 15] = [
        Organisation,
        Product,
        Host,
        Sender,
        Code,
        Minutes,
        Link,
        When,
        Clock,
        Device,
        NewContact,
        Usernames,
        Number,
        Due,
        Written,
    ];

    /// As it is written between braces.
    pub(in super::super) fn name(self) -> &'static str {
        match self {
            Organisation => "organizacion",
            Product => "portal",
            Host => "sitio",
            Sender => "remitente",
            Code => "codigo",
            Minutes => "minutos",
            Link => "enlace",
            When => "cuando",
            Clock => "hora",
            Device => "dispositivo",
            NewContact => "contacto",
            Usernames => "usuarios",
            Number => "numero",
            Due => "fecha",
            Written => "texto",
        }
    }

    pub(in super::super) fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|variable| variable.name() == name)
    }

    /// The same in the sentences of the catalogue.
    pub(in super::super) fn of_sentence(name: &str) -> Option<Self> {
        Some(match name {
            "organisation" => Organisation,
            "product" => Product,
            "host" => Host,
            "name" => Sender,
            "code" => Code,
            "minutes" => Minutes,
            "moment" => When,
            "clock" => Clock,
            "usernames" => Usernames,
            "number" => Number,
            _ => return None,
        })
    }

    pub(in super::super) fn written(self) -> String {
        format!("{{{}}}", self.name())
    }

    /// In a mail it is drawn by itself: a panel, a quotation, buttons.
    pub(in super::super) fn is_drawn(self) -> bool {
        matches!(self, Code | Link | Written)
    }
}

/// The variables of one message in one of its texts, those that must be there first.
pub(in super::super) fn of(message: &Message, place: Place) -> Vec<Variable> {
    let own = own(message);
    let (mut all, others): (Vec<_>, Vec<_>) = match place {
        Place::Subject => (Vec::new(), own.into_iter().filter(|one| *one == Number).collect()),
        Place::Body => own.into_iter().partition(|one| one.is_drawn()),
        Place::TextMessage => {
            let said = own.into_iter().filter(|one| !matches!(one, Link | Written));
            let needed = needed_in_text(message.kind());
            ([Sender, needed].into(), said.filter(|one| *one != needed).collect())
        }
    };
    all.extend(others);
    all.extend(
        [Organisation, Product, Host].into_iter().filter(|one| !all.contains(one)).collect::<Vec<_>>(),
    );
    all
}

/// Those without which the message is of no use: its code, its way in, the name of whoever sends it.
pub(in super::super) fn needed(message: &Message, place: Place) -> Vec<Variable> {
    match place {
        Place::Subject => Vec::new(),
        Place::Body => render::drawn(message),
        Place::TextMessage => vec![Sender, needed_in_text(message.kind())],
    }
}

/// A text message has no link: it says where to go.
fn needed_in_text(kind: MessageKind) -> Variable {
    match kind {
        MessageKind::Code => Code,
        MessageKind::UsernameReminder => Usernames,
        _ => Host,
    }
}

fn own(message: &Message) -> Vec<Variable> {
    let mut own = render::drawn(message);
    own.extend_from_slice(match message {
        Message::Code { .. } => &[Minutes],
        Message::NewDevice { .. } => &[Device],
        Message::ContactChanged { .. } | Message::ContactCorrected { .. } => &[NewContact],
        Message::UsernameReminder { .. } => &[Usernames],
        Message::PqrReceipt { .. } | Message::PqrDue { .. } => &[Number, Due],
        Message::PqrNews { .. } | Message::AssistedNews { .. } | Message::AssistedStopped { .. } => &[Number],
        _ => &[],
    });
    if render::happened_at(message).is_some() {
        own.extend([When, Clock]);
    }
    own
}
