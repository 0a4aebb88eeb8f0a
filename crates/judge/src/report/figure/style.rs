//! The look of figures: one table of colours, for light and for dark pages.

use std::fmt::Write;

use super::{Dash, Ink};

/// Sizes of type in pixels.
pub(super) const TITLE: f64 = 14.0;
pub(super) const NOTE: f64 = 11.0;
pub(super) const TICK: f64 = 11.0;

/// Who says whether the page is light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// The reader's system.
    System,
    /// The attribute `data-theme` of the page's root; the reader's system where it has none.
    Page,
}

/// Places of the ramp from narrow to wide.
const STEPS: usize = 8;

/// A class, its property, and the colour of that on a light and on a dark page. Okabe and Ito's colours: told apart by every common form of colour
/// blindness, and by their lightness in print. The ramp `s0` to `s7` is cividis, its pale end left out on white and its dark end on black.
const COLOURS: [(&str, &str, &str, &str); 20] = [
    ("paper", "fill", "#fff", "#14171a"),
    ("ink", "fill", "#1b1f23", "#e8eaed"),
    ("quiet", "fill", "#57606a", "#a7b0ba"),
    ("grid", "stroke", "#e5e7ea", "#2b3138"),
    ("axis", "stroke", "#57606a", "#a7b0ba"),
    ("data", "color", "#0072b2", "#56b4e9"),
    ("rep", "color", "#7fb9de", "#3f7fa6"),
    ("fit", "color", "#c84e00", "#ff9a52"),
    ("claim", "color", "#1b1f23", "#f2f3f5"),
    ("limit", "color", "#007a5a", "#3fd0a4"),
    ("out", "color", "#6e7781", "#97a1ac"),
    ("bad", "color", "#b3003c", "#ff6f91"),
    ("s0", "color", "#00224e", "#5a78b8"),
    ("s1", "color", "#123570", "#6f86b4"),
    ("s2", "color", "#3b496c", "#8494a9"),
    ("s3", "color", "#575d6d", "#989f9f"),
    ("s4", "color", "#707173", "#b0b193"),
    ("s5", "color", "#8a8678", "#c8c384"),
    ("s6", "color", "#9b9067", "#e0d46f"),
    ("s7", "color", "#a8974a", "#ffea46"),
];

/// What is the same on every page: lines `l`, filled `m` and hollow `h` markers, areas `b`, intervals `e`, dots `d`.
const SHAPES: &str = ".fig{font-family:system-ui,-apple-system,\"Segoe UI\",\"Helvetica Neue\",Arial,\"Liberation Sans\",sans-serif;font-size:11px}\
.fig .title{font-size:14px;font-weight:600}.fig .letter{font-weight:700}\
.fig .grid,.fig .axis,.fig .l,.fig .h,.fig .e{fill:none}\
.fig .l,.fig .h,.fig .e,.fig .d{stroke:currentColor;stroke-width:1.8;stroke-linejoin:round}\
.fig .h{stroke-width:1.4}.fig .e{stroke-width:1.2}.fig .d{stroke-width:4;stroke-linecap:round;fill:none;stroke-opacity:.7}\
.fig .m{fill:currentColor}.fig .b{fill:currentColor;fill-opacity:.17}";

/// The style sheet of all figures.
pub fn style_sheet(scheme: Scheme) -> String {
    let mut sheet = SHAPES.to_owned();
    sheet.push_str(&colours("", |row| row.2));
    match scheme {
        Scheme::System => {
            let _ = write!(sheet, "@media (prefers-color-scheme:dark){{{}}}", colours("", |row| row.3));
        }
        Scheme::Page => {
            let _ = write!(sheet, "@media (prefers-color-scheme:dark){{{}}}", colours(":root:not([data-theme=light]) ", |row| row.3));
            sheet.push_str(&colours(":root[data-theme=dark] ", |row| row.3));
            // Paper is white.
            let _ = write!(sheet, "@media print{{{}}}", colours(":root ", |row| row.2).replace('}', "!important}"));
        }
    }
    sheet
}

