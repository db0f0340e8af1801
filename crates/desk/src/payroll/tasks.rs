//! What a worker does with a file: reads it, finds whose each row is, and compares what it brings with what is known.

use std::collections::{HashMap, HashSet};
use std::io;
use std::sync::Arc;

use base::db::Tx;
use base::error::{Error, Result};
use base::texts::Words;
use identity::front_door::FrontDoor;
use identity::imports::AskedBy;
use identity::messaging::moment;
use identity::office::Staff;
use identity::roster::file::{FileRefusal, TextRows, inspect};
use identity::roster::{self, Document, EntryId};
use identity::work::Job;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Batch, BatchId, Kind, Outcome, State, file_of, remove_files_if_over, store, wrong_rows};
use crate::sheet::{BadRow, Draft, Incoming, Reason, Row};

/// How many of the wrong rows the page shows.
const WRONG_SHOWN: usize = 20;
/// Drafts between two looks of whoever waits, and between two turns of whoever else writes.
const DRAFTS_A_STEP: usize = 2_000;
/// All cells of a file: what they say is held in memory while it is checked.
const MOST_CELLS: u32 = 2_000_000;

/// What a task is about.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct About {
    batch: BatchId,
    #[serde(flatten)]
    asked_by: AskedBy,
}

impl About {
    pub(super) fn of<P>(staff: &Staff<P>, batch: BatchId) -> Self {
        Self { batch, asked_by: AskedBy::of(staff) }
    }
}

/// What both tasks hold.
pub(super) struct Work {
    pub job: Job,
    about: About,
    pub words: Arc<Words>,
    pub today: Date,
}

impl Work {
    pub(super) fn of(job: Job) -> Result<Self> {
        let about: About = job.about()?;
        let words = job.front.words(&job.portal, about.asked_by.language);
        let today = moment::date_there(job.front.clock.now());
        Ok(Self { job, about, words, today })
    }

    pub(super) fn front(&self) -> &FrontDoor {
        &self.job.front
    }

    /// The batch, if it is where this task has something to do.
    pub(super) async fn batch(&self, state: State) -> Result<Option<Batch>> {
        let batch = store::batch(&self.job.view(), self.about.batch).await?;
        Ok(batch.filter(|batch| batch.state == state))
    }

    /// There is nothing to do any more.
    pub(super) async fn end(&self) -> Result<()> {
        let tx = self.job.begin().await?;
        self.finish(tx).await
    }

    /// Ends the task with what `tx` did. The batch's files go where it is over.
    pub(super) async fn finish(&self, tx: Tx) -> Result<()> {
        self.job.finish(tx).await?;
        remove_files_if_over(&self.front().uploads, &self.job.view(), self.about.batch).await
    }

    /// Commits a step, if the task is still ours, and keeps it for another lease.
    pub(super) async fn step(&self, tx: Tx, steps: i64, total: i64) -> Result<()> {
        store::set_steps(&tx, self.about.batch, steps, total, self.front().clock.now()).await?;
        self.job.keep(&tx).await?;
        tx.commit().await
    }

    /// Keeps the task for another lease: what was done so far may have taken most of one.
    async fn keep(&self) -> Result<()> {
        let tx = self.job.begin().await?;
        self.step(tx, 0, 0).await
    }

    pub(super) async fn record(
        &self,
        tx: &Tx,
        event: &'static str,
        subject: Option<Uuid>,
        detail: &str,
    ) -> Result<()> {
        self.about.asked_by.record(tx, self.front(), event, subject, detail).await
    }
}

/// What the rows of a file say.
pub(super) struct Survey {
    pub rows: u32,
    pub drafts: Vec<Draft>,
    pub wrong: Vec<BadRow>,
}

/// Why a file is not taken at all.
enum Refused {
    File(FileRefusal),
    /// More than a worker holds in memory.
    TooManyRows {
        most: u32,
        columns: u32,
    },
}

impl From<FileRefusal> for Refused {
    fn from(refusal: FileRefusal) -> Self {
        Self::File(refusal)
    }
}

impl From<io::Error> for Refused {
    fn from(error: io::Error) -> Self {
        Self::File(FileRefusal::Unreadable(error))
    }
}

impl Refused {
    fn message(&self) -> &'static str {
        match self {
            Self::File(refusal) => refusal.message(),
            Self::TooManyRows { .. } => "payroll-too-many-rows",
        }
    }

    fn in_words(&self, words: &Words) -> String {
        match self {
            Self::File(refusal) => refusal.in_words(words),
            Self::TooManyRows { most, columns } => {
                words.with(self.message(), &[("most", (*most).into()), ("columns", (*columns).into())])
            }
        }
    }
}

/// How many rows a file with so many columns may have.
fn most_rows(columns: u32) -> u32 {
    MOST_CELLS / columns.max(1)
}

/// Reads the file, and compares what it brings with what is known.
pub(super) async fn check(job: Job) -> Result<()> {
    let work = Work::of(job)?;
    let Some(batch) = work.batch(State::Checking).await? else { return work.end().await };
    let mut survey = match survey(&work, &batch).await? {
        Ok(survey) => survey,
        Err(refused) => return refuse(&work, &batch, &refused).await,
    };
    work.keep().await?;
    let incoming = match_people(&work, batch.kind, &mut survey).await?;
    let today = moment::date_there(work.front().clock.now());
    let comparison = batch.kind.compare(&work.job.view(), &incoming, today).await?;
    work.keep().await?;
    wrong_rows::write(&work, &batch, &survey).await?;
    lay(&work, &batch, &incoming).await?;
    let people: HashSet<EntryId> = incoming.iter().map(|one| one.entry).collect();
    let outcome = Outcome {
        rows: survey.rows,
        people: people.len() as u32,
        wrong: survey.wrong.len() as u32,
        comparison,
        first_wrong: survey.wrong.iter().take(WRONG_SHOWN).map(|row| row.in_words(&work.words)).collect(),
    };
    let now = work.front().clock.now();
    let tx = work.job.begin().await?;
    if store::advance(&tx, batch.id, State::Checking, State::Checked, now).await? {
        store::set_outcome(&tx, batch.id, Some(&outcome)).await?;
    }
    work.finish(tx).await
}

