//! A roster file as text: whatever its bytes are, it is read to its end or refused, and read again it says the same.
#![no_main]

use std::io;

use identity::roster::columns::Column;
use identity::roster::columns::Mapping;
use identity::roster::file::{headers, inspect};
use identity::roster::import::{Choices, survey_file};
use jiff::civil::date;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let open = || io::Result::Ok(bytes);
    let today = date(2026, 11, 20);
    let first = survey_file(open, None, today);
    let again = survey_file(open, None, today);
    assert_eq!(first.is_ok(), again.is_ok());
    if let (Ok(first), Ok(again)) = (&first, &again) {
        assert_eq!((first.rows, first.bad_rows.len()), (again.rows, again.bad_rows.len()));
    }
    // As somebody may say of the columns in the office, the first of them for what every roster needs.
    let Ok(names) = inspect(bytes).and_then(|inspection| headers(bytes, &inspection)) else { return };
    let mut mapping = Mapping::from_headers(&names);
    mapping.places.push((Column::DocumentNumber, 0));
    let _ = survey_file(open, Some(Choices { mapping, is_whole: false }), today);
});
