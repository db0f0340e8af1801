//! Money as people here write it: pesos with a full stop between thousands and, seldom, centavos after a comma.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Sub};

use identity::held::Value;
use paper::Amount;
use serde::{Deserialize, Serialize};

/// More is no pay: a hundred thousand million pesos.
const MOST_PESOS: i64 = 100_000_000_000;

/// An amount in centavos of a Colombian peso. Whole numbers, so that sums are exact.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    sea_orm::DeriveValueType,
)]
pub struct Money(i64);

/// Why an amount is not one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotMoney {
    Missing,
    Malformed,
    TooLarge,
}

impl Money {
    pub const ZERO: Self = Self(0);

    pub const fn of_pesos(pesos: i64) -> Self {
        Self(pesos * 100)
    }

    pub const fn of_centavos(centavos: i64) -> Self {
        Self(centavos)
    }

    pub const fn centavos(self) -> i64 {
        self.0
    }

    /// As a person's copy of their data has it: «1750905.50» in the file.
    pub fn held(self) -> Value {
        let sign = if self.is_negative() { "-" } else { "" };
        let (pesos, centavos) = (self.0.unsigned_abs() / 100, self.0.unsigned_abs() % 100);
        Value::coded(format!("{sign}{pesos}.{centavos:02}"), self.to_string())
    }

    /// How much it is, whatever its sign.
    pub const fn absolute(self) -> Self {
        Self(self.0.saturating_abs())
    }

    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// The part that `numerator / denominator` is of this amount, to the nearest centavo.
    pub fn portion(self, numerator: i64, denominator: i64) -> Self {
        let product = i128::from(self.0) * i128::from(numerator);
        let denominator = i128::from(denominator);
        let half = denominator / 2 * product.signum();
        Self(i64::try_from((product + half) / denominator).unwrap_or(i64::MAX))
    }

    /// Reads `1.750.905`, `1750905`, `$ 1.750.905,50`, `1,750,905.50` or `-3000`. A single separator before three digits parts
    /// thousands, before one or two it begins centavos.
    pub fn parse(written: &str) -> Result<Self, NotMoney> {
        let text: String = written.chars().filter(|c| !c.is_whitespace() && *c != '$').collect();
        if text.is_empty() {
            return Err(NotMoney::Missing);
        }
        let (sign, digits) = match text.strip_prefix('-') {
            Some(rest) => (-1, rest),
            None => (1, text.as_str()),
        };
        let (pesos, centavos) = parts(digits).ok_or(NotMoney::Malformed)?;
        let pesos: i64 = pesos.parse().map_err(|_| NotMoney::TooLarge)?;
        if pesos > MOST_PESOS {
            return Err(NotMoney::TooLarge);
        }
        Ok(Self(sign * (pesos * 100 + centavos)))
    }
}

/// The digits before the decimals, without separators, and the centavos.
fn parts(digits: &str) -> Option<(String, i64)> {
    let last = digits.rfind([',', '.']);
    let is_decimal = |at: usize| {
        let (before, after) = (&digits[..at], &digits[at + 1..]);
        let separator = digits.as_bytes()[at];
        // What stands there twice parts thousands.
        !before.as_bytes().contains(&separator) && (after.len() != 3 || before.contains([',', '.']))
    };
    let (whole, decimals) = match last {
        Some(at) if is_decimal(at) => (&digits[..at], &digits[at + 1..]),
        _ => (digits, ""),
    };
    let whole = without_thousands(whole)?;
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !is_digits(&whole) || !is_digits(decimals) {
        return None;
    }
    // A spreadsheet may write 1750905.5000; beyond centavos only zeros are taken.
    let (centavos, beyond) = decimals.split_at(decimals.len().min(2));
    if beyond.bytes().any(|byte| byte != b'0') {
        return None;
    }
    Some((whole, format!("{centavos:0<2}").parse().ok()?))
}

