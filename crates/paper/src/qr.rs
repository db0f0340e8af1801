//! The QR of a verification address, as a picture for the page.

use std::fmt::Write as _;

use fast_qr::ECL;
use fast_qr::qr::QRBuilder;

use crate::Refused;

/// ISO/IEC 18004: four light modules around the symbol.
const QUIET_MODULES: usize = 4;

/// Runs of dark modules, one path: a tenth of the size of one square each.
pub fn svg(address: &str) -> Result<String, Refused> {
    let code = QRBuilder::new(address).ecl(ECL::M).build().map_err(|_| Refused::VerificationAddress)?;
    let mut path = String::new();
    for row in 0..code.size {
        let mut column = 0;
        while column < code.size {
            let run = code[row][column..].iter().take_while(|module| module.value()).count();
            if run > 0 {
                write!(path, "M{} {}h{run}v1h-{run}z", column + QUIET_MODULES, row + QUIET_MODULES)
                    .expect("a string takes all that is written");
            }
            column += run.max(1);
        }
    }
    let size = code.size + 2 * QUIET_MODULES;
    Ok(format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}"><path d="{path}"/></svg>"#
    ))
}
