//! Who runs the demonstration's portals: one administrator each, whose authenticator the start page plays.

use std::time::Duration;

use anyhow::Context;
use base::clock::Timestamp;
use base::db::Tx;
use identity::credentials::Password;
use identity::factors::TotpSecret;
use identity::front_door::FrontDoor;
use identity::staff::invitation::{self, Invited};
use identity::staff::permissions::Role;

/// A member of the staff to be.
#[derive(Clone, Copy, Debug)]
pub struct Employed {
    pub portal: &'static str,
    pub name: &'static str,
    pub email: &'static str,
    pub password: &'static str,
    /// What their authenticator and the portal share; nothing that anybody else has.
    secret: &'static str,
}

pub const EMPLOYED: &[Employed] = &[
    Employed {
        portal: "multiempleos",
        name: "Teresa Salgado",
        email: "teresa.salgado@guadualba.example",
        password: "tres guaduas junto al río",
        secret: "JBSW Y3DP EHPK 3PXP JBSW Y3DP EHPK 3PXP",
    },
    Employed {
        portal: "miportal",
        name: "Andrés Lozano",
        email: "andres.lozano@turpialto.example",
        password: "un turpial canta a las seis",
        secret: "KRUG S4ZA NFZS AYJA OR2X E4DJ MFWA 2345",
    },
    Employed {
        portal: "multiportal",
        name: "Gloria Ceballos",
        email: "gloria.ceballos@ceibaluna.example",
        password: "la ceiba da sombra de sobra",
        secret: "MNSW SYTB EBSG CIDT N5WW E4TB MFWA 2345",
    },
];

impl Employed {
    /// What their authenticator shows at this moment.
    pub fn code_at(&self, now: Timestamp) -> anyhow::Result<String> {
        Ok(self.secret()?.code_at(now))
    }

    fn secret(&self) -> anyhow::Result<TotpSecret> {
        TotpSecret::parse(self.secret).context("a constant secret reads")
    }

    /// Makes them the administrator of their portal, as if they had accepted an invitation long ago.
    pub(super) async fn settle(&self, tx: &Tx, front: &FrontDoor) -> anyhow::Result<()> {
        let invited = Invited {
            email: self.email.to_owned(),
            name: self.name.to_owned(),
            roles: vec![Role::Administrator],
        };
        let password = Password::parse(self.password).context("a constant password is short enough")?;
        let hash = front.hasher.permit()?.hash(&password).await?.phc();
        let invitation = invited.for_the_next(Duration::ZERO, &front.clock, &front.chance);
        invitation::join(tx, front, &invitation, &hash, (&self.secret()?, 0)).await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use identity::credentials::{Personal, check};
    use identity::staff::RULE;

    use super::*;

    #[test]
    fn every_administrator_has_a_password_that_the_office_accepts() {
        let presets = testing::presets();
        for employed in EMPLOYED {
            let portal = presets.by_key(employed.portal).expect("a preset");
            let password = Password::parse(employed.password).unwrap();
            let personal = Personal {
                names: vec![employed.name],
                email: Some(employed.email),
                ..portal.unfit_for_passwords()
            };
            assert_eq!(check(RULE, &password, &personal), Ok(()), "{}", employed.name);
        }
    }
}
