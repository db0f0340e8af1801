//! `aldaba roster import`: rehearses a roster file, tells what it would change and which rows it does not take, and applies
//! it when asked to.
//!
//! Nothing is applied while a row is bad, unless the operator says `--skip-bad`. The exit code is 0 when what was asked for
//! was done and 1 when the file has bad rows or was refused.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, anyhow};
use base::chance::Chance;
use base::clock::Clock;
use base::db::Database;
use base::error::Error;
use base::folder::new_private_file;
use base::texts::{Language, Value, Words};
use base::web::spreadsheet;
use identity::portals::PortalKey;
use identity::roster::import::{ImportStopped, Rehearsal, apply, rehearse};
use identity::roster::person::Change;
use identity::roster::rules::{BadRow, Plan, Problem};
use identity::roster::{printable, refusal};
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::{check, house, texts};

/// Most bad rows that the screen shows; a report has all.
const BAD_ROWS_SHOWN: usize = 50;
/// Where «today» is, when a file says that somebody was born or left.
const TIME_ZONE: &str = "America/Bogota";

/// What the operator asks for.
#[derive(Debug, clap::Args)]
// The command that takes it in is called the same, and clap knows groups by name.
#[group(skip)]
pub struct Import {
    /// Nombre del portal cuya lista se carga.
    #[arg(long, value_name = "PORTAL")]
    pub portal: String,
    /// Archivo CSV con la lista completa.
    #[arg(value_name = "ARCHIVO")]
    pub file: PathBuf,
    /// Aplica los cambios; sin esta opción solo se ensaya.
    #[arg(long)]
    pub apply: bool,
    /// Aplica las filas buenas aunque otras tengan problemas.
    #[arg(long, requires = "apply")]
    pub skip_bad: bool,
    /// Escribe todas las filas con problemas en un archivo CSV nuevo.
    #[arg(long, value_name = "ARCHIVO")]
    pub report: Option<PathBuf>,
}

/// Opens the installation at `path`, and imports into it.
pub async fn run(asked: &Import, path: &Path, screen: &mut impl Write) -> anyhow::Result<ExitCode> {
    let (clock, chance) = (Clock::system(), Chance::system());
    let Some(config) = check::passed(path, &clock, screen)? else {
        return Ok(ExitCode::FAILURE);
    };
    let portal = config.portal(&asked.portal)?;
    let words =
        texts::catalogue().words(Language::Spanish, &[]).map_err(|problems| anyhow!(problems.join("; ")))?;
    let database = house::open_database(&config.database, &config.keys).await?;
    let place =
        Place { database: &database, portal: &portal.key, clock: &clock, chance: &chance, words: &words };
    import(asked, &place, screen).await
}

/// Where an import happens.
#[derive(Debug)]
pub struct Place<'a> {
    pub database: &'a Database,
    pub portal: &'a PortalKey,
    pub clock: &'a Clock,
    pub chance: &'a Chance,
    pub words: &'a Words,
}

/// Rehearses the file and, when asked to, applies it; tells everything on `screen`.
pub async fn import(asked: &Import, place: &Place<'_>, screen: &mut impl Write) -> anyhow::Result<ExitCode> {
    let today = today(place.clock)?;
    let view = place.database.view(place.portal.shared());
    let rehearsal = match rehearse(&view, || File::open(&asked.file), today).await {
        Ok(rehearsal) => rehearsal,
        Err(stopped) => return refuse(stopped, place.words, screen),
    };
    show_rehearsal(&rehearsal, &asked.file, place.words, screen)?;
    if let Some(report) = &asked.report
        && !write_report(report, &rehearsal, place.words, screen)?
    {
        return Ok(ExitCode::FAILURE);
    }
    let has_bad_rows = !rehearsal.survey.bad_rows.is_empty();
    let code = if has_bad_rows { ExitCode::FAILURE } else { ExitCode::SUCCESS };
    if asked.apply && has_bad_rows && !asked.skip_bad {
        writeln!(screen, "{}", place.words.get("roster-import-refused"))?;
        return Ok(code);
    }
    if rehearsal.plan.is_empty() {
        writeln!(screen, "{}", place.words.get("roster-import-nothing-to-do"))?;
        return Ok(code);
    }
    if !asked.apply {
        writeln!(screen, "{}", place.words.get("roster-import-rehearsed"))?;
        return Ok(code);
    }
    match apply_and_commit(asked, place, &rehearsal, today).await {
        Ok(plan) => {
            show_applied(&plan, place.words, screen)?;
            Ok(ExitCode::SUCCESS)
        }
        Err(stopped) => refuse(stopped, place.words, screen),
    }
}

fn today(clock: &Clock) -> anyhow::Result<Date> {
    let zone = TimeZone::get(TIME_ZONE).context("the time zone of Colombia is built in")?;
    Ok(clock.now().in_zone(&zone).date())
}

async fn apply_and_commit(
    asked: &Import,
    place: &Place<'_>,
    rehearsal: &Rehearsal,
    today: Date,
) -> Result<Plan, ImportStopped> {
    let tx = place.database.begin(place.portal.shared()).await?;
    let open = || File::open(&asked.file);
    let plan = apply(&tx, open, &rehearsal.survey, today, (place.clock, place.chance)).await?;
    tx.commit().await?;
    Ok(plan)
}

/// Says why nothing was done, where the operator can mend it; what they cannot mend is an error.
fn refuse(stopped: ImportStopped, words: &Words, screen: &mut impl Write) -> anyhow::Result<ExitCode> {
    let sentence = match stopped {
        ImportStopped::File(refusal) => refusal.in_words(words),
        ImportStopped::FileChanged => words.get("roster-file-changed").to_owned(),
        ImportStopped::Failed(Error::Busy) => words.get("roster-import-busy").to_owned(),
        ImportStopped::Failed(error) => return Err(error.into()),
    };
    writeln!(screen, "{sentence}")?;
    Ok(ExitCode::FAILURE)
}

