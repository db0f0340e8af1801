//! Why something a person or a file gave was refused, in a form that a screen and an import say alike.
//!
//! Every reason has one message in the catalogue, which tells what to write instead.

use base::texts::{Value, Words};

/// One reason for refusing a value or a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Refusal {
    /// No document type where one is needed.
    DocumentTypeMissing,
    /// Words that are no document type we know.
    DocumentTypeUnknown,
    /// No document number.
    DocumentMissing,
    /// A number that a spreadsheet shortened, such as 1,9E+09: its last digits are lost.
    DocumentInScientificNotation,
    /// A number with decimals, such as 79123456.0.
    DocumentWithDecimals,
    /// Something else than digits in a document that has only digits.
    DocumentNotDigits,
    /// Something else than letters and digits in a passport or the like.
    DocumentNotLettersAndDigits,
    /// Too few or too many characters for this type of document.
    DocumentLength {
        /// The fewest characters that such a document has.
        shortest: u32,
        /// The most characters that such a document has.
        longest: u32,
    },
    /// The last digit of a NIT does not follow from the others.
    NitCheckDigitWrong,
    /// No e-mail address.
    EmailMissing,
    /// Not of the form name@domain.
    EmailMalformed,
    /// Accents, ñ or look-alike letters of other alphabets in an address.
    EmailNotAscii,
    /// Longer than an address can be.
    EmailTooLong,
    /// More than one address where one goes.
    EmailSeveral,
    /// No phone number.
    PhoneMissing,
    /// Not a phone number.
    PhoneMalformed,
    /// A fixed line, which cannot receive text messages.
    PhoneFixedLine,
    /// No name.
    NameMissing,
    /// No surname.
    SurnameMissing,
    /// A name longer than the limit.
    NameTooLong {
        /// The most characters that a name may have.
        longest: u32,
    },
    /// Digits, symbols, links or broken accents in a name.
    NameOddCharacters,
    /// No date.
    DateMissing,
    /// Not a date in one of the forms that are read.
    DateMalformed,
    /// A year of two digits, which may be of this century or the last.
    DateYearOfTwoDigits,
    /// A day that is in no calendar, such as 31/02/1990.
    DateImpossible,
    /// A date after today where only past ones make sense.
    DateInTheFuture,
    /// A date before 1900.
    DateBefore1900,
    /// A document issued before its holder was born.
    IssuedBeforeBirth,
    /// A code of the organisation longer than the limit.
    ExternalCodeTooLong {
        /// The most characters that a code may have.
        longest: u32,
    },
    /// Control characters in a code of the organisation.
    ExternalCodeOddCharacters,
    /// A status that says neither «active» nor «left».
    StatusUnknown,
    /// A cell longer than the limit.
    CellTooLong {
        /// The most bytes that a cell may have.
        longest: u32,
    },
    /// A row with a NUL byte, which no text has.
    RowWithNulByte,
    /// A row with fewer cells than the header.
    RowTooShort {
        /// How many cells the header has.
        columns: u32,
    },
    /// A row with more cells than the header.
    RowTooLong {
        /// How many cells the header has.
        columns: u32,
    },
    /// The same document in another row that says something else.
    RowContradictsAnother {
        /// The number of that row.
        row: u32,
    },
}

