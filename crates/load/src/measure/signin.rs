//! What a sign-in costs beside the hash that it cannot do without, how many there are in a second, and what happens when four
//! times as many people come.
//!
//! The yardstick is Argon2id alone with the same parameters, computed in this process as the product computes it: in memory that
//! each thread keeps. Ours and the yardstick take turns, and each is set against the other at the same number of threads, because
//! two hashes at a time slow each other down (memory bandwidth). CPU is read from the server's process, so the client's is not in it.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use http::{StatusCode, header};
use identity::credentials::{LEAST_COST, OUTPUT_BYTES, SALT_BYTES};
use identity::humancheck::Purpose;
use identity::portals::Portal;
use tokio::task::JoinSet;

use super::{Run, milliseconds, written};
use crate::house::{House, Server};
use crate::machine;
use crate::people::{self, Person};
use crate::report::{Goal, Row};
use crate::statistics::{median, percentile};
use crate::visitor::{Answer, AnyRequest, Connection, Visitor};

const PORTAL: &str = "multiempleos";
const PATH: &str = "/ingreso";
/// Enough requests under way that a hashing thread never waits for one, few enough that none is refused.
const AT_ONCE_PER_THREAD: usize = 8;
const OVERLOAD_FACTOR: f64 = 4.0;

/// Argon2id alone, or sign-ins, over a while.
#[derive(Clone, Copy, Debug)]
struct Pace {
    cpu_each: Duration,
    per_second: f64,
}

/// Everybody with an account, each in a browser of their own.
struct Crowd<'h> {
    house: &'h House,
    portal: &'h Portal,
    visitors: Vec<Visitor>,
}

pub async fn measure(run: &Run) -> anyhow::Result<Vec<Row>> {
    let house = House::set_up(&run.program, &[(PORTAL, 1)]).await?;
    let portal = house.portal(PORTAL)?;
    let people = u32::try_from(run.scale.signins_a_round)?;
    house.inside(async |front| people::open_accounts(front, portal, &people::first(people)).await).await?;
    let server = house.serve().await?;
    let mut crowd = Crowd::arrive(&house, portal, &server, people).await?;
    let flushes = machine::flushes_per_second(house.folder(), run.scale.flushing)?;

    let new_device = crowd.sign_in(&server, 1).await?;
    let threads = house.hashing_threads();
    let (mut single, mut parallel) = (Vec::new(), Vec::new());
    for _ in 0..run.scale.rounds {
        let hash = hash_alone(1, run.scale.signins_a_round)?;
        single.push((crowd.sign_in(&server, 1).await?, hash));
        let hash = hash_alone(threads, run.scale.signins_a_round)?;
        parallel.push((crowd.sign_in(&server, threads * AT_ONCE_PER_THREAD).await?, hash));
    }
    let mut rows = cost_rows(new_device, &single);
    rows.extend(rate_rows(threads, flushes, &parallel));
    let rate = middle(&parallel, |(signin, _)| signin.per_second);
    rows.extend(overload(run, &server, &crowd, rate * OVERLOAD_FACTOR).await?);
    rows.push(loaded_memory(&server)?);
    Ok(rows)
}

impl<'h> Crowd<'h> {
    async fn arrive(
        house: &'h House,
        portal: &'h Portal,
        server: &Server,
        people: u32,
    ) -> anyhow::Result<Self> {
        let mut connection = Connection::open(server.address).await?;
        let mut visitors = Vec::new();
        for number in 0..people {
            visitors.push(Visitor::at_page(&mut connection, portal, PATH, number).await?);
        }
        Ok(Self { house, portal, visitors })
    }

