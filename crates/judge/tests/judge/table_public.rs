//! Tables of others: the inputs of cases, and the first lines of files that are public. Each says where it is from.

use std::path::Path;

use asymptest_judge::error::Error;
use asymptest_judge::table::{NumberProblem, Table, digits, number, read_table};

fn case(file: &str) -> Table {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(file);
    let bytes = std::fs::read(&path).expect("a case");
    read_table(file, &bytes).unwrap_or_else(|error| panic!("{error}"))
}

fn read(text: &str) -> Table {
    read_table("f", text.as_bytes()).unwrap_or_else(|error| panic!("{error}: {text}"))
}

fn refusal(text: &str) -> (u64, String) {
    match read_table("f", text.as_bytes()) {
        Err(Error::Table { line, problem, .. }) => (line, problem),
        other => panic!("{other:?}"),
    }
}

/// The numbers of a column, by its name.
fn column(table: &Table, name: &str) -> Vec<f64> {
    let place = table.names().iter().position(|known| known == name).unwrap_or_else(|| panic!("{name} in {:?}", table.names()));
    table.rows().map(|row| number(row.cell(place)).unwrap_or_else(|problem| panic!("{name} {problem}"))).collect()
}

#[test]
fn cases_are_read_as_they_are() {
    let table = case("23-extra-p-text/input.txt");
    assert_eq!((table.len(), column(&table, "p")[14], column(&table, "value")[14]), (15, 64.0, 531.78));
    let table = case("25-table-of-a-ferrite-study/table.txt");
    assert_eq!(table.names(), ["Row", "N", "Linf", "L2", "L2_expected_next", "H1", "H1_expected_next"]);
    assert_eq!(
        (table.len(), column(&table, "N")[5], column(&table, "L2")[5], column(&table, "L2_expected_next")[5]),
        (6, 64.0, 0.000200791, 5.01978e-5)
    );
    let table = case("27-wide-one-column-a-run/wandb.csv");
    assert_eq!((table.len(), table.names().len(), column(&table, "w256-s0 - val/loss")[1]), (2, 7, 2.81));
    let table = case("27-wide-one-column-a-run/wide.csv");
    assert_eq!((table.len(), column(&table, "rep3")), (5, vec![8.14, 23.20, 66.62, 181.58, 531.78]));
    let table = case("33-comments-and-json-array/comment.csv");
    assert_eq!((column(&table, "width"), column(&table, "value")), (vec![64.0, 128.0, 256.0], vec![0.5, 0.25, 0.12]));
    let table = case("33-comments-and-json-array/runs.json");
    assert_eq!((table.names().join(" "), column(&table, "width")), ("width seed value".to_owned(), vec![64.0, 128.0]));
    let table = case("33-comments-and-json-array/tau.dat");
    assert_eq!((table.names().join(" "), column(&table, "log10_s")[0]), ("log10_nsp log10_s".to_owned(), -1.78351584558));
    let table = case("31-thousands-separators/chinchilla.csv");
    let size = table.names().iter().position(|name| name == "model size").expect("there");
    let first = table.rows().next().expect("a row");
    assert_eq!(
        number(first.cell(size)),
        Err(NumberProblem::Thousands { cell: "16,450,387,383.84".into(), separator: ',', plain: "16450387383.84".into() })
    );
}

/// certik/hermes2d, benchmarks/lshape/conv_cpu_exact.dat: two columns without names.
#[test]
fn two_columns_without_names() {
    let table = read("0.01  9.2531017442661\n0.08  5.7531999262187\n1  0.23402538971561\n130.28  0.0016586900826129\n");
    assert!(!table.is_named());
    assert_eq!((column(&table, "1"), column(&table, "2")[3]), (vec![0.01, 0.08, 1.0, 130.28], 0.0016586900826129));
}

/// PhiFEM/publication_PhiFD_Neumann, convergence.dat: `numpy.savetxt` with a header.
#[test]
fn names_in_the_comment_of_numpy() {
    let table = read(
        "# h L2 H1 Linf\n1.000000000000000056e-01 3.931632724150455060e-02 2.822668440018516120e-02 3.805593087615055659e-02\n5.000000000000000278e-02 9.680261140455654820e-03 6.638873108278909273e-03 9.769535863373368656e-03\n",
    );
    assert_eq!(table.names(), ["h", "L2", "H1", "Linf"]);
    assert_eq!((column(&table, "h"), digits(table.rows().next().expect("a row").cell(1))), (vec![0.1, 0.05], 19));
}

