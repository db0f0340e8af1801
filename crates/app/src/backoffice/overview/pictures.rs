//! The pictures of the first page: what is drawn for whom, and out of which numbers.

use std::collections::HashMap;
use std::time::Duration;

use base::db::View;
use base::error::Result;
use base::web::chart::{Bar, BarChart};
use identity::accounts::store::opened_by_day;
use identity::assisted;
use identity::front_door::FrontDoor;
use identity::messaging;
use identity::messaging::moment::{HOURS_FROM_UTC, date_there};
use identity::office::Staff;
use identity::recovery::{self, Course};
use identity::staff::permissions::{Permission, may};
use jiff::civil::{Date, date};
use jiff::{ToSpan, Unit};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// How many days are drawn side by side.
const DAYS_SHOWN: u32 = 14;
/// Of how many days the messages are counted.
const MESSAGE_DAYS: u32 = 7;

type Viewer = Staff<may::EnterOffice>;

/// What this member may see and has anything to show.
pub(super) async fn of(front: &FrontDoor, staff: &Viewer) -> Result<Vec<BarChart>> {
    let view = staff.view(front);
    let mut charts = Vec::new();
    if staff.may(Permission::ReadCases) {
        charts.push(cases(staff, &view).await?);
    }
    if staff.may(Permission::ReadAssisted) {
        charts.push(assisted_recoveries(staff, &view).await?);
    }
    if staff.may(Permission::ReadStaff) {
        charts.push(registrations(staff, &view).await?);
        charts.extend(recoveries(staff, &view).await?);
        charts.push(messages(staff, &view).await?);
    }
    charts.retain(|chart| !chart.is_empty());
    Ok(charts)
}

/// The open cases by how near their legal term is.
async fn cases(staff: &Viewer, view: &View) -> Result<BarChart> {
    let counts = desk::support::open_by_due_date(view, date_there(staff.now)).await?;
    let named = [
        ("overview-cases-overdue", counts.overdue),
        ("overview-cases-soon", counts.soon),
        ("overview-cases-later", counts.later),
        ("overview-cases-stopped", counts.stopped),
    ];
    let bars: Vec<Bar> = named.map(|(id, cases)| Bar::of(staff.t(id), whole(cases))).into();
    Ok(counted(staff, "overview-cases", "overview-due", bars))
}

/// The assisted recoveries that wait for the staff, by what they wait for.
async fn assisted_recoveries(staff: &Viewer, view: &View) -> Result<BarChart> {
    let waiting = assisted::waiting(view).await?;
    let bars = vec![
        Bar::of(staff.t("overview-assisted-compare"), whole(waiting.to_compare)),
        Bar::of(staff.t("overview-assisted-approve"), whole(waiting.to_approve)),
    ];
    Ok(counted(staff, "overview-assisted", "overview-awaited", bars))
}

async fn registrations(staff: &Viewer, view: &View) -> Result<BarChart> {
    let opened = opened_by_day(view, staff.now.minus(DAYS_SHOWN * DAY), HOURS_FROM_UTC).await?;
    let opened: HashMap<i64, i64> = opened.iter().map(|one| (one.day, one.accounts)).collect();
    let on = |day: Date| opened.get(&days_since_1970(day)).copied().unwrap_or(0);
    let bars = days(staff).map(|day| Bar::of(short(day), whole(on(day)))).collect();
    Ok(counted(staff, "overview-registrations", "overview-day", bars))
}

/// How many asked for a new password and how many got there; and how long it took the one in the middle.
async fn recoveries(staff: &Viewer, view: &View) -> Result<[BarChart; 2]> {
    let counted = recovery::counted_by_day(view, staff.now.minus(DAYS_SHOWN * DAY), HOURS_FROM_UTC).await?;
    let on = |day: Date| {
        let day = days_since_1970(day);
        Course::of(counted.iter().filter(|one| one.day == day))
    };
    let courses: Vec<(String, Course)> = days(staff).map(|day| (short(day), on(day))).collect();
    let both = |course: &Course| vec![whole(course.begun), whole(course.completed)];
    let minutes = |course: &Course| whole(course.median_minutes.unwrap_or(0));
    let begun_and_completed = BarChart {
        title: staff.t("overview-recoveries").to_owned(),
        headline: String::new(),
        columns: words(
            staff,
            &["overview-day", "overview-recoveries-begun", "overview-recoveries-completed"],
        ),
        bars: courses.iter().map(|(day, course)| Bar { name: day.clone(), values: both(course) }).collect(),
    };
    let whole_time = Course::of(&counted).median_minutes.unwrap_or(0);
    let time_to_be_back = BarChart {
        title: staff.t("overview-time").to_owned(),
        headline: staff.words.with("overview-minutes-taken", &[("minutes", whole_time.into())]),
        columns: words(staff, &["overview-day", "overview-minutes"]),
        bars: courses.iter().map(|(day, course)| Bar::of(day.as_str(), minutes(course))).collect(),
    };
    Ok([begun_and_completed, time_to_be_back])
}

async fn messages(staff: &Viewer, view: &View) -> Result<BarChart> {
    let states = messaging::by_state(view, staff.now.minus(MESSAGE_DAYS * DAY)).await?;
    let in_words = |state: &str| staff.t(&format!("messaging-log-state-{state}")).to_owned();
    let bars = states.iter().map(|one| Bar::of(in_words(&one.state), whole(one.messages))).collect();
    Ok(counted(staff, "overview-messages", "overview-state", bars))
}

/// A picture of one count, with all of it as its headline.
fn counted(staff: &Viewer, title: &str, counted_over: &str, bars: Vec<Bar>) -> BarChart {
    let all: u64 = bars.iter().flat_map(|bar| &bar.values).sum();
    BarChart {
        title: staff.t(title).to_owned(),
        headline: all.to_string(),
        columns: words(staff, &[counted_over, title]),
        bars,
    }
}

fn words(staff: &Viewer, ids: &[&str]) -> Vec<String> {
    ids.iter().map(|id| staff.t(id).to_owned()).collect()
}

/// The days that are drawn; the last is today.
fn days(staff: &Viewer) -> impl Iterator<Item = Date> {
    let today = date_there(staff.now);
    (0..i64::from(DAYS_SHOWN)).rev().filter_map(move |ago| today.checked_sub(ago.days()).ok())
}

fn short(day: Date) -> String {
    format!("{}/{}", day.day(), day.month())
}

/// The day as the database counts it.
fn days_since_1970(day: Date) -> i64 {
    let since = day.since((Unit::Day, date(1970, 1, 1)));
    since.map_or(0, |span| i64::from(span.get_days()))
}

fn whole(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_from_the_first_of_1970() {
        assert_eq!(days_since_1970(date(1970, 1, 1)), 0);
        assert_eq!(days_since_1970(date(2026, 11, 20)), 20_777);
    }
}
