//! From the files to the portals. Promise: either every file is right, or every problem of every file is told.
//!
//! The functions below stand in the order of a file, one for each of its sections.

use std::{
    fs,
    ops::RangeInclusive,
    path::{Path, PathBuf},
    sync::Arc,
};

use base::texts::is_sentence;
use unicode_normalization::UnicodeNormalization;
use url::Url;

use super::{
    Address, Announcement, Brand, Color, Colors, Fact, Fault, HelpChannels, HumanCheck, HumanChecks, Issuer,
    Keypad, LinkPath, Logo, MailKind, MessageCaps, Messages, Module, Nit, Origin, Password, PasswordRecovery,
    PasswordRule, PathPrefix, Portal, PortalKey, Portals, Problem, Recovery, Registration, RegistrationBy,
    SendBy, SessionLimits, SignInWith, Signin, SmsName, Steps, Surroundings, TextOverrides, UsernameRecovery,
    Vendor, VendorKind, Welcome, WhatsappNumber, Wording,
    address::is_loopback,
    file::{Noted, Section, TomlFile, day, flag, line_of_text, one_of, parsed, whole_number},
    rules,
};
use crate::credentials::UnknownRule;

const NAME_LENGTH_MAX: usize = 80;
const SUBJECT_LENGTH_MAX: usize = 100;
const LABEL_LENGTH_MAX: usize = 400;
const PARAGRAPH_LENGTH_MAX: usize = 600;
const FORBIDDEN_WORD_LENGTH: RangeInclusive<usize> = 4..=40;
const IDLE_MINUTES: RangeInclusive<u32> = 5..=1_440;
const IDLE_MINUTES_DEFAULT: u32 = 15;
/// Thirty days (NIST SP 800-63B-4, 2.1.3).
const ABSOLUTE_MINUTES: RangeInclusive<u32> = 5..=43_200;
const ABSOLUTE_MINUTES_DEFAULT: u32 = 720;
const LETTERHEAD_LINES_MAX: usize = 4;
const VALIDITY_DAYS: RangeInclusive<u32> = 1..=365;
const VALIDITY_DAYS_DEFAULT: u32 = 30;
/// The DANE's codes (DIVIPOLA): two digits for the department, three more for the municipality.
const DEPARTMENT_CODE_DIGITS: usize = 2;
const MUNICIPALITY_CODE_DIGITS: usize = 3;
const TEXT_MESSAGES_A_DAY: RangeInclusive<u32> = 0..=1_000_000;
const TEXT_MESSAGES_A_DAY_DEFAULT: u32 = 500;

const FACTS: &[(&str, Fact)] = &[("issue-date", Fact::IssueDate), ("birth-date", Fact::BirthDate)];
const WAYS_TO_REGISTER: &[(&str, WayToRegister)] = &[
    ("email", WayToRegister::Email),
    ("roster-code", WayToRegister::RosterCode),
    ("member", WayToRegister::Member),
];
const WAYS_TO_RECOVER: &[(&str, WayToRecover)] =
    &[("mailed-link", WayToRecover::MailedLink), ("identity-data", WayToRecover::IdentityData)];
const IDENTIFIERS: &[(&str, SignInWith)] =
    &[("document", SignInWith::Document), ("email", SignInWith::Email), ("username", SignInWith::Username)];
const SEND_BY: &[(&str, SendBy)] = &[("both", SendBy::Both), ("email", SendBy::Email), ("sms", SendBy::Sms)];
const HUMAN_CHECKS: &[(&str, HumanCheck)] = &[
    ("none", HumanCheck::None),
    ("silent", HumanCheck::Silent),
    ("checkbox", HumanCheck::Checkbox),
    ("slide", HumanCheck::Slide),
    ("vendor", HumanCheck::Vendor),
];
const VENDORS: &[(&str, VendorKind)] = &[
    ("recaptcha", VendorKind::ReCaptcha),
    ("hcaptcha", VendorKind::HCaptcha),
    ("turnstile", VendorKind::Turnstile),
];
const MAILS: &[(&str, MailKind)] = &[
    ("registration-code", MailKind::RegistrationCode),
    ("registration-link", MailKind::RegistrationLink),
    ("recovery-link", MailKind::RecoveryLink),
    ("username", MailKind::Username),
    ("security-notice", MailKind::SecurityNotice),
    ("pqr-receipt", MailKind::PqrReceipt),
];
const MODULES: &[(&str, Module)] =
    &[("profile", Module::Profile), ("certificates", Module::Certificates), ("payslips", Module::Payslips)];

