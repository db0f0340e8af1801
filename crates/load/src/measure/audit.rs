//! A long audit trail, verified by the command that operators use.

use std::fs;
use std::hint::black_box;
use std::time::{Duration, Instant};

use aws_lc_rs::hmac;
use base::audit::{self, Act};
use identity::front_door::FrontDoor;
use identity::portals::Portal;
use uuid::Uuid;

use super::{Run, written};
use crate::house::{Ended, House};
use crate::report::{Goal, Row};

const PORTAL: &str = "miportal";
const ACTS_A_TRANSACTION: u32 = 10_000;
/// About what an entry of a sign-in is hashed over.
const OCTETS_AN_ENTRY: usize = 256;
const LONGEST_VERIFICATION: Duration = Duration::from_secs(300);

pub async fn measure(run: &Run) -> anyhow::Result<Vec<Row>> {
    let house = House::set_up(&run.program, &[(PORTAL, 1)]).await?;
    let (portal, entries) = (house.portal(PORTAL)?, run.scale.audit_entries);
    let writing = house.inside(async |front| write(front, portal, entries).await).await?;
    let verify = ["audit", "verify", "--portal", PORTAL];
    let Ended { took, peak_mb } = house.run_to_the_end(&verify, LONGEST_VERIFICATION).await?;
    let file_mb = fs::metadata(house.folder().join("aldaba.db"))?.len() as f64 / 1e6;
    let hashing = hash(entries);
    Ok(vec![
        Row::held_to(
            format!("verification of an audit trail of {} entries", written(entries.into())),
            took.as_secs_f64(),
            "s",
            Goal::AtMost(10.0),
        )
        .beside(format!(
            "{:.1} times as many keyed hashes of {OCTETS_AN_ENTRY} octets ({:.3} s); written in {:.1} s, SQLite",
            took.as_secs_f64() / hashing.as_secs_f64(),
            hashing.as_secs_f64(),
            writing.as_secs_f64(),
        )),
        Row::new("… memory at its peak", format!("{peak_mb:.1} MB"))
            .beside(format!("with the database's file ({file_mb:.1} MB), which SQLite maps")),
    ])
}

/// Leaves acts as sign-ins leave them, and tells how long that took.
async fn write(front: &FrontDoor, portal: &Portal, entries: u32) -> anyhow::Result<Duration> {
    let begun = Instant::now();
    let mut left = entries;
    while left > 0 {
        let acts = left.min(ACTS_A_TRANSACTION);
        let tx = front.database.begin(portal.key.shared()).await?;
        for number in left - acts..left {
            let act = Act {
                event: "signin.succeeded",
                subject: Some(Uuid::from_u128(number.into())),
                actor: "person",
                actor_id: None,
                source: "198.51.100.0",
                browser: "Chrome, Android",
                detail: "",
            };
            audit::record(&tx, &front.clock, &front.chance, act).await?;
        }
        tx.commit().await?;
        left -= acts;
    }
    Ok(begun.elapsed())
}

/// The yardstick: so many keyed hashes and nothing else.
fn hash(count: u32) -> Duration {
    let key = hmac::Key::new(hmac::HMAC_SHA256, &[7; 32]);
    let entry = [7; OCTETS_AN_ENTRY];
    let begun = Instant::now();
    for _ in 0..count {
        black_box(hmac::sign(&key, black_box(&entry)));
    }
    begun.elapsed()
}
