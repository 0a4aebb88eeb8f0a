//! A claim that does not parse, and where.

/// A claim that does not parse, and where. `Display` is one line; [`ClaimError::pointer`] shows the place.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("claim `{}`, column {}: {problem}", self.shown(), self.column())]
pub struct ClaimError {
    /// The claim as typed.
    pub text: String,
    /// The byte at which it stops making sense; the length of the text when something is missing at its end.
    pub at: usize,
    /// What is wrong and how to mend it.
    pub problem: String,
}

/// Characters of a claim that are shown on either side of a mistake.
const SHOWN: usize = 60;

impl ClaimError {
    /// The column of the mistake in characters, from 1.
    pub fn column(&self) -> usize {
        self.text.char_indices().take_while(|(at, _)| *at < self.at).count() + 1
    }

    /// Two lines: the claim, and a caret under the character at which it stops making sense.
    pub fn pointer(&self) -> String {
        let skipped = self.first_shown();
        let dots = if skipped > 0 { 3 } else { 0 };
        let indent = self.column() - 1 - skipped + dots;
        format!("  {}\n  {}^", self.shown(), " ".repeat(indent))
    }

    /// The claim on one line: control characters blanked, and no more than the neighbourhood of the mistake when it is long.
    fn shown(&self) -> String {
        let skipped = self.first_shown();
        let mut shown: String = self.text.chars().skip(skipped).take(2 * SHOWN).map(|c| if c.is_control() { ' ' } else { c }).collect();
        if skipped > 0 {
            shown.insert_str(0, "...");
        }
        if self.text.chars().count() > skipped + 2 * SHOWN {
            shown.push_str("...");
        }
        shown
    }

    fn first_shown(&self) -> usize {
        self.column().saturating_sub(SHOWN + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_not_bytes() {
        let text = "Θ(M⁻¹ᐟ² x)".to_owned();
        let at = text.find('x').expect("x is there");
        let error = ClaimError { text, at, problem: "why".to_owned() };
        assert_eq!(error.column(), 9);
        assert_eq!(error.pointer(), "  Θ(M⁻¹ᐟ² x)\n          ^");
        assert_eq!(error.to_string(), "claim `Θ(M⁻¹ᐟ² x)`, column 9: why");
    }

    #[test]
    fn long_claims_show_the_neighbourhood_alone() {
        let text = format!("O({})", "M ".repeat(5000));
        let error = ClaimError { at: 5001, text, problem: "why".to_owned() };
        let pointer = error.pointer();
        assert!(pointer.chars().count() < 300);
        let (claim, caret) = pointer.split_once('\n').expect("two lines");
        let column = caret.chars().count() - 1;
        assert_eq!(claim.chars().nth(column), Some(' '));
        assert_eq!(error.text.chars().nth(5001), Some(' '));
    }

    #[test]
    fn the_caret_is_under_the_mistake_and_dots_are_where_text_is_left_out() {
        for (before, after) in
            [0, 59, 60, 61, 62, 300].into_iter().flat_map(|before| [0, 58, 59, 60, 61, 119, 120, 300].map(|after| (before, after)))
        {
            let text = format!("{}x{}", "a".repeat(before), "b".repeat(after));
            let pointer = ClaimError { at: before, text: text.clone(), problem: String::new() }.pointer();
            let (claim, caret) = pointer.split_once('\n').expect("two lines");
            assert_eq!(claim.chars().nth(caret.len() - 1), Some('x'), "{before} before and {after} after:\n{pointer}");
            let first = before.saturating_sub(60);
            let last = text.len().min(first + 120);
            let [start, end] = [first > 0, last < text.len()].map(|is_cut| if is_cut { "..." } else { "" });
            assert_eq!(claim, format!("  {start}{}{end}", &text[first..last]));
        }
    }
}
