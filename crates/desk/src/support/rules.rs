//! What somebody may write to an organisation, by when it is to be answered, and the number it gets.

use std::fmt;

use base::form::{Fields, FormState};
use base::texts::Words;
use identity::roster::{DocumentNumber, DocumentType, EmailAddress, PersonName, refusal};
use jiff::civil::Date;

use crate::calendar;

/// The most characters of a description.
pub(super) const LONGEST_DESCRIPTION: usize = 5_000;

/// What somebody writes for. The terms are business days: Ley 1755 de 2015, art. 14, and Ley 1581 de 2012, art. 14 and 15,
/// for personal data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Petition,
    Complaint,
    Claim,
    Suggestion,
    Documents,
    /// What is held about me, and what for?
    DataQuery,
    /// Correct, update or delete what is held about me.
    DataClaim,
}

impl Kind {
    pub(super) const ALL: [Self; 7] = [
        Self::Petition,
        Self::Complaint,
        Self::Claim,
        Self::Suggestion,
        Self::Documents,
        Self::DataQuery,
        Self::DataClaim,
    ];

    /// As it is stored and sent; its texts are `support-kind-CODE` and `support-kind-CODE-hint`.
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Petition => "petition",
            Self::Complaint => "complaint",
            Self::Claim => "claim",
            Self::Suggestion => "suggestion",
            Self::Documents => "documents",
            Self::DataQuery => "data-query",
            Self::DataClaim => "data-claim",
        }
    }

    fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// By when it is to be answered.
    pub(super) fn due_on(self, received_on: Date) -> Date {
        let business_days = match self {
            Self::Documents | Self::DataQuery => 10,
            Self::Petition | Self::Complaint | Self::Claim | Self::Suggestion | Self::DataClaim => 15,
        };
        calendar::end_of_term(received_on, business_days)
    }
}

/// The number of a case: `PQR-2026-000123-7`. The last digit follows from the others, so that a digit that was misread or two
/// that changed places do not name somebody else's case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct CaseNumber {
    pub year: i16,
    pub sequence: i64,
}

impl fmt::Display for CaseNumber {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { year, sequence } = self;
        let check_digit = damm(&format!("{year:04}{sequence:06}"));
        write!(formatter, "PQR-{year:04}-{sequence:06}-{check_digit}")
    }
}

/// The check digit of H. Michael Damm (2004): zero for digits that already end with theirs.
fn damm(digits: &str) -> u8 {
    const QUASIGROUP: [[u8; 10]; 10] = [
        [0, 3, 1, 7, 5, 9, 8, 6, 4, 2],
        [7, 0, 9, 2, 1, 5, 4, 8, 6, 3],
        [4, 2, 0, 6, 8, 7, 1, 3, 5, 9],
        [1, 7, 5, 0, 9, 8, 3, 4, 2, 6],
        [6, 1, 2, 3, 0, 4, 5, 9, 7, 8],
        [3, 6, 7, 4, 2, 0, 9, 5, 8, 1],
        [5, 8, 6, 9, 7, 2, 0, 1, 3, 4],
        [8, 9, 4, 5, 3, 6, 2, 0, 1, 7],
        [9, 4, 3, 8, 6, 1, 7, 2, 0, 5],
        [2, 5, 8, 1, 4, 3, 6, 7, 9, 0],
    ];
    let digits = digits.bytes().filter(u8::is_ascii_digit).map(|byte| usize::from(byte - b'0'));
    digits.fold(0, |interim, digit| QUASIGROUP[usize::from(interim)][digit])
}

/// What somebody wrote, fit to be kept. It is all personal data, so it does not print.
pub(super) struct Writing {
    pub kind: Kind,
    pub name: PersonName,
    pub email: EmailAddress,
    pub document: Option<DocumentNumber>,
    pub description: String,
}

impl Writing {
    /// Reads the form; what is wrong stands beside each field.
    pub(super) fn read(fields: &Fields, words: &Words, mut form: FormState) -> Result<Self, FormState> {
        let kind = Kind::from_code(fields.get("kind"));
        if kind.is_none() {
            form.add_error("kind", words.get("support-kind-missing"));
        }
        let name = PersonName::parse(fields.get("name"));
        let email = EmailAddress::parse(fields.get("email"));
        let document = read_document(fields.trimmed("document"));
        for (field, wrong) in [
            ("name", name.as_ref().err()),
            ("email", email.as_ref().err()),
            ("document", document.as_ref().err()),
        ] {
            if let Some(wrong) = wrong {
                form.add_error(field, refusal::words(words, *wrong));
            }
        }
        let description = fields.trimmed("description");
        if let Some(wrong) = wrong_with_description(description, words) {
            form.add_error("description", wrong);
        }
        match (kind, name, email, document) {
            (Some(kind), Ok(name), Ok(email), Ok(document)) if !form.has_errors() => {
                Ok(Self { kind, name, email, document, description: description.to_owned() })
            }
            _ => Err(form),
        }
    }
}

/// Of any type, since nobody is looked up by it: letters and digits as in a passport.
fn read_document(written: &str) -> Result<Option<DocumentNumber>, identity::roster::Refusal> {
    if written.is_empty() { Ok(None) } else { DocumentNumber::parse(DocumentType::Pa, written).map(Some) }
}

fn wrong_with_description(description: &str, words: &Words) -> Option<String> {
    if !description.contains(char::is_alphanumeric) {
        return Some(words.get("support-description-missing").to_owned());
    }
    let length = description.chars().count();
    let figures = [("longest", LONGEST_DESCRIPTION.into()), ("length", length.into())];
    (length > LONGEST_DESCRIPTION).then(|| words.with("support-description-too-long", &figures))
}

