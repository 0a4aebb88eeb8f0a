//! Questions to a table: the series that answer a question, what differs between rows of one size, and means with standard errors.

use asymptest_judge::claim::Bound;
use asymptest_judge::error::Error;
use asymptest_judge::random::Stream;
use asymptest_judge::series::{Limit, Question, Series, read};
use asymptest_judge::stats::{Functional, Labels, Sample};
use asymptest_judge::verdict::{Protocol, Verdict, judge};

const SIZES: [u32; 6] = [64, 128, 256, 512, 1024, 2048];

fn ask(text: &str, question: &Question) -> Vec<Series> {
    read("f.csv", text.as_bytes(), question).unwrap_or_else(|error| panic!("{error}"))
}

fn refusal(text: &str, question: &Question) -> String {
    match read("f.csv", text.as_bytes(), question) {
        Err(Error::Question { problem, .. }) => problem,
        other => panic!("{other:?}"),
    }
}

/// A table with `rows` of each size.
fn table(header: &str, rows: impl Fn(u32) -> Vec<String>) -> String {
    let body: Vec<String> = SIZES.iter().flat_map(|m| rows(*m).into_iter().map(move |row| format!("{m},{row}"))).collect();
    format!("{header}\n{}\n", body.join("\n"))
}

fn codes(series: &Series) -> Vec<&'static str> {
    series.notes.iter().map(|note| note.code).collect()
}

#[test]
fn rows_without_a_replicate_column_are_numbered_and_have_no_common_factors() {
    // Sorted by value: ranks would pass for replicates that share a factor over all sizes.
    let text = table("width,value", |m| (0..5).map(|r| format!("{}", (1.0 + 0.2 * f64::from(r)) / f64::from(m))).collect());
    let found = ask(&text, &Question::default());
    assert_eq!((found.len(), found[0].labels, codes(&found[0])), (1, Labels::Counted, vec!["rows_numbered"]));
    let sample = found[0].sample();
    assert!(sample.is_planned() && sample.groups.iter().all(|group| group.values.len() == 5));
    let claim: Bound = "Theta(1/M)".parse().expect("a claim");
    let judged = |sample: &Sample| judge(&claim, sample, &Protocol { power_trials: 0, ..Protocol::default() });
    let code =
        |judgement: &asymptest_judge::verdict::Judgement| judgement.warnings.iter().any(|warning| warning.code == "replicate_blocks");
    assert!(!code(&judged(&sample)) && code(&judged(&Sample { labels: Labels::Given, ..sample })));
    // One row a size needs no remark.
    assert!(codes(&ask(&table("width,value", |_| vec!["1".into()]), &Question::default())[0]).is_empty());
}

#[test]
fn columns_with_usual_names_are_taken_and_named() {
    let text = table("N,run,error", |m| vec![format!("1,{}", 1.0 / f64::from(m))]);
    let found = ask(&text, &Question::default());
    let notes: Vec<&str> = found[0].notes.iter().map(|note| note.text.as_str()).collect();
    assert!(
        notes.iter().any(|text| text.contains("sizes are those of `N`"))
            && notes.iter().any(|text| text.contains("values are those of `error`")),
        "{notes:?}"
    );
    assert_eq!((found[0].x.as_str(), found[0].y.as_str()), ("N", "error"));
    // Two candidates are a question, not a guess.
    let problem = refusal(&table("N,dofs,error", |m| vec![format!("{m},1")]), &Question::default());
    assert!(problem.contains("no column `width`") && problem.contains("N, dofs may hold the sizes"), "{problem}");
    let problem = refusal(&table("width,L2,H1", |_| vec!["1,1".into()]), &Question::default());
    assert!(problem.contains("no column `value`"), "{problem}");
}

#[test]
fn expressions_filters_and_windows_choose_the_numbers() {
    let text = table("h,metric,a,b", |m| vec![format!("loss,{m},2"), format!("rank,{m},4")]);
    let question = Question {
        x: Some("h^2".into()),
        y: Some("a/b".into()),
        filters: vec!["metric=rank".parse().expect("a filter"), "a>=128".parse().expect("a filter")],
        to: Some(1e6),
        ..Question::default()
    };
    let found = ask(&text, &question);
    let rows: Vec<(f64, f64)> = found[0].measurements.iter().map(|row| (row.width, row.value)).collect();
    assert_eq!(rows, [(16384.0, 32.0), (65536.0, 64.0), (262_144.0, 128.0)]);
    let texts: Vec<&str> = found[0].notes.iter().map(|note| note.text.as_str()).collect();
    let left_out = [
        "6 of 12 rows are left out by --where metric=rank",
        "1 of 12 rows are left out by --where a>=128",
        "2 of 12 rows are left out by --to 1000000",
    ];
    assert_eq!(texts, left_out);
    let problem = refusal(
        &text,
        &Question { y: Some("1/(b - b)".into()), filters: question.filters.clone(), x: Some("h".into()), ..Question::default() },
    );
    assert!(problem.contains("no finite value"), "{problem}");
    // A failed run stays one in an expression.
    let failed = ask(
        &text.replace("64,rank,64,4", "64,rank,nan,4"),
        &Question { filters: vec!["metric=rank".parse().expect("a filter")], to: None, ..question },
    );
    assert!(failed[0].measurements[0].value.is_nan());
}

