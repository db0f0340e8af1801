//! Which column of a file holds what: headers in any order, by the many names that payroll systems give them.

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use super::document::DocumentType;
use super::written::plain;

/// What a column can hold that the roster keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Column {
    /// Type of document.
    DocumentType,
    /// Number of document.
    DocumentNumber,
    /// First given name.
    FirstName,
    /// Second given name.
    SecondName,
    /// First surname.
    FirstSurname,
    /// Second surname.
    SecondSurname,
    /// All given names.
    GivenNames,
    /// All surnames.
    FamilyNames,
    /// The whole name, given names first.
    FullName,
    /// The whole name, surnames first.
    FullNameFamilyFirst,
    /// Date of birth.
    BirthDate,
    /// Date on which the document was issued.
    IssueDate,
    /// E-mail address.
    Email,
    /// Mobile phone.
    Mobile,
    /// Whether the person is still with the organisation.
    Status,
    /// When the person left, or will.
    LeaveDate,
    /// The organisation's own code for the person.
    ExternalCode,
}

impl Column {
    /// Every column, in the order in which a form asks for them.
    pub const ALL: [Self; 17] = [
        Self::DocumentType,
        Self::DocumentNumber,
        Self::FirstName,
        Self::SecondName,
        Self::FirstSurname,
        Self::SecondSurname,
        Self::GivenNames,
        Self::FamilyNames,
        Self::FullName,
        Self::FullNameFamilyFirst,
        Self::BirthDate,
        Self::IssueDate,
        Self::Email,
        Self::Mobile,
        Self::Status,
        Self::LeaveDate,
        Self::ExternalCode,
    ];

    /// The catalogue's id of the column's name.
    pub fn name_message(self) -> &'static str {
        match self {
            Self::DocumentType => "roster-column-document-type",
            Self::DocumentNumber => "roster-column-document-number",
            Self::FirstName => "roster-column-first-name",
            Self::SecondName => "roster-column-second-name",
            Self::FirstSurname => "roster-column-first-surname",
            Self::SecondSurname => "roster-column-second-surname",
            Self::GivenNames => "roster-column-given-names",
            Self::FamilyNames => "roster-column-family-names",
            Self::FullName => "roster-column-full-name",
            Self::FullNameFamilyFirst => "roster-column-full-name-family-first",
            Self::BirthDate => "roster-column-birth-date",
            Self::IssueDate => "roster-column-issue-date",
            Self::Email => "roster-column-email",
            Self::Mobile => "roster-column-mobile",
            Self::Status => "roster-column-status",
            Self::LeaveDate => "roster-column-leave-date",
            Self::ExternalCode => "roster-column-external-code",
        }
    }
}

