//! Spellings of numbers that no programming language reads, rewritten as plain decimals.

use std::borrow::Cow;

/// The number as a text that `f64` parses, if it is spelled in one of the ways that papers and programs use.
pub(super) fn plain(text: &str) -> Option<Cow<'_, str>> {
    // Longer texts are no numbers, and are not worth the work.
    if text.len() > 100 {
        return None;
    }
    let bare = undressed(text);
    if bare.parse::<f64>().is_ok() {
        return Some(Cow::Borrowed(bare));
    }
    let text = canonical(bare);
    let (sign, size) = match text.strip_prefix('-') {
        Some(size) => ("-", size.trim_start()),
        None => ("", text.strip_prefix('+').unwrap_or(&text)),
    };
    special(size)
        .or_else(|| scientific(size))
        .or_else(|| power(size))
        .or_else(|| fraction(size))
        .map(|size| Cow::Owned(format!("{sign}{size}")))
}

/// The text without dollars, braces, bold type and white space.
fn undressed(mut text: &str) -> &str {
    const DRESS: [(&str, &str); 10] = [
        ("$", "$"),
        ("\\(", "\\)"),
        ("\\num{", "}"),
        ("\\textbf{", "}"),
        ("\\mathbf{", "}"),
        ("\\textit{", "}"),
        ("\\underline{", "}"),
        ("{", "}"),
        ("**", "**"),
        ("`", "`"),
    ];
    loop {
        text = text.trim();
        let inner = DRESS.iter().find_map(|(begin, end)| text.strip_prefix(begin)?.strip_suffix(end));
        match inner {
            Some(inner) => text = inner,
            None => return text,
        }
    }
}

/// One sign for each of minus, times and power.
fn canonical(text: &str) -> String {
    const SUPERSCRIPTS: &str = "⁰¹²³⁴⁵⁶⁷⁸⁹";
    let mut out = String::with_capacity(text.len());
    let mut is_raised = false;
    for letter in text.chars() {
        let raised = match letter {
            '⁻' => Some('-'),
            '⁺' => Some('+'),
            letter => SUPERSCRIPTS.chars().position(|known| known == letter).and_then(|digit| char::from_digit(digit as u32, 10)),
        };
        if raised.is_some() && !is_raised {
            out.push('^');
        }
        is_raised = raised.is_some();
        out.push(raised.unwrap_or(match letter {
            '\u{2212}' | '\u{2013}' => '-',
            '×' | '·' | '⋅' | '\u{2217}' => '*',
            letter if letter.is_whitespace() => ' ',
            letter => letter,
        }));
    }
    let words = [
        ("\\times", "*"),
        ("\\cdot", "*"),
        ("\\,", " "),
        ("\\infty", "inf"),
        ("∞", "inf"),
        ("**", "^"),
        (" x 10^", "*10^"),
        ("x10^", "*10^"),
    ];
    words.iter().fold(out, |text, (from, to)| if text.contains(from) { text.replace(from, to) } else { text })
}

fn special(text: &str) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    match lower.as_str() {
        "inf" | "1.#inf" | "1.#inf00" => Some("inf".into()),
        "1.#qnan" | "1.#ind" | "1.#qnan0" | "1.#ind00" => Some("nan".into()),
        // The standard library of C may print the bits of a nan in brackets.
        text if text.starts_with("nan(") && text.ends_with(')') => Some("nan".into()),
        _ => None,
    }
}

/// `1.3*10^-4`, `1.3*^-4` (Mathematica), `1.3d-4` and `1.3-104` (Fortran), `10^-4`.
fn scientific(text: &str) -> Option<String> {
    let with = |mantissa: &str, exponent: &str| (is_mantissa(mantissa)).then(|| format!("{mantissa}e{exponent}"));
    if let Some((mantissa, power)) = text.split_once('*') {
        let power = power.trim_start();
        let exponent = power.strip_prefix("10^").or_else(|| power.strip_prefix('^'))?;
        return with(mantissa.trim_end(), integer(exponent)?);
    }
    // A minus sign of typography is no longer one here.
    if is_decimal(text) {
        return Some(text.to_owned());
    }
    if let Some(exponent) = text.strip_prefix("10^") {
        return with("1", integer(exponent)?);
    }
    if let Some((mantissa, exponent)) = text.split_once(['d', 'D', 'e', 'E']) {
        return with(mantissa, integer(exponent)?);
    }
    let (mantissa, exponent) = text.split_at(text.rfind(['+', '-'])?);
    (mantissa.contains('.') && exponent.len() == 4).then(|| with(mantissa, integer(exponent)?)).flatten()
}

/// `2^15`: a whole number to a whole power.
fn power(text: &str) -> Option<String> {
    let (base, exponent) = text.split_once('^')?;
    let base: u32 = whole(base.trim_end())?.parse().ok()?;
    let exponent: i32 = integer(exponent)?.parse().ok()?;
    let value = if exponent < 0 { 1.0 / f64::from(base).powi(exponent.checked_neg()?) } else { f64::from(base).powi(exponent) };
    (value.is_finite() && value > 0.0).then(|| written(value))
}

/// `1/8` and `\frac{1}{8}`.
fn fraction(text: &str) -> Option<String> {
    let (above, below) = match text.strip_prefix("\\frac").or_else(|| text.strip_prefix("\\tfrac")) {
        Some(parts) => parts.strip_prefix('{')?.strip_suffix('}')?.split_once("}{")?,
        None => text.split_once('/')?,
    };
    let (above, below): (f64, f64) = (whole(above.trim())?.parse().ok()?, whole(below.trim())?.parse().ok()?);
    let value = above / below;
    value.is_finite().then(|| written(value))
}

/// The shortest decimal that is read as this number.
fn written(value: f64) -> String {
    format!("{value:e}")
}

/// A whole number with or without sign and braces.
fn integer(text: &str) -> Option<&str> {
    let text = text.trim();
    let text = text.strip_prefix('{').and_then(|text| text.strip_suffix('}')).unwrap_or(text).trim();
    whole(text.strip_prefix(['+', '-']).unwrap_or(text)).map(|_| text)
}

fn whole(text: &str) -> Option<&str> {
    (!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())).then_some(text)
}

/// Digits with at most one point.
fn is_mantissa(text: &str) -> bool {
    is_decimal(text) && !text.contains(['e', 'E'])
}

/// Begins with a digit or a point, and is read as a number.
fn is_decimal(text: &str) -> bool {
    text.starts_with(|letter: char| letter.is_ascii_digit() || letter == '.') && text.parse::<f64>().is_ok()
}
