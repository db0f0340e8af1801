//! What a member of the staff is told by mail: that the way into the office changed (NIST SP 800-63B-4 §4.6; ASVS 5.0, 6.3.7).

use base::db::Tx;
use base::error::Result;

use crate::front_door::FrontDoor;
use crate::messaging::message::Message;
use crate::messaging::outbox::{Recipient, To, post};
use crate::paths;
use crate::visit::Visit;

/// Tells that the password, the authenticator or the saved codes changed, or that a saved code was used.
pub(super) async fn access_changed(tx: &Tx, front: &FrontDoor, visit: &Visit, email: &str) -> Result<()> {
    let to = To { portal: &visit.portal, language: visit.language, account: None };
    let office_url = visit.portal.address.link(paths::OFFICE_SIGNIN);
    let message = Message::StaffAccessChanged { at: visit.now, office_url };
    post(tx, front, &to, Recipient::Mail(email.to_owned()), message).await?;
    Ok(())
}