fn show_rehearsal(
    rehearsal: &Rehearsal,
    file: &Path,
    words: &Words,
    screen: &mut impl Write,
) -> io::Result<()> {
    let survey = &rehearsal.survey;
    let delimiter = match survey.inspection.delimiter {
        b'\t' => "roster-import-tab",
        b';' => "roster-import-semicolon",
        _ => "roster-import-comma",
    };
    let values = [
        ("file", Value::from(file_name(file))),
        ("encoding", survey.inspection.encoding.name().into()),
        ("delimiter", words.get(delimiter).into()),
        ("rows", survey.rows.into()),
    ];
    writeln!(screen, "{}", words.with("roster-import-file", &values))?;
    let unused: Vec<String> = survey.columns.unused().into_iter().map(printable).collect();
    if !unused.is_empty() {
        let values = [("columns", unused.join(", ").into())];
        writeln!(screen, "{}", words.with("roster-import-unused", &values))?;
    }
    let (plan, bad) = (&rehearsal.plan, survey.bad_rows.len());
    for (id, count) in [
        ("roster-import-new", plan.new as usize),
        ("roster-import-changed", plan.changed as usize),
        ("roster-import-same", plan.same as usize),
        ("roster-import-gone", plan.gone.len()),
        ("roster-import-bad", bad),
    ] {
        let what_changes =
            if id == "roster-import-changed" { changes(rehearsal, words) } else { String::new() };
        writeln!(screen, "  {:<20}{count:>8}{what_changes}", words.get(id))?;
    }
    for (id, name, count) in [
        ("roster-import-repeated", "rows", survey.repeated_rows.len() as u32),
        ("roster-import-held-back", "people", plan.held_back),
    ] {
        if count > 0 {
            writeln!(screen, "{}", words.with(id, &[(name, count.into())]))?;
        }
    }
    show_bad_rows(&survey.bad_rows, words, screen)
}

/// `  (correo 2, celular 1)`, or nothing.
fn changes(rehearsal: &Rehearsal, words: &Words) -> String {
    let of_kind = |change: Change| {
        let count = rehearsal.changes.get(&change)?;
        Some(format!("{} {count}", words.get(change.message())))
    };
    let changes: Vec<String> = Change::ALL.into_iter().filter_map(of_kind).collect();
    if changes.is_empty() { String::new() } else { format!("  ({})", changes.join(", ")) }
}

fn show_bad_rows(bad_rows: &[BadRow], words: &Words, screen: &mut impl Write) -> io::Result<()> {
    for bad_row in bad_rows.iter().take(BAD_ROWS_SHOWN) {
        let row = words.with("roster-import-row", &[("row", bad_row.row.into())]);
        for problem in &bad_row.problems {
            let mut parts = vec![row.clone()];
            parts.extend(problem.column.map(|column| words.get(column.name_message()).to_owned()));
            parts.extend(Some(format!("«{}»", problem.value)).filter(|_| !problem.value.is_empty()));
            parts.push(refusal::words(words, problem.refusal));
            writeln!(screen, "  {}", parts.join(" · "))?;
        }
    }
    let more = bad_rows.len().saturating_sub(BAD_ROWS_SHOWN) as u32;
    if more > 0 {
        writeln!(screen, "  {}", words.with("roster-import-more", &[("rows", more.into())]))?;
    }
    Ok(())
}

fn show_applied(plan: &Plan, words: &Words, screen: &mut impl Write) -> io::Result<()> {
    let values = [
        ("new", plan.new.into()),
        ("changed", plan.changed.into()),
        ("gone", (plan.gone.len() as u32).into()),
    ];
    writeln!(screen, "{}", words.with("roster-import-applied", &values))
}

/// Writes all bad rows to a new file. False where that could not be done, which the screen tells.
fn write_report(
    path: &Path,
    rehearsal: &Rehearsal,
    words: &Words,
    screen: &mut impl Write,
) -> io::Result<bool> {
    let outcome =
        new_private_file(path).and_then(|file| write_bad_rows(file, &rehearsal.survey.bad_rows, words));
    let file = Value::from(file_name(path));
    match outcome {
        Ok(()) => writeln!(screen, "{}", words.with("roster-import-report-written", &[("file", file)]))?,
        Err(error) => {
            let values = [("file", file), ("reason", error.to_string().into())];
            writeln!(screen, "{}", words.with("roster-import-report-failed", &values))?;
            return Ok(false);
        }
    }
    Ok(true)
}

fn write_bad_rows(file: impl Write, bad_rows: &[BadRow], words: &Words) -> io::Result<()> {
    let mut report = BufWriter::new(file);
    let headers = ["row", "column", "value", "reason"].map(|name| format!("roster-import-report-{name}"));
    let headers = headers.each_ref().map(|id| words.get(id));
    write!(report, "{}{}", spreadsheet::BEGINNING, spreadsheet::row(&headers))?;
    for bad_row in bad_rows {
        for problem in &bad_row.problems {
            let cells = report_cells(bad_row.row, problem, words);
            report.write_all(spreadsheet::row(&cells).as_bytes())?;
        }
    }
    report.flush()
}

fn report_cells(row: u32, problem: &Problem, words: &Words) -> [String; 4] {
    let column = problem.column.map_or("", |column| words.get(column.name_message()));
    [row.to_string(), column.to_owned(), problem.value.clone(), refusal::words(words, problem.refusal)]
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|name| printable(&name.to_string_lossy())).unwrap_or_default()
}
