"""Judges asymptotic claims on measurements.

"y is O(M^a log(M)^b)" against a table of sizes and values: a verdict with the exponent, its interval, and what these
data could have seen. It is the program ``asymptest`` for pandas, polars, NumPy and pytest, with the same numbers, bit
for bit.

>>> import asymptest
>>> sizes = [2**power for power in range(6, 14)]
>>> runs = [{"width": m, "seed": s, "drift": 3.0 / m * (1 + 0.01 * s)} for m in sizes for s in range(3)]
>>> found = asymptest.judge(runs, "O(1/M)", value="drift")
>>> found.verdict
'supported'
"""

from ._asymptest import Error, __version__
from ._claim import Claim, claim
from ._judge import judge
from ._judgement import Estimate, Judgement, Judgements, Note
from ._simulation import Simulation, calibrate, plan

__all__ = [
    "Claim",
    "Error",
    "Estimate",
    "Judgement",
    "Judgements",
    "Note",
    "Simulation",
    "__version__",
    "calibrate",
    "claim",
    "judge",
    "plan",
]
