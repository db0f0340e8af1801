//! Whether a password is made of the portal's words or of the person's own data.
//!
//! «Made of» means that little else is in it: «Rodriguez.1980» is, «a Rodríguez le gusta el mango» is not.

use super::{
    common::is_listed,
    disguise::{MOST_CHARACTERS_BESIDE_A_WEAK_WORD, fold, readings},
    pin::written_dates,
    rules::Personal,
};

/// Shorter words («de», «la») are not looked for.
const SHORTEST_WORD: usize = 3;

/// Shorter numbers are not looked for; nor are years, which stand in too many places by chance.
const SHORTEST_NUMBER: usize = 5;

/// Digits of a mobile number without the country's; the last seven are what people know by heart.
const PHONE_DIGITS: [usize; 2] = [10, 7];

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
    likeness_to(folded, &words).or_else(|| likeness_to(&closed_up, &words))
}

fn likeness_to(text: &[char], words: &[Word]) -> Option<Likeness> {
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
    let few_others = others.chars().count() <= MOST_CHARACTERS_BESIDE_A_WEAK_WORD;
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
    let mut words = Vec::new();
    let mut add = |letters: Vec<char>, whose| words.push(Word { letters, whose });
    for text in &personal.portal_words {
        pieces(text).into_iter().for_each(|word| add(word, Likeness::Portal));
    }
    let local_part = personal.email.map(|email| email.split('@').next().unwrap_or(email));
    for text in personal.names.iter().copied().chain(local_part).chain(personal.username) {
        pieces(text).into_iter().for_each(|word| add(word, Likeness::Person));
    }
    for number in numbers(personal) {
        add(number.chars().collect(), Likeness::Person);
    }
    words
}

/// The text closed up, and each of its words.
fn pieces(text: &str) -> Vec<Vec<char>> {
    let folded = fold(text);
    let mut pieces: Vec<Vec<char>> =
        folded.split(|character| !character.is_alphabetic()).map(<[char]>::to_vec).collect();
    pieces.push(folded.into_iter().filter(|character| character.is_alphanumeric()).collect());
    pieces.retain(|piece| piece.len() >= SHORTEST_WORD && piece.iter().any(|letter| letter.is_alphabetic()));
    pieces
}

fn numbers(personal: &Personal) -> Vec<String> {
    let digits = |text: &str| -> String { text.chars().filter(char::is_ascii_digit).collect() };
    let mut numbers: Vec<String> = personal.document.map(digits).into_iter().collect();
    let phone = personal.phone.map(digits).unwrap_or_default();
    numbers.extend(PHONE_DIGITS.iter().filter_map(|&count| {
        let start = phone.len().checked_sub(count)?;
        Some(phone[start..].to_owned())
    }));
    let dates = personal.birth_date.into_iter().chain(personal.issue_date);
    numbers.extend(dates.flat_map(written_dates));
    numbers.retain(|number| number.len() >= SHORTEST_NUMBER);
    numbers
}
