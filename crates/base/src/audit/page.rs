//! The trail as staff read it: newest first, a page at a time.

use sea_orm::Value;
use uuid::Uuid;

use super::Entry;
use crate::args;
use crate::clock::Timestamp;
use crate::db::View;
use crate::error::Result;

/// Which entries are wanted; what is None sorts nothing out.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter<'a> {
    /// How the event begins: `signin.` for all of a feature.
    pub event_prefix: Option<&'a str>,
    pub subject: Option<Uuid>,
    pub actor_id: Option<Uuid>,
    /// Recorded at this moment or later.
    pub from: Option<Timestamp>,
    /// Recorded before this moment.
    pub to: Option<Timestamp>,
    /// What follows the entry with this number: the last of the page before.
    pub before_seq: Option<i64>,
}

/// The newest entries that the filter lets through, newest first.
///
/// All orders run along an index that ends in `seq`, so that the pages together read each entry once, as an export does.
pub async fn page(view: &View, filter: &Filter<'_>, at_most: i64) -> Result<Vec<Entry>> {
    let mut values = args![view.portal(), at_most];
    let mut conditions = String::new();
    for (condition, value) in conditions_of(filter) {
        let Some(value) = value else { continue };
        values.push(value);
        conditions += " and ";
        conditions += &condition.replace('$', &format!("${}", values.len()));
    }
    let sql = format!(
        "select seq, hash, id, at, event, subject, actor, actor_id, source, browser, detail from audit_events
         where portal = $1{conditions} order by seq desc limit $2"
    );
    view.all(&sql, values).await
}

/// Each condition, with `$` for its value.
fn conditions_of(filter: &Filter<'_>) -> [(&'static str, Option<Value>); 6] {
    [
        ("substr(event, 1, length($)) = $", filter.event_prefix.map(Value::from)),
        ("subject = $", filter.subject.map(Value::from)),
        ("actor_id = $", filter.actor_id.map(Value::from)),
        ("at >= $", filter.from.map(Value::from)),
        ("at < $", filter.to.map(Value::from)),
        ("seq < $", filter.before_seq.map(Value::from)),
    ]
}
