//! What a portal's settings must not say together. Promise: a portal that came through here lets its own people
//! in, helps those who lost the way, and never asks for what it cannot send.
//!
//! Each rule is one function; `RULES` lists them in the order of the file.

use super::{
    Address, Fault, HumanCheck, MailKind, PasswordRecovery, PasswordRule, Portal, PortalKey, RegistrationBy,
    SendBy, SignInWith, Steps, Surroundings,
};

/// A session opened with four digits ends early.
const PIN_IDLE_MINUTES_MAX: u32 = 15;
const PIN_ABSOLUTE_MINUTES_MAX: u32 = 720;

/// Two settings that cannot both hold; the key is the one to change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contradiction {
    pub key: String,
    pub fault: Fault,
}

type Rule = fn(&Portal, &Surroundings) -> Vec<Contradiction>;

const RULES: &[Rule] = &[
    text_can_be_read_on_the_brand,
    open_registration_checks_for_humans,
    the_identifier_is_known_for_every_account,
    a_username_is_chosen_only_where_it_opens_the_door,
    a_forgotten_username_can_be_recovered,
    a_new_device_code_needs_a_mobile_on_record,
    a_pin_is_never_enough_on_an_unknown_device,
    a_pin_session_is_short,
    forbidden_words_can_occur,
    a_mailed_link_needs_an_address_on_record,
    a_mailed_link_leads_to_no_other_page,
    identity_data_must_be_on_record,
    text_messages_need_a_provider,
    text_messages_need_a_daily_cap_above_zero,
    text_messages_are_not_sent_for_programs,
    a_vendor_is_named_where_it_checks,
    a_named_vendor_checks_something,
    the_keypad_types_only_digits,
    the_keypad_stands_on_a_page_of_its_own,
    an_idle_limit_lies_within_the_absolute_one,
    a_subject_belongs_to_a_mail_that_is_sent,
    an_announcement_ends_after_it_begins,
    somebody_can_be_asked_for_help,
    somebody_answers_for_the_papers,
];

/// Everything in this portal's file that contradicts something else.
pub fn contradictions(portal: &Portal, around: &Surroundings) -> Vec<Contradiction> {
    RULES.iter().flat_map(|rule| rule(portal, around)).collect()
}

/// The portals whose address takes in that of one before them, by their place in the list.
pub fn shared_addresses(portals: &[(&PortalKey, &Address)]) -> Vec<(usize, Fault)> {
    let mut shared = Vec::new();
    for (index, (_, address)) in portals.iter().enumerate() {
        let earlier = portals[..index].iter().find(|(_, other)| address.overlaps(other));
        if let Some((key, other)) = earlier {
            let what = format!("«{address}» choca con «{other}», la dirección de {key}");
            shared.push((index, Fault::new(what, "dé a cada portal otro nombre de servidor u otra ruta")));
        }
    }
    shared
}

fn text_can_be_read_on_the_brand(portal: &Portal, _: &Surroundings) -> Vec<Contradiction> {
    let brand = portal.brand.colors.brand;
    let readable = portal.brand.colors.palette().button();
    refuse_if(
        brand != readable,
        "brand.colors.brand",
        &format!("sobre {brand} no se lee bien la letra blanca ni la oscura"),
        &format!("escriba «{readable}», el más parecido con contraste suficiente, u otro"),
    )
}

fn open_registration_checks_for_humans(portal: &Portal, _: &Surroundings) -> Vec<Contradiction> {
    refuse_if(
        portal.registration.by == RegistrationBy::Email && portal.human.registration == HumanCheck::None,
        "human.registration",
        "cualquiera puede registrarse y nada distingue a las personas de los programas",
        "escriba «silent» u otra comprobación",
    )
}

fn the_identifier_is_known_for_every_account(portal: &Portal, _: &Surroundings) -> Vec<Contradiction> {
    let (missing, mend) = match (portal.signin.identifier, portal.registration.by) {
        (SignInWith::Document, RegistrationBy::Email) => {
            ("el documento, que el registro por correo no pide", "escriba «email»")
        }
        (SignInWith::Email, RegistrationBy::RosterCode { asks_email: false, .. }) => {
            ("el correo, que el registro no pide", "escriba «document», o registration.asks_email = true")
        }
        (SignInWith::Username, RegistrationBy::Email | RegistrationBy::RosterCode { .. }) => {
            ("un usuario, que nadie elige al registrarse", "escriba otro, o registration.by = \"member\"")
        }
        _ => return Vec::new(),
    };
    vec![contradiction("signin.identifier", format!("se entra con {missing}"), mend)]
}

