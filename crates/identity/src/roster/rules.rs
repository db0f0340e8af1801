//! The decisions of an import: what a row says, which rows contradict each other, and what a file would change.

use std::collections::HashMap;
use std::io::Read;

use jiff::civil::Date;

use super::columns::{Column, Columns};
use super::contact::{EmailAddress, Phone};
use super::date::{parse_date, parse_past_date};
use super::document::{Document, DocumentType};
use super::file::{FileRefusal, Inspection, RosterFile, Row};
use super::name::{NameOrder, PersonName, split_full_name};
use super::person::{ContentHash, ExternalCode, Person, Status};
use super::refusal::Refusal;
use super::written::{plain, printable};

/// What people write into a cell that they should have left empty.
const EMPTY_WORDS: [&str; 8] = ["", "na", "notiene", "ninguno", "ninguna", "null", "sincorreo", "sincelular"];

/// One thing wrong with a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// In which column; none where it is the whole row.
    pub column: Option<Column>,
    /// What stands there, shortened and without what would upset a screen.
    pub value: String,
    /// Why it is refused.
    pub refusal: Refusal,
}

/// A row that is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadRow {
    /// Its number, as a spreadsheet shows it.
    pub row: u32,
    /// Everything that is wrong with it.
    pub problems: Vec<Problem>,
}

/// What one row says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// Whose row it is, if that much can be read, also where the rest is wrong.
    pub document: Option<Document>,
    /// The person, or all that is wrong.
    pub person: Result<Person, Vec<Problem>>,
}

/// Reads one row.
pub fn read_row(row: &Row<'_>, today: Date) -> Reading {
    if let Some(refusal) = row.refusal() {
        let problem = Problem { column: None, value: String::new(), refusal };
        return Reading { document: None, person: Err(vec![problem]) };
    }
    let mut problems = Vec::new();
    let document = noted(read_document(row), &mut problems);
    let names = read_names(row, &mut problems);
    let past = |written: &str| parse_past_date(written, today);
    let birth_date = noted(optional(row, Column::BirthDate, past), &mut problems).flatten();
    let issue_date = noted(optional(row, Column::IssueDate, past), &mut problems).flatten();
    let email = noted(optional(row, Column::Email, EmailAddress::parse), &mut problems).flatten();
    let phone = noted(optional(row, Column::Mobile, Phone::parse), &mut problems).flatten();
    let external_code =
        noted(optional(row, Column::ExternalCode, ExternalCode::parse), &mut problems).flatten();
    let status = noted(optional(row, Column::Status, Status::parse), &mut problems).flatten();
    let leave_date = noted(optional(row, Column::LeaveDate, parse_date), &mut problems).flatten();
    if birth_date.zip(issue_date).is_some_and(|(birth, issue)| issue < birth) {
        problems.push(problem(row, Column::IssueDate, Refusal::IssuedBeforeBirth));
    }
    let person = match (document.clone(), names) {
        (Some(document), Some((given_names, family_names))) if problems.is_empty() => Ok(Person {
            document,
            given_names,
            family_names,
            birth_date,
            issue_date,
            email,
            phone,
            external_code,
            status,
            leave_date,
        }),
        _ => Err(problems),
    };
    Reading { document, person }
}

fn read_document(row: &Row<'_>) -> Result<Document, Problem> {
    let kind = match row.columns().implied_document_type() {
        Some(implied) => implied,
        None => needed(row, Column::DocumentType, DocumentType::parse)?,
    };
    needed(row, Column::DocumentNumber, |written| Document::parse(kind, written))
}

fn read_names(row: &Row<'_>, problems: &mut Vec<Problem>) -> Option<(PersonName, PersonName)> {
    let whole = |order| move |written: &str| split_full_name(written, order);
    let columns = row.columns();
    if columns.has(Column::FullName) {
        return noted(needed(row, Column::FullName, whole(NameOrder::GivenFirst)), problems);
    }
    if columns.has(Column::FullNameFamilyFirst) {
        return noted(needed(row, Column::FullNameFamilyFirst, whole(NameOrder::FamilyFirst)), problems);
    }
    let given = read_name(row, Column::FirstName, Column::SecondName, Column::GivenNames);
    let family = read_name(row, Column::FirstSurname, Column::SecondSurname, Column::FamilyNames);
    noted(given, problems).zip(noted(family, problems))
}

