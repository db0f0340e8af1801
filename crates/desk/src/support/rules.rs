//! What may be done with a case, and by when: the law's terms for each kind, the states, which act leads from which to which,
//! and what an act does to the dates.

use jiff::civil::Date;

use crate::calendar;

/// Whoever filed a case may reopen it for so many business days after the answer. The law knows no reopening: an answer ends a petition,
/// and who insists may write again (Ley 1437 de 2011, art. 19). So a reopened case keeps its number and counts as written anew that day:
/// it has a whole term, which may be extended once. What the law lets be done only within days of the first receipt stays as it was: a
/// reopened case stops no term for information that is missing.
const REOPEN_WITHIN_DAYS: u32 = 10;
/// A case that ends within so many business days is shown, and warned of, as one that ends soon.
pub const SOON_DAYS: u32 = 3;

/// What somebody writes for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Petition,
    Complaint,
    Claim,
    Suggestion,
    Documents,
    /// What does the organisation think of a matter that is its own?
    Consultation,
    /// What is held about me, and what for?
    DataQuery,
    /// Correct, update or delete what is held about me.
    DataClaim,
}

/// What the law says of a kind. Days are business days.
#[derive(Clone, Copy, Debug)]
pub struct Term {
    /// The answer is due within so many, counted from the day after it came in.
    pub days: u32,
    /// An extension adds at most so many to that.
    pub extension_days: u32,
    /// What may be done about a case that lacks something; `None` where the law stops no term for it.
    pub completion: Option<Completion>,
    /// What is up to somebody else is passed on to them within so many.
    pub pass_on_days: Option<u32>,
    /// Where this stands.
    pub norm: &'static str,
}

#[derive(Clone, Copy, Debug)]
pub struct Completion {
    /// The organisation asks for what is missing within so many business days.
    pub ask_within_days: u32,
    /// Silence for so many months is taken as withdrawal.
    pub silence_months: u32,
}

/// Ley 1437 de 2011 as Ley 1755 de 2015 words it: art. 14 (terms, extension to at most the double), art. 17 (incomplete, and silence
/// of a month), art. 21 (wrong addressee). Private organisations: art. 32 and 33.
const PETITION: Term = Term {
    days: 15,
    extension_days: 15,
    completion: Some(Completion { ask_within_days: 10, silence_months: 1 }),
    pass_on_days: Some(5),
    norm: "Ley 1755 de 2015, art. 14, 17 y 21",
};
const DOCUMENTS: Term = Term { days: 10, extension_days: 10, ..PETITION };
const CONSULTATION: Term = Term { days: 30, extension_days: 30, ..PETITION };
/// Ley 1581 de 2012, art. 14.
const DATA_QUERY: Term = Term {
    days: 10,
    extension_days: 5,
    completion: None,
    pass_on_days: None,
    norm: "Ley 1581 de 2012, art. 14",
};
/// Ley 1581 de 2012, art. 15.
const DATA_CLAIM: Term = Term {
    days: 15,
    extension_days: 8,
    completion: Some(Completion { ask_within_days: 5, silence_months: 2 }),
    pass_on_days: Some(2),
    norm: "Ley 1581 de 2012, art. 15",
};

impl Kind {
    pub const ALL: [Self; 8] = [
        Self::Petition,
        Self::Complaint,
        Self::Claim,
        Self::Suggestion,
        Self::Documents,
        Self::Consultation,
        Self::DataQuery,
        Self::DataClaim,
    ];

    /// As it is stored and sent; its texts are `support-kind-CODE` and `support-kind-CODE-hint`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Petition => "petition",
            Self::Complaint => "complaint",
            Self::Claim => "claim",
            Self::Suggestion => "suggestion",
            Self::Documents => "documents",
            Self::Consultation => "consultation",
            Self::DataQuery => "data-query",
            Self::DataClaim => "data-claim",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    pub fn term(self) -> Term {
        match self {
            Self::Petition | Self::Complaint | Self::Claim | Self::Suggestion => PETITION,
            Self::Documents => DOCUMENTS,
            Self::Consultation => CONSULTATION,
            Self::DataQuery => DATA_QUERY,
            Self::DataClaim => DATA_CLAIM,
        }
    }

