//! `aldaba keys`: makes the file of keys, or adds a new current key to it.
//!
//! An existing file is never overwritten and no key is ever taken out: what a key closed would not open again, and the
//! passwords that it seasoned would all be wrong.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use base::chance::Chance;
use base::folder::new_private_file;
use base::secret::Keys;
use zeroize::Zeroizing;

use crate::config::is_private;

const FIRST_ID: u8 = 1;
const HEAD: &str = "\
# Claves de Aldaba. La última línea es la clave de hoy; las anteriores abren lo que cerraron, así que no las borre.
# Guarde una copia fuera de esta máquina y lejos de las copias de la base de datos.
";

/// What the operator asks for.
#[derive(Debug, clap::Args)]
pub struct Asked {
    /// Archivo de claves.
    #[arg(value_name = "ARCHIVO")]
    pub file: PathBuf,
    /// Agrega al archivo una clave nueva, que será la de hoy.
    #[arg(long)]
    pub add: bool,
}

/// Makes the file or adds to it, and tells on `screen` what was done.
pub fn run(asked: &Asked, chance: &Chance, screen: &mut impl Write) -> anyhow::Result<()> {
    let name = asked.file.display();
    if asked.add {
        let id = add(&asked.file, chance)?;
        writeln!(
            screen,
            "{name} tiene una clave más, la {id}, que es la de hoy. Reinicie el programa para que la use."
        )?;
    } else {
        create(&asked.file, chance)?;
        writeln!(screen, "{name} tiene su primera clave. Guarde una copia fuera de esta máquina.")?;
    }
    Ok(())
}

/// Makes the file with its first key, readable by its owner alone.
pub fn create(path: &Path, chance: &Chance) -> anyhow::Result<()> {
    let mut file = match new_private_file(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            bail!("{} ya existe y no se reemplaza; para agregarle una clave use --add", path.display());
        }
        Err(error) => {
            return Err(error).with_context(|| format!("no se pudo crear {}", path.display()));
        }
    };
    let line = Zeroizing::new(Keys::new_line(FIRST_ID, chance));
    let text = Zeroizing::new(format!("{HEAD}{}", line.as_str()));
    write(&mut file, &text).with_context(|| format!("no se pudo escribir en {}", path.display()))
}

fn add(path: &Path, chance: &Chance) -> anyhow::Result<u8> {
    let name = path.display();
    let text = fs::read_to_string(path).with_context(|| format!("no se pudo leer {name}"))?;
    let text = Zeroizing::new(text);
    if !is_private(&fs::metadata(path)?) {
        bail!(
            "otros usuarios pueden leer o cambiar {name}: ejecute «chmod 600 {name}» y piense en cambiar sus claves"
        );
    }
    let keys = Keys::parse(&text).with_context(|| format!("{name} no se entiende"))?;
    let id = keys.next_id().with_context(|| format!("{name} ya tiene todas las claves que caben"))?;
    let line = Zeroizing::new(Keys::new_line(id, chance));
    let line_break = if text.ends_with('\n') { "" } else { "\n" };
    let addition = Zeroizing::new(format!("{line_break}{}", line.as_str()));
    let mut file = OpenOptions::new().append(true).open(path)?;
    write(&mut file, &addition).with_context(|| format!("no se pudo escribir en {name}"))?;
    Ok(id)
}

/// On the disk before anything is closed with it.
fn write(file: &mut File, text: &str) -> io::Result<()> {
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(file: &Path, add: bool) -> Asked {
        Asked { file: file.to_owned(), add }
    }

    fn run_in(file: &Path, add: bool) -> anyhow::Result<String> {
        let mut screen = Vec::new();
        run(&asked(file, add), &Chance::system(), &mut screen)?;
        Ok(String::from_utf8(screen)?)
    }

    fn keys_in(file: &Path) -> Keys {
        Keys::parse(&fs::read_to_string(file).unwrap()).unwrap()
    }

    #[test]
    fn a_new_file_holds_one_key_that_nobody_else_can_read() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("aldaba.keys");
        run_in(&file, false).unwrap();
        assert_eq!(keys_in(&file).current_id(), FIRST_ID);
        assert!(is_private(&fs::metadata(&file).unwrap()));
    }

    #[test]
    fn an_existing_file_is_never_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("aldaba.keys");
        fs::write(&file, "lo que sea").unwrap();
        let refusal = run_in(&file, false).unwrap_err().to_string();
        assert!(refusal.contains("ya existe"), "{refusal}");
        assert_eq!(fs::read_to_string(&file).unwrap(), "lo que sea");
    }

    #[test]
    fn an_added_key_is_the_current_one_and_the_old_one_still_opens() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("aldaba.keys");
        run_in(&file, false).unwrap();
        let sealed = keys_in(&file).seal("task", b"", b"x", &Chance::system());
        let told = run_in(&file, true).unwrap();
        assert!(told.contains("la 2, que es la de hoy"), "{told}");
        assert_eq!(keys_in(&file).current_id(), 2);
        assert_eq!(keys_in(&file).open("task", b"", &sealed).unwrap(), b"x");
    }

    #[test]
    fn a_key_is_added_to_a_file_whose_last_line_has_no_end() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("aldaba.keys");
        run_in(&file, false).unwrap();
        let text = fs::read_to_string(&file).unwrap();
        fs::write(&file, text.trim_end()).unwrap();
        run_in(&file, true).unwrap();
        assert_eq!(keys_in(&file).current_id(), 2);
    }

    #[test]
    fn nothing_is_added_to_a_file_that_is_missing_or_damaged() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("aldaba.keys");
        assert!(run_in(&file, true).is_err());
        assert!(!file.exists());
        run_in(&file, false).unwrap();
        let damaged = format!("{}1 abc\n", fs::read_to_string(&file).unwrap());
        fs::write(&file, &damaged).unwrap();
        assert!(run_in(&file, true).is_err());
        assert_eq!(fs::read_to_string(&file).unwrap(), damaged);
    }

    #[cfg(unix)]
    #[test]
    fn nothing_is_added_to_a_file_that_others_can_read() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("aldaba.keys");
        run_in(&file, false).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
        let refusal = run_in(&file, true).unwrap_err().to_string();
        assert!(refusal.contains("chmod 600"), "{refusal}");
    }
}
