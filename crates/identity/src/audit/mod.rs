//! The audit trail as staff read it: what was done, by whom, to whom and from where; a file of it; and whether it is whole.
//!
//! The trail itself, its chain and its verification are `base::audit`. Nothing here changes an entry; reading and exporting leave one.

mod export;
mod filter;
mod list;
mod store;
mod verification;

use axum::Router;
use base::audit::Recorded;

use crate::front_door::FrontDoor;
use crate::staff;
use crate::visit::Visit;

pub const TEXTS: base::texts::Source = base::texts!("audit");

const EXPORT_PATH: &str = "/oficina/auditoria/archivo";
const VERIFY_PATH: &str = "/oficina/auditoria/revision";

pub fn routes() -> Router<FrontDoor> {
    Router::new().merge(list::routes()).merge(export::routes()).merge(verification::routes())
}

/// An event in words: as staff are told it, else as the person it is about is, else by its name.
fn event_in_words(visit: &Visit, event: &str) -> String {
    let name = event.replace(['.', '_'], "-");
    let ids = [format!("audit-event-{name}"), format!("profile-event-{name}")];
    let known = ids.iter().find(|id| visit.words.has(id));
    known.map_or_else(|| event.to_owned(), |id| visit.t(id).to_owned())
}

/// What is noted besides, with roles and factors in words.
fn detail_in_words(visit: &Visit, act: &Recorded) -> String {
    match act.event.starts_with("staff.") {
        true => staff::detail_in_words(visit, &act.detail),
        false => act.detail.clone(),
    }
}

/// Who acted: the member of the staff by name, else «La persona» or «El sistema».
fn actor_in_words(visit: &Visit, act: &Recorded, names: &store::Names) -> String {
    if let Some(name) = act.actor_id.and_then(|id| names.get(&id)) {
        return name.clone();
    }
    visit
        .t(match act.actor.as_str() {
            "staff" => "audit-actor-staff",
            "person" => "audit-actor-person",
            _ => "audit-actor-system",
        })
        .to_owned()
}
