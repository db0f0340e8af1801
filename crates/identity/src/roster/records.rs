//! Splits the bytes of a CSV file into records, with the row numbers that a spreadsheet shows and in bounded memory.
//!
//! Written here and not taken from the `csv` crate for those two promises: that crate skips empty lines, after which its
//! line numbers are no longer a spreadsheet's rows, and it keeps a record of any size in memory, so that one stray quote
//! in a large file would fill it. On well-formed text both agree, and a test says so.

use std::io::{self, Read};

/// Longest cell, in bytes.
pub const LONGEST_CELL_BYTES: usize = 4096;
/// Most cells in a row.
pub const MOST_COLUMNS: usize = 200;
/// After so many bytes inside quotes, the closing quote has been forgotten.
const RUNAWAY_QUOTE_BYTES: usize = 1 << 20;
const BUFFER_BYTES: usize = 64 * 1024;

/// Why the rest of a file cannot be split.
#[derive(Debug)]
pub enum RecordsStopped {
    /// The quotes opened in this row are never closed.
    QuotesNotClosed {
        /// The row, as a spreadsheet numbers it.
        row: u32,
    },
    /// The file could not be read.
    Unreadable(io::Error),
}

/// What is wrong with the bytes of one record; the records after it are sound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordFlaw {
    /// A cell with more than [`LONGEST_CELL_BYTES`].
    CellTooLong,
    /// More cells than [`MOST_COLUMNS`].
    TooManyCells,
    /// A NUL byte.
    NulByte,
}

/// One row of the file.
#[derive(Debug, Default)]
pub struct Record {
    row: u32,
    bytes: Vec<u8>,
    ends: Vec<usize>,
    flaw: Option<RecordFlaw>,
    is_cut_off: bool,
}

impl Record {
    /// Its number, as a spreadsheet shows it: the first row is 1.
    pub fn row(&self) -> u32 {
        self.row
    }

    /// The first thing found wrong with it, if any.
    pub fn flaw(&self) -> Option<RecordFlaw> {
        self.flaw
    }

    /// Whether the file ends in it, without a line break.
    pub fn is_cut_off(&self) -> bool {
        self.is_cut_off
    }

    /// How many cells it has.
    pub fn cell_count(&self) -> usize {
        self.ends.len()
    }

    /// Whether every cell is empty, as in a blank line.
    pub fn is_blank(&self) -> bool {
        self.bytes.is_empty() && self.flaw.is_none()
    }

    /// The bytes of one cell, without quotes; none if the row is shorter.
    pub fn cell(&self, index: usize) -> Option<&[u8]> {
        let end = *self.ends.get(index)?;
        let start = if index == 0 { 0 } else { self.ends[index - 1] };
        Some(&self.bytes[start..end])
    }

    fn start(&mut self, row: u32) {
        self.row = row;
        self.bytes.clear();
        self.ends.clear();
        self.flaw = None;
        self.is_cut_off = false;
    }

    fn push(&mut self, byte: u8) {
        if byte == 0 {
            self.spoil(RecordFlaw::NulByte);
        } else if self.ends.len() == MOST_COLUMNS {
            self.spoil(RecordFlaw::TooManyCells);
        } else if self.bytes.len() - self.ends.last().copied().unwrap_or(0) == LONGEST_CELL_BYTES {
            self.spoil(RecordFlaw::CellTooLong);
        } else {
            self.bytes.push(byte);
        }
    }

    fn end_cell(&mut self) {
        if self.ends.len() == MOST_COLUMNS {
            self.spoil(RecordFlaw::TooManyCells);
        } else {
            self.ends.push(self.bytes.len());
        }
    }

    fn spoil(&mut self, flaw: RecordFlaw) {
        self.flaw.get_or_insert(flaw);
    }
}

/// The records of a file, one after the other.
pub struct Records<R> {
    source: R,
    delimiter: u8,
    buffer: Vec<u8>,
    position: usize,
    next_row: u32,
    after_carriage_return: bool,
}

enum Place {
    CellStart,
    Plain,
    Quoted,
    QuoteInQuoted,
}

