//! Numbers beside ticks, and how much room a text takes.

/// `value` with the decimals that multiples of `step` need; a power of ten where that is shorter.
pub(super) fn number(value: f64, step: f64) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    let largest = value.abs().max(step);
    if largest >= 99_999.5 || step < 1e-4 {
        let decade = value.abs().log10().floor() as i32;
        return with_power(value / 10f64.powi(decade), step / 10f64.powi(decade), decade);
    }
    let decimals = decimals(step);
    format!("{value:.decimals$}").replace('-', "−")
}

fn with_power(mantissa: f64, step: f64, exponent: i32) -> String {
    // Rounding may carry: 9.9996 to one decimal is the next power.
    let decimals = decimals(step);
    let text = format!("{mantissa:.decimals$}");
    let (text, exponent) = if text.trim_start_matches('-').starts_with("10") {
        (format!("{:.decimals$}", mantissa / 10.0), exponent + 1)
    } else {
        (text, exponent)
    };
    if text == "1" { power(10, exponent) } else { format!("{text}×{}", power(10, exponent)).replace('-', "−") }
}

fn decimals(step: f64) -> usize {
    (-(step * 1.000_001).log10().floor()).clamp(0.0, 12.0) as usize
}

/// The power of ten `10^decade` as a number where that is short.
pub(super) fn decade(decade: i32) -> String {
    match decade {
        0..=4 => 10f64.powi(decade).to_string(),
        -3..=-1 => format!("{:.*}", decade.unsigned_abs() as usize, 10f64.powi(decade)),
        _ => power(10, decade),
    }
}

/// `base` with `exponent` in superscripts.
pub(super) fn power(base: u32, exponent: i32) -> String {
    const RAISED: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    let mut text = base.to_string();
    for c in exponent.to_string().chars() {
        text.push(c.to_digit(10).map_or('⁻', |digit| RAISED[digit as usize]));
    }
    text
}

/// About how broad a text is in a font of this size, in pixels: a little more than in the usual sans-serif fonts.
pub(super) fn breadth(text: &str, size: f64) -> f64 {
    let em = |c: char| match c {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' => 0.27,
        ' ' | 'f' | 't' | 'r' | '(' | ')' | '[' | ']' | '/' | '-' | '·' | '⁻' => 0.34,
        '⁰'..='⁹' | '¹' | '²' | '³' => 0.37,
        'm' | 'w' | 'M' | 'W' | '%' | '@' | '^' | '=' | '<' | '>' | '+' | '~' => 0.86,
        'A'..='Z' | 'θ' | 'φ' | '…' | '✔' | '✘' => 0.7,
        '0'..='9' => 0.64,
        _ => 0.59,
    };
    size * text.chars().map(em).sum::<f64>()
}

/// A text cut to what has room.
pub(super) fn clipped(text: &str, size: f64, room: f64) -> String {
    if breadth(text, size) <= room {
        return text.to_owned();
    }
    let mut kept = String::new();
    for c in text.chars() {
        if breadth(&kept, size) + breadth("…", size) + breadth(&c.to_string(), size) > room {
            break;
        }
        kept.push(c);
    }
    format!("{}…", kept.trim_end())
}

/// A text in at most two lines, broken between words; what the second has no room for is cut.
pub(super) fn folded(text: &str, size: f64, room: f64) -> Vec<String> {
    if breadth(text, size) <= room {
        return vec![text.to_owned()];
    }
    // Where the longer of the two is shortest.
    let longer = |at: usize| breadth(&text[..at], size).max(breadth(&text[at + 1..], size));
    let spaces = text.match_indices(' ').map(|(at, _)| at);
    match spaces.min_by(|&one, &other| longer(one).total_cmp(&longer(other))) {
        Some(at) => vec![clipped(&text[..at], size, room), clipped(&text[at + 1..], size, room)],
        None => vec![clipped(text, size, room)],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_short_as_their_step_allows() {
        assert_eq!(number(0.30000000000000004, 0.1), "0.3");
        assert_eq!(number(-0.25, 0.05), "−0.25");
        assert_eq!(number(2000.0, 1000.0), "2000");
        assert_eq!(number(2.5e6, 5e5), "2.5×10⁶");
        assert_eq!(number(1e6, 1e6), "10⁶");
        assert_eq!([decade(-2), decade(3), decade(-7), decade(6)], ["0.01", "1000", "10⁻⁷", "10⁶"]);
        assert_eq!(power(10, -12), "10⁻¹²");
    }

    #[test]
    fn texts_are_cut_to_their_room() {
        assert_eq!(clipped("short", 10.0, 100.0), "short");
        let cut = clipped(&"long ".repeat(40), 10.0, 100.0);
        assert!(cut.ends_with('…') && breadth(&cut, 10.0) <= 101.0, "{cut}");
        assert_eq!(folded("one two three four", 10.0, 60.0), ["one two", "three four"]);
        assert_eq!(folded("one two", 10.0, 60.0), ["one two"]);
        assert!(folded(&"x".repeat(40), 10.0, 60.0)[0].ends_with('…'));
    }
}
