//! Sums over neurons of products of rows, and the changes of products.

use multiversion::{multiversion, target::target_cfg_f};

use super::{Entries, LANES, Row, SUM_LANES, Sum, fuse, part, part_mut};
use crate::model::real::Arithmetic;

/// Rows of several blocks of neurons, row after row: a row's blocks lie side by side.
#[derive(Debug, Clone, Copy)]
pub struct Strips<'a, R> {
    /// Row r of block b at r * `stride` + b.
    pub rows: &'a [Row<R>],
    /// Room for so many blocks in a row.
    pub stride: usize,
    /// Blocks that are there.
    pub blocks: usize,
}

impl<'a, R> Strips<'a, R> {
    /// Rows that are there.
    fn count(&self) -> usize {
        self.rows.len() / self.stride
    }

    #[inline(always)]
    fn strip(&self, row: usize) -> &'a [Row<R>] {
        &self.rows[row * self.stride..][..self.blocks]
    }
}

/// The products of rows x <= y of one block, row by row of the upper triangle; product number k goes to `products[k * stride]`.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+fma", "x86_64+avx2+fma"))]
pub(crate) fn pairs<R: Arithmetic>(rows: &[Row<R>], products: &mut [Row<R>], stride: usize) {
    let mut products = products.iter_mut().step_by(stride);
    for (x, first) in rows.iter().enumerate() {
        for (second, product) in rows[x..].iter().zip(&mut products) {
            for lane in 0..LANES {
                product.0[lane] = first.0[lane] * second.0[lane];
            }
        }
    }
}

/// What `now` and `then` differ by, and the middle between them.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+fma", "x86_64+avx2+fma"))]
pub(crate) fn change_and_middle<R: Arithmetic>(now: &[Row<R>], then: &[Row<R>], change: &mut [Row<R>], middle: &mut [Row<R>]) {
    let half = R::of(0.5);
    for (((now, then), change), middle) in now.iter().zip(then).zip(change).zip(middle) {
        for lane in 0..LANES {
            let difference = now.0[lane] - then.0[lane];
            change.0[lane] = difference;
            middle.0[lane] = half.mul_add(difference, then.0[lane]);
        }
    }
}

/// The same for the products of rows x <= y, from the changes d and middles m of the rows: see [`change_of_product`]. Placed as [`pairs`] does.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+fma", "x86_64+avx2+fma"))]
pub(crate) fn pair_changes<R: Arithmetic>(rows: (&[Row<R>], &[Row<R>]), change: &mut [Row<R>], middle: &mut [Row<R>], stride: usize) {
    let mut targets = change.iter_mut().step_by(stride).zip(middle.iter_mut().step_by(stride));
    for (x, first) in rows.0.iter().zip(rows.1).enumerate() {
        for (second, (change, middle)) in rows.0[x..].iter().zip(&rows.1[x..]).zip(&mut targets) {
            (change.0, middle.0) = change_of_product((&first.0.0, &first.1.0), (&second.0.0, &second.1.0));
        }
    }
}

/// The change d m + m d of a product and its middle m m + d d/4, from the changes and middles of its factors.
#[inline(always)]
fn change_of_product<R: Arithmetic, const L: usize>((dx, mx): (&[R; L], &[R; L]), (dy, my): (&[R; L], &[R; L])) -> ([R; L], [R; L]) {
    let quarter = R::of(0.25);
    let (mut change, mut middle) = ([R::default(); L], [R::default(); L]);
    for l in 0..L {
        change[l] = dx[l].mul_add(my[l], mx[l] * dy[l]);
        middle[l] = mx[l].mul_add(my[l], quarter * dx[l] * dy[l]);
    }
    (change, middle)
}

/// Rows of P that the sums of pairs take at once.
pub(crate) const PAIR_ROWS: usize = 10;

