//! The loss l(s+, s-) of one triplet.

use candle_core::{Result, Tensor};

/// The loss of one triplet, from the similarity s+ of anchor and positive and s- of anchor and negative.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum TripletLoss {
    /// s- - s+
    Linear,
    /// log(1 + exp((s- - s+) / T))
    Softmax {
        /// T > 0.
        temperature: f64,
    },
}

impl TripletLoss {
    /// The name in tables.
    pub fn name(&self) -> String {
        match self {
            Self::Linear => "linear".into(),
            Self::Softmax { temperature } => format!("softmax, T {temperature}"),
        }
    }

    /// Canonical text.
    pub fn key(&self) -> String {
        match self {
            Self::Linear => "linear".into(),
            Self::Softmax { temperature } => format!("softmax(T={temperature})"),
        }
    }

    /// l and its derivative in the margin s- - s+.
    pub fn value_and_slope(&self, margin: f64) -> (f64, f64) {
        match *self {
            Self::Linear => (margin, 1.0),
            Self::Softmax { temperature } => {
                let x = margin / temperature;
                let small = libm::exp(-x.abs());
                let slope = if x >= 0.0 { 1.0 / (1.0 + small) } else { small / (1.0 + small) };
                (x.max(0.0) + libm::log1p(small), slope / temperature)
            }
        }
    }

    /// l entry by entry as candle operations.
    pub fn forward(&self, margin: &Tensor) -> Result<Tensor> {
        match *self {
            Self::Linear => Ok(margin.clone()),
            Self::Softmax { temperature } => {
                let x = (margin / temperature)?;
                x.relu()? + (x.abs()?.neg()?.exp()? + 1.0)?.log()?
            }
        }
    }
}
