//! An import from file to roster: rehearsed first, then applied in one transaction.
//!
//! The file is opened anew for each reading, so that only what tells people apart is held in memory: an import of a
//! hundred thousand people stays below 200 MB. What was rehearsed is what is applied: a file that changed in between is
//! refused.

use std::collections::{BTreeMap, HashMap};
use std::io::{self, Read};

use base::audit;
use base::chance::Chance;
use base::clock::Clock;
use base::db::{Tx, View};
use base::error::Error;
use jiff::civil::Date;

use super::columns::Mapping;
use super::document::Document;
use super::file::{FileRefusal, Hashed, RosterFile, inspect};
use super::person::{Change, Person, changes};
use super::rules::{Plan, Standing, Step, Survey, read_row, survey};
use super::store::{self, RosterEntry};

/// Why an import ended without anything being done.
#[derive(Debug)]
pub enum ImportStopped {
    /// The file as a whole is refused.
    File(FileRefusal),
    /// The file is no longer the one that was rehearsed.
    FileChanged,
    /// The database failed.
    Failed(Error),
}

impl From<FileRefusal> for ImportStopped {
    fn from(refusal: FileRefusal) -> Self {
        Self::File(refusal)
    }
}

impl From<Error> for ImportStopped {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

/// What an import would do.
#[derive(Debug)]
pub struct Rehearsal {
    /// What the file says.
    pub survey: Survey,
    /// What that changes.
    pub plan: Plan,
    /// How many people change in what.
    pub changes: BTreeMap<Change, u32>,
}

/// Reads a file and compares it with what stands, writing nothing.
///
/// `open` gives the file from its first byte, each time.
pub async fn rehearse<R: Read>(
    view: &View,
    open: impl Fn() -> io::Result<R>,
    today: Date,
) -> Result<Rehearsal, ImportStopped> {
    let survey = survey_file(&open, None, today)?;
    compare(view, open, survey, today).await
}

/// What somebody said of a file before it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choices {
    /// What each column is.
    pub mapping: Mapping,
    /// Whether it is the whole list.
    pub is_whole: bool,
}

/// Reads a whole file as somebody said, or as its header tells.
pub fn survey_file<R: Read>(
    open: impl Fn() -> io::Result<R>,
    choices: Option<Choices>,
    today: Date,
) -> Result<Survey, FileRefusal> {
    let open = || open().map_err(FileRefusal::Unreadable);
    let mut inspection = inspect(open()?)?;
    if let Some(choices) = choices {
        inspection.mapping = Some(choices.mapping);
        inspection.is_whole = choices.is_whole;
    }
    survey(open()?, &inspection, today)
}

/// Compares a file that was read with what stands, writing nothing.
pub async fn compare<R: Read>(
    view: &View,
    open: impl Fn() -> io::Result<R>,
    survey: Survey,
    today: Date,
) -> Result<Rehearsal, ImportStopped> {
    let standing = store::standing(view).await?;
    let plan = survey.plan(&standing);
    let mut counts = BTreeMap::new();
    if plan.changed > 0 {
        let mut steps = Steps::new(open, &survey, &standing, today)?;
        while let Some(mut people) = steps.next_people()? {
            people.retain(|(step, _)| *step == Step::Change);
            let people: Vec<Person> = people.into_iter().map(|(_, person)| person).collect();
            count_changes(view, &people, &mut counts).await?;
        }
    }
    Ok(Rehearsal { survey, plan, changes: counts })
}

/// Does what a rehearsed file says, as far as its rows are good; the caller commits.
///
/// Waits for another import of the same portal, and compares again with what stands after that.
pub async fn apply<R: Read>(
    tx: &Tx,
    open: impl Fn() -> io::Result<R>,
    survey: &Survey,
    today: Date,
    (clock, chance): (&Clock, &Chance),
) -> Result<Plan, ImportStopped> {
    store::take_turn(tx, &survey.inspection.sha256, clock.now()).await?;
    let standing = store::standing(tx).await?;
    let plan = survey.plan(&standing);
    let mut steps = Steps::new(open, survey, &standing, today)?;
    while let Some(people) = steps.next_people()? {
        let people: Vec<Person> = people.into_iter().map(|(_, person)| person).collect();
        store::write(tx, &people, clock, chance).await?;
    }
    if steps.sha256() != survey.inspection.sha256 {
        return Err(ImportStopped::FileChanged);
    }
    store::mark_gone(tx, &plan.gone, clock.now()).await?;
    record(tx, &plan, (clock, chance)).await?;
    Ok(plan)
}

async fn count_changes(
    view: &View,
    people: &[Person],
    counts: &mut BTreeMap<Change, u32>,
) -> Result<(), ImportStopped> {
    let documents: Vec<&Document> = people.iter().map(|person| &person.document).collect();
    let entries = store::entries(view, &documents).await?;
    let before: HashMap<&Document, &RosterEntry> =
        entries.iter().map(|entry| (&entry.person.document, entry)).collect();
    for person in people {
        let Some(entry) = before.get(&person.document) else { continue };
        let returned = entry.left_at.map(|_| Change::Returned);
        for change in changes(&entry.person, person).into_iter().chain(returned) {
            *counts.entry(change).or_default() += 1;
        }
    }
    Ok(())
}

async fn record(tx: &Tx, plan: &Plan, (clock, chance): (&Clock, &Chance)) -> Result<(), ImportStopped> {
    let detail =
        format!("new {}, changed {}, same {}, gone {}", plan.new, plan.changed, plan.same, plan.gone.len());
    let act = audit::Act { detail: &detail, ..audit::Act::of_system("roster.imported") };
    Ok(audit::record(tx, clock, chance, act).await?)
}

/// Everybody on the portal's roster, as far as an import must know them.
pub async fn standing(view: &View) -> Result<HashMap<Document, Standing>, Error> {
    store::standing(view).await
}

/// The rows of a surveyed file that add or change somebody.
pub struct Steps<'a, R> {
    file: RosterFile<Hashed<R>>,
    survey: &'a Survey,
    standing: &'a HashMap<Document, Standing>,
    today: Date,
}

impl<'a, R: Read> Steps<'a, R> {
    /// Starts before the first row.
    pub fn new(
        open: impl Fn() -> io::Result<R>,
        survey: &'a Survey,
        standing: &'a HashMap<Document, Standing>,
        today: Date,
    ) -> Result<Self, FileRefusal> {
        let source = open().map_err(FileRefusal::Unreadable)?;
        let file = RosterFile::open(Hashed::new(source), &survey.inspection)?;
        Ok(Self { file, survey, standing, today })
    }

    /// As many people as one statement takes, each to be added or changed; none after the last.
    pub fn next_people(&mut self) -> Result<Option<Vec<(Step, Person)>>, FileRefusal> {
        let mut people = Vec::with_capacity(store::PEOPLE_A_STATEMENT);
        while people.len() < store::PEOPLE_A_STATEMENT {
            let Some(row) = self.file.next_row()? else { break };
            let Ok(person) = read_row(&row, self.today).person else { continue };
            let step = self.survey.step(row.number(), &person, self.standing.get(&person.document));
            if step != Step::Keep {
                people.push((step, person));
            }
        }
        Ok(if people.is_empty() { None } else { Some(people) })
    }

    /// The hash of the file as it was read this time; after the last row only.
    pub fn sha256(self) -> [u8; 32] {
        self.file.into_source().sha256()
    }
}
