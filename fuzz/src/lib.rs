//! A whole house for the targets that go through HTTP: set up once, and asked again and again.

use std::future::Future;

use testing::{Client, TERESA, TestDatabase, TestHouse};
use tokio::runtime::Runtime;

/// The house, with somebody of the staff at their desk.
pub struct Desk {
    runtime: Runtime,
    pub house: TestHouse,
    pub teresa: Client,
}

impl Desk {
    pub fn open() -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
        let runtime = runtime.expect("a runtime");
        let (house, teresa) = runtime.block_on(async {
            let database: &'static TestDatabase = Box::leak(Box::new(TestDatabase::sqlite().await));
            let house = TestHouse::open(database).await;
            let (_, teresa) = TERESA.at_desk(&house).await;
            (house, teresa)
        });
        Self { runtime, house, teresa }
    }

    pub fn wait_for<T>(&self, what: impl Future<Output = T>) -> T {
        self.runtime.block_on(what)
    }
}
