//! Takes the disguise off a password: case, accents, digits in place of letters, and what was put around a word.
//!
//! Only for finding weak passwords: what is hashed is the password as it was typed.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// A disguise that keeps more than this many characters beside the weak word is no longer one: twelve random
/// characters hold on their own.
pub(super) const MOST_CHARACTERS_BESIDE_A_WEAK_WORD: usize = 11;

/// Shorter words are not looked up: they turn up by chance.
pub(super) const SHORTEST_STEM: usize = 4;

/// How many digits or symbols at each end of a word may belong to it, as in «4mor» or «diosit0».
const MOST_DISGUISED_ENDS: usize = 3;

/// A text that goes on repeating fewer characters than this is weak whatever they are.
const SHORTEST_UNIT: usize = 8;

/// Of all steps from one character to the next, so many in ten must be foreseeable for a text to be a run.
const FORESEEABLE_STEPS_IN_TEN: usize = 8;

/// The rows of a keyboard; each is half a key further right than the one above.
const KEYBOARD: [&str; 4] = ["1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm"];

/// Lower case, without accents, compatibility forms replaced: «Contraseña» and «CONTRASENA» become the same.
pub(super) fn fold(text: &str) -> Vec<char> {
    text.nfkd().flat_map(char::to_lowercase).filter(|letter| !is_combining_mark(*letter)).collect()
}

/// The folded text as it stands and with the letters that its digits and symbols may stand for, place by place.
pub(super) fn readings(folded: &[char]) -> [Vec<char>; 3] {
    let read = |one| folded.iter().map(|&character| letter_meant_by(character, one)).collect();
    [folded.to_vec(), read('i'), read('l')]
}

fn letter_meant_by(character: char, one: char) -> char {
    match character {
        '1' | '!' | '|' => one,
        '0' => 'o',
        '2' => 'z',
        '3' | '€' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '6' | '9' => 'g',
        '7' | '+' => 't',
        '8' => 'b',
        '(' => 'c',
        other => other,
    }
}

/// What the folded text may be a disguise of; each is worth looking up in a list of weak words.
pub(super) fn stems(folded: &[char]) -> Vec<String> {
    let mut stems: Vec<String> = vec![folded.iter().collect()];
    for core in cores(folded) {
        let beside = folded.len() - core.len();
        stems.extend(stems_of_core(core, beside));
        stems.extend(unit(core).into_iter().flat_map(|unit| stems_of_core(unit, beside)));
    }
    stems.retain(|stem| stem.chars().count() >= SHORTEST_STEM);
    stems.sort_unstable();
    stems.dedup();
    stems
}

/// The core in each reading, and its letters alone where little else stands between them.
fn stems_of_core(core: &[char], beside: usize) -> impl Iterator<Item = String> {
    readings(core).into_iter().flat_map(move |reading| {
        let letters: Vec<char> = reading.iter().copied().filter(|letter| letter.is_alphabetic()).collect();
        let dropped = beside + reading.len() - letters.len();
        let letters = (dropped <= MOST_CHARACTERS_BESIDE_A_WEAK_WORD).then_some(letters);
        std::iter::once(reading).chain(letters).map(String::from_iter)
    })
}

/// The text from its first letter to its last, and with a few of the characters around them.
fn cores(folded: &[char]) -> impl Iterator<Item = &[char]> {
    let is_letter = |character: &char| character.is_alphabetic();
    let first = folded.iter().position(is_letter);
    let end = folded.iter().rposition(is_letter).map(|last| last + 1);
    let bounds = first.zip(end).into_iter();
    let bounds = bounds.flat_map(|(first, end)| {
        let starts = first.saturating_sub(MOST_DISGUISED_ENDS)..=first;
        let ends = end..=folded.len().min(end + MOST_DISGUISED_ENDS);
        starts.flat_map(move |start| ends.clone().map(move |end| (start, end)))
    });
    let is_short_disguise =
        |bounds: &(usize, usize)| folded.len() - (bounds.1 - bounds.0) <= MOST_CHARACTERS_BESIDE_A_WEAK_WORD;
    bounds.filter(is_short_disguise).map(|(start, end)| &folded[start..end])
}

