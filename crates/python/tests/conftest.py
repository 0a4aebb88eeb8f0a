"""What the tests share."""

import os
import subprocess
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

ROOT = Path(__file__).resolve().parents[3]
#: Tables of other people, as crates/judge tests them.
CASES = ROOT / "crates/judge/tests/cases"


class Program:
    """The command line, as crates/judge builds it."""

    def __init__(self, path):
        self.path = path

    def run(self, *arguments, folder=None):
        """What it prints, or what it complains of."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("ASYMPTEST_")}
        ran = subprocess.run([self.path, *arguments], capture_output=True, text=True, cwd=folder, env=environment)
        return ran.stdout if ran.returncode < 2 else ran.stderr


@pytest.fixture(scope="session")
def program():
    """The small binary; ASYMPTEST_JUDGE names another one."""
    found = Path(os.environ.get("ASYMPTEST_JUDGE", ROOT / "target/debug/asymptest-judge"))
    if not found.exists():
        pytest.fail(f"{found} is not there; build it: cargo build -p asymptest-judge --bin asymptest-judge")
    return Program(found)


def halving(noise=0.01, sizes=range(6, 14), replicates=3, **columns):
    """Rows of 3/M with a deterministic noise."""
    return [
        {"width": 2**power, "seed": seed, "loss": 3.0 / 2**power * (1 + noise * ((7 * seed + 3 * power) % 5 - 2)), **columns}
        for power in sizes
        for seed in range(replicates)
    ]