/// The names of each column without accents, case, signs and the small words in [`SMALL_WORDS`]. Where a file has two
/// names of one list, the one that stands first here is meant, and the other column is not used.
const NAMES: [(Column, &[&str]); 17] = [
    (
        Column::DocumentType,
        &[
            "tipodocumento",
            "tipodocumentoidentidad",
            "tipodocumentoidentificacion",
            "tipoidentificacion",
            "tipoid",
            "tipodoc",
            "tdoc",
            "td",
            "clasedocumento",
            "documenttype",
        ],
    ),
    (
        Column::DocumentNumber,
        &[
            "numerodocumento",
            "numerodocumentoidentidad",
            "numeroidentificacion",
            "documentoidentidad",
            "documento",
            "identificacion",
            "numerocedula",
            "cedula",
            "cedulaciudadania",
            "cc",
            "doc",
            "id",
            "nuip",
            "documentnumber",
        ],
    ),
    (Column::FirstName, &["primernombre", "nombre1", "1nombre", "1ernombre", "pnombre"]),
    (
        Column::SecondName,
        &["segundonombre", "nombre2", "2nombre", "2donombre", "otrosnombres", "segundosnombres", "snombre"],
    ),
    (Column::FirstSurname, &["primerapellido", "apellido1", "1apellido", "1erapellido", "papellido"]),
    (Column::SecondSurname, &["segundoapellido", "apellido2", "2apellido", "2doapellido", "sapellido"]),
    (Column::GivenNames, &["nombres", "nombre", "givennames"]),
    (Column::FamilyNames, &["apellidos", "apellido", "familynames"]),
    (
        Column::FullName,
        &[
            "nombrecompleto",
            "nombresapellidos",
            "nombreapellidos",
            "nombreapellido",
            "nombresyapellidos",
            "nombreempleado",
            "nombretrabajador",
            "nombreasociado",
            "fullname",
        ],
    ),
    (
        Column::FullNameFamilyFirst,
        &["apellidosnombres", "apellidosnombre", "apellidonombre", "apellidosynombres"],
    ),
    (
        Column::BirthDate,
        &["fechanacimiento", "fechanac", "fnacimiento", "fecnacimiento", "nacimiento", "birthdate"],
    ),
    (
        Column::IssueDate,
        &[
            "fechaexpedicion",
            "fechaexpediciondocumento",
            "fechaexpedicioncedula",
            "fechaexp",
            "fexpedicion",
            "fecexpedicion",
            "expedicion",
            "issuedate",
        ],
    ),
    (
        Column::Email,
        &[
            "correo",
            "correoelectronico",
            "email",
            "correopersonal",
            "emailpersonal",
            "correoelectronicopersonal",
            "mail",
            "direccioncorreo",
            "direccioncorreoelectronico",
            "correocorporativo",
            "emailcorporativo",
        ],
    ),
    (
        Column::Mobile,
        &[
            "celular",
            "numerocelular",
            "telefonocelular",
            "movil",
            "telefonomovil",
            "numeromovil",
            "cel",
            "mobile",
            "telefono",
            "tel",
        ],
    ),
    (
        Column::Status,
        &[
            "estado",
            "estadoempleado",
            "estadocontrato",
            "estadolaboral",
            "estadoasociado",
            "situacion",
            "status",
        ],
    ),
    (
        Column::LeaveDate,
        &[
            "fecharetiro",
            "fechaegreso",
            "fecharet",
            "fretiro",
            "fechaterminacion",
            "fechadesvinculacion",
            "leavedate",
        ],
    ),
    (
        Column::ExternalCode,
        &[
            "codigo",
            "codigoempleado",
            "codigotrabajador",
            "codigoasociado",
            "codigocontrato",
            "codigoexterno",
            "codigointerno",
            "ficha",
            "legajo",
            "externalcode",
        ],
    ),
];

/// Words of a header that tell nothing: «Número de la cédula» is «Número cédula».
const SMALL_WORDS: [&str; 10] = ["de", "del", "la", "el", "los", "y", "n", "no", "nro", "num"];

/// Something that a file must say about a person and this one has no column for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MissingColumn {
    /// The type of document, which only a number column called «cédula» tells by itself.
    DocumentType,
    /// The number of document.
    DocumentNumber,
    /// The name, in one column or several.
    Name,
}

impl MissingColumn {
    /// The catalogue's id of what is missing.
    pub fn message(self) -> &'static str {
        match self {
            Self::DocumentType => "roster-file-missing-document-type",
            Self::DocumentNumber => "roster-file-missing-document-number",
            Self::Name => "roster-file-missing-name",
        }
    }
}

/// Which column of a file was taken for what.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Mapping {
    /// Each thing with the place of its column; the first is 0.
    pub places: Vec<(Column, usize)>,
    /// The type of every document, where no column tells it.
    pub document_type: Option<DocumentType>,
}

impl Mapping {
    /// What the names of the columns tell by themselves.
    pub fn from_headers(headers: &[String]) -> Self {
        let names: Vec<String> = headers.iter().map(|header| header_name(header)).collect();
        let place_of = |synonym: &&str| names.iter().position(|name| name == synonym);
        let place_of_any = |synonyms: &[&str]| synonyms.iter().find_map(place_of);
        let mut places: Vec<(Column, usize)> = NAMES
            .iter()
            .filter_map(|(column, synonyms)| place_of_any(synonyms).map(|place| (*column, place)))
            .collect();
        keep_one_way_of_naming(&mut places);
        let mut mapping = Self { places, document_type: None };
        mapping.document_type = mapping.type_in_number_header(headers);
        mapping
    }

    /// Where in a row this column stands.
    pub fn place(&self, column: Column) -> Option<usize> {
        self.places.iter().find(|(found, _)| *found == column).map(|(_, place)| *place)
    }

