//! Answers: a page, a way on, or a failure that the person can do nothing about.

use std::io::{self, Read};
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes, HttpBody};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use http_body::Frame;

use crate::error::Error;

const PIECE_BYTES: usize = 64 * 1024;

/// What a handler gives back.
pub type Answer = Result<Response, Failure>;

/// A failure on its way to becoming an answer. It is logged here, once; the page that the person sees is made by the outer
/// layer, which knows the portal.
#[derive(Debug)]
pub struct Failure(Error);

impl<E: Into<Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        tracing::error!(error = %self.0, "a request failed");
        bare(if self.0.is_busy() {
            StatusCode::SERVICE_UNAVAILABLE
        } else {
            StatusCode::INTERNAL_SERVER_ERROR
        })
    }
}

/// An answer of which only the status is decided; the outer layer gives it a page.
pub fn bare(status: StatusCode) -> Response {
    let mut response = status.into_response();
    if status == StatusCode::SERVICE_UNAVAILABLE {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
    }
    response
}

/// A rendered page.
pub fn page(status: StatusCode, template: &impl askama::Template) -> Answer {
    Ok((status, Html(template.render()?)).into_response())
}

/// Sends the browser on with GET (303), so that reloading repeats nothing.
pub fn see(location: &str) -> Response {
    let location = HeaderValue::from_str(location).expect("locations are paths of our own");
    (StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response()
}

/// A file to be kept; it is read as fast as it is sent. The name is shown to whoever keeps it: letters of any language are written
/// as RFC 6266 has it (§4.3), beside what older programs read.
pub fn download<R>(file: R, content_type: &'static str, name: &str) -> Response
where
    R: Read + Send + Unpin + 'static,
{
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(content_type)),
        (header::CONTENT_DISPOSITION, attachment(name)),
    ];
    (headers, Body::new(Pieces(file))).into_response()
}

fn attachment(name: &str) -> HeaderValue {
    let is_plain = |letter: &char| letter.is_ascii_alphanumeric() || ". -_".contains(*letter);
    let plain: String = name.chars().map(|letter| if is_plain(&letter) { letter } else { '_' }).collect();
    let mut disposition = format!("attachment; filename=\"{plain}\"");
    if plain != name {
        disposition += "; filename*=UTF-8''";
        for byte in name.bytes() {
            // RFC 8187 §3.2.1: what may stand for itself.
            match byte {
                b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-' | b'_' => disposition.push(byte.into()),
                other => disposition += &format!("%{other:02X}"),
            }
        }
    }
    HeaderValue::from_str(&disposition).expect("it is all plain ASCII")
}

/// The body that a file makes.
struct Pieces<R>(R);

impl<R: Read + Send + Unpin + 'static> HttpBody for Pieces<R> {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        let mut piece = vec![0; PIECE_BYTES];
        // So small a piece of a file on this machine is read sooner than handed to another thread.
        Poll::Ready(match self.0.read(&mut piece) {
            Ok(0) => None,
            Ok(length) => {
                piece.truncate(length);
                Some(Ok(Frame::data(piece.into())))
            }
            Err(error) => Some(Err(error)),
        })
    }
}

/// Adds `Set-Cookie` headers to an answer.
pub fn with_cookies(mut response: Response, cookies: impl IntoIterator<Item = HeaderValue>) -> Response {
    for cookie in cookies {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_told_in_letters_that_every_program_reads_and_in_its_own() {
        assert_eq!(attachment("filas-malas.csv"), "attachment; filename=\"filas-malas.csv\"");
        assert_eq!(
            attachment("cédula \"1\"\r\n.pdf"),
            "attachment; filename=\"c_dula _1___.pdf\"; filename*=UTF-8''c%C3%A9dula%20%221%22%0D%0A.pdf"
        );
    }
}
