//! Releases and citations: packages by the rules of the registry, their weight, versions, licences, and the files by which this work is cited.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use asymptest::data::BUNDLED;
use serde_json::Value;

use crate::program::asymptest;

/// Bytes that a package may have; the registry takes 10 MB.
const MOST: usize = 3_000_000;
/// The crates that are published.
const CRATES: [(&str, &str); 2] = [("asymptest", "."), ("asymptest-judge", "crates/judge")];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn text(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn printed(arguments: &[&str]) -> String {
    let output = asymptest(arguments);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Faults for which the registry would refuse a manifest: <https://doc.rust-lang.org/cargo/reference/manifest.html>.
fn complaints(manifest: &str) -> Vec<String> {
    let manifest: toml::Table = manifest.parse().unwrap();
    let package = manifest["package"].as_table().unwrap();
    let mut found = Vec::new();
    for key in ["description", "license", "version", "edition", "readme"] {
        if package.get(key).and_then(toml::Value::as_str).is_none_or(str::is_empty) {
            found.push(format!("no {key}"));
        }
    }
    let list = |key: &str| -> Vec<String> {
        let list = package.get(key).and_then(toml::Value::as_array).cloned().unwrap_or_default();
        list.iter().map(|one| one.as_str().unwrap().to_owned()).collect()
    };
    for key in ["keywords", "categories"] {
        if !(1..=5).contains(&list(key).len()) {
            found.push(format!("{} {key}", list(key).len()));
        }
    }
    let is_good = |word: &str| {
        let letters = |letter: char| letter.is_ascii_alphanumeric() || "_-+".contains(letter);
        word.len() <= 20 && word.chars().all(letters) && word.starts_with(|letter: char| letter.is_ascii_alphanumeric())
    };
    found.extend(list("keywords").iter().filter(|word| !is_good(word)).map(|word| format!("keyword {word}")));
    for (name, of) in manifest.get("dependencies").and_then(toml::Value::as_table).into_iter().flatten() {
        if of.get("path").is_some() && of.get("version").is_none() {
            found.push(format!("{name} has a path and no version"));
        }
    }
    found
}

#[test]
fn manifests_keep_the_rules_of_the_registry() {
    for (name, folder) in CRATES {
        assert_eq!(complaints(&text(&format!("{folder}/Cargo.toml"))), Vec::<String>::new(), "{name}");
        for file in ["README.md", "LICENSE-MIT", "LICENSE-APACHE"] {
            assert!(root().join(folder).join(file).is_file(), "{name} has no {file}");
        }
    }
    let bad = "[package]\nname = \"a\"\nversion = \"1.0.0\"\nedition = \"2024\"\nlicense = \"MIT\"\nreadme = \"README.md\"\n\
               keywords = [\"neural-tangent-kernel\", \"-x\"]\ncategories = [\"science\"]\n[dependencies]\nb = { path = \"b\" }";
    let expected = ["no description", "keyword neural-tangent-kernel", "keyword -x", "b has a path and no version"];
    assert_eq!(complaints(bad), expected, "the check can fail");
}

#[test]
fn packages_are_light_and_hold_no_evidence() {
    let folder = tempfile::tempdir().unwrap();
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(root()).env("CARGO_TARGET_DIR", folder.path());
    cargo.args(["package", "--no-verify", "--offline", "--allow-dirty"]).args(CRATES.iter().flat_map(|(name, _)| ["-p", name]));
    let output = cargo.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    for (name, folder_of) in CRATES {
        let file = folder.path().join("package").join(format!("{name}-{}.crate", env!("CARGO_PKG_VERSION")));
        let bytes = fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        assert!(bytes.len() < MOST, "{name} has {} bytes", bytes.len());
        let names = names(&bytes);
        let has = |path: &str| names.iter().any(|name| name.split_once('/').is_some_and(|(_, inner)| inner == path));
        assert!(has("Cargo.toml") && has("build.rs") && has("src/lib.rs") && has("LICENSE-MIT"), "{names:?}");
        let kept_out = ["reports", "snapshots", "tests", "crates", ".ci", ".github"];
        for path in &names {
            let first = path.split('/').nth(1).unwrap_or_default();
            assert!(!kept_out.contains(&first), "{name} holds {path}");
        }
        // All that is compiled in is there.
        for source in sources(&root().join(folder_of).join("src")) {
            assert!(has(&source.strip_prefix(root().join(folder_of)).unwrap().to_string_lossy()), "{name} lacks {}", source.display());
        }
    }
}

/// The names in a gzip-compressed archive of the old or the ustar form.
fn names(bytes: &[u8]) -> Vec<String> {
    let mut archive = Vec::new();
    std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(bytes), &mut archive).unwrap();
    let field = |bytes: &[u8]| String::from_utf8_lossy(bytes.split(|byte| *byte == 0).next().unwrap()).trim().to_owned();
    let (mut names, mut at) = (Vec::new(), 0);
    while let Some(header) = archive.get(at..at + 512).filter(|header| header[0] != 0) {
        let size = usize::from_str_radix(&field(&header[124..136]), 8).unwrap();
        let (prefix, name) = (field(&header[345..500]), field(&header[..100]));
        names.push(if prefix.is_empty() { name } else { format!("{prefix}/{name}") });
        at += 512 * (1 + size.div_ceil(512));
    }
    names
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    paths.flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] }).collect()
}

