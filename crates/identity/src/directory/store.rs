//! SQL on `directory_people` and `directory_words`.

use std::collections::{BTreeSet, HashMap, HashSet};

use base::args;
use base::db::{Tx, Value, View, placeholders};
use base::error::Result;
use sea_orm::FromQueryResult;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::PersonId;
use super::rules;

/// How many rows one statement writes. Few enough that the statement of every smaller number stays prepared as well.
const ROWS_A_STATEMENT: usize = 64;
/// How many candidates are looked at together.
const CANDIDATES: usize = 100;
/// Words are compared by how many people they may mean up to this many; beyond it all are common.
const COUNTED_AT_MOST: i64 = 5_000;
/// Follows every word that begins so: this octet is in no UTF-8.
const AFTER_ALL: u8 = 0xff;

/// Who tells of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    ByRoster,
    ByAccount,
}

/// The words by which somebody is found from now on, as far as one source tells them.
#[derive(Clone, Debug)]
pub struct Written {
    pub person: PersonId,
    pub words: BTreeSet<String>,
}

#[derive(FromQueryResult)]
struct PersonRow {
    id: PersonId,
    roster_words: String,
    account_words: String,
}

impl PersonRow {
    fn nobody_yet(id: PersonId) -> Self {
        Self { id, roster_words: String::new(), account_words: String::new() }
    }

    fn words(&self) -> BTreeSet<&str> {
        let words = self.roster_words.split(' ').chain(self.account_words.split(' '));
        words.filter(|word| !word.is_empty()).collect()
    }

    fn tell(&self, told: Told, words: String) -> Self {
        let (roster_words, account_words) = match told {
            Told::ByRoster => (words, self.account_words.clone()),
            Told::ByAccount => (self.roster_words.clone(), words),
        };
        Self { id: self.id, roster_words, account_words }
    }
}

/// Writes what one source tells of some people, each of them once.
pub async fn write(tx: &Tx, told: Told, written: &[Written]) -> Result<()> {
    let ids: Vec<PersonId> = written.iter().map(|written| written.person).collect();
    let known = hold(tx, &ids).await?;
    let (mut old, mut new, mut people) = (Vec::new(), Vec::new(), Vec::new());
    for Written { person, words } in written {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let nobody = PersonRow::nobody_yet(*person);
        let before = known.get(&person.uuid()).unwrap_or(&nobody);
        let after = before.tell(told, words.join(" "));
        if before.words() != after.words() {
            old.extend(before.words().into_iter().map(|word| (word.to_owned(), *person)));
            let sketch = rules::sketch(after.words());
            new.extend(after.words().into_iter().map(|word| (word.to_owned(), *person, sketch)));
        }
        if (&before.roster_words, &before.account_words) != (&after.roster_words, &after.account_words) {
            people.push(after);
        }
    }
    for some in people.chunks(ROWS_A_STATEMENT) {
        write_people(tx, some).await?;
    }
    for some in old.chunks(ROWS_A_STATEMENT) {
        remove_words(tx, some).await?;
    }
    for some in new.chunks(ROWS_A_STATEMENT) {
        add_words(tx, some).await?;
    }
    Ok(())
}

/// What is known of these people; their rows stay locked until the transaction ends.
async fn hold(tx: &Tx, ids: &[PersonId]) -> Result<HashMap<Uuid, PersonRow>> {
    let mut known = HashMap::new();
    for some in ids.chunks(ROWS_A_STATEMENT) {
        let sql = format!(
            "update directory_people set portal = portal where portal = $1 and id in ({})
             returning id, roster_words, account_words",
            placeholders(2, some.len())
        );
        let mut values = args![tx.portal()];
        values.extend(some.iter().map(|id| Value::from(*id)));
        let rows: Vec<PersonRow> = tx.all(&sql, values).await?;
        known.extend(rows.into_iter().map(|row| (row.id.uuid(), row)));
    }
    Ok(known)
}

async fn write_people(tx: &Tx, people: &[PersonRow]) -> Result<()> {
    let sql = format!(
        "insert into directory_people (portal, id, roster_words, account_words) values {}
         on conflict (portal, id) do update set
           roster_words = excluded.roster_words, account_words = excluded.account_words",
        rows(people.len())
    );
    let mut values = args![tx.portal()];
    for person in people {
        values.extend(args![person.id, person.roster_words.as_str(), person.account_words.as_str()]);
    }
    tx.run(&sql, values).await?;
    Ok(())
}

async fn remove_words(tx: &Tx, words: &[(String, PersonId)]) -> Result<()> {
    let sql = format!(
        "delete from directory_words where portal = $1 and (word, person_id) in (values {})",
        pairs(2, words.len())
    );
    let mut values = args![tx.portal()];
    for (word, person) in words {
        values.extend(args![word.as_bytes().to_vec(), *person]);
    }
    tx.run(&sql, values).await?;
    Ok(())
}

async fn add_words(tx: &Tx, words: &[(String, PersonId, i64)]) -> Result<()> {
    let sql =
        format!("insert into directory_words (portal, word, person_id, sketch) values {}", rows(words.len()));
    let mut values = args![tx.portal()];
    for (word, person, sketch) in words {
        values.extend(args![word.as_bytes().to_vec(), *person, *sketch]);
    }
    tx.run(&sql, values).await?;
    Ok(())
}

