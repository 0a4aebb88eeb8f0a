//! The program has the commands of asymptest, for the theorems of this suite.

use std::process::{Command, Output};

fn downstream(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_downstream")).args(arguments).output().expect("the program runs")
}

fn text(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

#[test]
fn its_theorems_are_listed_proved_verified_reported_and_compared() {
    let out = concat!(env!("CARGO_TARGET_TMPDIR"), "/reports");
    // An earlier version of this test may have left evidence of another form.
    let _ = std::fs::remove_dir_all(out);
    let listed = text(&downstream(&["list", "--out", out]));
    assert!(listed.contains("movement: The weights move by O(t) at most") && !listed.contains("thm_13"), "{listed}");
    assert!(text(&downstream(&["prove", "movement", "loss_range"])).contains("all hold"));
    assert!(text(&downstream(&["explain", "movement"])).contains("thm_13_cosine_constancy, step movement"));
    let verified = text(&downstream(&["verify", "--scale", "smoke", "--seed", "3", "--out", out]));
    assert!(verified.contains("movement on mnist: ") && verified.contains("loss_range on mnist: holds exactly, as expected"), "{verified}");
    assert_eq!(verified, text(&downstream(&["report", out])));
    assert!(text(&downstream(&["diff", out, out])).starts_with("nothing moved"));
    let report = std::fs::read_to_string(format!("{out}/movement/report.md")).expect("a report");
    assert!(report.contains("downstream verify movement --scale smoke --seed 3"), "{report}");
    assert!(text(&downstream(&["completions", "bash"])).contains("_downstream()"));
    // A theorem of asymptest itself is none of this suite's.
    assert_eq!(downstream(&["verify", "thm_13"]).status.code(), Some(2));
}
