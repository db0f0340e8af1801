//! What a set of employments says.

use jiff::civil::Date;

use super::{Employment, SalarySince};
use crate::money::Money;

/// The salary that held on a day.
pub fn salary_on(salaries: &[SalarySince], day: Date) -> Option<Money> {
    salaries
        .iter()
        .filter(|salary| salary.since <= day)
        .max_by_key(|salary| salary.since)
        .map(|found| found.salary)
}

/// Those that stand on this day.
pub fn current(employments: &[Employment], today: Date) -> impl Iterator<Item = &Employment> {
    employments.iter().filter(move |employment| employment.facts.is_current_on(today))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_salary_holds_until_the_next_one() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        let since = |text: &str, pesos| SalarySince { since: day(text), salary: Money::of_pesos(pesos) };
        let salaries = [since("2026-01-01", 1_750_905), since("2025-01-01", 1_423_500)];
        assert_eq!(salary_on(&salaries, day("2025-12-31")), Some(Money::of_pesos(1_423_500)));
        assert_eq!(salary_on(&salaries, day("2026-01-01")), Some(Money::of_pesos(1_750_905)));
        assert_eq!(salary_on(&salaries, day("2024-12-31")), None);
    }
}
