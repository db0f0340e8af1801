//! Made-up people for the demonstration: a roster for each preset, the same each time, and a few of them with fixed data whom
//! the start page introduces.
//!
//! Nobody real can be reached or meant: documents and mobiles lie in ranges that are not issued (cédulas from 1 900 000 000,
//! foreigners' from 9 900 000, mobiles with 399), and mail goes to domains that cannot exist (RFC 2606). First and family
//! names follow how frequent they are in Colombia; see `data/NOTICE.txt`.

use base::chance::Chance;
use jiff::ToSpan;
use jiff::civil::{Date, date};

const FEMALE_NAMES: &str = include_str!("../../data/first_names_female.csv");
const MALE_NAMES: &str = include_str!("../../data/first_names_male.csv");
const FAMILY_NAMES: &str = include_str!("../../data/last_names.csv");

/// People are 18 to 62 years old at the beginning of 2026.
const OLDEST_BIRTH: Date = date(1963, 6, 1);
const YOUNGEST_BIRTH: Date = date(2007, 6, 30);
/// Who left did so in the eighteen months from this day.
const FIRST_LEAVE: Date = date(2024, 1, 1);

const HEADER: &str = "tipo_documento,numero_documento,primer_nombre,segundo_nombre,primer_apellido,segundo_apellido,\
                      fecha_nacimiento,fecha_expedicion,correo,celular,estado,fecha_retiro,codigo_empleado\n";

/// What a visitor can try with one of the people whom the start page introduces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Situation {
    /// Registers with the contact that the roster has.
    Registers,
    /// Has an account already: signs in, recovers.
    HasAccount,
    /// The roster has no contact: is led to help.
    WithoutContact,
    /// Two people have this one's address.
    SharesAddress,
}

/// Somebody whom the start page introduces.
#[derive(Clone, Copy, Debug)]
pub struct Character {
    pub situation: Situation,
    pub given_names: &'static str,
    pub family_names: &'static str,
    /// A cédula.
    pub document_number: &'static str,
    pub email: Option<&'static str>,
    pub phone: Option<&'static str>,
    pub birth_date: Date,
    pub issue_date: Date,
}

/// One preset's roster.
struct Roster {
    portal: &'static str,
    seed: u64,
    people: u32,
    /// Of a hundred people, how many are still there.
    active_percent: u32,
    /// Added to the documents and mobiles, so that rosters share none.
    offset: u32,
    cast: [Character; 5],
}

