//! A roster of an organisation of the largest kind, imported by the command that operators use.

use std::fs;
use std::time::Duration;

use aldaba::demo::crowd;

use super::{Run, written};
use crate::house::{Ended, House};
use crate::report::{Goal, Row};

const PORTAL: &str = "multiempleos";
const ACTIVE_PERCENT: u32 = 75;
const LONGEST_IMPORT: Duration = Duration::from_secs(300);

pub async fn measure(run: &Run) -> anyhow::Result<Vec<Row>> {
    let house = House::set_up(&run.program, &[(PORTAL, 1)]).await?;
    let file = house.folder().join("roster.csv");
    let text = crowd::file(run.scale.roster_rows, ACTIVE_PERCENT);
    fs::write(&file, &text)?;
    let file = file.display().to_string();
    let import = ["roster", "import", "--portal", PORTAL, "--apply", &file];
    let Ended { took, peak_mb } = house.run_to_the_end(&import, LONGEST_IMPORT).await?;
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
