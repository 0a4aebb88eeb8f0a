"""The command line and the package print the same bits."""

import math

import numpy as np
import pandas as pd
import polars as pl
import pytest
from conftest import CASES, halving

import asymptest

#: A file of a case, a claim, the flags of the command line, and the keywords that say the same.
FILES = [
    ("01-rk3-order/table.csv", "O(M^(-3))", "--x steps --y error", {"x": "steps", "y": "error"}),
    ("06-hdg-3d-gradient-order2/table.csv", "O(M^-2)", "--x N --y grad_L2", {"x": "N", "y": "grad_L2"}),
    ("08-planted-6-widths-5-replicates/runs.csv", "O(M^(-1/2))", "", {}),
    ("08-planted-6-widths-5-replicates/runs.csv", "Theta(1/M)", "--margin 0.1", {"margin": 0.1}),
    ("10-error-against-dofs-h1/table.csv", "Theta(M^-1)", "--x dofs --y H1", {"x": "dofs", "value": "H1"}),
    ("11-textbook-dofs-2d-p2/table.csv", "Theta(M^(-3/2))", "--x dofs --y error", {"x": "dofs", "y": "error"}),
    ("21-calibrate-from-real-file/explosive.csv", "Theta(1)", "--x N --y Δm", {"x": "N", "y": "Δm"}),
    ("27-wide-one-column-a-run/wide.csv", "Theta(p^1.5)", "--wide rep*", {"wide": "rep*"}),
    ("38-deviance-with-a-floor/floor_subtracted.csv", "O(M^(-1/3))", "", {}),
    (
        "38-deviance-with-a-floor/ffn_small.csv",
        "O(M^(-1/3))",
        "--x n_train --y test_poisson_deviance --floor fit",
        {"x": "n_train", "y": "test_poisson_deviance", "floor": "fit"},
    ),
    ("40-mesh-size-below-one/table.csv", "O(h)", "--y Error", {"y": "Error"}),
    ("43-means-with-standard-deviations/lambda_min.csv", "Omega(1)", "--x Step --y Value", {"x": "Step", "y": "Value"}),
    (
        "43-means-with-standard-deviations/lambda_min.csv",
        "Theta(1)",
        "--x Step --y Value --error Std/sqrt(10)",
        {"x": "Step", "y": "Value", "error": "Std/sqrt(10)"},
    ),
    ("45-spanning-probability-zeros/pi.csv", "O(1/M)", "--x L --y Pi --functional mean", {"x": "L", "y": "Pi", "functional": "mean"}),
    ("47-pre-asymptotic-rows/table.csv", "Theta(M^-2)", "--x N --y val_L2 --from 16", {"x": "N", "y": "val_L2", "smallest": 16}),
    ("53-flat-at-every-step/mlp_from_step_1.csv", "Theta(1)", "--y l1 --time-column t", {"y": "l1", "time": "t"}),
    ("55-power-sentence-of-theta/mc.csv", "Theta(n^(-1/2))", "", {}),
]


@pytest.mark.parametrize("name, claim, flags, keywords", FILES, ids=[f"{name} {claim}" for name, claim, *_ in FILES])
def test_a_file_is_judged_as_on_the_command_line(program, name, claim, flags, keywords):
    asked = ["fit", str(CASES / name), "--claim", claim, *flags.split()]
    try:
        found = asymptest.judge(CASES / name, claim, **keywords)
    except asymptest.Error as error:
        assert program.run(*asked) == f"error: {error}\n"
        pytest.fail(str(error))
    assert program.run(*asked, "--format", "json") == found.to_json()
    assert program.run(*asked) == str(found)
    assert program.run(*asked, "--format", "latex") == found.to_latex()
    assert program.run(*asked, "--format", "markdown") == found.to_markdown()
    assert program.run(*asked, "--format", "csv") == found.to_csv()


