//! Employments that a file brings: compared with those that are known, and kept.

use std::collections::{HashMap, HashSet};

use base::db::{Tx, View};
use base::error::Result;
use identity::roster::{self, EntryId};
use jiff::civil::Date;

use super::rules::change;
use super::store::{self, Kept};
use super::{Employment, EmploymentId, Told};
use crate::sheet::{Comparison, Incoming, Publishing};

/// Which of them are new, changed or the same.
pub async fn compare(view: &View, incoming: &[Incoming], today: Date) -> Result<Comparison> {
    let known = known(view, incoming).await?;
    let mut comparison = Comparison::default();
    for one in incoming {
        let told: Told = one.read()?;
        match known.get(&(one.entry, told.facts.code.clone())) {
            None => comparison.new += 1,
            known if change(&told, known, today).is_none() => comparison.same += 1,
            Some(_) => comparison.changed += 1,
        }
    }
    Ok(comparison)
}

/// Keeps those that are new or changed.
pub async fn publish(tx: &Tx, incoming: &[Incoming], publishing: Publishing<'_>) -> Result<()> {
    let front = publishing.front;
    let known = known(tx, incoming).await?;
    let mut kept = Vec::new();
    // Whoever an undone import took off the roster since the file was checked gets nothing.
    let there = roster::make_lasting(tx, &people(incoming)).await?;
    for one in incoming.iter().filter(|one| there.contains(&one.entry)) {
        let told: Told = one.read()?;
        let employment = known.get(&(one.entry, told.facts.code.clone()));
        let Some(change) = change(&told, employment, publishing.today) else { continue };
        let new_id = || EmploymentId::new(&front.clock, &front.chance);
        kept.push(Kept {
            id: employment.map_or_else(new_id, |employment| employment.id),
            entry: one.entry,
            facts: change.facts,
            salary: change.salary,
        });
    }
    store::keep(tx, &kept, publishing.now).await
}

async fn known(view: &View, incoming: &[Incoming]) -> Result<HashMap<(EntryId, String), Employment>> {
    let employments = store::of_people(view, &people(incoming)).await?;
    Ok(employments.into_iter().map(|one| ((one.entry, one.facts.code.clone()), one)).collect())
}

fn people(incoming: &[Incoming]) -> Vec<EntryId> {
    let people: HashSet<EntryId> = incoming.iter().map(|one| one.entry).collect();
    people.into_iter().collect()
}
