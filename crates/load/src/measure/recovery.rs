//! What a request for recovery costs the server: the handler, which asks nobody, and the worker, which finds the person or nobody
//! and writes and sends the message.

use std::time::Duration;

use anyhow::bail;
use http::StatusCode;

use super::{Run, milliseconds};
use crate::house::{House, Server};
use crate::measure::timing::{Flow, IDENTITY_DATA, MAILED_LINK};
use crate::people::{self, FIRST_STRANGER, Person};
use crate::report::Row;
use crate::statistics::median;
use crate::visitor::Connection;

pub async fn measure(run: &Run) -> anyhow::Result<Vec<Row>> {
    let mut rows = Vec::new();
    for flow in [&MAILED_LINK, &IDENTITY_DATA] {
        rows.push(measure_flow(run, flow).await?);
    }
    Ok(rows)
}

async fn measure_flow(run: &Run, flow: &Flow) -> anyhow::Result<Row> {
    let house = House::set_up(&run.program, &[(flow.preset, 1)]).await?;
    let portal = house.portal(flow.preset)?;
    let each = u32::try_from(run.scale.recoveries_a_round)?;
    let people = each * u32::try_from(run.scale.rounds)?;
    house.inside(async |front| people::open_accounts(front, portal, &people::first(people)).await).await?;
    let server = house.serve().await?;
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    for first in (0..people).step_by(run.scale.recoveries_a_round) {
        known.push(milliseconds(ask(&house, &server, flow, first, each).await?));
        unknown.push(milliseconds(ask(&house, &server, flow, FIRST_STRANGER + first, each).await?));
    }
    Ok(Row::new(format!("server CPU of a {}", flow.name), format!("{:.2} ms", median(&known))).beside(
        format!(
            "an unknown person {:.2} ms; page handler and worker, message handed over included",
            median(&unknown)
        ),
    ))
}

/// So many people from the first on ask, one after the other. The CPU time of each, until the worker is done.
async fn ask(
    house: &House,
    server: &Server,
    flow: &Flow,
    first: u32,
    count: u32,
) -> anyhow::Result<Duration> {
    let portal = house.portal(flow.preset)?;
    let mut connection = Connection::open(server.address).await?;
    let mut forms = Vec::new();
    for person in (first..first + count).map(Person) {
        forms.push(flow.form(&mut connection, house, portal, person).await?);
    }
    server.calm().await?;
    // The server ends a connection on which nothing happens for ten seconds.
    let mut connection = Connection::open(server.address).await?;
    let before = server.process.cpu_time()?;
    for form in forms {
        let answer = connection.send(form).await?;
        if answer.status != StatusCode::SEE_OTHER {
            bail!("a {} was answered with {}", flow.name, answer.status);
        }
    }
    server.calm().await?;
    Ok(server.process.cpu_time()?.saturating_sub(before) / count)
}
