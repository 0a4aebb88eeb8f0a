//! The syntax of expressions: text to [`Formula`].
//!
//! Numbers, names of columns - plain, or in backquotes or quotes where they have other characters than letters, digits, `_` and `.` -
//! `+ - * / ^`, parentheses, and functions. `^` binds from the right and before a sign: `-x^2` is `-(x^2)`.

use super::expression::{Formula, Function, Operation};

/// Parentheses and signs nested deeper than this are refused, so that no text exhausts the stack.
const DEEPEST: usize = 64;
/// No expression is longer, in bytes.
const LONGEST: usize = 1000;

/// The formula of a text over these columns, or what is wrong with it.
pub(super) fn formula(text: &str, names: &[String]) -> Result<Formula, String> {
    if text.len() > LONGEST {
        return Err(format!("an expression has at most {LONGEST} bytes"));
    }
    let tokens = tokens(text)?;
    let mut parser = Parser { tokens: &tokens, next: 0, depth: 0, names };
    let formula = parser.sum()?;
    match parser.peek() {
        None => Ok(formula),
        Some(token) => Err(format!("`{text}` does not end after {}: write an operation before it", token.shown())),
    }
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Number(f64),
    Name(String),
    Sign(char),
}

impl Token {
    fn shown(&self) -> String {
        match self {
            Self::Number(value) => format!("`{value}`"),
            Self::Name(name) => format!("`{name}`"),
            Self::Sign(sign) => format!("`{sign}`"),
        }
    }
}

fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let chars: Vec<char> = text.chars().collect();
    let mut tokens = Vec::new();
    let mut i = 0;
    while i < chars.len() {
        let c = chars[i];
        match c {
            c if c.is_whitespace() => i += 1,
            '*' if chars.get(i + 1) == Some(&'*') => {
                tokens.push(Token::Sign('^'));
                i += 2;
            }
            '+' | '-' | '*' | '/' | '^' | '(' | ')' => {
                tokens.push(Token::Sign(c));
                i += 1;
            }
            '`' | '"' | '\'' => {
                let length = chars[i + 1..].iter().position(|other| *other == c);
                let length = length.ok_or_else(|| format!("`{text}`: the quote {c} is not closed"))?;
                tokens.push(Token::Name(chars[i + 1..i + 1 + length].iter().collect()));
                i += length + 2;
            }
            c if c.is_ascii_digit() || c == '.' => {
                let length = number_length(&chars[i..]);
                let literal: String = chars[i..i + length].iter().collect();
                let value = literal.parse().map_err(|_| format!("`{literal}` is not a number"))?;
                tokens.push(Token::Number(value));
                i += length;
            }
            c if c.is_alphabetic() || c == '_' => {
                let length = chars[i..].iter().take_while(|c| c.is_alphanumeric() || matches!(c, '_' | '.')).count();
                tokens.push(Token::Name(chars[i..i + length].iter().collect()));
                i += length;
            }
            other => return Err(format!("`{other}` does not belong in an expression; put the name of a column in backquotes")),
        }
    }
    Ok(tokens)
}

/// Digits with a point and a power of ten.
fn number_length(chars: &[char]) -> usize {
    let digits = |from: usize| chars[from..].iter().take_while(|c| c.is_ascii_digit()).count();
    let mut length = digits(0);
    if chars.get(length) == Some(&'.') {
        length += 1;
        length += digits(length);
    }
    if matches!(chars.get(length), Some('e' | 'E')) {
        let sign = usize::from(matches!(chars.get(length + 1), Some('+' | '-')));
        let from = length + 1 + sign;
        if from < chars.len() && digits(from) > 0 {
            length = from + digits(from);
        }
    }
    length
}

struct Parser<'a> {
    tokens: &'a [Token],
    next: usize,
    depth: usize,
    names: &'a [String],
}

