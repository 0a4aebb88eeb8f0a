//! The page and fits.csv as `verify` and `report` write them: complete, well formed, and never older than the evidence.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use asymptest::report::FITS_HEADER;
use asymptest::theorems::REGISTRY;
use quick_xml::events::Event;
use serde_json::Value;

use crate::program::asymptest;

const RATES: &str = "thm_13_cosine_constancy";
const POINTWISE: &str = "lemma_08_kernel_change";
const SMALL: [&str; 8] = ["--scale", "smoke", "--widths", "8..128", "--seeds", "2", "--data", "digits,gaussian:7"];
/// Elements without an end, as HTML has them.
const VOID: [&str; 4] = ["meta", "input", "br", "link"];

fn verify(out: &Path, more: &[&str]) -> Output {
    asymptest(&[&["verify", "--out", out.to_str().unwrap(), "--format", "json"], &SMALL[..], more].concat())
}

fn report(out: &Path) -> Output {
    asymptest(&["report", out.to_str().unwrap(), "--format", "json"])
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)))
}

/// All that `report` may write, with its bytes.
fn written(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && path.file_name().unwrap() != ".cells" {
            found.extend(written(&path));
        } else if path.is_file() && path.file_name().unwrap() != "manifest.json" {
            found.insert(path.clone(), fs::read(&path).unwrap());
        }
    }
    found
}

/// An element of a page: its name and attributes.
type Element = (String, BTreeMap<String, String>);

/// The elements of a page, each of which has an end.
fn elements(page: &str) -> Vec<Element> {
    let body = page.strip_prefix("<!DOCTYPE html>").expect("an HTML page");
    let mut reader = quick_xml::Reader::from_str(body);
    reader.config_mut().check_end_names = false;
    reader.config_mut().allow_dangling_amp = true;
    let (mut open, mut found): (Vec<String>, Vec<Element>) = (Vec::new(), Vec::new());
    loop {
        let event = reader.read_event().unwrap_or_else(|error| panic!("{error} at byte {}", reader.error_position()));
        let (start, is_open) = match event {
            Event::Start(start) => (start, true),
            Event::Empty(start) => (start, false),
            Event::End(end) => {
                let name = end.name().as_ref().to_owned();
                assert_eq!(open.pop().as_ref(), Some(&name), "at byte {}", reader.buffer_position());
                continue;
            }
            Event::Eof => break,
            _ => continue,
        };
        let name = start.name().as_ref().to_owned();
        let attributes = start.html_attributes().map(|attribute| attribute.unwrap());
        found.push((name.clone(), attributes.map(|attribute| (attribute.key.as_ref().to_owned(), attribute.value.into_owned())).collect()));
        if is_open && !VOID.contains(&name.as_str()) {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "without an end: {open:?}");
    found
}

fn page(folder: &Path) -> String {
    fs::read_to_string(folder.join("index.html")).unwrap()
}

#[test]
fn the_check_of_pages_can_fail() {
    assert_eq!(elements("<!DOCTYPE html><p id=a hidden>x<br>&amp; y</p>").len(), 2);
    for page in ["<p><b>x</p></b>", "<p>x", "x</p>"] {
        assert!(std::panic::catch_unwind(|| elements(&format!("<!DOCTYPE html>{page}"))).is_err(), "{page}");
    }
}

#[test]
fn the_page_holds_every_claim_and_needs_nothing_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    verify(folder.path(), &[RATES, POINTWISE]);
    let page = page(folder.path());
    let elements = elements(&page);
    let ids: Vec<&str> = elements.iter().filter_map(|element| element.1.get("id")).map(String::as_str).collect();
    let distinct: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), distinct.len(), "an id stands twice");
    for theorem in REGISTRY.iter().filter(|theorem| [RATES, POINTWISE].contains(&theorem.id())) {
        let id = theorem.id();
        assert!(distinct.contains(id));
        for data in [1, 2] {
            let claims = theorem.claims().into_iter().map(|claim| format!("{id}--{data}--{}", claim.id));
            let controls = theorem.controls().into_iter().map(|control| format!("{id}--{data}--control-{}", control.claim.id));
            for place in claims.chain(controls) {
                assert!(distinct.contains(place.as_str()), "{place}");
            }
            assert!(page.contains(&format!("verify {id} --scale smoke --seed 0 --data {}", ["digits", "gaussian:7"][data - 1])));
        }
        for step in theorem.derivation() {
            assert!(page.contains(step.label), "{id}: {}", step.label);
        }
    }
    let drawn = written(folder.path()).keys().filter(|path| path.extension().is_some_and(|extension| extension == "svg")).count();
    assert_eq!(elements.iter().filter(|element| element.0 == "figure").count(), drawn, "every figure is on the page");
    assert_eq!(page.matches("<p>asymptest ").count(), 4, "each part says how it was made");
    assert!(drawn > 2 * 2 * 10, "{drawn}: a front figure, and one for each claim and control");
    let outside = |value: &str| value.contains("//") || value.starts_with("data:");
    for (name, attributes) in &elements {
        assert!(!["link", "iframe", "object", "embed", "img", "base"].contains(&name.as_str()), "{name}");
        for (attribute, value) in attributes {
            let is_address = ["src", "href", "xlink:href", "action", "srcset", "poster"].contains(&attribute.as_str());
            assert!(!is_address || name == "a" || !outside(value), "{name} {attribute}={value}");
            if let Some(place) = value.strip_prefix('#').filter(|_| attribute.ends_with("href")) {
                assert!(distinct.contains(place), "a link to {place}, which is nowhere");
            }
            if attribute == "aria-labelledby" || attribute == "for" {
                assert!(distinct.contains(value.as_str()), "{attribute} of {value}, which is nowhere");
            }
        }
        assert!(name != "th" || attributes.contains_key("scope"), "a head of a table without a scope");
    }
    assert!(!page.contains("@import") && page.split("url(").skip(1).all(|rest| rest.starts_with('#')));
    assert!(page.contains("default-src 'none'"), "the browser is told to load nothing");
    let tables = elements.iter().filter(|element| element.0 == "table").count();
    assert_eq!(tables, elements.iter().filter(|element| element.0 == "caption").count());
}

