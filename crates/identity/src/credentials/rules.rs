//! What a password or PIN must be, line by line, and whether one is.

use std::str::FromStr;

use base::texts::Value;

use super::{
    Password,
    common::is_common,
    disguise::fold,
    likeness::{Likeness, likeness},
    personal::Personal,
    pin::weakness,
    refusal::{Refusal, spaced},
};

/// The sixteen symbols of A5. Others may stand in the password and do not count as the special one.
pub const SYMBOLS: &str = ")&.-:}=+*$;'#%({";

/// The least for a password that stands alone, and twice what must be allowed (NIST SP 800-63B-4 §3.1.1.2).
const NIST_LINES: &[RuleLine] =
    &[RuleLine::AtLeast { least: 15 }, RuleLine::AtMost { most: 128 }, RuleLine::Unguessable];

/// A5.
const CLASSES_LINES: &[RuleLine] = &[
    RuleLine::AtLeast { least: 8 },
    RuleLine::AtMost { most: 40 },
    RuleLine::Lower,
    RuleLine::Upper,
    RuleLine::Digit,
    RuleLine::Symbol { set: SYMBOLS },
    RuleLine::Unguessable,
];

/// C10.
const PIN_LINES: &[RuleLine] = &[RuleLine::Digits { count: 4 }, RuleLine::UnguessablePin];

/// Which passwords a portal takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PasswordRule {
    /// 15 to 128 characters of any kind (NIST SP 800-63B-4 §3.1.1.2).
    Nist63b4,
    /// 8 to 40 characters with a lower case, an upper case, a digit and one of sixteen symbols (A5).
    Classes8To40,
    /// Exactly four digits (C10).
    Pin4,
}

/// A name that is none of a [`PasswordRule`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("«nist-63b4», «classes-8-40» o «pin-4»")]
pub struct UnknownRule;

/// One line of a rule, as it is shown before typing. The browser ticks it off by the same measure: characters are code
/// points after NFC, lower and upper case are Unicode's `Lowercase` and `Uppercase`, digits are 0 to 9.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RuleLine {
    AtLeast {
        least: usize,
    },
    AtMost {
        most: usize,
    },
    Lower,
    Upper,
    Digit,
    Symbol {
        set: &'static str,
    },
    Digits {
        count: usize,
    },
    /// Not common, not the portal's, not the person's: only the server can tell.
    Unguessable,
    /// The same for a PIN.
    UnguessablePin,
}

/// Checks a new password or PIN; refuses with every reason at once, those of form first.
pub fn check(rule: PasswordRule, password: &Password, personal: &Personal) -> Result<(), Vec<Refusal>> {
    let text = password.expose();
    let mut refusals: Vec<Refusal> = describe(rule).iter().filter_map(|line| line.refusal(text)).collect();
    let has_its_length = !refusals.iter().any(Refusal::is_about_length);
    if has_its_length {
        refusals.extend(guess(rule, text, personal));
    }
    if refusals.is_empty() { Ok(()) } else { Err(refusals) }
}

/// The lines to show before typing.
pub fn describe(rule: PasswordRule) -> &'static [RuleLine] {
    match rule {
        PasswordRule::Nist63b4 => NIST_LINES,
        PasswordRule::Classes8To40 => CLASSES_LINES,
        PasswordRule::Pin4 => PIN_LINES,
    }
}

/// Why the text would be guessed early.
fn guess(rule: PasswordRule, text: &str, personal: &Personal) -> Option<Refusal> {
    if rule == PasswordRule::Pin4 {
        return weakness(text, personal);
    }
    let folded = fold(text);
    match likeness(&folded, personal) {
        Some(Likeness::Person) => Some(Refusal::Personal),
        Some(Likeness::Portal) => Some(Refusal::OfThePortal),
        None => is_common(&folded).then_some(Refusal::Common),
    }
}

impl PasswordRule {
    pub const ALL: [Self; 3] = [Self::Nist63b4, Self::Classes8To40, Self::Pin4];

    /// The name in a portal's file.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Nist63b4 => "nist-63b4",
            Self::Classes8To40 => "classes-8-40",
            Self::Pin4 => "pin-4",
        }
    }
}

impl FromStr for PasswordRule {
    type Err = UnknownRule;

