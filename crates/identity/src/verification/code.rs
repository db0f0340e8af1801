//! Codes: made by the worker for a walk, typed back in its browser.

use base::chance::Chance;
use base::clock::Clock;
use base::db::{Tx, View};
use base::error::Result;
use base::secret::Keys;
use base::texts::Language;
use serde::{Deserialize, Serialize};

use super::{CODE_DIGITS, CODE_LIFETIME, CODE_TRIES, store};
use crate::front_door::FrontDoor;
use crate::journey::{self, Proved, Step, Walk, WalkId, count_try};
use crate::limits::{self, CodeFor};
use crate::messaging::message::{CodePurpose, Message};
use crate::messaging::outbox::{Recipient, To, post};

base::id!(CodeId, "A code that was sent.");

/// What a task that sends a code is about: the walk whose code it is.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Asked {
    pub walk: WalkId,
    pub language: Language,
}

impl Asked {
    /// The walk, while it waits for its code.
    pub async fn walk(&self, view: &View, clock: &Clock) -> Result<Option<Walk>> {
        let walk = journey::by_id(view, self.walk, clock.now()).await?;
        Ok(walk.filter(|walk| walk.step == Step::Code))
    }
}

/// A code to be sent: for which walk, whom it is to prove, and what the message says that it is for.
#[derive(Clone, Copy, Debug)]
pub struct NewCode {
    pub walk: WalkId,
    pub about: Proved,
    pub purpose: CodePurpose,
}

/// Makes a code and sends it, unless the address or number has had its share.
pub async fn send(tx: &Tx, front: &FrontDoor, to: &To<'_>, recipient: Recipient, new: NewCode) -> Result<()> {
    if !limits::allow_code_to(tx, front, counted_as(new.purpose), address(&recipient)).await? {
        return Ok(());
    }
    let code = draw(&front.chance);
    let expires_at = front.clock.now().plus(CODE_LIFETIME);
    let sent = store::SentCode {
        id: CodeId::new(&front.clock, &front.chance),
        walk: new.walk,
        code_mac: mac(&front.keys, new.walk, &code),
        contact_mac: contact_mac(&front.keys, new.walk, &recipient),
        about: new.about,
        expires_at,
    };
    store::add_code(tx, sent).await?;
    post(tx, front, to, recipient, Message::Code { purpose: new.purpose, code, expires_at }).await?;
    Ok(())
}

/// Who has a code for this purpose sent.
fn counted_as(purpose: CodePurpose) -> CodeFor {
    match purpose {
        CodePurpose::Registration | CodePurpose::Recovery | CodePurpose::AssistedRecovery => {
            CodeFor::Stranger
        }
        CodePurpose::NewDevice => CodeFor::NewDevice,
        CodePurpose::ContactChange => CodeFor::ContactChange,
    }
}

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

/// Whether the code that came back in a walk which has left the code behind had gone to this contact. A walk may send several,
/// and the roster may change between them.
pub async fn came_back_from(view: &View, keys: &Keys, walk: &Walk, contact: &Recipient) -> Result<bool> {
    store::is_consumed_from(view, walk.id, &contact_mac(keys, walk.id, contact)).await
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

/// Keyed with the walk, so that the table does not tell which walks went to the same person.
fn contact_mac(keys: &Keys, walk: WalkId, contact: &Recipient) -> Vec<u8> {
    keys.mac("contact", &[walk.uuid().as_bytes(), address(contact).as_bytes()]).to_vec()
}

fn address(contact: &Recipient) -> &str {
    let (Recipient::Mail(address) | Recipient::Phone(address)) = contact;
    address
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
