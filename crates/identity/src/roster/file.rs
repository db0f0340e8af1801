//! Reads a roster file row by row: finds out its encoding and delimiter, understands its header, numbers its rows as a
//! spreadsheet does.
//!
//! A file is read more than once: [`inspect`] looks at all of its bytes and says what it is, then [`RosterFile`] reads
//! the rows, as often as needed. Neither holds more than a row in memory, and no input makes them panic.

use std::borrow::Cow;
use std::io::{self, Read};

use aws_lc_rs::digest;
use base::texts::Words;
use base::web::spreadsheet::as_given;
use encoding_rs::WINDOWS_1252;

use super::columns::{Column, Columns, Mapping, MissingColumn};
use super::records::{LONGEST_CELL_BYTES, MOST_COLUMNS, Record, RecordFlaw, Records, RecordsStopped};
use super::refusal::Refusal;
use super::written::printable;

/// Most rows that a file may have, its header included: as many as a sheet of Excel, so that a million people fit.
pub const MOST_ROWS: u32 = 1_048_576;

const UTF_8_MARK: &[u8] = &[0xEF, 0xBB, 0xBF];
const DELIMITERS: [u8; 3] = [b',', b';', b'\t'];
/// The header must fit in so many bytes for its delimiter to be found.
const HEAD_BYTES: usize = 64 * 1024;
const CHUNK_BYTES: usize = 64 * 1024;
/// What PDF documents and PNG pictures begin with.
const SIGNS: [&[u8]; 2] = [b"%PDF", b"\x89PNG"];
/// By so many bytes a file of another kind is known.
const SIGN_BYTES: usize = 512;

/// How a file's bytes stand for letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with or without its mark at the beginning.
    Utf8,
    /// What Excel writes here when it saves «CSV (delimitado por comas)».
    Windows1252,
}

impl Encoding {
    /// Its usual name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Windows1252 => "Windows-1252",
        }
    }

    fn decode(self, bytes: &[u8]) -> Cow<'_, str> {
        match self {
            Self::Utf8 => String::from_utf8_lossy(bytes),
            Self::Windows1252 => WINDOWS_1252.decode_without_bom_handling(bytes).0,
        }
    }
}

/// What a look at all bytes of a file tells, and what somebody said of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inspection {
    /// How letters are written.
    pub encoding: Encoding,
    /// What stands between cells.
    pub delimiter: u8,
    /// SHA-256 of the whole file: tells whether it is still the same when it is read again.
    pub sha256: [u8; 32],
    /// What each column was taken for; none where the header tells it.
    pub mapping: Option<Mapping>,
    /// Whether it is the whole list, so that whoever is not in it has left.
    pub is_whole: bool,
    has_mark: bool,
    declares_delimiter: bool,
}

/// Why a whole file is refused.
#[derive(Debug)]
pub enum FileRefusal {
    /// Nothing in it.
    Empty,
    /// Neither text nor a workbook.
    NotATable,
    /// A workbook that is not read here.
    Workbook,
    /// A document of an old Office.
    WorkbookOld,
    /// A workbook with a password.
    WorkbookProtected,
    /// A workbook of which a part is missing, broken or in no order.
    WorkbookDamaged,
    /// A workbook that would unpack to more than the limit.
    WorkbookTooLarge,
    /// Text in UTF-16, as Excel's «Texto Unicode» is.
    Utf16,
    /// Columns that every roster needs are missing.
    MissingColumns {
        /// What is missing.
        missing: Vec<MissingColumn>,
        /// The headers that were found.
        found: Vec<String>,
    },
    /// More columns than the limit.
    TooManyColumns,
    /// More rows than the limit.
    TooManyRows,
    /// Quotes opened in a row are never closed.
    QuotesNotClosed {
        /// The row.
        row: u32,
    },
    /// The system could not read it.
    Unreadable(io::Error),
}

