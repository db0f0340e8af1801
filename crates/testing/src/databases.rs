//! Throw-away databases: a test written once with [`on_both_databases!`](crate::on_both_databases) runs on SQLite and on
//! PostgreSQL, each time on a database of its own that has every table and no row, and that is gone when the test ends.
//!
//! PostgreSQL is the cluster that `ALDABA_TEST_POSTGRES` names. Without it the tests run on SQLite alone and say so; under
//! `CI=true` that is a failure.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

use base::chance::Chance;
use base::db::{Database, Engine, Settings};
use base::secret::Keys;
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use tempfile::TempDir;
use tokio::sync::OnceCell;
use url::Url;

/// Held in PostgreSQL while the template is made, since several test processes may want it at once.
const TEMPLATE_LOCK: &str = "select pg_advisory_lock(7104116)";

/// Writes a test once and runs it on SQLite and on PostgreSQL, as `NAME::on_sqlite` and `NAME::on_postgres`.
///
/// ```
/// testing::on_both_databases! {
///     async fn a_link_opens_once(database: testing::TestDatabase) {
///         let database = database.open().await;
///         database.ping().await.unwrap();
///     }
/// }
/// ```
#[macro_export]
macro_rules! on_both_databases {
    ($($(#[$note:meta])* async fn $name:ident($database:ident: $kind:ty) $body:block)+) => {$(
        mod $name {
            use super::*;

            $(#[$note])*
            async fn test($database: $kind) $body

            #[tokio::test]
            async fn on_sqlite() {
                test($crate::TestDatabase::sqlite().await).await;
            }

            #[tokio::test]
            async fn on_postgres() {
                if let Some(database) = $crate::TestDatabase::postgres().await {
                    test(database).await;
                }
            }
        }
    )+};
}

/// A database of one test. Dropping it removes it, whoever is still connected.
#[derive(Debug)]
pub struct TestDatabase {
    url: String,
    keys: Keys,
    _place: Place,
}

#[derive(Debug)]
enum Place {
    Folder { _folder: TempDir },
    Cluster { cluster: Url, name: String },
}

impl TestDatabase {
    /// A file with every table.
    pub async fn sqlite() -> Self {
        static TEMPLATE: OnceCell<Vec<u8>> = OnceCell::const_new();
        let template = TEMPLATE.get_or_init(sqlite_template).await;
        let folder = TempDir::with_prefix("aldaba-test-").expect("a temporary folder can be made");
        let file = folder.path().join("test.db");
        std::fs::write(&file, template).expect("a temporary file can be written");
        Self { url: sqlite_url(&file), keys: new_keys(), _place: Place::Folder { _folder: folder } }
    }

    /// A database with every table in the cluster that `ALDABA_TEST_POSTGRES` names; none where that is not set.
    pub async fn postgres() -> Option<Self> {
        static TEMPLATE: OnceCell<String> = OnceCell::const_new();
        let cluster =
            crate::setting_of_the_test_run("ALDABA_TEST_POSTGRES", "the PostgreSQL half of the tests is")?;
        let cluster = Url::parse(&cluster).expect("ALDABA_TEST_POSTGRES is an address");
        let template = TEMPLATE.get_or_init(|| postgres_template(&cluster)).await;
        let name = fresh_name("test");
        let mut connection = connect(&cluster).await;
        // Copying files takes 10 ms here, and the default, which writes them to the log as well, 43 ms.
        let statement = format!("create database {name} template {template} strategy file_copy");
        execute(&mut connection, statement).await;
        let url = within(&cluster, &name).into();
        Some(Self { url, keys: new_keys(), _place: Place::Cluster { cluster, name } })
    }

    /// The address, for whoever opens it by themselves: a second process, say.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The keys of the installation that this is the database of.
    pub fn keys(&self) -> &Keys {
        &self.keys
    }

    pub fn settings(&self) -> Settings {
        Settings::parse(&self.url).expect("its address is one that base::db knows")
    }

    pub fn engine(&self) -> Engine {
        self.settings().engine()
    }

    /// Opens it as the application does. The tables are there already.
    pub async fn open(&self) -> Database {
        let opened = Database::open(&self.settings(), &self.keys).await;
        opened.expect("a database that was just made can be opened")
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let Self::Cluster { cluster, name } = self else { return };
        let (cluster, statement) = (cluster.clone(), format!("drop database {name} with (force)"));
        // A thread of its own, because the test's own runtime cannot be waited for from within.
        let removal = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.expect("a runtime can be made").block_on(async {
                execute(&mut connect(&cluster).await, statement).await;
            });
        });
        let removed = removal.join().is_ok();
        assert!(removed || std::thread::panicking(), "the database of the test could not be removed");
    }
}

