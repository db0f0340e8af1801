//! Limits on how often something may be asked for: per account, per source and per portal, counted in the database, so that a
//! restart forgets nothing and two processes count together.
//!
//! A limit counts in windows that begin with the first request. What somebody may ask for is counted by what they typed, whether
//! or not anybody has that name, so that a limit tells no more than the page does. A success elsewhere clears nothing.

mod store;

use std::time::Duration;

use base::db::{Tx, View};
use base::error::Result;
use base::secret::Keys;

pub use store::forget_old;

use crate::accounts::AccountId;
use crate::front_door::FrontDoor;

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(60 * 60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// So many within so long.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    pub name: &'static str,
    pub at_most: i64,
    pub within: Duration,
}

/// The limits of one name that is typed into a public form.
#[derive(Clone, Copy, Debug)]
pub struct ByName {
    pub from_one_source: Limit,
    pub from_all: Limit,
}

const fn limit(name: &'static str, at_most: i64, within: Duration) -> Limit {
    Limit { name, at_most, within }
}

// Per source: an office or a mobile network shares one address, so these are wide; the accounts' own limits are narrow.
pub const SIGNIN_BY_SOURCE: Limit = limit("signin.source", 240, HOUR);
/// A known device is counted by itself: what others do in the same network does not touch it.
pub const SIGNIN_BY_DEVICE: Limit = limit("signin.device", 60, HOUR);
pub const OFFICE_SIGNIN_BY_SOURCE: Limit = limit("office.source", 240, HOUR);
pub const REGISTRATION_BY_SOURCE: Limit = limit("registration.source", 40, HOUR);
pub const RECOVERY_BY_SOURCE: Limit = limit("recovery.source", 40, HOUR);
pub const ASSISTED_BY_SOURCE: Limit = limit("assisted.source", 20, HOUR);
/// Pictures are many and large.
pub const PICTURES_BY_SOURCE: Limit = limit("assisted.pictures.source", 20, HOUR);
pub const CODE_BY_SOURCE: Limit = limit("code.source", 120, HOUR);
pub const LINK_BY_SOURCE: Limit = limit("link.source", 60, HOUR);
pub const SUPPORT_BY_SOURCE: Limit = limit("support.source", 10, HOUR);
/// Forms with files, which are written to the disk before anybody looks at the rest of the form.
pub const FILES_BY_SOURCE: Limit = limit("files.source", 30, HOUR);
/// How one's case stands, by number and code.
pub const CASE_BY_SOURCE: Limit = limit("case.source", 40, HOUR);
/// Whether a paper is genuine: whoever receives papers for a living asks often.
pub const PAPER_BY_SOURCE: Limit = limit("paper.source", 120, HOUR);

// Where no proof of work came with the form (no JavaScript), a source may ask this often.
pub const UNPROVED_BY_SOURCE: Limit = limit("unproved.source", 12, HOUR);

// A whole portal without proof of work: more than that is a program trying many names from many places.
pub const UNPROVED_BY_PORTAL: Limit = limit("unproved.portal", 600, HOUR);
/// What the office has to look at by hand, and the disk to hold.
pub const ASSISTED_BY_PORTAL: Limit = limit("assisted.portal.day", 200, DAY);
pub const LINKS_BY_PORTAL: Limit = limit("link.portal", 3_000, HOUR);

// Per name that was typed, known or not: narrow from one source, wide from all together, so that no stranger can keep a
// person from recovering. How much is sent is bounded by the number or address itself.
pub const REGISTRATION_BY_NAME: ByName = ByName {
    from_one_source: limit("registration.name.source", 6, HOUR),
    from_all: limit("registration.name", 60, HOUR),
};
pub const RECOVERY_BY_NAME: ByName = ByName {
    from_one_source: limit("recovery.name.source", 6, HOUR),
    from_all: limit("recovery.name", 60, HOUR),
};
pub const ASSISTED_BY_NAME: ByName = ByName {
    from_one_source: limit("assisted.name.source", 4, HOUR),
    from_all: limit("assisted.name", 60, HOUR),
};
pub const CASE_BY_NUMBER: ByName = ByName {
    from_one_source: limit("case.number.source", 10, HOUR),
    from_all: limit("case.number", 200, HOUR),
};
pub const USERNAMES_BY_WALK: Limit = limit("username.walk", 10, HOUR);
pub const CONTACT_CHANGES_BY_ACCOUNT_IN_A_DAY: Limit = limit("contact.account.day", 5, DAY);
/// All that is held of somebody, to read or to keep: it costs as much as many pages.
pub const DATA_COPIES_BY_ACCOUNT: Limit = limit("data-copy.account", 12, HOUR);
/// What staff start for somebody.
pub const RECOVERIES_STARTED_BY_ACCOUNT_IN_A_DAY: Limit = limit("recovery.started.account.day", 5, DAY);

// Per address or number on file, counted where a message is about to be written.
pub const CODES_BY_NUMBER_IN_A_MINUTE: Limit = limit("code.number.minute", 1, MINUTE);
pub const CODES_BY_NUMBER_IN_AN_HOUR: Limit = limit("code.number.hour", 5, HOUR);
pub const CODES_BY_NUMBER_IN_A_DAY: Limit = limit("code.number.day", 10, DAY);
pub const LINKS_BY_ADDRESS_IN_AN_HOUR: Limit = limit("link.address.hour", 5, HOUR);
pub const LINKS_BY_ADDRESS_IN_A_DAY: Limit = limit("link.address.day", 10, DAY);
pub const RECEIPTS_BY_ADDRESS_IN_AN_HOUR: Limit = limit("receipt.address.hour", 3, HOUR);
pub const RECEIPTS_BY_ADDRESS_IN_A_DAY: Limit = limit("receipt.address.day", 6, DAY);
pub const USERNAMES_BY_ACCOUNT_IN_A_DAY: Limit = limit("username.account.day", 5, DAY);
pub const CERTIFICATES_BY_ACCOUNT_IN_A_DAY: Limit = limit("certificate.account.day", 20, DAY);
pub const NOTICES_BY_ACCOUNT_IN_A_DAY: Limit = limit("notice.account.day", 20, DAY);