/// What the key `by` of [registration] says; other keys say the rest.
#[derive(Clone, Copy)]
enum WayToRegister {
    Email,
    RosterCode,
    Member,
}

/// What the key `by` of [recovery.password] says; other keys say the rest.
#[derive(Clone, Copy)]
enum WayToRecover {
    MailedLink,
    IdentityData,
}

impl MailKind {
    /// The kind's name in a portal's file.
    pub fn as_str(self) -> &'static str {
        let named = MAILS.iter().find(|(_, kind)| *kind == self);
        named.map(|(name, _)| *name).expect("MAILS names every kind; a test compares them")
    }
}

/// Reads every `*.toml` in the folder; the files that a portal names stand beside it.
pub fn read(folder: &Path, around: &Surroundings) -> Result<Portals, Vec<Problem>> {
    let paths = toml_files(folder).map_err(|problem| vec![problem])?;
    let mut problems = Vec::new();
    let mut portals = Vec::new();
    for path in &paths {
        match read_text(path) {
            Ok(text) => {
                let file = TomlFile::new(path, &text);
                if let Ok(portal) = portal_of(&file, path, around) {
                    let address_line = file.line_of("address.origin");
                    portals.push((path, address_line, portal));
                }
                problems.extend(file.into_problems());
            }
            Err(problem) => problems.push(problem),
        }
    }
    let addresses: Vec<_> = portals.iter().map(|(_, _, portal)| (&portal.key, &portal.address)).collect();
    for (index, fault) in rules::shared_addresses(&addresses) {
        let (path, line, _) = &portals[index];
        problems.push(problem(path, *line, "address.origin", fault));
    }
    if !problems.is_empty() {
        problems.sort();
        return Err(problems);
    }
    Ok(Portals::new(portals.into_iter().map(|(_, _, portal)| Arc::new(portal)).collect()))
}

fn toml_files(folder: &Path) -> Result<Vec<PathBuf>, Problem> {
    let unreadable = |error: std::io::Error| {
        let what = format!("no se puede leer la carpeta de portales ({error})");
        problem(folder, None, "", Fault::new(what, "revise que exista y que el programa la pueda leer"))
    };
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            paths.push(path);
        }
    }
    if paths.is_empty() {
        let fault = Fault::new("aquí no hay ningún portal", "ponga al menos un archivo NOMBRE.toml");
        return Err(problem(folder, None, "", fault));
    }
    paths.sort();
    Ok(paths)
}

fn read_text(path: &Path) -> Result<String, Problem> {
    let unreadable = |error: std::io::Error| {
        let mend = "revise los permisos del archivo y guárdelo como UTF-8";
        problem(path, None, "", Fault::new(format!("no se puede leer el archivo ({error})"), mend))
    };
    fs::read_to_string(path).map_err(unreadable)
}

fn problem(file: &Path, line: Option<usize>, key: &str, fault: Fault) -> Problem {
    Problem { file: file.to_owned(), line, key: key.to_owned(), what: fault.what, mend: fault.mend }
}

/// One file's portal, unless a value could not be read; what contradicts itself is noted and still a portal.
pub(super) fn portal_of(file: &TomlFile, path: &Path, around: &Surroundings) -> Result<Portal, Noted> {
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    let key = PortalKey::parse(&name).map_err(|fault| file.note(None, "", fault));
    let folder = path.parent().unwrap_or(Path::new(""));
    let portal = file.read(|root| portal(root, key, folder, around))?;
    for contradiction in rules::contradictions(&portal, around) {
        file.note(file.line_of(&contradiction.key), &contradiction.key, contradiction.fault);
    }
    Ok(portal)
}

