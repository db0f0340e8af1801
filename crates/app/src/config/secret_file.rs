//! Files that hold a secret: readable by whoever runs the program, and by nobody else.

use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};

use identity::portals::Fault;

/// Others may do nothing with the file, and its group may at most read it: 0600, 0640, 0400, 0440.
const FORBIDDEN_MODE: u32 = 0o027;

/// Whether only its owner can change the file, and only its owner and group can read it.
#[cfg(unix)]
pub fn is_private(file: &Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    file.permissions().mode() & FORBIDDEN_MODE == 0
}

/// Whether only its owner can change the file; this system keeps that in lists that we do not read.
#[cfg(not(unix))]
pub fn is_private(_: &Metadata) -> bool {
    let _ = FORBIDDEN_MODE;
    true
}

/// The path of a file that is there and private.
pub fn path_of(name: &str, folder: &Path) -> Result<PathBuf, Fault> {
    let path = folder.join(name);
    let file = fs::metadata(&path).map_err(|error| {
        Fault::new(
            format!("no se puede leer «{name}» ({error})"),
            "revise la ruta y los permisos del archivo",
        )
    })?;
    if !file.is_file() {
        return Err(Fault::new(format!("«{name}» no es un archivo"), "escriba la ruta de un archivo"));
    }
    must_be_private(name, &file)?;
    Ok(path)
}

/// Refuses a file that others can read or change.
pub fn must_be_private(name: &str, file: &Metadata) -> Result<(), Fault> {
    if is_private(file) {
        return Ok(());
    }
    Err(Fault::new(
        format!("otros usuarios de la máquina pueden leer o cambiar «{name}», que guarda un secreto"),
        format!("ejecute «chmod 600 {name}», o 640 si lo lee un grupo"),
    ))
}
