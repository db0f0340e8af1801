//! A person as an organisation's roster describes them.

use aws_lc_rs::digest;
use base::letters::is_invisible;
use jiff::civil::Date;

use super::contact::{EmailAddress, Phone};
use super::document::Document;
use super::name::PersonName;
use super::refusal::Refusal;
use super::written::{folded, plain};

/// Most characters in the organisation's own code for a person.
pub const LONGEST_EXTERNAL_CODE: usize = 40;

/// What the roster says of one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Identity document; two people of one roster never share it.
    pub document: Document,
    /// Given names.
    pub given_names: PersonName,
    /// Surnames.
    pub family_names: PersonName,
    /// Date of birth.
    pub birth_date: Option<Date>,
    /// Date on which the document was issued.
    pub issue_date: Option<Date>,
    /// Where to send mails.
    pub email: Option<EmailAddress>,
    /// Where to send text messages.
    pub phone: Option<Phone>,
    /// The organisation's own code for the person.
    pub external_code: Option<ExternalCode>,
    /// What the roster says about their being with the organisation, if it has a column for that.
    pub status: Option<Status>,
    /// When they left, or will.
    pub leave_date: Option<Date>,
}

/// Whether a person is with the organisation, in the roster's own words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Works there, or is a member.
    Active,
    /// No longer.
    Left,
}

impl Status {
    /// Reads the words that payroll systems use.
    pub fn parse(written: &str) -> Result<Self, Refusal> {
        match plain(written).as_str() {
            "activo" | "activa" | "vigente" | "vinculado" | "vinculada" | "habil" | "a" | "si" | "1"
            | "active" | "vacaciones" | "licencia" | "incapacitado" | "incapacitada" | "suspendido"
            | "suspendida" => Ok(Self::Active),
            "retirado" | "retirada" | "inactivo" | "inactiva" | "desvinculado" | "desvinculada"
            | "exempleado" | "exempleada" | "exasociado" | "exasociada" | "terminado" | "r" | "i" | "no"
            | "0" | "left" => Ok(Self::Left),
            _ => Err(Refusal::StatusUnknown),
        }
    }

    /// The word that the database keeps.
    pub fn code(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Left => "left",
        }
    }
}

/// An organisation's own code for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExternalCode(String);

impl ExternalCode {
    /// Reads a code of any printable characters.
    pub fn parse(written: &str) -> Result<Self, Refusal> {
        let code = folded(written);
        if code.chars().count() > LONGEST_EXTERNAL_CODE {
            return Err(Refusal::ExternalCodeTooLong { longest: LONGEST_EXTERNAL_CODE as u32 });
        }
        if code.contains(|c: char| c.is_control() || is_invisible(c)) {
            return Err(Refusal::ExternalCodeOddCharacters);
        }
        Ok(Self(code.into_owned()))
    }

    /// The code.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A short hash of all that the roster says of a person: equal exactly when nothing changed.
pub type ContentHash = [u8; 16];

impl Person {
    /// Given names and surnames.
    pub fn full_name(&self) -> String {
        format!("{} {}", self.given_names, self.family_names)
    }

    /// Whether the roster says that the person is with the organisation on this day: its status says it, or else no leave
    /// date has passed.
    pub fn is_active_on(&self, today: Date) -> bool {
        match self.status {
            Some(status) => status == Status::Active,
            None => self.leave_date.is_none_or(|leave_date| leave_date > today),
        }
    }

    /// The hash by which an import sees whether anything changed.
    pub fn content_hash(&self) -> ContentHash {
        let date = |date: Option<Date>| date.map(|date| date.to_string());
        let fields = [
            Some(self.document.to_string()),
            Some(self.given_names.to_string()),
            Some(self.family_names.to_string()),
            date(self.birth_date),
            date(self.issue_date),
            self.email.as_ref().map(|email| email.as_str().to_owned()),
            self.phone.as_ref().map(|phone| phone.as_e164().to_owned()),
            self.external_code.as_ref().map(|code| code.as_str().to_owned()),
            self.status.map(|status| status.code().to_owned()),
            date(self.leave_date),
        ];
        let mut hash = digest::Context::new(&digest::SHA256);
        for field in fields {
            // The length goes first, so that no two lists of fields give the same bytes.
            let length = field.as_ref().map_or(u64::MAX, |text| text.len() as u64);
            hash.update(&length.to_be_bytes());
            hash.update(field.unwrap_or_default().as_bytes());
        }
        let mut content = ContentHash::default();
        content.copy_from_slice(&hash.finish().as_ref()[..16]);
        content
    }
}

/// Something that differs between what stands and what a file says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Change {
    /// The names.
    Names,
    /// The date of birth.
    BirthDate,
    /// The document's date of issue.
    IssueDate,
    /// The e-mail address.
    Email,
    /// The phone.
    Phone,
    /// The organisation's code.
    ExternalCode,
    /// Status or leave date.
    Status,
    /// The person had gone from the roster and is back.
    Returned,
}