impl FileRefusal {
    /// The message's id in the catalogue.
    pub fn message(&self) -> &'static str {
        match self {
            Self::Empty => "roster-file-empty",
            Self::NotATable => "roster-file-not-a-table",
            Self::Workbook => "roster-file-workbook",
            Self::WorkbookOld => "roster-file-workbook-old",
            Self::WorkbookProtected => "roster-file-workbook-protected",
            Self::WorkbookDamaged => "roster-file-workbook-damaged",
            Self::WorkbookTooLarge => "roster-file-workbook-too-large",
            Self::Utf16 => "roster-file-utf-16",
            Self::MissingColumns { .. } => "roster-file-missing-columns",
            Self::TooManyColumns => "roster-file-too-many-columns",
            Self::TooManyRows => "roster-file-too-many-rows",
            Self::QuotesNotClosed { .. } => "roster-file-quotes-not-closed",
            Self::Unreadable(_) => "roster-file-unreadable",
        }
    }
}

impl FileRefusal {
    /// The reason as a person reads it.
    pub fn in_words(&self, words: &Words) -> String {
        let id = self.message();
        match self {
            Self::MissingColumns { missing, found } => {
                let missing: Vec<&str> = missing.iter().map(|column| words.get(column.message())).collect();
                let found: Vec<String> = found.iter().map(|header| printable(header)).collect();
                let values = [("missing", missing.join(", ").into()), ("found", found.join(", ").into())];
                words.with(id, &values)
            }
            Self::TooManyColumns => words.with(id, &[("most", (MOST_COLUMNS as u32).into())]),
            Self::TooManyRows => words.with(id, &[("most", MOST_ROWS.into())]),
            Self::QuotesNotClosed { row } => words.with(id, &[("row", (*row).into())]),
            Self::Unreadable(error) => words.with(id, &[("reason", error.to_string().into())]),
            Self::Empty
            | Self::NotATable
            | Self::Workbook
            | Self::WorkbookOld
            | Self::WorkbookProtected
            | Self::WorkbookDamaged
            | Self::WorkbookTooLarge
            | Self::Utf16 => words.get(id).to_owned(),
        }
    }
}

impl From<io::Error> for FileRefusal {
    fn from(error: io::Error) -> Self {
        Self::Unreadable(error)
    }
}

impl From<RecordsStopped> for FileRefusal {
    fn from(stopped: RecordsStopped) -> Self {
        match stopped {
            RecordsStopped::QuotesNotClosed { row } => Self::QuotesNotClosed { row },
            RecordsStopped::Unreadable(error) => Self::Unreadable(error),
        }
    }
}

/// Reads a file once from end to end and says how to read its rows.
pub fn inspect(source: impl Read) -> Result<Inspection, FileRefusal> {
    let mut source = Hashed::new(source);
    let mut head = Vec::new();
    let mut utf_8 = Utf8Check::default();
    let mut chunk = vec![0; CHUNK_BYTES];
    loop {
        let length = read_some(&mut source, &mut chunk).map_err(FileRefusal::Unreadable)?;
        if length == 0 {
            break;
        }
        let bytes = &chunk[..length];
        utf_8.add(bytes);
        head.extend_from_slice(&bytes[..length.min(HEAD_BYTES - head.len())]);
    }
    refuse_what_is_not_text(&head)?;
    let has_mark = head.starts_with(UTF_8_MARK);
    let text = head.strip_prefix(UTF_8_MARK).unwrap_or(&head);
    let declared = declared_delimiter(text);
    Ok(Inspection {
        encoding: if utf_8.is_valid() { Encoding::Utf8 } else { Encoding::Windows1252 },
        delimiter: declared.unwrap_or_else(|| most_frequent_delimiter(text)),
        sha256: source.sha256(),
        mapping: None,
        is_whole: true,
        has_mark,
        declares_delimiter: declared.is_some(),
    })
}

/// The rows of one file, after its header.
pub struct RosterFile<R> {
    records: Records<R>,
    record: Record,
    encoding: Encoding,
    columns: Columns,
}

impl<R: Read> RosterFile<R> {
    /// Starts to read a file from its first byte, and understands its header.
    pub fn open(source: R, inspection: &Inspection) -> Result<Self, FileRefusal> {
        let (records, record) = to_header(source, inspection)?;
        let headers = headers_of(&record, inspection.encoding);
        let columns = match inspection.mapping.clone() {
            Some(mapping) => Columns::chosen(headers.clone(), mapping),
            None => Columns::from_headers(headers.clone()),
        };
        let columns = columns.map_err(|missing| FileRefusal::MissingColumns { missing, found: headers })?;
        Ok(Self { records, record, encoding: inspection.encoding, columns })
    }

