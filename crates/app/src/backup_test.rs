//! Backups as an operator makes and needs them: with the real program, while it serves, and over what is left after an accident.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use base::db::{Database, Engine, View, backup};
use sea_orm::FromQueryResult;
use testing::{TestDatabase, on_both_databases};

use crate::processes::Installation;

/// What a command changes by itself: it says in the trail that it was there.
const TRAIL: [&str; 2] = ["audit_events", "audit_heads"];

#[derive(FromQueryResult)]
struct Line {
    line: String,
}

async fn lines(view: &View, sql: &str) -> Vec<String> {
    let lines = view.all::<Line>(sql, Vec::new()).await.unwrap_or_else(|error| panic!("«{sql}»: {error}"));
    lines.into_iter().map(|row| row.line).collect()
}

/// Every row of every table but the trail's, in words.
async fn everything(database: &TestDatabase) -> Vec<String> {
    let database = database.open().await;
    let (view, engine) = (database.view_across_all_portals(), database.engine());
    let tables = match engine {
        Engine::Sqlite => "select name as line from sqlite_schema where type = 'table' order by name",
        Engine::Postgres => {
            "select tablename::text as line from pg_tables where schemaname = 'public' order by 1"
        }
    };
    let mut found = Vec::new();
    for table in lines(&view, tables).await.iter().filter(|table| !TRAIL.contains(&table.as_str())) {
        let row = match engine {
            Engine::Sqlite => {
                let columns = format!(
                    "select group_concat('quote(\"' || name || '\")', '||'',''||') as line from pragma_table_info('{table}')"
                );
                lines(&view, &columns).await.remove(0)
            }
            Engine::Postgres => format!("{table}::text"),
        };
        let rows = lines(&view, &format!("select {row} as line from {table} order by 1")).await;
        found.extend(rows.into_iter().map(|row| format!("{table}: {row}")));
    }
    found
}

fn file_of(database: &TestDatabase) -> PathBuf {
    database.settings().file().expect("SQLite keeps everything in a file")
}

#[track_caller]
fn fails(output: &Output, because: &str) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success(), "it should have failed");
    assert!(said.contains(because), "{said}");
}

#[track_caller]
fn succeeds(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).expect("what is printed is UTF-8")
}

fn invite(installation: &Installation, email: &str) {
    let asked =
        ["operator", "invite", "--portal", "miportal", "--email", email, "--name", "Ana María Restrepo"];
    succeeds(&installation.command(&asked));
}

#[tokio::test]
async fn a_copy_made_while_the_portals_are_served_brings_everything_back_over_a_damaged_file() {
    let database = TestDatabase::sqlite().await;
    let installation = Installation::over(&database).await;
    let serving = installation.serve("served.log").await;
    invite(&installation, "ana@correo.test");
    let before = everything(&database).await;
    let copy = installation.path("copia.db");
    let copy_name = copy.to_str().unwrap();
    let said = succeeds(&installation.command(&["backup", "--to", copy_name]));
    for left_out in ["no tiene el archivo de claves", "carpeta uploads", "la de los sellos"] {
        assert!(said.contains(left_out), "{said}");
    }
    invite(&installation, "otra@correo.test");
    assert_ne!(everything(&database).await, before);

    fails(&installation.command(&["restore", "--from", copy_name]), "está usando la base de datos");
    drop(serving);

    let file = file_of(&database);
    let damaged = vec![b'?'; 50_000];
    fs::write(&file, &damaged).unwrap();
    let said = succeeds(&installation.command(&["restore", "--from", copy_name]));
    assert_eq!(everything(&database).await, before);
    let kept = file_with(file.parent().unwrap(), ".before-restore-");
    assert!(said.contains(kept.to_str().unwrap()), "{said}");
    assert_eq!(fs::read(kept).unwrap(), damaged);

    installation.serve("again.log").await;
    succeeds(&installation.command(&["audit", "verify"]));
    let trail = database.open().await;
    let restored = "select count(*) as number from audit_events where event = 'backup.restored'";
    assert_eq!(trail.view_across_all_portals().number(restored, Vec::new()).await.unwrap(), 1);
}

fn file_with(folder: &Path, part: &str) -> PathBuf {
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let is_it = |file: &PathBuf| {
        let name = file.file_name().unwrap().to_str().unwrap();
        name.contains(part) && !name.ends_with("-wal")
    };
    files.into_iter().find(is_it).unwrap_or_else(|| panic!("no file in {} has {part}", folder.display()))
}

#[tokio::test]
async fn what_was_committed_and_not_yet_in_the_file_is_kept_with_what_was_replaced() {
    let database = TestDatabase::sqlite().await;
    let installation = Installation::over(&database).await;
    let copy = installation.path("copia.db");
    succeeds(&installation.command(&["backup", "--to", copy.to_str().unwrap()]));
    let serving = installation.serve("served.log").await;
    invite(&installation, "ana@correo.test");
    // Cut off, it cannot bring the log into the file.
    drop(serving);
    let file = file_of(&database);
    let log = PathBuf::from(format!("{}-wal", file.display()));
    let logged = fs::read(&log).unwrap();
    assert!(!logged.is_empty());
    succeeds(&installation.command(&["restore", "--from", copy.to_str().unwrap()]));
    let kept = file_with(file.parent().unwrap(), ".before-restore-");
    assert_eq!(fs::read(format!("{}-wal", kept.display())).unwrap(), logged);
}

