//! Measurements read from a table: what is read, and what is refused with which line.

use asymptest_judge::error::{Error, Result};
use asymptest_judge::series::{Question, read};
use asymptest_judge::stats::{Measurement, sample};
use proptest::prelude::*;

/// The measurements of the one series that a question gives.
fn read_measurements(file: &str, bytes: &[u8], question: &Question) -> Result<Vec<Measurement>> {
    Ok(read(file, bytes, question)?.remove(0).measurements)
}

const GOOD: &str = "width,replicate,value\n128,0,1\n256,0,0.5\n512,0,0.25\n";

fn refusal(bytes: impl AsRef<[u8]>) -> (u64, String) {
    match read_measurements("f.csv", bytes.as_ref(), &Question::default()) {
        Err(Error::Table { line, problem, .. } | Error::Question { line, problem, .. }) => {
            assert!(!problem.contains('\n'), "{problem}");
            (line, problem)
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn reads_columns_by_name_in_any_order_and_dress() {
    let plain = read_measurements("f", GOOD.as_bytes(), &Question::default()).expect("good");
    let dressed = "\u{feff}seed,\"value\", width ,note\r\n0, 1e0 ,128,\"a, \"\"b\"\"\"\r\n0,+.5,256,\r\n\r\n0,\"0.25\",512,x\r\n";
    let columns = Question { replicate: Some("seed".to_owned()), ..Question::default() };
    let read = read_measurements("f", dressed.as_bytes(), &columns).expect("good");
    assert_eq!(sample(&read), sample(&plain));
    assert_eq!(read.iter().map(|row| row.line).collect::<Vec<_>>(), [2, 3, 5]);
}

#[test]
fn groups_follow_widths_and_replicates_not_the_file() {
    let text = "width,replicate,value\n512,1,4\n128,10,3\n128,9,2\n256,b,6\n128,1,1\n256,a,5\n";
    let read = read_measurements("f", text.as_bytes(), &Question::default()).expect("good");
    let sample = sample(&read);
    let values: Vec<&[f64]> = sample.groups.iter().map(|group| group.values.as_slice()).collect();
    assert_eq!(values, [[1.0, 2.0, 3.0].as_slice(), &[5.0, 6.0], &[4.0]]);
}

#[test]
fn a_replicate_that_is_no_finite_number_is_a_name() {
    let text = "width,replicate,value\n128,inf,1\n128,infinity,2\n128,nan,3\n128,NaN,4\n128,1e999,5\n128,1e998,6\n256,1,1\n512,1,1\n";
    let read = read_measurements("f", text.as_bytes(), &Question::default()).expect("six names");
    assert_eq!(sample(&read).groups[0].values.len(), 6);
}

#[test]
fn every_fault_is_named_with_its_line() {
    let with = |row: &str| format!("width,replicate,value\n\n128,0,1\n\"256\",\"two\nlines\",1\n{row}\n512,0,1\n");
    for (text, line, says) in [
        (String::new(), 0, "empty"),
        (" \n\n".to_owned(), 0, "empty"),
        ("width,replicate,value\n".to_owned(), 0, "no measurements"),
        ("breadth,value\n128,1\n".to_owned(), 1, "no column `width`; the columns are breadth, value; name the right one with --x"),
        ("width,rank,other\n128,1,1\n".to_owned(), 1, "no column `value`; the columns are width, rank, other; name the right one with --y"),
        ("\n\nbreadth,value\n128,1\n".to_owned(), 1, "no column `width`"),
        ("width;replicate;value\n128;0;1\n".to_owned(), 0, "1 width measured"),
        ("width\treplicate\tvalue\n128\t0\t1\n".to_owned(), 0, "1 width measured"),
        ("128,0,1\n256,0,1\n".to_owned(), 1, "the first line holds numbers"),
        ("width,replicate,value,value\n128,0,1,1\n".to_owned(), 1, "occurs twice"),
        (with("1024,0,abc"), 6, "value `abc` is not a number"),
        (with("abc,0,1"), 6, "width `abc` is not a number"),
        (with("1024,0,"), 6, "value is empty; write `nan` if the run failed, and leave the row out if it was never made"),
        (with("1024,,1"), 6, "replicate is empty"),
        (with("1024,0,-1"), 6, "value `-1` is negative, and has no logarithm; judge its size, or write `nan` if the run failed"),
        (with("1024,0,-1e-300"), 6, "is negative"),
        (with("1024,0,\"0,5\""), 6, "decimals with a point"),
        (with("0,0,1"), 6, "width 0 is not above 0, and has no logarithm"),
        (with("-5,0,1"), 6, "width -5 is not above 0"),
        (with("1e-999,0,1"), 6, "not above 0"),
        (with("nan,0,1"), 6, "width `nan` is not a finite number"),
        (with("inf,0,1"), 6, "width `inf` is not a finite number"),
        (with(",0,1"), 6, "width is empty"),
        (with("1024,0"), 6, "2 fields in this row, 3 in the header"),
        (with("1024,0,1,1"), 6, "4 fields in this row"),
        (with("128,0.0,7"), 6, "as in line 3"),
        (with("128,-0,7"), 6, "as in line 3"),
        (with("1024,0,\"1"), 6, "is not closed"),
        ("width,replicate,value\n128,0,1\n256,0,1\n".to_owned(), 0, "2 widths measured"),
        ("width,replicate,value\n128,0,1\n128,1,1\n128,2,1\n".to_owned(), 0, "1 width measured"),
    ] {
        let (found, problem) = refusal(&text);
        assert!(problem.contains(says), "{text:?}: {problem}");
        assert_eq!(found, line, "{text:?}: {problem}");
    }
}

/// A size of 1 or below is a size, such as a mesh width.
#[test]
fn a_width_of_one_or_below_is_accepted() {
    let text = "width,replicate,value\n1,0,1\n0.5,0,1\n1e-300,0,1\n2,0,1\n";
    let read = read_measurements("f", text.as_bytes(), &Question::default()).expect("four widths");
    assert_eq!(sample(&read).groups.iter().map(|group| group.width).collect::<Vec<_>>(), [1e-300, 0.5, 1.0, 2.0]);
}

/// A value of 0 and a run that failed are evidence: they are kept, and counted apart from the values.
#[test]
fn zeros_and_failed_runs_are_evidence() {
    let text = "width,replicate,value\n128,0,0\n128,1,-0.0\n128,2,1e-999\n128,3,2\n256,0,NaN\n256,1,nan\n256,2,inf\n256,3,-inf\n256,4,1e999\n512,0,1\n";
    let read = read_measurements("f", text.as_bytes(), &Question::default()).expect("evidence");
    assert_eq!(read.len(), 10);
    let sample = sample(&read);
    let counts: Vec<_> = sample.groups.iter().map(|group| (group.values.len(), group.zeros, group.failed)).collect();
    assert_eq!(counts, [(1, 3, 0), (0, 0, 5), (1, 0, 0)]);
    assert_eq!((sample.zeros(), sample.failed()), (3, 5));
    assert!(read.iter().all(|row| row.value.is_nan() || row.value.is_sign_positive()), "no -0, and no infinity");
}

/// Digits are those of the text: `1.700e+00` has four, which the number 1.7 no longer shows.
#[test]
fn digits_are_read_off_the_text() {
    for (cell, digits) in [
        ("1.700e+00", 4),
        ("1.7", 2),
        ("0.0023", 2),
        ("3.856E-05", 4),
        (" 100 ", 3),
        ("-0.0", 0),
        ("0", 0),
        ("nan", 0),
        ("\"0.250\"", 3),
        ("+.5", 1),
    ] {
        let text = format!("width,replicate,value\n128,0,{cell}\n256,0,1\n512,0,1\n");
        let read = read_measurements("f", text.as_bytes(), &Question::default()).expect("good");
        assert_eq!(read[0].digits, digits, "{cell:?}");
    }
    let of = |first: &str| {
        let text = format!("width,replicate,value\n128,0,{first}\n256,0,1.50\n512,0,1\n");
        sample(&read_measurements("f", text.as_bytes(), &Question::default()).expect("good")).digits
    };
    assert_eq!([of("1.700e+00"), of("1"), of("0.00000"), of("nan")], [Some(4), Some(3), Some(3), Some(3)]);
}

#[test]
fn a_time_is_finite_and_not_below_0() {
    let columns = Question { time: Some("t".to_owned()), ..Question::default() };
    for (time, says) in [("-1", "t `-1` is negative"), ("nan", "not a finite number"), ("", "t is empty")] {
        let text = format!("width,replicate,t,value\n128,0,{time},1\n256,0,1,1\n512,0,1,1\n");
        match read_measurements("f.csv", text.as_bytes(), &columns) {
            Err(Error::Question { line: 2, problem, .. }) => assert!(problem.contains(says), "{time:?}: {problem}"),
            other => panic!("{time:?}: {other:?}"),
        }
    }
}

#[test]
fn lines_are_counted_with_every_kind_of_end() {
    for end in ["\n", "\r\n", "\r"] {
        let text = ["width,replicate,value", "128,0,1", "", "256,0,1", "512,0,x"].join(end);
        assert_eq!(refusal(text).0, 5, "{end:?}");
    }
}

#[test]
fn twelve_columns_are_named_and_more_are_hinted_at() {
    let of = |count: usize| {
        refusal((0..count).map(|i| format!("c{i}")).collect::<Vec<_>>().join(",") + "\n" + &vec!["1"; count].join(",") + "\n").1
    };
    assert!(of(12).contains("c11; name"), "{}", of(12));
    assert!(of(14).contains("c11, ...; name") && !of(14).contains("c12"), "{}", of(14));
}

#[test]
fn a_cell_that_is_no_number_is_shown_and_explained() {
    let of = |cell: &str| refusal(format!("width,replicate,value\n128,0,{cell}\n")).1;
    assert!(of("\"1,5\"").contains("decimals with a point") && !of("abc").contains("decimals"));
    let (whole, longer) = ("x".repeat(40), "x".repeat(41));
    assert!(of(&whole).contains(&format!("`{whole}`")), "{}", of(&whole));
    assert!(of(&longer).contains(&format!("`{whole}...`")), "{}", of(&longer));
}

#[test]
fn what_is_not_text_is_refused() {
    assert_eq!(refusal(b"width,replicate,value\n128,0,1\n256,\xff,1\n").0, 3);
    let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain(GOOD.bytes().flat_map(|b| [b, 0])).collect();
    assert!(read_measurements("f", &utf16, &Question::default()).is_ok_and(|read| read.len() == 3), "UTF-16 is text");
    assert!(refusal("width,replicate,value\n128,0,\0\n").1.contains("zero byte"));
}

#[test]
fn times_tell_rows_apart_when_asked_for() {
    let text = "width,replicate,t,value\n128,0,1,1\n128,0,2,1\n256,0,1,1\n512,0,1,1\n";
    assert_eq!(refusal(text).0, 3);
    let columns = Question { time: Some("t".to_owned()), ..Question::default() };
    let read = read_measurements("f", text.as_bytes(), &columns).expect("good");
    assert_eq!(read.iter().map(|row| row.time).collect::<Vec<_>>(), [Some(1.0), Some(2.0), Some(1.0), Some(1.0)]);
}

proptest! {
    #[test]
    fn no_bytes_panic_the_reader(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = read_measurements("f", &bytes, &Question::default());
    }

    #[test]
    fn no_likely_bytes_panic_the_reader(text in "(width,replicate,value|value,width,replicate,x)?(\r\n|\n|\r|[0-9]{1,3}|[,;\"\t ]|1e9|nan|-|\u{feff}|é){0,60}") {
        if let Err(error) = read_measurements("f", text.as_bytes(), &Question::default()) {
            prop_assert_eq!(error.to_string().lines().count(), 1);
        }
    }
}