/// The shortest beginning that the whole text goes on repeating, if there is one.
fn unit(text: &[char]) -> Option<&[char]> {
    let repeats = |length: &usize| text.iter().zip(&text[*length..]).all(|(before, after)| before == after);
    (1..=text.len() / 2).find(repeats).map(|length| &text[..length])
}

/// Whether the folded text repeats a few characters or runs along the alphabet, the digits or the keyboard.
pub(super) fn is_foreseeable(folded: &[char]) -> bool {
    if unit(folded).is_some_and(|unit| unit.len() < SHORTEST_UNIT) {
        return true;
    }
    let plain: Vec<char> = folded.iter().copied().filter(|character| character.is_alphanumeric()).collect();
    let beside = folded.len() - plain.len();
    let steps = plain.len().saturating_sub(1);
    let foreseeable = plain.windows(2).filter(|pair| is_foreseeable_step(pair[0], pair[1])).count();
    let is_run = steps > 0 && foreseeable * 10 >= steps * FORESEEABLE_STEPS_IN_TEN;
    is_run && beside <= MOST_CHARACTERS_BESIDE_A_WEAK_WORD
}

fn is_foreseeable_step(from: char, to: char) -> bool {
    u32::from(from).abs_diff(u32::from(to)) <= 1 || are_neighbours_on_the_keyboard(from, to)
}

fn are_neighbours_on_the_keyboard(from: char, to: char) -> bool {
    let place = |key: char| {
        let mut rows = KEYBOARD.iter().enumerate();
        rows.find_map(|(row, keys)| keys.find(key).map(|column| (row, column)))
    };
    let (Some(from), Some(to)) = (place(from), place(to)) else {
        return false;
    };
    let (upper, lower) = if from.0 <= to.0 { (from, to) } else { (to, from) };
    match lower.0 - upper.0 {
        0 => upper.1.abs_diff(lower.1) == 1,
        1 => lower.1 == upper.1 || lower.1 + 1 == upper.1,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> String {
        fold(text).into_iter().collect()
    }

    #[test]
    fn case_accents_and_forms_of_letters_do_not_matter() {
        assert_eq!(folded("CONTRASEÑA"), "contrasena");
        assert_eq!(folded("Ｃｏｌｏｍｂｉａ"), "colombia");
        assert_eq!(folded("Ángel𝐀"), "angela");
    }

    #[test]
    fn a_word_is_found_under_digits_symbols_and_letters_in_disguise() {
        for (disguised, word) in [
            ("Colombia2026*", "colombia"),
            ("*.2026-Colombia", "colombia"),
            ("C0l0mb1a.1", "colombia"),
            ("4m0r3s2024.", "amores"),
            ("M1llon4r10$", "millonarios"),
            ("mi11onarios1*", "millonarios"),
            ("c.o.l.o.m.b.i.a.1", "colombia"),
            ("HolaHola12*", "hola"),
        ] {
            assert!(stems(&fold(disguised)).contains(&word.to_owned()), "{disguised}");
        }
    }

    #[test]
    fn twelve_more_characters_are_no_disguise_of_a_word() {
        let has_word = |text: &str| stems(&fold(text)).contains(&"colombia".to_owned());
        assert!(has_word("colombia82*4&193.#7"));
        assert!(!has_word("colombia82*4&193.#75"));
    }

    #[test]
    fn a_text_that_repeats_or_runs_is_foreseeable() {
        for text in [
            "aaaaaaaa",
            "xk9#xk9#xk9#",
            "abcdefghij",
            "987654321098765",
            "qwertyuiop",
            "1q2w3e4r5t6y7u8",
            "1qaz2wsx3edc4rfv",
            "Qwerty12*",
            "111222333444555",
            "2026202620262026",
            "               ",
        ] {
            assert!(is_foreseeable(&fold(text)), "{text}");
        }
        for text in ["Girasol;1927", "correo caballo bateria", "x7#Kq2$w", "un perro de redes", ""] {
            assert!(!is_foreseeable(&fold(text)), "{text}");
        }
    }
}
