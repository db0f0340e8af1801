//! The map of the journeys: steps, what leads from one to the next, and the proof each arrival rests on.

/// A way through the front door.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Journey {
    Registration,
    SignIn,
    PasswordRecovery,
    UsernameRecovery,
    PhoneChange,
    /// Somebody who lost address and phone proves a new address, and sends pictures of the document to the office.
    AssistedRecovery,
    /// A new password was typed on the page of a mailed link, of an account that has a second factor.
    LinkRecovery,
    /// Whoever is signed in, here or in the office, sets up an authenticator.
    FactorSetup,
    /// A member of the staff at the door of the office.
    OfficeSignIn,
    /// Whoever was invited becomes a member of the staff.
    StaffEnrolment,
}

/// Where a walk stands, named after what the person is asked for next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// Who are you? No walk exists yet.
    Identify,
    /// The password, on a page of its own.
    Password,
    /// The code that was sent.
    Code,
    /// A new password (and what else an account needs).
    NewPassword,
    /// Pictures of the document, for the office to compare.
    Pictures,
    /// The second factor: a passkey, a code of the authenticator, or a saved one.
    Factor,
    /// Nothing: the walk is over.
    Done,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Event {
    /// The person said who they are and asked for a code; whether anybody has that name is not known yet.
    AskedForCode,
    /// The person said who they are and is asked for the password.
    Named,
    /// The right password, on a device that the account knows or in a portal that asks no more.
    RightPassword,
    /// The right password on an unknown device.
    RightPasswordOnNewDevice,
    /// The right password of an account whose second factor is asked for.
    RightPasswordBeforeFactor,
    /// A code that was sent to this person for this walk was used up.
    RightCode,
    /// A new password was accepted by the rule, and the walk was used up.
    PasswordChosen,
    /// Both pictures came, and the request counts.
    PicturesSent,
    /// The second factor was right, and what was given cannot be used again.
    RightFactor,
    /// Whoever confirmed inside their session that it is them opened the page of a new authenticator.
    SetupOpened,
    /// The account that was proved has no second factor.
    NoFactorSet,
}

/// What a step rests on. A proof is used up for one person, one walk and one portal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Proof {
    /// A code or link sent to a contact that the organisation or the account knows.
    Contact,
    /// The account's password.
    Password,
    /// Something the person has: a passkey, an authenticator, or one of the codes saved for the day without them.
    Factor,
}

/// `event` leads from `from` to `to` in `journey`; it gives proof, or needs what was given before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edge {
    pub journey: Journey,
    pub from: Step,
    pub event: Event,
    pub to: Step,
    pub gives: Option<Proof>,
    pub needs: Option<Proof>,
}

const fn edge(journey: Journey, from: Step, event: Event, to: Step) -> Edge {
    Edge { journey, from, event, to, gives: None, needs: None }
}

impl Edge {
    const fn gives(mut self, proof: Proof) -> Self {
        self.gives = Some(proof);
        self
    }

    const fn needs(mut self, proof: Proof) -> Self {
        self.needs = Some(proof);
        self
    }
}

