//! How tests hold text to a file in snapshots/: under its own name, without what the test program adds.

use std::path::Path;

pub(crate) fn settings() -> insta::Settings {
    let mut settings = insta::Settings::new();
    // Of this package, or of the workspace around it.
    let folders = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().map(|folder| folder.join("snapshots"));
    settings.set_snapshot_path(folders.into_iter().find(|folder| folder.is_dir()).expect("the folder snapshots/"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings
}
