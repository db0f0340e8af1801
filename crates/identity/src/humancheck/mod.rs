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
//! `rules` decides about the controls and the amount of work, `work` makes and checks challenges, `store` spends them,
//! `vendors` asks reCAPTCHA, hCaptcha or Turnstile.

pub mod rules;
pub mod vendors;
pub mod work;

use serde::{Deserialize, Serialize};

/// The form's field for the control: the checkbox's tick or the slide's place.
pub const CONTROL_FIELD: &str = "humancheck_control";
/// The form's field for the solved challenge; empty without JavaScript.
pub const WORK_FIELD: &str = "humancheck_work";

/// What a form is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    Signin,
    Registration,
    Recovery,
    UsernameRecovery,
    Support,
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

impl Failure {
    /// The message for the person. What only an attacker sees is not told apart.
    pub const fn text_id(self) -> &'static str {
        match self {
            Self::NotTicked => "humancheck-not-ticked",
            Self::NotSlid => "humancheck-not-slid",
            Self::Expired | Self::Replayed => "humancheck-expired",
            Self::Malformed | Self::Forged | Self::Unsolved | Self::Foreign | Self::Refused => {
                "humancheck-failed"
            }
        }
    }
}
