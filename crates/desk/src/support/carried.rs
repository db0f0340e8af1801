//! What a browser carries from one page to the next: sealed, for this browser and portal alone, and only for a while.

use std::time::Duration;

use axum::http::{HeaderMap, HeaderValue};
use base::clock::Timestamp;
use base::error::{Error, Result};
use base::web::cookies;
use data_encoding::BASE64URL_NOPAD;
use identity::front_door::FrontDoor;
use identity::visit::Visit;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// A kind of thing that is carried; its name is the cookie's and the seal's.
pub(super) struct Carried {
    pub name: &'static str,
    pub lifetime: Duration,
}

#[derive(Serialize, Deserialize)]
struct Sealed<T> {
    what: T,
    until: Timestamp,
}

impl Carried {
    /// The cookie that brings `what`.
    pub(super) fn cookie<T: Serialize>(
        &self,
        front: &FrontDoor,
        visit: &Visit,
        what: T,
    ) -> Result<HeaderValue> {
        let sealed = Sealed { what, until: visit.now.plus(self.lifetime) };
        let plain = serde_json::to_vec(&sealed).map_err(|error| Error::Other(error.to_string()))?;
        let closed = front.keys.seal(self.name, &owner(visit), &plain, &front.chance);
        Ok(visit.cookie(self.name, &BASE64URL_NOPAD.encode(&closed), Some(self.lifetime)))
    }

    /// What this browser brings; whatever was not sealed for it, or too long ago, is nothing.
    pub(super) fn read<T: DeserializeOwned>(
        &self,
        front: &FrontDoor,
        visit: &Visit,
        headers: &HeaderMap,
    ) -> Option<T> {
        let received = cookies::Received::of(headers, visit.transport, visit.portal.key.as_str());
        let closed = BASE64URL_NOPAD.decode(received.get(self.name)?.as_bytes()).ok()?;
        let plain = front.keys.open(self.name, &owner(visit), &closed).ok()?;
        let sealed: Sealed<T> = serde_json::from_slice(&plain).ok()?;
        (visit.now < sealed.until).then_some(sealed.what)
    }
}

/// This browser in this portal.
fn owner(visit: &Visit) -> Vec<u8> {
    [visit.portal.key.as_str().as_bytes(), b"\0", &visit.browser.hash()].concat()
}
