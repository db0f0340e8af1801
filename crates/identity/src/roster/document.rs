//! Identity documents of Colombia: their types, and numbers in one form however they were written.
//!
//! Two ways of writing one number give one [`Document`], so that nobody gets a second account by adding a dot or a
//! zero. Types and lengths follow what the DIAN and the health system use; where they differ, the wider range holds.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::refusal::Refusal;
use super::written::{folded, plain};

/// The kinds of identity document that a roster can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum DocumentType {
    /// Cédula de ciudadanía.
    Cc,
    /// Cédula de extranjería.
    Ce,
    /// Tarjeta de identidad.
    Ti,
    /// Pasaporte.
    Pa,
    /// Permiso por protección temporal.
    Ppt,
    /// Permiso especial de permanencia.
    Pep,
    /// Registro civil.
    Rc,
    /// Número de identificación tributaria.
    Nit,
}

impl DocumentType {
    /// Every type, the most usual first: the order in which a form offers them.
    pub const ALL: [Self; 8] =
        [Self::Cc, Self::Ce, Self::Ti, Self::Pa, Self::Ppt, Self::Pep, Self::Rc, Self::Nit];

    /// Reads a type from its letters, its name or its DIAN code.
    pub fn parse(written: &str) -> Result<Self, Refusal> {
        let word = plain(written);
        if word.is_empty() {
            return Err(Refusal::DocumentTypeMissing);
        }
        match word.as_str() {
            "cc" | "13" | "cedula" | "ceduladeciudadania" | "cedulaciudadania" | "ciudadania" => Ok(Self::Cc),
            "ce" | "22" | "ceduladeextranjeria" | "cedulaextranjeria" | "extranjeria" => Ok(Self::Ce),
            "ti" | "12" | "tarjetadeidentidad" | "tarjetaidentidad" => Ok(Self::Ti),
            "pa" | "pas" | "pp" | "41" | "pasaporte" | "passport" => Ok(Self::Pa),
            "ppt" | "pt" | "48" | "permisoporprotecciontemporal" | "permisodeprotecciontemporal" => {
                Ok(Self::Ppt)
            }
            "pep" | "pe" | "47" | "permisoespecialdepermanencia" | "permisoespecial" => Ok(Self::Pep),
            "rc" | "11" | "registrocivil" | "nuip" => Ok(Self::Rc),
            "nit" | "ni" | "31" | "numerodeidentificaciontributaria" => Ok(Self::Nit),
            _ => Err(Refusal::DocumentTypeUnknown),
        }
    }

    /// The letters that people and the database use.
    pub fn code(self) -> &'static str {
        match self {
            Self::Cc => "CC",
            Self::Ce => "CE",
            Self::Ti => "TI",
            Self::Pa => "PA",
            Self::Ppt => "PPT",
            Self::Pep => "PEP",
            Self::Rc => "RC",
            Self::Nit => "NIT",
        }
    }

    /// The code that the tax office (DIAN) gives this type in electronic payroll.
    pub fn dian_code(self) -> u8 {
        match self {
            Self::Rc => 11,
            Self::Ti => 12,
            Self::Cc => 13,
            Self::Ce => 22,
            Self::Nit => 31,
            Self::Pa => 41,
            Self::Pep => 47,
            Self::Ppt => 48,
        }
    }

    /// The catalogue's id of the type's name in words.
    pub fn name_message(self) -> &'static str {
        match self {
            Self::Cc => "roster-document-type-cc",
            Self::Ce => "roster-document-type-ce",
            Self::Ti => "roster-document-type-ti",
            Self::Pa => "roster-document-type-pa",
            Self::Ppt => "roster-document-type-ppt",
            Self::Pep => "roster-document-type-pep",
            Self::Rc => "roster-document-type-rc",
            Self::Nit => "roster-document-type-nit",
        }
    }

    fn shape(self) -> Shape {
        match self {
            Self::Cc => Shape::Digits { shortest: 3, longest: 10 },
            Self::Ce => Shape::Digits { shortest: 3, longest: 10 },
            // Before 2004 they had eleven digits beginning with the year of birth: 00 and 03 lose their zeros.
            Self::Ti => Shape::Digits { shortest: 6, longest: 11 },
            Self::Ppt => Shape::Digits { shortest: 5, longest: 11 },
            Self::Pep => Shape::Digits { shortest: 8, longest: 15 },
            Self::Nit => Shape::Digits { shortest: 5, longest: 10 },
            Self::Pa => Shape::LettersAndDigits { shortest: 5, longest: 16 },
            Self::Rc => Shape::LettersAndDigits { shortest: 5, longest: 16 },
        }
    }
}

