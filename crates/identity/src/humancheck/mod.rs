//! The human check: a form was filled in a person's browser.
//!
//! It promises that nothing is fetched from third parties unless the portal's file names a vendor; that a check made for one
//! portal, purpose and browser is worth nothing for another and is spent once; that a page without JavaScript still
//! works, under tighter limits; and that a vendor which is down closes the door but shows the way around: our own
//! check, and help.
//!
//! The person sees one of two controls, «No soy un robot» or a slide. Both work with a keyboard, with single taps and without
//! JavaScript and are no puzzle (WCAG 2.5.7, 3.3.8): what really counts is the proof of work behind them, and the limits.
//!
//! A handler calls [`examine`] before its transaction and [`spend`] first thing inside it; the page's script fetches
//! [`challenge`]. Inside: `rules` decides about the controls and the amount of work, `work` makes and checks challenges, `store`
//! spends them, `vendors` asks reCAPTCHA, hCaptcha or Turnstile.

mod rules;
mod store;
pub mod vendors;
mod work;

use std::net::IpAddr;

use base::chance::Chance;
use base::clock::Timestamp;
use base::db::Tx;
use base::error::Result;
use base::secret::Keys;
use base::texts::Source;
use serde::{Deserialize, Serialize};

pub use store::forget_expired;
pub use vendors::VendorCheck;

use crate::portals::{HumanCheck, Portal};
use vendors::Expected;
use work::{Binding, Proof, Standing};

/// The sentences of this feature.
pub const TEXTS: Source = base::texts!("humancheck");

/// The form's fields, as the components `slide` and `robot_box` write them.
pub const ROBOT_FIELD: &str = "robot";
pub const SLIDE_FIELD: &str = "slide";
pub const SLIDE_TAP_FIELD: &str = "slide_tap";
pub const PROOF_FIELD: &str = "human_proof";

/// Which form, of which portal, in which browser is asked for a check.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    pub portal: &'a str,
    /// From the portal's configured address, never from a request.
    pub hostname: &'a str,
    pub purpose: Purpose,
    pub check: HumanCheck,
    /// A hash of what names the browser, never the name itself: challenges show it.
    pub browser: &'a [u8],
}

/// What the form brought; a missing field is empty.
#[derive(Clone, Copy, Debug, Default)]
pub struct Form<'a> {
    /// [`ROBOT_FIELD`]: anything where the box is ticked.
    pub robot: &'a str,
    /// [`SLIDE_FIELD`]: the place of the hand.
    pub slide: &'a str,
    /// [`SLIDE_TAP_FIELD`]: anything where the slide's button was pressed without JavaScript.
    pub slide_tap: &'a str,
    /// [`PROOF_FIELD`]: the solved challenge; empty without JavaScript.
    pub proof: &'a str,
    /// The vendor's field, see [`vendors::page`].
    pub vendor_token: &'a str,
}

/// A form that was looked at; what it is worth is known once it is [spent](spend).
#[derive(Debug)]
#[must_use = "a check that is not spent can be used again"]
pub struct Examined(Verdict);

#[derive(Debug)]
enum Verdict {
    Decided(Outcome),
    Worked(Proof),
}

/// What a form is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    Signin,
    Registration,
    Recovery,
    UsernameRecovery,
    Support,
    /// The sign-in of the staff.
    Office,
}

impl Purpose {
    /// As it stands in addresses and challenges; the same as for serde.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Signin => "signin",
            Self::Registration => "registration",
            Self::Recovery => "recovery",
            Self::UsernameRecovery => "username_recovery",
            Self::Support => "support",
            Self::Office => "office",
        }
    }
}

/// What the check says about one form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Solved,
    /// No JavaScript, no work: allowed, but the caller applies its tighter limits.
    Absent,
    Failed(Failure),
    /// The portal's vendor cannot be asked: show the form again with our own check and the help channels.
    Unavailable,
}

/// Why a form is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    NotTicked,
    NotSlid,
    /// The vendor's check was left undone.
    NotAnswered,
    /// It does not read as an answer, or is too long for one.
    Malformed,
    /// Not signed by us, or changed since.
    Forged,
    /// The work was not done.
    Unsolved,
    /// Made for another portal, purpose or browser.
    Foreign,
    Expired,
    Replayed,
    /// The vendor says no.
    Refused,
}

impl<'a> Asked<'a> {
    /// What the portal's file asks of this form, in this browser.
    pub fn by(portal: &'a Portal, purpose: Purpose, browser: &'a [u8]) -> Self {
        let (hostname, check) = (portal.address.origin.host(), asked_for(portal, purpose));
        Self { portal: portal.key.as_str(), hostname, purpose, check, browser }
    }

    fn binding(&self, standing: Standing) -> Binding<'a> {
        Binding { portal: self.portal, purpose: self.purpose, browser: self.browser, standing }
    }
}

