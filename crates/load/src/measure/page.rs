//! The sign-in page, which touches no database, beside bare axum sending the same bytes: same client, same connections, in turn.
//!
//! The client shares the machine with the server, so the ratio of rates flatters the slower one; the ratio of the servers' CPU
//! does not.

use std::net::SocketAddr;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::bail;
use axum::Router;
use axum::body::Bytes;
use axum::response::Html;
use axum::routing::get;
use http::{HeaderValue, StatusCode, header};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use super::{Run, microseconds, written};
use crate::house::{House, answers, free_address};
use crate::machine::Process;
use crate::report::{Goal, Row};
use crate::statistics::median;
use crate::visitor::{AnyRequest, Connection, Visitor};

const PORTAL: &str = "multiempleos";
const PATH: &str = "/ingreso";
const CHALLENGE_PATH: &str = "/verificacion/desafio?para=signin";
const CONNECTIONS: usize = 32;
const LONGEST_START: Duration = Duration::from_secs(10);
/// What this program is told to be the yardstick.
pub const BARE_AXUM: &str = "bare-axum";
/// A source may ask for 300 challenges an hour.
const CHALLENGES: u32 = 200;

/// Pages over a while.
#[derive(Clone, Copy, Debug)]
struct Pace {
    per_second: f64,
    cpu_each: Duration,
}

pub async fn measure(run: &Run) -> anyhow::Result<Vec<Row>> {
    let house = House::set_up(&run.program, &[(PORTAL, 1)]).await?;
    let portal = house.portal(PORTAL)?;
    let server = house.serve().await?;
    let mut connection = Connection::open(server.address).await?;
    let visitor = Visitor::at_page(&mut connection, portal, PATH, 0).await?;
    let page = connection.send(visitor.get(PATH)).await?.body;
    let (bare, bare_address) = start_bare_axum(house.folder(), &page).await?;
    let mut as_a_browser = visitor.get(PATH);
    as_a_browser.headers_mut().insert(header::ACCEPT_ENCODING, HeaderValue::from_static("gzip, br"));
    as_a_browser.headers_mut().insert("sec-fetch-site", HeaderValue::from_static("none"));

    let (mut ours, mut theirs, mut compressed) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..run.scale.rounds {
        theirs.push(pages(bare_address, &bare, &visitor.get(PATH), run.scale.page_round).await?);
        ours.push(pages(server.address, &server.process, &visitor.get(PATH), run.scale.page_round).await?);
        compressed.push(pages(server.address, &server.process, &as_a_browser, run.scale.page_round).await?);
    }
    let mut connection = Connection::open(server.address).await?;
    let cpu_before = server.process.cpu_time()?;
    for _ in 0..CHALLENGES {
        let answer = connection.send(visitor.get(CHALLENGE_PATH)).await?;
        if answer.status != StatusCode::OK {
            bail!("a challenge was answered with {}", answer.status);
        }
    }
    let challenge = server.process.cpu_time()?.saturating_sub(cpu_before) / CHALLENGES;
    Ok(rows(page.len(), &ours, &theirs, &compressed, challenge))
}

fn rows(bytes: usize, ours: &[Pace], theirs: &[Pace], compressed: &[Pace], challenge: Duration) -> Vec<Row> {
    let ratio = |figure: fn(&Pace) -> f64| {
        median(
            &ours.iter().zip(theirs).map(|(ours, theirs)| figure(ours) / figure(theirs)).collect::<Vec<_>>(),
        )
    };
    let middle =
        |paces: &[Pace], figure: fn(&Pace) -> f64| median(&paces.iter().map(figure).collect::<Vec<_>>());
    let rate = |pace: &Pace| pace.per_second;
    let cpu = |pace: &Pace| microseconds(pace.cpu_each);
    let pages_per_cpu = |pace: &Pace| 1.0 / pace.cpu_each.as_secs_f64();
    vec![
        Row::held_to(
            "sign-in pages a second : bare axum sending the same bytes",
            ratio(rate),
            "",
            Goal::AtLeast(0.5),
        )
        .beside(format!(
            "{} : {}; {bytes} bytes, {CONNECTIONS} connections, the client on the same cores",
            written(middle(ours, rate)),
            written(middle(theirs, rate)),
        )),
        Row::held_to("… pages for a second of server CPU", ratio(pages_per_cpu), "", Goal::AtLeast(0.5))
            .beside(format!("{:.1} µs : {:.1} µs a page", middle(ours, cpu), middle(theirs, cpu))),
        Row::new("… compressed as for a browser", format!("{:.1} µs of server CPU", middle(compressed, cpu)))
            .beside(format!("{} a second", written(middle(compressed, rate)))),
        Row::new(
            "server CPU of a challenge for the human check",
            format!("{:.2} ms", super::milliseconds(challenge)),
        ),
    ]
}

/// Asks for the page on all connections, again and again.
async fn pages(
    address: SocketAddr,
    process: &Process,
    page: &AnyRequest,
    period: Duration,
) -> anyhow::Result<Pace> {
    let mut lines = JoinSet::new();
    let cpu_before = process.cpu_time()?;
    let begun = Instant::now();
    for _ in 0..CONNECTIONS {
        let (page, mut connection) = (page.clone(), Connection::open(address).await?);
        lines.spawn(async move {
            let mut count = 0_u32;
            while begun.elapsed() < period {
                let answer = connection.send(page.clone()).await?;
                if answer.status != StatusCode::OK {
                    bail!("a page was answered with {}", answer.status);
                }
                count += 1;
            }
            anyhow::Ok(count)
        });
    }
    let counts = lines.join_all().await.into_iter().collect::<anyhow::Result<Vec<u32>>>()?;
    let (count, took) = (counts.iter().sum::<u32>(), begun.elapsed());
    let cpu = process.cpu_time()?.saturating_sub(cpu_before);
    Ok(Pace { per_second: f64::from(count) / took.as_secs_f64(), cpu_each: cpu / count.max(1) })
}

/// The yardstick in a process of its own, which does nothing but send the page in `file`.
pub async fn serve_bare_axum(address: SocketAddr, file: &Path) -> anyhow::Result<()> {
    let page: Bytes = std::fs::read(file)?.into();
    let site = Router::new().route(PATH, get(move || async move { Html(page) }));
    Ok(axum::serve(TcpListener::bind(address).await?, site).await?)
}

async fn start_bare_axum(folder: &Path, page: &[u8]) -> anyhow::Result<(Process, SocketAddr)> {
    let (file, address) = (folder.join("page.html"), free_address()?);
    std::fs::write(&file, page)?;
    let mut command = Command::new(std::env::current_exe()?);
    let process =
        Process::start(command.arg(BARE_AXUM).arg(address.to_string()).arg(file).stdin(Stdio::null()))?;
    let begun = Instant::now();
    while !answers(address, "localhost").await {
        if begun.elapsed() > LONGEST_START {
            bail!("bare axum does not serve");
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    Ok((process, address))
}
