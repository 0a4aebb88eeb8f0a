//! The window: the smallest widths are left out while no family fits.

use std::sync::{Arc, OnceLock};

use super::fisher::f_exceeds;
use super::ladder::{Ladder, NoiseFrom};
use super::paired::own_slopes;
use super::reading::Reading;
use super::summary::Summary;
use super::{Labels, Sample, WidthGroup};

/// The fewest widths that a window keeps.
const FEWEST_WIDTHS: usize = 6;
/// The level at which a family is rejected against the noise.
const LEVEL: f64 = 0.01;

/// A summary with the ladders of its windows: it reads log y with any power of the logarithm divided out.
#[derive(Debug)]
pub struct Windows {
    points: Vec<super::summary::Point>,
    ladders: Vec<Arc<OnceLock<Ladder>>>,
    noise: NoiseFrom,
    groups: Vec<WidthGroup>,
}

impl Windows {
    /// The windows of a summary of `sample`, which has at least three widths.
    pub fn new(summary: &Summary, sample: &Sample) -> Self {
        let noise = summary.degrees.map_or(NoiseFrom::Residuals, NoiseFrom::Replicates);
        let most = most_dropped(summary.points.len());
        // Merged widths have no replicates that go through all of them, and neither have counted ones.
        let groups: Vec<WidthGroup> = sample.measured().into_iter().cloned().collect();
        let go_through = groups.len() == summary.points.len() && sample.labels == Labels::Given && !sample.has_errors();
        let groups = if go_through { groups } else { Vec::new() };
        Self { points: summary.points.clone(), ladders: (0..=most).map(|_| Arc::default()).collect(), noise, groups }
    }

    /// The window without its `dropped` smallest widths, with other values there: a simulated run. Its ladder is this one's.
    pub fn simulated(&self, dropped: usize, locations: &[f64]) -> Self {
        let mut points = self.points[dropped..].to_vec();
        points.iter_mut().zip(locations).for_each(|(point, location)| point.location = *location);
        Self { points, ladders: vec![Arc::clone(&self.ladders[dropped])], noise: self.noise, groups: Vec::new() }
    }

    /// The ladder without its `dropped` smallest widths.
    pub fn ladder(&self, dropped: usize) -> &Ladder {
        self.ladders[dropped].get_or_init(|| {
            let groups: Vec<&WidthGroup> = self.groups.iter().skip(dropped).collect();
            Ladder::new(&self.points[dropped..], self.noise, own_slopes(&groups))
        })
    }

    /// log y over all widths, with log(M)^b divided out.
    pub fn divided(&self, b: f64) -> Vec<f64> {
        let logarithm = |x: f64| if b == 0.0 { 0.0 } else { b * x.ln() };
        self.points.iter().map(|point| point.location - logarithm(point.x)).collect()
    }

    /// Reads a curve on the full range, whatever fits.
    pub fn read_whole(&self, u: &[f64]) -> Reading {
        let ladder = self.ladder(0);
        Reading::new(ladder, u, ladder.profiles(u, false), 0, false)
    }

    /// The smallest log M.
    pub fn first(&self) -> f64 {
        self.points[0].x
    }

    /// Reads log y with log(M)^b divided out: on the full range, or without the smallest widths while the best family is rejected at 1 %. If
    /// none fits at any window, the full range is read.
    pub fn read(&self, b: f64) -> Reading {
        let u = self.divided(b);
        let profiles = |dropped: usize| {
            let (ladder, part) = (self.ladder(dropped), &u[dropped..]);
            ladder.profiles(part, b == 0.0 && grows(ladder, part))
        };
        let whole = profiles(0);
        if fits(self.ladder(0), &whole) {
            return Reading::new(self.ladder(0), &u, whole, 0, false);
        }
        for dropped in 1..self.ladders.len() {
            let (ladder, narrower) = (self.ladder(dropped), profiles(dropped));
            if fits(ladder, &narrower) {
                return Reading::new(ladder, &u[dropped..], narrower, dropped, false);
            }
        }
        // With six widths or fewer no width can be left out, and nothing was tried in vain.
        Reading::new(self.ladder(0), &u, whole, 0, self.points.len() > FEWEST_WIDTHS)
    }
}

/// A third of the widths at most, and six are kept.
fn most_dropped(widths: usize) -> usize {
    widths.saturating_sub(FEWEST_WIDTHS).min((widths + 1) / 3)
}

fn fits(ladder: &Ladder, profiles: &[super::families::Profile]) -> bool {
    let NoiseFrom::Replicates(own) = ladder.noise else {
        return true;
    };
    profiles.iter().any(|profile| {
        let spare = ladder.widths().saturating_sub(profile.parameters).max(1) as f64;
        f_exceeds(profile.rss / spare, spare, own) >= LEVEL
    })
}

/// Whether the curve grows by more than two standard errors, so that an offset may be asked for.
pub fn grows(ladder: &Ladder, u: &[f64]) -> bool {
    let curve = ladder.line.project(u);
    let left = curve.rss() / (ladder.widths() - 2).max(1) as f64;
    let scale = if ladder.noise == NoiseFrom::Residuals { left } else { left.max(1.0) };
    u[u.len() - 1] > u[0] && curve.slope > 2.0 * (ladder.line.variance() * scale).sqrt()
}