#[test]
fn build_scripts_tell_the_revision_alike() {
    let [root, judge] = ["build.rs", "crates/judge/build.rs"].map(text);
    let marker = "// From here on";
    assert!(
        root.contains(marker) && root.split_once(marker) == Some((root.split_once(marker).unwrap().0, judge.split_once(marker).unwrap().1))
    );
}

#[test]
fn version_says_revision_and_engine() {
    let (long, short) = (printed(&["--version"]), printed(&["-V"]));
    assert_eq!(short, format!("asymptest {}\n", env!("CARGO_PKG_VERSION")));
    let lines: Vec<&str> = long.lines().collect();
    assert_eq!(lines[0], short.trim_end());
    let revision = lines[1].strip_prefix("revision ").unwrap();
    assert!(revision == "unknown" || revision.chars().take(12).all(|digit| digit.is_ascii_hexdigit()), "{long}");
    assert_eq!(lines[2], format!("engine two_layer {}", asymptest::two_layer::ENGINE));
    assert!(lines[3].starts_with("judge ") && lines.len() == 4, "{long}");
}

#[test]
fn licences_of_the_data_are_printed_and_in_the_readme() {
    let (printed, readme) = (printed(&["list", "--licences"]), text("data/README.md").replace('\n', " "));
    assert!(printed.starts_with("program: MIT OR Apache-2.0\n"), "{printed}");
    for data in BUNDLED {
        assert!(root().join("data").join(data.name).is_dir(), "{}", data.name);
        assert!(printed.contains(data.licence) && printed.contains(data.credit), "{printed}");
        assert!(readme.contains(data.text), "{}", data.text);
        for name in data.credit.split(['(', ',', ';']) {
            assert!(readme.contains(name.trim()), "data/README.md does not credit {name}");
        }
    }
    let json: Value = serde_json::from_str(&self::printed(&["list", "--licences", "--format", "json"])).unwrap();
    assert_eq!(json["data"].as_array().unwrap().len(), BUNDLED.len());
    let folders = fs::read_dir(root().join("data")).unwrap().filter(|entry| entry.as_ref().unwrap().path().is_dir()).count();
    assert_eq!(folders, BUNDLED.len(), "every data set has its licence said");
}

/// The keys of a YAML mapping, and the text of each that has one on its line. Block style alone, which is what CITATION.cff has.
fn keys(yaml: &str) -> Vec<(&str, &str)> {
    let is_key = |line: &&str| line.starts_with(|letter: char| letter.is_ascii_alphabetic());
    yaml.lines().filter(is_key).map(|line| line.split_once(':').unwrap_or_else(|| panic!("no key: {line}"))).collect()
}

/// The keys of the Citation File Format 1.2.0 that stand at its top; the first four have to.
const CFF: [&str; 22] = [
    "cff-version",
    "message",
    "title",
    "authors",
    "abstract",
    "commit",
    "contact",
    "date-released",
    "doi",
    "identifiers",
    "keywords",
    "license",
    "license-url",
    "preferred-citation",
    "references",
    "repository",
    "repository-artifact",
    "repository-code",
    "type",
    "url",
    "version",
    "contributors",
];

