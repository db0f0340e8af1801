//! Employments: where a person works or worked, as what and for how much. They come from payroll's files and are kept for life,
//! since an employer certifies them at any time (CST art. 57 num. 7; Constitutional Court, T-470 of 2019).
//!
//! Promises:
//! - A person has any number of them, each with a code of its own; a file that has it again changes it, and none ever goes.
//! - A salary that changed stays known with the day since when it held.
//! - Only the person and payroll see salaries.

pub mod columns;
mod held;
pub mod incoming;
pub mod rules;
pub mod store;

use identity::roster::EntryId;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::money::Money;

pub use held::held_of;

pub const TEXTS: base::texts::Source = base::texts!("employments");

base::id!(EmploymentId, "An employment of a person.");

/// An employment of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Employment {
    pub id: EmploymentId,
    pub entry: EntryId,
    pub facts: Facts,
    /// Earlier salaries and the present one, newest first; empty where no file told one.
    pub salaries: Vec<SalarySince>,
}

/// What a file says of an employment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// The employer's own code for it.
    pub code: String,
    pub contract: Contract,
    pub started_on: Date,
    pub ended_on: Option<Date>,
    pub position: String,
    /// What the person does or did, which a former worker may have certified (Constitutional Court, T-163 of 2002).
    pub functions: Option<String>,
    /// The company to which a temporary worker is assigned; the employer is the temp-work firm.
    pub client: Option<String>,
    pub salary: Option<Money>,
    pub salary_kind: SalaryKind,
}

impl Facts {
    /// Whether the person works there on this day.
    pub fn is_current_on(&self, today: Date) -> bool {
        self.ended_on.is_none_or(|ended_on| ended_on >= today)
    }

    /// The last day of the employment up to today; its first, where it has not begun.
    pub fn last_day(&self, today: Date) -> Date {
        self.ended_on.map_or(today, |ended_on| ended_on.min(today)).max(self.started_on)
    }
}

/// What a row of a file says of an employment. What the file has no column for stays as it is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// As they are of an employment that nobody knew.
    pub facts: Facts,
    pub has_end: bool,
    pub has_client: bool,
    /// Whether the row says how the salary is agreed.
    pub has_salary_kind: bool,
    /// Since when the salary holds, where the row says it.
    pub salary_since: Option<Date>,
}

/// A salary, and since when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SalarySince {
    pub since: Date,
    pub salary: Money,
}

/// What kind of contract binds both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Contract {
    Indefinite,
    FixedTerm,
    /// For the duration of a work or task.
    Task,
    Apprenticeship,
    /// Not an employment by the Labour Code; certified in its own words.
    Services,
    /// Of a member of a cooperative of associated work, who is no employee.
    Associate,
}

/// How a salary is agreed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SalaryKind {
    Ordinary,
    /// Benefits are in it (CST art. 132).
    Integral,
    Variable,
}

macro_rules! words {
    ($kind:ident { $($name:ident => $code:literal, [$($word:literal),*]);+ $(;)? }) => {
        impl $kind {
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// The name in the database and in messages' ids.
            pub fn code(self) -> &'static str {
                match self { $(Self::$name => $code),+ }
            }

            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.code() == code)
            }

            /// What files call it, without accents, case, signs and small words.
            fn names(self) -> &'static [&'static str] {
                match self { $(Self::$name => &[$($word),*]),+ }
            }
        }
    };
}

impl Contract {
    /// The message id of «por obra o labor», as it follows «contrato».
    pub fn message(self) -> String {
        format!("employments-contract-{}", self.code())
    }
}

words!(Contract {
    Indefinite => "indefinite", ["indefinido", "terminoindefinido", "contratoterminoindefinido", "contratoindefinido"];
    FixedTerm => "fixed-term", ["fijo", "terminofijo", "contratoterminofijo", "terminofijoinferiorano"];
    Task => "task", ["obralabor", "obraolabor", "laborcontratada", "obralaborcontratada", "obraolaborcontratada", "obra", "mision", "enmision"];
    Apprenticeship => "apprenticeship", ["aprendizaje", "aprendizajesena", "contratoaprendizaje", "sena", "practicante"];
    Services => "services", ["prestacionservicios", "contratoprestacionservicios", "servicios", "ops"];
    Associate => "associate", ["asociado", "trabajoasociado", "convenioasociacion", "cooperativo"];
});

words!(SalaryKind {
    Ordinary => "ordinary", ["ordinario", "fijo", "basico", "normal"];
    Integral => "integral", ["integral"];
    Variable => "variable", ["variable", "mixto", "destajo"];
});