impl Refusal {
    /// The message's id in the catalogue.
    pub fn message(self) -> &'static str {
        match self {
            Self::DocumentTypeMissing => "roster-document-type-missing",
            Self::DocumentTypeUnknown => "roster-document-type-unknown",
            Self::DocumentMissing => "roster-document-missing",
            Self::DocumentInScientificNotation => "roster-document-scientific",
            Self::DocumentWithDecimals => "roster-document-decimals",
            Self::DocumentNotDigits => "roster-document-not-digits",
            Self::DocumentNotLettersAndDigits => "roster-document-not-letters-and-digits",
            Self::DocumentLength { .. } => "roster-document-length",
            Self::NitCheckDigitWrong => "roster-document-nit-check-digit",
            Self::EmailMissing => "roster-email-missing",
            Self::EmailMalformed => "roster-email-malformed",
            Self::EmailNotAscii => "roster-email-not-ascii",
            Self::EmailTooLong => "roster-email-too-long",
            Self::EmailSeveral => "roster-email-several",
            Self::PhoneMissing => "roster-phone-missing",
            Self::PhoneMalformed => "roster-phone-malformed",
            Self::PhoneFixedLine => "roster-phone-fixed-line",
            Self::NameMissing => "roster-name-missing",
            Self::SurnameMissing => "roster-name-surname-missing",
            Self::NameTooLong { .. } => "roster-name-too-long",
            Self::NameOddCharacters => "roster-name-odd-characters",
            Self::DateMissing => "roster-date-missing",
            Self::DateMalformed => "roster-date-malformed",
            Self::DateYearOfTwoDigits => "roster-date-year-of-two-digits",
            Self::DateImpossible => "roster-date-impossible",
            Self::DateInTheFuture => "roster-date-in-the-future",
            Self::DateBefore1900 => "roster-date-before-1900",
            Self::IssuedBeforeBirth => "roster-date-issued-before-birth",
            Self::ExternalCodeTooLong { .. } => "roster-code-too-long",
            Self::ExternalCodeOddCharacters => "roster-code-odd-characters",
            Self::StatusUnknown => "roster-status-unknown",
            Self::CellTooLong { .. } => "roster-row-cell-too-long",
            Self::RowWithNulByte => "roster-row-nul-byte",
            Self::RowTooShort { .. } => "roster-row-too-short",
            Self::RowTooLong { .. } => "roster-row-too-long",
            Self::RowContradictsAnother { .. } => "roster-row-contradicts-another",
        }
    }

    /// The figures that the message names.
    pub fn arguments(self) -> Vec<(&'static str, u32)> {
        match self {
            Self::DocumentLength { shortest, longest } => vec![("shortest", shortest), ("longest", longest)],
            Self::NameTooLong { longest }
            | Self::ExternalCodeTooLong { longest }
            | Self::CellTooLong { longest } => vec![("longest", longest)],
            Self::RowTooShort { columns } | Self::RowTooLong { columns } => vec![("columns", columns)],
            Self::RowContradictsAnother { row } => vec![("row", row)],
            _ => Vec::new(),
        }
    }
}

/// The reason as a person reads it, on a screen or in a report.
pub fn words(words: &Words, refusal: Refusal) -> String {
    let values: Vec<(&str, Value<'_>)> =
        refusal.arguments().into_iter().map(|(name, value)| (name, value.into())).collect();
    words.with(refusal.message(), &values)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One of each; the compiler cannot list them, so `message` being exhaustive and ids being used are both tested.
    const EVERY_REFUSAL: [Refusal; 36] = [
        Refusal::DocumentTypeMissing,
        Refusal::DocumentTypeUnknown,
        Refusal::DocumentMissing,
        Refusal::DocumentInScientificNotation,
        Refusal::DocumentWithDecimals,
        Refusal::DocumentNotDigits,
        Refusal::DocumentNotLettersAndDigits,
        Refusal::DocumentLength { shortest: 3, longest: 10 },
        Refusal::NitCheckDigitWrong,
        Refusal::EmailMissing,
        Refusal::EmailMalformed,
        Refusal::EmailNotAscii,
        Refusal::EmailTooLong,
        Refusal::EmailSeveral,
        Refusal::PhoneMissing,
        Refusal::PhoneMalformed,
        Refusal::PhoneFixedLine,
        Refusal::NameMissing,
        Refusal::SurnameMissing,
        Refusal::NameTooLong { longest: 80 },
        Refusal::NameOddCharacters,
        Refusal::DateMissing,
        Refusal::DateMalformed,
        Refusal::DateYearOfTwoDigits,
        Refusal::DateImpossible,
        Refusal::DateInTheFuture,
        Refusal::DateBefore1900,
        Refusal::IssuedBeforeBirth,
        Refusal::ExternalCodeTooLong { longest: 40 },
        Refusal::ExternalCodeOddCharacters,
        Refusal::StatusUnknown,
        Refusal::CellTooLong { longest: 4096 },
        Refusal::RowWithNulByte,
        Refusal::RowTooShort { columns: 9 },
        Refusal::RowTooLong { columns: 9 },
        Refusal::RowContradictsAnother { row: 7 },
    ];

    const CATALOGUES: [&str; 2] = [include_str!("texts.es-CO.ftl"), include_str!("texts.en.ftl")];

    #[test]
    fn every_refusal_is_worded_in_both_languages_with_all_its_figures() {
        for refusal in EVERY_REFUSAL {
            for catalogue in CATALOGUES {
                let start = format!("{} = ", refusal.message());
                let line = catalogue.lines().find(|line| line.starts_with(&start));
                let line = line.unwrap_or_else(|| panic!("{} is worded", refusal.message()));
                for (argument, _) in refusal.arguments() {
                    assert!(line.contains(&format!("${argument}")), "{line} names {argument}");
                }
            }
        }
    }

    #[test]
    fn no_two_refusals_share_a_message() {
        let mut messages: Vec<_> = EVERY_REFUSAL.iter().map(|refusal| refusal.message()).collect();
        messages.sort_unstable();
        messages.dedup();
        assert_eq!(messages.len(), EVERY_REFUSAL.len());
    }
}
