//! A file of rows that payroll staff send: columns in any order by the many names that payroll systems give them, and each row
//! with the person it is about.
//!
//! What a file brings is the affair of the feature whose columns these are; how files come in is that of `payroll`.

mod incoming;
mod mapping;
mod problem;
mod row;

use identity::roster::Document;

pub use incoming::{Comparison, Concept, Incoming, Publishing, Remark};
pub use mapping::{Mapping, WrongChoice};
pub use problem::{BadRow, Problem, Reason, WrittenRow, noted};
pub use row::{Row, money};

pub const TEXTS: base::texts::Source = base::texts!("sheet");

/// What a column of a file can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// The message id of its name, by which it is also known in what is stored.
    pub label: &'static str,
    /// Its names in files, without accents, case, signs and small words.
    pub names: &'static [&'static str],
    /// Whether no file can do without it.
    pub is_needed: bool,
}

impl Column {
    pub const fn needed(label: &'static str, names: &'static [&'static str]) -> Self {
        Self { label, names, is_needed: true }
    }

    pub const fn optional(label: &'static str, names: &'static [&'static str]) -> Self {
        Self { label, names, is_needed: false }
    }
}

/// The type of document; none where the header of the number says «cédula», or whoever sends the file says it of every row.
pub const DOCUMENT_TYPE: Column = Column::optional(
    "sheet-column-document-type",
    &["tipodocumento", "tipoidentificacion", "tipoid", "tipodoc", "tdoc", "td", "tipodocumentoidentidad"],
);
pub const DOCUMENT_NUMBER: Column = Column::needed(
    "sheet-column-document-number",
    &[
        "numerodocumento",
        "numeroidentificacion",
        "numerodocumentoidentidad",
        "documentoidentidad",
        "documento",
        "identificacion",
        "numerocedula",
        "cedula",
        "cedulaciudadania",
        "cc",
        "nuip",
    ],
);

/// Something that a file brings, of one person.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// The rows that it was read from, in their order.
    pub rows: Vec<u32>,
    pub document: Document,
    /// What the feature whose columns these are makes of it, as it is kept until it is published: JSON.
    pub content: String,
}

/// Reads the rows of one file, in their order.
pub trait Reading: Send {
    /// Takes in a row, or says all that is wrong with it.
    fn take(&mut self, row: &Row<'_>) -> Result<(), Vec<Problem>>;

    /// A row cannot be read at all: what it is part of, as far as that is known, is not whole.
    fn spoil(&mut self, _row: &Row<'_>) {}

    /// What the rows were, and those which contradict each other.
    fn end(self: Box<Self>) -> (Vec<Draft>, Vec<BadRow>);
}

/// Reads rows as they stand in a file, with semicolons between their cells.
#[cfg(test)]
pub fn read_rows(
    mut reading: Box<dyn Reading>,
    columns: &[Column],
    headers: &str,
    rows: &[&str],
) -> (Vec<Draft>, Vec<BadRow>) {
    let split = |line: &str| line.split(';').map(str::to_owned).collect::<Vec<_>>();
    let headers = split(headers);
    let mapping = Mapping::from_headers(&headers, columns);
    let mut bad = Vec::new();
    for (number, row) in (2..).zip(rows) {
        let cells = split(row);
        if let Err(problems) = reading.take(&Row::new(number, &headers, &cells, &mapping)) {
            bad.push(BadRow { row: number, problems });
        }
    }
    let (drafts, contradicting) = reading.end();
    bad.extend(contradicting);
    (drafts, bad)
}