    /// Everybody signs in once, so many at a time; they keep the device's cookie and leave the session. Counts all that the
    /// server does about it, the worker's part included.
    async fn sign_in(&mut self, server: &Server, at_once: usize) -> anyhow::Result<Pace> {
        let forms = (0..self.visitors.len()).map(|place| Ok((place, self.form(place)?)));
        let forms: VecDeque<(usize, AnyRequest)> = forms.collect::<anyhow::Result<_>>()?;
        let forms = Arc::new(Mutex::new(forms));
        server.calm().await?;
        let (cpu_before, begun) = (server.process.cpu_time()?, Instant::now());
        let mut lines = JoinSet::new();
        for _ in 0..at_once {
            lines.spawn(send_in_line(Connection::open(server.address).await?, Arc::clone(&forms)));
        }
        let answers = lines.join_all().await.into_iter().collect::<anyhow::Result<Vec<_>>>()?;
        let took = begun.elapsed();
        server.calm().await?;
        let cpu = server.process.cpu_time()?.saturating_sub(cpu_before);
        for (place, answer) in answers.into_iter().flatten() {
            if answer.status != StatusCode::SEE_OTHER {
                bail!("a sign-in with the right password was answered with {}", answer.status);
            }
            self.visitors[place].keep_cookies(&answer);
            self.visitors[place].forget_cookie("session");
        }
        let count = u32::try_from(self.visitors.len())?;
        Ok(Pace { cpu_each: cpu / count, per_second: f64::from(count) / took.as_secs_f64() })
    }

    /// The sign-in form of the visitor at this place, with the right password and a new proof of work.
    fn form(&self, place: usize) -> anyhow::Result<AnyRequest> {
        let visitor = &self.visitors[place];
        let mut fields = visitor.proof(self.house, self.portal, Purpose::Signin)?;
        let person = Person(u32::try_from(place)?);
        fields.push(("user", person.signin_name(self.portal)));
        fields.push(("password", people::password(self.portal).to_owned()));
        Ok(visitor.post(PATH, &fields))
    }
}

/// Sends form after form on one connection, while there are any.
async fn send_in_line(
    mut connection: Connection,
    forms: Arc<Mutex<VecDeque<(usize, AnyRequest)>>>,
) -> anyhow::Result<Vec<(usize, Answer)>> {
    let next = || forms.lock().expect("no holder of this lock panics").pop_front();
    let mut answers = Vec::new();
    while let Some((place, form)) = next() {
        answers.push((place, connection.send(form).await?));
    }
    Ok(answers)
}

/// Argon2id alone, `hashes` in all.
fn hash_alone(threads: usize, hashes: usize) -> anyhow::Result<Pace> {
    let each = hashes.div_ceil(threads);
    let begun = Instant::now();
    let cpu = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(move || hash_on_this_thread(each))).collect();
        workers
            .into_iter()
            .map(|worker| worker.join().map_err(|_| anyhow::anyhow!("a hashing thread panicked"))?)
            .sum::<anyhow::Result<Duration>>()
    })?;
    let count = u32::try_from(each * threads)?;
    Ok(Pace { cpu_each: cpu / count, per_second: f64::from(count) / begun.elapsed().as_secs_f64() })
}

fn hash_on_this_thread(hashes: usize) -> anyhow::Result<Duration> {
    let params = Params::new(LEAST_COST.memory_kib, LEAST_COST.passes, 1, Some(OUTPUT_BYTES))
        .map_err(|error| anyhow::anyhow!("{error}"))?;
    let mut memory = vec![Block::new(); params.block_count()];
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let mut output = [0; OUTPUT_BYTES];
    let before = machine::cpu_time_of_this_thread()?;
    for number in 0..hashes {
        let salt = [u8::try_from(number % 256)?; SALT_BYTES];
        argon2
            .hash_password_into_with_memory(b"Garza-Azul.2-Loros", &salt, &mut output, &mut memory)
            .map_err(|error| anyhow::anyhow!("{error}"))?;
    }
    Ok(machine::cpu_time_of_this_thread()?.saturating_sub(before))
}

fn cost_rows(new_device: Pace, rounds: &[(Pace, Pace)]) -> Vec<Row> {
    let ratio = middle(rounds, |(signin, hash)| signin.cpu_each.as_secs_f64() / hash.cpu_each.as_secs_f64());
    let signin = middle(rounds, |(signin, _)| milliseconds(signin.cpu_each));
    let hash = middle(rounds, |(_, hash)| milliseconds(hash.cpu_each));
    vec![
        Row::held_to("server CPU of a sign-in : one Argon2id hash", ratio, "", Goal::AtMost(1.10))
            .beside(format!("{signin:.2} ms : {hash:.2} ms; known device, one at a time")),
        Row::new(
            "server CPU of a sign-in on a new device",
            format!("{:.2} ms", milliseconds(new_device.cpu_each)),
        )
        .beside("with the notice by mail, which the worker writes and sends"),
    ]
}

