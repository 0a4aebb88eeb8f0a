//! Error rates on truths that the procedure was not built on, as CSV and markdown.

use std::fmt::Write;

use crate::calibration::field::{FieldRates, Sort, Subject};

/// A subject with its counts.
#[derive(Debug, Clone, Copy)]
pub struct FieldRow<'a> {
    /// The subject.
    pub subject: &'a Subject,
    /// Its counts.
    pub rates: FieldRates,
}

/// No more kinds than this are listed as the worst.
const WORST: usize = 12;

/// One line a subject, counts and not shares.
pub fn field_csv(rows: &[FieldRow<'_>]) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut write = |record: Vec<String>| writer.write_record(record).expect("writing to memory does not fail");
    let header = "sort,subject,source,power,log,true_claims,true_supported,true_refuted,false_claims,false_supported,false_refuted,intervals,covered,\
                  contradictions";
    write(header.split(',').map(String::from).collect());
    for FieldRow { subject, rates } in rows {
        let fraction = |(n, d): (i64, i64)| if d == 1 { n.to_string() } else { format!("{n}/{d}") };
        let counts = [
            rates.true_claims,
            rates.true_supported,
            rates.true_refuted,
            rates.false_claims,
            rates.false_supported,
            rates.false_refuted,
            rates.intervals,
            rates.covered,
            rates.contradictions,
        ];
        let said = [
            sort(subject.sort).to_owned(),
            subject.name.to_owned(),
            subject.source.clone(),
            fraction(subject.rate.0),
            fraction(subject.rate.1),
        ];
        write(said.into_iter().chain(counts.map(|count| count.to_string())).collect());
    }
    writer.into_inner().expect("writing to memory does not fail")
}

fn sort(sort: Sort) -> &'static str {
    match sort {
        Sort::Sampled => "known theorem, sampled",
        Sort::Table => "known theorem, table",
        Sort::Shape => "shape outside the families",
        Sort::Undecidable => "undecidable in principle",
    }
}

/// Error rates by sort of subject.
pub fn field_table(rows: &[FieldRow<'_>]) -> String {
    let sorts = [Sort::Sampled, Sort::Table, Sort::Shape, Sort::Undecidable];
    let of = |of_sort: Sort| pooled(rows.iter().filter(|row| row.subject.sort == of_sort));
    let by_sort: Vec<(String, FieldRates)> = sorts.iter().map(|s| (sort(*s).to_owned(), of(*s))).collect();
    let mut text = String::new();
    table(&mut text, "kind", &by_sort);
    text
}

/// The section that leads the report.
pub(super) fn field_section(rows: &[FieldRow<'_>]) -> String {
    let mut text = String::from(
        "## Away from home\n\n\
         Real systems whose asymptotics are theorems of other fields, tables of numerical methods, and shapes outside every family that the procedure fits: none of\n\
         them was made for it. Each data set is asked six true claims and nine false ones: O, Omega and Theta of its rate, and rates a quarter and a half of a power away.\n\
         A false claim counts where it is visible: range and last half violate it by more than M^0.1. The *undecidable* shapes leave their law beyond the range, or\n\
         differ from it by less than any method sees: their errors are those of every method.\n\n",
    );
    text.push_str(&field_table(rows));
    let shapes = rows.iter().filter(|row| row.subject.sort == Sort::Shape);
    let mut groups: Vec<(String, FieldRates)> = Vec::new();
    for row in shapes {
        match groups.iter_mut().find(|(name, _)| *name == row.subject.source) {
            Some((_, rates)) => *rates = rates.plus(row.rates),
            None => groups.push((row.subject.source.clone(), row.rates)),
        }
    }
    text.push_str("### Shapes by group\n\n");
    table(&mut text, "group", &groups);
    let _ = writeln!(text, "### Where true claims are refuted most\n");
    let share = |rates: &FieldRates| rates.true_refuted as f64 / rates.true_claims.max(1) as f64;
    let mut worst: Vec<&FieldRow<'_>> = rows.iter().filter(|row| row.rates.true_refuted > 0).collect();
    worst.sort_by(|a, b| share(&b.rates).total_cmp(&share(&a.rates)));
    let named = |row: &FieldRow<'_>| (format!("{}: {}", sort(row.subject.sort), row.subject.name), row.rates);
    table(&mut text, "subject", &worst.iter().take(WORST).map(|row| named(row)).collect::<Vec<_>>());
    text
}

fn pooled<'a>(rows: impl Iterator<Item = &'a FieldRow<'a>>) -> FieldRates {
    rows.fold(FieldRates::default(), |sum, row| sum.plus(row.rates))
}

fn table(text: &mut String, first: &str, rows: &[(String, FieldRates)]) {
    let _ = writeln!(
        text,
        "| {first} | true claims | supported % | refuted % | visible false claims | supported % | refuted % | intervals | hold the truth % | contradictions |\n\
         |---|---|---|---|---|---|---|---|---|---|"
    );
    // Nothing to be counted is an empty cell, never 0.
    let percent = |count: usize, of: usize| if of == 0 { String::new() } else { format!("{:.1}", 100.0 * count as f64 / of as f64) };
    for (name, r) in rows {
        let _ = writeln!(
            text,
            "| {name} | {} | {} | {} | {} | {} | {} | {} | {} | {} |",
            r.true_claims,
            percent(r.true_supported, r.true_claims),
            percent(r.true_refuted, r.true_claims),
            r.false_claims,
            percent(r.false_supported, r.false_claims),
            percent(r.false_refuted, r.false_claims),
            r.intervals,
            percent(r.covered, r.intervals),
            r.contradictions
        );
    }
    text.push('\n');
}
