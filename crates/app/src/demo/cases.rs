//! What people wrote to the demonstration's organisations, some weeks ago and lately, and what was done about it since: filed and
//! worked off by the same functions as on the pages.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use base::clock::Timestamp;
use base::db::Tx;
use base::texts::Language;
use desk::support::acts::{Deed, Who, carry_out, find};
use desk::support::filing::{Filing, file};
use desk::support::number::CaseCode;
use desk::support::rules::{Act, Kind};
use desk::support::writing::Writing;
use desk::support::{Actor, CaseId};
use identity::front_door::FrontDoor;
use identity::messaging::moment;
use identity::portals::Portal;
use identity::roster::{EmailAddress, PersonName};
use identity::staff::permissions::Permission;
use identity::staff::{self, Member};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Something that somebody wrote.
struct Told {
    kind: Kind,
    days_ago: u32,
    name: &'static str,
    email: &'static str,
    description: &'static str,
    /// What was done since, and how many days ago.
    acts: &'static [(Act, u32, &'static str)],
}

/// The same for every portal: one for each corner of the board.
const TOLD: &[Told] = &[
    Told {
        kind: Kind::Claim,
        days_ago: 30,
        name: "Rosa Elvira Daza",
        email: "rosa.daza@correo.test",
        description: "En el pago de la quincena pasada no aparecen las horas extras del domingo.",
        acts: &[(Act::Assign, 29, ""), (Act::Note, 28, "Nómina está revisando el registro de turnos.")],
    },
    Told {
        kind: Kind::Documents,
        days_ago: 12,
        name: "Wilmer Castaño",
        email: "wilmer.castano@correo.test",
        description: "Necesito un certificado con el salario y el cargo para un crédito de vivienda.",
        acts: &[(Act::Message, 10, "Ya lo pedimos. Le escribimos apenas esté firmado.")],
    },
    Told {
        kind: Kind::Petition,
        days_ago: 8,
        name: "Luz Dary Quintero",
        email: "luz.quintero@correo.test",
        description: "Pido que me reconozcan los días del curso de alturas.",
        acts: &[
            (Act::Assign, 7, ""),
            (
                Act::AskInformation,
                6,
                "Envíenos, por favor, la fecha del curso y el nombre de quien lo autorizó.",
            ),
        ],
    },
    Told {
        kind: Kind::DataClaim,
        days_ago: 5,
        name: "Hernán Betancur",
        email: "hernan.betancur@correo.test",
        description: "Mi segundo apellido está mal escrito en todos los comprobantes. Es Betancur, sin «th».",
        acts: &[],
    },
    Told {
        kind: Kind::Complaint,
        days_ago: 20,
        name: "Yolanda Ríos",
        email: "yolanda.rios@correo.test",
        description: "Fui tres veces y nadie me atendió en el horario que dice el portal.",
        acts: &[
            (Act::Assign, 19, ""),
            (
                Act::Answer,
                15,
                "Señora Ríos: usted pidió saber por qué no la atendieron. Revisamos los turnos de esos días y faltaba una persona. \
                 Desde esta semana hay dos por turno. Le ofrecemos disculpas.",
            ),
        ],
    },
    Told {
        kind: Kind::Suggestion,
        days_ago: 2,
        name: "Óscar Iván Mejía",
        email: "oscar.mejia@correo.test",
        description: "Sería bueno que el portal avisara por mensaje de texto cuando sale el comprobante.",
        acts: &[],
    },
];

/// Files what was written to a portal and does what was done about it. A portal without the form has none.
pub(super) async fn tell(tx: &Tx, front: &FrontDoor, portal: &Arc<Portal>) -> anyhow::Result<()> {
    if !portal.help.pqr {
        return Ok(());
    }
    let members = staff::who_may(tx, Permission::AnswerCases).await?;
    let member = members.first().context("the portal has an administrator by now")?;
    for (index, told) in TOLD.iter().enumerate() {
        let id = file_one(tx, front, portal, index, told).await?;
        for (act, days_ago, text) in told.acts {
            do_one(tx, front, portal, id, member, (*act, at(front, *days_ago), text)).await?;
        }
    }
    Ok(())
}

fn at(front: &FrontDoor, days_ago: u32) -> Timestamp {
    front.clock.now().minus(DAY * days_ago)
}

async fn file_one(
    tx: &Tx,
    front: &FrontDoor,
    portal: &Arc<Portal>,
    index: usize,
    told: &Told,
) -> anyhow::Result<CaseId> {
    let writing = Writing {
        kind: told.kind,
        name: PersonName::parse(told.name).map_err(|wrong| anyhow::anyhow!("{wrong:?}"))?,
        email: EmailAddress::parse(told.email).map_err(|wrong| anyhow::anyhow!("{wrong:?}"))?,
        document: None,
        description: told.description.to_owned(),
    };
    let content = format!("{} {index}", portal.key).into_bytes();
    let id = CaseId::new(&front.clock, &front.chance);
    let filing = Filing {
        id,
        portal,
        language: Language::Spanish,
        account: None,
        writing: &writing,
        files: &[],
        code: CaseCode::of(&front.keys, "demo", &content),
        content,
    };
    let who =
        Who { actor: Actor::Person, member: None, source: "", browser: "", at: at(front, told.days_ago) };
    file(tx, front, filing, &who).await?;
    Ok(id)
}

async fn do_one(
    tx: &Tx,
    front: &FrontDoor,
    portal: &Arc<Portal>,
    id: CaseId,
    member: &Member,
    (act, when, text): (Act, Timestamp, &str),
) -> anyhow::Result<()> {
    let case = find(tx, id).await?.context("a case that was just filed is there")?;
    let after = case.course.after(act, moment::date_there(when));
    let after = after.map_err(|refused| anyhow::anyhow!("{act:?} is refused: {refused:?}"))?;
    let mut deed = Deed::new(&case, act, after, text);
    if act == Act::Assign {
        deed.assignee = Some(member.id);
        deed.detail = member.name.clone();
    }
    let who = Who { actor: Actor::Staff, member: Some(member), source: "", browser: "", at: when };
    if !carry_out(tx, front, portal, &case, &who, &deed).await? {
        bail!("somebody else was at a case of the demonstration");
    }
    Ok(())
}
