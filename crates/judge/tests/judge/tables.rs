//! Tables as people have them: every format gives the cells that one would read off the page.

use std::io::Write as _;

use asymptest_judge::error::Error;
use asymptest_judge::table::{Table, number, read_table};
use flate2::{Compression, write::GzEncoder};

fn read(text: &str) -> Table {
    read_table("runs.txt", text.as_bytes()).unwrap_or_else(|error| panic!("{error}: {text}"))
}

fn rows(table: &Table) -> Vec<Vec<&str>> {
    table.rows().map(|row| (0..table.names().len()).map(|column| row.cell(column)).collect()).collect()
}

fn refusal(file: &str, bytes: impl AsRef<[u8]>) -> (u64, String) {
    match read_table(file, bytes.as_ref()) {
        Err(Error::Table { line, problem, .. }) => {
            assert!(!problem.contains('\n'), "{problem}");
            (line, problem)
        }
        other => panic!("{:?}: {other:?}", String::from_utf8_lossy(bytes.as_ref())),
    }
}

#[track_caller]
fn assert_runs(text: &str) {
    let table = read(text);
    assert_eq!(table.names(), ["width", "seed", "loss"], "{text}");
    assert_eq!(rows(&table), [["64", "0", "0.5"], ["128", "1", "2.5e-1"]], "{text}");
}