    /// By when it is to be answered.
    pub fn due_on(self, received_on: Date) -> Date {
        calendar::end_of_term(received_on, self.term().days)
    }

    pub fn is_about_personal_data(self) -> bool {
        matches!(self, Self::DataQuery | Self::DataClaim)
    }
}

/// How far a case has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Received,
    Assigned,
    InProgress,
    /// Whoever filed it was asked for information.
    Waiting,
    Extended,
    Answered,
    Reopened,
    Closed,
    PassedOn,
    Withdrawn,
}

use State::{
    Answered, Assigned, Closed, Extended, InProgress, PassedOn, Received, Reopened, Waiting, Withdrawn,
};

impl State {
    pub const ALL: [Self; 10] =
        [Received, Assigned, InProgress, Waiting, Extended, Answered, Reopened, Closed, PassedOn, Withdrawn];

    /// As it is stored; its text is `support-state-CODE`.
    pub fn code(self) -> &'static str {
        match self {
            Received => "received",
            Assigned => "assigned",
            InProgress => "in-progress",
            Waiting => "waiting",
            Extended => "extended",
            Answered => "answered",
            Reopened => "reopened",
            Closed => "closed",
            PassedOn => "passed-on",
            Withdrawn => "withdrawn",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// Whether an answer is still owed.
    pub fn is_open(self) -> bool {
        OPEN.contains(&self)
    }
}

/// The states in which an answer is owed.
pub const OPEN: &[State] = &[Received, Assigned, InProgress, Waiting, Extended, Reopened];

/// Something that is done to a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    Assign,
    /// For the staff alone.
    Note,
    Message,
    AskInformation,
    /// Whoever filed the case sends what they were asked for.
    Inform,
    Extend,
    Answer,
    PassOn,
    Close,
    Reopen,
    /// Nobody does it: the law takes silence for it.
    Withdraw,
    /// Whoever filed the case says how satisfied they are.
    Rate,
}

/// The table: from which states an act may be done, and to which it leads (`None`: it stays where it is). Whatever is not here is
/// refused.
const STEPS: &[(Act, &[State], Option<State>)] = &[
    (Act::Assign, &[Received], Some(Assigned)),
    (Act::Assign, &[Assigned, InProgress, Waiting, Extended, Reopened], None),
    (Act::Note, &State::ALL, None),
    (Act::Message, &[Received, Assigned], Some(InProgress)),
    (Act::Message, &[InProgress, Waiting, Extended, Reopened], None),
    (Act::AskInformation, &[Received, Assigned, InProgress, Extended, Reopened], Some(Waiting)),
    (Act::Inform, &[Waiting], Some(InProgress)),
    (Act::Extend, &[Received, Assigned, InProgress, Reopened], Some(Extended)),
    (Act::Extend, &[Waiting], None),
    (Act::Answer, OPEN, Some(Answered)),
    (Act::PassOn, &[Received, Assigned, InProgress], Some(PassedOn)),
    (Act::Close, &[Answered], Some(Closed)),
    (Act::Reopen, &[Answered, Closed, Withdrawn], Some(Reopened)),
    (Act::Withdraw, &[Waiting], Some(Withdrawn)),
    (Act::Rate, &[Answered, Closed], None),
];

impl Act {
    pub const ALL: [Self; 12] = [
        Self::Assign,
        Self::Note,
        Self::Message,
        Self::AskInformation,
        Self::Inform,
        Self::Extend,
        Self::Answer,
        Self::PassOn,
        Self::Close,
        Self::Reopen,
        Self::Withdraw,
        Self::Rate,
    ];