/// Ruqing1963/Q47-GapCompression, convergence.csv: comments above the names.
#[test]
fn comments_above_the_names() {
    let table = read(
        "# Convergence of S(Q) for Q(n)=n^47-(n-1)^47\n# Partial product up to prime p\nprime_p,omega_Q_p,local_factor,partial_product_S\n2,0,2.00000000,2.000000\n3,0,1.50000000,3.000000\n",
    );
    assert_eq!(table.names(), ["prime_p", "omega_Q_p", "local_factor", "partial_product_S"]);
    assert_eq!(column(&table, "partial_product_S"), [2.0, 3.0]);
}

/// KKobuszewski/kmfcs-lab1, convergence.dat: tabs, negative numbers, no names.
#[test]
fn tabs_without_names() {
    let table = read("8\t-2.250\t-0.008\t0.054\t7.108000\n10\t-2.322\t-0.161\t0.025\t8.511000\n18\t0.000\t-1.099\t0.017\t12.568000\n");
    assert_eq!((table.names().len(), column(&table, "1"), column(&table, "3")), (5, vec![8.0, 10.0, 18.0], vec![-0.008, -0.161, -1.099]));
}

/// terkelbo/OpenMP-Poisson-Problem, convergence.dat: a word in every row, and no names.
#[test]
fn a_word_in_every_row_and_no_names() {
    let table = read("jacobi 0 75.435\njacobi 1 75.369\njacobi 2 75.304\n");
    assert_eq!((table.is_named(), table.len(), column(&table, "3")[0]), (false, 3, 75.435));
}

/// qiming82/BarrierOption, convergence.csv, and deal.II, examples/step-78/doc/results.dox: names and columns aligned to the right.
#[test]
fn plain_and_aligned_columns() {
    let table = read("NumSimulation,Price\n200000,3.42844\n400000,3.42838\n");
    assert_eq!(column(&table, "NumSimulation"), [200_000.0, 400_000.0]);
    let table = read(
        "cells dofs    L2        H1      Linfty\n    1    2 1.667e-01 5.774e-01 2.222e-01\n    2    3 3.906e-02 2.889e-01 5.380e-02\n",
    );
    assert_eq!((column(&table, "dofs"), column(&table, "H1")), (vec![2.0, 3.0], vec![0.5774, 0.2889]));
}

/// cagau/nlfem, examples/Rates2D/results/auto_rates.md: settings and rates, each a table.
#[test]
fn of_two_tables_one_has_to_be_given() {
    let text = "# Settings\n| | |\n| --- | --- |\n| Right hand side | linear |\n| Delta | 0.1 |\n# Rates\n| h| L2 Error| Rates| Assembly Time| \n|---|---|---|---|\n| 5.00e-02 | 3.29e-03 | 0.00e+00 | 1.71e-01 |\n| 2.50e-02 | 5.71e-04 | 2.41e+00 | 9.53e+00 |\n";
    let (line, problem) = refusal(text);
    assert_eq!(line, 7);
    assert!(problem.ends_with("the first is in line 2; give one: sed -n '7,10p' f | asymptest fit -"), "{problem}");
    let rates: String = text.lines().skip(6).take(4).map(|line| line.to_owned() + "\n").collect();
    let table = read(&rates);
    assert_eq!((table.names().join(","), column(&table, "L2 Error")), ("h,L2 Error,Rates,Assembly Time".into(), vec![3.29e-3, 5.71e-4]));
}

/// PatVee/sinusoidal-fgp-thermal-stress, tables/convergence.tex.
#[test]
fn a_table_of_a_paper() {
    let table = read(
        "\\begin{tabularx}{\\linewidth}{Xrrr}\n\\toprule\nRefinement comparison & $w_C$ (\\%) & $\\sigma_C$ (\\%) & $\\sigma_E$ (\\%) \\\\\n\\midrule\nModes: 31 to 241 & 0.005666 & 2.159 & 6.576 \\\\\nModes: 61 to 241 & 0.000744 & 0.936 & 2.214 \\\\\n\\bottomrule\n\\end{tabularx}\n",
    );
    assert_eq!(table.names(), ["Refinement comparison", "w_C (%)", "\\sigma_C (%)", "\\sigma_E (%)"]);
    assert_eq!(column(&table, "w_C (%)"), [0.005666, 0.000744]);
}

