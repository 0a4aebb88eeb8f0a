//! The engine's loops as they are compiled for one activation, behind one table for all.

use std::marker::PhantomData;

use candle_core::{Result, Tensor};
use multiversion::multiversion;

use super::{Curved, Phi, Smooth};
use crate::model::kernels::{Activated, FEW, Kernels, Lanes, Row, Sum, in_lanes, lanes_of, row_by_row};
use crate::model::real::Arithmetic;

/// An activation with all that is compiled for it.
pub(super) struct Compiled<P>(PhantomData<fn() -> P>);

impl<P> Compiled<P> {
    /// The only value.
    pub(super) const NEW: Self = Self(PhantomData);
}

impl<P: Phi> Compiled<P> {
    /// The activation's table.
    pub(super) const TABLE: &'static &'static dyn AnyPhi = &(&Self::NEW as &dyn AnyPhi);
}

impl<P: Curved> Compiled<P> {
    /// The table of its second derivative.
    pub(super) const CURVE: &'static dyn AnyCurve = &Self::NEW;
}

/// Any activation, in both precisions.
pub trait AnyPhi: Loops<f32> + Loops<f64> {
    /// [`Phi::NAME`].
    fn name(&self) -> &'static str;
    /// [`Phi::KEY`].
    fn key(&self) -> &'static str;
    /// [`Phi::BOUND`].
    fn bound(&self) -> Option<f64>;
    /// [`Phi::SMOOTH`].
    fn smooth(&self) -> Option<Smooth>;
    /// [`Phi::forward`].
    fn forward(&self, a: &Tensor) -> Result<Tensor>;
    /// [`Phi::forward_slope`].
    fn forward_slope(&self, a: &Tensor, value: &Tensor) -> Result<Tensor>;
    /// [`Phi::expectations`].
    fn expectations(&self, covariance: [f64; 3]) -> Option<(f64, f64)>;
}

/// The loops in one precision: one call is for rows of many neurons, so that finding it in a table costs nothing.
pub trait Loops<R>: Send + Sync {
    /// [`Phi::value_and_slope`].
    fn value_and_slope(&self, a: R) -> (R, R);
    /// phi and phi', entry by entry.
    fn fill_rows(&self, a: &[Lanes<R>], value: &mut [Row<R>], slope: &mut [Row<R>]);
    /// phi, entry by entry.
    fn fill_values(&self, a: &[Lanes<R>], value: &mut [Lanes<R>]);
    /// phi', entry by entry, where phi is known.
    fn fill_slopes(&self, a: &[Lanes<R>], value: &[Lanes<R>], slope: &mut [Row<R>]);
    /// [`Kernels::descend_few`].
    fn descend_few(&self, activated: Activated<'_, R>, gradient: &[[R; FEW]], output: &mut [Lanes<R>], h: &mut [Row<R>]);
    /// [`Kernels::add_outputs`].
    fn add_outputs(&self, blocks: (&[Lanes<R>], usize), features: &mut [Lanes<R>], weights: &[[Row<R>; FEW]], sums: &mut [[Sum<R>; FEW]]);
}

/// Any second derivative, in both precisions.
pub trait AnyCurve: CurveLoops<f32> + CurveLoops<f64> {
    /// [`Phi::NAME`].
    fn name(&self) -> &'static str;
    /// [`Phi::KEY`].
    fn key(&self) -> &'static str;
    /// [`Curved::STEEPEST`].
    fn steepest(&self) -> &'static [f64];
    /// [`Curved::MOST_CURVED`].
    fn most_curved(&self) -> &'static [f64];
}

/// The loops of a second derivative in one precision.
pub trait CurveLoops<R>: Send + Sync {
    /// [`Curved::slope_and_curvature`].
    fn slope_and_curvature(&self, a: R) -> (R, R);
    /// phi' and phi'', entry by entry.
    fn fill_curvatures(&self, a: &[Lanes<R>], slope: &mut [Row<R>], curvature: &mut [Row<R>]);
}

impl<P: Phi> AnyPhi for Compiled<P> {
    fn name(&self) -> &'static str {
        P::NAME
    }