/// What the portal's file asks of this form.
pub fn asked_for(portal: &Portal, purpose: Purpose) -> HumanCheck {
    let checks = &portal.human;
    match purpose {
        Purpose::Signin => checks.signin,
        Purpose::Registration => checks.registration,
        Purpose::Recovery => checks.recovery,
        Purpose::UsernameRecovery => checks.username_recovery,
        Purpose::Support | Purpose::Office => HumanCheck::Silent,
    }
}

/// A challenge for the page's script, as JSON: harder the more this source failed lately. `None` where the portal has no
/// check of our own for this form.
pub fn challenge(
    keys: &Keys,
    chance: &Chance,
    now: Timestamp,
    asked: &Asked<'_>,
    recent_failures: u32,
) -> Option<String> {
    match asked.check {
        HumanCheck::None | HumanCheck::Vendor => None,
        HumanCheck::Silent | HumanCheck::Checkbox | HumanCheck::Slide => {
            let binding = asked.binding(Standing::Own);
            Some(work::challenge(keys, chance, now, &binding, rules::cost_for(recent_failures)))
        }
    }
}

/// A challenge for the page that follows [`Outcome::Unavailable`]; it stands in the page itself, with a checkbox. Without
/// such a challenge our own check is worth nothing on a vendor's form.
pub fn challenge_instead_of_vendor(
    keys: &Keys,
    chance: &Chance,
    now: Timestamp,
    asked: &Asked<'_>,
    recent_failures: u32,
) -> String {
    let binding = asked.binding(Standing::InsteadOfVendor);
    work::challenge(keys, chance, now, &binding, rules::cost_for(recent_failures))
}

/// Looks at a form, before any transaction: a vendor may take five seconds to answer.
pub async fn examine(
    keys: &Keys,
    now: Timestamp,
    vendor: Option<&VendorCheck>,
    asked: &Asked<'_>,
    client_ip: IpAddr,
    form: &Form<'_>,
) -> Examined {
    Examined(match (asked.check, vendor) {
        (HumanCheck::None, _) => Verdict::Decided(Outcome::Solved),
        (HumanCheck::Silent | HumanCheck::Checkbox | HumanCheck::Slide, _) => {
            own_verdict(keys, now, asked, Standing::Own, form)
        }
        (HumanCheck::Vendor, _) if !form.proof.is_empty() => {
            own_verdict(keys, now, asked, Standing::InsteadOfVendor, form)
        }
        (HumanCheck::Vendor, Some(vendor)) => {
            let expected =
                Expected { hostname: asked.hostname, purpose: asked.purpose, portal: asked.portal };
            Verdict::Decided(vendor.verify(form.vendor_token, client_ip, expected).await)
        }
        (HumanCheck::Vendor, None) => Verdict::Decided(Outcome::Unavailable),
    })
}

fn own_verdict(
    keys: &Keys,
    now: Timestamp,
    asked: &Asked<'_>,
    standing: Standing,
    form: &Form<'_>,
) -> Verdict {
    if let Err(failure) = rules::check_control(asked.check, form) {
        return Verdict::Decided(Outcome::Failed(failure));
    }
    if form.proof.is_empty() {
        return Verdict::Decided(Outcome::Absent);
    }
    match work::check(keys, now, &asked.binding(standing), form.proof) {
        Ok(proof) => Verdict::Worked(proof),
        Err(failure) => Verdict::Decided(Outcome::Failed(failure)),
    }
}

/// What the form is worth. Commit also when it is refused for another reason: a proof that is rolled back can be used again.
pub async fn spend(tx: &Tx, examined: Examined) -> Result<Outcome> {
    match examined.0 {
        Verdict::Decided(outcome) => Ok(outcome),
        Verdict::Worked(proof) if store::spend(tx, &proof).await? => Ok(Outcome::Solved),
        Verdict::Worked(_) => Ok(Outcome::Failed(Failure::Replayed)),
    }
}

impl Failure {
    /// The field that the person left undone; "" where the trouble is not in a field.
    pub const fn field(self) -> &'static str {
        match self {
            Self::NotTicked => ROBOT_FIELD,
            Self::NotSlid => SLIDE_FIELD,
            _ => "",
        }
    }

    /// The message for the person. What only an attacker sees is not told apart.
    pub const fn text_id(self) -> &'static str {
        match self {
            Self::NotTicked => "humancheck-not-ticked",
            Self::NotSlid => "humancheck-not-slid",
            Self::NotAnswered => "humancheck-not-answered",
            Self::Expired | Self::Replayed => "humancheck-expired",
            Self::Malformed | Self::Forged | Self::Unsolved | Self::Foreign | Self::Refused => {
                "humancheck-failed"
            }
        }
    }
}

#[cfg(test)]
#[path = "humancheck_test.rs"]
mod tests;
