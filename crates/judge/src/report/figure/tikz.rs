//! A figure as a TikZ picture: the drawing that the SVG has, in the fonts of the paper that it is put into.
//!
//! The SVG is ours: paths of relative steps and texts, by the class of their ink. So both are one drawing, and no layout is computed twice.

use std::fmt::Write;

use super::style::{class_colours, dash_lengths};
use crate::report::latex_text;

/// The lines before the drawing: a pixel is 0.75 points, and y runs down as in SVG.
const HEAD: &str = "\
% Written by asymptest. Needs \\usepackage{tikz}.
\\begin{tikzpicture}[x=0.75pt, y=-0.75pt, line join=round, font=\\footnotesize]
";

/// The picture of a figure that was drawn as SVG by this program.
pub fn tikz(svg: &str) -> String {
    let mut text = HEAD.to_owned();
    for (class, colour) in class_colours() {
        // Writing to a string does not fail.
        let _ = writeln!(text, "\\definecolor{{asymptest-{class}}}{{HTML}}{{{colour}}}");
    }
    for element in elements(svg) {
        text.push_str(&match element.name {
            "path" => path(&element),
            "text" => words(&element),
            _ => String::new(),
        });
    }
    text.push_str("\\end{tikzpicture}\n");
    text
}

/// An element without others in it.
struct Element<'a> {
    name: &'a str,
    attributes: &'a str,
    inner: &'a str,
}

impl<'a> Element<'a> {
    fn attribute(&self, name: &str) -> Option<&'a str> {
        let (_, rest) = self.attributes.split_once(&format!(" {name}=\""))?;
        rest.split('"').next()
    }

    fn number(&self, name: &str) -> f64 {
        self.attribute(name).and_then(|text| text.parse().ok()).unwrap_or(0.0)
    }
}

/// The elements of an SVG in their order, with the text up to the next tag.
fn elements(svg: &str) -> impl Iterator<Item = Element<'_>> {
    svg.split('<').filter_map(|part| {
        let (tag, inner) = part.split_once('>')?;
        let end = tag.find([' ', '/']).unwrap_or(tag.len());
        Some(Element { name: &tag[..end], attributes: &tag[end..], inner })
    })
}

/// The options of a class of ink and one of shape, as the style sheet has them.
fn options(classes: &str, dash: Option<&str>) -> String {
    let (ink, shape) = classes.split_once(' ').unwrap_or((classes, ""));
    let colour = format!("asymptest-{ink}");
    let mut options = match (ink, shape) {
        ("grid", _) => format!("draw={colour}, line width=0.4pt"),
        ("axis", _) => format!("draw={colour}, line width=0.6pt"),
        (_, "m") => format!("fill={colour}"),
        (_, "b") => format!("fill={colour}, fill opacity=0.17"),
        (_, "d") => format!("fill={colour}, fill opacity=0.7"),
        (_, "h") => format!("draw={colour}, line width=1pt"),
        (_, "e") => format!("draw={colour}, line width=0.9pt"),
        _ => format!("draw={colour}, line width=1.2pt"),
    };
    if let Some(lengths) = dash {
        options.push_str(", dash pattern=");
        options.push_str(&dash_lengths(lengths));
    }
    options
}

fn path(element: &Element<'_>) -> String {
    let (Some(class), Some(data)) = (element.attribute("class"), element.attribute("d")) else { return String::new() };
    format!("\\path[{}]{};\n", options(class, element.attribute("stroke-dasharray")), steps(data))
}

/// The data of a path as coordinates. A ring is two half circles, which come as its left end and its diameter; a dot is a step of no length.
fn steps(data: &str) -> String {
    let (mut at, mut text) = ((0.0, 0.0), String::new());
    let mut start = at;
    let coordinate = |(x, y): (f64, f64)| format!("({},{})", short(x), short(y));
    for (command, numbers) in commands(data) {
        match (command, &numbers[..]) {
            ('m', [dx, dy, more @ ..]) => {
                at = (at.0 + dx, at.1 + dy);
                start = at;
                text.push_str(&format!(" {}", coordinate(at)));
                lines(more, &mut at, &mut text);
            }
            ('l', steps) => lines(steps, &mut at, &mut text),
            ('h', [dx]) if *dx == 0.0 => text.push_str(" circle[radius=2]"),
            ('h', [dx]) => lines(&[*dx, 0.0], &mut at, &mut text),
            ('v', [dy]) => lines(&[0.0, *dy], &mut at, &mut text),
            ('a', [radius, _, _, _, _, dx, _]) if *dx > 0.0 => {
                text.push_str(&format!(" {} circle[radius={}]", coordinate((at.0 + dx / 2.0, at.1)), short(*radius)));
            }
            ('z', _) => {
                at = start;
                if !text.ends_with(']') {
                    text.push_str(" -- cycle");
                }
            }
            _ => {}
        }
    }
    text
}