impl Change {
    /// Every kind of change, in the order of a report.
    pub const ALL: [Self; 8] = [
        Self::Names,
        Self::BirthDate,
        Self::IssueDate,
        Self::Email,
        Self::Phone,
        Self::ExternalCode,
        Self::Status,
        Self::Returned,
    ];

    /// The catalogue's id of what changed.
    pub fn message(self) -> &'static str {
        match self {
            Self::Names => "roster-change-names",
            Self::BirthDate => "roster-change-birth-date",
            Self::IssueDate => "roster-change-issue-date",
            Self::Email => "roster-change-email",
            Self::Phone => "roster-change-phone",
            Self::ExternalCode => "roster-change-external-code",
            Self::Status => "roster-change-status",
            Self::Returned => "roster-change-returned",
        }
    }
}

/// What a file changes in a person who stands on the roster.
pub fn changes(before: &Person, after: &Person) -> Vec<Change> {
    let is_same_email = || {
        let written = |person: &Person| person.email.as_ref().map(|email| email.as_str().to_owned());
        written(before) == written(after)
    };
    let mut changes = Vec::new();
    let mut note = |change, is_same: bool| {
        if !is_same {
            changes.push(change);
        }
    };
    note(
        Change::Names,
        (&before.given_names, &before.family_names) == (&after.given_names, &after.family_names),
    );
    note(Change::BirthDate, before.birth_date == after.birth_date);
    note(Change::IssueDate, before.issue_date == after.issue_date);
    note(Change::Email, is_same_email());
    note(Change::Phone, before.phone == after.phone);
    note(Change::ExternalCode, before.external_code == after.external_code);
    note(Change::Status, (before.status, before.leave_date) == (after.status, after.leave_date));
    changes
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::roster::document::DocumentType;
    use jiff::civil::date;

    pub(in crate::roster) fn ana() -> Person {
        Person {
            document: Document::parse(DocumentType::Cc, "1900000001").unwrap(),
            given_names: PersonName::parse("Ana Lucía").unwrap(),
            family_names: PersonName::parse("Peña Gómez").unwrap(),
            birth_date: Some(date(1990, 1, 31)),
            issue_date: Some(date(2008, 2, 5)),
            email: Some(EmailAddress::parse("ana@correo.test").unwrap()),
            phone: Some(Phone::parse("3991234567").unwrap()),
            external_code: Some(ExternalCode::parse("E-17").unwrap()),
            status: None,
            leave_date: None,
        }
    }

    #[test]
    fn the_content_hash_changes_with_every_field() {
        type Edit = fn(&mut Person);
        let edits: [(Edit, Change); 10] = [
            (|ana| ana.given_names = PersonName::parse("Ana").unwrap(), Change::Names),
            (|ana| ana.family_names = PersonName::parse("Peña").unwrap(), Change::Names),
            (|ana| ana.birth_date = None, Change::BirthDate),
            (|ana| ana.issue_date = ana.birth_date, Change::IssueDate),
            (|ana| ana.email = None, Change::Email),
            (|ana| ana.email = Some(EmailAddress::parse("Ana@correo.test").unwrap()), Change::Email),
            (|ana| ana.phone = None, Change::Phone),
            (|ana| ana.external_code = None, Change::ExternalCode),
            (|ana| ana.status = Some(Status::Active), Change::Status),
            (|ana| ana.leave_date = Some(date(2026, 1, 1)), Change::Status),
        ];
        for (edit, change) in edits {
            let mut edited = ana();
            edit(&mut edited);
            assert_ne!(edited.content_hash(), ana().content_hash(), "{change:?}");
            assert_eq!(changes(&ana(), &edited), [change]);
        }
        assert_eq!(changes(&ana(), &ana()), []);
    }

    #[test]
    fn who_left_is_told_by_the_status_or_else_by_the_leave_date() {
        let today = date(2026, 11, 20);
        let mut person = ana();
        assert!(person.is_active_on(today));
        person.leave_date = Some(today);
        assert!(!person.is_active_on(today));
        assert!(person.is_active_on(date(2026, 11, 19)), "the day is still to come");
        person.status = Some(Status::Active);
        assert!(person.is_active_on(today), "came back after an earlier leave date");
        person.status = Some(Status::Left);
        person.leave_date = None;
        assert!(!person.is_active_on(today));
    }

    #[test]
    fn a_status_is_read_in_the_words_of_payroll_systems() {
        assert_eq!(Status::parse(" ACTIVO "), Ok(Status::Active));
        assert_eq!(Status::parse("Retirada"), Ok(Status::Left));
        assert_eq!(Status::parse("quizás"), Err(Refusal::StatusUnknown));
        for status in [Status::Active, Status::Left] {
            assert_eq!(Status::parse(status.code()), Ok(status));
        }
    }

    #[test]
    fn a_code_is_short_and_printable() {
        assert_eq!(ExternalCode::parse(" E-17 ").unwrap().as_str(), "E-17");
        assert_eq!(ExternalCode::parse("E\u{7}17"), Err(Refusal::ExternalCodeOddCharacters));
        assert_eq!(ExternalCode::parse(&"x".repeat(41)), Err(Refusal::ExternalCodeTooLong { longest: 40 }));
    }
}
