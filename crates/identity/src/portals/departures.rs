//! Where a portal departs from NIST SP 800-63B-4 or OWASP ASVS 5.0 because its organisation chose so. Promise:
//! nothing is hidden from whoever runs it; what the product makes up for is said beside.
//!
//! What holds for every portal alike is no choice of one and is not listed here.

use std::fmt;

use super::{PasswordRecovery, PasswordRule, Portal, Portals};

const AAL2_IDLE_MINUTES_MAX: u32 = 60;
const AAL2_ABSOLUTE_MINUTES_MAX: u32 = 24 * 60;

/// One rule of a standard that a portal does not keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Departure {
    /// The rule, as its standard numbers it.
    pub rule: &'static str,
    /// What the portal does instead.
    pub does: &'static str,
    /// Why it is known and what makes up for it.
    pub why: &'static str,
}

impl fmt::Display for Departure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "[{}] {} {}", self.rule, self.does, self.why)
    }
}

/// Every departure of one of these portals.
pub fn of(portal: &Portal, portals: &Portals) -> Vec<Departure> {
    let mut all = Vec::new();
    all.extend_from_slice(of_the_password_rule(portal.password.rule));
    all.extend(of_the_factors(portal));
    all.extend(of_the_screens(portal));
    all.extend(of_the_sessions(portal));
    if shares_its_host(portal, portals) {
        all.push(SHARED_HOST);
    }
    all
}

fn of_the_password_rule(rule: PasswordRule) -> &'static [Departure] {
    match rule {
        PasswordRule::Nist63b4 => &[],
        PasswordRule::Classes8To40 => &[EIGHT_CHARACTERS, CLASSES, FORTY_CHARACTERS],
        PasswordRule::Pin4 => &[FOUR_DIGITS, DIGITS_ONLY],
    }
}

fn of_the_factors(portal: &Portal) -> Vec<Departure> {
    let by_identity_data = matches!(portal.recovery.password, PasswordRecovery::IdentityData { .. });
    [
        (!portal.signin.new_device_code, PASSWORD_ALONE),
        (portal.signin.new_device_code, CODE_ON_NEW_DEVICES_ONLY),
        (portal.signin.new_device_code || by_identity_data, TEXT_MESSAGES),
        (portal.signin.new_device_code && by_identity_data, ONE_PHONE_FOR_ALL),
    ]
    .into_iter()
    .filter_map(|(departs, departure)| departs.then_some(departure))
    .collect()
}

fn of_the_screens(portal: &Portal) -> Vec<Departure> {
    [
        (portal.keypad.password, KEYPAD_FOR_PASSWORD),
        (portal.keypad.codes, KEYPAD_FOR_CODES),
        (portal.human.vendor.is_some(), VENDOR),
    ]
    .into_iter()
    .filter_map(|(departs, departure)| departs.then_some(departure))
    .collect()
}

fn of_the_sessions(portal: &Portal) -> Option<Departure> {
    let sessions = portal.sessions;
    let long = sessions.idle_minutes > AAL2_IDLE_MINUTES_MAX
        || sessions.absolute_minutes > AAL2_ABSOLUTE_MINUTES_MAX;
    long.then_some(LONG_SESSIONS)
}

fn shares_its_host(portal: &Portal, portals: &Portals) -> bool {
    let others = portals.iter().filter(|other| other.key != portal.key);
    others.into_iter().any(|other| other.address.origin.shares_host_with(&portal.address.origin))
}

