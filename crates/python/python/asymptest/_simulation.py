"""What a study will be able to see: plans, and the error rates of verdicts."""

from __future__ import annotations

import html
import json
from typing import Any, Dict, Sequence, Union

from . import _asymptest
from ._claim import Claim
from ._frame import Source, source
from ._words import Where, asked, words

Widths = Union[str, Sequence[int], None]


class Simulation:
    """What ``asymptest plan-study`` or ``asymptest calibrate`` found. ``str()`` is its table for people."""

    def __init__(self, found: _asymptest.Simulation) -> None:
        self._found = found

    def to_dict(self) -> Dict[str, Any]:
        """The document of :meth:`to_json` as plain data."""
        return json.loads(self._found.json())

    def to_json(self) -> str:
        """What the command prints with ``--format json``, bit for bit."""
        return self._found.json()

    def __getitem__(self, key: str) -> Any:
        return self.to_dict()[key]

    def __str__(self) -> str:
        return self._found.text()

    def _repr_html_(self) -> str:
        return f'<pre class="asymptest">{html.escape(str(self))}</pre>'


def plan(
    claim: Union[str, Claim],
    frame: Any = None,
    *,
    widths: Widths = None,
    deviation: Union[float, None] = None,
    sigma: Union[float, None] = None,
    seed: Union[int, None] = None,
    x: Union[str, None] = None,
    value: Union[str, None] = None,
    replicate: Union[str, None] = None,
    where: Where = None,
) -> Simulation:
    """How many replicates, on which widths, show a violation of the size ``deviation`` in four runs of five.

    ``sigma`` is the standard deviation of log(value) between replicates; ``frame`` holds measurements to take it from.
    ``widths`` is ``"128..16384"`` (doublings) or a list. The defaults are those of ``asymptest plan-study``.
    """
    own = {"widths": _widths(widths), "deviation": deviation, "sigma": sigma, "seed": seed}
    return _simulated(_asymptest.plan_study, "plan", claim, frame, own, {"x": x, "value": value, "replicate": replicate, "where": where})


def calibrate(
    claim: Union[str, Claim],
    frame: Any = None,
    *,
    widths: Widths = None,
    replicates: Union[int, None] = None,
    sigma: Union[float, None] = None,
    trials: Union[int, None] = None,
    seed: Union[int, None] = None,
    x: Union[str, None] = None,
    value: Union[str, None] = None,
    replicate: Union[str, None] = None,
    where: Where = None,
) -> Simulation:
    """How often each verdict comes out under truths of which the claim holds, and of which it fails.

    Give the design and the noise, or a ``frame`` of measurements to take both from. The defaults are those of
    ``asymptest calibrate``.
    """
    own = {"widths": _widths(widths), "replicates": replicates, "sigma": sigma, "trials": trials, "seed": seed}
    return _simulated(_asymptest.calibrate, "calibrate", claim, frame, own, {"x": x, "value": value, "replicate": replicate, "where": where})


def _simulated(call: Any, function: str, claim: Union[str, Claim], frame: Any, own: Dict[str, Any], columns: Dict[str, Any]) -> Simulation:
    line = [f"--claim={claim}"] + words({**own, **columns})
    found = Source("", None)
    if frame is not None:
        found = source(frame)
        line.append(f"--from={found.name}")
    return Simulation(asked(lambda: call(line, found.table), function, found))


def _widths(widths: Widths) -> Union[str, None]:
    return widths if widths is None or isinstance(widths, str) else ",".join(str(width) for width in widths)
