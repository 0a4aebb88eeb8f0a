"""Frames of all kinds, and what is refused of them."""

import subprocess
import sys

import numpy as np
import pandas as pd
import polars as pl
import pytest
from conftest import halving

import asymptest


def json_of(frame, **keywords):
    return asymptest.judge(frame, "O(1/M)", **{"y": "loss", **keywords}).to_json()


def test_neither_pandas_nor_numpy_is_imported():
    code = "import asymptest, sys; assert not {'numpy', 'pandas', 'polars'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_frames_of_all_kinds_are_one_table():
    rows = halving()
    frame = pd.DataFrame(rows)
    expected = json_of(frame)
    assert json_of(pl.DataFrame(rows).lazy()) == expected
    assert json_of(frame.convert_dtypes()) == expected
    assert json_of(frame.set_index(["width", "seed"])) == expected
    assert json_of(frame.sample(frac=1, random_state=0)) == expected
    assert json_of(tuple(rows)) == expected
    assert json_of({"width": frame.width, "seed": list(frame.seed), "loss": tuple(frame.loss)}) == expected


def test_a_frame_of_single_precision_has_its_own_digits():
    single = pd.DataFrame(halving()).astype({"loss": "float32"})
    written = single.assign(loss=[float(str(value)) for value in single.loss.to_numpy()])
    assert json_of(single) == json_of(written) == json_of(pl.DataFrame(single.to_dict("list"), schema_overrides={"loss": pl.Float32}))
    assert json_of(single) != json_of(single.astype({"loss": "float64"})), "the digits count"


def test_arrays_are_judged_without_a_frame():
    sizes = [2**power for power in range(6, 14)]
    matrix = np.array([[3 / m * (1 + 0.01 * r) for r in range(4)] for m in sizes])
    of_matrix = asymptest.judge(claim="O(1/M)", x=np.array(sizes), y=matrix)
    flat = asymptest.judge(claim="O(1/M)", x=np.repeat(sizes, 4), y=matrix.ravel(), replicate=np.tile(range(4), len(sizes)))
    assert of_matrix.to_json() == flat.to_json() and of_matrix.verdict == "supported"
    means = asymptest.judge(claim="O(1/M)", x=sizes, y=matrix.mean(1), error=matrix.std(1) / 2)
    assert means.to_dict()["functional"] == "mean"
    timed = {"x": np.repeat(sizes, 3), "y": np.repeat(3 / np.array(sizes), 3) * np.tile([1, 2, 3], 8), "time": np.tile([1, 2, 3], 8)}
    assert asymptest.judge(claim="O(t/M)", **timed).to_dict()["last_time"] == 3.0


def test_groups_of_an_aggregation_keep_their_names():
    frame = pd.DataFrame(halving())
    means = frame.groupby("width")["loss"].agg(["mean", "sem"])
    found = asymptest.judge(means, "O(1/M)", value="mean", error="sem")
    assert found.verdict == asymptest.judge(means.reset_index(), "O(1/M)", value="mean", error="sem").verdict
    levels = frame.groupby("width").agg({"loss": ["mean", "sem"]})
    assert asymptest.judge(levels, "O(1/M)", value="loss_mean", error="loss_sem").to_json() == found.to_json().replace("mean`", "loss_mean`")


def test_rows_are_kept_and_kept_apart():
    frame = pd.DataFrame(halving(opt="adam", lr=0.5) + halving(opt="sgd", lr=0.25, noise=0.03))
    def numbers(found):
        # The notes say how rows were kept.
        return {key: value for key, value in found.to_dict().items() if key != "notes"}

    adam = numbers(asymptest.judge(frame[frame.opt == "adam"], "O(1/M)", y="loss"))
    for where in ({"opt": "adam"}, "opt=adam", ["opt=adam"], {"opt": "adam", "lr": 0.5}, "lr>0.3"):
        assert numbers(asymptest.judge(frame, "O(1/M)", y="loss", where=where)) == adam, where
    assert numbers(asymptest.judge(frame, "O(1/M)", y="loss", where={"opt": "sgd"})) != adam
    assert asymptest.judge(frame, "O(1/M)", y="loss", where={"opt": "adam"}, smallest=128).to_dict()["window"]["from"] == 128


def test_a_run_that_failed_is_evidence_and_a_missing_one_is_refused():
    frame = pd.DataFrame(halving())
    failed = asymptest.judge(frame.assign(loss=frame.loss.where(frame.index != 4)), "O(1/M)", y="loss")
    assert failed.verdict == "inconclusive" and [note.code for note in failed.warnings] == ["failed_runs"]
    for missing in (frame.convert_dtypes().assign(loss=lambda f: f.loss.where(f.index != 4, pd.NA)), [*halving(), {"width": 64}]):
        with pytest.raises(asymptest.Error, match="loss is empty; write `nan` if the run failed"):
            json_of(missing)


@pytest.mark.parametrize(
    "frame, message",
    [
        (3, "int is not a table"),
        ([1, 2], "list is not a table"),
        (np.zeros((3, 2)), "an array has no names"),
        (pd.Series([1.0], name="loss"), "this is one column"),
        ({}, "there are no columns"),
        ({"width": [], "loss": []}, "there are no rows"),
        ({"width": [1, 2], "loss": [1]}, "`loss` has 1 values and `width` has 2"),
        ({"width": [1, 2], "loss": "ab"}, "`loss` is a text"),
        ({"width": [1, 2], "loss": 3}, "`loss` is not a list"),
    ],
)
def test_what_is_not_a_table_is_refused(frame, message):
    with pytest.raises(asymptest.Error, match=message):
        json_of(frame)


def test_arrays_that_do_not_fit_are_refused():
    for keywords, message in [
        ({"x": [1, 2, 3]}, "give a frame, or arrays"),
        ({"x": "width", "y": [1]}, "`x` names a column"),
        ({"x": [1, 2, 3], "y": [[1, 2, 3], [1, 2, 3]]}, "a row for each of the 3 sizes"),
        ({"x": [1, 2], "y": [[1], [2]], "replicate": [0, 1]}, "replicates in its columns"),
        ({"x": [[1], [2]], "y": [1, 2]}, "one size a row"),
        ({"x": [1, 2], "y": [1]}, "`y` has 1 values"),
        ({"x": [1], "y": [1], "value": [1]}, "two names"),
    ]:
        with pytest.raises(asymptest.Error, match=message):
            asymptest.judge(claim="O(1/M)", **keywords)
    with pytest.raises(asymptest.Error, match="give a claim"):
        asymptest.judge(halving())