#[test]
fn sizes_that_tend_to_0_are_turned_over() {
    let text = "h,error\n0.5,4\n0.25,2\n0.125,1\n";
    let question = Question { limit: Limit::Zero, x: Some("h".into()), ..Question::default() };
    let widths: Vec<f64> = ask(text, &question)[0].measurements.iter().map(|row| row.width).collect();
    assert_eq!(widths, [2.0, 4.0, 8.0]);
    // The window is one of the sizes as they are asked for.
    assert!(refusal(text, &Question { from: Some(0.2), ..question }).contains("2 widths measured"));
}

#[test]
fn factors_are_refused_and_judged_apart() {
    let text = table("width,seed,optimizer,name,metric,value", |m| {
        let one = |o: &str, metric: &str, seed: u32| format!("{seed},{o},{o} (long),{metric},{}", f64::from(m) + f64::from(seed));
        ["adam", "sgd"]
            .iter()
            .flat_map(|o| ["loss", "rank"].map(|metric| (0..2).map(|seed| one(o, metric, seed)).collect::<Vec<_>>()))
            .flatten()
            .collect()
    });
    let problem = refusal(&text, &Question::default());
    for part in ["`optimizer` (adam, sgd)", "`metric` (loss, rank)", "with them name", "--by", "--where optimizer=adam", "--pool"] {
        assert!(problem.contains(part), "{part}: {problem}");
    }
    let by = |columns: &[&str]| Question { by: columns.iter().map(|name| (*name).to_owned()).collect(), ..Question::default() };
    let found = ask(&text, &by(&["optimizer", "metric"]));
    let titles: Vec<String> = found.iter().map(Series::title).collect();
    assert_eq!(titles[0], "optimizer = adam, metric = loss");
    assert_eq!(titles.len(), 4);
    assert!(found.iter().all(|series| series.measurements.len() == 12 && series.labels == Labels::Given));
    assert!(refusal(&text, &by(&["optimizer"])).contains("`metric`"));
    // A pool needs all that varies, and then numbers the rows.
    let pooled = Question { pool: ["optimizer", "name", "metric"].map(String::from).to_vec(), ..Question::default() };
    let found = ask(&text, &pooled);
    assert_eq!((found[0].measurements.len(), found[0].labels), (48, Labels::Counted));
}

/// Columns that differ between rows of one size and are no factors: a false alarm would refuse tables as people have them.
#[test]
fn other_columns_are_no_factors() {
    let mut stream = Stream::of_study(1, "series", "columns");
    let mut random = move || stream.normal();
    let mut row = |m: u32, r: u32| {
        let (loss, time, epochs) = (random(), 1e6 * random(), 20 + (7.0 * random().abs()) as u32);
        let converged = if random() > 0.4 { "true" } else { "false" };
        let note = if r == 3 { "slow" } else { "" };
        format!("{r},{loss},{time},{epochs},{converged},{note},run-{m}-{r},seed{r},{},fixed,1", 12 * m)
    };
    let mut body = String::new();
    for m in SIZES {
        for r in 0..5 {
            body.push_str(&format!("{m},{},{}\n", row(m, r), 1.0 / f64::from(m)));
        }
    }
    let header = "width,seed,loss,wall time,epochs,converged,note,id,seed_name,params,kind,one,value\n";
    let found = ask(&format!("{header}{body}"), &Question::default());
    assert_eq!((found.len(), found[0].measurements.len(), found[0].labels), (1, 30, Labels::Given));
}

/// A number is a factor if sizes share its values equally often, and a step is one in any case.
#[test]
fn numbers_are_factors_where_they_cross_the_sizes() {
    let rates = table("width,lr,value", |m| ["0.1", "0.01", "0.001"].map(|lr| format!("{lr},{m}")).to_vec());
    assert!(refusal(&rates, &Question::default()).contains("`lr` (0.1, 0.01, 0.001)"));
    // Runs of different lengths.
    let steps = table("width,seed,epoch,value", |m| (0..3 + m / 256).map(|epoch| format!("0,{epoch},{m}")).collect());
    assert!(refusal(&steps, &Question::default()).contains("`epoch`"));
    let found = ask(&steps, &Question { time: Some("epoch".into()), ..Question::default() });
    assert!(found[0].measurements.iter().any(|row| row.time == Some(0.0)));
}

