//! A fixed number of threads that hash, each with memory of its own, fed by a queue with a fixed number of places.
//!
//! A place is reserved or refused at once. It is given back when its work is done, and also when whoever held it
//! goes away: work that has not begun is then taken out of the queue.

use std::{
    collections::VecDeque,
    io,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
};

use argon2::Block;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

/// The threads; dropping the last handle ends them once the work at hand is done.
pub(super) struct Threads {
    shared: Arc<Shared>,
}

/// A reserved place in the queue.
pub(super) struct Place {
    shared: Arc<Shared>,
    place: OwnedSemaphorePermit,
}

/// The blocks that a thread computes in. They are taken from the system at the first hash and kept.
pub(super) struct Memory {
    blocks: Vec<Block>,
    usual_blocks: usize,
}

struct Shared {
    all_places: usize,
    places: Arc<Semaphore>,
    queue: Mutex<Queue>,
    changed: Condvar,
}

struct Queue {
    waiting: VecDeque<Job>,
    next_number: u64,
    open: bool,
}

struct Job {
    number: u64,
    work: Work,
    place: OwnedSemaphorePermit,
}

/// Gives the place back before it answers, so that whoever has the answer finds the place free.
type Work = Box<dyn FnOnce(&mut Memory, OwnedSemaphorePermit) + Send>;

impl Threads {
    pub(super) fn start(count: usize, places: usize, usual_blocks: usize) -> io::Result<Threads> {
        let queue = Queue { waiting: VecDeque::with_capacity(places), next_number: 0, open: true };
        let shared = Arc::new(Shared {
            all_places: places,
            places: Arc::new(Semaphore::new(places)),
            queue: Mutex::new(queue),
            changed: Condvar::new(),
        });
        let threads = Threads { shared };
        for number in 1..=count {
            let shared = Arc::clone(&threads.shared);
            let memory = Memory { blocks: Vec::new(), usual_blocks };
            thread::Builder::new()
                .name(format!("hashing-{number}"))
                .spawn(move || work_until_closed(&shared, memory))?;
        }
        Ok(threads)
    }

    /// How many places there are, and how many of them are free.
    pub(super) fn places(&self) -> (usize, usize) {
        (self.shared.all_places, self.shared.places.available_permits())
    }

    /// A place in the queue, or nothing when all are taken.
    pub(super) fn reserve(&self) -> Option<Place> {
        let place = Arc::clone(&self.shared.places).try_acquire_owned().ok()?;
        Some(Place { shared: Arc::clone(&self.shared), place })
    }
}

impl Drop for Threads {
    fn drop(&mut self) {
        self.shared.lock().open = false;
        self.shared.changed.notify_all();
    }
}

impl Place {
    /// Has the work done on one of the threads. Nothing comes back if it panicked there or the threads have ended.
    pub(super) async fn run<T: Send + 'static>(
        self,
        work: impl FnOnce(&mut Memory) -> T + Send + 'static,
    ) -> Option<T> {
        let (answer, answered) = oneshot::channel();
        let work: Work = Box::new(move |memory, place| {
            let result = work(memory);
            drop(place);
            let _nobody_waits_any_more = answer.send(result);
        });
        let number = self.shared.enqueue(work, self.place)?;
        let _leaving = Leaving { shared: self.shared, number };
        answered.await.ok()
    }
}

/// Takes the work out of the queue when whoever waits for it goes away.
struct Leaving {
    shared: Arc<Shared>,
    number: u64,
}

