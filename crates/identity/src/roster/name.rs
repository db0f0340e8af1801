//! Names of people as they write them, fit to be put into a mail or a page.

use std::fmt;

use base::letters::is_invisible;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::refusal::Refusal;

/// Most characters in a person's given names, and in the family names.
pub const LONGEST_NAME: usize = 80;

/// Words that belong to the name after them: «de la Cruz» is one surname.
const PARTICLES: [&str; 11] = ["de", "del", "la", "las", "los", "y", "da", "do", "dos", "san", "santa"];

/// Given names or family names, as written, with single spaces.
///
/// Digits, symbols and dots that would make a link are refused: our mails carry names to people who may not have
/// chosen them.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PersonName(String);

impl PersonName {
    /// Reads a name of one or more words.
    pub fn parse(written: &str) -> Result<Self, Refusal> {
        // A soft hyphen stays, to be refused: it is what a wrong encoding makes of «í».
        let visible: String = written.nfc().filter(|c| *c == '\u{ad}' || !is_invisible(*c)).collect();
        // Any control character is refused here, also a line break that would look like a space.
        if visible.trim().contains(char::is_control) {
            return Err(Refusal::NameOddCharacters);
        }
        let name = visible.split_whitespace().collect::<Vec<_>>().join(" ");
        if name.is_empty() {
            return Err(Refusal::NameMissing);
        }
        if name.chars().count() > LONGEST_NAME {
            return Err(Refusal::NameTooLong { longest: LONGEST_NAME as u32 });
        }
        if !name.split(' ').all(is_name_word) || !name.contains(char::is_alphabetic) {
            return Err(Refusal::NameOddCharacters);
        }
        Ok(Self(name))
    }

    /// The name as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PersonName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// How a single column writes a whole name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameOrder {
    /// Juan Carlos Pérez Gómez.
    GivenFirst,
    /// Pérez Gómez Juan Carlos.
    FamilyFirst,
}

/// Splits a whole name into given and family names, supposing two surnames where there are words enough.
///
/// A comma decides («Pérez Gómez, Juan»); without one the split of three words is a guess that is usually right.
pub fn split_full_name(written: &str, order: NameOrder) -> Result<(PersonName, PersonName), Refusal> {
    if let Some((family, given)) = written.split_once(',') {
        return Ok((PersonName::parse(given)?, PersonName::parse(family)?));
    }
    let whole = PersonName::parse(written)?;
    let names = with_particles(whole.as_str());
    let family_count = match names.len() {
        0 | 1 => return Err(Refusal::SurnameMissing),
        2 => 1,
        _ => 2,
    };
    let (given, family) = match order {
        NameOrder::GivenFirst => names.split_at(names.len() - family_count),
        NameOrder::FamilyFirst => {
            let (family, given) = names.split_at(family_count);
            (given, family)
        }
    };
    Ok((PersonName(given.join(" ")), PersonName(family.join(" "))))
}

/// The words of a name, each with the particles before it.
fn with_particles(name: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let mut particles = String::new();
    for word in name.split(' ') {
        if PARTICLES.contains(&word.to_lowercase().as_str()) {
            particles.push_str(word);
            particles.push(' ');
        } else {
            names.push(std::mem::take(&mut particles) + word);
        }
    }
    let left_over = particles.trim_end();
    if !left_over.is_empty() {
        names.push(left_over.to_owned());
    }
    names
}

fn is_name_word(word: &str) -> bool {
    let is_letter = |c: char| c.is_alphabetic() && c != 'º' || is_combining_mark(c);
    word.chars().all(|c| is_letter(c) || matches!(c, '.' | '\'' | '’' | '-' | '‐' | '‑'))
        && !has_inner_dot(word)
}

/// A dot with letters after it, as in «premios.example», except between initials: «J.R.».
fn has_inner_dot(word: &str) -> bool {
    let Some((before, after)) = word.trim_end_matches('.').rsplit_once('.') else { return false };
    let are_initials = before.split('.').chain([after]).all(|initial| initial.chars().count() == 1);
    !are_initials
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(written: &str) -> Result<String, Refusal> {
        PersonName::parse(written).map(|name| name.as_str().to_owned())
    }

    fn split(written: &str, order: NameOrder) -> (String, String) {
        let (given, family) = split_full_name(written, order).unwrap();
        (given.0, family.0)
    }

    #[test]
    fn a_name_keeps_its_letters_and_loses_spare_spaces() {
        for (written, kept) in [
            ("  María   José ", "María José"),
            ("PEÑA\u{a0}NÚÑEZ", "PEÑA NÚÑEZ"),
            ("D’Angelo", "D’Angelo"),
            ("O'Neil-Gómez", "O'Neil-Gómez"),
            ("Ma. Luisa", "Ma. Luisa"),
            ("J.R. Gómez", "J.R. Gómez"),
            ("Güiza", "Güiza"),
            ("Jose\u{301}", "José"),
        ] {
            assert_eq!(name(written), Ok(kept.to_owned()));
        }
    }

    #[test]
    fn links_symbols_and_digits_are_no_names() {
        for written in [
            "Gane en premios.example",
            "t.co",
            "http://premios",
            "Ana <b>",
            "Ana\nBcc: x",
            "Ana\0",
            "Ana 2",
            "=cmd",
            "-",
            "ana@correo.test",
        ] {
            assert_eq!(name(written), Err(Refusal::NameOddCharacters), "{written:?}");
        }
    }

    #[test]
    fn accents_broken_by_a_wrong_encoding_are_noticed() {
        for broken in ["MarÃ\u{ad}a", "JosÃ©", "PeÃ±a", "GÃ³mez", "JesÃºs", "Ã\u{81}ngel", "Mar\u{fffd}a"]
        {
            assert_eq!(name(broken), Err(Refusal::NameOddCharacters), "{broken}");
        }
    }

    #[test]
    fn a_name_has_one_to_eighty_characters() {
        assert_eq!(name(" \u{200b} "), Err(Refusal::NameMissing));
        assert_eq!(name(&"ñ".repeat(80)), Ok("ñ".repeat(80)));
        assert_eq!(name(&"ñ".repeat(81)), Err(Refusal::NameTooLong { longest: 80 }));
    }

    #[test]
    fn a_whole_name_is_split_with_two_surnames_where_it_can_be() {
        let given_first = |written| split(written, NameOrder::GivenFirst);
        assert_eq!(given_first("Ana Pérez"), ("Ana".into(), "Pérez".into()));
        assert_eq!(given_first("Ana Pérez Gómez"), ("Ana".into(), "Pérez Gómez".into()));
        assert_eq!(given_first("Ana Lucía Pérez Gómez"), ("Ana Lucía".into(), "Pérez Gómez".into()));
        assert_eq!(
            given_first("María de los Ángeles de la Cruz Gómez"),
            ("María de los Ángeles".into(), "de la Cruz Gómez".into())
        );
        assert_eq!(given_first("PÉREZ GÓMEZ, ANA LUCÍA"), ("ANA LUCÍA".into(), "PÉREZ GÓMEZ".into()));
        assert_eq!(
            split("Pérez Gómez Ana Lucía", NameOrder::FamilyFirst),
            ("Ana Lucía".into(), "Pérez Gómez".into())
        );
        assert_eq!(split_full_name("Ana", NameOrder::GivenFirst), Err(Refusal::SurnameMissing));
        assert_eq!(split_full_name("de la", NameOrder::GivenFirst), Err(Refusal::SurnameMissing));
    }
}
