//! The name one signs in with, in the one form in which it is kept and looked up.

use crate::portals::SignInWith;
use crate::roster::{DocumentNumber, DocumentType, EmailAddress};

/// How much is kept of a name that nobody can have.
const LONGEST_TYPED: usize = 100;
const USERNAME_LENGTH: std::ops::RangeInclusive<usize> = 4..=30;

/// The canonical form of what was typed: however it was written, one person's name is one name. None when nobody can have it.
pub fn canonical(with: SignInWith, typed: &str) -> Option<String> {
    match with {
        SignInWith::Document => document(typed),
        SignInWith::Email => EmailAddress::parse(typed).ok().map(|address| address.key()),
        SignInWith::Username => username(typed),
    }
}

/// The name that is looked up and guarded: the canonical form, or what was typed where nobody can have it. The mark in front keeps
/// the two apart.
pub fn looked_up(with: SignInWith, typed: &str) -> String {
    canonical(with, typed)
        .unwrap_or_else(|| format!("?{}", typed.chars().take(LONGEST_TYPED).collect::<String>()))
}

/// A document number without its type: what people call their cédula.
pub fn document(typed: &str) -> Option<String> {
    [DocumentType::Cc, DocumentType::Ce, DocumentType::Pa]
        .into_iter()
        .find_map(|kind| DocumentNumber::parse(kind, typed).ok())
        .map(|number| number.as_str().to_owned())
}

/// A username: 4 to 30 letters and digits with dots, hyphens and underscores between them, in lower case. ASCII only, so that
/// no two names look alike (homographs).
pub fn username(typed: &str) -> Option<String> {
    let name = typed.trim().to_ascii_lowercase();
    let is_plain = name
        .bytes()
        .all(|octet| octet.is_ascii_lowercase() || octet.is_ascii_digit() || b"._-".contains(&octet));
    let begins_well = name.starts_with(|letter: char| letter.is_ascii_alphanumeric());
    let ends_well = name.ends_with(|letter: char| letter.is_ascii_alphanumeric());
    (USERNAME_LENGTH.contains(&name.len()) && is_plain && begins_well && ends_well).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn however_a_name_is_written_it_is_one_name() {
        for written in ["1900000001", "1.900.000.001", " 1 900 000 001 "] {
            assert_eq!(canonical(SignInWith::Document, written).as_deref(), Some("1900000001"));
        }
        assert_eq!(
            canonical(SignInWith::Email, " Ana.Ruiz@Correo.TEST ").as_deref(),
            Some("ana.ruiz@correo.test")
        );
        assert_eq!(canonical(SignInWith::Username, "ANA.Ruiz").as_deref(), Some("ana.ruiz"));
    }

    #[test]
    fn a_name_that_looks_like_another_is_nobodys() {
        for written in ["аna.ruiz", "ana ruiz", "ana", "-ana-", "ana\u{200b}ruiz", "ＡＮＡＲＵＩＺ"] {
            assert_eq!(username(written), None, "{written}");
        }
    }
}
