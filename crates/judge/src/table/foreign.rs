//! Files that are not text, told by their first bytes: each is refused with the one command that converts it.

use super::refusal::{Read, refuse, shell};

/// Refuses a file that is not text, with the command that makes a table of it. `file` is its name as the user gave it.
pub(super) fn refuse_foreign(file: &str, bytes: &[u8]) -> Read<()> {
    let Some((what, remedy)) = recognised(file, bytes) else {
        return Ok(());
    };
    // A file that came through a pipe has no name: it has to be saved first.
    let name = if file == "standard input" { "FILE" } else { file };
    let command = match remedy {
        Remedy::Python(code) => {
            format!(
                "python3 -c {} {} > {}",
                shell(&code.replace("FILE", "sys.argv[1]").replace("OUT", "sys.stdout")),
                shell(name),
                shell(&format!("{name}.csv"))
            )
        }
        Remedy::Unpack(command) => format!("{command} {} | asymptest fit -", shell(name)),
        Remedy::Words(words) => return refuse(0, format!("the file is {what}; {words}")),
    };
    refuse(0, format!("the file is {what}; convert it: {command}"))
}

/// How a file becomes a table.
enum Remedy {
    /// Python that reads FILE and writes a table to OUT.
    Python(&'static str),
    /// A command that takes the file and writes its content.
    Unpack(&'static str),
    /// No command can know what is meant.
    Words(&'static str),
}

const PARQUET: &str = "import sys, pandas as pd; pd.read_parquet(FILE).to_csv(OUT, index=False)";
const FEATHER: &str = "import sys, pandas as pd; pd.read_feather(FILE).to_csv(OUT, index=False)";
const EXCEL: &str = "import sys, pandas as pd; pd.read_excel(FILE).to_csv(OUT, index=False)";
const PICKLE: &str = "import sys, pandas as pd; pd.DataFrame(pd.read_pickle(FILE)).to_csv(OUT, index=False)";
const HDF5: &str = "import sys, pandas as pd; pd.read_hdf(FILE).to_csv(OUT, index=False)";
const HTML: &str = "import sys, pandas as pd; pd.read_html(FILE)[0].to_csv(OUT, index=False)";
const NPY: &str = "import sys, numpy as np; np.savetxt(OUT, np.load(FILE), delimiter=\",\")";
const NPZ: &str =
    "import sys, numpy as np, pandas as pd; pd.DataFrame({k: v.ravel() for k, v in np.load(FILE).items()}).to_csv(OUT, index=False)";
const TORCH: &str = "import sys, torch, pandas as pd; pd.DataFrame(torch.load(FILE)).to_csv(OUT, index=False)";
const SQLITE: &str = "import sys, sqlite3, pandas as pd; c = sqlite3.connect(FILE); t = c.execute(\"select name from sqlite_master where type=?\", (\"table\",)).fetchone()[0]; pd.read_sql(f\"select * from [{t}]\", c).to_csv(OUT, index=False)";
const MATLAB: &str = "import sys, scipy.io as io, pandas as pd; pd.DataFrame({k: v.ravel() for k, v in io.loadmat(FILE).items() if k[0] != \"_\"}).to_csv(OUT, index=False)";
const NETCDF: &str = "import sys, xarray as xr; xr.open_dataset(FILE).to_dataframe().to_csv(OUT)";
const EVENTS: &str = "import sys, csv; from tensorboard.backend.event_processing.event_accumulator import EventAccumulator as E; e = E(FILE); e.Reload(); csv.writer(OUT).writerows([(\"tag\", \"step\", \"value\")] + [(t, s.step, s.value) for t in e.Tags()[\"scalars\"] for s in e.Scalars(t)])";

fn recognised(file: &str, bytes: &[u8]) -> Option<(&'static str, Remedy)> {
    use Remedy::{Python, Unpack, Words};
    const PLAIN: [(&[u8], &str, Remedy); 21] = [
        (b"PAR1", "a Parquet file", Python(PARQUET)),
        (b"ARROW1", "an Arrow file", Python(FEATHER)),
        (b"FEA1", "a Feather file", Python(FEATHER)),
        (b"\x93NUMPY", "a NumPy array (npy)", Python(NPY)),
        (b"\x89HDF\r\n\x1a\n", "an HDF5 file", Python(HDF5)),
        (b"CDF\x01", "a NetCDF file", Python(NETCDF)),
        (b"CDF\x02", "a NetCDF file", Python(NETCDF)),
        (b"SQLite format 3\0", "an SQLite database", Python(SQLITE)),
        (b"MATLAB 5.0 MAT-file", "a MATLAB file", Python(MATLAB)),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an Excel file (xls)", Python(EXCEL)),
        (b"\xfd7zXZ\0", "compressed by xz", Unpack("xz -dc")),
        (b"\x28\xb5\x2f\xfd", "compressed by zstd", Unpack("zstd -dc")),
        (b"\x04\x22\x4d\x18", "compressed by lz4", Unpack("lz4 -dc")),
        (b"7z\xbc\xaf\x27\x1c", "a 7z archive", Unpack("7z x -so")),
        (b"%PDF-", "a PDF", Words("copy the table out of it as text, or take the program's own file")),
        (b"\x89PNG\r\n\x1a\n", "a picture (PNG)", Words("take the numbers that it was drawn from")),
        (b"\xff\xd8\xff", "a picture (JPEG)", Words("take the numbers that it was drawn from")),
        (b"GIF8", "a picture (GIF)", Words("take the numbers that it was drawn from")),
        (b"RDX3\n", "an R workspace", Words("write the table in R: write.csv(table, \"table.csv\", row.names = FALSE)")),
        (b"RDX2\n", "an R workspace", Words("write the table in R: write.csv(table, \"table.csv\", row.names = FALSE)")),
        (b"X\n\0\0\0", "an R object (rds)", Words("write the table in R: write.csv(readRDS(\"FILE\"), \"table.csv\", row.names = FALSE)")),
    ];
    let begins = |magic: &[u8]| bytes.starts_with(magic);
    if let Some((_, what, remedy)) = PLAIN.into_iter().find(|(magic, ..)| begins(magic)) {
        return Some((what, remedy));
    }
    if begins(b"BZh") && bytes.get(4..10) == Some(b"1AY&SY") {
        return Some(("compressed by bzip2", Unpack("bzip2 -dc")));
    }
    if begins(b"PK\x03\x04") || begins(b"PK\x05\x06") {
        return Some(zip(bytes));
    }
    if begins(b"\x80") && bytes.get(1).is_some_and(|version| (2..=5).contains(version)) {
        return Some(("a Python pickle", Python(PICKLE)));
    }
    if bytes.get(257..262) == Some(b"ustar") {
        return Some(("a tar archive", Unpack("tar -xOf")));
    }
    if begins(b"\x7fELF") || begins(b"MZ\x90\0") {
        return Some(("a program", Words("run it, and give what it writes")));
    }
    let start: String =
        String::from_utf8_lossy(bytes.get(..200).unwrap_or(bytes)).trim_start_matches('\u{feff}').trim_start().to_ascii_lowercase();
    if ["<!doctype html", "<html", "<table"].iter().any(|tag| start.starts_with(tag)) {
        return Some(("a web page (HTML)", Python(HTML)));
    }
    // Its records begin with their lengths: only the name tells.
    file.rsplit(['/', '\\']).next().is_some_and(|name| name.contains(".tfevents.")).then_some(("a log of TensorBoard", Python(EVENTS)))
}

/// A zip archive by the names in it, of which the first stands at its begin.
fn zip(bytes: &[u8]) -> (&'static str, Remedy) {
    let start = bytes.get(..4096).unwrap_or(bytes);
    // The list of all names is at the end.
    let end = &bytes[bytes.len().saturating_sub(1 << 16)..];
    let has = |part: &[u8]| [start, end].iter().any(|place| place.windows(part.len()).any(|window| window == part));
    if has(b"application/vnd.oasis.opendocument.spreadsheet") {
        return ("a spreadsheet (ods)", Remedy::Python(EXCEL));
    }
    if has(b"xl/workbook") || has(b"xl/worksheets") {
        return ("an Excel file (xlsx)", Remedy::Python(EXCEL));
    }
    if has(b"/data.pkl") {
        return ("a file of torch.save", Remedy::Python(TORCH));
    }
    if has(b".npy") {
        return ("NumPy arrays (npz)", Remedy::Python(NPZ));
    }
    ("a zip archive", Remedy::Unpack("unzip -p"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(file: &str, bytes: &[u8]) -> String {
        refuse_foreign(file, bytes).expect_err("foreign").problem
    }

    #[test]
    fn each_is_named_with_its_command() {
        for (bytes, what, command) in [
            (b"PAR1\x15\x04".as_slice(), "a Parquet file", "pd.read_parquet(sys.argv[1])"),
            (b"PK\x03\x04\x14\0\0\0[Content_Types].xml xl/workbook.xml", "(xlsx)", "pd.read_excel"),
            (b"PK\x03\x04mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "(ods)", "pd.read_excel"),
            (b"PK\x03\x04\x14\0width.npy", "(npz)", "np.load(sys.argv[1])"),
            (b"PK\x03\x04\x14\0archive/data.pkl", "torch.save", "torch.load"),
            (b"PK\x03\x04\x14\0runs.csv", "a zip archive", "unzip -p data.bin | asymptest fit -"),
            (b"\x80\x04\x95", "a Python pickle", "pd.read_pickle"),
            (b"BZh91AY&SYxxx", "bzip2", "bzip2 -dc data.bin | asymptest fit -"),
            (b"\xfd7zXZ\0\0", "xz", "xz -dc data.bin | asymptest fit -"),
            (b"%PDF-1.4", "a PDF", "copy the table"),
            (b"\n<!DOCTYPE html><table>", "HTML", "pd.read_html"),
        ] {
            let problem = problem("data.bin", bytes);
            assert!(problem.contains(what) && problem.contains(command), "{problem}");
        }
        assert_eq!(
            problem("my runs.npy", b"\x93NUMPY\x01\0"),
            "the file is a NumPy array (npy); convert it: python3 -c 'import sys, numpy as np; np.savetxt(sys.stdout, np.load(sys.argv[1]), \
             delimiter=\",\")' 'my runs.npy' > 'my runs.npy.csv'"
        );
        assert!(problem("standard input", b"\xfd7zXZ\0").ends_with("xz -dc FILE | asymptest fit -"));
        assert!(problem("logs/events.out.tfevents.1674", b"\x18\0\0\0\0\0\0\0").contains("TensorBoard"));
        for text in ["width,value\n1,2\n", "PARAMETER p", "%PD", "BZh,1", "", "<a>"] {
            assert_eq!(refuse_foreign("data.csv", text.as_bytes()), Ok(()), "{text}");
        }
    }
}
