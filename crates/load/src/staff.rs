//! Somebody of the staff: invited, and at their desk with password and authenticator, as in life.

use anyhow::Context;
use base::clock::Clock;
use identity::factors::TotpSecret;
use identity::front_door::FrontDoor;
use identity::portals::Portal;
use identity::staff::invitation::{self, Invited};
use identity::staff::permissions::Role;

use crate::visitor::{Connection, Visitor};

const PASSWORD: &str = "tres guaduas junto al río";
const ENROL_PATH: &str = "/oficina/activar";

/// The path of an invitation.
pub async fn invite(front: &FrontDoor, portal: &Portal, role: Role) -> anyhow::Result<String> {
    let tx = front.database.begin(portal.key.shared()).await?;
    let invited = Invited {
        email: "teresa.salgado@correo.test".to_owned(),
        name: "Teresa Salgado".to_owned(),
        roles: vec![role],
    };
    let issued = invitation::issue(&tx, &front.clock, &front.chance, invited, None).await?;
    let issued = issued.context("nobody is suspended")?;
    tx.commit().await?;
    Ok(invitation::link_path(&issued.token))
}

/// Accepts the invitation.
pub async fn enter(connection: &mut Connection, portal: &Portal, link: &str) -> anyhow::Result<Visitor> {
    let mut staff = Visitor::at_page(connection, portal, link, 0).await?;
    let fields = [("password", PASSWORD.to_owned()), ("password_repeat", PASSWORD.to_owned())];
    let answer = connection.send(staff.post(link, &fields)).await?;
    staff.keep_cookies(&answer);
    let page = staff.open(connection, ENROL_PATH).await?;
    let secret = page.split_once("class=\"secret\">").and_then(|(_, after)| after.split('<').next());
    let secret = secret.and_then(TotpSecret::parse).context("the page shows no key for an authenticator")?;
    let code = secret.code_at(Clock::system().now());
    let answer = connection.send(staff.post(ENROL_PATH, &[("code", code)])).await?;
    staff.keep_cookies(&answer);
    Ok(staff)
}
