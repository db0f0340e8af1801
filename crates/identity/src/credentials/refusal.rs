//! Why a password or PIN is refused, and the sentence that says so.

use base::texts::Value;

/// Why a password or PIN is refused. What it has of the person's own data is one refusal for all, so that whoever
/// holds a stolen link learns no birth date by trying PINs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Refusal {
    TooShort {
        least: usize,
    },
    TooLong {
        most: usize,
    },
    NoLowerCase,
    NoUpperCase,
    NoDigit,
    NoSymbol {
        set: &'static str,
    },
    /// On the list of common and leaked passwords, a disguise of one, or a run of keys.
    Common,
    /// Made of the portal's name or words.
    OfThePortal,
    /// Made of the person's names, document, e-mail, username, phone or dates.
    Personal,
    NotFourDigits,
    PinRepeats,
    PinRuns,
    PinDrawsOnKeypad,
    PinIsYear,
    PinIsCommon,
    /// Digits out of the person's document, phone, dates, e-mail or username.
    PinPersonal,
}

impl Refusal {
    /// The id of the sentence that says what is wrong and what to do.
    pub fn message(self) -> &'static str {
        match self {
            Self::TooShort { .. } => "credentials-too-short",
            Self::TooLong { .. } => "credentials-too-long",
            Self::NoLowerCase => "credentials-no-lower-case",
            Self::NoUpperCase => "credentials-no-upper-case",
            Self::NoDigit => "credentials-no-digit",
            Self::NoSymbol { .. } => "credentials-no-symbol",
            Self::Common => "credentials-common",
            Self::OfThePortal => "credentials-of-the-portal",
            Self::Personal => "credentials-personal",
            Self::NotFourDigits => "credentials-not-four-digits",
            Self::PinRepeats => "credentials-pin-repeats",
            Self::PinRuns => "credentials-pin-runs",
            Self::PinDrawsOnKeypad => "credentials-pin-draws-on-keypad",
            Self::PinIsYear => "credentials-pin-is-year",
            Self::PinIsCommon => "credentials-pin-is-common",
            Self::PinPersonal => "credentials-pin-personal",
        }
    }

    /// What the sentence is filled with.
    pub fn values(self) -> Vec<(&'static str, Value<'static>)> {
        match self {
            Self::TooShort { least } => vec![("least", least.into())],
            Self::TooLong { most } => vec![("most", most.into())],
            Self::NoSymbol { set } => vec![("symbols", spaced(set).into())],
            _ => Vec::new(),
        }
    }

    pub(super) fn is_about_length(&self) -> bool {
        matches!(self, Self::TooShort { .. } | Self::TooLong { .. } | Self::NotFourDigits)
    }
}

/// The symbols apart from each other, so that each is seen.
pub(super) fn spaced(symbols: &str) -> String {
    symbols.chars().map(String::from).collect::<Vec<_>>().join(" ")
}
