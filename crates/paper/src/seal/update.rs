//! The place of the seal in the file: an incremental update (ISO 32000-1 §7.5.6) with a signature field that nobody sees.
//!
//! The field has no size, so it needs no appearance (ISO 19005-2 §6.3.3), and a place in the structure (ISO 14289-1 §7.18.1): the
//! file stays PDF/A and PDF/UA. Its signature is zeros until the digest of all the rest is signed.

use std::ops::Range;

use aws_lc_rs::digest;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use lopdf::{
    Dictionary, Document, IncrementalDocument, Object, ObjectId, StringFormat, dictionary, text_string,
};

use super::SealError;

const FIELD_NAME: &str = "Sello";
/// Signatures exist, and the file may only grow by appending (ISO 32000-1 table 219).
const SIGNATURES_EXIST_APPEND_ONLY: i64 = 3;
/// Locked and printed: PDF/A wants the second (ISO 19005-2 §6.3.2).
const LOCKED_AND_PRINTED: i64 = 132;
/// Ten digits, as wide as any offset that is written over it.
const ANY_OFFSET: i64 = 9_999_999_999;
const ID_BYTES: usize = 16;

/// A file with an empty place for the signature.
pub struct Prepared {
    bytes: Vec<u8>,
    /// The hexadecimal digits of the signature with the angle brackets around them.
    contents: Range<usize>,
}

/// Appends the field and an empty signature of `space_bytes`.
pub fn prepare(pdf: &[u8], owner: &str, at: Timestamp, space_bytes: usize) -> Result<Prepared, SealError> {
    let document = Document::load_mem(pdf)?;
    let mut update = IncrementalDocument::create_from(pdf.to_vec(), document);
    let signature = update.new_document.add_object(empty_signature(owner, at, space_bytes));
    add_field(&mut update, signature, owner)?;
    renew_id(&mut update.new_document.trailer, pdf);
    let mut bytes = Vec::with_capacity(pdf.len() + 2 * space_bytes + 8192);
    update.save_to(&mut bytes).map_err(|error| SealError::File(error.to_string()))?;
    Prepared::find_places(bytes, pdf.len())
}

impl Prepared {
    /// Writes which bytes are signed: all but the signature.
    fn find_places(mut bytes: Vec<u8>, appended_at: usize) -> Result<Self, SealError> {
        let start = find(&bytes, appended_at, b"/Contents<")? + b"/Contents".len();
        let end = find(&bytes, start, b">")? + 1;
        let placeholder = format!("[0 {ANY_OFFSET} {ANY_OFFSET} {ANY_OFFSET}]");
        let ranges_at = find(&bytes, appended_at, placeholder.as_bytes())?;
        let ranges = format!("[0 {start} {end} {}]", bytes.len() - end);
        let padded = format!("{ranges:<width$}", width = placeholder.len());
        bytes[ranges_at..ranges_at + padded.len()].copy_from_slice(padded.as_bytes());
        Ok(Self { bytes, contents: start..end })
    }

    pub fn digest(&self) -> digest::Digest {
        let mut hash = digest::Context::new(&digest::SHA256);
        hash.update(&self.bytes[..self.contents.start]);
        hash.update(&self.bytes[self.contents.end..]);
        hash.finish()
    }

    /// The file with its signature.
    pub fn fill(mut self, signature: &[u8]) -> Result<Vec<u8>, SealError> {
        let digits = data_encoding::HEXUPPER.encode(signature);
        let start = self.contents.start + 1;
        if start + digits.len() >= self.contents.end {
            return Err(SealError::File("the signature is longer than the place kept for it".to_owned()));
        }
        self.bytes[start..start + digits.len()].copy_from_slice(digits.as_bytes());
        Ok(self.bytes)
    }
}

fn empty_signature(owner: &str, at: Timestamp, space_bytes: usize) -> Dictionary {
    let moment = at.to_zoned(TimeZone::UTC).strftime("D:%Y%m%d%H%M%S+00'00'").to_string();
    dictionary! {
        "Type" => "Sig",
        "Filter" => "Adobe.PPKLite",
        "SubFilter" => "ETSI.CAdES.detached",
        "ByteRange" => vec![0.into(), ANY_OFFSET.into(), ANY_OFFSET.into(), ANY_OFFSET.into()],
        "Contents" => Object::String(vec![0; space_bytes], StringFormat::Hexadecimal),
        "M" => Object::string_literal(moment),
        "Name" => text_string(owner),
    }
}

