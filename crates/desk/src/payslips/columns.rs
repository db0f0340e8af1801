//! The columns of a file of payslips, and how its rows are read: a row for each concept (long), or a row for each payslip with a
//! column for each concept (wide).
//!
//! A payslip is taken whole or not at all: where one of its rows is refused, so are the others; where a row says whose it is and not for
//! when, so are all of that person. Which concept is what is told or known, never guessed.

use std::collections::HashMap;

use identity::roster::columns::header_name;
use identity::roster::{Document, printable};
use jiff::civil::Date;

use super::rules::{self, MOST_LINES, Signs, Stated};
use super::{Facts, Line, LineKind, Period};
use crate::money::Money;
use crate::sheet::{
    BadRow, Column, DOCUMENT_NUMBER, DOCUMENT_TYPE, Draft, Mapping, Problem, Reading, Reason, Row, money,
    noted,
};

const LONGEST_CODE: usize = 40;
const LONGEST_NAME: usize = 120;
const LONGEST_QUANTITY: usize = 20;

const CONTRACT: Column = Column::optional(
    "payslips-column-contract",
    &["codigocontrato", "numerocontrato", "contrato", "codigovinculacion", "codigoempleado"],
);
const BEGINS_ON: Column = Column::needed(
    "payslips-column-begins-on",
    &[
        "periodoinicio",
        "inicioperiodo",
        "fechainicioperiodo",
        "periododesde",
        "desde",
        "fechainicio",
        "fechainicial",
    ],
);
const ENDS_ON: Column = Column::needed(
    "payslips-column-ends-on",
    &["periodofin", "finperiodo", "fechafinperiodo", "periodohasta", "hasta", "fechafin", "fechafinal"],
);
const PAID_ON: Column =
    Column::optional("payslips-column-paid-on", &["fechapago", "diapago", "pagadoel", "fechaabono"]);
const CONCEPT_CODE: Column =
    Column::optional("payslips-column-concept-code", &["conceptocodigo", "codigoconcepto", "codconcepto"]);
const CONCEPT: Column = Column::optional(
    "payslips-column-concept",
    &["concepto", "nombreconcepto", "descripcionconcepto", "descripcion"],
);
const KIND: Column = Column::optional(
    "payslips-column-kind",
    &["tipo", "tipoconcepto", "naturaleza", "clase", "claseconcepto"],
);
const QUANTITY: Column =
    Column::optional("payslips-column-quantity", &["cantidad", "dias", "diastrabajados", "diasliquidados"]);
const BASE: Column = Column::optional("payslips-column-base", &["base", "valorbase"]);
/// A file that has it has a row for each concept.
const VALUE: Column =
    Column::optional("payslips-column-value", &["valor", "valorconcepto", "monto", "importe"]);
const TOTAL_EARNED: Column = Column::optional(
    "payslips-column-total-earned",
    &["totaldevengado", "totaldevengados", "totaldevengo", "totalingresos", "devengado"],
);
const TOTAL_DEDUCTED: Column = Column::optional(
    "payslips-column-total-deducted",
    &["totaldeducido", "totaldeducciones", "totaldescuentos", "deducido"],
);
const NET: Column = Column::optional(
    "payslips-column-net",
    &[
        "neto",
        "netoapagar",
        "netopagar",
        "totalneto",
        "netopagado",
        "valorneto",
        "netoapagado",
        "totalapagar",
        "totalpagar",
        "totalnetoapagar",
        "totalpagado",
    ],
);

/// What a file of payslips has, in the order in which a form asks for it.
pub const COLUMNS: &[Column] = &[
    DOCUMENT_TYPE,
    DOCUMENT_NUMBER,
    CONTRACT,
    BEGINS_ON,
    ENDS_ON,
    PAID_ON,
    CONCEPT_CODE,
    CONCEPT,
    KIND,
    QUANTITY,
    BASE,
    VALUE,
    TOTAL_EARNED,
    TOTAL_DEDUCTED,
    NET,
];

/// What only a file with a row for each concept uses.
const OF_A_CONCEPT: [&Column; 5] = [&CONCEPT_CODE, &CONCEPT, &KIND, &QUANTITY, &BASE];

