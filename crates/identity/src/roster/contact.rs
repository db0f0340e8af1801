//! Where a person can be reached: e-mail addresses and mobile phones, in the one form in which they are stored.
//!
//! Mails and text messages go only to a stored value of these types, never to what somebody has just typed, and two
//! values are equal exactly when they reach the same mailbox or phone.

use std::fmt;
use std::hash::{Hash, Hasher};

use base::letters::is_invisible;

use super::refusal::Refusal;
use super::written::folded;

/// Longest address that a mail server must accept (RFC 5321 §4.5.3.1.3, less the angle brackets).
const LONGEST_EMAIL: usize = 254;
/// Longest part before the @ (RFC 5321 §4.5.3.1.1).
const LONGEST_LOCAL_PART: usize = 64;
/// Longest label of a domain name (RFC 1035 §2.3.4).
const LONGEST_DOMAIN_LABEL: usize = 63;

/// An e-mail address as its owner writes it, with the domain in lower case.
///
/// Only ASCII is accepted: look-alike letters of other alphabets cannot pass for somebody else's address, and lowering
/// the case is safe. Addresses that differ in case alone are equal.
#[derive(Debug, Clone)]
pub struct EmailAddress(String);

impl EmailAddress {
    /// Reads one address.
    pub fn parse(written: &str) -> Result<Self, Refusal> {
        let text = written.trim_matches(|c: char| c.is_whitespace() || is_invisible(c));
        if text.is_empty() {
            return Err(Refusal::EmailMissing);
        }
        if !text.is_ascii() {
            return Err(Refusal::EmailNotAscii);
        }
        if text.matches('@').count() > 1 {
            return Err(Refusal::EmailSeveral);
        }
        if text.len() > LONGEST_EMAIL {
            return Err(Refusal::EmailTooLong);
        }
        let (local, domain) = text.split_once('@').ok_or(Refusal::EmailMalformed)?;
        if !is_local_part(local) || !is_domain(domain) {
            return Err(Refusal::EmailMalformed);
        }
        Ok(Self(format!("{local}@{}", domain.to_ascii_lowercase())))
    }

    /// The address to send to.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address for comparing and searching: all of it in lower case.
    pub fn key(&self) -> String {
        self.0.to_ascii_lowercase()
    }
}

impl PartialEq for EmailAddress {
    fn eq(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(&other.0)
    }
}

impl Eq for EmailAddress {}

impl Hash for EmailAddress {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key().hash(state);
    }
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// Atoms with dots between them (RFC 5322 §3.2.3); the quoted form, which nobody has, is left out.
fn is_local_part(local: &str) -> bool {
    let is_atom_byte = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte);
    let is_atom = |atom: &str| !atom.is_empty() && atom.bytes().all(is_atom_byte);
    local.len() <= LONGEST_LOCAL_PART && local.split('.').all(is_atom)
}

/// A host name of at least two labels whose last one is not a number; other alphabets only as punycode (`xn--`).
fn is_domain(domain: &str) -> bool {
    let is_label = |label: &str| {
        (1..=LONGEST_DOMAIN_LABEL).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let Some((_, top_level)) = domain.rsplit_once('.') else { return false };
    domain.split('.').all(is_label)
        && top_level.len() >= 2
        && !top_level.bytes().all(|byte| byte.is_ascii_digit())
}

/// A phone that can receive text messages, in E.164 form: `+573001234567`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Phone(String);

impl Phone {
    /// Reads a mobile number: a Colombian one in any usual form, a foreign one with its `+` or `00`.
    ///
    /// Colombian mobiles have ten digits and begin with 3, fixed lines with 60 (CRC, Resolución 5826 de 2019).
    pub fn parse(written: &str) -> Result<Self, Refusal> {
        let text = folded(written);
        if text.is_empty() {
            return Err(Refusal::PhoneMissing);
        }
        let is_filler = |c: char| c.is_whitespace() || matches!(c, '.' | '-' | '(' | ')' | '‐' | '‑' | '–');
        let compact: String = text.chars().filter(|c| !is_filler(*c)).collect();
        let abroad = compact.strip_prefix('+').or_else(|| compact.strip_prefix("00"));
        let digits = abroad.unwrap_or(&compact);
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(Refusal::PhoneMalformed);
        }
        match (national_number(digits, abroad.is_some()), abroad) {
            (Some(national), _) => read_colombian(national),
            (None, Some(foreign)) => read_foreign(foreign),
            (None, None) => Err(Refusal::PhoneMalformed),
        }
    }

    /// The number as it is stored and dialled: `+` and digits.
    pub fn as_e164(&self) -> &str {
        &self.0
    }

    /// Whether it is a Colombian mobile; sending abroad costs more and may be limited.
    pub fn is_colombian(&self) -> bool {
        self.0.starts_with("+57")
    }
}