/// `sums[k][i] += sum over blocks and lanes of p[i] * s[x] * s[y]` for the k-th pair x <= y, row by row of the upper triangle. The rows of p are a
/// multiple of [`PAIR_ROWS`]; products of s are never stored.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+fma", "x86_64+avx2+fma"))]
pub(super) fn add_pairs<R: Arithmetic, const L: usize, const NARROW_L: usize>(p: Strips<'_, R>, s: Strips<'_, R>, sums: &mut [Sum<R>]) {
    let height = p.count();
    let mut sums = sums;
    for x in 0..s.count() {
        let (of_x, rest) = sums.split_at_mut((s.count() - x) * height);
        sums = rest;
        let mut y = x;
        for of_pairs in of_x.chunks_mut(2 * height) {
            if of_pairs.len() < 2 * height {
                pair_tiles::<R, L, 5, 1>(p, s, (x, y), of_pairs);
            } else if target_cfg_f!(target_feature = "avx512f") {
                pair_tiles::<R, L, PAIR_ROWS, 2>(p, s, (x, y), of_pairs);
            } else {
                pair_tiles::<R, NARROW_L, 5, 2>(p, s, (x, y), of_pairs);
            }
            y += 2;
        }
    }
}

/// J pairs, (x, y) and those after it.
#[inline(always)]
fn pair_tiles<R: Arithmetic, const L: usize, const I: usize, const J: usize>(
    p: Strips<'_, R>,
    s: Strips<'_, R>,
    (x, y): (usize, usize),
    sums: &mut [Sum<R>],
) {
    let height = p.count();
    let of_x = s.strip(x);
    let of_y: [&[Row<R>]; J] = std::array::from_fn(|j| s.strip(y + j));
    for i in (0..height).step_by(I) {
        let rows: [&[Row<R>]; I] = std::array::from_fn(|a| p.strip(i + a));
        for lane in (0..SUM_LANES).step_by(L) {
            let mut sum = [[[R::default(); L]; I]; J];
            for block in 0..p.blocks {
                for first in (lane..LANES).step_by(SUM_LANES) {
                    let of_x: &[R; L] = part(&of_x[block].0, first);
                    let mut product = [[R::default(); L]; J];
                    for j in 0..J {
                        let of_y: &[R; L] = part(&of_y[j][block].0, first);
                        for l in 0..L {
                            product[j][l] = of_x[l] * of_y[l];
                        }
                    }
                    for a in 0..I {
                        let row: &[R; L] = part(&rows[a][block].0, first);
                        for j in 0..J {
                            fuse(&mut sum[j][a], row, &product[j]);
                        }
                    }
                }
            }
            for (j, sum) in sum.iter().enumerate() {
                add_tile(sum, lane, &mut sums[j * height + i..]);
            }
        }
    }
}

