//! Whether the time of an answer tells who is known: for every flow that a stranger may begin, known and unknown people in a drawn
//! order, each from a browser and a source of their own, one at a time, the worker running.
//!
//! The figure is the AUC of the times (Mann and Whitney): 0.5 tells nothing, 1 everything. With 5,000 of each it strays by 0.006
//! (standard error) where there is nothing to tell. Beside it stands the AUC of the answer that follows, which somebody else gets
//! while the worker may be busy with the person before.

use std::time::Duration;

use anyhow::{Context, bail};
use base::chance::Chance;
use http::{StatusCode, header};
use identity::front_door::FrontDoor;
use identity::humancheck::Purpose;
use identity::portals::Portal;

use super::{Run, microseconds};
use crate::house::{House, Server};
use crate::people::{self, FIRST_STRANGER, Person};
use crate::report::{Goal, Row};
use crate::statistics::{auc, median};
use crate::visitor::{AnyRequest, Connection, Visitor};

/// So many of each are prepared at a time: a proof of work is good for ten minutes.
const BATCH: usize = 250;
/// Nobody sends one form the moment the one before is answered; up to so long passes.
const LONGEST_PAUSE_MICROS: u32 = 3_000;
/// A portal sends 3,000 links an hour; so many requests go to one portal, to the next ones then.
const REQUESTS_A_PORTAL: usize = 2_500;

