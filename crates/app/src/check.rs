//! `aldaba check`: tells every problem of the settings without starting, or that there is none; then what is not wise, and
//! where each portal departs from NIST SP 800-63B-4 or OWASP ASVS 5.0 by its organisation's own choice.
//!
//! The exit code is 0 when `aldaba serve` would start, and 1 when it would not.

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use base::clock::Clock;
use identity::portals::{Portal, Portals, Problem, departures};

use crate::config::{self, Config};

/// Reads the settings at `path` and tells on `screen` what it found.
pub fn run(path: &Path, clock: &Clock, screen: &mut impl Write) -> io::Result<ExitCode> {
    let Some(config) = passed(path, clock, screen)? else {
        return Ok(ExitCode::FAILURE);
    };
    tell(&config, screen)?;
    Ok(ExitCode::SUCCESS)
}

/// The settings at `path`; or nothing, where they have problems, and every one is told on `screen`.
pub fn passed(path: &Path, clock: &Clock, screen: &mut impl Write) -> io::Result<Option<Config>> {
    match config::read(path, clock) {
        Ok(config) => Ok(Some(config)),
        Err(problems) => {
            refuse(&problems, screen)?;
            Ok(None)
        }
    }
}

/// Every problem in a line of its own, and how many there are.
fn refuse(problems: &[Problem], screen: &mut impl Write) -> io::Result<()> {
    for problem in problems {
        writeln!(screen, "{problem}")?;
    }
    match problems.len() {
        1 => writeln!(screen, "\nHay un problema por corregir."),
        many => writeln!(screen, "\nHay {many} problemas por corregir."),
    }
}

fn tell(config: &Config, screen: &mut impl Write) -> io::Result<()> {
    writeln!(screen, "Todo está en orden.")?;
    if !config.advice.is_empty() {
        writeln!(screen, "\nConviene revisar:")?;
        for advice in &config.advice {
            writeln!(screen, "  {advice}")?;
        }
    }
    writeln!(
        screen,
        "\nEn qué se aparta cada portal de NIST SP 800-63B-4 y OWASP ASVS 5.0, por decisión propia:"
    )?;
    for portal in config.portals.iter() {
        tell_departures(portal, &config.portals, screen)?;
    }
    Ok(())
}

fn tell_departures(portal: &Portal, portals: &Portals, screen: &mut impl Write) -> io::Result<()> {
    writeln!(screen, "\n{} · {} · {}", portal.key, portal.brand.product, portal.address)?;
    let departures = departures::of(portal, portals);
    if departures.is_empty() {
        return writeln!(screen, "  en nada");
    }
    for departure in departures {
        writeln!(screen, "  - {}", departure.does)?;
        writeln!(screen, "    {}", departure.rule)?;
        writeln!(screen, "    {}", departure.why)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    fn told(write: impl FnOnce(&mut Vec<u8>) -> io::Result<()>) -> String {
        let mut screen = Vec::new();
        write(&mut screen).unwrap();
        String::from_utf8(screen).unwrap()
    }

    fn problem(key: &str) -> Problem {
        Problem {
            file: PathBuf::from("aldaba.toml"),
            line: Some(7),
            key: key.to_owned(),
            what: "esto está mal".to_owned(),
            mend: "haga aquello".to_owned(),
        }
    }

    #[test]
    fn every_problem_is_a_line_with_its_place_and_its_remedy() {
        let told = told(|screen| refuse(&[problem("listen"), problem("mail.port")], screen));
        assert_eq!(
            told,
            "aldaba.toml:7: listen: esto está mal; haga aquello\n\
             aldaba.toml:7: mail.port: esto está mal; haga aquello\n\
             \n\
             Hay 2 problemas por corregir.\n"
        );
    }

    #[test]
    fn settings_that_are_not_there_fail_the_check() {
        let mut screen = Vec::new();
        let code = run(Path::new("no/hay/aldaba.toml"), &Clock::system(), &mut screen).unwrap();
        assert_eq!(code, ExitCode::FAILURE);
        let told = String::from_utf8(screen).unwrap();
        assert!(told.starts_with("no/hay/aldaba.toml: no se puede leer el archivo"), "{told}");
        assert!(told.ends_with("\nHay un problema por corregir.\n"), "{told}");
    }
}
