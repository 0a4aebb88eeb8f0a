//! Results as tables for papers and pages, and figures by extension: well-formed, escaped, and the same numbers as the JSON.

use std::process::{Command, Output};

use asymptest_judge::claim::Form;
use asymptest_judge::report::figure::{Chart, Dash, Ink, Layer, Marker, Scale, Shape, Sheet, Stack, drawn, tikz};
use asymptest_judge::report::{RESULTS_HEADER, ResultGroup, ResultRow, latex_claim, latex_table, latex_text, markdown_table, results_csv};
use asymptest_judge::stats::Sample;
use asymptest_judge::verdict::{Protocol, judge};
use proptest::prelude::*;
use serde_json::Value;

/// Faults for which LaTeX would refuse a text: braces, dollars and environments that do not pair up, and letters with a meaning of their own.
fn complaints(source: &str) -> Vec<String> {
    let (mut found, mut braces, mut dollars, mut open) = (Vec::new(), 0i32, 0, Vec::new());
    for (number, line) in source.lines().enumerate().filter(|(_, line)| !line.starts_with('%')) {
        let mut letters = line.chars().peekable();
        while let Some(letter) = letters.next() {
            match letter {
                '\\' => drop(letters.next_if(|next| !next.is_ascii_alphabetic())),
                '{' => braces += 1,
                '}' => braces -= 1,
                '$' => dollars += 1,
                '%' | '#' => found.push(format!("line {}: a bare {letter}", number + 1)),
                '_' | '^' if dollars % 2 == 0 => found.push(format!("line {}: {letter} outside of mathematics", number + 1)),
                _ => {}
            }
            if braces < 0 {
                found.push(format!("line {}: closes what is not open", number + 1));
                braces = 0;
            }
        }
        let named =
            |command: &str| line.split(command).skip(1).filter_map(|rest| rest.split('}').next()).map(str::to_owned).collect::<Vec<_>>();
        open.extend(named("\\begin{"));
        for name in named("\\end{") {
            if open.pop() != Some(name.clone()) {
                found.push(format!("line {}: ends {name}", number + 1));
            }
        }
    }
    if braces != 0 || dollars % 2 != 0 || !open.is_empty() {
        found.push(format!("at the end: {braces} braces, {dollars} dollars, {open:?}"));
    }
    found
}

fn group(title: &str, name: &str, claim: &str, power: f64) -> ResultGroup {
    let noise = [0.97, 1.0, 1.04];
    let sample = Sample::from_pairs((6..=13).map(|k| f64::from(1 << k)).flat_map(|m: f64| noise.map(|noise| (m, noise * m.powf(power)))));
    let form = Form::from(claim);
    let judgement = judge(form.rate().expect("a rate"), &sample, &Protocol::default());
    ResultGroup { title: title.into(), rows: vec![ResultRow::of(name, form, &judgement)] }
}

/// The data rows of a tabular, cell by cell.
fn cells(latex: &str) -> Vec<Vec<String>> {
    let rows = latex.lines().filter(|line| line.contains(" & ") && line.ends_with("\\\\"));
    rows.skip(1).map(|row| row.trim_end_matches(" \\\\").split(" & ").map(str::to_owned).collect()).collect()
}

#[test]
fn a_latex_table_is_well_formed_and_says_the_judgement() {
    let groups = [group("thm_13 on mnist", "drift", "O(M^(-1/6) log(M)^3)", -1.0), group("", "", "Theta(M^-2)", -0.5)];
    let latex = latex_table(&groups);
    assert_eq!(complaints(&latex), Vec::<String>::new(), "{latex}");
    let rows = cells(&latex);
    assert!(rows.iter().all(|row| row.len() == 7), "{latex}");
    assert_eq!(rows[0][0], "drift: $O(M^{-1/6} (\\log M)^{3})$");
    assert!(rows[0][1].starts_with("untestable") && rows[1][1] == "refuted", "{latex}");
    // Theta(M^-2) has no logarithm to divide out, and the values are M^(-1/2) with a noise of 3 %.
    assert!(rows[1][2].starts_with("$-0.50$ $[-0.5"), "{latex}");
    assert_eq!(rows[1][5..], ["8 in 64--8192", "24"]);
    assert!(latex.contains("\\multicolumn{7}{l}{thm\\_13 on mnist}"), "{latex}");
    assert_eq!(latex.matches("\\midrule").count(), 2);
}

