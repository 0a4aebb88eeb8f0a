//! Two classical optimisers: the minimum spanning tree and the assignment.

/// The edge costs of a minimum spanning tree, by Prim's algorithm.
///
/// `cost` is called exactly once for each pair, so it may also draw the cost.
pub(super) fn spanning_tree(count: usize, mut cost: impl FnMut(usize, usize) -> f64) -> Vec<f64> {
    let mut outside: Vec<(usize, f64)> = (1..count).map(|node| (node, f64::INFINITY)).collect();
    let (mut last, mut edges) = (0, Vec::with_capacity(count));
    while !outside.is_empty() {
        let mut next = 0;
        for place in 0..outside.len() {
            let (node, best) = outside[place];
            outside[place].1 = best.min(cost(last, node));
            if outside[place].1 < outside[next].1 {
                next = place;
            }
        }
        let (node, edge) = outside.swap_remove(next);
        edges.push(edge);
        last = node;
    }
    edges
}

/// The least total cost of an assignment of rows to columns of a square matrix.
///
/// Each round adds a row by a shortest augmenting path with reduced costs (Kuhn 1955).
pub(super) fn assignment(costs: &[Vec<f64>]) -> f64 {
    let count = costs.len();
    // Column `count` is an auxiliary column that holds the new row.
    let (mut of_row, mut of_column) = (vec![0.0; count], vec![0.0; count + 1]);
    let mut row_at: Vec<Option<usize>> = vec![None; count + 1];
    for new in 0..count {
        row_at[count] = Some(new);
        let mut slack = vec![f64::INFINITY; count];
        let mut from = vec![count; count];
        let mut used = vec![false; count + 1];
        let mut column = count;
        while let Some(row) = row_at[column] {
            used[column] = true;
            let (mut least, mut next) = (f64::INFINITY, count);
            for other in (0..count).filter(|&other| !used[other]) {
                let reduced = costs[row][other] - of_row[row] - of_column[other];
                if reduced < slack[other] {
                    (slack[other], from[other]) = (reduced, column);
                }
                if slack[other] < least {
                    (least, next) = (slack[other], other);
                }
            }
            for other in 0..=count {
                match row_at[other] {
                    Some(row) if used[other] => {
                        of_row[row] += least;
                        of_column[other] -= least;
                    }
                    _ if other < count => slack[other] -= least,
                    _ => {}
                }
            }
            column = next;
        }
        while column != count {
            row_at[column] = row_at[from[column]];
            column = from[column];
        }
    }
    let matched = (0..count).filter_map(|column| Some(costs[row_at[column]?][column]));
    matched.sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tree_takes_the_cheap_edges() {
        // Places 0, 1, 3, 7 on a line.
        let places = [0.0f64, 1.0, 3.0, 7.0];
        let mut edges = spanning_tree(4, |i, j| (places[i] - places[j]).abs());
        edges.sort_by(f64::total_cmp);
        assert_eq!(edges, [1.0, 2.0, 4.0]);
    }

    #[test]
    fn assignment_is_the_best_of_all_permutations() {
        let costs = [vec![4.0, 1.0, 3.0], vec![2.0, 0.0, 5.0], vec![3.0, 2.0, 2.0]];
        assert_eq!(assignment(&costs), 5.0);
        let mut stream = crate::random::Stream::of_study(2, "zoo", "assignment");
        for _ in 0..200 {
            let mut row = || (0..3).map(|_| stream.normal().exp()).collect::<Vec<f64>>();
            let costs = [row(), row(), row()];
            let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
            let total = |order: [usize; 3]| (0..3).map(|i| costs[i][order[i]]).sum::<f64>();
            let best = orders.into_iter().map(total).fold(f64::INFINITY, f64::min);
            assert!((assignment(&costs) - best).abs() < 1e-12);
        }
    }
}
