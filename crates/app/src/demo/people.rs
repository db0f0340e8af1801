//! The people whom a visitor can be: invented, with documents and numbers that cannot be anybody's.
//!
//! Some of each portal wait on its roster to register; one has an account already. The rest of the roster is `crowd`.

use std::io::Cursor;

use anyhow::Context;
use base::db::Tx;
use identity::accounts::{self, Account, AccountId};
use identity::credentials::Password;
use identity::front_door::FrontDoor;
use identity::portals::{Portal, RegistrationBy, SignInWith};
use identity::roster::{self, Document, DocumentType, import};
use jiff::tz::TimeZone;

use super::crowd;
use super::staff::EMPLOYED;

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
    /// None for a candidate, who is on no roster.
    cedula: Option<&'static str>,
    given_names: &'static str,
    family_names: &'static str,
    username: &'static str,
    email: &'static str,
    phone: Option<&'static str>,
    password: &'static str,
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
        cedula: None,
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
        password: "4826",
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
                    ("demo-fact-password", "4826"),
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
        if portal.registration.by != RegistrationBy::Email {
            fill_roster(&tx, front, portal).await?;
        }
        for employed in EMPLOYED.iter().filter(|employed| employed.portal == portal.key.as_str()) {
            employed.settle(&tx, front).await?;
        }
        for settled in SETTLED.iter().filter(|settled| settled.portal == portal.key.as_str()) {
            settle(&tx, front, portal, settled).await?;
        }
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
    let signin_name = match portal.signin.identifier {
        SignInWith::Document => settled.cedula.unwrap_or_default(),
        SignInWith::Email => settled.email,
        SignInWith::Username => settled.username,
    };
    let now = front.clock.now();
    let account = Account {
        id,
        signin_name: signin_name.to_owned(),
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
