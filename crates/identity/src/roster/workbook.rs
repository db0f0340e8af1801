//! Reads the first sheet of an Excel workbook (.xlsx) as the table of text that everything else here reads.
//!
//! A workbook is a ZIP archive of XML, and a small one can unpack to more than a machine has. So it is looked through before it is
//! read: first what its directory says, then, since a directory can lie, every part is unpacked into nothing and counted. The reader,
//! which keeps all shared texts in memory and trusts what the file says of their number, only sees a workbook that passed.
//!
//! Rows keep the numbers that the spreadsheet shows, dates become `1990-01-31`, numbers are written with all their digits, and with
//! hundredths where they have more decimals than that.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Write};

use calamine::{Data, DataRef, Reader, Xlsx};
use zip::ZipArchive;
use zip::read::ZipFile;
use zip::result::ZipError;

use super::file::{FileRefusal, MOST_ROWS};
use super::records::{LONGEST_CELL_BYTES, MOST_COLUMNS};

const ZIP: &[u8] = b"PK\x03\x04";
const COMPOUND_DOCUMENT: &[u8] = b"\xD0\xCF\x11\xE0";
/// The directory of a compound document that holds an encrypted workbook names this stream, in UTF-16 (MS-OFFCRYPTO §2.3).
const ENCRYPTED: &str = "EncryptedPackage";

/// Most parts of a workbook; the reader makes a list of them.
const MOST_PARTS: usize = 1_000;
/// What all parts together may unpack to. A hundred thousand people with ten columns take 50 MB.
const MOST_UNPACKED_BYTES: u64 = 768 * 1024 * 1024;
/// No stretch of XML without a tag is longer; a cell holds 32,767 characters.
const LONGEST_TEXT_BYTES: usize = 1024 * 1024;
/// The most texts that a workbook may share; more is not reserved for.
const MOST_SHARED_TEXTS: u64 = 4_000_000;
const CHUNK_BYTES: usize = 64 * 1024;
const MOST_DECIMALS: usize = 2;

/// How large a part may be, by what it is for.
#[derive(Clone, Copy)]
struct Allowance {
    bytes: u64,
    tags: u64,
}

/// A sheet is read cell by cell.
const SHEET: Allowance = Allowance { bytes: 640 * 1024 * 1024, tags: u64::MAX };
/// The shared texts are kept.
const SHARED_TEXTS: Allowance = Allowance { bytes: 128 * 1024 * 1024, tags: 8_000_000 };
/// Styles, names and what belongs where are kept too, and are small.
const OTHER: Allowance = Allowance { bytes: 16 * 1024 * 1024, tags: 400_000 };

/// Whether a file begins as a workbook does. A password makes it a document of another kind, which is refused by name.
pub fn is_workbook(mut source: impl Read) -> Result<bool, FileRefusal> {
    let mut head = Vec::new();
    source.by_ref().take(CHUNK_BYTES as u64).read_to_end(&mut head)?;
    if head.starts_with(COMPOUND_DOCUMENT) {
        let encrypted: Vec<u8> = ENCRYPTED.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let is_encrypted = head.windows(encrypted.len()).any(|window| window == encrypted);
        return Err(if is_encrypted { FileRefusal::WorkbookProtected } else { FileRefusal::WorkbookOld });
    }
    Ok(head.starts_with(ZIP))
}

/// Writes the first sheet of a workbook as CSV in UTF-8.
pub fn convert(source: File, target: impl Write) -> Result<(), FileRefusal> {
    look_through(&source)?;
    let mut workbook = Xlsx::new(BufReader::new(source)).map_err(|_| FileRefusal::WorkbookDamaged)?;
    let first = workbook.sheet_names().into_iter().next().ok_or(FileRefusal::WorkbookDamaged)?;
    let mut cells = workbook.worksheet_cells_reader(&first).map_err(|_| FileRefusal::WorkbookDamaged)?;
    let mut sheet = Sheet::new(target);
    while let Some(cell) = cells.next_cell().map_err(|_| FileRefusal::WorkbookDamaged)? {
        sheet.put(cell.get_position(), written(cell.get_value()))?;
    }
    sheet.end()
}

/// Unpacks every part into nothing, and refuses what is more than it should be.
fn look_through(source: &File) -> Result<(), FileRefusal> {
    let mut archive = ZipArchive::new(BufReader::new(source)).map_err(damaged)?;
    if archive.len() > MOST_PARTS {
        return Err(FileRefusal::WorkbookTooLarge);
    }
    let mut told: u64 = 0;
    for index in 0..archive.len() {
        let part = archive.by_index_raw(index).map_err(damaged)?;
        told = told.saturating_add(part.size());
        if told > MOST_UNPACKED_BYTES || part.size() > allowance(&name_of(&part)?).bytes {
            return Err(FileRefusal::WorkbookTooLarge);
        }
    }
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(damaged)?;
        let allowance = allowance(&name_of(&part)?);
        // A part that unpacks to more than the directory said is cut here and found to be broken.
        let told = part.size();
        look_through_part(part.take(told + 1), Allowance { bytes: told, ..allowance })?;
    }
    Ok(())
}

/// What the system could not read is our own affair; what it read and nobody understands is the file's.
fn damaged(error: ZipError) -> FileRefusal {
    match error {
        ZipError::Io(error) if error.raw_os_error().is_some() => FileRefusal::Unreadable(error),
        _ => FileRefusal::WorkbookDamaged,
    }
}

