//! Claims as people write them: in any variable, as LaTeX, and for a variable that tends to 0.

use super::{Bound, ClaimError, latex};

/// Where the variable of a claim goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Toward {
    /// To infinity, as the claim says or as its variable is used.
    Infinity,
    /// To 0, as the claim says.
    Zero,
    /// The claim does not say, and its variable is one that usually tends to 0, such as `h`.
    UsuallyZero,
}

/// A claim as it was written, in its own variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The bound, in its own variable.
    pub bound: Bound,
    /// Where the variable goes.
    pub toward: Toward,
    /// How the text was read where it could be read in two ways: sentences.
    pub notes: Vec<String>,
}

/// Variables that usually tend to 0.
const SMALL: [&str; 8] = ["h", "dx", "dt", "eps", "epsilon", "ε", "Δx", "Δt"];
/// Words of a claim that are no variable.
const WORDS: [&str; 3] = ["sqrt", "log", "ln"];

impl Written {
    /// Reads a claim such as `O(M^(-1/2))`, `Theta(n log n)`, `O(h^2) as h -> 0` or `$\mathcal{O}(M^{-1/2})$`. `M^-1/2` is read as
    /// M^(-1/2), with a note.
    ///
    /// # Errors
    /// Text that is no claim, with the place in the text as it was read.
    pub fn read(text: &str) -> Result<Self, ClaimError> {
        let plain = latex::plain(text);
        let (claim, said) = limit(&plain);
        let (claim, notes) = closed_exponents(&claim);
        let variable = variable(&claim);
        let bound = Bound::written_in(variable.clone(), &claim)?;
        if let Some((other, _)) = said.as_ref().filter(|(other, _)| *other != variable && !bound.rate.is_one()) {
            let at = plain.len().min(claim.len());
            let problem = format!("the claim is in {variable}, and says where {other} goes; write `{variable} -> 0` or leave it out");
            return Err(ClaimError { text: plain, at, problem });
        }
        let toward = match said {
            Some((_, toward)) => toward,
            None if SMALL.contains(&variable.as_str()) => Toward::UsuallyZero,
            None => Toward::Infinity,
        };
        Ok(Self { bound, toward, notes })
    }
}

/// A claim without its limit, and the limit: a variable and where it goes.
fn limit(text: &str) -> (String, Option<(String, Toward)>) {
    let nothing = || (text.to_owned(), None);
    let Some((before, after)) = ["->", "→"].iter().find_map(|arrow| text.rsplit_once(arrow)) else { return nothing() };
    let toward = match after.trim().trim_end_matches([')', '.']).trim() {
        "0" | "0+" => Toward::Zero,
        "inf" | "infinity" | "oo" | "∞" | "+∞" => Toward::Infinity,
        _ => return nothing(),
    };
    let before = before.trim_end();
    let word = before.chars().rev().take_while(|c| c.is_alphabetic()).count();
    let start = before.char_indices().rev().nth(word.saturating_sub(1)).map_or(before.len(), |(at, _)| at);
    let (claim, variable) = before.split_at(start);
    let claim = claim.trim_end().trim_end_matches("as").trim_end().trim_end_matches("for").trim_end().trim_end_matches([',', '(']);
    if word == 0 { nothing() } else { (claim.trim_end().to_owned(), Some((variable.to_owned(), toward))) }
}

/// `^-1/2` with its exponent in parentheses, and a note on each.
fn closed_exponents(text: &str) -> (String, Vec<String>) {
    let chars: Vec<char> = text.chars().collect();
    let (mut closed, mut notes, mut i) = (String::new(), Vec::new(), 0);
    let digits = |from: usize| chars[from.min(chars.len())..].iter().take_while(|c| c.is_ascii_digit()).count();
    while i < chars.len() {
        closed.push(chars[i]);
        i += 1;
        if chars[i - 1] != '^' {
            continue;
        }
        let sign = usize::from(matches!(chars.get(i), Some('-' | '+' | '−')));
        let upper = digits(i + sign);
        let slash = i + sign + upper;
        let lower = digits(slash + 1);
        if upper > 0 && chars.get(slash) == Some(&'/') && lower > 0 {
            let end = slash + 1 + lower;
            let exponent: String = chars[i..end].iter().collect();
            notes.push(format!("`^{exponent}` is read as the power ({exponent}); write ^({exponent})"));
            closed.push_str(&format!("({exponent})"));
            i = end;
        }
    }
    (closed, notes)
}