impl Drop for Leaving {
    fn drop(&mut self) {
        let abandoned = {
            let waiting = &mut self.shared.lock().waiting;
            let position = waiting.iter().position(|job| job.number == self.number);
            position.and_then(|position| waiting.remove(position))
        };
        drop(abandoned);
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Queue> {
        // Nothing that can panic runs under this lock, so a poisoned queue is still whole.
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn enqueue(&self, work: Work, place: OwnedSemaphorePermit) -> Option<u64> {
        let mut queue = self.lock();
        if !queue.open {
            return None;
        }
        let number = queue.next_number;
        queue.next_number += 1;
        queue.waiting.push_back(Job { number, work, place });
        self.changed.notify_one();
        Some(number)
    }

    /// Waits for the next job; nothing once the queue is closed and empty.
    fn next(&self) -> Option<Job> {
        let mut queue = self.lock();
        loop {
            if let Some(job) = queue.waiting.pop_front() {
                return Some(job);
            }
            if !queue.open {
                return None;
            }
            queue = self.changed.wait(queue).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

fn work_until_closed(shared: &Shared, mut memory: Memory) {
    while let Some(job) = shared.next() {
        // A panic ends this job, not the thread: its answer is dropped and the request fails.
        let _panicked = catch_unwind(AssertUnwindSafe(|| (job.work)(&mut memory, job.place)));
        memory.give_back_the_unusual();
    }
}

impl Memory {
    /// `count` blocks, whatever they contain: Argon2 writes each before it reads it.
    pub(super) fn blocks(&mut self, count: usize) -> &mut [Block] {
        if self.blocks.len() < count {
            self.blocks.resize(count, Block::new());
        }
        &mut self.blocks[..count]
    }

    fn give_back_the_unusual(&mut self) {
        self.blocks.truncate(self.usual_blocks);
        self.blocks.shrink_to(self.usual_blocks);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    const USUAL_BLOCKS: usize = 8;

    fn one_thread(places: usize) -> Threads {
        Threads::start(1, places, USUAL_BLOCKS).unwrap()
    }

    /// Occupies the thread until the sender is dropped.
    fn occupy(threads: &Threads) -> (mpsc::Sender<()>, tokio::task::JoinHandle<Option<()>>) {
        let (release, released) = mpsc::channel::<()>();
        let (begun, has_begun) = mpsc::channel::<()>();
        let place = threads.reserve().unwrap();
        let task = tokio::spawn(place.run(move |_| {
            begun.send(()).unwrap();
            let _end = released.recv();
        }));
        tokio::task::block_in_place(|| has_begun.recv().unwrap());
        (release, task)
    }

    #[tokio::test]
    async fn every_place_is_handed_out_once_and_comes_back() {
        let threads = one_thread(2);
        let (first, second) = (threads.reserve().unwrap(), threads.reserve().unwrap());
        assert!(threads.reserve().is_none());
        assert_eq!(first.run(|_| 7).await, Some(7));
        assert!(threads.reserve().is_some(), "an answer means that the place is free");
        drop(second);
        assert_eq!(threads.shared.places.available_permits(), 2);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn work_whose_requester_went_away_leaves_the_queue_at_once() {
        let threads = one_thread(2);
        let (release, occupied) = occupy(&threads);
        let place = threads.reserve().unwrap();
        let (ran, has_run) = mpsc::channel::<()>();
        let waiting = tokio::spawn(place.run(move |_| ran.send(()).unwrap()));
        while threads.shared.lock().waiting.is_empty() {
            tokio::task::yield_now().await;
        }
        assert!(threads.reserve().is_none());

        waiting.abort();
        assert!(waiting.await.unwrap_err().is_cancelled());
        assert!(threads.shared.lock().waiting.is_empty());
        assert!(threads.reserve().is_some(), "its place is free while the thread is still busy");

        drop(release);
        assert_eq!(occupied.await.unwrap(), Some(()));
        assert!(has_run.recv().is_err(), "the abandoned work was never done");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn work_that_has_begun_keeps_its_place_when_its_requester_goes_away() {
        let threads = one_thread(1);
        let (release, occupied) = occupy(&threads);
        occupied.abort();
        assert!(occupied.await.unwrap_err().is_cancelled());
        assert!(threads.reserve().is_none());

        drop(release);
        while threads.shared.places.available_permits() == 0 {
            tokio::task::yield_now().await;
        }
    }

    #[tokio::test]
    async fn a_panic_fails_its_own_work_and_no_other() {
        let threads = one_thread(1);
        let failed: Option<()> = threads.reserve().unwrap().run(|_| panic!("on purpose")).await;
        assert_eq!(failed, None);
        assert_eq!(threads.reserve().unwrap().run(|_| 7).await, Some(7));
    }

    #[tokio::test]
    async fn a_place_outlives_the_threads_without_hanging() {
        let threads = one_thread(1);
        let place = threads.reserve().unwrap();
        drop(threads);
        assert_eq!(place.run(|_| 7).await, None);
    }

    #[tokio::test]
    async fn memory_is_taken_at_the_first_hash_and_the_unusual_part_given_back() {
        let threads = one_thread(1);
        let held = async || threads.reserve().unwrap().run(|memory| memory.blocks.capacity()).await.unwrap();
        assert_eq!(held().await, 0);
        threads.reserve().unwrap().run(|memory| memory.blocks(USUAL_BLOCKS).len()).await.unwrap();
        assert_eq!(held().await, USUAL_BLOCKS);
        threads.reserve().unwrap().run(|memory| memory.blocks(4 * USUAL_BLOCKS).len()).await.unwrap();
        assert_eq!(held().await, USUAL_BLOCKS);
    }
}
