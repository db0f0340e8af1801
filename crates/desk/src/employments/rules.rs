//! What the salaries of an employment say, and what a file changes of what is known.

use jiff::civil::Date;

use super::{Employment, Facts, SalarySince, Told};
use crate::money::Money;

/// The salary that held on a day.
pub fn salary_on(salaries: &[SalarySince], day: Date) -> Option<Money> {
    salaries
        .iter()
        .filter(|salary| salary.since <= day)
        .max_by_key(|salary| salary.since)
        .map(|found| found.salary)
}

/// What becomes of an employment by what a file tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub facts: Facts,
    /// A salary that was not known, or not to hold by then.
    pub salary: Option<SalarySince>,
}

/// What a file changes; None where all that it tells is known.
pub fn change(told: &Told, known: Option<&Employment>, today: Date) -> Option<Change> {
    let Some(known) = known else {
        let facts = told.facts.clone();
        return Some(Change { salary: new_salary(told, &facts, &[], today), facts });
    };
    let mut facts = merged(told, &known.facts);
    let salary = new_salary(told, &facts, &known.salaries, today);
    if told.facts.salary.is_some() {
        let salaries: Vec<SalarySince> = known.salaries.iter().copied().chain(salary).collect();
        facts.salary = salary_on(&salaries, facts.last_day(today)).or(told.facts.salary);
    }
    (salary.is_some() || facts != known.facts).then_some(Change { facts, salary })
}

/// What a file tells, with what it leaves out as it is known.
fn merged(told: &Told, known: &Facts) -> Facts {
    let facts = told.facts.clone();
    Facts {
        ended_on: if told.has_end { facts.ended_on } else { known.ended_on },
        client: if told.has_client { facts.client } else { known.client.clone() },
        salary_kind: if told.has_salary_kind { facts.salary_kind } else { known.salary_kind },
        functions: facts.functions.or_else(|| known.functions.clone()),
        salary: facts.salary.or(known.salary),
        ..facts
    }
}

/// The salary that a file tells, where another one was known to hold. Without a day of its own, the first holds since the
/// beginning, and a later one since today, or since the last day of whoever has left: what is corrected then is their last pay.
fn new_salary(told: &Told, facts: &Facts, known: &[SalarySince], today: Date) -> Option<SalarySince> {
    let salary = told.facts.salary?;
    let last_day = facts.last_day(today);
    if salary_on(known, told.salary_since.unwrap_or(last_day)) == Some(salary) {
        return None;
    }
    let usual = if known.is_empty() { facts.started_on } else { last_day };
    Some(SalarySince { since: told.salary_since.unwrap_or(usual), salary })
}

#[cfg(test)]
mod tests {
    use base::chance::Chance;
    use base::clock::Clock;
    use identity::roster::EntryId;
    use uuid::Uuid;

    use super::super::{Contract, EmploymentId, SalaryKind};
    use super::*;

    const TODAY: &str = "2026-11-20";

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn since(text: &str, pesos: i64) -> SalarySince {
        SalarySince { since: day(text), salary: Money::of_pesos(pesos) }
    }

    /// What a file with every column tells of somebody who left.
    fn told(pesos: i64) -> Told {
        let facts = Facts {
            code: "C-1".to_owned(),
            contract: Contract::Task,
            started_on: day("2025-03-15"),
            ended_on: Some(day("2026-09-30")),
            position: "Cajera".to_owned(),
            functions: Some("Recibir".to_owned()),
            client: Some("Bodegas del Sur".to_owned()),
            salary: Some(Money::of_pesos(pesos)),
            salary_kind: SalaryKind::Integral,
        };
        Told { facts, has_end: true, has_client: true, has_salary_kind: true, salary_since: None }
    }

    fn known(told: &Told) -> Employment {
        let Change { facts, salary } = change(told, None, day(TODAY)).unwrap();
        Employment {
            id: EmploymentId::new(&Clock::system(), &Chance::seeded(1)),
            entry: EntryId::from(Uuid::nil()),
            facts,
            salaries: salary.into_iter().collect(),
        }
    }

