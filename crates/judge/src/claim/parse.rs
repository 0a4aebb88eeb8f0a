//! The parser of claims: text to [`Bound`], [`Rate`] and [`Exponent`].
//!
//! A mathematician's shorthand is read where it has one meaning and refused where it has two: `M^-1/6` (a sixth of 1/M, or M to the -1/6?),
//! `log M^3`, `1/M log(M)`. Positive constant factors are read and dropped, since `O(2 M)` is `O(M)`.

use std::{borrow::Cow, str::FromStr};

use super::tokens::{CLAIM, DERIVATION, Kind, Mistake, Token, Vocabulary, tokens};
use super::{Bound, ClaimError, Exponent, Growth, Rate, Symbol, bound::WIDTH};

/// No claim is longer, in bytes.
const LONGEST: usize = 1000;
/// Parentheses deeper than this are refused, so that no input exhausts the stack.
const DEEPEST: usize = 32;
/// No exponent of a claim is larger in magnitude: M^100 is out of reach of any measurement.
const STEEPEST: i64 = 100;

impl FromStr for Bound {
    type Err = ClaimError;

    /// Reads `O(...)`, `Omega(...)`, `Theta(...)` or `o(...)` of a rate.
    fn from_str(text: &str) -> Result<Self, ClaimError> {
        Self::written_in(WIDTH, text)
    }
}

impl Bound {
    /// Reads a bound in which what grows is written with this symbol in the place of M: `Theta(n^(-1/2))`, for `n`.
    ///
    /// # Errors
    /// Text that is no bound, with the place; a symbol that is not made of letters, or that claims have for something else.
    pub fn written_in(variable: impl Into<Cow<'static, str>>, text: &str) -> Result<Self, ClaimError> {
        parse(text, |text| {
            let variable = variable.into();
            let taken = CLAIM.iter().any(|(word, _)| *word == variable) && variable != WIDTH;
            if taken || variable.is_empty() || !variable.chars().all(char::is_alphabetic) {
                return Err((0, format!("`{variable}` cannot stand for what grows; use letters other than t, log, ln and sqrt")));
            }
            let (growth, from) = growth(text)?;
            let mut parser = Parser::new(text, from, (&variable, CLAIM))?;
            parser.expect_open(&format!("`{growth}` is followed by a rate in parentheses, such as {growth}(M^(-1/2))"))?;
            let rate = parser.product()?;
            parser.expect_close()?;
            parser.expect_end()?;
            Ok(Self { variable, ..Self::new(growth, rate) })
        })
    }
}

impl FromStr for Rate {
    type Err = ClaimError;

    /// Reads a product of powers of the symbols of claims and derivations, such as `M^(-1/6) log(M)^3` or `R^2 M^(-1/2)`.
    fn from_str(text: &str) -> Result<Self, ClaimError> {
        parse(text, |text| {
            let mut parser = Parser::new(text, 0, (WIDTH, DERIVATION))?;
            let rate = parser.product()?;
            parser.expect_end()?;
            Ok(rate)
        })
    }
}

impl FromStr for Exponent {
    type Err = ClaimError;

    /// Reads a number such as `-1/6` or `0.25`.
    fn from_str(text: &str) -> Result<Self, ClaimError> {
        parse(text, |text| {
            let mut parser = Parser::new(text, 0, (WIDTH, CLAIM))?;
            let exponent = parser.number_sum()?;
            parser.expect_end()?;
            bounded(&exponent, 0)?;
            Ok(exponent)
        })
    }
}

fn parse<T>(text: &str, read: impl FnOnce(&str) -> Result<T, Mistake>) -> Result<T, ClaimError> {
    let result = if text.len() > LONGEST {
        let at = (0..=LONGEST).rev().find(|at| text.is_char_boundary(*at));
        Err((at.unwrap_or(0), format!("a claim has at most {LONGEST} characters")))
    } else {
        read(text)
    };
    result.map_err(|(at, problem)| ClaimError { text: text.to_owned(), at, problem })
}

/// The Landau symbol at the start, and the byte after it.
fn growth(text: &str) -> Result<(Growth, usize), Mistake> {
    let start = text.len() - text.trim_start().len();
    let word: String = text[start..].chars().take_while(|c| c.is_alphabetic() || *c == '\\').collect();
    let growth = match word.trim_start_matches('\\') {
        "O" => Growth::AtMost,
        "Omega" | "\u{3a9}" | "\u{2126}" => Growth::AtLeast,
        "Theta" | "\u{398}" | "\u{3f4}" => Growth::Exactly,
        "o" => Growth::Below,
        "omega" | "ω" => {
            return Err((start, "little omega cannot be judged on finitely many widths; claim Omega(...)".to_owned()));
        }
        "Õ" | "Ō" => return Err((start, "write the logs out, as in O(M log(M)^2)".to_owned())),
        _ => {
            return Err((start, "a claim starts with O(, Omega(, Theta( or o(".to_owned()));
        }
    };
    Ok((growth, start + word.len()))
}

