//! What people and files write of a person: a value that is taken is taken again as it is kept, and is the same.
#![no_main]

use identity::roster::{
    Document, DocumentType, EmailAddress, PersonName, Phone, Status, parse_date, parse_past_date, printable,
};
use jiff::civil::date;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|written: &str| {
    for kind in DocumentType::ALL {
        if let Ok(document) = Document::parse(kind, written) {
            assert_eq!(Document::parse(kind, document.number().as_str()).as_ref(), Ok(&document));
        }
    }
    if let Ok(kind) = DocumentType::parse(written) {
        assert_eq!(DocumentType::parse(kind.code()), Ok(kind));
    }
    if let Ok(email) = EmailAddress::parse(written) {
        assert_eq!(EmailAddress::parse(email.as_str()).as_ref(), Ok(&email));
        assert_eq!(EmailAddress::parse(&email.key()).map(|again| again.key()), Ok(email.key()));
    }
    if let Ok(phone) = Phone::parse(written) {
        assert_eq!(Phone::parse(phone.as_e164()).as_ref(), Ok(&phone));
    }
    if let Ok(name) = PersonName::parse(written) {
        assert_eq!(PersonName::parse(name.as_str()).as_ref(), Ok(&name));
    }
    if let Ok(day) = parse_date(written) {
        assert_eq!(parse_date(&day.to_string()), Ok(day));
    }
    if let Ok(day) = parse_past_date(written, date(2026, 11, 20)) {
        assert!(day <= date(2026, 11, 20));
    }
    let _ = Status::parse(written);
    assert!(!printable(written).contains(char::is_control));
});
