//! The code that is typed to verify a paper, `K7QM-2VXD-9RTA-HW4P`: 80 bits, which nobody comes across by trying.

use std::fmt;

use base::chance::Chance;
use base::secret::Keys;

/// Letters and digits that are not taken for one another (Crockford's base 32).
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LETTERS: usize = 16;
const GROUP_LETTERS: usize = 4;

/// The code of one paper. It opens what the paper says of a person, so it does not print.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct VerificationCode(String);

impl VerificationCode {
    pub fn new(chance: &Chance) -> Self {
        let drawn: [u8; LETTERS] = chance.bytes();
        // 256 is a multiple of 32: each letter is as likely as the others.
        Self(drawn.iter().map(|byte| char::from(ALPHABET[usize::from(byte % 32)])).collect())
    }

    /// Reads a code as people write it: small letters, any grouping, an O for a zero. What cannot be one is nobody's.
    pub fn parse(written: &str) -> Self {
        let letters = written.chars().filter(char::is_ascii_alphanumeric).take(2 * LETTERS);
        let read = letters.map(|letter| match letter.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        });
        Self(read.collect())
    }

    /// What the database keeps.
    pub fn hash(&self, keys: &Keys, portal: &str) -> Vec<u8> {
        keys.mac("code-of-paper", &[portal.as_bytes(), self.0.as_bytes()]).to_vec()
    }

    /// In groups, as it stands on the paper.
    pub fn written(&self) -> String {
        let letters: Vec<char> = self.0.chars().collect();
        let groups: Vec<String> = letters.chunks(GROUP_LETTERS).map(|group| group.iter().collect()).collect();
        groups.join("-")
    }
}

impl fmt::Debug for VerificationCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("VerificationCode(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_people_write_it() {
        let code = VerificationCode::new(&Chance::seeded(3));
        let written = code.written();
        assert_eq!(written.len(), LETTERS + LETTERS / GROUP_LETTERS - 1);
        for way in
            [written.clone(), written.to_lowercase(), written.replace('-', " "), written.replace('-', "")]
        {
            assert!(VerificationCode::parse(&way) == code, "{way}");
        }
        assert!(VerificationCode::parse("oil") == VerificationCode::parse("011"));
        assert!(!format!("{code:?}").contains(&written));
    }

    #[test]
    fn a_code_is_kept_by_a_hash_that_differs_from_portal_to_portal() {
        let keys = Keys::parse(&Keys::new_line(1, &Chance::seeded(1))).unwrap();
        let code = VerificationCode::new(&Chance::seeded(3));
        assert_eq!(code.hash(&keys, "uno"), code.hash(&keys, "uno"));
        assert_ne!(code.hash(&keys, "uno"), code.hash(&keys, "dos"));
    }
}
