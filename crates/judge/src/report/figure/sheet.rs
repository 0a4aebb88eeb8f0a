//! Charts on a sheet: stacks with a title and a legend, side by side.

use super::axis::{Axis, Way};
use super::frame::{BELOW, Frame, LEFT, Placed};
use super::label::{breadth, clipped};
use super::legend;
use super::pen::{escaped, number, text};
use super::style::{NOTE, Scheme, TITLE, style_sheet};
use super::{Chart, Layer};

/// Charts one below the other over the same horizontal axis, which the last one labels.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Stack {
    /// The headline.
    pub title: String,
    /// A smaller line under it: sample sizes, the verdict.
    pub note: String,
    /// The charts, the first on top.
    pub charts: Vec<Chart>,
}

/// Stacks side by side, [`COLUMNS`] in a row.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sheet {
    /// The stacks, row by row.
    pub stacks: Vec<Stack>,
}

/// Stacks in a row.
const COLUMNS: usize = 2;

/// Breadth of a stack in pixels: alone, and beside another.
const ALONE: f64 = 560.0;
const BESIDE: f64 = 480.0;
/// Around everything.
const MARGIN: f64 = 12.0;
/// Right of a frame.
const RIGHT: f64 = 18.0;
/// Between the charts of a stack.
const BETWEEN: f64 = 13.0;
/// Between rows of stacks.
const ROWS_APART: f64 = 22.0;

/// The sheet as an SVG file.
pub fn drawn(sheet: &Sheet) -> String {
    let style = format!("<style>{}</style>", style_sheet(Scheme::System));
    svg(sheet, " xmlns=\"http://www.w3.org/2000/svg\"", &style) + "\n"
}

/// The sheet as an element of a page that has the [`style_sheet`].
pub fn inline(sheet: &Sheet) -> String {
    svg(sheet, "", "")
}

fn svg(sheet: &Sheet, attributes: &str, style: &str) -> String {
    let breadth = if sheet.stacks.len() > 1 { BESIDE } else { ALONE };
    let common = common_legend(&sheet.stacks);
    let mut body = String::new();
    let mut top = MARGIN;
    for (row, stacks) in sheet.stacks.chunks(COLUMNS).enumerate() {
        let mut lowest: f64 = top;
        for (column, stack) in stacks.iter().enumerate() {
            let left = MARGIN + column as f64 * breadth;
            let letter = (sheet.stacks.len() > 1).then(|| char::from(b'a' + ((row * COLUMNS + column) % 26) as u8));
            let (drawing, bottom) = Placing { left, top, breadth, letter, has_legend: common.is_none() }.stack(stack);
            body.push_str(&drawing);
            lowest = lowest.max(bottom);
        }
        top = lowest + ROWS_APART;
    }
    let width = MARGIN * 2.0 + breadth * sheet.stacks.len().clamp(1, COLUMNS) as f64;
    let mut height = top - ROWS_APART + MARGIN;
    if let Some(entries) = common {
        let layers = all_layers(&sheet.stacks[0]);
        let room = width - LEFT - 2.0 * MARGIN;
        body.push_str(&legend::draw(&entries, room, MARGIN + LEFT, height - MARGIN + 8.0, &layers));
        height += legend::height(&entries, room) + 8.0;
    }
    let label = escaped(&spoken(sheet));
    let (w, h) = (number(width), number(height.max(2.0 * MARGIN)));
    format!(
        "<svg class=\"fig\"{attributes} viewBox=\"0 0 {w} {h}\" width=\"{w}\" height=\"{h}\" role=\"img\" aria-label=\"{label}\">{style}<rect class=\"paper\" width=\"{w}\" height=\"{h}\"/>{body}</svg>"
    )
}

/// The sheet in words, for who cannot see it.
fn spoken(sheet: &Sheet) -> String {
    let of_stack = |stack: &Stack| {
        let charts: Vec<String> = stack.charts.iter().map(|chart| chart.y_label.clone()).filter(|label| !label.is_empty()).collect();
        let x = stack.charts.last().map_or("", |chart| &chart.x_label);
        format!("{}. {}. {} against {x}.", stack.title, stack.note, charts.join("; "))
    };
    sheet.stacks.iter().map(of_stack).collect::<Vec<_>>().join(" ")
}

fn all_layers(stack: &Stack) -> Vec<Layer> {
    stack.charts.iter().flat_map(|chart| chart.layers.clone()).collect()
}

/// The legend of all stacks where they have the same one.
fn common_legend(stacks: &[Stack]) -> Option<Vec<&Layer>> {
    let of = |stack: &'_ Stack| -> Vec<String> {
        legend::entries(stack.charts.iter().flat_map(|chart| &chart.layers)).iter().map(|layer| layer.label.clone()).collect()
    };
    let (first, rest) = stacks.split_first()?;
    let same = !rest.is_empty() && !of(first).is_empty() && rest.iter().all(|stack| of(stack) == of(first));
    same.then(|| legend::entries(first.charts.iter().flat_map(|chart| &chart.layers)))
}

/// Where a stack stands, and what it has.
struct Placing {
    left: f64,
    top: f64,
    breadth: f64,
    letter: Option<char>,
    has_legend: bool,
}

impl Placing {
    /// The stack's drawing and its lower edge.
    fn stack(&self, stack: &Stack) -> (String, f64) {
        let left = self.left + LEFT;
        let width = self.breadth - LEFT - RIGHT;
        let mut svg = String::new();
        let mut top = self.top + 14.0;
        let mut from = self.left + 6.0;
        if let Some(letter) = self.letter {
            svg.push_str(&text("ink title letter", "start", from, top, &letter.to_string()));
            from += 18.0;
        }
        let room = self.left + self.breadth - RIGHT - from;
        // Titles are bold, and broader than the measure.
        svg.push_str(&text("ink title", "start", from, top, &clipped(&stack.title, 1.06 * TITLE, room)));
        for line in folded(&stack.note, room) {
            top += 15.0;
            svg.push_str(&text("quiet", "start", from, top, &line));
        }
        top += 12.0;
        let xs: Vec<f64> = stack.charts.iter().flat_map(|chart| &chart.layers).flat_map(|layer| layer.shape.xs()).collect();
        let scale = stack.charts.first().map_or_else(Default::default, |chart| chart.x_scale);
        let x = Axis::fitted(scale, &xs, width, Way::Across);
        for (index, chart) in stack.charts.iter().enumerate() {
            let is_last = index + 1 == stack.charts.len();
            let frame = Frame { left, top, width, height: chart.height };
            svg.push_str(&Placed::new(chart, frame, &x).draw(is_last));
            top += chart.height + if is_last { BELOW } else { BETWEEN };
        }
        if self.has_legend {
            let entries = legend::entries(stack.charts.iter().flat_map(|chart| &chart.layers));
            let room = width + RIGHT;
            svg.push_str(&legend::draw(&entries, room, left, top + 4.0, &all_layers(stack)));
            top += legend::height(&entries, room) + 4.0;
        }
        (svg, top)
    }
}

/// A note in at most two lines, broken at its middle dots.
fn folded(note: &str, room: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for part in note.split(" · ").filter(|part| !part.is_empty()) {
        match lines.last_mut() {
            Some(line) if breadth(line, NOTE) + breadth(" · ", NOTE) + breadth(part, NOTE) <= room => {
                line.push_str(" · ");
                line.push_str(part);
            }
            _ => lines.push(part.to_owned()),
        }
    }
    lines.truncate(3);
    lines.iter().map(|line| clipped(line, NOTE, room)).collect()
}