#[test]
fn all_is_made_again_byte_for_byte_and_a_page_is_of_the_whole_folder() {
    let (folder, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    verify(folder.path(), &[RATES, "--jobs", "1"]);
    let alone = page(folder.path());
    verify(folder.path(), &[POINTWISE, "--jobs", "1"]);
    let first = written(folder.path());
    assert!(alone.contains(RATES) && !alone.contains(&format!("id=\"{POINTWISE}\"")) && alone != page(folder.path()));
    for _ in 0..2 {
        report(folder.path());
        assert_eq!(written(folder.path()), first, "the same evidence gives the same bytes");
    }
    // `report` has no threads; evidence, and so what is made of it, does not depend on their number. What is said of a run is in the manifest.
    verify(other.path(), &[RATES, POINTWISE, "--jobs", "3"]);
    fs::copy(folder.path().join("manifest.json"), other.path().join("manifest.json")).unwrap();
    report(other.path());
    for name in ["index.html", "fits.csv"] {
        assert!(first[&folder.path().join(name)] == fs::read(other.path().join(name)).unwrap(), "{name}");
        fs::remove_file(folder.path().join(name)).unwrap();
    }
    report(folder.path());
    assert_eq!(written(folder.path()), first);
}

#[test]
fn fits_are_those_of_the_judgements() {
    let folder = tempfile::tempdir().unwrap();
    verify(folder.path(), &[RATES, POINTWISE]);
    let judged = json(&report(folder.path()));
    let bytes = fs::read(folder.path().join("fits.csv")).unwrap();
    let mut reader = csv::Reader::from_reader(&bytes[..]);
    assert_eq!(reader.headers().unwrap(), &FITS_HEADER[..]);
    let mut rows = reader.deserialize::<BTreeMap<String, String>>().map(Result::unwrap);
    for theorem in judged["theorems"].as_array().unwrap() {
        for kind in ["claim", "control"] {
            for fit in theorem[format!("{kind}s")].as_array().unwrap() {
                let row = rows.next().expect("a row a claim or control");
                let expected = |column: &str, value: &Value| match value {
                    Value::Null => assert_eq!(row[column], "", "{column} of {}", row["id"]),
                    // The reader of JSON may be off by the last digit.
                    Value::Number(number) => {
                        let (found, wanted) = (row[column].parse::<f64>().expect(column), number.as_f64().unwrap());
                        assert!((found - wanted).abs() <= 1e-15 * wanted.abs(), "{column} of {}: {found}, not {wanted}", row["id"]);
                    }
                    other => assert_eq!(row[column], other.as_str().map_or(other.to_string(), String::from), "{column} of {}", row["id"]),
                };
                for (column, key) in [("data", "data"), ("theorem", "id")] {
                    expected(column, &theorem[key]);
                }
                assert_eq!(row["kind"], kind);
                expected("form", &fit["kind"]);
                for column in
                    ["id", "setting", "observable", "horizon", "claim", "verdict", "tightness", "p_value", "p_adjusted", "scatter"]
                {
                    expected(column, &fit[column]);
                }
                for estimate in ["exponent", "range", "normalised", "loose_by"] {
                    let part = |key: &str| fit[estimate].get(key).cloned().unwrap_or_default();
                    expected(estimate, &part("estimate"));
                    expected(&format!("{estimate}_low"), &part("low"));
                    expected(&format!("{estimate}_high"), &part("high"));
                }
                for column in ["from", "to", "widths", "replicates"] {
                    expected(column, &fit["window"][column]);
                }
                for (column, key) in [("cases", "tried"), ("violations", "violations"), ("largest", "largest"), ("ceiling", "ceiling")] {
                    expected(column, &fit["cases"].get(key).cloned().unwrap_or_default());
                }
                expected("power", &fit["power"].get("rival_refuted").cloned().unwrap_or_default());
                expected("rival", &fit["power"].get("rival_exponent").cloned().unwrap_or_default());
                let theorem = REGISTRY.iter().find(|theorem| theorem.id() == row["theorem"]).unwrap();
                let wanted = theorem.claims().into_iter().find(|claim| claim.id == row["id"]).filter(|_| kind == "claim");
                expected("expected", &wanted.map_or("refuted".into(), |claim| serde_json::to_value(claim.expected).unwrap()));
            }
        }
    }
    assert!(rows.next().is_none());
    let schema = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("reports/README.md")).unwrap();
    for column in FITS_HEADER {
        assert!(schema.contains(&format!("`{column}`")), "reports/README.md does not explain {column}");
    }
}