/// A file that went through all migrations, as bytes to copy.
async fn sqlite_template() -> Vec<u8> {
    let folder = TempDir::with_prefix("aldaba-test-template-").expect("a temporary folder can be made");
    let file = folder.path().join("template.db");
    migrate(&sqlite_url(&file)).await;
    std::fs::read(&file).expect("the template was just written")
}

/// The name of a database that went through all migrations, which is made where no earlier run has left it.
async fn postgres_template(cluster: &Url) -> String {
    let name = format!("aldaba_template_{:016x}", fingerprint_of_migrations());
    let mut connection = connect(cluster).await;
    execute(&mut connection, TEMPLATE_LOCK.to_owned()).await;
    let exists: bool = sqlx::query_scalar("select exists (select from pg_database where datname = $1)")
        .bind(&name)
        .fetch_one(&mut connection)
        .await
        .expect("the cluster answers");
    if !exists {
        // It gets its name last, so that a run that was cut off leaves no half-made template.
        let unfinished = fresh_name("unfinished");
        execute(&mut connection, format!("create database {unfinished} template template0")).await;
        migrate(within(cluster, &unfinished).as_str()).await;
        execute(&mut connection, format!("alter database {unfinished} rename to {name}")).await;
    }
    connection.close().await.expect("closing gives the lock back");
    name
}

async fn migrate(url: &str) {
    let settings = Settings::parse(url).expect("its address is one that base::db knows");
    let database = Database::open(&settings, &new_keys()).await.expect("a new database can be opened");
    database.migrate(aldaba::migrations::ALL).await.expect("the migrations run on an empty database");
    database.close().await.expect("a database can be closed");
}

fn new_keys() -> Keys {
    Keys::parse(&Keys::new_line(1, &Chance::system())).expect("a key just made")
}

fn fingerprint_of_migrations() -> u64 {
    let mut hasher = DefaultHasher::new();
    for migration in aldaba::migrations::ALL {
        (migration.number, migration.name, migration.sql).hash(&mut hasher);
    }
    hasher.finish()
}

fn fresh_name(what: &str) -> String {
    format!("aldaba_{what}_{:032x}", u128::from_be_bytes(Chance::system().bytes()))
}

fn sqlite_url(file: &Path) -> String {
    format!("sqlite:{}", file.display())
}

/// The address of another database in the same cluster.
fn within(cluster: &Url, name: &str) -> Url {
    let mut url = cluster.clone();
    url.set_path(name);
    url
}

async fn connect(cluster: &Url) -> PgConnection {
    PgConnection::connect(cluster.as_str()).await.expect("ALDABA_TEST_POSTGRES names a cluster that answers")
}

/// Runs a statement whose only variable parts are names made in this file.
async fn execute(connection: &mut PgConnection, statement: String) {
    sqlx::raw_sql(AssertSqlSafe(statement.clone()))
        .execute(connection)
        .await
        .unwrap_or_else(|error| panic!("«{statement}»: {error}"));
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn mark(database: &Database, name: &str) {
        let tx = database.begin_across_all_portals().await.unwrap();
        tx.run("insert into migrations (number, name) values (9999, $1)", vec![name.into()]).await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn marks(database: &Database) -> i64 {
        let view = database.view_across_all_portals();
        view.number("select count(*) as number from migrations where number = 9999", Vec::new())
            .await
            .unwrap()
    }

    crate::on_both_databases! {
        async fn each_test_has_a_database_of_its_own_with_all_tables(database: TestDatabase) {
            let other = match database.engine() {
                Engine::Sqlite => TestDatabase::sqlite().await,
                Engine::Postgres => TestDatabase::postgres().await.unwrap(),
            };
            let (one, other) = (database.open().await, other.open().await);
            mark(&one, "one").await;
            assert_eq!(marks(&one).await, 1);
            assert_eq!(marks(&other).await, 0);
            assert_eq!(one.migrate(aldaba::migrations::ALL).await.unwrap(), 0);
        }
    }

    #[tokio::test]
    async fn the_postgresql_database_is_gone_after_the_test_even_while_it_is_open() {
        let Some(database) = TestDatabase::postgres().await else { return };
        let settings = database.settings();
        let opened = database.open().await;
        drop(database);
        assert!(opened.ping().await.is_err());
        assert!(Database::open(&settings, &new_keys()).await.is_err());
    }

    #[tokio::test]
    async fn the_sqlite_file_is_gone_after_the_test() {
        let database = TestDatabase::sqlite().await;
        let file = std::path::PathBuf::from(database.url().trim_start_matches("sqlite:"));
        assert!(file.exists());
        drop(database);
        assert!(!file.exists());
    }

    #[test]
    fn another_database_is_named_in_the_same_cluster() {
        let cluster = Url::parse("postgres://aldaba@localhost/postgres?host=/run/here").unwrap();
        assert_eq!(within(&cluster, "other").as_str(), "postgres://aldaba@localhost/other?host=/run/here");
    }
}