fn bounded(exponent: &Exponent, at: usize) -> Result<(), Mistake> {
    let largest = Exponent::integer(STEEPEST);
    if exponent.parts().is_none() {
        return Err((at, "this exponent has too many digits; round it to a simpler fraction".to_owned()));
    }
    if *exponent > largest || *exponent < -largest {
        return Err((at, format!("exponents lie between -{STEEPEST} and {STEEPEST}")));
    }
    Ok(())
}

fn bounded_rate(rate: Rate, at: usize) -> Result<Rate, Mistake> {
    for (_, exponent) in rate.powers() {
        bounded(exponent, at)?;
    }
    Ok(rate)
}

/// A factor, and whether it ends in an exponent that no parenthesis closes, as in `M^-1`.
struct Factor {
    rate: Rate,
    open_exponent: bool,
}

struct Parser<'a> {
    text: &'a str,
    tokens: Vec<Token>,
    next: usize,
    depth: usize,
}

impl<'a> Parser<'a> {
    fn new(text: &'a str, from: usize, vocabulary: (&str, Vocabulary)) -> Result<Self, Mistake> {
        Ok(Self { text, tokens: tokens(text, from, vocabulary)?, next: 0, depth: 0 })
    }

    fn peek(&self) -> &Token {
        // The last token is the end, and it is never passed.
        &self.tokens[self.next.min(self.tokens.len() - 1)]
    }

    fn at(&self) -> usize {
        self.peek().at
    }

    fn advance(&mut self) -> Token {
        let token = self.peek().clone();
        self.next += 1;
        token
    }

    fn takes(&mut self, kind: &Kind) -> bool {
        let found = self.peek().kind == *kind;
        if found {
            self.next += 1;
        }
        found
    }

    fn fail<T>(&self, problem: impl Into<String>) -> Result<T, Mistake> {
        Err((self.at(), problem.into()))
    }

    fn expect_open(&mut self, otherwise: &str) -> Result<(), Mistake> {
        if self.takes(&Kind::Open) { Ok(()) } else { self.fail(otherwise) }
    }

    fn expect_close(&mut self) -> Result<(), Mistake> {
        if self.takes(&Kind::Close) {
            return Ok(());
        }
        let found = self.found();
        self.fail(format!("expected a closing parenthesis, found {found}"))
    }

    fn expect_end(&mut self) -> Result<(), Mistake> {
        if self.peek().kind == Kind::End {
            return Ok(());
        }
        let found = self.found();
        self.fail(format!("expected the end, found {found}"))
    }

    /// What stands at this place, for an error.
    fn found(&self) -> String {
        match self.text[self.at()..].chars().next() {
            Some(c) => format!("`{c}`"),
            None => "the end".to_owned(),
        }
    }

