//! Splicing a generated part into a file that people write.

/// A part of a document that a command writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spliced {
    /// The table of verdicts.
    Verdicts,
    /// Error rates away from home.
    Rates,
}

impl Spliced {
    /// The lines before and after it.
    fn markers(self) -> (&'static str, &'static str) {
        match self {
            Self::Verdicts => ("<!-- verdicts: begin (written by `asymptest report`) -->", "<!-- verdicts: end -->"),
            Self::Rates => ("<!-- rates: begin (written by `asymptest calibrate --suite`) -->", "<!-- rates: end -->"),
        }
    }
}

/// `document` with what stands between the two markers replaced by `part`, or nothing where the markers are not there.
pub fn splice(document: &str, place: Spliced, part: &str) -> Option<String> {
    let (first, last) = place.markers();
    let begin = document.find(first)? + first.len();
    let end = begin + document[begin..].find(last)?;
    Some(format!("{}\n\n{}\n\n{}", &document[..begin], part.trim(), &document[end..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_stands_between_the_markers_changes() {
        for place in [Spliced::Verdicts, Spliced::Rates] {
            let (begin, end) = place.markers();
            let document = format!("before\n{begin}\nold\n{end}\nafter\n");
            let once = splice(&document, place, "| new |\n").unwrap();
            assert_eq!(once, format!("before\n{begin}\n\n| new |\n\n{end}\nafter\n"));
            assert_eq!(splice(&once, place, "| new |").unwrap(), once);
        }
        assert_eq!(splice("no markers", Spliced::Verdicts, "x"), None);
    }
}
