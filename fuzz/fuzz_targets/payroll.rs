//! What payroll sends: an amount that is taken is taken again as it is written, and the rows of a file are read or refused, twice alike.
#![no_main]

use std::collections::HashSet;

use desk::money::Money;
use desk::sheet::{BadRow, Column, Draft, Mapping, Reading, Row};
use desk::{employments, payslips};
use libfuzzer_sys::fuzz_target;

/// The columns of a kind of file, and how it is read.
type Kind = (&'static [Column], fn() -> Box<dyn Reading>);

const KINDS: [Kind; 2] = [
    (employments::columns::COLUMNS, employments::columns::reading),
    (payslips::columns::COLUMNS, payslips::columns::reading),
];

fuzz_target!(|written: &str| {
    if let Ok(amount) = Money::parse(written) {
        let amount = amount.absolute();
        assert_eq!(Money::parse(&amount.to_string()), Ok(amount));
    }
    let mut lines = written.lines().map(|line| line.split(';').map(str::to_owned).collect::<Vec<_>>());
    let Some(headers) = lines.next() else { return };
    let rows: Vec<Vec<String>> = lines.collect();
    for kind in KINDS {
        let (drafts, refused) = read(kind, &headers, &rows);
        let taken: Vec<u32> = drafts.iter().flat_map(|draft| draft.rows.iter().copied()).collect();
        let numbers: HashSet<u32> = taken.iter().copied().collect();
        assert_eq!(numbers.len(), taken.len(), "no row is taken twice");
        assert!(refused.iter().all(|row| !numbers.contains(&row.row)), "what is refused is not taken");
        assert!((drafts, refused) == read(kind, &headers, &rows));
    }
    let mapping = Mapping::from_headers(&headers, payslips::columns::COLUMNS);
    let _ = payslips::columns::unused(&headers, &mapping);
});

/// Reads the rows of a file whose columns are as their names tell; a row with more cells than names cannot be read.
fn read((columns, reading): Kind, headers: &[String], rows: &[Vec<String>]) -> (Vec<Draft>, Vec<BadRow>) {
    let mapping = Mapping::from_headers(headers, columns);
    let (mut reading, mut refused) = (reading(), Vec::new());
    for (number, cells) in (2..).zip(rows) {
        let mut cells = cells.clone();
        let is_too_long = cells.len() > headers.len();
        cells.resize(headers.len(), String::new());
        let row = Row::new(number, headers, &cells, &mapping);
        if is_too_long {
            reading.spoil(&row);
        } else if let Err(problems) = reading.take(&row) {
            refused.push(BadRow { row: number, problems });
        }
    }
    let (drafts, contradicting) = reading.end();
    refused.extend(contradicting);
    (drafts, refused)
}
