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
use crate::visit::Visit;

pub const TEXTS: base::texts::Source = base::texts!("keypad");

/// The cookie that remembers how a person wants to type codes.
pub const COOKIE: &str = "typing";
const PAD: &str = "pad";
const FIELD: &str = "field";
const YEAR: std::time::Duration = std::time::Duration::from_secs(365 * 24 * 60 * 60);
const SEALED_FOR: &str = "keypad";

/// The pad, or one labelled field that takes typing, pasting and filling in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    Pad,
    Field,
}

/// What the person chose before, or what the portal shows first.
pub fn way(visit: &Visit, portal_has_pad: bool) -> Way {
    match visit.typing.as_deref() {
        _ if !portal_has_pad => Way::Field,
        Some(FIELD) => Way::Field,
        _ => Way::Pad,
    }
}

/// The cookie for what the person chooses now, if this form is that choice.
pub fn chosen_way(visit: &Visit, fields: &Fields) -> Option<HeaderValue> {
    match fields.get("entry") {
        PAD => Some(visit.cookie(COOKIE, PAD, Some(YEAR))),
        FIELD => Some(visit.cookie(COOKIE, FIELD, Some(YEAR))),
        _ => None,
    }
}

/// A drawing of the pad, good for one press.
#[derive(Clone)]
pub struct Drawing {
    pub layout_id: Vec<u8>,
    /// The digit on each position.
    pub digits: [u8; 10],
    pub taken: usize,
}

/// What a press led to.
pub enum Pressed {
    /// The pad is drawn anew.
    Again(Drawing),
    /// The last digit was taken; these are all of them, and the pad is forgotten.
    Full(String),
}

/// The pad of the walk as it stands; drawn now where there is none yet.
pub async fn drawing(tx: &Tx, front: &FrontDoor, walk: WalkId) -> Result<Drawing> {
    if let Some(pad) = store::find(tx, walk).await? {
        return read(&front.keys, walk, &pad).map(|(drawing, _)| drawing);
    }
    let drawing = draw(front, 0);
    let expires_at = front.clock.now().plus(journey::LIFETIME);
    store::put(tx, walk, &sealed(front, walk, &drawing, ""), expires_at).await?;
    Ok(drawing)
}

/// Takes a press: a position, `back` or `clear`. One that was meant for another drawing changes nothing.
pub async fn press(
    tx: &Tx,
    front: &FrontDoor,
    walk: WalkId,
    fields: &Fields,
    length: usize,
) -> Result<Pressed> {
    let Some(pad) = store::find(tx, walk).await? else {
        return drawing(tx, front, walk).await.map(Pressed::Again);
    };
    let (before, mut typed) = read(&front.keys, walk, &pad)?;
    if fields.get("layout") != HEXLOWER.encode(&before.layout_id)
        || !apply(fields.get("press"), &before, &mut typed)
    {
        return Ok(Pressed::Again(before));
    }
    if typed.len() >= length {
        // Whoever forgets the pad has the digits: of two last presses at once, one is the last.
        let is_ours = store::forget_drawing(tx, walk, &before.layout_id).await?;
        return if is_ours {
            Ok(Pressed::Full(typed))
        } else {
            drawing(tx, front, walk).await.map(Pressed::Again)
        };
    }
    let after = draw(front, typed.len());
    let moved = store::replace(tx, walk, &before.layout_id, &sealed(front, walk, &after, &typed)).await?;
    if moved { Ok(Pressed::Again(after)) } else { drawing(tx, front, walk).await.map(Pressed::Again) }
}

/// The component that shows a drawing.
pub fn component(
    visit: &Visit,
    drawing: &Drawing,
    path: &str,
    length: usize,
    label: &str,
) -> components::Keypad {
    let progress =
        visit.words.with("keypad-progress", &[("taken", drawing.taken.into()), ("length", length.into())]);
    components::Keypad {
        action: visit.url(path),
        layout_id: HEXLOWER.encode(&drawing.layout_id),
        digits: drawing.digits,
        taken: drawing.taken,
        length,
        label: label.to_owned(),
        progress,
    }
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
