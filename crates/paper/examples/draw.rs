//! Draws and seals snapshots for whoever wants to look: `cargo run -p paper --example draw -- FOLDER SNAPSHOT.json…`

use std::error::Error;
use std::fs;
use std::path::Path;

use paper::{Printer, Seal, Snapshot};

fn main() -> Result<(), Box<dyn Error>> {
    let mut named = std::env::args().skip(1);
    let folder = named.next().ok_or("name a folder and snapshots")?;
    let printer = Printer::new();
    for file in named {
        let snapshot: Snapshot = serde_json::from_str(&fs::read_to_string(&file)?)?;
        let name = Path::new(&file).file_stem().ok_or("a snapshot has a name")?;
        let issued_at = snapshot.issue.issued_at;
        let made = Seal::make(&snapshot.letterhead.organisation, issued_at)?;
        let seal = Seal::from_pem(&made.key, &made.certificate)?;
        let sealed = seal.seal(&printer.draw(&snapshot)?, issued_at)?;
        fs::write(Path::new(&folder).join(name).with_extension("pdf"), sealed)?;
    }
    Ok(())
}
