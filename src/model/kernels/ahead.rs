//! What comes next, fetched while the processor computes.
#![allow(unsafe_code)]

use std::slice::ChunksExact;

use super::Lanes;

/// Bytes that a cache fetches at once.
const LINE: usize = 64;

/// Rows that will be read soon. The cache is asked for them line by line between other work: many requests at once would wait for each other, and the work
/// for them. From n = 60 on there is work enough for all lines of a block, and a step is as fast in memory as in cache; for fewer inputs a part is left to
/// the processor's own foresight.
pub(super) struct Ahead<'a, R> {
    lines: ChunksExact<'a, R>,
    after: ChunksExact<'a, R>,
}

impl<'a, R> Ahead<'a, R> {
    /// Two pieces of memory, one after the other.
    #[inline(always)]
    pub(super) fn new(rows: [&'a [Lanes<R>]; 2]) -> Self {
        let [lines, after] = rows.map(|rows| rows.as_flattened().chunks_exact(LINE / size_of::<R>()));
        Self { lines, after }
    }

    /// Asks for the next line, where there is one left and the processor takes such hints.
    #[inline(always)]
    pub(super) fn fetch(&mut self) {
        let Some(line) = self.lines.next().or_else(|| self.after.next()) else { return };
        #[cfg(target_arch = "x86_64")]
        {
            use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
            // SAFETY: a hint changes nothing that a program can see and fails at no address; this one is that of a number.
            unsafe { _mm_prefetch::<_MM_HINT_T0>(line.as_ptr().cast()) };
        }
        #[cfg(not(target_arch = "x86_64"))]
        let _ = line;
    }
}
