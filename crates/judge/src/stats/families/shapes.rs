//! The shapes of one grid over one ladder, projected on straight lines.

use super::{Family, Grid, Role};
use crate::stats::least_squares::dot;
use crate::stats::line::{Curve, Line};

/// A point of a family: a slope in the limit, and how well the best curve with these parameters fits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Member {
    pub(super) slope: f64,
    pub(super) rss: f64,
    /// The residual and what the member's surprise adds to it.
    pub(super) cost: f64,
    pub(super) variance: f64,
    /// The distance from the slope at the end of the ladder to the limit.
    pub(super) travel: f64,
}

/// The shapes of one grid over one ladder, projected: they read any number of curves.
#[derive(Debug, Clone)]
pub(super) struct Shapes {
    role: Role,
    /// One row of numbers a point: the part of the shape that is compared with the curve's.
    vectors: Vec<f64>,
    /// The slope of each shape's own straight line, or for growth the exponent itself.
    slopes: Vec<f64>,
    /// The squared length of each vector.
    squares: Vec<f64>,
    /// The slope of each shape at the end of the ladder.
    ends: Vec<f64>,
    /// The surprise of each member.
    surprises: Vec<f64>,
    line_variance: f64,
    usual_multiple: f64,
}

impl Shapes {
    pub(super) fn new(family: &dyn Family, grid: &Grid, line: &Line) -> Self {
        let role = family.role();
        let points = grid.rows.len() * grid.width();
        let mut shapes = Self {
            role,
            vectors: Vec::with_capacity(points * line.sizes()),
            slopes: Vec::with_capacity(points),
            squares: Vec::with_capacity(points),
            ends: Vec::with_capacity(points),
            surprises: Vec::with_capacity(points),
            line_variance: line.variance(),
            usual_multiple: family.usual_multiple(),
        };
        let mut shape = vec![0.0; line.sizes()];
        for (index, row) in grid.rows.iter().enumerate() {
            let basis = family.basis(*row, &line.x);
            for column in grid.column(index) {
                family.shapes(*row, column, &basis, &mut shape);
                let start = shapes.vectors.len();
                let slope = line.append(&shape, role.part(), &mut shapes.vectors);
                let vector = &shapes.vectors[start..];
                shapes.squares.push(dot(vector, vector));
                shapes.ends.push(last_slope(&line.x, &shape));
                shapes.surprises.push(family.surprise(*row, column, line.span()));
                shapes.slopes.push(if role == Role::Whole { *row } else { slope });
            }
        }
        shapes
    }

    /// Every member's cost for a curve; `unit` is the variance of the noise in units of the weights.
    pub(super) fn read(&self, curve: &Curve, unit: f64) -> Vec<Member> {
        let target = curve.part(self.role.part());
        let vectors = self.vectors.chunks_exact(target.len());
        vectors.enumerate().map(|(i, vector)| self.member(curve, target, vector, i, unit)).collect()
    }

    fn member(&self, curve: &Curve, target: &[f64], vector: &[f64], i: usize, unit: f64) -> Member {
        let (slope, square, end) = (self.slopes[i], self.squares[i], self.ends[i]);
        let left = |times: f64| target.iter().zip(vector).map(|(t, v)| (t - times * v).powi(2)).sum::<f64>();
        let member = |slope, rss, variance, travel| Member { slope, rss, cost: rss + unit * self.surprises[i], variance, travel };
        match self.role {
            Role::Offset => member(curve.slope - slope, left(1.0), self.line_variance, end),
            Role::Whole => member(slope, left(1.0), 0.0, 0.0),
            Role::Regressor => {
                let square = square.max(f64::MIN_POSITIVE);
                let times = dot(target, vector) / square;
                member(times, left(times), square.recip(), times * (end - 1.0))
            }
            // A multiple of a usual size: ridge regression.
            Role::Extra => {
                let ridge = unit / self.usual_multiple.powi(2);
                let square = (square + ridge).max(f64::MIN_POSITIVE);
                let times = dot(target, vector) / square;
                let rss = left(times);
                let variance = self.line_variance + slope * slope / square;
                let free = member(curve.slope - times * slope, rss, variance, times * end);
                Member { cost: free.cost + ridge * times * times, ..free }
            }
        }
    }
}

/// The slope between the last two sizes.
fn last_slope(x: &[f64], shape: &[f64]) -> f64 {
    let last = x.len() - 1;
    (shape[last] - shape[last - 1]) / (x[last] - x[last - 1])
}
