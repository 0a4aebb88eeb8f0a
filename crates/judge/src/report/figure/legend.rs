//! The legend under a chart: samples with their names, in rows.

use super::label::{breadth, clipped};
use super::pen::{Path, marker_class, text};
use super::style::{NOTE, class, dashes};
use super::{Layer, Marker, Shape};

/// Height of a row in pixels.
pub(super) const ROW: f64 = 17.0;
/// Breadth of a sample with the gap after it.
const SAMPLE: f64 = 30.0;
/// Between an entry and the next.
const GAP: f64 = 16.0;

/// Layers with a name, each name once.
pub(super) fn entries<'a>(layers: impl Iterator<Item = &'a Layer>) -> Vec<&'a Layer> {
    let mut entries: Vec<&Layer> = Vec::new();
    for layer in layers.filter(|layer| !layer.label.is_empty()) {
        match entries.iter_mut().find(|known| known.label == layer.label) {
            // A line tells more than its points.
            Some(known) if matches!(known.shape, Shape::Points(..)) && matches!(layer.shape, Shape::Line(..)) => *known = layer,
            Some(_) => {}
            None => entries.push(layer),
        }
    }
    entries
}

/// Where each entry stands: row and distance from the left.
fn places(entries: &[&Layer], room: f64) -> Vec<(usize, f64)> {
    let (mut row, mut left) = (0, 0.0);
    let mut places = Vec::new();
    for entry in entries {
        let needed = SAMPLE + breadth(&entry.label, NOTE).min(room - SAMPLE);
        if left > 0.0 && left + needed > room {
            (row, left) = (row + 1, 0.0);
        }
        places.push((row, left));
        left += needed + GAP;
    }
    places
}

/// Height of a legend in pixels.
pub(super) fn height(entries: &[&Layer], room: f64) -> f64 {
    places(entries, room).last().map_or(0.0, |(row, _)| (row + 1) as f64 * ROW)
}

/// The legend with its upper left corner there.
pub(super) fn draw(entries: &[&Layer], room: f64, left: f64, top: f64, others: &[Layer]) -> String {
    let mut svg = String::new();
    for (entry, (row, at)) in entries.iter().zip(places(entries, room)) {
        let (x, y) = (left + at, top + (row as f64 + 0.5) * ROW);
        svg.push_str(&sample(entry, others, x, y));
        svg.push_str(&text("ink", "start", x + SAMPLE, y + 4.0, &clipped(&entry.label, NOTE, room - SAMPLE)));
    }
    svg
}

fn sample(layer: &Layer, others: &[Layer], x: f64, y: f64) -> String {
    let ink = class(layer.ink);
    let mut path = Path::default();
    match &layer.shape {
        Shape::Points(marker, _) => {
            path.mark(*marker, x + 12.0, y);
            path.element(&format!("{ink} {}", marker_class(*marker)), "")
        }
        Shape::Line(dash, _) => {
            path.segment((x, y), (x + 24.0, y));
            path.element(&format!("{ink} l"), dashes(*dash))
                + &marker_of(layer, others).map_or_else(String::new, |marker| marked(marker, ink, x + 12.0, y))
        }
        Shape::Rule(dash, _) => {
            path.segment((x, y), (x + 24.0, y));
            path.element(&format!("{ink} l"), dashes(*dash))
        }
        Shape::Band(_) => {
            path.go(x, y - 5.0);
            path.draw(x + 24.0, y - 5.0);
            path.draw(x + 24.0, y + 5.0);
            path.draw(x, y + 5.0);
            path.close(x, y - 5.0);
            path.element(&format!("{ink} b"), "")
        }
        Shape::Bars(_) => {
            path.segment((x + 12.0, y - 6.0), (x + 12.0, y + 6.0));
            path.segment((x + 9.0, y - 6.0), (x + 15.0, y - 6.0));
            path.segment((x + 9.0, y + 6.0), (x + 15.0, y + 6.0));
            path.element(&format!("{ink} e"), "")
        }
    }
}

/// The marker of points that have the name of a line.
fn marker_of(line: &Layer, layers: &[Layer]) -> Option<Marker> {
    layers.iter().filter(|layer| layer.label == line.label).find_map(|layer| match layer.shape {
        Shape::Points(marker, _) => Some(marker),
        _ => None,
    })
}

fn marked(marker: Marker, ink: &str, x: f64, y: f64) -> String {
    let mut path = Path::default();
    path.mark(marker, x, y);
    path.element(&format!("{ink} {}", marker_class(marker)), "")
}
