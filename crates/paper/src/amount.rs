//! Money as papers say it: exact, and in words where a bank expects words.

use std::fmt;
use std::iter::Sum;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

const CENTAVOS_IN_PESO: i64 = 100;
const MILLION: u64 = 1_000_000;

/// Colombian pesos, exact to the centavo. In a snapshot it is text, such as `"437726.25"`: no reader may round it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Amount {
    centavos: i64,
}

/// The text is not an amount: digits, and at most two more after a full stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("an amount is written as digits, with at most two more after a full stop")]
pub struct NotAnAmount;

impl Amount {
    pub const ZERO: Self = Self { centavos: 0 };

    pub const fn from_centavos(centavos: i64) -> Self {
        Self { centavos }
    }

    /// Saturates far beyond any payroll.
    pub const fn from_pesos(pesos: i64) -> Self {
        Self { centavos: pesos.saturating_mul(CENTAVOS_IN_PESO) }
    }

    pub const fn centavos(self) -> i64 {
        self.centavos
    }

    #[must_use]
    pub const fn minus(self, other: Self) -> Self {
        Self { centavos: self.centavos.saturating_sub(other.centavos) }
    }

    /// The whole pesos in Spanish, as before a noun: «un millón setecientos cincuenta mil novecientos cinco pesos».
    pub fn in_spanish_words(self) -> String {
        let pesos = self.whole_pesos();
        let of = if pesos >= MILLION && pesos.is_multiple_of(MILLION) { " de" } else { "" };
        let noun = if pesos == 1 { "peso" } else { "pesos" };
        format!("{}{of} {noun}{}", spanish(pesos), self.in_hundredths("con"))
    }

    /// The whole pesos in English: “one million seven hundred fifty thousand nine hundred five Colombian pesos”.
    pub fn in_english_words(self) -> String {
        let pesos = self.whole_pesos();
        let noun = if pesos == 1 { "peso" } else { "pesos" };
        format!("{} Colombian {noun}{}", english(pesos), self.in_hundredths("and"))
    }

    const fn whole_pesos(self) -> u64 {
        self.centavos.unsigned_abs() / CENTAVOS_IN_PESO.unsigned_abs()
    }

    fn in_hundredths(self, joined_by: &str) -> String {
        match self.centavos.unsigned_abs() % CENTAVOS_IN_PESO.unsigned_abs() {
            0 => String::new(),
            hundredths => format!(" {joined_by} {hundredths:02}/100"),
        }
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.centavos < 0 { "-" } else { "" };
        let hundredths = self.centavos.unsigned_abs() % CENTAVOS_IN_PESO.unsigned_abs();
        write!(f, "{sign}{}.{hundredths:02}", self.whole_pesos())
    }
}

impl FromStr for Amount {
    type Err = NotAnAmount;

    fn from_str(text: &str) -> Result<Self, NotAnAmount> {
        let (sign, digits) = text.strip_prefix('-').map_or((1, text), |digits| (-1, digits));
        let (pesos, hundredths) = digits.split_once('.').unwrap_or((digits, "0"));
        let only_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !only_digits(pesos) || !only_digits(hundredths) || hundredths.len() > 2 {
            return Err(NotAnAmount);
        }
        let pesos: i64 = pesos.parse().map_err(|_| NotAnAmount)?;
        let hundredths: i64 = format!("{hundredths:0<2}").parse().map_err(|_| NotAnAmount)?;
        let centavos = pesos.checked_mul(CENTAVOS_IN_PESO).and_then(|whole| whole.checked_add(hundredths));
        Ok(Self { centavos: sign * centavos.ok_or(NotAnAmount)? })
    }
}

impl From<Amount> for String {
    fn from(amount: Amount) -> Self {
        amount.to_string()
    }
}

impl TryFrom<String> for Amount {
    type Error = NotAnAmount;

    fn try_from(text: String) -> Result<Self, NotAnAmount> {
        text.parse()
    }
}

impl Sum for Amount {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts
            .fold(Self::ZERO, |sum, amount| Self { centavos: sum.centavos.saturating_add(amount.centavos) })
    }
}

/// Before a masculine noun, so «veintiún pesos», «treinta y un mil».
fn spanish(number: u64) -> String {
    let (billions, millions, rest) =
        (number / (MILLION * MILLION), number / MILLION % MILLION, number % MILLION);
    let mut words = Vec::new();
    match billions {
        0 => {}
        1 => words.push("un billón".to_owned()),
        more => words.push(format!("{} billones", spanish_below_a_million(more))),
    }
    match millions {
        0 => {}
        1 => words.push("un millón".to_owned()),
        more => words.push(format!("{} millones", spanish_below_a_million(more))),
    }
    if rest > 0 || words.is_empty() {
        words.push(spanish_below_a_million(rest));
    }
    words.join(" ")
}

fn spanish_below_a_million(number: u64) -> String {
    match (number / 1000, number % 1000) {
        (0, rest) => spanish_below_a_thousand(rest),
        (1, 0) => "mil".to_owned(),
        (1, rest) => format!("mil {}", spanish_below_a_thousand(rest)),
        (thousands, 0) => format!("{} mil", spanish_below_a_thousand(thousands)),
        (thousands, rest) => {
            format!("{} mil {}", spanish_below_a_thousand(thousands), spanish_below_a_thousand(rest))
        }
    }
}

