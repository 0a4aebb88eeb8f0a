//! Tables of any content: written in one of the formats they are read back, and damaged files are refused and do no harm.

use std::fmt::Write as _;

use asymptest_judge::table::{NumberProblem, Table, digits, number, number_with, read_table};
use proptest::prelude::*;

/// Names and rows: at least two columns, the first of words, the others of numbers.
#[derive(Debug, Clone)]
struct Content {
    names: Vec<String>,
    rows: Vec<Vec<String>>,
}

fn content() -> impl Strategy<Value = Content> {
    let name = "[a-z][a-z0-9_/()]{0,8}";
    let word = "[a-z][a-zA-Z0-9 ,;|\"'/_.-]{0,10}[a-z]";
    let value = prop_oneof![
        any::<f64>().prop_filter("finite", |value| value.is_finite()).prop_map(|value| format!("{value:e}")),
        (-1_000_000_i64..1_000_000).prop_map(|value| value.to_string()),
        (0.0..1000.0_f64).prop_map(|value| format!("{value:.3}")),
        Just("nan".to_owned()),
    ];
    (2..6_usize, 1..8_usize).prop_flat_map(move |(columns, rows)| {
        let names = prop::collection::hash_set(name, columns).prop_map(|names| names.into_iter().map(|name| format!("{name}x")).collect());
        let row = (word, prop::collection::vec(value.clone(), columns - 1))
            .prop_map(|(word, values)| std::iter::once(word).chain(values).collect());
        (names, prop::collection::vec(row, rows)).prop_map(|(names, rows)| Content { names, rows })
    })
}

impl Content {
    fn lines(&self, line: impl Fn(&[String]) -> String) -> String {
        std::iter::once(&self.names).chain(&self.rows).map(|cells| line(cells) + "\n").collect()
    }

    fn separated(&self, separator: char) -> String {
        let quoted = |cell: &String| {
            let is_plain = !cell.contains([separator, '"', '\n']);
            if is_plain { cell.clone() } else { format!("\"{}\"", cell.replace('"', "\"\"")) }
        };
        self.lines(|cells| cells.iter().map(quoted).collect::<Vec<_>>().join(&separator.to_string()))
    }

    fn markdown(&self) -> String {
        let line = |cells: &[String]| format!("| {} |", cells.iter().map(|cell| cell.replace('|', "\\|")).collect::<Vec<_>>().join(" | "));
        let rule = format!("|{}", "---|".repeat(self.names.len()));
        let lines = self.lines(line);
        lines.replacen('\n', &format!("\n{rule}\n"), 1)
    }

    /// Objects: numbers as such, where JSON has them.
    fn objects(&self) -> Vec<String> {
        let value = |cell: &String| {
            if cell.parse::<f64>().is_ok_and(f64::is_finite) { cell.clone() } else { serde_json::to_string(cell).expect("text") }
        };
        let members = |row: &Vec<String>| {
            let pairs =
                self.names.iter().zip(row).map(|(name, cell)| format!("{}: {}", serde_json::to_string(name).expect("text"), value(cell)));
            format!("{{{}}}", pairs.collect::<Vec<_>>().join(", "))
        };
        self.rows.iter().map(members).collect()
    }

    fn drawn(&self) -> String {
        let mut text = format!("┌{}┐\n", "─".repeat(20));
        for (place, cells) in std::iter::once(&self.names).chain(&self.rows).enumerate() {
            let _ = writeln!(text, "│ {} │", cells.join(" ┆ "));
            if place == 0 {
                let _ = writeln!(text, "╞{}╡", "═".repeat(20));
            }
        }
        text + "└────┘\n"
    }

    /// Cells without what separates them in this format.
    fn without(&self, letters: &[char]) -> Self {
        let clean = |cell: &String| cell.replace(letters, "_");
        Self { names: self.names.iter().map(clean).collect(), rows: self.rows.iter().map(|row| row.iter().map(clean).collect()).collect() }
    }
}

