//! The file of the rows that were not taken: as they were written, with the reason in a column before them, to mend and send again.

use std::collections::HashMap;
use std::io::{BufWriter, Write};
use std::sync::Arc;

use base::error::{Error, Result};
use base::web::spreadsheet;
use identity::roster::file::{FileRefusal, TextRows, inspect};

use super::tasks::{Survey, Work};
use super::{Batch, file_of, wrong_rows_of};

/// The column that is added.
const REASON: &str = "payroll-wrong-reason";

/// Writes the wrong rows of a file that was surveyed; what an earlier look left goes.
pub(super) async fn write(work: &Work, batch: &Batch, survey: &Survey) -> Result<()> {
    let reasons: HashMap<u32, String> =
        survey.wrong.iter().map(|row| (row.row, row.in_words(&work.words).what)).collect();
    let (folder, id, words) = (work.front().uploads.clone(), batch.id, Arc::clone(&work.words));
    let writing = tokio::task::spawn_blocking(move || -> std::result::Result<(), FileRefusal> {
        folder.remove(&wrong_rows_of(id))?;
        if reasons.is_empty() {
            return Ok(());
        }
        let inspection = inspect(folder.read(&file_of(id))?)?;
        let mut rows = TextRows::open(folder.read(&file_of(id))?, &inspection)?;
        let mut target = BufWriter::new(folder.create(&wrong_rows_of(id))?);
        // The reason of an earlier round gives way to that of this one.
        let title = words.get(REASON);
        let old_reason = rows.headers().iter().position(|header| header.trim() == title);
        let line = |reason: &str, cells: &[String]| {
            let kept = cells.iter().enumerate().filter(|(place, _)| Some(*place) != old_reason);
            let cells: Vec<&str> =
                std::iter::once(reason).chain(kept.map(|(_, cell)| cell.as_str())).collect();
            spreadsheet::row(&cells)
        };
        target.write_all(spreadsheet::BEGINNING.as_bytes())?;
        target.write_all(line(title, rows.headers()).as_bytes())?;
        while let Some(row) = rows.next_row()? {
            if let Some(reason) = reasons.get(&row.number) {
                target.write_all(line(reason, &row.cells).as_bytes())?;
            }
        }
        Ok(target.flush()?)
    });
    let written = writing.await.map_err(|error| Error::Other(format!("writing wrong rows: {error}")))?;
    written.map_err(|refusal| Error::Other(format!("writing wrong rows: {}", refusal.message())))
}
