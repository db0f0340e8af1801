//! The decisions about messages: whether one goes out, whether sending it again is of use, and what a provider's word changes.

use std::time::Duration;

use base::clock::Timestamp;
use serde::Deserialize;

use super::message::MessageKind;
use super::state::MessageState;

/// What a provider says is taken for so long after it was signed.
pub(super) const SIGNED_WITHIN: Duration = Duration::from_secs(5 * 60);
/// The longest reason that is kept.
const REASON_MAX_CHARACTERS: usize = 200;
/// Fewer digits in a row than this are a status, not a telephone number.
const NUMBER_MIN_DIGITS: usize = 7;

/// Whether a message that is about to go out does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Goes,
    /// It was sent, stopped or ended meanwhile.
    IsOver,
    /// Its recipient gets no such messages any more.
    IsSuppressed,
}

/// A suppressed contact gets security notices, the answers that the law owes, and nothing else.
///
/// - Notices go all the same: NIST SP 800-63B-4 §4.6 has every change of what opens an account told to each address on file, and an
///   address that complained once may be the one that learns of a theft. They carry no code and no link that opens anything.
/// - Codes and links do not: an address that bounced may belong to somebody else tomorrow, and a number is given out again; whoever
///   complained is often not the person on the roster at all. The way back in is the help desk, who can lift it.
/// - Nothing else goes to whoever asked to be left alone (Law 1581 of 2012, art. 8 (e)) or cannot be reached.
pub(super) fn verdict(state: MessageState, kind: MessageKind, is_suppressed: bool) -> Verdict {
    if state != MessageState::Waiting {
        return Verdict::IsOver;
    }
    let goes = is_security_notice(kind) || is_owed(kind);
    if is_suppressed && !goes { Verdict::IsSuppressed } else { Verdict::Goes }
}

/// Whoever files a petition has a right to be told what became of it (Law 1755 of 2015, art. 13).
fn is_owed(kind: MessageKind) -> bool {
    kind == MessageKind::PqrNews
}

fn is_security_notice(kind: MessageKind) -> bool {
    match kind {
        MessageKind::PasswordChanged
        | MessageKind::ContactChanged
        | MessageKind::NewDevice
        | MessageKind::AccountLocked
        | MessageKind::ContactCorrected
        | MessageKind::AccountSuspended
        | MessageKind::AccountRestored
        | MessageKind::StaffAccessChanged
        | MessageKind::StaffFactorTried
        | MessageKind::AssistedNotice
        | MessageKind::AssistedStopped
        | MessageKind::SecondStepChanged
        | MessageKind::SecondStepTried => true,
        MessageKind::Code
        | MessageKind::RecoveryLink
        | MessageKind::RecoveryInvitation
        | MessageKind::ConfirmationLink
        | MessageKind::RegistrationLink
        | MessageKind::StaffInvitation
        | MessageKind::AlreadyRegistered
        | MessageKind::UsernameReminder
        | MessageKind::PqrReceipt
        | MessageKind::PqrNews
        | MessageKind::PqrDue
        | MessageKind::AssistedNews
        | MessageKind::PayslipPublished => false,
    }
}

/// Whether a message that did not go out is worth sending days later. What somebody asked for at the screen is not: they ask again,
/// and an old code or link must not be kept to be sent by anybody else.
pub(super) fn is_of_use_later(kind: MessageKind) -> bool {
    is_security_notice(kind) || is_owed(kind) || kind == MessageKind::PqrReceipt
}

/// What a provider may say of a message that it took.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Reported {
    Sent,
    Delivered,
    /// Given up for now: the next message may arrive.
    Failed,
    /// Given up for good: nothing will ever arrive there.
    Bounced,
    /// It arrived, and its reader wants no more.
    Complained,
}

impl Reported {
    /// The state that it brings the message to.
    pub(super) fn state(self) -> MessageState {
        match self {
            Self::Sent => MessageState::Sent,
            Self::Delivered | Self::Complained => MessageState::Delivered,
            Self::Failed => MessageState::Failed,
            Self::Bounced => MessageState::Bounced,
        }
    }

    /// The states from which it does. Word comes late and out of order, so what is nearer to the end stands: a mail may bounce after
    /// its server took it in, and what arrived was not given up.
    pub(super) fn follows(self) -> &'static [MessageState] {
        match self {
            Self::Sent => &[],
            Self::Failed => &[MessageState::Sent],
            Self::Delivered | Self::Complained => &[MessageState::Sent, MessageState::Failed],
            Self::Bounced => &[MessageState::Sent, MessageState::Failed, MessageState::Delivered],
        }
    }

    /// Why its recipient gets no more messages after it, if that is so.
    pub(super) fn suppresses(self) -> Option<SuppressedBy> {
        match self {
            Self::Bounced => Some(SuppressedBy::Bounce),
            Self::Complained => Some(SuppressedBy::Complaint),
            Self::Sent | Self::Delivered | Self::Failed => None,
        }
    }
}

