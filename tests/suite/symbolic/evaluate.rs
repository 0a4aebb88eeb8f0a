//! Terms of the rewriting as numbers: derivatives by finite differences, so that no rule of the calculus is used.

use std::collections::BTreeMap;

use egg::{Id, RecExpr, SymbolLang};

/// A matrix; scalars are 1 x 1, vectors one column. The zero of any shape is 1 x 1 too.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Matrix {
    rows: usize,
    columns: usize,
    entries: Vec<f64>,
}

impl Matrix {
    pub(crate) fn new(rows: usize, columns: usize, entry: impl Fn(usize, usize) -> f64) -> Self {
        let entries = (0..rows).flat_map(|i| (0..columns).map(move |j| (i, j))).map(|(i, j)| entry(i, j)).collect();
        Self { rows, columns, entries }
    }

    pub(crate) fn scalar(value: f64) -> Self {
        Self::new(1, 1, |_, _| value)
    }

    fn at(&self, i: usize, j: usize) -> f64 {
        self.entries[i * self.columns + j]
    }

    pub(crate) fn is_scalar(&self) -> bool {
        self.entries.len() == 1
    }

    fn value(&self) -> f64 {
        assert_eq!((self.rows, self.columns), (1, 1), "a scalar is wanted");
        self.entries[0]
    }

    fn is_zero(&self) -> bool {
        self.is_scalar() && self.entries[0] == 0.0
    }

    fn map(&self, f: impl Fn(f64) -> f64) -> Self {
        Self { entries: self.entries.iter().map(|x| f(*x)).collect(), ..*self }
    }

    fn plus(&self, other: &Self) -> Self {
        match (self.is_zero(), other.is_zero()) {
            (true, _) => other.clone(),
            (_, true) => self.clone(),
            _ => {
                assert_eq!((self.rows, self.columns), (other.rows, other.columns), "shapes");
                Self { entries: self.entries.iter().zip(&other.entries).map(|(a, b)| a + b).collect(), ..*self }
            }
        }
    }

    fn times(&self, other: &Self) -> Self {
        if self.is_zero() || other.is_zero() {
            return Self::scalar(0.0);
        }
        assert_eq!(self.columns, other.rows, "shapes");
        Self::new(self.rows, other.columns, |i, j| (0..self.columns).map(|k| self.at(i, k) * other.at(k, j)).sum())
    }

    fn transposed(&self) -> Self {
        Self::new(self.columns, self.rows, |i, j| self.at(j, i))
    }

    fn size(&self) -> f64 {
        self.entries.iter().fold(0.0, |size: f64, x| size.max(x.abs()))
    }

    /// The largest difference, relative to the largest entry.
    pub(crate) fn distance(&self, other: &Self) -> f64 {
        self.plus(&other.map(|x| -x)).size() / (1.0 + self.size())
    }
}

/// Values of names; a name may also stand for a term in others.
#[derive(Clone)]
pub(crate) struct Names {
    pub(crate) values: BTreeMap<&'static str, Matrix>,
    pub(crate) terms: BTreeMap<&'static str, &'static str>,
}

/// The value of `text`.
pub(crate) fn evaluate(text: &str, names: &Names) -> Matrix {
    let term: RecExpr<SymbolLang> = text.parse().unwrap_or_else(|error| panic!("{text}: {error}"));
    value(&term, term.root(), names)
}

/// Half the width of a finite difference: the fourth-order formula below is then exact to about 1e-9, also when nested.
const STEP: f64 = 0.003;

fn difference(f: impl Fn(f64) -> Matrix) -> Matrix {
    let near = f(STEP).plus(&f(-STEP).map(|x| -x)).map(|x| 8.0 * x);
    let far = f(2.0 * STEP).plus(&f(-2.0 * STEP).map(|x| -x));
    near.plus(&far.map(|x| -x)).map(|x| x / (12.0 * STEP))
}

fn value(term: &RecExpr<SymbolLang>, id: Id, names: &Names) -> Matrix {
    let node = &term[id];
    let child = |index: usize| value(term, node.children[index], names);
    let scalar = |f: fn(f64) -> f64| Matrix::scalar(f(child(0).value()));
    match (node.op.as_str(), node.children.len()) {
        ("0" | "vzero", 0) => Matrix::scalar(0.0),
        ("1", 0) => Matrix::scalar(1.0),
        ("2", 0) => Matrix::scalar(2.0),
        ("half", 0) => Matrix::scalar(0.5),
        (name, 0) => match (names.values.get(name), names.terms.get(name)) {
            (Some(value), _) => value.clone(),
            (None, Some(term)) => evaluate(term, names),
            _ => panic!("`{name}` has no value"),
        },
        ("+", 2) => Matrix::scalar(child(0).value() + child(1).value()),
        ("*", 2) => Matrix::scalar(child(0).value() * child(1).value()),
        ("neg", 1) => scalar(|a| -a),
        ("inv", 1) => scalar(f64::recip),
        ("sqrt", 1) => scalar(f64::sqrt),
        ("exp", 1) => scalar(f64::exp),
        ("log", 1) => scalar(f64::ln),
        ("phi", 1) => scalar(f64::tanh),
        ("phi1", 1) => scalar(|a| a.cosh().powi(-2)),
        ("phi2", 1) => scalar(|a| -2.0 * a.tanh() * a.cosh().powi(-2)),
        ("vadd", 2) => child(0).plus(&child(1)),
        ("scale", 2) => {
            let a = child(0).value();
            child(1).map(|x| a * x)
        }
        ("ip", 2) => child(0).transposed().times(&child(1)),
        ("mm", 2) => child(0).times(&child(1)),
        ("t", 1) => child(0).transposed(),
        ("tr", 1) => {
            let matrix = child(0);
            Matrix::scalar((0..matrix.rows).map(|i| matrix.at(i, i)).sum())
        }
        ("d", 2) => {
            let (name, direction) = variable(term, node.children[0], names);
            difference(|h| moved(term, node.children[1], names, name, &direction.map(|x| h * x)))
        }
        ("grad", 2) => {
            let (name, at) = variable(term, node.children[0], names);
            let unit = |k: usize| Matrix { entries: (0..at.entries.len()).map(|l| f64::from(u8::from(k == l))).collect(), ..at };
            let slope = |k: usize| difference(|h| moved(term, node.children[1], names, name, &unit(k).map(|x| h * x))).value();
            Matrix { entries: (0..at.entries.len()).map(slope).collect(), ..at }
        }
        (other, arity) => panic!("`{other}` with {arity} arguments"),
    }
}

/// The variable of a derivative with its direction: 1 for a scalar, its own shape for a gradient.
fn variable(term: &RecExpr<SymbolLang>, id: Id, names: &Names) -> (&'static str, Matrix) {
    let node = &term[id];
    let known = |name: &str| *names.values.keys().find(|known| **known == name).unwrap_or_else(|| panic!("`{name}` is no variable"));
    if node.op.as_str() == "dir" {
        return (known(term[node.children[0]].op.as_str()), value(term, node.children[1], names));
    }
    let name = known(node.op.as_str());
    let of_shape = &names.values[name];
    (name, of_shape.map(|_| 1.0))
}

fn moved(term: &RecExpr<SymbolLang>, id: Id, names: &Names, name: &'static str, by: &Matrix) -> Matrix {
    let mut names = names.clone();
    let at = names.values[name].clone();
    names.values.insert(name, Matrix::new(at.rows, at.columns, |i, j| at.at(i, j) + by.at(i, j)));
    value(term, id, &names)
}
