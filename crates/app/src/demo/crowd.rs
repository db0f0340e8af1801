//! The rest of a roster: people drawn by chance, with names as common as they are in Colombia.
//!
//! The same people each time (a fixed seed), and as mixed as in a real file: some have left, some are foreigners, some have no
//! address or phone, some stand in capitals without accents. None can be meant or reached: documents lie between 1 900 010 000
//! and 1 999 999 999 (foreigners' from 9 900 000), far above what is issued; mobiles begin with 399, a prefix that nobody has;
//! addresses end in `.test` and `.example`, which no mail reaches (RFC 2606).

use std::fmt::Write;

use base::chance::Chance;
use jiff::ToSpan;
use jiff::civil::{Date, date};

use super::people::HEADER;

const SEED: u64 = 20_261_120;
const FIRST_DOCUMENT: u32 = 1_900_010_000;
const FIRST_FOREIGNERS_CARD: u32 = 9_900_000;
const FIRST_PROTECTION_PERMIT: u32 = 9_990_000;
const FIRST_MOBILE: u32 = 3_990_010_000;

/// People are 18 to 62 years old at the beginning of 2026.
const OLDEST_BIRTH: Date = date(1963, 6, 1);
const DAYS_OF_BIRTHS: u32 = 44 * 365;
/// Who left did so in the eighteen months from this day.
const FIRST_LEAVE: Date = date(2024, 1, 1);
const DAYS_OF_LEAVES: u32 = 540;

const WOMEN: &str = include_str!("../../data/first_names_female.csv");
const MEN: &str = include_str!("../../data/first_names_male.csv");
const SURNAMES: &str = include_str!("../../data/last_names.csv");

/// How many people the roster of a portal has besides the named ones, and how many of a hundred are still there.
fn size(portal: &str) -> (u32, u32) {
    match portal {
        "multiempleos" => (600, 75),
        "multiportal" => (150, 92),
        _ => (0, 100),
    }
}

/// The rows of a portal's crowd, in the columns of `people`.
pub(super) fn rows(portal: &str) -> String {
    let (people, active_percent) = size(portal);
    rows_of(people, active_percent)
}

/// A whole roster file of so many people, so many of a hundred still there; for measuring with rosters of any size.
pub fn file(people: u32, active_percent: u32) -> String {
    format!("{HEADER}{}", rows_of(people, active_percent))
}

fn rows_of(people: u32, active_percent: u32) -> String {
    let chance = Chance::seeded(SEED + u64::from(people));
    let names = Names { women: weighted(WOMEN), men: weighted(MEN), surnames: weighted(SURNAMES) };
    let mut rows = String::new();
    for index in 0..people {
        let _ = writeln!(rows, "{}", row(index, active_percent, &names, &chance));
    }
    rows
}

fn row(index: u32, active_percent: u32, names: &Names, chance: &Chance) -> String {
    let [first, second, surname, other] = names.draw(chance);
    let born = OLDEST_BIRTH + i64::from(chance.below(DAYS_OF_BIRTHS)).days();
    let issued = born + 18.years() + i64::from(5 + chance.below(85)).days();
    let has_left = !happens(active_percent, chance) && issued < FIRST_LEAVE;
    let left = FIRST_LEAVE + i64::from(chance.below(DAYS_OF_LEAVES)).days();
    let (status, left) = if has_left { ("retirado", written(left)) } else { ("activo", String::new()) };
    let domain = if happens(70, chance) { "correo.test" } else { "ejemplo.example" };
    let email = format!("{}.{}{index}@{domain}", address_part(first), address_part(surname));
    let mobile = (FIRST_MOBILE + index).to_string();
    // Some left no address or phone, as in every real file; more of those who are gone.
    let reachable_percent = if has_left { 82 } else { 94 };
    let email = if happens(reachable_percent, chance) { email } else { String::new() };
    let mobile = if happens(reachable_percent, chance) { mobile } else { String::new() };
    let in_capitals = happens(12, chance);
    let [first, second, surname, other] = [first, second, surname, other]
        .map(|name| if in_capitals { without_accents(name).to_uppercase() } else { name.to_owned() });
    format!(
        "{};{first};{second};{surname};{other};{};{};{email};{mobile};{status};{left}",
        document(index, chance),
        written(born),
        written(issued),
    )
}

/// Type and number of a document that nobody else has.
fn document(index: u32, chance: &Chance) -> String {
    match chance.below(100) {
        0..3 => format!("CE;{}", FIRST_FOREIGNERS_CARD + index),
        3..5 => format!("PPT;{}", FIRST_PROTECTION_PERMIT + index),
        _ => format!("CC;{}", FIRST_DOCUMENT + index * 131 + chance.below(131)),
    }
}