fn a_username_is_chosen_only_where_it_opens_the_door(
    portal: &Portal,
    _: &Surroundings,
) -> Vec<Contradiction> {
    refuse_if(
        portal.registration.by == RegistrationBy::Member && portal.signin.identifier != SignInWith::Username,
        "signin.identifier",
        "el asociado elige un usuario al registrarse y no entra con él",
        "escriba «username»",
    )
}

fn a_forgotten_username_can_be_recovered(portal: &Portal, _: &Surroundings) -> Vec<Contradiction> {
    let with_username = portal.signin.identifier == SignInWith::Username;
    match (&portal.recovery.username, with_username) {
        (None, true) => vec![contradiction(
            "signin.identifier",
            "quien olvide su usuario no tendría cómo recuperarlo",
            "agregue la sección [recovery.username]",
        )],
        (Some(_), false) => vec![contradiction(
            "recovery.username",
            "se recupera un usuario con el que nadie entra",
            "borre esta sección, o escriba signin.identifier = \"username\"",
        )],
        _ => Vec::new(),
    }
}

fn a_new_device_code_needs_a_mobile_on_record(portal: &Portal, _: &Surroundings) -> Vec<Contradiction> {
    refuse_if(
        portal.signin.new_device_code && portal.registration.by == RegistrationBy::Email,
        "signin.new_device_code",
        "el código iría a un celular que el registro por correo no pide",
        "escriba false",
    )
}

fn a_pin_is_never_enough_on_an_unknown_device(portal: &Portal, _: &Surroundings) -> Vec<Contradiction> {
    refuse_if(
        is_pin(portal) && !portal.signin.new_device_code,
        "signin.new_device_code",
        "cuatro dígitos solos no protegen un equipo desconocido",
        "escriba true, u otra regla en password.rule",
    )
}

fn a_pin_session_is_short(portal: &Portal, _: &Surroundings) -> Vec<Contradiction> {
    if !is_pin(portal) {
        return Vec::new();
    }
    let sessions = portal.sessions;
    let what = "la sesión es muy larga para una clave de cuatro dígitos";
    let idle = refuse_if(
        sessions.idle_minutes > PIN_IDLE_MINUTES_MAX,
        "sessions.idle_minutes",
        what,
        &format!("escriba {PIN_IDLE_MINUTES_MAX} o menos"),
    );
    let absolute = refuse_if(
        sessions.absolute_minutes > PIN_ABSOLUTE_MINUTES_MAX,
        "sessions.absolute_minutes",
        what,
        &format!("escriba {PIN_ABSOLUTE_MINUTES_MAX} o menos"),
    );
    [idle, absolute].concat()
}

fn forbidden_words_can_occur(portal: &Portal, _: &Surroundings) -> Vec<Contradiction> {
    let could_be_pin = |word: &str| word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit());
    let words = portal.password.forbidden_words.iter().enumerate();
    words
        .filter(|(_, word)| is_pin(portal) && !could_be_pin(word))
        .map(|(index, word)| {
            contradiction(
                &format!("password.forbidden_words[{}]", index + 1),
                format!("«{word}» no puede aparecer en una clave de cuatro dígitos"),
                "bórrela, o escriba cuatro dígitos, por ejemplo \"1984\"",
            )
        })
        .collect()
}

fn a_mailed_link_needs_an_address_on_record(portal: &Portal, _: &Surroundings) -> Vec<Contradiction> {
    let by_link = matches!(portal.recovery.password, PasswordRecovery::MailedLink { .. });
    let without_email =
        matches!(portal.registration.by, RegistrationBy::RosterCode { asks_email: false, .. });
    refuse_if(
        by_link && without_email,
        "recovery.password.by",
        "el enlace iría a un correo que el registro no pide",
        "escriba registration.asks_email = true, o aquí «identity-data»",
    )
}

