//! SQL on `support_cases`, `support_events`, `support_files` and `support_numbers`.

use base::args;
use base::clock::Timestamp;
use base::db::{Tx, View, placeholders};
use base::error::{Error, Result};
use base::texts::Language;
use identity::accounts::AccountId;
use identity::messaging::moment;
use identity::staff::MemberId;
use identity::uploads::content::Kind as FileKind;
use identity::uploads::{FileId, NewFile, StoredFile};
use jiff::civil::Date;
use sea_orm::FromQueryResult;

use super::attachments::Attachment;
use super::filing::Filed;
use super::number::CaseNumber;
use super::rules::{Act, Course, Kind, OPEN, State};
use super::writing::Writing;
use super::{Actor, Case, CaseId, Event, EventId};

/// The next number of the year. Whoever asks meanwhile waits for this transaction, and what is undone leaves no gap.
pub(super) async fn next_number(tx: &Tx, year: i16) -> Result<CaseNumber> {
    #[derive(FromQueryResult)]
    struct Row {
        last: i64,
    }
    let row = tx
        .one::<Row>(
            "insert into support_numbers (portal, year, last) values ($1, $2, 1)
             on conflict (portal, year) do update set last = support_numbers.last + 1
             returning last",
            args![tx.portal(), i64::from(year)],
        )
        .await?;
    let last = row.ok_or_else(|| Error::Other("an upsert returned no row".into()))?.last;
    Ok(CaseNumber { year, sequence: last })
}

/// A case about to be stored.
pub(super) struct New<'a> {
    pub id: CaseId,
    pub writing: &'a Writing,
    pub account: Option<AccountId>,
    pub language: Language,
    pub content: Vec<u8>,
    pub code_mac: Vec<u8>,
    pub received_at: Timestamp,
    pub filed: &'a Filed,
}

pub(super) async fn add(tx: &Tx, case: New<'_>) -> Result<()> {
    let New { writing, filed, .. } = case;
    tx.run(
        "insert into support_cases (id, portal, number, kind, account_id, name, email, document, description, language,
                                    received_at, due_on, receipt_mailed, content, code_mac, state, version)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 0)",
        args![
            case.id,
            tx.portal(),
            filed.number.as_str(),
            writing.kind.code(),
            case.account,
            writing.name.as_str(),
            writing.email.as_str(),
            writing.document.as_ref().map(|document| document.as_str().to_owned()),
            writing.description.as_str(),
            case.language.tag(),
            case.received_at,
            filed.due_on.to_string(),
            filed.is_receipt_mailed,
            case.content,
            case.code_mac,
            State::Received.code()
        ],
    )
    .await?;
    Ok(())
}

/// What is told again of the case that this browser filed today with the same words.
#[derive(FromQueryResult)]
pub(super) struct Same {
    pub number: String,
    pub email: String,
    pub due_on: String,
    pub receipt_mailed: bool,
}

pub(super) async fn find_same(view: &View, content: &[u8]) -> Result<Option<Same>> {
    view.one(
        "select number, email, due_on, receipt_mailed from support_cases where portal = $1 and content = $2",
        args![view.portal(), content.to_vec()],
    )
    .await
}

#[derive(FromQueryResult)]
struct Row {
    id: CaseId,
    number: String,
    version: i64,
    kind: String,
    state: String,
    account_id: Option<AccountId>,
    name: String,
    email: String,
    document: Option<String>,
    description: String,
    language: String,
    received_at: Timestamp,
    due_on: String,
    stopped_on: Option<String>,
    silence_ends_on: Option<String>,
    extended_on: Option<String>,
    answered_on: Option<String>,
    reopened_on: Option<String>,
    assignee_id: Option<MemberId>,
    rating: Option<i64>,
}

/// The columns of [`Row`].
const COLUMNS: &str =
    "id, number, version, kind, state, account_id, name, email, document, description, language, received_at,
    due_on, stopped_on, silence_ends_on, extended_on, answered_on, reopened_on, assignee_id, rating";

