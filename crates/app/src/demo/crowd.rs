//! The rest of a roster: people drawn by chance, with names as common as they are in Colombia.
//!
//! The same people each time (a fixed seed). Documents lie between 1 900 010 000 and 1 999 999 999, far above what is issued;
//! mobiles begin with 399, a prefix that nobody has; addresses end in `.test` and `.example`, which no mail reaches.

use std::fmt::Write;

use base::chance::Chance;

const SEED: u64 = 20_261_120;
const FIRST_DOCUMENT: u32 = 1_900_010_000;
const FIRST_MOBILE: u32 = 3_990_010_000;

const WOMEN: &str = include_str!("../../data/first_names_female.csv");
const MEN: &str = include_str!("../../data/first_names_male.csv");
const SURNAMES: &str = include_str!("../../data/last_names.csv");

/// How many people the roster of a portal has besides the named ones.
fn size(portal: &str) -> u32 {
    match portal {
        "multiempleos" => 600,
        "multiportal" => 150,
        _ => 0,
    }
}

/// The rows of a portal's crowd, in the columns of `people`.
pub(super) fn rows(portal: &str) -> String {
    let chance = Chance::seeded(SEED + u64::from(size(portal)));
    let (women, men, surnames) = (weighted(WOMEN), weighted(MEN), weighted(SURNAMES));
    let mut rows = String::new();
    for index in 0..size(portal) {
        let given = if chance.below(2) == 0 { &women } else { &men };
        let first = draw(&chance, given);
        let second = if chance.below(100) < 65 { draw(&chance, given) } else { "" };
        let surname = draw(&chance, &surnames);
        let other = if chance.below(100) < 92 { draw(&chance, &surnames) } else { "" };
        let born = 1964 + chance.below(44);
        let (day, month) = (1 + chance.below(28), 1 + chance.below(12));
        let document = FIRST_DOCUMENT + index * 131 + chance.below(100);
        let domain = if chance.below(3) == 0 { "ejemplo.example" } else { "correo.test" };
        // Some left no address, as in every real file.
        let email = match chance.below(12) {
            0 => String::new(),
            _ => format!("{}.{}{index}@{domain}", plain(first), plain(surname)),
        };
        let mobile = FIRST_MOBILE + index;
        let _ = writeln!(
            rows,
            "CC;{document};{first};{second};{surname};{other};{day:02}/{month:02}/{born};{day:02}/{month:02}/{};{email};{mobile}",
            born + 18
        );
    }
    rows
}

/// Names with the sum of the weights up to each, in millionths.
fn weighted(csv: &'static str) -> Vec<(&'static str, u32)> {
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

/// A name as an address has it: lower case, no accents.
fn plain(name: &str) -> String {
    let letter = |letter: char| match letter {
        'á' => 'a',
        'é' => 'e',
        'í' => 'i',
        'ó' => 'o',
        'ú' | 'ü' => 'u',
        'ñ' => 'n',
        other => other,
    };
    name.to_lowercase().chars().map(letter).filter(char::is_ascii_alphabetic).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_crowd_is_the_same_each_time_and_nobody_twice() {
        let rows_once = rows("multiempleos");
        assert_eq!(rows_once, rows("multiempleos"));
        let mut documents: Vec<&str> = rows_once.lines().filter_map(|row| row.split(';').nth(1)).collect();
        documents.sort_unstable();
        documents.dedup();
        assert_eq!(documents.len(), 600);
    }
}
