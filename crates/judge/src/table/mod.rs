//! Tables as people have them: bytes of a file to rows of text cells under column names.
//!
//! A [`Table`] knows no numbers and no claims. What its cells mean - which column is the size, which rows are asked for - is the caller's.

mod grid;

pub use grid::{Row, Table};