#[test]
fn one_table_in_many_formats() {
    for text in [
        "width,seed,loss\n64,0,0.5\n128,1,2.5e-1\n",
        "width, seed, loss\n64, 0, 0.5\n128, 1, 2.5e-1",
        "\u{feff}\"width\",\"seed\",\"loss\"\r\n\"64\",\"0\",\"0.5\"\r\n\r\n\"128\",\"1\",\"2.5e-1\"\r\n",
        "width,seed,loss\r64,0,0.5\r128,1,2.5e-1\r",
        "width,seed,loss,\n64,0,0.5,\n128,1,2.5e-1,\n",
        "width,seed,loss\n64,0,0.5,\n128,1,2.5e-1,\n",
        "width,seed,loss,,\n64,0,0.5,,\n128,1,2.5e-1,,\n",
        "width\tseed\tloss\n64\t0\t0.5\n128\t1\t2.5e-1\n",
        "width\tseed\tloss\n64\t0\t0,5\n128\t1\t2,5e-1\n",
        "width;seed;loss\n64;0;0,5\n128;1;2,5e-1\n",
        "width;seed;loss\n64;0;0.5\n128;1;2.5e-1\n",
        "sep=;\nwidth;seed;loss\n64;0;0.5\n128;1;2.5e-1\n",
        "sep=,\r\nwidth,seed,loss\r\n64,0,0.5\r\n128,1,2.5e-1\r\n",
        "width|seed|loss\n64|0|0.5\n128|1|2.5e-1\n",
        "| width | seed | loss |\n|------:|-----:|:----:|\n| 64 | 0 | 0.5 |\n| 128 | 1 | 2.5e-1 |\n",
        "|width|seed|loss|\n|-|-|-|\n|64|0|0.5|\n|128|1|2.5e-1|\n",
        "width | seed | loss\n--- | --- | ---\n64 | 0 | 0.5\n128 | 1 | 2.5e-1\n",
        "# Results\n\nThe losses are:\n\n| width | seed | loss |\n|---|---|---|\n| 64 | 0 | 0.5 |\n| 128 | 1 | 2.5e-1 |\n\nAs one sees.\n",
        "#+CAPTION: losses\n| width | seed | loss |\n|-------+------+------|\n| 64 | 0 | 0.5 |\n| 128 | 1 | 2.5e-1 |\n#+TBLFM: $3=1\n",
        " width | seed |  loss\n-------+------+--------\n    64 |    0 |    0.5\n   128 |    1 | 2.5e-1\n(2 rows)\n\n",
        "+-------+------+--------+\n| width | seed | loss   |\n+-------+------+--------+\n|    64 |    0 | 0.5    |\n|   128 |    1 | 2.5e-1 |\n+-------+------+--------+\n2 rows in set (0.00 sec)\n",
        "      Runs\n┏━━━━━━━┳━━━━━━┳━━━━━━━━┓\n┃ width ┃ seed ┃ loss   ┃\n┡━━━━━━━╇━━━━━━╇━━━━━━━━┩\n│ 64    │ 0    │ 0.5    │\n│ 128   │ 1    │ 2.5e-1 │\n└───────┴──────┴────────┘\n",
        "shape: (2, 3)\n┌───────┬──────┬────────┐\n│ width ┆ seed ┆ loss   │\n│ ---   ┆ ---  ┆ ---    │\n│ i64   ┆ i64  ┆ f64    │\n╞═══════╪══════╪════════╡\n│ 64    ┆ 0    ┆ 0.5    │\n│ 128   ┆ 1    ┆ 2.5e-1 │\n└───────┴──────┴────────┘\n",
        "width seed loss\n64 0 0.5\n128 1 2.5e-1\n",
        "  width   seed   loss\n ------ ------ ------\n     64      0    0.5\n    128      1 2.5e-1\n",
        "# width seed loss\n64 0 0.5\n128 1 2.5e-1\n",
        "# width,seed,loss\n6.4e1,0,0.5\n",
        "#width\tseed\tloss\n64\t0\t0.5\n128\t1\t2.5e-1\n",
        "% made on Monday\n% width seed loss\n64 0 0.5\n128 1 2.5e-1\n",
        "\\\\ width seed loss\n64 0 0.5\n128 1 2.5e-1\n",
        "// width seed loss\n64 0 0.5\n// half way\n128 1 2.5e-1\n",
        "! width seed loss\n64 0 0.5\n128 1 2.5e-1\n",
        "# a run\n# another line\nwidth,seed,loss\n64,0,0.5\n# 96,1,9\n128,1,2.5e-1\n",
        "width seed loss\nInt64 Int64 Float64\n64 0 0.5\n128 1 2.5e-1\n",
        "width,seed,loss\n[neurons],,[nats]\n64,0,0.5\n128,1,2.5e-1\n",
        "[{\"width\": 64, \"seed\": 0, \"loss\": 0.5}, {\"width\": 128, \"seed\": 1, \"loss\": 2.5e-1}]",
        "{\"width\": 64, \"seed\": 0, \"loss\": 0.5}\n{\"width\": 128, \"seed\": 1, \"loss\": 2.5e-1}\n",
        "{\"width\": [64, 128], \"seed\": [0, 1], \"loss\": [0.5, 2.5e-1], \"lr\": 0.1}",
        "{\"width\":{\"0\":64,\"1\":128},\"seed\":{\"0\":0,\"1\":1},\"loss\":{\"0\":0.5,\"1\":2.5e-1}}",
        "{\"0\":{\"width\":64,\"seed\":0,\"loss\":0.5},\"1\":{\"width\":128,\"seed\":1,\"loss\":2.5e-1}}",
        "{\"columns\":[\"width\",\"seed\",\"loss\"],\"index\":[0,1],\"data\":[[64,0,0.5],[128,1,2.5e-1]]}",
        "[[\"width\",\"seed\",\"loss\"],[64,0,0.5],[128,1,2.5e-1]]",
        "[\"width\",\"seed\",\"loss\"]\n[64,0,0.5]\n[128,1,2.5e-1]\n",
        "{\"context\": {\"date\": \"now\"}, \"benchmarks\": [{\"width\": 64, \"seed\": 0, \"loss\": 0.5},\n {\"width\": 128, \"seed\": 1, \"loss\": 2.5e-1}]}",
        "\\begin{tabular}{rrl}\n\\toprule\nwidth & seed & loss \\\\\n\\midrule\n64 & 0 & 0.5 \\\\\n128 & 1 & 2.5e-1 \\\\ \\bottomrule\n\\end{tabular}\n",
        "\\begin{table}\n\\caption{Runs 1 & 2 \\\\ of three}\n\\begin{tabular*}{\\textwidth}{|r|r|l|} \\hline\n% nothing & here \\\\\n\\textbf{width} & \\multicolumn{1}{c|}{seed} & loss\\\\ \\hline \\hline\n64 & 0 & 0.5\\\\[2pt]\n\\cline{1-2} 128 & $1$ & $2.5e-1$\n\\end{tabular*}\n\\end{table}\n",
        "width & seed & loss \\\\ \\hline\n64 & 0 & 0.5 \\\\\n128 & 1 & 2.5e-1 \\\\\n",
    ] {
        if text.contains("6.4e1") {
            assert_eq!(read(text).names(), ["width", "seed", "loss"]);
        } else {
            assert_runs(text);
        }
    }
}