/// Where a search goes on.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Place {
    /// Which of the words asked for is looked up.
    looked_up: usize,
    word: String,
    person: PersonId,
}

/// Some of the people who are meant.
#[derive(Clone, Debug, Default)]
pub struct Found {
    pub people: Vec<PersonId>,
    /// None after the last.
    pub next: Option<Place>,
}

/// Finds people by `asked`, which are words as [`rules::word`] makes them, in the order of the rarest of these words.
pub async fn find(view: &View, asked: &[String], after: Option<&Place>, at_most: usize) -> Result<Found> {
    let looked_up = match after {
        Some(place) => place.looked_up,
        None => rarest(view, asked).await?,
    };
    let Some(prefix) = asked.get(looked_up) else { return Ok(Found::default()) };
    let sketch = rules::sketch(asked.iter().map(String::as_str));
    let mut place = after
        .map_or_else(|| Place { looked_up, word: prefix.clone(), person: Uuid::nil().into() }, Place::clone);
    let mut found = Found::default();
    loop {
        let candidates = candidates(view, prefix, sketch, &place).await?;
        let people = people(view, &candidates).await?;
        for candidate in &candidates {
            let is_meant = people.get(&candidate.person_id.uuid()).is_some_and(|row| {
                let words = row.words();
                let first = rules::first_beginning(prefix, &words);
                // Whoever has two words that begin so is told at the first.
                first.map(str::as_bytes) == Some(&candidate.word) && rules::is_meant(asked, &words)
            });
            if is_meant && found.people.len() == at_most {
                found.next = Some(place);
                return Ok(found);
            }
            place.person = candidate.person_id;
            place.word = String::from_utf8_lossy(&candidate.word).into_owned();
            if is_meant {
                found.people.push(candidate.person_id);
            }
        }
        if candidates.len() < CANDIDATES {
            return Ok(found);
        }
    }
}

/// Which of the words fewest people have. Two that both are common are told apart by their length.
async fn rarest(view: &View, asked: &[String]) -> Result<usize> {
    let mut rarest = (i64::MAX, 0, 0);
    for (index, word) in asked.iter().enumerate() {
        let count = view
            .number(
                "select count(*) as number from (
                   select 1 as one from directory_words
                   where portal = $1 and word >= $2 and word < $3 limit $4) as some_of_them",
                args![view.portal(), word.as_bytes().to_vec(), end_of(word), COUNTED_AT_MOST],
            )
            .await?;
        let shortness = usize::MAX - word.len();
        rarest = rarest.min((count, shortness, index));
    }
    Ok(rarest.2)
}

#[derive(FromQueryResult)]
struct Candidate {
    word: Vec<u8>,
    person_id: PersonId,
}

/// The next who have a word that begins with the prefix, and may have the others.
async fn candidates(view: &View, prefix: &str, sketch: i64, after: &Place) -> Result<Vec<Candidate>> {
    view.all(
        "select word, person_id from directory_words
         where portal = $1 and (word, person_id) > ($2, $3) and word < $4 and (sketch & $5) = $5
         order by word, person_id limit $6",
        args![
            view.portal(),
            after.word.as_bytes().to_vec(),
            after.person,
            end_of(prefix),
            sketch,
            i64::try_from(CANDIDATES).unwrap_or(i64::MAX)
        ],
    )
    .await
}

async fn people(view: &View, candidates: &[Candidate]) -> Result<HashMap<Uuid, PersonRow>> {
    let ids: HashSet<Uuid> = candidates.iter().map(|candidate| candidate.person_id.uuid()).collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let sql = format!(
        "select id, roster_words, account_words from directory_people where portal = $1 and id in ({})",
        placeholders(2, ids.len())
    );
    let mut values = args![view.portal()];
    values.extend(ids.into_iter().map(Value::from));
    let rows: Vec<PersonRow> = view.all(&sql, values).await?;
    Ok(rows.into_iter().map(|row| (row.id.uuid(), row)).collect())
}

/// Where the words that begin with this one end.
fn end_of(prefix: &str) -> Vec<u8> {
    let mut end = prefix.as_bytes().to_vec();
    end.push(AFTER_ALL);
    end
}

/// `($2, $3), ($4, $5)` for `pairs(2, 2)`.
fn pairs(first: usize, count: usize) -> String {
    (0..count).map(|row| format!("({})", placeholders(first + row * 2, 2))).collect::<Vec<_>>().join(", ")
}

/// `($1, $2, $3, $4), ($1, $5, $6, $7)` for `rows(2)`: the portal, which is `$1`, and three values of each row's own.
fn rows(count: usize) -> String {
    (0..count).map(|row| format!("($1, {})", placeholders(2 + row * 3, 3))).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_numbered_row_by_row() {
        assert_eq!(pairs(2, 2), "($2, $3), ($4, $5)");
        assert_eq!(rows(2), "($1, $2, $3, $4), ($1, $5, $6, $7)");
    }

    #[test]
    fn the_end_of_a_prefix_follows_every_word_that_begins_so() {
        for word in ["mar", "maria", "mar\u{10ffff}"] {
            assert!(word.as_bytes() < end_of("mar").as_slice(), "{word}");
        }
        assert!(b"mas".as_slice() > end_of("mar").as_slice());
    }
}