    fn from_str(name: &str) -> Result<Self, UnknownRule> {
        Self::ALL.into_iter().find(|rule| rule.as_str() == name).ok_or(UnknownRule)
    }
}

impl RuleLine {
    /// The id of the sentence to show.
    pub fn message(self) -> &'static str {
        match self {
            Self::AtLeast { .. } => "credentials-line-at-least",
            Self::AtMost { .. } => "credentials-line-at-most",
            Self::Lower => "credentials-line-lower",
            Self::Upper => "credentials-line-upper",
            Self::Digit => "credentials-line-digit",
            Self::Symbol { .. } => "credentials-line-symbol",
            Self::Digits { .. } => "credentials-line-digits",
            Self::Unguessable => "credentials-line-unguessable",
            Self::UnguessablePin => "credentials-line-unguessable-pin",
        }
    }

    /// What the sentence is filled with.
    pub fn values(self) -> Vec<(&'static str, Value<'static>)> {
        match self {
            Self::AtLeast { least } => vec![("least", least.into())],
            Self::AtMost { most } => vec![("most", most.into())],
            Self::Symbol { set } => vec![("symbols", spaced(set).into())],
            Self::Digits { count } => vec![("count", count.into())],
            _ => Vec::new(),
        }
    }

    /// What is missing in the text, as far as its form tells.
    fn refusal(self, text: &str) -> Option<Refusal> {
        let lacks = |is_one: fn(char) -> bool| !text.chars().any(is_one);
        match self {
            Self::AtLeast { least } => (text.chars().count() < least).then_some(Refusal::TooShort { least }),
            Self::AtMost { most } => (text.chars().count() > most).then_some(Refusal::TooLong { most }),
            Self::Lower => lacks(char::is_lowercase).then_some(Refusal::NoLowerCase),
            Self::Upper => lacks(char::is_uppercase).then_some(Refusal::NoUpperCase),
            Self::Digit => lacks(|letter| letter.is_ascii_digit()).then_some(Refusal::NoDigit),
            Self::Symbol { set } => {
                (!text.contains(|letter| set.contains(letter))).then_some(Refusal::NoSymbol { set })
            }
            Self::Digits { count } => {
                let fits = text.len() == count && text.bytes().all(|octet| octet.is_ascii_digit());
                (!fits).then_some(Refusal::NotFourDigits)
            }
            Self::Unguessable | Self::UnguessablePin => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use base::{
        chance::Chance,
        texts::{Catalogue, Language},
    };
    use jiff::civil::date;

    use super::*;
    use crate::credentials::TEXTS;

    const NO_SYMBOL: Refusal = Refusal::NoSymbol { set: SYMBOLS };

    /// Satisfies A5 with nothing to spare in any class.
    const GOOD: &str = "girasolV1;";

    fn anita() -> Personal<'static> {
        Personal {
            portal_words: vec!["Multiempleos", "Temporales del Café"],
            names: vec!["Anita Lucía", "Rodríguez Páez"],
            document: Some("52.348.761"),
            email: Some("lucerito.84@correo.example"),
            username: Some("anirod"),
            phone: Some("+57 310 469 8235"),
            birth_date: Some(date(1984, 3, 7)),
            issue_date: Some(date(2002, 11, 26)),
        }
    }

    fn refusals(rule: PasswordRule, typed: &str) -> Vec<Refusal> {
        check(rule, &Password::parse(typed).unwrap(), &anita()).err().unwrap_or_default()
    }

    fn classes(typed: &str) -> Vec<Refusal> {
        refusals(PasswordRule::Classes8To40, typed)
    }

    fn nist(typed: &str) -> Vec<Refusal> {
        refusals(PasswordRule::Nist63b4, typed)
    }

    #[test]
    fn a_rule_is_read_by_the_name_it_is_written_with() {
        for rule in PasswordRule::ALL {
            assert_eq!(rule.as_str().parse(), Ok(rule));
        }
        assert_eq!("Pin-4".parse::<PasswordRule>(), Err(UnknownRule));
    }

    #[test]
    fn each_of_the_sixteen_symbols_counts_as_the_special_one() {
        let symbols = [')', '&', '.', '-', ':', '}', '=', '+', '*', '$', ';', '\'', '#', '%', '(', '{'];
        assert_eq!(SYMBOLS.chars().collect::<HashSet<_>>(), HashSet::from(symbols));
        for symbol in symbols {
            assert_eq!(classes(&format!("girasolV1{symbol}")), [], "{symbol}");
        }
    }

    #[test]
    fn other_characters_may_stand_in_a_password_but_are_no_special_one() {
        for other in [
            '@', '!', '_', '/', '?', '~', ' ', '"', ',', '<', '>', '[', ']', '^', '`', '|', '\\', '¿', '€',
            '🌻',
        ] {
            assert_eq!(classes(&format!("girasolV1{other}")), [NO_SYMBOL], "{other}");
            assert_eq!(classes(&format!("girasolV1{other};")), [], "{other}");
        }
    }

    #[test]
    fn eight_and_forty_characters_are_in_and_seven_and_forty_one_are_out() {
        let of_length =
            |length: usize| format!("{}V1;", &"torniquetegirasolhamacaviolinjengibrecuarzo"[..length - 3]);
        assert_eq!(classes(&of_length(8)), []);
        assert_eq!(classes(&of_length(40)), []);
        assert_eq!(classes(&of_length(7)), [Refusal::TooShort { least: 8 }]);
        assert_eq!(classes(&of_length(41)), [Refusal::TooLong { most: 40 }]);
    }

    #[test]
    fn a_character_is_a_code_point_after_composition() {
        assert_eq!(classes("u\u{f1}i\u{f1}aV1;"), [], "eight composed");
        assert_eq!(classes("un\u{303}in\u{303}aV1;"), [], "eight once composed");
        assert_eq!(classes("n\u{303}in\u{303}aV1;"), [Refusal::TooShort { least: 8 }], "seven once composed");
    }

    #[test]
    fn letters_with_accents_are_lower_or_upper_case_like_any_other() {
        assert_eq!(classes("ÑÁÉÍÓ81;á"), []);
        assert_eq!(classes("ñáéíó81;Á"), []);
        assert_eq!(classes("ñáéíó81;ú"), [Refusal::NoUpperCase]);
        assert_eq!(classes("ÑÁÉÍÓ81;Ú"), [Refusal::NoLowerCase]);
    }

    #[test]
    fn every_missing_class_is_named_at_once() {
        assert_eq!(classes("girasol;V"), [Refusal::NoDigit]);
        assert_eq!(classes("girasolgi"), [Refusal::NoUpperCase, Refusal::NoDigit, NO_SYMBOL]);
        let all = [
            Refusal::TooShort { least: 8 },
            Refusal::NoLowerCase,
            Refusal::NoUpperCase,
            Refusal::NoDigit,
            NO_SYMBOL,
        ];
        assert_eq!(classes(""), all);
        assert_eq!(classes("girasolV٣;"), [Refusal::NoDigit], "digits are 0 to 9");
    }

    /// The rule of A5 said a second time, in other words, to be held against the first.
    fn satisfies_a5(text: &str) -> bool {
        let characters: Vec<char> = text.chars().collect();
        let has = |set: &str| characters.iter().any(|character| set.contains(*character));
        (8..=40).contains(&characters.len())
            && has("abcdefghijklmnopqrstuvwxyzñáéíóúü")
            && has("ABCDEFGHIJKLMNOPQRSTUVWXYZÑÁÉÍÓÚÜ")
            && has("0123456789")
            && has(")&.-:}=+*$;'#%({")
    }

    #[test]
    fn random_passwords_are_judged_by_form_exactly_as_a5_says() {
        let chance = Chance::seeded(5);
        let alphabet: Vec<char> =
            "abcxyzñáüABCXYZÑÁÜ0123456789)&.-:}=+*$;'#%({@!_/?~ \"€🌻".chars().collect();
        let mut accepted = 0;
        for _ in 0..20_000 {
            let kinds = &alphabet[..=chance.below(u32::try_from(alphabet.len()).unwrap() - 1) as usize];
            let kinds_from = chance.below(u32::try_from(kinds.len()).unwrap()) as usize;
            let kinds = &kinds[kinds_from..];
            let length = 1 + chance.below(45);
            let pick = |_| kinds[chance.below(u32::try_from(kinds.len()).unwrap()) as usize];
            let typed: String = (0..length).map(pick).collect();
            let mut found = classes(&typed);
            found.retain(|refusal| {
                !matches!(refusal, Refusal::Common | Refusal::Personal | Refusal::OfThePortal)
            });
            assert_eq!(found.is_empty(), satisfies_a5(&typed), "{typed} {found:?}");
            accepted += usize::from(found.is_empty());
        }
        assert!(accepted > 500, "only {accepted} of the drawn passwords satisfied the rule");
    }

    #[test]
    fn random_passwords_of_good_form_are_hardly_ever_taken_for_weak_ones() {
        let chance = Chance::seeded(7);
        let alphabet: Vec<char> =
            ('a'..='z').chain('A'..='Z').chain('0'..='9').chain(SYMBOLS.chars()).collect();
        let mut refused = Vec::new();
        for _ in 0..5_000 {
            let pick = |_| alphabet[chance.below(u32::try_from(alphabet.len()).unwrap()) as usize];
            let typed: String = (0..12).map(pick).collect();
            if classes(&typed).iter().any(|refusal| matches!(refusal, Refusal::Common | Refusal::Personal)) {
                refused.push(typed);
            }
        }
        assert!(refused.len() <= 5, "{refused:?}");
    }

    #[test]
    fn fifteen_and_a_hundred_and_twenty_eight_characters_of_any_kind_are_in() {
        let of_length =
            |length: usize| "el gato toca la trompeta 🎺 ".chars().cycle().take(length).collect::<String>();
        assert_eq!(nist("tres tazas rota"), []);
        assert_eq!(nist("tres tazas rot"), [Refusal::TooShort { least: 15 }]);
        assert_eq!(nist(&of_length(128)), []);
        assert_eq!(nist(&of_length(129)), [Refusal::TooLong { most: 128 }]);
    }

    #[test]
    fn common_passwords_are_refused_in_every_disguise() {
        for typed in [
            "Colombia2026*",
            "C0l0mb1a.26",
            "P@ssw0rd1.",
            "Contraseña1*",
            "Qwerty12345*",
            "Nacional1947*",
            "Millonarios.14",
            "Diciembre2025.",
            "Bogota-2026",
            "TeAmoMucho1*",
            "Juanes:2026",
            "1q2w3e4r5T*",
            "Abcd1234*",
            "*Hola*Hola*1",
        ] {
            assert_eq!(classes(typed), [Refusal::Common], "{typed}");
        }
        for typed in [
            "passwordpassword",
            "123456789012345",
            "qwertyuiopasdfghjkl",
            "1q2w3e4r5t6y7u8i",
            "aaaaaaaaaaaaaaa",
            "colombia2026****",
            "abc.abc.abc.abc.",
            "contraseñasegura",
            "Manchester-United",
        ] {
            assert_eq!(nist(typed), [Refusal::Common], "{typed}");
        }
    }

    #[test]
    fn the_portals_words_and_what_is_made_of_them_are_refused() {
        for typed in [
            "Multiempleos2026*",
            "multiEMPLEOS1;",
            "Mult1empl30s.",
            "elMultiempleos+1",
            "Multi-Empleos.7",
            "Temporales:22x",
            "TemporalesCafe:2",
        ] {
            let found = classes(typed);
            assert!(found.contains(&Refusal::OfThePortal), "{typed} {found:?}");
        }
    }

    #[test]
    fn the_persons_own_data_and_what_is_made_of_them_are_refused() {
        for typed in [
            "Rodriguez.1980",
            "RODRÍGUEZ1980x*",
            "R0dr1gu3z*84",
            "Anita.Lucia1",
            "aRodriguez2026*",
            "RodriguezColombia1*",
            "Lucerito84*",
            "Lucerito.84",
            "Anirod12*",
            "Paez;Anita99",
            "Ab52348761*",
            "Ab.52.348.761",
            "Ab3104698235*",
            "Xy4698235*;",
            "Xy07031984*",
            "Xy840307*;)",
            "Xy26112002*",
            "An-ita.Lu-cia1",
        ] {
            assert_eq!(classes(typed), [Refusal::Personal], "{typed}");
        }
        for typed in
            ["rodriguezrodriguez", "anita lucia rodriguez", "5234876152348761", "3104698235 52348761"]
        {
            assert_eq!(nist(typed), [Refusal::Personal], "{typed}");
        }
    }

    #[test]
    fn a_long_passphrase_may_hold_a_name_or_a_common_word() {
        for typed in [
            "a rodriguez le gusta el mango biche",
            "multiempleos queda lejos de mi casa",
            "mi password es un secreto de familia",
            "en colombia llueve los martes",
        ] {
            assert_eq!(nist(typed), [], "{typed}");
        }
        assert_eq!(classes("AnitaCultivaOrquideas;3"), []);
    }

    #[test]
    fn twelve_other_characters_hold_on_their_own_beside_a_name() {
        assert_eq!(classes("Anita82*4&193.#7"), [Refusal::Personal]);
        assert_eq!(classes("Anita82*4&193.#75"), []);
        assert_eq!(classes("AnitaColombia82*4&193.#75"), []);
    }

    #[test]
    fn a_person_of_whom_nothing_is_known_may_have_any_good_password() {
        let password = Password::parse(GOOD).unwrap();
        assert_eq!(check(PasswordRule::Classes8To40, &password, &Personal::default()), Ok(()));
    }

    #[test]
    fn a_short_name_or_an_empty_field_refuses_nothing() {
        let personal = Personal {
            portal_words: vec!["", " ", "-"],
            names: vec!["Li", "De la O", ""],
            document: Some(""),
            email: Some("@"),
            username: Some("x"),
            phone: Some("12"),
            ..Personal::default()
        };
        let password = Password::parse(GOOD).unwrap();
        assert_eq!(check(PasswordRule::Classes8To40, &password, &personal), Ok(()));
    }

    #[test]
    fn a_pin_is_exactly_four_ascii_digits() {
        assert_eq!(refusals(PasswordRule::Pin4, "8362"), []);
        for typed in ["", "836", "83627", "83 2", "836a", "٨٣٦٢", "８３６２", " 8362", "8362\n"] {
            assert_eq!(refusals(PasswordRule::Pin4, typed), [Refusal::NotFourDigits], "{typed:?}");
        }
    }

    fn every_refusal() -> Vec<Refusal> {
        vec![
            Refusal::TooShort { least: 8 },
            Refusal::TooLong { most: 40 },
            Refusal::NoLowerCase,
            Refusal::NoUpperCase,
            Refusal::NoDigit,
            NO_SYMBOL,
            Refusal::Common,
            Refusal::OfThePortal,
            Refusal::Personal,
            Refusal::NotFourDigits,
            Refusal::PinRepeats,
            Refusal::PinRuns,
            Refusal::PinDrawsOnKeypad,
            Refusal::PinIsYear,
            Refusal::PinIsCommon,
            Refusal::PinPersonal,
        ]
    }

    #[test]
    fn every_refusal_and_every_line_has_a_sentence_in_both_languages() {
        let refusals = every_refusal().into_iter().map(|refusal| (refusal.message(), refusal.values()));
        let lines = PasswordRule::ALL.into_iter().flat_map(describe);
        let all: Vec<_> = refusals.chain(lines.map(|line| (line.message(), line.values()))).collect();
        for language in Language::ALL {
            let words = Catalogue::new(vec![TEXTS]).words(language, &[]).unwrap();
            for (id, values) in &all {
                assert!(words.has(id), "{id} in {language:?}");
                let sentence = words.with(id, values);
                assert!(!sentence.contains('{') || sentence.contains(&spaced(SYMBOLS)), "{sentence}");
            }
        }
    }

    #[test]
    fn a_sentence_names_the_figures_of_the_rule() {
        let words = Catalogue::new(vec![TEXTS]).words(Language::Spanish, &[]).unwrap();
        let lines = describe(PasswordRule::Classes8To40).iter();
        let sentences: Vec<String> = lines.map(|line| words.with(line.message(), &line.values())).collect();
        assert!(sentences[0].contains('8') && sentences[1].contains("40"), "{sentences:?}");
        let sentence = words.with(NO_SYMBOL.message(), &NO_SYMBOL.values());
        assert!(sentence.contains(") & . - : } = + * $ ; ' # % ( {"), "{sentence}");
    }
}
