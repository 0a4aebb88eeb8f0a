//! Figures inside a page: an SVG file as an element, with names of its own.

/// An SVG taken apart for a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Drawing {
    /// The element.
    pub(super) element: String,
    /// The style sheets that it had inside, for the head of the page.
    pub(super) styles: Vec<String>,
}

/// `svg`, the text of a file, as an element whose ids start with `prefix`.
pub(super) fn drawing(svg: &str, prefix: &str) -> Drawing {
    let start = svg.find("<svg").unwrap_or(0);
    let (mut element, mut styles) = (String::new(), Vec::new());
    let mut rest = svg[start..].trim_end();
    while let Some((before, sheet, after)) = style_in(rest) {
        element.push_str(before);
        styles.push(sheet.to_owned());
        rest = after;
    }
    element.push_str(rest);
    for name in [" id=\"", "url(#", "href=\"#"] {
        element = element.replace(name, &format!("{name}{prefix}-"));
    }
    Drawing { element, styles }
}

/// What stands before the first style sheet, in it and after it.
fn style_in(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once("<style")?;
    let (_, rest) = rest.split_once('>')?;
    let (sheet, after) = rest.split_once("</style>")?;
    Some((before, sheet, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_have_the_prefix_and_styles_are_lifted_out() {
        let svg = "<?xml version=\"1.0\"?>\n<svg width=\"2\"><style>.a{fill:red}</style><clipPath id=\"c\"/><g clip-path=\"url(#c)\"><use href=\"#c\"/></g></svg>\n";
        let expected = "<svg width=\"2\"><clipPath id=\"p-c\"/><g clip-path=\"url(#p-c)\"><use href=\"#p-c\"/></g></svg>";
        assert_eq!(drawing(svg, "p"), Drawing { element: expected.into(), styles: vec![".a{fill:red}".into()] });
    }
}