#[test]
fn what_is_not_latex_is_found() {
    for bad in ["a_b", "{", "}", "$x", "100 % of", "\\begin{a}\\end{b}", "\\begin{a}", "x^2"] {
        assert!(!complaints(bad).is_empty(), "{bad}");
    }
    assert!(complaints("\\begin{a}\n$x_1^{2}$ \\% \\_ \\{ \\\\\n\\end{a}").is_empty());
}

#[test]
fn claims_are_in_the_usual_notation() {
    let claim = |text: &str| latex_claim(&Form::from(text));
    assert_eq!(claim("O(1/M)"), "$O(M^{-1})$");
    assert_eq!(claim("Omega(1)"), "$\\Omega(1)$");
    assert_eq!(claim("Theta(log M)"), "$\\Theta(\\log M)$");
    assert_eq!(claim("o(t/sqrt(M))"), "$o(M^{-1/2} t)$");
    assert_eq!(latex_claim(&Form::written_in("n", "O(n^2 log(n)^2)")), "$O(n^{2} (\\log n)^{2})$");
    assert_eq!(latex_claim(&Form::at_most(1.0, 0.0)), "$\\le 1$");
    assert_eq!(latex_claim(&Form::at_most(0.0, 65536.0)), "$\\le 0$, up to rounding ($6.55 \\cdot 10^{4}$)");
}

#[test]
fn markdown_and_csv_have_a_row_a_claim() {
    let groups = [group("a|b", "drift", "O(1/M)", -1.0), group("c", "rank, or \"so\"", "Theta(1)", 0.0)];
    let markdown = markdown_table(&groups);
    assert!(markdown.starts_with("### a\\|b\n\n| claim |") && markdown.contains("| drift: `O(M^(-1))` | supported |"), "{markdown}");
    for line in markdown.lines().filter(|line| line.starts_with('|')) {
        assert_eq!(line.replace("\\|", "").matches('|').count(), 8, "{line}");
    }
    let csv = results_csv(&groups);
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    assert_eq!(reader.headers().unwrap().iter().collect::<Vec<_>>(), RESULTS_HEADER);
    let records: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!((records.len(), &records[0][0], &records[1][1]), (2, "a|b", "rank, or \"so\""));
    // A number reads back as the judgement's.
    assert_eq!(records[0][5].parse::<f64>().unwrap(), groups[0].rows[0].slope.unwrap().estimate);
}

proptest! {
    #[test]
    fn any_text_is_a_cell(title in "\\PC{0,30}", name in "[\\\\{}$%#_^&~a-z|`\n\t ]{0,20}") {
        let groups = [group(&title, &name, "O(1/M)", -1.0)];
        let latex = latex_table(&groups);
        prop_assert!(complaints(&latex).is_empty(), "{latex}");
        prop_assert_eq!(cells(&latex).last().map(Vec::len), Some(7));
        let rows = markdown_table(&groups);
        prop_assert_eq!(rows.lines().last().unwrap().replace("\\|", "").matches('|').count(), 8, "{}", rows);
        prop_assert_eq!(csv::Reader::from_reader(results_csv(&groups).as_bytes()).records().count(), 1);
    }
}

#[test]
fn texts_are_escaped_letter_by_letter() {
    assert_eq!(
        latex_text("50 % of a_b & {c} \\ ~ ^"),
        "50 \\% of a\\_b \\& \\{c\\} \\textbackslash{} \\textasciitilde{} \\textasciicircum{}"
    );
    assert_eq!(latex_text("a\nb"), "a b");
}

