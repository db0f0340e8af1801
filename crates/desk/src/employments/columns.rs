//! The columns of a file of employments, and how a row is read.

use std::collections::HashMap;

use identity::roster::Document;
use identity::roster::columns::header_name;

use super::{Contract, Facts, SalaryKind, Told};
use crate::sheet::{
    BadRow, Column, DOCUMENT_NUMBER, DOCUMENT_TYPE, Draft, Problem, Reading, Reason, Row, noted,
};

const LONGEST_CODE: usize = 40;
const LONGEST_POSITION: usize = 120;
const LONGEST_CLIENT: usize = 160;
const LONGEST_FUNCTIONS: usize = 2_000;

const CODE: Column = Column::needed(
    "employments-column-code",
    &["codigocontrato", "numerocontrato", "contrato", "codigovinculacion", "codigoempleado", "consecutivo"],
);
const CONTRACT: Column =
    Column::needed("employments-column-contract", &["tipocontrato", "clasecontrato", "modalidadcontrato"]);
const STARTED_ON: Column = Column::needed(
    "employments-column-started-on",
    &["fechaingreso", "fechainicio", "fechavinculacion", "ingreso", "inicio", "fechainiciocontrato"],
);
const ENDED_ON: Column = Column::optional(
    "employments-column-ended-on",
    &["fecharetiro", "fechaterminacion", "fechafin", "retiro", "fechafincontrato", "fechaegreso"],
);
const POSITION: Column =
    Column::needed("employments-column-position", &["cargo", "puesto", "oficio", "posicion"]);
const FUNCTIONS: Column =
    Column::optional("employments-column-functions", &["funciones", "funcionescargo", "labores", "tareas"]);
const CLIENT: Column = Column::optional(
    "employments-column-client",
    &["empresausuaria", "usuaria", "cliente", "empresacliente", "empresa"],
);
const SALARY: Column = Column::optional(
    "employments-column-salary",
    &["salario", "sueldo", "salariobasico", "sueldobasico", "asignacionbasica", "compensacion", "basico"],
);
const SALARY_KIND: Column =
    Column::optional("employments-column-salary-kind", &["tiposalario", "clasesalario", "modalidadsalario"]);
const SALARY_SINCE: Column = Column::optional(
    "employments-column-salary-since",
    &["salariodesde", "sueldodesde", "fechasalario", "fechaaumento", "fechacambiosalario", "vigenciasalario"],
);

/// What a file of employments has, in the order in which a form asks for it.
pub const COLUMNS: &[Column] = &[
    DOCUMENT_TYPE,
    DOCUMENT_NUMBER,
    CODE,
    CONTRACT,
    STARTED_ON,
    ENDED_ON,
    POSITION,
    FUNCTIONS,
    CLIENT,
    SALARY,
    SALARY_KIND,
    SALARY_SINCE,
];

/// Reads employments: one row each.
pub fn reading() -> Box<dyn Reading> {
    Box::new(Employments::default())
}

#[derive(Default)]
struct Employments {
    drafts: Vec<Draft>,
    rows_by_key: HashMap<(Document, String), u32>,
    repeated: Vec<BadRow>,
}

impl Reading for Employments {
    fn take(&mut self, row: &Row<'_>) -> Result<(), Vec<Problem>> {
        let (document, told) = read(row)?;
        let content = serde_json::to_string(&told).unwrap_or_default();
        let key = (document.clone(), told.facts.code);
        if let Some(first) = self.rows_by_key.get(&key) {
            let reason = Reason::Told("employments-code-twice", vec![("row", first.to_string())]);
            self.repeated.push(BadRow::of(row.number, reason));
            return Ok(());
        }
        self.rows_by_key.insert(key, row.number);
        self.drafts.push(Draft { rows: vec![row.number], document, content });
        Ok(())
    }

    fn end(self: Box<Self>) -> (Vec<Draft>, Vec<BadRow>) {
        (self.drafts, self.repeated)
    }
}

fn read(row: &Row<'_>) -> Result<(Document, Told), Vec<Problem>> {
    let mut problems = Vec::new();
    let document = noted(row.document(), &mut problems);
    let code = noted(row.needed_line(&CODE, LONGEST_CODE), &mut problems);
    let contract = noted(row.needed(&CONTRACT, contract), &mut problems);
    let started_on = noted(row.needed_date(&STARTED_ON), &mut problems);
    let ended_on = noted(row.date(&ENDED_ON), &mut problems).flatten();
    let position = noted(row.needed_line(&POSITION, LONGEST_POSITION), &mut problems);
    let functions = noted(row.lines(&FUNCTIONS, LONGEST_FUNCTIONS), &mut problems).flatten();
    let client = noted(row.line(&CLIENT, LONGEST_CLIENT), &mut problems).flatten();
    let salary = noted(row.money(&SALARY), &mut problems).flatten();
    let salary_kind = noted(row.optional(&SALARY_KIND, salary_kind), &mut problems).flatten();
    let salary_since = noted(row.date(&SALARY_SINCE), &mut problems).flatten();
    if started_on.zip(ended_on).is_some_and(|(started, ended)| ended < started) {
        problems.push(row.problem(&ENDED_ON, Reason::told("employments-ended-before-it-started")));
    }
    if salary.is_some_and(|salary| salary.centavos() <= 0) {
        problems.push(row.problem(&SALARY, Reason::told("employments-salary-not-positive")));
    }
    if salary_since.is_some_and(|since| {
        started_on.is_some_and(|started| since < started) || ended_on.is_some_and(|ended| since > ended)
    }) {
        problems.push(row.problem(&SALARY_SINCE, Reason::told("employments-salary-since-outside")));
    }
    match (document, code, contract, started_on, position) {
        (Some(document), Some(code), Some(contract), Some(started_on), Some(position))
            if problems.is_empty() =>
        {
            let facts = Facts {
                code,
                contract,
                started_on,
                ended_on,
                position,
                functions,
                client,
                salary,
                salary_kind: salary_kind.unwrap_or(SalaryKind::Ordinary),
            };
            let told = Told {
                facts,
                has_end: row.has(&ENDED_ON),
                has_client: row.has(&CLIENT),
                has_salary_kind: salary_kind.is_some(),
                salary_since,
            };
            Ok((document, told))
        }
        _ => Err(problems),
    }
}