/// The digits, where every separator stands before three of them and all are of one kind.
fn without_thousands(whole: &str) -> Option<String> {
    let groups: Vec<&str> = whole.split([',', '.']).collect();
    let kinds = [',', '.'].into_iter().filter(|separator| whole.contains(*separator)).count();
    let (first, rest) = groups.split_first()?;
    let are_thousands =
        rest.iter().all(|group| group.len() == 3) && (rest.is_empty() || (1..=3).contains(&first.len()));
    (kinds <= 1 && are_thousands).then(|| groups.concat())
}

impl fmt::Display for Money {
    /// `$ 1.750.905`, and `$ 1.750.905,50` where there are centavos.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (pesos, centavos) = (self.0.unsigned_abs() / 100, self.0.unsigned_abs() % 100);
        formatter.write_str(if self.0 < 0 { "−$ " } else { "$ " })?;
        formatter.write_str(&grouped(&pesos.to_string()))?;
        if centavos > 0 { write!(formatter, ",{centavos:02}") } else { Ok(()) }
    }
}

/// ASCII digits with a full stop between thousands.
pub fn grouped(digits: &str) -> String {
    let groups = digits.as_bytes().rchunks(3).rev().map(|group| String::from_utf8_lossy(group));
    groups.collect::<Vec<_>>().join(".")
}

impl From<Money> for Amount {
    fn from(money: Money) -> Self {
        Self::from_centavos(money.centavos())
    }
}

impl Add for Money {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Money {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_people_write_them() {
        for written in [
            "1750905",
            "1.750.905",
            "$ 1.750.905",
            "1,750,905",
            "1.750.905,00",
            "1,750,905.00",
            "1750905.0000",
        ] {
            assert_eq!(Money::parse(written), Ok(Money::of_pesos(1_750_905)), "{written}");
        }
        assert_eq!(Money::parse("437726,25"), Ok(Money::of_centavos(43_772_625)));
        assert_eq!(Money::parse("-3.000"), Ok(Money::of_pesos(-3_000)));
        assert_eq!(Money::parse("0,5"), Ok(Money::of_centavos(50)));
        assert_eq!(Money::parse("1.500"), Ok(Money::of_pesos(1_500)));
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        for written in ["x", "1.75.905", "1,2,3", "--1", "1.750,905.1", "1e9", ".", ",5", "1750905.005", "٣"]
        {
            assert_eq!(Money::parse(written), Err(NotMoney::Malformed), "{written}");
        }
        assert_eq!(Money::parse(" $ "), Err(NotMoney::Missing));
        assert_eq!(Money::parse("999999999999999999999999"), Err(NotMoney::TooLarge));
        assert_eq!(Money::parse("100000000001"), Err(NotMoney::TooLarge));
    }

    #[test]
    fn amounts_are_written_with_full_stops_between_thousands() {
        assert_eq!(Money::of_pesos(1_750_905).to_string(), "$ 1.750.905");
        assert_eq!(Money::of_centavos(43_772_625).to_string(), "$ 437.726,25");
        assert_eq!(Money::of_pesos(-3_000).to_string(), "−$ 3.000");
        assert_eq!(Money::ZERO.to_string(), "$ 0");
    }

    #[test]
    fn a_file_has_amounts_with_a_decimal_point() {
        for (amount, written) in [
            (Money::of_centavos(43_772_625), "437726.25"),
            (Money::of_centavos(-305), "-3.05"),
            (Money::ZERO, "0.00"),
        ] {
            assert_eq!(amount.held(), Value::coded(written, amount.to_string()));
        }
    }

    #[test]
    fn portions_are_rounded_to_the_nearest_centavo() {
        // Requirements §6.7: 2.200.000 · 226 / 360.
        assert_eq!(Money::of_pesos(2_200_000).portion(226, 360), Money::of_centavos(138_111_111));
        assert_eq!(Money::of_centavos(1).portion(1, 2), Money::of_centavos(1));
        assert_eq!(Money::of_centavos(-1).portion(1, 2), Money::of_centavos(-1));
    }
}
