//! What may be said of a file's columns.

use crate::roster::columns::{Column, Columns, Mapping, MissingColumn};
use crate::roster::document::DocumentType;

/// What is wrong with a choice of columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WrongChoice {
    /// This thing is in a column that the file does not have.
    NoSuchColumn(Column),
    /// This thing is in the column of another one.
    TakenTwice(Column),
    /// Something every roster needs is in no column.
    Missing(MissingColumn),
}

/// Reads for each thing the number of its column, "" for none; `document_type` is that of every row, or "".
pub fn read_choices<'a>(
    headers: &[String],
    of: impl Fn(Column) -> &'a str,
    document_type: &str,
) -> Result<Mapping, Vec<WrongChoice>> {
    let mut mapping = Mapping { places: Vec::new(), document_type: DocumentType::parse(document_type).ok() };
    let mut wrong = Vec::new();
    for column in Column::ALL {
        let chosen = of(column);
        if chosen.is_empty() {
            continue;
        }
        match chosen.parse::<usize>().ok().filter(|place| *place < headers.len()) {
            None => wrong.push(WrongChoice::NoSuchColumn(column)),
            Some(place) if mapping.places.iter().any(|(_, taken)| *taken == place) => {
                wrong.push(WrongChoice::TakenTwice(column));
            }
            Some(place) => mapping.places.push((column, place)),
        }
    }
    if let Err(missing) = Columns::chosen(headers.to_vec(), mapping.clone()) {
        wrong.extend(missing.into_iter().map(WrongChoice::Missing));
    }
    if wrong.is_empty() { Ok(mapping) } else { Err(wrong) }
}

/// The field of a form at which something missing is told.
pub fn field_of_missing(missing: MissingColumn) -> Column {
    match missing {
        MissingColumn::DocumentType => Column::DocumentType,
        MissingColumn::DocumentNumber => Column::DocumentNumber,
        MissingColumn::Name => Column::FirstName,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(choices: &[(Column, &str)], document_type: &str) -> Result<Mapping, Vec<WrongChoice>> {
        let headers = ["a", "b", "c"].map(str::to_owned);
        let of = |column| choices.iter().find(|(of, _)| *of == column).map_or("", |(_, place)| *place);
        read_choices(&headers, of, document_type)
    }

    #[test]
    fn a_choice_is_taken_as_it_was_made() {
        let mapping = chosen(&[(Column::DocumentNumber, "2"), (Column::FullName, "0")], "CC").unwrap();
        assert_eq!(mapping.place(Column::DocumentNumber), Some(2));
        assert_eq!(mapping.document_type, Some(DocumentType::Cc));
    }

    #[test]
    fn what_is_missing_taken_twice_or_not_there_is_told() {
        assert_eq!(
            chosen(&[(Column::DocumentNumber, "1"), (Column::FullName, "1")], ""),
            Err(vec![
                WrongChoice::TakenTwice(Column::FullName),
                WrongChoice::Missing(MissingColumn::DocumentType),
                WrongChoice::Missing(MissingColumn::Name),
            ])
        );
        for place in ["3", "-1", "x", "99999999999999999999"] {
            let wrong = chosen(
                &[(Column::DocumentNumber, "0"), (Column::FullName, "1"), (Column::Email, place)],
                "CC",
            );
            assert_eq!(wrong, Err(vec![WrongChoice::NoSuchColumn(Column::Email)]));
        }
    }
}
