//! The trail as a CSV file, written while it is read: nothing of it is held as a whole.

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use base::audit::{self, Entry};
use base::error::{Error, Result};
use base::web::answer::Answer;
use base::web::spreadsheet;
use http_body_util::channel::{Channel, Sender};

use super::filter::Asked;
use super::store;
use super::{EXPORT_PATH, actor_in_words};
use crate::front_door::FrontDoor;
use crate::office::Staff;
use crate::staff::permissions::may;
use crate::visit::Visit;

const ENTRIES_AT_A_TIME: i64 = 1_000;
/// So much waits for a slow browser, in parts; whoever writes waits then.
const PARTS_AHEAD: usize = 2;
const HEADER: [&str; 10] = [
    "numero",
    "fecha_utc",
    "evento",
    "quien",
    "tipo_de_actor",
    "id_de_actor",
    "sobre",
    "red",
    "navegador",
    "detalle",
];

pub(super) fn routes() -> Router<FrontDoor> {
    Router::new().route(EXPORT_PATH, get(export))
}

async fn export(
    staff: Staff<may::ReadAudit>,
    State(front): State<FrontDoor>,
    Query(asked): Query<Asked>,
) -> Answer {
    let tx = staff.begin(&front).await?;
    staff.record(&tx, &front, "audit.exported", None, &asked.applied()).await?;
    tx.commit().await?;
    let (sender, body) = Channel::<Bytes, Error>::new(PARTS_AHEAD);
    let visit = staff.visit.clone();
    tokio::spawn(async move {
        let mut sender = sender;
        if let Err(error) = write(&front, &visit, &asked, &mut sender).await {
            tracing::warn!(%error, "an export of the audit trail broke off");
            // Without this the file would end as if it were whole.
            sender.abort(Error::Other("the trail could not be read to its end".into()));
        }
    });
    Ok(file(Body::new(body)))
}

fn file(body: Body) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"auditoria.csv\""),
    ];
    (headers, body).into_response()
}

/// Writes part after part. A browser that goes away ends it.
async fn write(
    front: &FrontDoor,
    visit: &Visit,
    asked: &Asked,
    sender: &mut Sender<Bytes, Error>,
) -> Result<()> {
    let view = visit.view(front);
    let prefix = asked.event_prefix();
    let mut filter = asked.filter(prefix.as_deref());
    filter.before_seq = None;
    let mut part = spreadsheet::BEGINNING.to_owned() + &spreadsheet::row(&HEADER);
    loop {
        let entries = audit::page(&view, &filter, ENTRIES_AT_A_TIME).await?;
        let names = store::names(&view, &entries).await?;
        for entry in &entries {
            part += &spreadsheet::row(&cells(visit, entry, &names));
        }
        if sender.send_data(Bytes::from(std::mem::take(&mut part))).await.is_err() {
            return Ok(());
        }
        match entries.last() {
            Some(last) if entries.len() == ENTRIES_AT_A_TIME as usize => filter.before_seq = Some(last.seq),
            _ => return Ok(()),
        }
    }
}

fn cells(visit: &Visit, entry: &Entry, names: &store::Names) -> [String; 10] {
    let act = &entry.act;
    let about = act.subject.map(|id| names.get(&id).cloned().unwrap_or_else(|| id.to_string()));
    [
        entry.seq.to_string(),
        jiff::Timestamp::from_microsecond(act.at.micros()).map(|at| at.to_string()).unwrap_or_default(),
        act.event.clone(),
        actor_in_words(visit, act, names),
        act.actor.clone(),
        act.actor_id.map(|id| id.to_string()).unwrap_or_default(),
        about.unwrap_or_default(),
        act.source.clone(),
        act.browser.clone(),
        act.detail.clone(),
    ]
}