#[tokio::test]
async fn a_database_set_aside_with_its_log_is_not_restored_without_it() {
    let database = TestDatabase::sqlite().await;
    let installation = Installation::over(&database).await;
    let copy = installation.path("apartada.db");
    succeeds(&installation.command(&["backup", "--to", copy.to_str().unwrap()]));
    fs::write(installation.path("apartada.db-wal"), "lo último").unwrap();
    let before = everything(&database).await;
    let refused = installation.command(&["restore", "--from", copy.to_str().unwrap()]);
    fails(&refused, "sin él no está completa");
    assert_eq!(everything(&database).await, before);
}

#[tokio::test]
async fn what_only_looks_changes_no_database_and_makes_none() {
    let database = TestDatabase::sqlite().await;
    let installation = Installation::over(&database).await;
    let file = file_of(&database);
    run_in(&file, "delete from migrations where number = (select max(number) from migrations)").await;
    let steps = "select cast(count(*) as text) as line from migrations";
    let older = lines(&database.open().await.view_across_all_portals(), steps).await;
    succeeds(&installation.command(&["backup", "--to", installation.path("antes.db").to_str().unwrap()]));
    succeeds(&installation.command(&["audit", "verify"]));
    assert_eq!(lines(&database.open().await.view_across_all_portals(), steps).await, older);

    fs::remove_file(&file).unwrap();
    let to = installation.path("nada.db");
    fails(&installation.command(&["backup", "--to", to.to_str().unwrap()]), "no hay una base de datos en");
    fails(&installation.command(&["audit", "verify"]), "no hay una base de datos en");
    assert!(!file.exists() && !to.exists());
}

#[tokio::test]
async fn a_copy_overwrites_nothing() {
    let database = TestDatabase::sqlite().await;
    let installation = Installation::over(&database).await;
    let file = installation.path("copia.db");
    fs::write(&file, "lo que sea").unwrap();
    fails(&installation.command(&["backup", "--to", file.to_str().unwrap()]), "ya existe y no se reemplaza");
    assert_eq!(fs::read(&file).unwrap(), b"lo que sea");
}

#[tokio::test]
async fn what_is_no_whole_database_of_this_program_is_not_put_in_place() {
    let database = TestDatabase::sqlite().await;
    let installation = Installation::over(&database).await;
    let good = installation.path("copia.db");
    succeeds(&installation.command(&["backup", "--to", good.to_str().unwrap()]));
    let bytes = fs::read(&good).unwrap();
    let before = everything(&database).await;

    let newer = installation.path("posterior.db");
    fs::write(&newer, &bytes).unwrap();
    run_in(&newer, "insert into migrations (number, name) values (9999, 'tomorrow')").await;
    let foreign = installation.path("ajena.db");
    run_in(&foreign, "create table recetas (nombre text)").await;
    let cut_off = installation.path("cortada.db");
    fs::write(&cut_off, &bytes[..bytes.len() / 2]).unwrap();
    let text = installation.path("texto.db");
    fs::write(&text, "esto no es una copia").unwrap();

    let cases = [
        (newer, "la escribió otra versión"),
        (foreign, "no es de Aldaba"),
        (cut_off, "cortada.db:"),
        (text, "no es una base de datos que se pueda leer"),
        (installation.path("no-hay.db"), "no se pudo copiar"),
    ];
    for (file, because) in cases {
        let refused = installation.command(&["restore", "--from", file.to_str().unwrap()]);
        fails(&refused, because);
        fails(&refused, "no se cambió nada");
    }
    assert_eq!(everything(&database).await, before);
}

async fn run_in(file: &Path, sql: &str) {
    use sea_orm::ConnectionTrait;
    let connection = sea_orm::Database::connect(format!("sqlite:{}?mode=rwc", file.display())).await.unwrap();
    connection.execute_unprepared(sql).await.unwrap();
    connection.close().await.unwrap();
}

on_both_databases! {
    async fn a_backup_by_another_tool_can_be_noted(database: TestDatabase) {
        let installation = Installation::over(&database).await;
        assert_eq!(last(&database.open().await).await, None);
        succeeds(&installation.command(&["backup", "--note"]));
        assert!(last(&database.open().await).await.is_some());
    }
}

async fn last(database: &Database) -> Option<base::clock::Timestamp> {
    backup::last(&database.view_across_all_portals()).await.unwrap()
}

/// As docs/running.md says.
#[tokio::test]
async fn what_pg_dump_wrote_pg_restore_brings_back() {
    let Some(database) = TestDatabase::postgres().await else { return };
    let other = TestDatabase::postgres().await.expect("there is one already");
    let installation = Installation::over(&database).await;
    invite(&installation, "ana@correo.test");
    let dump = installation.path("copia.dump");
    let dump = dump.to_str().unwrap();
    let refused = installation.command(&["backup", "--to", dump]);
    fails(&refused, "pg_dump");
    run("pg_dump", &["--format=custom", "--no-owner", "--file", dump, "--dbname", database.url()]);
    run(
        "pg_restore",
        &["--clean", "--if-exists", "--no-owner", "--single-transaction", "--dbname", other.url(), dump],
    );
    assert_eq!(everything(&other).await, everything(&database).await);
}

fn run(program: &str, arguments: &[&str]) {
    let output = Command::new(postgres_program(program)).args(arguments).output().expect("it runs");
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
}

/// The newest that Debian's packages brought: its server is the one that the tests run on.
fn postgres_program(name: &str) -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut programs: Vec<(u32, PathBuf)> = versions
        .filter_map(|version| {
            let number = version.file_name().to_str()?.parse().ok()?;
            Some((number, version.path().join("bin").join(name)))
        })
        .filter(|(_, program)| program.exists())
        .collect();
    programs.sort();
    programs.pop().map_or_else(|| PathBuf::from(name), |(_, program)| program)
}