/// A name in two columns, of which the second may be empty, or in one.
fn read_name(row: &Row<'_>, first: Column, second: Column, both: Column) -> Result<PersonName, Problem> {
    if !row.columns().has(first) {
        return needed(row, both, PersonName::parse);
    }
    let first_name = needed(row, first, PersonName::parse)?;
    match optional(row, second, PersonName::parse)? {
        None => Ok(first_name),
        Some(second_name) => PersonName::parse(&format!("{first_name} {second_name}"))
            .map_err(|refusal| problem(row, second, refusal)),
    }
}

fn needed<T>(
    row: &Row<'_>,
    column: Column,
    parse: impl Fn(&str) -> Result<T, Refusal>,
) -> Result<T, Problem> {
    parse(&row.cell(column)).map_err(|refusal| problem(row, column, refusal))
}

fn optional<T>(
    row: &Row<'_>,
    column: Column,
    parse: impl Fn(&str) -> Result<T, Refusal>,
) -> Result<Option<T>, Problem> {
    let cell = row.cell(column);
    if EMPTY_WORDS.contains(&plain(&cell).as_str()) && !cell.contains(char::is_control) {
        return Ok(None);
    }
    needed(row, column, parse).map(Some)
}

fn noted<T>(outcome: Result<T, Problem>, problems: &mut Vec<Problem>) -> Option<T> {
    outcome.map_err(|problem| problems.push(problem)).ok()
}

fn problem(row: &Row<'_>, column: Column, refusal: Refusal) -> Problem {
    let refusal = match (column, refusal) {
        (Column::FirstSurname | Column::FamilyNames, Refusal::NameMissing) => Refusal::SurnameMissing,
        _ => refusal,
    };
    Problem { column: Some(column), value: printable(&row.cell(column)), refusal }
}

/// What a whole file says, in so little memory that a hundred thousand people fit.
#[derive(Debug)]
pub struct Survey {
    /// How the file is written, and which file it is.
    pub inspection: Inspection,
    /// What its header says.
    pub columns: Columns,
    /// How many rows it has that are not blank, without the header.
    pub rows: u32,
    /// Rows that are not taken, in order.
    pub bad_rows: Vec<BadRow>,
    /// Rows that repeat an earlier one word for word: the row, and the one it repeats.
    pub repeated_rows: Vec<(u32, u32)>,
    people: HashMap<Document, Sighting>,
    /// Bad rows of which not even the document can be read: they may be anybody's.
    anonymous_rows: u32,
}

/// How a file mentions a person, and the first row that does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sighting {
    Good { row: u32, content: ContentHash },
    Bad { row: u32 },
}

/// Reads a whole file that was [inspected](super::file::inspect).
pub fn survey(source: impl Read, inspection: &Inspection, today: Date) -> Result<Survey, FileRefusal> {
    let mut file = RosterFile::open(source, inspection)?;
    let mut survey = Survey {
        inspection: inspection.clone(),
        columns: file.columns().clone(),
        rows: 0,
        bad_rows: Vec::new(),
        repeated_rows: Vec::new(),
        people: HashMap::new(),
        anonymous_rows: 0,
    };
    while let Some(row) = file.next_row()? {
        survey.rows += 1;
        let number = row.number();
        survey.add(number, read_row(&row, today));
    }
    survey.bad_rows.sort_by_key(|bad_row| bad_row.row);
    Ok(survey)
}

impl Survey {
    /// What is to be done for a row that reads well, if it is the one to take for this person.
    pub fn step(&self, row: u32, person: &Person, standing: Option<&Standing>) -> Step {
        match self.people.get(&person.document) {
            Some(Sighting::Good { row: taken, content }) if *taken == row => {
                Step::towards(*content, standing)
            }
            _ => Step::Keep,
        }
    }

