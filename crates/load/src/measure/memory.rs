//! How soon an installation with a database serves its first page after the process starts, and what it holds in memory when
//! nobody comes.
//!
//! «Cold» means a new process; the operating system has the program and the database in its cache.

use std::time::Duration;

use super::{Run, milliseconds};
use crate::house::House;
use crate::people;
use crate::report::{Goal, Row};
use crate::statistics::{median, percentile};

const PRESETS: [(&str, usize); 3] = [("multiempleos", 1), ("miportal", 1), ("multiportal", 1)];
const ACCOUNTS: u32 = 1_000;
/// What the start left to do is done by then.
const IDLE: Duration = Duration::from_secs(2);

pub async fn measure(run: &Run) -> anyhow::Result<Vec<Row>> {
    let house = House::set_up(&run.program, &PRESETS).await?;
    let portal = house.portal("miportal")?;
    house.inside(async |front| people::open_accounts(front, portal, &people::first(ACCOUNTS)).await).await?;
    let mut starts = Vec::new();
    for _ in 0..run.scale.starts {
        starts.push(milliseconds(house.serve().await?.started_in));
    }
    let server = house.serve().await?;
    tokio::time::sleep(IDLE).await;
    let memory = server.process.memory()?;
    Ok(vec![
        Row::held_to(
            "from the start of the process to the first page",
            median(&starts) / 1e3,
            "s",
            Goal::AtMost(0.2),
        )
        .beside(format!(
            "the slowest of {} {:.3} s; three portals, a database with accounts",
            starts.len(),
            percentile(&starts, 100.0) / 1e3
        )),
        Row::held_to("memory when idle", memory.now_mb, "MB", Goal::AtMost(20.0))
            .beside("resident set; three portals"),
    ])
}