/// The change of those sums: `sums[k][i] += sum of dp[i] * middle + mp[i] * change` with the change and the middle of the product s[x] s[y], from
/// changes and middles of p and of s.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+fma", "x86_64+avx2+fma"))]
pub(super) fn add_pair_changes<R: Arithmetic, const L: usize, const NARROW_L: usize>(
    p: [Strips<'_, R>; 2],
    s: [Strips<'_, R>; 2],
    sums: &mut [Sum<R>],
) {
    let height = p[0].count();
    let mut sums = sums;
    for x in 0..s[0].count() {
        let (of_x, rest) = sums.split_at_mut((s[0].count() - x) * height);
        sums = rest;
        let mut y = x;
        for of_pairs in of_x.chunks_mut(2 * height) {
            if of_pairs.len() < 2 * height {
                change_tiles::<R, L, 5, 1>(p, s, (x, y), of_pairs);
            } else if target_cfg_f!(target_feature = "avx512f") {
                change_tiles::<R, L, PAIR_ROWS, 2>(p, s, (x, y), of_pairs);
            } else {
                change_tiles::<R, NARROW_L, 5, 2>(p, s, (x, y), of_pairs);
            }
            y += 2;
        }
    }
}

#[inline(always)]
fn change_tiles<R: Arithmetic, const L: usize, const I: usize, const J: usize>(
    [dp, mp]: [Strips<'_, R>; 2],
    [d, m]: [Strips<'_, R>; 2],
    (x, y): (usize, usize),
    sums: &mut [Sum<R>],
) {
    let height = dp.count();
    let of_x = (d.strip(x), m.strip(x));
    let of_y: [_; J] = std::array::from_fn(|j| (d.strip(y + j), m.strip(y + j)));
    for i in (0..height).step_by(I) {
        let rows: [_; I] = std::array::from_fn(|a| (dp.strip(i + a), mp.strip(i + a)));
        for lane in (0..SUM_LANES).step_by(L) {
            let mut sum = [[[R::default(); L]; I]; J];
            for block in 0..dp.blocks {
                for first in (lane..LANES).step_by(SUM_LANES) {
                    let of_x = (part::<R, L>(&of_x.0[block].0, first), part(&of_x.1[block].0, first));
                    let products: [_; J] = std::array::from_fn(|j| {
                        change_of_product(of_x, (part(&of_y[j].0[block].0, first), part(&of_y[j].1[block].0, first)))
                    });
                    for a in 0..I {
                        let (change, middle) = (part(&rows[a].0[block].0, first), part(&rows[a].1[block].0, first));
                        for j in 0..J {
                            fuse(&mut sum[j][a], change, &products[j].1);
                            fuse(&mut sum[j][a], middle, &products[j].0);
                        }
                    }
                }
            }
            for (j, sum) in sum.iter().enumerate() {
                add_tile(sum, lane, &mut sums[j * height + i..]);
            }
        }
    }
}

/// `sums[a] += tile[a]`, lanes from `lane` on.
#[inline(always)]
fn add_tile<R: Arithmetic, const L: usize, const I: usize>(tile: &[[R; L]; I], lane: usize, sums: &mut [Sum<R>]) {
    for (tile, sum) in tile.iter().zip(sums) {
        for (sum, &x) in part_mut::<R, L>(&mut sum.0, lane).iter_mut().zip(tile) {
            *sum = *sum + x;
        }
    }
}

#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+fma", "x86_64+avx2+fma"))]
pub(super) fn add_products<R: Arithmetic, const L: usize, const NARROW_L: usize>(
    left: &[Row<R>],
    right: &[Row<R>],
    rows: (usize, usize),
    entries: Entries,
    sums: &mut [Sum<R>],
) {
    if target_cfg_f!(target_feature = "avx512f") {
        product_tiles::<R, L, 10, 2>(left, right, rows, entries, sums);
    } else {
        product_tiles::<R, NARROW_L, 5, 2>(left, right, rows, entries, sums);
    }
}

#[inline(always)]
fn product_tiles<R: Arithmetic, const L: usize, const I: usize, const J: usize>(
    left: &[Row<R>],
    right: &[Row<R>],
    rows: (usize, usize),
    entries: Entries,
    sums: &mut [Sum<R>],
) {
    for i in (0..rows.0).step_by(I) {
        for j in (0..rows.1).step_by(J) {
            if entries == Entries::Upper && j + J <= i {
                continue;
            }
            for lane in (0..SUM_LANES).step_by(L) {
                let mut sum = [[[R::default(); L]; J]; I];
                for (left, right) in left.chunks_exact(rows.0).zip(right.chunks_exact(rows.1)) {
                    let (left, right): (&[Row<R>; I], &[Row<R>; J]) = (part(left, i), part(right, j));
                    for first in (lane..LANES).step_by(SUM_LANES) {
                        for a in 0..I {
                            for b in 0..J {
                                fuse(&mut sum[a][b], part(&left[a].0, first), part(&right[b].0, first));
                            }
                        }
                    }
                }
                for (a, sum) in sum.iter().enumerate() {
                    add_tile(sum, lane, &mut sums[(i + a) * rows.1 + j..]);
                }
            }
        }
    }
}
