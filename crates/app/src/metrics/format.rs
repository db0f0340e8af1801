//! Prometheus's text format, version 0.0.4: families of samples, each with a name, labels and a number.

use std::fmt::{Display, Write};

/// What the format calls itself.
pub const CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// What a family's numbers do.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// Only rises, until the process starts anew.
    Counter,
    Gauge,
    Histogram,
}

/// A page in the making.
#[derive(Debug, Default)]
pub struct Exposition(String);

impl Exposition {
    /// Begins a family; its samples follow.
    pub fn family(&mut self, name: &str, kind: Kind, help: &str) {
        let kind = match kind {
            Kind::Counter => "counter",
            Kind::Gauge => "gauge",
            Kind::Histogram => "histogram",
        };
        self.line(format_args!("# HELP {name} {help}\n# TYPE {name} {kind}"));
    }

    pub fn sample(&mut self, name: &str, labels: &[(&str, &str)], value: impl Display) {
        let labels: Vec<String> =
            labels.iter().map(|(label, value)| format!("{label}=\"{}\"", escaped(value))).collect();
        let labels = if labels.is_empty() { String::new() } else { format!("{{{}}}", labels.join(",")) };
        self.line(format_args!("{name}{labels} {value}"));
    }

    pub fn into_text(self) -> String {
        self.0
    }

    fn line(&mut self, line: impl Display) {
        writeln!(self.0, "{line}").expect("writing into a String cannot fail");
    }
}

fn escaped(value: &str) -> String {
    value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_family_reads_as_prometheus_writes_it() {
        let mut page = Exposition::default();
        page.family("requests_total", Kind::Counter, "Requests.");
        page.sample("requests_total", &[("route", "/a\"b\\c\nd"), ("status", "2xx")], 7);
        page.family("up", Kind::Gauge, "Whether it is.");
        page.sample("up", &[], 1.5);
        assert_eq!(
            page.into_text(),
            "# HELP requests_total Requests.\n# TYPE requests_total counter\n\
             requests_total{route=\"/a\\\"b\\\\c\\nd\",status=\"2xx\"} 7\n\
             # HELP up Whether it is.\n# TYPE up gauge\nup 1.5\n"
        );
    }
}
