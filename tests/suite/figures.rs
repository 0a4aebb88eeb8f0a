//! Figures: the same data give the same bytes, no data give a broken picture, and every claim has a picture of its own.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use asymptest::claim::Bound;
use asymptest::report::figure::{Chart, Dash, Ink, Layer, Marker, Scale, Shape, Sheet, Stack, drawn};
use asymptest::report::{law_figure, theorem_figure, theorem_figures};
use asymptest::stats::{Sample, WidthGroup};
use asymptest::study::{Evidence, RunFacts, judge_theorem};
use asymptest::theorems::REGISTRY;
use asymptest::verdict::{Protocol, judge};
use proptest::prelude::*;
use serde_json::Value;

const SCALES: [Scale; 5] = [Scale::Linear, Scale::SignedLog, Scale::Log, Scale::Widths, Scale::LogAndZero];

fn sample(widths: &[f64], scale: f64, replicates: usize) -> Sample {
    let value = |m: f64, r: usize| scale * m.powf(-0.5) * (1.0 + 0.1 * (r % 7) as f64);
    let group = |width: &f64| WidthGroup::new(*width, (0..replicates).map(|r| value(*width, r)).collect());
    Sample::new(widths.iter().map(group).collect())
}

fn law(claim: &str, widths: &[f64], scale: f64, replicates: usize) -> String {
    let bound: Bound = claim.parse().expect("a claim");
    let sample = sample(widths, scale, replicates);
    law_figure(&bound, &sample, &judge(&bound, &sample, &Protocol::default()), "drift <of> \"K\" & $more$")
}

/// A chart of everything that can be drawn at these points.
fn everything(x_scale: Scale, y_scale: Scale, at: &[[f64; 2]]) -> Sheet {
    let around: Vec<[f64; 3]> = at.iter().map(|&[x, y]| [x, 0.5 * y, 2.0 * y]).collect();
    let mut layers = vec![
        Layer::new("a band", Ink::Fit, Shape::Band(around.clone())),
        Layer::new("bars", Ink::Data, Shape::Bars(around)),
        Layer::new("a rule", Ink::Claim, Shape::Rule(Dash::Dashed, at.first().map_or(1.0, |point| point[1]))),
    ];
    for dash in [Dash::Solid, Dash::Dashed, Dash::Dotted, Dash::DashDotted] {
        layers.push(Layer::new(format!("{dash:?}"), Ink::Step(1, 3), Shape::Line(dash, at.to_vec())));
    }
    for marker in [Marker::Dot, Marker::Diamond, Marker::Ring, Marker::Square, Marker::Triangle, Marker::Cross, Marker::Stroke] {
        layers.push(Layer::new(format!("{marker:?}"), Ink::Violation, Shape::Points(marker, at.to_vec())));
    }
    let chart = Chart { x_label: "x <1>".into(), y_label: "y & z".into(), x_scale, y_scale, layers, ..Chart::default() };
    let low = Chart { height: Chart::LOW, y_range: Some((-1.0, 1.0)), y_scale: Scale::Linear, ..chart.clone() };
    let stack = Stack { title: "\"All\" of it".into(), note: "one · two · three".into(), charts: vec![chart, low] };
    Sheet { stacks: vec![stack.clone(), stack] }
}

/// The faults that a picture of any data must not have.
fn check(svg: &str) {
    let document = roxmltree::Document::parse(svg).unwrap_or_else(|error| panic!("{error}: {}", &svg[..svg.len().min(200)]));
    let root = document.root_element();
    let size = |name| root.attribute(name).and_then(|text| text.parse::<f64>().ok()).expect("a size");
    let (width, height) = (size("width"), size("height"));
    assert!(root.has_tag_name(("http://www.w3.org/2000/svg", "svg")) && root.attribute("role") == Some("img"));
    assert!(!root.attribute("aria-label").unwrap_or("").trim().is_empty(), "nothing said to who cannot see it");
    for node in document.descendants().filter(roxmltree::Node::is_element) {
        for attribute in node.attributes() {
            let (name, value) = (attribute.name(), attribute.value());
            assert!(!["href", "src", "id"].contains(&name), "{name}: figures load nothing, and stand together on one page");
            let numbers = ["d", "x", "y", "width", "height", "viewBox", "transform"].contains(&name);
            assert!(!numbers || !value.contains("NaN") && !value.contains("inf") && !value.contains('e') || name == "transform", "{value}");
            assert!(!value.contains("NaN"), "{name}: {value}");
        }
        if node.has_tag_name("text") || node.tag_name().name() == "text" {
            label(node, width, height);
        }
    }
    for outside in ["url(", "@import", "@font-face", "<script"] {
        assert!(!svg.contains(outside), "{outside} in the figure");
    }
}

/// A text is on the paper, and ends before the digits that only a rounding error prints.
fn label(node: roxmltree::Node<'_, '_>, width: f64, height: f64) {
    let text = node.text().unwrap_or("");
    assert!(!text.contains("0000001") && !text.contains("9999999") && !text.contains("NaN"), "{text}");
    let at = |name| node.attribute(name).and_then(|number| number.parse::<f64>().ok());
    if let (Some(x), Some(y)) = (at("x"), at("y")) {
        assert!((0.0..=width).contains(&x) && (0.0..=height).contains(&y), "{text} at {x}, {y} of {width}, {height}");
    }
}

#[test]
fn the_same_data_give_the_same_bytes() {
    let draw = || law("O(M^(-1/2))", &[128.0, 256.0, 512.0, 1024.0], 1.0, 8);
    assert!(draw() == draw(), "two draws differ");
    check(&draw());
}

