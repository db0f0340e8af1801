//! The collector: where it is, and how it is spoken to (OTLP 1.x over HTTP, binary Protobuf).

use std::time::Duration;

use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue};
use reqwest::{Client, redirect};
use url::Url;

/// For one export, from the first packet to the answer.
const TIME_LIMIT: Duration = Duration::from_secs(5);
const PROTOBUF: HeaderValue = HeaderValue::from_static("application/x-protobuf");

/// Where traces and events are sent, and with which headers; those that hold a secret are marked sensitive.
#[derive(Clone, Debug)]
pub struct Collector {
    pub endpoint: Url,
    pub headers: HeaderMap,
}

impl Collector {
    pub(super) fn client(&self) -> Result<Client, reqwest::Error> {
        let mut headers = self.headers.clone();
        headers.insert(CONTENT_TYPE, PROTOBUF);
        Client::builder()
            .default_headers(headers)
            .timeout(TIME_LIMIT)
            .redirect(redirect::Policy::none())
            .no_proxy()
            .build()
    }

    /// Where a signal goes: its path stands below that of the endpoint.
    pub(super) fn url(&self, signal: &str) -> Url {
        let mut url = self.endpoint.clone();
        let mut path = url.path_segments_mut().expect("http and https have paths");
        path.pop_if_empty().extend(["v1", signal]);
        drop(path);
        url
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_signal_has_its_path_below_that_of_the_endpoint() {
        for (endpoint, traces) in [
            ("http://127.0.0.1:4318", "http://127.0.0.1:4318/v1/traces"),
            ("https://otlp.example/", "https://otlp.example/v1/traces"),
            ("https://otlp.example/in", "https://otlp.example/in/v1/traces"),
            ("https://otlp.example/in/", "https://otlp.example/in/v1/traces"),
        ] {
            let collector = Collector { endpoint: endpoint.parse().unwrap(), headers: HeaderMap::new() };
            assert_eq!(collector.url("traces").as_str(), traces);
        }
    }
}
