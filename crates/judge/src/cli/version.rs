//! The text of `--version`: the version, the revision, and what a result depends on besides.

/// The version of the crate that judges.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
/// The revision that this crate was built from.
pub const REVISION: &str = env!("ASYMPTEST_REVISION");

/// A version, the revision it was built from, and a line for each of the parts that results depend on, such as an engine.
pub fn long(version: &str, revision: &str, parts: &[(&str, String)]) -> String {
    let parts: String = parts.iter().map(|(part, version)| format!("\n{part} {version}")).collect();
    format!("{version}\nrevision {revision}{parts}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_each_part() {
        assert_eq!(long("0.1.0", "unknown", &[("engine", "two_layer 4".into())]), "0.1.0\nrevision unknown\nengine two_layer 4");
        assert_eq!(long("0.1.0", "unknown", &[]), "0.1.0\nrevision unknown");
    }
}