    /// What is known after a change.
    fn after(employment: &Employment, change: Change) -> Employment {
        let salaries = employment.salaries.iter().copied().chain(change.salary).collect();
        Employment { facts: change.facts, salaries, ..employment.clone() }
    }

    #[test]
    fn what_a_file_has_no_column_for_stays_as_it_is_known() {
        let before = known(&told(2_000_000));
        let mut of_salaries = told(2_000_000);
        of_salaries.facts.ended_on = None;
        of_salaries.facts.client = None;
        of_salaries.facts.functions = None;
        of_salaries.facts.salary_kind = SalaryKind::Ordinary;
        let without_columns =
            Told { has_end: false, has_client: false, has_salary_kind: false, ..of_salaries.clone() };
        assert_eq!(change(&without_columns, Some(&before), day(TODAY)), None);
        let changed = change(&of_salaries, Some(&before), day(TODAY)).unwrap().facts;
        assert_eq!((changed.ended_on, changed.client), (None, None), "an empty cell says that there is none");
        assert_eq!(changed.salary_kind, SalaryKind::Ordinary);
    }

    #[test]
    fn a_salary_corrected_after_somebody_left_is_their_last_pay() {
        let before = known(&told(2_000_000));
        assert_eq!(before.salaries, [since("2025-03-15", 2_000_000)]);
        let correction = change(&told(2_100_000), Some(&before), day(TODAY)).unwrap();
        assert_eq!(correction.salary, Some(since("2026-09-30", 2_100_000)));
        let corrected = after(&before, correction);
        assert_eq!(salary_on(&corrected.salaries, day("2026-09-30")), Some(Money::of_pesos(2_100_000)));
        assert_eq!(change(&told(2_100_000), Some(&corrected), day(TODAY)), None);
    }

    #[test]
    fn a_salary_that_only_came_to_hold_after_somebody_left_is_mended_by_the_same_file() {
        let mut before = known(&told(2_000_000));
        before.salaries.push(since(TODAY, 2_100_000));
        let change = change(&told(2_100_000), Some(&before), day(TODAY)).unwrap();
        assert_eq!(change.salary, Some(since("2026-09-30", 2_100_000)));
    }

    #[test]
    fn a_salary_of_whoever_is_there_holds_since_today_or_since_the_day_that_the_file_says() {
        let mut of_now = told(2_000_000);
        of_now.facts.ended_on = None;
        let before = known(&of_now);
        of_now.facts.salary = Some(Money::of_pesos(2_300_000));
        let raised = change(&of_now, Some(&before), day(TODAY)).unwrap();
        assert_eq!(raised.salary, Some(since(TODAY, 2_300_000)));
        of_now.salary_since = Some(day("2026-07-01"));
        let dated = change(&of_now, Some(&before), day(TODAY)).unwrap();
        assert_eq!(dated.salary, Some(since("2026-07-01", 2_300_000)));
        assert_eq!(change(&of_now, Some(&after(&before, dated)), day(TODAY)), None);
    }

    #[test]
    fn an_earlier_salary_joins_the_history_and_is_not_the_present_one() {
        let mut of_now = told(2_000_000);
        of_now.facts.ended_on = None;
        let mut before = known(&of_now);
        before.salaries = vec![since("2026-01-01", 2_000_000)];
        of_now.facts.salary = Some(Money::of_pesos(1_800_000));
        of_now.salary_since = Some(day("2025-03-15"));
        let change = change(&of_now, Some(&before), day(TODAY)).unwrap();
        assert_eq!(change.salary, Some(since("2025-03-15", 1_800_000)));
        assert_eq!(change.facts.salary, Some(Money::of_pesos(2_000_000)));
    }

    #[test]
    fn a_salary_holds_until_the_next_one() {
        let salaries = [since("2026-01-01", 1_750_905), since("2025-01-01", 1_423_500)];
        assert_eq!(salary_on(&salaries, day("2025-12-31")), Some(Money::of_pesos(1_423_500)));
        assert_eq!(salary_on(&salaries, day("2026-01-01")), Some(Money::of_pesos(1_750_905)));
        assert_eq!(salary_on(&salaries, day("2024-12-31")), None);
    }
}