/// As people here read it: `300 123 4567`, and a foreign number as it is dialled.
impl fmt::Display for Phone {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.strip_prefix("+57") {
            Some(national) => write!(formatter, "{} {} {}", &national[..3], &national[3..6], &national[6..]),
            None => formatter.write_str(&self.0),
        }
    }
}

/// The digits after +57, if the number is a Colombian one.
fn national_number(digits: &str, written_as_international: bool) -> Option<&str> {
    match digits.strip_prefix("57") {
        Some(national) if written_as_international || national.len() == 10 => Some(national),
        _ if written_as_international => None,
        _ => Some(digits),
    }
}

fn read_colombian(national: &str) -> Result<Phone, Refusal> {
    match national.len() {
        10 if national.starts_with('3') => Ok(Phone(format!("+57{national}"))),
        10 if national.starts_with("60") => Err(Refusal::PhoneFixedLine),
        // Fixed lines before September 2021: seven digits, or eight with the region's.
        7 | 8 if !national.starts_with('0') => Err(Refusal::PhoneFixedLine),
        _ => Err(Refusal::PhoneMalformed),
    }
}

/// Eight to fifteen digits with the country's code first (ITU-T E.164).
fn read_foreign(digits: &str) -> Result<Phone, Refusal> {
    // «+300 123 4567» is a Colombian mobile whose 57 was forgotten, and a number in Greece if taken at its word.
    let forgot_country = digits.len() == 10 && digits.starts_with('3');
    if forgot_country || digits.starts_with('0') || !(8..=15).contains(&digits.len()) {
        return Err(Refusal::PhoneMalformed);
    }
    Ok(Phone(format!("+{digits}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn email(written: &str) -> Result<String, Refusal> {
        EmailAddress::parse(written).map(|address| address.as_str().to_owned())
    }

    fn phone(written: &str) -> Result<String, Refusal> {
        Phone::parse(written).map(|phone| phone.as_e164().to_owned())
    }

    #[test]
    fn an_address_keeps_its_name_and_lowers_its_domain() {
        assert_eq!(email("  Ana.Perez+nomina@Correo.TEST "), Ok("Ana.Perez+nomina@correo.test".to_owned()));
        assert_eq!(email("\u{feff}ana@correo.test\u{200b}"), Ok("ana@correo.test".to_owned()));
        assert_eq!(email("ana@xn--correo-9ua.test"), Ok("ana@xn--correo-9ua.test".to_owned()));
    }

    #[test]
    fn addresses_that_differ_in_case_are_one_mailbox() {
        let [written, shouted] =
            ["ana@correo.test", "ANA@CORREO.TEST"].map(|text| EmailAddress::parse(text).unwrap());
        assert_eq!(written, shouted);
        assert_eq!(written.key(), shouted.key());
    }

    #[test]
    fn look_alike_letters_are_refused_anywhere_in_an_address() {
        // Cyrillic а, Kelvin sign (lowers to k), dotless ı, full-width @, ñ.
        for written in [
            "аna@correo.test",
            "mi\u{212a}e@correo.test",
            "m\u{131}ke@correo.test",
            "ana＠correo.test",
            "a@peñ.co",
        ] {
            assert_eq!(email(written), Err(Refusal::EmailNotAscii), "{written}");
        }
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for written in [
            "ana",
            "ana@",
            "@correo.test",
            "ana@correo",
            "ana@correo..test",
            "ana@-correo.test",
            "ana@correo.test.",
            "ana@[127.0.0.1]",
            "ana@127.0.0.1",
            "ana perez@correo.test",
            ".ana@correo.test",
            "ana..p@correo.test",
            "\"ana\"@correo.test",
            "ana@correo.test\r\nBcc: x",
            "ana@correo.test\0",
            "<ana@correo.test>",
            "ana@correo.t",
        ] {
            assert_eq!(email(written), Err(Refusal::EmailMalformed), "{written:?}");
        }
        assert_eq!(email(" "), Err(Refusal::EmailMissing));
        assert_eq!(email("ana@correo.test; luis@correo.test"), Err(Refusal::EmailSeveral));
    }

    #[test]
    fn an_address_has_at_most_254_characters() {
        let domain = format!("{}.{}.{}.test", "a".repeat(60), "b".repeat(60), "c".repeat(60));
        let longest = format!("{}@{domain}", "x".repeat(254 - 1 - domain.len()));
        assert_eq!(longest.len(), 254);
        assert!(email(&longest).is_err(), "its local part is over 64");
        let domain = format!("{}.{}.{}.test", "a".repeat(62), "b".repeat(62), "c".repeat(61));
        let longest = format!("{}@{domain}", "x".repeat(254 - 1 - domain.len()));
        assert_eq!(email(&longest), Ok(longest.clone()));
        assert_eq!(email(&format!("x{longest}")), Err(Refusal::EmailTooLong));
    }

    #[test]
    fn a_colombian_mobile_written_in_many_ways_is_one_phone() {
        for written in [
            "3991234567",
            "399 123 4567",
            "399-123-45-67",
            "(399) 123.4567",
            "573991234567",
            "+57 399 123 4567",
            "0057 399 1234567",
            "\u{202a}+57 399 1234567\u{202c}",
            "３９９１２３４５６７",
        ] {
            assert_eq!(phone(written), Ok("+573991234567".to_owned()), "{written:?}");
        }
    }

    #[test]
    fn a_fixed_line_is_refused_because_it_gets_no_text_messages() {
        for written in
            ["6012345678", "(601) 234 5678", "+57 601 2345678", "576012345678", "2345678", "1 2345678"]
        {
            assert_eq!(phone(written), Err(Refusal::PhoneFixedLine), "{written}");
        }
    }

    #[test]
    fn a_foreign_number_needs_its_plus_sign() {
        assert_eq!(phone("+34 612 345 678"), Ok("+34612345678".to_owned()));
        assert_eq!(phone("0034612345678"), Ok("+34612345678".to_owned()));
        assert!(!Phone::parse("+34612345678").unwrap().is_colombian());
        for written in ["34612345678", "+300 123 4567", "+0123456789", "+1234567", "+1234567890123456"] {
            assert_eq!(phone(written), Err(Refusal::PhoneMalformed), "{written}");
        }
    }

    #[test]
    fn what_is_no_phone_is_refused() {
        for written in
            ["no tiene", "3991234567 / 3997654321", "399123456", "39912345678", "+", "399１２３456a"]
        {
            assert_eq!(phone(written), Err(Refusal::PhoneMalformed), "{written}");
        }
        assert_eq!(phone(""), Err(Refusal::PhoneMissing));
    }

    #[test]
    fn a_phone_is_shown_in_the_groups_people_use() {
        assert_eq!(Phone::parse("3991234567").unwrap().to_string(), "399 123 4567");
        assert_eq!(Phone::parse("+34612345678").unwrap().to_string(), "+34612345678");
    }
}
