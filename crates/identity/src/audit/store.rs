//! Who the ids of the trail are.

use std::collections::{BTreeSet, HashMap};

use base::audit::Entry;
use base::db::View;
use base::error::Result;
use uuid::Uuid;

use crate::accounts;
use crate::staff;

/// The names of members of the staff and of people, by id.
pub(super) type Names = HashMap<Uuid, String>;

/// Everybody whom these entries name.
pub(super) async fn names(view: &View, entries: &[Entry]) -> Result<Names> {
    let members = staff::store::all_members(view).await?;
    let mut names: Names = members.into_iter().map(|member| (member.id.uuid(), member.name)).collect();
    let subjects: BTreeSet<Uuid> = entries.iter().filter_map(|entry| entry.act.subject).collect();
    let unknown: Vec<Uuid> = subjects.into_iter().filter(|id| !names.contains_key(id)).collect();
    names.extend(accounts::store::names(view, &unknown).await?);
    Ok(names)
}