const ROSTERS: [Roster; 3] = [
    Roster {
        portal: "multiempleos",
        seed: 1,
        people: 600,
        active_percent: 80,
        offset: 0,
        cast: [
            Character {
                situation: Situation::Registers,
                given_names: "Ana María",
                family_names: "Torres Peña",
                document_number: "1900000001",
                email: Some("ana.torres@correo.test"),
                phone: Some("3990000001"),
                birth_date: date(1990, 1, 31),
                issue_date: date(2008, 2, 5),
            },
            Character {
                situation: Situation::HasAccount,
                given_names: "Luis Carlos",
                family_names: "Rodríguez Gómez",
                document_number: "1900000002",
                email: Some("luis.rodriguez@correo.test"),
                phone: Some("3990000002"),
                birth_date: date(1985, 7, 14),
                issue_date: date(2003, 7, 21),
            },
            Character {
                situation: Situation::WithoutContact,
                given_names: "Rosa Elvira",
                family_names: "Pardo Sánchez",
                document_number: "1900000003",
                email: None,
                phone: None,
                birth_date: date(1971, 4, 19),
                issue_date: date(1989, 4, 27),
            },
            Character {
                situation: Situation::SharesAddress,
                given_names: "Andrea",
                family_names: "Güiza Barón",
                document_number: "1900000004",
                email: Some("familia.guiza@correo.test"),
                phone: Some("3990000004"),
                birth_date: date(1996, 2, 29),
                issue_date: date(2014, 3, 5),
            },
            Character {
                situation: Situation::SharesAddress,
                given_names: "Óscar Iván",
                family_names: "Güiza Barón",
                document_number: "1900000005",
                email: Some("familia.guiza@correo.test"),
                phone: Some("3990000005"),
                birth_date: date(1999, 8, 11),
                issue_date: date(2017, 8, 22),
            },
        ],
    },
    Roster {
        portal: "miportal",
        seed: 2,
        people: 600,
        active_percent: 45,
        offset: 10_000_000,
        cast: [
            Character {
                situation: Situation::Registers,
                given_names: "Diana Patricia",
                family_names: "Muñoz Castro",
                document_number: "1910000001",
                email: Some("diana.munoz@correo.test"),
                phone: Some("3991000001"),
                birth_date: date(1995, 12, 6),
                issue_date: date(2013, 12, 20),
            },
            Character {
                situation: Situation::HasAccount,
                given_names: "Jhon Jairo",
                family_names: "Castaño Ospina",
                document_number: "1910000002",
                email: Some("jhon.castano@correo.test"),
                phone: Some("3991000002"),
                birth_date: date(1982, 10, 30),
                issue_date: date(2000, 11, 14),
            },
            Character {
                situation: Situation::WithoutContact,
                given_names: "Blanca Nubia",
                family_names: "Rincón",
                document_number: "1910000003",
                email: None,
                phone: None,
                birth_date: date(1968, 9, 9),
                issue_date: date(1986, 9, 15),
            },
            Character {
                situation: Situation::SharesAddress,
                given_names: "Yolanda",
                family_names: "Quintero Ruiz",
                document_number: "1910000004",
                email: Some("familia.quintero@correo.test"),
                phone: Some("3991000004"),
                birth_date: date(1975, 5, 22),
                issue_date: date(1993, 6, 1),
            },
            Character {
                situation: Situation::SharesAddress,
                given_names: "Brayan Estiven",
                family_names: "Quintero Ruiz",
                document_number: "1910000005",
                email: Some("familia.quintero@correo.test"),
                phone: Some("3991000005"),
                birth_date: date(2001, 3, 17),
                issue_date: date(2019, 3, 26),
            },
        ],
    },
    Roster {
        portal: "multiportal",
        seed: 3,
        people: 150,
        active_percent: 92,
        offset: 20_000_000,
        cast: [
            Character {
                situation: Situation::Registers,
                given_names: "Marta Lucía",
                family_names: "Hernández Díaz",
                document_number: "1920000001",
                email: Some("marta.hernandez@correo.test"),
                phone: Some("3992000001"),
                birth_date: date(1979, 5, 22),
                issue_date: date(1997, 6, 3),
            },
            Character {
                situation: Situation::HasAccount,
                given_names: "Carlos Alberto",
                family_names: "Jiménez Ortiz",
                document_number: "1920000002",
                email: Some("carlos.jimenez@correo.test"),
                phone: Some("3992000002"),
                birth_date: date(1988, 2, 28),
                issue_date: date(2006, 3, 10),
            },
            Character {
                situation: Situation::WithoutContact,
                given_names: "Teresa de Jesús",
                family_names: "Acosta Vargas",
                document_number: "1920000003",
                email: None,
                phone: None,
                birth_date: date(1966, 10, 15),
                issue_date: date(1984, 10, 30),
            },
            Character {
                situation: Situation::SharesAddress,
                given_names: "Gloria Inés",
                family_names: "Mejía de la Cruz",
                document_number: "1920000004",
                email: Some("familia.mejia@correo.test"),
                phone: Some("3992000004"),
                birth_date: date(1972, 1, 2),
                issue_date: date(1990, 1, 15),
            },
            Character {
                situation: Situation::SharesAddress,
                given_names: "Édgar",
                family_names: "Suárez Mejía",
                document_number: "1920000005",
                email: Some("familia.mejia@correo.test"),
                phone: Some("3992000005"),
                birth_date: date(1998, 11, 3),
                issue_date: date(2016, 11, 10),
            },
        ],
    },
];

/// The people whom the start page introduces for this preset; none for a portal that the demonstration does not know.
pub fn cast(portal: &str) -> &'static [Character] {
    ROSTERS.iter().find(|roster| roster.portal == portal).map_or(&[], |roster| &roster.cast)
}

/// The preset's whole roster as the CSV file that an organisation would load.
pub fn roster_csv(portal: &str) -> Option<String> {
    let roster = ROSTERS.iter().find(|roster| roster.portal == portal)?;
    let names = Names::embedded();
    let chance = Chance::seeded(roster.seed);
    let mut csv = HEADER.to_owned();
    for (number, character) in (1..).zip(&roster.cast) {
        csv.push_str(&row_of(character, number));
    }
    for number in roster.cast.len() as u32 + 1..=roster.people {
        csv.push_str(&row_of_somebody(roster, number, &names, &chance));
    }
    Some(csv)
}

fn row_of(character: &Character, number: u32) -> String {
    let (first, second) = in_two(character.given_names);
    let (family, second_family) = in_two(character.family_names);
    format!(
        "CC,{},{first},{second},{family},{second_family},{},{},{},{},activo,,E-{number:04}\n",
        character.document_number,
        written(character.birth_date),
        written(character.issue_date),
        character.email.unwrap_or_default(),
        character.phone.unwrap_or_default(),
    )
}