@pytest.mark.parametrize("claim", ["O(1/M)", "Theta(M^(-1/2))", "O(M^(-1) log(M))", "o(1)"])
def test_a_frame_is_judged_as_the_file_that_it_writes(program, tmp_path, claim):
    rows = halving(noise=0.037, replicates=4)
    rows[5]["loss"] = math.nan
    frames = [pd.DataFrame(rows), pl.DataFrame(rows)]
    frames[0].to_csv(tmp_path / "frame", index=False, na_rep="nan")
    printed = program.run("fit", "frame", "--claim", claim, "--y", "loss", "--format", "json", folder=tmp_path)
    frames += [rows, frames[0].to_dict("list"), frames[0].to_records(index=False), {name: np.array(frames[0][name]) for name in frames[0]}]
    for frame in frames:
        assert asymptest.judge(frame, claim, y="loss").to_json() == printed
        assert asymptest.judge(frame, claim, value="loss").to_dict()["claim"] == asymptest.claim(claim).canonical


def test_several_claims_and_series_are_those_of_the_command_line(program, tmp_path):
    frame = pd.DataFrame(halving(opt="adam") + halving(opt="sgd", noise=0.03))
    frame.to_csv(tmp_path / "frame", index=False)
    flags = ["--claim", "O(1/M)", "--claim", "O(M^(-2))", "--y", "loss", "--by", "opt"]
    found = asymptest.judge(frame, ["O(1/M)", "O(M^(-2))"], y="loss", by="opt")
    assert program.run("fit", "frame", *flags, "--format", "json", folder=tmp_path) == found.to_json()
    assert program.run("fit", "frame", *flags, folder=tmp_path) == str(found)
    assert program.run("fit", "frame", *flags, "--format", "latex", folder=tmp_path) == found.to_latex()
    assert [(judged.verdict, judged.key) for judged in found] == [
        ("supported", {"opt": "adam"}),
        ("refuted", {"opt": "adam"}),
        ("supported", {"opt": "sgd"}),
        ("refuted", {"opt": "sgd"}),
    ]
    assert found.verdict == "refuted" and len(found[1:]) == 3


def test_the_figure_is_that_of_the_command_line(program, tmp_path):
    frame = pd.DataFrame(halving())
    frame.to_csv(tmp_path / "frame", index=False)
    found = asymptest.judge(frame, "O(1/M)", y="loss")
    for name in ("theirs.svg", "theirs.tex"):
        program.run("fit", "frame", "--claim", "O(1/M)", "--y", "loss", "--figure", name, folder=tmp_path)
        found.save(tmp_path / name.replace("theirs", "ours"))
        assert (tmp_path / name).read_bytes() == (tmp_path / name.replace("theirs", "ours")).read_bytes()
    assert (tmp_path / "ours.svg").read_text() == found.figure()
    with pytest.raises(asymptest.Error, match="no form .jpeg"):
        found.save(tmp_path / "ours.jpeg")


def test_simulations_are_those_of_the_command_line(program, tmp_path):
    frame = pd.DataFrame(halving(noise=0.04, replicates=5))
    frame.to_csv(tmp_path / "frame", index=False)
    claim = ["--claim", "O(1/M)"]
    printed = program.run("plan-study", *claim, "--widths", "64..4096", "--sigma", "0.1", "--format", "json")
    planned = asymptest.plan("O(1/M)", widths="64..4096", sigma=0.1)
    assert printed == planned.to_json() and planned["plans"][0]["widths"] == 7
    printed = program.run("plan-study", *claim, "--from", "frame", "--y", "loss", "--widths", "64,128,256,512,1024", folder=tmp_path)
    assert printed == str(asymptest.plan("O(1/M)", frame, value="loss", widths=[64, 128, 256, 512, 1024]))
    flags = ["--widths", "64..2048", "--trials", "5", "--seed", "3"]
    found = asymptest.calibrate("O(1/M)", widths="64..2048", trials=5, seed=3)
    assert program.run("calibrate", *claim, *flags, "--format", "json") == found.to_json()
    printed = program.run("calibrate", *claim, "--from", "frame", "--y", "loss", "--trials", "5", folder=tmp_path)
    assert printed == str(asymptest.calibrate("O(1/M)", frame, value="loss", trials=5))
