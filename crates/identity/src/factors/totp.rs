//! The authenticator: six digits that a secret and the clock make every thirty seconds (RFC 6238, SHA-1 as every authenticator
//! has it).

use std::fmt;

use base::chance::Chance;
use base::clock::Timestamp;
use base::error::{Error, Result};
use base::secret::Keys;
use fast_qr::convert::svg::SvgBuilder;
use fast_qr::convert::{Builder as _, Shape};
use fast_qr::qr::QRBuilder;
use totp_rs::{Builder, Totp};
use uuid::Uuid;
use zeroize::{Zeroize, ZeroizeOnDrop};

const SEALED_FOR: &str = "totp";
/// RFC 4226 §4, R6: 160 bits.
const SECRET_BYTES: usize = 20;
const DIGITS: usize = 6;
/// One period before and one after: clocks differ, and typing takes time.
const SKEW_PERIODS: u16 = 1;

/// What an authenticator and the portal share.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct TotpSecret([u8; SECRET_BYTES]);

impl TotpSecret {
    pub fn new(chance: &Chance) -> Self {
        Self(chance.bytes())
    }

    /// The secret for the database, bound to its owner.
    pub fn sealed(&self, keys: &Keys, owner: Uuid, chance: &Chance) -> Vec<u8> {
        keys.seal(SEALED_FOR, owner.as_bytes(), &self.0, chance)
    }

    pub fn open(keys: &Keys, owner: Uuid, sealed: &[u8]) -> Result<Self> {
        let plain = keys.open(SEALED_FOR, owner.as_bytes(), sealed)?;
        let bytes = plain.try_into().map_err(|_| Error::stored("an authenticator's secret", "its length"))?;
        Ok(Self(bytes))
    }

    /// As it is typed into an authenticator that has no camera, in groups of four.
    pub fn written(&self) -> String {
        let letters = self.totp("", "").secret().to_base32();
        let groups: Vec<&str> = letters
            .as_bytes()
            .chunks(4)
            .map(|group| std::str::from_utf8(group).unwrap_or_default())
            .collect();
        groups.join(" ")
    }

    /// From [`written`](Self::written): for a walk that keeps it sealed until its end.
    pub fn parse(written: &str) -> Option<Self> {
        let letters: String = written.split_whitespace().collect();
        let secret = totp_rs::Secret::try_from_base32(letters).ok()?;
        secret.as_bytes().try_into().ok().map(Self)
    }

    /// The address that an authenticator reads: who asks, and whose it is.
    pub fn url(&self, organisation: &str, name: &str) -> String {
        self.totp(organisation, name).to_url().expect("labels without colons make a URL")
    }

    /// The same as a picture.
    pub fn picture(&self, organisation: &str, name: &str) -> String {
        let code =
            QRBuilder::new(self.url(organisation, name)).build().expect("a short address fits a QR code");
        SvgBuilder::default().shape(Shape::Square).margin(2).to_str(&code)
    }

    /// The period that these digits are of, now or a period ago or ahead.
    pub fn step_of(&self, digits: &str, now: Timestamp) -> Option<i64> {
        self.totp("", "").check(digits, seconds(now)).and_then(|step| i64::try_from(step).ok())
    }

    /// What an authenticator shows at this moment.
    pub fn code_at(&self, now: Timestamp) -> String {
        self.totp("", "").generate(seconds(now)).to_string()
    }

    /// A colon would end the label's first part.
    fn totp(&self, organisation: &str, name: &str) -> Totp {
        let plain = |label: &str| label.replace(':', " ");
        Builder::new()
            .with_secret(self.0.to_vec())
            .with_skew(SKEW_PERIODS)
            .with_account_name(plain(name))
            .with_issuer((!organisation.is_empty()).then(|| plain(organisation)))
            .build_noncompliant()
    }
}

impl fmt::Debug for TotpSecret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("TotpSecret(…)")
    }
}

/// Six digits, with the space that authenticators show in the middle. None where it is something else, such as a saved code.
pub fn digits(typed: &str) -> Option<String> {
    let digits: String = typed.chars().filter(|letter| !letter.is_whitespace()).collect();
    (digits.len() == DIGITS && digits.bytes().all(|octet| octet.is_ascii_digit())).then_some(digits)
}

fn seconds(now: Timestamp) -> u64 {
    u64::try_from(now.micros() / 1_000_000).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    /// RFC 6238, appendix B, cut to six digits.
    #[test]
    fn the_vectors_of_the_standard_hold() {
        let secret = TotpSecret(*b"12345678901234567890");
        for (second, code) in
            [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (20_000_000_000, "353130")]
        {
            let now = Timestamp::from_micros(second * 1_000_000);
            assert_eq!(secret.code_at(now), code);
            assert_eq!(secret.step_of(code, now), Some(second / 30));
        }
    }

    #[test]
    fn a_code_is_taken_a_period_early_or_late_and_no_more() {
        let secret = TotpSecret::new(&Chance::seeded(1));
        let now = Timestamp::from_micros(1_790_000_010_000_000);
        let code = secret.code_at(now);
        let period = Duration::from_secs(30);
        for moment in [now.minus(period), now, now.plus(period)] {
            assert_eq!(secret.step_of(&code, moment), Some(1_790_000_010 / 30));
        }
        for moment in [now.minus(2 * period), now.plus(2 * period)] {
            assert_eq!(secret.step_of(&code, moment), None);
        }
    }

    #[test]
    fn a_secret_is_read_as_it_was_written_and_opens_for_its_owner_alone() {
        let chance = Chance::seeded(2);
        let keys = Keys::parse(&Keys::new_line(1, &chance)).unwrap();
        let secret = TotpSecret::new(&chance);
        assert_eq!(TotpSecret::parse(&secret.written()), Some(secret.clone()));
        assert_eq!(secret.written().len(), 39, "eight groups of four");
        let (owner, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let sealed = secret.sealed(&keys, owner, &chance);
        assert_eq!(TotpSecret::open(&keys, owner, &sealed).unwrap(), secret);
        assert!(TotpSecret::open(&keys, other, &sealed).is_err());
        assert!(!format!("{secret:?}").contains(&secret.written()[..4]));
    }

    #[test]
    fn the_address_names_who_asks_and_the_picture_is_drawn() {
        let secret = TotpSecret::new(&Chance::seeded(3));
        let url = secret.url("Cooperativa: La Ceiba", "marta@ceiba.test");
        assert!(
            url.starts_with("otpauth://totp/Cooperativa%20%20La%20Ceiba:marta%40ceiba.test?secret="),
            "{url}"
        );
        assert!(secret.picture("La Ceiba", "marta@ceiba.test").starts_with("<svg"));
    }

    #[test]
    fn digits_are_read_with_the_space_that_authenticators_show() {
        assert_eq!(digits(" 123 456 ").as_deref(), Some("123456"));
        for other in ["12345", "1234567", "12345a", "١٢٣٤٥٦", ""] {
            assert_eq!(digits(other), None, "{other}");
        }
    }
}