    /// As it is stored and sent; its texts are `support-do-CODE` and `support-done-CODE`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Assign => "assign",
            Self::Note => "note",
            Self::Message => "message",
            Self::AskInformation => "ask-information",
            Self::Inform => "inform",
            Self::Extend => "extend",
            Self::Answer => "answer",
            Self::PassOn => "pass-on",
            Self::Close => "close",
            Self::Reopen => "reopen",
            Self::Withdraw => "withdraw",
            Self::Rate => "rate",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|act| act.code() == code)
    }

    /// How the audit trail calls it.
    pub fn event(self) -> &'static str {
        match self {
            Self::Assign => "support.assigned",
            Self::Note => "support.noted",
            Self::Message => "support.wrote",
            Self::AskInformation => "support.asked",
            Self::Inform => "support.informed",
            Self::Extend => "support.extended",
            Self::Answer => "support.answered",
            Self::PassOn => "support.passed_on",
            Self::Close => "support.closed",
            Self::Reopen => "support.reopened",
            Self::Withdraw => "support.withdrawn",
            Self::Rate => "support.rated",
        }
    }

    /// Whether whoever filed the case is shown what was written.
    pub fn is_public(self) -> bool {
        !matches!(self, Self::Assign | Self::Note | Self::Rate)
    }

    /// Whether files may come with it: those that people send, and those of an answer.
    pub fn takes_files(self) -> bool {
        matches!(self, Self::Inform | Self::Answer)
    }

    /// Where the act leads from `state`, or `None` where that allows no such thing.
    fn leads_from(self, state: State) -> Option<State> {
        let step = STEPS.iter().find(|(act, from, _)| *act == self && from.contains(&state));
        step.map(|(_, _, to)| to.unwrap_or(state))
    }
}

/// Why an act may not be done; its text is `support-refused-CODE`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    State,
    /// The law extends once.
    ExtendedBefore,
    /// An extension is told before the term ends.
    TermEnded,
    /// A term that stands still needs no extension.
    TermStopped,
    DateNotLater,
    DateTooLate,
    DateNoBusinessDay,
    /// The time to reopen has passed.
    ReopenTooLate,
}

impl Refused {
    pub fn code(self) -> &'static str {
        match self {
            Self::State => "state",
            Self::ExtendedBefore => "extended-before",
            Self::TermEnded => "term-ended",
            Self::TermStopped => "term-stopped",
            Self::DateNotLater => "date-not-later",
            Self::DateTooLate => "date-too-late",
            Self::DateNoBusinessDay => "date-no-business-day",
            Self::ReopenTooLate => "reopen-too-late",
        }
    }

    /// Whether the date that was typed is what is wrong.
    pub fn is_of_the_date(self) -> bool {
        matches!(self, Self::DateNotLater | Self::DateTooLate | Self::DateNoBusinessDay)
    }
}

/// How far a case has come, and by when what is owed. An act makes the next one of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Course {
    pub kind: Kind,
    pub state: State,
    pub received_on: Date,
    pub due_on: Date,
    /// The term stands still since this day.
    pub stopped_on: Option<Date>,
    /// Until when information that stopped the term may come.
    pub silence_ends_on: Option<Date>,
    pub extended_on: Option<Date>,
    pub answered_on: Option<Date>,
    pub reopened_on: Option<Date>,
}

/// How much of the term is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    /// So many business days ago it ended.
    Overdue(u32),
    Today,
    Days(u32),
    /// It stands still.
    Stopped,
    /// Nothing is owed any more.
    Nothing,
}

impl Left {
    /// Whether the board shows it among those that end soon.
    pub fn is_soon(self) -> bool {
        matches!(self, Self::Today) || matches!(self, Self::Days(days) if days <= SOON_DAYS)
    }
}

