//! How long a confirmation counts, and where it leads back to.

use std::time::Duration;

use base::clock::Timestamp;

use crate::paths;

/// As long as in the office.
const FRESH: Duration = Duration::from_secs(10 * 60);

/// Whether password and second factor were given lately inside the session.
pub(super) fn is_fresh(confirmed_at: Option<Timestamp>, now: Timestamp) -> bool {
    confirmed_at.is_some_and(|at| now.since(at) < FRESH)
}

/// A page of this feature, or its first one where the request names something else. Whoever asked for the copy of their data as a
/// file is led to the page that offers it: a download would leave them standing here.
pub(super) fn way_back(path: &str) -> &str {
    if is_at_or_below(path, paths::DATA_COPY) {
        return paths::DATA_COPY;
    }
    let is_plain = path.bytes().all(|octet| octet.is_ascii_alphanumeric() || b"/-".contains(&octet));
    if is_plain && is_at_or_below(path, paths::TWO_STEPS) && !path.contains("//") {
        path
    } else {
        paths::TWO_STEPS
    }
}

/// Where whoever does not confirm goes, instead of this page.
pub(super) fn way_out(back: &str) -> &'static str {
    if back == paths::DATA_COPY { paths::PERSONAL_DATA } else { paths::TWO_STEPS }
}

fn is_at_or_below(path: &str, page: &str) -> bool {
    path.strip_prefix(page).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_confirmation_counts_for_ten_minutes() {
        let now = Timestamp::from_micros(1_790_000_000_000_000);
        assert!(is_fresh(Some(now), now));
        assert!(!is_fresh(Some(now.minus(FRESH)), now));
        assert!(!is_fresh(None, now));
    }

    #[test]
    fn the_way_back_stays_here() {
        assert_eq!(way_back("/perfil/dos-pasos/aplicacion"), "/perfil/dos-pasos/aplicacion");
        for elsewhere in [
            "",
            "/perfil",
            "//malo.example",
            "/perfil/dos-pasos//malo",
            "/perfil/dos-pasosx",
            "/perfil/dos-pasos/a?b",
        ] {
            assert_eq!(way_back(elsewhere), "/perfil/dos-pasos", "{elsewhere}");
        }
    }

    #[test]
    fn whoever_wanted_their_data_is_led_to_their_page() {
        for path in [paths::DATA_COPY, "/perfil/datos-personales/copia/archivo"] {
            assert_eq!(way_back(path), paths::DATA_COPY);
        }
        for elsewhere in ["/perfil/datos-personales", "/perfil/datos-personales/copias"] {
            assert_eq!(way_back(elsewhere), paths::TWO_STEPS, "{elsewhere}");
        }
        assert_eq!(way_out(paths::DATA_COPY), paths::PERSONAL_DATA);
        assert_eq!(way_out("/perfil/dos-pasos/llaves"), paths::TWO_STEPS);
    }
}