/// Rows of a table of evidence of this program: a run that diverged or failed has no value, and is a failed run.
#[test]
fn failed_cells_are_failed_runs() {
    let header = "setting,width,replicate,quantity,horizon,step,value,floor,status,reason\n";
    let rows: String =
        SIZES.iter().flat_map(|m| (0..3).map(move |r| format!("dot,{m},{r},drift,t = 8,8,{},,ok,\n", 1.0 / f64::from(*m)))).collect();
    let failed = "dot,64,3,drift,t = 8,8,,,failed,out of memory\ndot,64,4,drift,t = 8,8,,,diverged,loss is not finite\n";
    let found = ask(&format!("{header}{rows}{failed}"), &Question::default());
    assert_eq!((found[0].sample().failed(), found[0].measurements.len()), (2, 20));
    let problem = refusal(&format!("{header}{rows}dot,64,5,drift,t = 8,8,,,ok,\n"), &Question::default());
    assert!(problem.contains("value is empty"), "{problem}");
}

#[test]
fn wide_tables_are_read_by_a_pattern() {
    let wide = |pattern: &str| Question { wide: Some(pattern.parse().expect("a pattern")), ..Question::default() };
    let found = ask("seed,64,128,256\n0,1,2,3\n1,1.5,,3.5\n", &wide("{width}"));
    let rows: Vec<(f64, f64)> = found[0].measurements.iter().map(|row| (row.width, row.value)).collect();
    assert_eq!(rows, [(64.0, 1.0), (64.0, 1.5), (128.0, 2.0), (256.0, 3.0), (256.0, 3.5)]);
    assert!(codes(&found[0]).contains(&"left_out"));
    let names = "Step,w64-s0 loss,w64-s1 loss,w128-s0 loss,w256-s0 loss,w64-s0 loss__MIN\n1,1,2,3,4,9\n2,1,2,3,4,9\n";
    let found = ask(names, &wide("w{width}-s{replicate} loss"));
    assert_eq!(found[0].measurements.len(), 8);
    assert!(found[0].measurements.iter().all(|row| row.time.is_some() && row.value < 9.0));
}

/// Means of `n` log-normal values of y = 3 M^(-1/2) with their standard errors.
fn means(n: usize, seed: u64) -> (Sample, Sample) {
    let mut stream = Stream::of_study(seed, "series", "means");
    let (mut raw, mut rows) = (Vec::new(), Vec::new());
    for (k, sigma) in (6..16).zip([0.1, 0.3].into_iter().cycle()) {
        let m = f64::from(1u32 << k);
        let values: Vec<f64> = (0..n).map(|_| 3.0 / m.sqrt() * (sigma * stream.normal() - sigma * sigma / 2.0).exp()).collect();
        let mean = values.iter().sum::<f64>() / n as f64;
        let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (n as f64 - 1.0);
        rows.push((m, 0, mean, Some((variance / n as f64).sqrt())));
        raw.extend(values.into_iter().zip(0..).map(|(value, r)| (m, r, value)));
    }
    (Sample::from_means(rows), Sample::from_runs(raw))
}

/// Planted truth: intervals from means with standard errors hold it as often as they state, and are as narrow as those from the raw values.
#[test]
fn intervals_of_means_hold_the_truth() {
    let protocol = Protocol { functional: Functional::Mean, power_trials: 0, ..Protocol::default() };
    let claim: Bound = "Theta(M^(-1/2))".parse().expect("a claim");
    let (mut held, mut held_raw, mut refuted, mut width, mut width_raw) = (0, 0, 0, 0.0, 0.0);
    let trials = 300;
    for seed in 0..trials {
        let (of_means, raw) = means(30, seed);
        let (judged, of_raw) = (judge(&claim, &of_means, &protocol), judge(&claim, &raw, &protocol));
        held += u64::from(judged.range.contains(-0.5));
        held_raw += u64::from(of_raw.range.contains(-0.5));
        refuted += u64::from(judged.verdict == Verdict::Refuted);
        width += judged.range.high - judged.range.low;
        width_raw += of_raw.range.high - of_raw.range.low;
    }
    let share = |count: u64| count as f64 / trials as f64;
    assert!((0.90..=0.985).contains(&share(held)), "{} of means, {} of raw values", share(held), share(held_raw));
    assert!(refuted * 50 <= trials, "{refuted} refuted");
    // The errors tell which sizes are precise: the raw values are read by a smooth model of the noise.
    assert!(width < 1.1 * width_raw, "{width} and {width_raw}");
    // Errors that are five times too large widen the interval by as much: they are used.
    let (of_means, _) = means(30, 0);
    let mut coarse = of_means.clone();
    coarse.groups.iter_mut().for_each(|group| group.errors.iter_mut().for_each(|error| *error *= 5.0));
    let of = |sample: &Sample| {
        let range = judge(&claim, sample, &protocol).range;
        range.high - range.low
    };
    assert!((3.0..7.0).contains(&(of(&coarse) / of(&of_means))), "{} and {}", of(&coarse), of(&of_means));
}

/// A false claim is refuted from means with errors, too.
#[test]
fn means_refute_what_is_false() {
    let protocol = Protocol { functional: Functional::Mean, power_trials: 0, ..Protocol::default() };
    let (of_means, _) = means(30, 7);
    assert_eq!(judge(&"O(1/M)".parse().expect("a claim"), &of_means, &protocol).verdict, Verdict::Refuted);
    assert!(of_means.has_errors() && !asymptest_judge::stats::quality::is_deterministic(&of_means));
}
