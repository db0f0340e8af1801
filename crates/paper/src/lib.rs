//! `paper`: data in, sealed PDF out. A leaf of the tree, for typst is slow to build: it knows no portal, no database, no request.
//!
//! ```text
//! let printer = Printer::new();                                   // once for each process; share it
//! let seal = Seal::from_pem(&key_pem, &certificate_pem)?;         // from Seal::make, or bought
//! let drawn = printer.draw(&snapshot)?;                           // PDF/A-2a and PDF/UA-1
//! let sealed = seal.seal(&drawn, issued_at)?;                     // PAdES B-B
//!                                                                 // or seal_with_time_stamp: PAdES B-T
//! let hash = fingerprint(&sealed);                                // what the verification page compares
//! ```
//!
//! What it promises:
//! - A [`Snapshot`] is all that a paper says. It is kept as JSON, and the same snapshot gives the same bytes.
//! - Texts are drawn as texts, whatever they hold. What cannot be drawn, or does not add up, is [`Refused`] with its place.
//! - A sealed file is one that PDF readers call unchanged; a changed byte is found.
//!
//! Drawing and sealing are plain computation of some milliseconds: call them off the async threads.

mod amount;
mod checks;
mod contents;
mod forms;
mod printer;
mod qr;
mod seal;

use aws_lc_rs::digest;
use data_encoding::HEXLOWER;
use thiserror::Error;

pub use amount::{Amount, NotAnAmount};
pub use contents::{
    Attachment, Bond, Concept, Detail, Employment, EmploymentCertificate, Holder, IncomeCertificate, Input,
    Issue, Language, Letterhead, Paper, Pay, PayBasis, Payslip, Payslips, Period, Quantity, Settlement,
    SettlementItem, Signer, Snapshot, Totals, Withholder, Worker,
};
pub use forms::IncomeForm;
pub use printer::Printer;
pub use seal::{NewSeal, Seal, SealError};

/// Why a snapshot is not drawn. Places are those of the snapshot, such as `paper.slips[0].totals.net`.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refused {
    #[error("{place} has the character {character:?}, which papers cannot show")]
    Character { place: String, character: char },
    #[error("{place} is too long for a paper")]
    TooLong { place: String },
    #[error("{place} is not the sum of its lines")]
    DoesNotAddUp { place: String },
    #[error("there is nothing to put on the paper")]
    NothingToSay,
    #[error("no layout of the form 220 is known for the tax year {tax_year}")]
    NoForm { tax_year: u16 },
    #[error("the withholder does not fill in box {number}")]
    NoBox { number: u8 },
    #[error("the colour of the letterhead is not written #rrggbb")]
    Color,
    #[error("the verification address does not fit in a QR")]
    VerificationAddress,
    /// Our mistake, or a logo that is no SVG.
    #[error("the template could not be drawn: {0}")]
    Template(String),
}

/// SHA-256 of the bytes as issued, in hexadecimal digits: what is kept of a paper, and compared when somebody verifies one.
pub fn fingerprint(pdf: &[u8]) -> String {
    HEXLOWER.encode(digest::digest(&digest::SHA256, pdf).as_ref())
}
