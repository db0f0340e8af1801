//! What we write to people: every kind of message with what it says, the ways it may go and how long it is of use.

use std::fmt;
use std::time::Duration;

use base::clock::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// News about an account and receipts are worth having even days late.
const NOTICE_USEFUL: Duration = Duration::from_secs(72 * 60 * 60);
/// What the organisation owes by law is worth having however long a server was down.
const OWED_USEFUL: Duration = Duration::from_secs(30 * 24 * 60 * 60);
/// Who asked for the username waits at the screen, or asks again.
const REMINDER_USEFUL: Duration = Duration::from_secs(60 * 60);

/// A message to one person. It may hold a code or a link that opens an account, so it is stored only sealed and never printed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Message {
    /// A code to be typed where it was asked for.
    Code {
        purpose: CodePurpose,
        code: String,
        expires_at: Timestamp,
    },
    /// The way to a new password: one link for each account that shares the address.
    RecoveryLink {
        accounts: Vec<AccountLink>,
        expires_at: Timestamp,
    },
    /// The link that confirms the address of a new account or a changed one.
    ConfirmationLink {
        url: String,
        expires_at: Timestamp,
    },
    /// The link by which a registration that began with an address goes on.
    RegistrationLink {
        url: String,
        expires_at: Timestamp,
    },
    /// The link by which somebody becomes a member of the staff.
    StaffInvitation {
        url: String,
        expires_at: Timestamp,
    },
    /// A member of the staff has another password, authenticator or saved codes, or used one of these.
    StaffAccessChanged {
        at: Timestamp,
        office_url: String,
    },
    /// Somebody who has a staff member's password tries codes of the second factor.
    StaffFactorTried {
        at: Timestamp,
        office_url: String,
    },
    /// Something about the second factors of an account changed, or a saved code was used.
    SecondStepChanged {
        change: FactorChange,
        at: Timestamp,
        help_url: String,
    },
    /// Somebody who has an account's password tries codes of its second factor.
    SecondStepTried {
        at: Timestamp,
        help_url: String,
    },
    /// Somebody tried to register what already has an account.
    AlreadyRegistered {
        signin_url: String,
        recovery_url: String,
    },
    PasswordChanged {
        at: Timestamp,
        recovery_url: String,
    },
    /// Told to the old address or number.
    ContactChanged {
        contact: Contact,
        new_masked: String,
        at: Timestamp,
        recovery_url: String,
    },
    /// A sign-in from a device that the account did not know.
    NewDevice {
        device: String,
        at: Timestamp,
        recovery_url: String,
    },
    UsernameReminder {
        usernames: Vec<String>,
        signin_url: String,
    },
    PqrReceipt {
        number: String,
        /// Opens the case at `url`, together with the number.
        code: String,
        received_on: Date,
        due_on: Date,
        url: String,
    },
    /// What the organisation did about a case, told to whoever filed it.
    PqrNews {
        news: PqrNews,
        number: String,
        /// What the staff wrote.
        text: String,
        /// By when whoever is to act next must do so.
        until: Option<Date>,
        url: String,
    },
    /// A case whose term ends soon, told to who must answer it.
    PqrDue {
        number: String,
        due_on: Date,
        ends: TermEnds,
        url: String,
    },
    /// There is a payslip to be read at `url`, by whoever signs in. What was paid is in no message.
    PayslipPublished {
        url: String,
    },
    /// Staff helped somebody on the phone: this is where the recovery begins. It proves nothing and opens nothing.
    RecoveryInvitation {
        recovery_url: String,
    },
    /// Told to the contacts on file when staff wrote down another, which the person has still to prove.
    ContactCorrected {
        contact: Contact,
        new_masked: String,
        at: Timestamp,
        help_url: String,
    },
    AccountSuspended {
        at: Timestamp,
        help_url: String,
    },
    AccountRestored {
        at: Timestamp,
        signin_url: String,
    },
    /// How a request to be let back in stands, told to the address that it was made with. It says nothing of the account.
    AssistedNews {
        news: AssistedNews,
        number: String,
        /// When the wait is over that everybody has to stop it.
        until: Option<Timestamp>,
        help_url: String,
    },
    /// Somebody is about to be let into the account, told to every contact on file.
    AssistedNotice {
        until: Timestamp,
        stop_url: String,
    },
    /// The person stopped a recovery that the staff had approved, told to these.
    AssistedStopped {
        number: String,
        url: String,
    },
    /// Too many wrong tries closed sign-in from new devices until a reset.
    AccountLocked {
        at: Timestamp,
        recovery_url: String,
    },
}