/// Why somebody gets no more messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SuppressedBy {
    Bounce,
    Complaint,
    Staff,
}

impl SuppressedBy {
    const ALL: [Self; 3] = [Self::Bounce, Self::Complaint, Self::Staff];

    /// The name in the database and in messages' ids.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Bounce => "bounced",
            Self::Complaint => "complained",
            Self::Staff => "staff",
        }
    }

    pub(super) fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|by| by.as_str() == name)
    }
}

/// Whether what was signed or happened then is still new. A clock that is a little ahead of ours is no reason to refuse.
pub(super) fn is_fresh(at: Timestamp, now: Timestamp) -> bool {
    now.since(at) <= SIGNED_WITHIN && at.since(now) <= SIGNED_WITHIN
}

/// Whether a text may name a provider or a message: PostgreSQL keeps no NUL, and no name has a control character.
pub(super) fn is_name(text: &str) -> bool {
    !text.chars().any(char::is_control)
}

/// A provider's reason without the addresses and numbers that servers like to quote.
pub(super) fn redacted(reason: &str) -> String {
    let is_contact = |word: &str| {
        word.contains('@') || word.chars().filter(char::is_ascii_digit).count() >= NUMBER_MIN_DIGITS
    };
    let plain: String = reason.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    hiding(&plain, is_contact).chars().take(REASON_MAX_CHARACTERS).collect()
}

/// What a server calls a message, as a page shows it: some servers put the address into it.
pub(super) fn shown_reference(reference: &str) -> String {
    hiding(reference, |word| word.contains('@'))
}

fn hiding(text: &str, is_hidden: impl Fn(&str) -> bool) -> String {
    let words = text.split_whitespace().map(|word| if is_hidden(word) { "***" } else { word });
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_suppressed_contact_gets_security_notices_and_answers_and_nothing_else() {
        for kind in MessageKind::ALL {
            assert_eq!(verdict(MessageState::Waiting, kind, false), Verdict::Goes);
            let told = verdict(MessageState::Waiting, kind, true);
            assert_eq!(
                told == Verdict::Goes,
                is_security_notice(kind) || kind == MessageKind::PqrNews,
                "{kind:?}"
            );
        }
        for state in MessageState::ALL.into_iter().filter(|state| *state != MessageState::Waiting) {
            assert_eq!(verdict(state, MessageKind::PasswordChanged, false), Verdict::IsOver);
        }
    }

    #[test]
    fn neither_a_code_nor_a_link_is_sent_again() {
        for kind in [
            MessageKind::Code,
            MessageKind::RecoveryLink,
            MessageKind::ConfirmationLink,
            MessageKind::RegistrationLink,
            MessageKind::StaffInvitation,
        ] {
            assert!(!is_of_use_later(kind) && !is_security_notice(kind), "{kind:?}");
        }
    }

    #[test]
    fn a_providers_word_only_moves_a_message_forward() {
        let moves = |from, word: Reported| word.follows().contains(&from);
        assert!(moves(MessageState::Sent, Reported::Delivered));
        assert!(moves(MessageState::Delivered, Reported::Bounced));
        for (from, word) in [
            (MessageState::Delivered, Reported::Sent),
            (MessageState::Delivered, Reported::Failed),
            (MessageState::Bounced, Reported::Delivered),
        ] {
            assert!(!moves(from, word), "{word:?} undoes {from:?}");
        }
        for never_left in [MessageState::Waiting, MessageState::Stopped, MessageState::Suppressed] {
            assert!(!moves(never_left, Reported::Delivered) && !moves(never_left, Reported::Bounced));
        }
    }

    #[test]
    fn a_signature_is_taken_for_five_minutes() {
        let now = Timestamp::from_micros(1_795_194_000_000_000);
        assert!(is_fresh(now.minus(SIGNED_WITHIN), now) && is_fresh(now.plus(SIGNED_WITHIN), now));
        assert!(!is_fresh(now.minus(SIGNED_WITHIN + Duration::from_secs(1)), now));
        assert!(!is_fresh(now.plus(SIGNED_WITHIN + Duration::from_secs(1)), now));
    }

    #[test]
    fn a_reason_is_kept_without_whom_it_is_about() {
        let said = "550 5.1.1 <luis.pardo@correo.test>: unknown\r\nuser, call +573990000012 or 399-000-0012";
        assert_eq!(redacted(said), "550 5.1.1 *** unknown user, call *** or ***");
        assert_eq!(
            shown_reference("2.0.0 <luis.pardo@correo.test> queued as 4711"),
            "2.0.0 *** queued as 4711"
        );
        assert_eq!(redacted(&"é".repeat(300)).chars().count(), REASON_MAX_CHARACTERS);
    }
}
