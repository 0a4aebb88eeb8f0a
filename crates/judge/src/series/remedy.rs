//! Remedies: a command for a question that has an answer.

use super::Question;
use super::refusal::Refusal;

/// Questions that are tried for one remedy, on a small table; fewer on a large one.
const MOST_TRIES: usize = 60;
const ROWS: usize = 4_000_000;
/// How many refusals deep a remedy is followed, and how many remedies of one refusal.
const DEEPEST: usize = 4;
const BROADEST: usize = 12;

/// A word as a shell takes it: in single quotes unless it is plain.
pub fn shell(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '/' | ':' | ',' | '+' | '@' | '%' | '=');
    if !word.is_empty() && word.chars().all(plain) { word.to_owned() } else { format!("'{}'", word.replace('\'', "'\\''")) }
}

/// The command that asks a question.
pub(super) fn command(question: &Question) -> String {
    let mut words = vec![question.command.clone()];
    let mut flag = |name: &str, value: &str| {
        // A value that starts with a dash would be taken for a flag.
        words.push(if value.starts_with('-') { format!("{name}={}", shell(value)) } else { format!("{name} {}", shell(value)) });
    };
    let single = [
        ("--x", question.x.as_ref().map(|x| x.text())),
        ("--y", question.y.as_ref().map(|y| y.text())),
        ("--error", question.error.as_ref().map(|error| error.text())),
        ("--replicate-column", question.replicate.as_deref()),
        ("--time-column", question.time.as_deref()),
        ("--wide", question.wide.as_ref().map(|wide| wide.text())),
    ];
    single.iter().for_each(|(name, value)| value.iter().for_each(|value| flag(name, value)));
    question.by.iter().for_each(|column| flag("--by", column));
    question.pool.iter().for_each(|column| flag("--pool", column));
    question.filters.iter().for_each(|filter| flag("--where", &filter.to_string()));
    for (name, value) in [("--from", question.from), ("--to", question.to)] {
        value.iter().for_each(|value| flag(name, &value.to_string()));
    }
    words.join(" ")
}

/// The first question that has an answer, among the remedies of a refusal, their own remedies, and so on.
pub(super) fn remedy(refusal: &Refusal, rows: usize, ask: &impl Fn(&Question) -> Result<(), Refusal>) -> Option<Question> {
    let mut tries = (ROWS / rows.max(1)).clamp(3, MOST_TRIES);
    follow(refusal, DEEPEST, &mut tries, ask)
}

fn follow(refusal: &Refusal, depth: usize, tries: &mut usize, ask: &impl Fn(&Question) -> Result<(), Refusal>) -> Option<Question> {
    for question in refusal.remedies.iter().take(BROADEST) {
        if *tries == 0 {
            return None;
        }
        *tries -= 1;
        match ask(question) {
            Ok(()) => return Some(question.clone()),
            Err(refusal) if depth > 0 => {
                if let Some(found) = follow(&refusal, depth - 1, tries, ask) {
                    return Some(found);
                }
            }
            Err(_) => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::series::{Expression, Filter};

    #[test]
    fn words_are_quoted_for_a_shell() {
        assert_eq!(["a.csv", "a b", "", "it's", "O(1)", "Δm"].map(shell), ["a.csv", "'a b'", "''", "'it'\\''s'", "'O(1)'", "'Δm'"]);
    }

    #[test]
    fn a_question_is_written_as_a_command() {
        let question = Question {
            x: Some(Expression::from("1/h")),
            y: Some(Expression::from("-e")),
            by: vec!["opt imizer".into()],
            filters: vec![Filter::equal("metric", "soft_rank")],
            from: Some(-0.5),
            command: "asymptest fit f.csv --claim 'O(1)'".into(),
            ..Question::default()
        };
        assert_eq!(
            command(&question),
            "asymptest fit f.csv --claim 'O(1)' --x 1/h --y=-e --by 'opt imizer' --where metric=soft_rank --from=-0.5"
        );
    }

    #[test]
    fn remedies_are_followed_until_one_has_an_answer() {
        let with = |by: &[&str]| Question { by: by.iter().map(|name| (*name).to_owned()).collect(), ..Question::default() };
        let ask = |question: &Question| match question.by.len() {
            2 => Ok(()),
            count => Err(Refusal::whole("no").or(if count == 1 { vec![with(&["a", "b"])] } else { Vec::new() })),
        };
        let refusal = Refusal::whole("no").or(vec![with(&[]), with(&["a"])]);
        assert_eq!(remedy(&refusal, 10, &ask), Some(with(&["a", "b"])));
        assert_eq!(remedy(&Refusal::whole("no").or(vec![with(&[])]), 10, &ask), None);
    }
}