impl fmt::Display for DocumentType {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.code())
    }
}

enum Shape {
    Digits { shortest: u32, longest: u32 },
    LettersAndDigits { shortest: u32, longest: u32 },
}

/// A document's number in its one form: without separators, leading zeros (where it is digits) or check digit.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DocumentNumber(String);

impl DocumentNumber {
    /// Reads the number of a document of this type.
    pub fn parse(kind: DocumentType, written: &str) -> Result<Self, Refusal> {
        let text = folded(written);
        if text.is_empty() {
            return Err(Refusal::DocumentMissing);
        }
        match kind.shape() {
            Shape::Digits { shortest, longest } => read_digits(kind, &text, shortest, longest),
            Shape::LettersAndDigits { shortest, longest } => {
                read_letters_and_digits(&text, shortest, longest)
            }
        }
        .map(Self)
    }

    /// The number as it is stored and compared.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DocumentNumber {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// A person's identity document: type and number.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Document {
    kind: DocumentType,
    number: DocumentNumber,
}

impl Document {
    /// Reads a document whose type is already known.
    pub fn parse(kind: DocumentType, written_number: &str) -> Result<Self, Refusal> {
        Ok(Self { kind, number: DocumentNumber::parse(kind, written_number)? })
    }

    /// Reads the two fields of a form, `document_type` and `document`. Names each one that is wrong, so that a person mends
    /// both at once.
    pub fn from_fields(kind: &str, number: &str) -> Result<Self, Vec<(&'static str, Refusal)>> {
        // What is missing from the number is missing from that of every type.
        let number_of = |kind| DocumentNumber::parse(kind, number).map_err(|wrong| ("document", wrong));
        match DocumentType::parse(kind) {
            Ok(kind) => Ok(Self { kind, number: number_of(kind).map_err(|wrong| vec![wrong])? }),
            Err(wrong) => {
                let missing =
                    number_of(DocumentType::Pa).err().filter(|(_, why)| *why == Refusal::DocumentMissing);
                Err([Some(("document_type", wrong)), missing].into_iter().flatten().collect())
            }
        }
    }

    /// What kind of document it is.
    pub fn kind(&self) -> DocumentType {
        self.kind
    }

    /// Its number.
    pub fn number(&self) -> &DocumentNumber {
        &self.number
    }
}

impl fmt::Display for Document {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.kind, self.number)
    }
}

fn read_digits(kind: DocumentType, text: &str, shortest: u32, longest: u32) -> Result<String, Refusal> {
    if is_scientific(text) {
        return Err(Refusal::DocumentInScientificNotation);
    }
    let text = if kind == DocumentType::Nit { without_check_digit(text)? } else { text };
    if has_decimals(text) {
        return Err(Refusal::DocumentWithDecimals);
    }
    let digits = without_separators(text);
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Refusal::DocumentNotDigits);
    }
    // Payroll systems pad numbers with zeros and spreadsheets drop them: a number never begins with one.
    let digits = digits.trim_start_matches('0');
    check_length(digits, shortest, longest)?;
    Ok(digits.to_owned())
}

fn read_letters_and_digits(text: &str, shortest: u32, longest: u32) -> Result<String, Refusal> {
    // «123E45» is a passport; only a comma, dot or plus sign shows that a spreadsheet was at work.
    if is_scientific(text) && text.contains(['.', ',', '+']) {
        return Err(Refusal::DocumentInScientificNotation);
    }
    let number = without_separators(text).to_ascii_uppercase();
    if !number.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Err(Refusal::DocumentNotLettersAndDigits);
    }
    check_length(&number, shortest, longest)?;
    Ok(number)
}

fn without_separators(text: &str) -> String {
    text.chars().filter(|c| !is_separator(*c)).collect()
}

fn is_separator(c: char) -> bool {
    c.is_whitespace() || matches!(c, '.' | ',' | '-' | '\'' | '’' | '´' | '‐' | '‑' | '‒' | '–' | '—' | '−')
}

