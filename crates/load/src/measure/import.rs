//! A roster of an organisation of the largest kind, imported through the web as staff do: sent, its columns taken as they are understood,
//! looked at, applied. Meanwhile others go on using the site: one reads a page of the office, strangers ask for a recovery.

use std::collections::HashMap;
use std::fmt::Write;
use std::time::{Duration, Instant};

use aldaba::demo::crowd;
use anyhow::bail;
use http::{StatusCode, header};
use identity::humancheck::Purpose;
use identity::imports::UPLOAD_PATH;
use identity::paths;
use identity::portals::Portal;
use identity::roster::columns::Mapping;
use identity::staff::permissions::Role;

use super::{Run, milliseconds, written};
use crate::house::{House, Server};
use crate::people::Person;
use crate::report::{Goal, Row};
use crate::staff;
use crate::statistics::{median, percentile};
use crate::visitor::{AnyRequest, Connection, Visitor};

const PORTAL: &str = "multiempleos";
const ACTIVE_PERCENT: u32 = 75;
const LONGEST_STEP: Duration = Duration::from_secs(300);
const LOOK_EVERY: Duration = Duration::from_millis(50);
/// Between two visits of those who use the site meanwhile.
const VISIT_EVERY: Duration = Duration::from_millis(20);

/// A file to import, and what to call it.
struct Sent {
    kind: &'static str,
    name: &'static str,
    content: Vec<u8>,
}

/// How others fared meanwhile, in milliseconds.
#[derive(Default)]
struct Meanwhile {
    reads: Vec<f64>,
    writes: Vec<f64>,
    refused: usize,
}

pub async fn measure(run: &Run) -> anyhow::Result<Vec<Row>> {
    let text = crowd::file(run.scale.roster_rows, ACTIVE_PERCENT);
    let headers: Vec<String> =
        text.lines().next().unwrap_or_default().split(';').map(str::to_owned).collect();
    let csv = Sent { kind: "CSV", name: "lista.csv", content: text.clone().into_bytes() };
    let workbook = Sent { kind: "XLSX", name: "lista.xlsx", content: workbook(&text) };
    let mut rows = Vec::new();
    for sent in [csv, workbook] {
        rows.extend(measure_one(run, &sent, &headers).await?);
    }
    Ok(rows)
}

async fn measure_one(run: &Run, sent: &Sent, headers: &[String]) -> anyhow::Result<Vec<Row>> {
    let house = House::set_up(&run.program, &[(PORTAL, 1)]).await?;
    let portal = house.portal(PORTAL)?;
    let link = house.inside(async |front| staff::invite(front, portal, Role::Administrator).await).await?;
    let server = house.serve().await?;
    let mut connection = Connection::open(server.address).await?;
    let teresa = staff::enter(&mut connection, portal, &link).await?;

    let begun = Instant::now();
    let mut meanwhile = Meanwhile::default();
    let steps = tokio::select! {
        steps = import(&server, teresa.clone(), sent, headers) => steps?,
        stopped = use_the_site(&house, portal, &server, &teresa, &mut meanwhile) => {
            bail!("whoever used the site meanwhile stopped: {stopped:?}")
        }
    };
    let took = begun.elapsed();
    let count = written(run.scale.roster_rows.into());
    let megabytes = sent.content.len() as f64 / 1e6;
    let [uploaded, checked, applied] = steps.map(|step| step.as_secs_f64());
    Ok(vec![
        Row::held_to(
            format!("import of {count} rows through the web, {}", sent.kind),
            took.as_secs_f64(),
            "s",
            Goal::AtMost(20.0),
        )
        .beside(format!(
            "{megabytes:.1} MB; sent and understood {uploaded:.1} s, dry run {checked:.1} s, applied {applied:.1} s; SQLite"
        )),
        Row::held_to("… memory at its peak", server.process.memory()?.peak_mb, "MB", Goal::AtMost(250.0)),
        Row::new(
            "… a page of the office meanwhile, 99th percentile",
            format!("{:.1} ms", percentile(&meanwhile.reads, 99.0)),
        )
        .beside(format!(
            "median {:.1} ms, longest {:.1} ms; {} visits",
            median(&meanwhile.reads),
            percentile(&meanwhile.reads, 100.0),
            meanwhile.reads.len()
        )),
        Row::new(
            "… a form that is sent meanwhile, 99th percentile",
            format!("{:.1} ms", percentile(&meanwhile.writes, 99.0)),
        )
        .beside(format!(
            "median {:.1} ms, longest {:.1} ms; {} sent; of both, {} told to come back",
            median(&meanwhile.writes),
            percentile(&meanwhile.writes, 100.0),
            meanwhile.writes.len(),
            meanwhile.refused
        )),
    ])
}

