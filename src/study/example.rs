//! A row of evidence for tests.

use super::{Row, Status};

impl Row {
    /// A row for tests, which change what they are about.
    pub(crate) fn example() -> Self {
        Self {
            setting: "main".into(),
            width: 64,
            replicate: 0,
            quantity: "ntk_drift".into(),
            horizon: "t = 8".into(),
            step: 8,
            value: Some(1.0),
            floor: None,
            status: Status::Ok,
            reason: String::new(),
        }
    }
}
