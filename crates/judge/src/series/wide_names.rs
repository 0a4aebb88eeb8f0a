//! Names by which a wide table shows: one column a run, or one a size.

use super::Pattern;
use crate::table::value as number;

const REPLICATES: [&str; 9] = ["rep", "reps", "replicate", "run", "seed", "trial", "repetition", "sample", "fold"];
const SIZES: [&str; 10] = ["width", "w", "m", "n", "d", "h", "hidden", "size", "dim", "units"];
/// Letters that name a replicate only behind a size.
const LETTERS: [&str; 3] = ["s", "r", "k"];

/// Columns that seem to be one run each.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Runs {
    /// A pattern that matches them.
    pub(super) pattern: Pattern,
    /// Which columns they are.
    pub(super) columns: Vec<usize>,
}

/// The columns that seem to be one run each, if there are some.
pub(super) fn runs(names: &[String]) -> Option<Runs> {
    let sizes = names.iter().filter(|name| number(name).is_some_and(|size| size > 0.0 && size.is_finite())).count();
    if sizes >= 3 && sizes < names.len() {
        return of("{width}", names);
    }
    let mut templates: Vec<(String, usize)> = Vec::new();
    for template in names.iter().filter_map(|name| template(name.trim())) {
        match templates.iter_mut().find(|(known, _)| *known == template) {
            Some((_, count)) => *count += 1,
            None => templates.push((template, 1)),
        }
    }
    // If there are several, such as a quantity and its extremes, take the shortest.
    let (template, _) = templates.into_iter().filter(|(_, count)| *count >= 2).min_by_key(|(template, _)| template.len())?;
    let columns: Vec<usize> = (0..names.len()).filter(|i| self::template(names[*i].trim()).as_ref() == Some(&template)).collect();
    let stem = template.strip_suffix("{replicate}").filter(|stem| !stem.contains('{'));
    let glob = stem.map(|stem| format!("{stem}*"));
    // A pattern that takes other columns for runs, such as rep* for report, is none to give.
    let exact = |pattern: &str| of(pattern, names).filter(|runs| runs.columns == columns);
    glob.and_then(|glob| exact(&glob)).or_else(|| exact(&template))
}

fn of(pattern: &str, names: &[String]) -> Option<Runs> {
    let pattern: Pattern = pattern.parse().ok()?;
    let columns: Vec<usize> = (0..names.len()).filter(|i| pattern.is_of(&names[*i])).collect();
    (columns.len() >= 2).then_some(Runs { pattern, columns })
}

/// A name with its size and its replicate taken out: `w128-s0 - loss` gives `w{width}-s{replicate} - loss`. `None` if it has neither.
fn template(name: &str) -> Option<String> {
    let chars: Vec<char> = name.chars().collect();
    let (mut text, mut i) = (String::new(), 0);
    let (mut width, mut replicate) = (false, false);
    while i < chars.len() {
        let length = chars[i..].iter().take_while(|c| c.is_ascii_digit()).count();
        if length == 0 {
            text.push(chars[i]);
            i += 1;
            continue;
        }
        let word = word_before(&chars[..i]);
        if !width && !replicate && SIZES.contains(&word.as_str()) {
            width = true;
            text.push_str("{width}");
        } else if !replicate && (REPLICATES.contains(&word.as_str()) || width && LETTERS.contains(&word.as_str())) {
            replicate = true;
            text.push_str("{replicate}");
        } else {
            text.extend(&chars[i..i + length]);
        }
        i += length;
    }
    // A size alone, as in `m_0` and `m_1`, may be anything.
    (replicate || width && text.starts_with("width")).then_some(text)
}

/// The word that ends here, in small letters, past what joins it to a number.
fn word_before(chars: &[char]) -> String {
    let joint = |c: &&char| matches!(c, '_' | '-' | '=' | ' ' | '.' | '#');
    let mut word: Vec<char> = chars.iter().rev().skip_while(joint).take_while(|c| c.is_alphabetic()).copied().collect();
    word.reverse();
    word.into_iter().collect::<String>().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pattern(names: &[&str]) -> Option<String> {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        runs(&names).map(|runs| runs.pattern.text().to_owned())
    }

    #[test]
    fn runs_show_by_their_names() {
        assert_eq!(pattern(&["p", "rep1", "rep2", "rep3"]).as_deref(), Some("rep*"));
        assert_eq!(pattern(&["p", "rep1", "rep2", "report"]), None);
        assert_eq!(pattern(&["N", "loss seed=0", "loss seed=1"]).as_deref(), Some("loss seed=*"));
        assert_eq!(pattern(&["seed", "64", "128", "256"]).as_deref(), Some("{width}"));
        let wandb = ["Step", "w128-s0 - val/loss", "w128-s0 - val/loss__MIN", "w256-s0 - val/loss", "w256-s0 - val/loss__MIN"];
        assert_eq!(pattern(&wandb).as_deref(), Some("w{width}-s{replicate} - val/loss"));
        assert_eq!(pattern(&["seed", "width_64", "width_128"]).as_deref(), Some("width_{width}"));
    }

    #[test]
    fn norms_and_indices_are_not_runs() {
        for names in [
            &["N", "L1", "L2", "Linf", "H1"][..],
            &["N", "seed", "r_0", "r_1", "m_0", "m_1", "t_0", "t_1"],
            &["width", "replicate", "value"],
            &["width", "top1", "top5"],
            &["64", "128", "256"],
            &["width", "rep1"],
        ] {
            assert_eq!(pattern(names), None, "{names:?}");
        }
    }
}
