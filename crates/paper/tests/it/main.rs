//! Papers as whoever receives them sees them: the texts, the seal, and what independent validators say of both.

mod drawing;
mod hostile;
mod sealing;
mod tools;

use paper::{Printer, Snapshot};

/// The golden data: one snapshot for each template and size.
const GOLDEN: [(&str, &str); 7] = [
    ("certificate", include_str!("../data/certificate.json")),
    ("certificate-member", include_str!("../data/certificate-member.json")),
    ("certificate-three-employments", include_str!("../data/certificate-three-employments.json")),
    ("payslip", include_str!("../data/payslip.json")),
    ("payslips-many-lines", include_str!("../data/payslips-many-lines.json")),
    ("income-certificate", include_str!("../data/income-certificate.json")),
    ("settlement", include_str!("../data/settlement.json")),
];

fn golden(name: &str) -> Snapshot {
    let (_, json) = GOLDEN.iter().find(|(known, _)| *known == name).expect("one of the golden names");
    serde_json::from_str(json).expect("golden data is a snapshot")
}

fn drawn(name: &str) -> Vec<u8> {
    Printer::new().draw(&golden(name)).expect("golden data can be drawn")
}
