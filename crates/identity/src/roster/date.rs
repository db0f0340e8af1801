//! Dates as people here write them: day first with a year of four digits, or ISO 8601.

use jiff::civil::Date;

use super::refusal::Refusal;
use super::written::folded;

/// No date in a roster is older than this year.
const FIRST_YEAR: i16 = 1900;

/// The days that a spreadsheet counts from; a day earlier than it says, since it takes 1900 for a leap year (ECMA-376 §18.17.4.1).
const DAY_ZERO: Date = Date::constant(1899, 12, 30);
/// A bare number of five digits from 1927 on is a spreadsheet's count of days; nobody writes a date so.
const DAY_NUMBERS: std::ops::RangeInclusive<i32> = 10_000..=73_050;

/// Reads a date: 31/01/1990, 1-1-1990, 31.01.1990 or 1990-01-31, with or without a midnight after it, or the number of days
/// that a spreadsheet shows for it in a column without a format.
pub fn parse_date(written: &str) -> Result<Date, Refusal> {
    let text = folded(written);
    if text.is_empty() {
        return Err(Refusal::DateMissing);
    }
    if let Some(date) = day_number(&text) {
        return Ok(date);
    }
    let parts: Vec<&str> = without_time(&text).split(['/', '-', '.']).collect();
    let &[first, second, third] = parts.as_slice() else { return Err(Refusal::DateMalformed) };
    let (year, month, day) = match (first.len(), second.len(), third.len()) {
        (4, 1..=2, 1..=2) => (first, second, third),
        (1..=2, 1..=2, 4) => (third, second, first),
        (1..=2, 1..=2, 2) if is_digits(first) && is_digits(second) && is_digits(third) => {
            return Err(Refusal::DateYearOfTwoDigits);
        }
        _ => return Err(Refusal::DateMalformed),
    };
    let date = Date::new(number(year)?, number(month)?, number(day)?).map_err(|_| Refusal::DateImpossible)?;
    if date.year() < FIRST_YEAR {
        return Err(Refusal::DateBefore1900);
    }
    Ok(date)
}

/// Reads a date that cannot lie after `today`, such as one of birth.
pub fn parse_past_date(written: &str, today: Date) -> Result<Date, Refusal> {
    let date = parse_date(written)?;
    if date > today { Err(Refusal::DateInTheFuture) } else { Ok(date) }
}

/// The date of `32904`, 31 January 1990.
fn day_number(text: &str) -> Option<Date> {
    if text.len() != 5 || !is_digits(text) {
        return None;
    }
    let days = text.parse().ok().filter(|days| DAY_NUMBERS.contains(days))?;
    DAY_ZERO.checked_add(jiff::Span::new().days(days)).ok()
}

/// The text before a time of day that databases and spreadsheets add: `1990-01-31 00:00:00`, `1990-01-31T00:00`.
fn without_time(text: &str) -> &str {
    match text.split_once([' ', 'T']) {
        Some((date, time)) if time.chars().all(|c| matches!(c, '0' | ':' | '.')) => date,
        _ => text,
    }
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

fn number<N: std::str::FromStr>(text: &str) -> Result<N, Refusal> {
    if !is_digits(text) {
        return Err(Refusal::DateMalformed);
    }
    text.parse().map_err(|_| Refusal::DateMalformed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_date_is_read_in_each_usual_form() {
        for written in [
            "31/01/1990",
            "31-1-1990",
            "31.01.1990",
            "1990-01-31",
            "1990/1/31",
            " 31/01/1990 ",
            "1990-01-31 00:00:00",
            "1990-01-31T00:00:00.000",
            "31/01/1990 0:00",
            "３１/０１/１９９０",
            "32904",
        ] {
            assert_eq!(parse_date(written), Ok(date(1990, 1, 31)), "{written}");
        }
        assert_eq!(parse_date("3/4/1990"), Ok(date(1990, 4, 3)), "the day comes first");
    }

    #[test]
    fn days_that_are_in_no_calendar_are_refused() {
        for written in ["31/02/1990", "29/02/2023", "12/31/1990", "00/01/1990", "1990-13-01", "31/04/2020"] {
            assert_eq!(parse_date(written), Err(Refusal::DateImpossible), "{written}");
        }
        assert_eq!(parse_date("29/02/2024"), Ok(date(2024, 2, 29)));
    }

    #[test]
    fn a_year_of_two_digits_is_refused_because_it_may_be_of_either_century() {
        for written in ["31/01/90", "1-1-05", "31.01.90"] {
            assert_eq!(parse_date(written), Err(Refusal::DateYearOfTwoDigits), "{written}");
        }
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for written in [
            "99999",
            "enero",
            "31/01",
            "31/01/199",
            "31/ene/1990",
            "1990-01-31-02",
            "+1/+1/1990",
            "a/b/cd",
            "//",
        ] {
            assert_eq!(parse_date(written), Err(Refusal::DateMalformed), "{written}");
        }
        assert_eq!(parse_date("1990-01-31 14:30"), Err(Refusal::DateMalformed));
        assert_eq!(parse_date("  "), Err(Refusal::DateMissing));
    }

    #[test]
    fn dates_lie_between_1900_and_today() {
        let today = date(2026, 11, 20);
        assert_eq!(parse_date("31/12/1899"), Err(Refusal::DateBefore1900));
        assert_eq!(parse_date("01/01/1900"), Ok(date(1900, 1, 1)));
        assert_eq!(parse_past_date("20/11/2026", today), Ok(today));
        assert_eq!(parse_past_date("21/11/2026", today), Err(Refusal::DateInTheFuture));
    }
}