#[test]
fn compressed_and_wide_letters_are_text_too() {
    let text = "width,seed,loss\n64,0,0.5\n128,1,2.5e-1\n";
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(text.as_bytes()).expect("packed");
    let packed = packed.finish().expect("packed");
    let plain = read(text);
    // Two parts, as of `cat a.gz b.gz`: the names are repeated.
    let twice = [packed.clone(), packed.clone()].concat();
    assert_eq!(read_table("runs.csv.gz", &packed).expect("read"), plain);
    assert_eq!(read_table("runs.csv.gz", &twice).expect("read").len(), 4);
    let wide =
        |unit: fn(u16) -> [u8; 2]| "\u{feff}".chars().chain(text.chars()).flat_map(|letter| unit(letter as u16)).collect::<Vec<u8>>();
    assert_eq!(read_table("runs.csv", &wide(u16::to_le_bytes)).expect("read"), plain);
    assert_eq!(read_table("runs.csv", &wide(u16::to_be_bytes)).expect("read"), plain);
    let mut bomb = GzEncoder::new(Vec::new(), Compression::best());
    bomb.write_all(&vec![b'0'; 1 << 24]).expect("packed");
    let (_, problem) = refusal("bomb's.gz", bomb.finish().expect("packed"));
    assert!(problem.ends_with("unpack it: gzip -dc 'bomb'\\''s.gz' | asymptest fit -"), "{problem}");
    let (_, problem) = refusal("cut.gz", &packed[..packed.len() - 6]);
    assert!(problem.contains("gzip and damaged") && problem.ends_with("gzip -t cut.gz"), "{problem}");
}

#[test]
fn rows_have_their_lines() {
    let lines = |text: &str| read(text).rows().map(|row| row.line()).collect::<Vec<_>>();
    for end in ["\n", "\r\n", "\r"] {
        assert_eq!(lines(&"# a\n\na,b\n\n1,2\n# c\n3,4\n\"5\n6\",7\n8,9\n".replace('\n', end)), [5, 7, 8, 10], "{end:?}");
        assert_eq!(lines(&"# a\n\na b\n\n1 2\n# c\n3 4\n".replace('\n', end)), [5, 7]);
        assert_eq!(lines(&"title\n\n| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |\n".replace('\n', end)), [5, 6]);
        assert_eq!(lines(&"[\n{\"a\": 1,\n\"b\": 2},\n{\"a\": 3, \"b\": 4}\n]\n".replace('\n', end)), [2, 4]);
        assert_eq!(lines(&"\n{\"a\": 1, \"b\": 2}\n\n{\"a\": 3, \"b\": 4}\n".replace('\n', end)), [2, 4]);
        assert_eq!(
            lines(&"\\begin{tabular}{ll}\na & b \\\\\n\\hline\n1 & 2 \\\\\n3 &\n4 \\\\\n\\end{tabular}\n".replace('\n', end)),
            [4, 5]
        );
    }
}

/// case 23: one row a repetition.
#[test]
fn extra_p_gives_a_row_a_repetition() {
    let table = read("PARAMETER p\nPOINTS (4) (8)\n\nREGION example\nMETRIC time\nDATA 8.31 8.02\nDATA 22.74 22.66\n");
    assert_eq!(table.names(), ["p", "replicate", "region", "metric", "value"]);
    assert_eq!(rows(&table)[0], ["4", "0", "example", "time", "8.31"]);
    assert_eq!(rows(&table)[3], ["8", "1", "example", "time", "22.66"]);
    let table = read("PARAMETER p\nPARAMETER q\nPOINTS ( 4 1 ) ( 8 2 )\nREGION a\nDATA 1\nDATA 2\nREGION b\nDATA 3\nDATA 4\n");
    assert_eq!(rows(&table)[3], ["8", "2", "0", "b", "", "4"]);
    assert!(
        refusal("x", "PARAMETER p\nPOINTS 4 8\nDATA 1\nDATA 2\nDATA 3\n").1.contains("there are 2 points and this is one DATA line more")
    );
    assert!(refusal("x", "PARAMETER p\nPOINTS (4 1) (8 2)\nDATA 1\n").1.contains("(4 1) has 2 numbers, there are 1 parameter"));
}