/// extra-p/extrap, tests/data/text/two_parameter_1.txt and tests/data/jsonlines/input_1.jsonl.
#[test]
fn both_formats_of_extra_p() {
    let table = read(
        "PARAMETER x\nPARAMETER y\n\nPOINTS ( 20 1 ) \nPOINTS ( 20 2 )\nREGION reg\nMETRIC metr\nDATA 1.007912824061828 1.0003031166379763\nDATA 82.31483486850328 80.77055829825096\n",
    );
    assert_eq!((column(&table, "y"), column(&table, "value")[3]), (vec![1.0, 1.0, 2.0, 2.0], 80.77055829825096));
    let table = read(
        "{\"params\":{\"x\":4,\"y\":10},\"metric\":\"metr\",\"value\":48663.50675180765}\n{\"params\":{\"x\":4,\"y\":20},\"metric\":\"metr\",\"value\":63245.170751807644}\n",
    );
    assert_eq!((column(&table, "params.y"), column(&table, "value")[1]), (vec![10.0, 20.0], 63245.170751807644));
}

/// adfecu/PFG-Adrian, convergence.csv: seven names and five values a row.
#[test]
fn a_file_that_lacks_cells_is_refused() {
    let (line, problem) = refusal(
        "epoch,train.loss,train.fpr,train.fnr,val.loss,val.fpr,val.fnr\n1,0.6631652116775513,0.0,0.49592167139053345,0.0\n2,0.0929061621427536,0.0,0.4278568923473358,0.0\n",
    );
    assert_eq!((line, problem.as_str()), (2, "5 fields in this row, 7 in the header"));
}

/// Prints of DataFrames.jl: gaurav-arya/StochasticAD.jl (exact and estimated derivatives), and iris with a type that is cut short.
#[test]
fn frames_of_julia() {
    let table = read(
        "Row │ exact_deriv  sample_deriv_mean  sample_deriv_sem \n     │ Float64      Float64            Float64          \n─────┼──────────────────────────────────────────────────\n   1 │ -0.35527          -0.357055          0.00644792\n   2 │  0.028692          0.0286772         0.000854623\n",
    );
    assert_eq!((table.len(), column(&table, "sample_deriv_sem")), (2, vec![0.00644792, 0.000854623]));
    let table = read(
        "20×3 DataFrame\n Row │ SepalLength  SepalWidth  Species\n     │ Float64      Float64     Cat…\n─────┼─────────────────────────────────\n   1 │         5.9         3.2  versicolor\n   2 │         7.7         3.8  virginica\n",
    );
    assert_eq!((table.len(), column(&table, "SepalWidth")), (2, vec![3.2, 3.8]));
    for cut in ["  ⋮  │      ⋮            ⋮\n", "...\n"] {
        let (line, problem) = refusal(&format!(
            "100×2 DataFrame\n Row │ x            y\n     │ Float64      Float64\n─────┼──────────────────────────\n   1 │  1.08579      1.08579\n   2 │ -1.57656     -1.57656\n{cut} 100 │ -0.753134    -0.753134\n"
        ));
        assert!(line == 7 && problem.contains("rows that are left out"), "{line} {problem}");
    }
}

/// Markdown as hyperfine exports it, here of a benchmark of haproxy: means with deviations.
#[test]
fn means_with_deviations_are_told() {
    let table = read(
        "| Command | Mean [ms] | Min [ms] | Max [ms] | Relative |\n|:---|---:|---:|---:|---:|\n| `haproxy -c nproxy-10000` | 737.3 ± 18.6 | 716.8 | 771.3 | 1.00 |\n| `echo '[1]' \\| jq 'flatten'` | 42.1 ± 2.6 | 36.6 | 53.7 | 17.16 ± 8.64 |\n",
    );
    let row = table.rows().nth(1).expect("two rows");
    assert_eq!((row.cell(0), column(&table, "Min [ms]")), ("`echo '[1]' | jq 'flatten'`", vec![716.8, 36.6]));
    assert_eq!(number(row.cell(1)), Err(NumberProblem::WithError { cell: "42.1 ± 2.6".into(), value: "42.1".into(), error: "2.6".into() }));
}

/// JSON as Google Benchmark writes it: the rows are a list within the context of the run.
#[test]
fn rows_within_a_context() {
    let table = read(
        "{\n  \"context\": {\"date\": \"2024\", \"caches\": [{\"level\": 1}], \"load_avg\": [1.05273, 1.02295]},\n  \"benchmarks\": [\n    {\"name\": \"function/8/repeats:3\", \"iterations\": 1686012, \"real_time\": 4.2350600595475760e+02, \"time_unit\": \"ns\"},\n    {\"name\": \"function/64/repeats:3\", \"iterations\": 1986, \"real_time\": 3.5172534056940363e-01, \"time_unit\": \"ns\"}\n  ]\n}\n",
    );
    assert_eq!((table.len(), column(&table, "real_time")), (2, vec![423.5060059547576, 0.35172534056940363]));
}