    /// What the header says.
    pub fn columns(&self) -> &Columns {
        &self.columns
    }

    /// Gives the source back; after the last row all its bytes were read.
    pub fn into_source(self) -> R {
        self.records.into_source()
    }

    /// The next row that is not blank; none at the end.
    pub fn next_row(&mut self) -> Result<Option<Row<'_>>, FileRefusal> {
        while self.records.read(&mut self.record)? {
            refuse_too_many_rows(&self.record)?;
            if !self.record.is_blank() {
                return Ok(Some(Row {
                    record: &self.record,
                    encoding: self.encoding,
                    columns: &self.columns,
                }));
            }
        }
        Ok(None)
    }
}

/// One row of a roster file.
pub struct Row<'a> {
    record: &'a Record,
    encoding: Encoding,
    columns: &'a Columns,
}

impl<'a> Row<'a> {
    /// Its number, as a spreadsheet shows it.
    pub fn number(&self) -> u32 {
        self.record.row()
    }

    /// What the file's header says.
    pub fn columns(&self) -> &'a Columns {
        self.columns
    }

    /// Why the row cannot be read at all, if it cannot.
    pub fn refusal(&self) -> Option<Refusal> {
        refusal_of(self.record, self.columns.count())
    }

    /// What a column says; empty where the file has no such column.
    pub fn cell(&self, column: Column) -> Cow<'_, str> {
        let place = self.columns.place(column);
        cell_of(self.record, place, self.encoding)
    }

    /// Every cell as it is written.
    pub fn cells(&self) -> impl Iterator<Item = Cow<'_, str>> {
        let cells = (0..self.record.cell_count()).filter_map(|index| self.record.cell(index));
        cells.map(|cell| self.encoding.decode(cell))
    }
}

/// The rows of a file whose columns are no roster's, as text in the order of its header.
pub struct TextRows<R> {
    records: Records<R>,
    record: Record,
    encoding: Encoding,
    headers: Vec<String>,
}

/// One row as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextRow {
    /// Its number, as a spreadsheet shows it.
    pub number: u32,
    /// As many cells as the header has; empty ones where the row is shorter.
    pub cells: Vec<String>,
    /// Why the row cannot be read at all, if it cannot.
    pub refusal: Option<Refusal>,
}

impl<R: Read> TextRows<R> {
    /// Starts to read a file from its first byte, as far as its header.
    pub fn open(source: R, inspection: &Inspection) -> Result<Self, FileRefusal> {
        let (records, record) = to_header(source, inspection)?;
        let headers = headers_of(&record, inspection.encoding);
        Ok(Self { records, record, encoding: inspection.encoding, headers })
    }

    /// The headers as they are written.
    pub fn headers(&self) -> &[String] {
        &self.headers
    }

    /// The next row that is not blank; none at the end.
    pub fn next_row(&mut self) -> Result<Option<TextRow>, FileRefusal> {
        while self.records.read(&mut self.record)? {
            refuse_too_many_rows(&self.record)?;
            if self.record.is_blank() {
                continue;
            }
            let columns = self.headers.len();
            let cells =
                (0..columns).map(|place| cell_of(&self.record, Some(place), self.encoding).into_owned());
            return Ok(Some(TextRow {
                number: self.record.row(),
                cells: cells.collect(),
                refusal: refusal_of(&self.record, columns),
            }));
        }
        Ok(None)
    }
}

/// Why a record cannot be a row of a file with so many columns.
fn refusal_of(record: &Record, columns: usize) -> Option<Refusal> {
    let most = columns as u32;
    match record.flaw() {
        Some(RecordFlaw::CellTooLong) => Some(Refusal::CellTooLong { longest: LONGEST_CELL_BYTES as u32 }),
        Some(RecordFlaw::NulByte) => Some(Refusal::RowWithNulByte),
        Some(RecordFlaw::TooManyCells) => Some(Refusal::RowTooLong { columns: most }),
        None if filled_cells(record) > columns => Some(Refusal::RowTooLong { columns: most }),
        // Excel leaves out empty cells at the end of a row; only a file that was cut off ends within one.
        None if record.is_cut_off() && record.cell_count() < columns => {
            Some(Refusal::RowTooShort { columns: most })
        }
        None => None,
    }
}

