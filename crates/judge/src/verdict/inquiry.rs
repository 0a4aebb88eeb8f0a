//! One sample under inquiry: its readings are made once and shared by all claims that are asked of it.

use std::cell::RefCell;
use std::rc::Rc;

use super::Protocol;
use super::growth::GrowthReading;
use crate::stats::Sample;
use crate::stats::families::LEAST_LOG;
use crate::stats::reading::Reading;
use crate::stats::summary::Summary;
use crate::stats::window::Windows;

/// How closely growth with an offset is fitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Care {
    /// On a grid that is refined.
    Refined,
    /// On the first grid alone.
    Glance,
}

/// A summary with its windows, and the readings that were asked for so far.
#[derive(Debug)]
pub(super) struct Inquiry<'a> {
    pub(super) summary: &'a Summary,
    pub(super) windows: Windows,
    pub(super) protocol: &'a Protocol,
    pub(super) care: Care,
    readings: RefCell<Vec<(f64, Rc<Reading>)>>,
    growths: RefCell<Vec<(f64, Rc<GrowthReading>)>>,
}

impl<'a> Inquiry<'a> {
    /// The summary has at least three widths. `sample` is what it was made of; an empty one has no replicates to pair.
    pub(super) fn new(summary: &'a Summary, sample: &Sample, protocol: &'a Protocol) -> Self {
        let windows = Windows::new(summary, sample);
        Self { summary, windows, protocol, care: Care::Refined, readings: RefCell::default(), growths: RefCell::default() }
    }

    /// An inquiry into a simulated run at the widths that a reading kept. Only claims on growth are asked of it.
    pub(super) fn simulated(&self, dropped: usize, locations: &[f64]) -> Self {
        let windows = self.windows.simulated(dropped, locations);
        Self { windows, care: Care::Glance, readings: RefCell::default(), growths: RefCell::default(), ..*self }
    }

    /// The reading of log y with log(M)^b divided out; `None` if the smallest width has no logarithm to divide by.
    pub(super) fn reading(&self, b: f64) -> Option<Rc<Reading>> {
        if b != 0.0 && self.windows.first() <= LEAST_LOG {
            return None;
        }
        Some(cached(&self.readings, b, || self.windows.read(b)))
    }

    /// y^(1/b) held to growth with a free offset.
    pub(super) fn growth(&self, b: f64) -> Rc<GrowthReading> {
        cached(&self.growths, b, || GrowthReading::new(self, b))
    }
}

fn cached<T>(store: &RefCell<Vec<(f64, Rc<T>)>>, key: f64, make: impl FnOnce() -> T) -> Rc<T> {
    if let Some((_, known)) = store.borrow().iter().find(|(known, _)| *known == key) {
        return Rc::clone(known);
    }
    let made = Rc::new(make());
    store.borrow_mut().push((key, Rc::clone(&made)));
    made
}
