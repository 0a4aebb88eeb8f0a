//! The file that a figure is written to: its extension says in which form.

use std::path::Path;

use crate::error::{Error, Result};
use crate::files::write_atomically;
use crate::report::figure::tikz;

/// A form of a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FigureForm {
    /// For a browser.
    Svg,
    /// A picture for LaTeX, in its own fonts.
    Tex,
    /// For a paper.
    Pdf,
    /// For slides.
    Png,
}

/// The command that builds a program with all forms.
const BUILD: &str = "cargo install --path crates/judge --features figures";

impl FigureForm {
    /// The extension of files in this form.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Svg => "svg",
            Self::Tex => "tex",
            Self::Pdf => "pdf",
            Self::Png => "png",
        }
    }

    /// The form that the extension of a file says.
    ///
    /// # Errors
    /// Another extension, and one that this program was not built for.
    pub fn of(path: &Path) -> Result<Self> {
        let extension = path.extension().map(|extension| extension.to_string_lossy().to_ascii_lowercase()).unwrap_or_default();
        match extension.as_str() {
            "svg" => Ok(Self::Svg),
            "tex" | "tikz" | "pgf" => Ok(Self::Tex),
            "pdf" | "png" if !cfg!(feature = "figures") => Err(not_built(&extension)),
            "pdf" => Ok(Self::Pdf),
            "png" => Ok(Self::Png),
            // A pipe, a device, or a folder, which is refused when it is written.
            "" if path.exists() && !path.is_file() => Ok(Self::Svg),
            "" => Err(Error::flag("--figure", format!("{} has no extension; end it in .svg, .tex, .pdf or .png", path.display()))),
            other => Err(Error::flag("--figure", format!("there is no form .{other}; end the file in .svg, .tex, .pdf or .png"))),
        }
    }
}

/// Writes a figure, given as SVG, in the form that the extension says.
///
/// # Errors
/// As [`encoded`], and a file that cannot be written.
pub fn write_figure(path: &Path, svg: &str) -> Result<()> {
    write_atomically(path, &encoded(FigureForm::of(path)?, svg)?)
}

/// A figure, given as SVG, in a form.
///
/// # Errors
/// A machine without fonts for its texts.
pub fn encoded(form: FigureForm, svg: &str) -> Result<Vec<u8>> {
    Ok(match form {
        FigureForm::Svg => svg.as_bytes().to_vec(),
        FigureForm::Tex => tikz(svg).into_bytes(),
        #[cfg(feature = "figures")]
        FigureForm::Pdf => drawn::pdf(svg)?,
        #[cfg(feature = "figures")]
        FigureForm::Png => drawn::png(svg)?,
        #[cfg(not(feature = "figures"))]
        FigureForm::Pdf | FigureForm::Png => return Err(not_built(form.extension())),
    })
}

/// The error of a form that this program was not built for.
fn not_built(extension: &str) -> Error {
    let problem = format!("this program was built without .{extension}; write .svg or .tex, or build it with the feature: `{BUILD}`");
    Error::flag("--figure", problem)
}

#[cfg(feature = "figures")]
mod drawn {
    use std::sync::Arc;

    use resvg::usvg::{Options, Tree, fontdb};
    use resvg::{render, tiny_skia};
    use svg2pdf::{ConversionOptions, PageOptions};

    use crate::error::{Error, Result};

    /// Pixels of a PNG for one of the figure: sharp in print at its usual size.
    const ZOOM: f32 = 3.0;

    pub(super) fn pdf(svg: &str) -> Result<Vec<u8>> {
        svg2pdf::to_pdf(&tree(svg)?, ConversionOptions::default(), PageOptions::default()).map_err(|error| refused(&error))
    }

    pub(super) fn png(svg: &str) -> Result<Vec<u8>> {
        let tree = tree(svg)?;
        let [width, height] = [tree.size().width(), tree.size().height()].map(|length| (length * ZOOM).ceil() as u32);
        let mut picture = tiny_skia::Pixmap::new(width, height).ok_or_else(|| refused(&"it has no size"))?;
        render(&tree, tiny_skia::Transform::from_scale(ZOOM, ZOOM), &mut picture.as_mut());
        picture.encode_png().map_err(|error| refused(&error))
    }

    fn tree(svg: &str) -> Result<Tree> {
        let mut fonts = fontdb::Database::new();
        fonts.load_system_fonts();
        let family = FAMILIES.iter().find(|family| has(&fonts, family));
        let Some(family) = family else {
            let problem = "no font for the texts of the figure is installed; install one (Debian: `apt-get install fonts-dejavu-core`), or write .svg or .tex";
            return Err(Error::flag("--figure", problem));
        };
        fonts.set_sans_serif_family(*family);
        let options = Options { fontdb: Arc::new(fonts), font_family: (*family).to_owned(), ..Options::default() };
        Tree::from_str(svg, &options).map_err(|error| refused(&error))
    }

    /// Fonts with all letters and signs of our figures, the first of which is taken.
    const FAMILIES: [&str; 6] = ["DejaVu Sans", "Liberation Sans", "Arial", "Helvetica Neue", "Noto Sans", "Segoe UI"];

    fn has(fonts: &fontdb::Database, family: &str) -> bool {
        fonts.query(&fontdb::Query { families: &[fontdb::Family::Name(family)], ..fontdb::Query::default() }).is_some()
    }

    fn refused(error: &impl std::fmt::Display) -> Error {
        Error::flag("--figure", format!("the figure cannot be drawn in this form ({error}); write .svg or .tex"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_extension_says_the_form() {
        let of = |name: &str| FigureForm::of(Path::new(name)).map_err(|error| error.to_string());
        assert_eq!((of("a.svg"), of("a.b.SVG"), of("a.tex")), (Ok(FigureForm::Svg), Ok(FigureForm::Svg), Ok(FigureForm::Tex)));
        assert_eq!(of("a.jpeg").unwrap_err(), "--figure: there is no form .jpeg; end the file in .svg, .tex, .pdf or .png");
        assert!(of("svg").unwrap_err().contains("has no extension"));
        match of("a.pdf") {
            Ok(form) => assert!(cfg!(feature = "figures") && form == FigureForm::Pdf),
            Err(error) => assert!(!cfg!(feature = "figures") && error.contains("--features figures"), "{error}"),
        }
    }
}
