//! The file of the rows that were not taken: as they were written, with the reason in a column before them, to mend and send again.

use std::collections::HashMap;
use std::fs::File;
use std::io::Write;

use base::texts::{Language, Words};
use base::web::spreadsheet::not_a_formula;

use crate::front_door::FrontDoor;
use crate::portals::Portal;
use crate::roster::file::{FileRefusal, RosterFile};
use crate::roster::refusal;
use crate::roster::rules::{BadRow, Survey};

/// The column that is added; a file that has it holds some people and not the whole list.
const REASON: &str = "imports-wrong-reason";

/// «fila 12: correo «ana@»: Eso no es un correo electrónico…»
pub fn in_words(bad_row: &BadRow, words: &Words) -> String {
    let problems = bad_row.problems.iter().map(|problem| {
        let column = problem.column.map(|column| words.get(column.name_message()).to_owned());
        let value = Some(format!("«{}»", problem.value)).filter(|_| !problem.value.is_empty());
        let place = [column, value].into_iter().flatten().collect::<Vec<_>>().join(" ");
        let reason = refusal::words(words, problem.refusal);
        if place.is_empty() { reason } else { format!("{place}: {reason}") }
    });
    problems.collect::<Vec<_>>().join(" · ")
}

/// Whether a file is one of these, mended.
pub fn is_mended(headers: &[String], front: &FrontDoor, portal: &Portal) -> bool {
    Language::ALL.into_iter().any(|language| {
        let words = front.words(portal, language);
        headers.iter().any(|header| header.trim() == words.get(REASON))
    })
}

/// Writes the wrong rows of a file that was surveyed, as a spreadsheet here opens them: semicolons, and the mark that says UTF-8.
pub fn write(source: File, survey: &Survey, words: &Words, mut target: File) -> Result<(), FileRefusal> {
    target.write_all("\u{feff}".as_bytes())?;
    let mut file = RosterFile::open(source, &survey.inspection)?;
    let mut rows = csv::WriterBuilder::new()
        .delimiter(b';')
        .quote_style(csv::QuoteStyle::Always)
        .flexible(true)
        .from_writer(target);
    // The reason of an earlier round gives way to that of this one.
    let old_reason = file.columns().headers().iter().position(|header| header.trim() == words.get(REASON));
    let kept = |cells: Vec<String>| {
        let cells = cells.into_iter().enumerate().filter(|(index, _)| Some(*index) != old_reason);
        cells.map(|(_, cell)| cell).collect::<Vec<_>>()
    };
    let headers = kept(file.columns().headers().iter().map(|header| not_a_formula(header)).collect());
    rows.write_record([words.get(REASON).to_owned()].into_iter().chain(headers))
        .map_err(std::io::Error::from)?;
    let wrong: HashMap<u32, &BadRow> = survey.bad_rows.iter().map(|bad_row| (bad_row.row, bad_row)).collect();
    while let Some(row) = file.next_row()? {
        let Some(bad_row) = wrong.get(&row.number()) else { continue };
        let reason = not_a_formula(&in_words(bad_row, words));
        let cells = kept(row.cells().map(|cell| not_a_formula(&cell)).collect());
        rows.write_record([reason].into_iter().chain(cells)).map_err(std::io::Error::from)?;
    }
    Ok(rows.flush()?)
}
