//! A workbook: its bytes as they come, and a sheet or shared texts within a workbook that is sound otherwise. What becomes a table is one
//! that the reader of tables takes.
#![no_main]

use std::fs::File;
use std::io::{Seek, Write};

use identity::roster::file::{FileRefusal, inspect};
use identity::roster::workbook::{convert, is_workbook};
use libfuzzer_sys::fuzz_target;
use testing::workbook;

const SHEET: &str = "xl/worksheets/sheet1.xml";
const SHARED_TEXTS: &str = "xl/sharedStrings.xml";
const STYLES: &str = "xl/styles.xml";
const TWO_SHARED: &[u8] = br#"<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row></sheetData></worksheet>"#;
const A_DAY: &[u8] =
    br#"<worksheet><sheetData><row r="1"><c r="A1" s="1"><v>32904</v></c></row></sheetData></worksheet>"#;

fuzz_target!(|input: &[u8]| {
    let Some((kind, bytes)) = input.split_first() else { return };
    let file = match kind % 4 {
        0 => bytes.to_vec(),
        1 => workbook(&[(SHEET, bytes)]),
        2 => workbook(&[(SHEET, TWO_SHARED), (SHARED_TEXTS, bytes)]),
        _ => workbook(&[(SHEET, A_DAY), (STYLES, bytes)]),
    };
    let _ = is_workbook(file.as_slice());
    let mut table = Vec::new();
    if convert(on_disk(&file), &mut table).is_ok() {
        assert!(!matches!(inspect(table.as_slice()), Err(FileRefusal::Workbook | FileRefusal::Utf16)));
    }
});

fn on_disk(bytes: &[u8]) -> File {
    let mut file = tempfile::tempfile().expect("a temporary file");
    file.write_all(bytes).and_then(|()| file.rewind()).expect("it is written");
    file
}
