//! Placeholders in a command line: `{width}` and its kind.

use std::collections::BTreeMap;

/// Names of placeholders with their values.
pub(super) type Values = BTreeMap<String, String>;

/// Puts values in the place of `{name}`; `{{` and `}}` are the braces themselves.
///
/// # Errors
/// A name without a value, a brace without its partner.
pub(super) fn fill(text: &str, values: &Values) -> Result<String, String> {
    let (mut filled, mut rest) = (String::new(), text);
    while let Some(at) = rest.find(['{', '}']) {
        filled.push_str(&rest[..at]);
        rest = &rest[at..];
        if rest.starts_with("{{") || rest.starts_with("}}") {
            filled.push_str(&rest[..1]);
            rest = &rest[2..];
            continue;
        }
        let close = rest.find('}').filter(|_| rest.starts_with('{'));
        let close = close.ok_or_else(|| format!("`{text}` has a brace without its partner; write {{{{ or }}}} for a brace itself"))?;
        let name = &rest[1..close];
        filled.push_str(values.get(name).ok_or_else(|| unknown(text, name, values))?);
        rest = &rest[close + 1..];
    }
    filled.push_str(rest);
    Ok(filled)
}

fn unknown(text: &str, name: &str, values: &Values) -> String {
    let known: Vec<String> = values.keys().map(|name| format!("{{{name}}}")).collect();
    let known = if known.is_empty() { "there is none here".into() } else { format!("there is {}", known.join(", ")) };
    format!("`{text}` asks for {{{name}}}, which has no value; {known}; write {{{{ or }}}} for a brace itself")
}

/// Whether a name can be that of a placeholder.
pub(super) fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn values() -> Values {
        [("width", "64"), ("lr", "{0.1}")].map(|(name, value)| (name.to_owned(), value.to_owned())).into()
    }

    #[test]
    fn names_are_filled_and_doubled_braces_are_braces() {
        for (text, expected) in [
            ("--width={width}", "--width=64"),
            ("{lr}{width}", "{0.1}64"),
            ("{{width}} {width}", "{width} 64"),
            (r#"{{"a": {{"b": {width}}}}}"#, r#"{"a": {"b": 64}}"#),
            ("{{ print $1 }}", "{ print $1 }"),
        ] {
            assert_eq!(fill(text, &values()).as_deref(), Ok(expected), "{text}");
        }
        let problem = fill("--depth={depth}", &values()).unwrap_err();
        assert!(problem.contains("asks for {depth}, which has no value; there is {lr}, {width}; write {{ or }}"), "{problem}");
        for open in ["{width", "width}", "{width}}", "}{"] {
            assert!(fill(open, &values()).unwrap_err().contains("a brace without its partner"), "{open}");
        }
    }

    proptest! {
        #[test]
        fn any_text_comes_back_once_its_braces_are_doubled(text in "[{}a-cé ]{0,12}", other in "[{}a-c]{0,12}") {
            let doubled = text.replace('{', "{{").replace('}', "}}");
            prop_assert_eq!(fill(&doubled, &values()), Ok(text.clone()));
            prop_assert_eq!(fill(&format!("{doubled}{{width}}"), &values()), Ok(format!("{text}64")));
            let _ = fill(&other, &values());
        }
    }
}
