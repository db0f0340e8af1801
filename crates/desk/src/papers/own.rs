//! A person's own papers, as files.

use axum::Router;
use axum::extract::{Path, State};
use axum::routing::get;
use base::web::answer::Answer;
use identity::front_door::FrontDoor;
use identity::visit::SignedIn;

use super::draw::not_there;
use super::{PaperId, download, store};

pub(super) fn routes() -> Router<FrontDoor> {
    Router::new().route("/expedidos/{id}", get(show))
}

/// Where a person downloads a paper of theirs.
pub fn path(id: PaperId) -> String {
    format!("/expedidos/{id}")
}

async fn show(person: SignedIn, State(front): State<FrontDoor>, Path(id): Path<String>) -> Answer {
    let Ok(id) = id.parse() else { return Ok(not_there()) };
    let issued = store::by_id(&person.view(&front), id).await?;
    let own = issued.filter(|issued| Some(issued.entry) == person.account.roster_entry_id);
    match own {
        Some(own) => download(&front, &person.portal, &own).await,
        None => Ok(not_there()),
    }
}