#[test]
fn evidence_that_is_wrong_is_an_error_that_leaves_every_file_or_a_verdict_that_shows() {
    let folder = tempfile::tempdir().unwrap();
    verify(folder.path(), &[RATES, POINTWISE]);
    // The last evidence that is read, of the further data set.
    let path = folder.path().join("gaussian-7").join(RATES).join("cells.csv");
    let good = fs::read_to_string(&path).unwrap();
    let table: Vec<Vec<String>> = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(good.as_bytes())
        .records()
        .map(|record| record.unwrap().iter().map(String::from).collect())
        .collect();
    let text = |rows: &[Vec<String>]| {
        let mut writer = csv::Writer::from_writer(Vec::new());
        rows.iter().for_each(|row| writer.write_record(row).unwrap());
        String::from_utf8(writer.into_inner().unwrap()).unwrap()
    };
    let without = |column: usize| table.iter().map(|row| [&row[..column], &row[column + 1..]].concat()).collect::<Vec<_>>();
    let mut damaged: Vec<(String, &str)> = (0..table[0].len()).map(|column| (text(&without(column)), "cells.csv, line 1: ")).collect();
    damaged.push((good.replacen("e-", "x-", 1), "cells.csv, line 2: column "));
    for (text, expected) in damaged {
        fs::write(&path, text).unwrap();
        let before = written(folder.path());
        let output = report(folder.path());
        let message = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.code() == Some(2) && message.contains(expected) && message.contains("gaussian-7"), "{message}");
        assert_eq!(written(folder.path()), before, "{message}");
    }
    let refused = |output: &Output, expected: &str| {
        let message = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.code() == Some(2) && output.stdout.is_empty() && message.contains(expected), "{message}");
        assert_eq!(message.trim_end().lines().count(), 1, "{message}");
    };
    // `verify` of another theorem says so before it trains anything that would then not reach the page.
    refused(&verify(folder.path(), &[POINTWISE, "--seed", "1", "--force"]), "cells.csv, line 2");
    // A number that is another one is seen by its seal, whatever it does to the verdict, and its row is named.
    let digit = good.rfind("e-").unwrap() - 1;
    let other = if &good[digit..=digit] == "1" { "2" } else { "1" };
    fs::write(&path, format!("{}{other}{}", &good[..digit], &good[digit + 1..])).unwrap();
    let line = good[..digit].matches('\n').count() + 1;
    let named = format!("gaussian-7/thm_13_cosine_constancy/cells.csv, line {line}: is not the row that was written there");
    refused(&report(folder.path()), &named);
    let check = asymptest(&["verify", "--check", folder.path().to_str().unwrap()]);
    refused(&check, &named);
    // Nor is a report left that no measurements stand behind.
    fs::remove_file(&path).unwrap();
    refused(&report(folder.path()), "report.md has no cells.csv beside it");
    fs::write(&path, &good).unwrap();
    assert_ne!(report(folder.path()).status.code(), Some(2));
    // What the manifest does not speak of is believed.
    let manifest = folder.path().join("manifest.json");
    let mut entries: Value = serde_json::from_slice(&fs::read(&manifest).unwrap()).unwrap();
    assert!(entries.as_object_mut().unwrap().remove(&format!("gaussian-7/{RATES}")).is_some());
    fs::write(&manifest, entries.to_string()).unwrap();
    // A drift that grows like M^2 turns the verdict, in every file that shows it.
    let grown = table.iter().map(|row| {
        let is_drift = row[3] == "ntk_drift" && row[6] != "0e0";
        let value = || row[1].parse::<f64>().map(|width| format!("{:e}", width * width)).unwrap();
        row.iter().enumerate().map(|(column, cell)| if is_drift && column == 6 { value() } else { cell.clone() }).collect()
    });
    fs::write(&path, text(&grown.collect::<Vec<_>>())).unwrap();
    let output = report(folder.path());
    assert_eq!(output.status.code(), Some(1));
    let page = page(folder.path());
    let place = format!("id=\"{RATES}--2--drift_at_horizon_without_logs\"");
    let row = &page[page.find(&place).unwrap()..];
    let row = &row[..row.find("</tr>").unwrap()];
    assert!(row.contains("data-words=\"refuted unexpected\"") && row.contains('✘'), "{row}");
    assert!(page.contains("Not as expected:") && page.contains(&format!("{RATES} on measured elsewhere")));
    let fits = fs::read_to_string(folder.path().join("fits.csv")).unwrap();
    let fit =
        fits.lines().find(|line| line.starts_with(&format!("measured elsewhere,{RATES},claim,drift_at_horizon_without_logs,"))).unwrap();
    assert!(fit.contains(",supported,refuted,"), "{fit}");
    assert!(fs::read_to_string(path.with_file_name("report.md")).unwrap().contains("**Measured elsewhere**"));
}

