//! Finding people in the office of an organisation of the largest kind: from the press of the button to the list, over HTTP, with a
//! session of the staff.

use std::fs;
use std::time::Duration;

use aldaba::demo::crowd;
use anyhow::bail;
use base::chance::Chance;
use http::{StatusCode, header};
use identity::paths;
use identity::staff::permissions::Role;

use super::{Run, milliseconds, written};
use crate::house::{House, SQLITE, Server};
use crate::report::{Goal, Row};
use crate::staff;
use crate::statistics::{median, percentile};
use crate::visitor::{Connection, Visitor};

const PORTAL: &str = "multiempleos";
const ACTIVE_PERCENT: u32 = 75;
const LONGEST_IMPORT: Duration = Duration::from_secs(1_800);

pub async fn measure(run: &Run) -> anyhow::Result<Vec<Row>> {
    let mut rows = measure_on(run, "SQLite", SQLITE).await?;
    if let Some(postgres) = &run.postgres {
        rows.extend(measure_on(run, "PostgreSQL", postgres).await?);
    }
    Ok(rows)
}

async fn measure_on(run: &Run, engine: &str, database: &str) -> anyhow::Result<Vec<Row>> {
    let house = House::set_up_on(&run.program, &[(PORTAL, 1)], database).await?;
    let portal = house.portal(PORTAL)?;
    let text = crowd::file(run.scale.people, ACTIVE_PERCENT);
    let file = house.folder().join("roster.csv");
    fs::write(&file, &text)?;
    let file = file.display().to_string();
    let import = ["roster", "import", "--portal", PORTAL, "--apply", &file];
    let filled_in = house.run_to_the_end(&import, LONGEST_IMPORT).await?.took;
    let link = house.inside(async |front| staff::invite(front, portal, Role::Support).await).await?;
    let server = house.serve().await?;
    let mut connection = Connection::open(server.address).await?;
    let mut support = staff::enter(&mut connection, portal, &link).await?;
    support.open(&mut connection, paths::OFFICE_PEOPLE).await?;

    let chance = Chance::seeded(run.seed);
    let people: Vec<&str> = text.lines().skip(1).collect();
    let mut took = Vec::with_capacity(run.scale.searches);
    for _ in 0..run.scale.searches {
        let person = people[usize::try_from(chance.below(u32::try_from(people.len())?))?];
        took.push(search(&server, &support, &question(person, &chance)?).await?);
    }
    Ok(vec![
        Row::held_to(
            format!("search among {} people, 99th percentile, {engine}", written(run.scale.people.into())),
            percentile(&took, 99.0),
            "ms",
            Goal::AtMost(50.0),
        )
        .beside(format!(
            "median {:.1} ms, longest {:.1} ms; {} searches, one at a time, both requests; imported in {:.0} s",
            median(&took),
            percentile(&took, 100.0),
            took.len(),
            filled_in.as_secs_f64()
        )),
    ])
}

/// What somebody might type to find this person: the document, the whole name, some of it, or the address.
fn question(person: &str, chance: &Chance) -> anyhow::Result<String> {
    let cells: Vec<&str> = person.split(';').collect();
    let [_, document, first, second, surname, other, _, _, email, ..] = cells.as_slice() else {
        bail!("a row of the roster has fewer columns than it should");
    };
    Ok(match chance.below(6) {
        0 => (*document).to_owned(),
        1 => format!("{first} {second} {surname} {other}"),
        2 => format!("{first} {surname}"),
        3 => format!("{surname} {other}").to_lowercase(),
        4 => format!("{} {}", first.chars().take(3).collect::<String>(), surname),
        _ if email.is_empty() => (*first).to_owned(),
        _ => (*email).to_owned(),
    })
}

/// Milliseconds from the form to the list, by way of the redirection.
async fn search(server: &Server, support: &Visitor, typed: &str) -> anyhow::Result<f64> {
    // The server ends a connection on which nothing happens; a browser would open another as well.
    let mut connection = Connection::open(server.address).await?;
    let fields = [("search", typed.to_owned())];
    let sent = connection.send(support.post(paths::OFFICE_PEOPLE, &fields)).await?;
    let address = sent.headers.get(header::LOCATION).and_then(|location| location.to_str().ok());
    let (StatusCode::SEE_OTHER, Some(address)) = (sent.status, address) else {
        bail!("a search was answered with {}", sent.status);
    };
    let list = connection.send(support.get(address)).await?;
    let page = String::from_utf8_lossy(&list.body);
    if list.status != StatusCode::OK || !page.contains("class=\"card\"") {
        bail!("somebody who is on the roster was not found: {}", list.status);
    }
    Ok(milliseconds(sent.took + list.took))
}
