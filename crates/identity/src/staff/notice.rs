//! What a member of the staff is told by mail: that the way into the office changed (NIST SP 800-63B-4 §4.6; ASVS 5.0, 6.3.7).

use base::db::Tx;
use base::error::Result;

use crate::front_door::FrontDoor;
use crate::messaging::message::Message;
use crate::messaging::outbox::{Recipient, To, post};
use crate::paths;
use crate::visit::Visit;

/// Tells that somebody who has the password tries codes that are not right.
pub(super) async fn factor_tried(tx: &Tx, front: &FrontDoor, visit: &Visit, email: &str) -> Result<()> {
    let office_url = visit.portal.address.link(paths::OFFICE_SIGNIN);
    tell(tx, front, visit, email, Message::StaffFactorTried { at: visit.now, office_url }).await
}

/// Tells that the password, the authenticator or the saved codes changed, or that a saved code was used.
pub(super) async fn access_changed(tx: &Tx, front: &FrontDoor, visit: &Visit, email: &str) -> Result<()> {
    let office_url = visit.portal.address.link(paths::OFFICE_SIGNIN);
    tell(tx, front, visit, email, Message::StaffAccessChanged { at: visit.now, office_url }).await
}

async fn tell(tx: &Tx, front: &FrontDoor, visit: &Visit, email: &str, message: Message) -> Result<()> {
    let to = To { portal: &visit.portal, language: visit.language, account: None };
    post(tx, front, &to, Recipient::Mail(email.to_owned()), message).await?;
    Ok(())
}
