//! What a portal is: the types that its file is parsed into, in the order of the file.

use std::{collections::BTreeMap, fmt, path::PathBuf, sync::Arc};

use base::texts::{Language, Override};
use jiff::civil::Date;
use url::Url;

use super::{Address, Brand, Fault, LinkPath};
pub use crate::credentials::PasswordRule;
use crate::credentials::Personal;

const KEY_LENGTH: std::ops::RangeInclusive<usize> = 2..=31;
const NIT_LENGTH: std::ops::RangeInclusive<usize> = 5..=10;
const SMS_NAME_LENGTH_MAX: usize = 20;

/// One front door: everything that tells it from the others.
#[derive(Clone, Debug)]
pub struct Portal {
    pub key: PortalKey,
    pub brand: Brand,
    pub address: Address,
    pub registration: Registration,
    pub signin: Signin,
    pub password: Password,
    pub recovery: Recovery,
    pub human: HumanChecks,
    pub keypad: Keypad,
    pub sessions: SessionLimits,
    pub messages: Messages,
    pub limits: MessageCaps,
    pub announcements: Vec<Announcement>,
    pub help: HelpChannels,
    pub modules: Vec<Module>,
    pub texts: TextOverrides,
    pub welcome: Option<Welcome>,
    /// Who issues papers; None where the portal issues none.
    pub papers: Option<Issuer>,
}

/// The name of a portal's file without `.toml`; every stored row says it, so it never changes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PortalKey(Arc<str>);

impl Portal {
    /// Whether people of this portal prove a mobile number by text message.
    pub fn sends_text_messages(&self) -> bool {
        self.signin.new_device_code
            || self.registration.by == RegistrationBy::Member
            || self.recovery.username.is_some()
            || matches!(self.recovery.password, PasswordRecovery::IdentityData { .. })
    }

    /// What the portal knows that no password may be made of; whoever asks adds the person.
    pub fn unfit_for_passwords(&self) -> Personal<'_> {
        let mut portal_words =
            vec![self.key.as_str(), self.brand.organisation.as_str(), self.brand.product.as_str()];
        portal_words.extend(self.password.forbidden_words.iter().map(String::as_str));
        Personal { portal_words, ..Personal::default() }
    }
}