fn row_of_somebody(roster: &Roster, number: u32, names: &Names, chance: &Chance) -> String {
    let given = names.given(chance);
    let family = names.family.pick(chance);
    let second_family = if happens(92, chance) { names.family.pick(chance) } else { "" };
    let (kind, document) = document(roster, number, chance);
    let birth = somewhere_between(OLDEST_BIRTH, YOUNGEST_BIRTH, chance);
    let issue = birth + 18.years() + i64::from(5 + chance.below(85)).days();
    let has_left = !happens(roster.active_percent, chance) && issue < FIRST_LEAVE;
    let leave = FIRST_LEAVE + i64::from(chance.below(540)).days();
    // Of those who left, more have no contact that still works.
    let with_contact_percent = if has_left { 82 } else { 94 };
    let email = format!("{}.{}{number}@{}", ascii(given.0), ascii(family), domain(chance));
    let phone = format!("399{:07}", roster.offset / 10 + 1_000 + number * 97 + chance.below(97));
    let mut cells = [given.0, given.1, family, second_family].map(str::to_owned);
    if happens(12, chance) {
        cells = cells.map(|name| without_accents(&name).to_uppercase());
    }
    format!(
        "{kind},{document},{},{},{},{},{},{},{},{},{},{},E-{number:04}\n",
        cells[0],
        cells[1],
        cells[2],
        cells[3],
        written(birth),
        written(issue),
        if happens(with_contact_percent, chance) { email } else { String::new() },
        if happens(with_contact_percent, chance) { phone } else { String::new() },
        if has_left { "retirado" } else { "activo" },
        if has_left { written(leave) } else { String::new() },
    )
}

/// A document nobody else has, in a range that is not issued.
fn document(roster: &Roster, number: u32, chance: &Chance) -> (&'static str, u32) {
    let own = number * 137 + chance.below(137);
    match chance.below(100) {
        0..3 => ("CE", 9_900_000 + number),
        3..5 => ("PPT", 9_990_000 + number),
        _ => ("CC", 1_900_001_000 + roster.offset + own),
    }
}

/// Names with how frequent they are.
struct Frequencies(Vec<(&'static str, u32)>);

impl Frequencies {
    /// Reads `name,weight` lines under a header; weights are parts of one.
    fn read(csv: &'static str) -> Self {
        const WHOLE: f64 = 1_000_000.0;
        let lines = csv.lines().skip(1).filter_map(|line| line.split_once(','));
        Self(
            lines
                .map(|(name, weight)| (name, (weight.parse::<f64>().unwrap_or(0.0) * WHOLE) as u32))
                .collect(),
        )
    }

    fn pick(&self, chance: &Chance) -> &'static str {
        let mut left = chance.below(self.0.iter().map(|(_, weight)| weight).sum());
        for (name, weight) in &self.0 {
            if left < *weight {
                return name;
            }
            left -= weight;
        }
        unreachable!("what is left is below the sum of all weights")
    }
}

struct Names {
    female: Frequencies,
    male: Frequencies,
    family: Frequencies,
}

impl Names {
    fn embedded() -> Self {
        Self {
            female: Frequencies::read(FEMALE_NAMES),
            male: Frequencies::read(MALE_NAMES),
            family: Frequencies::read(FAMILY_NAMES),
        }
    }

    /// A first name and, for two of three people, another one.
    fn given(&self, chance: &Chance) -> (&'static str, &'static str) {
        let names = if happens(50, chance) { &self.female } else { &self.male };
        let first = names.pick(chance);
        let second = if happens(65, chance) { names.pick(chance) } else { "" };
        (first, if second == first { "" } else { second })
    }
}

fn happens(percent: u32, chance: &Chance) -> bool {
    chance.below(100) < percent
}

fn domain(chance: &Chance) -> &'static str {
    if happens(70, chance) { "correo.test" } else { "ejemplo.example" }
}

fn somewhere_between(first: Date, last: Date, chance: &Chance) -> Date {
    let days = (last - first).get_days().unsigned_abs();
    first + i64::from(chance.below(days)).days()
}

fn written(date: Date) -> String {
    date.strftime("%d/%m/%Y").to_string()
}

/// The first word, and the rest.
fn in_two(names: &str) -> (&str, &str) {
    names.split_once(' ').unwrap_or((names, ""))
}

