//! The common and leaked passwords, as a sorted list inside the binary.
//!
//! A password is common when what it is a disguise of is on the list: «Colombia2026*» is, as «colombia» is. So a list
//! of lower-case entries also covers rules that ask for upper case, digits and symbols (OWASP ASVS 5.0, 6.2.4).

use std::cmp::Ordering;

use super::disguise::{is_foreseeable, stems};

/// Stems in the order of their bytes, one a line; made of the sources beside it, see `data/NOTICE.txt`.
const STEMS: &str = include_str!("data/common_stems.txt");

/// Whether the folded text is a common or leaked password, a disguise of one, or no more than a run of keys.
pub(super) fn is_common(folded: &[char]) -> bool {
    is_foreseeable(folded) || stems(folded).iter().any(|stem| is_listed(stem))
}

/// Whether exactly this stem is on the list.
pub(super) fn is_listed(stem: &str) -> bool {
    let list = STEMS.as_bytes();
    let (mut low, mut high) = (0, list.len());
    while low < high {
        let line = line_around(list, low + (high - low) / 2);
        match list[line.clone()].cmp(stem.as_bytes()) {
            Ordering::Equal => return true,
            Ordering::Less => low = line.end + 1,
            Ordering::Greater => high = line.start,
        }
    }
    false
}

/// Where the line that holds the byte at `position` begins and ends, its line feed left out.
fn line_around(list: &[u8], position: usize) -> std::ops::Range<usize> {
    let is_line_feed = |byte: &u8| *byte == b'\n';
    let start = list[..position].iter().rposition(is_line_feed).map_or(0, |before| before + 1);
    let end = list[position..].iter().position(is_line_feed).map_or(list.len(), |after| position + after);
    start..end
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, fs, path::Path};

    use super::*;
    use crate::credentials::{
        Password,
        disguise::{SHORTEST_STEM, fold},
        personal::Personal,
        refusal::Refusal,
        rules::{PasswordRule, check},
    };

    const LEAKED: &str = include_str!("data/leaked_passwords.txt");
    const COLOMBIAN: &str = include_str!("data/colombian_words.txt");

    /// Set, it has the list written anew; see `data/NOTICE.txt`.
    const WRITE: &str = "ALDABA_WRITE_COMMON_STEMS";

    /// ASVS 5.0, 6.2.4.
    const LEAST_REFUSED_FOR_EACH_RULE: usize = 3000;

    fn stems_of_the_sources() -> String {
        let entries = LEAKED.lines().chain(COLOMBIAN.lines().filter(|line| !line.starts_with('#')));
        let mut all = BTreeSet::new();
        for entry in entries {
            let folded = fold(entry.trim());
            if folded.len() < SHORTEST_STEM || folded.contains(&'\u{fffd}') {
                continue;
            }
            let letters = folded.iter().copied().skip_while(|letter| !letter.is_alphabetic());
            let mut core: Vec<char> = letters.collect();
            while core.last().is_some_and(|letter| !letter.is_alphabetic()) {
                core.pop();
            }
            for stem in [folded, core] {
                if stem.len() >= SHORTEST_STEM {
                    all.insert(stem.into_iter().collect::<String>());
                }
            }
        }
        all.into_iter().map(|stem| stem + "\n").collect()
    }

    fn stems_of_letters() -> impl Iterator<Item = &'static str> {
        STEMS.lines().filter(|stem| stem.chars().all(|letter| letter.is_ascii_lowercase()))
    }

    fn refused_as_common(rule: PasswordRule, typed: &str) -> bool {
        let password = Password::parse(typed).unwrap();
        check(rule, &password, &Personal::default()) == Err(vec![Refusal::Common])
    }

    #[test]
    fn the_list_in_the_binary_is_what_its_sources_make() {
        let made = stems_of_the_sources();
        if std::env::var_os(WRITE).is_some() {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/credentials/data/common_stems.txt");
            fs::write(path, &made).unwrap();
            return;
        }
        assert!(made == STEMS, "the list is not what its sources make; see data/NOTICE.txt");
    }

    #[test]
    fn every_line_of_the_list_is_found_and_nothing_between_them() {
        for stem in STEMS.lines() {
            assert!(is_listed(stem), "{stem}");
            assert!(!is_listed(&format!("{stem}\u{1}")), "{stem}");
        }
        for absent in ["", "\n", "girasolazulado", "0", "~~~~~~~~"] {
            assert!(!is_listed(absent), "{absent}");
        }
    }

    #[test]
    fn with_classes_thousands_of_common_passwords_that_satisfy_the_rule_are_refused() {
        let mut refused = 0;
        for stem in stems_of_letters() {
            let typed = format!("{}{}2026*", stem[..1].to_uppercase(), &stem[1..]);
            assert!(refused_as_common(PasswordRule::Classes8To40, &typed), "{typed}");
            refused += 1;
        }
        assert!(refused >= LEAST_REFUSED_FOR_EACH_RULE, "only {refused}");
    }

    #[test]
    fn with_fifteen_characters_thousands_of_common_passwords_are_refused() {
        let mut refused = 0;
        for stem in stems_of_letters() {
            let typed: String =
                stem.chars().chain("83926170457".chars().cycle()).take(stem.len().max(15)).collect();
            assert!(refused_as_common(PasswordRule::Nist63b4, &typed), "{typed}");
            refused += 1;
        }
        assert!(refused >= LEAST_REFUSED_FOR_EACH_RULE, "only {refused}");
    }
}