/// What a code is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CodePurpose {
    Registration,
    Recovery,
    NewDevice,
    ContactChange,
    /// A new address of somebody whom nobody has recognised yet.
    AssistedRecovery,
}

/// What became of the second factors of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FactorChange {
    /// The first one was set up, so that it is asked for from now on.
    TurnedOn,
    TurnedOff,
    /// A passkey, beside what there was.
    Added,
    /// Beside passkeys; the saved codes are new with it.
    AuthenticatorAdded,
    /// By another one; the saved codes are new with it.
    AuthenticatorReplaced,
    Removed,
    NewCodes,
    SavedCodeUsed,
}

/// A link for one of several accounts; `whose` tells them apart when there is more than one.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountLink {
    pub whose: String,
    pub url: String,
}

/// What happened to a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PqrNews {
    Message,
    /// `until` says by when to send it, where the law takes silence for withdrawal; the mail says that too (Ley 1437 de 2011, art. 17;
    /// Ley 1581 de 2012, art. 15).
    InformationAsked,
    Extended,
    Answered,
    /// About personal data: where to complain is part of the answer (Ley 1581 de 2012, art. 16).
    DataAnswered,
    PassedOn,
    Reopened,
    Withdrawn,
}

/// What became of a request to be let back in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AssistedNews {
    Received,
    Granted,
    Refused,
    Stopped,
    /// Nobody decided it in time.
    Undecided,
    /// The link was not used in time.
    Unused,
}

/// How near the end of a term is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TermEnds {
    Soon,
    Today,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Contact {
    Email,
    Phone,
}

/// A way by which a message reaches a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Channel {
    Mail,
    TextMessage,
}

/// The name of a kind of message, without what it says: for logs, limits and counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MessageKind {
    Code,
    RecoveryLink,
    ConfirmationLink,
    RegistrationLink,
    StaffInvitation,
    StaffAccessChanged,
    StaffFactorTried,
    SecondStepChanged,
    SecondStepTried,
    AlreadyRegistered,
    PasswordChanged,
    ContactChanged,
    NewDevice,
    UsernameReminder,
    PqrReceipt,
    RecoveryInvitation,
    ContactCorrected,
    AccountSuspended,
    AccountRestored,
    PqrNews,
    PqrDue,
    PayslipPublished,
    AssistedNews,
    AssistedNotice,
    AssistedStopped,
    AccountLocked,
}

impl Message {
    pub fn kind(&self) -> MessageKind {
        match self {
            Self::Code { .. } => MessageKind::Code,
            Self::RecoveryLink { .. } => MessageKind::RecoveryLink,
            Self::ConfirmationLink { .. } => MessageKind::ConfirmationLink,
            Self::RegistrationLink { .. } => MessageKind::RegistrationLink,
            Self::StaffInvitation { .. } => MessageKind::StaffInvitation,
            Self::StaffAccessChanged { .. } => MessageKind::StaffAccessChanged,
            Self::StaffFactorTried { .. } => MessageKind::StaffFactorTried,
            Self::SecondStepChanged { .. } => MessageKind::SecondStepChanged,
            Self::SecondStepTried { .. } => MessageKind::SecondStepTried,
            Self::AlreadyRegistered { .. } => MessageKind::AlreadyRegistered,
            Self::PasswordChanged { .. } => MessageKind::PasswordChanged,
            Self::ContactChanged { .. } => MessageKind::ContactChanged,
            Self::NewDevice { .. } => MessageKind::NewDevice,
            Self::UsernameReminder { .. } => MessageKind::UsernameReminder,
            Self::PqrReceipt { .. } => MessageKind::PqrReceipt,
            Self::RecoveryInvitation { .. } => MessageKind::RecoveryInvitation,
            Self::ContactCorrected { .. } => MessageKind::ContactCorrected,
            Self::AccountSuspended { .. } => MessageKind::AccountSuspended,
            Self::AccountRestored { .. } => MessageKind::AccountRestored,
            Self::PqrNews { .. } => MessageKind::PqrNews,
            Self::PqrDue { .. } => MessageKind::PqrDue,
            Self::PayslipPublished { .. } => MessageKind::PayslipPublished,
            Self::AssistedNews { .. } => MessageKind::AssistedNews,
            Self::AssistedNotice { .. } => MessageKind::AssistedNotice,
            Self::AssistedStopped { .. } => MessageKind::AssistedStopped,
            Self::AccountLocked { .. } => MessageKind::AccountLocked,
        }
    }

