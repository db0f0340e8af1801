//! What a worker does for an import: compares the file with the roster, and changes the roster.

use std::fs::File;
use std::io;
use std::sync::Arc;

use base::db::Tx;
use base::error::{Error, Result};
use base::texts::Words;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    AskedBy, CHECK, Import, Outcome, State, file_of, remove_files_if_over, store, wrong_rows, wrong_rows_of,
};
use crate::front_door::FrontDoor;
use crate::messaging::moment;
use crate::office::Staff;
use crate::roster::batch::{self, PEOPLE_A_STATEMENT, Side};
use crate::roster::file::FileRefusal;
use crate::roster::import::{Choices, ImportStopped, Rehearsal, Steps, compare, standing, survey_file};
use crate::roster::person::{Change, Person};
use crate::roster::rules::{Plan, Survey};
use crate::roster::{BatchId, printable};
use crate::work::Job;

/// How many of the wrong rows the page shows.
const WRONG_SHOWN: usize = 20;
/// Statements between two looks of whoever waits, and between two turns of whoever else writes.
const STATEMENTS_A_STEP: usize = 8;
const FILE_CHANGED: &str = "roster-file-changed";

/// What a task is about.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct About {
    import: BatchId,
    #[serde(flatten)]
    asked_by: AskedBy,
}

impl About {
    pub(super) fn of<P>(staff: &Staff<P>, import: BatchId) -> Self {
        Self { import, asked_by: AskedBy::of(staff) }
    }
}

/// What every task holds.
pub(super) struct Work {
    pub(super) job: Job,
    about: About,
    pub(super) words: Arc<Words>,
    today: Date,
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

    /// The import, if it is where this task has something to do.
    pub(super) async fn import(&self, state: State) -> Result<Option<Import>> {
        let import = store::import(&self.job.view(), self.about.import).await?;
        Ok(import.filter(|import| import.state == state))
    }

