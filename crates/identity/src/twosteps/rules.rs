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

/// A page of this feature, or its first one where the request names something else.
pub(super) fn way_back(path: &str) -> &str {
    let is_plain = path.bytes().all(|octet| octet.is_ascii_alphanumeric() || b"/-".contains(&octet));
    let is_ours = path.strip_prefix(paths::TWO_STEPS).is_some_and(|rest| rest.starts_with('/'));
    if is_plain && is_ours && !path.contains("//") { path } else { paths::TWO_STEPS }
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
}
