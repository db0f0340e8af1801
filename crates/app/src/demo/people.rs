//! The people whom a visitor can be: invented, with documents and numbers that cannot be anybody's.
//!
//! Some of each portal wait on its roster to register; one has an account already. The rest of the roster is `crowd`.

use std::io::Cursor;

use anyhow::Context;
use base::db::Tx;
use identity::accounts::{self, Account, AccountId};
use identity::credentials::Password;
use identity::front_door::FrontDoor;
use identity::portals::{Portal, SignInWith};
use identity::roster::{self, Document, DocumentType, import};
use jiff::tz::TimeZone;

use super::staff::EMPLOYED;
use super::{cases, crowd, employments};

/// Somebody to be, as the start page introduces them.
#[derive(Clone, Copy, Debug)]
pub struct Introduced {
    pub name: &'static str,
    /// The message id of what one can try as this person.
    pub about: &'static str,
    /// What one types.
    pub facts: &'static [(&'static str, &'static str)],
}

/// Somebody who has an account when the demonstration opens.
struct Settled {
    portal: &'static str,
    /// None for a candidate who never worked there, and is on no roster.
    cedula: Option<&'static str>,
    given_names: &'static str,
    family_names: &'static str,
    username: &'static str,
    email: &'static str,
    phone: Option<&'static str>,
    password: &'static str,
}

impl Settled {
    fn signin_name(&self, portal: &Portal) -> &'static str {
        match portal.signin.identifier {
            SignInWith::Document => self.cedula.unwrap_or_default(),
            SignInWith::Email => self.email,
            SignInWith::Username => self.username,
        }
    }
}

pub(super) const HEADER: &str = "tipo_documento;numero_documento;primer_nombre;segundo_nombre;primer_apellido;segundo_apellido;fecha_nacimiento;fecha_expedicion;correo;celular;estado;fecha_retiro\n";

/// The people with a name of their own, by portal, as rows of a roster without its last, empty cells.
const NAMED: &[(&str, &str)] = &[
    (
        "multiempleos",
        "CC;1900000001;Ana;Lucía;Rojas;Tovar;14/03/1991;20/03/2009;ana.rojas@correo.test;3990000001
CC;1900000002;Luis;;Pardo;Amaya;02/11/1984;10/11/2002;luis.pardo@correo.test;3990000002
CC;1900000003;Marta;Elena;Ruiz;;29/07/1968;04/08/1986;;
",
    ),
    ("miportal", "CC;1900000021;Sofía;;Mesa;Restrepo;19/10/1997;02/11/2015;sofia.mesa@correo.test;\n"),
    (
        "multiportal",
        "CC;1900000011;Carmen;Rosa;Ortiz;Gaviria;08/05/1975;12/05/1993;carmen.ortiz@correo.test;3990000011
CC;1900000012;Jorge;;Niño;Duarte;21/09/1959;30/09/1977;jorge.nino@correo.test;3990000012
CC;1900000013;Elvira;;Duarte;Peña;17/01/1961;25/01/1979;jorge.nino@correo.test;3990000013
",
    ),
];

const SETTLED: &[Settled] = &[
    Settled {
        portal: "multiempleos",
        cedula: Some("1900000002"),
        given_names: "Luis",
        family_names: "Pardo Amaya",
        username: "",
        email: "luis.pardo@correo.test",
        phone: None,
        password: "una garza sobre el Sinú",
    },
    Settled {
        portal: "miportal",
        cedula: Some("1900000021"),
        given_names: "Sofía",
        family_names: "Mesa Restrepo",
        username: "",
        email: "sofia.mesa@correo.test",
        phone: None,
        password: "Garza-Azul.2-Loros",
    },
    Settled {
        portal: "multiportal",
        cedula: Some("1900000012"),
        given_names: "Jorge",
        family_names: "Niño Duarte",
        username: "jorge.nino",
        email: "jorge.nino@correo.test",
        phone: Some("+573990000012"),
        password: "8306",
    },
];

/// Whom the start page introduces for a portal.
pub fn introduced(portal: &str) -> Vec<Introduced> {
    match portal {
        "multiempleos" => vec![
            Introduced {
                name: "Ana Lucía Rojas",
                about: "demo-person-registers",
                facts: &[("demo-fact-cedula", "1900000001"), ("demo-fact-email", "ana.rojas@correo.test")],
            },
            Introduced {
                name: "Luis Pardo",
                about: "demo-person-settled",
                facts: &[
                    ("demo-fact-cedula", "1900000002"),
                    ("demo-fact-password", "una garza sobre el Sinú"),
                ],
            },
            Introduced {
                name: "Marta Elena Ruiz",
                about: "demo-person-without-contact",
                facts: &[("demo-fact-cedula", "1900000003")],
            },
        ],
        "miportal" => vec![
            Introduced { name: "Usted", about: "demo-person-anybody", facts: &[] },
            Introduced {
                name: "Sofía Mesa",
                about: "demo-person-settled",
                facts: &[
                    ("demo-fact-email", "sofia.mesa@correo.test"),
                    ("demo-fact-password", "Garza-Azul.2-Loros"),
                ],
            },
        ],
        "multiportal" => vec![
            Introduced {
                name: "Carmen Rosa Ortiz",
                about: "demo-person-registers",
                facts: &[
                    ("demo-fact-cedula", "1900000011"),
                    ("demo-fact-email", "carmen.ortiz@correo.test"),
                    ("demo-fact-phone", "3990000011"),
                ],
            },
            Introduced {
                name: "Jorge Niño",
                about: "demo-person-settled",
                facts: &[
                    ("demo-fact-username", "jorge.nino"),
                    ("demo-fact-password", "8306"),
                    ("demo-fact-cedula", "1900000012"),
                    ("demo-fact-email", "jorge.nino@correo.test"),
                    ("demo-fact-phone", "3990000012"),
                ],
            },
        ],
        _ => Vec::new(),
    }
}

