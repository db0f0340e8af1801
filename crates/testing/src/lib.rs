//! What tests stand on: throw-away databases, a visitor that reads pages as a person does, and the mail server of `bin/test`.
//!
//! For tests only; nothing that ships depends on it.

mod client;
mod databases;
mod house;
mod mail_server;
mod page;
mod passkey;
mod people;
mod picture;
mod staff;
mod workbook;

pub use client::{Client, multipart, multipart_head};
pub use databases::TestDatabase;
pub use house::{DELIVERY_SECRET, TestHouse, portals_in, presets, presets_at_their_own_addresses};
pub use mail_server::MailServer;
pub use page::{Form, Page};
pub use passkey::SoftPasskey;
pub use people::{Authenticator, JORGE, LUIS, Resident, SOFIA, press};
pub use picture::{PLACE, picture};
pub use staff::{AtDesk, Colleague, TERESA};
pub use workbook::{sheet, workbook};

/// Reads a setting that `bin/test` makes. Where it is missing, the tests that need it are left out, which is said once;
/// under `CI=true` nothing is left out, and its absence is a failure.
fn setting_of_the_test_run(name: &'static str, what_is_left_out: &str) -> Option<String> {
    let in_ci = std::env::var("CI").is_ok_and(|value| value == "true");
    let value = present_or_left_out(name, std::env::var(name).ok(), in_ci);
    if value.is_none() {
        say_once(
            name,
            &format!("{name} is not set: {what_is_left_out} left out. `bin/test` runs everything."),
        );
    }
    value
}

fn present_or_left_out(name: &str, value: Option<String>, in_ci: bool) -> Option<String> {
    assert!(value.is_some() || !in_ci, "{name} is not set, and CI leaves nothing out: run bin/test");
    value
}

/// Says something on standard error past the test runner, which keeps to itself what a passing test prints.
fn say_once(topic: &'static str, sentence: &str) {
    use std::collections::BTreeSet;
    use std::io::Write;
    use std::sync::Mutex;

    static SAID: Mutex<BTreeSet<&str>> = Mutex::new(BTreeSet::new());
    let is_new = SAID.lock().expect("nobody panics while holding this").insert(topic);
    if is_new {
        // Nobody to tell is no reason to fail a test.
        let _ = writeln!(std::io::stderr(), "{sentence}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_its_setting_a_test_is_left_out() {
        assert_eq!(present_or_left_out("X", None, false), None);
        assert_eq!(present_or_left_out("X", Some("here".to_owned()), true).as_deref(), Some("here"));
    }

    #[test]
    #[should_panic(expected = "CI leaves nothing out")]
    fn in_ci_a_missing_setting_is_a_failure() {
        present_or_left_out("X", None, true);
    }
}
