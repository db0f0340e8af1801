//! Workbooks as spreadsheets write them, and as attackers do.

use std::fs::File;
use std::io::Write;

use base::chance::Chance;
use identity::roster::file::FileRefusal;
use identity::roster::workbook::{convert, is_workbook};
use testing::{sheet, workbook};

const SHEET: &str = "xl/worksheets/sheet1.xml";
const SHARED: &str = "xl/sharedStrings.xml";

/// The table that a workbook becomes.
fn table_of(bytes: &[u8]) -> Result<String, FileRefusal> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lista.xlsx");
    File::create(&path).unwrap().write_all(bytes).unwrap();
    let mut table = Vec::new();
    convert(File::open(&path).unwrap(), &mut table)?;
    Ok(String::from_utf8(table).unwrap())
}

fn table_of_sheet(xml: &str) -> Result<String, FileRefusal> {
    table_of(&workbook(&[(SHEET, xml.as_bytes())]))
}

#[test]
fn a_sheet_becomes_the_table_that_it_shows() {
    let table = table_of_sheet(&sheet(&[
        &["tipo", "cédula", "nacimiento", "nombre"],
        &[],
        &["CC", "#1900000001", "@32904", "Ana \u{a0}«la mona», Peña"],
        &["CC", "#1.900000002E9", "@32904.75", "", "más"],
    ]));
    assert_eq!(
        table.unwrap(),
        "\"tipo\",\"cédula\",\"nacimiento\",\"nombre\"\n\n\"CC\",\"1900000001\",\"1990-01-31\",\"Ana \u{a0}«la mona», Peña\"\n\
         \"CC\",\"1900000002\",\"1990-01-31\",\"\",\"más\"\n"
    );
}

#[test]
fn numbers_have_hundredths_at_most_so_that_no_decimals_are_read_as_thousands() {
    let numbers =
        ["#937.125", "#35017.99125", "#-0.126", "#12.5", "#1750905", "#1750905.0000000002", "#1900000001"];
    let table = table_of_sheet(&sheet(&[&numbers])).unwrap();
    let read = "\"937.12\",\"35017.99\",\"-0.13\",\"12.5\",\"1750905\",\"1750905\",\"1900000001\"\n";
    assert_eq!(table, read);
}

#[test]
fn shared_texts_and_texts_in_pieces_are_read() {
    let strings = r#"<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="2" uniqueCount="2"><si><t>uno</t></si><si><r><t>do</t></r><r><t>s "y" medio</t></r></si></sst>"#;
    let xml = r#"<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>1</v></c><c r="B1" t="s"><v>0</v></c><c r="C1" t="b"><v>1</v></c></row></sheetData></worksheet>"#;
    let table = table_of(&workbook(&[(SHEET, xml.as_bytes()), (SHARED, strings.as_bytes())])).unwrap();
    assert_eq!(table, "\"dos \"\"y\"\" medio\",\"uno\",\"true\"\n");
}

#[test]
fn a_workbook_is_known_by_its_first_bytes() {
    assert!(is_workbook(workbook(&[]).as_slice()).unwrap());
    assert!(!is_workbook(b"a;b\n".as_slice()).unwrap());
    let old = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".as_slice();
    assert!(matches!(is_workbook(old), Err(FileRefusal::WorkbookOld)));
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(matches!(is_workbook([old, &name].concat().as_slice()), Err(FileRefusal::WorkbookProtected)));
}

#[test]
fn a_bomb_is_refused_before_it_is_read() {
    let zeros = vec![b' '; 700 * 1024 * 1024];
    let bomb = workbook(&[(SHEET, &zeros)]);
    drop(zeros);
    assert!(bomb.len() < 1024 * 1024, "it is small: {}", bomb.len());
    assert!(matches!(table_of(&bomb), Err(FileRefusal::WorkbookTooLarge)));
}

#[test]
fn a_bomb_whose_directory_lies_is_refused_too() {
    let long = format!("<worksheet>{}</worksheet>", "<a/>".repeat(200_000));
    let told = long.len() as u32;
    let mut bomb = workbook(&[(SHEET, long.as_bytes())]);
    let lie = 100_u32.to_le_bytes();
    let mut places = 0;
    for place in 0..bomb.len() - 4 {
        if bomb[place..place + 4] == told.to_le_bytes() {
            bomb[place..place + 4].copy_from_slice(&lie);
            places += 1;
        }
    }
    assert!(places >= 1, "the size stands in the directory");
    assert!(matches!(table_of(&bomb), Err(FileRefusal::WorkbookDamaged)));
}

