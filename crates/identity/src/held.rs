//! What is held of a person, told once for the page that they read and the file that they keep.
//!
//! A feature that keeps something of people tells it by a function `held_of`; its crate names the function in its list `HELD`, and
//! `data_copy` asks them all. Secrets are never told, nor what is the staff's own: who of them it was, and what they noted for themselves.

use base::clock::Timestamp;
use base::db::View;
use jiff::civil::Date;

use crate::visit::SignedIn;
use crate::work::Doing;

/// So many rows of a section are told, the newest first.
pub const ROWS_AT_MOST: usize = 1_000;
/// So many are read: one more tells that there are more.
pub const ROWS_READ: i64 = 1_001;

/// What tells the sections of a feature.
pub type Gather = for<'a> fn(&'a View, &'a SignedIn) -> Doing<'a, Vec<Section>>;

/// Things of one kind that are held of a person.
#[derive(Clone, Debug)]
pub struct Section {
    /// The id of its heading.
    pub title: &'static str,
    /// Its name in the file.
    pub key: &'static str,
    pub rows: Vec<Row>,
    /// There is more than is told.
    pub is_truncated: bool,
}

/// One thing: the facts of all rows of a section have the same names in the same order.
pub type Row = Vec<Fact>;

/// Something that is known of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Fact {
    /// The id of its name on the page.
    pub label: &'static str,
    /// Its name in the file.
    pub key: &'static str,
    pub value: Value,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// It is not known, or did not happen.
    Nothing,
    Text(String),
    /// What the file has as a code, and the page in words.
    Coded {
        code: String,
        words: String,
    },
    Day(Date),
    Moment(Timestamp),
    Number(i64),
    YesNo(bool),
    /// What belongs to this row alone: the concepts of a payslip. They have no rows in turn.
    Rows(Vec<Row>),
}

impl Section {
    /// Of up to [`ROWS_READ`] rows, the newest first.
    pub fn new(title: &'static str, key: &'static str, mut rows: Vec<Row>) -> Self {
        let is_truncated = rows.len() > ROWS_AT_MOST;
        rows.truncate(ROWS_AT_MOST);
        Self { title, key, rows, is_truncated }
    }

    /// The same, where so many were read of what stands inside its rows.
    #[must_use]
    pub fn with_inner(mut self, read: usize) -> Self {
        self.is_truncated |= read > ROWS_AT_MOST;
        self
    }
}

impl Fact {
    pub fn new(label: &'static str, key: &'static str, value: impl Into<Value>) -> Self {
        Self { label, key, value: value.into() }
    }
}

impl Value {
    pub fn coded(code: impl Into<String>, words: impl Into<String>) -> Self {
        Self::Coded { code: code.into(), words: words.into() }
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        if text.is_empty() { Self::Nothing } else { Self::Text(text) }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl From<Date> for Value {
    fn from(day: Date) -> Self {
        Self::Day(day)
    }
}

impl From<Timestamp> for Value {
    fn from(at: Timestamp) -> Self {
        Self::Moment(at)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<bool> for Value {
    fn from(is_so: bool) -> Self {
        Self::YesNo(is_so)
    }
}

impl From<Vec<Row>> for Value {
    fn from(rows: Vec<Row>) -> Self {
        Self::Rows(rows)
    }
}

impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(known: Option<T>) -> Self {
        known.map_or(Self::Nothing, Into::into)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_tells_so_many_rows_and_that_there_are_more() {
        let rows = |count: usize| vec![vec![Fact::new("x", "x", true)]; count];
        let whole = Section::new("x", "x", rows(ROWS_AT_MOST));
        assert_eq!((whole.rows.len(), whole.is_truncated), (ROWS_AT_MOST, false));
        let cut = Section::new("x", "x", rows(ROWS_AT_MOST + 1));
        assert_eq!((cut.rows.len(), cut.is_truncated), (ROWS_AT_MOST, true));
        assert!(whole.with_inner(ROWS_AT_MOST + 1).is_truncated);
        assert_eq!(i64::try_from(ROWS_AT_MOST + 1), Ok(ROWS_READ));
    }

    #[test]
    fn what_is_not_known_is_nothing() {
        assert_eq!(Value::from(None::<bool>), Value::Nothing);
        assert_eq!(Value::from(""), Value::Nothing);
        assert_eq!(Value::from(Some(3_i64)), Value::Number(3));
    }
}
