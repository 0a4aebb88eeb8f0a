//! Similarities with rational values: functions of inner products alone, as those of the engine are.

use super::Dual;

/// s(u, v).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Similarity {
    /// u.v
    Dot,
    /// u.v / ((1 + |u|^2) (1 + |v|^2)): the smooth cosine with delta = 1 without its roots, which leave the rationals.
    Rational,
}

impl Similarity {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Dot, Self::Rational];

    /// s(u, v).
    pub fn value(self, u: &[Dual], v: &[Dual]) -> Dual {
        match self {
            Self::Dot => product(u, v),
            Self::Rational => &(&product(u, v) * &one_more(u).inverse()) * &one_more(v).inverse(),
        }
    }

    /// ds/du, in closed form; ds/dv is the same with u and v exchanged. With P = 1 + |u|^2 and Q = 1 + |v|^2 it is v/(P Q) - 2 (u.v)/(P^2 Q) u.
    pub fn gradient(self, u: &[Dual], v: &[Dual]) -> Vec<Dual> {
        match self {
            Self::Dot => v.to_vec(),
            Self::Rational => {
                let (of_u, of_v) = (one_more(u).inverse(), one_more(v).inverse());
                let across = &of_u * &of_v;
                let own = &(&Dual::ratio(2, 1) * &product(u, v)) * &(&across * &of_u);
                u.iter().zip(v).map(|(u, v)| &across * v - &(&own * u)).collect()
            }
        }
    }
}

fn product(u: &[Dual], v: &[Dual]) -> Dual {
    u.iter().zip(v).map(|(u, v)| u * v).sum()
}

fn one_more(u: &[Dual]) -> Dual {
    product(u, u) + &Dual::ratio(1, 1)
}