    /// Opens the file that is read, from its first byte.
    fn open(&self) -> impl Fn() -> io::Result<File> + Send + 'static {
        let (folder, name) = (self.front().uploads.clone(), file_of(self.about.import));
        move || folder.read(&name)
    }

    /// Reads the whole file on a thread of its own, which may take most of the lease; the rest has another one.
    async fn survey(&self, import: &Import) -> Result<Survey, ImportStopped> {
        let choices = Choices { mapping: import.mapping.clone(), is_whole: import.is_whole };
        let (open, today) = (self.open(), self.today);
        let reading = tokio::task::spawn_blocking(move || survey_file(open, Some(choices), today));
        let survey = reading.await.map_err(|error| Error::Other(format!("reading a file: {error}")))?;
        let tx = self.job.begin().await?;
        self.job.keep(&tx).await?;
        tx.commit().await?;
        let survey = survey?;
        if survey.inspection.sha256 != import.file_sha256 {
            return Err(ImportStopped::FileChanged);
        }
        Ok(survey)
    }

    /// Ends the task with what `tx` did. The import's files go where it is over.
    async fn finish(&self, tx: Tx) -> Result<()> {
        self.job.finish(tx).await?;
        remove_files_if_over(&self.front().uploads, &self.job.view(), self.about.import).await
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

pub(super) fn unreadable(error: io::Error) -> Error {
    Error::Other(format!("a file of an import: {error}"))
}

/// Compares the file with the roster.
pub(super) async fn check(job: Job) -> Result<()> {
    let work = Work::of(job)?;
    let Some(import) = work.import(State::Checking).await? else { return end(&work).await };
    match rehearse(&work, &import).await {
        Ok(()) => Ok(()),
        Err(stopped) => stop(&work, &import, stopped).await,
    }
}

async fn rehearse(work: &Work, import: &Import) -> Result<(), ImportStopped> {
    let survey = work.survey(import).await?;
    let view = work.job.view();
    // Asked before the roster is read: what changes from here on makes this dry run an old one.
    let roster_turn = batch::last_turn(&view).await?;
    let rehearsal = compare(&view, work.open(), survey, work.today).await?;
    let outcome = outcome(&rehearsal, &work.words);
    write_wrong_rows(work, rehearsal.survey).await?;
    let now = work.front().clock.now();
    let tx = work.job.begin().await?;
    if store::advance(&tx, import.id, State::Checking, State::Checked, now).await? {
        store::set_rehearsed(&tx, import.id, &outcome, roster_turn).await?;
    }
    Ok(work.finish(tx).await?)
}

fn outcome(rehearsal: &Rehearsal, words: &Words) -> Outcome {
    let (survey, plan) = (&rehearsal.survey, &rehearsal.plan);
    let changes = Change::ALL
        .into_iter()
        .filter_map(|change| Some((change.message().to_owned(), *rehearsal.changes.get(&change)?)));
    let wrong = survey.bad_rows.iter().take(WRONG_SHOWN);
    Outcome {
        rows: survey.rows,
        new: plan.new,
        changed: plan.changed,
        same: plan.same,
        gone: plan.gone.len() as u32,
        held_back: plan.held_back,
        repeated: survey.repeated_rows.len() as u32,
        wrong: survey.bad_rows.len() as u32,
        changes: changes.collect(),
        first_wrong: wrong.map(|row| (row.row, wrong_rows::in_words(row, words))).collect(),
    }
}

/// Those of an earlier dry run give way, also where there are none this time.
async fn write_wrong_rows(work: &Work, survey: Survey) -> Result<()> {
    let (open, words) = (work.open(), Arc::clone(&work.words));
    let (folder, name) = (work.front().uploads.clone(), wrong_rows_of(work.about.import));
    let writing = tokio::task::spawn_blocking(move || {
        folder.remove(&name)?;
        if survey.bad_rows.is_empty() {
            return Ok(());
        }
        wrong_rows::write(open()?, &survey, &words, folder.create(&name)?)
    });
    let written = writing.await.map_err(|error| Error::Other(format!("writing wrong rows: {error}")))?;
    written.map_err(|refusal| Error::Other(format!("writing wrong rows: {}", refusal.message())))
}

/// Ends an import whose file cannot be read to its end; nothing of its rows is kept. What failed on our side is an error, and the task is
/// tried again.
async fn stop(work: &Work, import: &Import, stopped: ImportStopped) -> Result<()> {
    let (message, reason) = match stopped {
        ImportStopped::Failed(error) => return Err(error),
        // The folder may be another machine's, or not be there for a moment.
        ImportStopped::File(FileRefusal::Unreadable(error)) => return Err(unreadable(error)),
        ImportStopped::File(refusal) => (refusal.message(), refusal.in_words(&work.words)),
        ImportStopped::FileChanged => (FILE_CHANGED, work.words.get(FILE_CHANGED).to_owned()),
    };
    let now = work.front().clock.now();
    let tx = work.job.begin().await?;
    if store::advance(&tx, import.id, import.state, State::Refused, now).await? {
        store::set_reason(&tx, import.id, Some(&reason)).await?;
        super::act::forget_values(&tx, import).await?;
        batch::clear(&tx, import.id).await?;
        work.record(&tx, "imports.refused", None, &format!("{} {message}", import.id)).await?;
    }
    work.finish(tx).await
}

/// There is nothing to do any more.
pub(super) async fn end(work: &Work) -> Result<()> {
    let tx = work.job.begin().await?;
    work.finish(tx).await
}

/// Changes the roster: lays everything ready in small steps, and switches in one transaction.
pub(super) async fn apply(job: Job) -> Result<()> {
    let work = Work::of(job)?;
    let Some(import) = work.import(State::Applying).await? else { return end(&work).await };
    let laid = match lay_ready(&work, &import).await {
        Ok(laid) => laid,
        Err(stopped) => return stop(&work, &import, stopped).await,
    };
    match laid {
        Some(plan) => switch(&work, &import, &plan).await,
        None => check_again(&work, &import).await,
    }
}

/// Lays the whole import ready. None where it would not do what its dry run showed.
async fn lay_ready(work: &Work, import: &Import) -> Result<Option<Plan>, ImportStopped> {
    let survey = work.survey(import).await?;
    let view = work.job.view();
    if import.roster_turn != Some(batch::last_turn(&view).await?) {
        return Ok(None);
    }
    let standing = standing(&view).await?;
    let plan = survey.plan(&standing);
    if !is_as_checked(&plan, import.outcome.as_ref()) {
        return Ok(None);
    }
    let mut laying = Laying::begin(work, &plan).await?;
    let mut steps = Steps::new(work.open(), &survey, &standing, work.today)?;
    while let Some(people) = steps.next_people()? {
        let people: Vec<Person> = people.into_iter().map(|(_, person)| person).collect();
        laying.add(people).await?;
    }
    if steps.sha256() != survey.inspection.sha256 {
        return Err(ImportStopped::FileChanged);
    }
    laying.add_gone(&plan).await?;
    Ok(Some(plan))
}

/// Whether the import would still do what was shown: a day that began since then may make a date good or bad.
fn is_as_checked(plan: &Plan, outcome: Option<&Outcome>) -> bool {
    outcome.is_some_and(|outcome| {
        (plan.new, plan.changed, plan.same, plan.gone.len() as u32)
            == (outcome.new, outcome.changed, outcome.same, outcome.gone)
    })
}

/// The roster is not what it was at the dry run: somebody looks at a new one first.
async fn check_again(work: &Work, import: &Import) -> Result<()> {
    let now = work.front().clock.now();
    let tx = work.job.begin().await?;
    if store::advance(&tx, import.id, State::Applying, State::Checking, now).await? {
        store::set_reason(&tx, import.id, Some(work.words.get("imports-notice-changed-meanwhile"))).await?;
        batch::clear(&tx, import.id).await?;
        base::tasks::enqueue(&tx, work.front().writer(), CHECK, &work.about, super::ABANDONED_AFTER).await?;
    }
    work.finish(tx).await
}

/// People laid ready so far, in transactions so short that nobody waits for them.
struct Laying<'a> {
    work: &'a Work,
    waiting: Vec<Vec<Person>>,
    steps: i64,
    total: i64,
}