    /// What the file would change in what stands.
    pub fn plan(&self, standing: &HashMap<Document, Standing>) -> Plan {
        let mut plan = Plan::default();
        for (document, sighting) in &self.people {
            let Sighting::Good { content, .. } = sighting else { continue };
            match Step::towards(*content, standing.get(document)) {
                Step::Add => plan.new += 1,
                Step::Change => plan.changed += 1,
                Step::Keep => plan.same += 1,
            }
        }
        if !self.inspection.is_whole {
            return plan;
        }
        let gone = standing.iter().filter(|(document, entry)| !entry.has_left && !self.mentions(document));
        plan.gone = gone.map(|(document, _)| document.clone()).collect();
        if self.anonymous_rows > 0 {
            // Any of these people may be in a row whose document cannot be read.
            plan.held_back = std::mem::take(&mut plan.gone).len() as u32;
        }
        plan
    }

    fn mentions(&self, document: &Document) -> bool {
        self.people.contains_key(document)
    }

    fn add(&mut self, row: u32, reading: Reading) {
        match (reading.person, reading.document) {
            (Ok(person), _) => self.add_good(row, &person),
            (Err(problems), document) => {
                self.bad_rows.push(BadRow { row, problems });
                match document {
                    Some(document) => self.add_bad(row, document),
                    None => self.anonymous_rows += 1,
                }
            }
        }
    }

    fn add_good(&mut self, row: u32, person: &Person) {
        let content = person.content_hash();
        match self.people.get(&person.document).copied() {
            None => {
                self.people.insert(person.document.clone(), Sighting::Good { row, content });
            }
            Some(Sighting::Good { row: first, content: known }) if known == content => {
                self.repeated_rows.push((row, first));
            }
            Some(Sighting::Good { row: first, .. }) => {
                self.bad_rows.extend([contradiction(first, row), contradiction(row, first)]);
                self.people.insert(person.document.clone(), Sighting::Bad { row: first });
            }
            Some(Sighting::Bad { row: first }) => self.bad_rows.push(contradiction(row, first)),
        }
    }

    /// Of a good and a bad row about one person, which one holds is not ours to guess.
    fn add_bad(&mut self, row: u32, document: Document) {
        match self.people.get(&document).copied() {
            None => {
                self.people.insert(document, Sighting::Bad { row });
            }
            Some(Sighting::Good { row: first, .. }) => {
                self.bad_rows.push(contradiction(first, row));
                self.people.insert(document, Sighting::Bad { row: first });
            }
            Some(Sighting::Bad { .. }) => {}
        }
    }
}

fn contradiction(row: u32, other: u32) -> BadRow {
    let refusal = Refusal::RowContradictsAnother { row: other };
    BadRow { row, problems: vec![Problem { column: None, value: String::new(), refusal }] }
}

/// A person who stands on the roster already, as far as an import must know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// What the roster said of them.
    pub content: ContentHash,
    /// Whether an earlier file no longer had them.
    pub has_left: bool,
}

/// What an import does for one person of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Puts them on the roster.
    Add,
    /// Writes what is new, or that they are back.
    Change,
    /// Nothing.
    Keep,
}

impl Step {
    fn towards(content: ContentHash, standing: Option<&Standing>) -> Self {
        match standing {
            None => Self::Add,
            Some(standing) if standing.content == content && !standing.has_left => Self::Keep,
            Some(_) => Self::Change,
        }
    }
}

/// What a file changes in a portal's roster.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// How many people are new.
    pub new: u32,
    /// How many stand there and change.
    pub changed: u32,
    /// How many stand there just so.
    pub same: u32,
    /// Who stands there and is no longer in the file.
    pub gone: Vec<Document>,
    /// How many more would be gone, if every row of the file told whose it is.
    pub held_back: u32,
}

