//! Remedies are commands that work when pasted: every command that a refusal ends with is run.

use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// Tables that are refused as they are asked, with the flags that ask.
fn refused() -> Vec<(&'static str, String, Vec<&'static str>)> {
    let sizes = [64, 128, 256, 512, 1024, 2048];
    let table = |header: &str, row: &dyn Fn(i32) -> String| format!("{header}\n{}", sizes.iter().map(|m| row(*m)).collect::<String>());
    let factors = |m: i32| {
        let one =
            |optimizer: &str, lr: &str, seed: i32| format!("{m},{seed},{optimizer},{lr},{}\n", 3.0 / f64::from(m) + 1e-5 * f64::from(seed));
        ["adam", "sgd"]
            .iter()
            .flat_map(|o| ["0.1", "0.01"].map(|lr| (0..2).map(|seed| one(o, lr, seed)).collect::<String>()))
            .collect::<String>()
    };
    let steps = |m: i32| (0..4).map(|step| format!("{m},0,{step},{}\n", 1.0 + f64::from(step) / f64::from(m))).collect::<String>();
    let cells = |m: i32| {
        let row = |quantity: &str, seed: i32, value: f64| format!("cosine,{m},{seed},{quantity},t = 8,8,{value},,ok,\n");
        (0..3).map(|s| row("drift", s, 1.0 / f64::from(m)) + &row("loss", s, -1.0 - f64::from(s))).collect::<String>()
    };
    vec![
        ("no width", table("breadth,value", &|m| format!("{m},{}\n", 3.0 / f64::from(m))), vec![]),
        ("two sizes", table("N,dofs,error", &|m| format!("{m},{},{}\n", m * m, 3.0 / f64::from(m))), vec![]),
        ("no value", table("width,Linf,L2", &|m| format!("{m},{},{}\n", 3.0 / f64::from(m), 2.0 / f64::from(m))), vec![]),
        ("neither", table("cells,nodes,L one,L2", &|m| format!("{m},{},{},0.5\n", m + 1, 3.0 / f64::from(m))), vec![]),
        ("wrong name", table("width,value", &|m| format!("{m},1\n")), vec!["--x", "breadth"]),
        ("negative", table("width,value", &|m| format!("{m},{}\n", -3.0 / f64::from(m))), vec![]),
        ("negative, odd name", table("width,Δ loss/2", &|m| format!("{m},{}\n", -3.0 / f64::from(m))), vec![]),
        ("empty", table("width,value", &|m| format!("{m},1\n{m},\n")), vec![]),
        ("size of 0", table("width,value", &|m| format!("{},1\n", m - 64)), vec![]),
        ("factors", table("width,seed,optimizer,lr,value", &factors), vec![]),
        ("factors, another name", table("hidden,seed,optimizer,lr,loss", &factors), vec!["--replicate-column", "seed"]),
        ("steps", table("width,seed,step,value", &steps), vec![]),
        ("evidence", table("setting,width,replicate,quantity,horizon,step,value,floor,status,reason", &cells), vec![]),
        ("wide", table("p,rep1,rep2,rep3", &|m| format!("{m},1,1.1,0.9\n")), vec![]),
        ("wide, one named", table("p,rep1,rep2,rep3", &|m| format!("{m},1,1.1,0.9\n")), vec!["--y", "rep1", "--replicate-column", "rep2"]),
        ("sizes in a line", "seed,64,128,256,512\n0,1,2,3,4\n1,1.1,2.1,3.1,4.1\n".to_owned(), vec![]),
        (
            "sizes and seeds in names",
            "Step,w64-s0 - a/loss,w64-s1 - a/loss,w128-s0 - a/loss,w128-s1 - a/loss,w256-s0 - a/loss,w256-s1 - a/loss\n1,1,2,1,2,1,2\n2,1,2,1,2,1,2\n".to_owned(),
            vec![],
        ),
        ("a filter that nothing passes", table("width,metric,value", &|m| format!("{m},loss,1\n")), vec!["--where", "metric=lossy"]),
        ("an error of 0", table("width,mean,std", &|m| format!("{m},1,0\n")), vec!["--y", "mean", "--error", "std"]),
        ("repeated", table("width,id,value", &|m| format!("{m},1,1\n{m},1,1.1\n")), vec!["--replicate-column", "id"]),
    ]
}