fn colours(before: &str, of: fn(&(&str, &str, &'static str, &'static str)) -> &'static str) -> String {
    let mut text = String::new();
    for row in &COLOURS {
        let _ = write!(text, "{before}.fig .{}{{{}:{}}}", row.0, row.1, of(row));
    }
    text
}

/// The classes with their colours on white paper, in six hexadecimal digits.
pub(super) fn class_colours() -> impl Iterator<Item = (&'static str, String)> {
    COLOURS.iter().map(|row| {
        let digits = row.2.trim_start_matches('#');
        let twice = |digits: &str| digits.chars().flat_map(|digit| [digit, digit]).collect::<String>();
        (row.0, if digits.len() == 3 { twice(digits) } else { digits.to_owned() }.to_uppercase())
    })
}

/// The pattern of a dash as TikZ writes it: `on 6px off 4px` by turns.
pub(super) fn dash_lengths(pattern: &str) -> String {
    let lengths = pattern.split(' ').zip(["on", "off"].into_iter().cycle());
    lengths.map(|(length, way)| format!("{way} {}pt", 0.75 * length.parse().unwrap_or(1.0))).collect::<Vec<_>>().join(" ")
}

/// The class of an ink.
pub(super) fn class(ink: Ink) -> &'static str {
    match ink {
        Ink::Data => "data",
        Ink::Replicate => "rep",
        Ink::Fit => "fit",
        Ink::Claim => "claim",
        Ink::Limit => "limit",
        Ink::LeftOut => "out",
        Ink::Violation => "bad",
        Ink::Step(place, count) => {
            let along = if count > 1 { place * (STEPS - 1) / (count - 1) } else { 0 };
            ["s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7"][along.min(STEPS - 1)]
        }
    }
}

/// The pattern of a dash as an attribute.
pub(super) fn dashes(dash: Dash) -> &'static str {
    match dash {
        Dash::Solid => "",
        Dash::Dashed => " stroke-dasharray=\"6 4\"",
        Dash::Dotted => " stroke-dasharray=\"1.5 3\"",
        Dash::DashDotted => " stroke-dasharray=\"8 3 1.5 3\"",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance and contrast as WCAG 2.1 defines them (1.4.3).
    fn contrast(a: &str, b: &str) -> f64 {
        let luminance = |colour: &str| {
            let digits = colour.trim_start_matches('#');
            let channel = |index: usize| {
                let text = if digits.len() == 3 { digits[index..=index].repeat(2) } else { digits[2 * index..2 * index + 2].to_owned() };
                let value = f64::from(u8::from_str_radix(&text, 16).unwrap()) / 255.0;
                if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
            };
            0.2126 * channel(0) + 0.7152 * channel(1) + 0.0722 * channel(2)
        };
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn what_must_be_read_stands_out_from_its_paper() {
        let paper = COLOURS[0];
        for (class, _, light, dark) in COLOURS {
            // Text 4.5, what is drawn 3 (WCAG 2.1, 1.4.3 and 1.4.11); the grid and single replicates are background, which medians repeat.
            let least = match class {
                "paper" | "grid" | "rep" => continue,
                "ink" | "quiet" => 4.5,
                "s6" | "s7" => 2.8,
                _ => 3.0,
            };
            assert!(contrast(light, paper.2) >= least && contrast(dark, paper.3) >= least, "{class}");
        }
    }

    #[test]
    fn a_ramp_gets_lighter_or_darker_steadily() {
        let light: Vec<f64> = COLOURS[12..].iter().map(|row| contrast(row.2, "#fff")).collect();
        let dark: Vec<f64> = COLOURS[12..].iter().map(|row| contrast(row.3, "#000")).collect();
        assert!(light.iter().rev().is_sorted() && dark.is_sorted(), "{light:?} {dark:?}");
    }
}
