//! The JSON that is printed has the form that schemas/ describes, and no key that is not described there.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

fn schema(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas").join(format!("{name}.schema.json"));
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// The JSON that a command prints in a folder.
fn printed(folder: &Path, arguments: &[&str]) -> Value {
    let mut command = Command::new(env!("CARGO_BIN_EXE_asymptest"));
    let output = command.args(arguments).args(["--format", "json"]).current_dir(folder).output().unwrap();
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{arguments:?}: {error}: {}", String::from_utf8_lossy(&output.stderr)))
}

/// The faults of a document: values that the schema refuses, and keys that it does not describe.
fn complaints(name: &str, document: &Value) -> Vec<String> {
    let whole = schema(name);
    let refused = refused(&whole, &whole, document, "");
    let mut described = BTreeSet::new();
    properties(&whole, &mut described);
    let mut found = BTreeSet::new();
    keys(document, &mut found);
    refused.into_iter().chain(found.difference(&described).map(|key| format!("{key} is not described"))).collect()
}

/// The keywords that our schemas are made of; a schema with another one would not be checked by it.
const KEYWORDS: [&str; 18] = [
    "$schema",
    "$id",
    "$defs",
    "$ref",
    "title",
    "description",
    "type",
    "enum",
    "const",
    "properties",
    "required",
    "items",
    "anyOf",
    "allOf",
    "pattern",
    "minimum",
    "exclusiveMinimum",
    "exclusiveMaximum",
];

/// The faults that a schema of JSON Schema 2020-12, made of [`KEYWORDS`], finds in a document.
fn refused(whole: &Value, schema: &Value, document: &Value, at: &str) -> Vec<String> {
    let keywords = schema.as_object().unwrap_or_else(|| panic!("{at}: a schema is an object"));
    keywords.iter().flat_map(|(keyword, said)| by_keyword(whole, keyword, said, document, at)).collect()
}

fn by_keyword(whole: &Value, keyword: &str, said: &Value, document: &Value, at: &str) -> Vec<String> {
    let list = || said.as_array().unwrap();
    let unless = |holds: bool| if holds { Vec::new() } else { vec![format!("{at}: {document} against {keyword} {said}")] };
    let number = |holds: fn(f64, f64) -> bool| document.as_f64().is_none_or(|value| holds(value, said.as_f64().unwrap()));
    match keyword {
        "$ref" => {
            let name = said.as_str().unwrap().strip_prefix("#/$defs/").unwrap();
            refused(whole, &whole["$defs"][name], document, at)
        }
        "type" => {
            let is = |name: &Value| match name.as_str().unwrap() {
                "object" => document.is_object(),
                "array" => document.is_array(),
                "string" => document.is_string(),
                "boolean" => document.is_boolean(),
                "null" => document.is_null(),
                "number" => document.is_number(),
                "integer" => document.as_f64().is_some_and(|value| value.fract() == 0.0),
                other => panic!("{other} is not a type"),
            };
            unless(said.as_array().map_or_else(|| is(said), |names| names.iter().any(is)))
        }
        "enum" => unless(list().contains(document)),
        "const" => unless(said == document),
        "required" => {
            let lacks = |key: &&Value| document.is_object() && document.get(key.as_str().unwrap()).is_none();
            list().iter().filter(lacks).map(|key| format!("{at}: lacks {key}")).collect()
        }
        "properties" => {
            let of_key =
                |(key, schema): (&String, &Value)| document.get(key).map(|inner| refused(whole, schema, inner, &format!("{at}/{key}")));
            said.as_object().unwrap().iter().filter_map(of_key).flatten().collect()
        }
        "items" => {
            let inner = document.as_array().into_iter().flatten().enumerate();
            inner.flat_map(|(index, inner)| refused(whole, said, inner, &format!("{at}/{index}"))).collect()
        }
        "allOf" => list().iter().flat_map(|schema| refused(whole, schema, document, at)).collect(),
        "anyOf" => unless(list().iter().any(|schema| refused(whole, schema, document, at).is_empty())),
        "pattern" => {
            assert_eq!(said, "^[a-z0-9_]+$", "the only pattern");
            let is_name = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
            unless(document.as_str().is_none_or(is_name))
        }
        "minimum" => unless(number(|value, least| value >= least)),
        "exclusiveMinimum" => unless(number(|value, least| value > least)),
        "exclusiveMaximum" => unless(number(|value, most| value < most)),
        other => {
            assert!(KEYWORDS.contains(&other), "{other} is not checked");
            Vec::new()
        }
    }
}

/// The names under `properties` anywhere in a schema.
fn properties(schema: &Value, into: &mut BTreeSet<String>) {
    if let Some(named) = schema.get("properties").and_then(Value::as_object) {
        into.extend(named.keys().cloned());
    }
    let inner = schema.as_object().into_iter().flat_map(|object| object.values()).chain(schema.as_array().into_iter().flatten());
    inner.for_each(|inner| properties(inner, into));
}

/// The keys anywhere in a document.
fn keys(document: &Value, into: &mut BTreeSet<String>) {
    into.extend(document.as_object().into_iter().flat_map(|object| object.keys().cloned()));
    let inner = document.as_object().into_iter().flat_map(|object| object.values()).chain(document.as_array().into_iter().flatten());
    inner.for_each(|inner| keys(inner, into));
}

/// Values `law(M, t)` at 2^6 to 2^13, four replicates.
fn table(times: &[f64], law: impl Fn(f64, f64) -> f64) -> String {
    let mut text = "width,replicate,step,value\n".to_owned();
    for (k, replicate) in (6..=13).flat_map(|k| (0..4).map(move |replicate| (k, replicate))) {
        let (m, jitter) = (f64::from(1 << k), f64::from((k * 31 + replicate * 17) % 13) / 13.0 - 0.46);
        for t in times {
            text.push_str(&format!("{m},{replicate},{t},{:e}\n", law(m, *t) * (0.1 * jitter).exp()));
        }
    }
    text
}

#[test]
fn fit_prints_what_its_schema_says() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: String| fs::write(folder.path().join(name), text).unwrap();
    write("plain.csv", table(&[1.0], |m, _| 3.0 / m));
    write("log.csv", table(&[1.0], |m, _| 2.0 + m.ln()));
    write("floor.csv", table(&[1.0], |m, _| 0.5 + 3.0 / m));
    write("timed.csv", table(&[1.0, 2.0, 4.0, 8.0], |m, t| t / m));
    write("short.csv", "width,replicate,value\n2,0,1\n4,0,2\n8,0,3\n".into());
    write(
        "exact.csv",
        (1..9)
            .map(|k| format!("{},0,{:e}\n", 1 << k, 0.25f64.powi(k)))
            .fold("width,replicate,value\n".into(), |all: String, row| all + &row),
    );
    write("two.csv", table(&[1.0, 2.0], |m, t| t / m));
    // The names of a key are those of the user's columns.
    let by_step = printed(folder.path(), &["fit", "two.csv", "--claim", "O(1/M)", "--by", "step"]);
    assert_eq!(complaints("fit", &by_step), ["step is not described"]);
    let runs: [&[&str]; 11] = [
        &["plain.csv", "--claim", "O(1/M)", "--claim", "O(M^-2)", "--expect", "supported"],
        &["two.csv", "--claim", "O(1/M)", "--where", "step=2"],
        &["plain.csv", "--claim", "O(1/M)"],
        &["plain.csv", "--claim", "O(M^-2)"],
        &["plain.csv", "--claim", "o(M^(-1/6) log(M)^3)", "--functional", "mean"],
        &["log.csv", "--claim", "Theta(log M)"],
        &["floor.csv", "--claim", "O(1/M)", "--floor", "fit"],
        &["floor.csv", "--claim", "O(1/M)", "--floor", "0.5"],
        &["timed.csv", "--claim", "O(t/M)", "--time-column", "step"],
        &["short.csv", "--claim", "O(1/M)"],
        &["exact.csv", "--claim", "Theta(M^-2)"],
    ];
    for run in runs {
        let document = printed(folder.path(), &[&["fit"], run].concat());
        assert_eq!(complaints("fit", &document), Vec::<String>::new(), "{run:?}");
        assert_eq!(document["schema"], 1);
    }
}

