//! The copy of their data: a person reads all that is held of them and takes it along as a file, free and at any time (Ley 1581 de 2012,
//! art. 8 a and 14; Decreto 1074 de 2015, 2.2.2.25.4.2).
//!
//! Promises:
//! - Page and file tell the same, gathered from the features that hold it; a test holds every table about people against them.
//! - Only the person gets it, with password and second factor given in the minutes before; it is recorded, and limited.
//! - It holds no secret and nobody else's data. A section that is cut off says so.

mod file;
mod page;

use axum::Router;
use axum::extract::Extension;
use axum::routing::get;
use base::error::Result;

use crate::front_door::FrontDoor;
use crate::held::{Gather, Section};
use crate::limits::{self, DATA_COPIES_BY_ACCOUNT};
use crate::paths;
use crate::visit::SignedIn;

pub const TEXTS: base::texts::Source = base::texts!("data-copy");

const FILE_PATH: &str = "/perfil/datos-personales/copia/archivo";

/// Who tells what is held of a person, by crate.
pub type Gathers = &'static [&'static [Gather]];

/// The pages, over what all crates hold.
pub fn routes(gathers: Gathers) -> Router<FrontDoor> {
    Router::new()
        .route(paths::DATA_COPY, get(page::show))
        .route(FILE_PATH, get(file::download))
        .layer(Extension(gathers))
}

/// How the copy leaves, for the trail.
#[derive(Clone, Copy)]
enum Form {
    Page,
    File,
}

impl Form {
    fn as_str(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::File => "file",
        }
    }
}

/// Everything that is held of whoever asks, after it is on record that they asked. None where they asked too often.
async fn gather(
    front: &FrontDoor,
    visit: &SignedIn,
    gathers: Gathers,
    form: Form,
) -> Result<Option<Vec<Section>>> {
    let account = visit.account.id;
    let tx = visit.begin(front).await?;
    if !limits::allows(&tx, front, &[(DATA_COPIES_BY_ACCOUNT, &account.to_string())]).await? {
        tx.commit().await?;
        return Ok(None);
    }
    visit.record(&tx, front, "consent.data_copied", Some(account), form.as_str()).await?;
    tx.commit().await?;
    let view = visit.view(front);
    let mut sections = Vec::new();
    for held_of in gathers.iter().flat_map(|of_crate| of_crate.iter()) {
        sections.extend(held_of(&view, visit).await?);
    }
    Ok(Some(sections))
}