/// The whole map. A link in a mail is not on it: opening one begins nothing, and sending its form is proof and end in one. Only where
/// the account has a second factor does that form begin a walk, which ends at the factor.
#[rustfmt::skip]
pub const EDGES: &[Edge] = &[
    edge(Journey::Registration, Step::Identify, Event::AskedForCode, Step::Code),
    edge(Journey::Registration, Step::Code, Event::RightCode, Step::NewPassword).gives(Proof::Contact),
    edge(Journey::Registration, Step::NewPassword, Event::PasswordChosen, Step::Done).needs(Proof::Contact),

    edge(Journey::PasswordRecovery, Step::Identify, Event::AskedForCode, Step::Code),
    edge(Journey::PasswordRecovery, Step::Code, Event::RightCode, Step::Factor).gives(Proof::Contact),
    edge(Journey::PasswordRecovery, Step::Factor, Event::NoFactorSet, Step::NewPassword).needs(Proof::Contact),
    edge(Journey::PasswordRecovery, Step::Factor, Event::RightFactor, Step::NewPassword).gives(Proof::Factor).needs(Proof::Contact),
    edge(Journey::PasswordRecovery, Step::NewPassword, Event::PasswordChosen, Step::Done).needs(Proof::Contact),

    // The link is used up at the end, as an invitation is.
    edge(Journey::LinkRecovery, Step::Identify, Event::PasswordChosen, Step::Factor).gives(Proof::Contact),
    edge(Journey::LinkRecovery, Step::Factor, Event::RightFactor, Step::Done).gives(Proof::Factor).needs(Proof::Contact),

    edge(Journey::UsernameRecovery, Step::Identify, Event::AskedForCode, Step::Code),
    edge(Journey::UsernameRecovery, Step::Code, Event::RightCode, Step::Done).gives(Proof::Contact),

    edge(Journey::SignIn, Step::Identify, Event::Named, Step::Password),
    edge(Journey::SignIn, Step::Identify, Event::RightPasswordOnNewDevice, Step::Code).gives(Proof::Password),
    edge(Journey::SignIn, Step::Identify, Event::RightPasswordBeforeFactor, Step::Factor).gives(Proof::Password),
    edge(Journey::SignIn, Step::Password, Event::RightPassword, Step::Done).gives(Proof::Password),
    edge(Journey::SignIn, Step::Password, Event::RightPasswordOnNewDevice, Step::Code).gives(Proof::Password),
    edge(Journey::SignIn, Step::Password, Event::RightPasswordBeforeFactor, Step::Factor).gives(Proof::Password),
    edge(Journey::SignIn, Step::Factor, Event::RightFactor, Step::Done).gives(Proof::Factor).needs(Proof::Password),
    edge(Journey::SignIn, Step::Code, Event::RightCode, Step::Done).gives(Proof::Contact).needs(Proof::Password),

    edge(Journey::PhoneChange, Step::Identify, Event::AskedForCode, Step::Code),
    edge(Journey::PhoneChange, Step::Code, Event::RightCode, Step::Done).gives(Proof::Contact),

    // What comes of it the office decides; the link at its end is a mailed link like any other.
    edge(Journey::AssistedRecovery, Step::Identify, Event::AskedForCode, Step::Code),
    edge(Journey::AssistedRecovery, Step::Code, Event::RightCode, Step::Pictures).gives(Proof::Contact),
    edge(Journey::AssistedRecovery, Step::Pictures, Event::PicturesSent, Step::Done).needs(Proof::Contact),
    // What it rests on is the session's: password and factor were confirmed there, and the page is not shown without.
    edge(Journey::FactorSetup, Step::Identify, Event::SetupOpened, Step::Factor),
    edge(Journey::FactorSetup, Step::Factor, Event::RightFactor, Step::Done).gives(Proof::Factor),

    edge(Journey::OfficeSignIn, Step::Identify, Event::RightPassword, Step::Factor).gives(Proof::Password),
    edge(Journey::OfficeSignIn, Step::Factor, Event::RightFactor, Step::Done).gives(Proof::Factor).needs(Proof::Password),

    // The invitation is a mailed link, and is used up at the end: whoever breaks off begins at the link again.
    edge(Journey::StaffEnrolment, Step::Identify, Event::PasswordChosen, Step::Factor).gives(Proof::Contact),
    edge(Journey::StaffEnrolment, Step::Factor, Event::RightFactor, Step::Done).gives(Proof::Factor).needs(Proof::Contact),
];

/// Where `event` leads, if it may happen at `from`.
pub fn after(journey: Journey, from: Step, event: Event) -> Option<Step> {
    EDGES
        .iter()
        .find(|edge| edge.journey == journey && edge.from == from && edge.event == event)
        .map(|edge| edge.to)
}

macro_rules! stored_as {
    ($type:ident { $($variant:ident = $name:literal),* $(,)? }) => {
        impl $type {
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The name in the database.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name),* }
            }

            pub fn from_stored(name: &str) -> base::error::Result<Self> {
                Self::ALL
                    .iter()
                    .copied()
                    .find(|one| one.as_str() == name)
                    .ok_or_else(|| base::error::Error::stored(stringify!($type), name))
            }
        }
    };
}