#[test]
fn memory_is_not_reserved_for_texts_that_are_only_announced() {
    for number in ["99999999999", "18446744073709551615", "99999999999999999999999", "+5000000"] {
        let strings = format!(r#"<sst uniqueCount = "{number}"><si><t>a</t></si></sst>"#);
        let sheet = sheet(&[&["a"]]);
        for name in [SHARED, "xl/SharedStrings.xml", "xl\\sharedStrings.xml"] {
            let table = table_of(&workbook(&[(SHEET, sheet.as_bytes()), (name, strings.as_bytes())]));
            assert!(matches!(table, Err(FileRefusal::WorkbookTooLarge)), "{number} in {name}: {table:?}");
        }
    }
    // The same in UTF-16, where the number could not be seen.
    let text: Vec<u8> =
        "\u{feff}<sst uniqueCount=\"99999999999\"/>".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(table_of(&workbook(&[(SHEET, sheet(&[&["a"]]).as_bytes()), (SHARED, &text)])).is_err());
}

#[test]
fn many_small_parts_texts_and_styles_are_refused() {
    let sheet = sheet(&[&["a"]]);
    let texts = format!("<sst>{}</sst>", "<si/>".repeat(8_000_001));
    let styles = format!("<styleSheet><cellXfs>{}</cellXfs></styleSheet>", "<xf/>".repeat(400_001));
    let one_text = format!("<sst><si><t>{}</t></si></sst>", "a".repeat(2 * 1024 * 1024));
    for (name, part) in [(SHARED, texts), ("xl/styles.xml", styles), (SHARED, one_text)] {
        let table = table_of(&workbook(&[(SHEET, sheet.as_bytes()), (name, part.as_bytes())]));
        assert!(matches!(table, Err(FileRefusal::WorkbookTooLarge)), "{name}: {table:?}");
    }
    let names: Vec<String> = (0..1_001).map(|number| format!("xl/{number}.xml")).collect();
    let parts: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), b"<a/>".as_slice())).collect();
    assert!(matches!(table_of(&workbook(&parts)), Err(FileRefusal::WorkbookTooLarge)));
}

#[test]
fn a_sheet_has_no_more_rows_and_columns_than_a_table() {
    let cell = |place: &str| {
        format!(r#"<worksheet><sheetData><row><c r="{place}"><v>1</v></c></row></sheetData></worksheet>"#)
    };
    assert!(matches!(table_of_sheet(&cell("A1048577")), Err(FileRefusal::TooManyRows)));
    assert!(matches!(table_of_sheet(&cell("XFD1")), Err(FileRefusal::TooManyColumns)));
    let back = r#"<worksheet><sheetData><row><c r="A9"><v>1</v></c></row><row><c r="A2"><v>1</v></c></row></sheetData></worksheet>"#;
    assert!(matches!(table_of_sheet(back), Err(FileRefusal::WorkbookDamaged)));
}

#[test]
fn a_workbook_that_is_cut_or_lacks_a_part_is_refused() {
    let whole = workbook(&[(SHEET, sheet(&[&["a", "b"], &["1", "2"]]).as_bytes())]);
    for length in [5, whole.len() / 2, whole.len() - 1] {
        assert!(matches!(table_of(&whole[..length]), Err(FileRefusal::WorkbookDamaged)), "{length} bytes");
    }
    assert!(matches!(table_of(&workbook(&[])), Err(FileRefusal::WorkbookDamaged)), "there is no sheet");
    assert!(matches!(
        table_of(&workbook(&[("xl/workbook.xml", b"<workbook/>")])),
        Err(FileRefusal::WorkbookDamaged)
    ));
}

#[test]
fn random_changes_of_a_workbook_never_panic() {
    let chance = Chance::seeded(9);
    let xml = sheet(&[&["tipo", "cédula"], &["CC", "#1900000001", "@32904"]]);
    let strings = r#"<sst uniqueCount="1"><si><t>uno</t></si></sst>"#;
    let whole = workbook(&[(SHEET, xml.as_bytes()), (SHARED, strings.as_bytes())]);
    for _ in 0..1_000 {
        let mut bytes = whole.clone();
        for _ in 0..=chance.below(4) {
            let place = chance.below(bytes.len() as u32) as usize;
            let [byte] = chance.bytes();
            bytes[place] = byte;
        }
        drop(table_of(&bytes));
        // The same inside the XML, which a changed archive seldom reaches.
        let mut inside = xml.clone().into_bytes();
        let place = chance.below(inside.len() as u32) as usize;
        inside[place] = b"<>\"'&0AZ/ "[chance.below(10) as usize];
        drop(table_of(&workbook(&[(SHEET, &inside), (SHARED, strings.as_bytes())])));
    }
}
