//! SQL on `messaging_wordings`. Rows are only ever added.

use base::args;
use base::clock::Timestamp;
use base::db::{Tx, View};
use base::error::Result;
use base::texts::Language;
use sea_orm::FromQueryResult;

use super::{NewVersion, Version, Wording};

#[derive(FromQueryResult)]
struct Row {
    version: i64,
    subject: Option<String>,
    body: Option<String>,
    text_message: Option<String>,
    author: String,
    created_at: Timestamp,
}

impl From<Row> for Version {
    fn from(row: Row) -> Self {
        let text_message = row.text_message.unwrap_or_default();
        let texts = row.subject.zip(row.body);
        Self {
            number: row.version,
            wording: texts.map(|(subject, body)| Wording { subject, body, text_message }),
            author: row.author,
            created_at: row.created_at,
        }
    }
}

/// The version that is in force; None before the first.
pub(super) async fn newest(view: &View, topic: &str, language: Language) -> Result<Option<Version>> {
    Ok(versions(view, topic, language, 1).await?.pop())
}

/// The versions of a message's words, the newest first.
pub(super) async fn versions(
    view: &View,
    topic: &str,
    language: Language,
    at_most: i64,
) -> Result<Vec<Version>> {
    let rows = view
        .all::<Row>(
            "select version, subject, body, text_message, author, created_at from messaging_wordings
             where portal = $1 and topic = $2 and language = $3 order by version desc limit $4",
            args![view.portal(), topic, language.tag(), at_most],
        )
        .await?;
    Ok(rows.into_iter().map(Version::from).collect())
}

/// A message whose words in force are the staff's.
#[derive(FromQueryResult)]
pub(super) struct Worded {
    pub topic: String,
    pub language: String,
}

pub(super) async fn all_worded(view: &View) -> Result<Vec<Worded>> {
    view.all(
        "select topic, language from messaging_wordings w where portal = $1 and subject is not null and version =
           (select max(version) from messaging_wordings n where n.portal = w.portal and n.topic = w.topic and n.language = w.language)",
        args![view.portal()],
    )
    .await
}

/// False when somebody else wrote that version meanwhile.
pub(super) async fn add(tx: &Tx, new: NewVersion<'_>) -> Result<bool> {
    let added = tx
        .run(
            "insert into messaging_wordings
               (id, portal, topic, language, version, subject, body, text_message, author_id, author, created_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
             on conflict (portal, topic, language, version) do nothing",
            args![
                new.id,
                tx.portal(),
                new.topic,
                new.language.tag(),
                new.number,
                new.wording.map(|wording| wording.subject.as_str()),
                new.wording.map(|wording| wording.body.as_str()),
                new.wording.map(|wording| wording.text_message.as_str()),
                new.author_id,
                new.author,
                new.now
            ],
        )
        .await?;
    Ok(added == 1)
}
