//! Draws papers: typst lays a template out over the data of a snapshot.
//!
//! Templates are part of the program. They see three files – the data, the logo, the QR – and no clock, no disk and no network.
//! Data reaches them as values and never as markup, so nothing in it can become a command.

use std::collections::HashMap;

use aws_lc_rs::digest;
use data_encoding::HEXLOWER;
use jiff::tz::{Offset, TimeZone};
use serde_json::{Value, json};
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Feature, Library, LibraryExt as _, World};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::contents::{EmploymentCertificate, IncomeCertificate, Language, Paper, Snapshot};
use crate::forms::IncomeForm;
use crate::{Amount, Refused, checks, qr};

const PROGRAM: &str = "Aldaba";
const TYPST_VERSION: &str = "typst 0.15.1";
/// Colombia has no summer time (decree 2707 of 1982), so its legal time is one offset.
const COLOMBIA: Offset = jiff::tz::offset(-5);
const COLOMBIA_MINUTES: i32 = -5 * 60;
/// How many drawings a remembered layout outlives its last use; without an end memory grows by 0.8 MiB with each paper.
const REMEMBERED_DRAWINGS: usize = 5;
const VERSION_BYTES: usize = 6;

const FONTS: [&[u8]; 2] =
    [include_bytes!("../fonts/Inter-Regular.otf"), include_bytes!("../fonts/Inter-SemiBold.otf")];
const COMMON: (&str, &str) = ("common.typ", include_str!("../templates/common.typ"));
const TEMPLATES: [(&str, &str); 4] = [
    ("employment-certificate.typ", include_str!("../templates/employment-certificate.typ")),
    ("payslips.typ", include_str!("../templates/payslips.typ")),
    ("income-certificate.typ", include_str!("../templates/income-certificate.typ")),
    ("settlement.typ", include_str!("../templates/settlement.typ")),
];

/// Fonts, library and templates, read once; drawing borrows them, from as many threads as there are.
pub struct Printer {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    sources: HashMap<FileId, Source>,
}

impl Printer {
    pub fn new() -> Self {
        let fonts: Vec<Font> = FONTS.iter().flat_map(|bytes| Font::iter(Bytes::new(*bytes))).collect();
        // It lets tables say which cells are headings of their row (PDF/UA-1).
        let features = [Feature::A11yExtras].into_iter().collect();
        let sources = TEMPLATES.iter().chain([&COMMON]).map(|(name, text)| {
            let id = file(name);
            (id, Source::new(id, (*text).to_owned()))
        });
        Self {
            library: LazyHash::new(Library::builder().with_features(features).build()),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
            sources: sources.collect(),
        }
    }

    /// The paper as PDF/A-2a and PDF/UA-1 (PDF/A-3a with an attachment). The same snapshot gives the same bytes.
    pub fn draw(&self, snapshot: &Snapshot) -> Result<Vec<u8>, Refused> {
        checks::figures(snapshot)?;
        let sheet = Sheet {
            printer: self,
            main: file(&format!("{}.typ", snapshot.paper.kind())),
            data: Bytes::new(self.data(snapshot)?),
            logo: Bytes::from_string(snapshot.letterhead.logo_svg.clone()),
            qr: Bytes::from_string(qr::svg(&snapshot.issue.verification_address)?),
            attachment: snapshot.attachment.as_ref().map(|file| Bytes::from_string(file.content.clone())),
        };
        let drawn = typst::compile::<PagedDocument>(&sheet)
            .output
            .and_then(|document| typst_pdf::pdf(&document, &options(snapshot)))
            .map_err(|mistakes| Refused::Template(described(&mistakes)));
        comemo::evict(REMEMBERED_DRAWINGS);
        drawn
    }

    /// Whether the paper could be drawn, without drawing it.
    pub fn check(&self, snapshot: &Snapshot) -> Result<(), Refused> {
        checks::figures(snapshot)?;
        self.data(snapshot).map(drop)
    }

    /// Names what a kind of paper was drawn with; another template, typeface or typst has another version.
    pub fn template_version(&self, paper: &Paper) -> String {
        let main = format!("{}.typ", paper.kind());
        let mut hash = digest::Context::new(&digest::SHA256);
        hash.update(TYPST_VERSION.as_bytes());
        for (_, text) in TEMPLATES.iter().filter(|(name, _)| *name == main).chain([&COMMON]) {
            hash.update(text.as_bytes());
        }
        for font in FONTS {
            hash.update(font);
        }
        HEXLOWER.encode(&hash.finish().as_ref()[..VERSION_BYTES])
    }