impl Course {
    /// That of a case that has just come in.
    pub fn begin(kind: Kind, received_on: Date) -> Self {
        Self {
            kind,
            state: Received,
            received_on,
            due_on: kind.due_on(received_on),
            stopped_on: None,
            silence_ends_on: None,
            extended_on: None,
            answered_on: None,
            reopened_on: None,
        }
    }

    /// Whether the state allows an act, whatever its dates.
    pub fn allows(&self, act: Act) -> bool {
        act.leads_from(self.state).is_some()
    }

    /// What an act makes of it today, or why it may not be done. An extension needs a date: [`Self::extend`].
    pub fn after(&self, act: Act, today: Date) -> Result<Self, Refused> {
        let state = act.leads_from(self.state).ok_or(Refused::State)?;
        let next = Self { state, ..*self };
        match act {
            Act::AskInformation => Ok(next.ask(today)),
            Act::Inform => Ok(next.resume(today)),
            Act::Answer => Ok(Self { answered_on: Some(today), ..next.without_silence() }),
            // Received when it was, and with a whole term from today.
            Act::Reopen => Ok(Self {
                state,
                received_on: self.received_on,
                reopened_on: Some(today),
                ..Self::begin(self.kind, today)
            }),
            // There is still time to send the information, or all the time in the world.
            Act::Withdraw if self.silence_ends_on.is_none_or(|last| today <= last) => Err(Refused::State),
            Act::Withdraw => Ok(next.without_silence()),
            _ => Ok(next),
        }
    }

    /// The same where whoever filed it acts: they inform, say how satisfied they are and, for a while, reopen.
    pub fn after_by_person(&self, act: Act, today: Date) -> Result<Self, Refused> {
        let after = self.after(act, today)?;
        match act {
            Act::Inform | Act::Rate => Ok(after),
            // Withdrawn by silence: whoever still wants something writes anew.
            Act::Reopen => match self.reopens_until() {
                Some(last) if today <= last => Ok(after),
                Some(_) => Err(Refused::ReopenTooLate),
                None => Err(Refused::State),
            },
            _ => Err(Refused::State),
        }
    }

    /// The same with a later due date, told today.
    pub fn extend(&self, until: Date, today: Date) -> Result<Self, Refused> {
        let state = Act::Extend.leads_from(self.state).ok_or(Refused::State)?;
        if self.extended_on.is_some() {
            return Err(Refused::ExtendedBefore);
        }
        if self.stopped_on.is_some() {
            return Err(Refused::TermStopped);
        }
        if today > self.due_on {
            return Err(Refused::TermEnded);
        }
        if until <= self.due_on {
            return Err(Refused::DateNotLater);
        }
        if until > self.latest_extension() {
            return Err(Refused::DateTooLate);
        }
        if !calendar::is_business_day(until) {
            return Err(Refused::DateNoBusinessDay);
        }
        Ok(Self { state, due_on: until, extended_on: Some(today), ..*self })
    }

    /// The latest date that an extension may set.
    pub fn latest_extension(&self) -> Date {
        calendar::end_of_term(self.due_on, self.kind.term().extension_days)
    }

    /// Until when whoever filed it may reopen it.
    pub fn reopens_until(&self) -> Option<Date> {
        self.answered_on.map(|answered| calendar::end_of_term(answered, REOPEN_WITHIN_DAYS))
    }

    /// What is left of the term today.
    pub fn left(&self, today: Date) -> Left {
        if !self.state.is_open() {
            return Left::Nothing;
        }
        if self.stopped_on.is_some() {
            return Left::Stopped;
        }
        if today > self.due_on {
            return Left::Overdue(calendar::business_days_until(self.due_on, today));
        }
        match calendar::business_days_until(today, self.due_on) {
            0 => Left::Today,
            days => Left::Days(days),
        }
    }