/// How many cells a record has up to the last one with something in it; Excel writes empty ones after it, or none at all.
fn filled_cells(record: &Record) -> usize {
    let is_filled = |index: &usize| record.cell(*index).is_some_and(|cell| !cell.is_empty());
    (0..record.cell_count()).rev().find(is_filled).map_or(0, |last| last + 1)
}

/// A cell as it was meant; empty where there is none.
fn cell_of(record: &Record, place: Option<usize>, encoding: Encoding) -> Cow<'_, str> {
    let bytes = place.and_then(|place| record.cell(place)).unwrap_or_default();
    match encoding.decode(without_formula_quotes(bytes)) {
        Cow::Borrowed(cell) => Cow::Borrowed(as_given(cell)),
        Cow::Owned(cell) => Cow::Owned(as_given(&cell).to_owned()),
    }
}

/// Systems that export for Excel write `="0123"` lest it read a number; the text is what is meant.
fn without_formula_quotes(cell: &[u8]) -> &[u8] {
    cell.strip_prefix(b"=\"").and_then(|rest| rest.strip_suffix(b"\"")).unwrap_or(cell)
}

/// The headers of a file as they are written, whatever they mean.
pub fn headers(source: impl Read, inspection: &Inspection) -> Result<Vec<String>, FileRefusal> {
    let (_, record) = to_header(source, inspection)?;
    Ok(headers_of(&record, inspection.encoding))
}

/// Reads as far as the first row with anything in it.
fn to_header<R: Read>(mut source: R, inspection: &Inspection) -> Result<(Records<R>, Record), FileRefusal> {
    if inspection.has_mark {
        source.read_exact(&mut [0; UTF_8_MARK.len()]).map_err(FileRefusal::Unreadable)?;
    }
    let mut records = Records::new(source, inspection.delimiter);
    let mut record = Record::default();
    if inspection.declares_delimiter {
        records.read(&mut record)?;
    }
    loop {
        if !records.read(&mut record)? {
            return Err(FileRefusal::Empty);
        }
        refuse_too_many_rows(&record)?;
        if !record.is_blank() {
            break;
        }
    }
    if record.flaw() == Some(RecordFlaw::TooManyCells) {
        return Err(FileRefusal::TooManyColumns);
    }
    Ok((records, record))
}

fn headers_of(record: &Record, encoding: Encoding) -> Vec<String> {
    let cells = (0..record.cell_count()).filter_map(|index| record.cell(index));
    let mut headers: Vec<String> = cells.map(|cell| encoding.decode(cell).into_owned()).collect();
    while headers.last().is_some_and(|header| header.trim().is_empty()) {
        headers.pop();
    }
    headers
}

fn refuse_too_many_rows(record: &Record) -> Result<(), FileRefusal> {
    if record.row() > MOST_ROWS { Err(FileRefusal::TooManyRows) } else { Ok(()) }
}

fn refuse_what_is_not_text(head: &[u8]) -> Result<(), FileRefusal> {
    const ZIP: &[u8] = b"PK\x03\x04";
    const COMPOUND_DOCUMENT: &[u8] = b"\xD0\xCF\x11\xE0";
    if head.strip_prefix(UTF_8_MARK).unwrap_or(head).trim_ascii().is_empty() {
        return Err(FileRefusal::Empty);
    }
    if head.starts_with(ZIP) || head.starts_with(COMPOUND_DOCUMENT) {
        return Err(FileRefusal::Workbook);
    }
    // A file of another kind has control characters that no table has, or says what it is.
    let is_odd = |byte: &u8| matches!(byte, 1..=8 | 14..=25 | 28..=31);
    if SIGNS.iter().any(|sign| head.starts_with(sign)) || head.iter().take(SIGN_BYTES).any(is_odd) {
        return Err(FileRefusal::NotATable);
    }
    if head.starts_with(b"\xFF\xFE") || head.starts_with(b"\xFE\xFF") {
        return Err(FileRefusal::Utf16);
    }
    Ok(())
}

/// The delimiter that Excel's own first line `sep=;` names.
fn declared_delimiter(text: &[u8]) -> Option<u8> {
    let line = text.split(|byte| matches!(byte, b'\n' | b'\r')).next()?;
    match line.strip_prefix(b"sep=")? {
        [delimiter] if DELIMITERS.contains(delimiter) => Some(*delimiter),
        _ => None,
    }
}

