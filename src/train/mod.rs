//! Training: a network, a loss of its outputs, a rule by which weights follow the gradient, and what is measured on the way.
//!
//! Each is a trait of a few methods. What a network cannot do does not compile: a rule and a measure are made for kinds of networks, and there is no
//! `Rule<ReducedNetwork<R>>` for what the reduced form cannot follow.

mod data;
mod dataset;
mod decay;
mod layers;
mod measure;
mod momentum;
mod network;
mod recorder;
mod rule;
mod sampler;
mod shared;

pub use data::Data;
pub use dataset::{Dataset, Inputs};
pub use decay::WeightDecay;
pub use layers::ByLayer;
pub use measure::{LOSS, LossValue, Measure, Now, OfOutputs, OfReduced, Start, Watch, watch};
pub use momentum::Momentum;
pub use network::Network;
pub use recorder::{Training, train};
pub use rule::{Descent, Rule, Stepper};
pub use sampler::{Minibatch, Sampler, Whole};
pub use shared::Shared;
