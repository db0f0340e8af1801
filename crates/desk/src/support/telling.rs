//! A case in words: its kind, its state, what is left of its term, and what was done about it.

use base::texts::Words;
use base::web::components::Link;
use identity::messaging::moment;
use jiff::civil::Date;

use super::rules::{Act, Course, Kind, Left, State};
use super::{Actor, Event};

pub(super) fn kind(words: &Words, kind: Kind) -> String {
    words.get(&format!("support-kind-{}", kind.code())).to_owned()
}

pub(super) fn state(words: &Words, state: State) -> String {
    words.get(&format!("support-state-{}", state.code())).to_owned()
}

/// «Vence el 14 de diciembre de 2026: quedan 15 días hábiles»
pub(super) fn term(words: &Words, course: &Course, today: Date) -> String {
    let due_on = moment::day(course.due_on, words);
    match course.left(today) {
        Left::Overdue(days) => {
            words.with("support-term-overdue", &[("day", due_on.into()), ("days", days.into())])
        }
        Left::Today => words.get("support-term-today").to_owned(),
        Left::Days(days) => words.with("support-term-days", &[("day", due_on.into()), ("days", days.into())]),
        Left::Nothing => words.get("support-term-nothing").to_owned(),
        Left::Stopped => {
            let until = course.silence_ends_on.map_or_else(String::new, |last| moment::day(last, words));
            words.with("support-term-stopped", &[("day", until.into())])
        }
    }
}

/// The same in the two or three words that a table has room for.
pub(super) fn left(words: &Words, course: &Course, today: Date) -> String {
    match course.left(today) {
        Left::Overdue(days) => words.with("support-left-overdue", &[("days", days.into())]),
        Left::Today => words.get("support-left-today").to_owned(),
        Left::Days(days) => words.with("support-left-days", &[("days", days.into())]),
        Left::Stopped => words.get("support-left-stopped").to_owned(),
        Left::Nothing => String::new(),
    }
}

/// Something that was done, as a page shows it.
pub(super) struct Line {
    pub what: String,
    pub who_and_when: String,
    /// «Solo para el equipo», or "".
    pub mark: String,
    pub text: String,
    pub files: Vec<Link>,
}

/// What was done, for the staff.
pub(super) fn line(words: &Words, event: &Event, files: Vec<Link>) -> Line {
    let when = moment::moment(event.at, words);
    Line {
        what: what(words, event),
        who_and_when: format!("{} · {when}", who(words, event)),
        mark: if event.act == Act::Note { words.get("support-note-mark").to_owned() } else { String::new() },
        text: event.text.clone(),
        files,
    }
}

/// What was done, for whoever filed the case: who of the staff did it is nobody's business there.
pub(super) fn public_line(words: &Words, event: &Event, organisation: &str, files: Vec<Link>) -> Line {
    let when = moment::moment(event.at, words);
    Line {
        what: what(words, event),
        who_and_when: format!("{} · {when}", public_who(words, event, organisation)),
        mark: String::new(),
        text: event.text.clone(),
        files,
    }
}

/// Who did it, for whoever filed the case.
pub(super) fn public_who(words: &Words, event: &Event, organisation: &str) -> String {
    match event.actor {
        Actor::Staff => organisation.to_owned(),
        Actor::Person | Actor::System => who(words, event),
    }
}

pub(super) fn what(words: &Words, event: &Event) -> String {
    let detail = match event.act {
        Act::Extend => {
            event.detail.parse().map_or_else(|_| event.detail.clone(), |day| moment::day(day, words))
        }
        _ => event.detail.clone(),
    };
    words.with(&format!("support-done-{}", event.act.code()), &[("detail", detail.into())])
}

pub(super) fn who(words: &Words, event: &Event) -> String {
    match event.actor {
        Actor::Staff => event.actor_name.clone(),
        Actor::Person => words.get("support-actor-person").to_owned(),
        Actor::System => words.get("support-actor-system").to_owned(),
    }
}
