//! From a scene to the bytes of an SVG that depend on the scene alone.

use kuva::backend::svg::SvgBackend;
use kuva::render::render::Scene;

/// Decimals of a pixel that are kept.
const DECIMALS: usize = 2;

/// The SVG of a scene, with short numbers, and names of clip paths that are drawn from the picture itself: the library counts
/// them over the life of the process, so that the same figure would differ from call to call, and two figures on one
/// page could share a name.
pub(super) fn bytes(scene: &Scene) -> String {
    let svg = shortened(&SvgBackend::new().render_scene(scene));
    let (parts, names) = split_at_names(&svg);
    let mut hash = blake3::Hasher::new();
    for part in &parts {
        hash.update(part.as_bytes());
    }
    let hash = hash.finalize().to_hex();
    let mut seen: Vec<&str> = Vec::new();
    let mut named = String::with_capacity(svg.len());
    for (index, part) in parts.iter().enumerate() {
        named.push_str(part);
        if let Some(name) = names.get(index) {
            let number = seen.iter().position(|known| known == name).unwrap_or_else(|| {
                seen.push(name);
                seen.len() - 1
            });
            named.push_str(&format!("clip-{}-{number}", &hash[..10]));
        }
    }
    named.push('\n');
    named
}

/// The text between names of clip paths, and the names; one more part than names.
fn split_at_names(svg: &str) -> (Vec<&str>, Vec<&str>) {
    const STEM: &str = "kuva-clip-";
    let (mut parts, mut names) = (Vec::new(), Vec::new());
    let mut rest = svg;
    while let Some(at) = rest.find(STEM) {
        let digits = rest[at + STEM.len()..].bytes().take_while(u8::is_ascii_digit).count();
        let end = at + STEM.len() + digits;
        parts.push(&rest[..at]);
        names.push(&rest[at..end]);
        rest = &rest[end..];
    }
    parts.push(rest);
    (parts, names)
}

/// Numbers inside tags cut to [`DECIMALS`]: `81.96000000000001` is `81.96`.
fn shortened(svg: &str) -> String {
    let mut short = String::with_capacity(svg.len());
    let mut in_tag = false;
    let mut rest = svg;
    while let Some(c) = rest.chars().next() {
        let length = rest.bytes().take_while(|b| b.is_ascii_digit() || *b == b'.').count();
        if in_tag && length > 0 {
            short.push_str(&short_number(&rest[..length]));
            rest = &rest[length..];
            continue;
        }
        in_tag = (in_tag || c == '<') && c != '>';
        short.push(c);
        rest = &rest[c.len_utf8()..];
    }
    short
}

fn short_number(literal: &str) -> String {
    match (literal.split_once('.'), literal.parse::<f64>()) {
        (Some((_, decimals)), Ok(value)) if decimals.len() > DECIMALS => {
            let rounded = format!("{value:.DECIMALS$}");
            rounded.trim_end_matches('0').trim_end_matches('.').to_owned()
        }
        _ => literal.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_cut_inside_tags_alone() {
        let svg = "<line x=\"81.96000000000001\" y=\"57.599999999\" d=\"M-0.004,10.10\"/><text>0.12345</text>";
        assert_eq!(shortened(svg), "<line x=\"81.96\" y=\"57.6\" d=\"M-0,10.10\"/><text>0.12345</text>");
    }
}
