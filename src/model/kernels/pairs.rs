//! Sums over neurons of products of rows, and the changes of products.

use multiversion::{multiversion, target::target_cfg_f};

use super::{Entries, LANES, Row, SUM_LANES, Sum, add, fuse, in_lanes, multiply, part, part_mut, row_by_row};
use crate::model::real::Arithmetic;

/// The products of rows x <= y of one block, row by row of the upper triangle.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+fma", "x86_64+avx2+fma"))]
pub(crate) fn pairs<R: Arithmetic>(rows: &[Row<R>], products: &mut [Row<R>]) {
    let mut products = products.iter_mut();
    for (x, first) in rows.iter().enumerate() {
        for (second, product) in rows[x..].iter().zip(&mut products) {
            row_by_row();
            product.0 = multiply(&first.0, &second.0);
        }
    }
}

/// What `now` and `then` differ by, and the middle between them.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+fma", "x86_64+avx2+fma"))]
pub(crate) fn change_and_middle<R: Arithmetic>(now: &[Row<R>], then: &[Row<R>], change: &mut [Row<R>], middle: &mut [Row<R>]) {
    let half = R::of(0.5);
    for (((now, then), change), middle) in now.iter().zip(then).zip(change).zip(middle) {
        row_by_row();
        (change.0, middle.0) = in_lanes(|lane| {
            let difference = now.0[lane] - then.0[lane];
            (difference, half.mul_add(difference, then.0[lane]))
        });
    }
}

/// The same for the products of rows x <= y, from the changes d and middles m of the rows: see [`change_of_product`].
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+fma", "x86_64+avx2+fma"))]
pub(crate) fn pair_changes<R: Arithmetic>(rows: (&[Row<R>], &[Row<R>]), change: &mut [Row<R>], middle: &mut [Row<R>]) {
    let mut targets = change.iter_mut().zip(middle);
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
    in_lanes(|l| (dx[l].mul_add(my[l], mx[l] * dy[l]), mx[l].mul_add(my[l], quarter * dx[l] * dy[l])))
}

/// Rows of P that the sums of pairs take at once.
pub(crate) const PAIR_ROWS: usize = 10;

/// `sums[k][i] += sum over blocks and lanes of p[i] * s[x] * s[y]` for the k-th pair x <= y, row by row of the upper triangle; products of s are never
/// stored. Blocks have `rows.0` rows of p, a multiple of [`PAIR_ROWS`], and `rows.1` rows of s.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+fma", "x86_64+avx2+fma"))]
pub(super) fn add_pairs<R: Arithmetic, const L: usize, const NARROW_L: usize>(
    p: &[Row<R>],
    s: &[Row<R>],
    rows: (usize, usize),
    sums: &mut [Sum<R>],
) {
    for_pairs(rows, sums, |at, two, sums| {
        if !two {
            pair_tiles::<R, L, 5, 1>(p, s, rows, at, sums);
        } else if target_cfg_f!(target_feature = "avx512f") {
            pair_tiles::<R, L, PAIR_ROWS, 2>(p, s, rows, at, sums);
        } else {
            pair_tiles::<R, NARROW_L, 5, 2>(p, s, rows, at, sums);
        }
    });
}

/// Calls `add((x, y), whether (x, y + 1) too, their sums)` for all pairs x <= y, two at a time where there are two.
#[inline(always)]
fn for_pairs<R>(rows: (usize, usize), mut sums: &mut [Sum<R>], mut add: impl FnMut((usize, usize), bool, &mut [Sum<R>])) {
    for x in 0..rows.1 {
        let (of_x, rest) = sums.split_at_mut((rows.1 - x) * rows.0);
        sums = rest;
        for (of_pairs, y) in of_x.chunks_mut(2 * rows.0).zip((x..).step_by(2)) {
            add((x, y), of_pairs.len() == 2 * rows.0, of_pairs);
        }
    }
}

/// J pairs, (x, y) and those after it.
#[inline(always)]
fn pair_tiles<R: Arithmetic, const L: usize, const I: usize, const J: usize>(
    p: &[Row<R>],
    s: &[Row<R>],
    rows: (usize, usize),
    (x, y): (usize, usize),
    sums: &mut [Sum<R>],
) {
    for i in (0..rows.0).step_by(I) {
        for lane in (0..SUM_LANES).step_by(L) {
            let mut sum = [[[R::default(); L]; I]; J];
            for (p, s) in p.chunks_exact(rows.0).zip(s.chunks_exact(rows.1)) {
                let (p, of_x, of_y): (&[Row<R>; I], &Row<R>, &[Row<R>; J]) = (part(p, i), &s[x], part(s, y));
                for half in 0..LANES / SUM_LANES {
                    let first = lane + half * SUM_LANES;
                    let of_x: &[R; L] = part(&of_x.0, first);
                    let mut product = [[R::default(); L]; J];
                    for j in 0..J {
                        product[j] = multiply(of_x, part(&of_y[j].0, first));
                    }
                    for a in 0..I {
                        let row: &[R; L] = part(&p[a].0, first);
                        for j in 0..J {
                            fuse(&mut sum[j][a], row, &product[j]);
                        }
                    }
                }
            }
            for (j, sum) in sum.iter().enumerate() {
                add_tile(sum, lane, part_mut(sums, j * rows.0 + i));
            }
        }
    }
}

