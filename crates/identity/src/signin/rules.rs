//! What is asked after the right password.

use std::time::Duration;

use base::clock::Timestamp;

use crate::portals::PasswordRule;

/// A device on which the second factor was given is spared for so long ([decision 10](docs/decisions/0010-second-factors.md)).
const SPARED: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// What comes after the right password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    Inside,
    /// A code to the phone.
    Code,
    Factor,
}

/// What is known when the password was right.
#[derive(Clone, Copy, Debug)]
pub(super) struct Known {
    pub has_factor: bool,
    pub is_known_device: bool,
    /// When the factor was last given on this device, if it is a known one.
    pub factor_at: Option<Timestamp>,
    /// Whether the portal asks for a code on a new device.
    pub portal_sends_code: bool,
    pub rule: PasswordRule,
    pub now: Timestamp,
}

/// The factor of whoever has one stands in place of the code: it is the stronger proof.
pub(super) fn after_password(known: Known) -> Next {
    if known.has_factor {
        return if is_spared(known) { Next::Inside } else { Next::Factor };
    }
    if known.portal_sends_code && !known.is_known_device { Next::Code } else { Next::Inside }
}

/// A PIN of four digits is never enough beside a cookie.
fn is_spared(known: Known) -> bool {
    let is_fresh = known.factor_at.is_some_and(|at| known.now.since(at) < SPARED);
    is_fresh && known.rule != PasswordRule::Pin4
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_micros(1_790_000_000_000_000);

    const KNOWN: Known = Known {
        has_factor: true,
        is_known_device: true,
        factor_at: Some(NOW),
        portal_sends_code: true,
        rule: PasswordRule::Nist63b4,
        now: NOW,
    };

    #[test]
    fn a_factor_is_asked_for_where_it_was_not_given_lately() {
        assert_eq!(after_password(KNOWN), Next::Inside);
        assert_eq!(after_password(Known { factor_at: None, ..KNOWN }), Next::Factor);
        assert_eq!(after_password(Known { now: NOW.plus(SPARED), ..KNOWN }), Next::Factor);
        let stranger = Known { is_known_device: false, factor_at: None, ..KNOWN };
        assert_eq!(after_password(stranger), Next::Factor);
    }

    #[test]
    fn beside_a_pin_the_factor_is_always_asked_for() {
        assert_eq!(after_password(Known { rule: PasswordRule::Pin4, ..KNOWN }), Next::Factor);
    }

    #[test]
    fn whoever_has_no_factor_proves_a_new_device_where_the_portal_asks_for_it() {
        let without = Known { has_factor: false, factor_at: None, ..KNOWN };
        assert_eq!(after_password(without), Next::Inside);
        assert_eq!(after_password(Known { is_known_device: false, ..without }), Next::Code);
        let asks_nothing = Known { is_known_device: false, portal_sends_code: false, ..without };
        assert_eq!(after_password(asks_nothing), Next::Inside);
    }
}