/// Names of columns that many wide files have and that are no concepts: who the person is and where they are paid.
const NO_CONCEPTS: &[&str] = &[
    "nombre",
    "nombres",
    "nombrecompleto",
    "nombreempleado",
    "nombretrabajador",
    "nombreasociado",
    "primernombre",
    "segundonombre",
    "apellido",
    "apellidos",
    "primerapellido",
    "segundoapellido",
    "nombresapellidos",
    "nombreapellido",
    "apellidosnombres",
    "empleado",
    "trabajador",
    "cargo",
    "banco",
    "nombrebanco",
    "codigobanco",
    "entidadbancaria",
    "tipocuenta",
    "numerocuenta",
    "cuenta",
    "cuentabancaria",
    "numerocuentabancaria",
    "centrocosto",
    "centrocostos",
    "codigocentrocosto",
    "nombrecentrocosto",
    "sede",
    "area",
    "dependencia",
    "empresa",
    "empresausuaria",
    "correo",
    "correoelectronico",
    "email",
    "celular",
    "telefono",
    "observacion",
    "observaciones",
    // What a file of rows to mend has.
    "motivoporquesetomo",
    "whyitwasnottaken",
];

/// The columns of a file of which nothing is read.
pub fn unused<'a>(headers: &'a [String], mapping: &Mapping) -> Vec<&'a str> {
    let is_long = mapping.place(&VALUE).is_some();
    let is_unused = |place: usize, header: &str| match (mapping.takes(place), is_long) {
        (false, true) => true,
        (false, false) => NO_CONCEPTS.contains(&header_name(header).as_str()),
        (true, true) => false,
        (true, false) => OF_A_CONCEPT.iter().any(|column| mapping.place(column) == Some(place)),
    };
    let unused = headers.iter().enumerate().filter(|(place, header)| is_unused(*place, header));
    unused.map(|(_, header)| header.as_str()).collect()
}

/// Reads payslips in either form.
pub fn reading() -> Box<dyn Reading> {
    Box::new(Payslips::default())
}

#[derive(Default)]
struct Payslips {
    groups: Vec<Group>,
    places: HashMap<Key, usize>,
    /// Whose rows were refused that do not say of which payslip they are, and the first of these rows.
    spoiled: HashMap<Document, u32>,
}

/// Rows with the same make one payslip.
type Key = (Document, String, Period);

/// A payslip as far as it was read.
struct Group {
    document: Document,
    facts: Facts,
    stated: Vec<Stated>,
    signs: Signs,
    rows: Vec<u32>,
    /// A row of it that was refused.
    refused_row: Option<u32>,
}

/// Of which payslip of its person a row is.
struct Head {
    contract: String,
    period: Period,
    paid_on: Option<Date>,
}

/// What a row adds to its payslip.
#[derive(Default)]
struct Part {
    lines: Vec<Line>,
    stated: Vec<Stated>,
    signs: Signs,
}

impl Reading for Payslips {
    fn take(&mut self, row: &Row<'_>) -> Result<(), Vec<Problem>> {
        let mut problems = Vec::new();
        let document = noted(row.document(), &mut problems);
        let head = read_head(row, &mut problems);
        let part = read_part(row, &mut problems);
        let (document, head) = match (document, head) {
            (Some(document), Some(head)) => (document, head),
            (document, _) => {
                self.spoil_all_of(document, row.number);
                return Err(problems);
            }
        };
        let group = self.group(document, head.contract, head.period);
        if problems.is_empty()
            && let Some(reason) = group.contradicts(row, head.paid_on)
        {
            problems.push(Problem::of_row(reason));
        }
        if !problems.is_empty() {
            group.refused_row.get_or_insert(row.number);
            return Err(problems);
        }
        group.facts.paid_on = head.paid_on;
        group.facts.lines.extend(part.lines);
        group.stated.extend(part.stated);
        group.signs.join(part.signs);
        group.rows.push(row.number);
        Ok(())
    }

    fn spoil(&mut self, row: &Row<'_>) {
        self.spoil_all_of(row.document().ok(), row.number);
    }

    fn end(self: Box<Self>) -> (Vec<Draft>, Vec<BadRow>) {
        let (mut drafts, mut refused) = (Vec::new(), Vec::new());
        let Self { groups, spoiled, .. } = *self;
        for group in groups {
            let reason = group.fault(spoiled.get(&group.document).copied());
            match reason {
                Some(reason) => refused.extend(BadRow::all(&group.rows, &reason)),
                None => drafts.push(group.into_draft()),
            }
        }
        (drafts, refused)
    }
}

