//! LaTeX of a claim as plain text.

/// Names that are dropped: they change how a formula looks and not what it says.
const DRESS: [&str; 19] = [
    "left",
    "right",
    "bigl",
    "bigr",
    "Bigl",
    "Bigr",
    "biggl",
    "biggr",
    "big",
    "Big",
    "bigg",
    "mathcal",
    "mathrm",
    "mathop",
    "operatorname",
    "text",
    "displaystyle",
    "quad",
    "rm",
];
/// Names with what they are in plain text.
const PLAIN: [(&str, &str); 8] = [
    ("cdot", "*"),
    ("times", "*"),
    ("to", "->"),
    ("rightarrow", "->"),
    ("infty", "infinity"),
    ("tilde", "\u{303}"),
    ("widetilde", "\u{303}"),
    ("epsilon", "epsilon"),
];

/// The text without LaTeX: what has none is as it was.
pub(super) fn plain(text: &str) -> String {
    if !text.contains(['\\', '$']) {
        return text.to_owned();
    }
    let chars: Vec<char> = text.chars().filter(|c| *c != '$').collect();
    let mut plain = String::new();
    let mut i = 0;
    while i < chars.len() {
        if chars[i] != '\\' {
            // A tie is a space.
            plain.push(if chars[i] == '~' { ' ' } else { chars[i] });
            i += 1;
            continue;
        }
        let length = chars[i + 1..].iter().take_while(|c| c.is_ascii_alphabetic()).count();
        let name: String = chars[i + 1..i + 1 + length].iter().collect();
        i += 1 + length;
        match name.as_str() {
            // A space, or a bracket of a formula.
            "" => {
                if let Some(after) = chars.get(i) {
                    plain.push_str(match after {
                        '{' => "(",
                        '}' => ")",
                        _ => " ",
                    });
                }
                i += 1;
            }
            "frac" | "tfrac" | "dfrac" => i = over(&chars, i, &mut plain),
            "sqrt" => i = root(&chars, i, &mut plain),
            name if DRESS.contains(&name) => {}
            name => {
                let known = PLAIN.iter().find(|(known, _)| *known == name);
                plain.push_str(known.map_or(name, |(_, word)| word));
            }
        }
    }
    landau(plain.trim())
}

/// `{O}` and `\tilde{O}` before a parenthesis as the letter: what stands in braces before the first rate is its symbol.
fn landau(text: &str) -> String {
    let end = text.find('(').unwrap_or(text.len());
    let (head, rest) = text.split_at(end);
    let word: String = head.chars().filter(|c| !matches!(c, '{' | '}') && !c.is_whitespace()).collect();
    match word.strip_prefix('\u{303}') {
        Some(_) => format!("Õ{rest}"),
        None if head.contains('{') || head.ends_with(' ') => format!("{word}{rest}"),
        None => text.to_owned(),
    }
}

/// The group in braces or brackets that starts here, or one character, and the place after it.
fn group(chars: &[char], from: usize) -> (String, usize) {
    let start = from + chars[from.min(chars.len())..].iter().take_while(|c| c.is_whitespace()).count();
    let Some(open) = chars.get(start) else { return (String::new(), start) };
    let close = match open {
        '{' => '}',
        '[' => ']',
        other => return (other.to_string(), start + 1),
    };
    let mut depth = 0;
    for (at, c) in chars.iter().enumerate().skip(start) {
        if c == open {
            depth += 1;
        } else if *c == close {
            depth -= 1;
        }
        if depth == 0 {
            return (chars[start + 1..at].iter().collect(), at + 1);
        }
    }
    (chars[start + 1..].iter().collect(), chars.len())
}

/// `\frac{a}{b}` as `((a)/(b))`.
fn over(chars: &[char], from: usize, to: &mut String) -> usize {
    let (above, next) = group(chars, from);
    let (below, end) = group(chars, next);
    to.push_str(&format!("(({})/({}))", nested(&above), nested(&below)));
    end
}

/// `\sqrt{a}` as `sqrt(a)`, and `\sqrt[3]{a}` as `(a)^(1/3)`.
fn root(chars: &[char], from: usize, to: &mut String) -> usize {
    if chars.get(from) != Some(&'[') {
        to.push_str("sqrt");
        return from;
    }
    let (degree, next) = group(chars, from);
    let (inner, end) = group(chars, next);
    to.push_str(&format!("({})^(1/({}))", nested(&inner), nested(&degree)));
    end
}

/// The plain text of a part.
fn nested(part: &str) -> String {
    if part.contains('\\') { plain(part) } else { part.to_owned() }
}