/// A DataFrame of Julia, as case 25: one line, spaces between columns, types below the names.
#[test]
fn frames_as_they_are_printed() {
    let julia = " Row │ N      L2 norm     rate\n     │ Int64  Float64     Float64?\n─────┼─────────────────────────\n   1 │     2  0.202511    missing\n   2 │     4  0.0510494   1.98\n";
    let table = read(&format!("2×3 DataFrame\n{}", julia.replace("L2 norm", "L2_norm")));
    assert_eq!(table.names(), ["Row", "N", "L2_norm", "rate"]);
    assert_eq!(rows(&table), [["1", "2", "0.202511", "missing"], ["2", "4", "0.0510494", "1.98"]]);
    let pandas = "   width    loss\n0     64  0.5000\n1    128  0.2500\n";
    assert_eq!(
        (read(pandas).names(), rows(&read(pandas))[1].clone()),
        (["row", "width", "loss"].map(String::from).as_slice(), vec!["1", "128", "0.2500"])
    );
    let tibble = "# A tibble: 2 × 2\n  width  loss\n  <dbl> <dbl>\n1    64  0.5 \n2   128  0.25\n";
    assert_eq!(rows(&read(tibble)), [["1", "64", "0.5"], ["2", "128", "0.25"]]);
    let of_r = "\"width\" \"optimiser name\" \"loss\"\n\"1\" 64 \"adam w\" 0.5\n\"2\" 128 \"sgd\" 0.25\n";
    assert_eq!(rows(&read(of_r)), [["1", "64", "adam w", "0.5"], ["2", "128", "sgd", "0.25"]]);
    let cells_with_spaces = "method        width  loss\nplain sgd     64     0.5\nadam          128    0.25\n";
    assert_eq!(rows(&read(cells_with_spaces)), [["plain sgd", "64", "0.5"], ["adam", "128", "0.25"]]);
    let fixed = "n     rate error\n64         0.5\n128   1.0  0.25\n256   1.1  0.125\n";
    assert_eq!(rows(&read(fixed)), [["64", "", "0.5"], ["128", "1.0", "0.25"], ["256", "1.1", "0.125"]]);
}

/// W&B, as case 27: the names are left as they are.
#[test]
fn names_of_wide_tables_are_left_as_they_are() {
    let table = read("\"Step\",\"w128-s0 - val/loss\",\"w128-s0 - val/loss__MIN\"\n\"100\",\"3.21\",\"3.20\"\n");
    assert_eq!(table.names(), ["Step", "w128-s0 - val/loss", "w128-s0 - val/loss__MIN"]);
    assert_eq!(read("p,1,2\n4,8.31,8.02\n").names(), ["p", "1", "2"]);
    assert_eq!(read(",64,128\nadam,0.5,0.25\n").names(), ["1", "64", "128"]);
}

#[test]
fn tables_without_names_have_numbered_columns() {
    for text in [
        "64,0,0.5\n128,1,0.25\n",
        "64 0 0.5\n128 1 0.25\n",
        "[[64,0,0.5],[128,1,0.25]]",
        "| 64 | 0 | 0.5 |\n| 128 | 1 | 0.25 |\n",
        "64;0;0,5\n128;1;0,25",
    ] {
        let table = read(text);
        assert_eq!((table.names(), table.is_named()), (["1", "2", "3"].map(String::from).as_slice(), false), "{text}");
        assert_eq!(rows(&table)[1], ["128", "1", "0.25"], "{text}");
    }
    assert!(read("a,b\n1,2\n").is_named());
    assert_eq!(rows(&read("loss\n0.5\n0.25\n")), [["0.5"], ["0.25"]]);
    assert_eq!(rows(&read("0.5\n0.25\n")), [["0.5"], ["0.25"]]);
}

#[test]
fn json_keeps_the_digits_and_names_within_names() {
    let table = read(
        "{\"config\": {\"width\": 64, \"opt\": {\"lr\": 1e-3}}, \"loss\": 0.500, \"note\": \"a \\\"b\\\"\"}\n{\"config\": {\"width\": 128}, \"loss\": NaN}\n{\"loss\": -Infinity, \"x\": null, \"y\": [1, 2]}",
    );
    assert_eq!(table.names(), ["config.width", "config.opt.lr", "loss", "note", "x", "y"]);
    assert_eq!(rows(&table)[0], ["64", "1e-3", "0.500", "a \"b\"", "", ""]);
    assert_eq!(rows(&table)[1][..3], ["128", "", "NaN"]);
    assert_eq!(rows(&table)[2], ["", "", "-Infinity", "", "null", "[1, 2]"]);
    let (line, problem) = refusal("x", "[{\"a\": 1},\n{\"a\": 2, \"a\": 3}]");
    assert!(line == 2 && problem.contains("`a` occurs twice"), "{problem}");
    let many: Vec<String> = (0..1000).map(|n| format!("{{\"k{n}\":1}}")).collect();
    assert!(refusal("x", many.join("\n")).1.contains("too few names in common"));
}

