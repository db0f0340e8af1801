//! The number of a case, `PQR-2026-000123-7`, and the code that opens it to whoever filed it, `7KQM-2XWD`.

use std::fmt;

use base::secret::Keys;

/// Letters and digits that are not taken for one another (Crockford's base 32).
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// 40 bits, of which so few may be tried in an hour that nobody comes across one (`limits::CASE_BY_NUMBER`).
const CODE_LETTERS: usize = 8;

/// The last digit follows from the others, so that a digit that was misread or two that changed places do not name somebody
/// else's case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CaseNumber {
    pub year: i16,
    pub sequence: i64,
}

impl CaseNumber {
    /// Reads a number as people write it: small letters, spaces for dashes, with or without «PQR».
    pub fn parse(written: &str) -> Option<Self> {
        let digits: Vec<&str> =
            written.split(|letter: char| !letter.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
        let [year, sequence, check_digit] = digits.as_slice() else { return None };
        let number = Self { year: year.parse().ok()?, sequence: sequence.parse().ok()? };
        let is_right = number.to_string().ends_with(&format!("-{check_digit}")) && check_digit.len() == 1;
        is_right.then_some(number)
    }
}

impl fmt::Display for CaseNumber {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { year, sequence } = self;
        let check_digit = damm(&format!("{year:04}{sequence:06}"));
        write!(formatter, "PQR-{year:04}-{sequence:06}-{check_digit}")
    }
}

/// The check digit of H. Michael Damm (2004): zero for digits that already end with theirs.
fn damm(digits: &str) -> u8 {
    const QUASIGROUP: [[u8; 10]; 10] = [
        [0, 3, 1, 7, 5, 9, 8, 6, 4, 2],
        [7, 0, 9, 2, 1, 5, 4, 8, 6, 3],
        [4, 2, 0, 6, 8, 7, 1, 3, 5, 9],
        [1, 7, 5, 0, 9, 8, 3, 4, 2, 6],
        [6, 1, 2, 3, 0, 4, 5, 9, 7, 8],
        [3, 6, 7, 4, 2, 0, 9, 5, 8, 1],
        [5, 8, 6, 9, 7, 2, 0, 1, 3, 4],
        [8, 9, 4, 5, 3, 6, 2, 0, 1, 7],
        [9, 4, 3, 8, 6, 1, 7, 2, 0, 5],
        [2, 5, 8, 1, 4, 3, 6, 7, 9, 0],
    ];
    let digits = digits.bytes().filter(u8::is_ascii_digit).map(|byte| usize::from(byte - b'0'));
    digits.fold(0, |interim, digit| QUASIGROUP[usize::from(interim)][digit])
}

/// The code of one case. It opens what the organisation wrote, so it does not print.
#[derive(Clone, PartialEq, Eq)]
pub struct CaseCode(String);

impl CaseCode {
    /// The code of what this browser filed. A second click makes the same one, though only its hash is kept: who has the keys and
    /// the database still lacks the browser's token.
    pub fn of(keys: &Keys, browser: &str, content: &[u8]) -> Self {
        let drawn = keys.mac("support-code", &[browser.as_bytes(), content]);
        let letters = drawn.iter().take(CODE_LETTERS).map(|byte| ALPHABET[usize::from(byte % 32)]);
        Self(letters.map(char::from).collect())
    }

    /// Reads a code as people write it: small letters, no dash, an O for a zero.
    pub fn parse(written: &str) -> Self {
        let letters = written.chars().filter(char::is_ascii_alphanumeric).take(2 * CODE_LETTERS);
        let read = letters.map(|letter| match letter.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        });
        Self(read.collect())
    }

    /// What the database keeps.
    pub fn hash(&self, keys: &Keys, number: &str) -> Vec<u8> {
        keys.mac("support-code-kept", &[number.as_bytes(), self.0.as_bytes()]).to_vec()
    }

    /// As it is shown: `7KQM-2XWD`.
    pub fn written(&self) -> String {
        let (first, second) = self.0.split_at(self.0.len() / 2);
        format!("{first}-{second}")
    }
}

impl fmt::Debug for CaseCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("CaseCode(…)")
    }
}

#[cfg(test)]
mod tests {
    use base::chance::Chance;

    use super::*;

    #[test]
    fn a_number_shows_its_year_its_place_and_its_check_digit() {
        // The example of Damm's own thesis.
        assert_eq!(damm("572"), 4);
        let number = CaseNumber { year: 2026, sequence: 123 }.to_string();
        assert_eq!(number, format!("PQR-2026-000123-{}", damm("2026000123")));
        assert!(CaseNumber { year: 2026, sequence: 1_234_567 }.to_string().starts_with("PQR-2026-1234567-"));
    }

    #[test]
    fn one_wrong_digit_or_two_that_changed_places_are_noticed() {
        for sequence in [1, 123, 99_909, 123_456] {
            let number = CaseNumber { year: 2026, sequence }.to_string();
            let digits: Vec<char> = number.chars().filter(char::is_ascii_digit).collect();
            let is_right = |digits: &[char]| damm(&digits.iter().collect::<String>()) == 0;
            assert!(is_right(&digits));
            for place in 0..digits.len() {
                for other in '0'..='9' {
                    let mut changed = digits.clone();
                    changed[place] = other;
                    assert_eq!(is_right(&changed), other == digits[place], "{number}: {other} at {place}");
                }
            }
            for place in 1..digits.len() {
                let mut swapped = digits.clone();
                swapped.swap(place - 1, place);
                assert_eq!(is_right(&swapped), swapped == digits, "{number}: swapped at {place}");
            }
        }
    }

    #[test]
    fn a_number_is_read_as_people_write_it_and_not_with_a_wrong_digit() {
        let number = CaseNumber { year: 2026, sequence: 123 };
        let written = number.to_string();
        for way in
            [written.clone(), written.to_lowercase(), written.replace('-', " "), written.replace("PQR-", "")]
        {
            assert_eq!(CaseNumber::parse(&way), Some(number), "{way}");
        }
        let wrong = written.replace("123", "132");
        for way in [wrong.as_str(), "", "PQR", "PQR-2026-000123", "PQR-99999-000123-1", "1-2-3-4"] {
            assert_eq!(CaseNumber::parse(way), None, "{way}");
        }
    }

    #[test]
    fn a_code_is_the_same_for_the_same_filing_and_is_read_as_people_write_it() {
        let keys = Keys::parse(&Keys::new_line(1, &Chance::seeded(1))).unwrap();
        let code = CaseCode::of(&keys, "browser", b"content");
        assert!(code == CaseCode::of(&keys, "browser", b"content"));
        assert!(code != CaseCode::of(&keys, "another", b"content"));
        assert!(code != CaseCode::of(&keys, "browser", b"else"));
        assert_eq!(code.written().len(), CODE_LETTERS + 1);
        for way in [code.written(), code.written().to_lowercase(), code.written().replace('-', " ")] {
            assert!(CaseCode::parse(&way) == code, "{way}");
        }
        assert!(CaseCode::parse("oil") == CaseCode::parse("011"));
        assert_ne!(code.hash(&keys, "PQR-1"), code.hash(&keys, "PQR-2"));
        assert!(!format!("{code:?}").contains(&code.written()));
    }
}
