//! `/metrics`, for Prometheus: on an address of its own that the settings name, and on none where they do not.
//!
//! - Numbers only. A label has one of the values that stand in this program: a route, a class of status, a kind of task, the
//!   name of an event. No path as it came, no address, no portal's people.
//! - The parts count for themselves, and are asked when somebody looks; there is no registry that everything reports to, so
//!   two houses in one process, as in the tests, do not mix.
//! - Where the database does not answer in time, what this process knows by itself is told all the same.
//!
//! The format is written here, in a file of fifty lines: the crates for it come with a global recorder, sketches and a
//! clock of their own, and would be asked for nothing but these lines.

mod format;
mod process;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use base::clock::Timestamp;
use base::db::backup;
use base::error::Result;
use base::tasks::{self, Standing};
use base::web::headers;
use identity::front_door::FrontDoor;
use identity::messaging::message::Channel;
use identity::messaging::outbox;
use identity::messaging::state::MessageState;

use self::format::{CONTENT_TYPE, Exposition, Kind};
use crate::house::House;
use crate::requests::{BUCKETS_MS, Requests, STATUS_CLASSES};
use crate::worker;

pub const PATH: &str = "/metrics";

const DATABASE_TIME_LIMIT: Duration = Duration::from_secs(3);
const TASK_STATES: [&str; 2] = ["waiting", "failed"];
const CHANNELS: [Channel; 2] = [Channel::Mail, Channel::TextMessage];

#[derive(Clone)]
struct Measured {
    front: FrontDoor,
    requests: Arc<Requests>,
    since: Timestamp,
}

/// The page, for a listener of its own.
pub fn site(house: &House) -> Router {
    let (front, requests) = (house.front.clone(), Arc::clone(&house.requests));
    let since = front.clock.now();
    Router::new().route(PATH, get(show)).with_state(Measured { front, requests, since })
}

async fn show(State(measured): State<Measured>) -> Response {
    let mut page = Exposition::default();
    write_requests(&mut page, &measured.requests);
    write_house(&mut page, &measured.front);
    write_process(&mut page, &measured);
    let stored = tokio::time::timeout(DATABASE_TIME_LIMIT, Stored::read(&measured.front)).await;
    let stored = stored.ok().and_then(|stored| {
        stored
            .inspect_err(|error| tracing::warn!(%error, "the metrics of the database could not be read"))
            .ok()
    });
    page.family("aldaba_database_up", Kind::Gauge, "Whether the database answered in time.");
    page.sample("aldaba_database_up", &[], u8::from(stored.is_some()));
    if let Some(stored) = stored {
        write_tasks(&mut page, &stored);
        write_messages(&mut page, &stored);
        write_backup(&mut page, &stored);
    }
    let mut response = ([(header::CONTENT_TYPE, CONTENT_TYPE)], page.into_text()).into_response();
    headers::dress(response.headers_mut(), false);
    response
}

fn write_requests(page: &mut Exposition, requests: &Requests) {
    let name = "aldaba_requests_total";
    page.family(name, Kind::Counter, "Requests by route and class of status.");
    for (route, counted) in requests.routes() {
        for (index, status) in STATUS_CLASSES.iter().enumerate() {
            page.sample(name, &[("route", route), ("status", status)], counted.of_class(index));
        }
    }
    page.family("aldaba_request_seconds", Kind::Histogram, "How long requests took, by route.");
    for (route, counted) in requests.routes() {
        let up_to = counted.up_to_each_bucket();
        let ends = BUCKETS_MS.iter().map(|end| Duration::from_millis(*end).as_secs_f64().to_string());
        for (end, count) in ends.chain(["+Inf".to_owned()]).zip(&up_to) {
            page.sample("aldaba_request_seconds_bucket", &[("route", route), ("le", &end)], count);
        }
        let of_route = [("route", route)];
        page.sample("aldaba_request_seconds_sum", &of_route, counted.total().as_secs_f64());
        page.sample("aldaba_request_seconds_count", &of_route, up_to.last().copied().unwrap_or_default());
    }
}