impl TryFrom<Row> for Case {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        let course = Course {
            kind: Kind::from_code(&row.kind).ok_or_else(|| Error::stored("a kind of case", &row.kind))?,
            state: read_state(&row.state)?,
            received_on: moment::date_there(row.received_at),
            due_on: read_date(&row.due_on)?,
            stopped_on: row.stopped_on.as_deref().map(read_date).transpose()?,
            silence_ends_on: row.silence_ends_on.as_deref().map(read_date).transpose()?,
            extended_on: row.extended_on.as_deref().map(read_date).transpose()?,
            answered_on: row.answered_on.as_deref().map(read_date).transpose()?,
            reopened_on: row.reopened_on.as_deref().map(read_date).transpose()?,
        };
        let language = Language::from_tag(&row.language);
        Ok(Self {
            id: row.id,
            number: row.number,
            version: row.version,
            course,
            account: row.account_id,
            name: row.name,
            email: row.email,
            document: row.document,
            description: row.description,
            language: language.ok_or_else(|| Error::stored("a language", &row.language))?,
            assignee: row.assignee_id,
            is_rated: row.rating.is_some(),
        })
    }
}

fn read_state(code: &str) -> Result<State> {
    State::from_code(code).ok_or_else(|| Error::stored("a state of a case", code))
}

pub(super) fn read_date(stored: &str) -> Result<Date> {
    stored.parse().map_err(|error| Error::stored("a date of a case", error))
}

pub(super) async fn by_id(view: &View, id: CaseId) -> Result<Option<Case>> {
    let row = view
        .one::<Row>(
            &format!("select {COLUMNS} from support_cases where portal = $1 and id = $2"),
            args![view.portal(), id],
        )
        .await?;
    row.map(Case::try_from).transpose()
}

/// The newest cases of an account.
pub(super) async fn of_account(view: &View, account: AccountId, at_most: usize) -> Result<Vec<Case>> {
    let rows = view
        .all::<Row>(
            &format!(
                "select {COLUMNS} from support_cases where portal = $1 and account_id = $2
                 order by received_at desc, id desc limit {at_most}"
            ),
            args![view.portal(), account],
        )
        .await?;
    rows.into_iter().map(Case::try_from).collect()
}

/// A case as whoever filed it may know it.
pub(super) struct Held {
    pub id: CaseId,
    pub number: String,
    pub kind: Kind,
    pub state: State,
    pub received_at: Timestamp,
    pub due_on: Date,
    pub name: String,
    pub email: String,
    pub document: Option<String>,
    pub description: String,
    pub rating: Option<i64>,
    pub rating_comment: Option<String>,
}

/// The newest cases of an account.
pub(super) async fn held(view: &View, account: AccountId, at_most: i64) -> Result<Vec<Held>> {
    #[derive(FromQueryResult)]
    struct HeldRow {
        #[sea_orm(nested)]
        row: Row,
        rating_comment: Option<String>,
    }
    let sql = format!(
        "select {COLUMNS}, rating_comment from support_cases where portal = $1 and account_id = $2
         order by received_at desc, id desc limit $3"
    );
    let rows: Vec<HeldRow> = view.all(&sql, args![view.portal(), account, at_most]).await?;
    let read = |HeldRow { row, rating_comment }: HeldRow| {
        let (received_at, rating) = (row.received_at, row.rating);
        let case = Case::try_from(row)?;
        Ok(Held {
            id: case.id,
            number: case.number,
            kind: case.course.kind,
            state: case.course.state,
            received_at,
            due_on: case.course.due_on,
            name: case.name,
            email: case.email,
            document: case.document,
            description: case.description,
            rating,
            rating_comment,
        })
    };
    rows.into_iter().map(read).collect()
}

/// The newest of what was done about the cases of an account.
pub(super) async fn held_events(
    view: &View,
    account: AccountId,
    at_most: i64,
) -> Result<Vec<(CaseId, Event)>> {
    #[derive(FromQueryResult)]
    struct HeldRow {
        case_id: CaseId,
        #[sea_orm(nested)]
        event: EventRow,
    }
    let rows: Vec<HeldRow> = view
        .all(
            &format!(
                "select case_id, {EVENT_COLUMNS} from support_events
                 where portal = $1 and case_id in (select id from support_cases where portal = $1 and account_id = $2)
                 order by at desc, version desc limit $3"
            ),
            args![view.portal(), account, at_most],
        )
        .await?;
    rows.into_iter().map(|row| Ok((row.case_id, Event::try_from(row.event)?))).collect()
}

