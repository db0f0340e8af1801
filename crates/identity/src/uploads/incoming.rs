//! A form with files as it comes in: part after part, never whole in memory.

use axum::extract::multipart::{Field, Multipart, MultipartError};
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use base::web::answer::bare;

use crate::front_door::FrontDoor;
use crate::visit::{CSRF_FIELD, Visit};

/// The token's field is never longer.
const TOKEN_BYTES: usize = 256;

/// A form that is being read.
pub struct Incoming(Multipart);

impl Incoming {
    /// Begins to read one. The token stands first in it, so that nothing is written for a form that is not ours.
    pub async fn begin(front: &FrontDoor, visit: &Visit, request: Request) -> Result<Self, Response> {
        let headers = request.headers().clone();
        let parts = Multipart::from_request(request, front).await;
        let mut incoming = Self(parts.map_err(|_| bare(StatusCode::UNSUPPORTED_MEDIA_TYPE))?);
        incoming.check_token(visit, &headers).await?;
        Ok(incoming)
    }

    async fn check_token(&mut self, visit: &Visit, headers: &HeaderMap) -> Result<(), Response> {
        let first = self.next().await?;
        let Some(field) = first.filter(|field| field.name() == Some(CSRF_FIELD)) else {
            return Err(bare(StatusCode::FORBIDDEN));
        };
        match text(field, TOKEN_BYTES).await? {
            Some(token) if visit.is_own_form(headers, &token) => Ok(()),
            _ => Err(bare(StatusCode::FORBIDDEN)),
        }
    }

    /// The next part; what was not read of the last one is skipped.
    pub async fn next(&mut self) -> Result<Option<Field<'_>>, Response> {
        self.0.next_field().await.map_err(|error| cut_off(&error))
    }
}

/// The next piece of a part.
pub async fn piece(field: &mut Field<'_>) -> Result<Option<axum::body::Bytes>, Response> {
    field.chunk().await.map_err(|error| cut_off(&error))
}

/// A part that is no file, or `None` where it is longer than that.
pub(super) async fn text(mut field: Field<'_>, at_most: usize) -> Result<Option<Vec<u8>>, Response> {
    let mut text = Vec::new();
    while let Some(piece) = piece(&mut field).await? {
        if text.len() + piece.len() > at_most {
            return Ok(None);
        }
        text.extend_from_slice(&piece);
    }
    Ok(Some(text))
}

/// The body ended early, or is no form.
fn cut_off(error: &MultipartError) -> Response {
    tracing::info!(%error, "a form with files did not come whole");
    bare(StatusCode::BAD_REQUEST)
}
