//! One cell of a table in LaTeX: what it covers, and its text without commands of type.

/// More columns than this are not covered by one cell.
const MOST_COVERED: usize = 64;

/// Longer texts stay as they are.
const LONGEST: usize = 2000;

/// A cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cell {
    /// Its text.
    pub(super) text: String,
    /// How many columns it covers, at least one.
    pub(super) columns: usize,
}

/// The cells of a row.
pub(super) fn cells(row: &str) -> Vec<Cell> {
    let row = without_rules(row);
    let mut cells = Vec::new();
    let mut start = 0;
    let mut is_escaped = false;
    for (place, byte) in row.bytes().enumerate() {
        if byte == b'&' && !is_escaped {
            cells.push(cell(&row[start..place]));
            start = place + 1;
        }
        is_escaped = byte == b'\\' && !is_escaped;
    }
    cells.push(cell(&row[start..]));
    cells
}

/// Lines, spaces and colours between rows, with their arguments.
const RULES: [&str; 14] = [
    "\\toprule",
    "\\midrule",
    "\\bottomrule",
    "\\hline",
    "\\cmidrule",
    "\\cline",
    "\\addlinespace",
    "\\rowcolor",
    "\\specialrule",
    "\\noalign",
    "\\endfirsthead",
    "\\endhead",
    "\\endfoot",
    "\\endlastfoot",
];

fn without_rules(row: &str) -> &str {
    let mut rest = row.trim_start();
    loop {
        // A distance in brackets belongs to the end of the row above.
        if let Some((distance, after)) = rest.strip_prefix('[').and_then(|rest| rest.split_once(']'))
            && distance.ends_with(|letter: char| letter.is_ascii_alphabetic())
            && distance.starts_with(|letter: char| letter.is_ascii_digit() || "-.".contains(letter))
        {
            rest = after.trim_start();
            continue;
        }
        let Some(rule) = RULES.iter().find(|rule| rest.starts_with(**rule)) else { return rest };
        rest = rest[rule.len()..].trim_start();
        while let Some((open, close)) = [('(', ')'), ('[', ']'), ('{', '}')].into_iter().find(|(open, _)| rest.starts_with(*open)) {
            let Some(end) = rest.find(close) else { return rest.trim_start_matches(open) };
            rest = rest[end + 1..].trim_start();
        }
    }
}

fn cell(text: &str) -> Cell {
    let text = text.trim();
    if let Some((count, rest)) = text.strip_prefix("\\multicolumn{").and_then(|rest| rest.split_once('}'))
        && let Some((_, inner)) = rest.trim_start().split_once("}{").or_else(|| rest.trim_start().split_once("} {"))
    {
        let inner = inner.strip_suffix('}').unwrap_or(inner);
        let columns = count.trim().parse().unwrap_or(1).clamp(1, MOST_COVERED);
        return Cell { text: bare(inner), columns };
    }
    Cell { text: bare(text), columns: 1 }
}

/// Text without dollars, type and spaces of its own.
fn bare(text: &str) -> String {
    const SPACES: [&str; 8] = ["\\,", "\\;", "\\:", "\\!", "\\quad", "\\qquad", "~", "\\phantom{0}"];
    const NOTHING: [&str; 12] = [
        "$",
        "\\(",
        "\\)",
        "\\displaystyle",
        "\\scriptsize",
        "\\footnotesize",
        "\\small",
        "\\bfseries",
        "\\bf ",
        "\\centering",
        "\\left",
        "\\right",
    ];
    const WRAPS: [&str; 14] = [
        "\\textbf{",
        "\\mathbf{",
        "\\textit{",
        "\\emph{",
        "\\underline{",
        "\\mathrm{",
        "\\text{",
        "\\textrm{",
        "\\num{",
        "\\makecell{",
        "\\texttt{",
        "\\boldsymbol{",
        "\\textsc{",
        "\\mbox{",
    ];
    let mut out = text.split_whitespace().collect::<Vec<_>>().join(" ");
    // Most cells have nothing to take away, and a long text is no number that is set in some type.
    if !out.contains(['\\', '$', '~', '{']) || out.len() > LONGEST {
        return out;
    }
    for space in SPACES {
        out = out.replace(space, " ");
    }
    for nothing in NOTHING {
        out = out.replace(nothing, "");
    }
    // Each takes at least two letters away, so that it ends.
    while let Some((start, wrap)) = WRAPS.iter().filter_map(|wrap| Some((out.find(wrap)?, wrap))).min() {
        let inner = start + wrap.len();
        let end = closing(&out[inner..]).map_or(out.len(), |end| inner + end);
        let after = out.get(end + 1..).unwrap_or_default();
        out = format!("{}{}{after}", &out[..start], &out[inner..end]);
    }
    for escaped in ['%', '_', '#', '&', '$'] {
        out = out.replace(&format!("\\{escaped}"), &escaped.to_string());
    }
    out.trim().trim_start_matches("{}").trim().to_owned()
}

/// The place of the brace that closes one that is open.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (place, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' if depth == 0 => return Some(place),
            b'}' => depth -= 1,
            _ => {}
        }
    }
    None
}