fn shell(folder: &TempDir, command: &str) -> Output {
    let program = env!("CARGO_BIN_EXE_asymptest-judge");
    let script = format!("asymptest() {{ '{program}' \"$@\"; }}\n{command}");
    Command::new("sh").args(["-c", &script]).current_dir(folder.path()).stdin(Stdio::null()).output().expect("a shell")
}

#[cfg(unix)]
#[test]
fn every_remedy_works_when_pasted() {
    for (name, table, flags) in refused() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("my table.csv"), table).expect("written");
        let mut command = Command::new(env!("CARGO_BIN_EXE_asymptest-judge"));
        command.args(["fit", "my table.csv", "--claim", "O(log(M)^2)"]).args(&flags).current_dir(folder.path());
        let output = command.output().expect("runs");
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{name}: {error}");
        assert_eq!(error.lines().count(), 1, "{name}: {error}");
        let remedy = error.split_once("; help: ").map(|(_, remedy)| remedy.trim());
        let remedy = remedy.unwrap_or_else(|| panic!("{name} has no remedy: {error}"));
        assert!(remedy.starts_with("asymptest fit 'my table.csv' --claim 'O(log(M)^2)'"), "{name}: {remedy}");
        let pasted = shell(&folder, remedy);
        let complaint = String::from_utf8_lossy(&pasted.stderr).into_owned();
        assert!(pasted.status.code().is_some_and(|code| code < 2), "{name}: {remedy}: {complaint}");
        assert!(String::from_utf8_lossy(&pasted.stdout).contains("O(log(M)^2): "), "{name}: {remedy}");
    }
}

/// Remedies of `calibrate` and `plan-study`, whose tables are read like those of `fit`.
#[cfg(unix)]
#[test]
fn remedies_of_other_commands_work_too() {
    let folder = tempfile::tempdir().expect("a folder");
    let rows: String = (6..12).flat_map(|k| (0..4).map(move |r| format!("{},{r},{}\n", 1 << k, 1.0 + 0.1 * f64::from(r)))).collect();
    std::fs::write(folder.path().join("runs.csv"), format!("N,seed,loss\n{rows}").replace("N,", "breadth,")).expect("written");
    let apart = rows.lines().flat_map(|row| ["adam", "sgd"].map(|optimizer| format!("{row},{optimizer}\n"))).collect::<String>();
    std::fs::write(folder.path().join("apart.csv"), format!("width,seed,loss,optimizer\n{apart}")).expect("written");
    for command in ["calibrate --trials 1", "plan-study"] {
        let refused = shell(&folder, &format!("asymptest {command} --claim 'O(1)' --from runs.csv"));
        let error = String::from_utf8_lossy(&refused.stderr).into_owned();
        let remedy = error.split_once("; help: ").unwrap_or_else(|| panic!("{error}")).1.trim();
        assert!(remedy.contains("--x breadth"), "{remedy}");
        let pasted = shell(&folder, &format!("{remedy}{}", command.strip_prefix("calibrate").unwrap_or_default()));
        assert_eq!(pasted.status.code(), Some(0), "{remedy}: {}", String::from_utf8_lossy(&pasted.stderr));
        // They take one series, so that keeping several apart is no remedy.
        let refused = shell(&folder, &format!("asymptest {command} --claim 'O(1)' --from apart.csv"));
        let error = String::from_utf8_lossy(&refused.stderr).into_owned();
        let remedy = error.split_once("; help: ").unwrap_or_else(|| panic!("{error}")).1.trim();
        assert!(remedy.contains("--where optimizer=") && !remedy.contains("--by"), "{remedy}");
        let pasted = shell(&folder, &format!("{remedy}{}", command.strip_prefix("calibrate").unwrap_or_default()));
        assert_eq!(pasted.status.code(), Some(0), "{remedy}: {}", String::from_utf8_lossy(&pasted.stderr));
        let lone = shell(&folder, &format!("asymptest {command} --claim 'O(1)' --x breadth"));
        assert!(String::from_utf8_lossy(&lone.stderr).starts_with("error: --from: "), "{}", String::from_utf8_lossy(&lone.stderr));
    }
}
