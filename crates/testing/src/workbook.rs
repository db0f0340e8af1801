//! Excel workbooks, good and bad, made of their parts.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const PARTS: [(&str, &str); 5] = [
    (
        "[Content_Types].xml",
        r#"<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>"#,
    ),
    (
        "_rels/.rels",
        r#"<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
    ),
    (
        "xl/workbook.xml",
        r#"<?xml version="1.0" encoding="UTF-8"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Lista" sheetId="1" r:id="rId1"/></sheets></workbook>"#,
    ),
    (
        "xl/_rels/workbook.xml.rels",
        r#"<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#,
    ),
    (
        "xl/styles.xml",
        r#"<?xml version="1.0" encoding="UTF-8"?><styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#,
    ),
];

/// A workbook of the usual parts and these; one of the same name takes the place of the usual one.
pub fn workbook(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let usual = PARTS.iter().filter(|(name, _)| parts.iter().all(|(own, _)| own != name));
    let usual = usual.map(|(name, text)| (*name, text.as_bytes()));
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in usual.chain(parts.iter().copied()) {
        archive.start_file(name, SimpleFileOptions::default()).expect("a name of ours");
        archive.write_all(content).expect("it goes to memory");
    }
    archive.finish().expect("it goes to memory").into_inner()
}

/// A sheet of these rows. A cell is text, `#` and a number, `@` and the number of a day with the format of a date, or empty.
pub fn sheet(rows: &[&[&str]]) -> String {
    let mut xml = r#"<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>"#.to_owned();
    for (row, cells) in (1..).zip(rows) {
        let _ = write!(xml, r#"<row r="{row}">"#);
        for (column, cell) in ('A'..='Z').zip(*cells) {
            let place = format!("{column}{row}");
            let _ = match (cell.strip_prefix('#'), cell.strip_prefix('@')) {
                _ if cell.is_empty() => Ok(()),
                (Some(number), _) => write!(xml, r#"<c r="{place}"><v>{number}</v></c>"#),
                (_, Some(day)) => write!(xml, r#"<c r="{place}" s="1"><v>{day}</v></c>"#),
                _ => write!(xml, r#"<c r="{place}" t="inlineStr"><is><t>{cell}</t></is></c>"#),
            };
        }
        xml.push_str("</row>");
    }
    xml.push_str("</sheetData></worksheet>");
    xml
}
