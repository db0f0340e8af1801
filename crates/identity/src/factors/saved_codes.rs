//! Saved codes: ten codes on paper, each good once, for the day without the authenticator (NIST SP 800-63B-4 §3.1.2).

use std::fmt;

use base::chance::Chance;
use base::secret::Keys;
use uuid::Uuid;
use zeroize::{Zeroize, ZeroizeOnDrop};

const MAC_PURPOSE: &str = "saved-code";
pub const COUNT: usize = 10;
/// 24 letters of 32: 120 bits, so that a hash without cost of its own is enough (§3.1.2.2 and ASVS 5.0, 6.5.2: from 112 on).
const LETTERS: usize = 24;
const GROUP: usize = 4;
/// Crockford's base 32: none is taken for another.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// One code, in its canonical form.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct SavedCode(String);

impl SavedCode {
    pub fn ten(chance: &Chance) -> Vec<Self> {
        (0..COUNT).map(|_| Self::new(chance)).collect()
    }

    fn new(chance: &Chance) -> Self {
        Self((0..LETTERS).map(|_| char::from(ALPHABET[chance.below(32) as usize])).collect())
    }

    /// However it was typed: with or without hyphens and spaces, in small letters, with an O for a zero.
    pub fn parse(typed: &str) -> Option<Self> {
        let letters: String = typed
            .chars()
            .filter(|letter| !letter.is_whitespace() && *letter != '-')
            .map(|letter| match letter.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            })
            .collect();
        let is_one = letters.len() == LETTERS && letters.bytes().all(|letter| ALPHABET.contains(&letter));
        is_one.then_some(Self(letters))
    }

    /// As it is shown: `K7QF-2MXP-9TRA-4C8W-0ZHN-VB3J`.
    pub fn written(&self) -> String {
        let groups: Vec<&str> = (0..LETTERS).step_by(GROUP).map(|at| &self.0[at..at + GROUP]).collect();
        groups.join("-")
    }

    /// What the database keeps: a keyed hash with the owner for its salt. Whoever has the database alone cannot test a guess.
    pub fn mac(&self, keys: &Keys, owner: Uuid) -> Vec<u8> {
        keys.mac(MAC_PURPOSE, &[owner.as_bytes(), self.0.as_bytes()]).to_vec()
    }
}

impl fmt::Debug for SavedCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SavedCode(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        let code = SavedCode("0123456789ABCDEFGHJKMNPQ".into());
        assert_eq!(code.written(), "0123-4567-89AB-CDEF-GHJK-MNPQ");
        for typed in
            ["0123-4567-89AB-CDEF-GHJK-MNPQ", "o123 4567 89ab cdef ghjk mnpq", " 0l23456789abcdefghjkmnpq "]
        {
            assert_eq!(SavedCode::parse(typed), Some(code.clone()), "{typed}");
        }
        for other in [
            "",
            "0123-4567-89AB-CDEF-GHJK-MNP",
            "0123-4567-89AB-CDEF-GHJK-MNPQR",
            "0123-4567-89AB-CDEF-GHJK-MNPU",
            "ññññññññññññññññññññññññ",
        ] {
            assert_eq!(SavedCode::parse(other), None, "{other}");
        }
    }

    #[test]
    fn no_two_codes_are_alike_and_none_prints() {
        let mut codes: Vec<String> =
            SavedCode::ten(&Chance::seeded(1)).iter().map(SavedCode::written).collect();
        assert!(!format!("{:?}", SavedCode::parse(&codes[0]).unwrap()).contains(&codes[0]));
        codes.sort();
        codes.dedup();
        assert_eq!(codes.len(), COUNT);
    }
}