impl Payslips {
    /// The payslip that a row is part of.
    fn group(&mut self, document: Document, contract: String, period: Period) -> &mut Group {
        let groups = &mut self.groups;
        let key = (document.clone(), contract.clone(), period);
        let place = *self.places.entry(key).or_insert_with(|| {
            let facts = Facts { contract, period, paid_on: None, lines: Vec::new() };
            groups.push(Group {
                document,
                facts,
                stated: Vec::new(),
                signs: Signs::default(),
                rows: Vec::new(),
                refused_row: None,
            });
            groups.len() - 1
        });
        &mut groups[place]
    }

    /// A row of somebody is refused that may be of any of their payslips.
    fn spoil_all_of(&mut self, document: Option<Document>, row: u32) {
        if let Some(document) = document {
            self.spoiled.entry(document).or_insert(row);
        }
    }
}

impl Group {
    /// Why another row cannot be of this payslip.
    fn contradicts(&self, row: &Row<'_>, paid_on: Option<Date>) -> Option<Reason> {
        let first = self.rows.first()?;
        let told = |message| Some(Reason::Told(message, vec![("row", first.to_string())]));
        if !row.has(&VALUE) {
            return told("payslips-twice");
        }
        if self.facts.paid_on != paid_on {
            return told("payslips-paid-on-differs");
        }
        if self.facts.lines.len() >= MOST_LINES {
            return Some(Reason::Told("payslips-too-many-lines", vec![("most", MOST_LINES.to_string())]));
        }
        None
    }

    /// Why it is no payslip; `spoiled` is a refused row of its person.
    fn fault(&self, spoiled: Option<u32>) -> Option<Reason> {
        match self.refused_row.or(spoiled) {
            Some(row) => Some(Reason::Told("payslips-other-row", vec![("row", row.to_string())])),
            None => rules::fault(&self.facts, &self.stated, self.signs),
        }
    }

    fn into_draft(self) -> Draft {
        let content = serde_json::to_string(&self.facts).unwrap_or_default();
        Draft { rows: self.rows, document: self.document, content }
    }
}

fn read_head(row: &Row<'_>, problems: &mut Vec<Problem>) -> Option<Head> {
    let contract = noted(row.line(&CONTRACT, LONGEST_CODE), problems);
    let begins_on = noted(row.needed_date(&BEGINS_ON), problems);
    let ends_on = noted(row.needed_date(&ENDS_ON), problems);
    let paid_on = noted(row.date(&PAID_ON), problems).flatten();
    let period = Period { begins_on: begins_on?, ends_on: ends_on? };
    Some(Head { contract: contract?.unwrap_or_default(), period, paid_on })
}

fn read_part(row: &Row<'_>, problems: &mut Vec<Problem>) -> Part {
    let mut part = Part::default();
    part.stated.extend(noted(row.money(&TOTAL_EARNED), problems).flatten().map(Stated::Earned));
    part.stated.extend(noted(row.money(&TOTAL_DEDUCTED), problems).flatten().map(Stated::Deducted));
    part.stated.extend(noted(row.money(&NET), problems).flatten().map(Stated::Net));
    if row.has(&VALUE) {
        let line = read_line(row, problems);
        part.add(line);
    } else {
        for (header, cell) in row.rest() {
            let line = noted(read_cell(header, cell), problems).flatten();
            part.add(line);
        }
    }
    part
}

impl Part {
    /// Adds a line whose value is as it was written.
    fn add(&mut self, line: Option<Line>) {
        let Some(line) = line else { return };
        self.signs.note(line.kind, line.value);
        self.lines.push(Line { value: line.value.absolute(), ..line });
    }
}

/// The concept that a row of a long file is, with the sign of its value.
fn read_line(row: &Row<'_>, problems: &mut Vec<Problem>) -> Option<Line> {
    let code = noted(row.line(&CONCEPT_CODE, LONGEST_CODE), problems).flatten();
    let name = match &code {
        Some(code) => {
            noted(row.line(&CONCEPT, LONGEST_NAME), problems).map(|name| name.unwrap_or(code.clone()))
        }
        None => noted(row.needed_line(&CONCEPT, LONGEST_NAME), problems),
    };
    let quantity = noted(row.line(&QUANTITY, LONGEST_QUANTITY), problems).flatten();
    let base = noted(row.money(&BASE), problems).flatten();
    let value = noted(row.needed_money(&VALUE), problems);
    let told = if row.has(&KIND) { Some(noted(row.needed(&KIND, kind), problems)?) } else { None };
    let (name, value) = (name?, value?);
    let (name, kind) = match told {
        Some(kind) => (name, kind),
        None => {
            let known = kind_of(&name, value).map_err(|reason| row.problem(&CONCEPT, reason));
            let (name, kind) = noted(known, problems)?;
            (name.to_owned(), kind)
        }
    };
    if value.is_negative() && kind != LineKind::Deducted {
        problems.push(row.problem(&VALUE, Reason::told("payslips-value-negative")));
    }
    let code = code.unwrap_or_else(|| header_name(&name));
    Some(Line { code, name, kind, quantity, base, value })
}