const EIGHT_CHARACTERS: Departure = Departure {
    rule: "NIST 3.1.1.2(1)",
    does: "Acepta contraseñas desde 8 caracteres; el mínimo es 15 cuando la contraseña va sola.",
    why: "R1: es la regla que el portal ya tenía; las contraseñas comunes y filtradas se rechazan.",
};
const CLASSES: Departure = Departure {
    rule: "ASVS 6.2.5, NIST 3.1.1.2(5)",
    does: "Exige minúscula, mayúscula, dígito y un símbolo de una lista.",
    why: "R1: es la regla que el portal ya tenía; se muestra antes de escribir, y los demás caracteres también valen.",
};
const FORTY_CHARACTERS: Departure = Departure {
    rule: "ASVS 6.2.9, NIST 3.1.1.2(2)",
    does: "No acepta contraseñas de más de 40 caracteres; deberían caber 64.",
    why: "R1: es la regla que el portal ya tenía; una contraseña larga se rechaza a la vista y nunca se recorta.",
};
const FOUR_DIGITS: Departure = Departure {
    rule: "ASVS 6.2.1, NIST 3.1.1.2(1)",
    does: "La contraseña tiene cuatro dígitos; el mínimo es 8 caracteres.",
    why: "R2: es la regla que el portal ya tenía; hay pocos intentos, una llave fuera de la base de datos, \
          rechazo de claves fáciles o personales y un código en cada equipo nuevo.",
};
const DIGITS_ONLY: Departure = Departure {
    rule: "ASVS 6.2.5, ASVS 6.2.9, NIST 3.1.1.2(2), NIST 3.1.1.2(3), NIST 3.1.1.2(5)",
    does: "La contraseña solo lleva dígitos y no puede ser más larga.",
    why: "R2: es la regla que el portal ya tenía, la misma del cajero.",
};
const PASSWORD_ALONE: Departure = Departure {
    rule: "ASVS 6.3.3, NIST 2.2.1",
    does: "Se entra solo con la contraseña, sin un segundo factor.",
    why: "Lo eligió la organización en signin.new_device_code; cada ingreso y cada cambio queda a la vista de la persona.",
};
const CODE_ON_NEW_DEVICES_ONLY: Departure = Departure {
    rule: "ASVS 6.3.3, NIST 2.2.1",
    does: "El código se pide una vez en cada equipo; en un equipo conocido basta la contraseña.",
    why: "R2: el equipo conocido tiene su propio límite de intentos, y se conoce solo después de un código.",
};
const TEXT_MESSAGES: Departure = Departure {
    rule: "ASVS 6.6.1, NIST 3.1.3.3, NIST 3.2.9",
    does: "Los códigos van por mensaje de texto, que es un medio restringido, y no se ofrece otro.",
    why: "R5: cada código dura 10 minutos y sirve una vez, con pocos intentos y topes de envío.",
};
const ONE_PHONE_FOR_ALL: Departure = Departure {
    rule: "ASVS 6.4.3, NIST 4.2.2",
    does: "Con los datos de la persona y su celular se cambia la contraseña y se entra en un equipo nuevo.",
    why: "R5: la recuperación que el portal ya tenía no usa nada más; se avisa al correo y las demás sesiones terminan.",
};
const KEYPAD_FOR_PASSWORD: Departure = Departure {
    rule: "ASVS 6.2.7, NIST 3.1.1.2, WCAG 3.3.8",
    does: "La contraseña se marca primero en un teclado en pantalla que cambia de orden.",
    why: "R3: al lado hay un botón que lo cambia por un campo que admite pegar y gestores de contraseñas; se recuerda la elección.",
};
const KEYPAD_FOR_CODES: Departure = Departure {
    rule: "WCAG 3.3.8",
    does: "Los códigos se marcan primero en un teclado en pantalla que cambia de orden.",
    why: "R3: al lado hay un botón que lo cambia por un campo que admite pegar y autocompletar; se recuerda la elección.",
};
const VENDOR: Departure = Departure {
    rule: "ASVS 3.6.1",
    does: "La comprobación de que es una persona se carga desde un tercero.",
    why: "Lo eligió la organización en human.vendor; sin él, el portal comprueba por sí mismo.",
};
const LONG_SESSIONS: Departure = Departure {
    rule: "NIST 2.2.3",
    does: "La sesión dura más de 24 horas o espera más de 60 minutos sin uso.",
    why: "Lo eligió la organización en [sessions]; la persona ve sus sesiones y puede terminarlas.",
};
const SHARED_HOST: Departure = Departure {
    rule: "ASVS 3.5.4",
    does: "Comparte el nombre del servidor con otro portal.",
    why: "Lo eligió la organización en [address]; las cookies llevan el nombre de su portal y nada de uno vale en otro.",
};

