//! Codes: made by the worker for a walk, typed back in its browser.

use base::chance::Chance;
use base::db::Tx;
use base::error::Result;
use base::secret::Keys;

use super::{CODE_DIGITS, CODE_LIFETIME, CODE_TRIES, store};
use crate::front_door::FrontDoor;
use crate::journey::store::{Proved, count_try};
use crate::journey::{Walk, WalkId};

base::id!(CodeId, "A code that was sent.");

/// What became of a typed code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Used up, and this is whom it was sent to.
    Right(Proved),
    /// Not a code that was sent for this walk, or too old; the person is not told which.
    Wrong { left: i64 },
    /// No tries left: the walk must begin again.
    Spent,
}

/// Makes a code for the walk and for whom it was found to be about.
pub async fn issue(tx: &Tx, front: &FrontDoor, walk: WalkId, about: Proved) -> Result<String> {
    let code = draw(&front.chance);
    let id = CodeId::new(&front.clock, &front.chance);
    let expires_at = front.clock.now().plus(CODE_LIFETIME);
    store::add_code(tx, id, walk, &mac(&front.keys, walk, &code), about, expires_at).await?;
    Ok(code)
}

/// Takes a typed code. The try is counted before anything is compared, and comparing uses the code up.
pub async fn check(tx: &Tx, front: &FrontDoor, walk: &Walk, typed: &str) -> Result<Outcome> {
    let now = front.clock.now();
    let Some(tries) = count_try(tx, walk, CODE_TRIES, now).await? else { return Ok(Outcome::Spent) };
    match store::consume_code(tx, walk.id, &mac(&front.keys, walk.id, typed), now).await? {
        Some(proved) => Ok(Outcome::Right(proved)),
        None if tries >= CODE_TRIES => Ok(Outcome::Spent),
        None => Ok(Outcome::Wrong { left: CODE_TRIES - tries }),
    }
}

/// The digits of what was typed or pasted: spaces and hyphens dropped, anything else refused.
pub fn clean(typed: &str) -> Option<String> {
    let digits: String = typed.chars().filter(|letter| !letter.is_whitespace() && *letter != '-').collect();
    (digits.len() == CODE_DIGITS && digits.bytes().all(|octet| octet.is_ascii_digit())).then_some(digits)
}

fn draw(chance: &Chance) -> String {
    format!("{:0width$}", chance.below(1_000_000), width = CODE_DIGITS)
}

/// A keyed hash: six digits alone could be guessed from a plain one.
fn mac(keys: &Keys, walk: WalkId, code: &str) -> Vec<u8> {
    keys.mac("code", &[walk.uuid().as_bytes(), code.as_bytes()]).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_may_be_pasted_with_spaces_and_hyphens() {
        assert_eq!(clean(" 123 456 ").as_deref(), Some("123456"));
        assert_eq!(clean("123-456").as_deref(), Some("123456"));
        for wrong in ["", "12345", "1234567", "12345a", "١٢٣٤٥٦"] {
            assert_eq!(clean(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_code_keeps_its_leading_zeros() {
        let chance = Chance::seeded(7);
        assert!((0..200).map(|_| draw(&chance)).all(|code| code.len() == CODE_DIGITS));
    }
}