fn portal(
    root: &Section,
    key: Result<PortalKey, Noted>,
    folder: &Path,
    around: &Surroundings,
) -> Result<Portal, Noted> {
    let modules = root.values("modules", one_of(MODULES));
    let brand = root.section("brand", |section| brand(section, folder));
    let address = root.section("address", address);
    let registration = root.section("registration", registration);
    let signin = root.section("signin", signin);
    let password = root.section("password", password);
    let recovery = root.section("recovery", recovery);
    let human = root.section("human", |section| human(section, folder));
    let keypad = root.section("keypad", keypad);
    let sessions = root.section("sessions", sessions);
    let messages = root.section("messages", messages);
    let limits = root.section("limits", limits);
    let announcements = root.sections("announcements", announcement);
    let help = root.section("help", help);
    let welcome = root.optional_section("welcome", welcome);
    let papers = root.optional_section("papers", issuer);
    let texts = root.section("texts", |section| texts(section, around));
    Ok(Portal {
        key: key?,
        brand: brand?,
        address: address?,
        registration: registration?,
        signin: signin?,
        password: password?,
        recovery: recovery?,
        human: human?,
        keypad: keypad?,
        sessions: sessions?,
        messages: messages?,
        limits: limits?,
        announcements: announcements?,
        help: help?,
        modules: modules?,
        texts: texts?,
        welcome: welcome?,
        papers: papers?,
    })
}

fn brand(section: &Section, folder: &Path) -> Result<Brand, Noted> {
    let organisation = section.required("organisation", line_of_text(NAME_LENGTH_MAX));
    let product = section.required("product", line_of_text(NAME_LENGTH_MAX));
    let slogan = section.optional("slogan", line_of_text(NAME_LENGTH_MAX));
    let site = section.optional("site", parsed(web_address));
    let privacy = section.optional("privacy", parsed(web_address));
    let logo = section.required("logo", parsed(|name| logo(name, folder)));
    let colors = section.section("colors", colors);
    Ok(Brand {
        organisation: organisation?,
        product: product?,
        slogan: slogan?,
        site: site?,
        privacy: privacy?,
        logo: logo?,
        colors: colors?,
    })
}

fn logo(name: &str, folder: &Path) -> Result<Logo, Fault> {
    let stem = name.strip_suffix(".svg").unwrap_or_default();
    if stem.is_empty() || !stem.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_')) {
        let mend = "escriba el nombre de un archivo .svg que esté en esta carpeta, por ejemplo «logo.svg»";
        return Err(Fault::new(format!("«{name}» no es el nombre de un dibujo"), mend));
    }
    let text = fs::read_to_string(folder.join(name)).map_err(|error| {
        Fault::new(format!("no se puede leer «{name}» ({error})"), "ponga el dibujo en esta carpeta")
    })?;
    Logo::parse(&text)
}

fn colors(section: &Section) -> Result<Colors, Noted> {
    let brand = section.required("brand", parsed(color));
    let accent = section.required("accent", parsed(color));
    Ok(Colors { brand: brand?, accent: accent? })
}

fn color(text: &str) -> Result<Color, Fault> {
    let mend = "escriba «#» y seis cifras hexadecimales, por ejemplo «#0b5d4e»";
    Color::from_hex(text).ok_or_else(|| Fault::new(format!("«{text}» no es un color"), mend))
}

fn address(section: &Section) -> Result<Address, Noted> {
    let origin = section.required("origin", parsed(Origin::parse));
    let path = section.or("path", PathPrefix::default(), parsed(PathPrefix::parse));
    Ok(Address { origin: origin?, path: path? })
}