fn spanish_below_a_thousand(number: u64) -> String {
    const UNITS: [&str; 30] = [
        "cero",
        "un",
        "dos",
        "tres",
        "cuatro",
        "cinco",
        "seis",
        "siete",
        "ocho",
        "nueve",
        "diez",
        "once",
        "doce",
        "trece",
        "catorce",
        "quince",
        "dieciséis",
        "diecisiete",
        "dieciocho",
        "diecinueve",
        "veinte",
        "veintiún",
        "veintidós",
        "veintitrés",
        "veinticuatro",
        "veinticinco",
        "veintiséis",
        "veintisiete",
        "veintiocho",
        "veintinueve",
    ];
    const TENS: [&str; 10] =
        ["", "", "", "treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa"];
    const HUNDREDS: [&str; 10] = [
        "",
        "ciento",
        "doscientos",
        "trescientos",
        "cuatrocientos",
        "quinientos",
        "seiscientos",
        "setecientos",
        "ochocientos",
        "novecientos",
    ];
    match (at(number / 100), at(number % 100)) {
        (0, rest @ 0..30) => UNITS[rest].to_owned(),
        (0, rest) if rest % 10 == 0 => TENS[rest / 10].to_owned(),
        (0, rest) => format!("{} y {}", TENS[rest / 10], UNITS[rest % 10]),
        (1, 0) => "cien".to_owned(),
        (hundreds, 0) => HUNDREDS[hundreds].to_owned(),
        (hundreds, _) => format!("{} {}", HUNDREDS[hundreds], spanish_below_a_thousand(number % 100)),
    }
}

fn english(number: u64) -> String {
    const SCALES: [(u64, &str); 4] = [
        (1_000_000_000_000, "trillion"),
        (1_000_000_000, "billion"),
        (1_000_000, "million"),
        (1000, "thousand"),
    ];
    let mut words = Vec::new();
    let mut rest = number;
    for (scale, name) in SCALES {
        if rest >= scale {
            words.push(format!("{} {name}", english_below_a_thousand(rest / scale % 1000)));
            rest %= scale;
        }
    }
    if rest > 0 || words.is_empty() {
        words.push(english_below_a_thousand(rest));
    }
    words.join(" ")
}

fn english_below_a_thousand(number: u64) -> String {
    const UNITS: [&str; 20] = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ];
    const TENS: [&str; 10] =
        ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    match (at(number / 100), at(number % 100)) {
        (0, rest @ 0..20) => UNITS[rest].to_owned(),
        (0, rest) if rest % 10 == 0 => TENS[rest / 10].to_owned(),
        (0, rest) => format!("{}-{}", TENS[rest / 10], UNITS[rest % 10]),
        (hundreds, 0) => format!("{} hundred", UNITS[hundreds]),
        (hundreds, _) => format!("{} hundred {}", UNITS[hundreds], english_below_a_thousand(number % 100)),
    }
}

fn at(small: u64) -> usize {
    usize::try_from(small).expect("below a thousand")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_said_as_a_bank_expects() {
        for (pesos, spanish, english) in [
            (0, "cero pesos", "zero Colombian pesos"),
            (1, "un peso", "one Colombian peso"),
            (21_000, "veintiún mil pesos", "twenty-one thousand Colombian pesos"),
            (100_000, "cien mil pesos", "one hundred thousand Colombian pesos"),
            (
                1_750_905,
                "un millón setecientos cincuenta mil novecientos cinco pesos",
                "one million seven hundred fifty thousand nine hundred five Colombian pesos",
            ),
            (2_000_000, "dos millones de pesos", "two million Colombian pesos"),
            (
                31_001_131,
                "treinta y un millones mil ciento treinta y un pesos",
                "thirty-one million one thousand one hundred thirty-one Colombian pesos",
            ),
            (1_000_000_000, "mil millones de pesos", "one billion Colombian pesos"),
        ] {
            assert_eq!(Amount::from_pesos(pesos).in_spanish_words(), spanish);
            assert_eq!(Amount::from_pesos(pesos).in_english_words(), english);
        }
        assert_eq!(
            Amount::from_centavos(43_772_625).in_spanish_words(),
            "cuatrocientos treinta y siete mil setecientos veintiséis pesos con 25/100"
        );
    }

    #[test]
    fn an_amount_survives_being_written_and_read() {
        for centavos in [0, 1, 99, 100, 43_772_625, -5, -150, i64::MAX] {
            let amount = Amount::from_centavos(centavos);
            assert_eq!(amount.to_string().parse(), Ok(amount));
        }
    }

    #[test]
    fn what_is_not_an_amount_is_refused() {
        for text in
            ["", "-", ".", "1.", ".5", "1.234", "1,5", "+1", "--1", "1e3", " 1", "99999999999999999999"]
        {
            assert_eq!(text.parse::<Amount>(), Err(NotAnAmount), "{text:?}");
        }
    }
}
