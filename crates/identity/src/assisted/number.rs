//! The number of a request, `RA-7KQM-2XWD`: by it the person asks how it stands. It says nothing, not even how many there are.

use base::chance::Chance;

/// Letters and digits that are not taken for one another (Crockford's base 32).
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const PREFIX: &str = "RA";
const HALF: usize = 4;

pub(super) fn draw(chance: &Chance) -> String {
    let letters: String = (0..2 * HALF).map(|_| char::from(ALPHABET[chance.below(32) as usize])).collect();
    let (first, second) = letters.split_at(HALF);
    format!("{PREFIX}-{first}-{second}")
}

/// Whether a text has the shape of a number.
pub(super) fn is_number(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let is_half = |part: &str| part.len() == HALF && part.bytes().all(|letter| ALPHABET.contains(&letter));
    matches!(parts.as_slice(), [PREFIX, first, second] if is_half(first) && is_half(second))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_has_its_shape_and_no_other_text_has() {
        let chance = Chance::seeded(3);
        assert!((0..100).all(|_| is_number(&draw(&chance))));
        for wrong in ["", "RA", "RA-7KQM", "RA-7KQM-2XWD-1", "ra-7kqm-2xwd", "RA-7KQM-2XWI", "<b>-7KQM-2XWD"]
        {
            assert!(!is_number(wrong), "{wrong}");
        }
    }
}
