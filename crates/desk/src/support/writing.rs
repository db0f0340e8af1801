//! What somebody writes to an organisation, read off the form.

use base::form::{Fields, FormState};
use base::texts::Words;
use identity::roster::{DocumentNumber, DocumentType, EmailAddress, PersonName, refusal};

use super::rules::Kind;

/// The most characters of a description.
pub const LONGEST_DESCRIPTION: usize = 5_000;

/// What somebody wrote, fit to be kept. It is all personal data, so it does not print.
pub struct Writing {
    pub kind: Kind,
    pub name: PersonName,
    pub email: EmailAddress,
    pub document: Option<DocumentNumber>,
    pub description: String,
}

impl Writing {
    /// Reads the form; what is wrong stands beside each field.
    pub fn read(fields: &Fields, words: &Words, mut form: FormState) -> Result<Self, FormState> {
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
        let wrong = wrong_with_text(words, description, LONGEST_DESCRIPTION, "support-description-missing");
        if let Some(wrong) = wrong {
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

/// What is wrong with a text that must be there: the sentence `missing`, or that it is too long.
pub(super) fn wrong_with_text(words: &Words, text: &str, longest: usize, missing: &str) -> Option<String> {
    if !text.contains(char::is_alphanumeric) {
        return Some(words.get(missing).to_owned());
    }
    too_long(words, text, longest)
}

/// Says by how much a text is too long, if it is.
pub(super) fn too_long(words: &Words, text: &str, longest: usize) -> Option<String> {
    let length = text.chars().count();
    let figures = [("longest", longest.into()), ("length", length.into())];
    (length > longest).then(|| words.with("support-description-too-long", &figures))
}

#[cfg(test)]
mod tests {
    use base::texts::{Catalogue, Language};

    use super::super::rules::{Act, State};
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
    fn everything_is_said_in_both_languages() {
        let ids = |text| base::texts::ids(text).collect::<Vec<_>>();
        assert_eq!(ids(super::super::TEXTS.spanish), ids(super::super::TEXTS.english));
        for kind in Kind::ALL {
            let label = format!("support-kind-{}", kind.code());
            assert!(words().has(&label) && words().has(&format!("{label}-hint")), "{label}");
        }
        for act in Act::ALL {
            assert!(words().has(&format!("support-done-{}", act.code())), "{act:?}");
        }
        for state in State::ALL {
            assert!(words().has(&format!("support-state-{}", state.code())), "{state:?}");
        }
    }
}