fn registration(section: &Section) -> Result<Registration, Noted> {
    let repeat_password = section.required("repeat_password", flag);
    let by = registration_by(section);
    Ok(Registration { by: by?, repeat_password: repeat_password? })
}

fn registration_by(section: &Section) -> Result<RegistrationBy, Noted> {
    match section.required("by", one_of(WAYS_TO_REGISTER))? {
        WayToRegister::Email => Ok(RegistrationBy::Email),
        WayToRegister::Member => Ok(RegistrationBy::Member),
        WayToRegister::RosterCode => {
            let second_fact = section.optional("second_fact", one_of(FACTS));
            let asks_email = section.required("asks_email", flag);
            Ok(RegistrationBy::RosterCode { second_fact: second_fact?, asks_email: asks_email? })
        }
    }
}

fn signin(section: &Section) -> Result<Signin, Noted> {
    let identifier = section.required("identifier", one_of(IDENTIFIERS));
    let steps = section.or("steps", 1, whole_number(1..=2));
    let new_device_code = section.required("new_device_code", flag);
    Ok(Signin {
        identifier: identifier?,
        steps: if steps? == 2 { Steps::Two } else { Steps::One },
        new_device_code: new_device_code?,
    })
}

fn password(section: &Section) -> Result<Password, Noted> {
    let rule = section.or("rule", PasswordRule::Nist63b4, parsed(password_rule));
    let forbidden_words = section.values("forbidden_words", parsed(forbidden_word));
    Ok(Password { rule: rule?, forbidden_words: forbidden_words? })
}

fn password_rule(text: &str) -> Result<PasswordRule, Fault> {
    text.parse().map_err(|known: UnknownRule| {
        Fault::new(format!("«{text}» no se conoce aquí"), format!("escriba {known}"))
    })
}

fn forbidden_word(text: &str) -> Result<String, Fault> {
    let word: String = text.trim().to_lowercase().nfc().collect();
    if !FORBIDDEN_WORD_LENGTH.contains(&word.chars().count()) || word.chars().any(char::is_whitespace) {
        let mend = "escriba una sola palabra de 4 a 40 letras o cifras";
        return Err(Fault::new(format!("«{text}» no sirve como palabra prohibida"), mend));
    }
    Ok(word)
}

fn recovery(section: &Section) -> Result<Recovery, Noted> {
    let password = section.section("password", password_recovery);
    let username = section.optional_section("username", |section| {
        Ok(UsernameRecovery { send_by: section.required("send_by", one_of(SEND_BY))? })
    });
    Ok(Recovery { password: password?, username: username? })
}

fn password_recovery(section: &Section) -> Result<PasswordRecovery, Noted> {
    let repeat_password = section.required("repeat_password", flag);
    match section.required("by", one_of(WAYS_TO_RECOVER))? {
        WayToRecover::IdentityData => {
            Ok(PasswordRecovery::IdentityData { repeat_password: repeat_password? })
        }
        WayToRecover::MailedLink => {
            let path = section.required("path", parsed(LinkPath::parse));
            let confirm_email = section.required("confirm_email", flag);
            Ok(PasswordRecovery::MailedLink {
                path: path?,
                confirm_email: confirm_email?,
                repeat_password: repeat_password?,
            })
        }
    }
}

fn human(section: &Section, folder: &Path) -> Result<HumanChecks, Noted> {
    let check = |key| section.or(key, HumanCheck::Silent, one_of(HUMAN_CHECKS));
    let (signin, registration) = (check("signin"), check("registration"));
    let (recovery, username_recovery) = (check("recovery"), check("username_recovery"));
    let vendor = section.optional_section("vendor", |section| vendor(section, folder));
    Ok(HumanChecks {
        signin: signin?,
        registration: registration?,
        recovery: recovery?,
        username_recovery: username_recovery?,
        vendor: vendor?,
    })
}