/// The delimiter found most often outside quotes in the first line with anything in it.
fn most_frequent_delimiter(text: &[u8]) -> u8 {
    let mut counts = [0_u32; DELIMITERS.len()];
    let mut in_quotes = false;
    for byte in text.trim_ascii_start() {
        match byte {
            b'"' => in_quotes = !in_quotes,
            b'\n' | b'\r' if !in_quotes => break,
            _ if in_quotes => {}
            _ => {
                if let Some(index) = DELIMITERS.iter().position(|delimiter| delimiter == byte) {
                    counts[index] += 1;
                }
            }
        }
    }
    let most = (0..DELIMITERS.len()).rev().max_by_key(|index| counts[*index]).unwrap_or(0);
    DELIMITERS[most]
}

/// Computes the SHA-256 of what is read through it.
pub struct Hashed<R> {
    source: R,
    hash: digest::Context,
}

impl<R> Hashed<R> {
    /// Starts before the source's first byte.
    pub fn new(source: R) -> Self {
        Self { source, hash: digest::Context::new(&digest::SHA256) }
    }

    /// The hash of all bytes read so far.
    pub fn sha256(self) -> [u8; 32] {
        let mut sha256 = [0; 32];
        sha256.copy_from_slice(self.hash.finish().as_ref());
        sha256
    }
}

impl<R: Read> Read for Hashed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.source.read(buffer)?;
        self.hash.update(&buffer[..length]);
        Ok(length)
    }
}

fn read_some(source: &mut impl Read, chunk: &mut [u8]) -> io::Result<usize> {
    loop {
        match source.read(chunk) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            outcome => return outcome,
        }
    }
}

/// Whether bytes that come in pieces are UTF-8.
#[derive(Default)]
struct Utf8Check {
    is_broken: bool,
    /// A letter whose last bytes are in the next piece.
    unfinished: Vec<u8>,
}

impl Utf8Check {
    fn add(&mut self, piece: &[u8]) {
        if self.is_broken {
            return;
        }
        self.unfinished.extend_from_slice(piece);
        let Err(error) = std::str::from_utf8(&self.unfinished) else {
            self.unfinished.clear();
            return;
        };
        self.is_broken = error.error_len().is_some();
        self.unfinished.drain(..error.valid_up_to());
    }

    fn is_valid(&self) -> bool {
        !self.is_broken && self.unfinished.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "tipo_documento;numero_documento;nombres;apellidos\n";

    fn open(bytes: &[u8]) -> Result<RosterFile<&[u8]>, FileRefusal> {
        RosterFile::open(bytes, &inspect(bytes)?)
    }

    /// Row number and given names of every row.
    fn names(bytes: &[u8]) -> Vec<(u32, String)> {
        let mut file = open(bytes).unwrap();
        let mut names = Vec::new();
        while let Some(row) = file.next_row().unwrap() {
            names.push((row.number(), row.cell(Column::GivenNames).into_owned()));
        }
        names
    }

    /// A source that gives one byte at a time.
    struct Drip<'a>(&'a [u8]);

