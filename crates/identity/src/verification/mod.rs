//! Verification: one way to send a code or a link, take it back, and let it end, for every feature that needs a proof.
//!
//! A **code** (6 digits, 10 minutes, 5 tries) belongs to one walk, and so to one browser, person and portal. A **link** (256 or
//! 190 bits) works in whatever browser it is pasted into; opening it consumes nothing. Both are kept hashed and used up by one
//! conditional statement.

pub mod code;
pub mod link;
pub mod link_page;
pub mod pages;
mod store;

use std::time::Duration;

pub use store::{forget_expired, void_codes, void_links};

pub const TEXTS: base::texts::Source = base::texts!("verification");

/// NIST SP 800-63B-4 §3.1.3.2: a code is invalid after ten minutes.
pub const CODE_LIFETIME: Duration = Duration::from_secs(10 * 60);
pub const CODE_DIGITS: usize = 6;
/// A resend keeps the count.
pub const CODE_TRIES: i64 = 5;
/// How often one walk may have its code sent, and how long it waits between.
pub const CODE_SENDS: i64 = 3;
/// A little over the minute that a number rests, which begins when the worker sends.
pub const RESEND_AFTER: Duration = Duration::from_secs(65);

pub const RECOVERY_LINK_LIFETIME: Duration = Duration::from_secs(30 * 60);
pub const CONFIRMATION_LINK_LIFETIME: Duration = Duration::from_secs(24 * 60 * 60);
