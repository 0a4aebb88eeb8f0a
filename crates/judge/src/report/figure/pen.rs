//! Writing SVG: numbers with one decimal, paths in steps relative to the last point, texts that XML can hold.

use std::fmt::Write;

use super::Marker;

/// A coordinate in tenths of a pixel: what is written, so that relative steps add up.
fn tenths(value: f64) -> i64 {
    (value * 10.0).round() as i64
}

fn written(tenths: i64) -> String {
    let sign = if tenths < 0 { "-" } else { "" };
    let (whole, rest) = (tenths.abs() / 10, tenths.abs() % 10);
    match (whole, rest) {
        (_, 0) => format!("{sign}{whole}"),
        (0, _) => format!("{sign}.{rest}"),
        _ => format!("{sign}{whole}.{rest}"),
    }
}

/// A number as SVG holds it.
pub(super) fn number(value: f64) -> String {
    written(tenths(value))
}

/// The data of a path.
#[derive(Debug, Default)]
pub(super) struct Path {
    data: String,
    at: (i64, i64),
}

impl Path {
    fn step(&mut self, command: char, x: f64, y: f64) {
        let to = (tenths(x), tenths(y));
        let (dx, dy) = (to.0 - self.at.0, to.1 - self.at.1);
        self.at = to;
        let (dx, dy) = (written(dx), written(dy));
        let between = if dy.starts_with('-') { "" } else { " " };
        let _ = write!(self.data, "{command}{dx}{between}{dy}");
    }

    /// Goes there without drawing.
    pub(super) fn go(&mut self, x: f64, y: f64) {
        self.step('m', x, y);
    }

    /// Draws a line to there.
    pub(super) fn draw(&mut self, x: f64, y: f64) {
        self.step('l', x, y);
    }

    /// Draws a line from one point to another.
    pub(super) fn segment(&mut self, from: (f64, f64), to: (f64, f64)) {
        self.go(from.0, from.1);
        self.draw(to.0, to.1);
    }

    /// Closes what was drawn since the last move, which began at (x, y).
    pub(super) fn close(&mut self, x: f64, y: f64) {
        self.data.push('z');
        self.at = (tenths(x), tenths(y));
    }

    /// Draws a marker around (x, y).
    pub(super) fn mark(&mut self, marker: Marker, x: f64, y: f64) {
        match marker {
            Marker::Dot => {
                self.go(x, y);
                self.data.push_str("h0");
            }
            Marker::Diamond | Marker::HollowDiamond => self.around(x, y - 4.2, "l3.6 4.2-3.6 4.2-3.6-4.2z"),
            Marker::Ring => self.around(x - 3.0, y, "a3 3 0 1 0 6 0a3 3 0 1 0-6 0z"),
            Marker::Square => self.around(x - 2.8, y - 2.8, "h5.6v5.6h-5.6z"),
            Marker::Triangle => self.around(x, y - 4.0, "l3.7 6.6h-7.4z"),
            Marker::Cross => {
                self.segment((x - 3.0, y - 3.0), (x + 3.0, y + 3.0));
                self.segment((x - 3.0, y + 3.0), (x + 3.0, y - 3.0));
            }
            Marker::Stroke => self.segment((x - 7.0, y), (x + 7.0, y)),
        }
    }

    /// A closed outline from a point, back to which it comes.
    fn around(&mut self, x: f64, y: f64, outline: &str) {
        self.go(x, y);
        self.data.push_str(outline);
    }

    /// `<path class="..." d="..."/>`, or nothing where nothing was drawn.
    pub(super) fn element(&self, class: &str, attributes: &str) -> String {
        if self.data.is_empty() { String::new() } else { format!("<path class=\"{class}\"{attributes} d=\"{}\"/>", self.data) }
    }
}

/// The class of a marker's shape: whether it is filled.
pub(super) fn marker_class(marker: Marker) -> &'static str {
    match marker {
        Marker::Dot => "d",
        Marker::Diamond | Marker::Square | Marker::Triangle => "m",
        Marker::HollowDiamond | Marker::Ring | Marker::Cross => "h",
        Marker::Stroke => "l",
    }
}

/// A text with its anchor (`start`, `middle`, `end`).
pub(super) fn text(class: &str, anchor: &str, x: f64, y: f64, words: &str) -> String {
    let anchor = if anchor == "start" { String::new() } else { format!(" text-anchor=\"{anchor}\"") };
    format!("<text class=\"{class}\"{anchor} x=\"{}\" y=\"{}\">{}</text>", number(x), number(y), escaped(words))
}

/// A text that runs upwards, centred at (x, y).
pub(super) fn upright(class: &str, x: f64, y: f64, words: &str) -> String {
    let (x, y) = (number(x), number(y));
    format!("<text class=\"{class}\" text-anchor=\"middle\" transform=\"translate({x} {y})rotate(-90)\">{}</text>", escaped(words))
}

/// A text as XML holds it: control characters are spaces.
pub fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => safe.push(' '),
            c => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_add_up_to_where_the_pen_is() {
        let mut path = Path::default();
        path.go(10.04, 20.0);
        path.draw(10.08, 19.96);
        path.draw(0.0, 20.5);
        assert_eq!(path.element("l", ""), "<path class=\"l\" d=\"m10 20l.1 0l-10.1 .5\"/>");
        assert_eq!(Path::default().element("l", ""), "");
    }

    #[test]
    fn a_marker_ends_where_it_began() {
        let mut path = Path::default();
        path.mark(Marker::Diamond, 10.0, 10.0);
        path.mark(Marker::Dot, 10.0, 10.0);
        assert_eq!(path.data, "m10 5.8l3.6 4.2-3.6 4.2-3.6-4.2zm0 4.2h0");
    }
}