fn assert_is(table: &Table, content: &Content, text: &str) -> Result<(), TestCaseError> {
    prop_assert_eq!(table.names(), content.names.as_slice(), "{}", text);
    let rows: Vec<Vec<String>> =
        table.rows().map(|row| (0..content.names.len()).map(|column| row.cell(column).to_owned()).collect()).collect();
    prop_assert_eq!(&rows, &content.rows, "{}", text);
    Ok(())
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(content in content()) {
        let texts = [
            (content.separated(','), &content),
            (content.separated('\t'), &content),
            (content.separated(';'), &content),
            (content.markdown(), &content),
            (content.drawn(), &content.without(&['|'])),
            (format!("[{}]", content.objects().join(",\n")), &content),
            (content.objects().join("\n"), &content),
        ];
        for (text, expected) in texts {
            let text = if expected.rows == content.rows { text } else { expected.drawn() };
            match read_table("runs", text.as_bytes()) {
                Ok(table) => assert_is(&table, expected, &text)?,
                Err(error) => return Err(TestCaseError::fail(format!("{error}: {text}"))),
            }
        }
        // Bars without a frame, and spaces, have no way to write what separates them.
        for (separator, letters) in [('|', ['|', '"', '|', '|']), (' ', [' ', ' ', '"', '|'])] {
            let content = content.without(&letters);
            let text = content.lines(|cells| cells.join(&separator.to_string()));
            match read_table("runs", text.as_bytes()) {
                Ok(table) => assert_is(&table, &content, &text)?,
                Err(error) => return Err(TestCaseError::fail(format!("{error}: {text}"))),
            }
        }
    }

    #[test]
    fn random_bytes_are_refused_or_read(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = read_table("f", &bytes);
    }

    #[test]
    fn random_text_of_the_signs_of_tables_does_no_harm(text in "[-0-9a-e.,;|\t \n\r\"'#%\\\\&{}\\[\\]():=+×^$│─┼]{0,200}") {
        if let Ok(table) = read_table("f", text.as_bytes()) {
            prop_assert!(!table.is_empty());
            let lines = 1 + text.bytes().filter(|byte| matches!(byte, b'\n' | b'\r')).count() as u64;
            prop_assert!(table.rows().all(|row| (1..=lines).contains(&row.line())), "{:?}: {:?}", text, table);
        }
    }

    #[test]
    fn a_damaged_file_does_no_harm(content in content(), way in 0..6_usize, cut in any::<prop::sample::Index>(), token in "[\"|,;{}\\[\\]\\\\&\n\t \u{2502}-]{1,4}", at in any::<prop::sample::Index>()) {
        let text = match way {
            0 => content.separated(','),
            1 => content.separated(';'),
            2 => content.markdown(),
            3 => content.drawn(),
            4 => content.objects().join("\n"),
            _ => format!("\\begin{{tabular}}{{ll}}\n{}\\end{{tabular}}", content.lines(|cells| cells.join(" & ") + " \\\\ \\hline")),
        };
        let place = |index: prop::sample::Index, text: &str| (0..=index.index(text.len() + 1)).rev().find(|place| text.is_char_boundary(*place)).unwrap_or(0);
        let mut damaged = text.clone();
        damaged.insert_str(place(at, &text), &token);
        let _ = read_table("f", damaged.as_bytes());
        let _ = read_table("f", &text.as_bytes()[..cut.index(text.len() + 1)]);
    }

    /// Numbers of any spelling have the value of their plain one.
    #[test]
    fn a_number_is_the_same_in_every_spelling(mantissa in "[1-9](\\.[0-9]{1,6})?", exponent in -30..30_i32, sign in "[-]?") {
        let plain = format!("{sign}{mantissa}e{exponent}");
        let value: f64 = plain.parse().expect("plain");
        let raised: String = exponent.to_string().chars().map(|letter| match letter {
            '-' => '⁻',
            digit => "⁰¹²³⁴⁵⁶⁷⁸⁹".chars().nth(digit.to_digit(10).expect("digit") as usize).expect("one of ten"),
        }).collect();
        for text in [
            plain.clone(),
            format!("{sign}{mantissa}D{exponent:+03}"),
            format!("{sign}{mantissa} \\times 10^{{{exponent}}}"),
            format!("${sign}{mantissa}\\cdot 10^{{{exponent}}}$"),
            format!("{sign}{mantissa}×10{raised}"),
            format!("{sign}{mantissa}*10**{exponent}"),
            format!("{}{mantissa}E{exponent}", sign.replace('-', "\u{2212}")),
        ] {
            prop_assert_eq!(number(&text), Ok(value), "{}", text);
            prop_assert_eq!(digits(&text), mantissa.bytes().filter(u8::is_ascii_digit).count() as u32, "{}", text);
        }
    }

    /// Whatever a cell has, it is a number or has a problem that says so in one line.
    #[test]
    fn a_cell_is_a_number_or_has_a_problem(text in "\\PC{0,30}") {
        match number(&text) {
            Ok(_) => {}
            Err(problem) => {
                prop_assert_eq!(digits(&text), 0);
                prop_assert!(!problem.to_string().contains('\n') && problem.to_string().len() < 400, "{}", problem);
                let _ = problem.command("f");
            }
        }
    }

    #[test]
    fn thousands_are_refused_with_the_number_that_is_meant(value in 1_000_000_u64..10_000_000_000_000) {
        let plain = value.to_string();
        let grouped: Vec<String> = plain.as_bytes().rchunks(3).rev().map(|group| String::from_utf8_lossy(group).into_owned()).collect();
        for separator in [',', '\'', '_', ' '] {
            let text = grouped.join(&separator.to_string());
            prop_assert_eq!(number(&text), Err(NumberProblem::Thousands { cell: text.clone(), separator, plain: plain.clone() }));
            prop_assert_eq!(number_with(&text, separator), Ok(value as f64));
        }
    }
}
