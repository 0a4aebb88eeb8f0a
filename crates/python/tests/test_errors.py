"""Errors are those of the command line, and remedies work when pasted."""

import pandas as pd
import pytest
from conftest import halving

import asymptest

REFUSED = [
    ("width,loss\n64,1\n", ["--y", "loss"], {"y": "loss"}),
    ("width,loss\n64,1\n128,-1\n256,1\n", ["--y", "loss"], {"y": "loss"}),
    ("width,loss\n64,1\n128,\n256,1\n", ["--y", "loss"], {"y": "loss"}),
    ("width,loss\n64,1\n128,2\n256,1\n", ["--y", "lost"], {"y": "lost"}),
    ("width,loss\n64,1\n128,2\n256,1\n", ["--y", "loss", "--margin", "2"], {"y": "loss", "margin": 2}),
    ("width,loss\n64,1\n128,2\n256,1\n", ["--y", "loss", "--floor", "low"], {"y": "loss", "floor": "low"}),
    ("width,loss,opt\n64,1,a\n64,1,b\n128,2,a\n128,2,b\n256,1,a\n256,1,b\n", ["--y", "loss"], {"y": "loss"}),
    ("", [], {}),
]


@pytest.mark.parametrize("text, flags, keywords", REFUSED)
def test_a_file_is_refused_as_on_the_command_line(program, tmp_path, monkeypatch, text, flags, keywords):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "runs.csv").write_text(text)
    printed = program.run("fit", "runs.csv", "--claim", "O(1/M)", *flags)
    with pytest.raises(asymptest.Error) as refused:
        asymptest.judge("runs.csv", "O(1/M)", **keywords)
    assert printed == f"error: {refused.value}\n"
    assert isinstance(refused.value, ValueError)


@pytest.mark.parametrize("claim", ["O(1/M", "M^2", "O(1/M log(M))", "O(M^x)", ""])
def test_a_claim_is_refused_with_its_place(program, tmp_path, claim):
    (tmp_path / "runs.csv").write_text("width,value\n1,1\n")
    printed = program.run("fit", "runs.csv", f"--claim={claim}", folder=tmp_path)
    with pytest.raises(ValueError) as refused:
        asymptest.claim(claim)
    assert printed == f"error: {refused.value}\n" and str(refused.value).endswith("^")


def test_the_row_of_a_frame_is_told():
    frame = pd.DataFrame(halving())
    frame.loc[7, "loss"] = -1.0
    with pytest.raises(asymptest.Error, match="frame, line 9: loss `-1.0` is negative") as refused:
        asymptest.judge(frame, "O(1/M)", y="loss")
    assert (refused.value.line, refused.value.row) == (9, 7)
    with pytest.raises(asymptest.Error, match="frame, line 1: no column `lost`") as refused:
        asymptest.judge(frame, "O(1/M)", y="lost")
    assert (refused.value.line, refused.value.row) == (1, None)


def test_remedies_for_frames_are_calls_that_work():
    apart = pd.DataFrame(halving(opt="adam") + halving(opt="sgd's"))
    many = pd.DataFrame(halving(opt="adam", lr=0.5) + halving(opt="sgd", lr=0.5) + halving(opt="sgd", lr=0.1))
    negative = pd.DataFrame(halving()).assign(loss=lambda frame: -frame.loss)
    wide = pd.DataFrame({"width": [64, 128, 256, 512], "rep1": [4.0, 2.0, 1.0, 0.5], "rep2": [4.1, 2.1, 1.1, 0.6]})
    hidden = pd.DataFrame(halving()).rename(columns={"width": "hidden units"})
    cases = [(apart, {"y": "loss"}), (many, {"y": "loss", "margin": 0.1, "floor": "fit"}), (negative, {"y": "loss"}), (wide, {}), (hidden, {})]
    for frame, keywords in cases:
        with pytest.raises(asymptest.Error) as refused:
            asymptest.judge(frame, "O(1/M)", **keywords)
        helps = refused.value.help
        assert helps and str(refused.value).endswith(f"help: {helps}") and helps.startswith("asymptest.judge(frame, 'O(1/M)'")
        found = eval(helps, {"asymptest": asymptest, "frame": frame})
        assert found.verdict
        assert all(f"{name}={value!r}" in helps for name, value in keywords.items() if name == "floor")
    for function in ("calibrate", "plan"):
        with pytest.raises(asymptest.Error) as refused:
            getattr(asymptest, function)("O(1/M)", apart, value="loss")
        helps = refused.value.help
        assert helps.startswith(f"asymptest.{function}('O(1/M)', frame, value='loss', where="), helps
        assert eval(helps, {"asymptest": asymptest, "frame": apart}).to_dict()
