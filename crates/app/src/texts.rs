//! The one catalogue of sentences, from every feature's folder.

use base::texts::Catalogue;

use crate::{backoffice, demo, listen};

pub fn catalogue() -> Catalogue {
    let mut sources = vec![base::web::page::TEXTS];
    sources.extend(identity::texts());
    sources.extend(desk::texts());
    sources.extend([backoffice::health::TEXTS, backoffice::overview::TEXTS, demo::TEXTS, listen::TEXTS]);
    Catalogue::new(sources)
}
