//! What a paper is, how it stands, and what may be told of it to whoever verifies it.

use jiff::civil::Date;
use paper::{Paper, Snapshot};

use crate::money::grouped;

/// The kinds of papers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    EmploymentCertificate,
    Payslips,
    IncomeCertificate,
    Settlement,
}

impl Kind {
    const ALL: [Self; 4] =
        [Self::EmploymentCertificate, Self::Payslips, Self::IncomeCertificate, Self::Settlement];

    pub fn of(paper: &Paper) -> Self {
        match paper {
            Paper::EmploymentCertificate(_) => Self::EmploymentCertificate,
            Paper::Payslips(_) => Self::Payslips,
            Paper::IncomeCertificate(_) => Self::IncomeCertificate,
            Paper::Settlement(_) => Self::Settlement,
        }
    }

    /// The name in the database and in messages' ids.
    pub fn code(self) -> &'static str {
        match self {
            Self::EmploymentCertificate => "employment-certificate",
            Self::Payslips => "payslips",
            Self::IncomeCertificate => "income-certificate",
            Self::Settlement => "settlement",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// What a downloaded file is called, in the language of those who look for it among others.
    pub fn file_name(self, folio: &str) -> String {
        let kind = match self {
            Self::EmploymentCertificate => "certificacion-laboral",
            Self::Payslips => "comprobante-de-pago",
            Self::IncomeCertificate => "certificado-de-ingresos-y-retenciones",
            Self::Settlement => "liquidacion",
        };
        format!("{kind}-{folio}.pdf")
    }
}

/// What was decided about a paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Valid,
    /// The organisation declared that it is worth nothing.
    Revoked,
}

impl State {
    const ALL: [Self; 2] = [Self::Valid, Self::Revoked];

    pub fn code(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Revoked => "revoked",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }
}

/// How a paper stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Valid,
    /// What it says was so; whoever asks for a paper of these days asks for another.
    Expired,
    Revoked,
}

impl Standing {
    /// The end of messages' ids.
    pub fn code(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Expired => "expired",
            Self::Revoked => "revoked",
        }
    }

    /// Whether nobody may rely on it, on any day.
    pub fn is_void(self) -> bool {
        self == Self::Revoked
    }

    /// The colour of its mark: "" is good.
    pub fn tone(self) -> &'static str {
        match self {
            Self::Valid => "",
            Self::Expired => "care",
            Self::Revoked => "bad",
        }
    }
}

/// The last day counts.
pub fn standing(state: State, valid_until: Option<Date>, today: Date) -> Standing {
    match state {
        State::Revoked => Standing::Revoked,
        State::Valid if valid_until.is_some_and(|last| last < today) => Standing::Expired,
        State::Valid => Standing::Valid,
    }
}

/// What whoever verifies a paper may learn of it: enough to hold it against the sheet in hand, and no amount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disclosed {
    /// «A. L. R. T.»
    pub initials: String,
    /// The last four characters of the document's number.
    pub document_end: String,
    pub works: Vec<Work>,
    pub certifies_pay: bool,
}

/// What somebody worked as, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Work {
    pub position: String,
    pub start: Date,
    /// None where it had not ended when the paper was issued.
    pub end: Option<Date>,
}

pub fn disclosed(snapshot: &Snapshot) -> Disclosed {
    let (name, document, works, certifies_pay) = match &snapshot.paper {
        Paper::EmploymentCertificate(certificate) => {
            let works = certificate.employments.iter().map(|employment| Work {
                position: employment.position.clone(),
                start: employment.start,
                end: employment.end,
            });
            let certifies_pay = certificate.employments.iter().any(|employment| employment.pay.is_some());
            let holder = &certificate.holder;
            (holder.name.clone(), holder.document.clone(), works.collect(), certifies_pay)
        }
        Paper::Payslips(payslips) => {
            let works = payslips.slips.iter().map(|slip| Work {
                position: slip.position.clone(),
                start: slip.period.from,
                end: Some(slip.period.to),
            });
            let holder = &payslips.holder;
            (holder.name.clone(), holder.document.clone(), works.collect(), true)
        }
        Paper::IncomeCertificate(certificate) => {
            let worker = &certificate.worker;
            let names =
                [&worker.first_name, &worker.other_names, &worker.first_surname, &worker.second_surname];
            let name = names.map(String::as_str).join(" ");
            (name, worker.document_number.clone(), Vec::new(), true)
        }
        Paper::Settlement(settlement) => {
            let work = Work {
                position: settlement.position.clone(),
                start: settlement.start,
                end: Some(settlement.end),
            };
            let holder = &settlement.holder;
            (holder.name.clone(), holder.document.clone(), vec![work], true)
        }
    };
    Disclosed { initials: initials(&name), document_end: document_end(&document), works, certifies_pay }
}

fn initials(name: &str) -> String {
    let letters = name.split_whitespace().filter_map(|word| word.chars().next());
    letters.map(|letter| format!("{letter}.")).collect::<Vec<_>>().join(" ")
}

fn document_end(document: &str) -> String {
    let plain: Vec<char> = document.chars().filter(|letter| letter.is_alphanumeric()).collect();
    plain[plain.len().saturating_sub(4)..].iter().collect()
}

/// A document as papers write it: `C.C. 1.900.000.001`.
pub fn written_document(kind: &str, number: &str) -> String {
    let kind = match kind {
        "CC" => "C.C.",
        "CE" => "C.E.",
        "TI" => "T.I.",
        "RC" => "R.C.",
        other => other,
    };
    if !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return format!("{kind} {number}");
    }
    format!("{kind} {}", grouped(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paper_is_good_up_to_its_last_day_unless_it_was_revoked() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        let last = Some(day("2026-12-20"));
        for (state, valid_until, today, expected) in [
            (State::Valid, last, "2026-12-20", Standing::Valid),
            (State::Valid, last, "2026-12-21", Standing::Expired),
            (State::Valid, None, "2099-01-01", Standing::Valid),
            (State::Revoked, last, "2026-12-21", Standing::Revoked),
        ] {
            assert_eq!(standing(state, valid_until, day(today)), expected, "{state:?} {today}");
        }
    }

    #[test]
    fn a_person_is_told_by_initials_and_four_digits() {
        assert_eq!(initials("María Fernanda Ñáñez  Güiza"), "M. F. Ñ. G.");
        assert_eq!(document_end("C.C. 1.900.000.001"), "0001");
        assert_eq!(document_end("PA AB1"), "AAB1");
        assert_eq!(document_end(""), "");
    }

    #[test]
    fn documents_are_written_with_full_stops_where_they_are_digits() {
        assert_eq!(written_document("CC", "1900000001"), "C.C. 1.900.000.001");
        assert_eq!(written_document("PPT", "9990000"), "PPT 9.990.000");
        assert_eq!(written_document("PA", "AB12345"), "PA AB12345");
    }
}