fn contract(written: &str) -> Result<Contract, Reason> {
    if written.is_empty() {
        return Err(Reason::told("sheet-missing"));
    }
    let name = header_name(written);
    let known = Contract::ALL.iter().copied().find(|contract| contract.names().contains(&name.as_str()));
    known.ok_or(Reason::told("employments-contract-unknown"))
}

fn salary_kind(written: &str) -> Result<SalaryKind, Reason> {
    let name = header_name(written);
    let known = SalaryKind::ALL.iter().copied().find(|kind| kind.names().contains(&name.as_str()));
    known.ok_or(Reason::told("employments-salary-kind-unknown"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Money;
    use crate::sheet::{self, Mapping};

    const HEADERS: &str = "Cédula;Código contrato;Tipo de contrato;Fecha de ingreso;Fecha de retiro;Cargo;Empresa usuaria;Salario";

    fn read_rows(rows: &[&str]) -> (Vec<Draft>, Vec<BadRow>) {
        sheet::read_rows(reading(), COLUMNS, HEADERS, rows)
    }

    #[test]
    fn an_employment_is_read_as_payroll_writes_it() {
        let (drafts, bad) = read_rows(&[
            "1.900.000.001;C-7;Obra o labor;15/03/2025;N/A;Auxiliar de bodega;Bodegas del Sur;1.750.905",
        ]);
        assert_eq!(bad, []);
        let told: Told = serde_json::from_str(&drafts[0].content).unwrap();
        assert!(told.has_end && told.has_client && !told.has_salary_kind);
        let facts = told.facts;
        assert_eq!((facts.contract, facts.ended_on), (Contract::Task, None));
        assert_eq!(facts.salary, Some(Money::of_pesos(1_750_905)));
        assert_eq!(facts.client.as_deref(), Some("Bodegas del Sur"));
        assert_eq!((facts.code.as_str(), drafts[0].rows.as_slice()), ("C-7", [2].as_slice()));
    }

    #[test]
    fn a_file_says_which_columns_it_has() {
        let headers = [
            "Cédula",
            "Código contrato",
            "Tipo de contrato",
            "Fecha de ingreso",
            "Cargo",
            "Salario",
            "Salario desde",
        ];
        let row = ["1900000001", "C-7", "Fijo", "15/03/2025", "Cajera", "2.000.000", "01/07/2026"];
        let [headers, row] = [headers, row].map(|cells| cells.map(str::to_owned));
        let mapping = Mapping::from_headers(&headers, COLUMNS);
        let (_, told) = read(&Row::new(2, &headers, &row, &mapping)).unwrap();
        assert!(!told.has_end && !told.has_client && !told.has_salary_kind);
        assert_eq!(told.salary_since, Some("2026-07-01".parse().unwrap()));
        let before = row.map(|cell| cell.replace("01/07/2026", "14/03/2025"));
        let problems = read(&Row::new(2, &headers, &before, &mapping)).unwrap_err();
        assert_eq!(problems[0].reason, Reason::told("employments-salary-since-outside"));
    }

    #[test]
    fn all_that_is_wrong_with_a_row_is_told_at_once() {
        let (drafts, bad) = read_rows(&["12;;raro;31/02/2025;;;;mil"]);
        assert_eq!(drafts, []);
        let columns: Vec<_> = bad[0].problems.iter().filter_map(|problem| problem.column).collect();
        assert_eq!(
            columns,
            [
                DOCUMENT_NUMBER.label,
                CODE.label,
                CONTRACT.label,
                STARTED_ON.label,
                POSITION.label,
                SALARY.label
            ]
        );
    }

    #[test]
    fn an_end_before_the_beginning_and_a_code_twice_are_refused() {
        let row = "1900000001;C-7;fijo;15/03/2025;;Cajera;;";
        let (drafts, bad) = read_rows(&[row, row, "1900000002;C-7;fijo;15/03/2025;14/03/2025;Cajera;;0"]);
        assert_eq!(drafts.len(), 1);
        let reasons: Vec<_> =
            bad.iter().flat_map(|row| &row.problems).map(|problem| problem.reason.clone()).collect();
        assert_eq!(
            reasons,
            [
                Reason::told("employments-ended-before-it-started"),
                Reason::told("employments-salary-not-positive"),
                Reason::Told("employments-code-twice", vec![("row", "2".to_owned())]),
            ]
        );
    }
}