fn rate_rows(threads: usize, flushes: f64, rounds: &[(Pace, Pace)]) -> Vec<Row> {
    let ratio = middle(rounds, |(signin, hash)| signin.per_second / hash.per_second);
    let signin = middle(rounds, |(signin, _)| signin.per_second);
    let hash = middle(rounds, |(_, hash)| hash.per_second);
    let cpu_ratio =
        middle(rounds, |(signin, hash)| signin.cpu_each.as_secs_f64() / hash.cpu_each.as_secs_f64());
    vec![
        Row::held_to(
            format!("sign-ins a second : hashes a second on {threads} threads"),
            ratio,
            "",
            Goal::AtLeast(0.85),
        )
        .beside(format!("{} : {}; SQLite, WAL, synchronous=FULL", written(signin), written(hash))),
        Row::new("CPU of a sign-in : of a hash, at that rate", format!("{cpu_ratio:.3}")),
        Row::new("flushes a second of the disk", written(flushes))
            .beside("4 KiB written and `fdatasync`, one after the other"),
    ]
}

fn middle(rounds: &[(Pace, Pace)], figure: impl Fn(&(Pace, Pace)) -> f64) -> f64 {
    median(&rounds.iter().map(figure).collect::<Vec<_>>())
}

/// People come at a steady rate, whatever becomes of those before them, each on a connection of their own.
async fn overload(
    run: &Run,
    server: &Server,
    crowd: &Crowd<'_>,
    per_second: f64,
) -> anyhow::Result<Vec<Row>> {
    let arrivals = (per_second * run.scale.overload.as_secs_f64()).ceil() as usize;
    let forms = (0..arrivals).map(|number| crowd.form(number % crowd.visitors.len()));
    let forms: Vec<AnyRequest> = forms.collect::<anyhow::Result<_>>()?;
    server.calm().await?;
    let (address, begun) = (server.address, Instant::now());
    let mut visits = JoinSet::new();
    for (number, form) in forms.into_iter().enumerate() {
        let at = begun + Duration::from_secs_f64(number as f64 / per_second);
        tokio::time::sleep_until(at.into()).await;
        visits.spawn(async move {
            let answer = Connection::open(address).await?.send(form).await?;
            anyhow::Ok((answer, at.elapsed()))
        });
    }
    let (mut accepted, mut refused) = (Vec::new(), Vec::new());
    for visit in visits.join_all().await {
        let (answer, took) = visit.context("a visit was cut off")?;
        match answer.status {
            StatusCode::SEE_OTHER => accepted.push(milliseconds(took)),
            StatusCode::SERVICE_UNAVAILABLE if answer.headers.contains_key(header::RETRY_AFTER) => {
                refused.push(milliseconds(took));
            }
            other => bail!("under load a sign-in was answered with {other}"),
        }
    }
    let offered = format!("{} a second for {:.1} s", written(per_second), run.scale.overload.as_secs_f64());
    let share = 100.0 * refused.len() as f64 / arrivals as f64;
    Ok(vec![
        Row::held_to(
            "four times the sign-ins it can hold: accepted, p99",
            percentile(&accepted, 99.0) / 1e3,
            "s",
            Goal::AtMost(1.5),
        )
        .beside(format!("p50 {:.3} s; offered {offered}", percentile(&accepted, 50.0) / 1e3)),
        Row::new("… refused with 503 and `Retry-After`", format!("{share:.1} %")).beside(format!(
            "within {:.0} ms (p99), {:.1} ms (p50)",
            percentile(&refused, 99.0),
            percentile(&refused, 50.0)
        )),
    ])
}

fn loaded_memory(server: &Server) -> anyhow::Result<Row> {
    let memory = server.process.memory()?;
    Ok(Row::held_to("memory after that load", memory.now_mb, "MB", Goal::AtMost(80.0))
        .beside(format!("at its peak {:.1} MB; resident set", memory.peak_mb)))
}