    /// Whether asking today stops the term: within the days that the law gives for it, and where it stops one at all.
    pub fn would_stop(&self, today: Date) -> Option<Completion> {
        let completion = self.kind.term().completion?;
        let is_within = today <= self.last_day_to_ask(completion) && today <= self.due_on;
        (is_within && self.reopened_on.is_none()).then_some(completion)
    }

    fn last_day_to_ask(&self, completion: Completion) -> Date {
        calendar::end_of_term(self.received_on, completion.ask_within_days)
    }

    /// Until when information may be asked for so that the term stops, while that can still be done.
    pub fn asks_until(&self, today: Date) -> Option<Date> {
        let completion = self.would_stop(today)?;
        self.allows(Act::AskInformation).then(|| self.last_day_to_ask(completion))
    }

    /// Until when the law has it passed on to whom it is up to, while that can still be done.
    pub fn passes_on_until(&self, today: Date) -> Option<Date> {
        let last = calendar::end_of_term(self.received_on, self.kind.term().pass_on_days?);
        let is_first_time = self.reopened_on.is_none();
        (is_first_time && self.allows(Act::PassOn) && today <= last).then_some(last)
    }

    fn ask(self, today: Date) -> Self {
        let Some(completion) = self.would_stop(today) else { return self };
        let silence_ends_on = calendar::end_of_months(today, completion.silence_months);
        Self { stopped_on: Some(today), silence_ends_on: Some(silence_ends_on), ..self }
    }

    /// The term goes on, with what was left of it, from the day after the information came.
    fn resume(self, today: Date) -> Self {
        let Some(stopped_on) = self.stopped_on else { return self };
        let days_left = calendar::business_days_until(stopped_on, self.due_on).max(1);
        Self { due_on: calendar::end_of_term(today, days_left), ..self.without_silence() }
    }

