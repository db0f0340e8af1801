//! Measures what one certificate costs: `cargo run --release -p paper --example measure [COUNT]` (Linux).
//!
//! Each drawing is of another person, so nothing but fonts and templates is shared between them. Prints the CPU of this thread for
//! each drawing and each sealing, warm, and the memory after a tenth of the run and at its end.

use std::error::Error;
use std::fs;
use std::io::Write as _;

use paper::{Paper, Printer, Seal, Snapshot};

const CERTIFICATE: &str = include_str!("../tests/data/certificate.json");
const USUAL_COUNT: usize = 300;
const WARM_AFTER: usize = 10;

fn main() -> Result<(), Box<dyn Error>> {
    let count: usize = std::env::args().nth(1).map_or(Ok(USUAL_COUNT), |count| count.parse())?;
    let printer = Printer::new();
    let mut snapshot: Snapshot = serde_json::from_str(CERTIFICATE)?;
    let issued_at = snapshot.issue.issued_at;
    let made = Seal::make(&snapshot.letterhead.organisation, issued_at)?;
    let seal = Seal::from_pem(&made.key, &made.certificate)?;

    let (mut drawing, mut sealing, mut early_memory, mut bytes) = (0.0, 0.0, String::new(), 0);
    for number in 0..WARM_AFTER + count {
        rename(&mut snapshot, number);
        let begun = cpu_ms()?;
        let drawn = printer.draw(&snapshot)?;
        let half = cpu_ms()?;
        bytes = seal.seal(&drawn, issued_at)?.len();
        if number >= WARM_AFTER {
            drawing += half - begun;
            sealing += cpu_ms()? - half;
        }
        if number == WARM_AFTER + count / 10 {
            early_memory = resident()?;
        }
    }
    let each = 1.0 / count as f64;
    writeln!(
        std::io::stdout(),
        "drawing {:.2} ms CPU, sealing {:.2} ms CPU, {bytes} bytes",
        drawing * each,
        sealing * each
    )?;
    writeln!(std::io::stdout(), "memory after a tenth {early_memory}, at the end {}", resident()?)?;
    Ok(())
}

fn rename(snapshot: &mut Snapshot, number: usize) {
    snapshot.issue.folio = format!("CL-2026-{number:06}");
    if let Paper::EmploymentCertificate(certificate) = &mut snapshot.paper {
        certificate.holder.document = format!("C.C. 1.900.{:03}.{:03}", number / 1000, number % 1000);
    }
}

/// The CPU of this thread, which the kernel keeps in nanoseconds.
fn cpu_ms() -> Result<f64, Box<dyn Error>> {
    let times = fs::read_to_string("/proc/thread-self/schedstat")?;
    let nanoseconds: f64 = times.split_whitespace().next().ok_or("no time")?.parse()?;
    Ok(nanoseconds / 1e6)
}

fn resident() -> Result<String, Box<dyn Error>> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no memory")?;
    Ok(line.trim().to_owned())
}
