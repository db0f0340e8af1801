//! SQL on `announcements` and `announcements_turns`.

use base::args;
use base::clock::Timestamp;
use base::db::{Tx, View};
use base::error::{Error, Result};
use jiff::civil::Date;
use sea_orm::FromQueryResult;

use super::{Announcement, AnnouncementId, FormId, Wording};

/// An announcement as it is kept.
#[derive(Clone, Debug)]
pub(super) struct Written {
    pub id: AnnouncementId,
    pub announcement: Announcement,
    /// Counts the changes.
    pub version: i64,
    pub ended_at: Option<Timestamp>,
}

impl Written {
    pub fn is_taken_down(&self) -> bool {
        self.ended_at.is_some()
    }
}

#[derive(FromQueryResult)]
struct Row {
    id: AnnouncementId,
    title_spanish: String,
    title_english: String,
    text_spanish: String,
    text_english: String,
    from_day: String,
    until_day: String,
    link_url: String,
    version: i64,
    ended_at: Option<Timestamp>,
}

const COLUMNS: &str = "id, title_spanish, title_english, text_spanish, text_english, from_day, until_day, link_url, version, ended_at";

impl TryFrom<Row> for Written {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        let day = |text: &str| text.parse::<Date>().map_err(|error| Error::stored("a day", error));
        Ok(Self {
            id: row.id,
            announcement: Announcement {
                title: Wording { spanish: row.title_spanish, english: row.title_english },
                text: Wording { spanish: row.text_spanish, english: row.text_english },
                from: day(&row.from_day)?,
                until: day(&row.until_day)?,
                link: row.link_url,
            },
            version: row.version,
            ended_at: row.ended_at,
        })
    }
}

/// What was not taken down and is shown on `day` or later, the newest first.
pub(super) async fn open_from(view: &View, day: Date) -> Result<Vec<Written>> {
    let sql = format!(
        "select {COLUMNS} from announcements where portal = $1 and ended_at is null and until_day >= $2 order by id desc"
    );
    let rows = view.all::<Row>(&sql, args![view.portal(), day.to_string()]).await?;
    rows.into_iter().map(Written::try_from).collect()
}

/// The newest, open or over.
pub(super) async fn newest(view: &View, at_most: i64) -> Result<Vec<Written>> {
    let sql = format!("select {COLUMNS} from announcements where portal = $1 order by id desc limit $2");
    let rows = view.all::<Row>(&sql, args![view.portal(), at_most]).await?;
    rows.into_iter().map(Written::try_from).collect()
}

pub(super) async fn one(view: &View, id: AnnouncementId) -> Result<Option<Written>> {
    let sql = format!("select {COLUMNS} from announcements where portal = $1 and id = $2");
    view.one::<Row>(&sql, args![view.portal(), id]).await?.map(Written::try_from).transpose()
}

/// What this form said when it was first sent, or what became of it since.
pub(super) async fn of_form(view: &View, form: FormId) -> Result<Option<Written>> {
    let sql = format!("select {COLUMNS} from announcements where portal = $1 and form_id = $2");
    view.one::<Row>(&sql, args![view.portal(), form]).await?.map(Written::try_from).transpose()
}

/// Waits until nobody else publishes in this portal, and has others wait until the transaction ends: what is counted after it stays so.
pub(super) async fn take_turn(tx: &Tx) -> Result<()> {
    tx.run_with_next(
        "insert into announcements_turns (portal, taken) values ($1, 1)
         on conflict (portal) do update set taken = announcements_turns.taken + 1",
        args![tx.portal()],
    )
    .await
}

/// False when this form was sent before: of two clicks at once, one is told true.
pub(super) async fn add(
    tx: &Tx,
    id: AnnouncementId,
    form: FormId,
    new: &Announcement,
    now: Timestamp,
) -> Result<bool> {
    let added = tx
        .run(
            "insert into announcements (id, portal, title_spanish, title_english, text_spanish, text_english, from_day,
               until_day, link_url, version, created_at, form_id)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1, $10, $11) on conflict do nothing",
            args![
                id,
                tx.portal(),
                new.title.spanish.as_str(),
                new.title.english.as_str(),
                new.text.spanish.as_str(),
                new.text.english.as_str(),
                new.from.to_string(),
                new.until.to_string(),
                new.link.as_str(),
                now,
                form
            ],
        )
        .await?;
    Ok(added == 1)
}

/// False when somebody else changed it since `version`, or took it down.
pub(super) async fn change(
    tx: &Tx,
    id: AnnouncementId,
    version: i64,
    changed: &Announcement,
) -> Result<bool> {
    let updated = tx
        .run(
            "update announcements set title_spanish = $4, title_english = $5, text_spanish = $6, text_english = $7,
               from_day = $8, until_day = $9, link_url = $10, version = version + 1
             where portal = $1 and id = $2 and version = $3 and ended_at is null",
            args![
                tx.portal(),
                id,
                version,
                changed.title.spanish.as_str(),
                changed.title.english.as_str(),
                changed.text.spanish.as_str(),
                changed.text.english.as_str(),
                changed.from.to_string(),
                changed.until.to_string(),
                changed.link.as_str()
            ],
        )
        .await?;
    Ok(updated == 1)
}

/// Takes an announcement down. False when it was down already.
pub(super) async fn end(tx: &Tx, id: AnnouncementId, now: Timestamp) -> Result<bool> {
    let ended = tx
        .run(
            "update announcements set ended_at = $3 where portal = $1 and id = $2 and ended_at is null",
            args![tx.portal(), id, now],
        )
        .await?;
    Ok(ended == 1)
}
