//! Payslips that a file brings: each put to an employment of its person, compared with those that stand, and kept.

use std::collections::{BTreeSet, HashMap, HashSet};

use base::db::{Tx, View};
use base::error::{Error, Result};
use identity::roster::{self, EntryId};
use jiff::civil::Date;

use super::rules::{is_remarkable, totals};
use super::store::{self, Kept, Slot};
use super::{Facts, Line, LineKind, PayslipId, Totals};
use crate::employments::{self, Employment};
use crate::money::Money;
use crate::sheet::{Comparison, Concept, Incoming, Publishing, Reason, Remark};

/// How many of those whom a remark is about are named.
const NAMED: usize = 20;
/// How many concepts are told with their sums: more than any payroll has.
const MOST_CONCEPTS: usize = 500;

/// Says of each payslip which contract of its person it is for; tells those that are for none, or for one that has another already.
pub async fn fit(view: &View, incoming: &mut [Incoming]) -> Result<HashMap<usize, Reason>> {
    let employments = employments_of(view, incoming).await?;
    let mut unfit = HashMap::new();
    let mut first_places: HashMap<Slot, usize> = HashMap::new();
    let mut twice = BTreeSet::new();
    for (place, one) in incoming.iter_mut().enumerate() {
        let mut facts: Facts = one.read()?;
        let of_person = employments.get(&one.entry).map(Vec::as_slice).unwrap_or_default();
        let employment = match employment_of(of_person, &facts) {
            Ok(employment) => employment,
            Err(reason) => {
                unfit.insert(place, reason);
                continue;
            }
        };
        // Told with a code in one row and without it in another, they met in no group.
        if let Some(first) = first_places.insert((employment.id, facts.period), place) {
            twice.extend([first, place]);
        }
        facts.contract.clone_from(&employment.facts.code);
        one.write(&facts)?;
    }
    unfit.extend(twice.into_iter().map(|place| (place, Reason::told("payslips-twice-in-file"))));
    Ok(unfit)
}

/// The employment that a payslip is for: the one with its code, or the only one in its period.
fn employment_of<'a>(employments: &'a [Employment], facts: &Facts) -> Result<&'a Employment, Reason> {
    if !facts.contract.is_empty() {
        let named = employments.iter().find(|one| one.facts.code == facts.contract);
        return named.ok_or_else(|| {
            Reason::Told("payslips-no-such-contract", vec![("contract", facts.contract.clone())])
        });
    }
    let mut in_period = employments.iter().filter(|one| {
        one.facts.started_on <= facts.period.ends_on && one.facts.is_current_on(facts.period.begins_on)
    });
    match (in_period.next(), in_period.next()) {
        (Some(only), None) => Ok(only),
        (None, _) => Err(Reason::told("payslips-no-contract-then")),
        (Some(_), Some(_)) => Err(Reason::told("payslips-which-contract")),
    }
}

/// Which of them are new, changed or the same, what they add up to, and what somebody should look at.
pub async fn compare(view: &View, incoming: &[Incoming]) -> Result<Comparison> {
    let known = Known::of(view, incoming).await?;
    let before = store::nets_before(view, &known.people, known.span).await?;
    let mut comparison = Comparison::default();
    let mut sums = Totals::default();
    let mut concepts = Concepts::default();
    let mut remarkable = Vec::new();
    for one in incoming {
        let (employment, facts) = known.read(one)?;
        match known.standing.get(&(employment.id, facts.period)) {
            None => comparison.new += 1,
            Some(payslip) if payslip.facts == facts => comparison.same += 1,
            Some(_) => comparison.changed += 1,
        }
        let totals = totals(&facts.lines);
        sums.earned = sums.earned + totals.earned;
        sums.deducted = sums.deducted + totals.deducted;
        sums.net = sums.net + totals.net;
        facts.lines.iter().for_each(|line| concepts.add(line));
        let last = newest_before(before.get(&employment.id), facts.period.begins_on);
        remarkable.extend(last.filter(|last| is_remarkable(*last, totals.net)).map(|_| one.entry));
    }
    comparison.totals = vec![
        ("payslips-total-earned".to_owned(), sums.earned),
        ("payslips-total-deducted".to_owned(), sums.deducted),
        ("payslips-total-net".to_owned(), sums.net),
    ];
    comparison.concepts = concepts.sums;
    let left_out = left_out(view, incoming, known.span).await?;
    for (message, people) in [("payslips-remark-left-out", left_out), ("payslips-remark-net", remarkable)] {
        comparison.remarks.extend(remark(view, message, people).await?);
    }
    Ok(comparison)
}

/// What a file says of each concept, in its order.
#[derive(Default)]
struct Concepts {
    sums: Vec<Concept>,
    places: HashMap<(String, LineKind), usize>,
}

