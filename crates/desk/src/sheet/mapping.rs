//! Which column of a file was taken for what.

use identity::roster::DocumentType;
use identity::roster::columns::header_name;
use serde::{Deserialize, Serialize};

use super::{Column, DOCUMENT_NUMBER, DOCUMENT_TYPE};

/// Each column with its place in the file; the first is 0.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    places: Vec<(String, usize)>,
    /// The type of every document, where no column tells it.
    pub document_type: Option<DocumentType>,
}

/// What is wrong with a choice of columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WrongChoice {
    /// This is in a column that the file does not have.
    NoSuchColumn(Column),
    /// This is in the column of another one.
    TakenTwice(Column),
    /// This is in no column, and no file can do without it.
    Missing(Column),
    /// Neither a column nor the form says the type of document.
    MissingDocumentType,
}

impl Mapping {
    /// What the names of the columns tell by themselves.
    pub fn from_headers(headers: &[String], columns: &[Column]) -> Self {
        let names: Vec<String> = headers.iter().map(|header| header_name(header)).collect();
        let place_of = |column: &Column| {
            column.names.iter().find_map(|name| names.iter().position(|header| header == name))
        };
        let mut mapping = Self::default();
        for column in columns {
            if let Some(place) = place_of(column).filter(|place| !mapping.takes(*place)) {
                mapping.places.push((column.label.to_owned(), place));
            }
        }
        let number = mapping.place(&DOCUMENT_NUMBER).map(|place| names[place].as_str());
        let says_cedula = number.is_some_and(|name| name == "cc" || name.contains("cedula"));
        mapping.document_type =
            (says_cedula && mapping.place(&DOCUMENT_TYPE).is_none()).then_some(DocumentType::Cc);
        mapping
    }

    /// Reads for each column the number of its place, "" for none; `document_type` is that of every row, or "".
    pub fn chosen<'a>(
        headers: &[String],
        columns: &[Column],
        of: impl Fn(&Column) -> &'a str,
        document_type: &str,
    ) -> Result<Self, Vec<WrongChoice>> {
        let mut mapping = Self { places: Vec::new(), document_type: DocumentType::parse(document_type).ok() };
        let mut wrong = Vec::new();
        for column in columns {
            let chosen = of(column);
            if chosen.is_empty() {
                continue;
            }
            match chosen.parse().ok().filter(|place| *place < headers.len()) {
                None => wrong.push(WrongChoice::NoSuchColumn(*column)),
                Some(place) if mapping.takes(place) => wrong.push(WrongChoice::TakenTwice(*column)),
                Some(place) => mapping.places.push((column.label.to_owned(), place)),
            }
        }
        if mapping.place(&DOCUMENT_TYPE).is_some() {
            mapping.document_type = None;
        } else if mapping.document_type.is_none() {
            wrong.push(WrongChoice::MissingDocumentType);
        }
        let is_missing = |column: &&Column| {
            let is_told = wrong.iter().any(|told| {
                matches!(told, WrongChoice::NoSuchColumn(of) | WrongChoice::TakenTwice(of) if of == *column)
            });
            column.is_needed && mapping.place(column).is_none() && !is_told
        };
        let missing: Vec<WrongChoice> =
            columns.iter().filter(is_missing).map(|column| WrongChoice::Missing(*column)).collect();
        wrong.extend(missing);
        if wrong.is_empty() { Ok(mapping) } else { Err(wrong) }
    }

    /// Where in a row this column stands.
    pub fn place(&self, column: &Column) -> Option<usize> {
        self.places.iter().find(|(label, _)| label == column.label).map(|(_, place)| *place)
    }

    /// Whether a column was taken for something.
    pub fn takes(&self, place: usize) -> bool {
        self.places.iter().any(|(_, taken)| *taken == place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CODE: Column = Column::needed("sheet-column-code", &["codigocontrato", "contrato"]);
    const COLUMNS: [Column; 3] = [DOCUMENT_TYPE, DOCUMENT_NUMBER, CODE];

    fn headers(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn headers_are_understood_by_their_many_names() {
        let mapping =
            Mapping::from_headers(&headers(&["Código del contrato", "Cédula", "Otra cosa"]), &COLUMNS);
        assert_eq!((mapping.place(&CODE), mapping.place(&DOCUMENT_NUMBER)), (Some(0), Some(1)));
        assert_eq!(mapping.document_type, Some(DocumentType::Cc));
        assert!(!mapping.takes(2));
        let mapping = Mapping::from_headers(&headers(&["Tipo doc", "Documento", "Contrato"]), &COLUMNS);
        assert_eq!((mapping.place(&DOCUMENT_TYPE), mapping.document_type), (Some(0), None));
    }

    #[test]
    fn a_choice_is_taken_as_it_was_made_or_all_that_is_wrong_is_told() {
        let choose = |choices: [&'static str; 3], document_type: &str| {
            let of = move |column: &Column| {
                choices[COLUMNS.iter().position(|one| one == column).unwrap_or_default()]
            };
            Mapping::chosen(&headers(&["a", "b", "c"]), &COLUMNS, of, document_type)
        };
        let mapping = choose(["", "2", "0"], "CC").unwrap();
        assert_eq!((mapping.place(&DOCUMENT_NUMBER), mapping.place(&CODE)), (Some(2), Some(0)));
        assert_eq!(choose(["0", "1", "2"], "CC").unwrap().document_type, None);
        assert_eq!(
            choose(["", "1", "1"], ""),
            Err(vec![WrongChoice::TakenTwice(CODE), WrongChoice::MissingDocumentType])
        );
        assert_eq!(choose(["", "1", ""], "CC"), Err(vec![WrongChoice::Missing(CODE)]));
        for place in ["3", "-1", "x", "99999999999999999999"] {
            assert_eq!(choose(["", "1", place], "CC"), Err(vec![WrongChoice::NoSuchColumn(CODE)]));
        }
    }
}