    fn deeper(&mut self) -> Result<(), Mistake> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return self.fail(format!("parentheses are nested more than {DEEPEST} deep"));
        }
        Ok(())
    }

    /// A product or quotient of factors.
    fn product(&mut self) -> Result<Rate, Mistake> {
        self.deeper()?;
        let mut factor = self.factor()?;
        let mut rate = factor.rate;
        let mut after_slash = false;
        loop {
            let at = self.at();
            match self.peek().kind {
                Kind::Times => {
                    self.advance();
                    factor = self.factor()?;
                    rate = rate.product(&factor.rate);
                    after_slash = false;
                }
                Kind::Slash => {
                    self.advance();
                    if factor.open_exponent && matches!(self.peek().kind, Kind::Number(_)) {
                        return Err((at, "this can be read in two ways; put the exponent in parentheses, as in M^(-1/6)".to_owned()));
                    }
                    factor = self.factor()?;
                    rate = rate.quotient(&factor.rate);
                    after_slash = true;
                }
                Kind::Symbol(_) | Kind::Log | Kind::Sqrt | Kind::Open if after_slash => {
                    return self.fail("this can be read in two ways; write `*`, or put the denominator in parentheses");
                }
                Kind::Symbol(_) | Kind::Log | Kind::Sqrt | Kind::Open => {
                    factor = self.factor()?;
                    rate = rate.product(&factor.rate);
                }
                Kind::Number(_) => {
                    return self.fail("write `^` before an exponent, or `*` before a factor");
                }
                Kind::Plus | Kind::Minus => {
                    return self.fail("a rate is one product of powers; keep the term that dominates");
                }
                _ => break,
            }
            rate = bounded_rate(rate, at)?;
        }
        self.depth -= 1;
        Ok(rate)
    }

    /// An atom with its power.
    fn factor(&mut self) -> Result<Factor, Mistake> {
        let base = self.atom()?;
        let at = self.at();
        if !self.takes(&Kind::Caret) {
            return Ok(Factor { rate: base, open_exponent: false });
        }
        let open_exponent = self.peek().kind != Kind::Open;
        let exponent = self.exponent()?;
        if self.peek().kind == Kind::Caret {
            return self.fail("two powers in a row; put the first in parentheses");
        }
        let rate = bounded_rate(base.pow(&exponent), at)?;
        Ok(Factor { rate, open_exponent })
    }

    fn atom(&mut self) -> Result<Rate, Mistake> {
        match &self.peek().kind {
            Kind::Symbol(symbol) => {
                let rate = Rate::power(*symbol, Exponent::one());
                self.advance();
                Ok(rate)
            }
            Kind::Number(number) if number.is_zero() => self.fail("a rate is positive"),
            Kind::Number(_) => {
                self.advance();
                Ok(Rate::one())
            }
            Kind::Open => self.parenthesised(),
            Kind::Log => self.log(),
            Kind::Sqrt => self.sqrt(),
            Kind::Minus | Kind::Plus => self.fail("a rate is positive and has no sign"),
            _ => {
                let found = self.found();
                self.fail(format!("expected M, log(M), t, sqrt or a number, found {found}"))
            }
        }
    }

    fn parenthesised(&mut self) -> Result<Rate, Mistake> {
        self.expect_open("expected an opening parenthesis")?;
        let rate = self.product()?;
        self.expect_close()?;
        Ok(rate)
    }

    /// `log(M)`, `log M`, `log^3 M`, `log^3(M)`.
    fn log(&mut self) -> Result<Rate, Mistake> {
        self.advance();
        let at = self.at();
        let power = if self.takes(&Kind::Caret) { Some(self.exponent()?) } else { None };
        let argument_at = self.at();
        let (argument, bare) = match self.peek().kind {
            Kind::Open => (self.parenthesised()?, false),
            Kind::Symbol(symbol) => {
                self.advance();
                (Rate::power(symbol, Exponent::one()), true)
            }
            _ => return self.fail("log is followed by M, as in log(M)^3"),
        };
        if argument != Rate::power(Symbol::M, Exponent::one()) {
            return Err((argument_at, "only log(M) can be judged; take powers out of the log".to_owned()));
        }
        if self.peek().kind == Kind::Caret && (bare || power.is_some()) {
            return self.fail("this can be read in two ways; write log(M)^3");
        }
        bounded_rate(Rate::power(Symbol::LogM, power.unwrap_or_else(Exponent::one)), at)
    }

    /// `sqrt(...)`, `sqrt M`, `√M`.
    fn sqrt(&mut self) -> Result<Rate, Mistake> {
        self.advance();
        let bare = self.peek().kind != Kind::Open;
        if bare && self.peek().kind == Kind::Sqrt {
            return self.fail("put the argument of the root in parentheses");
        }
        let argument = self.atom()?;
        if bare && self.peek().kind == Kind::Caret {
            return self.fail("this can be read in two ways; put the argument of the root in parentheses");
        }
        Ok(argument.pow(&Exponent::ratio(1, 2)))
    }

    /// What follows `^`: a number with a sign, or any arithmetic in parentheses.
    fn exponent(&mut self) -> Result<Exponent, Mistake> {
        let at = self.at();
        let exponent = self.signed_number()?;
        bounded(&exponent, at)?;
        Ok(exponent)
    }

    fn number_sum(&mut self) -> Result<Exponent, Mistake> {
        self.deeper()?;
        let mut sum = self.number_product()?;
        loop {
            if self.takes(&Kind::Plus) {
                sum = sum + self.number_product()?;
            } else if self.takes(&Kind::Minus) {
                sum = sum - self.number_product()?;
            } else {
                self.depth -= 1;
                return Ok(sum);
            }
        }
    }

    fn number_product(&mut self) -> Result<Exponent, Mistake> {
        let mut product = self.signed_number()?;
        loop {
            if self.takes(&Kind::Times) {
                product = product * self.signed_number()?;
            } else if self.takes(&Kind::Slash) {
                let at = self.at();
                let divisor = self.signed_number()?;
                product = product.checked_div(&divisor).ok_or_else(|| (at, "division by zero".to_owned()))?;
            } else {
                return Ok(product);
            }
        }
    }

    fn signed_number(&mut self) -> Result<Exponent, Mistake> {
        if self.takes(&Kind::Minus) {
            return Ok(-self.number_atom()?);
        }
        self.takes(&Kind::Plus);
        self.number_atom()
    }

    fn number_atom(&mut self) -> Result<Exponent, Mistake> {
        match self.peek().kind.clone() {
            Kind::Number(number) => {
                self.advance();
                Ok(number)
            }
            Kind::Open => {
                self.advance();
                let number = self.number_sum()?;
                self.expect_close()?;
                Ok(number)
            }
            _ => {
                let found = self.found();
                self.fail(format!("an exponent is a number such as 2, -1/6 or 0.25; found {found}"))
            }
        }
    }
}