/// The change of those sums: `sums[k][i] += sum of dp[i] * middle + mp[i] * change` with the change and the middle of the product s[x] s[y], from
/// changes and middles of p and of s.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+fma", "x86_64+avx2+fma"))]
pub(super) fn add_pair_changes<R: Arithmetic, const L: usize, const NARROW_L: usize>(
    p: [&[Row<R>]; 2],
    s: [&[Row<R>]; 2],
    rows: (usize, usize),
    sums: &mut [Sum<R>],
) {
    for_pairs(rows, sums, |at, two, sums| {
        if !two {
            change_tiles::<R, L, 5, 1>(p, s, rows, at, sums);
        } else if target_cfg_f!(target_feature = "avx512f") {
            change_tiles::<R, L, PAIR_ROWS, 2>(p, s, rows, at, sums);
        } else {
            change_tiles::<R, NARROW_L, 5, 2>(p, s, rows, at, sums);
        }
    });
}

#[inline(always)]
fn change_tiles<R: Arithmetic, const L: usize, const I: usize, const J: usize>(
    [dp, mp]: [&[Row<R>]; 2],
    [d, m]: [&[Row<R>]; 2],
    rows: (usize, usize),
    (x, y): (usize, usize),
    sums: &mut [Sum<R>],
) {
    for i in (0..rows.0).step_by(I) {
        for lane in (0..SUM_LANES).step_by(L) {
            let mut sum = [[[R::default(); L]; I]; J];
            let of_p = dp.chunks_exact(rows.0).zip(mp.chunks_exact(rows.0));
            let of_s = d.chunks_exact(rows.1).zip(m.chunks_exact(rows.1));
            for ((dp, mp), (d, m)) in of_p.zip(of_s) {
                let (dp, mp): (&[Row<R>; I], &[Row<R>; I]) = (part(dp, i), part(mp, i));
                let (dx, mx) = (&d[x], &m[x]);
                let (dy, my): (&[Row<R>; J], &[Row<R>; J]) = (part(d, y), part(m, y));
                for half in 0..LANES / SUM_LANES {
                    let first = lane + half * SUM_LANES;
                    let (mut change, mut middle) = ([[R::default(); L]; J], [[R::default(); L]; J]);
                    for j in 0..J {
                        let of_x = (part::<R, L>(&dx.0, first), part(&mx.0, first));
                        (change[j], middle[j]) = change_of_product(of_x, (part(&dy[j].0, first), part(&my[j].0, first)));
                    }
                    for a in 0..I {
                        let (dp, mp): (&[R; L], &[R; L]) = (part(&dp[a].0, first), part(&mp[a].0, first));
                        for j in 0..J {
                            fuse(&mut sum[j][a], dp, &middle[j]);
                            fuse(&mut sum[j][a], mp, &change[j]);
                        }
                    }
                }
            }
            for (j, sum) in sum.iter().enumerate() {
                add_tile(sum, lane, part_mut(sums, j * rows.0 + i));
            }
        }
    }
}

/// `sums[a] += tile[a]`, lanes from `lane` on. The number of sums is known to the compiler, so that the tile never leaves the registers.
#[inline(always)]
fn add_tile<R: Arithmetic, const L: usize, const I: usize>(tile: &[[R; L]; I], lane: usize, sums: &mut [Sum<R>; I]) {
    for a in 0..I {
        add(part_mut(&mut sums[a].0, lane), &tile[a]);
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
                    for half in 0..LANES / SUM_LANES {
                        let first = lane + half * SUM_LANES;
                        for a in 0..I {
                            for b in 0..J {
                                fuse(&mut sum[a][b], part(&left[a].0, first), part(&right[b].0, first));
                            }
                        }
                    }
                }
                for (a, sum) in sum.iter().enumerate() {
                    add_tile(sum, lane, part_mut(sums, (i + a) * rows.1 + j));
                }
            }
        }
    }
}