/// The colours that a part of the style sheet names.
fn colours(style: &str) -> BTreeMap<&str, [f64; 3]> {
    style
        .split("--")
        .skip(1)
        .filter_map(|part| part.split_once(":#"))
        .map(|(name, rest)| {
            let digits: String = rest.chars().take_while(char::is_ascii_hexdigit).collect();
            let long = if digits.len() == 3 { digits.chars().flat_map(|digit| [digit, digit]).collect() } else { digits };
            (name, [0, 2, 4].map(|at| f64::from(u8::from_str_radix(&long[at..at + 2], 16).unwrap()) / 255.0))
        })
        .collect()
}

/// The contrast of two colours, as WCAG 2.2 defines it.
fn contrast(a: [f64; 3], b: [f64; 3]) -> f64 {
    let linear = |part: f64| if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) };
    let luminance = |colour: [f64; 3]| [0.2126, 0.7152, 0.0722].iter().zip(colour).map(|(weight, part)| weight * linear(part)).sum::<f64>();
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn every_colour_of_text_can_be_read() {
    let style = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/report/page/style.css")).unwrap();
    let (light, rest) = style.split_once("@media (prefers-color-scheme:dark)").unwrap();
    let dark = rest.lines().next().unwrap();
    let print = &style[style.find("@media print").unwrap()..];
    for scheme in [light, dark, print] {
        let colours = colours(scheme);
        for text in ["ink", "soft", "link", "good", "bad", "open", "outside"] {
            for ground in ["paper", "shade"] {
                let found = contrast(colours[text], colours[ground]);
                assert!(found >= 4.5, "{text} on {ground}: {found}");
            }
        }
    }
    assert!((contrast([0.0; 3], [1.0; 3]) - 21.0).abs() < 1e-9);
}
