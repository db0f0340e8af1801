//! The business days of Colombia, by which legal terms are counted.
//!
//! Holidays are those of Ley 51 de 1983 (art. 1 and 2), computed for any year. A term begins the day after: that is day one.
//! An organisation's own closures do not shift it, and a Saturday is no business day.

use std::collections::BTreeSet;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday, date};

/// Month and day of the holidays that stay where they are.
const FIXED: [(i8, i8); 6] = [(1, 1), (5, 1), (7, 20), (8, 7), (12, 8), (12, 25)];

/// Those that are kept on the Monday after, unless they fall on one: Reyes, San José, San Pedro, Asunción, Raza, Todos los
/// Santos, Cartagena. 9 July, which some lists have from 2026, is left out until it is confirmed; it would stand here.
const MOVED_TO_MONDAY: [(i8, i8); 7] = [(1, 6), (3, 19), (6, 29), (8, 15), (10, 12), (11, 1), (11, 11)];

/// Days from Easter Sunday: Holy Thursday, Good Friday, and the Mondays of Ascensión, Corpus Christi and Sagrado Corazón.
const FROM_EASTER: [i64; 5] = [-3, -2, 43, 64, 71];

/// The last day of a term of so many business days that began with what happened on `day`. What comes in on a day off counts as
/// come in on the next business day.
pub fn end_of_term(day: Date, business_days: u32) -> Date {
    days_ahead(business_day_from(day), business_days)
}

/// The business day that has so many of them after `day`, which may be a day off: seen from a Saturday, Monday is one ahead.
pub fn days_ahead(day: Date, business_days: u32) -> Date {
    (0..business_days).fold(day, |last, _| business_day_from(day_after(last)))
}

/// The day itself, or the first business day after it.
pub fn business_day_from(day: Date) -> Date {
    let mut first = day;
    while !is_business_day(first) {
        first = day_after(first);
    }
    first
}

/// The last day of a term of so many months. One that ends on a day off ends on the next business day (Ley 4 de 1913, art. 62).
pub fn end_of_months(day: Date, months: u32) -> Date {
    business_day_from(day.saturating_add(i64::from(months).months()))
}

/// How many business days come after `from`, up to `until` and with it; none where `until` is not later.
pub fn business_days_until(from: Date, until: Date) -> u32 {
    let mut days = 0;
    let mut day = from;
    while day < until {
        day = day_after(day);
        days += u32::from(is_business_day(day));
    }
    days
}

/// Monday to Friday, and no holiday.
pub fn is_business_day(day: Date) -> bool {
    !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) && !holidays(day.year()).contains(&day)
}

/// The holidays of a year. Two of them may fall on one day, as San Pedro and Sagrado Corazón did on 30 June 2025.
pub fn holidays(year: i16) -> BTreeSet<Date> {
    let fixed = FIXED.map(|(month, day)| date(year, month, day));
    let moved = MOVED_TO_MONDAY.map(|(month, day)| monday_from(date(year, month, day)));
    let easter = easter(year);
    let religious = FROM_EASTER.map(|days| easter.saturating_add(days.days()));
    fixed.into_iter().chain(moved).chain(religious).collect()
}

/// The day itself if it is a Monday, or the one after it.
fn monday_from(day: Date) -> Date {
    let days_since_monday = i64::from(day.weekday().to_monday_zero_offset());
    day.saturating_add(((7 - days_since_monday) % 7).days())
}

/// Easter Sunday in the Gregorian calendar (Meeus, Astronomical Algorithms, chapter 8).
fn easter(year: i16) -> Date {
    let year_number = i32::from(year);
    let (century, year_of_century) = (year_number / 100, year_number % 100);
    let golden = year_number % 19;
    let correction = (century - (century + 8) / 25 + 1) / 3;
    let moon = (19 * golden + century - century / 4 - correction + 15) % 30;
    let weekday = (32 + 2 * (century % 4) + 2 * (year_of_century / 4) - moon - year_of_century % 4) % 7;
    let late = (golden + 11 * moon + 22 * weekday) / 451;
    let days = moon + weekday - 7 * late + 114;
    let narrow = |number: i32| i8::try_from(number).expect("months and days have two digits");
    date(year, narrow(days / 31), narrow(days % 31 + 1))
}

