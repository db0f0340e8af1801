//! Employments that a file brings: compared with those that are known, and kept.

use std::collections::{HashMap, HashSet};

use base::db::{Tx, View};
use base::error::Result;
use identity::roster::EntryId;

use super::store::{self, Kept};
use super::{Employment, EmploymentId, Facts};
use crate::sheet::{Comparison, Incoming, Publishing};

/// Which of them are new, changed or the same.
pub async fn compare(view: &View, incoming: &[Incoming]) -> Result<Comparison> {
    let known = known(view, incoming).await?;
    let mut comparison = Comparison::default();
    for one in incoming {
        let facts: Facts = one.read()?;
        match known.get(&(one.entry, facts.code.clone())) {
            None => comparison.new += 1,
            Some(employment) if employment.facts == merged(&facts, &employment.facts) => comparison.same += 1,
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
    for one in incoming {
        let facts: Facts = one.read()?;
        let employment = known.get(&(one.entry, facts.code.clone()));
        let facts = employment.map_or(facts.clone(), |employment| merged(&facts, &employment.facts));
        if employment.is_some_and(|employment| employment.facts == facts) {
            continue;
        }
        let new_salary = facts.salary.filter(|salary| {
            employment.and_then(|employment| employment.salaries.first()).map(|newest| newest.salary)
                != Some(*salary)
        });
        let has_salaries = employment.is_some_and(|employment| !employment.salaries.is_empty());
        kept.push(Kept {
            id: employment
                .map_or_else(|| EmploymentId::new(&front.clock, &front.chance), |employment| employment.id),
            entry: one.entry,
            // The first salary that is known is taken to hold since the beginning.
            salary_since: new_salary.map(|_| if has_salaries { publishing.today } else { facts.started_on }),
            facts,
        });
    }
    store::keep(tx, &kept, publishing.now).await
}

/// What a file says, with what it leaves out as it is known.
fn merged(facts: &Facts, known: &Facts) -> Facts {
    Facts {
        functions: facts.functions.clone().or_else(|| known.functions.clone()),
        salary: facts.salary.or(known.salary),
        ..facts.clone()
    }
}

async fn known(view: &View, incoming: &[Incoming]) -> Result<HashMap<(EntryId, String), Employment>> {
    let people: HashSet<EntryId> = incoming.iter().map(|one| one.entry).collect();
    let people: Vec<EntryId> = people.into_iter().collect();
    let employments = store::of_people(view, &people).await?;
    Ok(employments.into_iter().map(|one| ((one.entry, one.facts.code.clone()), one)).collect())
}