fn write_house(page: &mut Exposition, front: &FrontDoor) {
    let places = front.hasher.places();
    let mut one = |name: &str, kind: Kind, help: &str, value: u64| {
        page.family(name, kind, help);
        page.sample(name, &[], value);
    };
    one("aldaba_hashing_places", Kind::Gauge, "Places in the queue of passwords to hash.", places.all as u64);
    one("aldaba_hashing_places_taken", Kind::Gauge, "Places that are taken.", places.taken as u64);
    one("aldaba_hashing_refused_total", Kind::Counter, "Times that no place was free.", places.refused);
    one("aldaba_hashes_total", Kind::Counter, "Hashes computed.", front.hasher.hashes_computed());
    let tally = front.database.tally();
    let busy = "Times that the database gave no connection or turn to write in time.";
    one("aldaba_database_busy_total", Kind::Counter, busy, tally.busy());
    let name = "aldaba_events_total";
    let help = "Acts in the audit trails by name; signin.succeeded, signin.failed and signin.held_up are the sign-ins.";
    page.family(name, Kind::Counter, help);
    for (event, count) in tally.events() {
        page.sample(name, &[("event", &event)], count);
    }
}

fn write_process(page: &mut Exposition, measured: &Measured) {
    let up = measured.front.clock.now().since(measured.since);
    page.family("aldaba_uptime_seconds", Kind::Gauge, "How long this process has served.");
    page.sample("aldaba_uptime_seconds", &[], up.as_secs());
    if let Some(bytes) = process::resident_bytes() {
        page.family("process_resident_memory_bytes", Kind::Gauge, "Resident memory of this process.");
        page.sample("process_resident_memory_bytes", &[], bytes);
    }
}

/// What only the database knows.
struct Stored {
    now: Timestamp,
    tasks: Vec<Standing>,
    messages: Vec<outbox::Standing>,
    last_backup: Option<Timestamp>,
}

impl Stored {
    async fn read(front: &FrontDoor) -> Result<Self> {
        let (database, now) = (&front.database, front.clock.now());
        Ok(Self {
            now,
            tasks: tasks::standings(database).await?,
            messages: outbox::standings(database, now).await?,
            last_backup: backup::last(&database.view_across_all_portals()).await?,
        })
    }
}

fn write_tasks(page: &mut Exposition, stored: &Stored) {
    let name = "aldaba_tasks";
    page.family(name, Kind::Gauge, "Tasks that wait, or failed within the last week, by kind.");
    for (kind, _) in worker::duties() {
        for state in TASK_STATES {
            let found = stored.tasks.iter().find(|one| one.kind == kind && one.state == state);
            page.sample(name, &[("kind", kind), ("state", state)], found.map_or(0, |one| one.number));
        }
    }
    let waiting = stored.tasks.iter().filter(|one| one.state == "waiting").map(|one| one.oldest).min();
    page.family(
        "aldaba_oldest_task_seconds",
        Kind::Gauge,
        "Age of the oldest task that waits; 0 if none does.",
    );
    let age = waiting.map_or(0, |oldest| stored.now.since(oldest).as_secs());
    page.sample("aldaba_oldest_task_seconds", &[], age);
}

fn write_messages(page: &mut Exposition, stored: &Stored) {
    let name = "aldaba_messages";
    page.family(name, Kind::Gauge, "Messages of the last 24 hours by channel and state.");
    for channel in CHANNELS.map(Channel::as_str) {
        for state in MessageState::ALL.map(MessageState::as_str) {
            let found = stored.messages.iter().find(|one| one.channel == channel && one.state == state);
            page.sample(name, &[("channel", channel), ("state", state)], found.map_or(0, |one| one.number));
        }
    }
}

/// Absent where no backup was ever noted: an age of nothing would look young.
fn write_backup(page: &mut Exposition, stored: &Stored) {
    let Some(last) = stored.last_backup else { return };
    let name = "aldaba_last_backup_age_seconds";
    page.family(name, Kind::Gauge, "Age of the last backup that was noted.");
    page.sample(name, &[], stored.now.since(last).as_secs());
}
