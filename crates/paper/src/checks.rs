//! What may be printed: texts that the typeface can draw, lists and texts of a bounded size, totals that add up.
//!
//! Pure. What passes here is drawn as it stands; what does not is refused with the place it stands in.

use serde_json::Value;
use unicode_normalization::UnicodeNormalization;

use crate::contents::{
    Concept, EmploymentCertificate, IncomeCertificate, Paper, Payslips, Settlement, Snapshot, Totals,
};
use crate::forms::IncomeForm;
use crate::{Amount, Refused};

const MAXIMUM_LETTERS: usize = 4000;
const MAXIMUM_ITEMS: usize = 400;
const MAXIMUM_TEXTS: usize = 20_000;
const MAXIMUM_ATTACHMENT_BYTES: usize = 2 << 20;
/// A longer word gets places where it may be broken, so that it stays inside its column.
const UNBROKEN_LETTERS: usize = 24;
/// A space without width.
const BREAK_HERE: char = '\u{200b}';
/// These are copied or typed by whoever reads them, and have room.
const UNBROKEN: [&str; 3] = ["verification_address", "verification_site", "cune"];
/// These are not drawn as text: a picture, and files beside the pages.
const NOT_TEXT: [&str; 2] = ["logo_svg", "content"];

/// Refuses a snapshot whose figures contradict each other.
pub fn figures(snapshot: &Snapshot) -> Result<(), Refused> {
    let bytes = snapshot.attachment.as_ref().map_or(0, |attachment| attachment.content.len());
    if bytes > MAXIMUM_ATTACHMENT_BYTES {
        return Err(Refused::TooLong { place: "attachment.content".to_owned() });
    }
    if !is_color(&snapshot.letterhead.color) {
        return Err(Refused::Color);
    }
    match &snapshot.paper {
        Paper::EmploymentCertificate(certificate) => has_employments(certificate),
        Paper::Payslips(payslips) => payslips_add_up(payslips),
        Paper::IncomeCertificate(certificate) => boxes_add_up(certificate),
        Paper::Settlement(settlement) => settlement_adds_up(settlement),
    }
}

/// The same data with every text composed (NFC) and breakable, or where it cannot be drawn.
pub fn texts(data: Value, can_draw: &impl Fn(char) -> bool) -> Result<Value, Refused> {
    let mut left = MAXIMUM_TEXTS;
    walk(data, "", can_draw, &mut left)
}

fn walk(
    data: Value,
    place: &str,
    can_draw: &impl Fn(char) -> bool,
    left: &mut usize,
) -> Result<Value, Refused> {
    *left = left.checked_sub(1).ok_or_else(|| Refused::TooLong { place: place.to_owned() })?;
    match data {
        Value::String(text) => {
            let whole = drawable(&text, place, can_draw)?;
            let copied = UNBROKEN.iter().any(|name| place.ends_with(name));
            Ok(Value::String(if copied { whole } else { breakable(&whole) }))
        }
        Value::Array(items) if items.len() > MAXIMUM_ITEMS => {
            Err(Refused::TooLong { place: place.to_owned() })
        }
        Value::Array(items) => items
            .into_iter()
            .enumerate()
            .map(|(index, item)| walk(item, &format!("{place}[{index}]"), can_draw, left))
            .collect(),
        Value::Object(fields) => fields
            .into_iter()
            .map(|(name, value)| {
                if NOT_TEXT.contains(&name.as_str()) {
                    return Ok((name, value));
                }
                let inner = if place.is_empty() { name.clone() } else { format!("{place}.{name}") };
                Ok((name, walk(value, &inner, can_draw, left)?))
            })
            .collect::<Result<_, Refused>>()
            .map(Value::Object),
        other => Ok(other),
    }
}