/// The variable of a claim: the first word of its rate that claims have for nothing else, and M without one.
fn variable(text: &str) -> String {
    let rate = text.find(['(', '[', '{']).map_or("", |at| &text[at..]);
    let mut words: Vec<String> = Vec::new();
    for run in rate.split(|c: char| !c.is_alphabetic()) {
        let mut rest = run.to_owned();
        WORDS.iter().for_each(|word| rest = rest.replace(word, " "));
        // M and t are single letters, as in `Mt`; so are two letters with a t.
        let parts = rest.split(' ').filter(|part| !part.is_empty());
        words.extend(parts.flat_map(|part| match part.chars().count() {
            2 if part.contains('t') && !SMALL.contains(&part) => part.chars().map(String::from).collect(),
            _ => vec![part.to_owned()],
        }));
    }
    let known = words.iter().any(|word| word.starts_with('M') && word.chars().all(|c| matches!(c, 'M' | 't')));
    let found = words.into_iter().find(|word| word.chars().any(|c| c != 't'));
    if known { "M".to_owned() } else { found.unwrap_or_else(|| "M".to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> (String, Toward, usize) {
        let written = Written::read(text).unwrap_or_else(|error| panic!("{error}"));
        (written.bound.to_string(), written.toward, written.notes.len())
    }

    #[test]
    fn claims_are_read_in_any_variable() {
        use Toward::{Infinity, UsuallyZero, Zero};
        for (text, bound, toward, notes) in [
            ("O(M^-1/2)", "O(M^(-1/2))", Infinity, 1),
            ("O(M^2/3)", "O(M^(2/3))", Infinity, 1),
            ("Theta(1)", "Theta(1)", Infinity, 0),
            ("O(t)", "O(t)", Infinity, 0),
            ("O(Mt)", "O(M t)", Infinity, 0),
            ("O(n log n)", "O(n log(n))", Infinity, 0),
            ("O(nlogn)", "O(n log(n))", Infinity, 0),
            ("O(1/sqrt n)", "O(n^(-1/2))", Infinity, 0),
            ("Theta(N^{-1})", "Theta(N^(-1))", Infinity, 0),
            ("Theta(dofs^(-1/2))", "Theta(dofs^(-1/2))", Infinity, 0),
            ("O(d^2 t)", "O(d^2 t)", Infinity, 0),
            ("O(k√t)", "O(k t^(1/2))", Infinity, 0),
            ("O(h^2)", "O(h^2)", UsuallyZero, 0),
            ("O(h^2) as h -> 0", "O(h^2)", Zero, 0),
            ("O(h^2), h → 0", "O(h^2)", Zero, 0),
            ("O(h^2) (h -> 0)", "O(h^2)", Zero, 0),
            ("O(h^2) as h -> infinity", "O(h^2)", Infinity, 0),
            ("O(1) as tau -> 0", "O(1)", Zero, 0),
            ("Theta(tau^p)", "", Infinity, 0),
            ("Theta(dt^4 log(dt))", "Theta(dt^4 log(dt))", UsuallyZero, 0),
            ("$\\mathcal{O}(M^{-1/2})$", "O(M^(-1/2))", Infinity, 0),
            ("\\mathcal O\\left(M^{-1} \\log M\\right)", "O(M^(-1) log(M))", Infinity, 0),
            ("\\Theta(\\sqrt{n})", "Theta(n^(1/2))", Infinity, 0),
            ("\\(\\Omega\\!\\left(\\frac{\\log n}{n^{2}}\\right)\\)", "Omega(n^(-2) log(n))", Infinity, 0),
            ("$O(h^{2}), h \\to 0$", "O(h^2)", Zero, 0),
            ("$\\mathrm{O}(\\sqrt[3]{n})$", "O(n^(1/3))", Infinity, 0),
            ("$O(n \\cdot \\ln n)$", "O(n log(n))", Infinity, 0),
            ("$o(1)$", "o(1)", Infinity, 0),
        ] {
            if bound.is_empty() {
                assert!(Written::read(text).is_err(), "{text}");
            } else {
                assert_eq!(read(text), (bound.to_owned(), toward, notes), "{text}");
            }
        }
    }

    #[test]
    fn claims_that_cannot_be_judged_are_refused_with_a_reason() {
        for (text, says) in [
            ("\\tilde{O}(n)", "logs out"),
            ("$\\widetilde{\\mathcal{O}}(n)$", "logs out"),
            ("\\tilde O(n)", "logs out"),
            ("O(n k)", "not a symbol"),
            ("O(M n)", "what grows is written M"),
            ("O(h^2) as n -> 0", "says where n goes"),
            ("log M^3", "starts with O("),
            ("O(log n^3)", "two ways"),
            ("O(\\alpha M)", "not a symbol"),
            ("O(n^n)", "an exponent is a number"),
            ("", "starts with O("),
        ] {
            let error = Written::read(text).expect_err(text);
            assert!(error.problem.contains(says), "{text}: {error}");
            assert!(error.at <= error.text.len(), "{text}");
            let _ = error.pointer();
        }
    }

    proptest! {
        /// A claim in another variable is the claim in M with the letter exchanged.
        #[test]
        fn the_variable_is_a_letter(numerator in -20i64..20, denominator in 1i64..9, log in 0i64..4, letter in "[a-su-zA-LP-Z]") {
            prop_assume!(letter != "o" && letter != "O");
            let of = |v: &str| format!("Theta({v}^({numerator}/{denominator}) log({v})^{log})");
            let (own, in_m) = (Written::read(&of(&letter)).expect("a claim"), Written::read(&of("M")).expect("a claim"));
            prop_assert_eq!(&own.bound.rate, &in_m.bound.rate);
            if !own.bound.rate.is_one() {
                prop_assert_eq!(&own.bound.variable, &letter);
            }
            prop_assert_eq!(Written::read(&own.bound.to_string()).expect("its own text").bound.rate, own.bound.rate);
        }

        /// LaTeX gives what the plain text gives.
        #[test]
        fn latex_is_plain_text_in_other_clothes(numerator in -20i64..20, denominator in 1i64..9, log in 1i64..4) {
            let latex = format!("$\\mathcal{{O}}\\left(n^{{{numerator}/{denominator}}} \\, \\log^{{{log}}}(n)\\right)$");
            let plain = format!("O(n^({numerator}/{denominator}) log(n)^{log})");
            prop_assert_eq!(Written::read(&latex).expect("LaTeX").bound, Written::read(&plain).expect("text").bound);
        }

        #[test]
        fn no_text_panics(text in "(O|Theta|\\\\mathcal|\\\\frac|\\{|\\}|\\(|\\)|\\$|\\^|->|→|0|M|h|1/2|-| |é|\\\\tilde|\\[|\\]|as){0,20}") {
            if let Err(error) = Written::read(&text) {
                prop_assert_eq!(error.to_string().lines().count(), 1);
                let _ = error.pointer();
            }
        }
    }
}
