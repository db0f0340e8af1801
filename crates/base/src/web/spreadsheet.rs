//! Rows of a CSV file that people in Colombia open with a spreadsheet, in which nobody's text becomes a formula.
//!
//! With a byte-order mark, so that accents are read as they are, and semicolons, which is what a spreadsheet expects where the comma
//! stands before decimals.

/// What the file begins with.
pub const BEGINNING: &str = "\u{feff}";

/// What a spreadsheet takes for the beginning of a formula (OWASP, «CSV Injection»).
const FORMULA_MARKS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// One row with its line end. A cell that would be a formula begins with an apostrophe instead.
pub fn row<T: AsRef<str>>(cells: &[T]) -> String {
    let cells: Vec<String> = cells.iter().map(|cell| quoted(cell.as_ref())).collect();
    cells.join(";") + "\r\n"
}

fn quoted(cell: &str) -> String {
    format!("\"{}\"", not_a_formula(cell).replace('"', "\"\""))
}

/// A cell that no spreadsheet takes for a formula.
pub fn not_a_formula(cell: &str) -> String {
    if cell.starts_with(FORMULA_MARKS) { format!("'{cell}") } else { cell.to_owned() }
}

/// What [`not_a_formula`] was given: a file that people mend and send again comes back with its marks.
pub fn as_given(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| rest.starts_with(FORMULA_MARKS)).unwrap_or(cell)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_semicolons_and_line_ends_stay_in_their_cell() {
        assert_eq!(
            row(&["a;b", "dijo \"no\"", "una\nlínea"]),
            "\"a;b\";\"dijo \"\"no\"\"\";\"una\nlínea\"\r\n"
        );
    }

    #[test]
    fn no_text_becomes_a_formula() {
        for formula in ["=1+1", "+57", "-1", "@SUM(A1)", "\tx", "\rx", "\n=1", "＝1"] {
            assert!(row(&[formula]).starts_with("\"'"), "{formula}");
            assert_eq!(as_given(&not_a_formula(formula)), formula);
        }
        assert_eq!((not_a_formula("1,9E+09").as_str(), as_given("'Ana'")), ("1,9E+09", "'Ana'"));
        assert_eq!(row(&["plain"]), "\"plain\"\r\n");
    }
}
