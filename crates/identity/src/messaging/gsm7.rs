//! How long a text message is: which alphabet it needs, how many parts it is billed as, and how to spell it so that it needs the
//! small alphabet. `á í ó ú` are not in GSM-7, and one of them more than halves the room: 160 characters become 70.
//!
//! Alphabet, extension table and part sizes: 3GPP TS 23.038 §6.2.1 and TS 23.040 §9.2.3.24.

use unicode_normalization::UnicodeNormalization;

/// The basic table, which holds each character in one septet.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?\
                     ¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/// The extension table: an escape and then the character, so two septets each.
const EXTENSION: &str = "^{}\\[~]|€\u{c}";

const GSM7_SINGLE_UNITS: usize = 160;
const GSM7_PART_UNITS: usize = 153;
const UCS2_SINGLE_UNITS: usize = 70;
const UCS2_PART_UNITS: usize = 67;

/// The alphabet that a text message travels in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alphabet {
    Gsm7,
    Ucs2,
}

/// What a text message takes up, and so what it costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    pub alphabet: Alphabet,
    /// Septets in GSM-7, 16-bit units in UCS-2.
    pub units: usize,
    pub parts: usize,
}

/// Measures a text as a phone network will cut it.
pub fn measure(text: &str) -> Size {
    let septets: Option<Vec<usize>> = text.chars().map(septets_of).collect();
    match septets {
        Some(widths) => size(Alphabet::Gsm7, &widths, GSM7_SINGLE_UNITS, GSM7_PART_UNITS),
        None => {
            let widths: Vec<usize> = text.chars().map(char::len_utf16).collect();
            size(Alphabet::Ucs2, &widths, UCS2_SINGLE_UNITS, UCS2_PART_UNITS)
        }
    }
}

/// Whether GSM-7 can carry the text as it stands.
pub fn fits(text: &str) -> bool {
    measure(text).alphabet == Alphabet::Gsm7
}

/// Spells a text so that GSM-7 can carry it: accents that the alphabet lacks are dropped (`á` → `a`; `é`, `ñ`, `ü`, `¿`, `¡` stay),
/// typographic signs become plain ones, and what has no counterpart becomes `?`.
pub fn plain(text: &str) -> String {
    let mut spelled = String::with_capacity(text.len());
    for character in text.nfc() {
        if septets_of(character).is_some() && !matches!(character, '\r' | '\u{c}') {
            spelled.push(character);
        } else {
            spelled.push_str(&counterpart(character));
        }
    }
    spelled
}

fn septets_of(character: char) -> Option<usize> {
    if BASIC.contains(character) {
        return Some(1);
    }
    EXTENSION.contains(character).then_some(2)
}

fn size(alphabet: Alphabet, widths: &[usize], single_units: usize, part_units: usize) -> Size {
    let units = widths.iter().sum();
    let parts = if units <= single_units { 1 } else { parts(widths, part_units) };
    Size { alphabet, units, parts }
}

/// A part never ends between an escape and its character, nor inside a surrogate pair.
fn parts(widths: &[usize], part_units: usize) -> usize {
    let (mut parts, mut filled) = (1, 0);
    for width in widths {
        if filled + width > part_units {
            parts += 1;
            filled = 0;
        }
        filled += width;
    }
    parts
}

fn counterpart(character: char) -> String {
    match character {
        '«' | '»' | '“' | '”' | '„' => return "\"".into(),
        '‘' | '’' | '´' | '`' => return "'".into(),
        '–' | '—' | '‑' | '−' => return "-".into(),
        '…' => return "...".into(),
        'º' => return "o".into(),
        'ª' => return "a".into(),
        '·' | '•' => return "-".into(),
        _ if character.is_whitespace() || character.is_control() => return " ".into(),
        _ => {}
    }
    let base: String = character.nfkd().filter(|part| septets_of(*part).is_some()).collect();
    if base.is_empty() { "?".into() } else { base }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_of_160_characters_is_one_part_and_161_are_two() {
        assert_eq!(measure(&"a".repeat(160)), Size { alphabet: Alphabet::Gsm7, units: 160, parts: 1 });
        assert_eq!(measure(&"a".repeat(161)).parts, 2);
        assert_eq!(measure(&"a".repeat(306)).parts, 2);
        assert_eq!(measure(&"a".repeat(307)).parts, 3);
    }

    #[test]
    fn a_character_of_the_extension_table_counts_twice() {
        assert_eq!(measure("{€}").units, 6);
        assert_eq!(measure(&"€".repeat(80)).parts, 1);
        assert_eq!(measure(&"€".repeat(81)).parts, 2);
    }

    #[test]
    fn an_escaped_character_is_not_cut_in_two() {
        // 153 is odd, so each part holds 76 of them and leaves one septet empty.
        assert_eq!(measure(&"€".repeat(152)).parts, 2);
        assert_eq!(measure(&"€".repeat(153)).parts, 3);
    }

    #[test]
    fn one_accent_outside_the_alphabet_leaves_room_for_70() {
        assert_eq!(measure("código").alphabet, Alphabet::Ucs2);
        assert_eq!(measure(&"ó".repeat(70)).parts, 1);
        assert_eq!(measure(&"ó".repeat(71)).parts, 2);
        assert_eq!(measure(&"😀".repeat(35)).units, 70, "a surrogate pair takes two units");
        assert_eq!(measure(&"😀".repeat(66)).parts, 2);
        assert_eq!(measure(&"😀".repeat(67)).parts, 3, "33 pairs fill a part of 67 units");
    }

    #[test]
    fn plain_keeps_what_the_alphabet_has_and_folds_the_rest() {
        assert_eq!(plain("código ÁÍÓÚ áíóú"), "codigo AIOU aiou");
        assert_eq!(plain("¿Señor Güiñé? ¡Sí!"), "¿Señor Güiñé? ¡Si!");
        assert_eq!(plain("cita «aquí» – ya…"), "cita \"aqui\" - ya...");
        assert_eq!(plain("e\u{301}s\u{301}"), "és");
        assert_eq!(plain("a\tb\u{a0}c\r\nd"), "a b c \nd");
        assert_eq!(plain("😀 中"), "? ?");
    }

    #[test]
    fn whatever_comes_in_plain_gives_gsm7() {
        for code in (0..0x3000).filter_map(char::from_u32) {
            let spelled = plain(&code.to_string());
            assert_eq!(measure(&spelled).alphabet, Alphabet::Gsm7, "{code:?} became {spelled:?}");
        }
    }
}
