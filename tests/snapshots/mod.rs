//! How tests hold text to a file in snapshots/: under its own name, without what the test program adds.

use std::path::Path;

/// The snapshots beside the cards and smoke reports of theorems: of tests/judgements.rs and tests/symbolic.
#[allow(dead_code, reason = "only tests/theorems.rs asks which files belong there")]
pub(crate) const OTHERS: [&str; 4] = ["judgements", "judgements_in_time", "plans", "proofs"];

pub(crate) fn settings() -> insta::Settings {
    let mut settings = insta::Settings::new();
    settings.set_snapshot_path(Path::new(env!("CARGO_MANIFEST_DIR")).join("snapshots"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings
}
