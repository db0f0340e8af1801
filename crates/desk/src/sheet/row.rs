//! One row of a file, by its columns.

use base::letters::is_invisible;
use identity::roster::{Document, DocumentType, printable};
use jiff::civil::Date;

use super::problem::{Problem, Reason};
use super::{Column, DOCUMENT_NUMBER, DOCUMENT_TYPE, Mapping};
use crate::money::{Money, NotMoney};

/// What people write into a cell that says nothing.
const EMPTY_WORDS: [&str; 8] = ["-", "--", "n/a", "na", "no aplica", "null", "ninguno", "ninguna"];

/// A row, with what its columns were taken for.
pub struct Row<'a> {
    /// As a spreadsheet shows it.
    pub number: u32,
    headers: &'a [String],
    cells: &'a [String],
    mapping: &'a Mapping,
}

impl<'a> Row<'a> {
    /// `cells` are as many as `headers`.
    pub fn new(number: u32, headers: &'a [String], cells: &'a [String], mapping: &'a Mapping) -> Self {
        Self { number, headers, cells, mapping }
    }

    /// What a column says, without space around it; empty where the file has no such column, or says nothing in it.
    pub fn text(&self, column: &Column) -> &'a str {
        let cell = self.mapping.place(column).and_then(|place| self.cells.get(place));
        let text = cell.map_or("", |cell| cell.trim());
        if EMPTY_WORDS.contains(&text.to_lowercase().as_str()) { "" } else { text }
    }

    /// Whether the file has this column.
    pub fn has(&self, column: &Column) -> bool {
        self.mapping.place(column).is_some()
    }

    /// The cells that were taken for nothing, by their headers.
    pub fn rest(&self) -> impl Iterator<Item = (&'a str, &'a str)> {
        let cells = self.headers.iter().zip(self.cells).enumerate();
        let rest = cells.filter(|(place, _)| !self.mapping.takes(*place));
        rest.map(|(_, (header, cell))| (header.trim(), cell.trim()))
    }

    pub fn needed<T, R: Into<Reason>>(
        &self,
        column: &Column,
        parse: impl Fn(&str) -> Result<T, R>,
    ) -> Result<T, Problem> {
        parse(self.text(column)).map_err(|reason| self.problem(column, reason))
    }

    pub fn optional<T, R: Into<Reason>>(
        &self,
        column: &Column,
        parse: impl Fn(&str) -> Result<T, R>,
    ) -> Result<Option<T>, Problem> {
        if self.text(column).is_empty() { Ok(None) } else { self.needed(column, parse).map(Some) }
    }

    /// Something wrong with what a column says.
    pub fn problem(&self, column: &Column, reason: impl Into<Reason>) -> Problem {
        Problem { column: Some(column.label), value: printable(self.text(column)), reason: reason.into() }
    }

    /// Whose the row is.
    pub fn document(&self) -> Result<Document, Problem> {
        let kind = match self.mapping.document_type {
            Some(kind) => kind,
            None => self.needed(&DOCUMENT_TYPE, DocumentType::parse)?,
        };
        self.needed(&DOCUMENT_NUMBER, |written| Document::parse(kind, written))
    }

    /// A text of at most so many letters, in one line and without marks that nobody sees.
    pub fn line(&self, column: &Column, longest: usize) -> Result<Option<String>, Problem> {
        self.optional(column, |written| line(written, longest))
    }

    pub fn needed_line(&self, column: &Column, longest: usize) -> Result<String, Problem> {
        self.needed(column, |written| match written {
            "" => Err(Reason::told("sheet-missing")),
            _ => line(written, longest),
        })
    }

    /// The same, with the lines it was written in.
    pub fn lines(&self, column: &Column, longest: usize) -> Result<Option<String>, Problem> {
        self.optional(column, |written| lines(written, longest))
    }

    pub fn date(&self, column: &Column) -> Result<Option<Date>, Problem> {
        self.optional(column, identity::roster::parse_date)
    }

    pub fn needed_date(&self, column: &Column) -> Result<Date, Problem> {
        self.needed(column, identity::roster::parse_date)
    }

    pub fn money(&self, column: &Column) -> Result<Option<Money>, Problem> {
        self.optional(column, money)
    }

    pub fn needed_money(&self, column: &Column) -> Result<Money, Problem> {
        self.needed(column, money)
    }
}

/// Reads an amount of a file.
pub fn money(written: &str) -> Result<Money, Reason> {
    Money::parse(written).map_err(|why| {
        Reason::told(match why {
            NotMoney::Missing => "sheet-missing",
            NotMoney::Malformed => "sheet-money-malformed",
            NotMoney::TooLarge => "sheet-money-too-large",
        })
    })
}

fn line(written: &str, longest: usize) -> Result<String, Reason> {
    fits(written, longest)?;
    Ok(in_one_line(written))
}

fn lines(written: &str, longest: usize) -> Result<String, Reason> {
    fits(written, longest)?;
    let lines = written.split(['\n', '\r']).map(in_one_line);
    Ok(lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n"))
}

fn in_one_line(written: &str) -> String {
    written.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What nobody sees would stop the papers that it is drawn on, or turn what they say round.
fn fits(written: &str, longest: usize) -> Result<(), Reason> {
    let is_odd = |c: char| (c.is_control() && c != '\n' && c != '\r') || is_invisible(c);
    if written.chars().any(is_odd) {
        return Err(Reason::told("sheet-odd-characters"));
    }
    if written.chars().count() > longest {
        return Err(Reason::Told("sheet-too-long", vec![("most", longest.to_string())]));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_one_line_or_the_lines_it_was_written_in() {
        let written = " Recibir  mercancía \r\n\n contar\rentregar";
        assert_eq!(line(written, 100).unwrap(), "Recibir mercancía contar entregar");
        assert_eq!(lines(written, 100).unwrap(), "Recibir mercancía\ncontar\nentregar");
    }

    #[test]
    fn marks_that_nobody_sees_are_refused() {
        for odd in ["Caj\u{200b}era", "Caj\u{202e}era", "Caj\u{ad}era", "\u{feff}Cajera", "Caj\u{7}era"] {
            assert_eq!(line(odd, 100), Err(Reason::told("sheet-odd-characters")), "{odd:?}");
            assert_eq!(lines(odd, 100), Err(Reason::told("sheet-odd-characters")), "{odd:?}");
        }
    }
}
