//! Why a row of a file is not taken, for the page and for the file of rows to mend.

use base::texts::Words;
use identity::roster::{Refusal, refusal};
use serde::{Deserialize, Serialize};

/// Why a value or a row is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Documents, names and dates are refused in the roster's words.
    Roster(Refusal),
    /// A message of the feature whose columns these are, with what it names.
    Told(&'static str, Vec<(&'static str, String)>),
}

impl Reason {
    pub fn told(message: &'static str) -> Self {
        Self::Told(message, Vec::new())
    }

    pub fn in_words(&self, words: &Words) -> String {
        match self {
            Self::Roster(refused) => refusal::words(words, *refused),
            Self::Told(message, values) => {
                let values: Vec<_> =
                    values.iter().map(|(name, value)| (*name, value.as_str().into())).collect();
                words.with(message, &values)
            }
        }
    }
}

impl From<Refusal> for Reason {
    fn from(refusal: Refusal) -> Self {
        Self::Roster(refusal)
    }
}

/// Something wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The message id of the column, if it is about one.
    pub column: Option<&'static str>,
    /// What stands there, as it may be shown.
    pub value: String,
    pub reason: Reason,
}

impl Problem {
    /// Something wrong with a row as a whole.
    pub fn of_row(reason: Reason) -> Self {
        Self { column: None, value: String::new(), reason }
    }

    /// «salario «mil»: Escriba el valor en pesos, como 1.750.905.»
    pub fn in_words(&self, words: &Words) -> String {
        let column = self.column.map(|label| words.get(label).to_owned());
        let value = Some(format!("«{}»", self.value)).filter(|_| !self.value.is_empty());
        let place = [column, value].into_iter().flatten().collect::<Vec<_>>().join(" ");
        let reason = self.reason.in_words(words);
        if place.is_empty() { reason } else { format!("{place}: {reason}") }
    }
}

/// What was read of a row; what is wrong with it joins the problems.
pub fn noted<T>(read: Result<T, Problem>, problems: &mut Vec<Problem>) -> Option<T> {
    read.map_err(|problem| problems.push(problem)).ok()
}

/// A row that is not taken, with all that is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadRow {
    pub row: u32,
    pub problems: Vec<Problem>,
}

impl BadRow {
    pub fn of(row: u32, reason: Reason) -> Self {
        Self { row, problems: vec![Problem::of_row(reason)] }
    }

    /// All rows of something, refused for one reason: a part of it is worth nothing.
    pub fn all(rows: &[u32], reason: &Reason) -> impl Iterator<Item = Self> {
        rows.iter().map(|row| Self::of(*row, reason.clone()))
    }

    pub fn in_words(&self, words: &Words) -> WrittenRow {
        let problems: Vec<String> = self.problems.iter().map(|problem| problem.in_words(words)).collect();
        WrittenRow { row: self.row, what: problems.join(" · ") }
    }
}

/// A row that is not taken, as somebody reads it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrittenRow {
    pub row: u32,
    pub what: String,
}
