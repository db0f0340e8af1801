//! What a search asks for.

use crate::directory::rules::word;
use crate::roster::DocumentType;

/// A whole name with two surnames has four words, with particles some more.
const MOST_WORDS: usize = 10;
pub const LONGEST_CHARACTERS: usize = 200;

/// Why nothing is searched for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    NothingAsked,
    TooLong,
}

impl Refused {
    /// The catalogue's id of what is said.
    pub fn message(self) -> &'static str {
        match self {
            Self::NothingAsked => "people-nothing-asked",
            Self::TooLong => "people-too-long",
        }
    }
}

/// The words that are asked for: «CC 1.900.000.002» is a document, «García-Peña» two surnames, what has an @ an address.
pub fn asked(typed: &str) -> Result<Vec<String>, Refused> {
    if typed.chars().count() > LONGEST_CHARACTERS {
        return Err(Refused::TooLong);
    }
    let words = match document(typed) {
        Some(number) => vec![number],
        None => typed.split_whitespace().flat_map(words_of).collect(),
    };
    let mut words: Vec<String> = words.into_iter().filter(|word| !word.is_empty()).collect();
    words.sort_unstable();
    words.dedup();
    match words.len() {
        0 => Err(Refused::NothingAsked),
        1..=MOST_WORDS => Ok(words),
        _ => Err(Refused::TooLong),
    }
}

/// The number of a document, with or without its type, spaces, dots and zeros before it.
fn document(typed: &str) -> Option<String> {
    let typed = typed.trim();
    let number = match typed.split_once(char::is_whitespace) {
        Some((kind, number)) if DocumentType::parse(kind).is_ok() => number,
        _ => typed,
    };
    let is_number = |letter: char| letter.is_ascii_digit() || matches!(letter, ' ' | '.' | ',' | '\u{a0}');
    let digits = word(number);
    let significant = digits.trim_start_matches('0');
    (number.chars().all(is_number) && !significant.is_empty()).then(|| significant.to_owned())
}

fn words_of(text: &str) -> Vec<String> {
    if text.contains('@') || text.contains(|letter: char| letter.is_ascii_digit()) {
        return vec![word(text)];
    }
    text.split(['-', '‐', '‑']).map(word).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(typed: &str) -> Vec<String> {
        asked(typed).unwrap()
    }

    #[test]
    fn a_document_is_one_word_however_it_is_written() {
        for typed in [
            "1900000002",
            " 1.900.000.002",
            "CC 1900000002",
            "cc 1 900 000 002",
            "0001900000002",
            "１９００000002",
        ] {
            let expected: &[&str] = &["1900000002"];
            assert_eq!(words(typed), expected, "{typed}");
        }
        assert_eq!(words("PA AB12345"), ["ab12345", "pa"]);
    }

    #[test]
    fn names_and_addresses_are_the_words_that_the_directory_has() {
        assert_eq!(words("  PEÑA   ana "), ["ana", "pena"]);
        assert_eq!(words("García-Peña"), ["garcia", "pena"]);
        assert_eq!(words("Ana-Maria@Correo.test"), ["anamariacorreotest"]);
        assert_eq!(words("ana ana ANA"), ["ana"]);
    }

    #[test]
    fn what_is_no_question_is_refused() {
        for typed in ["", "   ", "🙂", "%", "' -- \"", "…"] {
            assert_eq!(asked(typed), Err(Refused::NothingAsked), "{typed}");
        }
        assert_eq!(asked(&"x".repeat(201)), Err(Refused::TooLong));
        assert_eq!(asked("a b c d e f g h i j k"), Err(Refused::TooLong));
    }
}
