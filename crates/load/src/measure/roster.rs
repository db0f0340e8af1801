//! A roster of an organisation of the largest kind, imported by the command that operators use.

use std::fs;
use std::time::{Duration, Instant};

use aldaba::demo::crowd;
use anyhow::bail;

use super::{Run, written};
use crate::house::House;
use crate::machine::Process;
use crate::report::{Goal, Row};

const PORTAL: &str = "multiempleos";
const ACTIVE_PERCENT: u32 = 75;
const LONGEST_IMPORT: Duration = Duration::from_secs(300);
const LOOK_EVERY: Duration = Duration::from_millis(5);

pub async fn measure(run: &Run) -> anyhow::Result<Vec<Row>> {
    let house = House::set_up(&run.program, &[(PORTAL, 1)]).await?;
    let file = house.folder().join("roster.csv");
    let text = crowd::file(run.scale.roster_rows, ACTIVE_PERCENT);
    fs::write(&file, &text)?;
    let file = file.display().to_string();
    let mut command = house.command(&["roster", "import", "--portal", PORTAL, "--apply", &file])?;
    let begun = Instant::now();
    let mut process = Process::start(&mut command)?;
    let mut peak_mb = 0.0;
    let ended = loop {
        if let Some(ended) = process.ended()? {
            break ended;
        }
        if begun.elapsed() > LONGEST_IMPORT {
            bail!("the import takes longer than {} s", LONGEST_IMPORT.as_secs());
        }
        // A process that is just ending tells nothing any more.
        peak_mb = process.memory().map_or(peak_mb, |memory| memory.peak_mb);
        tokio::time::sleep(LOOK_EVERY).await;
    };
    let took = begun.elapsed();
    if !ended.success() {
        bail!("the import failed:\n{}", house.log());
    }
    let rows = written(run.scale.roster_rows.into());
    let megabytes = text.len() as f64 / 1e6;
    Ok(vec![
        Row::held_to(
            format!("import of a roster of {rows} rows"),
            took.as_secs_f64(),
            "s",
            Goal::AtMost(10.0),
        )
        .beside(format!("{megabytes:.1} MB of CSV; rehearsed and applied, SQLite")),
        Row::held_to("… memory at its peak", peak_mb, "MB", Goal::AtMost(200.0)),
    ])
}