fn vendor(section: &Section, folder: &Path) -> Result<Vendor, Noted> {
    let kind = section.required("kind", one_of(VENDORS));
    let site_key = section.required("site_key", line_of_text(SUBJECT_LENGTH_MAX));
    let secret_file = section.required(
        "secret_file",
        parsed(|name| {
            let path = folder.join(name);
            let mend = "escriba la ruta de un archivo que exista y tenga solo la clave secreta del proveedor";
            if path.is_file() {
                Ok(path)
            } else {
                Err(Fault::new(format!("no hay archivo «{name}»"), mend))
            }
        }),
    );
    let verify_url = section.optional("verify_url", parsed(verify_url));
    let kind = kind?;
    Ok(Vendor {
        kind,
        site_key: site_key?,
        secret_file: secret_file?,
        verify_url: verify_url?.unwrap_or_else(|| kind.verify_url()),
    })
}

fn keypad(section: &Section) -> Result<Keypad, Noted> {
    let codes = section.or("codes", false, flag);
    let password = section.or("password", false, flag);
    Ok(Keypad { codes: codes?, password: password? })
}

fn sessions(section: &Section) -> Result<SessionLimits, Noted> {
    let idle_minutes = section.or("idle_minutes", IDLE_MINUTES_DEFAULT, whole_number(IDLE_MINUTES));
    let absolute_minutes =
        section.or("absolute_minutes", ABSOLUTE_MINUTES_DEFAULT, whole_number(ABSOLUTE_MINUTES));
    Ok(SessionLimits { idle_minutes: idle_minutes?, absolute_minutes: absolute_minutes? })
}

fn messages(section: &Section) -> Result<Messages, Noted> {
    let sender_name = section.required("sender_name", line_of_text(NAME_LENGTH_MAX));
    let sender_address = section.required("sender_address", parsed(mail_address));
    let reply_to = section.optional("reply_to", parsed(mail_address));
    let sms_name = section.required("sms_name", parsed(SmsName::parse));
    let subjects = section.section("subjects", |section| {
        let worded: Vec<_> = MAILS
            .iter()
            .map(|(name, kind)| {
                let subject =
                    section.optional_section(name, |subject| wording(subject, SUBJECT_LENGTH_MAX))?;
                Ok(subject.map(|subject| (*kind, subject)))
            })
            .collect();
        let worded: Result<Vec<_>, Noted> = worded.into_iter().collect();
        Ok(worded?.into_iter().flatten().collect())
    });
    Ok(Messages {
        sender_name: sender_name?,
        sender_address: sender_address?,
        reply_to: reply_to?,
        subjects: subjects?,
        sms_name: sms_name?,
    })
}

fn limits(section: &Section) -> Result<MessageCaps, Noted> {
    let a_day = whole_number(TEXT_MESSAGES_A_DAY);
    let text_messages_a_day = section.or("text_messages_a_day", TEXT_MESSAGES_A_DAY_DEFAULT, a_day)?;
    Ok(MessageCaps { text_messages_a_day })
}

fn announcement(section: &Section) -> Result<Announcement, Noted> {
    let title = section.section("title", |title| wording(title, NAME_LENGTH_MAX));
    let text = section.section("text", |text| wording(text, PARAGRAPH_LENGTH_MAX));
    let from = section.optional("from", day);
    let until = section.optional("until", day);
    Ok(Announcement { title: title?, text: text?, from: from?, until: until? })
}

fn help(section: &Section) -> Result<HelpChannels, Noted> {
    let whatsapp = section.optional("whatsapp", parsed(WhatsappNumber::parse));
    let email = section.optional("email", parsed(mail_address));
    let pqr = section.or("pqr", false, flag);
    Ok(HelpChannels { whatsapp: whatsapp?, email: email?, pqr: pqr? })
}

fn welcome(section: &Section) -> Result<Welcome, Noted> {
    let title = section.section("title", |title| wording(title, NAME_LENGTH_MAX));
    let intro = section.section("intro", |intro| wording(intro, PARAGRAPH_LENGTH_MAX));
    Ok(Welcome { title: title?, intro: intro? })
}