    fn without_silence(self) -> Self {
        Self { stopped_on: None, silence_ends_on: None, ..self }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    /// A Friday with holidays ahead.
    const FRIDAY: Date = date(2026, 11, 20);

    fn course(kind: Kind) -> Course {
        Course::begin(kind, FRIDAY)
    }

    fn in_state(state: State) -> Course {
        Course { state, ..course(Kind::Petition) }
    }

    #[test]
    fn each_kind_has_the_term_of_its_law() {
        for kind in Kind::ALL {
            let (due_on, latest) = match kind {
                Kind::Documents => (date(2026, 12, 4), date(2026, 12, 21)),
                Kind::DataQuery => (date(2026, 12, 4), date(2026, 12, 14)),
                Kind::Consultation => (date(2027, 1, 6), date(2027, 2, 18)),
                Kind::DataClaim => (date(2026, 12, 14), date(2026, 12, 24)),
                _ => (date(2026, 12, 14), date(2027, 1, 6)),
            };
            assert_eq!(kind.due_on(FRIDAY), due_on, "{kind:?}");
            assert_eq!(course(kind).latest_extension(), latest, "{kind:?}");
        }
        assert_eq!(Kind::Petition.due_on(date(2026, 12, 18)), date(2027, 1, 13));
    }

    #[test]
    fn codes_read_back() {
        for kind in Kind::ALL {
            assert_eq!(Kind::from_code(kind.code()), Some(kind));
        }
        for state in State::ALL {
            assert_eq!(State::from_code(state.code()), Some(state));
        }
        for act in Act::ALL {
            assert_eq!(Act::from_code(act.code()), Some(act));
        }
        let mut events = Act::ALL.map(Act::event).to_vec();
        events.sort_unstable();
        events.dedup();
        assert_eq!(events.len(), Act::ALL.len());
    }

    #[test]
    fn every_act_leads_where_the_table_says_and_from_nowhere_else() {
        let told = |act: Act| -> Vec<String> {
            let ways = State::ALL.into_iter().filter_map(|from| {
                let to = act.leads_from(from)?;
                Some(if to == from {
                    from.code().to_owned()
                } else {
                    format!("{}>{}", from.code(), to.code())
                })
            });
            ways.collect()
        };
        let open_to = |to: &str| OPEN.iter().map(|from| format!("{}>{to}", from.code())).collect::<Vec<_>>();
        assert_eq!(
            told(Act::Assign),
            ["received>assigned", "assigned", "in-progress", "waiting", "extended", "reopened"]
        );
        assert_eq!(told(Act::Note).len(), State::ALL.len());
        assert_eq!(told(Act::Inform), ["waiting>in-progress"]);
        assert_eq!(told(Act::Close), ["answered>closed"]);
        assert_eq!(told(Act::Withdraw), ["waiting>withdrawn"]);
        assert_eq!(told(Act::Rate), ["answered", "closed"]);
        assert_eq!(told(Act::Reopen), ["answered>reopened", "closed>reopened", "withdrawn>reopened"]);
        assert_eq!(told(Act::PassOn), ["received>passed-on", "assigned>passed-on", "in-progress>passed-on"]);
        let mut answers = told(Act::Answer);
        let mut expected = open_to("answered");
        answers.sort();
        expected.sort();
        assert_eq!(answers, expected);
    }

    #[test]
    fn every_state_can_be_reached_and_an_open_one_can_be_answered() {
        let mut reached = vec![Received];
        for _ in State::ALL {
            let leads_there = |to: &State| {
                Act::ALL.iter().any(|act| reached.iter().any(|from| act.leads_from(*from) == Some(*to)))
            };
            reached = State::ALL.into_iter().filter(|to| reached.contains(to) || leads_there(to)).collect();
        }
        for state in State::ALL {
            assert!(reached.contains(&state), "{state:?}");
            assert_eq!(in_state(state).allows(Act::Answer), state.is_open(), "{state:?}");
        }
    }

    #[test]
    fn asking_in_time_stops_the_term_and_the_answer_sets_it_going_again() {
        let asked = course(Kind::Petition).after(Act::AskInformation, date(2026, 11, 25)).unwrap();
        assert_eq!((asked.state, asked.stopped_on), (Waiting, Some(date(2026, 11, 25))));
        assert_eq!(asked.silence_ends_on, Some(date(2026, 12, 28)));
        assert_eq!(asked.left(date(2026, 12, 20)), Left::Stopped);
        // Twelve business days were left of fifteen.
        let told = asked.after(Act::Inform, date(2026, 12, 10)).unwrap();
        assert_eq!((told.state, told.stopped_on, told.silence_ends_on), (InProgress, None, None));
        assert_eq!(told.due_on, calendar::end_of_term(date(2026, 12, 10), 12));
    }

    #[test]
    fn asking_too_late_or_where_the_law_says_nothing_stops_no_term() {
        let late = course(Kind::Petition).after(Act::AskInformation, date(2026, 12, 7)).unwrap();
        assert_eq!((late.state, late.stopped_on, late.due_on), (Waiting, None, date(2026, 12, 14)));
        let query = course(Kind::DataQuery).after(Act::AskInformation, FRIDAY).unwrap();
        assert_eq!((query.stopped_on, query.silence_ends_on), (None, None));
        let told = query.after(Act::Inform, date(2026, 11, 30)).unwrap();
        assert_eq!(told.due_on, query.due_on);
        let claim = course(Kind::DataClaim);
        assert!(claim.would_stop(date(2026, 11, 27)).is_some());
        assert!(claim.would_stop(date(2026, 11, 28)).is_none());
        let asked = claim.after(Act::AskInformation, FRIDAY).unwrap();
        assert_eq!(asked.silence_ends_on, Some(date(2027, 1, 20)));
    }

    #[test]
    fn a_term_that_was_stopped_on_its_last_day_leaves_a_day() {
        let asked = course(Kind::Documents).after(Act::AskInformation, date(2026, 12, 4)).unwrap();
        let told = asked.after(Act::Inform, date(2026, 12, 9)).unwrap();
        assert_eq!(told.due_on, date(2026, 12, 10));
    }

    #[test]
    fn silence_ends_a_case_only_after_the_last_day() {
        let asked = course(Kind::Petition).after(Act::AskInformation, FRIDAY).unwrap();
        let last = asked.silence_ends_on.unwrap();
        assert_eq!(asked.after(Act::Withdraw, last), Err(Refused::State));
        let ended = asked.after(Act::Withdraw, last.tomorrow().unwrap()).unwrap();
        assert_eq!((ended.state, ended.left(last)), (Withdrawn, Left::Nothing));
        let never = course(Kind::DataQuery).after(Act::AskInformation, FRIDAY).unwrap();
        assert_eq!(never.after(Act::Withdraw, date(2030, 1, 1)), Err(Refused::State));
    }

    #[test]
    fn an_extension_is_told_before_the_term_ends_once_and_within_the_laws_maximum() {
        let claim = course(Kind::DataClaim);
        let latest = date(2026, 12, 24);
        let extended = claim.extend(latest, claim.due_on).unwrap();
        assert_eq!((extended.state, extended.due_on), (Extended, latest));
        assert_eq!(extended.extend(date(2026, 12, 30), claim.due_on), Err(Refused::State));
        let told =
            extended.after(Act::AskInformation, claim.due_on).unwrap().after(Act::Inform, claim.due_on);
        assert_eq!(told.unwrap().extend(date(2026, 12, 30), claim.due_on), Err(Refused::ExtendedBefore));
        for (until, today, refused) in [
            (latest, date(2026, 12, 15), Refused::TermEnded),
            (claim.due_on, FRIDAY, Refused::DateNotLater),
            (date(2026, 12, 28), FRIDAY, Refused::DateTooLate),
            (date(2026, 12, 19), FRIDAY, Refused::DateNoBusinessDay),
        ] {
            assert_eq!(claim.extend(until, today), Err(refused), "{until} told on {today}");
        }
        let stopped = claim.after(Act::AskInformation, FRIDAY).unwrap();
        assert_eq!(stopped.extend(latest, FRIDAY), Err(Refused::TermStopped));
    }

    #[test]
    fn what_is_reopened_has_a_whole_term_from_that_day() {
        let answered = course(Kind::Documents).after(Act::Answer, date(2026, 12, 1)).unwrap();
        assert_eq!(answered.reopens_until(), Some(date(2026, 12, 16)));
        let reopened = answered.after(Act::Reopen, date(2026, 12, 3)).unwrap();
        assert_eq!((reopened.state, reopened.received_on), (Reopened, FRIDAY));
        assert_eq!((reopened.due_on, reopened.answered_on), (date(2026, 12, 18), None));
    }

    #[test]
    fn what_is_reopened_stops_no_term_however_it_goes_on() {
        let today = date(2026, 11, 24);
        let reopened =
            course(Kind::Petition).after(Act::Answer, today).unwrap().after(Act::Reopen, today).unwrap();
        let asked = reopened.after(Act::AskInformation, today).unwrap();
        assert_eq!((asked.state, asked.stopped_on, asked.due_on), (Waiting, None, reopened.due_on));
        let told = asked.after(Act::Inform, today).unwrap();
        assert_eq!(told.state, InProgress);
        assert_eq!((told.asks_until(today), told.passes_on_until(today)), (None, None));
        assert_eq!(told.after(Act::AskInformation, today).unwrap().stopped_on, None);
        assert!(told.extend(told.latest_extension(), today).is_ok());
    }

    #[test]
    fn only_what_can_still_be_done_is_told_to_the_staff() {
        let petition = course(Kind::Petition);
        assert_eq!(petition.asks_until(FRIDAY), Some(date(2026, 12, 4)));
        assert_eq!(petition.passes_on_until(FRIDAY), Some(date(2026, 11, 27)));
        assert_eq!(petition.passes_on_until(date(2026, 11, 28)), None);
        assert_eq!(petition.asks_until(date(2026, 12, 5)), None);
        let asked = petition.after(Act::AskInformation, FRIDAY).unwrap();
        assert_eq!((asked.asks_until(FRIDAY), asked.passes_on_until(FRIDAY)), (None, None));
        let extended = petition.extend(petition.latest_extension(), FRIDAY).unwrap();
        assert_eq!(extended.asks_until(FRIDAY), Some(date(2026, 12, 4)));
        assert_eq!(extended.passes_on_until(FRIDAY), None);
        let query = course(Kind::DataQuery);
        assert_eq!((query.asks_until(FRIDAY), query.passes_on_until(FRIDAY)), (None, None));
        let claim = course(Kind::DataClaim);
        assert_eq!(claim.passes_on_until(FRIDAY), Some(date(2026, 11, 24)));
    }

    #[test]
    fn whoever_filed_it_informs_rates_and_reopens_for_a_while_and_does_nothing_else() {
        let answered = course(Kind::Documents).after(Act::Answer, date(2026, 12, 1)).unwrap();
        let last = answered.reopens_until().unwrap();
        assert_eq!(answered.after_by_person(Act::Reopen, last).unwrap().reopened_on, Some(last));
        let late = answered.after_by_person(Act::Reopen, last.tomorrow().unwrap());
        assert_eq!(late, Err(Refused::ReopenTooLate));
        assert!(answered.after_by_person(Act::Rate, last).is_ok());
        assert_eq!(in_state(Withdrawn).after_by_person(Act::Reopen, FRIDAY), Err(Refused::State));
        assert!(in_state(Waiting).after_by_person(Act::Inform, FRIDAY).is_ok());
        for act in Act::ALL {
            let is_theirs = [Act::Inform, Act::Rate, Act::Reopen].contains(&act);
            let may = State::ALL.iter().any(|state| in_state(*state).after_by_person(act, FRIDAY).is_ok());
            assert!(is_theirs || !may, "{act:?}");
        }
    }

    #[test]
    fn what_concerns_personal_data_is_due_by_the_dates_of_ley_1581() {
        // From days with Holy Week, the end of the year and 1 May within the term: what is due, and the latest extension.
        for (received_on, query, claim) in [
            (
                date(2026, 3, 27),
                (date(2026, 4, 14), date(2026, 4, 21)),
                (date(2026, 4, 21), date(2026, 5, 4)),
            ),
            (
                date(2026, 12, 23),
                (date(2027, 1, 8), date(2027, 1, 18)),
                (date(2027, 1, 18), date(2027, 1, 28)),
            ),
            (
                date(2025, 12, 30),
                (date(2026, 1, 15), date(2026, 1, 22)),
                (date(2026, 1, 22), date(2026, 2, 3)),
            ),
        ] {
            for (kind, (due_on, latest)) in [(Kind::DataQuery, query), (Kind::DataClaim, claim)] {
                let course = Course::begin(kind, received_on);
                assert_eq!(
                    (course.due_on, course.latest_extension()),
                    (due_on, latest),
                    "{kind:?} {received_on}"
                );
            }
        }
    }

    #[test]
    fn what_is_left_is_counted_in_business_days() {
        let petition = course(Kind::Petition);
        for (today, left) in [
            (FRIDAY, Left::Days(15)),
            (date(2026, 12, 9), Left::Days(3)),
            (date(2026, 12, 14), Left::Today),
            (date(2026, 12, 15), Left::Overdue(1)),
            (date(2026, 12, 28), Left::Overdue(9)),
        ] {
            assert_eq!(petition.left(today), left, "{today}");
        }
        assert!(Left::Days(3).is_soon() && Left::Today.is_soon());
        assert!(!Left::Days(4).is_soon() && !Left::Overdue(1).is_soon() && !Left::Stopped.is_soon());
    }
}
