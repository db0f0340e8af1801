//! What a password or PIN must not be made of, as words and numbers to look for.

use jiff::civil::Date;

use super::disguise::fold;

/// Shorter words («de», «la») are not looked for.
const SHORTEST_WORD: usize = 3;

/// Shorter numbers are not looked for; nor are years, which stand in too many places by chance.
const SHORTEST_NUMBER: usize = 5;

/// Digits of a mobile number without the country's; the last seven are what people know by heart.
const PHONE_DIGITS: [usize; 2] = [10, 7];

/// What a password must not be made of: the portal's words and what is known of the person.
#[derive(Clone, Default)]
pub struct Personal<'a> {
    /// The portal's name, its organisation's, and the words that its file forbids.
    pub portal_words: Vec<&'a str>,
    /// Given and family names, in as many pieces as one likes.
    pub names: Vec<&'a str>,
    pub document: Option<&'a str>,
    pub email: Option<&'a str>,
    pub username: Option<&'a str>,
    pub phone: Option<&'a str>,
    pub birth_date: Option<Date>,
    /// When the document was issued.
    pub issue_date: Option<Date>,
}

impl Personal<'_> {
    pub(super) fn portal_words(&self) -> impl Iterator<Item = Vec<char>> {
        self.portal_words.iter().flat_map(|text| pieces(text))
    }

    /// The person's words, and the numbers as people write them.
    pub(super) fn own_words(&self) -> impl Iterator<Item = Vec<char>> {
        let local_part = self.email.and_then(|email| email.split('@').next());
        let texts = self.names.iter().copied().chain(local_part).chain(self.username);
        let numbers = self.numbers().filter(|number| number.len() >= SHORTEST_NUMBER);
        texts.flat_map(pieces).chain(numbers.map(|number| number.chars().collect()))
    }

    pub(super) fn dates(&self) -> impl Iterator<Item = Date> {
        self.birth_date.into_iter().chain(self.issue_date)
    }

    fn numbers(&self) -> impl Iterator<Item = String> {
        let phone = self.phone.map(digits_of).unwrap_or_default();
        let ends_of_phone = PHONE_DIGITS.into_iter().filter_map(move |count| {
            let start = phone.len().checked_sub(count)?;
            Some(phone[start..].to_owned())
        });
        self.document
            .map(digits_of)
            .into_iter()
            .chain(ends_of_phone)
            .chain(self.dates().flat_map(written_dates))
    }
}

/// The text's digits, the dots and spaces between them left out.
pub(super) fn digits_of(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
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

/// The four digits that people make of a date.
pub(super) fn four_digits_of(date: Date) -> Vec<String> {
    let (year, month, day) = (date.year(), date.month(), date.day());
    let short = year.rem_euclid(100);
    let mut parts = vec![
        format!("{year:04}"),
        format!("{day:02}{month:02}"),
        format!("{month:02}{day:02}"),
        format!("{short:02}{month:02}"),
        format!("{month:02}{short:02}"),
        format!("{short:02}{day:02}"),
        format!("{day:02}{short:02}"),
    ];
    if day < 10 && month < 10 {
        parts.extend([format!("{day}{month}{short:02}"), format!("{month}{day}{short:02}")]);
        parts.extend([format!("{short:02}{day}{month}"), format!("{short:02}{month}{day}")]);
    }
    parts
}

/// The whole dates that people put into a longer password.
fn written_dates(date: Date) -> Vec<String> {
    let (year, month, day) = (date.year(), date.month(), date.day());
    let short = year.rem_euclid(100);
    vec![
        format!("{day:02}{month:02}{year:04}"),
        format!("{month:02}{day:02}{year:04}"),
        format!("{year:04}{month:02}{day:02}"),
        format!("{day}{month}{year:04}"),
        format!("{day:02}{month:02}{short:02}"),
        format!("{month:02}{day:02}{short:02}"),
        format!("{short:02}{month:02}{day:02}"),
    ]
}