    fn type_in_number_header(&self, headers: &[String]) -> Option<DocumentType> {
        if self.place(Column::DocumentType).is_some() {
            return None;
        }
        let name = header_name(&headers[self.place(Column::DocumentNumber)?]);
        let says_cedula = name == "cc" || name.contains("cedula");
        says_cedula.then_some(DocumentType::Cc)
    }
}

/// Where each thing stands in the rows of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns {
    mapping: Mapping,
    headers: Vec<String>,
}

impl Columns {
    /// Understands a header row, or says what it lacks.
    pub fn from_headers(headers: Vec<String>) -> Result<Self, Vec<MissingColumn>> {
        let mapping = Mapping::from_headers(&headers);
        Self::chosen(headers, mapping)
    }

    /// The columns as somebody chose them, or what is lacking.
    pub fn chosen(headers: Vec<String>, mut mapping: Mapping) -> Result<Self, Vec<MissingColumn>> {
        mapping.places.retain(|(_, place)| *place < headers.len());
        keep_one_way_of_naming(&mut mapping.places);
        if mapping.place(Column::DocumentType).is_some() {
            mapping.document_type = None;
        }
        let columns = Self { mapping, headers };
        let missing = columns.missing();
        if missing.is_empty() { Ok(columns) } else { Err(missing) }
    }

    /// Where in a row this column stands.
    pub fn place(&self, column: Column) -> Option<usize> {
        self.mapping.place(column)
    }

    /// Whether the file has this column.
    pub fn has(&self, column: Column) -> bool {
        self.place(column).is_some()
    }

    /// The header as the file writes it.
    pub fn header(&self, column: Column) -> Option<&str> {
        self.place(column).map(|place| self.headers[place].as_str())
    }

    /// Every header as the file writes it.
    pub fn headers(&self) -> &[String] {
        &self.headers
    }

    /// How many cells a row should have.
    pub fn count(&self) -> usize {
        self.headers.len()
    }

    /// The headers that were not understood, or name what another column says too; their cells are not read.
    pub fn unused(&self) -> Vec<&str> {
        let is_used = |index: usize| self.mapping.places.iter().any(|(_, place)| *place == index);
        let unused = self.headers.iter().enumerate().filter(|(index, _)| !is_used(*index));
        unused.map(|(_, header)| header.as_str()).filter(|header| !header.trim().is_empty()).collect()
    }

    /// The type of every document in a file that has no column for it and calls its number «cédula».
    pub fn implied_document_type(&self) -> Option<DocumentType> {
        self.mapping.document_type
    }

    fn missing(&self) -> Vec<MissingColumn> {
        let mut missing = Vec::new();
        if !self.has(Column::DocumentNumber) {
            missing.push(MissingColumn::DocumentNumber);
        } else if !self.has(Column::DocumentType) && self.mapping.document_type.is_none() {
            missing.push(MissingColumn::DocumentType);
        }
        let has_given = self.has(Column::FirstName) || self.has(Column::GivenNames);
        let has_family = self.has(Column::FirstSurname) || self.has(Column::FamilyNames);
        let has_full = self.has(Column::FullName) || self.has(Column::FullNameFamilyFirst);
        let is_named = has_full || (has_given && has_family);
        if !is_named {
            missing.push(MissingColumn::Name);
        }
        missing
    }
}

/// Leaves of several ways of writing names the most exact one: four columns, then two, then one.
fn keep_one_way_of_naming(places: &mut Vec<(Column, usize)>) {
    let place_of = |wanted| places.iter().find(|(column, _)| *column == wanted).map(|(_, place)| *place);
    let has = |wanted| place_of(wanted).is_some();
    let has_given = has(Column::FirstName) || has(Column::GivenNames);
    let has_family = has(Column::FirstSurname) || has(Column::FamilyNames);
    let mut superfluous = Vec::new();
    let mut whole_name = None;
    if has_given && has_family {
        superfluous.extend([Column::FullName, Column::FullNameFamilyFirst]);
    } else if has(Column::FullName) {
        superfluous.push(Column::FullNameFamilyFirst);
    } else if !has(Column::FullNameFamilyFirst) && !has_family && !has(Column::FirstName) {
        // «Nombre» or «Nombres» alone is the whole name.
        whole_name = place_of(Column::GivenNames);
    }
    if has(Column::FirstName) {
        superfluous.push(Column::GivenNames);
    } else {
        superfluous.push(Column::SecondName);
    }
    if has(Column::FirstSurname) {
        superfluous.push(Column::FamilyNames);
    } else {
        superfluous.push(Column::SecondSurname);
    }
    if let Some(place) = whole_name {
        superfluous.push(Column::GivenNames);
        places.push((Column::FullName, place));
    }
    places.retain(|(column, _)| !superfluous.contains(column));
}