    /// What the template reads as `/data.json`.
    fn data(&self, snapshot: &Snapshot) -> Result<Vec<u8>, Refused> {
        let local = snapshot.issue.issued_at.to_zoned(TimeZone::fixed(COLOMBIA));
        let data = json!({
            "letterhead": snapshot.letterhead,
            "issue": snapshot.issue,
            "issued": { "date": local.date(), "time": local.strftime("%H:%M").to_string() },
            "paper": snapshot.paper,
            "attachment": snapshot.attachment,
            "language": match language(&snapshot.paper) { Language::Spanish => "es", Language::English => "en" },
            "words": match &snapshot.paper {
                Paper::EmploymentCertificate(certificate) => in_words(certificate),
                _ => Value::Null,
            },
            "base_total": match &snapshot.paper {
                Paper::Settlement(settlement) => json!(checks::sum(&settlement.base)),
                _ => Value::Null,
            },
            "form": match &snapshot.paper {
                Paper::IncomeCertificate(certificate) => form(certificate)?,
                _ => Value::Null,
            },
        });
        let data = checks::texts(data, &|character| self.can_draw(character))?;
        Ok(data.to_string().into_bytes())
    }

    fn can_draw(&self, character: char) -> bool {
        self.fonts.iter().all(|font| font.info().coverage.contains(u32::from(character)))
    }
}

impl Default for Printer {
    fn default() -> Self {
        Self::new()
    }
}

/// The world of one drawing.
struct Sheet<'a> {
    printer: &'a Printer,
    main: FileId,
    data: Bytes,
    logo: Bytes,
    qr: Bytes,
    attachment: Option<Bytes>,
}

impl World for Sheet<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.printer.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.printer.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.printer.sources.get(&id).cloned().ok_or(FileError::AccessDenied)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if *id.root() != VirtualRoot::Project {
            return Err(FileError::AccessDenied);
        }
        match id.vpath().get_without_slash() {
            "data.json" => Ok(self.data.clone()),
            "logo.svg" => Ok(self.logo.clone()),
            "qr.svg" => Ok(self.qr.clone()),
            "attachment" => self.attachment.clone().ok_or(FileError::AccessDenied),
            _ => Err(FileError::AccessDenied),
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.printer.fonts.get(index).cloned()
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}

fn file(name: &str) -> FileId {
    let path = VirtualPath::new(name).expect("the names of our templates are paths");
    RootedPath::new(VirtualRoot::Project, path).intern()
}

fn options(snapshot: &Snapshot) -> PdfOptions {
    let archival = if snapshot.attachment.is_some() { PdfStandard::A_3a } else { PdfStandard::A_2a };
    PdfOptions {
        ident: Smart::Custom(format!("{} {}", snapshot.letterhead.nit, snapshot.issue.folio)),
        creator: Smart::Custom(Some(PROGRAM.to_owned())),
        timestamp: created(snapshot.issue.issued_at),
        standards: PdfStandards::new(&[archival, PdfStandard::Ua_1]).expect("these two agree"),
        ..PdfOptions::default()
    }
}

fn created(at: jiff::Timestamp) -> Option<Timestamp> {
    let local = at.to_zoned(TimeZone::fixed(COLOMBIA)).datetime();
    let [month, day, hour, minute, second] =
        [local.month(), local.day(), local.hour(), local.minute(), local.second()]
            .map(|part| u8::try_from(part).unwrap_or(0));
    let datetime = Datetime::from_ymd_hms(i32::from(local.year()), month, day, hour, minute, second)?;
    Timestamp::new_local(datetime, COLOMBIA_MINUTES)
}

const fn language(paper: &Paper) -> Language {
    match paper {
        Paper::EmploymentCertificate(certificate) => certificate.language,
        _ => Language::Spanish,
    }
}

/// The words of each salary, by the salary.
fn in_words(certificate: &EmploymentCertificate) -> Value {
    let amounts = certificate.employments.iter().filter_map(|employment| employment.pay.as_ref());
    amounts
        .map(|pay| {
            let words = match certificate.language {
                Language::Spanish => pay.monthly.in_spanish_words(),
                Language::English => pay.monthly.in_english_words(),
            };
            (pay.monthly.to_string(), Value::String(words))
        })
        .collect::<serde_json::Map<_, _>>()
        .into()
}

/// The layout of the tax year, with the limits that its text names in pesos.
fn form(certificate: &IncomeCertificate) -> Result<Value, Refused> {
    let form =
        IncomeForm::of(certificate.tax_year).ok_or(Refused::NoForm { tax_year: certificate.tax_year })?;
    let limits = [form.assets_uvt, form.income_uvt].map(|count| to_nearest_thousand(certificate.uvt, count));
    Ok(json!({ "layout": form, "assets_limit": limits[0], "income_limit": limits[1] }))
}

/// The DIAN writes limits in whole thousands, to the nearest one.
fn to_nearest_thousand(uvt: Amount, count: u32) -> Amount {
    const THOUSAND_PESOS: i64 = 100_000;
    let exact = uvt.centavos().saturating_mul(i64::from(count));
    Amount::from_centavos(exact.saturating_add(THOUSAND_PESOS / 2) / THOUSAND_PESOS * THOUSAND_PESOS)
}

fn described(mistakes: &[SourceDiagnostic]) -> String {
    mistakes.iter().map(|mistake| mistake.message.as_str()).collect::<Vec<_>>().join("; ")
}
