//! Targets for fuzzing, one for each reader of what comes from outside: `cargo test --test suite fuzz::` tries a thousand inputs of each and what `tests/suite/__fuzz__` holds;
//! `cargo bolero test --test suite fuzz::TARGET` goes on, guided by coverage, for as long as it is let. Readers that are private have theirs beside them: the file
//! of a cell (src/study/store/record.rs) and the configuration (src/cli/config.rs). What valid files become by editing is in hostile.rs.

use asymptest::claim::{Bound, Form};
use asymptest::data::{parse_images, parse_labels};
use asymptest::error::Error;
use asymptest::series::{self, Question};
use asymptest::study::{Evidence, RunFacts, judge_theorem};
use asymptest::theorems::REGISTRY;

/// Of two images of 2 x 1 pixels, and of three labels.
const HEADERS: [&[u8]; 2] = [&[0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 1], &[0, 0, 8, 1, 0, 0, 0, 3]];

/// A complaint is one line that names the file.
fn assert_is_plain(error: &Error) {
    let message = error.to_string();
    assert!(message.starts_with("file") && message.lines().count() == 1, "{message}");
}

#[test]
fn evidence() {
    let header = b"setting,width,replicate,quantity,horizon,step,value,floor,status,reason\n";
    bolero::check!().for_each(|bytes: &[u8]| {
        for bytes in [bytes.to_vec(), [header, bytes].concat()] {
            let read = |bytes: &[u8]| Evidence::from_csv("file", bytes, RunFacts::unknown());
            match read(&bytes) {
                // What is read is written as it was read, and judged or refused.
                Ok(evidence) => {
                    assert_eq!(read(&evidence.to_csv()).expect("our own bytes"), evidence);
                    let _ = judge_theorem(REGISTRY[0], &evidence, "file");
                }
                Err(error) => assert_is_plain(&error),
            }
        }
    });
}

#[test]
fn measurements() {
    bolero::check!().for_each(|bytes: &[u8]| {
        for bytes in [bytes.to_vec(), [b"width,replicate,value\n", bytes].concat()] {
            match series::read("file", &bytes, &Question::default()) {
                Ok(found) => {
                    let (sample, rows) = (found[0].sample(), &found[0].measurements);
                    // Nothing is lost: a row is a value, a zero or a failed run.
                    let values: usize = sample.groups.iter().map(|group| group.values.len()).sum();
                    assert_eq!(values + sample.zeros() + sample.failed(), rows.len());
                    assert!(sample.groups.iter().all(|group| group.width > 0.0 && group.values.iter().all(|value| *value > 0.0)));
                }
                Err(error) => assert_is_plain(&error),
            }
        }
    });
}

#[test]
fn images_and_labels() {
    bolero::check!().for_each(|bytes: &[u8]| {
        for bytes in HEADERS.map(|header| [header, bytes].concat()).iter().map(Vec::as_slice).chain([bytes]) {
            if let Ok(images) = parse_images("file", bytes) {
                assert!(images.count() * images.size() <= bytes.len().max(1) * 1100, "deflate packs a thousand to one at most");
            }
            let _ = parse_labels("file", bytes);
        }
    });
}

#[test]
fn claims() {
    bolero::check!().for_each(|bytes: &[u8]| {
        let text = String::from_utf8_lossy(bytes);
        for text in [text.to_string(), format!("O({text})"), format!("Theta(M^({text}))")] {
            if let Ok(bound) = text.parse::<Bound>() {
                let shown = Form::Rate(bound.clone()).to_string();
                assert_eq!(shown.parse::<Bound>().expect("our own text"), bound, "{text}");
            }
        }
    });
}