#[test]
fn the_citation_file_is_one() {
    let file = text("CITATION.cff");
    let found = keys(&file);
    let names: BTreeSet<&str> = found.iter().map(|(key, _)| *key).collect();
    assert_eq!(names.len(), found.len(), "every key stands once");
    assert!(CFF[..4].iter().all(|key| names.contains(key)), "{names:?}");
    assert!(names.iter().all(|key| CFF.contains(key)), "{names:?}");
    let value = |key: &str| found.iter().find(|(name, _)| *name == key).unwrap().1.trim();
    assert_eq!((value("cff-version"), value("version"), value("type")), ("1.2.0", env!("CARGO_PKG_VERSION"), "software"));
    // No tabs, which YAML forbids, and indentation by two.
    assert!(file.lines().all(|line| !line.contains('\t') && (line.len() - line.trim_start().len()).is_multiple_of(2)));
    assert!(file.lines().all(|line| line.matches('"').count().is_multiple_of(2)));
}

#[test]
fn the_archive_file_and_the_citation_file_agree() {
    let zenodo: Value = serde_json::from_str(&text(".zenodo.json")).unwrap();
    let file = text("CITATION.cff");
    let quoted = |key: &str| keys(&file).into_iter().find(|(name, _)| *name == key).unwrap().1.trim().trim_matches('"').to_owned();
    assert_eq!(zenodo["title"], quoted("title"));
    assert_eq!(zenodo["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(zenodo["upload_type"], "software");
    assert!(file.contains(zenodo["creators"][0]["name"].as_str().unwrap()));
}

/// Keys behind `@...{` of a bibliography; its braces are balanced.
fn entries(bib: &str) -> BTreeSet<String> {
    assert_eq!(bib.matches('{').count(), bib.matches('}').count());
    let entry = |line: &str| Some(line.strip_prefix('@')?.split_once('{')?.1.trim_end_matches(',').to_owned());
    bib.lines().filter_map(entry).collect()
}

#[test]
fn the_paper_cites_its_bibliography_and_all_of_it() {
    let (paper, bib) = (text("paper.md"), entries(&text("paper.bib")));
    let cited: BTreeSet<String> = paper.split("[@").skip(1).map(|rest| rest.split(']').next().unwrap().to_owned()).collect();
    assert_eq!(cited, bib);
    for heading in ["# Summary", "# Statement of need", "# References"] {
        assert!(paper.lines().any(|line| line == heading), "{heading}");
    }
    for key in ["title:", "tags:", "authors:", "affiliations:", "date:", "bibliography: paper.bib"] {
        assert!(paper.lines().any(|line| line.starts_with(key)), "{key}");
    }
}

#[test]
fn cite_knows_the_program_the_paper_and_the_evidence() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().to_str().unwrap();
    let refused = asymptest(&["cite", out]);
    let message = String::from_utf8(refused.stderr).unwrap();
    assert_eq!((refused.status.code(), message.contains("holds no evidence")), (Some(2), true), "{message}");
    let run = ["verify", "thm-13", "--scale", "smoke", "--widths", "16..64", "--seeds", "1", "--data", "gaussian", "--out", out];
    assert_ne!(asymptest(&run).status.code(), Some(2));
    let bib = printed(&["cite", out]);
    let keys = entries(&bib);
    assert!(keys.contains("asymptest") && keys.contains("anil2024wide") && keys.len() == 3, "{bib}");
    assert!(
        entries(&text("paper.bib")).contains("anil2024wide")
            && text("paper.bib").contains(&bib[bib.find("@misc{anil").unwrap()..bib.find("@misc{asymptest").unwrap()])
    );
    let manifest: Value = serde_json::from_str(&fs::read_to_string(folder.path().join("manifest.json")).unwrap()).unwrap();
    let (place, entry) = manifest.as_object().unwrap().iter().next().unwrap();
    // BLAKE3 of one line, by the definition that `cite --help` gives.
    let line = format!("{place} {}\n", entry["cells.csv"]["digest"].as_str().unwrap());
    assert!(bib.contains(&format!("BLAKE3 {}", blake3::hash(line.as_bytes()))), "{bib}");
    // Numbers that were changed since are not cited.
    let cells = folder.path().join("thm_13_cosine_constancy").join("cells.csv");
    fs::write(&cells, fs::read_to_string(&cells).unwrap().replacen("e-", "e-1", 1)).unwrap();
    assert_eq!(asymptest(&["cite", out]).status.code(), Some(2));
}