impl Concepts {
    fn add(&mut self, line: &Line) {
        if let Some(place) = self.places.get(&(line.code.clone(), line.kind)) {
            let sum = &mut self.sums[*place].sum;
            *sum = *sum + line.value;
        } else if self.sums.len() < MOST_CONCEPTS {
            self.places.insert((line.code.clone(), line.kind), self.sums.len());
            let (name, kind) = (line.name.clone(), line.kind.message().to_owned());
            self.sums.push(Concept { name, kind, sum: line.value });
        }
    }
}

fn newest_before(nets: Option<&Vec<(Date, Money)>>, begins_on: Date) -> Option<Money> {
    let earlier = nets?.iter().filter(|(day, _)| *day < begins_on);
    earlier.max_by_key(|(day, _)| *day).map(|(_, net)| *net)
}

/// Who works there in the time of the file, and has no payslip in it nor from before.
async fn left_out(view: &View, incoming: &[Incoming], span: Option<(Date, Date)>) -> Result<Vec<EntryId>> {
    let Some((first, last)) = span else { return Ok(Vec::new()) };
    let in_file: HashSet<EntryId> = incoming.iter().map(|one| one.entry).collect();
    let paid: HashSet<EntryId> = store::people_paid(view, first, last).await?.into_iter().collect();
    let at_work = employments::store::people_at_work(view, first, last).await?;
    Ok(at_work.into_iter().filter(|entry| !in_file.contains(entry) && !paid.contains(entry)).collect())
}

/// Names the first of these people; none where there are none.
async fn remark(view: &View, message: &str, people: Vec<EntryId>) -> Result<Option<Remark>> {
    if people.is_empty() {
        return Ok(None);
    }
    let first = &people[..people.len().min(NAMED)];
    let mut named: Vec<String> = roster::entries_with_ids(view, first)
        .await?
        .into_iter()
        .map(|entry| {
            let person = &entry.person;
            format!("{} {} · {}", person.given_names, person.family_names, person.document)
        })
        .collect();
    named.sort();
    Ok(Some(Remark { message: message.to_owned(), count: people.len() as u32, lines: named }))
}

/// Lays those ready that are new or changed; people see them when all are.
pub async fn lay(tx: &Tx, incoming: &[Incoming], publishing: Publishing<'_>) -> Result<()> {
    let front = publishing.front;
    let known = Known::of(tx, incoming).await?;
    let versions = store::newest_versions(tx, &known.people, known.span).await?;
    let mut kept = Vec::new();
    for one in incoming {
        let (employment, facts) = known.read(one)?;
        let slot = (employment.id, facts.period);
        if known.standing.get(&slot).is_some_and(|payslip| payslip.facts == facts) {
            continue;
        }
        kept.push(Kept {
            id: PayslipId::new(&front.clock, &front.chance),
            entry: one.entry,
            employment: employment.id,
            position: employment.facts.position.clone(),
            client: employment.facts.client.clone(),
            net: totals(&facts.lines).net,
            facts,
            version: versions.get(&slot).map_or(1, |newest| newest + 1),
        });
    }
    store::lay(tx, &kept, publishing.batch, publishing.now).await
}

/// What is known of the people whom payslips are for.
struct Known {
    people: Vec<EntryId>,
    employments: HashMap<EntryId, Vec<Employment>>,
    standing: HashMap<Slot, super::Payslip>,
    /// From the first day of the first period to the last day of the last.
    span: Option<(Date, Date)>,
}

impl Known {
    async fn of(view: &View, incoming: &[Incoming]) -> Result<Self> {
        let employments = employments_of(view, incoming).await?;
        let people: Vec<EntryId> = people(incoming);
        let mut span: Option<(Date, Date)> = None;
        for one in incoming {
            let Facts { period, .. } = one.read()?;
            let (first, last) = span.unwrap_or((period.begins_on, period.ends_on));
            span = Some((first.min(period.begins_on), last.max(period.ends_on)));
        }
        let standing = store::standing(view, &people, span).await?;
        let standing = standing.into_iter().map(|one| ((one.employment, one.facts.period), one)).collect();
        Ok(Self { people, employments, standing, span })
    }

    /// A payslip, and the employment that [`fit`] found for it.
    fn read(&self, one: &Incoming) -> Result<(&Employment, Facts)> {
        let facts: Facts = one.read()?;
        let employments = self.employments.get(&one.entry).map(Vec::as_slice).unwrap_or_default();
        let employment = employments.iter().find(|employment| employment.facts.code == facts.contract);
        Ok((employment.ok_or_else(|| Error::stored("a payslip", "its contract is gone"))?, facts))
    }
}

async fn employments_of(view: &View, incoming: &[Incoming]) -> Result<HashMap<EntryId, Vec<Employment>>> {
    let mut by_person: HashMap<EntryId, Vec<Employment>> = HashMap::new();
    for employment in employments::store::of_people(view, &people(incoming)).await? {
        by_person.entry(employment.entry).or_default().push(employment);
    }
    Ok(by_person)
}

fn people(incoming: &[Incoming]) -> Vec<EntryId> {
    let people: HashSet<EntryId> = incoming.iter().map(|one| one.entry).collect();
    people.into_iter().collect()
}