/// A sheet with every marker, dash and shape.
fn sheet() -> Sheet {
    let at = |y: f64| vec![[64.0, y], [128.0, y / 2.0], [256.0, y / 4.0]];
    let markers = [
        Marker::Dot,
        Marker::Diamond,
        Marker::HollowDiamond,
        Marker::Ring,
        Marker::Square,
        Marker::Triangle,
        Marker::Cross,
        Marker::Stroke,
    ];
    let points = markers
        .into_iter()
        .enumerate()
        .map(|(index, marker)| Layer::new("a_b", Ink::Step(index, 8), Shape::Points(marker, at(1.0 + index as f64))));
    let lines = [Dash::Solid, Dash::Dashed, Dash::Dotted, Dash::DashDotted]
        .into_iter()
        .map(|dash| Layer::new("50 % & more", Ink::Fit, Shape::Line(dash, at(3.0))));
    let areas = [
        Layer::unnamed(Ink::Fit, Shape::Band(vec![[64.0, 0.5, 2.0], [256.0, 0.1, 1.0]])),
        Layer::unnamed(Ink::Data, Shape::Bars(vec![[128.0, 0.2, 1.0]])),
        Layer::unnamed(Ink::Claim, Shape::Rule(Dash::Dashed, 1.0)),
    ];
    let chart = Chart {
        x_label: "width M".into(),
        y_label: "value_1".into(),
        x_scale: Scale::Widths,
        y_scale: Scale::Log,
        layers: points.chain(lines).chain(areas).collect(),
        ..Chart::default()
    };
    Sheet { stacks: vec![Stack { title: "O(M^(-1/6)) {x}".into(), note: "8 widths".into(), charts: vec![chart] }] }
}

#[test]
fn a_tikz_picture_has_what_the_svg_has() {
    let svg = drawn(&sheet());
    let picture = tikz(&svg);
    assert_eq!(complaints(&picture), Vec::<String>::new());
    assert_eq!(picture.matches("\\path[").count(), svg.matches("<path ").count());
    assert_eq!(picture.matches("\\node[").count(), svg.matches("<text ").count());
    let shapes: Vec<&str> = picture.lines().filter(|line| line.starts_with("\\path[")).collect();
    assert!(shapes.iter().all(|line| line.ends_with(';') && line.contains("] (")), "{shapes:?}");
    // Every colour that is used is defined.
    for (at, _) in picture.match_indices("asymptest-") {
        let name: String = picture[at + "asymptest-".len()..].chars().take_while(char::is_ascii_alphanumeric).collect();
        assert!(picture.contains(&format!("\\definecolor{{asymptest-{name}}}{{HTML}}{{")), "{name}");
    }
    assert!(
        picture.contains("circle[radius=3]") && picture.contains("circle[radius=2]") && picture.contains("dash pattern=on 4.5pt off 3pt")
    );
    assert!(picture.contains("{\\bfseries O(M\\textasciicircum{}(-1/6)) \\{x\\}}"), "{picture}");
}

fn fit(folder: &std::path::Path, arguments: &[&str]) -> Output {
    let mut text = "width,replicate,value\n".to_owned();
    for (k, r) in (6..=13).flat_map(|k| (0..4).map(move |r| (k, r))) {
        text.push_str(&format!("{},{r},{:e}\n", 1 << k, 3.0 / f64::from(1 << k) * (1.0 + 0.01 * f64::from((k * 7 + r * 5) % 11))));
    }
    std::fs::write(folder.join("runs.csv"), text).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_asymptest-judge"));
    command.current_dir(folder).args(["fit", "runs.csv"]).args(arguments).output().unwrap()
}

#[test]
fn fit_prints_every_format_with_the_numbers_of_the_json() {
    let folder = tempfile::tempdir().unwrap();
    let printed = |format: &str| String::from_utf8(fit(folder.path(), &["--claim", "O(1/M)", "--format", format]).stdout).unwrap();
    let json: Value = serde_json::from_str(&printed("json")).unwrap();
    assert_eq!(json["schema"], 1);
    let csv = printed("csv");
    let record = csv::Reader::from_reader(csv.as_bytes()).records().next().unwrap().unwrap();
    assert_eq!(record[5].parse::<f64>().unwrap(), json["range"]["estimate"].as_f64().unwrap());
    assert_eq!(record[8].parse::<f64>().unwrap(), json["exponent"]["estimate"].as_f64().unwrap());
    assert_eq!(record[14].parse::<u64>().unwrap(), json["window"]["replicates"].as_u64().unwrap());
    let latex = printed("latex");
    assert!(complaints(&latex).is_empty() && latex.contains(&format!("${:.2}$", json["range"]["estimate"].as_f64().unwrap())), "{latex}");
    assert!(printed("markdown").contains("| `O(M^(-1))` | supported |"));
}

