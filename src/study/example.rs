//! A row of evidence for tests.

use super::{Row, Status};
use crate::model::Precision;
use crate::observe::Observable;

impl Row {
    /// A row for tests, which change what they are about.
    pub(crate) fn example() -> Self {
        Self {
            scale: "smoke".into(),
            seed: 0,
            data: "gaussian".into(),
            precision: Precision::F64,
            setting: "main".into(),
            trained: "tanh".into(),
            width: 64,
            replicate: 0,
            observable: Observable::NtkDrift,
            horizon: "t = 8".into(),
            step: 8,
            value: Some(1.0),
            floor: None,
            status: Status::Ok,
            reason: String::new(),
        }
    }
}
