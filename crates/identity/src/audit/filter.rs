//! Which entries are wanted, as the address of the page says it.

use base::audit::Filter;
use base::clock::Timestamp;
use base::form::FormState;
use jiff::civil::Date;
use jiff::tz::{TimeZone, offset};
use serde::Deserialize;
use url::form_urlencoded;

/// Colombia keeps one time all year round.
const HOURS_FROM_UTC: i8 = -5;
/// The features whose events there are, as the list offers them.
pub(super) const FEATURES: &[&str] = &[
    "signin",
    "registration",
    "recovery",
    "assisted",
    "verification",
    "profile",
    "consent",
    "roster",
    "staff",
    "support",
    "messaging",
    "announcements",
    "audit",
    "backup",
];

/// The query of the page. What does not read is as good as not asked for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    #[serde(rename = "tipo")]
    pub feature: String,
    #[serde(rename = "quien")]
    pub actor: String,
    #[serde(rename = "desde")]
    pub from: String,
    #[serde(rename = "hasta")]
    pub to: String,
    #[serde(rename = "antes")]
    pub before: String,
}

impl Asked {
    /// «signin.», where the feature is one of ours.
    pub fn event_prefix(&self) -> Option<String> {
        FEATURES.contains(&self.feature.as_str()).then(|| format!("{}.", self.feature))
    }

    pub fn filter<'a>(&self, event_prefix: Option<&'a str>) -> Filter<'a> {
        Filter {
            event_prefix,
            subject: None,
            actor_id: self.actor.parse().ok(),
            from: beginning_of(&self.from, 0),
            to: beginning_of(&self.to, 1),
            before_seq: self.before.parse().ok(),
        }
    }

    /// The same with what follows an entry, for the link to older ones.
    pub fn query_before(&self, seq: Option<i64>) -> String {
        let before = seq.map(|seq| seq.to_string()).unwrap_or_default();
        let fields = [
            ("tipo", &self.feature),
            ("quien", &self.actor),
            ("desde", &self.from),
            ("hasta", &self.to),
            ("antes", &before),
        ];
        let given = fields.iter().filter(|(_, value)| !value.is_empty());
        form_urlencoded::Serializer::new(String::new()).extend_pairs(given).finish()
    }

    /// The filter as it was applied, for the trail: nothing that a stranger wrote.
    pub fn applied(&self) -> String {
        let prefix = self.event_prefix();
        let filter = self.filter(prefix.as_deref());
        let feature = filter.event_prefix.map(str::to_owned);
        let actor = filter.actor_id.map(|id| id.to_string());
        let from = filter.from.map(|_| format!("from {}", self.from));
        let to = filter.to.map(|_| format!("to {}", self.to));
        [feature, actor, from, to].into_iter().flatten().collect::<Vec<_>>().join(" ")
    }

    /// What the form shows.
    pub fn form(&self) -> FormState {
        FormState::empty()
            .with_value("tipo", self.feature.as_str())
            .with_value("quien", self.actor.as_str())
            .with_value("desde", self.from.as_str())
            .with_value("hasta", self.to.as_str())
    }
}

/// The first moment of a day there, or of the day so many days later.
fn beginning_of(day: &str, days_later: i64) -> Option<Timestamp> {
    let date: Date = day.parse().ok()?;
    let date = date.checked_add(jiff::Span::new().days(days_later)).ok()?;
    let zoned = date.to_zoned(TimeZone::fixed(offset(HOURS_FROM_UTC))).ok()?;
    Some(Timestamp::from_micros(zoned.timestamp().as_microsecond()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_colombia_and_the_last_one_counts_whole() {
        let asked = Asked { from: "2026-11-20".into(), to: "2026-11-20".into(), ..Asked::default() };
        let filter = asked.filter(None);
        let (from, to) = (filter.from.unwrap(), filter.to.unwrap());
        assert_eq!(to.since(from).as_secs(), 24 * 60 * 60);
        assert_eq!(from.micros(), 1_795_150_800_000_000);
    }

    #[test]
    fn what_does_not_read_sorts_nothing_out() {
        let asked = Asked {
            feature: "signin.failed' or 1=1".into(),
            actor: "%".into(),
            from: "ayer".into(),
            to: "9999-12-31".into(),
            before: "-".into(),
        };
        assert_eq!(asked.event_prefix(), None);
        let filter = asked.filter(None);
        assert!(filter.actor_id.is_none() && filter.from.is_none() && filter.to.is_none());
        assert!(filter.before_seq.is_none());
    }

    #[test]
    fn the_link_to_older_entries_keeps_what_was_asked() {
        let asked = Asked { feature: "staff".into(), from: "2026-01-02".into(), ..Asked::default() };
        assert_eq!(asked.query_before(Some(7)), "tipo=staff&desde=2026-01-02&antes=7");
        assert_eq!(Asked::default().query_before(None), "");
    }
}
