//! Splicing a generated part into a file that people write.

const BEGIN: &str = "<!-- verdicts: begin (written by `asymptest report`) -->";
const END: &str = "<!-- verdicts: end -->";

/// `document` with what stands between the two markers replaced by `part`, or nothing where the markers are not there.
pub fn splice(document: &str, part: &str) -> Option<String> {
    let begin = document.find(BEGIN)? + BEGIN.len();
    let end = begin + document[begin..].find(END)?;
    Some(format!("{}\n\n{}\n\n{}", &document[..begin], part.trim(), &document[end..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_stands_between_the_markers_changes() {
        let document = format!("before\n{BEGIN}\nold\n{END}\nafter\n");
        let once = splice(&document, "| new |\n").unwrap();
        assert_eq!(once, format!("before\n{BEGIN}\n\n| new |\n\n{END}\nafter\n"));
        assert_eq!(splice(&once, "| new |").unwrap(), once);
        assert_eq!(splice("no markers", "x"), None);
    }
}