impl<R: Read> Records<R> {
    /// Starts at the file's first byte, which is that of row 1.
    pub fn new(source: R, delimiter: u8) -> Self {
        Self { source, delimiter, buffer: Vec::new(), position: 0, next_row: 1, after_carriage_return: false }
    }

    /// Reads the next row into `record`; false at the end of the file.
    pub fn read(&mut self, record: &mut Record) -> Result<bool, RecordsStopped> {
        record.start(self.next_row);
        let mut place = Place::CellStart;
        let mut quoted_bytes = 0;
        let mut is_empty = true;
        loop {
            let Some(byte) = self.next_byte()? else {
                return match place {
                    Place::Quoted => Err(RecordsStopped::QuotesNotClosed { row: record.row }),
                    _ if is_empty => Ok(false),
                    _ => {
                        record.is_cut_off = true;
                        Ok(self.end(record))
                    }
                };
            };
            if std::mem::take(&mut self.after_carriage_return) && byte == b'\n' {
                continue;
            }
            is_empty = false;
            place = match (place, byte) {
                (Place::Quoted, b'"') => Place::QuoteInQuoted,
                (Place::Quoted, _) => {
                    quoted_bytes += 1;
                    if quoted_bytes > RUNAWAY_QUOTE_BYTES {
                        return Err(RecordsStopped::QuotesNotClosed { row: record.row });
                    }
                    record.push(byte);
                    Place::Quoted
                }
                (Place::QuoteInQuoted, b'"') => {
                    record.push(byte);
                    Place::Quoted
                }
                (_, b'\n' | b'\r') => {
                    self.after_carriage_return = byte == b'\r';
                    return Ok(self.end(record));
                }
                (_, byte) if byte == self.delimiter => {
                    record.end_cell();
                    Place::CellStart
                }
                (Place::CellStart, b'"') => {
                    quoted_bytes = 0;
                    Place::Quoted
                }
                (_, byte) => {
                    record.push(byte);
                    Place::Plain
                }
            };
        }
    }

    /// Gives the source back, with its bytes read as far as the last row needed.
    pub fn into_source(self) -> R {
        self.source
    }

    fn end(&mut self, record: &mut Record) -> bool {
        record.end_cell();
        self.next_row = self.next_row.saturating_add(1);
        true
    }

    fn next_byte(&mut self) -> Result<Option<u8>, RecordsStopped> {
        if self.position == self.buffer.len() && !self.fill()? {
            return Ok(None);
        }
        let byte = self.buffer[self.position];
        self.position += 1;
        Ok(Some(byte))
    }