fn issuer(section: &Section) -> Result<Issuer, Noted> {
    let nit = section.required("nit", parsed(Nit::parse));
    let city = section.required("city", line_of_text(NAME_LENGTH_MAX));
    let department_code = section.required("department_code", parsed(code(DEPARTMENT_CODE_DIGITS)));
    let municipality_code = section.required("municipality_code", parsed(code(MUNICIPALITY_CODE_DIGITS)));
    let signer_name = section.required("signer_name", line_of_text(NAME_LENGTH_MAX));
    let signer_position = section.required("signer_position", line_of_text(NAME_LENGTH_MAX));
    let lines = section.values("lines", line_of_text(NAME_LENGTH_MAX)).and_then(|lines| {
        let mend = format!("escriba a lo sumo {LETTERHEAD_LINES_MAX}");
        let too_many = || section.note("lines", Fault::new("son muchas líneas para un membrete", mend));
        if lines.len() > LETTERHEAD_LINES_MAX { Err(too_many()) } else { Ok(lines) }
    });
    let validity_days = section.or("validity_days", VALIDITY_DAYS_DEFAULT, whole_number(VALIDITY_DAYS));
    Ok(Issuer {
        nit: nit?,
        city: city?,
        department_code: department_code?,
        municipality_code: municipality_code?,
        signer_name: signer_name?,
        signer_position: signer_position?,
        lines: lines?,
        validity_days: validity_days?,
    })
}

fn code(digits: usize) -> impl Fn(&str) -> Result<String, Fault> {
    move |text| {
        let is_code = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
        let mend = format!("escriba las {digits} cifras del código del DANE, entre comillas");
        if is_code {
            Ok(text.to_owned())
        } else {
            Err(Fault::new(format!("«{text}» no es un código"), mend))
        }
    }
}

fn texts(section: &Section, around: &Surroundings) -> Result<TextOverrides, Noted> {
    let label = |id: &str, value: &toml::de::DeValue| {
        if !(around.knows_text)(id) {
            let what = format!("ninguna pantalla tiene un texto «{id}»");
            return Err(Fault::new(what, "bórrelo, o escriba el id de un texto del catálogo"));
        }
        let text = line_of_text(LABEL_LENGTH_MAX)(value)?;
        if !is_sentence(&text) {
            let mend = "cierre cada «{» con su «}», o quítelas";
            return Err(Fault::new("el texto lleva una llave suelta", mend));
        }
        Ok(text)
    };
    let spanish = section.entries("es-CO", label);
    let english = section.entries("en", label);
    Ok(TextOverrides { spanish: spanish?, english: english? })
}

/// A sentence in both languages: `{ es-CO = "…", en = "…" }`.
fn wording(section: &Section, length_max: usize) -> Result<Wording, Noted> {
    let spanish = section.required("es-CO", line_of_text(length_max));
    let english = section.required("en", line_of_text(length_max));
    Ok(Wording { spanish: spanish?, english: english? })
}

fn mail_address(text: &str) -> Result<lettre::Address, Fault> {
    let mend = "escriba algo como «portal@ejemplo.example»";
    text.parse().map_err(|_| Fault::new(format!("«{text}» no es una dirección de correo"), mend))
}

fn web_address(text: &str) -> Result<Url, Fault> {
    let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "https" | "http"));
    let mend = "escriba la dirección completa, por ejemplo «https://www.ejemplo.example/»";
    url.ok_or_else(|| Fault::new(format!("«{text}» no es la dirección de una página"), mend))
}

/// Secrets travel to this address, so it is HTTPS or this very machine.
fn verify_url(text: &str) -> Result<Url, Fault> {
    let url = Url::parse(text).ok().filter(|url| match url.scheme() {
        "https" => true,
        "http" => url.host().is_some_and(|host| is_loopback(&host)),
        _ => false,
    });
    let mend = "escriba una dirección «https://»; «http://» solo vale para localhost";
    url.ok_or_else(|| Fault::new(format!("«{text}» no sirve para verificar"), mend))
}
