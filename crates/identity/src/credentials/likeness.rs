//! Whether a password is made of the portal's words or of the person's own data.
//!
//! «Made of» means that little else is in it: «Rodriguez.1980» is, «a Rodríguez le gusta el mango» is not.

use super::{
    common::is_listed,
    disguise::{MOST_CHARACTERS_BESIDE_A_WEAK_WORD, readings},
    personal::Personal,
};

/// As many letters beside known words («el», an initial) do not make a password another.
const MOST_LETTERS_BESIDE_KNOWN_WORDS: usize = 3;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Likeness {
    Portal,
    Person,
}

struct Word {
    letters: Vec<char>,
    whose: Likeness,
}

/// Whose words the folded password is made of, if of any.
pub(super) fn likeness(folded: &[char], personal: &Personal) -> Option<Likeness> {
    let words = words(personal);
    let closed_up: Vec<char> =
        folded.iter().copied().filter(|character| character.is_alphanumeric()).collect();
    let symbols = folded.len() - closed_up.len();
    likeness_to(folded, 0, &words).or_else(|| likeness_to(&closed_up, symbols, &words))
}

/// The same for a text that `left_out` characters have been taken out of.
fn likeness_to(text: &[char], left_out: usize, words: &[Word]) -> Option<Likeness> {
    let mut is_known = vec![false; text.len()];
    let mut whose = None;
    for reading in readings(text) {
        for word in words {
            if mark(&reading, &word.letters, &mut is_known) {
                whose = Some(if whose == Some(Likeness::Person) { Likeness::Person } else { word.whose });
            }
        }
    }
    let rest = text.iter().zip(&is_known).filter(|(_, is_known)| !**is_known).map(|(character, _)| character);
    let (letters, others): (String, String) = rest.partition(|character| character.is_alphabetic());
    let few_others = left_out + others.chars().count() <= MOST_CHARACTERS_BESIDE_A_WEAK_WORD;
    let few_letters = letters.chars().count() <= MOST_LETTERS_BESIDE_KNOWN_WORDS;
    whose.filter(|_| few_others && (few_letters || is_listed(&letters)))
}

/// Marks wherever the word stands in the text; whether it does.
fn mark(text: &[char], word: &[char], is_known: &mut [bool]) -> bool {
    let mut found = false;
    for start in 0..=text.len().saturating_sub(word.len()) {
        if text[start..].starts_with(word) {
            is_known[start..start + word.len()].fill(true);
            found = true;
        }
    }
    found
}

fn words(personal: &Personal) -> Vec<Word> {
    let of_the_portal = personal.portal_words().map(|letters| Word { letters, whose: Likeness::Portal });
    let of_the_person = personal.own_words().map(|letters| Word { letters, whose: Likeness::Person });
    of_the_portal.chain(of_the_person).collect()
}
