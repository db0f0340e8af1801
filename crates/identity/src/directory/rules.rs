//! Which words a text is made of, and the sketch by which most people who lack a word are told at once.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;

/// How many letters of a word's beginning go into a sketch.
const SKETCHED_LETTERS: [usize; 3] = [2, 3, 4];
/// As many as a column of both databases holds without its sign.
const SKETCH_BITS: u64 = 63;
/// FNV-1a of 64 bits. Sketches are stored: these never change.
const HASH_BASIS: u64 = 0xcbf2_9ce4_8422_2325;
const HASH_PRIME: u64 = 0x0000_0100_0000_01b3;

/// The words of names, each by itself, and of other texts, each as one word.
pub fn words(names: &[&str], others: &[&str]) -> BTreeSet<String> {
    let of_names = names.iter().flat_map(|name| name.split([' ', '-', '‐', '‑']));
    of_names.chain(others.iter().copied()).map(word).filter(|word| !word.is_empty()).collect()
}

/// Letters and digits alone, without accents and in lower case.
pub fn word(text: &str) -> String {
    text.nfkd().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Whether each word that was asked for begins one of the person's words.
pub fn is_meant(asked: &[String], words: &BTreeSet<&str>) -> bool {
    asked.iter().all(|asked| first_beginning(asked, words).is_some())
}

/// The first of the words that begins so; they stand in the order of their bytes.
pub fn first_beginning<'a>(asked: &str, words: &BTreeSet<&'a str>) -> Option<&'a str> {
    words.iter().copied().find(|word| word.starts_with(asked))
}

/// One bit for each beginning of each word. Whoever lacks a bit of what is asked for is not meant; whoever has them all may be.
pub fn sketch<'a>(words: impl IntoIterator<Item = &'a str>) -> i64 {
    words.into_iter().flat_map(beginnings).fold(0, |sketch, beginning| sketch | 1 << bit(beginning))
}

fn beginnings(word: &str) -> impl Iterator<Item = &str> {
    SKETCHED_LETTERS.into_iter().filter_map(|letters| {
        let (last, letter) = word.char_indices().nth(letters - 1)?;
        word.get(..last + letter.len_utf8())
    })
}

fn bit(beginning: &str) -> u64 {
    let hash =
        beginning.bytes().fold(HASH_BASIS, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(HASH_PRIME));
    hash % SKETCH_BITS
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(names: &[&str], others: &[&str]) -> Vec<String> {
        words(names, others).into_iter().collect()
    }

    #[test]
    fn accents_case_and_signs_do_not_matter() {
        assert_eq!(of(&["MARÍA Íñiguez", "O’Neill-Peña"], &[]), ["iniguez", "maria", "oneill", "pena"]);
        assert_eq!(
            of(&[], &["Ana-Maria.Diaz@correo.test", "1900000001"]),
            ["1900000001", "anamariadiazcorreotest"]
        );
        assert_eq!(of(&["  ", "🙂 -"], &["", "@"]), Vec::<String>::new());
    }

    #[test]
    fn each_word_asked_for_begins_some_word() {
        let words = BTreeSet::from(["ana", "maria", "mariana", "pena"]);
        let asked = |asked: &[&str]| asked.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        for meant in [&["mar"][..], &["pena", "ana"], &["maria", "mariana"], &["m", "m"]] {
            assert!(is_meant(&asked(meant), &words), "{meant:?}");
        }
        for other in [&["aria"][..], &["ana", "gomez"], &["anaa"]] {
            assert!(!is_meant(&asked(other), &words), "{other:?}");
        }
        assert_eq!(first_beginning("mar", &words), Some("maria"));
    }

    #[test]
    fn a_sketch_never_hides_whoever_is_meant() {
        let whole = sketch(["maria", "pena", "ñ", "李小龍"]);
        assert!(whole > 0);
        for beginning in ["m", "ma", "mar", "mari", "maria", "pe", "李小", ""] {
            let asked = sketch([beginning]);
            assert_eq!(whole & asked, asked, "{beginning}");
        }
        let other = sketch(["rodriguez"]);
        assert_ne!(whole & other, other);
    }

    /// It is stored: with another one nobody would be found any more.
    #[test]
    fn a_sketch_is_the_same_tomorrow() {
        assert_eq!(sketch(["maria"]), 0x10020000000008);
    }
}