/// The name and the kind of a concept for which no column tells it.
fn kind_of(name: &str, value: Money) -> Result<(&str, LineKind), Reason> {
    match rules::told_kind(name) {
        (name, Some(kind)) => Ok((name, kind)),
        (name, None) => Ok((name, rules::kind_by_name(name, value.is_negative())?)),
    }
}

/// The concept that a cell of a wide file is, with the sign of its value; none where it says nothing.
fn read_cell(header: &str, cell: &str) -> Result<Option<Line>, Problem> {
    if NO_CONCEPTS.contains(&header_name(header).as_str()) || cell.is_empty() || cell == "-" {
        return Ok(None);
    }
    let told = |reason| Problem { column: None, value: printable(&format!("{header}: {cell}")), reason };
    let value = match money(cell) {
        Ok(Money::ZERO) => return Ok(None),
        Ok(value) => value,
        // What is no amount may well be no concept.
        Err(reason) => return Err(told(kind_of(header, Money::ZERO).err().unwrap_or(reason))),
    };
    let (name, kind) = kind_of(header, value).map_err(told)?;
    if value.is_negative() && kind != LineKind::Deducted {
        return Err(told(Reason::told("payslips-value-negative")));
    }
    let name = name.trim_start_matches(['-', '−', '–', ' ']);
    let name: String =
        name.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(LONGEST_NAME).collect();
    let code = header_name(&name);
    if code.is_empty() {
        return Err(told(Reason::told("payslips-concept-unknown")));
    }
    Ok(Some(Line { code, name, kind, quantity: None, base: None, value }))
}

fn kind(written: &str) -> Result<LineKind, Reason> {
    if written.is_empty() {
        return Err(Reason::told("sheet-missing"));
    }
    rules::kind_of_word(written).ok_or(Reason::told("payslips-kind-unknown"))
}

#[cfg(test)]
mod tests {
    use super::super::rules::totals;
    use super::*;
    use crate::sheet;

    const LONG: &str = "Cédula;Código contrato;Periodo inicio;Periodo fin;Fecha pago;Concepto código;Concepto;Tipo;Cantidad;Base;Valor;Neto";
    const WIDE: &str =
        "Cédula;Nombre;Desde;Hasta;Días;Sueldo;Auxilio de transporte;Salud;-Casino;Bono;Neto a pagar";

    fn read_rows(headers: &str, rows: &[&str]) -> (Vec<Draft>, Vec<BadRow>) {
        sheet::read_rows(reading(), COLUMNS, headers, rows)
    }

    fn facts(draft: &Draft) -> Facts {
        serde_json::from_str(&draft.content).unwrap()
    }

    fn reasons(bad: &[BadRow]) -> Vec<(u32, &'static str)> {
        let told = bad.iter().flat_map(|row| row.problems.iter().map(|problem| (row.row, &problem.reason)));
        told.map(|(row, reason)| match reason {
            Reason::Told(message, _) => (row, *message),
            Reason::Roster(_) => (row, "roster"),
        })
        .collect()
    }

    #[test]
    fn rows_of_one_person_contract_and_period_make_one_payslip() {
        let (drafts, bad) = read_rows(
            LONG,
            &[
                "1900000001;C-7;01/10/2026;31/10/2026;30/10/2026;001;Sueldo;devengado;30;;2.000.000;",
                "1900000001;C-8;01/10/2026;31/10/2026;30/10/2026;001;Sueldo;devengado;30;;900.000;",
                "1900000001;C-7;01/10/2026;31/10/2026;30/10/2026;200;Salud;deducción;;2.000.000;-80.000;1.920.000",
                "1900000001;C-7;01/10/2026;31/10/2026;30/10/2026;900;Cesantías;informativo;;;166.667;",
            ],
        );
        assert_eq!(bad, []);
        assert_eq!(
            drafts.iter().map(|draft| draft.rows.clone()).collect::<Vec<_>>(),
            [vec![2, 4, 5], vec![3]]
        );
        let payslip = facts(&drafts[0]);
        assert_eq!(totals(&payslip.lines).net, Money::of_pesos(1_920_000));
        assert_eq!(payslip.lines[0].quantity.as_deref(), Some("30"));
        assert_eq!(payslip.lines[1].base, Some(Money::of_pesos(2_000_000)));
        assert_eq!(
            (payslip.contract.as_str(), payslip.period.ends_on.to_string().as_str()),
            ("C-7", "2026-10-31")
        );
    }