    /// How long from `now` sending it makes sense. A code or link is of use until it expires, so one that waited too long for a
    /// server is not sent at all.
    pub fn useful_life(&self, now: Timestamp) -> Duration {
        match self {
            Self::Code { expires_at, .. }
            | Self::RecoveryLink { expires_at, .. }
            | Self::ConfirmationLink { expires_at, .. }
            | Self::RegistrationLink { expires_at, .. }
            | Self::StaffInvitation { expires_at, .. } => expires_at.since(now),
            Self::AssistedNotice { until, .. } => until.since(now),
            Self::UsernameReminder { .. } => REMINDER_USEFUL,
            Self::AlreadyRegistered { .. }
            | Self::StaffAccessChanged { .. }
            | Self::StaffFactorTried { .. }
            | Self::SecondStepChanged { .. }
            | Self::SecondStepTried { .. }
            | Self::PasswordChanged { .. }
            | Self::ContactChanged { .. }
            | Self::NewDevice { .. }
            | Self::PqrReceipt { .. }
            | Self::ContactCorrected { .. }
            | Self::AccountSuspended { .. }
            | Self::AccountRestored { .. }
            | Self::RecoveryInvitation { .. }
            | Self::PqrDue { .. }
            | Self::PayslipPublished { .. }
            | Self::AssistedNews { .. }
            | Self::AssistedStopped { .. }
            | Self::AccountLocked { .. } => NOTICE_USEFUL,
            Self::PqrNews { .. } => OWED_USEFUL,
        }
    }
}

impl fmt::Debug for Message {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Message({})", self.kind().as_str())
    }
}

impl MessageKind {
    pub const ALL: [Self; 26] = [
        Self::Code,
        Self::RecoveryLink,
        Self::ConfirmationLink,
        Self::RegistrationLink,
        Self::StaffInvitation,
        Self::StaffAccessChanged,
        Self::StaffFactorTried,
        Self::SecondStepChanged,
        Self::SecondStepTried,
        Self::AlreadyRegistered,
        Self::PasswordChanged,
        Self::ContactChanged,
        Self::NewDevice,
        Self::UsernameReminder,
        Self::PqrReceipt,
        Self::PqrNews,
        Self::PqrDue,
        Self::PayslipPublished,
        Self::AccountLocked,
        Self::RecoveryInvitation,
        Self::ContactCorrected,
        Self::AccountSuspended,
        Self::AccountRestored,
        Self::AssistedNews,
        Self::AssistedNotice,
        Self::AssistedStopped,
    ];

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::RecoveryLink => "recovery-link",
            Self::ConfirmationLink => "confirmation-link",
            Self::RegistrationLink => "registration-link",
            Self::StaffInvitation => "staff-invitation",
            Self::StaffAccessChanged => "staff-access-changed",
            Self::StaffFactorTried => "staff-factor-tried",
            Self::SecondStepChanged => "second-step-changed",
            Self::SecondStepTried => "second-step-tried",
            Self::AlreadyRegistered => "already-registered",
            Self::PasswordChanged => "password-changed",
            Self::ContactChanged => "contact-changed",
            Self::NewDevice => "new-device",
            Self::UsernameReminder => "username-reminder",
            Self::PqrReceipt => "pqr-receipt",
            Self::RecoveryInvitation => "recovery-invitation",
            Self::ContactCorrected => "contact-corrected",
            Self::AccountSuspended => "account-suspended",
            Self::AccountRestored => "account-restored",
            Self::PqrNews => "pqr-news",
            Self::PqrDue => "pqr-due",
            Self::PayslipPublished => "payslip-published",
            Self::AssistedNews => "assisted-news",
            Self::AssistedNotice => "assisted-notice",
            Self::AssistedStopped => "assisted-stopped",
            Self::AccountLocked => "account-locked",
        }
    }

    /// The ways it may go. A link goes by mail alone: a text message with a link is what people are taught not to trust.
    pub fn channels(self) -> &'static [Channel] {
        match self {
            Self::RecoveryLink
            | Self::ConfirmationLink
            | Self::RegistrationLink
            | Self::StaffInvitation
            | Self::StaffAccessChanged
            | Self::StaffFactorTried
            | Self::AlreadyRegistered
            | Self::PqrReceipt
            | Self::PqrNews
            | Self::AssistedNews
            | Self::AssistedStopped
            | Self::PqrDue
            | Self::PayslipPublished => &[Channel::Mail],
            Self::Code
            | Self::SecondStepChanged
            | Self::SecondStepTried
            | Self::PasswordChanged
            | Self::ContactChanged
            | Self::NewDevice
            | Self::UsernameReminder
            | Self::RecoveryInvitation
            | Self::ContactCorrected
            | Self::AccountSuspended
            | Self::AccountRestored
            | Self::AssistedNotice
            | Self::AccountLocked => &[Channel::Mail, Channel::TextMessage],
        }
    }
}

