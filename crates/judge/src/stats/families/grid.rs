//! A grid of two parameters, refined around the points that fit.

/// Rows of one parameter; in each row the other runs over an interval of its own.
#[derive(Debug, Clone)]
pub struct Grid {
    /// The first parameter, increasing.
    pub rows: Vec<f64>,
    /// The interval of the second parameter, row by row.
    pub columns: Vec<(f64, f64)>,
    /// Number of points a row.
    pub points: usize,
    limits: (f64, f64),
    /// The widest interval that a row allows.
    widest: fn(f64, f64) -> (f64, f64),
    span: f64,
    /// A value of the second parameter that the first round tries besides.
    also: Option<f64>,
}

/// Rows beside the box of points that fit that stay in it, in steps of the grid.
const BESIDE: f64 = 1.5;

impl Grid {
    /// `rows` evenly apart over `limits`; `widest(row, span)` is the interval of the second parameter.
    pub fn new(limits: (f64, f64), rows: usize, points: usize, span: f64, widest: fn(f64, f64) -> (f64, f64)) -> Self {
        let rows = evenly(limits, rows);
        let columns = rows.iter().map(|row| widest(*row, span)).collect();
        Self { rows, columns, points, limits, widest, span, also: None }
    }

    /// Adds a value of the second parameter to the first round.
    pub fn with(self, also: f64) -> Self {
        Self { also: Some(also), ..self }
    }

    /// The values of the second parameter in a row.
    pub fn column(&self, row: usize) -> Vec<f64> {
        let mut values = evenly(self.columns[row], self.points);
        values.extend(self.also);
        values
    }

    /// Points a row, the additional one included.
    pub fn width(&self) -> usize {
        self.points + usize::from(self.also.is_some())
    }

    /// The grid over the points whose `rss` (row after row) is at most `threshold`.
    pub fn refined(&self, rss: &[f64], threshold: f64) -> Self {
        let rows: Vec<&[f64]> = rss.chunks(self.width()).collect();
        let fits = |row: &[f64]| row.iter().any(|r| *r <= threshold);
        let first = rows.iter().position(|row| fits(row)).unwrap_or(0);
        let last = rows.iter().rposition(|row| fits(row)).unwrap_or(rows.len() - 1);
        let boxes: Vec<(f64, f64)> = rows.iter().enumerate().map(|(i, row)| self.box_of(i, row, threshold)).collect();
        let step = if self.rows.len() > 1 { self.rows[1] - self.rows[0] } else { 0.0 };
        let low = (self.rows[first] - step).max(self.limits.0);
        let high = (self.rows[last] + step).min(self.limits.1);
        let next = evenly((low, high), self.rows.len());
        let columns = next
            .iter()
            .map(|row| {
                let (least, most) = (self.widest)(*row, self.span);
                let (low, high) = interpolated(&self.rows, &boxes, *row);
                let low = low.clamp(least, most);
                (low, high.clamp(low, most).max(low + 1e-9))
            })
            .collect();
        Self { rows: next, columns, also: None, ..self.clone() }
    }

    /// The interval of the second parameter in which a row fits; around its best point if none does.
    fn box_of(&self, row: usize, rss: &[f64], threshold: f64) -> (f64, f64) {
        let values = self.column(row);
        let fitting = values.iter().zip(rss).filter(|(_, r)| **r <= threshold).map(|(value, _)| *value);
        let (mut low, mut high) = fitting.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
        if low > high {
            let best = rss.iter().enumerate().min_by(|a, b| a.1.total_cmp(b.1)).map_or(0, |(i, _)| i);
            (low, high) = (values[best], values[best]);
        }
        let step = BESIDE * (self.columns[row].1 - self.columns[row].0) / (self.points.max(2) - 1) as f64;
        (low - step, high + step)
    }
}

fn evenly((low, high): (f64, f64), count: usize) -> Vec<f64> {
    let last = count.max(2) - 1;
    (0..count).map(|i| low + (high - low) * i as f64 / last as f64).collect()
}

/// Linear interpolation of both ends at `at`; `rows` increase, and `at` lies within them.
fn interpolated(rows: &[f64], boxes: &[(f64, f64)], at: f64) -> (f64, f64) {
    let above = rows.partition_point(|row| *row < at).min(rows.len() - 1);
    if above == 0 || rows[above] == rows[above - 1] {
        return boxes[above];
    }
    let part = ((at - rows[above - 1]) / (rows[above] - rows[above - 1])).clamp(0.0, 1.0);
    let between = |a: f64, b: f64| a + part * (b - a);
    (between(boxes[above - 1].0, boxes[above].0), between(boxes[above - 1].1, boxes[above].1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(_: f64, _: f64) -> (f64, f64) {
        (-1.0, 3.0)
    }

    /// A bowl with its least at (0.3, 0.7): three refinements find it to 1e-3 and never leave the limits.
    #[test]
    fn refinement_closes_in_on_the_least() {
        let mut grid = Grid::new((-2.0, 2.0), 9, 9, 1.0, plain);
        for _ in 0..5 {
            let bowl = |row: f64, column: f64| (row - 0.3).powi(2) + (column - 0.7).powi(2);
            let rss: Vec<f64> = (0..grid.rows.len())
                .flat_map(|i| grid.column(i).into_iter().map(move |c| (i, c)))
                .map(|(i, c)| bowl(grid.rows[i], c))
                .collect();
            let least = rss.iter().copied().fold(f64::INFINITY, f64::min);
            grid = grid.refined(&rss, 2.0 * least + 1e-9);
            assert!(grid.rows[0] >= -2.0 && grid.columns.iter().all(|c| c.0 >= -1.0 && c.1 <= 3.0));
        }
        assert!((grid.rows[4] - 0.3).abs() < 1e-2, "{grid:?}");
        assert!(grid.columns[4].0 <= 0.7 && grid.columns[4].1 >= 0.7 && grid.columns[4].1 - grid.columns[4].0 < 0.1, "{grid:?}");
    }
}