#[test]
fn verify_report_and_diff_print_what_their_schemas_say() {
    let folder = tempfile::tempdir().unwrap();
    let verify = |out: &str, seed: &str| {
        let run = ["verify", "thm-13", "lemma-08", "--scale", "smoke", "--widths", "16..256", "--seeds", "2", "--data", "gaussian"];
        printed(folder.path(), &[&run[..], &["--out", out, "--seed", seed]].concat())
    };
    let (first, _) = (verify("a", "0"), verify("b", "1"));
    assert_eq!(complaints("results", &first), Vec::<String>::new());
    assert_eq!(complaints("results", &printed(folder.path(), &["report", "a"])), Vec::<String>::new());
    assert_eq!(complaints("diff", &printed(folder.path(), &["diff", "a", "b"])), Vec::<String>::new());
    assert_eq!(complaints("diff", &printed(folder.path(), &["diff", "a", "a"])), Vec::<String>::new());
    // The check can fail.
    let mut damaged = first.clone();
    damaged["theorems"][0]["claims"][0]["verdict"] = "fine".into();
    damaged["theorems"][0]["controls"][0].as_object_mut().unwrap().remove("expected");
    damaged["more"] = 1.into();
    assert!(complaints("results", &damaged).len() >= 3, "{:?}", complaints("results", &damaged));
}