fn a_mailed_link_leads_to_no_other_page(portal: &Portal, around: &Surroundings) -> Vec<Contradiction> {
    let PasswordRecovery::MailedLink { path, .. } = &portal.recovery.password else { return Vec::new() };
    let page = around.pages.iter().find(|page| path.collides_with(page));
    page.map(|page| {
        contradiction(
            "recovery.password.path",
            format!("«{}» ya es la ruta de otra página ({page})", path.as_str()),
            "escriba otra ruta, por ejemplo «/recuperar/clave/»",
        )
    })
    .into_iter()
    .collect()
}

fn identity_data_must_be_on_record(portal: &Portal, _: &Surroundings) -> Vec<Contradiction> {
    refuse_if(
        is_by_identity_data(portal) && portal.registration.by == RegistrationBy::Email,
        "recovery.password.by",
        "pide documento y celular, que el registro por correo no tiene",
        "escriba «mailed-link»",
    )
}

fn text_messages_need_a_provider(portal: &Portal, around: &Surroundings) -> Vec<Contradiction> {
    if around.sends_text_messages {
        return Vec::new();
    }
    keys_that_send_text_messages(portal)
        .into_iter()
        .map(|key| {
            let mend = "configure el proveedor de mensajes en aldaba.toml, o cambie este valor";
            contradiction(key, "necesita mensajes de texto y no hay por dónde enviarlos", mend)
        })
        .collect()
}

fn text_messages_need_a_daily_cap_above_zero(portal: &Portal, _: &Surroundings) -> Vec<Contradiction> {
    let keys = keys_that_send_text_messages(portal);
    refuse_if(
        portal.limits.text_messages_a_day == 0 && !keys.is_empty(),
        "limits.text_messages_a_day",
        &format!("no deja enviar los mensajes de texto que pide {}", keys.join(" y ")),
        "escriba cuántos mensajes puede enviar el portal en un día",
    )
}

/// The settings that send a text message by themselves.
fn keys_that_send_text_messages(portal: &Portal) -> Vec<&'static str> {
    [
        ("registration.by", portal.registration.by == RegistrationBy::Member),
        ("signin.new_device_code", portal.signin.new_device_code),
        ("recovery.password.by", is_by_identity_data(portal)),
        ("recovery.username", portal.recovery.username.is_some()),
    ]
    .into_iter()
    .filter_map(|(key, sends)| sends.then_some(key))
    .collect()
}

/// Messages cost money, and a program can ask for thousands.
fn text_messages_are_not_sent_for_programs(portal: &Portal, _: &Surroundings) -> Vec<Contradiction> {
    let human = &portal.human;
    [
        ("human.registration", human.registration, portal.registration.by == RegistrationBy::Member),
        ("human.recovery", human.recovery, is_by_identity_data(portal)),
        ("human.username_recovery", human.username_recovery, portal.recovery.username.is_some()),
    ]
    .into_iter()
    .filter(|(_, check, sends)| *sends && *check == HumanCheck::None)
    .map(|(key, _, _)| {
        let what = "un programa podría gastar los mensajes de texto del día";
        contradiction(key, what, "escriba «silent» u otra comprobación")
    })
    .collect()
}

fn a_vendor_is_named_where_it_checks(portal: &Portal, _: &Surroundings) -> Vec<Contradiction> {
    if portal.human.vendor.is_some() {
        return Vec::new();
    }
    keys_that_ask_the_vendor(portal)
        .into_iter()
        .map(|key| contradiction(key, "no dice qué proveedor comprueba", "agregue la sección [human.vendor]"))
        .collect()
}

fn a_named_vendor_checks_something(portal: &Portal, _: &Surroundings) -> Vec<Contradiction> {
    refuse_if(
        portal.human.vendor.is_some() && keys_that_ask_the_vendor(portal).is_empty(),
        "human.vendor",
        "este proveedor no comprueba nada",
        "borre la sección, o escriba «vendor» en una de las claves de [human]",
    )
}

fn keys_that_ask_the_vendor(portal: &Portal) -> Vec<&'static str> {
    let human = &portal.human;
    [
        ("human.signin", human.signin),
        ("human.registration", human.registration),
        ("human.recovery", human.recovery),
        ("human.username_recovery", human.username_recovery),
    ]
    .into_iter()
    .filter_map(|(key, check)| (check == HumanCheck::Vendor).then_some(key))
    .collect()
}