impl Plan {
    /// Whether the roster already says what the file says.
    pub fn is_empty(&self) -> bool {
        self.new == 0 && self.changed == 0 && self.gone.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::roster::file::inspect;
    use base::chance::Chance;
    use jiff::civil::date;

    const TODAY: Date = date(2026, 11, 20);
    const HEADER: &str = "tipo documento;numero documento;primer nombre;segundo nombre;primer apellido;segundo apellido;\
                          nacimiento;expedicion;correo;celular;estado;fecha retiro;codigo\n";
    const ANA: &str =
        "CC;1900000001;Ana;Lucía;Peña;Gómez;31/01/1990;5/2/2008;ana@correo.test;3991234567;;;E-17\n";

    fn survey_of(bytes: &[u8]) -> Result<Survey, FileRefusal> {
        survey(bytes, &inspect(bytes)?, TODAY)
    }

    fn survey_rows(rows: &[&str]) -> Survey {
        survey_of(format!("{HEADER}{}", rows.concat()).as_bytes()).unwrap()
    }

    /// Row, column and reason of everything that is wrong.
    fn problems(survey: &Survey) -> Vec<(u32, Option<Column>, Refusal)> {
        let of_row =
            |bad: &BadRow| bad.problems.iter().map(|p| (bad.row, p.column, p.refusal)).collect::<Vec<_>>();
        survey.bad_rows.iter().flat_map(of_row).collect()
    }

    fn standing(survey: &Survey) -> HashMap<Document, Standing> {
        let good = survey.people.iter().filter_map(|(document, sighting)| match sighting {
            Sighting::Good { content, .. } => Some((document.clone(), *content)),
            Sighting::Bad { .. } => None,
        });
        good.map(|(document, content)| (document, Standing { content, has_left: false })).collect()
    }

    #[test]
    fn a_row_says_all_of_a_person() {
        let text = format!("{HEADER}{ANA}");
        let mut file = RosterFile::open(text.as_bytes(), &inspect(text.as_bytes()).unwrap()).unwrap();
        let reading = read_row(&file.next_row().unwrap().unwrap(), TODAY);
        assert_eq!(reading.person, Ok(crate::roster::person::tests::ana()));
    }

    #[test]
    fn everything_wrong_with_a_row_is_told_at_once_with_the_row_a_spreadsheet_shows() {
        let survey = survey_rows(&[
            ANA,
            "CC;1,9E+09;Ana 2;;;;31/02/1990;5/2/08;ana(at)correo;6012345678;tal vez;mañana;E\n",
        ]);
        assert_eq!(
            problems(&survey),
            [
                (3, Some(Column::DocumentNumber), Refusal::DocumentInScientificNotation),
                (3, Some(Column::FirstName), Refusal::NameOddCharacters),
                (3, Some(Column::FirstSurname), Refusal::SurnameMissing),
                (3, Some(Column::BirthDate), Refusal::DateImpossible),
                (3, Some(Column::IssueDate), Refusal::DateYearOfTwoDigits),
                (3, Some(Column::Email), Refusal::EmailMalformed),
                (3, Some(Column::Mobile), Refusal::PhoneFixedLine),
                (3, Some(Column::Status), Refusal::StatusUnknown),
                (3, Some(Column::LeaveDate), Refusal::DateMalformed),
            ]
        );
        assert_eq!(survey.bad_rows[0].problems[0].value, "1,9E+09");
    }

    #[test]
    fn a_person_without_contact_is_no_mistake() {
        let survey = survey_rows(&[
            "CC;1900000002;Luis;;Gil;;;;;;;;\n",
            "CC;1900000003;Eva;;Gil;;N/A;;no tiene;-;;;\n",
        ]);
        assert_eq!(problems(&survey), []);
        assert_eq!(survey.plan(&HashMap::new()).new, 2);
    }

    #[test]
    fn a_document_issued_before_birth_is_a_mistake() {
        let survey = survey_rows(&["CC;1900000002;Luis;;Gil;;31/01/1990;30/01/1990;;;;;\n"]);
        assert_eq!(problems(&survey), [(2, Some(Column::IssueDate), Refusal::IssuedBeforeBirth)]);
    }

    #[test]
    fn ragged_rows_are_read_where_only_empty_cells_are_missing() {
        let columns = 13;
        let survey = survey_rows(&[
            "CC;1900000002;Luis;;Gil\n",
            "CC;1900000003;Eva;;Gil;;;;;;;;;;;;\n",
            "CC;1900000004;Eva;;Gil;;;;;;;;;extra\n",
            "CC;1900000005;Eva\n",
            "CC;1900000006;Eva;;Gi",
        ]);
        assert_eq!(
            problems(&survey),
            [
                (4, None, Refusal::RowTooLong { columns }),
                (5, Some(Column::FirstSurname), Refusal::SurnameMissing),
                (6, None, Refusal::RowTooShort { columns }),
            ]
        );
    }

    #[test]
    fn a_row_repeated_word_for_word_is_noted_and_taken_once() {
        let survey = survey_rows(&[ANA, &ANA.replace("1900000001", "1.900.000.001")]);
        assert_eq!((problems(&survey), survey.repeated_rows.as_slice()), (vec![], [(3, 2)].as_slice()));
        assert_eq!(survey.plan(&HashMap::new()).new, 1);
    }

    #[test]
    fn rows_that_contradict_each_other_are_all_bad() {
        let survey = survey_rows(&[
            ANA,
            &ANA.replace("ana@", "eva@"),
            ANA,
            "CC;1900000009;Luis;;Gil;;ayer;;;;;;\n",
            "CC;1900000009;Luis;;Gil;;;;;;;;\n",
        ]);
        let against = |row| Refusal::RowContradictsAnother { row };
        assert_eq!(
            problems(&survey),
            [
                (2, None, against(3)),
                (3, None, against(2)),
                (4, None, against(2)),
                (5, Some(Column::BirthDate), Refusal::DateMalformed),
                (6, None, against(5)),
            ]
        );
        assert!(survey.plan(&HashMap::new()).is_empty());
    }

    #[test]
    fn a_plan_tells_new_changed_same_and_gone() {
        let luis = "CC;1900000002;Luis;;Gil;;;;;;;;\n";
        let eva = "CC;1900000003;Eva;;Gil;;;;;;;;\n";
        let standing = standing(&survey_rows(&[ANA, luis, eva]));
        let plan = survey_rows(&[ANA, &luis.replace("Gil", "Ruiz"), "PA;AB12345;Kim;;Lee;;;;;;;;\n"])
            .plan(&standing);
        assert_eq!((plan.new, plan.changed, plan.same, plan.gone.len(), plan.held_back), (1, 1, 1, 1, 0));
        assert!(survey_rows(&[luis, eva, ANA]).plan(&standing).is_empty());
    }

    #[test]
    fn who_is_back_changes_and_who_is_gone_goes_once() {
        let survey = survey_rows(&[ANA]);
        let mut standing = standing(&survey);
        standing.values_mut().for_each(|entry| entry.has_left = true);
        assert_eq!(survey.plan(&standing).changed, 1);
        assert!(survey_rows(&["CC;1900000002;Luis;;Gil;;;;;;;;\n"]).plan(&standing).gone.is_empty());
    }

    #[test]
    fn nobody_is_gone_because_their_row_is_bad() {
        let luis = "CC;1900000002;Luis;;Gil;;;;;;;;\n";
        let standing = standing(&survey_rows(&[ANA, luis]));
        let bad_ana = survey_rows(&[&ANA.replace("31/01/1990", "x"), luis]).plan(&standing);
        assert_eq!((bad_ana.gone.len(), bad_ana.held_back), (0, 0));
        let anybody = survey_rows(&[&ANA.replace("1900000001", "1,9E+09"), luis]).plan(&standing);
        assert_eq!((anybody.gone.len(), anybody.held_back), (0, 1));
    }

    #[test]
    fn no_bytes_make_an_import_panic() {
        let chance = Chance::seeded(20);
        let good = format!("{HEADER}{ANA}{ANA}").into_bytes();
        for length in 0..good.len() {
            drop(survey_of(&good[..length]));
        }
        for _ in 0..3_000 {
            let mut bytes = good.clone();
            for _ in 0..=chance.below(8) {
                let place = chance.below(bytes.len() as u32) as usize;
                let [byte] = chance.bytes();
                match chance.below(3) {
                    0 => bytes[place] = byte,
                    1 => bytes.insert(place, byte),
                    _ => drop(bytes.remove(place)),
                }
            }
            drop(survey_of(&bytes));
        }
        for _ in 0..500 {
            let noise: Vec<u8> = (0..chance.below(400)).flat_map(|_| chance.bytes::<1>()).collect();
            drop(survey_of(&noise));
            drop(survey_of(&[HEADER.as_bytes(), &noise].concat()));
        }
    }
}
