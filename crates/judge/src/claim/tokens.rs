//! The words of a claim: text to tokens, unicode spellings folded into ASCII ones.

use super::{Exponent, Symbol};

/// A token and the byte of the text at which it starts.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) at: usize,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    /// A symbol that is one word.
    Symbol(Symbol),
    /// `log` or `ln`.
    Log,
    Sqrt,
    /// An unsigned decimal number, exactly.
    Number(Exponent),
    Plus,
    Minus,
    Times,
    Slash,
    Caret,
    Open,
    Close,
    /// The end of the text.
    End,
}

/// Where and why a text does not split into tokens, or does not parse.
pub(super) type Mistake = (usize, String);

/// More digits than any exponent needs; fits in 64 bits.
const DIGITS: usize = 18;

/// Words with their tokens. No word is the start of a later one.
pub(super) type Vocabulary = &'static [(&'static str, Kind)];

/// The words of a claim.
pub(super) const CLAIM: Vocabulary =
    &[("sqrt", Kind::Sqrt), ("log", Kind::Log), ("ln", Kind::Log), ("M", Kind::Symbol(Symbol::M)), ("t", Kind::Symbol(Symbol::T))];

/// The words of a rate in a derivation.
pub(super) const DERIVATION: Vocabulary = &[
    ("sqrt", Kind::Sqrt),
    ("log", Kind::Log),
    ("ln", Kind::Log),
    ("M", Kind::Symbol(Symbol::M)),
    ("t", Kind::Symbol(Symbol::T)),
    ("rho", Kind::Symbol(Symbol::Rho)),
    ("R", Kind::Symbol(Symbol::R)),
    ("E", Kind::Symbol(Symbol::E)),
    ("Z", Kind::Symbol(Symbol::Z)),
    ("delta", Kind::Symbol(Symbol::Delta)),
    ("exp(lambda t)", Kind::Symbol(Symbol::Exp)),
];

/// Splits `text[from..]` into tokens of a vocabulary in which what grows is written with this symbol; the last is [`Kind::End`].
pub(super) fn tokens(text: &str, from: usize, vocabulary: (&str, Vocabulary)) -> Result<Vec<Token>, Mistake> {
    let chars = fold(text, from);
    let mut tokens = Vec::new();
    let mut i = 0;
    while i < chars.len() {
        let (at, c) = chars[i];
        let (kind, taken) = match c {
            c if c.is_whitespace() => {
                i += 1;
                continue;
            }
            // LaTeX names: \log, \sqrt.
            '\\' if chars.get(i + 1).is_some_and(|next| next.1.is_ascii_alphabetic()) => {
                i += 1;
                continue;
            }
            '*' if chars.get(i + 1).is_some_and(|next| next.1 == '*') => (Kind::Caret, 2),
            '*' => (Kind::Times, 1),
            '/' => (Kind::Slash, 1),
            '^' => (Kind::Caret, 1),
            '+' => (Kind::Plus, 1),
            '-' => (Kind::Minus, 1),
            '(' | '[' | '{' => (Kind::Open, 1),
            ')' | ']' | '}' => (Kind::Close, 1),
            '√' => (Kind::Sqrt, 1),
            '0'..='9' | '.' => number(&chars[i..])?,
            c if c.is_alphabetic() => word(&chars[i..], vocabulary)?,
            other => return Err((at, format!("`{other}` does not belong in a claim"))),
        };
        tokens.push(Token { kind, at });
        i += taken;
    }
    tokens.push(Token { kind: Kind::End, at: text.len() });
    Ok(tokens)
}

fn number(chars: &[(usize, char)]) -> Result<(Kind, usize), Mistake> {
    let at = chars[0].0;
    let taken = chars.iter().take_while(|(_, c)| c.is_ascii_digit() || *c == '.').count();
    let literal: String = chars[..taken].iter().map(|(_, c)| c).collect();
    let (whole, decimals) = literal.split_once('.').unwrap_or((&literal, ""));
    if decimals.contains('.') || literal == "." {
        return Err((at, format!("`{literal}` is not a number")));
    }
    if let Some((at, 'e' | 'E')) = chars.get(taken) {
        return Err((*at, "write the number as a fraction or a plain decimal, without a power of ten".to_owned()));
    }
    let digits = format!("{whole}{decimals}");
    match digits.parse::<u64>() {
        Ok(value) if digits.len() <= DIGITS => {
            let number = Exponent::decimal(value, decimals.len() as u32);
            Ok((Kind::Number(number), taken))
        }
        _ => Err((at, format!("a number here has at most {DIGITS} digits"))),
    }
}

fn word(chars: &[(usize, char)], (variable, vocabulary): (&str, Vocabulary)) -> Result<(Kind, usize), Mistake> {
    let ahead: String = chars.iter().map(|(_, c)| *c).take(20).collect();
    for (name, kind) in vocabulary {
        let name = if *kind == Kind::Symbol(Symbol::M) { variable } else { name };
        if ahead.starts_with(name) {
            return Ok((kind.clone(), name.chars().count()));
        }
    }
    let run: String = ahead.chars().take_while(|c| c.is_alphabetic()).collect();
    let hint = match run.as_str() {
        "m" | "n" | "N" | "M" => format!("; what grows is written {variable}"),
        "T" => "; the number of steps is written t".into(),
        _ => format!("; a claim is made of {variable}, log({variable}), t, sqrt and numbers"),
    };
    Err((chars[0].0, format!("`{run}` is not a symbol of a claim{hint}")))
}

/// The characters of `text[from..]` with their bytes, unicode spellings folded: a run of superscripts `⁻¹ᐟ²` becomes `^(-1/2)`, `·` and `×` become `*`, `−` becomes `-`.
fn fold(text: &str, from: usize) -> Vec<(usize, char)> {
    let chars: Vec<(usize, char)> = text.char_indices().filter(|(at, _)| *at >= from).collect();
    let mut folded = Vec::with_capacity(chars.len());
    let mut raised = false;
    for (i, &(at, c)) in chars.iter().enumerate() {
        let next = chars.get(i + 1).map(|next| next.1);
        let within = match superscript(c) {
            Some(plain) => Some(plain),
            // A slash between superscripts belongs to them.
            None if raised && slash(c) && next.and_then(superscript).is_some() => Some('/'),
            None => None,
        };
        if within.is_some() && !raised {
            folded.extend([(at, '^'), (at, '(')]);
        }
        if within.is_none() && raised {
            folded.push((at, ')'));
        }
        raised = within.is_some();
        folded.push((at, within.unwrap_or_else(|| plain(c))));
    }
    if raised {
        folded.push((text.len(), ')'));
    }
    folded
}

fn superscript(c: char) -> Option<char> {
    Some(match c {
        '⁰' => '0',
        '¹' => '1',
        '²' => '2',
        '³' => '3',
        '⁴'..='⁹' => char::from(b'4' + (c as u32 - '⁴' as u32) as u8),
        '⁺' => '+',
        '⁻' => '-',
        '⁽' => '(',
        '⁾' => ')',
        '\u{141f}' => '/',
        _ => return None,
    })
}

fn slash(c: char) -> bool {
    matches!(c, '/' | '\u{2044}' | '\u{2215}')
}

fn plain(c: char) -> char {
    match c {
        '·' | '⋅' | '×' | '∗' => '*',
        '−' | '–' => '-',
        c if slash(c) || c == '÷' => '/',
        c => c,
    }
}
