//! `load`: measures the product and prints one table, as it stands in `docs/performance.md`. It is not shipped.
//!
//! What it promises:
//! - It measures the real thing: the program `aldaba` of the same build, serving settings, portals and a database of its own.
//! - It loads nothing but this machine, sends a bounded number of requests, and stops by itself.
//! - Nothing is made easier for it: limits, human checks and password hashing are as in life. Its visitors come from many sources
//!   and bring their proofs of work.
//! - Figures are ratios to a yardstick measured in the same run, with the absolute figures beside them.

mod house;
mod machine;
mod measure;
mod people;
mod report;
mod staff;
mod statistics;
mod visitor;

use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::{Context, bail};
use base::clock::Clock;
use clap::{Parser, Subcommand, ValueEnum};
use jiff::tz::TimeZone;
use measure::{Run, Scale, audit, import, memory, page, recovery, roster, search, signin, timing};
use report::Row;

const PROGRAM: &str = "aldaba";
const SEED: u64 = 20_261_120;

/// Measures the product: builds nothing, so run `cargo build --release` before.
#[derive(Debug, Parser)]
#[command(name = "load", args_conflicts_with_subcommands = true)]
struct Asked {
    #[command(subcommand)]
    yardstick: Option<Yardstick>,
    /// What to measure; everything where nothing is named.
    #[arg(value_enum)]
    figures: Vec<Figure>,
    /// A smoke run of some seconds, whose figures mean nothing.
    #[arg(long)]
    quick: bool,
    /// Of the timing, only flows whose name has this in it.
    #[arg(long, value_name = "WORDS")]
    flow: Option<String>,
    /// Decides every order that is drawn.
    #[arg(long, default_value_t = SEED)]
    seed: u64,
    /// The address of an empty PostgreSQL database, in which the search is measured too.
    #[arg(long, value_name = "URL")]
    postgres: Option<String>,
    /// The program to measure; the one beside this one where none is named.
    #[arg(long, value_name = "FILE")]
    program: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum Yardstick {
    /// Sends the page in a file and does nothing else; this program starts it by itself.
    #[command(name = page::BARE_AXUM, hide = true)]
    BareAxum { address: SocketAddr, file: PathBuf },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Figure {
    /// The cost and the rate of sign-ins, beside hashing alone; four times as many as it can hold; memory after that.
    Signin,
    /// The sign-in page, beside bare axum.
    Page,
    /// The CPU of requests for recovery.
    Recovery,
    /// The start of the process, and its memory when idle.
    Memory,
    /// The import of a large roster.
    Roster,
    /// The import of a large roster through the web, as CSV and as a workbook, while others use the site.
    Import,
    /// The verification of a long audit trail, beside as many keyed hashes.
    Audit,
    /// Finding people in the office among a million of them.
    Search,
    /// Whether the time of an answer tells who is known. Takes most of the run.
    Timing,
    /// All of these.
    All,
}

fn main() -> anyhow::Result<()> {
    let asked = Asked::parse();
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    match &asked.yardstick {
        Some(Yardstick::BareAxum { address, file }) => {
            let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
            runtime.block_on(page::serve_bare_axum(*address, file))
        }
        // One thread sends and times, so that no time is lost between threads.
        None => {
            tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(measure_all(&asked))
        }
    }
}

async fn measure_all(asked: &Asked) -> anyhow::Result<()> {
    let scale = if asked.quick { Scale::QUICK } else { Scale::FULL };
    let run = Run {
        program: program(asked)?,
        seed: asked.seed,
        postgres: asked.postgres.clone(),
        flow: asked.flow.clone().unwrap_or_default(),
        scale,
    };
    let load_before = machine::load_average()?;
    let mut rows = Vec::new();
    for figure in [
        Figure::Signin,
        Figure::Page,
        Figure::Recovery,
        Figure::Memory,
        Figure::Roster,
        Figure::Import,
        Figure::Audit,
        Figure::Search,
        Figure::Timing,
    ] {
        let is_asked = asked.figures.iter().any(|asked| [figure, Figure::All].contains(asked));
        if is_asked || asked.figures.is_empty() {
            tell(&format!("measuring: {figure:?}"));
            rows.extend(measured(&run, figure).await?);
        }
    }
    print(&heading(asked, load_before)?, &rows);
    Ok(())
}

async fn measured(run: &Run, figure: Figure) -> anyhow::Result<Vec<Row>> {
    match figure {
        Figure::Signin => signin::measure(run).await,
        Figure::Page => page::measure(run).await,
        Figure::Recovery => recovery::measure(run).await,
        Figure::Memory => memory::measure(run).await,
        Figure::Roster => roster::measure(run).await,
        Figure::Import => import::measure(run).await,
        Figure::Audit => audit::measure(run).await,
        Figure::Search => search::measure(run).await,
        Figure::Timing => timing::measure(run).await,
        Figure::All => bail!("all figures are measured one by one"),
    }
}

fn program(asked: &Asked) -> anyhow::Result<PathBuf> {
    let beside = || anyhow::Ok(std::env::current_exe()?.with_file_name(PROGRAM));
    let program = asked.program.clone().map_or_else(beside, Ok)?;
    if !program.exists() {
        bail!("{} is not there: build it with `cargo build --release`", program.display());
    }
    program.canonicalize().context("the program's path cannot be read")
}

/// When, on what, from which source and how it was measured.
fn heading(asked: &Asked, load_before: f64) -> anyhow::Result<String> {
    let today = Clock::system().now().in_zone(&TimeZone::UTC).date();
    let build =
        if cfg!(debug_assertions) { "debug build, whose figures mean nothing" } else { "release build" };
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    Ok(format!(
        "{today} · commit {} · {} · {build} · seed {} · load average {load_before:.1} before and {:.1} after\n\n    cargo run --release -p load -- {}",
        machine::commit().unwrap_or_else(|_| "unknown".to_owned()),
        machine::kind()?,
        asked.seed,
        machine::load_average()?,
        arguments.join(" "),
    ))
}

#[expect(clippy::print_stdout, reason = "the table is what this program is for")]
fn print(heading: &str, rows: &[Row]) {
    println!("{heading}\n\n{}", report::table(rows));
}

/// What is going on, for whoever waits.
fn tell(sentence: &str) {
    eprintln!("{sentence}");
}