#[test]
fn fit_expects_a_verdict() {
    let folder = tempfile::tempdir().unwrap();
    let code = |arguments: &[&str]| fit(folder.path(), arguments).status.code();
    assert_eq!(code(&["--claim", "O(1/M)", "--expect", "supported"]), Some(0));
    assert_eq!(code(&["--claim", "O(1/M)", "--expect", "refuted"]), Some(1));
    assert_eq!(code(&["--claim", "O(M^-2)", "--expect", "refuted"]), Some(0));
    assert_eq!(code(&["--claim", "O(M^-2)"]), Some(1));
    assert_eq!(code(&["--claim", "O(M^-2)", "--expect", "fine"]), Some(2));
}

#[test]
fn a_figure_has_the_form_of_its_extension() {
    let folder = tempfile::tempdir().unwrap();
    let draw = |name: &str| fit(folder.path(), &["--claim", "O(1/M)", "--figure", name]);
    assert_eq!(draw("a.svg").status.code(), Some(0));
    assert_eq!(draw("a.tex").status.code(), Some(0));
    let read = |name: &str| std::fs::read(folder.path().join(name)).unwrap();
    let [svg, tex] = ["a.svg", "a.tex"].map(|name| String::from_utf8(read(name)).unwrap());
    assert_eq!(tex, tikz(&svg));
    assert_eq!(complaints(&tex), Vec::<String>::new());
    let refused = draw("a.jpeg");
    let message = String::from_utf8(refused.stderr).unwrap();
    assert_eq!(
        (refused.status.code(), message.trim_end()),
        (Some(2), "error: --figure: there is no form .jpeg; end the file in .svg, .tex, .pdf or .png")
    );
    assert!(!folder.path().join("a.jpeg").exists() && refused.stdout.is_empty());
    for (name, magic) in [("a.pdf", &b"%PDF-"[..]), ("a.png", &b"\x89PNG\r\n"[..])] {
        let output = draw(name);
        let message = String::from_utf8(output.stderr).unwrap();
        if cfg!(feature = "figures") {
            assert_eq!(output.status.code(), Some(0), "{message}");
            assert!(read(name).starts_with(magic) && read(name).len() > 2000);
        } else {
            assert_eq!(output.status.code(), Some(2));
            assert!(message.contains("`cargo install --path crates/judge --features figures`"), "{message}");
            assert!(!folder.path().join(name).exists());
        }
    }
}

#[test]
fn variables_stand_for_flags_and_flags_outrank_them() {
    let folder = tempfile::tempdir().unwrap();
    fit(folder.path(), &["--claim", "O(1/M)"]);
    let run = |variable: (&str, &str), arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_asymptest-judge"));
        command.current_dir(folder.path()).args(["fit", "runs.csv", "--claim", "O(1/M)"]).args(arguments).env(variable.0, variable.1);
        command.output().unwrap()
    };
    let csv = fit(folder.path(), &["--claim", "O(1/M)", "--format", "csv"]).stdout;
    assert_eq!(run(("ASYMPTEST_FORMAT", "csv"), &[]).stdout, csv);
    assert!(run(("ASYMPTEST_FORMAT", "csv"), &["--format", "json"]).stdout.starts_with(b"{"));
    assert_eq!(run(("ASYMPTEST_MARGIN", "7"), &[]).status.code(), Some(2));
    // The question of a command is not taken from the environment.
    assert_eq!(run(("ASYMPTEST_CLAIM", "O(M^-2)"), &[]).status.code(), Some(0));
    assert_eq!(run(("ASYMPTEST_EXPECT", "refuted"), &[]).status.code(), Some(0));
}