fn the_keypad_types_only_digits(portal: &Portal, _: &Surroundings) -> Vec<Contradiction> {
    refuse_if(
        portal.keypad.password && !is_pin(portal),
        "keypad.password",
        "el teclado en pantalla solo tiene dígitos, y la contraseña lleva letras",
        "escriba false, o password.rule = \"pin-4\"",
    )
}

/// Without JavaScript each press sends the page, which has no room for a second field.
fn the_keypad_stands_on_a_page_of_its_own(portal: &Portal, _: &Surroundings) -> Vec<Contradiction> {
    refuse_if(
        portal.keypad.password && portal.signin.steps == Steps::One,
        "keypad.password",
        "el teclado en pantalla necesita una página para él solo",
        "escriba false, o signin.steps = 2",
    )
}

fn an_idle_limit_lies_within_the_absolute_one(portal: &Portal, _: &Surroundings) -> Vec<Contradiction> {
    refuse_if(
        portal.sessions.idle_minutes > portal.sessions.absolute_minutes,
        "sessions.idle_minutes",
        "la sesión terminaría antes por duración que por inactividad",
        "escriba un número que no pase de sessions.absolute_minutes",
    )
}

fn a_subject_belongs_to_a_mail_that_is_sent(portal: &Portal, _: &Surroundings) -> Vec<Contradiction> {
    let unsent = portal.messages.subjects.keys().filter(|kind| !sends(portal, **kind));
    unsent
        .map(|kind| {
            let key = format!("messages.subjects.{}", kind.as_str());
            contradiction(&key, "este portal nunca envía ese correo", "borre el asunto")
        })
        .collect()
}

fn sends(portal: &Portal, kind: MailKind) -> bool {
    let by_roster = matches!(portal.registration.by, RegistrationBy::RosterCode { .. });
    let asks_email = matches!(
        portal.registration.by,
        RegistrationBy::Email | RegistrationBy::RosterCode { asks_email: true, .. }
    );
    match kind {
        MailKind::RegistrationCode => by_roster,
        MailKind::RegistrationLink => asks_email,
        MailKind::RecoveryLink => !is_by_identity_data(portal),
        MailKind::Username => portal.recovery.username.is_some_and(|way| way.send_by != SendBy::Sms),
        MailKind::SecurityNotice => true,
        MailKind::PqrReceipt => portal.help.pqr,
    }
}

fn an_announcement_ends_after_it_begins(portal: &Portal, _: &Surroundings) -> Vec<Contradiction> {
    let announcements = portal.announcements.iter().enumerate();
    announcements
        .filter(|(_, announcement)| {
            announcement.from.zip(announcement.until).is_some_and(|(from, until)| until < from)
        })
        .map(|(index, _)| {
            contradiction(
                &format!("announcements[{}].until", index + 1),
                "el anuncio termina antes de empezar",
                "escriba un día igual o posterior a from",
            )
        })
        .collect()
}

fn somebody_can_be_asked_for_help(portal: &Portal, _: &Surroundings) -> Vec<Contradiction> {
    let help = &portal.help;
    refuse_if(
        help.whatsapp.is_none() && help.email.is_none() && !help.pqr,
        "help",
        "quien no pueda entrar no tiene a quién acudir",
        "escriba whatsapp, email o pqr = true",
    )
}

fn somebody_answers_for_the_papers(portal: &Portal, _: &Surroundings) -> Vec<Contradiction> {
    refuse_if(
        portal.papers.is_none() && portal.modules.iter().any(|module| module.issues_papers()),
        "modules",
        "un módulo expide documentos y ningún dato dice quién responde por ellos",
        "agregue la sección [papers] con el NIT, la ciudad y quien firma, o quite el módulo",
    )
}

fn is_pin(portal: &Portal) -> bool {
    portal.password.rule == PasswordRule::Pin4
}

fn is_by_identity_data(portal: &Portal) -> bool {
    matches!(portal.recovery.password, PasswordRecovery::IdentityData { .. })
}

fn refuse_if(contradicts: bool, key: &str, what: &str, mend: &str) -> Vec<Contradiction> {
    if contradicts { vec![contradiction(key, what, mend)] } else { Vec::new() }
}

fn contradiction(key: &str, what: impl Into<String>, mend: impl Into<String>) -> Contradiction {
    Contradiction { key: key.to_owned(), fault: Fault::new(what, mend) }
}

