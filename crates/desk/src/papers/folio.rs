//! The folio of a paper, `2026-000123`: its year and its place among those that the portal issued in it.

use std::fmt;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Folio {
    pub year: i16,
    pub sequence: i64,
}

impl Folio {
    /// Reads a folio as people write it: without its zeros, with spaces or anything else between.
    pub fn parse(written: &str) -> Option<Self> {
        let digits: Vec<&str> =
            written.split(|letter: char| !letter.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
        let [year, sequence] = digits.as_slice() else { return None };
        Some(Self { year: year.parse().ok()?, sequence: sequence.parse().ok()? })
    }
}

impl fmt::Display for Folio {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:04}-{:06}", self.year, self.sequence)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folio_is_read_as_people_write_it() {
        let folio = Folio { year: 2026, sequence: 123 };
        assert_eq!(folio.to_string(), "2026-000123");
        for way in ["2026-000123", "2026-123", " Folio 2026 / 123 "] {
            assert_eq!(Folio::parse(way), Some(folio), "{way}");
        }
        for way in ["", "2026", "123", "99999-1", "2026-1-2", "2026-99999999999999999999"] {
            assert_eq!(Folio::parse(way), None, "{way}");
        }
    }
}
