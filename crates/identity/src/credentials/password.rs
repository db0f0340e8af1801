//! A password or PIN as typed: normalised, capped, and never printed.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};
use subtle::ConstantTimeEq;
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use super::MAX_PASSWORD_BYTES;

/// NFC can make a text at most three times as long in UTF-8 (Unicode Standard Annex 15, §12).
const NFC_GROWTH: usize = 3;

/// What a person typed as password or PIN, in Unicode's NFC, so that «ñ» is the same from every keyboard.
#[derive(Clone)]
pub struct Password(SecretString);

/// The input is longer than [`MAX_PASSWORD_BYTES`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a password of more than {MAX_PASSWORD_BYTES} bytes")]
pub struct TooLong;

impl Password {
    /// Takes what was typed, whole: nothing is trimmed, cut or folded.
    pub fn parse(typed: &str) -> Result<Password, TooLong> {
        if typed.len() > MAX_PASSWORD_BYTES {
            return Err(TooLong);
        }
        // Room for all of it from the start: a buffer that grows leaves copies behind.
        let mut normalised = Zeroizing::new(String::with_capacity(typed.len() * NFC_GROWTH));
        normalised.extend(typed.nfc());
        Ok(Password(SecretString::from(normalised.as_str())))
    }

    /// The text itself, for the rules and for hashing.
    pub(super) fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// Whether the text typed a second time is the same password.
    pub(super) fn is_same_as_typed(&self, again: &str) -> bool {
        Password::parse(again)
            .is_ok_and(|again| again.expose().as_bytes().ct_eq(self.expose().as_bytes()).into())
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Password(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_letter_from_two_keyboards_is_the_same_password() {
        let composed = Password::parse("contrase\u{f1}a").unwrap();
        let decomposed = "contrasen\u{303}a";
        assert_eq!(Password::parse(decomposed).unwrap().expose(), composed.expose());
        assert!(composed.is_same_as_typed(decomposed));
        assert!(!composed.is_same_as_typed("contrasena"));
    }

    #[test]
    fn compatibility_forms_stay_apart_because_nfc_keeps_them() {
        let ligature = Password::parse("\u{fb01}n").unwrap();
        assert!(!ligature.is_same_as_typed("fin"));
    }

    #[test]
    fn spaces_at_the_ends_belong_to_the_password() {
        assert_eq!(Password::parse("  clave  ").unwrap().expose(), "  clave  ");
    }

    #[test]
    fn the_longest_input_is_kept_whole_and_one_byte_more_is_refused() {
        let longest = "a".repeat(MAX_PASSWORD_BYTES);
        assert_eq!(Password::parse(&longest).unwrap().expose(), longest);
        assert_eq!(Password::parse(&format!("{longest}a")).unwrap_err(), TooLong);
    }

    #[test]
    fn debug_output_does_not_show_the_password() {
        let shown = format!("{:?}", Password::parse("Girasol;1927").unwrap());
        assert!(!shown.contains("Girasol"), "{shown}");
    }
}
