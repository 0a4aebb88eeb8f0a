//! The maximum of |f| over an interval, by branch and bound.

use std::collections::VecDeque;

use dashu_float::FBig;
use dashu_float::round::mode::{Down, Up};

use super::Interval;

/// The enclosures are not wider than this: 2^-52, the spacing of doubles at 1, so that the engine's constants can be held against their upper ends.
pub const WIDTH: (i64, i64) = (1, 1 << 52);

/// No search of the suite takes more intervals than this.
const LONGEST: usize = 100_000;

/// An interval of at most [`WIDTH`] that holds max |f| over `domain`, and the number of intervals that were looked at. `f` gives, for a point, an interval
/// that holds its value there, and `slope`, for an interval, one that holds the derivative of f at all its points: by the mean value theorem
/// f(x) lies in f(m) + slope(cell) (cell - m) for all x of a cell with middle m, which is too wide by the square of the cell's width alone.
///
/// # Errors
/// The slopes are not bounded well enough.
pub fn maximum(
    domain: &Interval,
    f: impl Fn(&Interval) -> Interval,
    slope: impl Fn(&Interval) -> Interval,
) -> Result<(Interval, usize), String> {
    let width: FBig<Up> = Interval::ratio(WIDTH.0, WIDTH.1).low.with_rounding();
    let mut lower: FBig<Down> = Interval::integer(0).low;
    let mut upper: FBig<Up> = Interval::integer(0).high;
    // Level by level, so that the lower bound is good before cells are small.
    let mut open = VecDeque::from([domain.clone()]);
    let mut looked = 0;
    while let Some(cell) = open.pop_front() {
        looked += 1;
        if looked > LONGEST {
            return Err(format!("no enclosure of the wanted width after {LONGEST} intervals"));
        }
        let middle = cell.middle();
        let at_middle = f(&middle);
        lower = lower.max(at_middle.size().low);
        let bound = at_middle.plus(&slope(&cell).times(&cell.less(&middle))).size().high;
        // Whatever this cell holds, it is at most `bound`; it need not be divided when that is close enough to a value that is reached.
        if bound <= lower.clone().with_rounding::<Up>() + &width {
            upper = upper.max(bound);
        } else {
            open.extend(cell.halves());
        }
    }
    Ok((Interval { high: upper.max(lower.clone().with_rounding()), low: lower }, looked))
}
