//! What a paper says, as it is kept: a snapshot is the data of one issued paper, and nothing in it changes afterwards.
//!
//! Every text in it is drawn as text. The totals stand in the data, as payroll computed them, and are compared before drawing.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, de};

use crate::Amount;

/// All that one issued paper is drawn from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    pub letterhead: Letterhead,
    pub issue: Issue,
    pub paper: Paper,
    /// The data of the paper for machines, such as the XML of the electronic payroll; with it the file is PDF/A-3.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attachment: Option<Attachment>,
}

/// Who issues, as it stands at the head of the first page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letterhead {
    pub organisation: String,
    /// With its check digit: `999.000.001-4`.
    pub nit: String,
    /// Address, telephone, site: at most a few short lines.
    pub lines: Vec<String>,
    /// An SVG without text and without outside references.
    pub logo_svg: String,
    /// `#rrggbb`.
    pub color: String,
}

/// This copy: its number, its moment, and where anybody may check it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issue {
    pub folio: String,
    pub issued_at: Timestamp,
    /// The city it is issued in.
    pub place: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<Date>,
    /// What the QR holds: an address with a token that says nothing about the person.
    pub verification_address: String,
    /// Where the code is typed by hand, without `https://`.
    pub verification_site: String,
    /// In groups: `K7QM-2VXD-9RTA-HW4P`.
    pub verification_code: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// `nomina.xml`
    pub name: String,
    /// `application/xml`
    pub media_type: String,
    pub description: String,
    pub content: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Paper {
    EmploymentCertificate(EmploymentCertificate),
    Payslips(Payslips),
    IncomeCertificate(IncomeCertificate),
    Settlement(Settlement),
}

/// A person, as all papers name them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    pub name: String,
    /// `C.C. 1.900.000.001`
    pub document: String,
}

/// Who answers for the paper. The seal is the organisation's; this names the person in charge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signer {
    pub name: String,
    pub position: String,
}

/// A line with its amount.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Concept {
    pub name: String,
    /// `15 días`, `8 h`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantity: Option<String>,
    pub amount: Amount,
}

/// What is added up to what is paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    pub earned: Amount,
    pub deducted: Amount,
    pub net: Amount,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    pub from: Date,
    pub to: Date,
}

// --- Certificación laboral ---------------------------------------------------------------------------------------------------

/// Time of service, nature of the work, salary (CST art. 57, num. 7); functions too (T-163 of 2002); never why it ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmploymentCertificate {
    pub language: Language,
    /// Nobody in particular where missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub addressee: Option<String>,
    pub holder: Holder,
    pub bond: Bond,
    /// One, or all that the person had; the latest first.
    pub employments: Vec<Employment>,
    pub signer: Signer,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Language {
    Spanish,
    English,
}

/// Decides the words: a member of a cooperative has compensation, not salary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Bond {
    Employee,
    CooperativeMember,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Employment {
    pub position: String,
    /// `Obra o labor`
    pub contract: String,
    pub start: Date,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<Date>,
    /// The company in which a worker of a temporary firm serves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub working_day: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub functions: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pay: Option<Pay>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pay {
    pub basis: PayBasis,
    pub monthly: Amount,
    /// What comes on top each month, such as the transport allowance.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub additions: Vec<Concept>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PayBasis {
    Basic,
    /// «Salario integral»: social benefits are in it (CST art. 132).
    Integral,
    /// By results, or with a part of it that is.
    Variable,
    /// The average of the last months.
    Average {
        months: u8,
    },
}

// --- Comprobante de pago -----------------------------------------------------------------------------------------------------

/// One payslip, or several in one file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payslips {
    pub holder: Holder,
    pub slips: Vec<Payslip>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payslip {
    pub period: Period,
    pub paid_on: Date,
    pub position: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client: Option<String>,
    /// Pairs of name and value: contract, EPS, pension fund, bank account. Drawn in this order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub details: Vec<Detail>,
    pub base_salary: Amount,
    /// «IBC»
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contribution_base: Option<Amount>,
    pub earnings: Vec<Concept>,
    pub deductions: Vec<Concept>,
    pub totals: Totals,
    /// The number of the electronic payroll document, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cune: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Detail {
    pub name: String,
    pub value: String,
}

// --- Formulario 220 ----------------------------------------------------------------------------------------------------------

/// «Certificado de ingresos y retenciones»: the boxes by number, drawn by the layout of the tax year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncomeCertificate {
    pub tax_year: u16,
    /// Box 4.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form_number: Option<String>,
    pub withholder: Withholder,
    pub worker: Worker,
    pub period: Period,
    pub issued_on: Date,
    /// Boxes 33 to 35: place, and the DANE codes of department and municipality.
    pub place: String,
    pub department_code: String,
    pub municipality_code: String,
    /// Boxes that the withholder fills in, by number; a missing one is zero.
    #[serde(deserialize_with = "by_number")]
    pub boxes: BTreeMap<u8, Amount>,
    /// The UVT of the tax year, in which the worker's declaration names its limits.
    pub uvt: Amount,
    pub payer: String,
}

/// In a tagged enum, serde hands the numbers of boxes on as the texts that JSON has for keys.
fn by_number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeMap<u8, Amount>, D::Error> {
    let by_text = BTreeMap::<String, Amount>::deserialize(deserializer)?;
    let numbered = by_text.into_iter().map(|(number, amount)| number.parse().map(|number| (number, amount)));
    numbered.collect::<Result<_, _>>().map_err(de::Error::custom)
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withholder {
    pub nit: String,
    pub check_digit: String,
    pub name: String,
}

/// Boxes 24 to 29.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Worker {
    pub document_type: String,
    pub document_number: String,
    pub first_surname: String,
    pub second_surname: String,
    pub first_name: String,
    pub other_names: String,
}

// --- Liquidación -------------------------------------------------------------------------------------------------------------

/// The final settlement, each item with its formula and what went into it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settlement {
    pub holder: Holder,
    pub position: String,
    pub contract: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client: Option<String>,
    pub start: Date,
    pub end: Date,
    /// By 30/360.
    pub days: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
    /// What the base is made of.
    pub base: Vec<Concept>,
    pub items: Vec<SettlementItem>,
    pub deductions: Vec<Concept>,
    pub totals: Totals,
    pub paid_on: Date,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paid_to: Option<String>,
    /// Such as that a legal figure of this year is provisional.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    pub signer: Signer,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettlementItem {
    pub name: String,
    /// `base × días ÷ 360`
    pub formula: String,
    pub inputs: Vec<Input>,
    pub amount: Amount,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    /// As it stands in the formula: `base`, `días`.
    pub name: String,
    pub value: Quantity,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Quantity {
    Money(Amount),
    Days(u32),
    /// Hundredths of a percent: 1200 is 12 %.
    Rate(u32),
}

impl Paper {
    /// The word by which the paper's template, and no other, is known.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::EmploymentCertificate(_) => "employment-certificate",
            Self::Payslips(_) => "payslips",
            Self::IncomeCertificate(_) => "income-certificate",
            Self::Settlement(_) => "settlement",
        }
    }
}