/// How long each step took: until the columns are shown, until the dry run is, until the roster says what the file says.
async fn import(
    server: &Server,
    mut teresa: Visitor,
    sent: &Sent,
    headers: &[String],
) -> anyhow::Result<[Duration; 3]> {
    let mut connection = Connection::open(server.address).await?;
    teresa.open(&mut connection, UPLOAD_PATH).await?;
    let begun = Instant::now();
    let columns = send(server, teresa.upload(UPLOAD_PATH, sent.name, &sent.content)).await?;
    let import = columns.trim_end_matches("/columnas").to_owned();
    let uploaded = begun.elapsed();

    send(server, teresa.post(&columns, &as_understood(headers))).await?;
    wait_for(server, &teresa, &import, "Aplicar la carga").await?;
    let checked = begun.elapsed();

    send(server, teresa.post(&format!("{import}/aplicar"), &[])).await?;
    wait_for(server, &teresa, &import, "La carga se aplicó").await?;
    Ok([uploaded, checked - uploaded, begun.elapsed() - checked])
}

/// The form of the columns as the page fills it in.
fn as_understood(headers: &[String]) -> Vec<(&'static str, String)> {
    let places = Mapping::from_headers(headers).places.into_iter();
    let fields = places
        .map(|(column, place)| (column.name_message().trim_start_matches("roster-"), place.to_string()));
    [("scope", "whole".to_owned())].into_iter().chain(fields).collect()
}

/// Sends a form that is answered with the address of the next page.
async fn send(server: &Server, form: AnyRequest) -> anyhow::Result<String> {
    let answer = Connection::open(server.address).await?.send(form).await?;
    let next = answer.headers.get(header::LOCATION).and_then(|location| location.to_str().ok());
    match (answer.status, next) {
        (StatusCode::SEE_OTHER, Some(next)) => Ok(next.to_owned()),
        (status, _) => bail!("a form of the import was answered with {status}"),
    }
}

async fn wait_for(server: &Server, teresa: &Visitor, path: &str, words: &str) -> anyhow::Result<()> {
    let begun = Instant::now();
    while begun.elapsed() < LONGEST_STEP {
        let answer = Connection::open(server.address).await?.send(teresa.get(path)).await?;
        if String::from_utf8_lossy(&answer.body).contains(words) {
            return Ok(());
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
    bail!("the import does not come to «{words}»")
}

/// Reads and writes until it is dropped.
async fn use_the_site(
    house: &House,
    portal: &Portal,
    server: &Server,
    teresa: &Visitor,
    meanwhile: &mut Meanwhile,
) -> anyhow::Result<()> {
    for number in 1.. {
        let mut connection = Connection::open(server.address).await?;
        let page = connection.send(teresa.get(paths::OFFICE_PEOPLE)).await?;
        match page.status {
            StatusCode::OK => meanwhile.reads.push(milliseconds(page.took)),
            StatusCode::SERVICE_UNAVAILABLE => meanwhile.refused += 1,
            other => bail!("a page of the office was answered with {other}"),
        }
        let stranger = Visitor::at_page(&mut connection, portal, paths::PASSWORD_RECOVERY, number).await?;
        let mut fields = stranger.proof(house, portal, Purpose::Recovery)?;
        fields.push(("email", Person(number).email()));
        let sent = connection.send(stranger.post(paths::PASSWORD_RECOVERY, &fields)).await?;
        match sent.status {
            StatusCode::SEE_OTHER => meanwhile.writes.push(milliseconds(sent.took)),
            StatusCode::SERVICE_UNAVAILABLE => meanwhile.refused += 1,
            other => bail!("a request for recovery was answered with {other}"),
        }
        tokio::time::sleep(VISIT_EVERY).await;
    }
    Ok(())
}

/// The same rows as a spreadsheet saves them: every text once, and each cell the number of its text.
fn workbook(text: &str) -> Vec<u8> {
    let mut shared = HashMap::new();
    let (mut sheet, mut texts) = (String::new(), String::new());
    for (row, line) in (1..).zip(text.lines()) {
        let _ = write!(sheet, "<row r=\"{row}\">");
        for (column, cell) in ('A'..='Z').zip(line.split(';')) {
            if cell.is_empty() {
                continue;
            }
            let next = shared.len();
            let number = *shared.entry(cell).or_insert(next);
            if number == next {
                let _ = write!(texts, "<si><t>{cell}</t></si>");
            }
            let _ = write!(sheet, "<c r=\"{column}{row}\" t=\"s\"><v>{number}</v></c>");
        }
        sheet.push_str("</row>");
    }
    let count = shared.len();
    let sheet = format!("<worksheet><sheetData>{sheet}</sheetData></worksheet>");
    let texts = format!("<sst count=\"{count}\" uniqueCount=\"{count}\">{texts}</sst>");
    testing::workbook(&[
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
        ("xl/sharedStrings.xml", texts.as_bytes()),
    ])
}