#[test]
fn latex_cells_are_numbers() {
    let text = "\\begin{tabular}{c|cc|cc}\n & \\multicolumn{2}{c|}{$L^2$ error} & \\multicolumn{2}{c}{$H^1$ error} \\\\ \\cmidrule(lr){2-3}\\cmidrule(lr){4-5}\n$N$ & value & rate & value & rate \\\\ \\midrule\n$4$ & $1.2 \\times 10^{-3}$ & -- & \\num{1.5e-2} & --- \\\\\n$8$ & $\\mathbf{3.1 \\times 10^{-4}}$ & $1.95$ & 7.5e{-3} & 1.0\\,\\\\\n\\end{tabular}";
    let table = read(text);
    assert_eq!(table.names(), ["N", "L^2 error value", "L^2 error rate", "H^1 error value", "H^1 error rate"]);
    let values: Vec<f64> = rows(&table).iter().map(|row| number(row[1]).expect("number")).collect();
    assert_eq!(values, [1.2e-3, 3.1e-4]);
    assert_eq!((rows(&table)[0][3], rows(&table)[1][4]), ("1.5e-2", "1.0"));
    assert_eq!(number(rows(&table)[1][3]), Ok(7.5e-3));
}

#[test]
fn every_fault_is_named_with_its_line_and_a_remedy() {
    for (text, line, says) in [
        ("", 0, "the file is empty"),
        (" \n\n", 0, "the file is empty"),
        ("# only\n", 0, "holds no table"),
        ("width,replicate,value\n", 0, "column names but no measurements"),
        ("[]", 0, "holds nothing"),
        ("a,b\n1,2\n3\n", 3, "1 field in this row, 2 in the header"),
        ("a,b\n1,2\n3,4,5\n", 3, "3 fields in this row, 2 in the header"),
        ("a b c\n1 2 3\n4 5\n6 7 8\n", 3, "2 fields in this row, 3 in the header"),
        ("a,b\n1,2\n3,\"4\n5,6\n7,8\n", 3, "a quote that begins in this row is not closed"),
        ("adam,64,0.5\nsgd,64,0.4\n", 1, "may hold names or values"),
        ("width;loss\n64;0,5\n128;0.25\n", 3, "decimals after commas (`0,5`, line 2) and after points (`0.25`, line 3)"),
        ("   a    b\n0  1  2.0\n..  ..  ...\n9  3  4.0\n", 3, "rows that are left out"),
        ("a,...,b\n1,...,2\n", 1, "columns that are left out"),
        ("| a | b |\n|---|---|\n| 1 | 2 |\n\n| a | b |\n|---|---|\n| 1 | 2 |\n", 5, "the first is in line 1"),
        ("[{\"a\": 1},\n{\"a\": 2},\n3]", 3, "not of the kind of the first row"),
        ("[{\"a\": 1},\n{\"a\": 2", 2, "the end of the file may be missing"),
        ("[{\"a\": 1},\n{\"a\": x}]", 2, "begins as JSON and is damaged"),
        ("[{'a': 1}, {'a': 2}]", 1, "json.dump"),
        ("[[1. 2.]\n [3. 4.]]", 1, "numpy.savetxt"),
        ("{\"a\": [1, 2], \"b\": [1]}", 1, "`a` has 2 values and `b` has 1"),
        ("PARAMETER p\nPOINTS (4)\nWORD x\n", 3, "`WORD` is not a word of Extra-P"),
        ("a,b;c,d\nx,y;z,u\n", 1, "commas and semicolons separate the cells equally well"),
        ("1,2,3\n4,5\n6,7,8\n9,1,2", 2, "2 fields in this row, 3 in the header"),
        ("a\0b\n", 1, "zero byte"),
    ] {
        let (found, problem) = refusal("runs.csv", text);
        assert!(problem.contains(says), "{text:?}: {problem}");
        assert_eq!(found, line, "{text:?}: {problem}");
    }
    let (line, problem) = refusal("my runs.csv", b"width,loss\n64,0.5\n128,\xe9\n");
    assert_eq!(
        (line, problem.as_str()),
        (3, "the file is not UTF-8 text; if it is Latin-1, convert it: iconv -f LATIN1 -t UTF-8 'my runs.csv' | asymptest fit -")
    );
}

/// Work grows with the length of the file: at the square of it, each of these would take hours.
#[test]
fn long_files_of_one_sign_end() {
    for sign in [",\n", "&", "\"\n", "|a", "{", "[", "1 ", "\\textbf{", "\r", "-", "│1"] {
        let long = sign.repeat(1_000_000 / sign.len());
        for begin in ["", "a,b\n1,2\n", "\\begin{tabular}{ll}", "PARAMETER p\nPOINTS (1)\n"] {
            let _ = read_table("f", format!("{begin}{long}").as_bytes());
        }
    }
}
