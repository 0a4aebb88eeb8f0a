//! The maximum of |f| over an interval, by branch and bound.

use std::collections::VecDeque;

use dashu_float::FBig;
use dashu_float::round::mode::{Down, Up};

use super::Interval;

/// The enclosures are not wider than this: 2^-20, about 1e-6.
pub const WIDTH: (i64, i64) = (1, 1 << 20);

/// No search of the suite takes more intervals than this.
const LONGEST: usize = 100_000;

/// An interval of at most [`WIDTH`] that holds max |f| over `domain`, and the number of intervals that were looked at. `f` gives, for an interval, one that
/// holds all its values there.
///
/// # Errors
/// The intervals of `f` do not shrink with their arguments.
pub fn maximum(domain: &Interval, f: impl Fn(&Interval) -> Interval) -> Result<(Interval, usize), String> {
    let width: FBig<Up> = Interval::ratio(WIDTH.0, WIDTH.1).low.with_rounding();
    let mut lower: FBig<Down> = f(&domain.middle()).size().low;
    // Level by level, so that the lower bound is good before cells are small.
    let mut open = VecDeque::from([domain.clone()]);
    let mut upper: Option<FBig<Up>> = None;
    let mut looked = 0;
    while let Some(cell) = open.pop_front() {
        looked += 1;
        if looked > LONGEST {
            return Err(format!("no enclosure of the wanted width after {LONGEST} intervals"));
        }
        let bound = f(&cell).size().high;
        // Whatever this cell holds, it is at most `bound`; it need not be divided when that is close enough to a value that is reached.
        if bound <= lower.clone().with_rounding::<Up>() + &width {
            upper = Some(upper.map_or(bound.clone(), |upper| upper.max(bound)));
        } else {
            lower = lower.max(f(&cell.middle()).size().low);
            open.extend(cell.halves());
        }
    }
    let upper = upper.expect("the domain is covered");
    Ok((Interval { high: upper.max(lower.clone().with_rounding()), low: lower }, looked))
}