    fn key(&self) -> &'static str {
        P::KEY
    }

    fn bound(&self) -> Option<f64> {
        P::BOUND
    }

    fn smooth(&self) -> Option<Smooth> {
        P::SMOOTH
    }

    fn forward(&self, a: &Tensor) -> Result<Tensor> {
        P::forward(a)
    }

    fn forward_slope(&self, a: &Tensor, value: &Tensor) -> Result<Tensor> {
        P::forward_slope(a, value)
    }

    fn expectations(&self, covariance: [f64; 3]) -> Option<(f64, f64)> {
        P::expectations(covariance)
    }
}

impl<P: Phi, R: Kernels> Loops<R> for Compiled<P> {
    fn value_and_slope(&self, a: R) -> (R, R) {
        P::value_and_slope(a)
    }

    fn fill_rows(&self, a: &[Lanes<R>], value: &mut [Row<R>], slope: &mut [Row<R>]) {
        fill_rows::<P, R>(a, value, slope);
    }

    fn fill_values(&self, a: &[Lanes<R>], value: &mut [Lanes<R>]) {
        fill_values::<P, R>(a, value);
    }

    fn fill_slopes(&self, a: &[Lanes<R>], value: &[Lanes<R>], slope: &mut [Row<R>]) {
        fill_slopes::<P, R>(a, value, slope);
    }

    fn descend_few(&self, activated: Activated<'_, R>, gradient: &[[R; FEW]], output: &mut [Lanes<R>], h: &mut [Row<R>]) {
        R::descend_few::<P>(activated, gradient, output, h);
    }

    fn add_outputs(&self, blocks: (&[Lanes<R>], usize), features: &mut [Lanes<R>], weights: &[[Row<R>; FEW]], sums: &mut [[Sum<R>; FEW]]) {
        R::add_outputs::<P>(blocks, features, weights, sums);
    }
}

impl<P: Curved> AnyCurve for Compiled<P> {
    fn name(&self) -> &'static str {
        P::NAME
    }

    fn key(&self) -> &'static str {
        P::KEY
    }

    fn steepest(&self) -> &'static [f64] {
        P::STEEPEST
    }

    fn most_curved(&self) -> &'static [f64] {
        P::MOST_CURVED
    }
}

impl<P: Curved, R: Kernels> CurveLoops<R> for Compiled<P> {
    fn slope_and_curvature(&self, a: R) -> (R, R) {
        P::slope_and_curvature(a)
    }

    fn fill_curvatures(&self, a: &[Lanes<R>], slope: &mut [Row<R>], curvature: &mut [Row<R>]) {
        fill_curvatures::<P, R>(a, slope, curvature);
    }
}

#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+fma", "x86_64+avx2+fma"))]
fn fill_rows<P: Phi, R: Arithmetic>(a: &[Lanes<R>], value: &mut [Row<R>], slope: &mut [Row<R>]) {
    for ((a, value), slope) in a.iter().zip(value).zip(slope) {
        row_by_row();
        (value.0, slope.0) = in_lanes(|lane| P::value_and_slope(a[lane]));
    }
}

#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+fma", "x86_64+avx2+fma"))]
fn fill_values<P: Phi, R: Arithmetic>(a: &[Lanes<R>], value: &mut [Lanes<R>]) {
    for (a, value) in a.iter().zip(value) {
        row_by_row();
        *value = lanes_of(|lane| P::value_and_slope(a[lane]).0);
    }
}

#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+fma", "x86_64+avx2+fma"))]
fn fill_slopes<P: Phi, R: Arithmetic>(a: &[Lanes<R>], value: &[Lanes<R>], slope: &mut [Row<R>]) {
    for ((a, value), slope) in a.iter().zip(value).zip(slope) {
        row_by_row();
        slope.0 = lanes_of(|lane| P::slope(a[lane], value[lane]));
    }
}

#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+fma", "x86_64+avx2+fma"))]
fn fill_curvatures<P: Curved, R: Arithmetic>(a: &[Lanes<R>], slope: &mut [Row<R>], curvature: &mut [Row<R>]) {
    for ((a, slope), curvature) in a.iter().zip(slope).zip(curvature) {
        row_by_row();
        (slope.0, curvature.0) = in_lanes(|lane| P::slope_and_curvature(a[lane]));
    }
}