/// The newest of the files of the cases of an account.
pub(super) async fn held_files(view: &View, account: AccountId, at_most: i64) -> Result<Vec<Attachment>> {
    let rows: Vec<FileRow> = view
        .all(
            "select id, case_id, version, name, kind, bytes from support_files
             where portal = $1 and case_id in (select id from support_cases where portal = $1 and account_id = $2)
             order by id desc limit $3",
            args![view.portal(), account, at_most],
        )
        .await?;
    rows.into_iter().map(Attachment::try_from).collect()
}

/// What a number names.
#[derive(FromQueryResult)]
pub(super) struct Numbered {
    pub id: CaseId,
    pub code_mac: Option<Vec<u8>>,
}

pub(super) async fn by_number(view: &View, number: &str) -> Result<Option<Numbered>> {
    view.one(
        "select id, code_mac from support_cases where portal = $1 and number = $2",
        args![view.portal(), number],
    )
    .await
}

/// Writes what an act made of a case, if nothing was done to it since it was read. Of two at once, one is first.
pub(super) async fn advance(
    tx: &Tx,
    case: &Case,
    course: &Course,
    assignee: Option<MemberId>,
) -> Result<bool> {
    let written = |date: Option<Date>| date.map(|date| date.to_string());
    let advanced = tx
        .run(
            "update support_cases set version = version + 1, state = $4, due_on = $5, stopped_on = $6,
               silence_ends_on = $7, extended_on = $8, answered_on = $9, reopened_on = $10, assignee_id = $11
             where portal = $1 and id = $2 and version = $3",
            args![
                tx.portal(),
                case.id,
                case.version,
                course.state.code(),
                course.due_on.to_string(),
                written(course.stopped_on),
                written(course.silence_ends_on),
                written(course.extended_on),
                written(course.answered_on),
                written(course.reopened_on),
                assignee
            ],
        )
        .await?;
    Ok(advanced == 1)
}

/// Notes how satisfied somebody is, once.
pub(super) async fn rate(tx: &Tx, id: CaseId, rating: i64, comment: &str) -> Result<bool> {
    let rated = tx
        .run(
            "update support_cases set rating = $3, rating_comment = $4 where portal = $1 and id = $2 and rating is null",
            args![tx.portal(), id, rating, comment],
        )
        .await?;
    Ok(rated == 1)
}

/// What was done, about to be stored.
pub(super) struct NewEvent<'a> {
    pub id: EventId,
    pub case: &'a Case,
    pub act: Act,
    pub state: State,
    pub actor: Actor,
    pub actor_id: Option<MemberId>,
    pub actor_name: &'a str,
    pub detail: &'a str,
    pub text: &'a str,
    pub at: Timestamp,
}

pub(super) async fn add_event(tx: &Tx, event: NewEvent<'_>) -> Result<()> {
    tx.run(
        "insert into support_events (id, portal, case_id, version, act, state, actor, actor_id, actor_name, detail, text, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        args![
            event.id,
            tx.portal(),
            event.case.id,
            event.case.version + 1,
            event.act.code(),
            event.state.code(),
            event.actor.code(),
            event.actor_id,
            event.actor_name,
            event.detail,
            event.text,
            event.at
        ],
    )
    .await?;
    Ok(())
}

#[derive(FromQueryResult)]
struct EventRow {
    version: i64,
    act: String,
    actor: String,
    actor_name: String,
    detail: String,
    text: String,
    at: Timestamp,
}

/// The columns of [`EventRow`].
const EVENT_COLUMNS: &str = "version, act, actor, actor_name, detail, text, at";

impl TryFrom<EventRow> for Event {
    type Error = Error;

    fn try_from(row: EventRow) -> Result<Self> {
        Ok(Self {
            version: row.version,
            act: Act::from_code(&row.act).ok_or_else(|| Error::stored("an act", &row.act))?,
            actor: Actor::from_code(&row.actor).ok_or_else(|| Error::stored("an actor", &row.actor))?,
            actor_name: row.actor_name,
            detail: row.detail,
            text: row.text,
            at: row.at,
        })
    }
}

/// Everything that was done about a case, in order.
pub(super) async fn events(view: &View, id: CaseId) -> Result<Vec<Event>> {
    let sql = format!(
        "select {EVENT_COLUMNS} from support_events where portal = $1 and case_id = $2 order by version"
    );
    let rows: Vec<EventRow> = view.all(&sql, args![view.portal(), id]).await?;
    rows.into_iter().map(Event::try_from).collect()
}

