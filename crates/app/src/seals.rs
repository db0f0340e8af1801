//! With what each portal seals its papers: a key and its certificate, as `PORTAL.key.pem` and `PORTAL.cert.pem` in one folder.
//!
//! What is missing is made at the first start; what is there is never overwritten. A seal that an authority issued takes its place
//! by putting its two files there. A seal that does not read stops the start, since papers without one are worth nothing.

use std::collections::HashMap;
use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use base::clock::Clock;
use base::folder::{PrivateFolder, new_private_file};
use identity::portals::{Portal, PortalKey, Portals};
use paper::{NewSeal, Seal};
use secrecy::{ExposeSecret, SecretString};

use crate::config::is_private;

/// The seals of the portals that issue papers, by portal.
pub fn open(folder: &Path, portals: &Portals, clock: &Clock) -> anyhow::Result<HashMap<PortalKey, Seal>> {
    let mut seals = HashMap::new();
    for portal in portals.iter().filter(|portal| portal.papers.is_some()) {
        PrivateFolder::open(folder)
            .with_context(|| format!("no se pudo abrir la carpeta {}", folder.display()))?;
        let files = Files::of(folder, &portal.key);
        if !files.are_there()? {
            files.make(portal, clock)?;
        }
        seals.insert(portal.key.clone(), files.read()?);
    }
    Ok(seals)
}

/// The two files of a portal's seal.
struct Files {
    key: PathBuf,
    certificate: PathBuf,
}

impl Files {
    fn of(folder: &Path, portal: &PortalKey) -> Self {
        Self {
            key: folder.join(format!("{portal}.key.pem")),
            certificate: folder.join(format!("{portal}.cert.pem")),
        }
    }

    /// Whether both are there. One alone is not touched: with the other it may be a seal that papers have.
    fn are_there(&self) -> anyhow::Result<bool> {
        let (key, certificate) = (self.key.try_exists()?, self.certificate.try_exists()?);
        if key != certificate {
            let (there, missing) =
                if key { (&self.key, &self.certificate) } else { (&self.certificate, &self.key) };
            bail!(
                "está {} y falta {}: devuélvalo de una copia, o quite los dos y se hará un sello nuevo",
                there.display(),
                missing.display()
            );
        }
        Ok(key)
    }

    fn make(&self, portal: &Portal, clock: &Clock) -> anyhow::Result<()> {
        let now = jiff::Timestamp::from_microsecond(clock.now().micros())?;
        let NewSeal { key, certificate } = Seal::make(&portal.brand.organisation, now)
            .with_context(|| format!("no se pudo hacer el sello de {}", portal.key))?;
        // The certificate last: without it the next start tells what is missing.
        write(&self.key, key.expose_secret())?;
        write(&self.certificate, &certificate)
    }

    fn read(&self) -> anyhow::Result<Seal> {
        if !is_private(&fs::metadata(&self.key)?) {
            let name = self.key.display();
            bail!("otros usuarios pueden leer o cambiar {name}: ejecute «chmod 600 {name}»");
        }
        let text = |path: &Path| {
            fs::read_to_string(path).with_context(|| format!("no se pudo leer {}", path.display()))
        };
        let key = SecretString::from(text(&self.key)?);
        Seal::from_pem(&key, &text(&self.certificate)?).with_context(|| {
            format!("{} y {} no son un sello", self.key.display(), self.certificate.display())
        })
    }
}

/// Writes a file that nobody had written; whoever came first keeps theirs.
fn write(path: &Path, text: &str) -> anyhow::Result<()> {
    let mut file = match new_private_file(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            bail!("alguien más está haciendo {}; arranque de nuevo", path.display());
        }
        Err(error) => return Err(error).with_context(|| format!("no se pudo crear {}", path.display())),
    };
    file.write_all(text.as_bytes())
        .and_then(|()| file.sync_all())
        .with_context(|| format!("no se pudo escribir en {}", path.display()))
}

#[cfg(test)]
mod tests {
    use testing::presets;

    use super::*;

    fn fingerprints(seals: &HashMap<PortalKey, Seal>) -> Vec<(String, String)> {
        let mut all: Vec<_> =
            seals.iter().map(|(portal, seal)| (portal.to_string(), seal.fingerprint().to_owned())).collect();
        all.sort();
        all
    }

    #[test]
    fn seals_are_made_once_and_stay_private() {
        let folder = tempfile::tempdir().unwrap();
        let seals = open(folder.path(), &presets(), &Clock::system()).unwrap();
        assert_eq!(seals.len(), 3);
        let key = folder.path().join("miportal.key.pem");
        assert!(is_private(&fs::metadata(&key).unwrap()));
        let again = open(folder.path(), &presets(), &Clock::system()).unwrap();
        assert_eq!(fingerprints(&again), fingerprints(&seals));
    }

    #[test]
    fn a_seal_that_does_not_read_or_lacks_a_half_stops_the_start_and_is_left_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        open(folder.path(), &presets(), &Clock::system()).unwrap();
        let (key, certificate) =
            (folder.path().join("miportal.key.pem"), folder.path().join("miportal.cert.pem"));
        let whole = fs::read_to_string(&key).unwrap();
        fs::write(&key, "lo que sea").unwrap();
        let refusal = format!("{:#}", open(folder.path(), &presets(), &Clock::system()).unwrap_err());
        assert!(refusal.contains("no son un sello"), "{refusal}");
        assert_eq!(fs::read_to_string(&key).unwrap(), "lo que sea");

        fs::write(&key, whole).unwrap();
        fs::remove_file(&certificate).unwrap();
        let refusal = format!("{:#}", open(folder.path(), &presets(), &Clock::system()).unwrap_err());
        assert!(refusal.contains("falta") && refusal.contains("miportal.cert.pem"), "{refusal}");
        assert!(!certificate.exists());
    }

    #[cfg(unix)]
    #[test]
    fn a_key_that_others_can_read_stops_the_start() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        open(folder.path(), &presets(), &Clock::system()).unwrap();
        let key = folder.path().join("miportal.key.pem");
        fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).unwrap();
        let refusal = open(folder.path(), &presets(), &Clock::system()).unwrap_err().to_string();
        assert!(refusal.contains("chmod 600"), "{refusal}");
    }
}