/// Mails by which a member of the staff tries words out.
pub const WORDING_TESTS_BY_MEMBER: Limit = limit("wording-test.member", 10, HOUR);

/// The day's text messages of a whole portal; the figure is the portal's own.
pub const fn texts_by_portal(at_most: i64) -> Limit {
    limit("text.portal.day", at_most, DAY)
}

/// Counts one more for each of `limits` in turn, the narrowest first, and tells whether all of them allow it. The first that
/// refuses ends it, so that what was refused for one reason does not use up what others share.
pub async fn allows(tx: &Tx, front: &FrontDoor, limits: &[(Limit, &str)]) -> Result<bool> {
    for (limit, subject) in limits {
        let taken =
            store::take(tx, *limit, &subject_hash(&front.keys, *limit, subject), front.clock.now()).await?;
        if taken > limit.at_most {
            return Ok(false);
        }
    }
    Ok(true)
}

/// What a limit keeps of whom it counts: names, numbers and addresses do not stand in its table.
fn subject_hash(keys: &Keys, limit: Limit, subject: &str) -> Vec<u8> {
    keys.mac("limit", &[limit.name.as_bytes(), subject.as_bytes()]).to_vec()
}

/// How often this was counted in the window that runs now.
pub async fn recent(view: &View, front: &FrontDoor, limit: Limit, subject: &str) -> Result<i64> {
    let since = front.clock.now().minus(limit.within);
    store::taken(view, limit, &subject_hash(&front.keys, limit, subject), since).await
}

/// Who has a code sent: each kind has the full allowance of a number, so that one that a stranger may ask for does not use up
/// the one that needs the password.
#[derive(Clone, Copy, Debug)]
pub enum CodeFor {
    /// Registration and recovery: anybody may ask.
    Stranger,
    /// The password was right.
    NewDevice,
    /// Somebody signed in names the number.
    ContactChange,
}

/// Whether one more code may go to this number or address.
pub async fn allow_code_to(tx: &Tx, front: &FrontDoor, whose: CodeFor, contact: &str) -> Result<bool> {
    let subject = format!("{whose:?} {}", mailbox(contact));
    let limits = [CODES_BY_NUMBER_IN_A_MINUTE, CODES_BY_NUMBER_IN_AN_HOUR, CODES_BY_NUMBER_IN_A_DAY];
    allows(tx, front, &limits.map(|limit| (limit, subject.as_str()))).await
}

/// Whether an account may ask for one more change of address or number today.
pub async fn allow_contact_change(tx: &Tx, front: &FrontDoor, account: AccountId) -> Result<bool> {
    allows(tx, front, &[(CONTACT_CHANGES_BY_ACCOUNT_IN_A_DAY, &account.to_string())]).await
}

/// Whether staff may start one more recovery for this account today.
pub async fn allow_started_recovery(tx: &Tx, front: &FrontDoor, account: AccountId) -> Result<bool> {
    allows(tx, front, &[(RECOVERIES_STARTED_BY_ACCOUNT_IN_A_DAY, &account.to_string())]).await
}

/// Whether one more link may go to this address.
pub async fn allow_link_to(tx: &Tx, front: &FrontDoor, address: &str) -> Result<bool> {
    let mailbox = mailbox(address);
    let limits = [
        (LINKS_BY_ADDRESS_IN_AN_HOUR, mailbox.as_str()),
        (LINKS_BY_ADDRESS_IN_A_DAY, mailbox.as_str()),
        (LINKS_BY_PORTAL, ""),
    ];
    allows(tx, front, &limits).await
}

/// Whether one more receipt may go to this address: whoever typed it need not be its owner.
pub async fn allow_receipt_to(tx: &Tx, front: &FrontDoor, address: &str) -> Result<bool> {
    let mailbox = mailbox(address);
    let limits = [RECEIPTS_BY_ADDRESS_IN_AN_HOUR, RECEIPTS_BY_ADDRESS_IN_A_DAY];
    allows(tx, front, &limits.map(|limit| (limit, mailbox.as_str()))).await
}

/// The mailbox behind an address: `ana+algo@…` is one of the many that reach Ana (RFC 5233), and all have one count. Whoever has
/// a plus in their name for another reason shares a count at worst.
fn mailbox(contact: &str) -> String {
    let Some((local, domain)) = contact.split_once('@') else { return contact.to_owned() };
    let name = local.split('+').find(|part| !part.is_empty()).unwrap_or(local);
    format!("{}@{}", name.to_ascii_lowercase(), domain.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_many_addresses_of_a_mailbox_are_one() {
        for address in ["ana@correo.test", "ana+1@correo.test", "ANA+a+b@Correo.test", "+ana@correo.test"] {
            assert_eq!(mailbox(address), "ana@correo.test");
        }
        assert_eq!(mailbox("+573990000012"), "+573990000012");
        assert_ne!(mailbox("ana@correo.test"), mailbox("ana@otro.test"));
    }
}