/// The invisible field on the first page, known to the form and, in a tagged file, to the structure.
fn add_field(update: &mut IncrementalDocument, signature: ObjectId, owner: &str) -> Result<(), SealError> {
    let document = update.get_prev_documents();
    let catalog_id = document.trailer.get(b"Root")?.as_reference()?;
    let catalog = document.catalog()?;
    if catalog.has(b"AcroForm") {
        return Err(SealError::File("it has a form of its own".to_owned()));
    }
    let structure = catalog.get(b"StructTreeRoot").and_then(Object::as_reference).ok();
    let page = document.page_iter().next().ok_or_else(|| SealError::File("it has no page".to_owned()))?;

    let description = text_string(&format!("Sello electrónico de {owner}"));
    let field = update.new_document.add_object(dictionary! {
        "Type" => "Annot",
        "Subtype" => "Widget",
        "FT" => "Sig",
        "T" => Object::string_literal(FIELD_NAME),
        "TU" => description.clone(),
        "Rect" => vec![0.into(), 0.into(), 0.into(), 0.into()],
        "F" => LOCKED_AND_PRINTED,
        "P" => page,
        "V" => signature,
    });
    if let Some(structure) = structure {
        tag_field(update, structure, page, field, description)?;
    }
    append(changed(update, page)?, b"Annots", field.into())?;
    let form = dictionary! { "Fields" => vec![field.into()], "SigFlags" => SIGNATURES_EXIST_APPEND_ONLY };
    changed(update, catalog_id)?.set("AcroForm", form);
    Ok(())
}

/// Gives the field its «Form» element at the end of the document, and the way back to it.
fn tag_field(
    update: &mut IncrementalDocument,
    structure: ObjectId,
    page: ObjectId,
    field: ObjectId,
    description: Object,
) -> Result<(), SealError> {
    let root = changed(update, structure)?;
    let key = root.get(b"ParentTreeNextKey")?.as_i64()?;
    let top =
        root.get(b"K")?.as_array()?.first().ok_or(lopdf::Error::ObjectNotFound((0, 0)))?.as_reference()?;
    let element = update.new_document.add_object(dictionary! {
        "Type" => "StructElem",
        "S" => "Form",
        "P" => top,
        "Alt" => description,
        "K" => dictionary! { "Type" => "OBJR", "Obj" => field, "Pg" => page },
    });
    let root = changed(update, structure)?;
    root.set("ParentTreeNextKey", key + 1);
    let parents = root.get_mut(b"ParentTree")?.as_dict_mut()?.get_mut(b"Nums")?.as_array_mut()?;
    parents.extend([key.into(), element.into()]);
    append(changed(update, top)?, b"K", element.into())?;
    changed(update, field)?.set("StructParent", key);
    Ok(())
}

/// The object as the update has it, taken over from the file before where it has not changed yet.
fn changed(update: &mut IncrementalDocument, id: ObjectId) -> lopdf::Result<&mut Dictionary> {
    update.opt_clone_object_to_new_document(id)?;
    update.new_document.get_object_mut(id)?.as_dict_mut()
}

fn append(dictionary: &mut Dictionary, key: &[u8], item: Object) -> lopdf::Result<()> {
    if !dictionary.has(key) {
        dictionary.set(key, Vec::<Object>::new());
    }
    dictionary.get_mut(key)?.as_array_mut()?.push(item);
    Ok(())
}

/// The first half of the identifier stays, the second follows the content (ISO 32000-1 §14.4).
fn renew_id(trailer: &mut Dictionary, pdf: &[u8]) {
    let digest = super::sha256(pdf);
    if let Ok(halves) = trailer.get_mut(b"ID").and_then(Object::as_array_mut)
        && let Some(second) = halves.get_mut(1)
    {
        *second = Object::String(digest.as_ref()[..ID_BYTES].to_vec(), StringFormat::Hexadecimal);
    }
}

fn find(bytes: &[u8], from: usize, wanted: &[u8]) -> Result<usize, SealError> {
    let place = bytes[from..].windows(wanted.len()).position(|window| window == wanted);
    place.map(|place| from + place).ok_or_else(|| SealError::File("its update came out otherwise".to_owned()))
}

impl From<lopdf::Error> for SealError {
    fn from(error: lopdf::Error) -> Self {
        Self::File(error.to_string())
    }
}