/// Names with the sum of the weights up to each, in millionths.
type Weighted = Vec<(&'static str, u32)>;

struct Names {
    women: Weighted,
    men: Weighted,
    surnames: Weighted,
}

impl Names {
    /// First and second name, first and second surname; the second ones may be empty.
    fn draw(&self, chance: &Chance) -> [&'static str; 4] {
        let given = if happens(50, chance) { &self.women } else { &self.men };
        let first = draw(chance, given);
        let second = if happens(65, chance) { draw(chance, given) } else { "" };
        let other = if happens(92, chance) { draw(chance, &self.surnames) } else { "" };
        [first, if second == first { "" } else { second }, draw(chance, &self.surnames), other]
    }
}

fn weighted(csv: &'static str) -> Weighted {
    let mut sum = 0;
    csv.lines()
        .skip(1)
        .filter_map(|line| {
            let (name, weight) = line.rsplit_once(',')?;
            let fraction = weight.strip_prefix("0.")?;
            sum += format!("{fraction:0<6}").get(..6)?.parse::<u32>().ok()?;
            Some((name, sum))
        })
        .collect()
}

fn draw(chance: &Chance, names: &[(&'static str, u32)]) -> &'static str {
    let total = names.last().map_or(1, |(_, sum)| *sum);
    let drawn = chance.below(total);
    names.iter().find(|(_, sum)| drawn < *sum).map_or("", |(name, _)| name)
}

fn happens(percent: u32, chance: &Chance) -> bool {
    chance.below(100) < percent
}

fn written(date: Date) -> String {
    date.strftime("%d/%m/%Y").to_string()
}

/// A name as an address has it: lower case, no accents.
fn address_part(name: &str) -> String {
    without_accents(name).to_lowercase().chars().filter(char::is_ascii_alphabetic).collect()
}

fn without_accents(name: &str) -> String {
    let plain = |letter: char| match letter {
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

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use identity::roster::file::{RosterFile, inspect};
    use identity::roster::rules::{read_row, survey};
    use identity::roster::{DocumentType, Person};

    use super::*;

    const TODAY: Date = date(2026, 11, 20);

    /// The crowd as an import reads it.
    fn people(portal: &str) -> Vec<Person> {
        let csv = format!("{HEADER}{}", rows(portal));
        let inspection = inspect(csv.as_bytes()).unwrap();
        let survey = survey(csv.as_bytes(), &inspection, TODAY).unwrap();
        assert_eq!((survey.bad_rows, survey.repeated_rows), (vec![], vec![]), "{portal}");
        let mut file = RosterFile::open(csv.as_bytes(), &inspection).unwrap();
        assert_eq!(file.columns().unused(), Vec::<&str>::new());
        let mut people = Vec::new();
        while let Some(row) = file.next_row().unwrap() {
            people.push(read_row(&row, TODAY).person.unwrap());
        }
        people
    }

    #[test]
    fn the_crowd_is_the_same_each_time_and_nobody_twice() {
        assert_eq!(rows("multiempleos"), rows("multiempleos"));
        for (portal, count) in [("multiempleos", 600), ("multiportal", 150), ("another", 0)] {
            let people = if count == 0 { Vec::new() } else { people(portal) };
            let documents: HashSet<_> = people.iter().map(|person| &person.document).collect();
            assert_eq!(documents.len(), count, "{portal}");
        }
        assert_eq!(rows("another"), "");
    }

    #[test]
    fn some_have_left_and_some_cannot_be_reached() {
        let people = people("multiempleos");
        let count = |is: fn(&Person) -> bool| people.iter().filter(|person| is(person)).count();
        assert!((400..500).contains(&count(|person| person.is_active_on(TODAY))));
        assert!((20..120).contains(&count(|person| person.email.is_none())));
        assert!((20..120).contains(&count(|person| person.phone.is_none())));
        assert!((5..60).contains(&count(|person| person.document.kind() != DocumentType::Cc)));
    }

    #[test]
    fn nobody_real_can_be_meant_or_reached() {
        for person in people("multiempleos").into_iter().chain(people("multiportal")) {
            let number: u32 = person.document.number().as_str().parse().unwrap();
            let is_made_up = match person.document.kind() {
                DocumentType::Cc => (FIRST_DOCUMENT..2_000_000_000).contains(&number),
                DocumentType::Ce => (FIRST_FOREIGNERS_CARD..FIRST_PROTECTION_PERMIT).contains(&number),
                DocumentType::Ppt => (FIRST_PROTECTION_PERMIT..10_000_000).contains(&number),
                _ => false,
            };
            assert!(is_made_up, "{}", person.document);
            let domain = person.email.as_ref().and_then(|email| email.as_str().split_once('@'));
            let domain = domain.map_or("correo.test", |(_, domain)| domain);
            assert!(["correo.test", "ejemplo.example"].contains(&domain), "{domain}");
            assert!(person.phone.is_none_or(|phone| phone.as_e164().starts_with("+57399")));
        }
    }

    #[test]
    fn people_are_of_age_and_got_their_document_at_eighteen() {
        for person in people("multiempleos") {
            let (birth, issue) = (person.birth_date.unwrap(), person.issue_date.unwrap());
            assert!((18..=63).contains(&(2026 - birth.year())), "{birth}");
            assert!(issue > birth + 18.years() && issue < TODAY, "{birth} {issue}");
        }
    }
}
