//! Work in independent parts, on as many threads as the caller has.

use std::fmt::Debug;
use std::sync::Mutex;

/// Whoever runs independent parts of a computation. Results never depend on who that is: each part is computed on its own, and parts are combined
/// in their order.
pub trait Workers: Debug + Send + Sync {
    /// Calls `work` once for every index below `parts`, in any order, on any thread; returns when all calls have returned.
    fn run(&self, parts: usize, work: &(dyn Fn(usize) + Sync));
}

/// The calling thread alone.
#[derive(Debug, Clone, Copy, Default)]
pub struct Alone;

impl Workers for Alone {
    fn run(&self, parts: usize, work: &(dyn Fn(usize) + Sync)) {
        (0..parts).for_each(work);
    }
}

/// `work` on every part, the results in the order of the parts.
pub(crate) fn map<T: Send, O: Send>(workers: &dyn Workers, parts: impl IntoIterator<Item = T>, work: impl Fn(T) -> O + Sync) -> Vec<O> {
    let parts: Vec<Mutex<Option<T>>> = parts.into_iter().map(|part| Mutex::new(Some(part))).collect();
    let results: Vec<Mutex<Option<O>>> = parts.iter().map(|_| Mutex::new(None)).collect();
    workers.run(parts.len(), &|index| {
        let part = parts[index].lock().expect("no thread panics while it takes a part").take().expect("each part runs once");
        *results[index].lock().expect("no thread panics while it puts a result") = Some(work(part));
    });
    let result = |cell: Mutex<Option<O>>| cell.into_inner().expect("all parts have ended").expect("every part has run");
    results.into_iter().map(result).collect()
}