    fn fill(&mut self) -> Result<bool, RecordsStopped> {
        self.buffer.resize(BUFFER_BYTES, 0);
        self.position = 0;
        let length = loop {
            match self.source.read(&mut self.buffer) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                outcome => break outcome.map_err(RecordsStopped::Unreadable)?,
            }
        };
        self.buffer.truncate(length);
        Ok(length > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::chance::Chance;

    /// Row number and cells of every row.
    fn rows(text: &[u8]) -> Vec<(u32, Vec<String>)> {
        let mut records = Records::new(text, b';');
        let mut record = Record::default();
        let mut rows = Vec::new();
        while records.read(&mut record).unwrap() {
            let cells = (0..record.cell_count()).map(|index| record.cell(index).unwrap());
            rows.push((record.row(), cells.map(|cell| String::from_utf8_lossy(cell).into_owned()).collect()));
        }
        rows
    }

    fn row(number: u32, cells: &[&str]) -> (u32, Vec<String>) {
        (number, cells.iter().map(|cell| (*cell).to_owned()).collect())
    }

    #[test]
    fn rows_are_numbered_as_a_spreadsheet_numbers_them() {
        let text = b"a;b\r\n\r\n\"one\r\ntwo\";2\r\n3;4\r\n";
        assert_eq!(
            rows(text),
            [row(1, &["a", "b"]), row(2, &[""]), row(3, &["one\r\ntwo", "2"]), row(4, &["3", "4"])]
        );
    }

    #[test]
    fn each_kind_of_line_end_ends_a_row() {
        let expected = [row(1, &["a", "b"]), row(2, &["1", "2"])];
        for text in ["a;b\n1;2\n", "a;b\r\n1;2\r\n", "a;b\r1;2\r", "a;b\n1;2"] {
            assert_eq!(rows(text.as_bytes()), expected, "{text:?}");
        }
    }

    #[test]
    fn quotes_protect_delimiters_and_quotes() {
        assert_eq!(
            rows(b"\"a;b\";\"say \"\"hi\"\"\";c\"d\"\n\"\";\"x\"y\n"),
            [row(1, &["a;b", "say \"hi\"", "c\"d\""]), row(2, &["", "xy"])]
        );
    }

    #[test]
    fn a_long_cell_spoils_its_row_and_no_other() {
        let text = format!("{};2\n3;4\n", "x".repeat(LONGEST_CELL_BYTES + 1));
        let mut records = Records::new(text.as_bytes(), b';');
        let mut record = Record::default();
        assert!(records.read(&mut record).unwrap());
        assert_eq!(record.flaw(), Some(RecordFlaw::CellTooLong));
        assert_eq!(record.cell(0).unwrap().len(), LONGEST_CELL_BYTES);
        assert_eq!(record.cell(1), Some(b"2".as_slice()));
        assert!(records.read(&mut record).unwrap());
        assert_eq!((record.flaw(), record.cell(0)), (None, Some(b"3".as_slice())));
    }

    #[test]
    fn too_many_cells_and_nul_bytes_spoil_their_row() {
        let text = format!("{}\na\0b;c\n", ";".repeat(MOST_COLUMNS));
        let mut records = Records::new(text.as_bytes(), b';');
        let mut record = Record::default();
        assert!(records.read(&mut record).unwrap());
        assert_eq!((record.cell_count(), record.flaw()), (MOST_COLUMNS, Some(RecordFlaw::TooManyCells)));
        assert!(records.read(&mut record).unwrap());
        assert_eq!(record.flaw(), Some(RecordFlaw::NulByte));
    }

    #[test]
    fn quotes_that_are_never_closed_name_their_row_and_stay_in_bounded_memory() {
        let runaway = format!("a;b\n1;2\n3;\"{}", "never closed\n".repeat(200_000));
        for text in ["a;b\n1;2\n3;\"open", &runaway] {
            let mut records = Records::new(text.as_bytes(), b';');
            let mut record = Record::default();
            assert!(records.read(&mut record).unwrap() && records.read(&mut record).unwrap());
            let stopped = records.read(&mut record).unwrap_err();
            assert!(matches!(stopped, RecordsStopped::QuotesNotClosed { row: 3 }));
            assert!(record.bytes.len() <= 2 * LONGEST_CELL_BYTES);
        }
    }

    #[test]
    fn random_text_is_split_as_the_csv_crate_splits_it() {
        let chance = Chance::seeded(2);
        let alphabet = b"ab;;\"\"\"\n\r \xf1";
        for _ in 0..2_000 {
            let text: Vec<u8> = (0..chance.below(60))
                .map(|_| alphabet[chance.below(alphabet.len() as u32) as usize])
                .collect();
            let mut records = Records::new(text.as_slice(), b';');
            let (mut record, mut ours) = (Record::default(), Vec::new());
            while let Ok(true) = records.read(&mut record) {
                let cells: Vec<_> =
                    (0..record.cell_count()).map(|index| record.cell(index).unwrap().to_vec()).collect();
                ours.push(cells);
            }
            ours.retain(|cells| *cells != [b""]);
            let mut reader = csv::ReaderBuilder::new()
                .delimiter(b';')
                .has_headers(false)
                .flexible(true)
                .from_reader(&*text);
            let theirs = reader.byte_records().map(|record| record.unwrap());
            let mut theirs: Vec<Vec<Vec<u8>>> =
                theirs.map(|record| record.iter().map(<[u8]>::to_vec).collect()).collect();
            theirs.retain(|cells| *cells != [b""]);
            // Where quotes stay open to the end, we stop and the crate goes on.
            theirs.truncate(ours.len());
            assert_eq!(ours, theirs, "{:?}", String::from_utf8_lossy(&text));
        }
    }
}
