"""The package is built of what the command line is built of, and its examples run."""

import doctest
import re

from conftest import ROOT

import asymptest

PACKAGE = ROOT / "crates/python"


def versions(lock):
    """The versions of each crate in a Cargo.lock."""
    found = {}
    for name, version in re.findall(r'name = "(.+)"\nversion = "(.+)"', lock):
        found.setdefault(name, set()).add(version)
    return found


def test_numbers_come_of_the_same_crates():
    ours, theirs = (versions((folder / "Cargo.lock").read_text()) for folder in (PACKAGE, ROOT))
    shared = set(ours) & set(theirs)
    assert {"nalgebra", "statrs", "rand_distr", "csv"} <= shared
    differ = {name: ours[name] for name in shared if not ours[name] <= theirs[name]}
    assert not differ, "copy Cargo.lock to crates/python, and run `cargo metadata` there"
    assert not [name for name in ours if name.startswith("candle")]
    assert asymptest.__version__ in ours["asymptest-judge"]


def test_examples_run():
    for module in (asymptest, asymptest._claim):
        found = doctest.testmod(module)
        assert found.attempted > 0 and found.failed == 0, module
    found = doctest.testfile(str(PACKAGE / "README.md"), module_relative=False, optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS)
    assert found.attempted > 5 and found.failed == 0
