//! A theorem's card: the module documentation of its file, under the headings that every such file has.
//!
//! The documentation is the one source: rustdoc shows it, `explain` prints it, reports carry it.

/// The headings of a theorem file, in their order.
pub const HEADINGS: [&str; 8] =
    ["Statement", "Source", "Assumptions", "Kind and range", "Derivation", "Observable", "Must fail", "Reading the result"];

/// A theorem's card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// The first line.
    pub title: String,
    /// Heading and text (markdown) of each section, in their order.
    pub sections: Vec<(String, String)>,
}

impl Card {
    /// The card in the module documentation (`//!` lines) of a theorem file.
    pub fn of(source_text: &str) -> Self {
        let mut lines = source_text.lines().map_while(|line| line.strip_prefix("//!")).map(|line| line.strip_prefix(' ').unwrap_or(line));
        let title = lines.next().unwrap_or_default().trim_end_matches('.').to_owned();
        let mut sections: Vec<(String, String)> = Vec::new();
        for line in lines {
            if let Some(heading) = line.strip_prefix("# ") {
                sections.push((heading.to_owned(), String::new()));
            } else if let Some((_, text)) = sections.last_mut() {
                text.push_str(line);
                text.push('\n');
            }
        }
        for (_, text) in &mut sections {
            *text = text.trim().to_owned();
        }
        Self { title, sections }
    }

    /// The text under a heading; empty where the heading is missing.
    pub fn section(&self, heading: &str) -> &str {
        self.sections.iter().find(|(name, _)| name == heading).map_or("", |(_, text)| text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_is_the_module_documentation() {
        let card = Card::of(
            "//! Theorem 0. Nothing.\n//!\n//! # Statement\n//! $1 = 1$\n//! twice.\n//!\n//! # Source\n//! ours\n\nuse x;\n//! # Not this\n",
        );
        assert_eq!(card.title, "Theorem 0. Nothing");
        assert_eq!(card.section("Statement"), "$1 = 1$\ntwice.");
        assert_eq!((card.section("Source"), card.section("Not this"), card.sections.len()), ("ours", "", 2));
    }
}
