//! What may be announced, and when it is shown.

use base::letters::is_invisible;
use jiff::civil::Date;
use url::Url;

use super::{AT_ONCE, Announcement};

/// The longest title and text; what is longer is not read on a phone.
pub(super) const TITLE_MAX_CHARACTERS: usize = 80;
pub(super) const TEXT_MAX_CHARACTERS: usize = 300;
const LINK_MAX_BYTES: usize = 300;
/// What is forgotten on the page for longer is no announcement.
pub(super) const DAYS_MAX: i32 = 366;

/// Why something written is not announced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    Missing,
    TooLong,
    /// Letters that nobody sees, or that turn the direction of others.
    Invisible,
    /// No day, or one that does not exist.
    NoDay,
    EndsBeforeItBegins,
    IsOver,
    LastsTooLong,
    /// Neither a path of the portal nor https.
    NoLink,
}

pub(super) fn is_shown_on(announcement: &Announcement, day: Date) -> bool {
    announcement.from <= day && day <= announcement.until
}

/// One line of text, its spaces put in order.
pub(super) fn line(typed: &str, characters_max: usize) -> Result<String, Refusal> {
    let line = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.is_empty() {
        return Err(Refusal::Missing);
    }
    if line.chars().count() > characters_max {
        return Err(Refusal::TooLong);
    }
    if line.chars().any(|letter| letter.is_control() || is_invisible(letter)) {
        Err(Refusal::Invisible)
    } else {
        Ok(line)
    }
}

/// The first and the last day of what is shown today or later.
pub(super) fn days(from: &str, until: &str, today: Date) -> Result<(Date, Date), (&'static str, Refusal)> {
    let from: Date = from.parse().map_err(|_| ("from", Refusal::NoDay))?;
    let until: Date = until.parse().map_err(|_| ("until", Refusal::NoDay))?;
    if until < from {
        return Err(("until", Refusal::EndsBeforeItBegins));
    }
    if until < today {
        return Err(("until", Refusal::IsOver));
    }
    let lasts = from.until(until).map_or(i32::MAX, |span| span.get_days());
    if lasts > DAYS_MAX { Err(("until", Refusal::LastsTooLong)) } else { Ok((from, until)) }
}

/// A path of the portal or an address of the web with TLS; nothing that runs, and nothing that hides where it leads.
pub(super) fn link(typed: &str) -> Result<String, Refusal> {
    let typed = typed.trim();
    if typed.is_empty() || is_own_path(typed) && typed.len() <= LINK_MAX_BYTES {
        return Ok(typed.to_owned());
    }
    let url = Url::parse(typed).map_err(|_| Refusal::NoLink)?;
    let is_plain = url.scheme() == "https" && url.username().is_empty() && url.password().is_none();
    if is_plain && url.host_str().is_some() && url.as_str().len() <= LINK_MAX_BYTES {
        Ok(url.to_string())
    } else {
        Err(Refusal::NoLink)
    }
}

/// `//elsewhere` and `/\elsewhere` are other sites.
fn is_own_path(path: &str) -> bool {
    let plain = |octet: u8| octet.is_ascii_alphanumeric() || b"/-_.#".contains(&octet);
    path.starts_with('/') && !path.contains("//") && !path.contains("..") && path.bytes().all(plain)
}

/// Whether there is room for one more beside those that share a day with it.
pub(super) fn has_room(from: Date, until: Date, others: &[Announcement]) -> bool {
    let beside = others.iter().filter(|other| other.from <= until && from <= other.until);
    beside.count() < AT_ONCE
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::announcements::Wording;

    #[test]
    fn a_line_is_plain_and_short() {
        assert_eq!(line("  Hoy \n no  abrimos ", 80), Ok("Hoy no abrimos".to_owned()));
        assert_eq!(line(" \n ", 80), Err(Refusal::Missing));
        assert_eq!(line("ábc", 2), Err(Refusal::TooLong));
        for invisible in ["a\u{202e}b", "a\u{200b}b", "\u{feff}a"] {
            assert_eq!(line(invisible, 80), Err(Refusal::Invisible));
        }
    }

    #[test]
    fn a_link_leads_into_the_portal_or_to_https() {
        for good in ["", "/ayuda", "/perfil#actividad", "https://www.ejemplo.example/nota?x=1"] {
            assert_eq!(link(good), Ok(good.to_owned()));
        }
        for bad in [
            "javascript:alert(1)",
            "http://ejemplo.example/",
            "//ejemplo.example",
            "/\\ejemplo.example",
            "/a/../b",
            "data:text/html,x",
            "https://banco.example@malo.example/",
            "ayuda",
            "https://",
            &format!("https://a.example/{}", "x".repeat(300)),
        ] {
            assert_eq!(link(bad), Err(Refusal::NoLink), "{bad}");
        }
    }

    #[test]
    fn it_begins_before_it_ends_and_is_not_over() {
        let today = date(2026, 11, 20);
        assert_eq!(days("2026-11-20", "2026-11-20", today), Ok((today, today)));
        assert_eq!(days("2026-11-21", "2026-11-20", today), Err(("until", Refusal::EndsBeforeItBegins)));
        assert_eq!(days("2026-11-18", "2026-11-19", today), Err(("until", Refusal::IsOver)));
        assert_eq!(days("2026-11-20", "2027-11-22", today), Err(("until", Refusal::LastsTooLong)));
        for wrong in ["", "mañana", "2026-02-30", "99999-01-01"] {
            assert_eq!(days(wrong, "2026-11-20", today), Err(("from", Refusal::NoDay)), "{wrong}");
        }
    }

    #[test]
    fn there_is_room_for_three_that_share_a_day() {
        let said = || Wording { spanish: "Hola".to_owned(), english: String::new() };
        let on = |from: i8, until: i8| Announcement {
            title: said(),
            text: said(),
            from: date(2026, 11, from),
            until: date(2026, 11, until),
            link: String::new(),
        };
        let others = [on(1, 5), on(5, 9), on(9, 9)];
        assert!(has_room(date(2026, 11, 5), date(2026, 11, 8), &others));
        assert!(!has_room(date(2026, 11, 5), date(2026, 11, 9), &others));
        assert!(is_shown_on(&others[0], date(2026, 11, 5)) && !is_shown_on(&others[0], date(2026, 11, 6)));
    }
}