#[cfg(test)]
mod tests {
    use jiff::civil::Date;

    use super::{
        super::{
            Announcement, Color, LinkPath, Module, UsernameRecovery, Wording,
            tests::{around, preset, turnstile},
        },
        *,
    };

    /// The keys that are refused after a change to a preset.
    fn refused(key: &str, change: impl FnOnce(&mut Portal)) -> Vec<String> {
        let mut portal = preset(key);
        change(&mut portal);
        contradictions(&portal, &around()).into_iter().map(|contradiction| contradiction.key).collect()
    }

    fn wording() -> Wording {
        Wording { spanish: "Hola".into(), english: "Hello".into() }
    }

    fn mailed_link(path: &str) -> PasswordRecovery {
        let path = LinkPath::parse(path).expect("a path");
        PasswordRecovery::MailedLink { path, confirm_email: false, repeat_password: false }
    }

    #[test]
    fn a_brand_on_which_no_text_can_be_read_is_refused_with_the_nearest_that_can() {
        let with = |brand| {
            let mut portal = preset("miportal");
            portal.brand.colors.brand = Color::from_hex(brand).expect("a colour");
            contradictions(&portal, &around())
        };
        let refused = with("#e2622b");
        assert_eq!(refused.len(), 1);
        assert_eq!(refused[0].key, "brand.colors.brand");
        let nearest = refused[0].fault.mend.split(['«', '»']).nth(1).expect("a colour in the remedy");
        assert_eq!(with(nearest), []);
        let white = Color::from_hex("#ffffff").expect("a colour");
        assert!(Color::from_hex(nearest).expect("a colour").contrast(white) >= 4.5);
        for readable in ["#1c2440", "#ffd54a", "#000000", "#ffffff"] {
            assert_eq!(with(readable), [], "{readable}");
        }
    }

    #[test]
    fn registration_open_to_anyone_without_a_human_check_is_refused() {
        assert_eq!(refused("miportal", |p| p.human.registration = HumanCheck::None), ["human.registration"]);
        assert_eq!(refused("multiempleos", |p| p.human.registration = HumanCheck::None), [""; 0]);
    }

    #[test]
    fn signing_in_with_what_registration_does_not_ask_for_is_refused() {
        assert_eq!(
            refused("miportal", |p| p.signin.identifier = SignInWith::Document),
            ["signin.identifier"]
        );
        let without_email = RegistrationBy::RosterCode { second_fact: None, asks_email: false };
        assert!(
            refused("multiempleos", |p| {
                p.registration.by = without_email;
                p.signin.identifier = SignInWith::Email;
            })
            .contains(&"signin.identifier".to_owned())
        );
        assert_eq!(refused("multiempleos", |p| p.signin.identifier = SignInWith::Email), [""; 0]);
        for key in ["miportal", "multiempleos"] {
            let with_username = refused(key, |p| {
                p.signin.identifier = SignInWith::Username;
                p.recovery.username = Some(UsernameRecovery { send_by: SendBy::Both });
            });
            assert_eq!(with_username, ["signin.identifier"]);
        }
    }

    #[test]
    fn a_username_chosen_and_never_used_is_refused() {
        let keys = refused("multiportal", |p| {
            p.signin.identifier = SignInWith::Document;
            p.recovery.username = None;
            p.messages.subjects.clear();
        });
        assert_eq!(keys, ["signin.identifier"]);
    }

    #[test]
    fn a_username_that_cannot_be_recovered_is_refused() {
        let keys = refused("multiportal", |p| {
            p.recovery.username = None;
            p.messages.subjects.clear();
        });
        assert_eq!(keys, ["signin.identifier"]);
    }

    #[test]
    fn recovering_a_username_that_nobody_signs_in_with_is_refused() {
        let way = Some(UsernameRecovery { send_by: SendBy::Email });
        assert_eq!(refused("multiempleos", |p| p.recovery.username = way), ["recovery.username"]);
    }

    #[test]
    fn a_code_on_new_devices_without_a_mobile_on_record_is_refused() {
        assert_eq!(refused("miportal", |p| p.signin.new_device_code = true), ["signin.new_device_code"]);
        assert_eq!(refused("multiempleos", |p| p.signin.new_device_code = true), [""; 0]);
    }

