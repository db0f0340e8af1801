//! The copy as a file, for programs: JSON, with codes instead of words, days as they are and moments in UTC (RFC 3339).

use std::io::Cursor;

use axum::extract::{Extension, State};
use axum::http::StatusCode;
use base::clock::Timestamp;
use base::error::Error;
use base::web::answer::{self, Answer, bare};
use jiff::tz::TimeZone;
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::{Form, Gathers, gather};
use crate::front_door::FrontDoor;
use crate::held::{Row, Section, Value};
use crate::twosteps::Fresh;

/// What the file is called, whoever's it is: the name shows in lists of files that others may see.
const NAME: &str = "mis-datos.json";

pub(super) async fn download(
    visit: Fresh,
    State(front): State<FrontDoor>,
    Extension(gathers): Extension<Gathers>,
) -> Answer {
    let Some(sections) = gather(&front, &visit, gathers, Form::File).await? else {
        return Ok(bare(StatusCode::TOO_MANY_REQUESTS));
    };
    let copy = Copy {
        portal: visit.portal.key.as_str(),
        organisation: &visit.portal.brand.organisation,
        made_at: visit.now,
        sections: &sections,
    };
    let json = serde_json::to_vec_pretty(&copy).map_err(|error| Error::Other(error.to_string()))?;
    Ok(answer::download(Cursor::new(json), "application/json", NAME))
}

struct Copy<'a> {
    portal: &'a str,
    organisation: &'a str,
    made_at: Timestamp,
    sections: &'a [Section],
}

impl Serialize for Copy<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut copy = serializer.serialize_map(None)?;
        copy.serialize_entry("portal", self.portal)?;
        copy.serialize_entry("organisation", self.organisation)?;
        copy.serialize_entry("made_at", &written(self.made_at))?;
        copy.serialize_entry("sections", &Sections(self.sections))?;
        copy.end()
    }
}

struct Sections<'a>(&'a [Section]);

impl Serialize for Sections<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|section| (section.key, Told(section))))
    }
}

struct Told<'a>(&'a Section);

impl Serialize for Told<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut section = serializer.serialize_map(Some(2))?;
        section.serialize_entry("truncated", &self.0.is_truncated)?;
        section.serialize_entry("rows", &Rows(&self.0.rows))?;
        section.end()
    }
}

struct Rows<'a>(&'a [Row]);

impl Serialize for Rows<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(Facts))
    }
}

struct Facts<'a>(&'a Row);

impl Serialize for Facts<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|fact| (fact.key, Known(&fact.value))))
    }
}

struct Known<'a>(&'a Value);

impl Serialize for Known<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::Nothing => serializer.serialize_none(),
            Value::Text(text) | Value::Coded { code: text, .. } => serializer.serialize_str(text),
            Value::Day(day) => serializer.collect_str(day),
            Value::Moment(at) => serializer.serialize_str(&written(*at)),
            Value::Number(number) => serializer.serialize_i64(*number),
            Value::YesNo(is_so) => serializer.serialize_bool(*is_so),
            Value::Rows(rows) => Rows(rows).serialize(serializer),
        }
    }
}

/// «2026-11-20T17:00:00Z»
fn written(at: Timestamp) -> String {
    at.in_zone(&TimeZone::UTC).timestamp().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::held::Fact;
    use jiff::civil::date;

    #[test]
    fn every_value_has_its_form_in_the_file() {
        let inner: Vec<Row> = vec![vec![Fact::new("x", "since", date(2026, 2, 28))]];
        let row = vec![
            Fact::new("x", "nothing", Value::Nothing),
            Fact::new("x", "text", "«ñ» \"1\""),
            Fact::new("x", "state", Value::coded("sent", "Enviado")),
            Fact::new("x", "at", Timestamp::from_micros(1_795_194_000_000_000)),
            Fact::new("x", "number", 3_i64),
            Fact::new("x", "is_so", true),
            Fact::new("x", "salaries", inner),
        ];
        let sections = [Section::new("x", "first", vec![row]), Section::new("x", "a_second", Vec::new())];
        let made_at = Timestamp::from_micros(1_795_194_000_000_500);
        let copy = Copy { portal: "uno", organisation: "Guadualba", made_at, sections: &sections };
        assert_eq!(
            serde_json::to_string(&copy).unwrap(),
            r#"{"portal":"uno","organisation":"Guadualba","made_at":"2026-11-20T17:00:00.0005Z","sections":{"first":{"truncated":false,"rows":[{"nothing":null,"text":"«ñ» \"1\"","state":"sent","at":"2026-11-20T17:00:00Z","number":3,"is_so":true,"salaries":[{"since":"2026-02-28"}]}]},"a_second":{"truncated":false,"rows":[]}}}"#
        );
    }
}
