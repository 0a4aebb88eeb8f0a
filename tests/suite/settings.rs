//! Every setting of the suite and of the examples on record: its key, words, engine, assumptions and cost.

use std::fmt::Write;

use asymptest::claim::assumption;
use asymptest::data::Source;
use asymptest::experiment::Scale;
use asymptest::study::Study;
use asymptest::theorem::Theorem;
use asymptest::theorems::REGISTRY;

use crate::{openness, snapshots};

/// The settings of a theorem, a paragraph each.
fn settings(theorem: &dyn Theorem) -> String {
    let study = Study::designed(theorem, Scale::Smoke, 0, Source::Mnist);
    let mut text = String::new();
    for setting in &study.settings {
        let (engine, version) = setting.engine();
        writeln!(text, "{} {}: {}\n  {}\n  by {engine} {version}", theorem.id(), setting.id(), setting.describe(), setting.key()).unwrap();
        let broken = assumption::ALL.iter().filter_map(|asked| match setting.broken(asked) {
            Ok(None) => None,
            Ok(Some(why)) => Some(format!("{}: {why}", asked.name)),
            Err(_) => Some(format!("{}: not known", asked.name)),
        });
        writeln!(text, "  breaks {}", broken.collect::<Vec<_>>().join("; ")).unwrap();
        let costs =
            [64, 4096].map(|at| study.cost(&**setting, at)).map(|cost| format!("{} multiplications, {} bytes", cost.work, cost.bytes));
        let there = study.cost_on_device(&**setting, 4096).map_or_else(|_| "none".into(), |cost| format!("{} bytes", cost.bytes));
        writeln!(text, "  costs {}; on a device {there}\n", costs.join("; ")).unwrap();
    }
    text
}

#[test]
fn all_are_as_they_were() {
    let theorems = REGISTRY.iter().chain(openness::REGISTRY);
    let text: String = theorems.map(|theorem| settings(*theorem)).collect();
    snapshots::settings().bind(|| insta::assert_snapshot!("settings", text));
}