    #[test]
    fn a_pin_without_a_code_on_new_devices_is_refused() {
        assert_eq!(refused("multiportal", |p| p.signin.new_device_code = false), ["signin.new_device_code"]);
    }

    #[test]
    fn a_long_session_opened_with_a_pin_is_refused() {
        let keys = refused("multiportal", |p| {
            p.sessions.idle_minutes = 16;
            p.sessions.absolute_minutes = 721;
        });
        assert_eq!(keys, ["sessions.idle_minutes", "sessions.absolute_minutes"]);
        let longest = refused("multiportal", |p| {
            p.sessions.idle_minutes = 15;
            p.sessions.absolute_minutes = 720;
        });
        assert_eq!(longest, [""; 0]);
    }

    #[test]
    fn a_forbidden_word_that_no_pin_can_hold_is_refused() {
        let words = ["1984", "ceiba", "12345"].map(str::to_owned).to_vec();
        assert_eq!(
            refused("multiportal", |p| p.password.forbidden_words = words),
            ["password.forbidden_words[2]", "password.forbidden_words[3]"]
        );
    }

    #[test]
    fn a_mailed_link_for_people_without_an_address_is_refused() {
        let keys = refused("multiempleos", |p| {
            p.registration.by = RegistrationBy::RosterCode { second_fact: None, asks_email: false };
            p.messages.subjects.clear();
        });
        assert_eq!(keys, ["recovery.password.by"]);
    }

    #[test]
    fn a_mailed_link_that_leads_to_another_page_is_refused() {
        assert_eq!(
            refused("miportal", |p| p.recovery.password = mailed_link("/recovery/")),
            ["recovery.password.path"]
        );
    }

    #[test]
    fn recovery_by_identity_data_that_nobody_gave_is_refused() {
        let keys = refused("miportal", |p| {
            p.recovery.password = PasswordRecovery::IdentityData { repeat_password: true };
            p.messages.subjects.clear();
        });
        assert_eq!(keys, ["recovery.password.by"]);
    }

    #[test]
    fn whatever_sends_text_messages_is_refused_where_there_is_no_provider() {
        let mute = Surroundings { sends_text_messages: false, ..around() };
        let keys = |key| contradictions(&preset(key), &mute).into_iter().map(|c| c.key).collect::<Vec<_>>();
        assert_eq!(
            keys("multiportal"),
            ["registration.by", "signin.new_device_code", "recovery.password.by", "recovery.username"]
        );
        assert_eq!(keys("multiempleos"), [""; 0]);
        assert_eq!(keys("miportal"), [""; 0]);
    }

    #[test]
    fn a_daily_cap_of_zero_where_text_messages_are_needed_is_refused() {
        let key = "limits.text_messages_a_day";
        assert_eq!(refused("multiportal", |p| p.limits.text_messages_a_day = 0), [key]);
        assert_eq!(refused("miportal", |p| p.limits.text_messages_a_day = 0), [""; 0]);
    }

    #[test]
    fn text_messages_for_whoever_asks_without_a_human_check_are_refused() {
        let keys = refused("multiportal", |p| {
            p.human.registration = HumanCheck::None;
            p.human.recovery = HumanCheck::None;
            p.human.username_recovery = HumanCheck::None;
        });
        assert_eq!(keys, ["human.registration", "human.recovery", "human.username_recovery"]);
    }

    #[test]
    fn a_check_by_a_vendor_that_is_not_named_is_refused() {
        assert_eq!(refused("miportal", |p| p.human.recovery = HumanCheck::Vendor), ["human.recovery"]);
    }

    #[test]
    fn a_vendor_that_checks_nothing_is_refused() {
        assert_eq!(refused("miportal", |p| p.human.vendor = Some(turnstile())), ["human.vendor"]);
        let used = refused("miportal", |p| {
            p.human.vendor = Some(turnstile());
            p.human.signin = HumanCheck::Vendor;
        });
        assert_eq!(used, [""; 0]);
    }

    #[test]
    fn a_keypad_of_digits_for_a_password_with_letters_is_refused() {
        let keys = refused("miportal", |p| {
            p.keypad.password = true;
            p.signin.steps = Steps::Two;
        });
        assert_eq!(keys, ["keypad.password"]);
    }