fn check_length(number: &str, shortest: u32, longest: u32) -> Result<(), Refusal> {
    let in_range = (shortest as usize..=longest as usize).contains(&number.len());
    if in_range { Ok(()) } else { Err(Refusal::DocumentLength { shortest, longest }) }
}

/// Digits, perhaps with decimals, then E and an exponent: 1,9E+09.
fn is_scientific(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once(['e', 'E']) else { return false };
    let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, decimals) = mantissa.split_once(['.', ',']).unwrap_or((mantissa, "0"));
    is_digits(whole) && is_digits(decimals) && is_digits(exponent)
}

/// One or two digits after the last dot or comma: no thousands are written like that, so 79123456.0 is not 791234560.
fn has_decimals(text: &str) -> bool {
    let Some((_, tail)) = text.rsplit_once(['.', ',']) else { return false };
    matches!(tail.len(), 1 | 2) && tail.bytes().all(|byte| byte.is_ascii_digit())
}

/// A NIT as 900.123.456-7, or as ten digits beginning with 8 or 9, carries its check digit; it is proved and dropped.
fn without_check_digit(text: &str) -> Result<&str, Refusal> {
    let digits_written = text.bytes().filter(u8::is_ascii_digit).count();
    let has_hyphen = text.rsplit_once('-').is_some_and(|(_, tail)| tail.trim().len() == 1);
    let is_company_with_check_digit = digits_written == 10 && text.starts_with(['8', '9']);
    if !has_hyphen && !is_company_with_check_digit {
        return Ok(text);
    }
    let check_digit =
        text.chars().next_back().and_then(|c| c.to_digit(10)).ok_or(Refusal::DocumentNotDigits)?;
    let number = text[..text.len() - 1].trim_end_matches(['-', ' ']);
    if nit_check_digit(number) == check_digit { Ok(number) } else { Err(Refusal::NitCheckDigitWrong) }
}

/// The check digit of a NIT: weighted sum from the right, modulo 11 (DIAN, Orden Administrativa 4 de 1989).
fn nit_check_digit(number: &str) -> u32 {
    const WEIGHTS: [u32; 15] = [3, 7, 13, 17, 19, 23, 29, 37, 41, 43, 47, 53, 59, 67, 71];
    let digits = number.chars().rev().filter_map(|c| c.to_digit(10));
    let remainder = digits.zip(WEIGHTS).map(|(digit, weight)| digit * weight).sum::<u32>() % 11;
    if remainder < 2 { remainder } else { 11 - remainder }
}