fn drawable(text: &str, place: &str, can_draw: &impl Fn(char) -> bool) -> Result<String, Refused> {
    if text.chars().nth(MAXIMUM_LETTERS).is_some() {
        return Err(Refused::TooLong { place: place.to_owned() });
    }
    let composed: String = text.nfc().collect();
    match composed.chars().find(|character| *character != '\n' && !can_draw(*character)) {
        Some(character) => Err(Refused::Character { place: place.to_owned(), character }),
        None => Ok(composed),
    }
}

fn breakable(text: &str) -> String {
    let mut broken = String::with_capacity(text.len());
    let mut unbroken = 0;
    for character in text.chars() {
        unbroken = if character.is_whitespace() { 0 } else { unbroken + 1 };
        if unbroken > UNBROKEN_LETTERS {
            broken.push(BREAK_HERE);
            unbroken = 1;
        }
        broken.push(character);
    }
    broken
}

fn is_color(text: &str) -> bool {
    text.strip_prefix('#')
        .is_some_and(|digits| digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

fn has_employments(certificate: &EmploymentCertificate) -> Result<(), Refused> {
    if certificate.employments.is_empty() { Err(Refused::NothingToSay) } else { Ok(()) }
}

fn payslips_add_up(payslips: &Payslips) -> Result<(), Refused> {
    if payslips.slips.is_empty() {
        return Err(Refused::NothingToSay);
    }
    for (index, slip) in payslips.slips.iter().enumerate() {
        let earned = sum(&slip.earnings);
        totals_agree(slip.totals.clone(), earned, sum(&slip.deductions))
            .map_err(|total| does_not_add_up(format!("paper.slips[{index}].totals.{total}")))?;
    }
    Ok(())
}

fn settlement_adds_up(settlement: &Settlement) -> Result<(), Refused> {
    let earned = settlement.items.iter().map(|item| item.amount).sum();
    totals_agree(settlement.totals.clone(), earned, sum(&settlement.deductions))
        .map_err(|total| does_not_add_up(format!("paper.totals.{total}")))
}

/// The name of the total that does not agree.
fn totals_agree(totals: Totals, earned: Amount, deducted: Amount) -> Result<(), &'static str> {
    if totals.earned != earned {
        return Err("earned");
    }
    if totals.deducted != deducted {
        return Err("deducted");
    }
    if totals.net != earned.minus(deducted) {
        return Err("net");
    }
    Ok(())
}

/// The total is the sum of the income boxes, and no box is filled that belongs to the worker or does not exist.
fn boxes_add_up(certificate: &IncomeCertificate) -> Result<(), Refused> {
    let form =
        IncomeForm::of(certificate.tax_year).ok_or(Refused::NoForm { tax_year: certificate.tax_year })?;
    if let Some(unknown) = certificate.boxes.keys().find(|number| !form.fills(**number)) {
        return Err(Refused::NoBox { number: *unknown });
    }
    let total = certificate.boxes.get(&form.income_total.0).copied().unwrap_or_default();
    let sum = form.income.iter().filter_map(|(number, _)| certificate.boxes.get(number).copied()).sum();
    if total == sum { Ok(()) } else { Err(does_not_add_up(format!("paper.boxes.{}", form.income_total.0))) }
}

fn does_not_add_up(place: String) -> Refused {
    Refused::DoesNotAddUp { place }
}

pub fn sum(concepts: &[Concept]) -> Amount {
    concepts.iter().map(|concept| concept.amount).sum()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn long_words_may_be_broken_and_addresses_and_codes_stay_in_one_piece() {
        let address = "https://miportal.example/verificar/abcdefghijklmnopqrstuvwxyz234567";
        let data = json!({"issue": {"verification_address": address}, "paper": {"addressee": address}});
        let texts = texts(data, &|_| true).unwrap();
        assert_eq!(texts["issue"]["verification_address"], address);
        let broken = texts["paper"]["addressee"].as_str().unwrap();
        assert_ne!(broken, address);
        assert_eq!(broken.replace(BREAK_HERE, ""), address);
    }
}