stored_as!(Journey {
    Registration = "registration",
    SignIn = "signin",
    PasswordRecovery = "password-recovery",
    UsernameRecovery = "username-recovery",
    PhoneChange = "phone-change",
    AssistedRecovery = "assisted-recovery",
    LinkRecovery = "link-recovery",
    FactorSetup = "factor-setup",
    OfficeSignIn = "office-signin",
    StaffEnrolment = "staff-enrolment",
});
stored_as!(Step {
    Identify = "identify",
    Password = "password",
    Code = "code",
    NewPassword = "new-password",
    Pictures = "pictures",
    Factor = "factor",
    Done = "done",
});

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    type State = (Journey, Step, Vec<Proof>);

    /// Every state that some order of events reaches, with the proofs gathered on the way there.
    fn reachable() -> HashSet<State> {
        let mut found: HashSet<State> = HashSet::new();
        let mut open: Vec<State> =
            Journey::ALL.iter().map(|journey| (*journey, Step::Identify, Vec::new())).collect();
        while let Some(state) = open.pop() {
            if !found.insert(state.clone()) {
                continue;
            }
            let (journey, step, proofs) = state;
            for edge in EDGES.iter().filter(|edge| edge.journey == journey && edge.from == step) {
                let mut gathered = proofs.clone();
                gathered.extend(edge.gives);
                open.push((journey, edge.to, gathered));
            }
        }
        found
    }

    #[test]
    fn a_new_password_is_never_reachable_without_a_proved_contact() {
        let asked: Vec<State> =
            reachable().into_iter().filter(|(_, step, _)| *step == Step::NewPassword).collect();
        assert!(!asked.is_empty());
        for (journey, _, proofs) in asked {
            assert!(proofs.contains(&Proof::Contact), "{journey:?} asks for a new password with {proofs:?}");
        }
    }

    #[test]
    fn a_new_password_passes_by_the_factor_of_whoever_has_one() {
        let into_new_password = EDGES
            .iter()
            .filter(|edge| edge.journey == Journey::PasswordRecovery && edge.to == Step::NewPassword);
        let ways: Vec<(Step, Event)> = into_new_password.map(|edge| (edge.from, edge.event)).collect();
        assert_eq!(ways, [(Step::Factor, Event::NoFactorSet), (Step::Factor, Event::RightFactor)]);
        let ends: Vec<Vec<Proof>> = reachable()
            .into_iter()
            .filter(|(journey, step, _)| (*journey, *step) == (Journey::LinkRecovery, Step::Done))
            .map(|(_, _, proofs)| proofs)
            .collect();
        assert_eq!(ends, [[Proof::Contact, Proof::Factor]]);
    }

    #[test]
    fn nobody_is_signed_in_without_the_password() {
        for (_, _, proofs) in
            reachable().iter().filter(|(journey, step, _)| *journey == Journey::SignIn && *step == Step::Done)
        {
            assert!(proofs.contains(&Proof::Password));
        }
    }

    #[test]
    fn nobody_is_in_the_office_without_a_second_factor() {
        let ends: Vec<State> = reachable()
            .into_iter()
            .filter(|(journey, step, _)| {
                [Journey::OfficeSignIn, Journey::StaffEnrolment].contains(journey) && *step == Step::Done
            })
            .collect();
        assert_eq!(ends.len(), 2);
        for (journey, _, proofs) in ends {
            let first = if journey == Journey::OfficeSignIn { Proof::Password } else { Proof::Contact };
            assert_eq!(proofs, [first, Proof::Factor], "{journey:?}");
        }
    }

    #[test]
    fn every_step_that_needs_a_proof_is_reached_only_with_it() {
        for (journey, step, proofs) in reachable() {
            for edge in EDGES.iter().filter(|edge| edge.journey == journey && edge.from == step) {
                let Some(needed) = edge.needs else { continue };
                assert!(
                    proofs.contains(&needed),
                    "{journey:?} {step:?} allows {:?} with only {proofs:?}",
                    edge.event
                );
            }
        }
    }

    #[test]
    fn every_walk_ends_and_no_event_leads_two_ways() {
        let states = reachable();
        for journey in Journey::ALL {
            assert!(
                states.iter().any(|(of, step, _)| of == journey && *step == Step::Done),
                "{journey:?} never ends"
            );
        }
        for (index, edge) in EDGES.iter().enumerate() {
            let same = |other: &Edge| {
                other.journey == edge.journey && other.from == edge.from && other.event == edge.event
            };
            assert!(!EDGES[index + 1..].iter().any(same), "{edge:?} has a twin");
            assert_ne!(edge.from, Step::Done, "nothing follows the end");
        }
    }
}