/// How many files one statement asks after.
pub(super) const FILES_AT_ONCE: usize = 500;

pub(super) async fn add_file(tx: &Tx, case: CaseId, version: i64, file: &NewFile) -> Result<()> {
    let bytes = i64::try_from(file.bytes).map_err(|error| Error::Other(error.to_string()))?;
    tx.run(
        "insert into support_files (id, portal, case_id, version, name, kind, bytes, sha256)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        args![
            file.id,
            tx.portal(),
            case,
            version,
            file.name.as_str(),
            file.kind.code(),
            bytes,
            file.sha256.to_vec()
        ],
    )
    .await?;
    Ok(())
}

#[derive(FromQueryResult)]
struct FileRow {
    id: FileId,
    case_id: CaseId,
    version: i64,
    name: String,
    kind: String,
    bytes: i64,
}

impl TryFrom<FileRow> for Attachment {
    type Error = Error;

    fn try_from(row: FileRow) -> Result<Self> {
        let file = StoredFile {
            id: row.id,
            name: row.name,
            kind: FileKind::from_code(&row.kind).ok_or_else(|| Error::stored("a kind of file", &row.kind))?,
            bytes: u64::try_from(row.bytes).map_err(|error| Error::stored("a length", error))?,
        };
        Ok(Self { case: row.case_id, version: row.version, file })
    }
}

/// The files of a case, in the order in which they came.
pub(super) async fn files(view: &View, case: CaseId) -> Result<Vec<Attachment>> {
    let rows = view
        .all::<FileRow>(
            "select id, case_id, version, name, kind, bytes from support_files
             where portal = $1 and case_id = $2 order by version, id",
            args![view.portal(), case],
        )
        .await?;
    rows.into_iter().map(Attachment::try_from).collect()
}

pub(super) async fn file(view: &View, id: FileId) -> Result<Option<Attachment>> {
    let row = view
        .one::<FileRow>(
            "select id, case_id, version, name, kind, bytes from support_files where portal = $1 and id = $2",
            args![view.portal(), id],
        )
        .await?;
    row.map(Attachment::try_from).transpose()
}

/// Which of these files belong to a case of any portal; at most [`FILES_AT_ONCE`].
pub(super) async fn known_files(view: &View, ids: &[FileId]) -> Result<Vec<FileId>> {
    #[derive(FromQueryResult)]
    struct Row {
        id: FileId,
    }
    let rows = view
        .all::<Row>(
            &format!("select id from support_files where id in ({})", placeholders(1, ids.len())),
            ids.iter().map(|id| (*id).into()).collect(),
        )
        .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// Which states the board shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum States {
    Open,
    All,
    Only(State),
}

/// Whose cases the board shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whose {
    Anybodys,
    Nobodys,
    Of(MemberId),
}

/// What the board shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Filter {
    pub kind: Option<Kind>,
    pub states: States,
    pub whose: Whose,
}

/// Where a page of the board ends: the next one begins after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub is_stopped: bool,
    pub due_on: Date,
    pub id: CaseId,
}

impl Place {
    /// Where a page that ends with this case ends.
    pub(super) fn of(case: &Case) -> Self {
        Self { is_stopped: case.course.stopped_on.is_some(), due_on: case.course.due_on, id: case.id }
    }
}

impl Filter {
    /// The conditions for the placeholders from `$2` to `$4`.
    fn condition(&self) -> String {
        let states = match self.states {
            States::Open => format!("state in ({})", open_states()),
            States::All => "$3 = ''".to_owned(),
            States::Only(_) => "state = $3".to_owned(),
        };
        // A state that is not asked for is still a placeholder, of which the engine must know the type.
        let states = if self.states == States::Open { format!("$3 = '' and {states}") } else { states };
        let whose = match self.whose {
            Whose::Anybodys => "($4 = assignee_id or 1 = 1)",
            Whose::Nobodys => "($4 = assignee_id or assignee_id is null)",
            Whose::Of(_) => "assignee_id = $4",
        };
        format!("($2 = '' or kind = $2) and {states} and {whose}")
    }