/// Fills the rosters and opens the accounts, once: what visitors did since then stays.
pub(super) async fn load(front: &FrontDoor) -> anyhow::Result<()> {
    for portal in front.portals.iter() {
        let tx = front.database.begin(portal.key.shared()).await?;
        if accounts::store::is_any(&tx).await? {
            continue;
        }
        fill_roster(&tx, front, portal).await?;
        for employed in EMPLOYED.iter().filter(|employed| employed.portal == portal.key.as_str()) {
            employed.settle(&tx, front).await?;
        }
        for settled in SETTLED.iter().filter(|settled| settled.portal == portal.key.as_str()) {
            settle(&tx, front, portal, settled).await?;
        }
        employments::tell(&tx, front, portal).await?;
        cases::tell(&tx, front, portal).await?;
        tx.commit().await?;
    }
    Ok(())
}

async fn fill_roster(tx: &Tx, front: &FrontDoor, portal: &Portal) -> anyhow::Result<()> {
    let named = NAMED.iter().find(|(key, _)| *key == portal.key.as_str()).map_or("", |(_, rows)| *rows);
    let csv = format!("{HEADER}{named}{}", crowd::rows(portal.key.as_str()));
    let today = front.clock.now().in_zone(&TimeZone::get("America/Bogota")?).date();
    let file = || Ok(Cursor::new(csv.as_bytes()));
    let rehearsal =
        import::rehearse(tx, file, today).await.map_err(|stopped| anyhow::anyhow!("{stopped:?}"))?;
    import::apply(tx, file, &rehearsal.survey, today, (&front.clock, &front.chance))
        .await
        .map_err(|stopped| anyhow::anyhow!("{stopped:?}"))?;
    Ok(())
}

async fn settle(tx: &Tx, front: &FrontDoor, portal: &Portal, settled: &Settled) -> anyhow::Result<()> {
    let entry = match settled.cedula {
        Some(cedula) => {
            let document =
                Document::parse(DocumentType::Cc, cedula).map_err(|wrong| anyhow::anyhow!("{wrong:?}"))?;
            roster::find_by_document(tx, &document).await?
        }
        None => None,
    };
    let id = AccountId::new(&front.clock, &front.chance);
    let now = front.clock.now();
    let account = Account {
        id,
        signin_name: settled.signin_name(portal).to_owned(),
        roster_entry_id: entry.map(|entry| entry.id),
        document_type: settled.cedula.map(|_| DocumentType::Cc.code().to_owned()),
        document_number: settled.cedula.map(str::to_owned),
        given_names: settled.given_names.to_owned(),
        family_names: settled.family_names.to_owned(),
        email: Some(settled.email.to_owned()),
        email_confirmed_at: Some(now),
        phone: settled.phone.map(str::to_owned),
        phone_confirmed_at: settled.phone.map(|_| now),
    };
    accounts::store::add(tx, &account, now).await?;
    let password = Password::parse(settled.password).context("a constant password is short enough")?;
    let hash = front.hasher.permit()?.hash(&password).await?;
    accounts::store::set_hash(tx, id, &hash.phc(), now).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use identity::credentials::check;
    use identity::recovery::unfit;
    use testing::{TestDatabase, TestHouse};

    use super::*;

    #[tokio::test]
    async fn everybody_with_an_account_has_a_password_that_their_portal_accepts() {
        let database = TestDatabase::sqlite().await;
        let house = TestHouse::open(&database).await;
        load(house.front()).await.unwrap();
        for settled in SETTLED {
            let portal = house.portal(settled.portal);
            let view = house.front().database.view(portal.key.shared());
            let account = accounts::store::by_signin_name(&view, settled.signin_name(portal)).await.unwrap();
            let account = account.expect("an account");
            let entry = match account.roster_entry_id {
                Some(id) => roster::entry(&view, id).await.unwrap(),
                None => None,
            };
            assert_eq!(entry.is_some(), settled.cedula.is_some(), "{} on the roster", settled.given_names);
            let password = Password::parse(settled.password).unwrap();
            let personal = unfit(portal, &account, entry.as_ref());
            assert_eq!(check(portal.password.rule, &password, &personal), Ok(()), "{}", settled.given_names);
        }
    }

    #[test]
    fn the_start_page_tells_the_password_of_everybody_with_an_account() {
        let told: Vec<_> = ["multiempleos", "miportal", "multiportal"]
            .into_iter()
            .flat_map(|portal| introduced(portal).into_iter().map(move |person| (portal, person.facts)))
            .flat_map(|(portal, facts)| facts.iter().map(move |fact| (portal, fact)))
            .filter(|(_, (fact, _))| *fact == "demo-fact-password")
            .map(|(portal, (_, password))| (portal, *password))
            .collect();
        let settled: Vec<_> = SETTLED.iter().map(|settled| (settled.portal, settled.password)).collect();
        assert_eq!(told, settled);
    }
}
