//! The on-screen keypad whose digits change places after every press (contract K-1…K-9 of the requirements).
//!
//! The server draws the layout and knows which digit stands where; a press sends a position and the drawing's id, never the
//! digit, and replaying a press does nothing. What was pressed is kept encrypted and ends with the attempt. It hinders
//! programs that log keys and clicks; it does not stop phishing or a picture of the screen, and claims no more.

mod store;

use axum::http::HeaderValue;
use base::db::Tx;
use base::error::{Error, Result};
use base::form::Fields;
use base::secret::Keys;
use base::web::components;
use data_encoding::HEXLOWER;

pub use store::{forget, forget_expired};

use crate::front_door::FrontDoor;
use crate::journey::{self, WalkId};
use crate::visit::{TYPING_COOKIE, Visit};

pub const TEXTS: base::texts::Source = base::texts!("keypad");

const PAD: &str = "pad";
const FIELD: &str = "field";
const YEAR: std::time::Duration = std::time::Duration::from_secs(365 * 24 * 60 * 60);
const SEALED_FOR: &str = "keypad";

/// A secret of digits that a page asks for, on the pad or in one labelled field that takes typing, pasting and filling in.
pub struct Digits {
    /// Where they are sent.
    pub path: &'static str,
    pub length: usize,
    /// The message id of what is asked for.
    pub label: &'static str,
}

/// The cookie for what the person chooses now, if this form is that choice.
pub fn chosen_way(visit: &Visit, fields: &Fields) -> Option<HeaderValue> {
    match fields.get("entry") {
        PAD => Some(visit.cookie(TYPING_COOKIE, PAD, Some(YEAR))),
        FIELD => Some(visit.cookie(TYPING_COOKIE, FIELD, Some(YEAR))),
        _ => None,
    }
}

/// The pad on a page of the walk, in a portal that has one; None where the person chose the field.
pub async fn on_page(
    tx: &Tx,
    front: &FrontDoor,
    visit: &Visit,
    walk: WalkId,
    digits: &Digits,
) -> Result<Option<components::Keypad>> {
    if visit.typing.as_deref() == Some(FIELD) {
        return Ok(None);
    }
    let drawing = drawing(tx, front, walk).await?;
    let progress = [("taken", drawing.taken.into()), ("length", digits.length.into())];
    Ok(Some(components::Keypad {
        action: visit.url(digits.path),
        layout_id: HEXLOWER.encode(&drawing.layout_id),
        digits: drawing.digits,
        taken: drawing.taken,
        length: digits.length,
        label: visit.t(digits.label).to_owned(),
        progress: visit.words.with("keypad-progress", &progress),
    }))
}

/// A drawing of the pad, good for one press.
struct Drawing {
    layout_id: Vec<u8>,
    /// The digit on each position.
    digits: [u8; 10],
    taken: usize,
}

/// The pad of the walk as it stands; drawn now where there is none yet.
async fn drawing(tx: &Tx, front: &FrontDoor, walk: WalkId) -> Result<Drawing> {
    if let Some(pad) = store::find(tx, walk).await? {
        return read(&front.keys, walk, &pad).map(|(drawing, _)| drawing);
    }
    let drawing = draw(front, 0);
    let expires_at = front.clock.now().plus(journey::LIFETIME);
    store::put(tx, walk, &sealed(front, walk, &drawing, ""), expires_at).await?;
    Ok(drawing)
}

/// Takes a press: a position, `back` or `clear`. One that was meant for another drawing changes nothing. After the last digit
/// it gives all of them, and the pad is forgotten.
pub async fn press(
    tx: &Tx,
    front: &FrontDoor,
    walk: WalkId,
    fields: &Fields,
    length: usize,
) -> Result<Option<String>> {
    let Some(pad) = store::find(tx, walk).await? else { return Ok(None) };
    let (before, mut typed) = read(&front.keys, walk, &pad)?;
    let is_meant_for_it = fields.get("layout") == HEXLOWER.encode(&before.layout_id);
    if !is_meant_for_it || !apply(fields.get("press"), &before, &mut typed) {
        return Ok(None);
    }
    if typed.len() >= length {
        // Whoever forgets the pad has the digits: of two last presses at once, one is the last.
        let is_ours = store::forget_drawing(tx, walk, &before.layout_id).await?;
        return Ok(is_ours.then_some(typed));
    }
    let after = draw(front, typed.len());
    store::replace(tx, walk, &before.layout_id, &sealed(front, walk, &after, &typed)).await?;
    Ok(None)
}

fn apply(press: &str, drawing: &Drawing, typed: &mut String) -> bool {
    match press {
        "back" => typed.pop().is_some(),
        "clear" => {
            typed.clear();
            true
        }
        position => match position.parse::<usize>().ok().and_then(|position| drawing.digits.get(position)) {
            Some(digit) => {
                typed.push(char::from(b'0' + digit));
                true
            }
            None => false,
        },
    }
}

fn draw(front: &FrontDoor, taken: usize) -> Drawing {
    let mut digits = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
    front.chance.shuffle(&mut digits);
    Drawing { layout_id: front.chance.bytes::<16>().to_vec(), digits, taken }
}

fn sealed(front: &FrontDoor, walk: WalkId, drawing: &Drawing, typed: &str) -> store::Pad {
    let seal = |plain: &[u8]| front.keys.seal(SEALED_FOR, walk.uuid().as_bytes(), plain, &front.chance);
    store::Pad {
        layout_id: drawing.layout_id.clone(),
        layout: seal(&drawing.digits),
        digits: seal(typed.as_bytes()),
    }
}

fn read(keys: &Keys, walk: WalkId, pad: &store::Pad) -> Result<(Drawing, String)> {
    let open = |sealed: &[u8]| keys.open(SEALED_FOR, walk.uuid().as_bytes(), sealed);
    let digits: [u8; 10] =
        open(&pad.layout)?.try_into().map_err(|_| Error::stored("a keypad", "it has not ten keys"))?;
    let typed = String::from_utf8(open(&pad.digits)?).map_err(|error| Error::stored("a keypad", error))?;
    Ok((Drawing { layout_id: pad.layout_id.clone(), digits, taken: typed.len() }, typed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_press_means_the_digit_that_stands_there_now() {
        let drawing = Drawing { layout_id: vec![], digits: [3, 1, 4, 0, 5, 9, 2, 6, 8, 7], taken: 0 };
        let mut typed = String::new();
        assert!(apply("2", &drawing, &mut typed) && apply("0", &drawing, &mut typed));
        assert_eq!(typed, "43");
        assert!(apply("back", &drawing, &mut typed));
        assert_eq!(typed, "4");
        for nonsense in ["10", "-1", "", "9999999999999999999999", "a"] {
            assert!(!apply(nonsense, &drawing, &mut typed), "{nonsense}");
        }
        assert!(apply("clear", &drawing, &mut typed) && typed.is_empty());
        assert!(!apply("back", &drawing, &mut typed));
    }
}