#[test]
fn the_legend_names_what_is_drawn() {
    let svg = law("O(M^(-1/4))", &[128.0, 256.0, 512.0, 1024.0], 1.0, 8);
    for label in [
        "one replicate",
        "typical value",
        "95 % band",
        "fit M^(-0.50)",
        "claimed O(M^(-1/4))",
        "exponent in the limit",
        "value / rate",
        "local exponent",
        ">128<",
        ">1024<",
        "&lt;of&gt;",
        "&amp; $more$",
    ] {
        assert!(svg.contains(label), "{label} is missing");
    }
}

#[test]
fn many_replicates_are_spans_and_many_points_few_bytes() {
    let many = law("O(M^(-1/2))", &[128.0, 256.0, 512.0], 1.0, 5000);
    assert!(many.contains("5 % to 95 %") && many.len() < 20_000, "{}", many.len());
    let few = law("O(M^(-1/2))", &[128.0, 256.0, 512.0], 1.0, 12);
    assert!(few.len() < 12_000, "{}", few.len());
}

#[test]
fn a_figure_has_colours_for_light_and_for_dark_pages() {
    let svg = law("O(1)", &[128.0, 256.0, 512.0], 1.0, 3);
    let (light, dark) = svg.split_once("@media (prefers-color-scheme:dark)").expect("colours of their own for dark pages");
    for class in [".paper{fill:", ".ink{fill:", ".data{color:", ".claim{color:"] {
        let of = |style: &str| style.split_once(class).map(|(_, rest)| rest.split('}').next().unwrap_or("").to_owned());
        assert!(of(light).is_some() && of(dark).is_some() && of(light) != of(dark), "{class}");
    }
}

#[test]
fn nothing_to_draw_is_an_empty_frame() {
    check(&drawn(&Sheet { stacks: vec![Stack { title: "Empty".into(), charts: vec![Chart::default()], ..Stack::default() }] }));
    for scale in SCALES {
        check(&drawn(&everything(scale, scale, &[])));
        let hostile = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -1.0, 0.0, f64::MAX, f64::MIN_POSITIVE];
        for y in hostile {
            check(&drawn(&everything(scale, scale, &[[1.0, y], [y, 2.0], [3.0, 1.0]])));
        }
    }
}

#[test]
fn every_claim_and_control_has_a_figure_of_its_own() {
    let reports = concat!(env!("CARGO_MANIFEST_DIR"), "/reports");
    let manifest: Value = serde_json::from_slice(&fs::read(format!("{reports}/manifest.json")).expect("a manifest")).expect("JSON");
    for &theorem in REGISTRY {
        let file = format!("{reports}/{}/cells.csv", theorem.id());
        let Ok(bytes) = fs::read(&file) else { continue };
        let run: RunFacts = serde_json::from_value(manifest[theorem.id()]["study"].clone()).expect("what is known of the run");
        let evidence = Evidence::from_csv(&file, &bytes, run).expect("stored evidence");
        let result = judge_theorem(theorem, &evidence, &file).expect("stored evidence is of the theorem");
        let figures = theorem_figures(&result, &evidence);
        let names: BTreeSet<&str> = figures.iter().map(|figure| figure.name.as_str()).collect();
        assert_eq!(names.len(), figures.len(), "{}: two figures of one name", theorem.id());
        for claim in &result.claims {
            assert!(names.contains(claim.claim.id) && !claim.claim.id.contains('-'), "{}", claim.claim.id);
        }
        for control in &result.controls {
            assert!(names.contains(format!("control-{}", control.control.claim.id).as_str()), "{}", control.control.claim.id);
        }
        figures.iter().for_each(|figure| check(&drawn(&figure.sheet)));
        check(&theorem_figure(&result, &evidence));
    }
}

#[test]
fn figures_that_no_evidence_stands_behind_are_removed() {
    const ID: &str = "ours_reduction";
    let stored = Path::new(env!("CARGO_MANIFEST_DIR")).join("reports").join(ID).join("cells.csv");
    let folder = tempfile::tempdir().unwrap();
    let theorem = folder.path().join(ID);
    let figures = theorem.join("figures");
    fs::create_dir_all(&figures).unwrap();
    fs::copy(stored, theorem.join("cells.csv")).unwrap();
    fs::write(figures.join("of_a_claim_that_is_gone.svg"), "<svg/>").unwrap();
    fs::write(figures.join("note.txt"), "kept").unwrap();
    let report = || {
        let output = Command::new(env!("CARGO_BIN_EXE_asymptest")).arg("report").arg(folder.path()).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let files = fs::read_dir(&figures).unwrap().map(|entry| entry.unwrap());
        files.map(|file| (file.file_name().into_string().unwrap(), fs::read(file.path()).unwrap())).collect::<BTreeSet<_>>()
    };
    let first = report();
    let names: BTreeSet<&str> = first.iter().map(|file| file.0.as_str()).collect();
    assert!(!names.contains("of_a_claim_that_is_gone.svg") && names.contains("note.txt"), "{names:?}");
    assert!(names.contains("outputs.svg") && names.contains("control-without_gram.svg") && names.contains("time-cosine.svg"), "{names:?}");
    assert!(report() == first, "the same evidence gave other figures");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_magnitude_has_readable_ticks(decade in -307.0f64..300.0, low in 1.1f64..1000.0, ratio in 1.01f64..10.0, count in 1usize..8) {
        let widths: Vec<f64> = (0..count).map(|i| low * ratio.powi(i as i32)).collect();
        check(&law("O(M^(-1/2))", &widths, 10f64.powf(decade), 3));
        let at: Vec<[f64; 2]> = widths.iter().map(|m| [*m, 10f64.powf(decade) * m]).collect();
        for scale in SCALES {
            check(&drawn(&everything(Scale::Widths, scale, &at)));
            check(&drawn(&everything(scale, Scale::Linear, &at)));
        }
    }
}
