//! What a family says of a curve: every point of its grid with its slope, its residual and the variance of the slope.

use super::shapes::{Member, Shapes};
use super::{Family, Grid};
use crate::stats::line::{Curve, Line};

/// What terms beyond a family may add to its limit, over what the slope of its best member still has to travel at the end of the ladder. The surprise
/// draws the best member to the pure power, so its travel is an underestimate.
const REMAINDER: f64 = 1.4;

/// The first box of a refined grid is wider by this factor in the residual.
const FIRST_BOX: f64 = 4.0;

/// A family held to one curve.
#[derive(Debug, Clone)]
pub struct Profile {
    /// The family's name.
    pub name: &'static str,
    /// Number of its parameters.
    pub parameters: usize,
    /// The least weighted residual sum of squares.
    pub rss: f64,
    /// The least cost: residual and surprise.
    pub cost: f64,
    /// The slope in the limit of the member of least cost.
    pub best: f64,
    /// What terms beyond the family may add to the limit.
    pub remainder: f64,
    members: Vec<Member>,
}

impl Profile {
    /// The slopes s whose cost stays within `excess` of the least: the union of the intervals of all members, each wider by `remainder`.
    pub fn interval(&self, excess: f64, remainder: f64) -> (f64, f64) {
        let most = self.cost + excess;
        self.members.iter().filter(|member| member.cost <= most).fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), member| {
            let reach = ((most - member.cost) * member.variance).sqrt() + remainder;
            (low.min(member.slope - reach), high.max(member.slope + reach))
        })
    }

    /// How much the least cost grows if the slope is held at most at `value` (`sign` = 1) or at least at it (-1), to within the remainder.
    pub fn excess_at(&self, value: f64, sign: f64) -> f64 {
        let beyond = |member: &Member| {
            let distance = (sign * (member.slope - value) - self.remainder).max(0.0);
            match member.variance {
                0.0 if distance > 0.0 => f64::INFINITY,
                0.0 => member.cost,
                variance => member.cost + distance * distance / variance,
            }
        };
        self.members.iter().map(beyond).fold(f64::INFINITY, f64::min) - self.cost
    }

    /// The least residual of members whose slope lies within `half` of `value`; infinite if there is none.
    pub fn rss_near(&self, value: f64, half: f64) -> f64 {
        let near = self.members.iter().filter(|member| (member.slope - value).abs() < half);
        near.map(|member| member.rss).fold(f64::INFINITY, f64::min)
    }
}

/// A family over one ladder, its first grid projected.
#[derive(Debug, Clone)]
pub struct Atlas {
    family: &'static dyn Family,
    grid: Grid,
    shapes: Shapes,
}

impl Atlas {
    /// `None` if the family has no member on the ladder.
    pub fn new(family: &'static dyn Family, line: &Line) -> Option<Self> {
        let grid = family.grid(&line.x)?;
        let shapes = Shapes::new(family, &grid, line);
        Some(Self { family, grid, shapes })
    }

    /// The family.
    pub fn family(&self) -> &'static dyn Family {
        self.family
    }

    /// Holds the family to a curve, its grid refined around the members whose cost lies within `reach(least)` of the least.
    pub fn read(&self, line: &Line, curve: &Curve, unit: f64, reach: impl Fn(f64) -> f64) -> Profile {
        let mut members = self.shapes.read(curve, unit);
        let mut grid = self.grid.clone();
        let mut last: Vec<f64> = members.iter().map(|member| member.cost).collect();
        for round in 1..self.family.rounds() {
            // A coarse grid may miss a corner of what fits: its first box is wider.
            let wider = if round == 1 { FIRST_BOX } else { 1.0 };
            let least = members.iter().map(|member| member.cost).fold(f64::INFINITY, f64::min);
            let here = last.iter().copied().fold(f64::INFINITY, f64::min);
            let start = if here <= least + reach(least) { least } else { here };
            grid = grid.refined(&last, start + wider * reach(least));
            let finer = Shapes::new(self.family, &grid, line).read(curve, unit);
            last = finer.iter().map(|member| member.cost).collect();
            members.extend(finer);
        }
        self.profile(members)
    }

    /// The same on the first grid alone: for simulated curves, of which there are many.
    pub fn glance(&self, curve: &Curve, unit: f64) -> Profile {
        self.profile(self.shapes.read(curve, unit))
    }

    fn profile(&self, members: Vec<Member>) -> Profile {
        let best = members.iter().min_by(|a, b| a.cost.total_cmp(&b.cost));
        let (best, cost, travel) = best.map_or((f64::NAN, f64::INFINITY, 0.0), |member| (member.slope, member.cost, member.travel));
        let remainder = REMAINDER * travel.abs();
        let rss = members.iter().map(|member| member.rss).fold(f64::INFINITY, f64::min);
        Profile { name: self.family.name(), parameters: self.family.parameters(), rss, cost, best, remainder, members }
    }
}