impl PortalKey {
    pub fn parse(text: &str) -> Result<PortalKey, Fault> {
        let starts_with_letter = text.bytes().next().is_some_and(|b| b.is_ascii_lowercase());
        let plain = text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if !starts_with_letter || !plain || !KEY_LENGTH.contains(&text.len()) {
            return Err(Fault::new(
                format!("«{text}» no sirve como nombre de portal"),
                "use de 2 a 31 letras minúsculas sin tilde, cifras o «-», y empiece con letra",
            ));
        }
        Ok(PortalKey(text.into()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The key as the database takes it.
    pub fn shared(&self) -> &Arc<str> {
        &self.0
    }
}

impl fmt::Display for PortalKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// One sentence of the portal in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wording {
    pub spanish: String,
    pub english: String,
}

impl Wording {
    pub fn in_language(&self, language: Language) -> &str {
        match language {
            Language::Spanish => &self.spanish,
            Language::English => &self.english,
        }
    }
}

/// Who may have an account, and how they prove it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registration {
    pub by: RegistrationBy,
    /// Whether the password is asked for twice.
    pub repeat_password: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RegistrationBy {
    /// Anyone with an e-mail address; a link proves it (A8).
    Email,
    /// People on the roster: the document, with a second fact where asked, selects the person; a code to the
    /// contact on the roster proves it (M3).
    RosterCode {
        second_fact: Option<Fact>,
        /// Whether an e-mail address is asked for and confirmed (M4, M5).
        asks_email: bool,
    },
    /// Members on the roster: document, e-mail and mobile must all match, a text message proves it, and the
    /// person chooses a username (C11).
    Member,
}

/// Something besides the document number that the roster knows about a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fact {
    IssueDate,
    BirthDate,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signin {
    pub identifier: SignInWith,
    pub steps: Steps,
    /// Whether an unknown device is asked for a code by text message.
    pub new_device_code: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignInWith {
    Document,
    Email,
    Username,
}

/// Whether the password stands on the first page or on one of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Steps {
    One,
    Two,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Password {
    pub rule: PasswordRule,
    /// Words of this organisation that no password may hold, in lower case (ASVS 6.2.11).
    pub forbidden_words: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recovery {
    pub password: PasswordRecovery,
    pub username: Option<UsernameRecovery>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PasswordRecovery {
    /// A link to the e-mail address given at registration (M6, A2).
    MailedLink {
        /// The token follows it: `/cv/recordar/contrasena/` (A3).
        path: LinkPath,
        /// Whether the person confirms the address beside the new password (A4).
        confirm_email: bool,
        repeat_password: bool,
    },
    /// Document type and number, e-mail and mobile, then a code by text message (C8–C10).
    IdentityData { repeat_password: bool },
}

/// A code by text message, and the username by the channels named here (C3–C6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UsernameRecovery {
    pub send_by: SendBy,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SendBy {
    Both,
    Email,
    Sms,
}

/// How each page tells people from programs; limits stand behind all of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HumanChecks {
    pub signin: HumanCheck,
    pub registration: HumanCheck,
    pub recovery: HumanCheck,
    pub username_recovery: HumanCheck,
    pub vendor: Option<Vendor>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HumanCheck {
    None,
    /// Proof of work without anything to see.
    Silent,
    /// «No soy un robot» (C2).
    Checkbox,
    /// A hand slid from left to right (C3).
    Slide,
    /// The third party in `HumanChecks::vendor`.
    Vendor,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vendor {
    pub kind: VendorKind,
    pub site_key: String,
    pub secret_file: PathBuf,
    /// Where an answer is verified: the vendor's own address unless the file names another.
    pub verify_url: Url,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VendorKind {
    ReCaptcha,
    HCaptcha,
    Turnstile,
}

impl VendorKind {
    /// The vendor's own address for verifying an answer.
    pub fn verify_url(self) -> Url {
        let address = match self {
            VendorKind::ReCaptcha => "https://www.google.com/recaptcha/api/siteverify",
            VendorKind::HCaptcha => "https://api.hcaptcha.com/siteverify",
            VendorKind::Turnstile => "https://challenges.cloudflare.com/turnstile/v0/siteverify",
        };
        Url::parse(address).expect("each address above is a constant")
    }
}

/// What is typed on the on-screen keypad first (C5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keypad {
    pub codes: bool,
    pub password: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionLimits {
    pub idle_minutes: u32,
    pub absolute_minutes: u32,
}

/// In whose name messages go out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Messages {
    pub sender_name: String,
    pub sender_address: lettre::Address,
    pub reply_to: Option<lettre::Address>,
    /// Subjects that differ from the catalogue's (A3: «restablecer acceso»).
    pub subjects: BTreeMap<MailKind, Wording>,
    pub sms_name: SmsName,
}

/// The mails whose subject a portal may word itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MailKind {
    /// The code for a contact on the roster (M3).
    RegistrationCode,
    /// The link that confirms an address (M5, A8).
    RegistrationLink,
    /// The link to a new password (A3, M6).
    RecoveryLink,
    /// The username (C6).
    Username,
    /// Something about the account changed (M7).
    SecurityNotice,
    /// The number of a PQR (A7).
    PqrReceipt,
}

/// The name that begins a text message: at most 20 characters of the GSM-7 alphabet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SmsName(String);

impl SmsName {
    pub fn parse(text: &str) -> Result<SmsName, Fault> {
        let mend =
            "escriba hasta 20 letras, cifras o espacios, sin á, í, ó ni ú (un mensaje de texto no las lleva)";
        if text.trim() != text || text.is_empty() || text.chars().count() > SMS_NAME_LENGTH_MAX {
            return Err(Fault::new(format!("«{text}» no cabe al comienzo de un mensaje de texto"), mend));
        }
        if let Some(odd) = text.chars().find(|&letter| !is_gsm7_word_letter(letter)) {
            return Err(Fault::new(format!("«{odd}» no cabe en un mensaje de texto corriente"), mend));
        }
        Ok(SmsName(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The letters, digits and few signs of GSM 03.38 that a name may need, all of one septet.
fn is_gsm7_word_letter(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || " .&+-'éÉñÑüÜèùìòÇàäöÄÖ".contains(letter)
}

/// How many messages a portal may send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MessageCaps {
    pub text_messages_a_day: u32,
}

/// A notice on the sign-in page, from one day to another, both included (M2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Announcement {
    pub title: Wording,
    pub text: Wording,
    pub from: Option<Date>,
    pub until: Option<Date>,
}

impl Announcement {
    pub fn is_shown_on(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }
}

/// Whom to ask for help with signing in (A7).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HelpChannels {
    pub whatsapp: Option<WhatsappNumber>,
    pub email: Option<lettre::Address>,
    pub pqr: bool,
}

/// A Colombian number as wa.me wants it: 57 and ten digits, a mobile or a landline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WhatsappNumber(String);

impl WhatsappNumber {
    pub fn parse(text: &str) -> Result<WhatsappNumber, Fault> {
        let national = text.strip_prefix("57").filter(|rest| rest.len() == 10);
        let well_formed = national.is_some_and(|rest| {
            rest.bytes().all(|b| b.is_ascii_digit()) && (rest.starts_with('3') || rest.starts_with("60"))
        });
        if !well_formed {
            return Err(Fault::new(
                format!("«{text}» no es un número de WhatsApp colombiano"),
                "escriba 57 y los diez dígitos, sin «+» ni espacios, por ejemplo «573991234567»",
            ));
        }
        Ok(WhatsappNumber(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As one reads a number out: «+57 399 123 0001».
    pub fn spaced(&self) -> String {
        let (country, national) = self.0.split_at(2);
        format!("+{country} {} {} {}", &national[..3], &national[3..6], &national[6..])
    }
}

/// What a signed-in person finds in the menu (A6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Module {
    /// «Perfil»
    Profile,
    /// «Certificaciones laborales»
    Certificates,
    /// «Comprobantes de pago»
    Payslips,
}

impl Module {
    /// Whether it issues papers, so that somebody has to answer for them.
    pub fn issues_papers(self) -> bool {
        match self {
            Self::Profile | Self::Payslips => false,
            Self::Certificates => true,
        }
    }
}

/// Labels that this portal words in its own way: message id to text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TextOverrides {
    pub spanish: BTreeMap<String, String>,
    pub english: BTreeMap<String, String>,
}

impl TextOverrides {
    /// The labels of one language, as the catalogue takes them.
    pub fn in_language(&self, language: Language) -> Vec<Override> {
        let texts = match language {
            Language::Spanish => &self.spanish,
            Language::English => &self.english,
        };
        texts.iter().map(|(id, text)| (id.clone(), text.clone())).collect()
    }
}

/// The public page with the two ways in, «Registro» and «Ingreso» (C1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Welcome {
    pub title: Wording,
    pub intro: Wording,
}

/// What stands on every paper that the organisation issues.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issuer {
    pub nit: Nit,
    /// Where papers are issued.
    pub city: String,
    /// The DANE's codes of the place, which tax forms ask for.
    pub department_code: String,
    pub municipality_code: String,
    /// Who answers for the papers.
    pub signer_name: String,
    pub signer_position: String,
    /// Address, telephone, site: what stands under the name.
    pub lines: Vec<String>,
    /// How long whoever receives a certificate may rely on it.
    pub validity_days: u32,
}

/// A tax number with its check digit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nit {
    number: String,
    check_digit: char,
}

impl Nit {
    /// Reads `900.123.456-8`, with or without full stops.
    pub fn parse(text: &str) -> Result<Nit, Fault> {
        let mend = "escriba el NIT con su dígito de verificación, por ejemplo «900.123.456-8»";
        let unreadable = || Fault::new(format!("«{text}» no es un NIT"), mend);
        let (number, check) = text.trim().split_once('-').ok_or_else(unreadable)?;
        let number: String = number.chars().filter(|letter| *letter != '.').collect();
        let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if !NIT_LENGTH.contains(&number.len()) || check.len() != 1 || !is_digits(&number) || !is_digits(check)
        {
            return Err(unreadable());
        }
        let check_digit = check_digit(&number);
        if check != check_digit.to_string() {
            let what = format!("el dígito de verificación de «{text}» no es el que le corresponde");
            return Err(Fault::new(
                what,
                format!("revise el número; si está bien, termina en «-{check_digit}»"),
            ));
        }
        Ok(Nit { number, check_digit })
    }

    /// The digits before the dash.
    pub fn number(&self) -> &str {
        &self.number
    }

    pub fn check_digit(&self) -> char {
        self.check_digit
    }
}

impl fmt::Display for Nit {
    /// `900.123.456-8`
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let groups: Vec<&str> = self
            .number
            .as_bytes()
            .rchunks(3)
            .rev()
            .map(|group| std::str::from_utf8(group).unwrap_or_default())
            .collect();
        write!(out, "{}-{}", groups.join("."), self.check_digit)
    }
}

/// The check digit of a tax number (DIAN, Orden Administrativa 4 of 1989): weights from the last digit on, modulo 11.
fn check_digit(number: &str) -> char {
    const WEIGHTS: [u32; 15] = [3, 7, 13, 17, 19, 23, 29, 37, 41, 43, 47, 53, 59, 67, 71];
    let digits = number.chars().rev().filter_map(|digit| digit.to_digit(10));
    let sum: u32 = digits.zip(WEIGHTS).map(|(digit, weight)| digit * weight).sum();
    let rest = sum % 11;
    char::from_digit(if rest < 2 { rest } else { 11 - rest }, 10).expect("less than ten")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_portal_key_is_short_plain_and_starts_with_a_letter() {
        for text in ["ab", "miportal", "portal-2", &"a".repeat(31)] {
            assert_eq!(PortalKey::parse(text).map(|key| key.to_string()), Ok(text.to_owned()));
        }
        for text in [
            "",
            "a",
            "2portal",
            "-portal",
            "MiPortal",
            "mi_portal",
            "mi.portal",
            "año",
            "a/b",
            &"a".repeat(32),
        ] {
            assert!(PortalKey::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_name_in_a_text_message_is_short_and_fits_the_gsm_alphabet() {
        for text in ["Multiempleos", "Mi Portal", "Año Ñame", "Café 24-7"] {
            assert!(SmsName::parse(text).is_ok(), "{text}");
        }
        for text in [
            "",
            " ",
            " Mi Portal",
            "Mi Portal ",
            "Más",
            "Portal\n",
            "Portal 🙂",
            "@portal",
            "[Portal]",
            "Un portal de 21 letras",
        ] {
            assert!(SmsName::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_whatsapp_number_is_57_and_a_colombian_mobile_or_landline() {
        for text in ["573991230001", "576010000003"] {
            assert!(WhatsappNumber::parse(text).is_ok(), "{text}");
        }
        assert_eq!(WhatsappNumber::parse("573991230001").unwrap().spaced(), "+57 399 123 0001");
        for text in [
            "",
            "3991230001",
            "+573991230001",
            "57 399 123 0001",
            "57399123000",
            "5739912300011",
            "571991230001",
            "57399123000x",
        ] {
            assert!(WhatsappNumber::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn an_announcement_is_shown_from_its_first_day_to_its_last() {
        let text = Wording { spanish: "Hola".into(), english: "Hello".into() };
        let day = |day| Date::new(2026, 11, day).expect("a day");
        let dated =
            Announcement { title: text.clone(), text: text.clone(), from: Some(day(2)), until: Some(day(3)) };
        assert_eq!([1, 2, 3, 4].map(|d| dated.is_shown_on(day(d))), [false, true, true, false]);
        assert!(Announcement { title: text.clone(), text, from: None, until: None }.is_shown_on(day(1)));
    }

    #[test]
    fn a_tax_number_has_the_check_digit_that_belongs_to_it() {
        // Published ones: the DIAN's own, Ecopetrol's and Bancolombia's.
        for (text, written) in [
            ("800197268-4", "800.197.268-4"),
            ("899.999.068-1", "899.999.068-1"),
            ("890903938-8", "890.903.938-8"),
        ] {
            assert_eq!(Nit::parse(text).map(|nit| nit.to_string()), Ok(written.to_owned()));
        }
        let wrong = Nit::parse("800.197.268-5").unwrap_err();
        assert!(wrong.mend.contains("«-4»"), "{wrong}");
        for text in ["", "800197268", "800197268-", "800197268-44", "8001x7268-4", "-4", "1234-5"] {
            assert!(Nit::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn each_vendor_verifies_at_its_own_address_over_https() {
        for kind in [VendorKind::ReCaptcha, VendorKind::HCaptcha, VendorKind::Turnstile] {
            assert_eq!(kind.verify_url().scheme(), "https");
        }
    }
}