/// The types of document as a form offers them.
pub fn choices(words: &base::texts::Words) -> Vec<base::web::components::Choice> {
    let choice = |kind: &DocumentType| {
        base::web::components::Choice::new(kind.code(), words.get(kind.name_message()).to_owned())
    };
    DocumentType::ALL.iter().filter(|kind| **kind != DocumentType::Nit).map(choice).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(kind: DocumentType, written: &str) -> Result<String, Refusal> {
        DocumentNumber::parse(kind, written).map(|number| number.as_str().to_owned())
    }

    #[test]
    fn a_form_without_type_and_number_is_told_of_both() {
        let wrong = Document::from_fields("", " ").unwrap_err();
        assert_eq!(
            wrong,
            [("document_type", Refusal::DocumentTypeMissing), ("document", Refusal::DocumentMissing)]
        );
        assert_eq!(
            Document::from_fields("", "52000111").unwrap_err(),
            [("document_type", Refusal::DocumentTypeMissing)]
        );
        assert_eq!(Document::from_fields("cc", "").unwrap_err(), [("document", Refusal::DocumentMissing)]);
        assert!(Document::from_fields("cc", "52000111").is_ok());
    }

    #[test]
    fn one_cedula_written_in_many_ways_is_one_document() {
        for written in [
            "1900000001",
            "1.900.000.001",
            "1,900,000,001",
            "1'900.000.001",
            " 1 900 000 001 ",
            "1900-000-001",
            "001900000001",
            "1\u{a0}900\u{202f}000\u{2009}001",
            "１９０００００００１",
            "\u{feff}1900000001\u{200e}",
        ] {
            assert_eq!(number(DocumentType::Cc, written), Ok("1900000001".to_owned()), "{written:?}");
        }
    }

    #[test]
    fn a_cedula_that_a_spreadsheet_shortened_is_refused_with_that_reason() {
        for written in ["1,9E+09", "1.9E+09", "1,90001E+09", "2E9", "1,9e+09"] {
            assert_eq!(
                number(DocumentType::Cc, written),
                Err(Refusal::DocumentInScientificNotation),
                "{written}"
            );
        }
        assert_eq!(number(DocumentType::Pa, "1,9E+09"), Err(Refusal::DocumentInScientificNotation));
    }

    #[test]
    fn decimals_never_become_digits_of_somebody_elses_cedula() {
        for written in ["79123456.0", "79123456,00", "79.123.4"] {
            assert_eq!(number(DocumentType::Cc, written), Err(Refusal::DocumentWithDecimals), "{written}");
        }
    }

    #[test]
    fn a_cedula_has_three_to_ten_digits() {
        let length = Err(Refusal::DocumentLength { shortest: 3, longest: 10 });
        assert_eq!(number(DocumentType::Cc, "12"), length);
        assert_eq!(number(DocumentType::Cc, "000000"), length);
        assert_eq!(number(DocumentType::Cc, "123"), Ok("123".to_owned()));
        assert_eq!(number(DocumentType::Cc, "1234567890"), Ok("1234567890".to_owned()));
        assert_eq!(number(DocumentType::Cc, "12345678901"), length);
    }

    #[test]
    fn digits_of_other_alphabets_and_letters_are_refused_in_a_cedula() {
        for written in ["19OOOOOOO1", "١٩٠٠٠٠٠٠٠١", "1900000001a", "1900000001\0", "1900000001;"] {
            assert_eq!(number(DocumentType::Cc, written), Err(Refusal::DocumentNotDigits), "{written:?}");
        }
        assert_eq!(number(DocumentType::Cc, " \u{200b} "), Err(Refusal::DocumentMissing));
    }

    #[test]
    fn a_passport_keeps_letters_and_zeros_in_upper_case() {
        assert_eq!(number(DocumentType::Pa, "ab 012-345"), Ok("AB012345".to_owned()));
        assert_eq!(number(DocumentType::Pa, "123E45"), Ok("123E45".to_owned()));
        assert_eq!(
            number(DocumentType::Pa, "АB012345"),
            Err(Refusal::DocumentNotLettersAndDigits),
            "Cyrillic А"
        );
        assert_eq!(
            number(DocumentType::Pa, "A123"),
            Err(Refusal::DocumentLength { shortest: 5, longest: 16 })
        );
    }

    #[test]
    fn a_nit_is_the_same_with_and_without_its_check_digit() {
        assert_eq!(number(DocumentType::Nit, "800.197.268-4"), Ok("800197268".to_owned()));
        assert_eq!(number(DocumentType::Nit, "8001972684"), Ok("800197268".to_owned()));
        assert_eq!(number(DocumentType::Nit, "800197268"), Ok("800197268".to_owned()));
        assert_eq!(number(DocumentType::Nit, "800197268-5"), Err(Refusal::NitCheckDigitWrong));
        assert_eq!(number(DocumentType::Nit, "800197268-x"), Err(Refusal::DocumentNotDigits));
    }

    #[test]
    fn the_check_digit_of_known_nits_comes_out_right() {
        for (nit, digit) in [
            ("800197268", 4),
            ("890903938", 8),
            ("860034313", 7),
            ("860002964", 4),
            ("899999068", 1),
            ("800144331", 3),
            ("800138188", 1),
            ("890900608", 9),
        ] {
            assert_eq!(nit_check_digit(nit), digit, "{nit}");
        }
    }

    #[test]
    fn a_type_is_read_from_letters_words_and_dian_codes() {
        for written in ["CC", "c.c.", "Cédula de Ciudadanía", "CEDULA", "13", " cc "] {
            assert_eq!(DocumentType::parse(written), Ok(DocumentType::Cc), "{written}");
        }
        for kind in DocumentType::ALL {
            assert_eq!(DocumentType::parse(kind.code()), Ok(kind));
            assert_eq!(DocumentType::parse(&kind.dian_code().to_string()), Ok(kind));
        }
        assert_eq!(DocumentType::parse("carné"), Err(Refusal::DocumentTypeUnknown));
        assert_eq!(DocumentType::parse("  "), Err(Refusal::DocumentTypeMissing));
    }
}
