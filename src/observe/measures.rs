//! All measures of this crate, by the kind of network.

use super::{
    ColumnGap, Departure, HessianMeasure, KernelDrift, KernelRatio, Level, NTK_DRIFT, OrthonormalityError, PairMeasure, ProbeMeasure,
    SpectrumMeasure, TraceMeasure, WEIGHT_MOVEMENT, WeightMovement,
};
use crate::claim::Quantity;
use crate::model::{Real, ReducedNetwork, TensorNetwork};
use crate::train::{LOSS, LossValue, Measure};

/// What every trajectory has. These exist on every device.
pub const BASIC: [Quantity; 3] = [NTK_DRIFT, WEIGHT_MOVEMENT, LOSS];

/// A measure of networks `N`.
type Boxed<N> = Box<dyn Measure<N>>;

/// Measures of the reduced network.
pub fn of_reduced<R: Real>() -> Vec<Boxed<ReducedNetwork<R>>> {
    // Probes first: a second network is there while one begins.
    let mut all = boxed::<R, _>(ProbeMeasure::ALL);
    all.push(Box::new(KernelDrift));
    all.push(Box::new(WeightMovement));
    all.push(Box::new(LossValue));
    all.push(Box::new(KernelRatio));
    all.extend(boxed::<R, _>(HessianMeasure::ALL));
    all.extend(boxed::<R, _>(Level::ALL.map(Departure::Time)));
    all.extend(boxed::<R, _>(Level::ALL.map(Departure::Outputs)));
    all.extend(boxed::<R, _>(PairMeasure::ALL));
    all.push(Box::new(OrthonormalityError));
    all.push(Box::new(ColumnGap));
    all.extend(boxed::<R, _>(SpectrumMeasure::ALL));
    all.extend(boxed::<R, _>(TraceMeasure::ALL));
    all
}

fn boxed<R: Real, M: Measure<ReducedNetwork<R>> + 'static>(measures: impl IntoIterator<Item = M>) -> Vec<Boxed<ReducedNetwork<R>>> {
    measures.into_iter().map(|measure| Box::new(measure) as Boxed<ReducedNetwork<R>>).collect()
}

/// Measures of the network on a device.
pub fn of_tensors() -> Vec<Boxed<TensorNetwork>> {
    let mut all: Vec<Boxed<TensorNetwork>> = vec![Box::new(KernelDrift), Box::new(WeightMovement), Box::new(LossValue)];
    all.extend(Level::ALL.map(|level| Box::new(Departure::Time(level)) as Boxed<TensorNetwork>));
    all.extend(Level::ALL.map(|level| Box::new(Departure::Outputs(level)) as Boxed<TensorNetwork>));
    all
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_quantity_has_a_name_of_its_own_and_one_measure() {
        let names: Vec<&str> = of_reduced::<f64>().iter().map(|measure| measure.quantity().name).collect();
        assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len(), "{names:?}");
        assert!(names.iter().all(|name| name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')));
        assert!(of_tensors().iter().all(|measure| names.contains(&measure.quantity().name)));
    }
}
