//! What may leave of an event. Promise: a field that is not named here stays, and of those that are, whatever may be an
//! address, a number of somebody, or a token.

use std::net::IpAddr;

/// Those whose words we know. A library may say anything, such as what it sends.
const OUR_CRATES: [&str; 6] = ["aldaba", "base", "desk", "identity", "paper", "passkeys"];
/// The fields that may leave: what happened and how often, never to whom.
const FIELDS: [&str; 20] = [
    "connections",
    "error",
    "error_codes",
    "host",
    "key_id",
    "kind",
    "lost",
    "part",
    "place",
    "port",
    "portal",
    "problem",
    "provider",
    "reason",
    "refused",
    "said",
    "topic",
    "tries",
    "trouble",
    "vendor",
];
const HIDDEN: &str = "***";
const TEXT_MAX_CHARACTERS: usize = 500;
/// A port has fewer.
const NUMBER_MIN_DIGITS: usize = 6;
/// A number in groups, as people write one of a telephone. `421 4.7.0` is an answer of a mail server.
const GROUPS_MIN_DIGITS: usize = 7;
/// The shortest of our tokens and ids has as many letters.
const TOKEN_MIN_LETTERS: usize = 32;

/// Whether an event with this target comes from one of our crates.
pub fn is_ours(target: &str) -> bool {
    let krate = target.split("::").next().unwrap_or_default();
    OUR_CRATES.contains(&krate)
}

/// Whether a field may leave at all.
pub fn may_leave(field: &str) -> bool {
    FIELDS.contains(&field)
}

/// A text without the words that may say who somebody is or open something.
pub fn redacted(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let groups = words.chunk_by(|one, next| is_number(one) && is_number(next));
    let shown = groups.flat_map(|group| {
        let is_long = group.len() > 1 && digits(&group.concat()) >= GROUPS_MIN_DIGITS;
        group.iter().map(move |word| if is_long || is_telling(word) { HIDDEN } else { *word })
    });
    shown.collect::<Vec<_>>().join(" ").chars().take(TEXT_MAX_CHARACTERS).collect()
}

fn is_number(word: &str) -> bool {
    digits(word) > 0 && !word.chars().any(char::is_alphabetic)
}

fn digits(word: &str) -> usize {
    word.chars().filter(char::is_ascii_digit).count()
}

/// Whether a word holds a number of somebody, an address of mail or of the network, or what looks like a token or an id.
fn is_telling(word: &str) -> bool {
    let may_be_in_a_token = |letter: char| letter.is_ascii_alphanumeric() || "-_=".contains(letter);
    let may_be_in_an_address = |letter: char| letter.is_alphanumeric() || ":._".contains(letter);
    digits(word) >= NUMBER_MIN_DIGITS
        || word.contains('@')
        || word.contains("%40")
        || word.split(|letter| !may_be_in_a_token(letter)).any(|run| run.len() >= TOKEN_MIN_LETTERS)
        || word.split(|letter| !may_be_in_an_address(letter)).any(is_address)
}

/// With or without a port, and whatever stop ends the sentence.
fn is_address(text: &str) -> bool {
    let text = text.trim_matches('.');
    let host = text.rsplit_once(':').map_or(text, |(host, _)| host);
    [text, text.trim_end_matches(':'), host].iter().any(|text| text.parse::<IpAddr>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_say_who_somebody_is_does_not_leave() {
        for (said, leaves) in [
            ("550 5.1.1 <luis.pardo@correo.test>: unknown\r\nuser", "550 5.1.1 *** unknown user"),
            ("luis%40correo.test asked", "*** asked"),
            ("call +573990000012 or 399-000-0012", "call *** or ***"),
            ("call 399 000 0012, or (399) 000 0012 now", "call *** *** *** or *** *** *** now"),
            ("document 1.032.456.789 refused", "document *** refused"),
            ("8.8.8.8:53 and [::1]:443 from fe80::a, 9.9.9.9.", "*** and *** from *** ***"),
            ("GET /enlace/abcdefghijklmnopqrstuvwxyz234567 failed", "GET *** failed"),
            ("case 0192f5a0-aaaa-7bbb-8ccc-dddddddddddd", "case ***"),
        ] {
            assert_eq!(redacted(said), leaves, "{said}");
        }
    }

    #[test]
    fn what_went_wrong_stays_readable() {
        for said in [
            "database: error returned from database: (code: 5) database is locked",
            "the mail server answered 421 4.7.0",
            "error trying to connect: tcp connect error: Connection refused (os error 111)",
            "stored data does not read as base::audit::Entry: missing field `at` at line 1 column 5120",
            "crates/app/src/worker.rs:100:9 at 12:30",
        ] {
            assert_eq!(redacted(said), said);
        }
        assert_eq!(redacted(&"é ".repeat(900)).chars().count(), TEXT_MAX_CHARACTERS);
    }

    #[test]
    fn only_our_own_events_and_the_fields_that_are_named_leave() {
        for target in ["aldaba", "aldaba::worker", "identity::messaging::outbox", "passkeys"] {
            assert!(is_ours(target), "{target}");
        }
        for target in ["hyper", "sqlx::query", "reqwest::connect", "aldabas", "", "h2::aldaba"] {
            assert!(!is_ours(target), "{target}");
        }
        for field in ["to", "peer", "address", "message", "case", "request", "id", "anything"] {
            assert!(!may_leave(field), "{field}");
        }
        assert!(may_leave("error") && may_leave("tries"));
    }
}