/// One form that a stranger may send.
pub struct Flow {
    pub name: &'static str,
    pub preset: &'static str,
    /// Where the form stands and where it is sent.
    path: &'static str,
    purpose: Purpose,
    fields: fn(Person) -> Vec<(&'static str, String)>,
    /// Sent before, for a form that stands on the second page.
    first_page: Option<&'static Flow>,
    /// How everybody is answered: the status, and where to go on.
    answered: (StatusCode, &'static str),
    known: Known,
}

/// In which way people are known.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Known {
    ByAccount,
    /// All are on the roster, and every other one has an account already.
    ByRoster,
}

pub const MAILED_LINK: Flow = Flow {
    name: "password recovery by mailed link",
    preset: "multiempleos",
    path: "/recuperar",
    purpose: Purpose::Recovery,
    fields: |person| vec![("email", person.email())],
    first_page: None,
    answered: (StatusCode::SEE_OTHER, "/recuperar/enviado"),
    known: Known::ByAccount,
};

pub const IDENTITY_DATA: Flow = Flow {
    name: "password recovery by identity data",
    preset: "multiportal",
    path: "/recuperar",
    purpose: Purpose::Recovery,
    fields: identity_data,
    first_page: None,
    answered: (StatusCode::SEE_OTHER, "/recuperar/codigo"),
    known: Known::ByAccount,
};

const USERNAME: Flow = Flow {
    name: "sign-in in two steps, the name",
    preset: "multiportal",
    path: "/ingreso",
    purpose: Purpose::Signin,
    fields: |person| vec![("user", person.username())],
    first_page: None,
    answered: (StatusCode::SEE_OTHER, "/ingreso/clave"),
    known: Known::ByAccount,
};

const FLOWS: &[Flow] = &[
    Flow {
        name: "registration with the cédula",
        preset: "multiempleos",
        path: "/registro",
        purpose: Purpose::Registration,
        fields: |person| vec![("document", person.document())],
        first_page: None,
        answered: (StatusCode::SEE_OTHER, "/registro/codigo"),
        known: Known::ByRoster,
    },
    Flow {
        name: "registration with an e-mail address",
        preset: "miportal",
        path: "/registro",
        purpose: Purpose::Registration,
        fields: |person| vec![("email", person.email())],
        first_page: None,
        answered: (StatusCode::SEE_OTHER, "/registro/enviado"),
        known: Known::ByAccount,
    },
    Flow {
        name: "registration as a member",
        preset: "multiportal",
        path: "/registro",
        purpose: Purpose::Registration,
        fields: identity_data,
        first_page: None,
        answered: (StatusCode::SEE_OTHER, "/registro/codigo"),
        known: Known::ByRoster,
    },
    Flow {
        name: "sign-in in one step, a wrong password",
        preset: "multiempleos",
        path: "/ingreso",
        purpose: Purpose::Signin,
        fields: |person| vec![("user", person.document()), ("password", "Garza-Roja.3-Loros".into())],
        first_page: None,
        answered: (StatusCode::UNPROCESSABLE_ENTITY, ""),
        known: Known::ByAccount,
    },
    USERNAME,
    Flow {
        name: "sign-in in two steps, a wrong PIN",
        preset: "multiportal",
        path: "/ingreso/clave",
        purpose: Purpose::Signin,
        fields: |_| vec![("password", "5937".into())],
        first_page: Some(&USERNAME),
        answered: (StatusCode::UNPROCESSABLE_ENTITY, ""),
        known: Known::ByAccount,
    },
    MAILED_LINK,
    IDENTITY_DATA,
    Flow {
        name: "username recovery",
        preset: "multiportal",
        path: "/recuperar-usuario",
        purpose: Purpose::UsernameRecovery,
        fields: |person| vec![("email", person.email())],
        first_page: None,
        answered: (StatusCode::SEE_OTHER, "/recuperar-usuario/codigo"),
        known: Known::ByAccount,
    },
];

fn identity_data(person: Person) -> Vec<(&'static str, String)> {
    vec![
        ("document_type", "CC".into()),
        ("document", person.document()),
        ("email", person.email()),
        ("phone", person.phone()),
    ]
}

/// One answer: whether it was about somebody known, and the one before it, and how long it took.
struct Sample {
    is_known: bool,
    follows_known: Option<bool>,
    micros: f64,
}

pub async fn measure(run: &Run) -> anyhow::Result<Vec<Row>> {
    let mut rows = Vec::new();
    for flow in FLOWS.iter().filter(|flow| flow.name.contains(&run.flow)) {
        let samples = samples(run, flow).await.with_context(|| flow.name)?;
        rows.push(row(flow, &samples));
    }
    Ok(rows)
}

async fn samples(run: &Run, flow: &Flow) -> anyhow::Result<Vec<Sample>> {
    let portals = (2 * run.scale.pairs).div_ceil(REQUESTS_A_PORTAL);
    let pairs_a_portal = run.scale.pairs.div_ceil(portals);
    let house = House::set_up(&run.program, &[(flow.preset, portals)]).await?;
    let portals: Vec<&Portal> = house.portals().collect();
    let known = |place: usize| people_from(0, place, pairs_a_portal);
    house
        .inside(async |front| {
            for (place, portal) in portals.iter().enumerate() {
                flow.make_known(front, portal, &known(place)?).await?;
            }
            Ok(())
        })
        .await?;
    let server = house.serve().await?;
    let chance = Chance::seeded(run.seed);
    let mut samples = Vec::new();
    for (place, portal) in portals.into_iter().enumerate() {
        let strangers = people_from(FIRST_STRANGER, place, pairs_a_portal)?;
        let pairs: Vec<(Person, Person)> = known(place)?.into_iter().zip(strangers).collect();
        for batch in pairs.chunks(BATCH) {
            let mut order: Vec<(Person, bool)> =
                batch.iter().flat_map(|(known, stranger)| [(*known, true), (*stranger, false)]).collect();
            chance.shuffle(&mut order);
            samples.extend(time_batch(&house, &server, flow, portal, &chance, &order).await?);
        }
    }
    Ok(samples)
}

/// The people of the portal at this place; no two portals have anybody in common.
fn people_from(first: u32, place: usize, count: usize) -> anyhow::Result<Vec<Person>> {
    let begin = first + u32::try_from(place * count)?;
    Ok((begin..begin + u32::try_from(count)?).map(Person).collect())
}

/// Prepares every form, then sends them in this order.
async fn time_batch(
    house: &House,
    server: &Server,
    flow: &Flow,
    portal: &Portal,
    chance: &Chance,
    order: &[(Person, bool)],
) -> anyhow::Result<Vec<Sample>> {
    let mut connection = Connection::open(server.address).await?;
    let mut forms = Vec::new();
    for (person, is_known) in order {
        forms.push((flow.form(&mut connection, house, portal, *person).await?, *is_known));
    }
    server.calm().await?;
    // The server ends a connection on which nothing happens for ten seconds.
    let mut connection = Connection::open(server.address).await?;
    let (mut samples, mut follows_known) = (Vec::new(), None);
    for (form, is_known) in forms {
        tokio::time::sleep(Duration::from_micros(chance.below(LONGEST_PAUSE_MICROS).into())).await;
        let answer = connection.send(form).await?;
        let location = answer.headers.get(header::LOCATION).and_then(|value| value.to_str().ok());
        let answered = (answer.status, location.unwrap_or_default());
        if answered != flow.answered {
            bail!(
                "somebody {} was answered otherwise: {answered:?}",
                if is_known { "known" } else { "unknown" }
            );
        }
        samples.push(Sample { is_known, follows_known, micros: microseconds(answer.took) });
        follows_known = Some(is_known);
    }
    Ok(samples)
}

fn row(flow: &Flow, samples: &[Sample]) -> Row {
    let times = |picks: &dyn Fn(&Sample) -> bool| -> Vec<f64> {
        samples.iter().filter(|sample| picks(sample)).map(|sample| sample.micros).collect()
    };
    let (known, unknown) = (times(&|sample| sample.is_known), times(&|sample| !sample.is_known));
    let after_known = times(&|sample| sample.follows_known == Some(true));
    let after_unknown = times(&|sample| sample.follows_known == Some(false));
    Row::held_to(format!("AUC, {}", flow.name), auc(&known, &unknown), "", Goal::Between(0.48, 0.52)).beside(
        format!(
            "medians {:.2} and {:.2} ms over {} pairs; the answer that follows {:.3}",
            median(&known) / 1e3,
            median(&unknown) / 1e3,
            known.len(),
            auc(&after_known, &after_unknown),
        ),
    )
}

impl Flow {
    /// The form as this person sends it, on the page where they stand.
    pub async fn form(
        &self,
        connection: &mut Connection,
        house: &House,
        portal: &Portal,
        person: Person,
    ) -> anyhow::Result<AnyRequest> {
        let first = self.first_page.unwrap_or(self);
        let visitor = Visitor::at_page(connection, portal, first.path, person.0).await?;
        let mut fields = visitor.proof(house, portal, first.purpose)?;
        fields.extend((first.fields)(person));
        let form = visitor.post(first.path, &fields);
        if self.first_page.is_none() {
            return Ok(form);
        }
        let answer = connection.send(form).await?;
        if answer.status != first.answered.0 {
            bail!("the first page was answered with {}", answer.status);
        }
        Ok(visitor.post(self.path, &(self.fields)(person)))
    }

    async fn make_known(&self, front: &FrontDoor, portal: &Portal, people: &[Person]) -> anyhow::Result<()> {
        match self.known {
            Known::ByAccount => people::open_accounts(front, portal, people).await,
            Known::ByRoster => {
                people::put_on_roster(front, portal, people).await?;
                let every_other: Vec<Person> = people.iter().copied().step_by(2).collect();
                people::open_accounts(front, portal, &every_other).await
            }
        }
    }
}