impl<'a> Laying<'a> {
    /// Begins anew: an earlier try may have left something.
    async fn begin(work: &'a Work, plan: &Plan) -> Result<Self> {
        let total = i64::from(plan.new) + i64::from(plan.changed) + plan.gone.len() as i64;
        let laying = Self { work, waiting: Vec::new(), steps: 0, total };
        let tx = work.job.begin().await?;
        batch::clear(&tx, work.about.import).await?;
        laying.commit(tx).await?;
        Ok(laying)
    }

    async fn add(&mut self, people: Vec<Person>) -> Result<()> {
        self.waiting.push(people);
        if self.waiting.len() < STATEMENTS_A_STEP { Ok(()) } else { self.lay().await }
    }

    async fn lay(&mut self) -> Result<()> {
        let front = self.work.front();
        let tx = self.work.job.begin().await?;
        for people in std::mem::take(&mut self.waiting) {
            batch::lay(&tx, self.work.about.import, &people, &front.clock, &front.chance).await?;
            self.steps += people.len() as i64;
        }
        self.commit(tx).await
    }

    async fn add_gone(&mut self, plan: &Plan) -> Result<()> {
        self.lay().await?;
        let now = self.work.front().clock.now();
        for step in plan.gone.chunks(PEOPLE_A_STATEMENT * STATEMENTS_A_STEP) {
            let tx = self.work.job.begin().await?;
            for documents in step.chunks(PEOPLE_A_STATEMENT) {
                batch::lay_gone(&tx, self.work.about.import, documents, now).await?;
            }
            self.steps += step.len() as i64;
            self.commit(tx).await?;
        }
        Ok(())
    }

    /// Ends a step, if the task is still ours.
    async fn commit(&self, tx: Tx) -> Result<()> {
        let now = self.work.front().clock.now();
        store::set_steps(&tx, self.work.about.import, self.steps, self.total, now).await?;
        self.work.job.keep(&tx).await?;
        tx.commit().await
    }
}

/// The one moment at which the roster changes.
async fn switch(work: &Work, import: &Import, plan: &Plan) -> Result<()> {
    let now = work.front().clock.now();
    let tx = work.job.begin().await?;
    let turn = batch::take_turn(&tx, &import.file_sha256, now).await?;
    if import.roster_turn != Some(turn - 1) {
        drop(tx);
        return check_again(work, import).await;
    }
    if store::advance(&tx, import.id, State::Applying, State::Applied, now).await? {
        batch::switch(&tx, import.id, Side::After, now).await?;
        batch::clear_others(&tx, import.id).await?;
        store::set_applied(&tx, import.id, now).await?;
        super::act::forget_values(&tx, import).await?;
        let detail = format!(
            "{} {}: new {}, changed {}, same {}, gone {}",
            import.id,
            printable(&import.file_name),
            plan.new,
            plan.changed,
            plan.same,
            plan.gone.len()
        );
        work.record(&tx, "imports.applied", None, &detail).await?;
    }
    work.finish(tx).await
}