fn day_after(day: Date) -> Date {
    day.tomorrow().expect("no term reaches the year 9999")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(year: i16, days: &str) -> BTreeSet<Date> {
        days.split(", ").map(|day| format!("{year}-{day}").parse().unwrap()).collect()
    }

    #[test]
    fn the_holidays_of_2026_and_2027_are_those_of_the_law() {
        let of_2026 = "01-01, 01-12, 03-23, 04-02, 04-03, 05-01, 05-18, 06-08, 06-15, 06-29, 07-20, 08-07, 08-17, \
                       10-12, 11-02, 11-16, 12-08, 12-25";
        let of_2027 = "01-01, 01-11, 03-22, 03-25, 03-26, 05-01, 05-10, 05-31, 06-07, 07-05, 07-20, 08-07, 08-16, \
                       10-18, 11-01, 11-15, 12-08, 12-25";
        assert_eq!(holidays(2026), listed(2026, of_2026));
        assert_eq!(holidays(2027), listed(2027, of_2027));
    }

    #[test]
    fn two_holidays_on_one_day_are_one_day_off() {
        let of_17_days: Vec<i16> = (2014..=2041).filter(|year| holidays(*year).len() == 17).collect();
        assert_eq!(of_17_days, [2014, 2019, 2025, 2030, 2038, 2041]);
        assert!(holidays(2025).contains(&date(2025, 6, 30)));
    }

    #[test]
    fn easter_falls_where_the_church_keeps_it() {
        for (year, month, day) in [
            (1961, 4, 2),
            (2000, 4, 23),
            (2008, 3, 23),
            (2011, 4, 24),
            (2025, 4, 20),
            (2026, 4, 5),
            (2038, 4, 25),
            (2285, 3, 22),
        ] {
            assert_eq!(easter(year), date(year, month, day));
        }
    }

    #[test]
    fn a_term_counts_from_the_next_day_and_skips_days_off() {
        for (from, business_days, until) in [
            (date(2026, 3, 27), 2, date(2026, 3, 31)),
            (date(2026, 3, 27), 5, date(2026, 4, 7)),
            (date(2026, 3, 27), 10, date(2026, 4, 14)),
            (date(2026, 3, 27), 15, date(2026, 4, 21)),
            (date(2026, 3, 27), 30, date(2026, 5, 13)),
            (date(2026, 12, 23), 5, date(2026, 12, 31)),
            (date(2026, 12, 23), 10, date(2027, 1, 8)),
            (date(2026, 12, 23), 15, date(2027, 1, 18)),
            (date(2025, 12, 30), 10, date(2026, 1, 15)),
            (date(2025, 12, 30), 15, date(2026, 1, 22)),
            (date(2026, 11, 20), 10, date(2026, 12, 4)),
            (date(2026, 11, 20), 15, date(2026, 12, 14)),
            (date(2026, 11, 20), 30, date(2027, 1, 6)),
            (date(2026, 12, 18), 15, date(2027, 1, 13)),
            (date(2027, 3, 19), 10, date(2027, 4, 7)),
            (date(2026, 7, 1), 15, date(2026, 7, 23)),
        ] {
            assert_eq!(end_of_term(from, business_days), until, "{from} +{business_days}");
        }
    }

    #[test]
    fn the_business_days_until_a_day_are_those_of_the_term_that_ends_there() {
        let friday = date(2026, 12, 18);
        for days in [1, 3, 10, 15, 30] {
            assert_eq!(business_days_until(friday, end_of_term(friday, days)), days);
        }
        assert_eq!(business_days_until(friday, date(2026, 12, 20)), 0);
        assert_eq!(business_days_until(friday, friday), 0);
        assert_eq!(business_days_until(friday, date(2026, 12, 1)), 0);
    }

    #[test]
    fn so_many_days_ahead_is_where_so_many_are_left_on_a_day_off_too() {
        // From a Friday, Saturday and Sunday alike; then from a Saturday over the holiday of 8 December.
        for (today, days, last) in [
            (date(2026, 11, 20), 3, date(2026, 11, 25)),
            (date(2026, 11, 21), 3, date(2026, 11, 25)),
            (date(2026, 11, 22), 3, date(2026, 11, 25)),
            (date(2026, 12, 5), 2, date(2026, 12, 9)),
        ] {
            assert_eq!(days_ahead(today, days), last, "{today} +{days}");
            assert_eq!(business_days_until(today, last), days, "{today} to {last}");
        }
        assert_eq!(days_ahead(date(2026, 11, 21), 0), date(2026, 11, 21));
        assert_eq!(business_day_from(date(2026, 12, 8)), date(2026, 12, 9));
        assert_eq!(business_day_from(date(2026, 12, 9)), date(2026, 12, 9));
    }

    #[test]
    fn a_term_of_months_ends_on_the_same_day_or_the_business_day_after() {
        assert_eq!(end_of_months(date(2026, 11, 20), 1), date(2026, 12, 21));
        assert_eq!(end_of_months(date(2026, 11, 20), 2), date(2027, 1, 20));
        assert_eq!(end_of_months(date(2027, 1, 29), 1), date(2027, 3, 1));
        assert_eq!(end_of_months(date(2026, 11, 25), 1), date(2026, 12, 28));
    }

    #[test]
    fn what_comes_in_on_a_day_off_counts_as_come_in_on_the_next_business_day() {
        let on_monday = end_of_term(date(2026, 11, 23), 15);
        assert_eq!(end_of_term(date(2026, 11, 21), 15), on_monday);
        assert_eq!(end_of_term(date(2026, 11, 22), 15), on_monday);
        // Holy Thursday to Easter Sunday, and a Monday holiday after a weekend.
        assert_eq!(end_of_term(date(2026, 4, 2), 1), date(2026, 4, 7));
        assert_eq!(end_of_term(date(2026, 10, 12), 1), date(2026, 10, 14));
    }
}