fn without_accents(name: &str) -> String {
    let plain = |letter| match letter {
        'á' | 'Á' => 'a',
        'é' | 'É' => 'e',
        'í' | 'Í' => 'i',
        'ó' | 'Ó' => 'o',
        'ú' | 'Ú' | 'ü' | 'Ü' => 'u',
        'ñ' | 'Ñ' => 'n',
        other => other,
    };
    name.chars().map(plain).collect()
}

fn ascii(name: &str) -> String {
    without_accents(name).to_lowercase().chars().filter(char::is_ascii_alphabetic).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::{HashMap, HashSet};

    use identity::roster::columns::Column;
    use identity::roster::file::{RosterFile, inspect};
    use identity::roster::rules::{read_row, survey};
    use identity::roster::{DocumentType, Person};

    use super::*;

    const TODAY: Date = date(2026, 11, 20);

    fn people(portal: &str) -> Vec<Person> {
        let csv = roster_csv(portal).expect("a preset");
        let inspection = inspect(csv.as_bytes()).unwrap();
        let survey = survey(csv.as_bytes(), &inspection, TODAY).unwrap();
        assert_eq!((survey.bad_rows, survey.repeated_rows), (vec![], vec![]), "{portal}");
        let mut file = RosterFile::open(csv.as_bytes(), &inspection).unwrap();
        assert!(file.columns().unused().is_empty() && file.columns().has(Column::LeaveDate));
        let mut people = Vec::new();
        while let Some(row) = file.next_row().unwrap() {
            people.push(read_row(&row, TODAY).person.unwrap());
        }
        people
    }

    #[test]
    fn each_preset_has_as_many_people_as_such_an_organisation_has() {
        for (portal, count, active) in
            [("multiempleos", 600, 440..540), ("miportal", 600, 240..360), ("multiportal", 150, 125..149)]
        {
            let people = people(portal);
            assert_eq!(people.len(), count);
            let still_there = people.iter().filter(|person| person.is_active_on(TODAY)).count();
            assert!(active.contains(&still_there), "{portal}: {still_there}");
        }
        assert_eq!(roster_csv("another"), None);
    }

    #[test]
    fn a_roster_is_the_same_each_time() {
        assert_eq!(roster_csv("miportal"), roster_csv("miportal"));
    }

    #[test]
    fn nobody_real_can_be_reached_or_meant() {
        let mut mobiles = HashSet::new();
        for person in ROSTERS.iter().flat_map(|roster| people(roster.portal)) {
            let number: u32 = person.document.number().as_str().parse().unwrap();
            let is_made_up = match person.document.kind() {
                DocumentType::Cc => (1_900_000_000..2_000_000_000).contains(&number),
                DocumentType::Ce => (9_900_000..9_990_000).contains(&number),
                DocumentType::Ppt => (9_990_000..10_000_000).contains(&number),
                _ => false,
            };
            assert!(is_made_up, "{}", person.document);
            let email = person.email.as_ref().map_or("@correo.test", |email| email.as_str());
            assert!(email.ends_with("@correo.test") || email.ends_with("@ejemplo.example"), "{email}");
            if let Some(phone) = &person.phone {
                assert!(phone.as_e164().starts_with("+57399"), "{phone}");
                assert!(mobiles.insert(phone.as_e164().to_owned()), "{phone} is somebody else's too");
            }
        }
    }

    #[test]
    fn people_are_of_age_and_got_their_document_at_eighteen() {
        for person in people("miportal") {
            let (birth, issue) = (person.birth_date.unwrap(), person.issue_date.unwrap());
            assert!((18..=63).contains(&(2026 - i32::from(birth.year()))), "{birth}");
            assert!(issue > birth + 18.years() && issue < TODAY, "{birth} {issue}");
        }
    }

    #[test]
    fn those_whom_the_start_page_introduces_are_on_the_roster_as_it_says() {
        for roster in &ROSTERS {
            let people = people(roster.portal);
            let mut addresses: HashMap<&str, u32> = HashMap::new();
            for (character, person) in cast(roster.portal).iter().zip(&people) {
                assert_eq!(person.document.number().as_str(), character.document_number);
                assert_eq!(
                    person.full_name(),
                    format!("{} {}", character.given_names, character.family_names)
                );
                assert_eq!(person.email.as_ref().map(|email| email.as_str()), character.email);
                assert_eq!(person.phone.is_none(), character.situation == Situation::WithoutContact);
                assert_eq!(person.birth_date, Some(character.birth_date));
                assert!(person.is_active_on(TODAY));
                *addresses.entry(character.email.unwrap_or_default()).or_default() += 1;
            }
            assert_eq!(
                addresses.values().filter(|count| **count == 2).count(),
                1,
                "one address is two people's"
            );
        }
    }
}
