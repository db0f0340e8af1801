//! To whom a message goes. The log and the list of suppressed contacts know a recipient masked, and by a keyed hash; nothing but
//! the sealed task holds the address or number itself.

use base::secret::{Keys, MAC_BYTES};
use base::texts::Words;
use serde::{Deserialize, Serialize};

use super::masked;
use super::message::Channel;
use crate::roster::{EmailAddress, Phone, Refusal, refusal};

/// An address or a number.
#[derive(Clone, Serialize, Deserialize)]
pub enum Recipient {
    Mail(String),
    /// In international form.
    Phone(String),
}

impl Recipient {
    /// Reads what a member of the staff typed: an address, or else a number.
    pub fn parse(typed: &str) -> Result<Self, Refusal> {
        if typed.contains('@') {
            return EmailAddress::parse(typed).map(|address| Self::Mail(address.key()));
        }
        Phone::parse(typed).map(|phone| Self::Phone(phone.as_e164().to_owned()))
    }

    /// What to tell whoever typed neither.
    pub(super) fn refusal(wrong: Refusal, words: &Words) -> String {
        match wrong {
            Refusal::PhoneMissing | Refusal::PhoneMalformed => {
                words.get("messaging-contact-incomplete").to_owned()
            }
            wrong => refusal::words(words, wrong),
        }
    }

    pub fn channel(&self) -> Channel {
        match self {
            Self::Mail(_) => Channel::Mail,
            Self::Phone(_) => Channel::TextMessage,
        }
    }

    pub fn masked(&self) -> String {
        match self {
            Self::Mail(address) => masked::email(address),
            Self::Phone(number) => masked::phone(number),
        }
    }

    /// By what the database finds it again. Each portal has its own, so that the tables of two tell nobody who is in both.
    pub fn mac(&self, keys: &Keys, portal: &str) -> [u8; MAC_BYTES] {
        let contact = match self {
            Self::Mail(address) => address.to_ascii_lowercase(),
            Self::Phone(number) => number.clone(),
        };
        keys.mac("messaging-contact", &[portal.as_bytes(), contact.as_bytes()])
    }
}

#[cfg(test)]
mod tests {
    use base::chance::Chance;

    use super::*;

    #[test]
    fn a_contact_is_found_however_it_is_written_and_in_its_own_portal_only() {
        let keys = Keys::parse(&Keys::new_line(1, &Chance::seeded(1))).unwrap();
        let mac = |typed: &str, portal| Recipient::parse(typed).unwrap().mac(&keys, portal);
        assert_eq!(mac("Luis.Pardo@Correo.test", "a"), mac(" luis.pardo@correo.test ", "a"));
        assert_eq!(mac("399 000 0012", "a"), mac("+573990000012", "a"));
        assert_ne!(mac("luis.pardo@correo.test", "a"), mac("luis.pardo@correo.test", "b"));
        for wrong in ["", "luis", "1234", "@", "a@b@c", "%", "' or 1=1 --"] {
            assert!(Recipient::parse(wrong).is_err(), "{wrong}");
        }
    }
}