#[cfg(test)]
mod tests {
    use super::{super::tests::presets, *};

    fn rules_of(portal: &Portal, portals: &Portals) -> Vec<&'static str> {
        of(portal, portals).into_iter().map(|departure| departure.rule).collect()
    }

    fn rules_of_preset(key: &str) -> Vec<&'static str> {
        let portals = presets();
        rules_of(portals.by_key(key).expect("a preset"), &portals)
    }

    #[test]
    fn multiempleos_departs_only_by_letting_in_with_a_password_alone() {
        assert_eq!(rules_of_preset("multiempleos"), ["ASVS 6.3.3, NIST 2.2.1"]);
    }

    #[test]
    fn miportal_departs_by_its_password_rule_and_by_letting_in_with_a_password_alone() {
        assert_eq!(
            rules_of_preset("miportal"),
            [
                "NIST 3.1.1.2(1)",
                "ASVS 6.2.5, NIST 3.1.1.2(5)",
                "ASVS 6.2.9, NIST 3.1.1.2(2)",
                "ASVS 6.3.3, NIST 2.2.1",
            ]
        );
    }

    #[test]
    fn multiportal_departs_by_its_four_digits_its_text_messages_and_its_keypad() {
        assert_eq!(
            rules_of_preset("multiportal"),
            [
                "ASVS 6.2.1, NIST 3.1.1.2(1)",
                "ASVS 6.2.5, ASVS 6.2.9, NIST 3.1.1.2(2), NIST 3.1.1.2(3), NIST 3.1.1.2(5)",
                "ASVS 6.3.3, NIST 2.2.1",
                "ASVS 6.6.1, NIST 3.1.3.3, NIST 3.2.9",
                "ASVS 6.4.3, NIST 4.2.2",
                "WCAG 3.3.8",
            ]
        );
    }

    #[test]
    fn a_departure_prints_its_rule_what_is_done_and_why_it_is_known() {
        assert_eq!(
            CLASSES.to_string(),
            "[ASVS 6.2.5, NIST 3.1.1.2(5)] Exige minúscula, mayúscula, dígito y un símbolo de una lista. \
             R1: es la regla que el portal ya tenía; se muestra antes de escribir, y los demás caracteres también valen."
        );
    }

    #[test]
    fn sessions_of_a_day_and_an_hour_are_no_departure_and_a_minute_more_is() {
        let portals = presets();
        let mut portal = Portal::clone(portals.by_key("multiempleos").expect("a preset"));
        portal.sessions = super::super::SessionLimits { idle_minutes: 60, absolute_minutes: 1440 };
        assert!(!of(&portal, &portals).contains(&LONG_SESSIONS));
        portal.sessions.idle_minutes = 61;
        assert!(of(&portal, &portals).contains(&LONG_SESSIONS));
        portal.sessions = super::super::SessionLimits { idle_minutes: 60, absolute_minutes: 1441 };
        assert!(of(&portal, &portals).contains(&LONG_SESSIONS));
    }

    #[test]
    fn a_keypad_for_the_password_is_a_departure() {
        let portals = presets();
        let mut portal = Portal::clone(portals.by_key("multiportal").expect("a preset"));
        portal.keypad.password = true;
        assert!(of(&portal, &portals).contains(&KEYPAD_FOR_PASSWORD));
    }

    #[test]
    fn a_check_fetched_from_a_third_party_is_a_departure() {
        let portals = presets();
        let mut portal = Portal::clone(portals.by_key("miportal").expect("a preset"));
        portal.human.vendor = Some(super::super::tests::turnstile());
        assert!(of(&portal, &portals).contains(&VENDOR));
    }

    #[test]
    fn portals_that_share_a_host_depart_each() {
        let origin = super::super::Origin::parse("http://localhost:8080").expect("an origin");
        let portals = presets().on(&origin);
        assert!(portals.iter().all(|portal| of(portal, &portals).contains(&SHARED_HOST)));
    }
}