/// Every schema in a schema.
fn inner_schemas(schema: &Value) -> Vec<&Value> {
    let named = ["properties", "$defs"].into_iter().filter_map(|key| schema.get(key)?.as_object()).flat_map(|named| named.values());
    let listed = ["anyOf", "allOf"].into_iter().filter_map(|key| schema.get(key)?.as_array()).flatten();
    let inner = named.chain(listed).chain(schema.get("items"));
    [schema].into_iter().chain(inner.flat_map(inner_schemas)).collect()
}

#[test]
fn schemas_are_whole_and_describe_a_judgement_alike() {
    for name in ["fit", "results", "diff"] {
        let whole = schema(name);
        assert_eq!(whole["$schema"], "https://json-schema.org/draft/2020-12/schema");
        for inner in inner_schemas(&whole) {
            assert!(inner.as_object().unwrap().keys().all(|keyword| KEYWORDS.contains(&keyword.as_str())), "{name}: {inner}");
            let of = inner.get("$ref").and_then(Value::as_str);
            assert!(of.is_none_or(|of| whole["$defs"].get(of.strip_prefix("#/$defs/").unwrap()).is_some()), "{name}: {inner}");
        }
    }
    assert_eq!(schema("fit")["$defs"]["judgement"], schema("results")["$defs"]["judgement"]);
}

#[test]
fn the_checker_of_schemas_refuses_what_it_should() {
    let whole = serde_json::json!({ "$defs": { "verdict": { "enum": ["a"] } } });
    let cases = [
        (r#"{"type":["number","null"]}"#, "null", r#""x""#),
        (r#"{"type":"integer","minimum":0}"#, "3", "3.5"),
        (r#"{"minimum":0}"#, "0", "-1"),
        (r#"{"exclusiveMinimum":0,"exclusiveMaximum":1}"#, "0.5", "1"),
        (r##"{"$ref":"#/$defs/verdict"}"##, r#""a""#, r#""b""#),
        (r#"{"required":["a"],"properties":{"a":{"const":1}}}"#, r#"{"a":1,"b":2}"#, r#"{"a":2}"#),
        (r#"{"required":["a"]}"#, r#"{"a":null}"#, r#"{"b":1}"#),
        (r#"{"items":{"type":"boolean"}}"#, "[true]", "[true,1]"),
        (r##"{"anyOf":[{"$ref":"#/$defs/verdict"},{"type":"null"}]}"##, "null", "1"),
        (r#"{"allOf":[{"type":"number"},{"minimum":2}]}"#, "2", "1"),
        (r#"{"pattern":"^[a-z0-9_]+$"}"#, r#""no_control""#, r#""No control""#),
    ];
    for (schema, good, bad) in cases {
        let [schema, good, bad] = [schema, good, bad].map(|text| serde_json::from_str::<Value>(text).unwrap());
        assert!(refused(&whole, &schema, &good, "").is_empty() && !refused(&whole, &schema, &bad, "").is_empty(), "{schema}");
    }
}