/// Reads the whole file on a thread of its own.
async fn survey(work: &Work, batch: &Batch) -> Result<Result<Survey, Refused>> {
    let (folder, of) = (work.front().uploads.clone(), batch.clone());
    let reading = tokio::task::spawn_blocking(move || {
        let inspection = inspect(folder.read(&file_of(of.id))?)?;
        if inspection.sha256 != of.file_sha256 {
            return Err(io::Error::other("the file is not the one that was sent").into());
        }
        let mut rows = TextRows::open(folder.read(&file_of(of.id))?, &inspection)?;
        let mut reading = of.kind.reading();
        let (mut count, mut wrong) = (0, Vec::new());
        let columns = of.headers.len() as u32;
        let most = most_rows(columns);
        while let Some(text) = rows.next_row()? {
            count += 1;
            if count > most {
                return Err(Refused::TooManyRows { most, columns });
            }
            let row = Row::new(text.number, &of.headers, &text.cells, &of.mapping);
            match text.refusal {
                Some(refusal) => {
                    reading.spoil(&row);
                    wrong.push(BadRow::of(text.number, refusal.into()));
                }
                None => {
                    if let Err(problems) = reading.take(&row) {
                        wrong.push(BadRow { row: text.number, problems });
                    }
                }
            }
        }
        let (drafts, contradicting) = reading.end();
        wrong.extend(contradicting);
        Ok(Survey { rows: count, drafts, wrong })
    });
    match reading.await.map_err(|error| Error::Other(format!("reading a file: {error}")))? {
        // The folder may be another machine's, or not be there for a moment.
        Err(Refused::File(FileRefusal::Unreadable(error))) => {
            Err(Error::Other(format!("a file of payroll: {error}")))
        }
        outcome => Ok(outcome),
    }
}

/// What the file brings, with whose it is; rows of people who are not on the roster are wrong, and so is what does not fit its person.
async fn match_people(work: &Work, kind: Kind, survey: &mut Survey) -> Result<Vec<Incoming>> {
    let view = work.job.view();
    let drafts = std::mem::take(&mut survey.drafts);
    let ids: HashMap<Document, EntryId> = {
        let documents: HashSet<&Document> = drafts.iter().map(|draft| &draft.document).collect();
        let documents: Vec<&Document> = documents.into_iter().collect();
        roster::ids_by_document(&view, &documents).await?
    };
    let mut incoming = Vec::with_capacity(drafts.len());
    let mut rows_of = Vec::with_capacity(drafts.len());
    for Draft { rows, document, content } in drafts {
        match ids.get(&document) {
            Some(entry) => {
                incoming.push(Incoming { entry: *entry, content });
                rows_of.push(rows);
            }
            None => {
                let nobody = Reason::Told("payroll-nobody", vec![("document", document.to_string())]);
                survey.wrong.extend(BadRow::all(&rows, &nobody));
            }
        }
    }
    let unfit = kind.fit(&view, &mut incoming).await?;
    for (place, reason) in &unfit {
        survey.wrong.extend(BadRow::all(&rows_of[*place], reason));
    }
    survey.wrong.sort_by_key(|bad_row| bad_row.row);
    let fitting = incoming.into_iter().enumerate().filter(|(place, _)| !unfit.contains_key(place));
    Ok(fitting.map(|(_, one)| one).collect())
}

/// Keeps what the file would bring, in transactions so short that nobody waits for them.
async fn lay(work: &Work, batch: &Batch, incoming: &[Incoming]) -> Result<()> {
    let total = incoming.len() as i64;
    let tx = work.job.begin().await?;
    // An earlier try may have left something.
    store::forget_drafts(&tx, batch.id).await?;
    work.step(tx, 0, total).await?;
    let mut laid = 0;
    for some in incoming.chunks(DRAFTS_A_STEP) {
        let tx = work.job.begin().await?;
        store::add_drafts(&tx, batch.id, laid, some).await?;
        laid += some.len() as i64;
        work.step(tx, laid, total).await?;
    }
    Ok(())
}

/// The file cannot be read to its end: the batch is over.
async fn refuse(work: &Work, batch: &Batch, refused: &Refused) -> Result<()> {
    let now = work.front().clock.now();
    let tx = work.job.begin().await?;
    if store::advance(&tx, batch.id, State::Checking, State::Refused, now).await? {
        store::set_reason(&tx, batch.id, &refused.in_words(&work.words)).await?;
        super::act::forget(&tx, batch.id).await?;
        work.record(&tx, "payroll.refused", None, &format!("{} {}", batch.id, refused.message())).await?;
    }
    work.finish(tx).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_with_more_columns_may_have_fewer_rows() {
        assert_eq!((most_rows(12), most_rows(200)), (166_666, 10_000));
        assert_eq!(most_rows(0), MOST_CELLS);
    }
}