fn lines(steps: &[f64], at: &mut (f64, f64), text: &mut String) {
    for step in steps.chunks_exact(2) {
        *at = (at.0 + step[0], at.1 + step[1]);
        text.push_str(&format!(" -- ({},{})", short(at.0), short(at.1)));
    }
}

/// The commands of a path with their numbers, which need nothing between them where a sign tells them apart.
fn commands(data: &str) -> Vec<(char, Vec<f64>)> {
    let mut found: Vec<(char, Vec<f64>)> = Vec::new();
    let mut number = String::new();
    let flush = |number: &mut String, found: &mut Vec<(char, Vec<f64>)>| {
        if let (Ok(value), Some((_, numbers))) = (number.parse(), found.last_mut()) {
            numbers.push(value);
        }
        number.clear();
    };
    for letter in data.chars() {
        match letter {
            '0'..='9' => number.push(letter),
            '.' if !number.contains('.') => number.push(letter),
            '.' | '-' => {
                flush(&mut number, &mut found);
                number.push(letter);
            }
            letter if letter.is_ascii_alphabetic() => {
                flush(&mut number, &mut found);
                found.push((letter, Vec::new()));
            }
            _ => flush(&mut number, &mut found),
        }
    }
    flush(&mut number, &mut found);
    found
}

/// One decimal, as in the SVG.
fn short(value: f64) -> String {
    let text = format!("{value:.1}");
    let text = text.strip_suffix(".0").unwrap_or(&text);
    if text == "-0" { "0".into() } else { text.into() }
}

fn words(element: &Element<'_>) -> String {
    let class = element.attribute("class").unwrap_or_default();
    let anchor = match element.attribute("text-anchor") {
        Some("middle") => "base",
        Some("end") => "base east",
        _ => "base west",
    };
    let (mut x, mut y, mut turned) = (element.number("x"), element.number("y"), "");
    if let Some(place) = element.attribute("transform").and_then(|turn| turn.strip_prefix("translate(")?.split(')').next()) {
        let numbers: Vec<f64> = place.split(' ').filter_map(|number| number.parse().ok()).collect();
        (x, y, turned) = (numbers.first().copied().unwrap_or(0.0), numbers.get(1).copied().unwrap_or(0.0), ", rotate=90");
    }
    let ink = if class.contains("quiet") { "quiet" } else { "ink" };
    let bold = if class.contains("title") { "\\bfseries " } else { "" };
    let said = raised(&latex_text(&plain(element.inner)));
    format!("\\node[anchor={anchor}, inner sep=0pt, text=asymptest-{ink}{turned}] at ({},{}) {{{bold}{said}}};\n", short(x), short(y))
}

/// The text behind the entities of XML.
fn plain(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

/// Letters that stand raised as powers: `10⁻³` as `10$^{-3}$`.
fn raised(text: &str) -> String {
    const RAISED: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    let digit = |letter: char| match RAISED.iter().position(|raised| *raised == letter) {
        Some(digit) => char::from_digit(digit as u32, 10),
        None => (letter == '⁻').then_some('-'),
    };
    let (mut out, mut within) = (String::new(), false);
    for letter in text.chars() {
        match (digit(letter), within) {
            (Some(digit), true) => out.push(digit),
            (Some(digit), false) => {
                out.push_str("$^{");
                out.push(digit);
            }
            (None, true) => {
                out.push_str("}$");
                out.push(letter);
            }
            (None, false) => out.push(letter),
        }
        within = digit(letter).is_some();
    }
    if within {
        out.push_str("}$");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_become_places() {
        assert_eq!(steps("m10 20l.1 0l-10.1 .5"), " (10,20) -- (10.1,20) -- (0,20.5)");
        assert_eq!(steps("m10 5.8l3.6 4.2-3.6 4.2-3.6-4.2z"), " (10,5.8) -- (13.6,10) -- (10,14.2) -- (6.4,10) -- cycle");
        // After a closed outline the pen is where that began.
        assert_eq!(steps("m1 1l1 0zm0 2h0"), " (1,1) -- (2,1) -- cycle (1,3) circle[radius=2]");
        assert_eq!(steps("m7 10a3 3 0 1 0 6 0a3 3 0 1 0-6 0z"), " (7,10) (10,10) circle[radius=3]");
        assert_eq!(steps("m1 1h5.6v5.6h-5.6z"), " (1,1) -- (6.6,1) -- (6.6,6.6) -- (1,6.6) -- cycle");
    }

    #[test]
    fn texts_are_those_of_the_figure() {
        let svg = "<text class=\"ink\" text-anchor=\"end\" x=\"4\" y=\"5.5\">10⁻¹² &lt; a_b</text>";
        let expected = "\\node[anchor=base east, inner sep=0pt, text=asymptest-ink] at (4,5.5) {10$^{-12}$ \\textless{} a\\_b};\n";
        assert!(tikz(svg).contains(expected), "{}", tikz(svg));
    }
}
