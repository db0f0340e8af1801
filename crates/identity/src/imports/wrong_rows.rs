//! The file of the rows that were not taken: as they were written, with the reason in a column before them, to mend and send again.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufWriter, Write};

use base::texts::{Language, Words};
use base::web::spreadsheet::{self, as_given};

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

/// Writes the wrong rows of a file that was surveyed.
pub fn write(source: File, survey: &Survey, words: &Words, target: File) -> Result<(), FileRefusal> {
    let mut target = BufWriter::new(target);
    let mut file = RosterFile::open(source, &survey.inspection)?;
    // The reason of an earlier round gives way to that of this one.
    let headers = file.columns().headers();
    let old_reason = headers.iter().position(|header| header.trim() == words.get(REASON));
    let row = |reason: &str, cells: Vec<String>| {
        let kept = cells.into_iter().enumerate().filter(|(index, _)| Some(*index) != old_reason);
        let cells: Vec<String> = [reason.to_owned()].into_iter().chain(kept.map(|(_, cell)| cell)).collect();
        spreadsheet::row(&cells)
    };
    let header = row(words.get(REASON), headers.to_vec());
    target.write_all(spreadsheet::BEGINNING.as_bytes())?;
    target.write_all(header.as_bytes())?;
    let wrong: HashMap<u32, &BadRow> = survey.bad_rows.iter().map(|bad_row| (bad_row.row, bad_row)).collect();
    while let Some(read) = file.next_row()? {
        let Some(bad_row) = wrong.get(&read.number()) else { continue };
        let cells = read.cells().map(|cell| as_given(&cell).to_owned()).collect();
        target.write_all(row(&in_words(bad_row, words), cells).as_bytes())?;
    }
    Ok(target.flush()?)
}
