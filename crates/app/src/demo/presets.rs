//! The three presets, carried in the binary.

use std::fs;
use std::path::Path;

use anyhow::Context;

macro_rules! files {
    ($($name:literal),* $(,)?) => { &[$(($name, include_str!(concat!("../../../../portals/", $name)))),*] };
}

const FILES: &[(&str, &str)] = files![
    "multiempleos.toml",
    "multiempleos.svg",
    "miportal.toml",
    "miportal.svg",
    "multiportal.toml",
    "multiportal.svg",
];

/// Writes the presets into a folder that is not there yet; one that is stays as its owner left it.
pub(super) fn copy_to(folder: &Path) -> anyhow::Result<()> {
    if folder.exists() {
        return Ok(());
    }
    fs::create_dir_all(folder).with_context(|| format!("no se pudo crear {}", folder.display()))?;
    for (name, text) in FILES {
        let file = folder.join(name);
        fs::write(&file, text).with_context(|| format!("no se pudo escribir {}", file.display()))?;
    }
    Ok(())
}