#[cfg(test)]
mod tests {
    use base::texts::{Catalogue, Language};
    use jiff::civil::date;

    use super::*;

    fn words() -> Words {
        Catalogue::new(vec![super::super::TEXTS, identity::roster::TEXTS])
            .words(Language::Spanish, &[])
            .unwrap()
    }

    const GOOD: [(&str, &str); 5] = [
        ("kind", "claim"),
        ("name", "María del Mar Ñáñez"),
        ("email", " Maria.Mar@Correo.TEST "),
        ("document", "1.900.000.001"),
        ("description", "No veo mi desprendible.\nEs el de octubre."),
    ];

    /// The good form with one field changed.
    fn read(field: &str, value: &str) -> Result<Writing, FormState> {
        let encode = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
        let pairs = GOOD.map(|(name, good)| {
            let value = if name == field { value } else { good };
            // Three octets for one would not let a long description through.
            let value = if value.is_ascii() { value.replace(' ', "+") } else { encode(value) };
            format!("{name}={}", value.replace('\n', "%0D%0A"))
        });
        let fields = Fields::parse(pairs.join("&").as_bytes(), &["description"]).unwrap();
        Writing::read(&fields, &words(), FormState::empty())
    }

    fn error(field: &str, value: &str) -> String {
        let form = read(field, value).err().unwrap_or_else(|| panic!("{field} = {value:?} was taken"));
        assert_eq!(form.errors().len(), 1);
        form.error(field).unwrap().to_owned()
    }

    #[test]
    fn what_a_person_wrote_is_kept_as_they_wrote_it() {
        let writing = read("", "").ok().unwrap();
        assert_eq!(writing.kind, Kind::Claim);
        assert_eq!(writing.name.as_str(), "María del Mar Ñáñez");
        assert_eq!(writing.email.as_str(), "Maria.Mar@correo.test");
        assert_eq!(writing.document.unwrap().as_str(), "1900000001");
        assert_eq!(writing.description, "No veo mi desprendible.\nEs el de octubre.");
    }

    #[test]
    fn only_the_document_may_be_left_out() {
        assert!(read("document", " ").ok().unwrap().document.is_none());
        assert_eq!(error("kind", ""), "Elija qué quiere enviarnos.");
        assert_eq!(error("name", ""), "Escriba el nombre.");
        assert_eq!(error("email", ""), "Escriba el correo electrónico.");
        assert_eq!(error("description", " \n . "), "Cuéntenos qué pasó o qué necesita.");
    }

    #[test]
    fn what_the_form_does_not_offer_is_refused() {
        error("kind", "felicitación");
        error("name", "https://malo.example/");
        error("email", "ana@correo.test, luis@correo.test");
        error("document", "1900000001'; drop table support_cases");
    }

    #[test]
    fn a_description_has_5000_characters_and_not_one_more() {
        let longest = "x".repeat(LONGEST_DESCRIPTION);
        assert_eq!(read("description", &longest).ok().unwrap().description.len(), LONGEST_DESCRIPTION);
        let said = error("description", &format!("{longest}x"));
        assert_eq!(said, "Su escrito tiene 5001 caracteres y caben 5000. Acórtelo un poco.");
    }

    #[test]
    fn each_kind_has_the_term_of_its_law() {
        let friday = date(2026, 11, 20);
        for kind in Kind::ALL {
            let due_on = match kind {
                Kind::Documents | Kind::DataQuery => date(2026, 12, 4),
                _ => date(2026, 12, 14),
            };
            assert_eq!(kind.due_on(friday), due_on, "{kind:?}");
        }
    }

    #[test]
    fn everything_is_said_in_both_languages() {
        let ids = |text| base::texts::ids(text).collect::<Vec<_>>();
        assert_eq!(ids(super::super::TEXTS.spanish), ids(super::super::TEXTS.english));
        for kind in Kind::ALL {
            let label = format!("support-kind-{}", kind.code());
            assert!(words().has(&label) && words().has(&format!("{label}-hint")), "{label}");
        }
    }

    #[test]
    fn a_number_shows_its_year_its_place_and_its_check_digit() {
        // The example of Damm's own thesis.
        assert_eq!(damm("572"), 4);
        let number = CaseNumber { year: 2026, sequence: 123 }.to_string();
        assert_eq!(number, format!("PQR-2026-000123-{}", damm("2026000123")));
        assert!(CaseNumber { year: 2026, sequence: 1_234_567 }.to_string().starts_with("PQR-2026-1234567-"));
    }

    #[test]
    fn one_wrong_digit_or_two_that_changed_places_are_noticed() {
        for sequence in [1, 123, 99_909, 123_456] {
            let number = CaseNumber { year: 2026, sequence }.to_string();
            let digits: Vec<char> = number.chars().filter(char::is_ascii_digit).collect();
            let is_right = |digits: &[char]| damm(&digits.iter().collect::<String>()) == 0;
            assert!(is_right(&digits));
            for place in 0..digits.len() {
                for other in '0'..='9' {
                    let mut changed = digits.clone();
                    changed[place] = other;
                    assert_eq!(is_right(&changed), other == digits[place], "{number}: {other} at {place}");
                }
            }
            for place in 1..digits.len() {
                let mut swapped = digits.clone();
                swapped.swap(place - 1, place);
                assert_eq!(is_right(&swapped), swapped == digits, "{number}: swapped at {place}");
            }
        }
    }
}
