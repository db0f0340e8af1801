//! Text on its way into a spreadsheet: what somebody wrote stays text there.

/// What a file begins with so that a spreadsheet here reads it as UTF-8.
pub const BYTE_ORDER_MARK: &str = "\u{feff}";

/// A cell that no spreadsheet takes for a formula (OWASP, CSV Injection).
pub fn not_a_formula(cell: &str) -> String {
    let is_risky = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']);
    if is_risky { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for cell in ["=1+1", "+57 601", "-1", "@SUM(A1)", "\t=1", "＝1"] {
            assert!(not_a_formula(cell).starts_with('\''), "{cell:?}");
        }
        assert_eq!(not_a_formula("1,9E+09"), "1,9E+09");
    }
}