    impl Read for Drip<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let length = self.0.len().min(1);
            self.0.read(&mut buffer[..length])
        }
    }

    #[test]
    fn utf_8_is_read_with_and_without_its_mark() {
        let text = format!("{HEADER}CC;1900000001;María José;Peña\n");
        assert_eq!(names(text.as_bytes()), [(2, "María José".to_owned())]);
        assert_eq!(names(format!("\u{feff}{text}").as_bytes()), [(2, "María José".to_owned())]);
    }

    #[test]
    fn one_byte_that_is_not_utf_8_makes_the_whole_file_windows_1252() {
        let mut bytes = HEADER.replace("numero", "n\u{fa}mero").into_bytes();
        bytes = bytes
            .iter()
            .copied()
            .filter(|byte| *byte != 0xC3)
            .map(|b| if b == 0xBA { 0xFA } else { b })
            .collect();
        bytes.extend_from_slice(b"CC;1900000001;Mar\xEDa Jos\xE9;Pe\xF1a\n");
        assert_eq!(inspect(&*bytes).unwrap().encoding, Encoding::Windows1252);
        assert_eq!(names(&bytes), [(2, "María José".to_owned())]);
    }

    #[test]
    fn letters_cut_between_two_pieces_are_still_utf_8() {
        let text = format!("{HEADER}CC;1900000001;Ñandú 🙂;Peña\n");
        assert_eq!(inspect(Drip(text.as_bytes())).unwrap(), inspect(text.as_bytes()).unwrap());
        assert_eq!(inspect(Drip(text.as_bytes())).unwrap().encoding, Encoding::Utf8);
        let cut = &text.as_bytes()[..text.find('🙂').unwrap() + 2];
        assert_eq!(inspect(Drip(cut)).unwrap().encoding, Encoding::Windows1252);
    }

    #[test]
    fn the_delimiter_is_the_one_the_header_uses_outside_quotes() {
        for (header, delimiter) in [
            ("cedula,nombres,apellidos", b','),
            ("cedula;nombres;apellidos", b';'),
            ("cedula\tnombres\tapellidos", b'\t'),
            ("\"cedula, sin puntos, ni comas\";nombres;apellidos", b';'),
            ("\n\ncedula;nombres;apellidos", b';'),
            ("sep=;\ncedula;\"a,b,c,d\"", b';'),
            ("sep=,\r\na,b;c;d;e", b','),
        ] {
            assert_eq!(inspect(header.as_bytes()).unwrap().delimiter, delimiter, "{header}");
        }
    }

    #[test]
    fn rows_keep_their_number_after_sep_blank_lines_and_line_breaks_in_cells() {
        let text = format!("sep=;\r\n\r\n{HEADER};;;\r\n\r\nCC;1;\"Ana\nLucía\";Peña\r\nCC;2;Luis;Peña");
        assert_eq!(names(text.as_bytes()), [(6, "Ana\nLucía".to_owned()), (7, "Luis".to_owned())]);
    }

    #[test]
    fn text_that_is_shielded_from_excel_is_read_as_text() {
        let text = format!("{HEADER}CC;\"=\"\"0079123456\"\"\";Ana;Peña\n");
        let mut file = open(text.as_bytes()).unwrap();
        assert_eq!(file.next_row().unwrap().unwrap().cell(Column::DocumentNumber), "0079123456");
    }

    #[test]
    fn what_is_no_text_file_is_refused_by_its_kind() {
        assert!(matches!(open(b""), Err(FileRefusal::Empty)));
        assert!(matches!(open(b"\xEF\xBB\xBF \r\n"), Err(FileRefusal::Empty)));
        assert!(matches!(open(b"\n;;\n"), Err(FileRefusal::Empty)));
        assert!(matches!(open(b"PK\x03\x04rest"), Err(FileRefusal::Workbook)));
        assert!(matches!(open(b"\xD0\xCF\x11\xE0rest"), Err(FileRefusal::Workbook)));
        assert!(matches!(open(b"\xFF\xFEc\0e\0"), Err(FileRefusal::Utf16)));
    }

    #[test]
    fn a_header_without_what_is_needed_tells_what_was_found() {
        let Err(FileRefusal::MissingColumns { missing, found }) = open(b"codigo;sueldo;\n1;2;3\n") else {
            panic!("the file is refused")
        };
        assert_eq!(missing, [MissingColumn::DocumentNumber, MissingColumn::Name]);
        assert_eq!(found, ["codigo", "sueldo"]);
    }

    #[test]
    fn too_many_columns_and_rows_are_refused() {
        assert!(matches!(open(";a".repeat(MOST_COLUMNS + 1).as_bytes()), Err(FileRefusal::TooManyColumns)));
        let mut text = HEADER.to_owned();
        text.push_str(&"\n".repeat(MOST_ROWS as usize - 1));
        assert!(open(text.as_bytes()).unwrap().next_row().unwrap().is_none());
        text.push('\n');
        assert!(matches!(open(text.as_bytes()).unwrap().next_row(), Err(FileRefusal::TooManyRows)));
    }

    #[test]
    fn open_quotes_are_told_with_their_row() {
        let text = format!("{HEADER}CC;1;Ana;Peña\nCC;2;\"Luis;Peña\nCC;3;Eva;Gil\n");
        let mut file = open(text.as_bytes()).unwrap();
        assert!(file.next_row().unwrap().is_some());
        assert!(matches!(file.next_row(), Err(FileRefusal::QuotesNotClosed { row: 3 })));
    }
}
