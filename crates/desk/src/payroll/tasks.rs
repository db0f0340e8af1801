//! What a worker does with a file: reads it, finds whose each row is, and compares what it brings with what is known.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use base::audit::{self, Act};
use base::db::Tx;
use base::error::{Error, Result};
use base::texts::{Language, Words};
use identity::front_door::FrontDoor;
use identity::messaging::moment;
use identity::office::Staff;
use identity::roster::file::{FileRefusal, TextRows, inspect};
use identity::roster::{self, Document, EntryId};
use identity::work::Job;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Batch, BatchId, Kind, Outcome, State, file_of, remove_files, store, wrong_rows};
use crate::sheet::{BadRow, Draft, Incoming, Reason, Row};

/// How many of the wrong rows the page shows.
const WRONG_SHOWN: usize = 20;
/// Drafts between two looks of whoever waits, and between two turns of whoever else writes.
const DRAFTS_A_STEP: usize = 2_000;

/// What a task is about.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct About {
    batch: BatchId,
    /// Whoever asked reads the reasons in their language.
    language: Language,
    member: Uuid,
    source: String,
    browser: String,
}

impl About {
    pub(super) fn of<P>(staff: &Staff<P>, batch: BatchId) -> Self {
        Self {
            batch,
            language: staff.language,
            member: staff.member.id.uuid(),
            source: staff.source.as_str().to_owned(),
            browser: staff.browser_name.clone(),
        }
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
        let words = job.front.words(&job.portal, about.language);
        let today = moment::date_there(job.front.clock.now());
        Ok(Self { job, about, words, today })
    }

    pub(super) fn front(&self) -> &FrontDoor {
        &self.job.front
    }

    /// The batch, if it is where this task has something to do.
    pub(super) async fn batch(&self, state: State) -> Result<Option<Batch>> {
        let view = self.front().database.view(self.job.portal.key.shared());
        let batch = store::batch(&view, self.about.batch).await?;
        Ok(batch.filter(|batch| batch.state == state))
    }

    /// There is nothing to do any more.
    pub(super) async fn end(&self) -> Result<()> {
        let tx = self.job.begin().await?;
        self.job.finish(tx).await
    }

    /// Commits a step, if the task is still ours.
    pub(super) async fn step(&self, tx: Tx, steps: usize, total: usize) -> Result<()> {
        store::set_steps(&tx, self.about.batch, steps as i64, total as i64).await?;
        if !self.job.task.renew(&tx, self.front().clock.now()).await? {
            return Err(Error::Other("another worker has taken the batch over".to_owned()));
        }
        tx.commit().await
    }

    pub(super) async fn record(
        &self,
        tx: &Tx,
        event: &'static str,
        subject: Option<Uuid>,
        detail: &str,
    ) -> Result<()> {
        let act = Act {
            event,
            subject,
            actor: "staff",
            actor_id: Some(self.about.member),
            source: &self.about.source,
            browser: &self.about.browser,
            detail,
        };
        audit::record(tx, &self.front().clock, &self.front().chance, act).await
    }
}

/// What the rows of a file say.
pub(super) struct Survey {
    pub rows: u32,
    pub drafts: Vec<Draft>,
    pub wrong: Vec<BadRow>,
}

/// Reads the file, and compares what it brings with what is known.
pub(super) async fn check(job: Job) -> Result<()> {
    let work = Work::of(job)?;
    let Some(batch) = work.batch(State::Checking).await? else { return work.end().await };
    let mut survey = match survey(&work, &batch).await? {
        Ok(survey) => survey,
        Err(refusal) => return refuse(&work, &batch, &refusal).await,
    };
    let incoming = match_people(&work, batch.kind, &mut survey).await?;
    let view = work.front().database.view(work.job.portal.key.shared());
    let comparison =
        batch.kind.compare(&view, &incoming, moment::date_there(work.front().clock.now())).await?;
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
    work.job.finish(tx).await
}

