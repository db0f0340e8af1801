//! The decisions: which state follows which act, and who of the staff may do what now.

use uuid::Uuid;

/// How far a request has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// Nobody has compared it yet.
    Waiting,
    /// One of the staff says that it is the person; another one decides.
    Matched,
    /// Approved: the contacts on file have been told, and a day passes.
    Cooling,
    /// The day has passed, and the link is with the person.
    Ready,
    Used,
    Refused,
    Stopped,
    Expired,
}

impl State {
    pub const ALL: [Self; 8] = [
        Self::Waiting,
        Self::Matched,
        Self::Cooling,
        Self::Ready,
        Self::Used,
        Self::Refused,
        Self::Stopped,
        Self::Expired,
    ];

    /// The name in the database and in messages' ids.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Matched => "matched",
            Self::Cooling => "cooling",
            Self::Ready => "ready",
            Self::Used => "used",
            Self::Refused => "refused",
            Self::Stopped => "stopped",
            Self::Expired => "expired",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }

    /// Whether something may still come of it.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Waiting | Self::Matched) || self.is_granted()
    }

    /// Whether two of the staff have let it pass.
    pub fn is_granted(self) -> bool {
        matches!(self, Self::Cooling | Self::Ready)
    }
}

/// What happens to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Act {
    Match,
    Approve,
    Refuse,
    Stop,
    /// The day has passed.
    Open,
    Use,
    /// Its time has run out.
    Expire,
}

impl Act {
    const ALL: [Self; 7] =
        [Self::Match, Self::Approve, Self::Refuse, Self::Stop, Self::Open, Self::Use, Self::Expire];

    /// The name in forms and in messages' ids.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Match => "match",
            Self::Approve => "approve",
            Self::Refuse => "refuse",
            Self::Stop => "stop",
            Self::Open => "open",
            Self::Use => "use",
            Self::Expire => "expire",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|act| act.as_str() == name)
    }
}

/// Where an act leads; none where it may not happen.
pub(super) fn after(state: State, act: Act) -> Option<State> {
    match (state, act) {
        (State::Waiting, Act::Match) => Some(State::Matched),
        (State::Matched, Act::Approve) => Some(State::Cooling),
        (State::Waiting | State::Matched, Act::Refuse) => Some(State::Refused),
        (State::Cooling | State::Ready, Act::Stop) => Some(State::Stopped),
        (State::Cooling, Act::Open) => Some(State::Ready),
        (State::Ready, Act::Use) => Some(State::Used),
        (State::Waiting | State::Matched | State::Ready, Act::Expire) => Some(State::Expired),
        _ => None,
    }
}

/// What time alone does to a request whose hour has come.
pub(super) fn when_due(state: State) -> Option<Act> {
    [Act::Open, Act::Expire].into_iter().find(|act| after(state, *act).is_some())
}

/// What one of the staff may do to a request now. Whoever compared leaves the rest to somebody else: they may neither approve what
/// they recognised nor take back what another one is about to decide. Anybody stops what has been approved.
pub(super) fn acts_of(member: Uuid, state: State, first_by: Option<Uuid>, is_known: bool) -> Vec<Act> {
    let of_staff = [Act::Match, Act::Approve, Act::Refuse, Act::Stop];
    let is_allowed = |act: &Act| match act {
        Act::Match | Act::Approve if !is_known => false,
        Act::Approve | Act::Refuse if state == State::Matched => {
            first_by.is_some_and(|first| first != member)
        }
        _ => true,
    };
    of_staff.into_iter().filter(|act| after(state, *act).is_some()).filter(is_allowed).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANA: Uuid = Uuid::from_u128(1);
    const LUIS: Uuid = Uuid::from_u128(2);

    #[test]
    fn whoever_compared_never_decides() {
        assert_eq!(acts_of(ANA, State::Waiting, None, true), [Act::Match, Act::Refuse]);
        assert_eq!(acts_of(ANA, State::Matched, Some(ANA), true), []);
        assert_eq!(acts_of(LUIS, State::Matched, Some(ANA), true), [Act::Approve, Act::Refuse]);
        assert_eq!(acts_of(LUIS, State::Matched, None, true), []);
    }

    #[test]
    fn nobody_recognises_or_lets_in_somebody_without_an_account() {
        assert_eq!(acts_of(ANA, State::Waiting, None, false), [Act::Refuse]);
        assert_eq!(acts_of(LUIS, State::Matched, Some(ANA), false), [Act::Refuse]);
    }

    #[test]
    fn anybody_of_the_staff_stops_what_was_approved_and_nothing_else() {
        for state in [State::Cooling, State::Ready] {
            assert_eq!(acts_of(ANA, state, Some(ANA), false), [Act::Stop]);
        }
    }

    #[test]
    fn the_way_to_a_new_password_leads_over_two_people_and_a_day() {
        let way = [Act::Match, Act::Approve, Act::Open, Act::Use];
        let mut state = State::Waiting;
        for act in way {
            for other in way.into_iter().filter(|other| *other != act) {
                assert_eq!(after(state, other), None, "{state:?} allows {other:?}");
            }
            state = after(state, act).unwrap();
        }
        assert_eq!(state, State::Used);
    }

    #[test]
    fn nothing_follows_the_end_and_every_open_request_ends_by_itself() {
        for state in State::ALL {
            let follows = Act::ALL.iter().filter(|act| after(state, **act).is_some()).count();
            assert_eq!(follows > 0, state.is_open(), "{state:?}");
            assert_eq!(when_due(state).is_some(), state.is_open(), "{state:?}");
        }
    }

    #[test]
    fn names_are_read_as_they_were_written() {
        assert!(State::ALL.into_iter().all(|state| State::parse(state.as_str()) == Some(state)));
        assert!(Act::ALL.into_iter().all(|act| Act::parse(act.as_str()) == Some(act)));
    }
}
