//! Moments and days as people in Colombia read them. The spaces within a time do not break.

use base::clock::Timestamp;
use base::texts::Words;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// Colombia keeps one time all year round.
pub const HOURS_FROM_UTC: i8 = -5;

/// «20 de noviembre de 2026, 3:40 p. m.»
pub fn moment(at: Timestamp, words: &Words) -> String {
    let there = at.in_zone(&zone());
    words.with(
        "messaging-moment",
        &[("day", day(there.date(), words).into()), ("clock", clock(at, words).into())],
    )
}

/// The day on which a moment falls there.
pub fn date_there(at: Timestamp) -> Date {
    at.in_zone(&zone()).date()
}

/// «20 de noviembre de 2026»
pub fn day(date: Date, words: &Words) -> String {
    let values = [
        ("day", date.day().into()),
        ("month", date.month().into()),
        // As text, so that no language puts a separator into it.
        ("year", date.year().to_string().into()),
    ];
    words.with("messaging-day", &values)
}

/// «3:40 p. m.»
pub fn clock(at: Timestamp, words: &Words) -> String {
    let there = at.in_zone(&zone());
    let hour = (there.hour() + 11) % 12 + 1;
    let half = if there.hour() < 12 { "am" } else { "pm" };
    let values =
        [("hour", hour.into()), ("minute", format!("{:02}", there.minute()).into()), ("half", half.into())];
    words.with("messaging-clock", &values)
}

fn zone() -> TimeZone {
    TimeZone::fixed(jiff::tz::offset(HOURS_FROM_UTC))
}
