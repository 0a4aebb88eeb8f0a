"""Claims judged on a frame, arrays or a file."""

from __future__ import annotations

from typing import Any, List, Sequence, Union, overload

from . import _asymptest
from ._asymptest import Error
from ._claim import Claim
from ._frame import arrays, source
from ._judgement import Judgement, Judgements
from ._words import Where, asked, words


@overload
def judge(frame: Any, claim: Union[str, Claim], *, by: None = ..., **keywords: Any) -> Judgement: ...
@overload
def judge(frame: Any, claim: Sequence[Union[str, Claim]], **keywords: Any) -> Judgements: ...
@overload
def judge(frame: Any, claim: Union[str, Claim], *, by: Union[str, Sequence[str]], **keywords: Any) -> Judgements: ...
@overload
def judge(*, claim: Union[str, Claim], x: Any, y: Any, **keywords: Any) -> Judgement: ...
def judge(
    frame: Any = None,
    claim: Union[str, Claim, Sequence[Union[str, Claim]], None] = None,
    *,
    x: Any = None,
    y: Any = None,
    value: Any = None,
    replicate: Any = None,
    time: Any = None,
    error: Any = None,
    by: Union[str, Sequence[str], None] = None,
    where: Where = None,
    pool: Union[str, Sequence[str], None] = None,
    wide: Union[str, None] = None,
    smallest: Union[float, None] = None,
    largest: Union[float, None] = None,
    margin: Union[float, None] = None,
    floor: Union[float, str, None] = None,
    functional: Union[str, None] = None,
) -> Union[Judgement, Judgements]:
    """Judges a claim on measurements.

    ``frame`` is a frame of pandas or polars, a dict of columns, a list of dicts, or the path of a file; without it, ``x``
    and ``y`` are arrays: ``judge(claim="O(1/M)", x=sizes, y=values)``. ``y`` may be a matrix, a row of replicates a size.

    ``claim`` is ``O(...)``, ``Omega(...)``, ``Theta(...)`` or ``o(...)``; several are judged together, at one level.

    The keywords are the flags of ``asymptest fit``: ``x`` (``--x``) and ``y`` or ``value`` (``--y``) are columns or
    expressions such as ``"1/h"``, ``replicate`` and ``time`` columns, ``error`` the standard error of the values. ``by``
    judges the rows of each value of a column apart; ``where`` keeps rows: ``{"optimizer": "adam"}`` or ``"step>=1000"``.
    ``pool`` names columns that may differ between replicates, ``wide`` the columns that are one run each. ``smallest``
    and ``largest`` (``--from`` and ``--to``) are the sizes to keep. ``margin`` is the largest violation that support may
    leave open, ``floor`` a number or ``"fit"``, ``functional`` ``"log-location"`` or ``"mean"``.

    One claim without ``by`` gives a :class:`Judgement`, several claims or ``by`` give :class:`Judgements`.

    A ``nan`` in a column of numbers is a run that failed: it is counted, and withholds support. None and ``pandas.NA``
    are missing, which is an error for a value; leave such rows out (``frame.dropna(subset=...)``).

    Raises :class:`Error` in the words of the command line.
    """
    if claim is None:
        raise Error("claim: give a claim, such as 'O(1/M)'")
    if y is not None and value is not None:
        raise Error("y: y and value are two names of the values; give one of them")
    y = value if y is None else y
    if frame is None:
        if x is None or y is None:
            raise Error("frame: give a frame, or arrays: judge(claim='O(1/M)', x=sizes, y=values)")
        for name, given in (("x", x), ("y", y)):
            if isinstance(given, str):
                raise Error(f"frame: `{name}` names a column, and there is no frame; give the frame first")
        others = {"replicate": replicate, "time": time, "error": error}
        columns = arrays(x, y, {name: given for name, given in others.items() if given is not None})
        frame, x, y = columns, "x", "y"
        replicate, time, error = (name if name in columns else None for name in others)
    one = isinstance(claim, (str, Claim))
    claims: List[str] = [str(text) for text in ([claim] if one else claim)]
    found = source(frame)
    keywords = {"functional": functional, "margin": margin, "floor": floor, "x": x, "value": y, "replicate": replicate}
    keywords.update(time=time, error=error, wide=wide, by=by, pool=pool, where=where, smallest=smallest, largest=largest)
    line = [f"--claim={text}" for text in claims] + words(keywords) + ["--", found.name]
    answers = asked(lambda: _asymptest.fit(line, found.table), "judge", found)
    return Judgement(answers) if one and by is None else Judgements(answers)