fn name_of<R: Read>(part: &ZipFile<'_, R>) -> Result<String, FileRefusal> {
    part.name().map(Cow::into_owned).map_err(|_| FileRefusal::WorkbookDamaged)
}

/// Where the reader looks for the parts that it keeps, whatever folder they are in.
fn allowance(name: &str) -> Allowance {
    let name = name.to_ascii_lowercase().replace('\\', "/");
    let (folder, file) = name.rsplit_once('/').unwrap_or(("", &name));
    if file == "sharedstrings.xml" {
        return SHARED_TEXTS;
    }
    let is_kept = ["styles.xml", "workbook.xml"].contains(&file) || file.ends_with(".rels");
    if folder.ends_with("worksheets") && !is_kept { SHEET } else { OTHER }
}

fn look_through_part(mut part: impl Read, allowance: Allowance) -> Result<(), FileRefusal> {
    let mut chunk = vec![0; CHUNK_BYTES];
    let (mut bytes, mut tags, mut since_tag) = (0_u64, 0_u64, 0_usize);
    let mut number = SharedTexts::default();
    let mut is_xml = false;
    loop {
        let length = part.read(&mut chunk).map_err(|error| damaged(error.into()))?;
        if length == 0 {
            return Ok(());
        }
        if bytes == 0 {
            is_xml =
                chunk[..length].trim_ascii_start().starts_with(b"<") || chunk.starts_with(b"\xEF\xBB\xBF");
        }
        bytes += length as u64;
        if bytes > allowance.bytes {
            return Err(FileRefusal::WorkbookDamaged);
        }
        for byte in &chunk[..length] {
            since_tag += 1;
            if *byte == b'<' {
                (tags, since_tag) = (tags + 1, 0);
            }
            // XML 1.0 §2.2 has no such characters; texts in UTF-16 and the like have, and could hide what is looked for.
            let is_odd = *byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r');
            if is_xml && is_odd {
                return Err(FileRefusal::WorkbookDamaged);
            }
            if number.is_too_many(*byte) || since_tag > LONGEST_TEXT_BYTES || tags > allowance.tags {
                return Err(FileRefusal::WorkbookTooLarge);
            }
        }
    }
}

/// Finds `uniqueCount="…"`, for which the reader reserves memory before it has seen a single text.
#[derive(Default)]
struct SharedTexts {
    matched: usize,
    number: u64,
}

impl SharedTexts {
    const NAME: &'static [u8] = b"uniqueCount";

    /// Takes the next byte of a part; true once a number is over the limit.
    fn is_too_many(&mut self, byte: u8) -> bool {
        if self.matched < Self::NAME.len() {
            self.matched = match byte {
                byte if byte == Self::NAME[self.matched] => self.matched + 1,
                byte if byte == Self::NAME[0] => 1,
                _ => 0,
            };
            self.number = 0;
            return false;
        }
        match byte {
            b'0'..=b'9' => {
                self.number = self.number.saturating_mul(10).saturating_add(u64::from(byte - b'0'));
            }
            b' ' | b'\t' | b'\n' | b'\r' | b'=' | b'"' | b'\'' | b'+' if self.number == 0 => {}
            _ => self.matched = 0,
        }
        self.number > MOST_SHARED_TEXTS
    }
}

/// What a cell shows, as this product reads it.
fn written(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::DateTime(moment) if moment.is_datetime() && moment.as_f64() >= 1.0 => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        DataRef::Float(number) => decimal(*number),
        DataRef::Int(number) => number.to_string(),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        other => Data::from(other.clone()).to_string(),
    }
}

/// Rust writes a number with all its digits and never with an exponent. Beyond hundredths they are what a formula left, and three of
/// them would be read as thousands.
fn decimal(number: f64) -> String {
    let written = number.to_string();
    let decimals = written.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    if decimals <= MOST_DECIMALS {
        return written;
    }
    format!("{number:.MOST_DECIMALS$}").trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// The rows of a sheet on their way into the table.
struct Sheet<W: Write> {
    target: BufWriter<W>,
    row: u32,
    cells: Vec<String>,
}

impl<W: Write> Sheet<W> {
    fn new(target: W) -> Self {
        Self { target: BufWriter::new(target), row: 0, cells: Vec::new() }
    }

    /// Takes a cell; they come row by row.
    fn put(&mut self, (row, column): (u32, u32), text: String) -> Result<(), FileRefusal> {
        if row < self.row {
            return Err(FileRefusal::WorkbookDamaged);
        }
        if row >= MOST_ROWS {
            return Err(FileRefusal::TooManyRows);
        }
        if text.is_empty() {
            return Ok(());
        }
        let column = column as usize;
        if column >= MOST_COLUMNS {
            return Err(FileRefusal::TooManyColumns);
        }
        while self.row < row {
            self.write_row()?;
        }
        if self.cells.len() <= column {
            self.cells.resize(column + 1, String::new());
        }
        self.cells[column] = text;
        Ok(())
    }

    fn write_row(&mut self) -> io::Result<()> {
        for (index, cell) in self.cells.iter().enumerate() {
            if index > 0 {
                self.target.write_all(b",")?;
            }
            // A byte more than a cell may have is enough to have its row refused.
            let cell = &cell[..cell.floor_char_boundary(LONGEST_CELL_BYTES + 4)];
            write!(self.target, "\"{}\"", cell.replace('"', "\"\""))?;
        }
        self.target.write_all(b"\n")?;
        self.cells.clear();
        self.row += 1;
        Ok(())
    }

    fn end(mut self) -> Result<(), FileRefusal> {
        self.write_row()?;
        Ok(self.target.flush()?)
    }
}