impl Channel {
    pub const ALL: [Self; 2] = [Self::Mail, Self::TextMessage];

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.as_str() == name)
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::TextMessage => "text-message",
        }
    }
}

impl CodePurpose {
    pub const ALL: [Self; 5] =
        [Self::Registration, Self::Recovery, Self::NewDevice, Self::ContactChange, Self::AssistedRecovery];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Registration => "registration",
            Self::Recovery => "recovery",
            Self::NewDevice => "new-device",
            Self::ContactChange => "contact-change",
            Self::AssistedRecovery => "assisted-recovery",
        }
    }
}

impl FactorChange {
    pub const ALL: [Self; 8] = [
        Self::TurnedOn,
        Self::TurnedOff,
        Self::Added,
        Self::AuthenticatorAdded,
        Self::AuthenticatorReplaced,
        Self::Removed,
        Self::NewCodes,
        Self::SavedCodeUsed,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::TurnedOn => "turned-on",
            Self::TurnedOff => "turned-off",
            Self::Added => "added",
            Self::AuthenticatorAdded => "authenticator-added",
            Self::AuthenticatorReplaced => "authenticator-replaced",
            Self::Removed => "removed",
            Self::NewCodes => "new-codes",
            Self::SavedCodeUsed => "saved-code-used",
        }
    }
}

impl PqrNews {
    pub const ALL: [Self; 8] = [
        Self::Message,
        Self::InformationAsked,
        Self::Extended,
        Self::Answered,
        Self::DataAnswered,
        Self::PassedOn,
        Self::Reopened,
        Self::Withdrawn,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Message => "message",
            Self::InformationAsked => "information-asked",
            Self::Extended => "extended",
            Self::Answered => "answered",
            Self::DataAnswered => "data-answered",
            Self::PassedOn => "passed-on",
            Self::Reopened => "reopened",
            Self::Withdrawn => "withdrawn",
        }
    }
}

impl TermEnds {
    pub const ALL: [Self; 2] = [Self::Soon, Self::Today];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Soon => "soon",
            Self::Today => "today",
        }
    }
}

impl AssistedNews {
    pub const ALL: [Self; 6] =
        [Self::Received, Self::Granted, Self::Refused, Self::Stopped, Self::Undecided, Self::Unused];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Granted => "granted",
            Self::Refused => "refused",
            Self::Stopped => "stopped",
            Self::Undecided => "undecided",
            Self::Unused => "unused",
        }
    }
}

impl Contact {
    pub const ALL: [Self; 2] = [Self::Email, Self::Phone];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Phone => "phone",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_in_the_list_and_has_a_name_of_its_own() {
        let source = include_str!("message.rs");
        let kinds = source.split("pub enum MessageKind {").nth(1).unwrap().split('}').next().unwrap();
        assert_eq!(MessageKind::ALL.len(), kinds.matches(',').count());
        for kind in MessageKind::ALL {
            assert_eq!(MessageKind::parse(kind.as_str()), Some(kind));
        }
    }
}