/// A header without accents, case, signs and small words.
pub fn header_name(header: &str) -> String {
    let without_accents: String = header.nfkd().collect();
    let words = without_accents.split(|c: char| !c.is_alphanumeric() && !is_accent(c)).map(plain);
    let telling: Vec<String> =
        words.filter(|word| !word.is_empty() && !SMALL_WORDS.contains(&word.as_str())).collect();
    telling.concat()
}

fn is_accent(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(headers: &[&str]) -> Result<Columns, Vec<MissingColumn>> {
        Columns::from_headers(headers.iter().map(|header| (*header).to_owned()).collect())
    }

    #[test]
    fn headers_are_understood_in_any_order_and_dress() {
        let columns = columns(&[
            "E-MAIL",
            "Fecha de Expedición",
            "SEGUNDO APELLIDO",
            "primer_apellido*",
            "Segundo Nombre",
            "PrimerNombre",
            "N° de documento",
            "Tipo_Documento",
            "Número Celular",
            "FECHA NACIMIENTO",
            "Cargo",
        ])
        .unwrap();
        for (column, place) in [
            (Column::Email, 0),
            (Column::IssueDate, 1),
            (Column::SecondSurname, 2),
            (Column::FirstSurname, 3),
            (Column::SecondName, 4),
            (Column::FirstName, 5),
            (Column::DocumentNumber, 6),
            (Column::DocumentType, 7),
            (Column::Mobile, 8),
            (Column::BirthDate, 9),
        ] {
            assert_eq!(columns.place(column), Some(place), "{column:?}");
        }
        assert_eq!(columns.unused(), ["Cargo"]);
    }

    #[test]
    fn a_number_column_called_cedula_tells_the_type() {
        for header in ["Cédula", "No. Cédula", "CC", "Cédula de Ciudadanía", "numero_cedula"] {
            let columns = columns(&[header, "nombres", "apellidos"]).unwrap();
            assert_eq!(columns.implied_document_type(), Some(DocumentType::Cc), "{header}");
        }
        assert_eq!(columns(&["documento", "nombres", "apellidos"]), Err(vec![MissingColumn::DocumentType]));
    }

    #[test]
    fn what_a_header_lacks_is_told_at_once() {
        assert_eq!(columns(&["sueldo"]), Err(vec![MissingColumn::DocumentNumber, MissingColumn::Name]));
        assert_eq!(columns(&["cedula", "apellidos"]), Err(vec![MissingColumn::Name]));
        assert_eq!(columns(&["cedula", "primer nombre"]), Err(vec![MissingColumn::Name]));
    }

    #[test]
    fn a_lone_name_column_is_the_whole_name() {
        let lone = columns(&["cedula", "Nombre"]).unwrap();
        assert_eq!((lone.place(Column::FullName), lone.has(Column::GivenNames)), (Some(1), false));
        let paired = columns(&["cedula", "Nombre", "Apellido"]).unwrap();
        assert_eq!((paired.has(Column::FullName), paired.place(Column::GivenNames)), (false, Some(1)));
        let family_first = columns(&["cedula", "Apellidos y Nombres"]).unwrap();
        assert_eq!(family_first.place(Column::FullNameFamilyFirst), Some(1));
    }

    #[test]
    fn of_two_columns_for_one_thing_the_more_exact_is_read_and_the_other_listed() {
        let columns =
            columns(&["cedula", "teléfono", "celular", "nombre completo", "nombres", "apellidos"]).unwrap();
        assert_eq!(columns.place(Column::Mobile), Some(2));
        assert_eq!(columns.unused(), ["teléfono", "nombre completo"]);
    }

    #[test]
    fn no_name_means_two_columns() {
        let mut names: Vec<&str> = NAMES.iter().flat_map(|(_, synonyms)| synonyms.iter().copied()).collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
    }
}