    #[test]
    fn a_wide_row_is_a_payslip_whose_headers_are_concepts() {
        let (drafts, bad) = read_rows(
            WIDE,
            &["1900000001;Luis Peña;01/10/2026;15/10/2026;15;1.000.000;100.000;40.000;25.000;0;1.035.000"],
        );
        assert_eq!(bad, []);
        let payslip = facts(&drafts[0]);
        let lines: Vec<_> = payslip.lines.iter().map(|line| (line.name.as_str(), line.kind)).collect();
        assert_eq!(
            lines,
            [
                ("Sueldo", LineKind::Earned),
                ("Auxilio de transporte", LineKind::Earned),
                ("Salud", LineKind::Deducted),
                ("Casino", LineKind::Deducted),
            ]
        );
        assert_eq!((payslip.contract.as_str(), payslip.paid_on), ("", None));
    }

    #[test]
    fn a_payslip_with_a_bad_row_is_refused_whole() {
        let row = |rest: &str| format!("1900000001;C-7;01/10/2026;31/10/2026;30/10/2026;{rest};");
        let (drafts, bad) = read_rows(
            LONG,
            &[
                &row("001;Sueldo;devengado;;;2.000.000"),
                &row("200;Salud;deducción;;;mil"),
                &row("300;Bono;raro;;;10"),
                &row("400;Ajuste;devengado;;;-10"),
            ],
        );
        assert_eq!(drafts, []);
        assert_eq!(
            reasons(&bad),
            [
                (3, "sheet-money-malformed"),
                (4, "payslips-kind-unknown"),
                (5, "payslips-value-negative"),
                (2, "payslips-other-row"),
            ]
        );
    }

    #[test]
    fn two_payslips_for_one_period_are_both_refused() {
        let row = "1900000001;;01/10/2026;15/10/2026;;1.000.000;;;;;";
        let (drafts, bad) = read_rows(WIDE, &[row, row]);
        assert_eq!(drafts, []);
        assert_eq!(reasons(&bad), [(3, "payslips-twice"), (2, "payslips-other-row")]);
        let paid = |day: &str, code: &str| {
            format!("1900000001;C-7;01/10/2026;31/10/2026;{day};{code};Sueldo;devengado;;;1;")
        };
        let (drafts, bad) = read_rows(LONG, &[&paid("30/10/2026", "1"), &paid("31/10/2026", "2")]);
        assert_eq!(drafts, []);
        assert_eq!(reasons(&bad), [(3, "payslips-paid-on-differs"), (2, "payslips-other-row")]);
    }

    #[test]
    fn a_row_that_does_not_say_of_which_payslip_it_is_spoils_those_of_its_person() {
        let row = |head: &str, rest: &str| format!("1900000001;C-7;{head};{rest};");
        let good = row("01/10/2026;31/10/2026;30/10/2026", "001;Sueldo;devengado;;;2.000.000");
        let health = "200;Salud;deducción;;;80.000";
        let other = good.replace("1900000001", "1900000002");
        for head in ["01/10/2026;31/10/2026;31/09/2026", "01/10/2026;31/09/2026;30/10/2026"] {
            let (drafts, bad) = read_rows(LONG, &[&good, &row(head, health), &other]);
            assert_eq!(drafts.iter().map(|draft| draft.rows.as_slice()).collect::<Vec<_>>(), [[4]], "{head}");
            assert_eq!(bad.iter().map(|row| row.row).collect::<Vec<_>>(), [3, 2], "{head}");
            assert_eq!(reasons(&bad)[1], (2, "payslips-other-row"), "{head}");
        }
    }

