//! Text as people write and paste it, made ready to be read.

use std::borrow::Cow;

use base::letters::is_invisible;
use unicode_normalization::UnicodeNormalization;

/// Most characters of a stranger's text that are shown again.
const LONGEST_SHOWN: usize = 60;

/// The text in one form: full-width and other compatibility characters folded (NFKC), invisible marks gone, no space
/// at its ends. For numbers and codes, never for names.
pub(super) fn folded(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text.trim());
    }
    let folded: String = text.nfkc().filter(|c| !is_invisible(*c)).collect();
    Cow::Owned(folded.trim().to_owned())
}

/// Letters and digits only, without accents and in lower case: how headers and fixed words are compared.
pub(super) fn plain(text: &str) -> String {
    text.nfkd().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// A stranger's text as it may be shown on any screen: short, and without characters that move the cursor or turn the
/// text around.
pub fn printable(text: &str) -> String {
    let visible = text.trim().chars().map(|c| if c.is_control() || is_invisible(c) { '·' } else { c });
    let mut shown: String = visible.take(LONGEST_SHOWN + 1).collect();
    if shown.chars().count() > LONGEST_SHOWN {
        shown.pop();
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_copied_from_a_chat_do_not_matter() {
        assert_eq!(folded("\u{202A}+57 300 123 4567\u{202C}"), "+57 300 123 4567");
        assert_eq!(folded("\u{FEFF}1900000001\u{00A0}"), "1900000001");
    }

    #[test]
    fn a_shown_value_cannot_move_the_cursor() {
        assert_eq!(printable(" a\u{1b}[2Jb\u{202e}c "), "a·[2Jb·c");
        assert_eq!(printable(&"x".repeat(100)).chars().count(), LONGEST_SHOWN + 1);
    }

    #[test]
    fn words_are_compared_without_accents_case_and_signs() {
        assert_eq!(plain(" Cédula_de-Ciudadanía: "), "ceduladeciudadania");
    }
}