/// Reads the whole file on a thread of its own.
async fn survey(work: &Work, batch: &Batch) -> Result<Result<Survey, FileRefusal>> {
    let (folder, of) = (work.front().uploads.clone(), batch.clone());
    let reading = tokio::task::spawn_blocking(move || {
        let inspection = inspect(folder.read(&file_of(of.id))?)?;
        if inspection.sha256 != of.file_sha256 {
            return Err(FileRefusal::Unreadable(std::io::Error::other(
                "the file is not the one that was sent",
            )));
        }
        let mut rows = TextRows::open(folder.read(&file_of(of.id))?, &inspection)?;
        let mut reading = of.kind.reading();
        let (mut count, mut wrong) = (0, Vec::new());
        while let Some(text) = rows.next_row()? {
            count += 1;
            let row = Row::new(text.number, &of.headers, &text.cells, &of.mapping);
            match text.refusal {
                Some(refusal) => wrong.push(BadRow::of(text.number, refusal.into())),
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
        Err(FileRefusal::Unreadable(error)) => Err(Error::Other(format!("a file of payroll: {error}"))),
        outcome => Ok(outcome),
    }
}

/// What the file brings, with whose it is; rows of people who are not on the roster are wrong, and so is what does not fit its person.
async fn match_people(work: &Work, kind: Kind, survey: &mut Survey) -> Result<Vec<Incoming>> {
    let view = work.front().database.view(work.job.portal.key.shared());
    let documents: HashSet<&Document> = survey.drafts.iter().map(|draft| &draft.document).collect();
    let documents: Vec<&Document> = documents.into_iter().collect();
    let ids: HashMap<Document, EntryId> = roster::ids_by_document(&view, &documents).await?;
    let mut incoming = Vec::with_capacity(survey.drafts.len());
    let mut drafts = Vec::with_capacity(survey.drafts.len());
    for draft in &survey.drafts {
        match ids.get(&draft.document) {
            Some(entry) => {
                let (key, content) = (draft.key.clone(), draft.content.clone());
                incoming.push(Incoming { entry: *entry, key, content });
                drafts.push(draft);
            }
            None => {
                let nobody = Reason::Told("payroll-nobody", vec![("document", draft.document.to_string())]);
                survey.wrong.extend(draft.refused(&nobody));
            }
        }
    }
    let unfit = kind.fit(&view, &mut incoming).await?;
    for (place, reason) in &unfit {
        survey.wrong.extend(drafts[*place].refused(reason));
    }
    survey.wrong.sort_by_key(|bad_row| bad_row.row);
    let fitting = incoming.into_iter().enumerate().filter(|(place, _)| !unfit.contains_key(place));
    Ok(fitting.map(|(_, one)| one).collect())
}

/// Keeps what the file would bring, in transactions so short that nobody waits for them.
async fn lay(work: &Work, batch: &Batch, incoming: &[Incoming]) -> Result<()> {
    let tx = work.job.begin().await?;
    // An earlier try may have left something.
    store::forget_drafts(&tx, batch.id).await?;
    work.step(tx, 0, incoming.len()).await?;
    let mut laid = 0;
    for some in incoming.chunks(DRAFTS_A_STEP) {
        let tx = work.job.begin().await?;
        store::add_drafts(&tx, batch.id, laid as i64, some).await?;
        laid += some.len();
        work.step(tx, laid, incoming.len()).await?;
    }
    Ok(())
}

/// The file cannot be read to its end: the batch is over.
async fn refuse(work: &Work, batch: &Batch, refusal: &FileRefusal) -> Result<()> {
    let now = work.front().clock.now();
    let tx = work.job.begin().await?;
    if store::advance(&tx, batch.id, State::Checking, State::Refused, now).await? {
        store::set_reason(&tx, batch.id, &refusal.in_words(&work.words)).await?;
        super::act::forget(&tx, batch.id).await?;
        work.record(&tx, "payroll.refused", None, &format!("{} {}", batch.id, refusal.message())).await?;
    }
    work.job.finish(tx).await?;
    remove_files(&work.front().uploads, batch.id);
    Ok(())
}
