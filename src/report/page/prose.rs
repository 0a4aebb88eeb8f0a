//! The prose of a card, markdown as theorem files write it, to HTML: paragraphs, lists, `code`, *stress*, and formulas as MathML.

use maud::{Markup, PreEscaped, html};
use pulldown_latex::config::{DisplayMode, RenderConfig};
use pulldown_latex::{Parser, Storage, push_mathml};

/// A part of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Inline<'a> {
    Text(&'a str),
    Code(&'a str),
    Stress(&'a str),
    Formula(&'a str),
    Display(&'a str),
    /// A paper's number on arXiv.
    Paper(&'a str),
}

/// Delimiters, a longer one before one that it starts with.
const DELIMITERS: [&str; 4] = ["$$", "$", "`", "*"];
const ARXIV: &str = "arXiv ";

/// Paragraphs and lists.
pub(super) fn prose(markdown: &str) -> Markup {
    let is_item = |line: &str| line.starts_with("- ");
    html! {
        @for block in markdown.split("\n\n").map(str::trim).filter(|block| !block.is_empty()) {
            @let first_item = block.lines().position(is_item);
            @let lines: Vec<&str> = block.lines().collect();
            @let (before, items) = lines.split_at(first_item.unwrap_or(lines.len()));
            @if !before.is_empty() { p { (inline(&before.join("\n"))) } }
            @if !items.is_empty() {
                ul {
                    @for item in items.join("\n").split("\n- ") { li { (inline(item.trim_start_matches("- "))) } }
                }
            }
        }
    }
}

/// One line or paragraph.
pub(super) fn inline(markdown: &str) -> Markup {
    html! {
        @for part in parts(markdown) {
            @match part {
                Inline::Text(text) => { (text) }
                Inline::Code(text) => { code { (text) } }
                Inline::Stress(text) => { em { (text) } }
                Inline::Formula(latex) => { (formula(latex, DisplayMode::Inline)) }
                Inline::Display(latex) => { (formula(latex, DisplayMode::Block)) }
                Inline::Paper(number) => { a href={ "https://arxiv.org/abs/" (number) } { (ARXIV) (number) } }
            }
        }
    }
}

/// A formula; its source where it cannot be read.
fn formula(latex: &str, display_mode: DisplayMode) -> Markup {
    let storage = Storage::new();
    let Ok(events) = Parser::new(latex, &storage).collect::<Result<Vec<_>, _>>() else {
        return html! { code { (latex) } };
    };
    let mut text = String::new();
    let events = events.into_iter().map(Ok::<_, std::convert::Infallible>);
    match push_mathml(&mut text, events, RenderConfig { display_mode, ..RenderConfig::default() }) {
        Ok(()) => PreEscaped(text),
        Err(_) => html! { code { (latex) } },
    }
}

fn parts(text: &str) -> Vec<Inline<'_>> {
    let mut parts = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let Some((start, part, after)) = first_part(rest) else {
            parts.push(Inline::Text(rest));
            break;
        };
        if start > 0 {
            parts.push(Inline::Text(&rest[..start]));
        }
        parts.push(part);
        rest = after;
    }
    parts
}

/// The first part that is not plain text: where it starts, and what stands after it.
fn first_part(text: &str) -> Option<(usize, Inline<'_>, &str)> {
    let delimited = text.char_indices().find_map(|(at, _)| delimited(&text[at..]).map(|(part, after)| (at, part, after)));
    let paper = text.find(ARXIV).and_then(|at| {
        let from = at + ARXIV.len();
        let length = text[from..].find(|letter: char| !letter.is_ascii_digit() && letter != '.').unwrap_or(text.len() - from);
        let number = text[from..from + length].trim_end_matches('.');
        number.contains('.').then(|| (at, Inline::Paper(number), &text[from + number.len()..]))
    });
    [delimited, paper].into_iter().flatten().min_by_key(|found| found.0)
}

/// The part that starts here, if one does. A star with a space beside it, inside, is a product.
fn delimited(text: &str) -> Option<(Inline<'_>, &str)> {
    let delimiter = DELIMITERS.into_iter().find(|delimiter| text.starts_with(delimiter))?;
    let (inner, after) = text[delimiter.len()..].split_once(delimiter)?;
    let part = match delimiter {
        "$$" => Inline::Display(inner),
        "$" => Inline::Formula(inner),
        "`" => Inline::Code(inner),
        _ => Inline::Stress(inner),
    };
    let is_stress = !inner.is_empty() && inner.trim() == inner;
    (!matches!(part, Inline::Stress(_)) || is_stress).then_some((part, after))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theorems::REGISTRY;

    #[test]
    fn a_line_is_taken_apart() {
        let found = parts("a *b* `c*` $x * y$, arXiv 2403.08673. 2 * 3 * 4$$z$$");
        let expected = [
            Inline::Text("a "),
            Inline::Stress("b"),
            Inline::Text(" "),
            Inline::Code("c*"),
            Inline::Text(" "),
            Inline::Formula("x * y"),
            Inline::Text(", "),
            Inline::Paper("2403.08673"),
            Inline::Text(". 2 * 3 * 4"),
            Inline::Display("z"),
        ];
        assert_eq!(found, expected);
        assert_eq!(parts("a < $b"), [Inline::Text("a < $b")]);
        assert_eq!(inline("a < `b`").into_string(), "a &lt; <code>b</code>");
    }

    #[test]
    fn blocks_are_paragraphs_and_lists() {
        let found = prose("one\ntwo:\n- a\n  b\n- *c*\n\nthree").into_string();
        assert_eq!(found, "<p>one\ntwo:</p><ul><li>a\n  b</li><li><em>c</em></li></ul><p>three</p>");
    }

    #[test]
    fn every_formula_of_every_card_is_read() {
        let cards = REGISTRY.iter().map(|theorem| theorem.card());
        let texts: Vec<String> = cards.flat_map(|card| card.sections.into_iter().map(|section| section.1)).collect();
        let mut count = 0;
        for text in &texts {
            for part in parts(text) {
                if let Inline::Formula(latex) | Inline::Display(latex) = part {
                    let markup = formula(latex, DisplayMode::Inline).into_string();
                    assert!(markup.starts_with("<math") && !markup.contains("merror"), "{latex}: {markup}");
                    count += 1;
                }
            }
        }
        assert!(count > 30, "{count}");
        assert!(formula(r"\frac{a", DisplayMode::Inline).into_string().starts_with("<code>"));
    }
}