impl Parser<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.next)
    }

    fn takes(&mut self, signs: &[char]) -> Option<char> {
        match self.peek() {
            Some(Token::Sign(sign)) if signs.contains(sign) => {
                let sign = *sign;
                self.next += 1;
                Some(sign)
            }
            _ => None,
        }
    }

    fn deeper(&mut self) -> Result<(), String> {
        self.depth += 1;
        if self.depth > DEEPEST { Err(format!("an expression is nested more than {DEEPEST} deep")) } else { Ok(()) }
    }

    fn sum(&mut self) -> Result<Formula, String> {
        self.deeper()?;
        let mut formula = self.product()?;
        while let Some(sign) = self.takes(&['+', '-']) {
            let operation = if sign == '+' { Operation::Plus } else { Operation::Minus };
            formula = Formula::Both(operation, Box::new(formula), Box::new(self.product()?));
        }
        self.depth -= 1;
        Ok(formula)
    }

    fn product(&mut self) -> Result<Formula, String> {
        let mut formula = self.signed()?;
        while let Some(sign) = self.takes(&['*', '/']) {
            let operation = if sign == '*' { Operation::Times } else { Operation::Over };
            formula = Formula::Both(operation, Box::new(formula), Box::new(self.signed()?));
        }
        Ok(formula)
    }

    fn signed(&mut self) -> Result<Formula, String> {
        self.deeper()?;
        let formula = match self.takes(&['+', '-']) {
            Some('-') => Formula::Negative(Box::new(self.signed()?)),
            Some(_) => self.signed()?,
            None => self.power()?,
        };
        self.depth -= 1;
        Ok(formula)
    }

    fn power(&mut self) -> Result<Formula, String> {
        let base = self.atom()?;
        match self.takes(&['^']) {
            Some(_) => Ok(Formula::Both(Operation::Power, Box::new(base), Box::new(self.signed()?))),
            None => Ok(base),
        }
    }

    fn atom(&mut self) -> Result<Formula, String> {
        let Some(token) = self.peek().cloned() else {
            return Err("an expression ends too early: a column or a number is missing".into());
        };
        self.next += 1;
        match token {
            Token::Number(value) => Ok(Formula::Number(value)),
            Token::Sign('(') => self.parenthesised(),
            Token::Sign(sign) => Err(format!("a column or a number is missing before `{sign}`")),
            Token::Name(name) => match Function::ALL.iter().find(|(known, _)| *known == name) {
                Some((_, function)) if self.takes(&['(']).is_some() => Ok(Formula::Of(*function, Box::new(self.parenthesised()?))),
                _ => self.column(&name),
            },
        }
    }

    /// The formula in parentheses of which the first is taken.
    fn parenthesised(&mut self) -> Result<Formula, String> {
        let formula = self.sum()?;
        match self.takes(&[')']) {
            Some(_) => Ok(formula),
            None => Err("a closing parenthesis is missing in an expression".into()),
        }
    }

    fn column(&self, name: &str) -> Result<Formula, String> {
        let mut found = self.names.iter().enumerate().filter(|(_, known)| known.trim() == name.trim());
        match (found.next(), found.next()) {
            (Some((column, _)), None) => Ok(Formula::Column(column)),
            (Some(_), Some(_)) => Err(format!("column `{name}` occurs twice")),
            (None, _) => Err(self.missing(name)),
        }
    }

    fn missing(&self, name: &str) -> String {
        let longer = self.names.iter().find(|known| known.trim().starts_with(name) && !name.is_empty());
        match longer {
            Some(longer) => format!("no column `{name}`; write the name of a column with other characters in backquotes: `{longer}`"),
            None => format!("no column `{name}`"),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::table::Table;
    use proptest::prelude::*;

    const NAMES: [&str; 4] = ["h", "val/loss", "model size", "Δm"];
    const CELLS: [f64; 4] = [0.25, 3.5, 7.0, 1.25];

    fn read(text: &str) -> Result<f64, String> {
        let names = NAMES.map(String::from);
        let mut table = Table::new(names.to_vec());
        let cells = CELLS.map(|value| value.to_string());
        table.push(2, cells.iter().map(String::as_str));
        let row = table.rows().next().expect("one row");
        crate::series::Expression::from(text).over(&names).map(|formula| formula.value(row).unwrap_or(f64::NAN))
    }

    #[test]
    fn known_values() {
        for (text, value) in [
            ("h", 0.25),
            ("val/loss", 3.5),
            (" model size ", 7.0),
            ("1/h", 4.0),
            ("1/`val/loss`", 1.0 / 3.5),
            ("'model size' * \"Δm\"", 8.75),
            ("Δm + 1", 2.25),
            ("-h^2", -0.0625),
            ("2^-1", 0.5),
            ("2^3^2", 512.0),
            ("2**3", 8.0),
            ("10 - 4 - 3", 3.0),
            ("16/4/2", 2.0),
            ("2 + 3 * 4", 14.0),
            ("-(-h)", 0.25),
            ("abs(h - 1)", 0.75),
            ("sqrt(h)", 0.5),
            ("log2(8)", 3.0),
            ("ln(exp(2))", 2.0),
            ("log(1)", 0.0),
            ("log10(1e3)", 3.0),
            ("1.5e1*.2", 3.0),
        ] {
            assert_eq!(read(text), Ok(value), "{text}");
        }
    }

    #[test]
    fn faults_are_named() {
        for (text, says) in [
            ("", "ends too early"),
            ("1 +", "ends too early"),
            ("h h", "does not end"),
            ("(h", "closing parenthesis"),
            ("* h", "missing before `*`"),
            ("`h", "not closed"),
            ("hh", "no column `hh`"),
            ("val / 2", "backquotes: `val/loss`"),
            ("h # 2", "does not belong"),
            ("1.2.3", "does not end"),
            (".", "not a number"),
            ("sqrt h", "no column `sqrt`"),
        ] {
            let problem = read(text).expect_err(text);
            assert!(problem.contains(says), "{text}: {problem}");
        }
        assert!(read(&"(".repeat(900)).is_err() && read(&"-".repeat(900)).is_err() && read(&"1+".repeat(900)).is_err());
        assert!(read("1/0").expect("parses").is_nan() && read("sqrt(-h)").expect("parses").is_nan());
    }

    /// An expression of the test's own, with the value that arithmetic gives it.
    #[derive(Debug, Clone)]
    struct Sum(String, f64);

    fn sums() -> impl Strategy<Value = Sum> {
        let number = (1u32..100).prop_map(|n| Sum(format!("{}", f64::from(n) / 8.0), f64::from(n) / 8.0));
        let column = (0usize..4).prop_map(|c| Sum(format!("`{}`", NAMES[c]), CELLS[c]));
        prop_oneof![number, column].prop_recursive(5, 40, 2, |inner| {
            let pair = (inner.clone(), inner.clone(), 0usize..4).prop_map(|(a, b, sign)| {
                let value = [a.1 + b.1, a.1 - b.1, a.1 * b.1, a.1 / b.1][sign];
                Sum(format!("({}) {} ({})", a.0, ["+", "-", "*", "/"][sign], b.0), value)
            });
            let power = (inner.clone(), 0u32..3).prop_map(|(a, n)| Sum(format!("({})^{n}", a.0), a.1.powf(f64::from(n))));
            let of = (inner, 0usize..3).prop_map(|(a, which)| {
                let value = [a.1.abs(), a.1.abs().sqrt(), -a.1][which];
                Sum(["abs(#)", "sqrt(abs(#))", "-(#)"][which].replace('#', &a.0), value)
            });
            prop_oneof![pair, power, of]
        })
    }

    /// A chain of operations without parentheses, as `a - b * c / d + e`, and its value by splitting at signs.
    fn chain(terms: &[(u32, usize)]) -> (String, f64) {
        let mut text = String::new();
        let mut products: Vec<f64> = Vec::new();
        for (index, (number, sign)) in terms.iter().enumerate() {
            let value = f64::from(*number);
            if index == 0 {
                products.push(value);
                text = number.to_string();
                continue;
            }
            text.push_str(&format!(" {} {number}", ["+", "-", "*", "/"][*sign]));
            let last = products.len() - 1;
            match sign {
                0 => products.push(value),
                1 => products.push(-value),
                2 => products[last] *= value,
                _ => products[last] /= value,
            }
        }
        (text, products.iter().sum())
    }

    proptest! {
        #[test]
        fn values_are_those_of_arithmetic(sum in sums()) {
            let value = read(&sum.0).expect("an expression");
            prop_assert!(value == sum.1 || !sum.1.is_finite() && value.is_nan(), "{} is {value}, not {}", sum.0, sum.1);
        }

        #[test]
        fn products_come_before_sums(terms in prop::collection::vec((1u32..50, 0usize..4), 1..10)) {
            let (text, value) = chain(&terms);
            let read = read(&text).expect("an expression");
            prop_assert!((read - value).abs() <= 1e-12 * value.abs().max(1e3), "{text} is {read}, not {value}");
        }

        #[test]
        fn no_text_panics(text in "[-+*/^()`'\"hΔ0-9.e a]{0,40}") {
            let _ = read(&text);
        }
    }
}
