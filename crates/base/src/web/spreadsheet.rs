//! Rows of a CSV file that people open with a spreadsheet (RFC 4180), in which nobody's text becomes a formula.

/// What a spreadsheet takes for the beginning of a formula (OWASP, «CSV Injection»).
const FORMULA_MARKS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// One row with its line end. A cell that would be a formula begins with an apostrophe, which spreadsheets do not show.
pub fn row<T: AsRef<str>>(cells: &[T]) -> String {
    let cells: Vec<String> = cells.iter().map(|cell| quoted(cell.as_ref())).collect();
    cells.join(",") + "\r\n"
}

fn quoted(cell: &str) -> String {
    let mark = if cell.starts_with(FORMULA_MARKS) { "'" } else { "" };
    format!("\"{mark}{}\"", cell.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_commas_and_line_ends_stay_in_their_cell() {
        assert_eq!(
            row(&["a,b", "dijo \"no\"", "una\nlínea"]),
            "\"a,b\",\"dijo \"\"no\"\"\",\"una\nlínea\"\r\n"
        );
    }

    #[test]
    fn no_text_becomes_a_formula() {
        for formula in ["=1+1", "+57", "-1", "@SUM(A1)", "\tx", "\rx"] {
            assert!(row(&[formula]).starts_with("\"'"), "{formula}");
        }
        assert_eq!(row(&["plain"]), "\"plain\"\r\n");
    }
}