    fn values(&self, portal: &str) -> Vec<base::db::Value> {
        let state = match self.states {
            States::Only(state) => state.code(),
            States::Open | States::All => "",
        };
        let member = match self.whose {
            Whose::Of(member) => Some(member),
            Whose::Anybodys | Whose::Nobodys => None,
        };
        args![portal, self.kind.map_or("", Kind::code), state, member]
    }
}

/// Up to `at_most` cases by due date, those whose term stands still at the end.
pub(super) async fn page(
    view: &View,
    filter: &Filter,
    after: Option<Place>,
    at_most: usize,
) -> Result<Vec<Case>> {
    let mut values = filter.values(view.portal());
    let beyond = match after {
        None => "",
        Some(place) => {
            values.extend(args![place.is_stopped, place.due_on.to_string(), place.id]);
            "and ((stopped_on is not null), due_on, id) > ($5, $6, $7)"
        }
    };
    let rows = view
        .all::<Row>(
            &format!(
                "select {COLUMNS} from support_cases where portal = $1 and {} {beyond}
                 order by (stopped_on is not null), due_on, id limit {at_most}",
                filter.condition()
            ),
            values,
        )
        .await?;
    rows.into_iter().map(Case::try_from).collect()
}

/// How many open cases there are, by how near their end is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, FromQueryResult)]
pub struct Counts {
    pub overdue: i64,
    pub soon: i64,
    pub later: i64,
    pub stopped: i64,
}

/// `soon_until` is the last day that counts as soon.
pub(super) async fn counts(view: &View, today: Date, soon_until: Date) -> Result<Counts> {
    let counts = view
        .one::<Counts>(
            &format!(
                "select count(case when stopped_on is null and due_on < $2 then 1 end) as overdue,
                   count(case when stopped_on is null and due_on >= $2 and due_on <= $3 then 1 end) as soon,
                   count(case when stopped_on is null and due_on > $3 then 1 end) as later,
                   count(stopped_on) as stopped
                 from support_cases where portal = $1 and state in ({})",
                open_states()
            ),
            args![view.portal(), today.to_string(), soon_until.to_string()],
        )
        .await?;
    Ok(counts.unwrap_or_default())
}

/// The codes of the open states, quoted; they are constants of ours.
fn open_states() -> String {
    OPEN.iter().map(|state| format!("'{}'", state.code())).collect::<Vec<_>>().join(", ")
}

/// The cases whose information did not come in time.
pub(super) async fn silent(view: &View, today: Date, at_most: usize) -> Result<Vec<Case>> {
    let rows = view
        .all::<Row>(
            &format!(
                "select {COLUMNS} from support_cases where portal = $1 and state = $2 and silence_ends_on < $3
                 order by silence_ends_on, id limit {at_most}"
            ),
            args![view.portal(), State::Waiting.code(), today.to_string()],
        )
        .await?;
    rows.into_iter().map(Case::try_from).collect()
}

/// The open cases that end between two days, of which the staff was not warned yet.
pub(super) async fn to_warn_of(
    view: &View,
    warning: Warning,
    (from, until): (Date, Date),
    at_most: usize,
) -> Result<Vec<Case>> {
    let column = warning.column();
    let rows = view
        .all::<Row>(
            &format!(
                "select {COLUMNS} from support_cases
                 where portal = $1 and state in ({}) and stopped_on is null and due_on >= $2 and due_on <= $3
                   and ({column} is null or {column} <> due_on) order by due_on, id limit {at_most}",
                open_states()
            ),
            args![view.portal(), from.to_string(), until.to_string()],
        )
        .await?;
    rows.into_iter().map(Case::try_from).collect()
}

/// What the staff is warned of, once for each due date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Warning {
    Soon,
    Today,
}

impl Warning {
    fn column(self) -> &'static str {
        match self {
            Self::Soon => "warned_soon_for",
            Self::Today => "warned_today_for",
        }
    }
}

/// Notes a warning. False where it was given already, or the case has moved on.
pub(super) async fn note_warning(tx: &Tx, warning: Warning, case: &Case) -> Result<bool> {
    let column = warning.column();
    let noted = tx
        .run(
            &format!(
                "update support_cases set {column} = due_on
                 where portal = $1 and id = $2 and version = $3 and ({column} is null or {column} <> due_on)"
            ),
            args![tx.portal(), case.id, case.version],
        )
        .await?;
    Ok(noted == 1)
}