    #[test]
    fn a_row_that_cannot_be_read_spoils_the_payslips_of_its_person() {
        let split = |line: &str| line.split(';').map(str::to_owned).collect::<Vec<_>>();
        let headers = split(LONG);
        let mapping = Mapping::from_headers(&headers, COLUMNS);
        let cells = split("1900000001;C-7;01/10/2026;31/10/2026;;001;Sueldo;devengado;;;2.000.000;");
        let row = |number| Row::new(number, &headers, &cells, &mapping);
        let mut reading = reading();
        assert_eq!(reading.take(&row(2)), Ok(()));
        reading.spoil(&row(3));
        let (drafts, bad) = reading.end();
        assert_eq!((drafts.len(), reasons(&bad)), (0, vec![(2, "payslips-other-row")]));
    }

    #[test]
    fn a_deduction_given_back_is_not_taken_for_one() {
        let row = |rest: &str| format!("1900000001;C-7;01/10/2026;31/10/2026;;{rest};");
        let (drafts, bad) = read_rows(
            LONG,
            &[
                &row("001;Sueldo;devengado;;;2.000.000"),
                &row("200;Salud;deducción;;;80.000"),
                &row("201;Ajuste salud;deducción;;;-20.000"),
            ],
        );
        assert_eq!(drafts, []);
        assert_eq!(reasons(&bad)[0], (2, "payslips-signs-mixed"));
    }

    #[test]
    fn a_wide_column_is_a_concept_only_where_it_is_known_what_it_does() {
        let headers = "Cédula;Nombre;Desde;Hasta;Sueldo;Aporte a salud;Banco;{};Total a pagar";
        let row = "1900000001;Luis;01/10/2026;15/10/2026;1.000.000;40.000;Banco Popular;25.000;";
        let read = |header: &str, net: &str| {
            let row = format!("{row}{net}");
            let (drafts, bad) = read_rows(&headers.replace("{}", header), &[row.as_str()]);
            let net = drafts.first().map(|draft| totals(&facts(draft).lines).net.to_string());
            (net, reasons(&bad).first().map(|(_, reason)| *reason))
        };
        for header in ["Banco Popular", "Área protegida", "Celular corporativo", ""] {
            assert_eq!(read(header, "935.000"), (None, Some("payslips-concept-unknown")), "{header}");
        }
        assert_eq!(read("Total a pagar quincena", ""), (None, Some("payslips-concept-is-sum")));
        let told = Some("$ 935.000".to_owned());
        assert_eq!(read("Banco Popular (deducción)", "935.000"), (told.clone(), None));
        assert_eq!(read("-Banco Popular", "935.000"), (told, None));
        assert_eq!(read("Arriendo (devengado)", "985.000"), (Some("$ 985.000".to_owned()), None));
    }

    #[test]
    fn columns_of_which_nothing_is_read_are_known() {
        let unused_of = |line: &str| {
            let headers: Vec<String> = line.split(';').map(str::to_owned).collect();
            let mapping = Mapping::from_headers(&headers, COLUMNS);
            unused(&headers, &mapping).join(";")
        };
        assert_eq!(unused_of(WIDE), "Nombre;Días");
        assert_eq!(unused_of(&format!("{LONG};Nombre;Casino")), "Nombre;Casino");
    }

    #[test]
    fn what_does_not_add_up_is_refused_with_all_its_rows() {
        let row = |code: &str, kind: &str, value: &str, net: &str| {
            format!("1900000001;C-7;01/10/2026;31/10/2026;;{code};X;{kind};;;{value};{net}")
        };
        let (drafts, bad) =
            read_rows(LONG, &[&row("1", "devengado", "100", ""), &row("2", "deducción", "40", "70")]);
        assert_eq!(
            (drafts.len(), reasons(&bad)),
            (0, vec![(2, "payslips-net-differs"), (3, "payslips-net-differs")])
        );
        let (drafts, bad) =
            read_rows(LONG, &[&row("1", "devengado", "100", ""), &row("1", "devengado", "40", "")]);
        assert_eq!((drafts.len(), reasons(&bad)[0]), (0, (2, "payslips-concept-twice")));
        let (drafts, bad) = read_rows(LONG, &[&row("1", "deducción", "100", "")]);
        assert_eq!((drafts.len(), reasons(&bad)), (0, vec![(2, "payslips-negative-net")]));
    }

    #[test]
    fn a_cell_that_is_no_amount_is_told_with_its_header() {
        let (drafts, bad) = read_rows(WIDE, &["1900000001;Luis;01/10/2026;15/10/2026;15;mucho;;;;;"]);
        assert_eq!(drafts, []);
        assert_eq!(bad[0].problems[0].value, "Sueldo: mucho");
    }
}