    #[test]
    fn a_keypad_for_the_password_beside_the_username_is_refused() {
        assert_eq!(refused("multiportal", |p| p.keypad.password = true), [""; 0]);
        let keys = refused("multiportal", |p| {
            p.keypad.password = true;
            p.signin.steps = Steps::One;
        });
        assert_eq!(keys, ["keypad.password"]);
    }

    #[test]
    fn an_idle_limit_beyond_the_absolute_one_is_refused() {
        let keys = refused("miportal", |p| p.sessions.absolute_minutes = p.sessions.idle_minutes - 1);
        assert_eq!(keys, ["sessions.idle_minutes"]);
        let equal = refused("miportal", |p| p.sessions.absolute_minutes = p.sessions.idle_minutes);
        assert_eq!(equal, [""; 0]);
    }

    #[test]
    fn a_subject_for_a_mail_that_is_never_sent_is_refused() {
        let with = |key, kind| {
            refused(key, |p: &mut Portal| {
                p.messages.subjects.insert(kind, wording());
            })
        };
        assert_eq!(with("miportal", MailKind::RegistrationCode), ["messages.subjects.registration-code"]);
        assert_eq!(with("miportal", MailKind::Username), ["messages.subjects.username"]);
        assert_eq!(with("multiportal", MailKind::RecoveryLink), ["messages.subjects.recovery-link"]);
        assert_eq!(with("multiportal", MailKind::RegistrationLink), ["messages.subjects.registration-link"]);
        assert_eq!(with("multiportal", MailKind::SecurityNotice), [""; 0]);
        assert_eq!(with("multiempleos", MailKind::RegistrationCode), [""; 0]);
        let by_text_message = refused("multiportal", |p| {
            p.recovery.username = Some(UsernameRecovery { send_by: SendBy::Sms });
        });
        assert_eq!(by_text_message, ["messages.subjects.username"]);
        let without_pqr = refused("miportal", |p| {
            p.help.pqr = false;
            p.messages.subjects.insert(MailKind::PqrReceipt, wording());
        });
        assert_eq!(without_pqr, ["messages.subjects.pqr-receipt"]);
    }

    #[test]
    fn an_announcement_that_ends_before_it_begins_is_refused() {
        let day = |day| Some(Date::new(2026, 11, day).expect("a day"));
        let keys = refused("miportal", |p| {
            p.announcements = vec![
                Announcement { title: wording(), text: wording(), from: day(2), until: day(2) },
                Announcement { title: wording(), text: wording(), from: day(2), until: day(1) },
                Announcement { title: wording(), text: wording(), from: None, until: day(1) },
            ];
        });
        assert_eq!(keys, ["announcements[2].until"]);
    }

    #[test]
    fn a_portal_without_anybody_to_ask_is_refused() {
        let keys = refused("multiportal", |p| {
            p.help.whatsapp = None;
            p.help.email = None;
            p.help.pqr = false;
        });
        assert_eq!(keys, ["help"]);
    }

    #[test]
    fn papers_that_nobody_answers_for_are_refused() {
        assert_eq!(refused("miportal", |p| p.papers = None), ["modules"]);
        let without_papers = refused("miportal", |p| {
            p.papers = None;
            p.modules = vec![Module::Profile];
        });
        assert_eq!(without_papers, [""; 0]);
    }

    #[test]
    fn addresses_clash_on_one_host_when_one_path_takes_in_the_other() {
        use super::super::{Origin, PathPrefix};
        let key = preset("miportal").key;
        let clash = |one: (&str, &str), two: (&str, &str)| {
            let [one, two] = [one, two].map(|(origin, path)| Address {
                origin: Origin::parse(origin).expect("an origin"),
                path: PathPrefix::parse(path).expect("a path"),
            });
            !shared_addresses(&[(&key, &one), (&key, &two)]).is_empty()
        };
        let (a, b) = ("https://a.example", "https://b.example");
        assert!(clash((a, ""), (a, "")));
        assert!(clash((a, ""), (a, "/uno")));
        assert!(clash((a, "/uno"), (a, "")));
        assert!(clash((a, "/uno"), ("https://A.example:443", "/uno")));
        assert!(!clash((a, "/uno"), (a, "/dos")));
        assert!(!clash((a, "/uno"), (a, "/uno-dos")));
        assert!(!clash((a, ""), (b, "")));
        assert!(!clash((a, ""), ("https://a.example:8443", "")));
    }
}
