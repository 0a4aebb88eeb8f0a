//! Runs that are measured more than once: slopes of dependent values, from what is independent, the runs.

use std::collections::BTreeMap;

use super::least_squares::LinearFit;
use super::slope::Slope;

/// One slope a run, then their mean with Student's interval on runs - 1 degrees of freedom: for values that share a run
/// (several times of one training, or several widths that share seeds). Runs with fewer than two distinct x are left
/// out; `None` with fewer than two others.
pub fn mean_slope(runs: &[Vec<(f64, f64)>]) -> Option<Slope> {
    let slopes: Vec<f64> = runs.iter().filter_map(|run| slope(run)).collect();
    if slopes.len() < 2 {
        return None;
    }
    let n = slopes.len() as f64;
    let mean = slopes.iter().sum::<f64>() / n;
    let variance = slopes.iter().map(|s| (s - mean).powi(2)).sum::<f64>() / (n - 1.0);
    Some(Slope { estimate: mean, error: (variance / n).sqrt(), degrees: n - 1.0 })
}

/// Least squares slope of one run.
fn slope(run: &[(f64, f64)]) -> Option<f64> {
    let n = run.len() as f64;
    let (mean_x, mean_y) = (run.iter().map(|p| p.0).sum::<f64>() / n, run.iter().map(|p| p.1).sum::<f64>() / n);
    let xx: f64 = run.iter().map(|p| (p.0 - mean_x).powi(2)).sum();
    let xy: f64 = run.iter().map(|p| (p.0 - mean_x) * (p.1 - mean_y)).sum();
    (xx > 0.0).then(|| xy / xx)
}

/// A value of one run at one time, on log scales.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LogRow {
    /// Which run: rows of one run are dependent.
    pub run: usize,
    /// log M.
    pub width: f64,
    /// log t.
    pub time: f64,
    /// log y.
    pub value: f64,
}

/// Slopes of log y in log M and in log t, fitted together by least squares, with errors from whole runs (the cluster
/// sandwich of Liang and Zeger 1986 with the factor runs/(runs - 1)) and runs - 3 degrees of freedom. `None` with fewer
/// than four runs, or where a variable does not vary.
pub fn joint_slopes(rows: &[LogRow]) -> Option<[Slope; 2]> {
    let runs: std::collections::BTreeSet<usize> = rows.iter().map(|r| r.run).collect();
    let varies = |of: fn(&LogRow) -> f64| rows.iter().any(|r| of(r) != of(&rows[0]));
    if runs.len() < 4 || !varies(|r| r.width) || !varies(|r| r.time) {
        return None;
    }
    let mean = |of: fn(&LogRow) -> f64| rows.iter().map(of).sum::<f64>() / rows.len() as f64;
    let (centre_x, centre_t) = (mean(|r| r.width), mean(|r| r.time));
    let columns =
        vec![vec![1.0; rows.len()], rows.iter().map(|r| r.width - centre_x).collect(), rows.iter().map(|r| r.time - centre_t).collect()];
    let fit = LinearFit::new(columns, &vec![1.0; rows.len()]);
    let y: Vec<f64> = rows.iter().map(|r| r.value).collect();
    let (beta, residuals) = (fit.coefficients(&y), fit.residuals(&y));
    let count = runs.len() as f64;
    let slope = |column: usize| {
        let mut scores: BTreeMap<usize, f64> = BTreeMap::new();
        for ((row, influence), residual) in rows.iter().zip(fit.influence(column)).zip(&residuals) {
            *scores.entry(row.run).or_default() += influence * residual;
        }
        let variance = count / (count - 1.0) * scores.values().map(|s| s * s).sum::<f64>();
        Slope { estimate: beta[column], error: variance.sqrt(), degrees: count - 3.0 }
    };
    Some([slope(1), slope(2)])
}

#[cfg(test)]
mod tests {
    use nalgebra::DMatrix;

    use super::*;

    /// Means 4/3 and 8/3, sums of squares 42/9 and products 39/9: the slope is 13/14.
    #[test]
    fn a_run_at_one_time_has_no_slope() {
        let (run, one_time) = (vec![(0.0, 1.0), (1.0, 3.0), (3.0, 4.0)], vec![(1.0, 2.0), (1.0, 5.0)]);
        assert_eq!(mean_slope(&[run.clone(), one_time.clone()]), None);
        let slope = mean_slope(&[run.clone(), one_time, run]).expect("two slopes");
        assert!((slope.estimate - 13.0 / 14.0).abs() < 1e-14 && slope.error < 1e-14 && slope.degrees == 1.0, "{slope:?}");
    }

    /// (X^T X)^-1 X^T S X (X^T X)^-1 with dense matrices, S the residuals' products within each run.
    #[test]
    fn slopes_and_their_errors_are_those_of_the_dense_sandwich() {
        let noise = |k: usize| 0.1 * (5.0 * k as f64).sin();
        let place = |k: usize| (1.0 + (k % 5) as f64 * 0.7, (k / 5) as f64 * 0.3 + 0.1 * (k % 3) as f64);
        let rows: Vec<LogRow> = (0..25)
            .map(|k| LogRow { run: k % 5, width: place(k).0, time: place(k).1, value: 2.0 - 0.5 * place(k).0 + place(k).1 + noise(k) })
            .collect();
        let x = DMatrix::from_fn(25, 3, |k, j| [1.0, rows[k].width, rows[k].time][j]);
        let y = DMatrix::from_fn(25, 1, |k, _| rows[k].value);
        let inverse = (x.transpose() * &x).try_inverse().expect("three columns that differ");
        let beta = &inverse * (x.transpose() * &y);
        let rest = &y - &x * &beta;
        let within = DMatrix::from_fn(25, 25, |a, b| if rows[a].run == rows[b].run { rest[(a, 0)] * rest[(b, 0)] } else { 0.0 });
        let sandwich = &inverse * x.transpose() * within * &x * &inverse;
        for (column, slope) in (1..).zip(joint_slopes(&rows).unwrap()) {
            assert!((slope.estimate - beta[(column, 0)]).abs() < 1e-10, "{slope:?}");
            // Five runs: a factor 5/4, and two degrees of freedom.
            assert!((slope.error.powi(2) / (1.25 * sandwich[(column, column)]) - 1.0).abs() < 1e-8, "{slope:?}");
            assert_eq!(slope.degrees, 2.0);
        }
        assert!(joint_slopes(&rows.iter().filter(|row| row.run < 3).copied().collect::<Vec<_>>()).is_none());
        assert!(joint_slopes(&rows.iter().map(|row| LogRow { time: 1.0, ..*row }).collect::<Vec<_>>()).is_none());
        assert!(joint_slopes(&rows.iter().map(|row| LogRow { width: 1.0, ..*row }).collect::<Vec<_>>()).is_none());
    }
}
